"""El libro en PDF, con las salidas ejecutadas del HTML: Sphinx escribe el LaTeX y LuaTeX lo compone.

Nada se publica si algo falla: `_build/pdf` cambia de un solo golpe y al final.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.pintar import papel
from imprenta.pintar.sphinx import con_sphinx
from imprenta.publicar.cambio import publicar

PAQUETES = (
    "texlive-luatex texlive-latex-recommended texlive-latex-extra texlive-lang-spanish "
    "latexmk fonts-texgyre fonts-texgyre-math fonts-dejavu-extra"
)
PROGRAMAS = ("lualatex", "latexmk")
SIN_TEX = f"para el PDF faltan {{}}; en Debian: apt-get install --no-install-recommends {PAQUETES}"
MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
OTRA_CLASE = "el PDF tiene su propia clase: escribe `latex: {use_jupyterbook_latex: false}`"
MEMORIA = "libro.fdb_latexmk"
HOLGURA = 1.0  # puntos que un renglón puede salirse de la caja sin que se note

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
LUGAR = re.compile(r"(?<!\\)%@(?P<documento>[^:]+):(?P<linea>\d+)$")


def pdf(libro: Libro) -> int:
    """Construye `_build/pdf/libro.pdf`; si algo falla, el último PDF bueno se queda donde estaba."""
    if faltan := programas_que_faltan():
        print(SIN_TEX.format(", ".join(faltan)), file=sys.stderr)
        return 1
    return con_candado(libro, _pdf)


def programas_que_faltan() -> list[str]:
    """Lo que hace falta para componer el PDF y esta máquina no tiene."""
    return [programa for programa in PROGRAMAS if not shutil.which(programa)]


def _pdf(libro: Libro) -> int:
    if libro.config.get("latex", {}).get("use_jupyterbook_latex", True):
        quejarse(libro, [Falta(Path("_config.yml"), 1, 1, OTRA_CLASE)])
        return 1
    jornada = Jornada(libro)
    if fallo := decir(libro, jornada.comprobacion):
        return fallo
    carpeta = libro.taller / "latex"
    edicion = edicion_de(libro.raiz)
    opciones = _opciones(libro, edicion, jornada.comprobacion.resumen)
    faltas = con_sphinx(jornada, "latex", carpeta, **opciones) or componer(libro, carpeta, edicion)
    quejarse(libro, faltas)
    if faltas:
        return 1
    nuevo = libro.taller / "pdf"
    nuevo.mkdir(exist_ok=True)
    shutil.copyfile(carpeta / "libro.pdf", nuevo / "libro.pdf")
    publicar(nuevo, libro.obra / "pdf")
    jornada.podar()
    print(f"El libro está en {(libro.obra / 'pdf' / 'libro.pdf').relative_to(libro.raiz)}")
    return 0


@dataclass(frozen=True)
class Edicion:
    """De dónde sale este ejemplar: el último commit y lo que dice `CITATION.cff`."""

    instante: int = 0  # segundos desde 1970: la única fecha que hay en el PDF
    commit: str = ""
    version: str = ""
    licencia: str = ""
    palabras: str = ""

    @property
    def fecha(self) -> str:
        """La fecha en español; nada si no se sabe.

        >>> Edicion(instante=1_500_000_000).fecha
        '14 de julio de 2017'
        """
        if not self.instante:
            return ""
        dia = datetime.fromtimestamp(self.instante, UTC)
        return f"{dia.day} de {MESES[dia.month - 1]} de {dia.year}"


def edicion_de(raiz: Path) -> Edicion:
    """La edición del libro que hay en `raiz`; `SOURCE_DATE_EPOCH` manda sobre la fecha del commit."""
    instante, commit = ([*_git(raiz, "log", "-1", "--format=%ct %h").split(), "0", ""])[:2]
    if commit and _git(raiz, "status", "--porcelain", "--", "."):
        commit += " con cambios"
    cita = raiz / "CITATION.cff"
    datos = yaml.safe_load(cita.read_text(encoding="utf-8")) if cita.exists() else {}
    licencia, palabras = (datos.get(clave) or [] for clave in ("license", "keywords"))
    return Edicion(
        int(os.environ.get("SOURCE_DATE_EPOCH") or instante),
        commit,
        str(datos.get("version", "")),
        licencia if isinstance(licencia, str) else ", ".join(licencia),
        ", ".join(palabras),
    )


def _git(raiz: Path, *orden: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", str(raiz), *orden], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _opciones(libro: Libro, edicion: Edicion, resumen: str) -> dict[str, object]:
    """La configuración de Sphinx que convierte su LaTeX en el de `papel`."""
    config, raiz = libro.config, libro.paginas[0]
    propio = sorted((raiz.parent / "_latex").glob("*.*"))
    return {
        "latex_engine": "lualatex",
        "latex_use_xindy": False,
        "latex_theme": "papel",
        "latex_theme_path": [str(papel.CARPETA.parent)],
        "latex_additional_files": [
            *(str(papel.CARPETA / nombre) for nombre in ("libro.cls", "libro.sty")),
            *map(str, propio),
        ],
        "latex_documents": [
            (libro.documento(raiz), "libro.tex", config.get("title", ""), config.get("author", ""), "papel")
        ],
        "latex_elements": {
            # Con `babel`: `polyglossia` mete un renglón vacío sobre cada pie de figura.
            "polyglossia": "",
            "babel": r"\usepackage[es-minimal]{babel}",
            "fncychap": "",
            "fontpkg": "",
            "geometry": "",
            "figure_align": "!htb",
            "preamble": r"\usepackage{libro}" + "\n" + _datos(edicion, resumen) + _incluir(propio),
            "printindex": r"\printindex\libroColofon",
        },
        "latex_show_urls": "no",
        "today": edicion.fecha or " ",  # sin él, Sphinx pone la fecha de hoy
    }


def _datos(edicion: Edicion, resumen: str) -> str:
    ordenes = {
        "libroVersion": edicion.version,
        "libroFecha": edicion.fecha,
        "libroCommit": edicion.commit,
        "libroLicencia": edicion.licencia,
        "libroPalabras": edicion.palabras,
        "libroCobertura": resumen,
    }
    return "".join(papel.orden_de_tex(nombre, texto) for nombre, texto in ordenes.items())


def _incluir(propio: list[Path]) -> str:
    return "".join(rf"\input{{{ruta.name}}}" + "\n" for ruta in propio if ruta.suffix == ".tex")


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
        if float(casa["puntos"]) > HOLGURA:
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
        if casa := LUGAR.search(renglon):
            ruta = next(r for r in libro.paginas if libro.documento(r) == casa["documento"])
            return Falta(ruta.relative_to(libro.raiz), int(casa["linea"]), 1, mensaje)
    return Falta(Path("_config.yml"), 1, 1, mensaje)
