"""La ortotipografía: qué espacios no se parten y qué puntuación viaja con su fórmula."""

import pytest
from docutils import nodes

from imprenta.pintar.cifras import cifra_verificada
from imprenta.pintar.tipografia import espacios_duros, juntar, poner_duros


@pytest.mark.parametrize(
    ("texto", "con_duros"),
    [
        ("el 73 % de", "el 73~% de"),
        ("pesa 59 KB y tarda 3 s más", "pesa 59~KB y tarda 3~s más"),
        ("son 50 257 tokens", "son 50_257 tokens"),
        ("1 000 000", "1_000_000"),
        ("15 billones", "15~billones"),
        ("175 mil millones", "175~mil~millones"),
        ("p. ej. así", "p.~ej. así"),
        ("mira la figura 3.1", "mira la figura~3.1"),
        ("Figura 3.1 y ecuación (2)", "Figura~3.1 y ecuación~(2)"),
        ("Y. Bengio y A. B. Ruiz", "Y.~Bengio y A.~B.~Ruiz"),
        # lo que sí se parte
        ("en 2017 gana", "en 2017 gana"),
        ("12 24 48", "12 24 48"),
        ("3 segundos", "3 segundos"),
        ("figura con muelle", "figura con muelle"),
        ("de la IA. Entonces", "de la IA. Entonces"),
    ],
)
def test_los_espacios_que_no_se_parten(texto: str, con_duros: str) -> None:
    assert espacios_duros(texto) == con_duros.replace("~", "\xa0").replace("_", "\u202f")


def parrafo(*hijos: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *hijos)


def test_la_unidad_no_se_separa_de_una_cifra_verificada() -> None:
    p = parrafo(cifra_verificada("", "[0.73, 0.27]"), nodes.Text(" % y más"))
    for texto in list(p.findall(nodes.Text)):
        poner_duros(texto)
    assert p.astext() == "[0.73,\xa00.27] % y más"  # el corchete no es una cifra
    despues = nodes.Text(" % y más")
    p = parrafo(cifra_verificada("", "73"), despues)
    poner_duros(despues)
    assert p.astext() == "73\xa0% y más"


def test_una_cifra_larga_se_puede_partir() -> None:
    larga = "[0.111, 0.222, 0.333, 0.444]"
    p = parrafo(cifra_verificada("", larga))
    poner_duros(*p.findall(nodes.Text))
    assert p.astext() == larga


@pytest.mark.parametrize(
    ("antes", "despues", "junto"),
    [("de ", ", y", "x,"), ("es (", ") y", "(x)"), ("«", "». Y", "«x»."), ("llega ", " luego", None)],
)
def test_la_puntuacion_viaja_con_su_formula(antes: str, despues: str, junto: str | None) -> None:
    formula = nodes.math("", "x")
    p = parrafo(nodes.Text(antes), formula, nodes.Text(despues))
    juntar(formula)
    assert p.astext() == f"{antes}x{despues}"
    assert [nodo.astext() for nodo in p.findall(nodes.inline)] == ([junto] if junto else [])


def test_cada_formula_toma_su_coma_aunque_haya_otras_iguales() -> None:
    formulas = [nodes.math("", letra) for letra in "QKV"]
    trozos = [trozo for formula in formulas for trozo in (nodes.Text(", "), formula)]
    p = parrafo(cifra_verificada("", "tres"), *trozos, nodes.Text(", "), nodes.emphasis("", "y ya"))
    for formula in formulas:
        juntar(formula)
    assert p.astext() == "tres, Q, K, V, y ya"
    assert [nodo.astext() for nodo in p.findall(nodes.inline)] == ["tres", "Q,", "K,", "V,"]


def test_los_espacios_duros_se_ponen_donde_estan_aunque_haya_otro_texto_igual() -> None:
    textos = [nodes.Text(" % y "), nodes.Text(" % y ")]
    p = parrafo(nodes.emphasis("", "un"), textos[0], cifra_verificada("", "27"), textos[1])
    poner_duros(textos[1])
    assert p.astext() == "un % y 27\xa0% y "
