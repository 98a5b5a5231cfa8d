"""La corrección: acepta lo bueno, explica lo malo y no chiva la respuesta."""

import warnings

import numpy as np
import pytest

from redes.activaciones import Numeros
from redes.ejercicios.correccion import Funcion, Opcion, Prueba, Tropiezo, Valor

CUATRO = Valor(4.0, [Tropiezo(3, "falta uno"), Tropiezo([1, 2], "eso es un vector")])
PAR = Valor([1.0, -2.0])
REPARTO = Valor([0.8, 0.2])
CUADRO = Valor([[1.0, 2.0], [3.0, 5.0]])
OCHO = np.arange(8.0).reshape(2, 2, 2)
CUBO = Valor(OCHO)


@pytest.mark.parametrize("respuesta", [4, 4.0, 4.039, 3.961, np.float64(4), "4", "4,0", "8/2"])
def test_un_numero_bueno_vale_con_su_margen(respuesta: object) -> None:
    assert CUATRO.juzgar(respuesta) is None


@pytest.mark.parametrize(
    ("respuesta", "motivo"),
    [
        (3, "falta uno"),
        (-4, "el tamaño es ese, pero el signo no"),
        (400, "parece un tanto por ciento: la respuesta se pide en tanto por uno"),
        (4.3, "muy cerca: puede ser el redondeo, hacen falta más cifras en los pasos intermedios"),
        (3.7, "muy cerca: puede ser el redondeo, hacen falta más cifras en los pasos intermedios"),
        (4.42, "la respuesta se pasa"),
        (2, "la respuesta se queda corta"),
        (0, "la respuesta se queda corta"),
        (-3.5, "el signo no puede ser ese"),
        ([4], "se espera un número, y la respuesta es un vector de 1"),
        ([[4, 4]], "se espera un número, y la respuesta es una matriz de 1 × 2"),
        (
            " cuatro ",
            "se espera un número, y «cuatro» no se puede leer: escribe, por ejemplo, 0.09, 3/8 o 2·10⁻³",
        ),
        (
            "4,00,0",
            "se espera un número, y «4,00,0» no se puede leer: escribe, por ejemplo, 0.09, 3/8 o 2·10⁻³",
        ),
        ("400 %", "parece un tanto por ciento: la respuesta se pide en tanto por uno"),
        ("4/0", "hay algo que no es finito: ¿se ha dividido entre cero o ha desbordado una exponencial?"),
        (None, "se espera un número, y no hay nada"),
        (len, "se espera un número, y hay una función: falta llamarla"),
        (0.25, "está del revés: es la respuesta, pero dividiendo"),
        ({}, "se espera un número, y eso no se puede leer como números"),
        (
            np.nan,
            "hay algo que no es finito: ¿se ha dividido entre cero o ha desbordado una exponencial?",
        ),
    ],
)
def test_un_numero_malo_tiene_su_motivo(respuesta: object, motivo: str) -> None:
    assert CUATRO.juzgar(respuesta) == motivo


@pytest.mark.parametrize(
    ("valor", "respuesta", "motivo"),
    [
        (PAR, [1.005, -2.01], None),
        (PAR, (1, -2), None),
        (PAR, [-2, 1], "los números son esos, pero no en ese orden"),
        (PAR, [-1, 2], "el tamaño es ese, pero el signo no"),
        (PAR, [1, 2], "los tamaños son esos, pero algún signo no"),
        (
            Valor([1 / 3, 2 / 3]),
            [0.33, 0.67],
            None,
        ),
        (
            Valor([0.1275, 0.0649]),
            [0.13, 0.06],
            "bien redondeado, pero con pocas cifras: hacen falta más, también en los pasos intermedios",
        ),
        (
            Valor([0.1275, 0.0649]),
            [0.1, 0.1],
            "la forma es buena, pero no todos los números: hay que revisar 2 de 2",
        ),
        (
            Valor(0.4, [Tropiezo(0.1275, "eso es otra cosa")]),
            0.13,
            "eso es otra cosa",
        ),
        (Valor(28_080, margen=0), 28_128, "muy cerca, pero no: aquí se cuenta, y falta o sobra algo"),
        (Valor(28_080, margen=0), 30_000, "la respuesta se pasa"),
        (
            Valor(28_080, margen=0),
            "28.080",
            "es mil veces menos: si ese punto o esa coma separa millares, sobra",
        ),
        (Valor(280, margen=0), "0.280", "la respuesta se queda corta"),
        (REPARTO, [0.5, 0.2], "es un reparto, y tendría que sumar uno"),
        (REPARTO, [0.75, 0.19], "es un reparto, y tendría que sumar uno"),
        (REPARTO, [0.75, 0.21], "la forma es buena, pero no todos los números: hay que revisar 2 de 2"),
        (Valor([1.0, 0.0]), [0.5, 0.0], "es un reparto, y tendría que sumar uno"),
        (REPARTO, [0.5, 0.5], "la forma es buena, pero no todos los números: hay que revisar 2 de 2"),
        (PAR, [100, -200], "parece un tanto por ciento: la respuesta se pide en tanto por uno"),
        (PAR, [1, -3], "la forma es buena, pero no todos los números: hay que revisar 1 de 2"),
        (PAR, [0, 0], "la forma es buena, pero no todos los números: hay que revisar 2 de 2"),
        (PAR, 1, "se espera un vector de 2, y la respuesta es un número"),
        (PAR, [1, ...], "se espera un vector de 2, y queda algún hueco por rellenar"),
        (PAR, ["1", "−2,0"], None),
        (PAR, ["100 %", -2], "parece un tanto por ciento: la respuesta se pide en tanto por uno"),
        (CUADRO, [[1, 2], [3, 5]], None),
        (CUADRO, [[1, 3], [2, 5]], "está traspuesta: las filas ocupan el lugar de las columnas"),
        (CUBO, OCHO.swapaxes(1, 2), "está traspuesta: las filas ocupan el lugar de las columnas"),
        (CUADRO, [[5, 3], [2, 1]], "los números son esos, pero no en ese orden"),
        (CUADRO, [1, 2, 3, 5], "se espera una matriz de 2 × 2, y la respuesta es un vector de 4"),
    ],
)
def test_vectores_y_matrices(valor: Valor, respuesta: object, motivo: str | None) -> None:
    assert valor.juzgar(respuesta) == motivo


def test_el_margen_es_relativo_salvo_junto_al_cero() -> None:
    assert Valor(1000).juzgar(1009) is None and Valor(1000).juzgar(1011) is not None
    assert Valor(0.001).juzgar(0.00105) is not None
    assert Valor([0.0, 1]).juzgar([9e-6, 1]) is None
    assert Valor([0.0, 1]).juzgar([1.1e-5, 1]) == (
        "la forma es buena, pero no todos los números: hay que revisar 1 de 2"
    )
    assert Valor(0).juzgar(1) == "la respuesta se pasa"
    assert Valor(1000, margen=0).juzgar(1000.1) is not None
    por_ciento = "parece un tanto por ciento: la respuesta se pide en tanto por uno"
    assert Valor(4, margen=1e-3).juzgar(400) == por_ciento != Valor(4, margen=1e-3).juzgar(404)


DOBLE = Funcion(
    [
        Prueba(lambda f: f(0) == 0, "con cero no da cero"),
        Prueba(lambda f: f(3) == 6, "con tres no da el doble"),
        Prueba(lambda f: f(1e300) == 2e300, "con números enormes no aguanta"),
    ]
)


def test_una_funcion_buena_pasa_todas_las_pruebas() -> None:
    assert DOBLE.juzgar(lambda x: 2 * x) is None


@pytest.mark.parametrize(
    ("funcion", "motivo"),
    [
        (lambda x: x + 1, "con cero no da cero"),
        (lambda x: x**2, "con tres no da el doble"),
        (
            lambda x: np.log(np.exp(2 * x)),
            "con números enormes no aguanta; por el camino, NumPy avisa: overflow",
        ),
        (lambda: 0, "la función tiene que admitir un argumento, los del enunciado"),
        (lambda x, y: 0, "la función tiene que admitir un argumento, los del enunciado"),
        (lambda x: None, "la función no devuelve nada: ¿falta `return`?"),
        (lambda x: ..., "la función no devuelve nada: ¿falta `return`?"),
        (lambda x: "a" + x, "con cero no da cero; por el camino falla con TypeError: "),
        (lambda x: 1 / x, "con cero no da cero; por el camino falla con ZeroDivisionError: division by zero"),
        (7, "se espera una función: hay que pasar su nombre, sin paréntesis detrás"),
    ],
)
def test_una_funcion_mala_se_explica(funcion: object, motivo: str) -> None:
    assert (DOBLE.juzgar(funcion) or "").startswith(motivo)


def test_otros_avisos_no_cuentan_como_fallo() -> None:
    def anticuada(x: float) -> float:
        warnings.warn("pasada de moda", DeprecationWarning, stacklevel=1)
        return 2 * x

    with pytest.warns(DeprecationWarning):
        assert DOBLE.juzgar(anticuada) is None


def test_una_funcion_no_debe_cambiar_lo_que_se_le_da() -> None:
    def centrar(z: Numeros) -> Numeros:
        z -= z.max()
        return z

    vectorial = Funcion([Prueba(lambda f: f(np.array([1.0, 2.0]))[1] == 0, "no centra")])
    assert vectorial.juzgar(lambda z: z - z.max()) is None
    assert vectorial.juzgar(centrar) == (
        "la función cambia lo que se le da: quien la llame se quedará sin sus números"
    )


def test_una_funcion_escrita_en_c_vale_igual() -> None:
    assert Funcion([Prueba(lambda f: f(2.0, 3.0) == 8, "no es la potencia")]).juzgar(pow) is None
    assert Funcion([Prueba(lambda f: f([1, 5, 2]) == 5, "no es el mayor")]).juzgar(max) is None


ELIGE = Opcion("b", {"a": "la a no, por esto", "c": "la c no, por lo otro"})


@pytest.mark.parametrize("respuesta", ["b", "B", " b ", "b)", "(B)", "b.", "«b»", 2, "2", "2."])
def test_la_letra_buena(respuesta: str) -> None:
    assert ELIGE.juzgar(respuesta) is None


@pytest.mark.parametrize(
    ("respuesta", "motivo"),
    [
        ("a", "la a no, por esto"),
        ("C", "la c no, por lo otro"),
        ("d", "se espera una de estas letras: a, b, c"),
        (1, "la a no, por esto"),
        ("3)", "la c no, por lo otro"),
        (4, "se espera una de estas letras: a, b, c"),
        (0, "se espera una de estas letras: a, b, c"),
    ],
)
def test_las_letras_malas(respuesta: object, motivo: str) -> None:
    assert ELIGE.juzgar(respuesta) == motivo
