"""Las páginas que el libro ya no tiene: Sphinx, que no las vuelve a escribir, las dejaría publicadas.

La imprenta no las publica nunca: si las páginas son otras, pinta de cero. Con `jupyter-book build` se escribe
siempre sobre lo mismo. De cada página que se haya leído queda su árbol, también de las que leyó Jupyter Book
antes de que el libro conociera la imprenta: por él se sabe qué hubo.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx

CONSTRUCTORES = ("html", "dirhtml")  # los que escriben un archivo por página
ARBOL = ".doctree"
LO_PRIMERO = 100  # antes de que nadie mire qué enseñan las páginas, y de que haya puerta


def quitar_las_idas(app: Sphinx, error: Exception | None) -> None:
    """Quita lo publicado de cada página que ya no está, su árbol y las carpetas que deja vacías."""
    if error is not None or app.builder.name not in CONSTRUCTORES:
        return
    arboles = Path(app.doctreedir)
    for arbol in [*arboles.rglob(f"*{ARBOL}")]:
        documento = arbol.relative_to(arboles).as_posix().removesuffix(ARBOL)
        if documento not in app.env.found_docs:
            for ruta in _publicado(app, documento):
                _quitar_con_su_carpeta(ruta, Path(app.outdir))
            _quitar_con_su_carpeta(arbol, arboles)


def _publicado(app: Sphinx, documento: str) -> Iterator[Path]:
    """Lo que Sphinx escribió de una página, salvo que ahora lo ponga ahí el autor."""
    escrita = Path(app.builder.get_outfilename(documento))  # type: ignore[attr-defined]  # el de HTML
    if not _del_autor(app, documento, escrita.relative_to(app.outdir)):
        yield escrita
    fuentes = Path(app.outdir, "_sources", documento)
    for sufijo in app.config.source_suffix:
        yield from (fuentes.with_name(f"{fuentes.name}{sufijo}{mas}") for mas in ("", ".txt"))


def _del_autor(app: Sphinx, documento: str, archivo: Path) -> bool:
    carpetas = (Path(app.confdir, extra) for extra in app.config.html_extra_path)
    suyas = (ruta / archivo if ruta.is_dir() else ruta.parent / archivo for ruta in carpetas)
    return documento in app.config.html_additional_pages or any(ruta.is_file() for ruta in suyas)


def _quitar_con_su_carpeta(ruta: Path, hasta: Path) -> None:
    ruta.unlink(missing_ok=True)
    for carpeta in [*ruta.relative_to(hasta).parents][:-1]:
        if (hasta / carpeta).is_dir() and not any((hasta / carpeta).iterdir()):
            (hasta / carpeta).rmdir()


def setup(app: Sphinx) -> None:
    app.connect("build-finished", quitar_las_idas, priority=LO_PRIMERO)
