"""El índice alfabético: cada voz con las páginas donde está, en el orden de la lengua del libro."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from imprenta.pintar.idiomas import en_html, idiomas_del_libro
from imprenta.pintar.papel.alfabeto import voces_por_letras

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

INDICE = "indice.xhtml"
SitiosDeUnaVoz = Sequence[tuple[str | None, str]]


def pagina_del_indice(constructor: ConstructorElectronico, titulo: Callable[[str], str]) -> str:
    """El HTML del índice; nada si el libro no marca ninguna voz. `titulo` da el de un archivo."""
    letras = voces_por_letras(constructor)
    if not letras:
        return ""
    idiomas = idiomas_del_libro(constructor.app)

    def sitios(enlaces: SitiosDeUnaVoz) -> str:
        escritos = [
            f'<a href="{escape(uri)}">{titulo(uri.partition("#")[0])}</a>' for _principal, uri in enlaces
        ]
        return ": " + "; ".join(escritos) if escritos else ""

    def voz(nombre: str, enlaces: SitiosDeUnaVoz, subvoces: Sequence[tuple[str, SitiosDeUnaVoz]]) -> str:
        dentro = "".join(f"<li>{en_html(sub, idiomas)}{sitios(suyos)}</li>" for sub, suyos in subvoces)
        return f"<li>{en_html(nombre, idiomas)}{sitios(enlaces)}{f'<ul>{dentro}</ul>' if dentro else ''}</li>"

    secciones = "\n".join(
        f'<section id="{_nombre(letra)}"><h2>{escape(letra)}</h2><ul>\n'
        + "\n".join(voz(nombre, enlaces, subvoces) for nombre, enlaces, subvoces in suyas)
        + "\n</ul></section>"
        for letra, suyas in letras
    )
    cabeza = escape(constructor.rotulos["indice"])
    return (
        '<section epub:type="index" role="doc-index" aria-labelledby="indice" class="indice">'
        f'<h1 id="indice">{cabeza}</h1>\n{secciones}</section>'
    )


def _nombre(letra: str) -> str:
    return f"letra-{letra if letra[0].isalpha() else ord(letra[0])}"
