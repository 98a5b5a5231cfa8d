"""La puerta de entrada: `index.html` es la primera página del libro, contada desde la raíz.

Una página que solo envía a otra enseña un instante en blanco, y no la entienden ni quien la comparte ni un
buscador. La primera página sigue además en su dirección: hay enlaces que llevan allí.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from sphinx.application import Sphinx

PUERTA = "index"
ETIQUETA_ENTERA = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
CADA_ATRIBUTO = re.compile(
    r"""(?P<nombre>\s[\w:-]+)=(?P<comilla>["'])(?P<valor>.*?)(?P=comilla)""", re.DOTALL
)
# Los que llevan una dirección, y dónde dicen los temas de Sphinx que está la raíz.
CON_DIRECCION = {"href", "src", "action", "poster", "data", "data-content_root", "data-url_root"}
NO_ES_RELATIVA = re.compile(r"[a-zA-Z][\w+.-]*:|[/#?]|$")


def desde_la_raiz(html: str, carpeta: str) -> str:
    """El HTML de una página de `carpeta`, con sus direcciones contadas desde la raíz.

    >>> desde_la_raiz('<a href="dos.html#x"><a href="#y"><img src="../_images/z.svg">', "libro")
    '<a href="libro/dos.html#x"><a href="#y"><img src="_images/z.svg">'
    """

    def cambiado(casa: re.Match[str]) -> str:
        nombre, comilla, valor = casa.group("nombre", "comilla", "valor")
        if nombre.strip().lower() in CON_DIRECCION:
            valor = _desde_la_raiz(valor, carpeta)
        return f"{nombre}={comilla}{valor}{comilla}"

    return ETIQUETA_ENTERA.sub(lambda etiqueta: CADA_ATRIBUTO.sub(cambiado, etiqueta[0]), html)


def _desde_la_raiz(direccion: str, carpeta: str) -> str:
    if NO_ES_RELATIVA.match(direccion):
        return direccion
    camino, *_ = re.split("[?#]", direccion, maxsplit=1)
    llano = posixpath.normpath(posixpath.join(carpeta, camino))
    return llano + "/" * camino.endswith("/") + direccion[len(camino) :]


def abrir_la_puerta(app: Sphinx, error: Exception | None) -> None:
    """Deja la primera página en `index.html`, si ninguna ocupa ya su sitio.

    La que dejan otras extensiones no dice ni su idioma ni su título, y se queda con la portada de antes.
    """
    if error is not None or app.builder.name != "html" or PUERTA in app.env.found_docs:
        return
    portada = app.config.root_doc
    escrita = Path(app.builder.get_outfilename(portada))  # type: ignore[attr-defined]  # el de HTML
    html = escrita.read_text(encoding=app.config.html_output_encoding)
    puerta = Path(app.outdir) / f"{PUERTA}.html"
    suya = desde_la_raiz(html, posixpath.dirname(portada))
    puerta.write_text(suya, encoding=app.config.html_output_encoding)


def setup(app: Sphinx) -> None:
    app.connect("build-finished", abrir_la_puerta)
