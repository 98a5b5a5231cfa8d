"""La cubierta que un libro trae: un dibujo, o una función `cubierta` de Typst."""

from __future__ import annotations

import shutil
from pathlib import Path

from sphinx.builders import Builder

from imprenta.libro.papel import papel_de
from imprenta.pintar.entrega import libro_de
from imprenta.pintar.papel.escritura import Crudo, ValorDeTypst, valor

PROPIO = "_papel"  # la carpeta, al lado de la página raíz, de lo que el libro trae para su papel
CUBIERTAS = ("cubierta.typ", "cubierta.svg", "cubierta.pdf", "cubierta.png", "cubierta.jpg")


def traer_cubierta(constructor: Builder, salida: Path) -> tuple[str, ValorDeTypst]:
    """La deja en `salida`; devuelve lo que hay que importar y el argumento de la plantilla."""
    propio = (Path(constructor.srcdir) / constructor.config.root_doc).parent / PROPIO
    dicha = papel_de(libro_de(constructor.app).config).cubierta
    rutas = [Path(constructor.srcdir) / dicha] if dicha else [propio / nombre for nombre in CUBIERTAS]
    if propio.is_dir():
        shutil.copytree(propio, salida / PROPIO, dirs_exist_ok=True)
    ruta = next((ruta for ruta in rutas if ruta.is_file()), None)
    if ruta is None:
        return "", None
    nombre = f"{PROPIO}/{ruta.name}"
    (salida / PROPIO).mkdir(exist_ok=True)
    shutil.copyfile(ruta, salida / nombre)
    if ruta.suffix == ".typ":
        return f"#import {valor(nombre)}: cubierta\n", Crudo("cubierta")
    return "", nombre
