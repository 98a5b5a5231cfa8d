"""`lsp`: habla con un editor por la entrada y la salida, y le dice lo que está mal mientras se escribe."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO, cast

from imprenta.editor.peticiones import atender_preguntas
from imprenta.editor.seguimiento import seguir
from imprenta.editor.servidor import ServidorDeEditores
from imprenta.idioma.salidas import SalidaDelEditor

EN_UNA_TERMINAL = "`lsp` lo arranca un editor, que le habla por la entrada: docs/editores.md dice cómo"


def lsp(carpeta: Path, stdio: bool = False, editor: str = "") -> int:
    """Atiende al editor hasta que se va; 0 si se ha despedido, 1 si no, y 2 si no hay ninguno.

    El libro de `carpeta`, si lo es, se lee ya; los demás, cuando se abra algo suyo. `stdio` y `editor`, que
    muchos editores dicen, no cambian nada.
    Por la salida va solo el protocolo: lo que alguien imprima, en este proceso o en otro, va a la de errores.
    """
    if sys.stdin.isatty():
        print(EN_UNA_TERMINAL, file=sys.stderr)
        return 2
    entrada, salida = _canales()
    servidor = ServidorDeEditores()
    seguir(servidor)
    atender_preguntas(servidor)
    servidor.libros.preparar(carpeta)
    try:
        servidor.start_io(entrada, cast(BinaryIO, SalidaDelEditor(salida)))
    finally:
        servidor.libros.cerrar()
    return 0 if servidor.despedido else 1


def _canales() -> tuple[BinaryIO, BinaryIO]:
    """La entrada y la salida de verdad; en su sitio quedan nada y la salida de errores."""
    sys.stdout.flush()
    entrada, salida = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nada = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nada, 0)
    os.close(nada)
    os.dup2(2, 1)
    return entrada, salida
