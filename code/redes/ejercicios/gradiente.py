"""Ejercicios de «El gradiente desvaneciente»: la sigmoide, su derivada y la señal que se apaga."""

from collections.abc import Callable
from typing import Any

import numpy as np

from redes.activaciones import Numeros, d_sigmoide, sigmoide
from redes.densa import SIGMOIDE, Capa, adelante, retropropagar
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prediccion, Prueba, Tropiezo, Valor
from redes.perdidas import d_error_cuadratico, grad_z_entropia_cruzada_binaria, grad_z_error_cuadratico

SALIDA = 0.85
CAPAS = 5
LIMITE = 1e-9
ENTRADAS, DESVIACION = 300, 0.05
VECES = 20
RECIBE = 0.8
# Una red de dos capas: dos entradas, dos neuronas ocultas y una salida, todas sigmoides y sin sesgos.
X, OCULTA, ULTIMA, VERDAD = (
    np.array([1.0, 2.0]),
    np.array([[0.5, -1.0], [-0.25, 1.0]]),
    np.array([3.0, -1.0]),
    1.0,
)

Pasada = tuple[Numeros, Numeros]


def _segura_y_equivocada(veces: float) -> float:
    """La p a la que la entropía cruzada corrige `veces` más que el error cuadrático."""
    z = np.linspace(0, 10, 1_000_001)
    cociente = grad_z_entropia_cruzada_binaria(z, 0) / grad_z_error_cuadratico(z, 0)
    return float(sigmoide(z[np.argmax(cociente >= veces)]))


def _gradientes(x: Numeros, W: Numeros, v: Numeros, y: float) -> Pasada:
    """∂E/∂W y ∂E/∂v de E = (p − y)² en la red de dos capas sigmoides x → W → v → p."""
    red = [Capa(W, np.zeros(W.shape[1]), SIGMOIDE), Capa(v[:, None], np.zeros(1), SIGMOIDE)]
    ida = adelante(red, x[None])
    oculta, ultima = retropropagar(red, x[None], d_error_cuadratico(ida[1][-1], [[y]]), ida)
    return oculta.W, ultima.W[:, 0]


def _de_otra_manera(cual: str) -> Numeros:
    """Los pesos de las dos capas, uno debajo de otro, con un error típico en la cadena."""
    a = sigmoide(X @ OCULTA)
    p = sigmoide(a @ ULTIMA)
    del_error = (1 if cual == "sin el dos" else 2) * (p - VERDAD)
    salida = del_error * (1 if cual == "sin la última derivada" else p * (1 - p))
    vuelve = salida * (1 if cual == "sin el peso" else ULTIMA)
    donde = a if cual == "en a" else X @ OCULTA
    return _apilados(np.outer(X, vuelve * d_sigmoide(donde)), salida * a)


def _apilados(oculta: Numeros, ultima: Numeros) -> Numeros:
    return np.vstack([oculta, ultima])


def _factor(recibe: float) -> Numeros:
    """El factor w·σ′(w·x) de una neurona sin sesgo, con pesos de 0 a 20."""
    pesos = np.linspace(0, 20, 20_001)
    return pesos * d_sigmoide(pesos * recibe)


# Otra red, con más entradas que neuronas, para que ninguna forma salga bien por casualidad.
_OTRA = (
    np.array([0.5, -1.0, 2.0]),
    np.array([[1.0, -2.0], [0.5, 1.0], [2.0, 0.3]]),
    np.array([1.5, -0.7]),
    0.0,
)


def _comparada(f: Callable[..., Any], que: int, con: Numeros) -> bool:
    return bool(np.shape(f(*_OTRA)[que]) == con.shape and np.allclose(f(*_OTRA)[que], con))


def _sin_los_pesos_de_arriba() -> Numeros:
    x, W, v, y = _OTRA
    a = sigmoide(x @ W)
    p = sigmoide(a @ v)
    return np.outer(x, 2 * (p - y) * p * (1 - p) * a * (1 - a))


EJERCICIOS: dict[str, Corrector] = {
    "derivada-desde-la-salida": Valor(
        SALIDA * (1 - SALIDA),
        [
            Tropiezo(
                d_sigmoide(SALIDA),
                "has metido la salida en la derivada como si fuera la entrada: lo que conoces ya es σ(x)",
            ),
            Tropiezo(1 - SALIDA, "falta un factor: la derivada es un producto de dos"),
        ],
    ),
    "cinco-capas": Valor(
        0.25**CAPAS,
        [
            Tropiezo(0.25 * CAPAS, "has sumado: por la regla de la cadena, los factores se multiplican"),
            Tropiezo(0.25 ** (CAPAS - 1), "falta una capa: cuenta también la derivada de la última"),
            Tropiezo(0.25 ** (CAPAS + 1), "sobra una capa"),
            Tropiezo(0.5**CAPAS, "ese es el valor de la sigmoide en el centro, no el de su derivada"),
        ],
    ),
    "desviacion-de-z": Valor(
        np.sqrt(ENTRADAS) * DESVIACION,
        [
            Tropiezo(
                ENTRADAS * DESVIACION,
                "has sumado las desviaciones: unos sumandos son positivos y otros negativos, y se compensan",
            ),
            Tropiezo(ENTRADAS * DESVIACION**2, "esa es la varianza; la desviación es su raíz"),
            Tropiezo(DESVIACION, "esa es la de un solo sumando, y son muchos"),
            Tropiezo(DESVIACION / np.sqrt(ENTRADAS), "esa es la de la media de los sumandos, y z es la suma"),
            Tropiezo(np.sqrt(ENTRADAS), "esa sería con pesos de desviación uno"),
        ],
    ),
    "capas-hasta-la-milmillonesima": Valor(
        int(np.ceil(np.log(LIMITE) / np.log(0.25))),
        [
            Tropiezo(
                np.log(LIMITE) / np.log(0.25), "las capas se cuentan enteras: ¿hacia dónde se redondea?"
            ),
            Tropiezo(
                int(np.log(LIMITE) / np.log(0.25)), "con una capa menos de las que hacen falta aún no se baja"
            ),
            Tropiezo(int(np.ceil(np.log(LIMITE) / np.log(0.5))), "el factor de cada capa es más pequeño"),
        ],
        margen=0.001,
    ),
    "sigmoide-estable": Funcion(
        [
            Prueba(lambda f: np.isclose(f(0.0), 0.5), "en el cero, donde no tiene ni idea, no da un medio"),
            Prueba(
                lambda f: np.shape(f(np.array([-2.0, 3.0]))) == (2,),
                "con un vector tiene que devolver otro vector: ¿sirven `math` e `if` con muchos números?",
            ),
            Prueba(
                lambda f: np.allclose(f(np.array([-2.0, 3.0])), sigmoide([-2, 3])),
                "en el centro de la curva no da lo que debe",
            ),
            Prueba(
                lambda f: np.isclose(f(np.array([2.0])) + f(np.array([-2.0])), 1).all(),
                "lo que vale en x y en −x debería sumar uno",
            ),
            Prueba(
                lambda f: np.array_equal(f(np.array([-1000.0, 1000.0])), [0, 1]),
                "con entradas de mil no aguanta",
            ),
            Prueba(
                lambda f: np.isclose(f(np.array([-700.0]))[0], np.exp(-700), rtol=1e-6, atol=0),
                "muy a la izquierda se pierden las cifras",
            ),
        ]
    ),
    "desde-que-seguridad": Valor(
        _segura_y_equivocada(VECES),
        [
            Tropiezo(_segura_y_equivocada(VECES / 2), "el dos que baja del cuadrado también corrige: falta"),
            Tropiezo(
                1 - _segura_y_equivocada(VECES),
                "esa es la otra solución: con ella la neurona duda de lo falso, y aquí está segura",
            ),
            Tropiezo(
                1 - 1 / VECES,
                "has tomado 1 − p por el factor entero: la derivada de la sigmoide es un producto de dos",
            ),
        ],
        margen=0.001,
    ),
    "el-mejor-peso": Prediccion(
        Valor(
            _factor(RECIBE).max(),
            [
                Tropiezo(
                    np.linspace(0, 20, 20_001)[_factor(RECIBE).argmax()],
                    "ese es el peso con que se consigue; se pide el factor",
                ),
                Tropiezo(_factor(1.0).max(), "esa es con una entrada de uno: mira qué recibe esta neurona"),
                Tropiezo(_factor(0.5).max(), "esa es la del capítulo, que recibía otra cosa"),
                Tropiezo(
                    20 * 0.25,
                    "has dejado la derivada en un cuarto: al crecer el peso, z se va lejos del centro",
                ),
            ],
        )
    ),
    "nacer-sin-sorteo": Opcion(
        "b",
        {
            "a": "no es cosa de velocidad: compara los gradientes de las neuronas de una misma capa",
            "c": "llegar, llega; lo que importa es que a todas las de una capa les llega lo mismo",
            "d": "reciben lo mismo, responden lo mismo y se las corrige igual: ¿qué las separaría?",
        },
    ),
    "la-vuelta-a-mano": Valor(
        _apilados(*_gradientes(X, OCULTA, ULTIMA, VERDAD)),
        [
            Tropiezo(_de_otra_manera("sin el dos"), "falta el dos que baja del cuadrado"),
            Tropiezo(
                _de_otra_manera("en a"),
                "la última fila está bien; en las otras has preguntado la derivada en a, y se pregunta en z",
            ),
            Tropiezo(
                _de_otra_manera("sin el peso"),
                "la última fila está bien; para bajar de capa falta multiplicar por el peso que se cruza",
            ),
            Tropiezo(
                _de_otra_manera("sin la última derivada"),
                "falta la derivada de la neurona de salida, que multiplica a todos los pesos",
            ),
        ],
    ),
    "caza-en-la-vuelta": Funcion(
        [
            Prueba(
                lambda f: np.shape(f(*_OTRA)[1]) == (2,) and _comparada(f, 1, _gradientes(*_OTRA)[1]),
                "los pesos de la última capa estaban bien, y ya no: el error no está ahí",
            ),
            Prueba(
                lambda f: np.shape(f(*_OTRA)[0]) == (3, 2),
                "el gradiente de W tiene que tener la forma de W: entradas en filas, neuronas en columnas",
            ),
            Prueba(
                lambda f: not _comparada(f, 0, _sin_los_pesos_de_arriba()),
                "has quitado el peso por el que se baja, y ese factor no sobraba",
            ),
            Prueba(
                lambda f: _comparada(f, 0, _gradientes(*_OTRA)[0]),
                "el gradiente de W no es lo que cambia el error al empujar cada peso: repasa su cadena, "
                "factor a factor",
            ),
        ]
    ),
}
