"""Los formatos de página que un libro añade con `nb_custom_formats`: quién lee cada uno y con qué opciones.

Cada uno es, como en MyST-NB, el nombre de una función que de un texto hace un cuaderno: `jupytext.reads`.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from imprenta.libro.forma import Malforme
from imprenta.libro.yaml_escrito import lugar_de

CLAVE = "nb_custom_formats"
DE_PROSA = (".md", ".markdown", ".myst", ".Rmd", ".rmd", ".qmd", ".ipynb", ".rst")
COMO_SE_DICE = "di quién lo lee y con qué opciones, como `[jupytext.reads, {fmt: py}]`"
PIERDE_MYST = "el `true` del final quita MyST de esas páginas, y con él lo atado a su código: quítalo"


class Formato(NamedTuple):
    """Un formato: cómo acaba el nombre de sus páginas, quién las lee y, en JSON, con qué opciones."""

    sufijo: str
    lector: str
    opciones: str = "{}"

    @property
    def es_de_prosa(self) -> bool:
        """Si lo que se llama así solo puede ser una página; un `.py` es código mientras nadie diga más."""
        return self.sufijo.endswith(DE_PROSA)


def formatos_de(config: Mapping[str, Any]) -> tuple[Formato, ...]:
    """Los que dice `_config.yml`, los de sufijo más largo primero.

    >>> formatos_de({"sphinx": {"config": {"nb_custom_formats": {".py": ["jupytext.reads", {"fmt": "py"}]}}}})
    (Formato(sufijo='.py', lector='jupytext.reads', opciones='{"fmt": "py"}'),)
    """
    dichos = ((config.get("sphinx") or {}).get("config") or {}).get(CLAVE) or {}
    hechos = [
        _formato(sufijo, [dicho] if isinstance(dicho, str) else dicho) for sufijo, dicho in dichos.items()
    ]
    return tuple(sorted(hechos, key=lambda formato: (-len(formato.sufijo), formato.sufijo)))


def _formato(sufijo: str, dicho: Sequence[Any]) -> Formato:
    lector, *opciones = dicho
    return Formato(sufijo, lector, json.dumps(opciones[0] if opciones and opciones[0] else {}))


def formato_propio(formatos: Iterable[Formato], pagina: Path) -> Formato | None:
    """El de una página, o nada si la lee la imprenta."""
    return next((formato for formato in formatos if pagina.name.endswith(formato.sufijo)), None)


def formatos_malos(config: yaml.Node) -> Iterator[Malforme]:
    """Lo que `nb_custom_formats` no dice como debe, y lo que pide y no está instalado."""
    for sufijo, dicho in _dichos(config):
        partes = dicho.value if isinstance(dicho, yaml.SequenceNode) else [dicho]
        lector, *resto = partes or [dicho]
        if not _es_lector(lector) or len(resto) > 2 or not all(map(_cabe, resto, (dict, bool))):
            yield *lugar_de(dicho), f"el formato `{sufijo.value}` no se entiende: {COMO_SE_DICE}"
        elif len(resto) == 2 and resto[1].value.lower() == "true":
            yield *lugar_de(resto[1]), PIERDE_MYST
        elif not _esta(modulo := lector.value.partition(".")[0]):
            yield (
                *lugar_de(lector),
                f"`{lector.value}` lee las páginas `{sufijo.value}` y {modulo} no está instalado: instálalo",
            )


def _dichos(config: yaml.Node) -> Sequence[tuple[yaml.Node, yaml.Node]]:
    """Lo que hay bajo `sphinx: config: nb_custom_formats:`."""
    parejas = _parejas(config)
    for nombre in ("sphinx", "config", CLAVE):
        parejas = [par for clave, valor in parejas if clave.value == nombre for par in _parejas(valor)]
    return parejas


def _parejas(nodo: yaml.Node) -> Sequence[tuple[yaml.Node, yaml.Node]]:
    return nodo.value if isinstance(nodo, yaml.MappingNode) else ()


def _es_lector(nodo: yaml.Node) -> bool:
    return isinstance(nodo, yaml.ScalarNode) and "." in nodo.value.strip(".")


def _cabe(nodo: yaml.Node, tipo: type) -> bool:
    if tipo is bool:
        return nodo.tag.endswith(":bool")
    return isinstance(nodo, yaml.MappingNode) or nodo.tag.endswith(":null")


def _esta(modulo: str) -> bool:
    """Si se puede importar; para saberlo no se importa."""
    try:
        return importlib.util.find_spec(modulo) is not None
    except (ImportError, ValueError):
        return False
