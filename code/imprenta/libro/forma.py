"""La forma que ha de tener un YAML: qué claves y, de cada una, qué valor; lo que no la tiene se señala."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import yaml

from imprenta.libro.yaml_escrito import lugar_de

# Un tipo, un mapa de claves con la forma de cada una, o varias formas entre las que elegir; `None` es nada.
Forma: TypeAlias = "type | dict[str, Any] | tuple[Any, ...] | None"
Malforme: TypeAlias = tuple[int, int, str]  # línea, columna y lo que está mal

NOMBRES: dict[type, str] = {
    str: "un texto",
    int: "un número entero",
    float: "un número",
    bool: "`true` o `false`",
    list: "una lista de textos",
    dict: "una lista de `clave: valor`",
}
TIPOS_DE_VALOR = {"str": str, "int": int, "float": float, "bool": bool, "null": type(None)}


class Cerrado(dict[str, Any]):
    """La forma de un mapa que no admite otras claves, aunque el que lo contiene sí."""


def malformes(clave: str, nodo: yaml.Node, forma: Forma, abierta: bool = False) -> Iterator[Malforme]:
    """Lo que, en el valor de una clave, no tiene la forma que se espera.

    Con `abierta`, un mapa puede tener otras claves, de las que no se dice nada.

    >>> list(malformes("timeout", yaml.compose("mucho"), int))
    [(1, 1, '`timeout:` debe ser un número entero')]
    """
    alternativas = forma if isinstance(forma, tuple) else (forma,)
    encaja = next((una for una in alternativas if _encaja(nodo, una)), False)
    if encaja is False:
        yield (
            *lugar_de(nodo),
            f"`{clave}:` debe ser {' o '.join(_nombre(una) for una in alternativas if una)}",
        )
    elif isinstance(encaja, dict):
        yield from _en_el_mapa(clave, nodo, encaja, abierta and not isinstance(encaja, Cerrado))


def _en_el_mapa(clave: str, mapa: yaml.Node, formas: dict[str, Any], abierta: bool) -> Iterator[Malforme]:
    for suya, valor in mapa.value:
        if suya.value in formas:
            yield from malformes(suya.value, valor, formas[suya.value], abierta)
        elif not abierta:
            opciones = ", ".join(formas)
            yield *lugar_de(suya), f"`{clave}:` no tiene ninguna opción «{suya.value}»: {opciones}"


def _encaja(nodo: yaml.Node, forma: Forma) -> bool:
    if isinstance(forma, dict) or forma is dict:
        return isinstance(nodo, yaml.MappingNode)
    if forma is list:
        return isinstance(nodo, yaml.SequenceNode) and all(_tipo(uno) is str for uno in nodo.value)
    return _tipo(nodo) in ((float, int) if forma is float else (type(None) if forma is None else forma,))


def _tipo(nodo: yaml.Node) -> type | None:
    return TIPOS_DE_VALOR.get(nodo.tag.rpartition(":")[2]) if isinstance(nodo, yaml.ScalarNode) else None


def _nombre(forma: Any) -> str:
    return NOMBRES[dict if isinstance(forma, dict) else forma]
