"""Los submódulos de serie que un núcleo de Jupyter ya ha importado para sí: aquí, en cuanto se nombran.

Hay páginas que escriben `import importlib` y usan `importlib.metadata` sin importarlo, y en Jupyter les vale.
"""

from __future__ import annotations

import functools
from importlib import import_module
from typing import Any

PAQUETES = ("concurrent", "email", "html", "http", "importlib", "urllib", "xml", "xml.parsers", "xmlrpc")


def tener_a_mano() -> None:
    """Desde ahora, los submódulos de esos paquetes no hace falta importarlos."""
    for nombre in PAQUETES:
        paquete: Any = import_module(nombre)
        paquete.__getattr__ = functools.partial(_submodulo, nombre)


def _submodulo(paquete: str, nombre: str) -> Any:
    entero = f"{paquete}.{nombre}"
    if not nombre.startswith("_"):
        try:
            return import_module(entero)
        except ModuleNotFoundError as error:
            if error.name != entero:
                raise
    return object.__getattribute__(import_module(paquete), nombre)  # falla como fallaría
