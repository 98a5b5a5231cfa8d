"""Una construcción de Sphinx: se le entrega el libro ya hecho y se recogen sus quejas como faltas."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta

AVISO = re.compile(
    r"^(?P<ruta>[^:\n]+?)(?::(?P<linea>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<mensaje>.*)$"
)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def con_sphinx(jornada: Jornada, formato: str, salida: Path, **opciones: Any) -> list[Falta]:
    """Construye con Sphinx y devuelve sus avisos y errores como faltas."""
    libro = jornada.libro
    doctrees = libro.taller / f"doctrees-{formato}"
    with _avisos() as avisos:
        _sin_ejecutores()
        from jupyter_book.sphinx import build_sphinx  # tarda: solo quien construye lo paga

        estado = build_sphinx(
            libro.raiz,
            salida,
            noconfig=True,
            path_config=libro.raiz / "_config.yml",
            confoverrides={"latex_individualpages": False, "jornada": lambda: jornada, **opciones},
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
    """Va importando Sphinx mientras las páginas se ejecutan en otros procesos."""
    _sin_ejecutores()
    with contextlib.suppress(Exception):  # si algo no se puede importar, ya se dirá al construir
        from sphinx.application import builtin_extensions

        for modulo in (*builtin_extensions, "imprenta.extension", "jupyter_book.sphinx"):
            importlib.import_module(modulo)


def _sin_ejecutores() -> None:
    """Evita que MyST-NB importe sus modos de ejecutar: sobran, y son un tercio de su arranque."""
    for modo in ("cache", "direct", "inline"):
        modulo = types.ModuleType(f"myst_nb.core.execute.{modo}")
        setattr(modulo, f"NotebookClient{modo.capitalize()}", None)
        sys.modules.setdefault(modulo.__name__, modulo)


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
