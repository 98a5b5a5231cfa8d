r"""Lo que se dice de una fórmula: como en clase, sin LaTeX y sin que dos distintas suenen igual."""

import re
from itertools import product
from xml.etree import ElementTree

import pytest
from este_libro import RAIZ
from hypothesis import given
from hypothesis import strategies as st

from imprenta.leer.lectura import leer_texto
from imprenta.libro.pagina import Formula, quitar_cifras
from imprenta.pintar.formula_dicha import formula_dicha
from imprenta.pintar.formula_leida import SIN_ANOTAR
from imprenta.pintar.mathml import arbol_de, en_renglones, para_dibujar
from imprenta.pintar.voz.palabras import VOCES

DICHAS = [
    (r"x", "x", "x"),
    (r"x_i", "x sub i", "x sub i"),
    (r"a_{ij}", "a sub i j", "a sub i j"),
    (r"a_i\,j", "a sub i por j", "a sub i times j"),
    (r"x_{t-1}", "x sub t menos 1 fin del índice", "x sub t minus 1 end subscript"),
    (r"x_t - 1", "x sub t menos 1", "x sub t minus 1"),
    (r"w_{nuevo}", "w sub nuevo", "w sub nuevo"),
    (r"p_{\text{azul}}", "p sub azul", "p sub azul"),
    (r"x^2", "x al cuadrado", "x squared"),
    (r"x^3", "x al cubo", "x cubed"),
    (r"x^n", "x elevado a n", "x to the power n"),
    (r"e^{-x}", "e elevado a menos x", "e to the power minus x"),
    (r"e^{2x+1}", "e elevado a 2 x más 1 fin del exponente", "e to the power 2 x plus 1 end exponent"),
    (r"10^{-3}", "10 elevado a menos 3", "10 to the power minus 3"),
    (r"x_i^2", "x sub i al cuadrado", "x sub i squared"),
    (r"W^Q", "W super Q", "W super Q"),
    (r"W^{(2)}", "W super abre paréntesis 2 cierra paréntesis", "W super open parenthesis 2 close parenthesis"),
    (r"K^{\mathsf{T}}", "K traspuesta", "K transpose"),
    (r"X^T X", "X traspuesta por X", "X transpose times X"),
    (r"90^\circ", "90 grados", "90 degrees"),
    (r"\frac{a}{b}", "a entre b", "a over b"),
    (r"\frac{a+1}{b}", "fracción: a más 1, entre b, fin de la fracción", "fraction: a plus 1, over b, end fraction"),
    (r"a/b", "a dividido entre b", "a divided by b"),
    (r"\sqrt{d_k}", "raíz cuadrada de d sub k", "square root of d sub k"),
    (r"\sqrt{x+1}", "raíz cuadrada de x más 1 fin de la raíz", "square root of x plus 1 end root"),
    (r"\sqrt[3]{x}", "raíz cúbica de x", "cube root of x"),
    (r"\sum_{i=1}^{n} x_i", "suma desde i igual a 1 hasta n de x sub i", "sum from i equals 1 to n of x sub i"),
    (r"\sum_i w_i x_i", "suma sobre i de w sub i por x sub i", "sum over i of w sub i times x sub i"),
    (r"\prod_{k>1} a_k", "producto sobre k mayor que 1 de a sub k", "product over k greater than 1 of a sub k"),
    (r"\int_0^1 f(x)\,dx", "integral desde 0 hasta 1 de f de x diferencial de x", "integral from 0 to 1 of f of x d x"),
    (
        r"\frac{\partial E}{\partial w}",
        "derivada parcial de E respecto de w",
        "partial derivative of E with respect to w",
    ),
    (r"\partial E/\partial w", "derivada parcial de E respecto de w", "partial derivative of E with respect to w"),
    (r"\frac{df}{dx}", "derivada de f respecto de x", "derivative of f with respect to x"),
    (
        r"\frac{\partial^2 f}{\partial x\,\partial y}",
        "derivada parcial segunda de f respecto de x y de y",
        "second partial derivative of f with respect to x and y",
    ),
    (r"\frac{d^2 y}{dx^2}", "derivada segunda de y respecto de x", "second derivative of y with respect to x"),
    (r"\nabla_w L", "gradiente respecto de w de L", "gradient with respect to w of L"),
    (r"f'(x)", "f prima de x", "f prime of x"),
    (r"f''(x)", "f doble prima de x", "f double prime of x"),
    (r"\sigma(z)", "sigma de z", "sigma of z"),
    (r"\sigma(a+b)", "sigma de abre paréntesis a más b cierra paréntesis", "sigma of open parenthesis a plus b close parenthesis"),
    (r"w\,(a+b)", "w por abre paréntesis a más b cierra paréntesis", "w times open parenthesis a plus b close parenthesis"),
    (r"\mathrm{softmax}(z)_i", "softmax de abre paréntesis z cierra paréntesis sub i", "softmax of open parenthesis z close parenthesis sub i"),
    (r"\sin x", "seno de x", "sine of x"),
    (r"\tanh(x)", "tangente hiperbólica de x", "hyperbolic tangent of x"),
    (r"-\ln p", "menos logaritmo neperiano de p", "minus natural log of p"),
    (r"\log_2 n", "logaritmo en base 2 de n", "log base 2 of n"),
    (r"\max(0, x)", "máximo de abre paréntesis 0 coma x cierra paréntesis", "maximum of open parenthesis 0 comma x close parenthesis"),
    (r"\operatorname*{arg\,max}_x f(x)", "argumento del máximo en x de f de x", "arg max over x of f of x"),
    (r"\lim_{x \to 0} f(x)", "límite cuando x tiende a 0 de f de x", "limit as x approaches 0 of f of x"),
    (
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        "matriz de 2 por 2; fila 1: 1, 2; fila 2: 3, 4; fin de la matriz",
        "2 by 2 matrix; row 1: 1, 2; row 2: 3, 4; end matrix",
    ),
    (r"\begin{pmatrix} 4 \\ -2 \end{pmatrix}", "vector columna 4, menos 2, fin del vector", "column vector 4, minus 2, end vector"),
    (r"\begin{pmatrix} 4 & -2 \end{pmatrix}", "vector fila 4, menos 2, fin del vector", "row vector 4, minus 2, end vector"),
    (
        r"\begin{cases} x & \text{si } x > 0, \\ 0 & \text{si no} \end{cases}",
        "definida a trozos: x, si x mayor que 0; 0, si no; fin de los trozos",
        "piecewise: x, si x greater than 0; 0, si no; end piecewise",
    ),
    (r"[0.2, -1]", "vector 0.2, menos 1, fin del vector", "vector 0.2, minus 1, end vector"),
    (r"x \in [0, 1]", "x pertenece a abre corchete 0 coma 1 cierra corchete", "x in open bracket 0 comma 1 close bracket"),
    (r"(n, d_k)", "abre paréntesis n coma d sub k cierra paréntesis", "open parenthesis n comma d sub k close parenthesis"),
    (r"|x|", "valor absoluto de x", "absolute value of x"),
    (r"\|x\|_2", "norma de x fin de la norma sub 2", "norm of x end norm sub 2"),
    (r"\left.\frac{df}{dx}\right|_{x=0}", "derivada de f respecto de x evaluado en x igual a 0", "derivative of f with respect to x evaluated at x equals 0"),
    (r"P(y \mid x)", "P de abre paréntesis y dado x cierra paréntesis", "P of open parenthesis y given x close parenthesis"),
    (r"\Delta w", "delta mayúscula w", "capital delta w"),
    (r"\varepsilon = 10^{-8}", "épsilon igual a 10 elevado a menos 8", "epsilon equals 10 to the power minus 8"),
    (r"\phi, \varphi, \Phi", "fi coma fi cursiva coma fi mayúscula", "phi comma curly phi comma capital phi"),
    (r"\mathbf{W}\mathbf{x}", "matriz W vector x", "matrix W vector x"),
    (r"x \in \mathbb{R}^n", "x pertenece a los reales elevado a n", "x in the reals to the power n"),
    (r"\mathcal{L}(\theta)", "L caligráfica de theta", "script L of theta"),
    (r"\hat{y}_i \approx \bar{x}", "y gorro sub i aproximadamente igual a x barra", "y hat sub i approximately equals x bar"),
    (r"10\,000", "10000", "10000"),
    (r"1{,}5", "1,5", "1,5"),
    (r"2 \cdot (-1) = -2", "2 por menos 1 igual a menos 2", "2 times minus 1 equals minus 2"),
    (r"\delta \odot a", "delta producto elemento a elemento a", "delta element-wise product a"),
    (r"n!", "n factorial", "n factorial"),
    (r"\binom{n}{k}", "n sobre k", "n choose k"),
    (r"x_1, \ldots, x_n", "x sub 1 coma puntos suspensivos coma x sub n", "x sub 1 comma dots comma x sub n"),
    (r"a = 1 \qquad b = 2", "a igual a 1; b igual a 2", "a equals 1; b equals 2"),
    (r"\mathrm{ReLU\ con\ fuga}(x)", "ReLU con fuga de x", "ReLU con fuga of x"),
    (r"\underbrace{a+b}_{c}", "abre grupo a más b cierra grupo con llave debajo con c debajo", "open group a plus b close group with underbrace with c below"),
    (r"a = b,", "a igual a b", "a equals b"),
]


@pytest.mark.parametrize(("tex", "en_espanol", "en_ingles"), DICHAS)
def test_se_lee_como_en_clase(tex: str, en_espanol: str, en_ingles: str) -> None:
    assert (formula_dicha(tex, "es"), formula_dicha(tex, "en-GB")) == (en_espanol, en_ingles)


def test_en_otra_lengua_se_lee_lo_que_se_ve() -> None:
    assert formula_dicha(r"\sqrt{d_k}", "fr") == "√d_k"


def test_lo_que_no_se_puede_dibujar_se_dice_como_esta_escrito() -> None:
    assert formula_dicha(r"\nada{", "es") == r"\nada{"


def test_los_renglones_se_cuentan() -> None:
    tex = en_renglones(r"a &= b, \\ &= c")
    assert formula_dicha(tex, "es") == "línea 1: a igual a b; línea 2: igual a c"


# ——— Todas las del libro ———


def _del_libro() -> list[str]:
    paginas = [leer_texto(ruta, ruta.read_text(encoding="utf-8")) for ruta in sorted((RAIZ / "book").glob("*.md"))]
    piezas = (pieza for pagina in paginas for pieza in pagina.piezas if isinstance(pieza, Formula))
    return sorted({quitar_cifras(pieza.tex) for pieza in piezas})


def _dibujo(tex: str) -> str:
    """Lo que se dibuja, sin los huecos, que no se leen."""
    raiz = arbol_de(SIN_ANOTAR.convert_with_local_state(para_dibujar(tex), displaystyle=False))
    for madre in list(raiz.iter()):
        for hueco in madre.findall("mspace"):
            madre.remove(hueco)
        madre.attrib.clear()
    return re.sub(r"</?mrow ?/?>", "", ElementTree.tostring(raiz, encoding="unicode"))


@pytest.mark.parametrize("lengua", VOCES)
def test_dos_formulas_distintas_del_libro_no_se_leen_igual(lengua: str) -> None:
    formulas = [en_renglones(tex) for tex in _del_libro()]
    assert len(formulas) > 200
    dibujos: dict[str, set[str]] = {}
    for tex in formulas:
        dibujos.setdefault(formula_dicha(tex, lengua), set()).add(_dibujo(tex).replace(";", ""))
    assert {dicha: suyos for dicha, suyos in dibujos.items() if len(suyos) > 1} == {}
    assert not [dicha for dicha in dibujos if not dicha.strip() or re.search(r"[\\{}^_$]|  ", dicha)]


# ——— Cualquiera ———

SEGUNDAS = ["a", "b", "-a", "a+b", "a b", r"\frac{a}{b}", r"\sqrt{a}", "{a}_{b}", "{a}^{b}", r"\left(a+b\right)"]


def _formulas(hondura: int) -> list[str]:
    """Todas las que se pueden escribir con unas pocas construcciones, hasta una hondura."""
    if hondura == 0:
        return SEGUNDAS[:2]
    dentro = _formulas(hondura - 1)
    unas = [rf"\sqrt{{{x}}}" for x in dentro] + [rf"-{x}" for x in dentro] + [rf"\left({x}\right)" for x in dentro]
    pares = list(product(dentro, SEGUNDAS))
    otras = ["{{{x}}}_{{{y}}}", "{{{x}}}^{{{y}}}", "{x}+{y}", r"\frac{{{x}}}{{{y}}}", "{x} {y}"]
    return [*dentro, *unas, *(otra.format(x=x, y=y) for otra in otras for x, y in pares)]


@pytest.mark.parametrize("lengua", VOCES)
def test_ninguna_se_confunde_con_otra(lengua: str) -> None:
    """De todas las de dos niveles, cada lectura es de un solo dibujo."""
    lecturas: dict[str, set[str]] = {}
    for tex in _formulas(2):
        lecturas.setdefault(formula_dicha(tex, lengua), set()).add(_dibujo(tex))
    confundidas = {dicha: suyos for dicha, suyos in lecturas.items() if len(suyos) > 1}
    assert len(lecturas) > 500
    assert confundidas == {}


LETRAS = st.sampled_from(["x", "f", "W", r"\sigma", r"\Delta", "2", "0.5", r"\mathbf{v}", r"\mathbb{E}", "d", r"\partial"])
TEX = st.recursive(
    LETRAS,
    lambda dentro: st.one_of(
        st.builds(r"\frac{{{}}}{{{}}}".format, dentro, dentro),
        st.builds("{{{}}}_{{{}}}".format, dentro, dentro),
        st.builds("{{{}}}^{{{}}}".format, dentro, dentro),
        st.builds("{} {} {}".format, dentro, st.sampled_from(["+", "=", r"\cdot", ",", r"\in", r"\mid", "|", r"\to"]), dentro),
        st.builds(r"\left({}\right)".format, dentro),
        st.builds("[{}]".format, dentro),
        st.builds(r"\|{}\|".format, dentro),
        st.builds(r"\sum_{{{}}}^{{{}}} {}".format, dentro, dentro, dentro),
        st.builds(r"\max_{{{}}} {}".format, dentro, dentro),
        st.builds(r"\begin{{pmatrix}} {} & {} \\ {} & 1 \end{{pmatrix}}".format, dentro, dentro, dentro),
        st.builds(r"\begin{{cases}} {} & {} \\ {} \end{{cases}}".format, dentro, dentro, dentro),
        st.builds(r"\hat{{{}}}".format, dentro),
        st.builds(r"\overset{{{}}}{{{}}}".format, dentro, dentro),
        st.builds(r"\sqrt{{{}}}".format, dentro),
    ),
    max_leaves=10,
)


@given(TEX, st.sampled_from(sorted(VOCES)))
def test_cualquiera_se_lee_en_palabras(tex: str, lengua: str) -> None:
    dicha = formula_dicha(tex, lengua)
    assert dicha.strip() == dicha != ""
    assert not re.search(r"[\\{}^_$&]|  |\(|\)", dicha)
    for abre, cierra in (("abre", "cierra"), ("open", "close")):
        assert dicha.split().count(abre) == dicha.split().count(cierra)


def test_cada_lengua_dice_lo_suyo() -> None:
    """Una frase con los mismos huecos en todas las lenguas."""
    huecos = [{clave: re.findall(r"\{\d\}", frase) for clave, frase in voz.frases.items()} for voz in VOCES.values()]
    assert [{clave: sorted(suyos) for clave, suyos in uno.items()} for uno in huecos] == [
        {clave: sorted(suyos) for clave, suyos in huecos[0].items()}
    ] * len(huecos)


