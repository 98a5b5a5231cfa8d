"""Libros pequeños para las pruebas, y la línea de órdenes como la usa una persona."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from imprenta.__main__ import main
from imprenta.libro.disco import TALLER
from imprenta.publicar.sello import MARGEN_DEL_RELOJ

# Con `templates_path` propio: al de serie, que es uno por proceso, el tema de Jupyter Book le añade algo cada
# vez, y Sphinx, que ve otra configuración, escribiría todas las páginas, lo que no hace desde una
# terminal.
CONFIG = """\
title: Prueba
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension]
  config:
    {language: es, html_theme: basic, html_theme_options: {}, html_math_renderer: mathml, templates_path: []}
parse:
  myst_enable_extensions: [dollarmath, colon_fence]
"""
CABECERA = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n---\n"


def celda(codigo: str) -> str:
    return f"```{{code-cell}} python\n{codigo}\n```\n\n"


def escribir_libro(
    raiz: Path, paginas: Mapping[str, str], codigo: Mapping[str, str] | None = None, config: str = CONFIG
) -> Path:
    """Un libro con esas páginas, la primera de portada, y esos archivos en `code/`."""
    portada, *demas = paginas
    capitulos = "".join(f"  - file: {nombre}\n" for nombre in demas)
    poner(raiz / "_config.yml", config)
    poner(
        raiz / "_toc.yml", f"format: jb-book\nroot: {portada}\n" + f"chapters:\n{capitulos}" * bool(capitulos)
    )
    for nombre, texto in paginas.items():
        poner(raiz / f"{nombre}.md", texto)
    for nombre, texto in (codigo or {}).items():
        poner(raiz / "code" / nombre, texto)
    return raiz


def cuaderno(*celdas: dict[str, Any], **como: Any) -> str:
    """Un cuaderno de Jupyter con esas celdas, escrito `como` diga `json.dumps`."""
    partes = {"cells": celdas, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(partes, **{"indent": 1} | como)


def poner(ruta: Path, texto: str) -> None:
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_text(texto, encoding="utf-8")


def quieto(libro: Path) -> Path:
    """El libro, escrito hace un rato: de lo que acaba de cambiar no hay sello."""
    time.sleep(2 * MARGEN_DEL_RELOJ / 1e9)
    return libro


@contextlib.contextmanager
def sin_avisos_ajenos() -> Iterator[None]:
    """Los avisos de Python de Sphinx y docutils no son nuestros."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def cumplir(orden: str, libro: Path) -> int:
    """`python -m imprenta ORDEN LIBRO` en este proceso."""
    with sin_avisos_ajenos():
        return main([orden, str(libro)])


def construir(
    libro: Path, capsys: pytest.CaptureFixture[str], orden: str = "html"
) -> tuple[int, str, list[str]]:
    """Construye el libro en este proceso: el estado de salida, lo que se dice y las faltas."""
    estado = cumplir(orden, libro)
    salida = capsys.readouterr()
    return estado, salida.out, salida.err.splitlines()


def pagina_hecha(libro: Path, nombre: str = "uno") -> str:
    """El HTML de una página construida."""
    return (libro / "_build" / "html" / f"{nombre}.html").read_text(encoding="utf-8")


def imprenta(orden: str, *resto: str | Path, **entorno: str) -> subprocess.Popen[str]:
    """`python -m imprenta ORDEN …` en su propio grupo de procesos, como desde una terminal."""
    return subprocess.Popen(
        [sys.executable, "-m", "imprenta", orden, *map(str, resto)],
        env=os.environ | entorno,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def procesos_con(marca: str) -> list[int]:
    """Los procesos vivos que heredaron esa marca en su entorno."""
    vivos = []
    for ruta in Path("/proc").glob("[0-9]*/environ"):
        try:
            if marca.encode() in ruta.read_bytes():
                vivos.append(int(ruta.parent.name))
        except OSError:
            continue
    return vivos


def dejar(raiz: Path, libro: Mapping[str, str]) -> None:
    """Deja en el disco los archivos de un libro y ninguno más, tocando solo lo que cambia."""
    for ruta in raiz.rglob("*"):
        nombre = ruta.relative_to(raiz).as_posix()
        if ruta.is_file() and not nombre.startswith("_build") and nombre not in libro:
            ruta.unlink()
    for nombre, texto in libro.items():
        ruta = raiz / nombre
        if not ruta.exists() or ruta.read_text(encoding="utf-8") != texto:
            poner(ruta, texto)


def publicado(raiz: Path) -> dict[str, bytes]:
    """Los octetos de cada archivo publicado."""
    html = raiz / "_build" / "html"
    return {r.relative_to(html).as_posix(): r.read_bytes() for r in html.rglob("*") if r.is_file()}


def llevar_lo_ejecutado(de: Path, a: Path) -> None:
    """Lleva de un libro a otro lo que dieron sus páginas, si se ha guardado: allí solo hay que pintar."""
    for nombre in ("ejecuciones", "lecturas"):
        suyo = Path("_build") / TALLER / nombre
        if (de / suyo).exists():
            shutil.copytree(de / suyo, a / suyo, dirs_exist_ok=True)
