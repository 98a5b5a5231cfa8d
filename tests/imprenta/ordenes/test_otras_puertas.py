"""`jupyter-book build` y `sphinx-build` dicen la misma verdad: lo falso no se construye ni pisa lo bueno."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, escribir_libro, poner, publicado

CIERTA = f"{CABECERA}# Uno\n\n{celda('x = 0.7310585786')}Son {{cifra}}`0.73 <x>`.\n"
pytestmark = pytest.mark.lenta
FALSAS = {
    "falsa": (CIERTA.replace("0.73 <", "0.74 <"), "uno.md:11:13: la prosa dice 0.74; x = 0.7310585786"),
    "sin cubrir": (CIERTA.replace("Son ", "Son 3 o "), "uno.md:11:5: 3 está sin cubrir"),
    "dibujada": (
        f"{CIERTA}\n```{{autofunction}} statistics.pvariance\n```\n",
        "uno.md:13:1: la página dibujada enseña 0.0",
    ),
}


def jupyter_book(libro: Path) -> subprocess.CompletedProcess[str]:
    orden = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(libro)]
    return subprocess.run(orden, capture_output=True, text=True)


def sphinx_build(libro: Path) -> subprocess.CompletedProcess[str]:
    jupyter = str(Path(sys.executable).with_name("jupyter-book"))
    subprocess.run([jupyter, "config", "sphinx", str(libro)], capture_output=True, check=True)
    orden = [sys.executable, "-m", "sphinx", "-b", "html", str(libro), str(libro / "_build" / "html")]
    return subprocess.run(orden, capture_output=True, text=True, env=os.environ)


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    config = CONFIG.replace("[imprenta.extension]", "[imprenta.extension, sphinx.ext.autodoc]")
    return escribir_libro(tmp_path / "libro", {"uno": CIERTA}, config=config)


def paginas(libro: Path) -> dict[str, bytes]:
    return {ruta: octetos for ruta, octetos in publicado(libro).items() if ruta.endswith(".html")}


@pytest.mark.parametrize(
    ("construir", "cuales"),
    [(jupyter_book, list(FALSAS)), (sphinx_build, ["falsa"])],
    ids=["jupyter", "sphinx"],
)
def test_lo_que_no_es_cierto_no_se_construye_ni_pisa_lo_bueno(
    libro: Path, construir: Callable[[Path], subprocess.CompletedProcess[str]], cuales: list[str]
) -> None:
    marcha = construir(libro)
    assert marcha.returncode == 0, marcha.stderr
    bueno = paginas(libro)
    assert "uno.html" in bueno
    for pagina, falta in map(FALSAS.__getitem__, cuales):
        poner(libro / "uno.md", pagina)
        for _ in range(1 + (pagina is FALSAS["dibujada"][0])):  # lo sigue siendo hasta que se menda
            marcha = construir(libro)
            assert marcha.returncode != 0
            assert falta in marcha.stderr + marcha.stdout
            assert paginas(libro) == bueno
    poner(libro / "uno.md", CIERTA.replace("Son", "Serán"))
    assert construir(libro).returncode == 0
    assert b"Ser\xc3\xa1n" in paginas(libro)["uno.html"]


def test_de_lo_que_el_libro_ya_no_tiene_no_queda_nada_publicado(tmp_path: Path) -> None:
    """Ni de lo que publicó Jupyter Book antes de que el libro conociera la imprenta, ni tras un fallo."""
    dibujo = {"uno": "# Uno\n\n![Un punto](punto.svg)\n", "hondo/dos": "# Dos\n", "index": "# Ahora\n"}
    libro = escribir_libro(tmp_path / "libro", dibujo, config="title: Prueba\n")
    poner(libro / "punto.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\n')
    poner(libro / "_toc.yml", "format: jb-book\nroot: uno\nchapters:\n- file: hondo/dos\n- file: index\n")
    assert jupyter_book(libro).returncode == 0
    de_serie = {"uno.html", "_sources/uno.md", "_images/punto.svg", "hondo/dos.html", "index.html"}
    assert de_serie <= publicado(libro).keys()
    poner(libro / "_config.yml", "title: Prueba\nsphinx: {extra_extensions: [imprenta.extension]}\n")
    poner(libro / "_toc.yml", "format: jb-book\nroot: tres\n")
    poner(libro / "tres.md", FALSAS["falsa"][0])
    for nombre in dibujo:
        (libro / f"{nombre}.md").unlink()
    assert jupyter_book(libro).returncode != 0
    assert de_serie <= publicado(libro).keys()
    poner(libro / "tres.md", CIERTA)
    assert jupyter_book(libro).returncode == 0
    restos = {ruta for ruta in publicado(libro) if re.match("(.*/)?(uno|dos|punto|hondo)", ruta)}
    assert restos == set()
    assert "0.73" in (libro / "_build" / "html" / "index.html").read_text(encoding="utf-8")
