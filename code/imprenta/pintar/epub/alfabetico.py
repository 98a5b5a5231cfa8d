"""El índice alfabético: cada voz con las páginas donde está, en el orden de la lengua del libro."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from sphinx.environment.adapters.indexentries import IndexEntries

from imprenta.libro import espanol
from imprenta.pintar.idiomas import en_html, idiomas_del_libro

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

INDICE = "indice.xhtml"
Sitios = Sequence[tuple[str, str]]


def voces_de(constructor: ConstructorElectronico) -> list[tuple[str, list[Any]]]:
    """Las voces de un libro, por letras."""
    grupos = IndexEntries(constructor.env).create_index(constructor)
    if not constructor.es_espanol:
        return [(letra, suyas) for letra, suyas in grupos if suyas]
    voces = sorted((voz for _letra, suyas in grupos for voz in suyas), key=lambda voz: espanol.sitio(voz[0]))
    return [(letra, list(suyas)) for letra, suyas in itertools.groupby(voces, lambda v: espanol.inicial(v[0]))]


def pagina_del_indice(constructor: ConstructorElectronico, titulo: Callable[[str], str]) -> str:
    """El HTML del índice; nada si el libro no marca ninguna voz. `titulo` da el de la página de un archivo."""
    letras = voces_de(constructor)
    if not letras:
        return ""
    idiomas = idiomas_del_libro(constructor.app)

    def sitios(enlaces: Sitios) -> str:
        escritos = [f'<a href="{escape(uri)}">{titulo(uri.partition("#")[0])}</a>' for _principal, uri in enlaces]
        return ": " + "; ".join(escritos) if escritos else ""

    def voz(nombre: str, enlaces: Sitios, subvoces: Sequence[tuple[str, Sitios]]) -> str:
        if constructor.es_espanol:
            subvoces = sorted(subvoces, key=lambda subvoz: espanol.sitio(subvoz[0]))
        dentro = "".join(f"<li>{en_html(sub, idiomas)}{sitios(suyos)}</li>" for sub, suyos in subvoces)
        return f"<li>{en_html(nombre, idiomas)}{sitios(enlaces)}{f'<ul>{dentro}</ul>' if dentro else ''}</li>"

    secciones = "\n".join(
        f'<section id="{_nombre(letra)}"><h2>{escape(letra)}</h2><ul>\n'
        + "\n".join(voz(nombre, enlaces, subvoces) for nombre, (enlaces, subvoces, _clave) in suyas)
        + "\n</ul></section>"
        for letra, suyas in letras
    )
    cabeza = escape(constructor.palabra("Index"))
    return (
        '<section epub:type="index" role="doc-index" aria-labelledby="indice" class="indice">'
        f'<h1 id="indice">{cabeza}</h1>\n{secciones}</section>'
    )


def _nombre(letra: str) -> str:
    return f"letra-{letra if letra[0].isalpha() else ord(letra[0])}"
