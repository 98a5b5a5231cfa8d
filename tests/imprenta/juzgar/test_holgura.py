"""Cuánto le falta a lo medido para salir falso, y cuándo le sobra."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.juzgar.holgura import Holgura, holgura_de
from imprenta.juzgar.medidas import medidas_de

positivos = st.floats(1e-6, 1e6)


def holgura(afirmacion: str, semillas: Any = (), **nombres: Any) -> Holgura:
    """La de una afirmación en una página con esos nombres, y en otras semillas con los suyos."""
    medidas = medidas_de(afirmacion)

    def dado(pagina: dict[str, Any]) -> list[Any]:
        respuestas = [contestar(m.pregunta, {"np": np, **pagina}) for m in medidas]
        assert not [r["error"] for r in respuestas if r["error"]]
        return [r["valor"] for r in respuestas]

    return holgura_de(medidas, dado(nombres), [dado(nombres | otros) for otros in semillas])


@given(positivos, positivos)
def test_por_arriba_sobra_si_diez_veces_mas_tambien_la_cumple(x: float, c: float) -> None:
    assume(x < c and not math.isclose(10 * x, c))
    assert bool(holgura(f"x < {c!r}", x=x).motivo) == (10 * x < c)
    assert bool(holgura(f"{-c!r} < x", x=-x).motivo) == (10 * x < c)


@given(positivos, positivos)
def test_por_abajo_sobra_si_diez_veces_menos_tambien_la_cumple(x: float, c: float) -> None:
    assume(x > c and not math.isclose(x / 10, c))
    assert bool(holgura(f"x > {c!r}", x=x).motivo) == (x / 10 > c)
    assert bool(holgura(f"{-c!r} > x", x=-x).motivo) == (x / 10 > c)


@given(positivos, positivos, st.floats(1e-3, 1e3))
def test_los_ordenes_no_dependen_de_las_unidades(x: float, c: float, k: float) -> None:
    una, otra = holgura("x < c", x=x, c=c), holgura("x < c", x=k * x, c=k * c)
    assert una.ordenes == pytest.approx(abs(math.log10(x / c)), abs=1e-9)
    assert otra.ordenes == pytest.approx(una.ordenes, abs=1e-9)


@given(st.lists(positivos, min_size=1, max_size=9), positivos)
def test_se_mide_el_elemento_mas_cercano_a_su_cota(xs: list[float], c: float) -> None:
    arriba = ("all(x < c for x in xs)", "max(xs) < c", "np.all(np.array(xs) < c)")
    assert {holgura(a, xs=xs, c=c).medido for a in arriba} == {max(xs)}
    abajo = ("all(x > c for x in xs)", "min(xs) > c", "(np.array(xs) > c).all()")
    assert {holgura(a, xs=xs, c=c).medido for a in abajo} == {min(xs)}
    assert holgura("any(x > c for x in xs)", xs=xs, c=c).medido == max(xs)


@pytest.mark.parametrize(
    ("afirmacion", "nombres", "motivo"),
    [
        ("x < 0.02", {"x": 0.0005}, "mide 0.0005, y con una señal diez veces mayor tampoco llegaría a 0.02"),
        (
            "x > 2e9",
            {"x": 175e9},
            "mide 1.75·10¹¹, y con una señal diez veces menor tampoco bajaría de 2·10⁹",
        ),
        ("x < 0.05", {"x": 0.0}, "mide exactamente 0, y cabría cualquier señal que no llegara a 0.05"),
        (
            "x < y / 500",
            {"x": 1, "y": 1e5},
            "mide 1, y con una señal diez veces mayor tampoco llegaría a 200",
        ),
        ("len(x) > 2", {"x": [0] * 40}, "mide 40, y con una señal diez veces menor tampoco bajaría de 2"),
        (
            "np.ptp(x) < 1e-6",
            {"x": np.array([7.6e-7, 7.5e-7])},
            "lo que se compara no pasa de 7.6·10⁻⁷, y se tolera 1·10⁻⁶: también lo cumpliría una señal nula",
        ),
        (
            "np.abs(p - q).max() < 0.02",
            {"p": np.array([0.9] * 10 + [0.001] * 142), "q": np.array([0.89] * 10 + [0.015] * 142)},
            "142 de 152 elementos no podrían fallar: no pasan de lo que se tolera, 0.02",
        ),
        (
            "all(abs(x - y) < 0.02 for x, y in zip(p, q))",
            {"p": [0.01, 0.5, 0.005], "q": [0.015, 0.51, 0]},
            "2 de 3 elementos no podrían fallar: no pasan de lo que se tolera, 0.02",
        ),
        (
            "np.allclose(p, q)",
            {"p": np.array([1e-9, 2e-9]), "q": np.array([3e-9, 1e-9])},
            "lo que se compara no pasa de 3·10⁻⁹, y se tolera 1·10⁻⁸: también lo cumpliría una señal nula",
        ),
    ],
)
def test_dice_por_que_es_holgada(afirmacion: str, nombres: dict[str, Any], motivo: str) -> None:
    assert holgura(afirmacion, **nombres).motivo == motivo


@pytest.mark.parametrize(
    ("afirmacion", "nombres"),
    [
        ("x < y", {"x": 1e-9, "y": 1.0}),  # lo medido frente a lo medido
        ("x > 0", {"x": 1e9}),
        ("np.all(np.diff(x) > 0)", {"x": np.array([1, 1e9])}),
        ("0 <= x <= 1", {"x": 1e-9}),
        ("x <= 0.25", {"x": 0.25}),
        ("2 < x < 50", {"x": 45}),  # por un lado queda lejos, pero por el otro no
        ("10 < x and x < 1e6", {"x": 12}),
        ("30 < abs(x - y) < 40", {"x": 35, "y": 0}),
        ("len(x) >= 1", {"x": [0] * 40}),
        ("x < 0.3", {"x": -0.1}),  # un coseno: de otro signo no hay orden que medir
        ("abs(x - 0.5) < 0.05", {"x": 0.50003}),  # dar en el blanco no es quedar lejos
        ("np.allclose(x, y)", {"x": np.array([1, 1e-12, 1e-13]), "y": np.array([1, 1e-12, 1e-13])}),
        ("np.isclose(x.sum(), 1, rtol=0, atol=1e-12)", {"x": np.full(10, 0.1)}),
        ("np.allclose(x.sum(), 0)", {"x": np.array([0.3, -0.3])}),
        ("np.allclose(x, 0)", {"x": np.array([1e-17])}),
        ("abs(x) < 1e-12", {"x": 1e-17}),
        (
            "np.abs(x - y).max() < 0.1",
            {"x": np.array([0, 0, 0.9]), "y": np.array([0, 0, 0.95])},
        ),  # una máscara
        ("np.ptp(x) == 0", {"x": np.zeros(4)}),
        ("any(x < 1e-6 for x in xs)", {"xs": [1.0, 9e-7]}),
    ],
)
def test_lo_justo_no_es_holgado(afirmacion: str, nombres: dict[str, Any]) -> None:
    assert holgura(afirmacion, **nombres).motivo == ""


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=20), st.floats(0.01, 1))
def test_no_puede_fallar_lo_que_no_pasa_de_su_tolerancia(p: list[float], tolerancia: float) -> None:
    seguros = sum(x <= tolerancia for x in p)
    motivo = holgura(f"np.abs(p - q).max() < {tolerancia!r}", p=np.array(p), q=np.array(p)).motivo
    assert bool(motivo) == (seguros > len(p) / 2)
    assert motivo.startswith(f"{seguros} de {len(p)} ") == (len(p) / 2 < seguros < len(p))


def test_lo_que_alguna_semilla_casi_alcanza_no_sobra() -> None:
    lejos = [{"x": 0.0004}] * 20
    assert holgura("x < 0.02", lejos, x=0.0005).motivo
    assert not holgura("x < 0.02", [*lejos[2:], *[{"x": 0.015}] * 2], x=0.0005).motivo
    assert not holgura("x < 0.02", lejos, x=0.015).motivo
    assert not holgura("x < 0.02", [{"x": 0.05}] * 20, x=0.0005).motivo


@given(st.lists(positivos, min_size=2, max_size=30), positivos, positivos)
def test_las_dispersiones_son_lo_que_varia_entre_semillas(xs: list[float], x: float, c: float) -> None:
    dada = holgura("x < c", [{"x": otra} for otra in xs], x=x, c=c)
    abajo, arriba = np.quantile(xs, [0.05, 0.95])
    if min(xs) == max(xs):
        assert dada.dispersiones is None
    elif arriba - abajo > 1e-9 * max(xs):
        assert dada.dispersiones == pytest.approx(abs(c - x) / (arriba - abajo), rel=1e-6)


def test_sin_semillas_o_sin_azar_no_hay_dispersiones() -> None:
    assert holgura("x < 100", x=10) == Holgura(10, 100, 1, None, holgura("x < 100", x=10).motivo)
    assert holgura("x < 2", [{"x": 1}] * 20, x=1).dispersiones is None


def test_de_varias_comparaciones_se_dice_la_holgada_y_si_no_la_mas_justa() -> None:
    assert holgura("x < 0.02 and y > 1", x=0.0005, y=1.5).medido == 0.0005
    assert holgura("x < 0.02 and y > 1", x=0.015, y=1.01).medido == 1.01


def test_lo_que_no_tiene_cota_no_tiene_holgura() -> None:
    assert holgura("x == y", x=1, y=1) == Holgura()
