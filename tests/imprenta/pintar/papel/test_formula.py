r"""Las fórmulas impresas: lo que `math_core` dibuja, Typst lo compone, como TeX lo espacia y sin salirse."""

import io
import re
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
import typst
from docutils import nodes
from hypothesis import given, settings
from hypothesis import strategies as st
from libros import CABECERA, construir, escribir_libro
from math_core import LatexError
from PIL import Image

from imprenta.pintar.mathml import arbol_de, con_primas, para_dibujar
from imprenta.pintar.papel import formula as modulo
from imprenta.pintar.papel.composicion import letras_de
from imprenta.pintar.papel.formula import FormulaDesconocida, formula, formula_en_trozos
from imprenta.pintar.papel.formulas import formula_aparte, formula_en_linea
from imprenta.pintar.traductores import traductores

PLANTILLA = Path(modulo.__file__).parent / "plantilla"
DE_OTROS = (Path(__file__).parent / "formulas_de_otros_libros.txt").read_text(encoding="utf-8").splitlines()
CABEZA = """#import "formulas.typ": *
#set document(title: "Fórmulas")
#set page(width: {ancho}mm, height: auto, margin: 10mm)
#set text(font: ("TeX Gyre Pagella", "DejaVu Sans"), size: 10pt, lang: "es")
#show math.equation: set text(font: ("TeX Gyre Pagella Math", "DejaVu Sans"))
#let palabras(t) = text(font: "TeX Gyre Pagella", t)
"""


@cache
def _letras() -> typst.Fonts:
    return letras_de()


def _puesta(carpeta: Path, cuerpo: str, ancho: int) -> str:
    """La hoja escrita, con la plantilla al lado."""
    shutil.copytree(PLANTILLA, carpeta, dirs_exist_ok=True)
    (carpeta / "hoja.typ").write_text(CABEZA.format(ancho=ancho) + cuerpo, encoding="utf-8")
    return str(carpeta / "hoja.typ")


def _en_pdf(carpeta: Path, cuerpo: str) -> bytes:
    """Lo que compone Typst, como en el libro: accesible y sin letras de fuera; sin ningún aviso."""
    hoja = _puesta(carpeta, cuerpo, ancho=170)
    hecho, avisos = typst.compile_with_warnings(hoja, font_paths=_letras(), pdf_standards=["ua-1"])
    assert [aviso.message for aviso in avisos] == []
    return hecho


def _dibujada(carpeta: Path, cuerpo: str) -> bytes:
    """Lo mismo, en una hoja estrecha y dibujada punto a punto."""
    return typst.compile(_puesta(carpeta, cuerpo, ancho=100), font_paths=_letras(), format="png", ppi=60)


def _escrita(tex: str, *, en_bloque: bool = True) -> str:
    dibujo = traductores().anotado.convert_with_local_state(para_dibujar(tex), displaystyle=en_bloque)
    return formula(arbol_de(con_primas(dibujo)))


def _legibles(formulas: Iterable[str]) -> list[str]:
    """Las que `math_core` sabe leer: las demás ya las dice la página."""
    return [tex for tex in formulas if "<math" in mathml_o_nada(tex)]


def mathml_o_nada(tex: str) -> str:
    try:
        return traductores().anotado.convert_with_local_state(tex, displaystyle=True)
    except LatexError:
        return ""


def _hoja(formulas: Sequence[str]) -> str:
    aparte = [formula_aparte(nodes.math_block("", tex), "es", "", "hoja") for tex in formulas]
    en_linea = [formula_en_linea(nodes.math("", tex), "es", "hoja") for tex in formulas]
    return "\n\n".join([*aparte, *en_linea])


def test_lo_que_escriben_otros_libros_se_compone(tmp_path: Path) -> None:
    assert len(DE_OTROS) > 130
    assert _en_pdf(tmp_path, _hoja(DE_OTROS)).startswith(b"%PDF")


# ——— Los huecos ———

COMO_EN_TYPST = [
    ("a + b = c", "a + b = c"),
    ("-x", "-x"),
    (r"2 \cdot (-1)", "2 dot (-1)"),
    (r"\mathrm{softmax}(z)", 'op("softmax")(z)'),
    (r"\sin x", "sin x"),
    (r"\sin(x)", "sin(x)"),
    (r"\max(0, x)", "max(0, x)"),
    (r"0.25 \times 3", "0.25 times 3"),
    ("|x|", "abs(x)"),
    (r"\|x\|_2", "norm(x)_2"),
    ("f'(x)", "f'(x)"),
    ("f'_i", "f'_i"),
    (r"\sum_{i=1}^n x_i", "sum_(i=1)^n x_i"),
    (r"\int_0^1 x", "integral_0^1 x"),
    (r"\frac{a+1}{b}", "(a+1)/b"),
    (r"\left(\frac{a}{b}\right)", "(a/b)"),
    (r"\sqrt{x+1}", "sqrt(x+1)"),
    (r"\hat{y} + \bar{x}", "hat(y) + macron(x)"),
    (r"\binom{n}{k}", "binom(n, k)"),
    (r"\underbrace{a+b}_{c}", "underbrace(a+b, c)"),
    (r"x \in \mathbb{R}^n", "x in RR^n"),
    (r"\lim_{x \to 0} f", "lim_(x -> 0) f"),
    (r"\Sigma", "Sigma"),
]


@pytest.mark.parametrize("en_bloque", [True, False])
def test_ocupa_lo_que_la_misma_escrita_en_typst(tmp_path: Path, en_bloque: bool) -> None:
    """Quien escribe en Typst a mano deja los huecos de TeX; quien escribe en LaTeX, también."""
    como = str(en_bloque).lower()
    medir = f"#let medida(x) = context [#metadata(repr(measure(math.equation(block: {como}, x))))<medida>]\n"
    parejas = [(_escrita(tex, en_bloque=en_bloque), suya) for tex, suya in COMO_EN_TYPST]
    pedidas = "".join(f"#medida(${una}$)\n" for pareja in parejas for una in pareja)
    hoja = _puesta(tmp_path, medir + pedidas, ancho=170)
    dichas = typst.query(hoja, "<medida>", font_paths=_letras())
    anchos = [float(ancho) for ancho in re.findall(r"width: ([\d.]+)pt", dichas)]
    assert anchos[::2] == pytest.approx(anchos[1::2], abs=0.05)


# ——— Lo que no cabe ———

MUY_LARGA = " + ".join(rf"w_{{{k}}} x_{{{k}}}" for k in range(30)) + r" = \sigma(z)"
MATRIZ = r"\begin{pmatrix}" + " & ".join(f"a_{{1,{k}}}" for k in range(9)) + r"\end{pmatrix}"
VECTOR = "[" + ", ".join(f"0.{k}" for k in range(100, 130)) + "]"


def _tinta_en_el_margen(png: bytes) -> bool:
    """Si hay algo dibujado a menos de 8 mm del borde, que es margen."""
    hoja = Image.open(io.BytesIO(png)).convert("L").point(lambda gris: 255 * (gris < 200))
    margen = round(hoja.width * 8 / 100)
    izquierda, _, derecha, _ = hoja.getbbox() or (margen, 0, margen, 0)
    return izquierda < margen or derecha > hoja.width - margen


@pytest.mark.parametrize("escrita", [MUY_LARGA, MATRIZ, rf"E = {MUY_LARGA} \qquad x = 1"])
@pytest.mark.parametrize("numero", ["", "3.1"])
def test_la_larga_se_parte_o_se_encoge(tmp_path: Path, escrita: str, numero: str) -> None:
    cuerpo = formula_aparte(nodes.math_block("", escrita), "es", numero, "hoja")
    assert not _tinta_en_el_margen(_dibujada(tmp_path, cuerpo))


def test_la_larga_en_linea_se_parte_tras_una_coma(tmp_path: Path) -> None:
    cuerpo = "Dice " + formula_en_linea(nodes.math("", VECTOR), "es", "hoja")
    assert not _tinta_en_el_margen(_dibujada(tmp_path, cuerpo))


def test_partida_dice_lo_mismo_que_entera() -> None:
    raiz = arbol_de(traductores().anotado.convert_with_local_state(MUY_LARGA, displaystyle=True))
    trozos = formula_en_trozos(raiz)
    assert len(trozos) == 31
    assert " ".join(trozos) == formula(raiz)


def test_la_que_no_cabe_de_ningun_modo_es_una_falta_con_su_linea(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ancha = r"\frac{" + " + ".join("abcdefgh" for _ in range(40)) + "}{b}"
    libro = escribir_libro(tmp_path, {"uno": CABECERA + f"# Uno\n\nHola.\n\n```{{math}}\n{ancha}\n```\n"})
    codigo, _, faltas = construir(libro, capsys, "pdf")
    linea = (libro / "uno.md").read_text(encoding="utf-8").splitlines().index("```{math}") + 1
    assert codigo != 0
    assert [re.sub(r"\d+ %", "N %", falta) for falta in faltas] == [
        f"uno.md:{linea}:1: el papel: la fórmula no cabe: habría que encogerla al N %"
    ]
    assert not (libro / "_build/pdf/libro.pdf").exists()


def test_la_matriz_en_linea_que_no_cabe_tambien(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ancha = r"\begin{pmatrix}" + " & ".join(["abcdef"] * 20) + r"\end{pmatrix}"
    libro = escribir_libro(tmp_path, {"uno": CABECERA + f"# Uno\n\nHola, ${ancha}$.\n"})
    codigo, _, faltas = construir(libro, capsys, "pdf")
    linea = (libro / "uno.md").read_text(encoding="utf-8").splitlines().index(f"Hola, ${ancha}$.") + 1
    assert codigo != 0
    assert faltas == [f"uno.md:{linea}:1: el papel: la fórmula no cabe en el renglón y no se puede partir"]


# ——— Lo que no se sabe dibujar ———


def test_una_pieza_desconocida_no_se_calla() -> None:
    with pytest.raises(FormulaDesconocida, match="<mlongdiv>"):
        formula(fromstring("<math><mi>x</mi><mlongdiv/></math>"))


def test_una_letra_no_puede_ser_una_orden(tmp_path: Path) -> None:
    signos = r"\# \$ \& \% \_ / | < > : ; ' ! ? @ * = + - . , [ ] ( )"
    texto = r'\text{#panic("no") $x$ \\ "comillas" /* no */ // no}'
    assert _en_pdf(tmp_path, _hoja([signos, texto, r"\backslash"])).startswith(b"%PDF")


LETRAS = st.sampled_from(
    [*"xW2", r"\%", r"\sigma", "0.5", r"\mathbf{v}", r"\mathrm{ReLU}", r"\text{si no}", r"\ldots", ""]
)
SIGNOS = st.sampled_from([*"+=,|/'!;:", r"\cdot", r"\in", r"\mid", r"\|", r"\to", r"\quad", r"\,"])
GRANDES = st.sampled_from(["sum", "int", "max", "lim", "prod"])
DE_UNA = st.sampled_from(["hat", "bar", "vec", "overline", "underbrace", "boxed", "cancel", "phantom"])
DE_DOS = st.sampled_from(["frac", "overset", "underset", "binom", r"textcolor{red}\frac"])
ENTORNOS = st.sampled_from(["pmatrix", "cases", "aligned", "vmatrix"])
TABLA = r"\begin{{{0}}} {1} & {2} \\ {3} \end{{{0}}}"
TEX = st.recursive(
    LETRAS,
    lambda dentro: st.one_of(
        st.builds("{{{}}}_{{{}}}^{{{}}}".format, dentro, dentro, dentro),
        st.builds("{} {} {}".format, dentro, SIGNOS, dentro),
        st.builds(r"\left{}{}\right{}".format, st.sampled_from("([.|"), dentro, st.sampled_from(")].|")),
        st.builds(r"\xrightarrow[{}]{{{}}}".format, dentro, dentro),
        st.builds(r"\sqrt[{}]{{{}}}".format, dentro, dentro),
        st.builds(r"\{}_{{{}}} {}".format, GRANDES, dentro, dentro),
        st.builds(r"\{}{{{}}}".format, DE_UNA, dentro),
        st.builds(r"\{}{{{}}}{{{}}}".format, DE_DOS, dentro, dentro),
        st.builds(TABLA.format, ENTORNOS, dentro, dentro, dentro),
    ),
    max_leaves=12,
)


@settings(max_examples=12)
@given(formulas=st.lists(TEX, min_size=20, max_size=40))
def test_cualquiera_se_compone(tmp_path_factory: pytest.TempPathFactory, formulas: Sequence[str]) -> None:
    assert _en_pdf(tmp_path_factory.mktemp("hoja"), _hoja(_legibles(formulas))).startswith(b"%PDF")
