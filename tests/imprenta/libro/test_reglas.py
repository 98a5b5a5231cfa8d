"""Cómo manda su autor ejecutar una página: lo que quiere decir cada opción y lo que no, con su línea."""

import json
import math
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, escribir_libro, poner

from imprenta.__main__ import main
from imprenta.libro.cabecera import nucleo_de
from imprenta.libro.memoria import MENOS_NO, megas_de_la_maquina, megas_de_una_pagina, megas_pedidos
from imprenta.libro.reglas import CON_STDERR, MODOS, Reglas, con_alias, reglas_de

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
    assert reglas_de({"mystnb": {"execution_timeout": valor}}, {}).segundos == segundos
    assert reglas_de({}, {"execute": {"timeout": valor}}).segundos == segundos


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


# ——— Quién manda más ———


def test_la_pagina_manda_mas_que_sphinx_y_sphinx_mas_que_execute() -> None:
    config = {
        "execute": {"allow_errors": False, "stderr_output": "remove", "run_in_temp": True, "show_tb": True}
    }
    assert reglas_de({}, config) == Reglas(stderr="remove", en_temporal=True, con_traza=True)
    de_sphinx = {"nb_execution_allow_errors": True, "nb_output_stderr": "warn", "nb_execution_in_temp": False}
    config |= {"sphinx": {"config": de_sphinx}}
    assert reglas_de({}, config) == Reglas(admite_errores=True, stderr="warn", con_traza=True)
    suyas = {"execution_allow_errors": False, "output_stderr": "show", "execution_mode": "off"}
    assert reglas_de({"mystnb": suyas}, config) == Reglas(con_traza=True, apartada=True)
    assert reglas_de({"execution": {"allow_errors": True}}, {}).admite_errores


@pytest.mark.parametrize("modo", [*MODOS, False])
def test_sea_cual_sea_el_modo_del_libro_se_ejecuta(modo: str | bool) -> None:
    assert not reglas_de({}, {"execute": {"execute_notebooks": modo}}).apartada


@pytest.mark.parametrize("como", CON_STDERR)
def test_lo_que_se_hace_con_stderr(como: str) -> None:
    assert reglas_de({}, {"execute": {"stderr_output": como}}).stderr == como


def test_el_primer_alias_que_casa_con_todo_el_nombre() -> None:
    alias = {"conda": "no", "conda-(env|base).*": "python3", ".*": "otro", "(": "roto", "x": 3}
    config = {"sphinx": {"config": {"nb_kernel_rgx_aliases": alias}}}
    cabeceras = [con_alias({"kernelspec": {"name": n}}, config) for n in ("conda-env-py", "ir", "python3")]
    assert [nucleo_de(cabecera) for cabecera in cabeceras] == ["python3", "otro", "otro"]


# ——— Lo que no está bien dicho ———

EN_LA_CONFIG = {
    "execute:\n  stderr_output: fuera\n": (
        "2:3: «stderr_output: fuera» no es lo que se hace con stderr: "
        "show, remove, remove-warn, warn, error o severe"
    ),
    "execute:\n  execute_notebooks: quizá\n": (
        "2:3: «execute_notebooks: quizá» no es una manera de ejecutar: off, auto, force, cache, inline o lazy"
    ),
    "execute:\n  allow_errors: tal vez\n": "2:17: `allow_errors:` debe ser `true` o `false`",
    "sphinx:\n  config:\n    nb_output_stderr: 3\n": (
        "3:5: «nb_output_stderr: 3» no es lo que se hace con stderr: "
        "show, remove, remove-warn, warn, error o severe"
    ),
    "sphinx:\n  config:\n    nb_execution_in_temp: 1\n": (
        "3:5: «nb_execution_in_temp: 1» no dice ni `true` ni `false`"
    ),
    "sphinx:\n  config:\n    nb_kernel_rgx_aliases:\n      '(': python3\n": (
        "4:7: el patrón «(» no se entiende: missing ), unterminated subpattern at position 0"
    ),
    "sphinx:\n  config:\n    nb_kernel_rgx_aliases:\n      ir: 3\n": (
        "4:7: «ir: 3» debe decir un patrón y el nombre de un núcleo"
    ),
    "sphinx:\n  config:\n    nb_metadata_key: otra\n": (
        "3:5: «nb_metadata_key» no se admite: las opciones van siempre en `mystnb:`"
    ),
    "execute:\n  execute_notebooks: true\n": (
        "2:3: «execute_notebooks: True» no es una manera de ejecutar: off, auto, force, cache, inline o lazy"
    ),
    "imprenta:\n  memoria: mucha\n": (
        "2:3: «memoria: mucha» no es un límite: di los MB (8192), «8 GB», o -1 si no lo hay"
    ),
    "imprenta:\n  memoria: 0\n": (
        "2:3: «memoria: 0» no es un límite: di los MB (8192), «8 GB», o -1 si no lo hay"
    ),
    "imprenta:\n  memoria: [8]\n": "2:12: `memoria:` debe ser un texto o un número entero o un número",
}


@pytest.mark.parametrize("config", EN_LA_CONFIG)
def test_lo_que_la_configuracion_dice_mal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: str
) -> None:
    libro = escribir_libro(tmp_path, {"una": "# Una\n"}, config=config)
    assert main(["verify", str(libro)]) == 1
    assert capsys.readouterr().err == f"_config.yml:{EN_LA_CONFIG[config]}\n"


def test_lo_que_la_pagina_y_la_celda_dicen_mal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mystnb = "mystnb:\n  output_stderr: fuera\n  execution_allow_errors: si\n"
    codigo = "---\nmystnb: {output_stderr: nada}\ntags: hide-input\n---\nx = 1"
    pagina = CABECERA.replace("kernelspec", f"{mystnb}kernelspec") + f"# Una\n\n{celda(codigo)}"
    libro = escribir_libro(tmp_path, {"una": pagina})
    assert main(["verify", str(libro)]) == 1
    opciones = "no es lo que se hace con stderr: show, remove, remove-warn, warn, error o severe"
    assert capsys.readouterr().err.splitlines() == [
        f"una.md:4:3: «output_stderr: fuera» {opciones}",
        "una.md:5:3: «execution_allow_errors: si» no dice ni `true` ni `false`",
        "una.md:11:1: `tags:` debe ser una lista: `[hide-input]`",
        f"una.md:11:1: «output_stderr: nada» {opciones}",
    ]


# ——— La memoria ———


@pytest.mark.parametrize(
    ("dicho", "megas"),
    [(None, 0), (512, 512), ("512", 512), ("8 GB", 8192), ("1,5 GiB", 1536), ("300mb", 300), (-1, -1)],
)
def test_la_memoria_que_se_pide(dicho: object, megas: int) -> None:
    assert megas_pedidos({"imprenta": {"memoria": dicho}}) == megas


def test_sin_pedirla_es_casi_toda_la_de_la_maquina() -> None:
    assert megas_de_una_pagina(0) == max(MENOS_NO, megas_de_la_maquina() * 3 // 4)
    assert [megas_de_una_pagina(megas) for megas in (512, -1)] == [512, -1]
