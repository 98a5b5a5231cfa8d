"""Lo que acompaña a las páginas: el PDF, el mapa del sitio y la página que dice que algo no está."""

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

PDF = "libro.pdf"


def pdf_hecho(app: Sphinx) -> Path:
    """Dónde deja la imprenta el PDF de este libro."""
    return Path(app.srcdir) / "_build" / "pdf" / "libro.pdf"


def si_aparece_el_pdf(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Las páginas se escriben otra vez cuando el PDF aparece o desaparece: cambia su enlace."""
    hay = pdf_hecho(app).exists()
    # Sphinx guarda entre construcciones lo que una extensión le pone a su entorno.
    habia, env.imprenta_pdf = getattr(env, "imprenta_pdf", hay), hay  # type: ignore[attr-defined]
    return sorted(env.found_docs) if hay != habia else []


def sobrantes(carpeta: Path, vivas: set[str]) -> list[Path]:
    """Las páginas de una construcción anterior que ya no son del libro."""
    paginas = carpeta.rglob("*.html")
    return [ruta for ruta in paginas if ruta.relative_to(carpeta).with_suffix("").as_posix() not in vivas]


def pagina_de_error(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {"title": "No está aquí"}, "404.html"


class Acompanamiento:
    """Deja junto a las páginas el PDF y, si el sitio tiene dirección, su mapa; quita las que ya no están."""

    def __init__(self) -> None:
        self.sueltas = {"index"}  # las páginas que no son documentos: la búsqueda, la referencia…

    def apuntar(
        self,
        _app: Sphinx,
        pagina: str,
        _plantilla: str,
        _contexto: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        if doctree is None:
            self.sueltas.add(pagina)

    def dejar(self, app: Sphinx, error: Exception | None) -> None:
        if error is not None or app.builder.name != "html":
            return
        for ruta in sobrantes(Path(app.outdir), app.env.found_docs | self.sueltas):
            ruta.unlink()
        acompanar(app)


def acompanar(app: Sphinx) -> None:
    copia, mapa = Path(app.outdir) / PDF, Path(app.outdir) / "sitemap.xml"
    copia.unlink(missing_ok=True)
    mapa.unlink(missing_ok=True)
    if pdf_hecho(app).exists():
        shutil.copyfile(pdf_hecho(app), copia)
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
    app.connect("env-updated", si_aparece_el_pdf)
    app.connect("html-collect-pages", pagina_de_error)
    acompanamiento = Acompanamiento()
    app.connect("html-page-context", acompanamiento.apuntar)
    app.connect("build-finished", acompanamiento.dejar)
