"""Los bloques de una página, cortados por markdown-it con las reglas de MyST: las mismas que la dibujan.

De cada bloque, markdown-it dice sus líneas y su contenido sin lo que lo sangra. Lo que va dentro de una
directiva se vuelve a cortar, como hace MyST, con la cuenta de líneas puesta en la página.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.field_list import fieldlist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.substitution import substitution_plugin

from imprenta.leer.gramatica import CELDA, CELDA_CRUDA, SIN_MYST, SIN_OPCIONES
from imprenta.libro.bloque import Bloque, Clase, Valla

DIRECTIVA = re.compile(r"\s*\{(?P<nombre>\S*)\}(?!\S)")
RAYAS = re.compile(r"-{3,}")
HONDURA = 20  # la misma que admite markdown-it en citas y listas
CORTE = re.compile(r"\+[+ \t]*$")


@functools.cache
def _analizador(con_cabecera: bool) -> MarkdownIt:
    """El de MyST, con todas sus extensiones de bloque y sin lo que va en línea."""
    analizador = MarkdownIt("commonmark", {"inline_definitions": True}).enable("table")
    for extension in (
        front_matter_plugin,
        myst_block_plugin,
        footnote_plugin,
        amsmath_plugin,
        attrs_block_plugin,
        colon_fence_plugin,
        deflist_plugin,
        dollarmath_plugin,
        fieldlist_plugin,
        substitution_plugin,
    ):
        analizador.use(extension)
    analizador.core.ruler.enableOnly(["normalize", "block"])
    return analizador if con_cabecera else analizador.disable("front_matter")


def cortar(texto: str, celdas: Sequence[int] = ()) -> tuple[Bloque, ...]:
    """Los bloques de una página; `celdas` son las líneas en que empieza cada celda de un cuaderno.

    >>> [(bloque.clase.name, bloque.desde, bloque.hasta) for bloque in cortar("# Uno\\n\\n- a\\n- b")]
    [('TITULO', 0, 1), ('CONTENEDOR', 2, 4)]
    """
    lineas = texto.split("\n")
    if not celdas:
        return tuple(_cortar(lineas, lineas, _Sitio(0, suelto=True), con_cabecera=True))
    return tuple(
        bloque
        for desde, hasta in pairwise([*celdas, len(lineas)])
        for bloque in _cortar(lineas, lineas[desde:hasta], _Sitio(desde, suelto=True))
    )


class _Sitio(NamedTuple):
    """Dónde se corta: la línea de la página que es la primera, y si no hay nada alrededor."""

    desde: int
    suelto: bool = False
    hondura: int = 0  # dentro de cuántas directivas


def _cortar(
    lineas: Sequence[str], propias: Sequence[str], sitio: _Sitio, con_cabecera: bool = False
) -> Iterator[Bloque]:
    """Los bloques de unas líneas de la página, ya sin sangrar."""
    tokens = _analizador(con_cabecera).parse("\n".join(propias) + "\n")
    return _ramas(iter(tokens), lineas, sitio)


def _ramas(tokens: Iterator[Token], lineas: Sequence[str], sitio: _Sitio) -> Iterator[Bloque]:
    """Los bloques que hay hasta que se cierra el que los contiene."""
    for token in tokens:
        if token.nesting < 0:
            return
        hijos = tuple(_ramas(tokens, lineas, sitio._replace(suelto=False))) if token.nesting > 0 else ()
        if token.map is None:
            yield from hijos
            continue
        desde, hasta = sitio.desde + token.map[0], sitio.desde + max(token.map[1], token.map[0] + 1)
        bloque = Bloque(CLASES.get(token.type, Clase.CONTENEDOR), desde, hasta, 0, "", token.content, hijos)
        yield COMO.get(token.type, _sin_mas)(bloque, token, lineas, sitio)


# De qué clase es el bloque que sale de cada token; los demás solo llevan otros dentro.
CLASES = {
    "front_matter": Clase.CABECERA,
    "fence": Clase.VALLA,
    "colon_fence": Clase.VALLA,
    "code_block": Clase.SANGRADO,
    "html_block": Clase.HTML,
    "myst_line_comment": Clase.COMENTARIO,
    "myst_block_break": Clase.CORTE,
    "myst_target": Clase.ETIQUETA,
    "attrs_block": Clase.ATRIBUTOS,
    "definition": Clase.DESTINO,
    "heading_open": Clase.TITULO,
    "inline": Clase.TEXTO,
    "math_block": Clase.TEXTO,
    "math_block_label": Clase.TEXTO,
    "amsmath": Clase.TEXTO,
    "substitution_block": Clase.TEXTO,
    "tr_open": Clase.FILA,
    "ordered_list_open": Clase.LISTA,
    "list_item_open": Clase.ELEMENTO,
    "dd_open": Clase.DEFINICION,
}


def _sin_mas(bloque: Bloque, _token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    return bloque


def _titulo(bloque: Bloque, _token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    return replace(bloque, contenido=bloque.hijos[0].contenido)


def _atributos(bloque: Bloque, token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    return replace(bloque, nombre=str(token.attrs.get("id", "")))


def _formula(bloque: Bloque, token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    return replace(bloque, nombre=token.info)


def _definicion(bloque: Bloque, _token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    """Markdown-it cuenta a veces como suya la línea de lo definido."""
    return replace(bloque, desde=bloque.hijos[0].desde) if bloque.hijos else bloque


def _entorno(bloque: Bloque, _token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    """Markdown-it no cuenta como suya la última línea de un entorno de LaTeX."""
    return replace(bloque, hasta=bloque.desde + 1 + bloque.contenido.count("\n"))


def _elemento(bloque: Bloque, token: Token, _lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    return replace(bloque, nombre=token.info, contenido=token.info + token.markup)


def _con_columna(bloque: Bloque, _token: Token, lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    primera = bloque.contenido.partition("\n")[0]
    return replace(bloque, columna=_columna(lineas[bloque.desde], primera))


def _comentario(bloque: Bloque, token: Token, lineas: Sequence[str], sitio: _Sitio) -> Bloque:
    return _con_columna(replace(bloque, contenido="%" + bloque.contenido), token, lineas, sitio)


def _corte(bloque: Bloque, _token: Token, lineas: Sequence[str], _sitio: _Sitio) -> Bloque:
    linea = lineas[bloque.desde]
    antes = linea[: _columna(linea, bloque.contenido)]
    casa = CORTE.search(antes)
    return replace(bloque, columna=casa.start() if casa else 0)


def _etiqueta(bloque: Bloque, token: Token, lineas: Sequence[str], sitio: _Sitio) -> Bloque:
    entera = replace(bloque, nombre=bloque.contenido, contenido=f"({bloque.contenido})=")
    return _con_columna(entera, token, lineas, sitio)


def _columna(linea: str, final: str) -> int:
    """Dónde empieza, en una línea, el texto con que acaba."""
    return len(linea.rstrip()) - len(final.strip())


# ——— Vallas ———


def _valla(bloque: Bloque, token: Token, lineas: Sequence[str], sitio: _Sitio) -> Valla:
    nombre, tras_nombre = _nombre(token, sitio)
    propias = token.content.split("\n")[:-1]
    fin = bloque.desde + 1 + len(propias)
    opciones = _lineas_de_opciones(token, nombre, propias)
    cuerpo = bloque.desde + 1 + opciones
    con_myst = bool(nombre or token.type == "colon_fence") and nombre not in SIN_MYST
    hijos = _dentro(lineas, propias[opciones:], _Sitio(cuerpo, hondura=sitio.hondura + 1)) if con_myst else ()
    return Valla(
        bloque.clase,
        bloque.desde,
        bloque.hasta,
        columna=len(lineas[bloque.desde]) - len(token.markup + token.info),
        nombre=nombre,
        contenido=token.content,
        hijos=tuple(hijos),
        marca=token.markup,
        resto=token.info[tras_nombre:],
        cuerpo=cuerpo,
        fin=fin,
        cerrada=fin < bloque.hasta,
        con_myst=con_myst,
        suelta=sitio.suelto,
        celda=_es_de_celda(token, sitio) and token.info.startswith(CELDA),
    )


def _es_de_celda(token: Token, sitio: _Sitio) -> bool:
    """Si MyST-NB hace de esta valla una celda, de código o cruda."""
    return sitio.suelto and token.type == "fence" and token.info.startswith((CELDA, CELDA_CRUDA))


def _nombre(token: Token, sitio: _Sitio) -> tuple[str, int]:
    """El nombre de la directiva, si lo es, y dónde acaba en lo que sigue a la valla."""
    if _es_de_celda(token, sitio):
        cierre = token.info.index("}")
        return token.info[1:cierre], cierre + 1
    casa = DIRECTIVA.match(token.info)
    return (casa["nombre"], casa.end()) if casa else ("", 0)


def _dentro(lineas: Sequence[str], propias: Sequence[str], sitio: _Sitio) -> Iterator[Bloque]:
    """Los bloques que hay dentro de una directiva."""
    if sitio.hondura > HONDURA:
        return iter([Bloque(Clase.ABISMO, sitio.desde, sitio.desde + len(propias))])
    return _cortar(lineas, propias, sitio)


def _lineas_de_opciones(token: Token, nombre: str, propias: Sequence[str]) -> int:
    """Cuántas líneas de una directiva son sus opciones: un YAML entre rayas, o las que empiezan por `:`.

    Un YAML sin la raya de cierre llega hasta el final.
    """
    de_otra_valla = token.type == "colon_fence" and token.content.startswith(":::")
    if not nombre or nombre in SIN_OPCIONES or de_otra_valla:
        return 0
    if propias and RAYAS.match(propias[0]):
        return next((k + 1 for k in range(1, len(propias)) if RAYAS.match(propias[k])), len(propias))
    return next((k for k, linea in enumerate(propias) if not linea.lstrip().startswith(":")), len(propias))


# Lo que a un bloque le falta por saber, según el token de que sale.
COMO: dict[str, Callable[[Bloque, Token, Sequence[str], _Sitio], Bloque]] = {
    "fence": _valla,
    "colon_fence": _valla,
    "code_block": _con_columna,
    "html_block": _con_columna,
    "myst_line_comment": _comentario,
    "myst_block_break": _corte,
    "myst_target": _etiqueta,
    "attrs_block": _atributos,
    "math_block_label": _formula,
    "amsmath": _entorno,
    "heading_open": _titulo,
    "list_item_open": _elemento,
    "dd_open": _definicion,
}
