"""Las palabras de otras lenguas que un libro usa, declaradas una sola vez.

Al lado de su `_config.yml`, `_palabras.en.txt` lista las inglesas (`_palabras.la.txt`, las latinas…): una
palabra o una expresión por línea. En minúscula vale también con mayúscula. De aquí salen las que la
ortografía da por buenas y las que cada edición dice en su lengua.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from imprenta.libro.cabecera import dentro

LISTA_DE_UNA_LENGUA = re.compile(r"_palabras\.(?P<lengua>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.txt")
EN_BIBLATEX = {  # cómo puede llamar a cada lengua el `langid` de una ficha bibliográfica
    "en": ("english", "american", "british", "usenglish", "ukenglish"),
    "es": ("spanish",),
    "de": ("ngerman", "german"),
    "fr": ("french",),
    "it": ("italian",),
    "pt": ("portuguese", "brazilian"),
    "ca": ("catalan",),
    "la": ("latin",),
}
DE_BIBLATEX = {nombre: lengua for lengua, nombres in EN_BIBLATEX.items() for nombre in nombres}
EnOtraLengua = tuple[int, int, str]
"""Dónde empieza y dónde acaba lo dicho en otra lengua, y en cuál."""


@dataclass(frozen=True)
class Idiomas:
    """Lo que un libro dice en cada lengua que no es la suya.

    >>> [*Idiomas({"en": ["token", "dot product"]}).tramos("Un token y un dot product.")]
    [(3, 8, 'en'), (14, 25, 'en')]
    """

    palabras: Mapping[str, Sequence[str]]

    @cached_property
    def _patron(self) -> re.Pattern[str] | None:
        """Un grupo por lengua; de dos que empiezan igual, primero la más larga."""
        grupos = (
            "|".join(map(_escrita, sorted(suyas, key=len, reverse=True))) for suyas in self.palabras.values()
        )
        return (
            re.compile(rf"(?<!\w)(?:{'|'.join(f'({grupo})' for grupo in grupos)})(?!\w)")
            if self.palabras
            else None
        )

    def tramos(self, texto: str) -> Iterator[EnOtraLengua]:
        """Los trozos de un texto que están en otra lengua, de izquierda a derecha."""
        lenguas = list(self.palabras)
        for casa in self._patron.finditer(texto) if self._patron else ():
            yield casa.start(), casa.end(), lenguas[(casa.lastindex or 1) - 1]


NINGUNO = Idiomas({})


def _escrita(expresion: str) -> str:
    """Cómo puede estar escrita: en dos renglones y, si va en minúscula, con mayúscula."""
    primera, resto = expresion[0], r"\s+".join(map(re.escape, expresion[1:].split(" ")))
    empieza = f"[{primera}{primera.upper()}]" if primera.islower() else re.escape(primera)
    return empieza + resto


def lengua_del_libro(config: Mapping[str, Any]) -> str:
    """La de un libro, con su país si lo dice; la que no se dice es el inglés, como en Sphinx.

    >>> lengua_del_libro({"sphinx": {"config": {"language": "pt_BR"}}}), lengua_del_libro({})
    ('pt_BR', 'en')
    """
    return str(dentro(config, "sphinx", "config", "language") or "en")


def idiomas_de(raiz: Path) -> Idiomas:
    """Lo que declaran las listas que hay en la carpeta de un libro."""
    listas = (
        (casa["lengua"], ruta)
        for ruta in sorted(raiz.iterdir())
        if (casa := LISTA_DE_UNA_LENGUA.fullmatch(ruta.name))
    )
    leidas = {lengua: lineas_de(ruta) for lengua, ruta in listas}
    return Idiomas({lengua: suyas for lengua, suyas in leidas.items() if suyas})


def lineas_de(lista: Path) -> list[str]:
    """Las líneas de una lista de un libro, sin comentarios ni blancos; ninguna si no la tiene."""
    if not lista.exists():
        return []
    lineas = (linea.partition("#")[0].strip() for linea in lista.read_text(encoding="utf-8").splitlines())
    return [linea for linea in lineas if linea]
