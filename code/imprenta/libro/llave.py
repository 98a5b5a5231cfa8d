"""La llave con que la imprenta firma lo que guarda: está fuera del libro y es de quien la usa.

Lo que Sphinx guarda entre construcciones son objetos de Python, y leerlos puede ejecutar cualquier cosa. Sin
la firma de esta llave no se leen: se hacen otra vez.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import secrets
from pathlib import Path

OCTETOS = 32


def firma(texto: str) -> str:
    """La firma de un texto con la llave de quien usa la imprenta.

    >>> firma("a") == firma("a"), firma("a") == firma("b"), len(firma(""))
    (True, False, 64)
    """
    return hmac.new(_llave(), texto.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def es_mia(texto: str, dicha: str) -> bool:
    """Si esa es la firma de ese texto."""
    return hmac.compare_digest(firma(texto).encode(), dicha.encode("utf-8", "surrogatepass"))


@functools.cache
def _llave() -> bytes:
    """La llave; si no se puede guardar ninguna, una que dura lo que este proceso: nada valdrá después."""
    try:
        carpeta = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "imprenta"
        return _leer(carpeta / "llave") or _crear(carpeta / "llave")
    except (OSError, RuntimeError):  # sin carpeta propia, o con una donde no se puede escribir
        return secrets.token_bytes(OCTETOS)


def _leer(archivo: Path) -> bytes:
    """La llave guardada; nada si no la hay, si no está entera o si otros pueden leerla."""
    try:
        estado = archivo.stat()
    except FileNotFoundError:
        return b""
    ajena = hasattr(os, "getuid") and (estado.st_uid != os.getuid() or estado.st_mode & 0o077)
    llave = b"" if ajena else archivo.read_bytes()
    return llave if len(llave) == OCTETOS else b""


def _crear(archivo: Path) -> bytes:
    """Guarda una llave nueva; si otro proceso guarda la suya a la vez, queda una de las dos, entera."""
    archivo.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    provisional = archivo.with_name(f".llave-{secrets.token_hex(8)}")
    descriptor = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as nueva:
        nueva.write(secrets.token_bytes(OCTETOS))
    provisional.replace(archivo)
    return _leer(archivo)
