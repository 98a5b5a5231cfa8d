"""`python -m imprenta.idioma.recoger`: pone al día los catálogos con los mensajes que hay en el código.

Los nuevos quedan sin traducir, los que ya no están se quitan y se dice qué falta. Con `--mirar` no escribe.
"""

from __future__ import annotations

import sys

from imprenta.idioma.catalogo import (
    ESPANOL,
    LENGUAS_DE_LA_IMPRENTA,
    archivo_de,
    catalogo_escrito,
    traducciones_de,
)
from imprenta.idioma.fuente import mensajes_de_la_casa


def sin_traducir(idioma: str) -> dict[str, list[str]]:
    """Los mensajes del código que esa lengua no sabe decir, y en qué archivos están."""
    sabidos = traducciones_de(idioma)
    return {
        mensaje: archivos for mensaje, archivos in mensajes_de_la_casa().items() if mensaje not in sabidos
    }


def renovar_catalogo(idioma: str) -> None:
    """Escribe el catálogo con los mensajes de ahora."""
    traducciones = traducciones_de(idioma) if archivo_de(idioma).exists() else {}
    archivo_de(idioma).write_bytes(catalogo_escrito(idioma, mensajes_de_la_casa(), traducciones))


def principal(argumentos: list[str]) -> int:
    """Lo hace, y dice los mensajes que faltan; 1 si falta alguno."""
    faltan = 0
    for idioma in (uno for uno in LENGUAS_DE_LA_IMPRENTA if uno != ESPANOL):
        if "--mirar" not in argumentos:
            renovar_catalogo(idioma)
        for mensaje, archivos in sin_traducir(idioma).items():
            faltan += 1
            print(f"{idioma}: {', '.join(archivos)}: {mensaje}")
    return 1 if faltan else 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
