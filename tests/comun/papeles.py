"""Libros pequeños en papel: lo que Sphinx y el tipógrafo escriben y lo que Typst compone con ello."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import Any

import pypdf
import typst
from docutils import nodes
from libros import poner
from sphinx.util.docutils import new_document

from imprenta.libro.libro import Libro
from imprenta.pintar.papel.composicion import NORMA, letras_de
from imprenta.pintar.papel.constructor import PLANTILLA
from imprenta.pintar.papel.tipografo import Tipografo

LETRAS = letras_de()
PRINCIPIO = """\
#import "libro.typ": *
#set document(title: "T")
#set text(lang: "es", font: "DejaVu Sans")
#set page(numbering: "1")
"""
FECHA = datetime(2020, 1, 1, tzinfo=UTC)
EXTENSIONES = ("myst_nb", "sphinx_external_toc", "sphinx_design", "imprenta.pintar.papel")
MYST = "attrs_inline colon_fence deflist dollarmath fieldlist strikethrough tasklist".split()
PUNTO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


@dataclass(frozen=True)
class Impreso:
    """Un libro en papel: lo que se escribió en Typst y lo que se compuso con ello."""

    typ: str
    pdf: bytes
    dicho: str  # lo que Sphinx avisó

    @property
    def lector(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(BytesIO(self.pdf))

    @property
    def lengua(self) -> str:
        return str(self.lector.root_object["/Lang"])

    @property
    def paginas(self) -> list[str]:
        return [llano(pagina.extract_text()) for pagina in self.lector.pages]

    @property
    def folios(self) -> dict[str, str]:
        """El texto de cada página, por el número que lleva impreso: los de la cubierta no cuentan."""
        return dict(zip(self.lector.page_labels, self.paginas, strict=True))

    @property
    def texto(self) -> str:
        return " ".join(self.paginas)


def llano(texto: str) -> str:
    """Un texto sin los cortes que le pone la página."""
    return " ".join(texto.replace("\xad\n", "").replace("\xad", "-").split())


def imprimir(carpeta: Path, paginas: Mapping[str, str], toc: str = "", **config: Any) -> Impreso:
    """Imprime las páginas, la primera de raíz; `config` es lo que dice `conf.py`."""
    raiz, *demas = (Path(nombre).stem for nombre in paginas)
    opciones: dict[str, Any] = {
        "project": "Prueba", "author": "Ana Ruiz", "language": "es", "root_doc": raiz, "numfig": True,
        "extensions": [*EXTENSIONES, *config.pop("ademas", ())], "myst_enable_extensions": MYST,
        "nb_execution_mode": "off", "suppress_warnings": ["myst.strikethrough"], **config,
    }  # fmt: skip
    libro, salida = carpeta / "libro", carpeta / "papel"
    poner(libro / "conf.py", "".join(f"{nombre} = {dicho!r}\n" for nombre, dicho in opciones.items()))
    de_serie = f"root: {raiz}\n" + "chapters:\n" * bool(demas) + "".join(f"  - file: {d}\n" for d in demas)
    poner(libro / "_toc.yml", "format: jb-book\n" + (toc or de_serie))
    for nombre, texto in paginas.items():
        poner(libro / (nombre if "." in nombre else f"{nombre}.md"), texto)
    # Aparte: Sphinx deja en su proceso cosas registradas que estorbarían a la prueba siguiente.
    orden = [sys.executable, "-m", "sphinx", "-q", "-b", "papel", "-d", str(carpeta / "arboles")]
    hecho = subprocess.run([*orden, str(libro), str(salida)], capture_output=True, text=True)
    assert hecho.returncode == 0, hecho.stderr
    return Impreso((salida / "cuerpo.typ").read_text(encoding="utf-8"), componer(salida), hecho.stderr)


def componer(carpeta: Path) -> bytes:
    """El PDF de un `cuerpo.typ`, accesible y sin avisos."""
    pdf, avisos = typst.compile_with_warnings(
        str(carpeta / "cuerpo.typ"), font_paths=LETRAS, pdf_standards=[NORMA], timestamp=FECHA
    )
    assert [aviso.message for aviso in avisos] == []
    assert isinstance(pdf, bytes)
    return pdf


def escribir(*hijos: nodes.Node, imagenes: Mapping[str, str] | None = None, **config: Any) -> str:
    """Lo que el tipógrafo escribe de unos nodos sueltos."""
    de_serie = {"root_doc": "uno", "pygments_style": "default", "highlight_language": "python"}
    arbol = new_document("uno")
    arbol += list(hijos)
    entorno = SimpleNamespace(
        toc_fignumbers={}, toc_secnumbers={}, doc2path=lambda nombre, base: f"{nombre}.md"
    )
    exigente = SimpleNamespace(libro=lambda: Libro(Path("/libro"), {}, ()))
    constructor: Any = SimpleNamespace(
        config=SimpleNamespace(**de_serie | config),
        env=entorno,
        app=SimpleNamespace(env=entorno, config=exigente),
        images=dict(imagenes or {}),
    )
    return Tipografo(constructor, arbol).de(arbol)


def componer_trozo(carpeta: Path, escrito: str) -> str:
    """El texto de unos nodos ya escritos, compuestos con la plantilla pero sin hojas de más."""
    copytree(PLANTILLA, carpeta, dirs_exist_ok=True)
    poner(carpeta / "punto.svg", PUNTO)
    poner(carpeta / "cuerpo.typ", f"{PRINCIPIO}{escrito}")
    lector = pypdf.PdfReader(BytesIO(componer(carpeta)))
    return " ".join(llano(pagina.extract_text()) for pagina in lector.pages)
