"""El mundo de las cosas y los colores: qué se lee, qué se enseña y qué no."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from redes.instrucciones import (
    COLOR_DE,
    COLORES,
    CON_COLOR,
    COSAS,
    ENSENADAS,
    ES,
    LUGAR,
    PALABRAS,
    PREGUNTA,
    SU_COLOR,
    ajustar,
    de_los_colores,
    del_suyo,
    frases_de,
    leer,
    preguntas_contestadas,
    sigue,
)
from redes.transformador import HUECO, pasada, perdida


def en_palabras(tokens: np.ndarray) -> list[list[str]]:
    return [[PALABRAS[i] if i != HUECO else "·" for i in fila] for fila in tokens]


def test_las_palabras_no_se_repiten_y_cada_color_tiene_dos_cosas_y_una_se_ensena() -> None:
    assert len(set(PALABRAS)) == len(PALABRAS)
    assert [list(COLOR_DE.values()).count(color) for color in COLORES] == [2] * len(COLORES)
    ensenados = [color for color, si in zip(COLOR_DE.values(), ENSENADAS, strict=True) if si]
    assert sorted(ensenados) == sorted(COLORES)
    assert set(COSAS) - set(COLOR_DE) == {"dragón"}


def test_las_frases_se_cierran_con_punto_y_las_listas_con_otra_pregunta() -> None:
    cielo, mar, azul = (np.array([LUGAR[palabra]]) for palabra in ("cielo", "mar", "azul"))
    assert en_palabras(frases_de(cielo, ES, azul)) == [[".", "cielo", "es", "azul", "."]]
    assert en_palabras(frases_de(cielo, PREGUNTA, mar)) == [[".", "cielo", "?", "mar", "?"]]


def test_de_lo_contestado_solo_cuenta_la_respuesta() -> None:
    leido, objetivos = preguntas_contestadas()
    assert en_palabras(leido)[0] == [".", "cielo", "?", "azul"]
    assert en_palabras(objetivos)[0] == ["·", "·", "azul", "."]
    assert_array_equal(leido[:, 1], CON_COLOR[ENSENADAS])
    assert_array_equal(objetivos[:, 2], SU_COLOR[ENSENADAS])


def test_la_perdida_del_ajuste_es_la_de_la_respuesta_y_nada_mas() -> None:
    leido, objetivos = preguntas_contestadas()
    z = pasada(leer(3, pasos=5), leido).z
    nats, d_z = perdida(z, objetivos)
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    filas = np.arange(len(leido))
    color, punto = p[filas, 2, objetivos[:, 2]], p[filas, 3, LUGAR["."]]
    assert_allclose(nats, -np.log(np.r_[color, punto]).mean())
    assert not d_z[:, :2].any() and d_z[:, 2:].all()


def test_leida_contesta_lo_que_no_se_le_enseno_y_sin_leer_no() -> None:
    red = leer(2)
    assert del_suyo(sigue(red, ES)).min() > 0.9
    antes, contestando = sigue(red, PREGUNTA), sigue(ajustar(red, repaso=True), PREGUNTA)
    assert de_los_colores(antes).sum(axis=1).max() < 0.05
    assert del_suyo(contestando)[~ENSENADAS].mean() > 0.5
    sin_leer = del_suyo(sigue(ajustar(leer(2, pasos=0), repaso=False), PREGUNTA))
    assert sin_leer[ENSENADAS].mean() > 1.5 * sin_leer[~ENSENADAS].mean()
    assert sin_leer[~ENSENADAS].mean() < 1 / len(COLORES)


def test_ajustar_no_toca_la_red_que_recibe_y_el_repaso_cuenta() -> None:
    red = leer(2, pasos=3)
    antes = {nombre: w.copy() for nombre, w in red.parametros.items()}
    con, sin = (ajustar(red, repaso, pasos=2) for repaso in (True, False))
    for nombre, w in red.parametros.items():
        assert_array_equal(w, antes[nombre])
    assert any((con.parametros[n] != sin.parametros[n]).any() for n in antes)


@pytest.mark.parametrize("semilla", [0, 1])
def test_lo_que_sigue_son_repartos(semilla: int) -> None:
    p = sigue(leer(semilla, pasos=0), PREGUNTA)
    assert p.shape == (len(COSAS), len(PALABRAS))
    assert_allclose(p.sum(axis=1), 1)
    assert_allclose(del_suyo(p), [p[i, LUGAR[color]] for i, color in enumerate(COLOR_DE.values())])
    assert_allclose(de_los_colores(p)[:, 0], p[:, LUGAR["azul"]])
