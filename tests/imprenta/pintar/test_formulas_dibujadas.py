r"""Lo que se dibuja de una fórmula: la separación de un salto de fila no es un número suyo."""

import re

import pytest
from docutils import nodes

from imprenta.juzgar.formula.lexemas import cifras_a_la_vista
from imprenta.pintar.mathml import mathml

MEDIDAS = ["[2pt]", "*[2pt]", " [4837pt]", "[ 2.5 em ]", "[-1,5ex]", "[0.5\\baselineskip]", "[3 mu]"]
SEPARACIONES = ["", "*", *MEDIDAS]
ENTORNOS = ["aligned", "pmatrix", "cases", "gathered"]


@pytest.mark.parametrize("separacion", SEPARACIONES)
@pytest.mark.parametrize("entorno", ENTORNOS)
def test_la_separacion_de_las_filas_ni_se_lee_ni_se_dibuja(entorno: str, separacion: str) -> None:
    tex = rf"\begin{{{entorno}}} a & 1 \\{separacion} b & 7 \end{{{entorno}}}".replace(
        "&", "" if entorno == "gathered" else "&"
    )
    assert [x.texto for x in cifras_a_la_vista(tex)] == ["1", "7"]
    dibujo = mathml(tex, nodes.math(), en_bloque=True).partition("<annotation")[0]
    assert re.findall(r"<m[no][^>]*>([0-9\[\]∗*]+)</m[no]>", dibujo) == ["1", "7"]


@pytest.mark.parametrize(
    ("tex", "a_la_vista"),
    [
        (r"\newcommand{\n}[1]{\lVert #1 \rVert_2}", ["2"]),
        (r"\renewcommand*\n [2][3]{#1 + #2}", ["3"]),
        (r"\def\n#1#2{#1 - 4 #2}", ["4"]),
        (r"\newcommand{\n}{0.73} \n[1]", ["0.73", "1"]),
        (r"\# 1 = \newcommandx[1]", ["1", "1"]),
    ],
)
def test_lo_que_recibe_una_macro_no_es_un_numero(tex: str, a_la_vista: list[str]) -> None:
    assert [x.texto for x in cifras_a_la_vista(tex)] == a_la_vista


def test_lo_que_no_es_una_longitud_se_lee_y_se_dibuja() -> None:
    tex = r"\begin{aligned} a \\[2] b \end{aligned}"
    assert [x.texto for x in cifras_a_la_vista(tex)] == ["2"]
    assert "<mn>2</mn>" in mathml(tex, nodes.math(), en_bloque=True)


@pytest.mark.parametrize(
    ("tex", "dibujo"),
    [
        ("h'", "<mrow><mi>h</mi>′</mrow>"),
        ("h''", "<mrow><mi>h</mi>″</mrow>"),
        ("f'^2", "<msup><mrow><mi>f</mi>′</mrow><mrow><mn>2</mn></mrow></msup>"),
        ("f'_i", "<msub><mrow><mi>f</mi>′</mrow><mi>i</mi></msub>"),
        ("f_i'^2", "<msubsup><mrow><mi>f</mi>′</mrow><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>"),
        ("x^{h'}", "<msup><mi>x</mi><mrow><mi>h</mi>′</mrow></msup>"),
    ],
)
def test_una_prima_va_junto_a_su_letra_y_no_de_exponente(tex: str, dibujo: str) -> None:
    """De exponente, Chromium y WebKit la dibujan diminuta."""
    dibujado = mathml(tex, nodes.math(), en_bloque=False)
    suyo, _, resto = dibujado.removeprefix("<math><semantics>").partition("<annotation")
    assert re.sub(r'<mo lspace="0" rspace="0">(.)</mo>', r"\1", suyo) == dibujo
    assert resto.endswith(f">{tex}</annotation></semantics></math>")


def test_junto_a_una_prima_lo_demas_se_dibuja_igual() -> None:
    con, sin = (mathml(rf"\sin {letra} < 1", nodes.math(), en_bloque=False) for letra in ("h'", "h"))
    prima = '<mrow><mi>h</mi><mo lspace="0" rspace="0">′</mo></mrow>'
    assert con.replace(prima, "<mi>h</mi>").replace("h'", "h").replace(" />", "/>") == sin.replace(
        "></mspace>", "/>"
    ).replace("&ApplyFunction;", "\u2061")
