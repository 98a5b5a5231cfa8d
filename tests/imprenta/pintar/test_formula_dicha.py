r"""Lo que se dice de una fórmula: como en clase, sin LaTeX y sin que dos distintas suenen igual."""

import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from este_libro import RAIZ
from hypothesis import given
from hypothesis import strategies as st

from imprenta.leer.lectura import leer_texto
from imprenta.libro.pagina import Formula, quitar_cifras
from imprenta.pintar.formula_dicha import formula_dicha
from imprenta.pintar.mathml import arbol_de, en_renglones, para_dibujar
from imprenta.pintar.traductores import traductores
from imprenta.pintar.voz.palabras import VOCES

# Escritas a mano: cada una, cómo se lee en español y cómo en inglés.
DICHAS = (Path(__file__).parent / "formulas_dichas.txt").read_text(encoding="utf-8").strip().split("\n\n")


@pytest.mark.parametrize("escrita", DICHAS)
def test_se_lee_como_en_clase(escrita: str) -> None:
    tex, en_espanol, en_ingles = escrita.splitlines()
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
    rutas = sorted((RAIZ / "book").glob("*.md"))
    paginas = [leer_texto(ruta, ruta.read_text(encoding="utf-8")) for ruta in rutas]
    piezas = (pieza for pagina in paginas for pieza in pagina.piezas if isinstance(pieza, Formula))
    return sorted({quitar_cifras(pieza.tex) for pieza in piezas})


def _dibujo(tex: str) -> str:
    """Lo que se dibuja, sin los huecos, que no se leen."""
    raiz = arbol_de(traductores().llano.convert_with_local_state(para_dibujar(tex), displaystyle=False))
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

LLANAS = ["a", "b", "-a", "a+b", "a b"]
SEGUNDAS = [*LLANAS, r"\frac{a}{b}", r"\sqrt{a}", "{a}_{b}", "{a}^{b}", r"\left(a+b\right)"]
UNARIAS = [r"\sqrt{{{x}}}", "-{x}", r"\left({x}\right)"]
BINARIAS = ["{{{x}}}_{{{y}}}", "{{{x}}}^{{{y}}}", "{x}+{y}", r"\frac{{{x}}}{{{y}}}", "{x} {y}"]


def _formulas(hondura: int) -> list[str]:
    """Todas las que se pueden escribir con unas pocas construcciones, hasta una hondura."""
    if hondura == 0:
        return SEGUNDAS[:2]
    dentro = _formulas(hondura - 1)
    unas = [una.format(x=x) for una in UNARIAS for x in dentro]
    otras = [otra.format(x=x, y=y) for otra in BINARIAS for x, y in product(dentro, SEGUNDAS)]
    return [*dentro, *unas, *otras]


@pytest.mark.parametrize("lengua", VOCES)
def test_ninguna_se_confunde_con_otra(lengua: str) -> None:
    """De todas las de dos niveles, cada lectura es de un solo dibujo."""
    lecturas: dict[str, set[str]] = {}
    for tex in _formulas(2):
        lecturas.setdefault(formula_dicha(tex, lengua), set()).add(_dibujo(tex))
    confundidas = {dicha: suyos for dicha, suyos in lecturas.items() if len(suyos) > 1}
    assert len(lecturas) > 500
    assert confundidas == {}


LETRAS = st.sampled_from([*"xfWd2", r"\sigma", r"\Delta", "0.5", r"\mathbf{v}", r"\mathbb{E}", r"\partial"])
SIGNOS = st.sampled_from(["+", "=", r"\cdot", ",", r"\in", r"\mid", "|", r"\to"])
TEX = st.recursive(
    LETRAS,
    lambda dentro: st.one_of(
        st.builds(r"\frac{{{}}}{{{}}}".format, dentro, dentro),
        st.builds("{{{}}}_{{{}}}".format, dentro, dentro),
        st.builds("{{{}}}^{{{}}}".format, dentro, dentro),
        st.builds("{} {} {}".format, dentro, SIGNOS, dentro),
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
    huecos = [
        {clave: sorted(re.findall(r"\{\d\}", frase)) for clave, frase in voz.frases.items()}
        for voz in VOCES.values()
    ]
    assert huecos == huecos[:1] * len(huecos)
