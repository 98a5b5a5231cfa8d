"""Los roles: los verificados se atan; de los demás se ve lo que se lee."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

from imprenta.leer.citas import es_cita, leer_cita
from imprenta.leer.formulas import atar_literal, leer_formula
from imprenta.leer.gramatica import (
    CITA,
    CON_DESTINO,
    NUESTROS,
    REFERENCIAS,
    ROL,
    ROL_AL_FINAL,
    ROL_DE_NOMBRE,
    ROL_SIN_ABRIR,
    SOLO_DESTINO,
    VERIFICADOS,
)
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import Atado, Vista
from imprenta.leer.tramo import Tramo
from imprenta.libro.nombres import que_escribir, reparo_al_nombre
from imprenta.libro.pagina import (
    LOGICOS,
    Evaluado,
    Marca,
    RolMalEscrito,
    Tipo,
    consulta_de_lo_visto,
    partir_rol,
)

ROL_CON_DESTINO = re.compile(r"(.*?)<[^<>]*>\s*", re.DOTALL)
DE_DISENIO = re.compile(r"bdg-(?:link|ref)|.*:")
HASTA_SU_FINAL = re.compile(r"[^\n`<>]*(?:<[^\n`<>]*>?)?`*")  # el literal y su expresión, si la hay
LO_QUE_ATARIA = re.compile(r"`[^\n`<>]+<[^\n`]*>`+")
CONOCIDOS = SOLO_DESTINO | CON_DESTINO
UN_NOMBRE = re.compile(r"[^\W\d]\w*")  # lo que evalúa MyST-NB, si no se le dice otra cosa
NO_ES_UN_NOMBRE = "{{eval}} solo enseña lo que vale un nombre: calcula «{}» en una celda y dale uno"
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
        return _sin_abrir(tramo, posicion)
    cierre = tramo.buscar(casa["comillas"], casa.end() + 1)
    otro = ROL_AL_FINAL.search(tramo.visto, casa.end(), max(cierre, casa.end()))
    if cierre < 0 or (otro and casa["nombre"] in NUESTROS):
        return _sin_cerrar(tramo, casa, otro.start() if otro else tramo.fin)
    rol = RolCrudo(casa["nombre"], posicion, casa.end(), cierre, cierre + len(casa["comillas"]))
    texto = (rol.dentro, rol.tras_contenido)
    tramo.hoja.marcas.append(Marca(Tipo.ROL, rol.inicio, rol.fin, rol.nombre, texto))
    if rol.nombre in VERIFICADOS:
        _leer_verificado(tramo, rol)
    elif rol.nombre == ROL_DE_NOMBRE:
        _leer_nombre(tramo, rol)
    elif parecido := _parecido(rol.nombre):
        tramo.hoja.falta(rol.inicio, f"el rol {{{rol.nombre}}} no existe: ¿querías escribir {{{parecido}}}?")
        tramo.hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.OPACO)
    else:
        _leer_otro_rol(tramo.hoja, rol)
    return rol.fin


def _parecido(nombre: str) -> str:
    """El rol nuestro que un nombre mal escrito quiere ser, o nada."""
    if nombre in CONOCIDOS or ":" in nombre:
        return ""
    return next(iter(difflib.get_close_matches(nombre.lower(), NUESTROS, 1, 0.7)), "")


def _sin_abrir(tramo: Tramo, posicion: int) -> int:
    """A un rol le falta el acento grave de delante, o le sobra un espacio antes de él."""
    casa = tramo.casar(ROL_SIN_ABRIR, posicion)
    if casa is None:
        return posicion
    que = "sobra el espacio delante del acento grave" if casa["sobra"] else "falta el acento grave de delante"
    tramo.hoja.falta(posicion, f"{{{casa['nombre']}}}: {que}")
    tramo.hoja.lienzo.tachar(posicion, casa.end(), Vista.OPACO)
    return casa.end()


def _sin_cerrar(tramo: Tramo, casa: re.Match[str], limite: int) -> int:
    """A un rol le falta el acento grave que lo cierra: si es de los nuestros, se dice y se sigue tras él."""
    if casa["nombre"] not in NUESTROS:
        return casa.start()
    tramo.hoja.falta(casa.start(), f"{{{casa['nombre']}}}: falta el acento grave que lo cierra")
    resto = HASTA_SU_FINAL.match(tramo.visto, casa.end(), limite)
    fin = resto.end() if resto else casa.end()
    tramo.hoja.lienzo.tachar(casa.start(), fin, Vista.OPACO)
    return fin


def rol_en_codigo(tramo: Tramo, inicio: int, fin: int) -> int:
    """Un código que acaba por el nombre de un rol nuestro: lo que se quería atar queda fuera."""
    casa = ROL_AL_FINAL.search(tramo.visto, inicio, fin)
    resto = LO_QUE_ATARIA.match(tramo.visto, fin, tramo.fin)
    if casa is None or resto is None or casa[0][1:-1] not in NUESTROS:
        return -1
    tramo.hoja.falta(casa.start(), f"el rol {casa[0]} no se lee dentro de un código: saca el número de él")
    return resto.end()


def _leer_otro_rol(hoja: Hoja, rol: RolCrudo) -> None:
    """De los demás roles se ve lo que se lee: el texto sí, el destino no."""
    hoja.lienzo.tachar(rol.inicio, rol.dentro, Vista.NADA)
    hoja.lienzo.tachar(rol.tras_contenido, rol.fin, Vista.NADA)
    contenido = hoja.texto.contenido[rol.dentro : rol.tras_contenido]
    hoja.mudo(rol.dentro, rol.tras_contenido)  # un rol no lleva otro dentro
    if rol.nombre == "eval":
        leer_evaluado(hoja, rol.dentro, rol.tras_contenido)
    if rol.nombre == "math":
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
        leer_formula(hoja, rol.dentro, rol.tras_contenido)
    elif es_cita(rol.nombre):
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
        leer_cita(hoja, rol.dentro, rol.tras_contenido)
    elif rol.nombre in SOLO_DESTINO:
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
    elif rol.nombre in CON_DESTINO or DE_DISENIO.match(rol.nombre):
        destino = ROL_CON_DESTINO.fullmatch(contenido)
        es_referencia = rol.nombre.rpartition(":")[2] in REFERENCIAS
        visible = len(destino[1]) if destino else 0 if es_referencia else len(contenido)
        hoja.lienzo.tachar(rol.dentro + visible, rol.fin, Vista.NADA)


def leer_evaluado(hoja: Hoja, inicio: int, fin: int) -> None:
    """Un nombre de la página del que se enseña lo que vale: lo pone el código, y no hay que demostrarlo."""
    nombre = hoja.texto.contenido[inicio:fin].strip()
    if UN_NOMBRE.fullmatch(nombre) is None:
        hoja.falta(inicio, NO_ES_UN_NOMBRE.format(" ".join(nombre.split())))
        return
    consulta = hoja.consulta(inicio, consulta_de_lo_visto(nombre))
    hoja.pieza(Evaluado(inicio, nombre, consulta, (inicio, fin)))


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
    if rol.nombre in LOGICOS:
        hoja.sueltos(inicio, inicio + len(literal))
        hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.OPACO)
    else:
        hoja.lienzo.atar(Atado(rol.inicio, inicio, inicio + len(literal), rol.fin))
    hoja.lienzo.enseniar(inicio, literal)
    atar_literal(hoja, inicio, rol.nombre, literal, expresion, (rol.dentro, rol.tras_contenido))


def _leer_nombre(tramo: Tramo, rol: RolCrudo) -> None:
    """Un nombre se lee tal cual: sus números no cuentan nada, y si contaran, no es un nombre."""
    hoja = tramo.hoja
    hoja.lienzo.tachar(rol.inicio, rol.fin, Vista.NADA)
    contenido = hoja.texto.contenido[rol.dentro : rol.tras_contenido]
    nombre = " ".join(CITA.sub("", contenido).split())
    inicio = rol.dentro + len(contenido) - len(contenido.lstrip())
    if tramo.en_texto_alternativo(rol.inicio):
        en_alternativo(hoja, inicio)
    elif not nombre:
        hoja.falta(rol.dentro, "{nombre}: está vacío")
    elif reparo := reparo_al_nombre(nombre):
        hoja.falta(inicio, f"{{nombre}}: «{nombre}» {reparo}: {que_escribir(nombre, reparo)}")
    else:
        hoja.lienzo.tachar(rol.dentro, rol.tras_contenido, Vista.OPACO)
        hoja.lienzo.enseniar(inicio, contenido.strip())


def _parte_la_tabla(tramo: Tramo, rol: RolCrudo, contenido: str) -> bool:
    if "|" not in contenido.replace(r"\|", ""):
        return False
    principio = tramo.principio_de_linea(rol.inicio)
    return tramo.quiere_ser_tabla or BARRA_DELANTE.match(tramo.visto, principio) is not None


def en_alternativo(hoja: Hoja, posicion: int) -> None:
    """Un rol en un texto alternativo, o en el título de un enlace, se leería en crudo."""
    hoja.falta(posicion, "un rol no se lee dentro del texto alternativo: compón ese texto en el código")
