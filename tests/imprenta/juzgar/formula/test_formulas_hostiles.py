r"""Fórmulas al azar: ninguna tira la imprenta, y lo que no se dibuja no cambia lo que dicen."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from imprenta.juzgar.aritmetica import examen_de_cadenas
from imprenta.juzgar.definiciones import examen_de_definicion, llamadas_de
from imprenta.juzgar.formula.lexemas import cifras_a_la_vista
from imprenta.juzgar.motivos import consejo
from imprenta.juzgar.propias import con_propias, propias_de
from imprenta.libro.modelo import FormulaIlegible

NUMEROS = [
    "0",
    "1",
    "2",
    "37",
    "0.5",
    "0{,}5",
    "0,5",
    "1\\,000",
    "5\\,\\%",
    "9" * 1200,
    "1" * 5000,
    "\\infty",
]
LETRAS = ["x", "e", "T", "i", "\\pi", "\\alpha", "\\hat y", "x_1", "\\mathrm{e}", "\\cifra{2}{x}", "ℯ", "½"]
ENVOLTORIOS = [
    *(
        "{{{}}}",
        "({})",
        "\\left[{}\\right]",
        "|{}|",
        "\\|{}\\|",
        "\\|{}\\|_1",
        "\\sqrt{{{}}}",
        "\\sqrt[3]{{{}}}",
    ),
    *(
        "\\textcolor{{red}}{{{}}}",
        "\\mathbf{{{}}}",
        "\\underbrace{{{}}}_{{a}}",
        "\\exp({})",
        "\\sin^{{-1}}({})",
    ),
    *(
        "\\sin {}",
        "\\ln^2 {}",
        "{}!",
        "{}^T",
        "{}^\\circ",
        "-{}",
        "\\log_2 {}",
        "\\max({}, 2)",
        "\\text{{{}}}",
    ),
    *("\\sum_{{i=1}}^{{{}}} i", "\\prod_{{i=1}}^3 {}", "\\operatorname{{sen}} {}", "{}\\text{{ km}}"),
    *(
        "\\begin{{pmatrix}}1&{}\\\\[2pt]3\\end{{pmatrix}}",
        "\\begin{{cases}}1&{}\\approx2\\\\0&1<2\\end{{cases}}",
    ),
]
UNIONES = [
    *("{}{}", "{}+{}", "{}-{}", "{}\\cdot {}", "{}/{}", "{}\\times {}", "{}^{{{}}}", "\\frac{{{}}}{{{}}}"),
    *(
        "\\binom{{{}}}{{{}}}",
        "{}\\bmod {}",
        "({},{})",
        "({}; {})",
        "{}\\odot {}",
        "{}*{}",
        "{} {}",
        "{}_{{{}}}",
    ),
    *("{}\\,{}", "{}\\div {}", "({},0,1)\\times(0,{},2)", "{}\\\\[3pt]{}", "{}&{}", "{}\\mid {}"),
]
RELACIONES = ["=", "\\approx", "<", "\\neq", "\\equiv", "=\\quad"]


def expresiones() -> st.SearchStrategy[str]:
    def mayores(de: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        envueltas = st.builds(lambda molde, x: molde.format(x), st.sampled_from(ENVOLTORIOS), de)
        unidas = st.builds(lambda molde, x, y: molde.format(x, y), st.sampled_from(UNIONES), de, de)
        return envueltas | unidas

    return st.recursive(st.sampled_from(NUMEROS + LETRAS), mayores, max_leaves=6)


@given(st.lists(expresiones(), min_size=1, max_size=3), st.sampled_from(RELACIONES))
def test_ninguna_formula_tira_la_imprenta(lados: list[str], relacion: str) -> None:
    tex = f" {relacion} ".join(lados)
    suya = con_propias(tex, propias_de([tex]))
    assert len(suya) == len(tex)
    examen_de_cadenas(suya)
    for lexema in list(cifras_a_la_vista(suya))[:3]:
        assert consejo(suya, lexema)


@given(expresiones())
def test_ninguna_formula_atada_tira_la_imprenta(tex: str) -> None:
    atada, define = f"f(x) = {tex}", "f(x[binario])"
    try:
        llamadas_de(atada, define)
    except FormulaIlegible:
        return
    assert examen_de_definicion(atada, define, [1.0, 2.0])


# ——— Lo que no se dibuja ———

CIFRAS = st.integers(1, 99).map(str)
VESTIDOS = [
    "{{{}}}",
    "\\textcolor{{red}}{{{}}}",
    "\\mathbf{{{}}}",
    "{{\\bf {}}}",
    "\\textcolor{{blue}}{{{{{}}}}}",
]


@st.composite
def vestidas(dibujar: st.DrawFn) -> tuple[str, Fraction]:
    """Una cuenta en la que unas llaves, colores y letras visten trozos cualesquiera; y lo que vale, leída."""
    piezas = [*dibujar(CIFRAS)]
    for _ in range(dibujar(st.integers(1, 3))):
        piezas += [dibujar(st.sampled_from("+-*")), *dibujar(CIFRAS)]
    valor = Fraction(eval("".join(piezas)))
    for _ in range(dibujar(st.integers(0, 3))):
        i, j = sorted(dibujar(st.lists(st.integers(0, len(piezas)), min_size=2, max_size=2, unique=True)))
        vestido = dibujar(st.sampled_from(VESTIDOS)).format("".join(piezas[i:j]))
        piezas[i:j] = [vestido]
    return "".join(piezas).replace("*", "\\cdot "), valor


@given(vestidas(), st.integers(-3, 3))
def test_una_cuenta_vestida_vale_lo_que_se_lee(vestida: tuple[str, Fraction], falta: int) -> None:
    tex, valor = vestida
    examen = examen_de_cadenas(f"{tex} = {valor + falta}")
    if falta:
        assert examen.comprobadas == 0 or examen.error
    else:
        assert examen.error == ""
