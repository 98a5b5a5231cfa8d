"""Las palabras que una edición pone de suyo, en la lengua del libro.

Están escritas en inglés y pasan por las traducciones de Sphinx, como las suyas: en las lenguas de `lenguas/`
se saben aquí, y en cualquiera las da un libro con su `sphinx.po` (`locale_dirs`), que manda.
"""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path

from sphinx.locale import _

LENGUAS = Path(__file__).parent / "lenguas"


def palabra(inglesa: str, lengua: str) -> str:
    """Lo que se escribe en un libro en esa lengua; en la que no se sabe, en inglés.

    >>> palabra("Cover", "es"), palabra("Cover", "es-MX"), palabra("Cover", "de"), palabra("Cover", "eu")
    ('Cubierta', 'Cubierta', 'Umschlag', 'Cover')
    """
    del_libro = str(_(inglesa))
    return del_libro if del_libro != inglesa else catalogo_de(_sin_pais(lengua)).gettext(inglesa)


def contadas(una: str, varias: str, cuantas: int, lengua: str, *datos: object) -> str:
    """Cuántas cosas de una clase, con su número o con los datos que se digan.

    >>> [contadas("{} law", "{} laws", n, "es") for n in (1, 2)], contadas("{} law", "{} laws", 2, "eu")
    (['1 ley', '2 leyes'], '2 laws')
    """
    return catalogo_de(_sin_pais(lengua)).ngettext(una, varias, cuantas).format(*(datos or (cuantas,)))


def _sin_pais(lengua: str) -> str:
    return lengua.replace("_", "-").partition("-")[0]


@lru_cache
def catalogo_de(lengua: str) -> gettext.NullTranslations:
    """Las palabras de una lengua; las mismas, si no se saben."""
    ruta = LENGUAS / f"{lengua}.po"
    if not ruta.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with ruta.open("rb") as archivo:
        catalogo = read_po(archivo, locale=lengua)
    octetos = io.BytesIO()
    write_mo(octetos, catalogo)
    octetos.seek(0)
    return gettext.GNUTranslations(octetos)
