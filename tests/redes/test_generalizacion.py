"""Apartar frases, contarlas con tablas y examinar al modelo: lo que sostiene «¿Aprende o memoriza?»."""

from fractions import Fraction
from math import inf, log

import numpy as np
import pytest

from redes.entrenamiento import ModeloDeLenguaje, aprender, sorteados
from redes.generalizacion import apartar, curso, imposibles, perplejidad
from redes.gramatica import (
    entropia,
    entropia_ngrama,
    frases,
    largo_medio,
    perdida_ngrama,
    siguiente,
    ventanas,
    vocabulario,
)
from redes.transformador import transformador

LENGUA = frases()
PALABRAS = vocabulario(LENGUA)
ENTERA = 99  # más palabras de las que tiene ninguna frase


@pytest.mark.parametrize("V", [1, 2, 66])
def test_repartir_por_igual_es_dudar_entre_todas(V: int) -> None:
    assert perplejidad(log(V)) == pytest.approx(V, rel=1e-12)
    assert perplejidad(inf) == inf


@pytest.mark.parametrize("semilla", range(5))
def test_el_examen_no_se_ha_leido_y_sus_palabras_si(semilla: int) -> None:
    examen, textos = apartar(LENGUA, 30, (30, 60, 122), np.random.default_rng(semilla))
    assert [len(texto) for texto in textos] == [30, 60, 122] and len(examen) == 30
    assert set(textos[0]) < set(textos[1]) < set(textos[2])
    assert set(examen) | set(textos[2]) == set(LENGUA) and not set(examen) & set(textos[2])
    for texto in textos:
        assert {palabra for frase in texto for palabra in frase} == set(PALABRAS) - {"."}
    for parte in (examen, *textos):
        assert sum(parte.values()) == 1
        assert len({p / LENGUA[frase] for frase, p in parte.items()}) == 1


@pytest.mark.parametrize(("apartadas", "cuantas"), [(30, (10, 122)), (31, (30, 122))])
def test_lo_que_no_cabe_se_dice(apartadas: int, cuantas: tuple[int, int]) -> None:
    mensaje = rf"^apartar: no se pueden leer \[{cuantas[0]}, 122\] y apartar {apartadas} de 152$"
    with pytest.raises(ValueError, match=mensaje):
        apartar(LENGUA, apartadas, cuantas, np.random.default_rng(0))


def test_la_tabla_es_el_producto_de_lo_que_sigue() -> None:
    examen, (leida,) = apartar(LENGUA, 10, (142,), np.random.default_rng(1))
    vistas = {frase: p for frase, p in leida.items() if frase[0] == "la"}
    total = sum(vistas.values())
    a_mano = 0.0
    for frase, p in vistas.items():
        producto = 1.0
        for i, palabra in enumerate((*frase, ".")):
            producto *= float(siguiente(leida, frase[:i])[palabra])
        a_mano -= float(p / total) * log(producto)
    preguntadas = {frase: p / total for frase, p in vistas.items()}
    assert perdida_ngrama(leida, preguntadas, ENTERA) == pytest.approx(
        a_mano / float(largo_medio(preguntadas)), rel=1e-12
    )
    assert perdida_ngrama(leida, examen, ENTERA) == inf


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_en_lo_leido_la_tabla_pierde_su_entropia_y_en_otra_cosa_no_menos(n: int) -> None:
    assert perdida_ngrama(LENGUA, LENGUA, n) == entropia_ngrama(LENGUA, n)
    assert perdida_ngrama(LENGUA, LENGUA, ENTERA) == pytest.approx(entropia(LENGUA), rel=1e-12)
    examen, _ = apartar(LENGUA, 30, (122,), np.random.default_rng(2))
    assert perdida_ngrama(LENGUA, examen, n) > entropia_ngrama(examen, n)


@pytest.mark.parametrize("n", [1, 2, 3, ENTERA])
def test_las_imposibles_son_las_que_la_tabla_no_espera(n: int) -> None:
    examen, (leida,) = apartar(LENGUA, 30, (30,), np.random.default_rng(3))
    fuera = imposibles(leida, examen, n)
    assert fuera == [f for f in examen if perdida_ngrama(leida, {f: Fraction(1)}, n) == inf]
    assert len(fuera) == {1: 0, ENTERA: 30}.get(n, len(fuera))


def test_las_ventanas_llevan_lo_que_se_recuerda_y_lo_que_viene() -> None:
    assert ventanas(("el", "mar"), 3) == [(".", "el"), (".", "el", "mar"), ("el", "mar", ".")]
    assert ventanas(("el",), 1) == [("el",), (".",)]


@pytest.mark.parametrize("pasos", [2, 4])
def test_el_curso_es_aprender_y_examinarse(pasos: int) -> None:
    examen, (leida,) = apartar(LENGUA, 30, (30,), np.random.default_rng(4))
    suyo = curso(leida, examen, PALABRAS, semilla=5, pasos=pasos, lote=3, tasa=0.1, cada=2)
    red = transformador(len(PALABRAS), capas=1, semilla=5)
    modelo = ModeloDeLenguaje(red, PALABRAS)
    al_nacer = modelo.perdida(leida), modelo.perdida(examen)
    for _ in aprender(
        red, [(lote, 0.1) for lote in sorteados(leida, PALABRAS, 3, pasos, np.random.default_rng(5))]
    ):
        pass
    al_final = modelo.perdida(leida), modelo.perdida(examen)
    assert list(suyo.pasos) == list(range(0, pasos + 1, 2))
    assert (suyo.leido[0], suyo.examen[0]) == pytest.approx(al_nacer, rel=1e-12)
    assert (suyo.leido[-1], suyo.examen[-1]) == pytest.approx(al_final, rel=1e-12)
