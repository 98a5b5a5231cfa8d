"""La composición: Typst convierte lo que ha escrito el tipógrafo en un PDF, o dice dónde no puede."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.papel import papel_de
from imprenta.pintar.edicion import Edicion
from imprenta.pintar.papel.apretar import apretado

CUERPO = "cuerpo.typ"
PDF = "libro.pdf"
LETRAS = Path(__file__).parent / "letras"
NORMA = "ua-1"  # accesible: si algo no tiene texto alternativo, no se compone
# Decir «p. 87» solo si está en otra página puede moverla a ella: entonces se dice siempre.
NO_SE_ASIENTA = "did not converge"
MARCA = re.compile(r"//@(?P<documento>[^:]+):(?P<linea>\d+)$")
EN_EL_MENSAJE = re.compile(
    r" @(?P<documento>[^:\s]+):(?P<linea>\d+)\"?$"
)  # donde la plantilla ya sabe de qué línea es
EN_EL_CUERPO = re.compile(rf"{re.escape(CUERPO)}:(?P<linea>\d+)")


def componer(libro: Libro, carpeta: Path, edicion: Edicion) -> list[Falta]:
    """Escribe el PDF en `carpeta` y devuelve lo que Typst dice que está mal."""
    import typst  # tarda: solo quien compone lo paga

    cuerpo = carpeta / CUERPO
    rutas = [str(ruta) for ruta in carpetas_de_letras(libro)]
    compilar = partial(
        typst.compile_with_warnings,
        str(cuerpo),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=rutas),
        pdf_standards=[NORMA],
        timestamp=datetime.fromtimestamp(edicion.instante, UTC),  # nunca el de ahora: los mismos octetos
    )
    try:
        pdf, avisos = compilar()
        if any(NO_SE_ASIENTA in aviso.message for aviso in avisos):
            pdf, avisos = compilar(sys_inputs={"paginas": "siempre"})
    except typst.TypstError as error:
        return [_falta(libro, cuerpo, error)]
    (carpeta / PDF).write_bytes(apretado(pdf))
    return [_falta(libro, cuerpo, aviso) for aviso in avisos]


def carpetas_de_letras(libro: Libro) -> Iterator[Path]:
    """Las letras que trae el libro, las que viajan con la imprenta y las que trae Matplotlib."""
    if suyas := papel_de(libro.config).letras:
        yield libro.raiz / suyas
    yield LETRAS
    matplotlib = find_spec("matplotlib")  # sin importarlo, que tarda
    for carpeta in matplotlib.submodule_search_locations or () if matplotlib else ():
        yield Path(carpeta, "mpl-data", "fonts", "ttf")


def _falta(libro: Libro, cuerpo: Path, dicho: object) -> Falta:
    """Lo que dice Typst, en el renglón de la página de que sale."""
    diagnostico = str(getattr(dicho, "diagnostic", "") or dicho)
    mensaje = " ".join(str(getattr(dicho, "message", dicho)).split())
    casa = EN_EL_CUERPO.search(diagnostico)
    renglones = cuerpo.read_text(encoding="utf-8").splitlines()[: int(casa["linea"])] if casa else []
    marcas = (MARCA.search(renglon) for renglon in reversed(renglones))
    if marca := EN_EL_MENSAJE.search(mensaje) or next(filter(None, marcas), None):
        mensaje = EN_EL_MENSAJE.sub("", mensaje.removeprefix('panicked with: "'))
        ruta = next(r for r in libro.paginas if libro.documento(r) == marca["documento"])
        return Falta(ruta.relative_to(libro.raiz), int(marca["linea"]), 1, f"el papel: {mensaje}")
    return Falta(Path("_config.yml"), 1, 1, f"Typst ha fallado: {mensaje}")
