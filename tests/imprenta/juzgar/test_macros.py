"""Una macro de la configuración puede poner en una fórmula una cifra que nadie ha escrito en la página."""

from pathlib import Path
from typing import Any

import pytest

from imprenta.juzgar.macros import faltas_de_macros, macros_con_cifras
from imprenta.leer.lectura import leer


def de_mathjax(**macros: Any) -> dict[str, Any]:
    return {"sphinx": {"config": {"mathjax3_config": {"tex": {"macros": macros}}}}}


def del_preambulo(tex: str) -> dict[str, Any]:
    return {"latex": {"latex_elements": {"preamble": tex}}}


@pytest.mark.parametrize(
    ("config", "nombres"),
    [
        (de_mathjax(p="0.73", R=r"\mathbb{R}", norma=[r"\lVert #1 \rVert_2", 1]), {"p", "norma"}),
        (de_mathjax(a=r"\b", b=r"\c", c="½", d=r"\e #1"), {"a", "b", "c"}),
        (del_preambulo(r"\newcommand{\p}{0.73}\renewcommand\q[1][x]{#1+2} \def\r#1{#1}"), {"p", "q"}),
        (de_mathjax(a=["#1", 1, "2"], b=["#2", 2, "2"], c=["#1", 1, 2]), {"a", "c"}),
        (del_preambulo(r"\newcommand\p[1][3]{#1}\newcommand\q[2][3]{#2}"), {"p"}),
        (del_preambulo(r"\setlength{\parindent}{2pt} \newcommand{\roto}{3"), set()),
        ({"sphinx": {"config": {"mathjax3_config": {"tex": {"macros": "0.73"}}}}}, set()),
        ({}, set()),
    ],
)
def test_cuales_ponen_cifras(config: dict[str, Any], nombres: set[str]) -> None:
    assert macros_con_cifras(config).keys() == nombres


def test_se_dice_donde_se_usa_y_que_se_dibuja() -> None:
    pagina = leer(Path("uno.md"), b"# T\n\nEl peso es $w = \\pesoia$ y no $\\peso$.\n")
    macros = macros_con_cifras(de_mathjax(pesoia="0.73"))
    assert [str(falta) for falta in faltas_de_macros(macros, pagina)] == [
        "uno.md:3:17: \\pesoia se dibuja «0.73», que tiene cifras y lo dice `_config.yml`, sin cubrir: "
        "escríbelas aquí, con \\cifra"
    ]
