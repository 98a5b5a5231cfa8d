"""Qué páginas han de estar cubiertas del todo en un libro que se adopta poco a poco.

Lo dice `imprenta: cubiertas:` en `_config.yml`, con patrones; de las demás páginas, los números sin cubrir se
cuentan y no se niegan. Si no lo dice, todas.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePath
from typing import Any

import yaml

from imprenta.libro.forma import Malforme
from imprenta.libro.patrones import casador
from imprenta.libro.yaml_escrito import lugar_de, valor_en

QUE_SE_CUBREN = "cubiertas"
COMO_SE_ESCRIBE = "se escribe desde la carpeta del libro, como `intro`, `capitulos/*` o `**/0[1-3]*.md`"


def patrones_de(config: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Los patrones que dice la configuración, o nada si no dice ninguna lista.

    >>> patrones_de({"imprenta": {"cubiertas": ["uno"]}}), patrones_de({"imprenta": None})
    (('uno',), None)
    """
    dichos = (config.get("imprenta") or {}).get(QUE_SE_CUBREN)
    return None if dichos is None else tuple(dichos)


@functools.lru_cache(maxsize=8)
def cubre(patrones: tuple[str, ...]) -> Callable[[PurePath], bool]:
    """La función que dice si una página, nombrada desde la raíz con su sufijo, casa con algún patrón.

    Un patrón puede callar el sufijo, como el índice; el que casa con una carpeta vale para lo de dentro.

    >>> casa = cubre(("intro", "temas", "anexos/*.md"))
    >>> [casa(PurePath(ruta)) for ruta in ("intro.md", "temas/uno.ipynb", "anexos/a.md", "dos.md")]
    [True, True, True, False]
    """
    casa = casador(patron.removeprefix("./") for patron in patrones)
    return lambda ruta: casa(ruta.as_posix()) or casa(ruta.with_suffix("").as_posix())


def se_exige(config: Mapping[str, Any], pagina: PurePath) -> bool:
    """Si en una página, nombrada desde la raíz, todo ha de estar en su sitio; sin patrones, en todas.

    >>> se_exige({"imprenta": {"cubiertas": ["a"]}}, PurePath("b.md")), se_exige({}, PurePath("b.md"))
    (False, True)
    """
    patrones = patrones_de(config)
    return patrones is None or cubre(patrones)(pagina)


def adoptada(config: Mapping[str, Any]) -> dict[str, Any]:
    """La configuración de un libro como si ya se adoptara poco a poco.

    >>> adoptada({"title": "Uno"}), adoptada({"imprenta": {"cubiertas": ["a"]}})
    ({'title': 'Uno', 'imprenta': {'cubiertas': []}}, {'imprenta': {'cubiertas': ['a']}})
    """
    return {**config, "imprenta": {QUE_SE_CUBREN: [], **(config.get("imprenta") or {})}}


def patrones_ociosos(config: yaml.Node, paginas: Collection[PurePath]) -> Iterator[Malforme]:
    """Los patrones que no casan con ninguna página: quizá se quería otra cosa, y nadie lo notaría."""
    lista = valor_en(config, "imprenta", QUE_SE_CUBREN)
    for patron in lista.value if isinstance(lista, yaml.SequenceNode) else ():
        if not any(map(cubre((patron.value,)), paginas)):
            dicho = f"el patrón «{patron.value}» no casa con ninguna página: {COMO_SE_ESCRIBE}"
            yield *lugar_de(patron), dicho
