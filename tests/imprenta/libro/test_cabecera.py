"""El límite de segundos por celda: lo que quiere decir y lo que no es un límite, con su línea."""

import json
import math
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, escribir_libro, poner

from imprenta.__main__ import main
from imprenta.libro.cabecera import segundos_de

NO = {
    "0": "0",
    "-2": "-2",
    "-0.5": "-0.5",
    "un rato": "un rato",
    "true": "True",
    "[5]": "[5]",
    ".nan": "nan",
    "1" + "0" * 400: "1" + "0" * 400,
}


def queja(clave: str, valor: str) -> str:
    return f"«{f'{clave}: {valor}'[:60]}» no es un límite: di los segundos, o -1 si no lo hay"


@pytest.mark.parametrize(
    ("valor", "segundos"), [(5, 5), (0.5, 0.5), (-1, math.inf), (-1.0, math.inf), (None, 60)]
)
def test_lo_que_quiere_decir(valor: object, segundos: float) -> None:
    assert segundos_de({"mystnb": {"execution_timeout": valor}}, {}) == segundos
    assert segundos_de({}, {"execute": {"timeout": valor}}) == segundos


@pytest.mark.parametrize("valor", NO)
def test_en_la_configuracion(tmp_path: Path, capsys: pytest.CaptureFixture[str], valor: str) -> None:
    config = f"{CONFIG}execute:\n  execute_notebooks: force\n  timeout: {valor}\n"
    libro = escribir_libro(tmp_path, {"una": CABECERA + celda("x = 1")}, config=config)
    assert main(["verify", str(libro)]) == 1
    no_es_un_numero = valor in ("un rato", "true", "[5]")
    dicho = "12: `timeout:` debe ser un número" if no_es_un_numero else f"3: {queja('timeout', NO[valor])}"
    assert capsys.readouterr().err == f"_config.yml:{len(config.splitlines())}:{dicho}\n"


@pytest.mark.parametrize("valor", NO)
@pytest.mark.parametrize(("clave", "seccion"), [("execution_timeout", "mystnb"), ("timeout", "execution")])
def test_en_una_pagina(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], clave: str, seccion: str, valor: str
) -> None:
    cabecera = CABECERA.replace("kernelspec", f"{seccion}:\n  {clave}: {valor}\nkernelspec")
    texto = f"{cabecera}# Una\n\n{celda('x = 1')}Un timeout: {{cifra}}`1 <x>`.\n"
    libro = escribir_libro(tmp_path, {"una": texto})
    assert main(["verify", str(libro)]) == 1
    assert capsys.readouterr().err == f"una.md:4:3: {queja(clave, NO[valor])}\n"


def test_en_un_cuaderno(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    celda_de_codigo: dict[str, object] = {
        "cell_type": "code",
        "source": "# execution_timeout: 3\nx = 1",
        "metadata": {},
    }
    celda_de_codigo |= {"outputs": [], "execution_count": None}
    prosa = {"cell_type": "markdown", "source": "Vale {cifra}`1 <x>`.", "metadata": {}}
    cuaderno = {"cells": [celda_de_codigo, prosa], "metadata": {"mystnb": {"execution_timeout": 0}}}
    texto = json.dumps(cuaderno | {"nbformat": 4, "nbformat_minor": 5}, indent=1)
    libro = escribir_libro(tmp_path, {"portada": "# Portada\n", "una": ""})
    (libro / "una.md").unlink()
    poner(libro / "una.ipynb", texto)
    linea = 1 + next(n for n, renglon in enumerate(texto.splitlines()) if '"execution_timeout"' in renglon)
    assert main(["verify", str(libro)]) == 1
    assert capsys.readouterr().err == f"una.ipynb:{linea}:5: {queja('execution_timeout', '0')}\n"


def test_sin_limite_se_ejecuta(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cabecera = CABECERA.replace("kernelspec", "mystnb: {execution_timeout: -1}\nkernelspec")
    libro = escribir_libro(tmp_path, {"una": f"{cabecera}# Una\n\n{celda('x = 1')}Vale {{cifra}}`1 <x>`.\n"})
    assert main(["verify", str(libro)]) == 0
    assert capsys.readouterr().err == ""
