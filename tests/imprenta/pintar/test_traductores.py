r"""Se dibuja igual una fórmula con las macros que escrita entera, se diga o se calle lo optativo."""

import pytest

from imprenta.juzgar.macros import Macro
from imprenta.pintar.traductores import diciendo_todo, traductores_con

MACROS = {
    "n": Macro(r"\lVert #2 \rVert_{#1}", "2"),
    "v": Macro(r"\vec{#1}", "x"),
    "suma": Macro(r"\v + \n[1]{#1}"),
    "vacia": Macro("#1 a", ""),
}


@pytest.mark.parametrize(
    ("con_macros", "entera"),
    [
        (r"\n{a} = \n[p]{a} = \n [p] a", r"\lVert a \rVert_{2} = \lVert a \rVert_{p} = \lVert a \rVert_{p}"),
        (r"\v + \v[y]", r"\vec{x} + \vec{y}"),
        (r"\n[\n[\v]{b}]{\v[{[}]}", r"\lVert \vec{[} \rVert_{\lVert b \rVert_{\vec{x}}}"),
        (r"\suma{c} \nu \vacia", r"\vec{x} + \lVert c \rVert_{1} \nu {} a"),
        (r"\v[\{\}] [0, 1)", r"\vec{\{\}} [0, 1)"),
    ],
)
def test_da_lo_mismo_que_escrita_entera(con_macros: str, entera: str) -> None:
    traductores = traductores_con(MACROS)
    con_macros, entera = (
        traductores.llano.convert_with_local_state(diciendo_todo(tex, MACROS), displaystyle=False)
        for tex in (con_macros, entera)
    )
    assert con_macros == entera


def test_lo_que_no_se_cierra_no_es_un_argumento() -> None:
    assert diciendo_todo(r"\v [0, 1)", MACROS) == r"\v{x} [0, 1)"


@pytest.mark.parametrize("nombre", ["mymat[1]", "a1", "a b", "a*", "@x", "", "ñu"])
def test_la_macro_que_ninguna_formula_puede_llamar_no_estorba(nombre: str) -> None:
    llano = traductores_con({nombre: Macro("x"), "RR": Macro("y"), "*": Macro("z")}).llano
    assert llano.convert_with_local_state(r"\RR\*", displaystyle=False) == "<math><mi>y</mi><mi>z</mi></math>"
