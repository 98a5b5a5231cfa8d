"""De letras a tokens: las uniones hechas a mano, y lo que cualquier manera de partir tiene que cumplir."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redes import trozos as tro
from redes.gramatica import frases

IDIOMA = tro.frecuencias(frases())
UNIONES = tro.aprender_uniones(IDIOMA, 500)


def test_las_frecuencias_son_las_esperadas() -> None:
    lengua = {("a", "b", "a"): Fraction(1, 3), ("b",): Fraction(2, 3)}
    assert tro.frecuencias(lengua) == {"a": Fraction(2, 3), "b": Fraction(1)}
    esperadas = sum(p * len(frase) for frase, p in frases().items())
    assert sum(IDIOMA.values()) == esperadas


def test_las_uniones_del_articulo() -> None:
    """El ejemplo de Sennrich et al. (2016), con su marca de final de palabra."""
    palabras = {"low·": 5, "lower·": 2, "newest·": 6, "widest·": 3}
    assert tro.aprender_uniones(palabras, 3) == [("e", "s"), ("es", "t"), ("est", "·")]


def test_se_une_lo_mas_frecuente_y_en_un_empate_lo_primero() -> None:
    assert tro.aprender_uniones({"ab": 1, "cd": 3}, 1) == [("c", "d")]
    assert tro.aprender_uniones({"ab": 2, "cd": 2}, 2) == [("a", "b"), ("c", "d")]


def test_cuando_no_queda_nada_que_unir_se_acaba() -> None:
    assert tro.aprender_uniones({"abc": 1}, 10) == [("a", "b"), ("ab", "c")]
    assert tro.aprender_uniones({"abc": 1}, 0) == tro.aprender_uniones({"a": 1}, 5) == []


@pytest.mark.parametrize(
    ("palabra", "esperado"),
    [
        ("aaa", ("aa", "a")),
        ("aaaa", ("aa", "aa")),
        ("baab", ("b", "aa", "b")),
        ("", ()),
        ("xyz", tuple("xyz")),
    ],
)
def test_se_une_de_izquierda_a_derecha_y_sin_pisarse(palabra: str, esperado: tuple[str, ...]) -> None:
    assert tro.trocear(palabra, [("a", "a")]) == esperado


def test_el_orden_de_las_uniones_importa() -> None:
    assert tro.trocear("abc", [("a", "b"), ("b", "c")]) == ("ab", "c")
    assert tro.trocear("abc", [("b", "c"), ("a", "b")]) == ("a", "bc")


@given(st.text("abcdeilopqrstuz", max_size=12), st.integers(0, len(UNIONES)))
def test_partir_no_pierde_ni_una_letra_y_con_mas_uniones_no_hay_mas_trozos(
    palabra: str, cuantas: int
) -> None:
    trozos = tro.trocear(palabra, UNIONES[:cuantas])
    assert "".join(trozos) == palabra
    assert len(trozos) <= len(tro.trocear(palabra, UNIONES[: max(0, cuantas - 1)]))


def test_al_final_cada_palabra_vista_es_un_token_y_las_frecuentes_antes() -> None:
    assert all(tro.trocear(palabra, UNIONES) == (palabra,) for palabra in IDIOMA)
    medias = [tro.tokens_por_palabra(IDIOMA, UNIONES[:n]) for n in range(0, len(UNIONES) + 1, 20)]
    assert medias == sorted(medias, reverse=True)
    assert tro.tokens_por_palabra(IDIOMA, UNIONES) == 1
    assert tro.trocear("desactualizado", UNIONES[:80])[-1] == "actualizado"


def test_la_media_cuenta_cada_palabra_lo_que_aparece() -> None:
    assert tro.tokens_por_palabra({"ab": 3, "c": 1}, []) == 7 / 4
    assert tro.tokens_por_palabra({"ab": Fraction(1, 2), "c": Fraction(1, 2)}, [("a", "b")]) == 1
