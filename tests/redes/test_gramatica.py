"""El idioma de juguete: que sea el que dice ser y que sus entropías sean exactas."""

import itertools
from collections import Counter, defaultdict
from fractions import Fraction
from math import log
from typing import Any

import numpy as np
import pytest

from redes.gramatica import (
    GRAMATICA,
    PUNTO,
    Frase,
    Lengua,
    entropia,
    entropia_ngrama,
    frases,
    largo_medio,
    muestra,
    siguiente,
    vocabulario,
)

LENGUA = frases()
A_VECES_LARGA: Lengua = {("a",): Fraction(1, 4), ("a", "b", "c"): Fraction(3, 4)}
DADO: Lengua = {(cara,): Fraction(1, 6) for cara in "abcdef"}


def test_las_probabilidades_suman_uno_exacto_y_ninguna_es_nula() -> None:
    assert sum(LENGUA.values()) == 1
    assert all(p > 0 for p in LENGUA.values())


@pytest.mark.parametrize(
    "texto",
    [
        "el banco estaba cerrado porque el financiero llegó tarde",
        "el banco estaba verde porque lo acababan de pintar",
        "el sistema operativo dio un error porque el kernel no estaba actualizado",
        "el cielo es azul",
        "la IA avanza",
        "la IA retrocede",
        "la IA se detiene",
    ],
)
def test_las_frases_del_libro_se_pueden_decir(texto: str) -> None:
    assert tuple(texto.split()) in LENGUA


@pytest.mark.parametrize(
    "texto", ["el cielo es verde", "la aplicación dio un error porque no estaba actualizado"]
)
def test_lo_que_no_se_puede_decir_no_esta(texto: str) -> None:
    assert tuple(texto.split()) not in LENGUA


def test_la_probabilidad_de_una_frase_es_el_producto_de_sus_elecciones() -> None:
    mano = Fraction(4, 19) * Fraction(4, 8) * Fraction(3, 5) * Fraction(2, 6) * Fraction(8, 10)
    assert LENGUA[tuple("el cielo hoy es azul".split())] == mano


def test_una_frase_con_dos_caminos_suma_los_dos() -> None:
    assert frases({"Frase": {"A": 1, "B": 3}, "A": {"x": 1}, "B": {"x": 1, "y": 1}}) == {
        ("x",): Fraction(5, 8),
        ("y",): Fraction(3, 8),
    }


def test_una_gramatica_recursiva_no_es_un_idioma_finito() -> None:
    with pytest.raises(RecursionError):
        frases({"Frase": {"a Frase": 1, "b": 1}})


def test_todos_los_simbolos_se_usan_y_ninguno_se_queda_por_palabra() -> None:
    usados = {trozo for reglas in GRAMATICA.values() for regla in reglas for trozo in regla.split()}
    assert set(GRAMATICA) - usados == {"Frase"}
    assert not set(GRAMATICA) & set(vocabulario(LENGUA))


def test_el_vocabulario_es_el_punto_y_cada_palabra_una_vez() -> None:
    palabras = vocabulario(LENGUA)
    assert palabras[0] == PUNTO
    assert Counter(palabras) == Counter({palabra for frase in LENGUA for palabra in frase} | {PUNTO})


def test_largo_medio_cuenta_el_punto_final() -> None:
    assert largo_medio(DADO) == 2
    assert largo_medio(A_VECES_LARGA) == Fraction(14, 4)


def test_la_entropia_de_un_dado_es_ln_seis_repartido_entre_sus_dos_tokens() -> None:
    assert entropia(DADO) == pytest.approx(log(6) / 2, rel=1e-14)


def test_la_entropia_es_la_de_cada_palabra_sumada_por_la_regla_de_la_cadena() -> None:
    """Otro camino: para cada principio, su probabilidad por la entropía de lo que le sigue."""
    principios: dict[Frase, Fraction] = defaultdict(Fraction)
    for frase, p in LENGUA.items():
        for i in range(len(frase) + 1):
            principios[frase[:i]] += p
    nats = sum(
        float(masa) * -sum(float(q) * log(q) for q in siguiente(LENGUA, principio).values())
        for principio, masa in principios.items()
    )
    assert entropia(LENGUA) == pytest.approx(nats / float(largo_medio(LENGUA)), rel=1e-12)


def test_unigrama_y_bigrama_coinciden_con_un_recuento_independiente() -> None:
    """Se escribe el idioma entero, cada frase tantas veces como dice su probabilidad, y se cuenta."""
    veces = np.lcm.reduce([p.denominator for p in LENGUA.values()])
    sueltas: Counter[str] = Counter()
    parejas: Counter[tuple[str, str]] = Counter()
    for frase, p in LENGUA.items():
        tokens = [PUNTO, *frase, PUNTO]
        for antes, despues in itertools.pairwise(tokens):
            sueltas[despues] += int(p * veces)
            parejas[antes, despues] += int(p * veces)

    def entropia_de(cuentas: Counter[Any]) -> float:
        q = np.array(list(cuentas.values())) / sum(cuentas.values())
        return -float(np.sum(q * np.log(q)))

    # Cada token hace de «antes» tantas veces como de «despues»: el punto abre una frase y cierra otra.
    assert entropia_ngrama(LENGUA, 1) == pytest.approx(entropia_de(sueltas), rel=1e-12)
    assert entropia_ngrama(LENGUA, 2) == pytest.approx(entropia_de(parejas) - entropia_de(sueltas), rel=1e-12)


def test_cuanta_mas_memoria_menos_entropia_hasta_llegar_al_suelo() -> None:
    largo = max(map(len, LENGUA)) + 2
    escalera = [log(len(vocabulario(LENGUA))), *(entropia_ngrama(LENGUA, n) for n in range(1, largo))]
    assert all(despues <= antes + 1e-12 for antes, despues in itertools.pairwise(escalera))
    assert escalera[-1] == pytest.approx(entropia(LENGUA), rel=1e-12)
    assert escalera[3] > 1.2 * escalera[-1]  # dos palabras de memoria no bastan, ni mucho menos


def test_sin_memoria_no_hay_ngrama() -> None:
    with pytest.raises(ValueError, match=r"^un n-grama: n tiene que ser 1 o más, no 0$"):
        entropia_ngrama(LENGUA, 0)


def test_lo_que_sigue_depende_de_una_palabra_lejana() -> None:
    assert siguiente(LENGUA, "la hierba de la ciudad hoy es".split()) == {
        "verde": Fraction(9, 10),
        "amarilla": Fraction(1, 10),
    }
    assert siguiente(LENGUA, "la aplicación dejó de funcionar porque no estaba".split()) == {"actualizada": 1}
    assert siguiente(LENGUA, "la IA se detiene".split()) == {PUNTO: 1}
    assert sum(siguiente(LENGUA, []).values()) == 1


@pytest.mark.parametrize(
    ("principio", "reparto"),
    [
        # El peso de «el» al empezar: Color 4·6/8, Cierre 3·4/5, Pintura 3·3/5 y Fallo 5·(1 + 2·2/3)/4, de 19.
        ("", "el 607/1140, la 413/1140, para 2/19"),
        ("el", "cielo 120/607, mar 60/607, banco 189/607, taller 63/607, sistema 175/607"),
        ("la", "hierba 60/413, tienda 60/413, puerta 48/413, aplicación 125/413, IA 80/413, ciencia 40/413"),
        ("el cielo", "es 3/10, hoy 1/5, casi 1/10, de 1/5, del 1/5"),
        ("el cielo es", "azul 4/5, gris 1/5"),
        ("el mar casi siempre es", "azul 6/10, verde 3/10, gris 1/10"),
        ("la hierba es", "verde 9/10, amarilla 1/10"),
        ("el banco estaba", "cerrado 4/7, verde 3/14, azul 2/14, gris 1/14"),
        ("el taller estaba", "cerrado 4/7, verde 3/14, azul 2/14, gris 1/14"),
        ("la tienda estaba", "cerrada 3/5, verde 3/15, azul 2/15, gris 1/15"),
        ("el banco estaba cerrado porque el financiero", "llegó 3/4, se 1/4"),
        ("la puerta estaba", "verde 3/6, azul 2/6, gris 1/6"),
        ("la aplicación", "dio 4/5, dejó 1/5"),
        ("la aplicación dio un error", "porque 3/4, otra 1/4"),
        ("la aplicación dio un error porque", "no 3/5, el 1/5, la 1/5"),
        ("el sistema operativo dio un error porque", "no 3/7, el 2/7, la 2/7"),
        ("la IA", "avanza 3/5, retrocede 1/5, se 1/5"),
        ("la ciencia avanza", ". 2/4, deprisa 1/4, despacio 1/4"),
        ("para el", "médico 1/2, matemático 1/2"),
        ("para el matemático la operación es una", "suma 2/3, resta 1/3"),
    ],
)
def test_cada_eleccion_tiene_su_peso(principio: str, reparto: str) -> None:
    parejas = [pareja.split() for pareja in reparto.split(", ")]
    assert siguiente(LENGUA, principio.split()) == {palabra: Fraction(p) for palabra, p in parejas}


def test_un_principio_imposible_se_dice() -> None:
    with pytest.raises(ValueError, match=r"^siguiente: ninguna frase empieza por «el cielo avanza»$"):
        siguiente(LENGUA, ["el", "cielo", "avanza"])


def test_la_muestra_es_reproducible_y_sigue_las_probabilidades() -> None:
    texto = muestra(LENGUA, 20_000, np.random.default_rng(1))
    assert texto == muestra(LENGUA, 20_000, np.random.default_rng(1))
    assert texto != muestra(LENGUA, 20_000, np.random.default_rng(2))
    veces = Counter(texto)
    for frase, p in LENGUA.items():
        esperadas = 20_000 * float(p)
        assert abs(veces[frase] - esperadas) < 5 * np.sqrt(esperadas)
