"""Lo que contesta un núcleo: cualquier número llega entero a quien lo juzga."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.ejecutar.dependencias.huella import Huella
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.ejecutar.procesos.mensajes import respuesta_entendida
from imprenta.libro.modelo import Aproximado, Dato, Ejecucion, Respuesta

NUMEROS = st.one_of(
    st.integers(),
    st.builds(lambda n, bits: n << bits, st.integers(-99, 99), st.integers(0, 40_000)),
    st.floats(allow_nan=False),
    st.fractions(),
    st.decimals(allow_nan=False, allow_infinity=False),
)


def recibida(valor: object) -> Respuesta:
    """Lo contestado, después de viajar como un mensaje."""
    return respuesta_entendida(json.loads(json.dumps(contestar("x", {"x": valor}))))


def llano(valor: int | float | Fraction | Decimal) -> int | float | Fraction:
    return Fraction(valor) if isinstance(valor, Decimal) else valor


@given(st.lists(NUMEROS, max_size=3))
def test_ningun_numero_pierde_cifras_en_el_viaje(valores: list[int | float | Fraction | Decimal]) -> None:
    assert recibida(valores).dato == list(map(llano, valores))
    for valor in valores:
        assert recibida(valor).dato == llano(valor)


@given(st.integers(-(2**63), 2**63 - 1))
def test_los_enteros_de_numpy_tampoco(valor: int) -> None:
    assert recibida(np.int64(valor)).dato == valor
    assert recibida(np.array([valor])).dato == [valor]


def test_un_flotante_de_mas_precision_llega_entero() -> None:
    tercio = np.longdouble(1) / 3
    dato = recibida(tercio).dato
    if tercio != float(tercio):  # hay máquinas donde `longdouble` es un `float`
        assert isinstance(dato, Aproximado)
        assert dato == Fraction(*map(int, tercio.as_integer_ratio()))
    assert recibida([np.longdouble(2)]).dato == [2.0]


def test_lo_guardado_es_lo_contestado(tmp_path: Path) -> None:
    valores = [Fraction(1, 3), 10**5000, Decimal("0.1"), 0.5, np.longdouble(1) / 3]
    respuestas = tuple(map(recibida, valores))
    almacen, huella = Almacen(tmp_path), Huella("a" * 16, "b" * 16, "c" * 16)
    almacen.guardar(huella, Ejecucion((), respuestas))
    guardada = almacen.leer(huella)
    assert guardada is not None
    assert [r.dato for r in guardada.respuestas] == [r.dato for r in respuestas]


@pytest.mark.parametrize(
    ("valor", "dato", "texto"),
    [
        (Fraction(1, 3), Fraction(1, 3), "1/3"),
        (Decimal("2.50"), Fraction(5, 2), "5/2"),
        ([True, np.bool_(False)], [True, False], "[True, False]"),
        (-0.0, -0.0, "-0.0"),
        (np.float32(0.5), 0.5, "0.5"),
        (np.complex128(2), None, ""),
    ],
)
def test_lo_que_se_contesta_de_cada_clase(valor: object, dato: Dato, texto: str) -> None:
    respuesta = recibida(valor)
    assert (respuesta.dato, respuesta.texto) == (dato, texto)
    assert isinstance(respuesta.dato, type(dato))


def test_el_texto_de_un_entero_enorme_no_lo_escribe() -> None:
    assert recibida(10**5000).texto == "un número de miles de cifras"
