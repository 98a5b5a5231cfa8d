"""La bibliografía y las citas, en español: «Kingma y Ba», «En», «páginas», y las siglas en su sitio.

Los estilos de `pybtex` tienen el inglés escrito dentro de sus plantillas; aquí se cambian sus palabras.
En `_config.yml`: `bibtex_default_style: espanol` y `bibtex_reference_style: autor_y_fecha`.
Los títulos van en la lengua que dice el campo `langid` de cada ficha; de serie, la del libro.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from docutils import nodes
from pybtex import plugin
from pybtex.database import Entry, Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting.alpha import Style as Alfa
from pybtex.style.names.plain import NameStyle as Llano
from pybtex.style.sorting.author_year_title import SortingStyle as AutorFechaTitulo
from pybtex.style.template import Node, tag
from pybtex_docutils import Backend
from sphinxcontrib.bibtex.plugin import register_plugin as registrar_en_sphinx
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from imprenta.libro import espanol
from imprenta.libro.idiomas import DE_BIBLATEX, EN_BIBLATEX
from imprenta.pintar.idiomas import DE_LENGUA

PALABRAS = {
    "In": "En",
    "in": "en",
    "of": "de",
    "Volume": "Volumen",
    "volume": "volumen",
    "Number": "Número",
    "number": "número",
    "chapter": "capítulo",
    "pages": "páginas",
    "edition": "edición",
    "editor": "ed.",
    "editors": "eds.",
    "Technical Report": "Informe técnico",
    "Master's thesis": "Trabajo de fin de carrera",
    "PhD thesis": "Tesis doctoral",
    " (visited on ": " (consultado el ",
}
TITULOS = {"title", "booktitle", "journal", "series"}


class OrdenEspanol(AutorFechaTitulo):
    """Por autor, fecha y título, en el orden del español; las llaves de `{OpenAI}` no cuentan."""

    def person_key(self, person: Person) -> str:
        clave: str = super().person_key(person)
        return espanol.orden(clave.strip("{}"))


class NombreEspanol(Llano):
    """Nombre y apellidos; el `others` de BibTeX se lee «otros»."""

    def format(self, person: Person, abbr: bool = False) -> Any:
        return Text("otros") if str(person) == "others" else super().format(person, abbr)


class EstiloEspanol(Alfa):
    """El estilo `alpha` con sus palabras en español."""

    default_sorting_style = OrdenEspanol
    default_name_style = NombreEspanol

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        plantilla = getattr(self, f"get_{entry.type}_template")(entry)
        contexto = {"entry": entry, "style": self, "bib_data": bib_data}
        return FormattedEntry(entry.key, en_espanol(plantilla, entry).format_data(contexto), label)


def en_espanol(plantilla: Any, ficha: Entry) -> Any:
    """La plantilla con sus palabras fijas en español; lo que trae la ficha no se toca.

    >>> from pybtex.style.template import words
    >>> en_espanol(words["In", words["pages", "12"]], Entry("misc"))
    words ['En', words ['páginas', '12']]
    """
    if isinstance(plantilla, str):
        return PALABRAS.get(plantilla, plantilla)
    if not isinstance(plantilla, Node):
        return plantilla
    copia = plantilla()
    copia.children = [en_espanol(hija, ficha) for hija in plantilla.children]
    if plantilla.name == "field" and plantilla.args[0] in TITULOS and (lengua := lengua_de_la_ficha(ficha)):
        return tag(DE_LENGUA + lengua)[copia]
    if plantilla.name == "names" and (personas := ficha.persons.get(plantilla.args[0])):
        y = conjuncion(personas)
        copia.kwargs |= {"sep2": y, "last_sep": y}
    return copia


def lengua_de_la_ficha(ficha: Entry) -> str:
    """La de una ficha, si no es la del libro.

    >>> [lengua_de_la_ficha(Entry("misc", {"langid": nombre})) for nombre in ("english", "spanish")]
    ['en', '']
    """
    lengua = DE_BIBLATEX.get(ficha.fields.get("langid", ""), "")
    return lengua if lengua != "es" else ""


def conjuncion(personas: list[Person]) -> str:
    """La que va antes de la última persona: «y», o «e» si su nombre empieza por «i».

    >>> conjuncion([Person("Łukasz Kaiser"), Person("Illia Polosukhin")])
    ' e '
    >>> conjuncion([Person("Diederik Kingma"), Person("Jimmy Ba")])
    ' y '
    """
    ultima = str(personas[-1].first_names[0] if personas[-1].first_names else personas[-1].last_names[0])
    return " e " if ultima.lower().startswith(("i", "í")) else " y "


@dataclass
class AutorYFecha(AuthorYearReferenceStyle):
    """La cita del texto: «Glorot y Bengio, 2010»."""

    person: PersonStyle = field(default_factory=lambda: PersonStyle(sep2=" y ", last_sep=" y "))


def registrar() -> None:
    """Da a conocer los estilos a `pybtex` y a `sphinxcontrib.bibtex`."""
    marcas: dict[str, Any] = {
        DE_LENGUA + lengua: partial(nodes.inline, classes=[DE_LENGUA + lengua]) for lengua in EN_BIBLATEX
    }
    Backend.tags |= marcas
    plugin.entry_points = functools.cache(plugin.entry_points)  # lo instalado no cambia: se mira una vez
    register_plugin("pybtex.style.formatting", "espanol", EstiloEspanol, force=True)
    registrar_en_sphinx("sphinxcontrib.bibtex.style.referencing", "autor_y_fecha", AutorYFecha, force=True)
