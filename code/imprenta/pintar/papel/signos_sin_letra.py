"""Los signos que ninguna letra del papel tiene: donde aún no se exige, va un hueco en su lugar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta

CAJA_VACIA = "□"
DE_QUE_LINEA = re.compile(r"//@(?P<documento>[^:]+):(?P<linea>\d+)$")
NO_SE_DIBUJAN = {"Mn", "Cf", "Cc", "Zs"}  # a estos nadie les pide dibujo


def sin_letra(signo: str) -> str:
    """Qué hacer con un signo así."""
    falta = f"ninguna letra del PDF tiene «{signo}» (U+{ord(signo):04X})"
    return f"{falta}: trae una que lo tenga en la carpeta `letras:` del papel"


def dejar_huecos(libro: Libro, cuerpo: Path, letras: Iterable[Path]) -> list[Falta]:
    """Cambia en el cuerpo esos signos, en las páginas que el libro no exige, y dice cuáles eran."""
    texto = cuerpo.read_text(encoding="utf-8")
    raros = {
        signo for signo in {*texto} if ord(signo) > 127 and unicodedata.category(signo) not in NO_SE_DIBUJAN
    }
    raros -= _dibujados(letras) if raros else set()
    rutas = {libro.documento(ruta): ruta.relative_to(libro.raiz) for ruta in libro.paginas}
    renglones, avisos, ruta, linea = list[str](), list[Falta](), Path(), 1
    for renglon in texto.split("\n"):
        if marca := DE_QUE_LINEA.search(renglon):
            ruta, linea = rutas.get(marca["documento"], Path()), int(marca["linea"])
        suyos = sorted(raros.intersection(renglon)) if ruta.name and not libro.exige(ruta) else []
        avisos += [Falta(ruta, linea, 1, f"el papel: {sin_letra(signo)}") for signo in suyos]
        renglones.append(renglon.translate({ord(signo): CAJA_VACIA for signo in suyos}))
    if avisos:
        cuerpo.write_text("\n".join(renglones), encoding="utf-8")
    return list(dict.fromkeys(avisos))


def _dibujados(letras: Iterable[Path]) -> set[str]:
    from fontTools.ttLib import TTFont, TTLibError

    signos = set[str]()
    for archivo in (ruta for carpeta in letras for ruta in sorted(carpeta.rglob("*.[ot]tf"))):
        try:
            with TTFont(archivo, lazy=True) as letra:
                signos |= set(map(chr, letra.getBestCmap() or ()))
        except (TTLibError, OSError):  # de la que no se lee ya se queja Typst
            continue
    return signos
