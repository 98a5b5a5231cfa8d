"""Qué se compara con una cota en una afirmación, y lo que contesta el código al preguntárselo."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.juzgar.holgura import holgura_de
from imprenta.juzgar.literal.comparar import hojas
from imprenta.juzgar.medidas import Medida, medidas_de

numeros = st.floats(-5, 5).map(lambda x: round(x, 1))
listas = st.lists(numeros, min_size=3, max_size=3)
CON_MEDIDA = (
    "a[0] < c",
    "c > a[0]",
    "not a[0] < c",
    "-c < a[0] < c",
    "a[0] < c and not (b[0] >= c or b[1] >= c)",
    "all(x < c for x in a)",
    "all(-4 <= x < y + c for x in a for y in b)",
    "all(x < c and y > -c for x, y in zip(a, b))",
    "any(x < c for x in a)",
    "not any(x < c for x in a)",
    "not all(x < c for x in a)",
    "all([a[0] < c, b[0] < c])",
    "max(a) < c",
    "max(a) > c",
    "min(a[0], b[0]) > -c",
    "max(abs(x - y) for x, y in zip(a, b)) < c",
    "np.all(A < B)",
    "(A < B).all()",
    "np.any(A[0] > B)",
    "np.all((A > -c) & (B < c))",
    "(np.abs(A - B) < c).all()",
    "A.max() - A.min() < c",
    "np.ptp(A) < c",
    "np.std(A) < c",
    "np.allclose(A, B, atol=3)",
    "np.isclose(A, B, 0.1, 2).any()",
    "all(math.isclose(x, y, rel_tol=0.5) for x, y in zip(a, b))",
    "math.isclose(a[0], b[0], abs_tol=c)",
    "np.less(A, B).all()",
    "bool(np.linalg.norm(A - B) < c)",
)
SIN_MEDIDA = (
    '"azul" in a',
    'nombre == "azul"',
    'nombre < "b"',
    "len(a) == 3",
    "a == b",
    "a[0] != b[0]",
    "{1} < set(a)",
    "con_lugar",
    "not con_lugar",
    "a[0] < 1 or b[0] < 1",
    "not (a[0] < 1 and b[0] < 1)",
    "not np.allclose(A, B)",
    "not a[0] < b[0] < c",
    "any(all(x < y for x in a) for y in b)",
    "any(x < 1 and x > 0 for x in a)",
    "0 <= p <= 1",
    "-1 <= p <= 1",
    "np.array_equal(A, B)",
    "3 < 4",
)


@pytest.mark.parametrize("afirmacion", CON_MEDIDA)
@given(a=listas, b=listas, c=st.floats(0.1, 6))
def test_es_cierta_si_lo_son_sus_comparaciones(afirmacion: str, a: Any, b: Any, c: float) -> None:
    nombres = {"a": a, "b": b, "c": c, "A": np.array(a), "B": np.array(b), "np": np, "math": math}
    medidas = medidas_de(afirmacion)
    assert medidas
    assert all(_se_cumple(m, contestar(m.pregunta, nombres)) for m in medidas) == eval(afirmacion, nombres)


def _se_cumple(medida: Medida, contestado: dict[str, Any]) -> bool:
    assert contestado["error"] is None, contestado
    cuantos = any if medida.basta_una else all
    return cuantos(
        eval(f"uno {medida.operador} otro", {"uno": uno, "otro": otro})
        for fila in contestado["valor"]
        for uno, otro in np.broadcast(*map(np.asarray, fila[:2]))
    )


@pytest.mark.parametrize("afirmacion", SIN_MEDIDA)
def test_lo_que_no_tiene_cota_no_tiene_medida(afirmacion: str) -> None:
    assert medidas_de(afirmacion) == ()


@pytest.mark.parametrize(
    ("afirmacion", "cosas"),
    [
        ("abs(a - b) < c", "a, b"),
        ("np.abs(A - B).mean() <= c", "A, B"),
        ("np.max(np.abs(np.subtract(A, B))) < c", "A, B"),
        ("abs(a - b) / d < c", "a / d, b / d"),
        ("((A - B) ** 2).mean() < c", "A ** 2, B ** 2"),
        ("max(x) - min(x) < c", "x"),
        ("c > x.ptp()", "x"),
        ("np.abs(np.diff(x)).max() < c", "x"),
        ("np.allclose([p.sum(), q.sum()], 0)", "p, q"),
        ("abs(p.sum()) < c", "p"),
        ("np.allclose(f(p) - g(p), 0)", "f(p), g(p)"),
    ],
)
def test_lo_que_casi_coincide_trae_lo_que_se_compara(afirmacion: str, cosas: str) -> None:
    (medida,) = medidas_de(afirmacion)
    assert medida.cercana
    assert medida.pregunta.endswith(f", {cosas}]]")


@pytest.mark.parametrize("afirmacion", ["abs(a - b) > c", "abs(x) < c", "a - b < c", "np.allclose(x, 0)"])
def test_lo_demas_no_es_casi_coincidir(afirmacion: str) -> None:
    (medida,) = medidas_de(afirmacion)
    assert not medida.cercana


@pytest.mark.parametrize(
    ("afirmacion", "escrita"),
    [
        ("x < 0.02", True),
        ("1 / 3 < x", True),
        ("x < np.pi / 2", True),
        ("x < 10 ** 12", True),
        ("x < y / 500", True),
        ("x > 1e40 * y", True),
        ("3 * x < y", True),
        ("x < y", False),
        ("x < y + z", False),
        ("x < f(y)", False),
        ("x < y / z", False),
        ("np.abs(x).max() < 1e-12", False),  # dice que es cero
        ("np.abs(x).max() < 1e-3", True),
        ("np.allclose(x, 0, atol=1e-3)", True),
        ("np.allclose(x, 0)", False),
    ],
)
def test_la_cota_es_del_autor_si_la_escribe(afirmacion: str, escrita: bool) -> None:
    assert [m.escrita for m in medidas_de(afirmacion)] == [escrita]


def test_una_pregunta_que_no_se_puede_contestar_no_tiene_holgura() -> None:
    medidas = medidas_de("x < 0.02")
    assert holgura_de(medidas, [None]) == holgura_de((), [])


@given(st.recursive(numeros | st.booleans() | st.text(), lambda hijos: st.lists(hijos, max_size=3)))
def test_ninguna_respuesta_rompe_la_holgura(dado: Any) -> None:
    for medida in (*medidas_de("x < 0.02"), *medidas_de("abs(x - y) < 0.02"), *medidas_de("np.ptp(x) < 1")):
        holgura = holgura_de([medida], [dado], [[dado], [[[dado, 1]]]])
        assert holgura.medido is None or any(holgura.medido == h for h in hojas(dado))
