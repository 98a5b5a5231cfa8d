"""Lo que MathJax dibuja en la web no para el papel ni el EPUB porque `math_core` no lo conozca."""

from pathlib import Path

import pytest

from imprenta.juzgar.macros import Macro
from imprenta.pintar.latex_llano import con_lo_conocido
from imprenta.pintar.mathml import arbol_de, en_renglones, para_dibujar
from imprenta.pintar.papel.formula import formula
from imprenta.pintar.traductores import desplegado, traductores

DE_MATHJAX = Path(__file__).with_name("formulas_de_mathjax.txt").read_text(encoding="utf-8").splitlines()


def dibujo(tex: str) -> str:
    return traductores().llano.convert_with_local_state(para_dibujar(en_renglones(tex)), displaystyle=True)


@pytest.mark.parametrize("tex", DE_MATHJAX)
def test_se_dibuja_en_mathml_y_en_el_papel(tex: str) -> None:
    raiz = arbol_de(dibujo(tex))
    assert "".join(raiz.itertext()).strip()
    assert formula(raiz)
    assert con_lo_conocido(con_lo_conocido(tex)) == con_lo_conocido(tex)


@pytest.mark.parametrize("dentro", ["x", r"x_{\text{a}}", r"\frac{a}{b}", r"\{x\}", "x^{2}"])
@pytest.mark.parametrize("orden", ["text", "textbf", "mbox"])
@pytest.mark.parametrize(("abre", "cierra"), ["$$", (r"\(", r"\)")])
def test_una_formula_entre_palabras_se_dibuja_como_fuera_de_ellas(
    dentro: str, orden: str, abre: str, cierra: str
) -> None:
    junta = rf"f(\{orden}{{si {abre}{dentro}{cierra} vale}})"
    assert dibujo(junta) == dibujo(rf"f({{\{orden}{{si }}{{{dentro}}}\{orden}{{ vale}}}})")


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b}",
        r"\text{llano \{a\} \# \$5}",
        r"\sum\limits_a b",
        r"a < b",
        r"\left( a \right)",
        "a @ b",
    ],
)
def test_lo_que_ya_se_conoce_no_se_toca(tex: str) -> None:
    assert con_lo_conocido(tex) == tex


def test_lo_de_las_macros_de_un_libro_tambien() -> None:
    propias = {"si": Macro(r"\text{si $#1$, #2}"), "mal": Macro(r"\widetilde{\mbox{#1}}")}
    dibujado = dibujo(desplegado(r"\si{x}{y} \mal{z}", propias))
    assert "".join(arbol_de(dibujado).itertext()).replace("\xa0", " ") == "si x, yz˜"
