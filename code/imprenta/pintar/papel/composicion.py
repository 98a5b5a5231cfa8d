"""La composición: Typst convierte lo que ha escrito el tipógrafo en un PDF, o dice dónde no puede."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from imprenta.libro.libro import CONFIG, Libro, lugar_en_la_config
from imprenta.libro.modelo import Falta
from imprenta.libro.papel import CLAVES_DE_LETRA, papel_de
from imprenta.pintar.edicion import Edicion
from imprenta.pintar.papel.apretar import apretado
from imprenta.pintar.papel.signos_sin_letra import DE_QUE_LINEA, dejar_huecos, sin_letra

if TYPE_CHECKING:
    import typst

CUERPO = "cuerpo.typ"
PDF = "libro.pdf"
LETRAS = Path(__file__).parent / "letras"
NORMA: Final = "ua-1"  # accesible: si algo no tiene texto alternativo, no se compone
NO_SE_ASIENTA = "did not converge"
# Decir «p. 87» solo si está en otra página puede moverla a ella, y encoger una lámina, las que la siguen:
# si así las páginas no se asientan, lo primero se dice siempre; si tampoco, lo segundo no se hace.
INTENTOS: tuple[dict[str, str], ...] = (
    {},
    {"paginas": "siempre"},
    {"paginas": "siempre", "laminas": "enteras"},
)
# Donde la plantilla ya sabe de qué línea es.
EN_EL_MENSAJE = re.compile(r" @(?P<documento>[^:\s]+):(?P<linea>\d+)\"?$")
SIN_LETRA = re.compile(r"unknown font family: (?P<familia>.+)")
LETRA_SIN_DIBUJO = re.compile(r".*the text `\"(?P<signo>.).*?\"` could not be displayed.*")
EN_EL_CUERPO = re.compile(rf"{re.escape(CUERPO)}:(?P<linea>\d+)")


def componer(libro: Libro, carpeta: Path, edicion: Edicion) -> list[Falta]:
    """Escribe el PDF en `carpeta` y devuelve lo que Typst dice que está mal."""
    import typst  # tarda: solo quien compone lo paga

    cuerpo = carpeta / CUERPO
    letras = letras_de(libro)
    instante = datetime.fromtimestamp(edicion.instante, UTC)  # nunca el de ahora: los mismos octetos

    def compilar(entradas: dict[str, str]) -> tuple[bytes, list[typst.TypstWarning]]:
        return typst.compile_with_warnings(
            str(cuerpo),
            font_paths=letras,
            pdf_standards=[NORMA],
            timestamp=instante,
            sys_inputs=entradas,
        )

    huecos = dejar_huecos(libro, cuerpo, carpetas_de_letras(libro)) if libro.es_gradual else []
    try:
        for entradas in INTENTOS:
            pdf, avisos = compilar(entradas)
            if not any(NO_SE_ASIENTA in aviso.message for aviso in avisos):
                break
    except typst.TypstError as error:
        (carpeta / PDF).unlink(missing_ok=True)  # el de antes no es de este libro
        return [_falta(libro, cuerpo, error)]
    (carpeta / PDF).write_bytes(apretado(pdf))
    return [*huecos, *dict.fromkeys(_falta(libro, cuerpo, aviso) for aviso in avisos)]


def letras_de(libro: Libro | None = None) -> typst.Fonts:
    """Las letras con que se compone un libro; ninguna del sistema, que no es igual en otra máquina."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(r) for r in carpetas_de_letras(libro)])


def carpetas_de_letras(libro: Libro | None = None) -> Iterator[Path]:
    """Las letras que trae el libro y las que viajan con la imprenta."""
    if libro and (suyas := papel_de(libro.config).letras):
        yield libro.raiz / suyas
    yield LETRAS


def _falta(libro: Libro, cuerpo: Path, dicho: object) -> Falta:
    """Lo que dice Typst, en el renglón de la página de que sale."""
    diagnostico = str(getattr(dicho, "diagnostic", "") or dicho)
    mensaje = " ".join(str(getattr(dicho, "message", dicho)).split())
    if familia := SIN_LETRA.fullmatch(mensaje):
        return _sin_letra(libro, familia["familia"])
    if sin_dibujo := LETRA_SIN_DIBUJO.fullmatch(mensaje):
        mensaje = sin_letra(sin_dibujo["signo"])
    casa = EN_EL_CUERPO.search(diagnostico)
    renglones = cuerpo.read_text(encoding="utf-8").splitlines()[: int(casa["linea"])] if casa else []
    marcas = (DE_QUE_LINEA.search(renglon) for renglon in reversed(renglones))
    if marca := EN_EL_MENSAJE.search(mensaje) or next(filter(None, marcas), None):
        mensaje = EN_EL_MENSAJE.sub("", mensaje.removeprefix("panicked with: "))
        ruta = next(r for r in libro.paginas if libro.documento(r) == marca["documento"])
        return Falta(ruta.relative_to(libro.raiz), int(marca["linea"]), 1, f"el papel: {mensaje}")
    return Falta(CONFIG, 1, 1, f"Typst ha fallado: {mensaje}")


def _sin_letra(libro: Libro, familia: str) -> Falta:
    """Una letra que nadie trae, donde `_config.yml` la pide."""
    papel = papel_de(libro.config)
    pedidas = (clave for clave in CLAVES_DE_LETRA if familia in map(str.lower, getattr(papel, clave)))
    lugar = lugar_en_la_config(libro, "imprenta", "papel", next(pedidas, "letra"))
    return Falta(CONFIG, *lugar, f"la letra «{familia}» no está: tráela en la carpeta `letras:` del papel")
