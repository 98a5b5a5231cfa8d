"""Lo que queda fuera de un literal y se lee con él: se juzga lo que se ve, se escriba como se escriba."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.leer.lectura import leer
from imprenta.leer.trazos import trazos

SIGNO = "el signo queda fuera de la cifra: escríbelo dentro del literal"
PARTIDO = "el número está partido: escríbelo entero dentro de un solo literal"
RAYA = (
    "«–» queda delante de la cifra: si es su signo, escríbelo dentro del literal; si es una raya, escribe «—»"
)


def fuera(escala: str) -> str:
    return f"«{escala}» queda fuera de la cifra: escríbelo dentro del literal"


def resta(signo: str) -> str:
    return (
        f"«{signo}» queda delante de la cifra: si es su signo, escríbelo dentro del literal; "
        "si es una resta, escríbela en una fórmula"
    )


def dicho(texto: str) -> list[str]:
    """Las faltas que se ven al leer una página, sin ejecutarla."""
    return [str(falta).removeprefix("p.md:") for falta in leer(Path("p.md"), texto.encode()).faltas]


def mensajes(texto: str) -> list[str]:
    return [falta.mensaje for falta in leer(Path("p.md"), texto.encode()).faltas]


# ——— Los casos, con su lugar ———


def test_el_signo_y_la_escala_que_se_ven() -> None:
    pagina = r"""
a) La carga es &minus;{cifra}`4 <x>`; o $-${cifra}`4 <x>`; o –{cifra}`4 <x>`.

b) El acierto es del {cifra}`0.73 <p>`&nbsp;%.

c) $v = \begin{pmatrix}-\cifra{4}{x}\\ y\end{pmatrix}$, $y = -\mathbf{\cifra{4}{x}}$,
$y =\; -\cifra{4}{x}$, $y = -\,\cifra{4}{x}$.

d) $\cifra{0.73}{p}\;\%$, $\cifra{0.73}{p}~\%$, $\cifra{4}{x}\text{ millones}$.
"""
    assert dicho(pagina) == [
        f"2:31: {SIGNO}",
        f"2:52: {SIGNO}",
        f"2:71: {RAYA}",
        f"4:30: {fuera('%')}",
        f"6:32: {SIGNO}",
        f"6:78: {SIGNO}",
        f"7:16: {SIGNO}",
        f"7:39: {SIGNO}",
        f"9:12: {fuera('%')}",
        f"9:35: {fuera('%')}",
        f"9:57: {fuera('millones')}",
    ]


SIN_SABER = "lo que va junto a la cifra, una macro o una sustitución, no se sabe qué dice: escríbelo tal cual"
DE_UNO = {
    '"−{cifra}`4 <x>`"': SIGNO,
    r"$|-\cifra{4}{x}|$": SIGNO,
    r"$a + |-\cifra{4}{x}|$": SIGNO,
    r"$y = -\kern2pt\cifra{4}{x}$": SIGNO,
    r"$y = \raisebox{2pt}{-}\cifra{4}{x}$": SIGNO,
    "⁻{cifra}`4 <x>`": SIGNO,
    "{cifra}`4 <x>`％": fuera("％"),
    f"{{cifra}}`4 <x>`{' ' * 99}%": fuera("%"),
    f"−{'&nbsp;' * 99}{{cifra}}`4 <x>`": SIGNO,
    "{cifra}`4 <x>` por cien": fuera("por cien"),
    r"$\cifra{4}{x}\cdot\text{mil}$": fuera("·mil"),
    r"$\menos\cifra{4}{x}$": SIN_SABER,
    r"$\cifra{4}{x}\,\porciento$": SIN_SABER,
    "---\nmyst:\n  substitutions:\n    s: −\n---\n\nEs {{ s }}{cifra}`4 <x>`": SIN_SABER,
    "---\nmyst:\n  substitutions:\n    s: mil\n---\n\nEs {cifra}`4 <x>` {{ s }}": SIN_SABER,
    "&#8722;{cifra}`4 <x>`": SIGNO,
    "&#x2212;&nbsp;{cifra}`4 <x>`": SIGNO,
    "[−](https://example.org){cifra}`4 <x>`": SIGNO,
    "−€{cifra}`4 <x>`": SIGNO,
    "| −{cifra}`4 <x>` |\n|---|": SIGNO,
    "--{cifra}`4 <x>`": RAYA,
    "(–{cifra}`4 <x>`)": RAYA,
    "es − {cifra}`4 <x>`": resta("−"),
    "A menos {cifra}`4 <x>` grados": resta("menos"),
    "at minus {cifra}`4 <x>` degrees": resta("minus"),
    r"$\text{menos }\cifra{4}{x}$": resta("menos"),
    "mil {cifra}`4 <x>`": PARTIDO,
    r"$\text{mil }\cifra{4}{x}$": PARTIDO,
    "{cifra}`1 <a>`\u202f{cifra}`500 <b>`": PARTIDO,
    "{cifra}`1 <a>`\n{cifra}`500 <b>`": PARTIDO,
    r"$2\,\cifra{3}{x}$": PARTIDO,
    r"$1\mathbf{\cifra{5}{x}}$": PARTIDO,
    r"$\cifra{1}{a}{\color{red}5}$": PARTIDO,
    r"$\cifra{1}{a}{,}5$": PARTIDO,
    r"$\sin -\cifra{4}{x}$": SIGNO,
    r"$\left|-\cifra{4}{x}\right|$": SIGNO,
    r"$\sqrt{-\cifra{4}{x}}$": SIGNO,
    r"$e^{-\cifra{4}{x}}$": SIGNO,
    r"$\vec{-\cifra{4}{x}}$": SIGNO,
    r"$-\textcolor{red}{\cifra{4}{x}}$": SIGNO,
    r"$-\$\cifra{4}{x}$": SIGNO,
    "```{math}\ny = -\n\\cifra{4}{x}\n```": SIGNO,
    "> es {cifra}`4 <x>`\n> millones": fuera("millones"),
    "{cifra}`4 <x>`<br>millones": fuera("millones"),
    r"$\cifra{4}{x}$ ‰": fuera("‰"),
    r"$\cifra{4}{x} \times 10^{3}$": fuera("×10"),
    r"$\cifra{4}{x}$ × 10³": fuera("× 10"),
    r"$x^\cifra{12}{n}$": r"«^» solo toma una cifra: pon \cifra entre llaves",
    r"$\sqrt[3]\cifra{12}{n}$": r"«\sqrt[3]» solo toma una cifra: pon \cifra entre llaves",
    r"$\frac{1}\cifra{12}{n}$": r"«\frac{1}» solo toma una cifra: pon \cifra entre llaves",
}


@pytest.mark.parametrize(("prosa", "mensaje"), DE_UNO.items())
def test_lo_que_queda_fuera_se_dice_entero(prosa: str, mensaje: str) -> None:
    assert mensaje in mensajes(prosa)


LIMPIO = [
    r"$y - \cifra{4}{x}$, $f(x) - \cifra{4}{x}$, $x^2 - \cifra{4}{x}$, $\frac{a}{b}-\cifra{4}{x}$",
    r"$\alpha-\cifra{4}{x}$, $|z| - \cifra{4}{x}$, $\left|z\right| - \cifra{4}{x}$, $n! - \cifra{4}{x}$",
    "$y-$ {cifra}`4 <x>`, $y$ − {cifra}`4 <x>`, {cifra}`5 <a>` − {cifra}`4 <x>`, x − {cifra}`4 <x>`",
    "De {cifra}`3 <a>`–{cifra}`4 <b>` y Madrid–{cifra}`4 <b>`, GPT-{cifra}`4 <x>`.",
    "Son pocas – {cifra}`4 <x>` – cosas; —{cifra}`4 <x>`—, ---{cifra}`4 <x>`---.",
    "- {cifra}`4 <x>` cosas\n- {cifra}`4 <x>`\n- mil cosas\n\n+ {cifra}`4 <x>`\n+ millones",
    "Al menos {cifra}`4 <x>`, más o menos {cifra}`4 <x>`, todos menos {cifra}`4 <x>`.",
    "Se multiplica por uno menos {cifra}`4 <x>`.",
    "plus or minus {cifra}`4 <x>`, $y$ ± {cifra}`4 <x>`",
    "De cada mil {cifra}`4 <x>`; el mil por mil {cifra}`4 <x>`.",
    "{cifra}`4 <x>` milímetros por persona, {cifra}`4 <x>` kg, {cifra}`4 <x>`º, {cifra}`4 <x>` M€.",
    "| {cifra}`4 <x>` | % | millones |\n|---|---|---|",
    "{cifra}`4 <x>`\n\nmillones de cosas",
    "{cifra}`1 <a>`<br>{cifra}`500 <b>`",
    r"$\frac{\cifra{1}{a}}{\cifra{3}{b}}$, $\binom{\cifra{5}{n}}{\cifra{2}{k}}$, $\cifra{1}{a}/\cifra{3}{b}$",
    r"$\cifra{4}{x}^2$, $\cifra{4}{x}^{\cifra{2}{n}}$, $x_{\cifra{1}{i}}\cifra{3}{y}$, $x^\cifra{2}{n}$",
    r"$[\cifra{1}{a}, \cifra{2}{b}]$, $\cifra{1}{a}\quad\cifra{2}{b}$, $x^{2}\cifra{12}{n}$",
    r"$\max(1, \cifra{2}{b})$",
    r"$\pi\cifra{4}{x}$, $\cifra{4}{x}\,\Omega$, $\dots\cifra{4}{x}$",
    r"$\macro(\cifra{4}{x})$, $\macro{a}-\cifra{4}{x}$",
    r"$x = \pm\cifra{4}{x}$, ±{cifra}`4 <x>`, $3\pm\cifra{4}{x}$",
    "{cifra}`0.99 <p>`\n{cifra}`4 <x>`",
]


@pytest.mark.parametrize("prosa", LIMPIO)
def test_lo_que_no_es_parte_del_numero_no_molesta(prosa: str) -> None:
    assert dicho(prosa) == []


# ——— De cualquier manera que se escriba ———

MENOS = [
    "−",
    "-",
    "&minus;",
    "&#8722;",
    "&#x2212;",
    "$-$",
    "**−**",
    "<b>−</b>",
    "[−](u)",
    "${-}$",
    r"\-",
    "−<!-- -->",
]
MENOS_EN_FORMULA = ["-", "−", "{-}", r"\mathbf{-}", r"\color{red}{-}", r"\textcolor{red}{-}", r"\text{−}"]
JUNTO = ["", "&nbsp;", "&#8239;", "\u00a0", "\u2009", "<i></i>", "<!-- a -->", "&ZeroWidthSpace;"]
JUNTO_EN_FORMULA = [
    "",
    " ",
    r"\,",
    r"\;",
    r"\!",
    r"\:",
    "~",
    "{}",
    r"\quad ",
    r"\mathstrut ",
    r"\displaystyle ",
    "\n",
]
LITERALES = [
    "{cifra}`4 <x>`",
    "*{cifra}`4 <x>`*",
    r"$\cifra{4}{x}$",
    r"$\mathbf{\cifra{4}{x}}$",
    "{dato}`4 <x>`",
]
ATADOS = [
    r"\cifra{4}{x}",
    r"\mathbf{\cifra{4}{x}}",
    r"{\cifra{4}{x}}",
    r"{\bf \cifra{4}{x}}",
    r"\boxed{\cifra{4}{x}}",
]
SIN_NADA_DE_QUE_RESTAR = ["Son ", "", "Da (", "Es = ", "«", "Vale: ", "a / ", "$x$ = "]
SIN_TERMINO = [
    "",
    "y = ",
    "y <",
    r"y \approx ",
    r"\begin{pmatrix}",
    "a & ",
    r"a \\ ",
    r"\frac{",
    "(",
    r"\{",
    "[1, ",
    r"\to ",
]
CON_TERMINO = [
    "y",
    "y ",
    "f(x)",
    r"\alpha",
    "x^2",
    r"x_{i}",
    r"\frac{a}{b}",
    r"\mathbf{z}",
    "z'",
    r"\text{ km}",
]
ESCALAS = [
    "%",
    "&percnt;",
    "‰",
    "$\\%$",
    "\\%",
    "millones",
    "mil",
    "*millones*",
    "por ciento",
    "per cent",
    "million",
    "hundred",
]
ESCALAS_EN_FORMULA = [
    r"\%",
    r"\mathrm{\%}",
    r"\text{ %}",
    r"\text{ millones}",
    r"\mathrm{mil}",
    r"\text{ per cent}",
    r"\cdot 10^3",
]


@given(
    st.sampled_from(SIN_NADA_DE_QUE_RESTAR),
    st.sampled_from(MENOS),
    st.sampled_from(JUNTO),
    st.sampled_from(LITERALES),
)
def test_un_signo_en_la_prosa_se_ve(antes: str, signo: str, entre: str, literal: str) -> None:
    assert len(mensajes(antes + signo + entre + literal)) == 1


@given(
    st.sampled_from(SIN_TERMINO),
    st.sampled_from(MENOS_EN_FORMULA),
    st.lists(st.sampled_from(JUNTO_EN_FORMULA), max_size=3).map("".join),
    st.sampled_from(ATADOS),
)
def test_un_signo_en_una_formula_se_ve(antes: str, signo: str, entre: str, atado: str) -> None:
    assert mensajes(f"$${antes}{signo}{entre}{atado}$$") == [SIGNO]


@given(
    st.sampled_from(CON_TERMINO),
    st.sampled_from(JUNTO_EN_FORMULA),
    st.sampled_from(JUNTO_EN_FORMULA),
    st.sampled_from(ATADOS),
)
def test_una_resta_en_una_formula_no_es_un_signo(antes: str, entre: str, luego: str, atado: str) -> None:
    if r"\quad" not in entre:  # que separa dos fórmulas
        assert mensajes(f"$${antes}{entre}-{luego}{atado}$$") == []


@given(
    st.sampled_from(LITERALES),
    st.lists(st.sampled_from([*JUNTO, " ", "\n", "&emsp;"]), max_size=3).map("".join),
    st.sampled_from(ESCALAS),
)
def test_una_escala_en_la_prosa_se_ve(literal: str, entre: str, escala: str) -> None:
    if not re.search(r"\n\s*(?:\n|%|<!--)", entre + escala):  # ahí acaba el párrafo
        assert len(mensajes(f"Son {literal}{entre}{escala} o más")) == 1


@given(
    st.sampled_from(ATADOS),
    st.lists(st.sampled_from(JUNTO_EN_FORMULA), max_size=3).map("".join),
    st.sampled_from(ESCALAS_EN_FORMULA),
)
def test_una_escala_en_una_formula_se_ve(atado: str, entre: str, escala: str) -> None:
    assert len(mensajes(f"$$y = {atado}{entre}{escala}$$")) == 1


@given(st.text(r"\{}$^_&abcifratext0123 .,|-%~" + "\n", max_size=60))
def test_cualquier_formula_se_dibuja_sin_pasarse(tex: str) -> None:
    posiciones = [posicion for posicion, _ in trazos(tex)]
    assert posiciones == sorted(set(posiciones))
    assert all(posicion < len(tex) for posicion in posiciones)
