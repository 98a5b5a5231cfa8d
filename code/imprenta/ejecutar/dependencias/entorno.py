"""El entorno de una página: qué variables fija la imprenta y cuáles, de las demás, pueden decidir lo que da.

Las que una página lee se apuntan al leerlas (`procesos.vigilancia`) y cuentan desde entonces. Las que las
bibliotecas leen desde C no se ven: cuentan siempre.
"""

from __future__ import annotations

import hashlib
import locale
import os
import time
from collections.abc import Iterable, Mapping
from typing import Any

ENTORNO = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "COLUMNS": "80",
    "LINES": "24",
}
TODO = "*"  # quien recorre o copia el entorno las ha leído todas
DE_LOCALE = ("LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_TIME")
# Las que C lee sin que se vea, y entre ellas las que dicen dónde están las cosas y no qué dan.
DESDE_C = ("PYTHON", "OMP_", "OPENBLAS_", "GOTO_", "BLIS_", "MKL_", "KMP_", "NPY_")
DE_LUGAR = {
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONSAFEPATH", "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONNOUSERSITE", "PYTHONFAULTHANDLER",
}  # fmt: skip
# Las de la sesión desde la que se imprime: cambian de una terminal a otra, y una copia del entorno las trae.
DE_LA_SESION = (
    "_", "SHLVL", "PWD", "OLDPWD", "TERM", "COLORTERM", "PS1", "LS_COLORS", "MAIL", "TTY", "DISPLAY",
    "WAYLAND_DISPLAY", "WINDOWID", "STY", "MAKELEVEL", "MAKEFLAGS", "MFLAGS", "MAKE_TERMOUT",
    "MAKE_TERMERR", "INVOCATION_ID", "JOURNAL_STREAM",
)  # fmt: skip
DE_SESION_POR_SU_COMIENZO = (
    "TERM_",
    "SSH_",
    "XDG_",
    "DBUS_",
    "TMUX",
    "VTE_",
    "PYTEST_",
    "GITHUB_",
    "RUNNER_",
)


class Entorno:
    """Las variables con que arrancan las páginas de una construcción."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = {n: v for n, v in variables.items() if n not in ENTORNO}

    def valores(self, leidas: Iterable[str]) -> dict[str, str]:
        """El resumen de lo que vale cada variable leída, sin las que la imprenta fija ni las comunes."""
        return {n: self._valor(n) for n in sorted(leidas) if n not in ENTORNO and not _se_lee_desde_c(n)}

    def _valor(self, nombre: str) -> str:
        if nombre == TODO:
            cuentan = sorted((n, v) for n, v in self.variables.items() if not _es_de_la_sesion(n))
            return resumen_de_valor(repr(cuentan))
        return resumen_de_valor(self.variables.get(nombre))

    def es_el_de(self, leidas: Mapping[str, str | None]) -> bool:
        """Si las variables valen aquí lo que valían para quien las leyó."""
        return all(
            self.variables.get(nombre) == valor
            for nombre, valor in leidas.items()
            if nombre != TODO and nombre not in ENTORNO
        )

    def comun(self) -> list[Any]:
        """Lo que decide por igual en todas las páginas: lo que se lee desde C, la codificación y la hora."""
        desde_c = {n: self._valor(n) for n in sorted(self.variables) if _se_lee_desde_c(n)}
        return [desde_c, locale.getpreferredencoding(False), time.tzname]


def resumen_de_valor(valor: str | None) -> str:
    """Un resumen que no enseña lo que vale una variable, que puede ser un secreto."""
    return "" if valor is None else hashlib.sha256(valor.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _se_lee_desde_c(nombre: str) -> bool:
    return nombre.startswith(DESDE_C) and nombre not in DE_LUGAR


def _es_de_la_sesion(nombre: str) -> bool:
    return nombre in DE_LA_SESION or nombre.startswith(DE_SESION_POR_SU_COMIENZO)


def entorno_de_ahora() -> Entorno:
    return Entorno(dict(os.environ))
