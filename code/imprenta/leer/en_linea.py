"""Lo que va en línea: roles, fórmulas, enlaces, notas y etiquetas de HTML, con su posición exacta.

Cada tramo de texto se recorre una vez. Lo que no se entiende no se tacha: si tiene cifras, se ven.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

from imprenta.leer.formulas import leer_formula
from imprenta.leer.gramatica import (
    ABRE_ALGO,
    ATRIBUTOS_OCULTOS,
    AUTOENLACE,
    COMENTARIO_EN_LINEA,
    CON_ETIQUETA,
    DESTINO,
    ENTIDAD,
    ENTORNO_DE_LATEX,
    ESCAPE,
    ETIQUETA_DE_FORMULA,
    FORMULA,
    LETRA_DE_LISTA,
    NOMBRE_SUSTITUIDO,
    NOTA,
    ROL_SIN_LEER,
    URL_SUELTA,
)
from imprenta.leer.hoja import Hoja
from imprenta.leer.html import UNA_ETIQUETA, tachar_etiqueta
from imprenta.leer.lienzo import Vista
from imprenta.leer.roles import en_alternativo, leer_rol, rol_en_codigo
from imprenta.leer.tramo import TILDES, Corchete, Nota, Par, Tramo, etiqueta_de
from imprenta.leer.trazos import DESCONOCIDO
from imprenta.libro.espanol import tiene_cifras
from imprenta.libro.pagina import Marca, Suelto, Tipo


def leer_en_linea(hoja: Hoja, tramos: Iterable[tuple[int, int, bool]]) -> None:
    """Lee los tramos de una página: de dónde a dónde van, y si son una fila de una tabla."""
    visto, notas = hoja.lienzo.visto(), list[Nota]()
    for inicio, fin, es_fila in tramos:
        if primero := ABRE_ALGO.search(visto, inicio, fin):
            _leer_tramo(Tramo(hoja, visto, inicio, fin, es_fila, notas), primero.start())
    _numerar_notas(hoja, notas)


def _leer_tramo(tramo: Tramo, posicion: int) -> None:
    """Recorre un tramo desde lo primero que abre algo, tachando lo que entiende."""
    while (casa := ABRE_ALGO.search(tramo.visto, posicion, tramo.fin)) is not None:
        posicion = _leer_en(tramo, casa.start())


def _leer_en(tramo: Tramo, posicion: int) -> int:
    """Lee lo que haya en una posición; devuelve por dónde se sigue."""
    for lector in LECTORES[tramo.visto[posicion]]:
        tras = lector(tramo, posicion)
        if tras > posicion:
            return tras
    return posicion + 1


# ——— Un lector por cosa: dice dónde acaba, o la misma posición si no es lo suyo ———


def _leer_comentario(tramo: Tramo, posicion: int) -> int:
    casa = tramo.casar(COMENTARIO_EN_LINEA, posicion)
    if casa is None or (tramo.es_fila and "|" in casa[0]):
        return posicion
    tramo.hoja.comentario(posicion, casa.end())
    return casa.end()


def _tachar(patron: re.Pattern[str]) -> Callable[[Tramo, int], int]:
    """El lector de lo que se tacha entero."""

    def leer(tramo: Tramo, posicion: int) -> int:
        casa = tramo.casar(patron, posicion)
        if casa is None:
            return posicion
        tramo.hoja.lienzo.tachar(posicion, casa.end(), Vista.NADA)
        return casa.end()

    return leer


def _leer_etiqueta_html(tramo: Tramo, posicion: int) -> int:
    casa = tramo.casar(UNA_ETIQUETA, posicion)
    if casa is None:
        return posicion
    tachar_etiqueta(tramo.hoja, posicion, casa[0])
    return casa.end()


def _leer_escape(tramo: Tramo, posicion: int) -> int:
    """Un carácter escapado se lee tal cual y no abre nada; la barra no se ve."""
    if tramo.casar(ESCAPE, posicion) is None:
        return posicion
    tramo.hoja.lienzo.tachar(posicion, posicion + 1, Vista.NADA)
    return posicion + 2


def _leer_entorno(tramo: Tramo, posicion: int) -> int:
    casa = tramo.casar(ENTORNO_DE_LATEX, posicion)
    if casa is None:
        return posicion
    final = rf"\end{{{casa['entorno']}}}"
    cierre = tramo.buscar(final, casa.end())
    if cierre < 0:
        return posicion
    leer_formula(tramo.hoja, posicion, cierre + len(final))
    return cierre + len(final)


def _leer_sustitucion(tramo: Tramo, posicion: int) -> int:
    if not tramo.visto.startswith("{{", posicion):
        return posicion
    cierre = tramo.buscar("}}", posicion + 2)
    if cierre < 0:
        return posicion
    entera = tramo.visto[posicion : cierre + 2]
    nombre = NOMBRE_SUSTITUIDO.fullmatch(entera)
    if nombre is None or nombre[1] not in tramo.hoja.sustituciones:
        tramo.hoja.de_fuera(posicion, " ".join(entera.split()))
    tramo.hoja.lienzo.dibujar(posicion, cierre + 2, [(0, DESCONOCIDO)])
    return cierre + 2


def _leer_codigo(tramo: Tramo, posicion: int) -> int:
    """Código entre acentos graves: lo cierran justo los mismos que lo abren."""
    casa = tramo.casar(TILDES, posicion)
    assert casa is not None
    cierres = tramo.tildes.get(len(casa[0]), [])
    k = bisect_left(cierres, casa.end())
    if k == len(cierres):
        return casa.end()
    fin = max(cierres[k] + len(casa[0]), rol_en_codigo(tramo, casa.end(), cierres[k]))
    tramo.hoja.codigo(casa.end(), cierres[k])
    tramo.hoja.lienzo.tachar(posicion, fin, Vista.OPACO)
    tramo.tras_enlace = fin
    return fin


def _leer_formula_aparte(tramo: Tramo, posicion: int) -> int:
    """`$$…$$`, con su etiqueta si no tiene nada delante."""
    if not tramo.visto.startswith("$$", posicion):
        return posicion
    cierre = tramo.buscar("$$", posicion + 3)
    if cierre < 0:
        return posicion
    fin = cierre + 2
    etiqueta = tramo.casar(ETIQUETA_DE_FORMULA, fin)
    tras = etiqueta.end() if etiqueta else fin
    con_etiqueta = tras if tramo.sin_nada_delante(posicion) else fin
    tramo.hoja.lienzo.tachar(posicion, con_etiqueta, Vista.NADA)
    if etiqueta:
        tramo.hoja.marcas.append(Marca(Tipo.ETIQUETA, fin, tras))
    _formula_sin_leer(tramo, posicion, tras)
    leer_formula(tramo.hoja, posicion + 2, cierre)
    return tras


def _leer_formula(tramo: Tramo, posicion: int) -> int:
    casa = tramo.casar(FORMULA, posicion)
    if casa is None:
        return posicion
    tramo.hoja.lienzo.tachar(posicion, casa.end(), Vista.NADA)
    _formula_sin_leer(tramo, posicion, casa.end())
    leer_formula(tramo.hoja, casa.start("tex"), casa.end("tex"))
    return casa.end()


def _formula_sin_leer(tramo: Tramo, inicio: int, fin: int) -> None:
    if ROL_SIN_LEER.search(tramo.visto, inicio, fin) and tramo.en_texto_alternativo(inicio):
        en_alternativo(tramo.hoja, inicio)


# ——— Corchetes ———


def _abrir_imagen(tramo: Tramo, posicion: int) -> int:
    if not tramo.visto.startswith("![", posicion, tramo.fin):
        return posicion
    tramo.abiertos.append(Corchete(posicion, es_imagen=True))
    tramo.imagenes += 1
    return posicion + 2


def _abrir_corchete(tramo: Tramo, posicion: int) -> int:
    tramo.abiertos.append(Corchete(posicion))
    return posicion + 1


def _leer_nota(tramo: Tramo, posicion: int) -> int:
    casa = tramo.casar(NOTA, posicion)
    if casa is None:
        return posicion
    define = casa[0].endswith(":") and tramo.sin_nada_delante(posicion)
    tramo.notas.append(Nota(casa.start("clave"), casa["clave"], define))
    tramo.hoja.lienzo.tachar(posicion, casa.end(), Vista.NADA)
    return casa.end()


def _cerrar_corchete(tramo: Tramo, posicion: int) -> int:
    """El que cierra uno abierto puede llevar detrás la dirección de un enlace; su título se ve."""
    if not tramo.abiertos:
        return posicion
    corchete = tramo.abiertos.pop()
    tramo.imagenes -= corchete.es_imagen
    puede_ser_enlace = len(tramo.abiertos) >= tramo.con_enlace_dentro
    tramo.con_enlace_dentro = min(tramo.con_enlace_dentro, len(tramo.abiertos))
    if not puede_ser_enlace:
        return posicion
    tramo.cerrado = Par(corchete.posicion, posicion)
    casa = tramo.casar(DESTINO, posicion)
    if casa is None:
        return _tachar_etiqueta_de_enlace(tramo, posicion)
    tramo.tras_enlace = casa.end("final")
    if not casa["url"].lstrip("<").startswith("data:"):
        tramo.hoja.lienzo.tachar(casa.start("url"), casa.end("url"), Vista.NADA)
    tramo.hoja.mudo(corchete.posicion if corchete.es_imagen else posicion, casa.end("final"))
    if not corchete.es_imagen:
        tramo.con_enlace_dentro = len(tramo.abiertos)
        texto = (corchete.posicion + 1, posicion)
        enlace = Marca(Tipo.ENLACE, corchete.posicion, tramo.tras_enlace, "", texto, casa.span("url"))
        tramo.hoja.marcas.append(enlace)
    return casa.end()


def _tachar_etiqueta_de_enlace(tramo: Tramo, posicion: int) -> int:
    """De `[texto][nombre]` no se lee el nombre, si lo es de un destino."""
    casa = tramo.casar(CON_ETIQUETA, posicion)
    if casa is None or etiqueta_de(casa["etiqueta"]) not in tramo.hoja.destinos:
        return posicion
    tramo.hoja.lienzo.tachar(posicion, casa.end(), Vista.NADA)
    tramo.tras_enlace = casa.end()
    return casa.end()


def _leer_atributos(tramo: Tramo, posicion: int) -> int:
    """`{.clase}` tras un enlace, un código o un corchete, o la letra de una lista; si no, se lee."""
    casa = None
    if posicion == tramo.principio_de_linea(posicion):
        casa = tramo.casar(LETRA_DE_LISTA, posicion)
    elif posicion in (tramo.tras_enlace, tramo.cerrado.cierra + 1):
        casa = tramo.casar(ATRIBUTOS_OCULTOS, posicion)
    if casa is None:
        return posicion
    abre, cierra = tramo.cerrado if posicion == tramo.cerrado.cierra + 1 else (posicion, posicion)
    tramo.hoja.marcas.append(Marca(Tipo.ATRIBUTOS, abre, casa.end(), "", (abre + 1, cierra), casa.span()))
    tramo.hoja.lienzo.tachar(posicion, casa.end(), Vista.NADA)
    return casa.end()


def _leer_entidad(tramo: Tramo, posicion: int) -> int:
    casa = tramo.casar(ENTIDAD, posicion)
    if casa is None:
        return posicion
    visto = html.unescape(casa[0])
    if tiene_cifras(visto):
        tramo.hoja.pieza(Suelto(posicion, casa[0]))
    tramo.hoja.lienzo.dibujar(posicion, casa.end(), [(0, visto)])
    return casa.end()


# ——— Notas ———


def _numerar_notas(hoja: Hoja, notas: list[Nota]) -> None:
    """Las notas con número han de seguir la cuenta; una llamada sin nota es un texto que se lee."""
    definidas = {nota.clave for nota in notas if nota.define}
    vistas: dict[str, int] = {}
    for posicion, clave, _ in notas:
        if clave not in definidas:
            hoja.sueltos(posicion, posicion + len(clave))
        elif clave not in vistas:
            vistas[clave] = len(vistas) + 1
            if clave.isdigit() and clave != str(vistas[clave]):
                hoja.descuadre(posicion, f"la nota dice {clave} y le toca {vistas[clave]}")


LECTORES: dict[str, tuple[Callable[[Tramo, int], int], ...]] = {
    "<": (_leer_comentario, _tachar(AUTOENLACE), _leer_etiqueta_html),
    "\\": (_leer_escape, _leer_entorno),
    "{": (_leer_sustitucion, leer_rol, _leer_atributos),
    "`": (_leer_codigo,),
    "$": (_leer_formula_aparte, _leer_formula),
    "!": (_abrir_imagen,),
    "[": (_leer_nota, _abrir_corchete),
    "]": (_cerrar_corchete,),
    "&": (_leer_entidad,),
    "h": (_tachar(URL_SUELTA),),
}
