"""La cubierta: la que el libro da para su EPUB o, si no da ninguna, la de su papel, dibujada por Typst."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from imprenta.libro.disco import resumen_de_carpeta
from imprenta.libro.libro import Libro
from imprenta.libro.papel import papel_de
from imprenta.pintar.entrega import libro_de
from imprenta.pintar.papel.composicion import letras_de
from imprenta.pintar.papel.constructor import PLANTILLA
from imprenta.pintar.papel.cubierta import traer_cubierta
from imprenta.pintar.papel.escritura import valor

if TYPE_CHECKING:
    from imprenta.pintar.epub.constructor import ConstructorElectronico

PUNTOS_POR_PULGADA = 180  # de una hoja de 170 por 240 mm, 1205 por 1701 puntos


class Cubierta(NamedTuple):
    """Una imagen y cómo se llama su archivo."""

    nombre: str
    imagen: bytes


def cubierta_de(
    constructor: ConstructorElectronico, propia: str, subtitulo: str, autores: Sequence[str]
) -> Cubierta:
    """La imagen que el libro dice, una ruta desde su raíz, o la cubierta de su papel."""
    if propia:
        return Cubierta(
            f"cubierta{Path(propia).suffix.lower()}", Path(constructor.srcdir, propia).read_bytes()
        )
    carpeta = Path(constructor.outdir, "cubierta")
    shutil.copytree(PLANTILLA, carpeta, dirs_exist_ok=True)
    importa, cubierta = traer_cubierta(constructor, carpeta)
    papel = papel_de(libro_de(constructor.app).config)
    (carpeta / "cuerpo.typ").write_text(
        f'#import "aspecto.typ": papel-de\n#import "principio.typ": cubrir\n{importa}'
        f"#let p = papel-de((ancho: {papel.ancho:g}mm, alto: {papel.alto:g}mm))\n"
        "#set page(width: p.ancho, height: p.alto)\n"
        f"#set text(font: p.letra, size: p.cuerpo, lang: {valor(constructor.lengua.partition('-')[0])})\n"
        f"#cubrir(p, {valor(cubierta)}, {valor(constructor.titulo)}, {valor(subtitulo)}, "
        f"{valor(tuple(autores))})\n",
        encoding="utf-8",
    )
    return Cubierta("cubierta.png", _dibujada(libro_de(constructor.app), carpeta))


def _dibujada(libro: Libro, carpeta: Path) -> bytes:
    """El PNG de lo que hay en una carpeta; si ya se dibujó lo mismo, aquel."""
    hecha = carpeta.with_name(f"cubierta-{resumen_de_carpeta(carpeta)[:16]}.png")
    if not hecha.exists():
        import typst  # tarda: solo quien dibuja lo paga

        for otra in carpeta.parent.glob("cubierta-*.png"):
            otra.unlink()
        letras = letras_de(libro)
        imagen = typst.compile(
            str(carpeta / "cuerpo.typ"), format="png", ppi=PUNTOS_POR_PULGADA, font_paths=letras
        )
        hecha.write_bytes(imagen[0] if isinstance(imagen, list) else imagen)
    return hecha.read_bytes()
