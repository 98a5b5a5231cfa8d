"""Lo que acompaña a las páginas en cualquier libro: sus cuadernos para llevar y la puerta de entrada."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx.application import Sphinx

from imprenta.libro.libro import Libro
from imprenta.pintar.cuaderno_descargable import escribir_descargas
from imprenta.pintar.entrega import hecho_de, pagina_de

REDIRECCION = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>{titulo}</title>
<meta http-equiv="refresh" content="0; url={destino}"><link rel="canonical" href="{destino}">
<link rel="icon" href="data:,"></head>
<body><p><a href="{destino}">{titulo}</a></p></body></html>
"""


def ofrecer_cuaderno(
    app: Sphinx, documento: str, _plantilla: str, contexto: dict[str, Any], doctree: object
) -> None:
    """Deja en el contexto de la plantilla dónde está el cuaderno de la página, si tiene celdas."""
    if doctree is not None and pagina_de(app, documento).pagina.celdas:
        contexto["cuaderno"] = f"{'../' * documento.count('/')}descargas/{documento}.ipynb"


def dejar_descargas(app: Sphinx, error: Exception | None) -> None:
    """Deja junto a las páginas los cuadernos y `index.html`."""
    if error is not None or app.builder.name != "html":
        return
    hecho, salida = hecho_de(app), Path(app.outdir)
    ejecutadas = (
        (hecho.libro.documento(ruta), hecha.pagina, hecha.ejecucion) for ruta, hecha in hecho.paginas.items()
    )
    escribir_descargas(ejecutadas, hecho.libro.raiz, salida / "descargas")
    dejar_puerta(hecho.libro, salida / "index.html")


def dejar_puerta(libro: Libro, puerta: Path) -> None:
    """La puerta de entrada, que lleva a la primera página si ninguna ocupa ya su sitio.

    La que dejan otras extensiones no dice ni su idioma ni su título, y se queda con la portada de antes.
    """
    documentos = [libro.documento(pagina) for pagina in libro.paginas]
    if documentos and puerta.stem not in documentos:
        destino = escape(quote(f"{documentos[0]}.html"))
        titulo = escape(str(libro.config.get("title", "")))
        puerta.write_text(REDIRECCION.format(titulo=titulo, destino=destino), encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", ofrecer_cuaderno)
    app.connect("build-finished", dejar_descargas)
