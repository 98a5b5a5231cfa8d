"""Lo que acompaña a las páginas: las demás ediciones, el mapa del sitio y la página de lo que no está."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from imprenta.pintar.buscador import en_orden
from imprenta.pintar.palabras import palabra
from imprenta.pintar.sueltas import sueltas_de

EDICIONES = {"pdf": "libro.pdf", "epub": "libro.epub"}  # las que la web da para llevar, si están hechas


def ediciones_hechas(app: Sphinx) -> dict[str, Path]:
    """Dónde ha dejado la imprenta las demás ediciones de este libro, por su formato."""
    obra = Path(app.srcdir) / "_build"
    sitios = {formato: obra / formato / nombre for formato, nombre in EDICIONES.items()}
    return {formato: sitio for formato, sitio in sitios.items() if sitio.exists()}


def si_cambian_las_ediciones(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Las páginas se escriben otra vez cuando una edición aparece o desaparece: cambian sus enlaces."""
    hay = [*ediciones_hechas(app)]
    # Sphinx guarda entre construcciones lo que una extensión le pone a su entorno.
    habia, env.imprenta_ediciones = getattr(env, "imprenta_ediciones", hay), hay  # type: ignore[attr-defined]
    return sorted(env.found_docs) if hay != habia else []


def sobrantes(carpeta: Path, vivas: set[str]) -> list[Path]:
    """Las páginas de una construcción anterior que ya no son del libro."""
    paginas = carpeta.rglob("*.html")
    return [ruta for ruta in paginas if ruta.relative_to(carpeta).with_suffix("").as_posix() not in vivas]


def pagina_de_error(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {"title": palabra("Not here", str(app.config.language or "en"))}, "404.html"


def apuntar_suelta(
    app: Sphinx, pagina: str, _plantilla: str, _contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is None:
        sueltas_de(app).add(pagina)


def dejar_al_lado(app: Sphinx, error: Exception | None) -> None:
    """Deja junto a las páginas las demás ediciones y, si hay dirección, su mapa; quita las que sobran."""
    if error is not None or app.builder.name != "html":
        return
    for ruta in sobrantes(Path(app.outdir), app.env.found_docs | sueltas_de(app) | {"index"}):
        ruta.unlink()
    acompanar(app)


def acompanar(app: Sphinx) -> None:
    hechas, mapa = ediciones_hechas(app), Path(app.outdir) / "sitemap.xml"
    mapa.unlink(missing_ok=True)
    for formato, nombre in EDICIONES.items():
        copia = Path(app.outdir) / nombre
        copia.unlink(missing_ok=True)
        if formato in hechas:
            shutil.copyfile(hechas[formato], copia)
    if app.config.html_baseurl:
        mapa.write_text(mapa_del_sitio(app.config.html_baseurl, en_orden(app.env)), encoding="utf-8")


def mapa_del_sitio(sitio: str, paginas: list[str]) -> str:
    """El `sitemap.xml` de un libro publicado en `sitio`; la primera página es su puerta.

    >>> mapa = mapa_del_sitio("https://ejemplo.org/l", ["book/portada", "book/a"])
    >>> "<loc>https://ejemplo.org/l/</loc>" in mapa, "<loc>https://ejemplo.org/l/book/a.html</loc>" in mapa
    (True, True)
    """
    locales = ["", *(f"{pagina}.html" for pagina in paginas[1:])]
    direcciones = (f"{sitio.rstrip('/')}/{local}" for local in locales)
    filas = "".join(f"<url><loc>{escape(direccion)}</loc></url>\n" for direccion in direcciones)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{filas}</urlset>\n'
    )


def setup(app: Sphinx) -> None:
    app.connect("env-updated", si_cambian_las_ediciones)
    app.connect("html-collect-pages", pagina_de_error)
    app.connect("html-page-context", apuntar_suelta)
    app.connect("build-finished", dejar_al_lado)
