"""Añadir una clave a un YAML en su sitio, sin tocar nada más: ni comentarios, ni comillas, ni saltos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from imprenta.libro.yaml_escrito import YamlMalEscrito, valor_en, yaml_de

FIN_DE_LINEA = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")

NO_SE_SABE_DONDE = "no se sabe dónde va sin tocar nada más"


def con_clave(texto: str, seccion: str, clave: str, valor: Any, comentario: str) -> str:
    """El mismo YAML, que es un mapa, con `seccion: {clave: valor}`; lanza `ValueError` si no se sabe dónde.

    Lo demás dice lo mismo que decía, y se comprueba.

    >>> print(con_clave("a: 1 # uno\\n", "b", "c", [], "lo que se añade"), end="")
    a: 1 # uno
    <BLANKLINE>
    b:
      c: [] # lo que se añade
    >>> con_clave("b: {d: 1}", "b", "c", [], "lo que se añade")
    'b: {c: [], d: 1}'
    """
    antes = yaml_de(texto, con_repetidas_salvo=seccion).datos
    suya = antes.get(seccion) or {} if isinstance(antes, dict) else None
    if not isinstance(suya, dict):
        raise ValueError(NO_SE_SABE_DONDE)
    querido = antes | {seccion: suya | {clave: valor}}
    escrito = f"{clave}: {yaml.safe_dump(valor, default_flow_style=True, allow_unicode=True).strip()}"
    for candidato in _candidatos(texto, seccion, escrito, comentario):
        try:
            if yaml_de(candidato, con_repetidas_salvo=seccion).datos == querido:
                return candidato
        except YamlMalEscrito:
            continue
    raise ValueError(NO_SE_SABE_DONDE)


def _candidatos(texto: str, seccion: str, escrito: str, comentario: str) -> Iterator[str]:
    """Los sitios en que puede ir, los mejores primero."""
    mapa = yaml.compose(texto, Loader=yaml.SafeLoader)  # el de C no cuenta igual los saltos de línea
    if not isinstance(mapa, yaml.MappingNode):
        return
    salto = "\r\n" if "\r\n" in texto else "\n"
    suya = valor_en(mapa, seccion)
    if isinstance(suya, yaml.MappingNode):
        yield _dentro(texto, suya, escrito, f" # {comentario}{salto}")
    elif suya is not None:
        yield _en_lo_vacio(texto, mapa, seccion, suya, f"{escrito} # {comentario}{salto}")
    elif mapa.flow_style:
        yield _dentro(texto, mapa, f"{seccion}: {{{escrito}}}", "")
    else:
        sangria = " " * mapa.start_mark.column
        nueva = f"{seccion}:{salto}{sangria}  {escrito} # {comentario}{salto}"
        yield _detras(texto, mapa.end_mark.index, sangria + nueva, salto)
        yield _insertado(texto, mapa.start_mark.index, f"{nueva}{salto}{sangria}")


def _dentro(texto: str, mapa: yaml.MappingNode, escrito: str, cola: str) -> str:
    """Lo primero de un mapa, entre llaves o en su línea."""
    donde = mapa.start_mark.index
    if mapa.flow_style:
        return _insertado(texto, donde + 1, escrito + (", " if mapa.value else ""))
    return _insertado(texto, donde, f"{escrito}{cola}{' ' * mapa.start_mark.column}")


def _en_lo_vacio(texto: str, mapa: yaml.MappingNode, seccion: str, vacia: yaml.Node, escrito: str) -> str:
    """Bajo una sección que no dice nada, o `null`."""
    [clave] = [suya for suya, _ in mapa.value if suya.value == seccion]
    sin_nulo = texto[: vacia.start_mark.index] + texto[vacia.end_mark.index :]
    return _detras(
        sin_nulo, _fin_de_linea(sin_nulo, clave.end_mark.index), f"{' ' * clave.start_mark.column}  {escrito}"
    )


def _detras(texto: str, donde: int, escrito: str, separado: str = "") -> str:
    """Tras lo que hay, en su propia línea y, si se pide, con una en blanco antes."""
    antes = texto[:donde]
    if antes and antes[-1] not in "\r\n":
        antes += "\r\n" if "\r\n" in texto else "\n"
    blanco = separado if separado and not re.search(r"(?:\A|\r\n\r\n|\n\n|\r\r)\Z", antes) else ""
    return antes + blanco + escrito + texto[donde:]


def _insertado(texto: str, donde: int, escrito: str) -> str:
    return texto[:donde] + escrito + texto[donde:]


def _fin_de_linea(texto: str, donde: int) -> int:
    casa = FIN_DE_LINEA.match(texto, donde)
    return casa.end() if casa else len(texto)
