"""Los cuadernos que se descargan: lo que enlazan existe y, con el zip al lado, se abren sin una queja."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ENLACE = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]*)\)")
TITULO = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
CODIGO = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
DE_MYST = re.compile(
    r"^\s*\{[a-z.#].*\}$|\{[a-z]+\}`|:::|^\([\w-]+\)=$|\b(?:el|la|un) (?:el|la) ", re.MULTILINE
)
UNA_FIGURA = """
from redes.figuras import Lamina, letra
assert "codigo.zip" in letra.__file__
dibujo = Lamina(lambda ax: ax.set(title="Señal, $x$") and "Nada.")._repr_mimebundle_()[0]
assert "</svg>" in dibujo["image/svg+xml"]
"""


@pytest.fixture(scope="module")
def cuadernos(html: Path) -> dict[str, list[Any]]:
    """Las celdas de cada cuaderno."""
    rutas = sorted((html / "descargas" / "book").glob("*.ipynb"))
    return {ruta.name: json.loads(ruta.read_text(encoding="utf-8"))["cells"] for ruta in rutas}


def prosa(celdas: list[Any]) -> str:
    """Lo que dicen sus celdas de texto, sin el código que citan."""
    textos = ("".join(celda["source"]) for celda in celdas if celda["cell_type"] == "markdown")
    return CODIGO.sub("", "\n\n".join(textos))


def sin_etiquetas(titulo: str) -> str:
    return re.sub(r"<[^>]*>", "", titulo)


def test_cada_enlace_lleva_a_un_cuaderno_y_a_un_titulo_suyo(cuadernos: dict[str, list[Any]]) -> None:
    titulos = {n: map(sin_etiquetas, TITULO.findall(prosa(c))) for n, c in cuadernos.items()}
    anclas = {n: {titulo.replace(" ", "-") for titulo in suyos} for n, suyos in titulos.items()}
    enlaces = [(n, enlace) for n, c in cuadernos.items() for enlace in ENLACE.findall(prosa(c))]
    propios = [(n, e) for n, e in enlaces if not re.match(r"https?:|attachment:", e)]
    perdidos = []
    for nombre, enlace in propios:
        otro, _, ancla = enlace.partition("#")
        suyas = anclas.get(otro or nombre)
        if suyas is None or (ancla and ancla not in suyas):
            perdidos.append((nombre, enlace))
    assert perdidos == []
    assert len(propios) > 100


def test_nada_queda_escrito_en_myst(cuadernos: dict[str, list[Any]]) -> None:
    assert {n: hallado for n, c in cuadernos.items() if (hallado := DE_MYST.findall(prosa(c)))} == {}


def test_las_opciones_de_un_ejercicio_llevan_su_letra(cuadernos: dict[str, list[Any]]) -> None:
    opciones = re.findall(r"^- \*\*([a-z])\.\*\* \S", prosa(cuadernos["ejercicios.ipynb"]), re.MULTILINE)
    assert opciones.count("a") == opciones.count("b") >= 5


def test_con_solo_el_zip_se_dibuja_una_figura_sin_ningun_aviso(
    html: Path, cuadernos: dict[str, list[Any]], tmp_path: Path
) -> None:
    shutil.copy(html / "descargas" / "codigo.zip", tmp_path)
    primera = next("".join(c["source"]) for c in cuadernos["transformer.ipynb"] if c["cell_type"] == "code")
    orden = [sys.executable, "-I", "-W", "error", "-c", primera + UNA_FIGURA]
    hecho = subprocess.run(orden, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (hecho.stdout, hecho.stderr, hecho.returncode) == ("", "", 0)


def test_los_modulos_de_cada_cuaderno_estan_en_el_zip_o_se_dice_como_instalarlos(
    cuadernos: dict[str, list[Any]],
) -> None:
    """Cada celda importa lo que la primera ha buscado, o algo de serie."""
    for nombre, celdas in cuadernos.items():
        codigo = ["".join(celda["source"]) for celda in celdas if celda["cell_type"] == "code"]
        importados = set(re.findall(r"^(?:from|import) (\w+)", "\n".join(codigo[1:]), re.MULTILINE))
        buscados = set(re.findall(r'^    "(\w+)": "Falta', codigo[0], re.MULTILINE))
        assert importados - buscados <= set(sys.stdlib_module_names), nombre
