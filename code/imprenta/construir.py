"""Construye el libro: ejecuta y verifica, llama a Sphinx aparte y solo al final cambia lo publicado."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import shutil
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from imprenta import taller
from imprenta.carpetas import ConstruccionEnMarcha, candado, igualar, intercambiar
from imprenta.libro import Libro
from imprenta.modelo import Falta
from imprenta.sello import Sello

REDIRECCION = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>{titulo}</title>
<meta http-equiv="refresh" content="0; url={destino}"><link rel="canonical" href="{destino}"></head>
<body><p><a href="{destino}">{titulo}</a></p></body></html>
"""
AVISO = re.compile(
    r"^(?P<ruta>[^:\n]+?)(?::(?P<linea>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): (?P<mensaje>.*)$"
)
PRIVADOS = (".buildinfo*", ".doctrees", ".sellos.json")  # lo que no se publica
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def html(libro: Libro) -> int:
    """Construye `_build/html`; si algo falla, el último libro bueno se queda donde estaba."""
    return con_candado(libro, _html)


def verificar(libro: Libro) -> int:
    """Comprueba la prosa ejecutando lo justo; la última línea es la cobertura.

    En un libro que no ata nada al código no se ejecuta ni se escribe nada.
    """

    paginas = taller.leer_paginas(libro, libro.paginas)

    def tarea(libro: Libro) -> int:
        return decir(libro, taller.comprobar_prosa(libro, paginas))

    return con_candado(libro, tarea) if any(map(taller.atada, paginas.values())) else tarea(libro)


def repasar(libro: Libro) -> int:
    """Revisa la ortografía, la tipografía y los enlaces de la prosa, sin ejecutar nada."""
    from imprenta import ortografia  # como los demás que solo usa una orden, se importa con ella
    from imprenta.enlaces import enlaces

    paginas = list(taller.leer_paginas(libro, libro.paginas).values())
    try:
        faltas = sorted([*ortografia.repasar(libro, paginas), *enlaces(paginas)])
    except ortografia.FaltaHunspell as error:
        print(error, file=sys.stderr)
        return 1
    quejarse(libro, faltas)
    if any("no está en el diccionario" in falta.mensaje for falta in faltas):
        print(f"Las palabras que estén bien se añaden a {ortografia.PALABRAS}.", file=sys.stderr)
    print(f"{len(paginas)} páginas repasadas · faltas de lengua o de enlace: {len(faltas)}")
    return 1 if faltas else 0


def mutar(libro: Libro, todos: bool = False) -> int:
    """Cambia números de la prosa y comprueba que la verificación los caza; sin `todos`, una muestra."""
    return con_candado(libro, lambda libro: _mutar(libro, todos))


def _mutar(libro: Libro, todos: bool) -> int:
    from imprenta import mutacion

    comprobacion = taller.comprobar(libro)
    if fallo := decir(libro, comprobacion):
        return fallo
    paginas = [(e.pagina, list(e.respuestas.values())) for e in comprobacion.paginas.values()]
    recuento = mutacion.mutar(paginas, taller.bibliografia_de(libro), None if todos else mutacion.MUESTRA)
    quejarse(libro, recuento.vivos)
    print(recuento.resumen())
    return 1 if recuento.vivos else 0


def con_candado(libro: Libro, tarea: Callable[[Libro], int]) -> int:
    """Hace la tarea si nadie más está construyendo este libro."""
    try:
        with candado(libro.taller):
            return tarea(libro)
    except ConstruccionEnMarcha as error:
        print(error, file=sys.stderr)
        return 1


def decir(libro: Libro, comprobacion: taller.Comprobacion) -> int:
    """Cuenta las faltas y la cobertura; devuelve 1 si hay faltas."""
    quejarse(libro, comprobacion.faltas)
    print(comprobacion.resumen)
    return 1 if comprobacion.faltas else 0


def quejarse(libro: Libro, faltas: Iterable[Falta]) -> None:
    """Una línea por falta; dentro de una acción de GitHub, también una anotación en su línea."""
    for falta in faltas:
        print(falta, file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(_anotacion(libro.raiz / falta.ruta, falta))


def _anotacion(ruta: Path, falta: Falta) -> str:
    """La falta como GitHub la enseña en el cambio: la ruta, desde la raíz del repositorio."""
    repositorio = os.environ.get("GITHUB_WORKSPACE") or Path.cwd()
    archivo = _para_github(Path(os.path.relpath(ruta, repositorio)).as_posix())
    lugar = f"file={archivo.replace(':', '%3A').replace(',', '%2C')},line={falta.linea},col={falta.columna}"
    return f"::error {lugar}::{_para_github(falta.mensaje)}"


def _para_github(texto: str) -> str:
    return texto.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _html(libro: Libro) -> int:
    sello = Sello(libro)
    comprobacion = taller.comprobar(libro, mientras=_importar_sphinx)
    if fallo := decir(libro, comprobacion):
        return fallo
    indice = (libro.obra / "html" / "index.html").relative_to(libro.raiz)
    if sello.vale(comprobacion.paginas):
        print(f"Nada ha cambiado: el libro sigue en {indice}")
        return 0
    pruebas = libro.taller / "html"
    faltas = con_sphinx(libro, "html", pruebas)
    quejarse(libro, faltas)
    if faltas:
        return 1
    _dejar_indice(libro, pruebas / "index.html")
    _dejar_cuadernos(libro, comprobacion.paginas, pruebas / "descargas")
    publicar(pruebas, libro.obra / "html")
    sello.poner(comprobacion.paginas)
    print(f"El libro está en {indice}")
    return 0


def _dejar_indice(libro: Libro, indice: Path) -> None:
    """La puerta de entrada, que lleva a la primera página si ella misma no lo es."""
    if not indice.exists():
        destino = libro.documento(libro.paginas[0]) + ".html"
        titulo = libro.config.get("title", "")
        indice.write_text(REDIRECCION.format(titulo=titulo, destino=destino), encoding="utf-8")


def _dejar_cuadernos(libro: Libro, paginas: Mapping[Path, taller.PaginaEjecutada], destino: Path) -> None:
    from imprenta import cuaderno  # nbformat tarda: solo quien construye lo paga

    ejecutadas = ((libro.documento(ruta), e.pagina, e.ejecucion) for ruta, e in paginas.items())
    cuaderno.escribir_descargas(ejecutadas, libro.raiz, destino)


def con_sphinx(libro: Libro, formato: str, salida: Path, **opciones: Any) -> list[Falta]:
    """Construye con Sphinx y devuelve sus avisos y errores como faltas."""
    doctrees = libro.taller / f"doctrees-{formato}"
    with _avisos() as avisos:
        _sin_ejecutores()
        from jupyter_book.sphinx import build_sphinx  # tarda: solo quien construye lo paga

        estado = build_sphinx(
            libro.raiz,
            salida,
            noconfig=True,
            path_config=libro.raiz / "_config.yml",
            confoverrides={"latex_individualpages": False, **opciones},
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


def _importar_sphinx() -> None:
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


def publicar(pruebas: Path, destino: Path) -> None:
    """Pone una copia de `pruebas` en el lugar de `destino` de un solo golpe.

    La copia se hace sobre la penúltima publicación, que se guarda: solo se copia lo que ha cambiado.
    """
    repuesto = pruebas.with_name(f"{pruebas.name}-penultimo")
    igualar(repuesto, pruebas, shutil.ignore_patterns(*PRIVADOS))
    intercambiar(repuesto, destino)
