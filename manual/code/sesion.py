"""Sesiones de terminal que una página del manual enseña y su celda repite: lo que se enseña es lo que sale.

Una sesión se escribe como se lee. `==> intro.md <==` deja un archivo con lo que sigue; `--- intro.md` hace en
él el cambio que lleva debajo, con sus `-` y sus `+`; y `$ imprenta verify` da esa orden, que tiene que decir
lo que sigue y nada más. `…` es cualquier cosa, y en una línea para él solo, cualesquiera líneas. La que sale
con otra cosa que cero acaba en `[1]`, o lo que sea. Si no es así, la celda falla y no hay manual.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from IPython.display import Markdown
from taller import Taller

import imprenta

PIEZA = re.compile(r"^(?:==> (?P<archivo>\S+) <==|--- (?P<cambio>\S+)|\$ (?P<orden>.+))\n", re.MULTILINE)
LENGUAJES = {".md": "md", ".py": "python", ".yml": "yaml", ".toml": "toml", ".csv": "text", ".sh": "bash"}
PROGRAMAS = {
    "imprenta": "-m imprenta",
    "jupyter-book": "-c 'from jupyter_book.cli.main import main; main()'",  # no se deja llamar con `-m`
    "python": "",
}
FUNCIONES = "".join(
    f'{orden}() {{ "{sys.executable}" {argumentos} "$@"; }}\n' for orden, argumentos in PROGRAMAS.items()
)
# Lo que se da sin más, sin nada de `bash`, lo da el taller, que no vuelve a leer la imprenta.
LLANA = re.compile(r"(?P<entorno>(?:\w+=\S+ )*)(?P<orden>(?:imprenta|jupyter-book)\b[^|&;<>$`]*)")
DE_QUE_SALE = ("jupyter-book", "sphinx", "myst-nb", "myst-parser", "sphinx-book-theme", "ipython", "typst")
LIBRO = {"_config.yml": "title: Demo\n", "_toc.yml": "format: jb-book\nroot: intro\n"}
EJECUTADA = re.compile(r"\[ *\d+/\d+\] (?P<pagina>.+) \(\d+\.\d s\)(?P<resto>.*)")


class NoEsAsi(AssertionError):
    """Lo que una sesión enseña no es lo que ha salido."""


@dataclass(frozen=True)
class Pieza:
    """Un trozo de una sesión: un `archivo`, un `cambio` o una `orden`, de qué y lo que lleva debajo."""

    clase: str
    nombre: str
    cuerpo: str


def piezas(sesion: str) -> list[Pieza]:
    """Los trozos de una sesión, en orden.

    >>> [(p.clase, p.nombre, p.cuerpo) for p in piezas("==> a.md <==\\n# A\\n\\n$ ls\\na.md\\n")]
    [('archivo', 'a.md', '# A\\n'), ('orden', 'ls', 'a.md\\n')]
    """
    casas = [*PIEZA.finditer(sesion)]
    finales = [casa.start() for casa in casas[1:]] + [len(sesion)]
    return [
        Pieza(str(casa.lastgroup), casa[str(casa.lastgroup)], sesion[casa.end() : final].strip("\n") + "\n")
        for casa, final in zip(casas, finales, strict=True)
    ]


def es_lo_dicho(esperado: str, dicho: str) -> bool:
    """Si lo dicho es lo esperado, línea por línea, con `…` por lo que sea.

    >>> es_lo_dicho("uno …\\n…\\nseis", "uno y dos\\ntres\\ncuatro\\nseis"), es_lo_dicho("uno", "uno\\ndos")
    (True, False)
    """
    lineas = (
        r"(?:.*\n)*" if linea == "…" else re.escape(linea).replace("…", ".*") + r"\n"
        for linea in esperado.splitlines()
    )
    return re.fullmatch("".join(lineas), f"{dicho}\n" if dicho else "") is not None


def sin_lo_que_tarda(dicho: str) -> str:
    """Lo que dice una orden, con las páginas que ejecuta por orden y sin lo que tarda cada una.

    >>> print(sin_lo_que_tarda("[1/2] b.md (0.3 s)\\n[2/2] a.md (1.2 s)\\nbien"))
    [1/2] a.md (… s)
    [2/2] b.md (… s)
    bien
    """
    lineas = dicho.splitlines()
    donde = [n for n, linea in enumerate(lineas) if EJECUTADA.fullmatch(linea)]
    paginas = sorted(EJECUTADA.sub(r"\g<pagina> (… s)\g<resto>", lineas[n]) for n in donde)
    for orden, (n, pagina) in enumerate(zip(donde, paginas, strict=True), 1):
        lineas[n] = f"[{orden}/{len(donde)}] {pagina}"
    return "\n".join(lineas)


def cambiado(texto: str, cambio: str) -> str:
    """Un texto con el cambio hecho: lo que no lleva `+` está seguido y una sola vez; si no hay, va al final.

    >>> cambiado("uno\\ndos\\n", "-dos\\n+2\\n"), cambiado("uno\\n", "+dos\\n")
    ('uno\\n2\\n', 'uno\\ndos\\n')
    """
    lineas = cambio.splitlines(keepends=True)
    antes = "".join(linea[1:] for linea in lineas if linea[0] != "+")
    despues = "".join(linea[1:] for linea in lineas if linea[0] != "-")
    if not antes:
        return texto + despues
    if f"\n{texto}".count(f"\n{antes}") != 1:
        raise NoEsAsi(f"no se sabe qué cambiar: {antes!r}")
    return f"\n{texto}".replace(f"\n{antes}", f"\n{despues}")[1:]


class Sesion:
    """Las sesiones de una página, una detrás de otra en la misma carpeta.

    Empieza siendo el libro más pequeño, de una página, `intro`, o `vacia`. `idioma` es en el que hablan las
    órdenes. Llamarla con una sesión la repite y da cómo se enseña; si no sale lo que dice, lanza `NoEsAsi`.
    """

    def __init__(self, nombre: str, idioma: str = "es", vacia: bool = False) -> None:
        _leer_la_imprenta()
        aparte = Path("_build", "ejemplos", nombre).resolve()
        shutil.rmtree(aparte, ignore_errors=True)
        self.carpeta, self.salida = aparte / "book", aparte / "salida.txt"
        self.carpeta.mkdir(parents=True)
        for archivo, texto in () if vacia else LIBRO.items():
            (self.carpeta / archivo).write_text(texto, encoding="utf-8")
        self.taller: Taller | None = None
        self.entorno = {
            "IMPRENTA_IDIOMA": idioma,
            "NO_COLOR": "1",
            "COLUMNS": "200",
            "GIT_CEILING_DIRECTORIES": str(aparte),
        }
        os.environ.update(self.entorno)

    def __call__(self, sesion: str) -> Markdown:
        return como_markdown("\n\n".join(_ensenadas([self.hecha(pieza) for pieza in piezas(sesion)])))

    def hecha(self, pieza: Pieza) -> Pieza:
        """Hace lo que dice una pieza, y comprueba lo que enseña."""
        ruta = self.carpeta / pieza.nombre
        if pieza.clase == "archivo":
            ruta.parent.mkdir(parents=True, exist_ok=True)
            ruta.write_text(pieza.cuerpo, encoding="utf-8")
        elif pieza.clase == "cambio":
            ruta.write_text(cambiado(ruta.read_text(encoding="utf-8"), pieza.cuerpo), encoding="utf-8")
        else:
            dicho = self.decir(pieza.nombre)
            if not es_lo_dicho(pieza.cuerpo.strip("\n"), dicho):
                raise NoEsAsi(f"`{pieza.nombre}` no dice eso, sino:\n{dicho}")
        return pieza

    def decir(self, orden: str) -> str:
        """Lo que dice una orden, con su estado al final si no es cero."""
        llana = LLANA.fullmatch(orden)
        estado, dicho = self._en_el_taller(llana) if llana else self._en_bash(orden)
        dicho = dicho.replace(str(self.carpeta), "…").strip("\n")
        return "\n".join(filter(None, (sin_lo_que_tarda(dicho), f"[{estado}]" if estado else "")))

    def _en_el_taller(self, llana: re.Match[str]) -> tuple[int, str]:
        self.taller = self.taller or Taller()
        suyo = dict(variable.split("=", 1) for variable in llana["entorno"].split())
        orden = shlex.split(llana["orden"])
        estado = self.taller.dar(orden, self.carpeta, self.entorno | suyo, self.salida)
        return estado, self.salida.read_text(encoding="utf-8")

    def _en_bash(self, orden: str) -> tuple[int, str]:
        vuelta = subprocess.run(
            ["bash", "-c", FUNCIONES + orden],
            cwd=self.carpeta,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return vuelta.returncode, vuelta.stdout


def _leer_la_imprenta() -> None:
    """Lo que dice cada orden sale de ella y de lo que usa: si cambia, la página se ejecuta otra vez."""
    for paquete in DE_QUE_SALE:
        importlib.metadata.version(paquete)
    for ruta in sorted(Path(imprenta.__file__).parent.rglob("*")):
        if ruta.is_file() and ruta.suffix != ".pyc":
            ruta.read_bytes()


def como_markdown(texto: str) -> Markdown:
    """Lo que una celda enseña con ese texto."""
    return Markdown(texto)  # type: ignore[no-untyped-call]  # IPython publica sus tipos a medias


def _ensenadas(hechas: list[Pieza]) -> Iterator[str]:
    """Cómo se enseña cada pieza; las órdenes seguidas, juntas."""
    consola: list[str] = []
    for pieza in hechas:
        if pieza.clase == "orden":
            consola.append(f"$ {pieza.nombre}\n{pieza.cuerpo}".strip("\n"))
            continue
        if consola:
            yield _bloque("console", "\n".join(consola))
            consola = []
        lenguaje = "diff" if pieza.clase == "cambio" else LENGUAJES.get(Path(pieza.nombre).suffix, "text")
        yield f"`{pieza.nombre}`"
        yield _bloque(lenguaje, pieza.cuerpo.strip("\n"))
    if consola:
        yield _bloque("console", "\n".join(consola))


def _bloque(lenguaje: str, texto: str) -> str:
    return f"`````{lenguaje}\n{texto}\n`````"
