"""La ficha de un libro electrónico, sus créditos y lo que se dice de cómo se puede leer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Protocol

from docutils import nodes

from imprenta.libro.papel import creditos_de, epub_de
from imprenta.pintar.edicion import Edicion
from imprenta.pintar.epub.paquete import Ficha
from imprenta.pintar.epub.xhtml import Limpieza
from imprenta.pintar.papel.datos import DelLibro, autores_de

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

SOLO_FECHAS = re.compile(r"[\d\s,–-]+")
SIN_DECIR = "unknown"  # lo que Sphinx pone de serie
ORDENADO = (
    "Headings are in order, the table of contents reaches every section, formulas are MathML with a text to "
    "be spoken, and nothing depends on colour, scripts or motion."
)


class Limpia(Protocol):
    """Algo que se ha limpiado."""

    limpieza: Limpieza


def ficha_de(
    constructor: ConstructorElectronico, edicion: Edicion, del_libro: DelLibro, hojas: Iterable[Limpia]
) -> Ficha:
    """Lo que dicen de un libro su configuración, su edición y lo que llevan sus páginas."""
    config = constructor.config
    return Ficha(
        titulo=constructor.titulo,
        lengua=constructor.lengua,
        autores=autores_de(config.author),
        editorial=creditos_de(del_libro).editorial,
        derechos=". ".join(
            [*_derechos(config.copyright, config.author), *_licencias(constructor, edicion, del_libro)]
        ),
        descripcion=_dicho(config.epub_description),
        materias=[palabra.strip() for palabra in edicion.palabras.split(",") if palabra.strip()],
        identificador=epub_de(del_libro).isbn or _dicho(config.epub_identifier),
        direccion=config.html_baseurl,
        instante=edicion.instante,
        accesible=accesibilidad(constructor, [hoja.limpieza for hoja in hojas]),
    )


def _dicho(valor: str) -> str:
    return "" if valor == SIN_DECIR else valor


def _derechos(dicho: str, autor: str) -> list[str]:
    """De «2026», «© 2026 Ana»; lo que ya dice de quién es se queda como está."""
    if not dicho:
        return []
    marcado = dicho if dicho.startswith("©") else f"© {dicho}"
    return [f"{marcado} {autor}" if SOLO_FECHAS.fullmatch(dicho) else marcado]


def _licencias(constructor: ConstructorElectronico, edicion: Edicion, del_libro: DelLibro) -> list[str]:
    rotulos, dichas = constructor.rotulos, creditos_de(del_libro)
    del_texto = dichas.licencia_del_texto or edicion.licencia_del_texto
    del_codigo = dichas.licencia_del_codigo or edicion.licencia_del_codigo
    if del_texto and not del_codigo:
        return [f"{rotulos['licencia']}: {del_texto}"]
    licencias = {"licencia-del-texto": del_texto, "licencia-del-codigo": del_codigo}
    return [f"{rotulos[clave]}: {licencia}" for clave, licencia in licencias.items() if licencia]


def accesibilidad(constructor: ConstructorElectronico, limpiezas: Iterable[Limpieza]) -> dict[str, list[str]]:
    """Cómo se puede leer el libro; de lo que no es cierto no se presume.

    No dice que cumpla WCAG: eso lo tiene que certificar alguien que haya leído el libro.
    """
    limpiezas = list(limpiezas)
    imagenes = sum(limpieza.imagenes for limpieza in limpiezas)
    mudas = sum(limpieza.sin_alternativo for limpieza in limpiezas)
    formulas = any("mathml" in limpieza.propiedades for limpieza in limpiezas)
    dichas = [
        ORDENADO,
        "Figures have alternative text." if not mudas else "Some images have no alternative text.",
    ]
    if constructor.con_notas:
        dichas.append("Each computed number links to a note that says where it comes from.")
    return {
        "accessMode": ["textual", *(["visual"] if imagenes else [])],
        "accessModeSufficient": [
            *(["textual,visual"] if imagenes else []),
            *(["textual"] if not mudas else []),
        ],
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


def creditos(
    constructor: ConstructorElectronico, edicion: Edicion, del_libro: DelLibro, subtitulo_: str
) -> str:
    """El HTML de la página de créditos."""
    config, rotulos, isbn = constructor.config, constructor.rotulos, epub_de(del_libro).isbn
    lineas = [
        ", ".join(autores_de(config.author)),
        *_derechos(config.copyright, config.author),
        creditos_de(del_libro).editorial,
        *_licencias(constructor, edicion, del_libro),
        f"{rotulos['version']} {edicion.version}" if edicion.version else "",
        f"{rotulos['edicion']} {edicion.fecha_en(constructor.lengua)}" if edicion.instante else "",
        f"{rotulos['commit']} {edicion.commit}" if edicion.commit else "",
        f"ISBN {isbn}" if isbn else "",
    ]
    parrafos = "".join(f"<p>{escape(linea)}</p>\n" for linea in lineas if linea)
    if config.html_baseurl:
        parrafos += f'<p><a href="{escape(config.html_baseurl)}">{escape(config.html_baseurl)}</a></p>\n'
    bajo = f'<p class="subtitulo">{escape(subtitulo_)}</p>\n' if subtitulo_ else ""
    return (
        f'<section epub:type="copyright-page" class="creditos">\n<h1>{escape(constructor.titulo)}</h1>\n'
        f"{bajo}{parrafos}</section>"
    )


def subtitulo(portada: nodes.document) -> str:
    """El de un libro: el párrafo que sigue al título de su primera página, si va todo en cursiva."""
    raiz = next(iter(portada.findall(nodes.section)), portada)
    primero = next((hijo for hijo in raiz.children if isinstance(hijo, nodes.paragraph)), None)
    entero = primero is not None and len(primero) == 1 and isinstance(primero[0], nodes.emphasis)
    return str(primero.astext()) if primero is not None and entero else ""
