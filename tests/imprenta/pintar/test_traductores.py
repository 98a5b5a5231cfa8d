r"""Se dibuja igual una fórmula con las macros que escrita entera, se diga o se calle lo optativo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from math_core import LatexToMathML

from imprenta.juzgar.macros import Macro
from imprenta.pintar.traductores import desplegado, traductores

MACROS = {
    "n": Macro(r"\lVert #2 \rVert_{#1}", "2"),
    "v": Macro(r"\vec{#1}", "x"),
    "suma": Macro(r"\v + \n[1]{#1}"),
    "vacia": Macro("#1 a", ""),
    "nota": Macro("", declarados=1),
    "*": Macro(r"\cdot"),
}


def dibujo(tex: str) -> str:
    return traductores().llano.convert_with_local_state(tex, displaystyle=False)


@pytest.mark.parametrize(
    ("con_macros", "entera"),
    [
        (r"\n{a} = \n[p]{a} = \n [p] a", r"\lVert a \rVert_{2} = \lVert a \rVert_{p} = \lVert a \rVert_{p}"),
        (r"\v + \v[y]", r"\vec{x} + \vec{y}"),
        (r"\n[\n[\v]{b}]{\v[{[}]}", r"\lVert \vec{[} \rVert_{\lVert b \rVert_{\vec{x}}}"),
        (r"\suma{c} \nu \vacia", r"\vec{x} + \lVert c \rVert_{1} \nu a"),
        (r"\v[\{\}] [0, 1)", r"\vec{\{\}} [0, 1)"),
        (r"\v [0, 1)", r"\vec{x} [0, 1)"),
        (r"a\nota{esto no} b", "a b"),
        (r"a\*b", r"a \cdot b"),
        (r"\begin{matrix} a \\\v[b] \end{matrix}", r"\begin{matrix} a \\ \vec{b} \end{matrix}"),
    ],
)
def test_da_lo_mismo_que_escrita_entera(con_macros: str, entera: str) -> None:
    assert dibujo(desplegado(con_macros, MACROS)) == dibujo(entera)


CUERPOS = ["#1", r"\alpha#1", r"#1\beta", r"\frac{#1}{#2}", "x_#1", r"\mathbf{#2}+#1", r"\lVert#1\rVert", "y"]
ARGUMENTOS = st.sampled_from(["{a}", "b", r"\gamma", "{c d}", r" {\delta e}", " 5", r"{\f{p}{q}}"])


@given(
    cuerpo=st.sampled_from(CUERPOS), argumentos=st.lists(ARGUMENTOS, min_size=2), cola=st.sampled_from("x+2")
)
def test_despliega_como_quien_dibuja(cuerpo: str, argumentos: list[str], cola: str) -> None:
    """El oráculo: las macros de `math_core`, que sabe las que no callan nada."""
    macros = {"f": Macro(r"#1 \to #2"), "g": Macro(cuerpo)}
    oraculo = LatexToMathML(fancy_error=False, macros={nombre: m.cuerpo for nombre, m in macros.items()})
    tex = rf"\g {' '.join(argumentos)} {cola}"
    assert dibujo(desplegado(tex, macros)) == oraculo.convert_with_local_state(tex, displaystyle=False)


@pytest.mark.parametrize("tex", [r"\f", r"\f{a", r"{\f}", r"\n[2]", r"\\f", r"\fa{b}"])
def test_lo_que_no_es_una_llamada_se_queda_como_esta(tex: str) -> None:
    assert desplegado(tex, {"f": Macro("#1"), "n": MACROS["n"]}) == tex


def test_la_que_se_llama_a_si_misma_se_deja() -> None:
    macros = {"vec": Macro(r"\mathbf{\vec{#1}}"), "f": Macro(r"\g\g"), "g": Macro(r"\f\f")}
    assert desplegado(r"\vec{b} \f", macros) == r"\mathbf{\vec{b}} \f\f\f\f"


@pytest.mark.parametrize("nombre", ["mymat[1]", "a1", "a b", "a*", "@x", "", "ñu"])
def test_la_macro_que_ninguna_formula_puede_llamar_no_estorba(nombre: str) -> None:
    macros = {nombre: Macro("x"), "RR": Macro("y"), "*": Macro("z")}
    assert desplegado(r"\RR\*", macros) == "yz"
