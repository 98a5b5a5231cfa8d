"""Qué hay detrás de un nombre de la página, y qué no se puede saber."""

import ast

import numpy as np
import pytest

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.juzgar.despejes import definiciones_de, despejado
from imprenta.juzgar.holgura import holgura_de
from imprenta.juzgar.medidas import medidas_de

DOS_MODELOS = [
    "unas, otras = (f(m) for m in modelos)\ndiferencias = unas - otras",
    "peor = np.abs(diferencias).max()",
]


def despejada(expresion: str, *celdas: str) -> str:
    return ast.unparse(despejado(ast.parse(expresion, mode="eval").body, definiciones_de(celdas)))


def test_se_despeja_hasta_lo_que_no_es_una_cuenta() -> None:
    assert despejada("peor < 0.02", *DOS_MODELOS) == "np.abs(unas - otras).max() < 0.02"


@pytest.mark.parametrize(
    "celda",
    [
        "x = entrenar(3)",
        "x = rng.normal()",
        "x = np.random.normal()",
        "x = 1\nx = 2",
        "x = x + 1",
        "x = y + 1\ny = 3\ny = 4",
        "x = y + 1\ny[0] = 3",
        "x = y + 1\ny += 3",
        "x = y + 1\nfor y in range(3): pass",
        "x, y = 1, 2",
        "x = [y for y in z]",
        "x = (lambda y: y)",
        "x = next(y)",
        "if y: x = 1",
        "%timeit x = 1",
    ],
)
def test_no_se_despeja_lo_que_podria_valer_otra_cosa(celda: str) -> None:
    assert despejada("x", celda) == "x"


def test_la_tolerancia_de_lo_que_tiene_nombre_tambien_se_mide() -> None:
    unas, otras = np.array([0.9] * 10 + [0.001] * 142), np.array([0.89] * 10 + [0.015] * 142)
    nombres = {"np": np, "unas": unas, "otras": otras, "peor": 0.014, "iguales": True}
    motivo = "142 de 152 elementos no podrían fallar: no pasan de lo que se tolera, 0.02"
    for afirmacion, *mas in (("peor < 0.02",), ("iguales", "iguales = peor < 0.02")):
        medidas = medidas_de(afirmacion, [*DOS_MODELOS, *mas])
        assert (
            holgura_de(medidas, [contestar(m.pregunta, nombres)["valor"] for m in medidas]).motivo == motivo
        )
    assert [m.cercana for m in medidas_de("peor < 0.02")] == [False]


def test_el_nombre_de_un_bucle_no_es_el_de_la_pagina() -> None:
    (medida,) = medidas_de("all(d < 0.02 for d in xs)", ["d = abs(p - q)"])
    assert medida.pregunta == "[[d, 0.02] for d in xs]"
    (medida,) = medidas_de("max(abs(d - x) for d in xs) < 0.02", ["d = abs(p - q)"])
    assert medida.pregunta == "[[abs(d - x), 0.02, d, x] for d in xs]"


def test_lo_que_no_casi_coincide_se_queda_con_su_nombre() -> None:
    assert medidas_de("x < 0.02", ["x = f + g"]) == medidas_de("x < 0.02")
