"""Las extensiones de Sphinx y el tema que nombra un libro y no se pueden usar: cada uno se dice en su línea.

Que una no está instalada se sabe antes de ejecutar nada. Que no se deja importar, solo al intentarlo.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder

import yaml

from imprenta.libro.archivos import octetos_de, texto_de
from imprenta.libro.cabecera import dentro
from imprenta.libro.libro import CONFIG, Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.yaml_escrito import lugar_de, valor_en

NOMBRAN_EXTENSIONES = (("sphinx", "extra_extensions"), ("sphinx", "config", "extensions"))
NOMBRA_EL_TEMA = ("sphinx", "config", "html_theme")
SIN_TEMA = re.compile(r"^no theme named '(.*)' found")


def sin_instalar(libro: Libro) -> list[Falta]:
    """Las que no se encuentran; para saberlo no se importan."""
    faltan = {nombre for nombre in extensiones_de(libro) if not _esta(libro, nombre.partition(".")[0])}
    return [
        Falta(CONFIG, *lugar_de(nodo), f"la extensión «{nodo.value}» no está instalada: instálala, o quítala")
        for nodo in (_nombradas(libro) if faltan else ())  # dónde se nombran tarda en saberse
        if nodo.value in faltan
    ]


def sin_importar(libro: Libro) -> list[Falta]:
    """Las que no se encuentran o fallan al importarse."""
    return sin_instalar(libro) or [
        Falta(CONFIG, *lugar_de(nodo), f"la extensión «{nodo.value}» no se deja importar: {fallo}")
        for nodo in _nombradas(libro)
        if (fallo := _fallo_de(nodo.value))
    ]


def sin_tema(libro: Libro, causa: object) -> list[Falta]:
    """El tema, si Sphinx ha fallado porque no lo encuentra: alguna extensión lo podría haber traído."""
    casa, nodo = SIN_TEMA.match(str(causa)), valor_en(_escrito(libro), *NOMBRA_EL_TEMA)
    if casa is None or not isinstance(nodo, yaml.ScalarNode) or nodo.value != casa[1]:
        return []
    return [Falta(CONFIG, *lugar_de(nodo), f"el tema «{nodo.value}» no está instalado: instálalo, o quítalo")]


def extensiones_de(libro: Libro) -> list[str]:
    """Las que nombra la configuración de un libro."""
    dichas = (dentro(libro.config, *camino) for camino in NOMBRAN_EXTENSIONES)
    listas = (suyas if isinstance(suyas, list) else [suyas] for suyas in dichas)
    return [str(nombre) for lista in listas for nombre in lista if nombre]


def _nombradas(libro: Libro) -> Iterator[yaml.ScalarNode]:
    mapa = _escrito(libro)
    for camino in NOMBRAN_EXTENSIONES:
        dicho = valor_en(mapa, *camino)
        nodos = dicho.value if isinstance(dicho, yaml.SequenceNode) else [dicho]
        yield from (nodo for nodo in nodos if isinstance(nodo, yaml.ScalarNode) and nodo.value)


def _escrito(libro: Libro) -> yaml.Node | None:
    return yaml.compose(texto_de(octetos_de(libro.raiz / CONFIG)), yaml.SafeLoader)


def _esta(libro: Libro, modulo: str) -> bool:
    if modulo in sys.modules:
        return True
    try:
        return bool(importlib.util.find_spec(modulo) or PathFinder.find_spec(modulo, [*_carpetas(libro)]))
    except (ImportError, ValueError):
        return False


def _carpetas(libro: Libro) -> Iterator[str]:
    """Donde están las extensiones que trae el libro."""
    locales = (libro.config.get("sphinx") or {}).get("local_extensions") or {}
    for carpeta in locales.values() if isinstance(locales, dict) else ():
        yield str(libro.raiz / str(carpeta or "."))


def _fallo_de(modulo: str) -> str:
    try:
        importlib.import_module(modulo)
    except Exception as error:
        return " ".join(f"{type(error).__name__}: {error}".split())
    return ""
