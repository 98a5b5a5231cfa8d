"""La ficha de un libro electrónico, sus créditos y lo que se dice de cómo se puede leer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Protocol

from docutils import nodes

from imprenta.pintar.edicion import Edicion
from imprenta.pintar.epub.paquete import Ficha
from imprenta.pintar.epub.xhtml import Limpieza

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

CORTO = 160  # letras: lo que sigue a un título y es más largo ya es el libro
FRASE = re.compile(r"(?<=[.?!]) ")
SIN_DECIR = "unknown"  # lo que Sphinx pone de serie
ORDENADO = (
    "Every page has a heading structure, the table of contents reaches every section, formulas are MathML with "
    "a spoken text, and nothing depends on colour, scripts or motion."
)


class Limpia(Protocol):
    """Algo que se ha limpiado."""

    limpieza: Limpieza


def ficha_de(constructor: ConstructorElectronico, edicion: Edicion, hojas: Iterable[Limpia]) -> Ficha:
    """Lo que dicen de un libro su configuración, su edición y lo que llevan sus páginas."""
    config = constructor.config
    editorial = config.epub_publisher if config.epub_publisher != config.author else ""
    return Ficha(
        titulo=config.epub_title,
        lengua=constructor.lengua,
        autores=[config.epub_author] if config.epub_author != SIN_DECIR else [],
        editorial=editorial,
        derechos=derechos(constructor, edicion),
        descripcion=_dicho(config.epub_description),
        materias=[palabra for palabra in edicion.palabras.split(", ") if palabra],
        identificador=_dicho(config.epub_identifier),
        direccion=config.html_baseurl,
        instante=edicion.instante,
        accesible=accesibilidad(constructor, [hoja.limpieza for hoja in hojas]),
    )


def _dicho(valor: str) -> str:
    return "" if valor == SIN_DECIR else valor


def derechos(constructor: ConstructorElectronico, edicion: Edicion) -> str:
    """El copyright y la licencia."""
    copyright_ = str(constructor.config.copyright or "")
    partes = (f"© {copyright_} {constructor.config.author}".strip() if copyright_ else "", edicion.licencia)
    return ". ".join(parte for parte in partes if parte)


def accesibilidad(constructor: ConstructorElectronico, limpiezas: Iterable[Limpieza]) -> dict[str, list[str]]:
    """Cómo se puede leer el libro; de lo que no es cierto no se presume.

    No dice que cumpla WCAG: eso lo tiene que certificar alguien que haya leído el libro.
    """
    limpiezas = list(limpiezas)
    imagenes = sum(limpieza.imagenes for limpieza in limpiezas)
    mudas = sum(limpieza.sin_alternativo for limpieza in limpiezas)
    formulas = any("mathml" in limpieza.propiedades for limpieza in limpiezas)
    dichas = [ORDENADO, "Figures have alternative text." if not mudas else "Some images have no alternative text."]
    if constructor.con_notas:
        dichas.append("Each computed number links to a note that says where it comes from.")
    return {
        "accessMode": ["textual", *(["visual"] if imagenes else [])],
        "accessModeSufficient": [*(["textual,visual"] if imagenes else []), *(["textual"] if not mudas else [])],
        "accessibilityFeature": [
            *(["MathML", "describedMath"] if formulas else []),
            *(["alternativeText"] if imagenes and not mudas else []),
            "displayTransformability",
            "readingOrder",
            "structuralNavigation",
            "tableOfContents",
            *(["index"] if constructor.con_indice else []),
            "ARIA",
        ],
        "accessibilityHazard": ["none"],
        "accessibilitySummary": [" ".join(map(constructor.palabra, dichas))],
    }


def creditos(constructor: ConstructorElectronico, edicion: Edicion, subtitulo_: str) -> str:
    """El HTML de la página de créditos, que no lleva ninguna palabra de la imprenta."""
    config = constructor.config
    fecha = edicion.fecha if constructor.es_espanol else edicion.dia
    de_la_edicion = [edicion.version, fecha, edicion.commit]
    lineas = [
        config.author,
        derechos(constructor, edicion),
        " · ".join(parte for parte in de_la_edicion if parte),
        _dicho(config.epub_identifier),
    ]
    parrafos = "".join(f"<p>{escape(linea)}</p>\n" for linea in lineas if linea)
    if config.html_baseurl:
        parrafos += f'<p><a href="{escape(config.html_baseurl)}">{escape(config.html_baseurl)}</a></p>\n'
    bajo = f'<p class="subtitulo">{escape(subtitulo_)}</p>\n' if subtitulo_ else ""
    return (
        f'<section epub:type="copyright-page" class="creditos">\n<h1>{escape(config.project)}</h1>\n'
        f"{bajo}{parrafos}</section>"
    )


def subtitulo(portada: nodes.document) -> str:
    """El de un libro: la primera frase de lo que sigue al título de su primera página, si es corto."""
    titulo = next(iter(portada.findall(nodes.title)), None)
    hermanos = titulo.parent.children if titulo is not None else []
    parrafo = hermanos[1] if len(hermanos) > 1 else None
    if not isinstance(parrafo, nodes.paragraph) or len(texto := parrafo.astext()) > CORTO:
        return ""
    return FRASE.split(texto, maxsplit=1)[0].rstrip(".")
