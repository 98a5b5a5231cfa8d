"""La composición: pasa LaTeX las veces que haga falta y lee en su registro lo que está mal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.pintar.papel.edicion import Edicion

PAQUETES = (
    "texlive-luatex texlive-latex-recommended texlive-latex-extra texlive-lang-spanish "
    "latexmk fonts-texgyre fonts-texgyre-math fonts-dejavu-extra"
)
PROGRAMAS = ("lualatex", "latexmk")
SIN_TEX = f"para el PDF faltan {{}}; en Debian: apt-get install --no-install-recommends {PAQUETES}"
MEMORIA = "libro.fdb_latexmk"
# Puntos que algo puede salirse de la caja sin que se note: un renglón, por la derecha; una página, por abajo,
# donde ninguna acaba a la misma altura y el marco de un código muy largo no siempre se parte justo.
HOLGURAS = {"h": 1.0, "v": 6.0}

SIN_ARCHIVO = re.compile(
    r"LaTeX Error: File `(?P<archivo>[^']+)' not found"
    r"|fontspec Error: The font \"(?P<letra>[^\"]+)\" cannot be found"
)
ERROR = re.compile(r"^\S+?:(?P<linea>\d+): (?P<error>(?! ==>).+)$", re.MULTILINE)
DESBORDE = re.compile(
    r"^Overfull \\(?P<caja>[hv])box \((?P<puntos>[\d.]+)pt too (?:wide|high)\)"
    r"(?:.*? at lines? (?:\d+--)?(?P<linea>\d+))?",
    re.MULTILINE,
)
LETRA = re.compile(r"Missing character: There is no . \(U\+(?P<codigo>[0-9A-F]+)\)")
REFERENCIA = re.compile(
    r"(?:Reference|Citation) [`'](?P<nombre>[^']+)' (?:on page \d+ )?undefined"
    r"(?: on input line (?P<linea>\d+))?"
)
LUGAR_EN_EL_TEX = re.compile(r"(?<!\\)%@(?P<documento>[^:]+):(?P<linea>\d+)$")


def programas_que_faltan() -> list[str]:
    """Lo que hace falta para componer el PDF y esta máquina no tiene."""
    return [programa for programa in PROGRAMAS if not shutil.which(programa)]


def componer(libro: Libro, carpeta: Path, edicion: Edicion) -> list[Falta]:
    """Pasa LaTeX las veces que haga falta y lee lo que dice.

    Si no acaba por lo que dejó una composición anterior, lo intenta una vez más sin nada de ella.
    """
    memoria = carpeta / MEMORIA
    conocida = memoria.exists()
    acaba, faltas = _componer(libro, carpeta, edicion)
    if faltas:
        memoria.unlink(missing_ok=True)
    return componer(libro, carpeta, edicion) if conocida and not acaba else faltas


def _componer(libro: Libro, carpeta: Path, edicion: Edicion) -> tuple[bool, list[Falta]]:
    _barrer(carpeta)
    alfabeto = f"$makeindex='\"{sys.executable}\" -m imprenta.pintar.papel.alfabeto %S %D'"
    orden = ["latexmk", "-norc", "-lualatex", "-interaction=nonstopmode", "-halt-on-error"]
    marcha = subprocess.run(
        [*orden, "-file-line-error", "-e", alfabeto, "libro.tex"],
        cwd=carpeta,
        env=os.environ | _reloj(edicion) | {"max_print_line": "10000"},
        capture_output=True,
        errors="replace",
        check=False,
    )
    log, tex = carpeta / "libro.log", carpeta / "libro.tex"
    registro = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    faltas = faltas_del_registro(registro, tex.read_text(encoding="utf-8"), libro)
    if marcha.returncode and not faltas:
        faltas = [Falta(Path("_config.yml"), 1, 1, f"LaTeX ha fallado: {marcha.stdout[-400:]}")]
    return marcha.returncode == 0, faltas


def _reloj(edicion: Edicion) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": str(edicion.instante), "FORCE_SOURCE_DATE": "1", "TZ": "UTC"}


def _barrer(carpeta: Path) -> None:
    """Sin la memoria de `latexmk`, lo que dejó una composición fallida o a medias solo confunde."""
    if not (carpeta / MEMORIA).exists():
        for resto in carpeta.glob("libro.*"):
            if resto.suffix not in (".tex", ".cls", ".sty"):
                resto.unlink()


def faltas_del_registro(registro: str, tex: str, libro: Libro) -> list[Falta]:
    """Lo que el registro de LaTeX dice y un editor no dejaría pasar, con la línea de la página si se sabe.

    Un error detiene la composición: lo demás que diga entonces el registro no cuenta.
    """
    if casa := SIN_ARCHIVO.search(registro):
        return [Falta(Path("_config.yml"), 1, 1, SIN_TEX.format(casa["archivo"] or casa["letra"]))]
    errores = [_falta(libro, tex, int(casa["linea"]), casa["error"]) for casa in ERROR.finditer(registro)]
    return errores[:1] or sorted(set(_avisos(registro, tex, libro)))


def _avisos(registro: str, tex: str, libro: Libro) -> Iterator[Falta]:
    for casa in DESBORDE.finditer(registro):
        if float(casa["puntos"]) > HOLGURAS[casa["caja"]]:
            caja = "un renglón" if casa["caja"] == "h" else "una página"
            mensaje = f"{caja} se sale {casa['puntos']} puntos de la caja del PDF"
            yield _falta(libro, tex, int(casa["linea"] or 0), mensaje)
    for casa in LETRA.finditer(registro):
        letra = chr(int(casa["codigo"], 16))
        linea = tex[: tex.find(letra)].count("\n") + 1 if letra in tex else 0
        yield _falta(libro, tex, linea, f"ninguna letra del PDF tiene «{letra}» (U+{casa['codigo']})")
    for casa in REFERENCIA.finditer(registro):
        linea = int(casa["linea"] or 0)
        yield _falta(libro, tex, linea, f"referencia sin destino en el PDF: {casa['nombre']}")


def _falta(libro: Libro, tex: str, linea: int, mensaje: str) -> Falta:
    """La falta en la página de la que salió la línea `linea` del LaTeX."""
    for renglon in reversed(tex.splitlines()[:linea]):
        if casa := LUGAR_EN_EL_TEX.search(renglon):
            ruta = next(r for r in libro.paginas if libro.documento(r) == casa["documento"])
            return Falta(ruta.relative_to(libro.raiz), int(casa["linea"]), 1, mensaje)
    return Falta(Path("_config.yml"), 1, 1, mensaje)
