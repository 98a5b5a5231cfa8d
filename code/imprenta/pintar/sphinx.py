"""Una construcción de Sphinx: se le entrega el libro ya hecho y se recogen sus quejas como faltas."""

from __future__ import annotations

import contextlib
import functools
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
from imprenta.libro.patrones import literal
from imprenta.pintar.al_usarse import al_usarse
from imprenta.pintar.compartido import DesdeElPrincipio
from imprenta.pintar.estado import EstadoDeSphinx

AVISO = re.compile(
    r"^(?P<ruta>[^:\n]+?)(?::(?P<linea>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<mensaje>.*)$"
)
# Los modos de ejecutar de MyST-NB, lo que usa para pegar valores y la lista de núcleos de Jupyter Book.
SIN_USO = [f"myst_nb.core.execute.{modo}" for modo in ("cache", "direct", "inline")]
SIN_USO += ["IPython", "IPython.display", "jupyter_client", "jupyter_client.kernelspec"]


def con_sphinx(libro: Libro, formato: str, hecho: Callable[[], LibroHecho], **opciones: Any) -> list[Falta]:
    """Construye con Sphinx y devuelve sus avisos y errores como faltas; `hecho` se pide cuando hace falta."""
    estado = EstadoDeSphinx(libro, formato)
    estado.preparar()
    resultado, texto = _construir(estado, hecho, opciones)
    if isinstance(resultado, DesdeElPrincipio):
        estado.preparar(de_cero=True)
        resultado, texto = _construir(estado, hecho, opciones)
    if isinstance(resultado, BaseException) and not isinstance(resultado, Exception):
        raise resultado  # Ctrl-C: Sphinx se lo guarda
    faltas = _faltas(libro, texto)
    if resultado and not faltas:
        faltas = [Falta(Path("_config.yml"), 1, 1, f"Sphinx ha fallado: {resultado}")]
    return faltas or estado.terminar()


def _construir(
    estado: EstadoDeSphinx, hecho: Callable[[], LibroHecho], opciones: dict[str, Any]
) -> tuple[int | BaseException, str]:
    """Pasa Sphinx una vez; devuelve cómo acaba y lo que escribe."""
    libro = estado.libro

    @functools.cache
    def entregado() -> LibroHecho:
        recibido = hecho()
        if not estado.sigue():
            raise DesdeElPrincipio("una página ha escrito algo que Sphinx ya ha leído")
        return recibido

    with _avisos() as avisos:
        importar_sphinx()
        from jupyter_book.sphinx import build_sphinx  # tarda: solo quien construye lo paga

        resultado: int | BaseException = build_sphinx(
            libro.raiz,
            estado.salida,
            noconfig=True,
            path_config=libro.raiz / "_config.yml",
            confoverrides={
                "latex_individualpages": False,
                "libro": lambda: libro,
                "libro_hecho": lambda: entregado(),
                "libro_al_terminar": estado.apuntar,
                **_solo_estas(libro),
                **opciones,
            },
            doctreedir=estado.doctrees,
            builder=estado.formato,
            quiet=True,
        )
    return resultado, avisos.getvalue()


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


def _solo_estas(libro: Libro) -> dict[str, Any]:
    """Las páginas, por su nombre: las que se han leído y juzgado, y ninguna más."""
    nombres = [literal(ruta.relative_to(libro.raiz).as_posix()) for ruta in libro.paginas]
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
