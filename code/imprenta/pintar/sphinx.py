"""Una construcción de Sphinx: se le entrega el libro ya hecho y se recogen sus quejas como faltas."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.salidas import ANSI
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.pintar.al_usarse import al_usarse

AVISO = re.compile(
    r"^(?P<ruta>[^:\n]+?)(?::(?P<linea>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<mensaje>.*)$"
)
# Los modos de ejecutar de MyST-NB, lo que usa para pegar valores y la lista de núcleos de Jupyter Book.
SIN_USO = [f"myst_nb.core.execute.{modo}" for modo in ("cache", "direct", "inline")]
SIN_USO += ["IPython", "IPython.display", "jupyter_client", "jupyter_client.kernelspec"]


def con_sphinx(
    libro: Libro, formato: str, salida: Path, hecho: Callable[[], LibroHecho], **opciones: Any
) -> list[Falta]:
    """Construye con Sphinx y devuelve sus avisos y errores como faltas; `hecho` se pide cuando hace falta."""
    doctrees = libro.taller / f"doctrees-{formato}"
    with _avisos() as avisos:
        importar_sphinx()
        from jupyter_book.sphinx import build_sphinx  # tarda: solo quien construye lo paga

        estado = build_sphinx(
            libro.raiz,
            salida,
            noconfig=True,
            path_config=libro.raiz / "_config.yml",
            confoverrides={
                "latex_individualpages": False,
                "libro": lambda: libro,
                "libro_hecho": lambda: hecho(),
                **_solo_las_del_indice(libro),
                **opciones,
            },
            doctreedir=doctrees,
            builder=formato,
            quiet=True,
        )
    if isinstance(estado, KeyboardInterrupt):  # Sphinx se lo guarda
        raise estado
    faltas = _faltas(libro, avisos.getvalue())
    if estado and not faltas:
        faltas = [Falta(Path("_config.yml"), 1, 1, f"Sphinx ha fallado: {estado}")]
    if faltas:
        # Sphinx no repite los avisos de lo que no relee: sin su memoria, el fallo sigue siéndolo.
        (doctrees / "environment.pickle").unlink(missing_ok=True)
    return faltas


def importar_sphinx() -> None:
    """Importa Sphinx y lo que siempre lo acompaña; después ya no cuesta."""
    with al_usarse(*SIN_USO):
        from sphinx.application import builtin_extensions

        _importar((*builtin_extensions, "imprenta.extension", "jupyter_book.sphinx"))


def importar_el_libro(libro: Libro) -> None:
    """Importa las extensiones y el tema de un libro antes de que hagan falta."""
    _importar(_suyos(libro))


def _importar(modulos: Iterable[str]) -> None:
    with contextlib.suppress(Exception):  # si algo no se puede importar, ya se dirá al construir
        for modulo in modulos:
            importlib.import_module(modulo)


def _suyos(libro: Libro) -> Iterator[str]:
    """Los módulos que nombra la configuración de un libro."""
    propia = libro.config.get("sphinx") or {}
    config = propia.get("config") or {}
    yield from (*(config.get("extensions") or ()), *(propia.get("extra_extensions") or ()))
    yield str(config.get("html_theme") or "sphinx_book_theme").replace("-", "_")


def _solo_las_del_indice(libro: Libro) -> dict[str, Any]:
    """Las páginas, por su nombre: así nadie recorre el disco para descartar las que no están en el índice."""
    if not libro.config.get("only_build_toc_files"):
        return {}
    nombres = [ruta.relative_to(libro.raiz).as_posix() for ruta in libro.paginas]
    return {"external_toc_exclude_missing": False, "include_patterns": nombres}


@contextlib.contextmanager
def _avisos() -> Iterator[io.StringIO]:
    """Recoge lo que Sphinx escribe, con sus mensajes en español."""
    from sphinx import locale

    locale.init_console()
    locale.init([str(Path(locale.__file__).parent)], "es", namespace="console")
    salida = io.StringIO()
    with contextlib.redirect_stderr(salida), contextlib.redirect_stdout(io.StringIO()):
        yield salida


def _faltas(libro: Libro, texto: str) -> list[Falta]:
    faltas: list[Falta] = []
    for renglon in ANSI.sub("", texto).splitlines():
        if not renglon.strip():
            continue
        if casa := AVISO.match(renglon):
            ruta = Path(os.path.relpath(casa["ruta"], libro.raiz))
            faltas.append(Falta(ruta, int(casa["linea"] or 1), 1, casa["mensaje"]))
        elif faltas:
            ultima = faltas[-1]
            faltas[-1] = Falta(
                ultima.ruta, ultima.linea, ultima.columna, f"{ultima.mensaje} {renglon.strip()}"
            )
        else:
            faltas.append(Falta(Path("_config.yml"), 1, 1, renglon.removeprefix("WARNING: ")))
    return list(dict.fromkeys(faltas))
