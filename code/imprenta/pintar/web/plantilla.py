"""Lo que la plantilla de una página necesita saber: cuánto se tarda, de qué va y adónde se puede ir."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from imprenta.pintar.entrega import hecho_de
from imprenta.pintar.palabras import contadas, palabra
from imprenta.pintar.web.acompanamiento import EDICIONES, ediciones_hechas

PALABRAS_POR_MINUTO = 200  # leyendo despacio, con fórmulas
LARGO_DE_LA_DESCRIPCION = 200


def tiempo_de_lectura(texto: str, lengua: str) -> str:
    """Los minutos que lleva leer `texto`, como poco uno.

    >>> tiempo_de_lectura("palabra " * 401, "es"), tiempo_de_lectura("", "es")
    ('3 minutos de lectura', '1 minuto de lectura')
    """
    minutos = max(1, math.ceil(len(texto.split()) / PALABRAS_POR_MINUTO))
    return contadas("{} minute read", "{} minutes read", minutos, lengua)


def resumen(texto: str, largo: int = LARGO_DE_LA_DESCRIPCION) -> str:
    """El principio de `texto` en una línea, sin cortar palabras.

    >>> resumen("Una neurona, nada más.", largo=12)
    'Una neurona…'
    """
    llano = " ".join(texto.split())
    if len(llano) <= largo:
        return llano
    return re.sub(r"\W*\s+\S*$", "", llano[: largo + 1]) + "…"


def prosa(doctree: nodes.document) -> list[str]:
    """Los párrafos que se leen: ni código ni fórmulas ni pies."""
    parrafos = doctree.findall(nodes.paragraph)
    return [parrafo.astext() for parrafo in parrafos if not isinstance(parrafo.parent, nodes.entry)]


def _es_formula(nodo: nodes.Node) -> bool:
    return isinstance(nodo, (nodes.math, nodes.math_block))


def contar(
    app: Sphinx, pagina: str, _plantilla: str, contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Da a la plantilla el tiempo de lectura y el resumen de la página, y adónde se puede ir desde ella."""
    contexto["metatags"] = ""  # Sphinx repite el `viewport` que ya pone la plantilla
    contexto["author"] = app.config.author
    contexto["html_baseurl"] = app.config.html_baseurl
    hechas = ediciones_hechas(app)
    contexto |= {formato: nombre if formato in hechas else None for formato, nombre in EDICIONES.items()}
    if pagina == app.config.root_doc and contexto.get("pageurl"):
        contexto["pageurl"] = f"{app.config.html_baseurl.rstrip('/')}/"  # está también en la puerta
    if doctree is None:
        return
    lengua = str(app.config.language or "en")
    contexto["puertas"] = puertas(
        hecho_de(app).libro.config, Path(app.env.doc2path(pagina, base=False)), lengua
    )
    contexto["capitulo"] = bool(app.env.toc_secnumbers.get(pagina, {}).get(""))
    parrafos = prosa(doctree)
    contexto["lectura"] = tiempo_de_lectura(" ".join(parrafos), lengua)
    contexto["lleva_formulas"] = any(True for _ in doctree.findall(_es_formula))
    contexto["resumen"] = resumen(next(iter(parrafos), ""))


def puertas(config: dict[str, Any], fuente: Path, lengua: str) -> list[tuple[str, str]]:
    """Los botones que abren la página en otro sitio; ninguno si el repositorio no tiene dirección.

    Las claves son las de Jupyter Book: `repository.url`, `repository.branch`, `repository.path_to_book`
    y `launch_buttons.binderhub_url`.

    >>> puertas({"repository": {"url": "https://github.com/ana/libro"}}, Path("uno.md"), "es")[0]
    ('Ver el original', 'https://github.com/ana/libro/blob/main/uno.md')
    >>> puertas({}, Path("uno.md"), "es")
    []
    """
    repositorio = config.get("repository") or {}
    if not repositorio.get("url"):
        return []
    url, rama = repositorio["url"].rstrip("/"), repositorio.get("branch") or "main"
    ruta = quote((Path(repositorio.get("path_to_book") or "") / fuente).as_posix())
    botones = [("View the source", f"{url}/blob/{rama}/{ruta}"), ("Report an error", f"{url}/issues/new")]
    binder = (config.get("launch_buttons") or {}).get("binderhub_url")
    if binder and urlsplit(url).netloc == "github.com":
        lugar = f"{urlsplit(url).path.strip('/')}/{rama}?urlpath={quote(f'lab/tree/{ruta}', safe='')}"
        botones.append(("Open in Binder", f"{binder.rstrip('/')}/v2/gh/{lugar}"))
    return [(palabra(boton, lengua), adonde) for boton, adonde in botones]


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", contar)
