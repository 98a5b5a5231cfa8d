"""Los roles: los verificados se atan; de los demás se ve lo que se lee."""

from __future__ import annotations

import re
from typing import NamedTuple

from imprenta.leer.formulas import atar, leer_formula
from imprenta.leer.gramatica import CITA, CON_DESTINO, REFERENCIAS, ROL, SOLO_DESTINO, VERIFICADOS
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import Atado, Vista
from imprenta.leer.tramo import Tramo
from imprenta.libro.pagina import Marca, RolMalEscrito, Tipo, partir_rol

ROL_CON_DESTINO = re.compile(r"(.*?)<[^<>]*>\s*", re.DOTALL)
DE_DISENIO = re.compile(r"bdg-(?:link|ref)|.*:")
SIN_EVALUAR = "lo que {{eval}} enseñe no lo comprueba nadie: escribe {{cifra}}`valor <{}>`"
BARRA_DELANTE = re.compile(r"[ >]*\|")


class RolCrudo(NamedTuple):
    """Un rol tal como está escrito: `{nombre}`contenido``, de `inicio` a `fin`."""

    nombre: str
    inicio: int
    dentro: int
    tras_contenido: int
    fin: int


def leer_rol(tramo: Tramo, posicion: int) -> int:
    """Un rol: lo cierran los primeros acentos graves que haya, si son tantos como los que lo abren."""
    casa = tramo.casar(ROL, posicion)
    if casa is None:
        return posicion
    cierre = tramo.buscar(casa["comillas"], casa.end() + 1)
    if cierre < 0:
        return posicion
    rol = RolCrudo(casa["nombre"], posicion, casa.end(), cierre, cierre + len(casa["comillas"]))
    texto = (rol.dentro, rol.tras_contenido)
    tramo.hoja.marcas.append(Marca(Tipo.ROL, rol.inicio, rol.fin, rol.nombre, texto))
    if rol.nombre in VERIFICADOS:
        _leer_verificado(tramo, rol)
    else:
        _leer_otro_rol(tramo.hoja, rol)
    return rol.fin


def _leer_otro_rol(hoja: Hoja, rol: RolCrudo) -> None:
    """De los demás roles se ve lo que se lee: el texto sí, el destino no."""
    hoja.lienzo.tachar(rol.inicio, rol.dentro, Vista.NADA)
    hoja.lienzo.tachar(rol.tras_contenido, rol.fin, Vista.NADA)
    contenido = hoja.texto.contenido[rol.dentro : rol.tras_contenido]
    if rol.nombre == "eval":
        hoja.falta(rol.inicio, SIN_EVALUAR.format(contenido.strip()))
    if rol.nombre == "math":
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
        leer_formula(hoja, rol.dentro, rol.tras_contenido)
    elif rol.nombre in SOLO_DESTINO or rol.nombre.startswith("cite"):
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
    elif rol.nombre in CON_DESTINO or DE_DISENIO.match(rol.nombre):
        destino = ROL_CON_DESTINO.fullmatch(contenido)
        visible = len(destino[1]) if destino else 0 if rol.nombre in REFERENCIAS else len(contenido)
        hoja.lienzo.tachar(rol.dentro + visible, rol.fin, Vista.NADA)


def _leer_verificado(tramo: Tramo, rol: RolCrudo) -> None:
    hoja = tramo.hoja
    contenido = hoja.texto.contenido[rol.dentro : rol.tras_contenido]
    hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
    try:
        literal, expresion = partir_rol(CITA.sub("", contenido))
    except RolMalEscrito as error:
        hoja.falta(rol.dentro, f"{{{rol.nombre}}}: {error}")
        return
    inicio = rol.dentro + len(contenido) - len(contenido.lstrip())
    if tramo.en_texto_alternativo(rol.inicio):
        en_alternativo(hoja, inicio)
        return
    if _parte_la_tabla(tramo, rol, contenido):
        hoja.falta(
            inicio, "la barra «|» parte la celda de la tabla: calcula la expresión en una celda de código"
        )
        return
    if rol.nombre == "afirma":
        hoja.sueltos(inicio, inicio + len(literal))
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.OPACO)
    else:
        hoja.lienzo.atar(Atado(rol.inicio, inicio, inicio + len(literal), rol.fin))
    hoja.lienzo.enseniar(inicio, literal)
    atar(hoja, inicio, rol.nombre, literal, expresion, (rol.dentro, rol.tras_contenido))


def _parte_la_tabla(tramo: Tramo, rol: RolCrudo, contenido: str) -> bool:
    if "|" not in contenido.replace(r"\|", ""):
        return False
    principio = tramo.principio_de_linea(rol.inicio)
    return tramo.quiere_ser_tabla or BARRA_DELANTE.match(tramo.visto, principio) is not None


def en_alternativo(hoja: Hoja, posicion: int) -> None:
    """Un rol en un texto alternativo, o en el título de un enlace, se leería en crudo."""
    hoja.falta(posicion, "un rol no se lee dentro del texto alternativo: compón ese texto en el código")
