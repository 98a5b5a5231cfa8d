"""Los patrones con que `_config.yml` aparta archivos, entendidos como los entiende Sphinx."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

TROZO = re.compile(r"\*\*|\*|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)


def casador(patrones: Iterable[str]) -> Callable[[str], bool]:
    """La función que dice si una ruta, escrita desde la raíz, casa con alguno de los patrones.

    `*` y `?` no pasan de una carpeta a otra; `**`, sí. Como en Sphinx, un patrón que casa con una carpeta
    aparta todo lo que hay en ella.

    >>> fuera = casador(["_build", "*.md", "borra**/x[12].rst"])
    >>> [fuera(ruta) for ruta in ("_build/a/b.md", "a.md", "a/b.md", "borradores/viejos/x1.rst")]
    [True, True, False, True]
    """
    expresiones = [re.compile(_expresion(patron)) for patron in patrones]
    return lambda ruta: any(expresion.match(ruta) for expresion in expresiones)


def literal(ruta: str) -> str:
    """El patrón que solo casa con esa ruta.

    >>> literal("a[1]*.md")
    'a[[]1][*].md'
    """
    return re.sub(r"[\[*?]", r"[\g<0>]", ruta)


def _expresion(patron: str) -> str:
    return "".join(_traducir(casa[0]) for casa in TROZO.finditer(patron)) + r"(?:/|\Z)"


def _traducir(trozo: str) -> str:
    if trozo.startswith("**"):
        return ".*"
    if trozo.startswith("[") and len(trozo) > 1:
        dentro = trozo[1:-1].replace("\\", "\\\\")
        return f"[^/{dentro[1:]}]" if dentro.startswith("!") else f"[{dentro}]"
    return {"*": "[^/]*", "?": "[^/]"}.get(trozo, re.escape(trozo))
