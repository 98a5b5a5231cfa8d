"""Las direcciones que un libro enlaza: ninguna puede ejecutar nada al pulsarla."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from yaml import CollectionNode, ScalarNode

ENLAZABLES = frozenset({"http", "https", "mailto", "doi"})
ESQUEMA_DE = re.compile(r"([a-z][a-z0-9+.-]*):")
EJECUTA = re.compile(r"(?:javascript|vbscript|livescript):|data:(?:[\w.+-]+/[\w.+-]+)?(?:;[\w.+=-]+)*,")
CON_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2}))", re.IGNORECASE)
SOLO_ESTAS = "solo se enlazan las de http, https, mailto y doi"


def llana(direccion: str) -> str:
    r"""Una dirección como la leería el navegador más indulgente: sin huecos, escapes, llaves ni mayúsculas.

    >>> llana(" Java\tScript&colon;x"), llana(r"{\u006aavascript:x}")
    ('javascript:x', 'javascript:x')
    """
    sin_entidades = html.unescape(html.unescape(direccion))
    descifrada = unicodedata.normalize("NFKC", CON_ESCAPE.sub(_caracter, sin_entidades))
    visibles = (signo for signo in descifrada if unicodedata.category(signo)[0] not in "CZ")
    return re.sub(r"[\\{}]", "", "".join(visibles)).casefold()


def _caracter(casa: re.Match[str]) -> str:
    codigo = int(casa[1] or casa[2] or casa[3], 16)
    return chr(codigo) if codigo <= 0x10FFFF else ""


def esquema(direccion: str) -> str:
    """El esquema de una dirección, o nada si es relativa.

    >>> esquema("HTTPS://a.es"), esquema("book/a.html")
    ('https', '')
    """
    casa = ESQUEMA_DE.match(llana(direccion))
    return casa[1] if casa else ""


def se_enlaza(direccion: str) -> bool:
    """Si es relativa o de las que se enlazan."""
    return esquema(direccion) in {"", *ENLAZABLES}


def ejecuta(direccion: str) -> bool:
    """Si al pulsarla se ejecutaría o se abriría lo que lleva escrito dentro.

    >>> ejecuta("data:text/html,<b>"), ejecuta("Datos: en Zenodo, 2020")
    (True, False)
    """
    return EJECUTA.match(llana(direccion)) is not None


def direcciones_malas(nodo: Any) -> Iterator[tuple[int, int, str]]:
    """De un YAML compuesto, la línea, la columna y el mensaje de cada dirección que no se puede enlazar.

    Son direcciones los valores de las claves que acaban en `url`: `url`, `html_baseurl`, `binderhub_url`…
    """
    for hijo in nodo.value if isinstance(nodo, CollectionNode) else ():
        clave, valor = hijo if isinstance(hijo, tuple) else (None, hijo)
        nombre = str(clave.value) if clave else ""
        if isinstance(valor, ScalarNode) and nombre.endswith("url") and not se_enlaza(valor.value):
            marca = valor.start_mark
            yield marca.line + 1, marca.column + 1, no_se_enlaza(nombre, valor.value)
        yield from direcciones_malas(valor)


def no_se_enlaza(campo: str, direccion: str) -> str:
    """Lo que se dice de una dirección que no se puede enlazar."""
    return f"la dirección de «{campo}» es de «{esquema(direccion) or llana(direccion)[:11]}»: {SOLO_ESTAS}"
