"""Ejercicios de «El gradiente desvaneciente»: la sigmoide, su derivada y la señal que se apaga."""

import numpy as np

from redes.activaciones import d_sigmoide, sigmoide
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prueba, Tropiezo, Valor
from redes.perdidas import grad_z_entropia_cruzada_binaria, grad_z_error_cuadratico

SALIDA = 0.9
CAPAS = 5
LIMITE = 1e-3
Z_SEGURA = float(np.log(0.99 / 0.01))

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
    "capas-hasta-la-milesima": Valor(
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
    "fuerza-de-la-correccion": Valor(
        grad_z_entropia_cruzada_binaria(Z_SEGURA, 0) / grad_z_error_cuadratico(Z_SEGURA, 0),
        [
            Tropiezo(
                grad_z_error_cuadratico(Z_SEGURA, 0) / grad_z_entropia_cruzada_binaria(Z_SEGURA, 0),
                "has dividido al revés: se pregunta cuántas veces mayor es la de la entropía cruzada",
            ),
            Tropiezo(
                2 * grad_z_entropia_cruzada_binaria(Z_SEGURA, 0) / grad_z_error_cuadratico(Z_SEGURA, 0),
                "falta el dos que baja del cuadrado",
            ),
            Tropiezo(
                grad_z_entropia_cruzada_binaria(Z_SEGURA, 0) / grad_z_error_cuadratico(Z_SEGURA, 0) / 2,
                "el dos del cuadrado está contado dos veces",
            ),
            Tropiezo(
                grad_z_entropia_cruzada_binaria(Z_SEGURA, 0),
                "esa es una de las dos correcciones; se pide cuántas veces es mayor que la otra",
            ),
        ],
    ),
    "pesos-al-rescate": Opcion(
        "b",
        {
            "a": "en el centro, sí; pero un peso grande saca a z de ahí. ¿Qué le pasa a σ′(z) entonces?",
            "c": "el peso sí entra en la cadena: cada capa multiplica por σ′(z) y también por w",
            "d": "tendría que pasar de uno el producto de cada capa. ¿Con qué z lo consigue, si w es grande?",
        },
    ),
    "mil-veces-menor": Opcion(
        "c",
        {
            "a": "la entropía cruzada no toca la derivada de las capas de debajo, solo la de la última",
            "b": "la tasa multiplica por igual a todas las capas: la última se volvería loca mucho antes",
            "d": "con más datos el gradiente es una media de más números, todos igual de pequeños",
        },
    ),
}
