"""Ejercicios de «El Transformer»: raíces, máscaras, posiciones y la derivada de una mirada."""

import numpy as np

from redes.activaciones import Numeros
from redes.atencion import (
    atencion,
    d_softmax,
    mascara_causal,
    posiciones_sinusoidales,
    proyecciones,
    softmax,
)
from redes.ejercicios.correccion import Corrector, Diseno, Funcion, Opcion, Prueba, Regla, Tropiezo, Valor
from redes.palabras import PLANO, W_K, W_Q, W_V

Q, K, V = proyecciones(PLANO.vectores(["IA", "avanza"]), W_Q, W_K, W_V)
LARGA, CORTA = 1000.0, 0.0
# «IA aprende»: una palabra nueva en el plano de la tecnología y la acción.
APRENDE = np.array([0.2, 0.8])
APRENDIENDO = proyecciones([PLANO.vectores(["IA"])[0], APRENDE], W_Q, W_K, W_V)
SE_DETIENE = ("IA", "avanza", "se detiene")
CASI_TODO = 0.9
NUMEROS, DE_Q = 48, 3.0
PESOS, VALORES = np.array([0.55, 0.3, 0.15]), np.array([4.0, -1.0, 2.0])
LUGAR, ANCHO = 3, 4


def mascara_de_ventana(n: int, ventana: int) -> Numeros:
    """Cada palabra se ve a sí misma y a las `ventana` − 1 anteriores.

    >>> mascara_de_ventana(3, 2)
    array([[1., 0., 0.],
           [1., 1., 0.],
           [0., 1., 1.]])
    """
    return np.tri(n) - np.tri(n, k=-ventana)


def miradas_de_ia(W_K: Numeros) -> Numeros:
    """Cuánto mira «IA» a cada palabra de «IA avanza, se detiene» con esa matriz de claves.

    >>> miradas_de_ia(np.zeros((2, 2))).round(2)
    array([0.33, 0.33, 0.33])
    """
    mira: Numeros = atencion(*proyecciones(PLANO.vectores(SE_DETIENE), W_Q, W_K, W_V))[0][0]
    return mira


def _otros_angulos(exponentes: list[float], lugar: float = LUGAR) -> Numeros:
    """La señal de una posición si los ángulos se reparten de otra manera: seno, coseno, seno, coseno."""
    angulos = lugar / 10_000.0 ** np.array(exponentes)
    return np.where(np.arange(len(exponentes)) % 2 == 0, np.sin(angulos), np.cos(angulos))


def _ejemplo(n: int = 5, d: int = 16) -> tuple[Numeros, Numeros, Numeros]:
    """Q y K grandes, para que se note la raíz, y V la identidad, para que salgan los pesos."""
    rng = np.random.default_rng(3)
    return rng.normal(size=(n, d)), rng.normal(size=(n, d)), np.eye(n)


_MIRAN = atencion(*_ejemplo(), mascara=mascara_causal(5))[0]
_CEDEN = d_softmax(np.log(PESOS))
_Z_APRENDE = atencion(*APRENDIENDO)
_SIN_RAIZ = atencion(*APRENDIENDO, escalar=False)

# Lo que puntúa «IA» a cada palabra de «IA avanza, se detiene» es lineal en W_K: una columna por cada número.
_PUNTUA = np.stack(
    [Q[0] @ (PLANO.vectores(SE_DETIENE) @ uno.reshape(2, 2)).T / np.sqrt(2) for uno in np.eye(4)], axis=1
)

EJERCICIOS: dict[str, Corrector] = {
    "desviacion-de-la-puntuacion": Valor(
        np.sqrt(NUMEROS) * DE_Q,
        [
            Tropiezo(NUMEROS * DE_Q**2, "esa es la varianza; la desviación es su raíz"),
            Tropiezo(np.sqrt(NUMEROS), "esa sería si los números de q también tuvieran desviación uno"),
            Tropiezo(NUMEROS * DE_Q, "has sumado las desviaciones: lo que se suma son las varianzas"),
            Tropiezo(
                DE_Q**2 * np.sqrt(NUMEROS), "la varianza de cada producto ya es un cuadrado: sobra otro"
            ),
            Tropiezo(DE_Q, "esa es la de un solo producto, y se suman muchos"),
        ],
    ),
    "mascara-de-ventana": Funcion(
        [
            Prueba(
                lambda f: np.shape(f(4, 2)) == (4, 4), "la máscara de n palabras es una matriz de n por n"
            ),
            Prueba(
                lambda f: not np.array_equal(np.asarray(f(4, 2)) != 0, mascara_de_ventana(4, 2).T != 0),
                "está traspuesta: así cada palabra mira a las futuras y no a las pasadas",
            ),
            Prueba(lambda f: np.all(np.diag(f(4, 2))), "cada palabra puede mirarse a sí misma"),
            Prueba(
                lambda f: not np.array_equal(np.asarray(f(5, 2)) != 0, mascara_causal(5)),
                "es la causal de siempre: falta que las palabras de hace tiempo dejen de verse",
            ),
            Prueba(
                lambda f: not np.array_equal(np.asarray(f(5, 2)) != 0, mascara_de_ventana(5, 3) != 0),
                "ve a una de más: en la ventana cuenta también la propia palabra",
            ),
            Prueba(
                lambda f: all(
                    np.array_equal(np.asarray(f(n, m)) != 0, mascara_de_ventana(n, m) != 0)
                    for n, m in ((1, 1), (5, 1), (5, 3), (3, 7))
                ),
                "alguna palabra ve lo que no debe, o no ve lo que debe",
            ),
        ]
    ),
    "lo-que-cede-cada-peso": Valor(
        _CEDEN[:, 1],
        [
            Tropiezo(
                np.diag(_CEDEN), "esa es la de cada peso por su propia puntuación, y solo sube la segunda"
            ),
            Tropiezo(_CEDEN[:, 1] * [0, 1, 0], "si uno sube, los demás ceden: la suma sigue siendo uno"),
            Tropiezo(_CEDEN[:, 0], "esa es si sube la primera puntuación"),
            Tropiezo(np.array([0, 1, 0]) - PESOS, "falta el peso de la segunda, que multiplica a todo"),
        ],
    ),
    "vector-de-aprende": Valor(
        _Z_APRENDE[1][1],
        [
            Tropiezo(_Z_APRENDE[1][0], "ese es el vector de «IA»: mira qué consulta toca"),
            Tropiezo(_Z_APRENDE[0][1], "esos son los pesos; falta mezclar con ellos los Values"),
            Tropiezo(_SIN_RAIZ[1][1], "falta dividir las puntuaciones entre la raíz, antes de la softmax"),
            Tropiezo(APRENDIENDO[2][1], "ese es el Value de «aprende» sin haber mirado a nadie"),
        ],
    ),
    "posicion-a-mano": Valor(
        posiciones_sinusoidales(LUGAR + 1, ANCHO)[LUGAR],
        [
            Tropiezo(
                posiciones_sinusoidales(LUGAR + 2, ANCHO)[LUGAR + 1],
                "se cuenta desde cero: la primera palabra está en la posición 0",
            ),
            Tropiezo(
                _otros_angulos([0, 0.25, 0.5, 0.75]),
                "el seno y el coseno de una pareja llevan el mismo ángulo",
            ),
            Tropiezo(
                _otros_angulos([0, 0, 0.5, 0.5], np.radians(LUGAR)),
                "la calculadora está en grados, y los ángulos van en radianes",
            ),
        ],
    ),
    "softmax-estable": Funcion(
        [
            Prueba(
                lambda f: np.shape(f(np.array([5.0, 4.0]))) == (2,),
                "con dos puntuaciones tiene que devolver dos pesos",
            ),
            Prueba(lambda f: np.isclose(np.sum(f(np.array([5.0, 4.0]))), 1), "no suma uno"),
            Prueba(
                lambda f: np.allclose(f(np.array([5.0, 4.0])), softmax([5, 4])),
                "suma uno, pero no reparte como debe",
            ),
            Prueba(
                lambda f: np.allclose(f(np.array([LARGA, CORTA])), [1, 0]),
                "con una puntuación de mil no aguanta: ¿qué se puede restar a todas sin cambiar nada?",
            ),
            Prueba(
                lambda f: np.allclose(f(np.array([-LARGA, -LARGA])), [0.5, 0.5]),
                "con puntuaciones muy negativas no aguanta: no basta con restar un número fijo",
            ),
            Prueba(
                lambda f: np.allclose(f(np.array([[5.0, 4.0], [0.0, 0.0]])), softmax([[5, 4], [0, 0]])),
                "con una matriz, cada fila debería sumar uno por separado",
            ),
        ]
    ),
    "barajar-con-mascara": Opcion(
        "c",
        {
            "a": "sin máscara, sí; con ella, la que iba primera solo se veía a sí misma, y ahora ve a otra",
            "b": "la quinta ve a las mismas de antes, en otro orden, y una suma no depende del orden",
            "d": "la tercera ve a las mismas que antes: a las dos cambiadas y a sí misma",
        },
    ),
    "disena-la-clave": Diseno(
        (2, 2),
        _PUNTUA,
        [
            Regla(
                "cerca",
                np.full(3, 1 / 3),
                "con esa matriz «IA» mira a todas por igual: sus puntuaciones tienen que ser distintas",
            ),
            Regla(
                "gana",
                np.array([1, 0, 0]),
                "«IA» se mira sobre todo a sí misma: ¿cuánto puntúa su consulta con su propia clave?",
            ),
            Regla(
                "gana",
                np.array([0, 1, 0]),
                "«IA» mira sobre todo a «avanza»: ¿cuánto puntúa su consulta con esa clave?",
            ),
            Regla(
                "no llega",
                np.array([0, 0, CASI_TODO]),
                "«IA» ya mira sobre todo a «se detiene», pero poco: aleja más las otras puntuaciones",
            ),
        ],
    ),
    "gradiente-de-la-mirada": Valor(
        VALORES @ _CEDEN,
        [
            Tropiezo(
                PESOS * VALORES, "al subir una puntuación los demás pesos ceden, y lo que aportaban se va"
            ),
            Tropiezo(
                VALORES - PESOS @ VALORES, "falta lo que pesa cada una: a quien no se mira, no se le nota"
            ),
            Tropiezo(PESOS, "esa es la derivada por los Values; se pide por las puntuaciones"),
            Tropiezo(
                np.diag(_CEDEN) * VALORES, "has movido solo el peso de cada una, y los demás tienen que ceder"
            ),
        ],
    ),
    "caza-en-la-atencion": Funcion(
        [
            Prueba(
                lambda f: np.shape(f(*_ejemplo())) == (5, 5), "tiene que salir un vector nuevo por palabra"
            ),
            Prueba(
                lambda f: np.allclose(f(*_ejemplo()).sum(axis=1), 1),
                "con la identidad por V salen los pesos, y los que reparte cada palabra no suman uno",
            ),
            Prueba(
                lambda f: np.tril(f(*_ejemplo()), -1).any(),
                "la máscara está del revés: se ve el futuro y no el pasado",
            ),
            Prueba(
                lambda f: np.allclose(np.triu(f(*_ejemplo()), 1), 0),
                "alguna palabra toma algo de las que vienen: una puntuación de cero también recibe",
            ),
            Prueba(
                lambda f: (
                    not np.allclose(
                        f(*_ejemplo()), atencion(*_ejemplo(), escalar=False, mascara=mascara_causal(5))[0]
                    )
                ),
                "con vectores largos se lo lleva casi todo una sola palabra: falta algo antes de la softmax",
            ),
            Prueba(lambda f: np.allclose(f(*_ejemplo()), _MIRAN), "los pesos no son los de la fórmula"),
        ]
    ),
}
