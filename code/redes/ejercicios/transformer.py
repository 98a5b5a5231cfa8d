"""Ejercicios de «El Transformer»: pesos, mezclas, raíces, máscaras y posiciones."""

import numpy as np

from redes.atencion import atencion, mascara_causal, proyecciones, softmax
from redes.ejercicios.correccion import Corrector, Funcion, Opcion, Prueba, Tropiezo, Valor
from redes.palabras import PLANO, W_K, W_Q, W_V

Q, K, V = proyecciones(PLANO.vectores(["IA", "avanza"]), W_Q, W_K, W_V)
PESOS, SALIDA = atencion(Q, K, V, escalar=False)
PESOS_CON_RAIZ = atencion(Q, K, V)[0]
MULTIPLICAR_POR = 3
LARGA, CORTA = 1000.0, 0.0


EJERCICIOS: dict[str, Corrector] = {
    "pesos-de-avanza": Valor(
        PESOS[1],
        [
            Tropiezo(PESOS[0], "esos son los de «IA»: mira qué Query toca"),
            Tropiezo((Q @ K.T)[1], "esas son las puntuaciones; falta la softmax"),
            Tropiezo(
                (Q @ K.T)[1] / (Q @ K.T)[1].sum(), "has dividido entre la suma sin pasar por la exponencial"
            ),
            Tropiezo(PESOS_CON_RAIZ[1], "has dividido entre la raíz, y aquí se pide sin ella"),
        ],
    ),
    "vector-de-avanza": Valor(
        SALIDA[1],
        [
            Tropiezo(SALIDA[0], "ese es el vector de «IA»: usa los pesos de «avanza»"),
            Tropiezo(PESOS[1], "esos son los pesos; falta mezclar con ellos los Values"),
            Tropiezo(V[1], "ese es el Value de «avanza» sin haber mirado a nadie"),
            Tropiezo(V.sum(axis=0), "has sumado los Values sin pesarlos"),
        ],
    ),
    "pesos-con-raiz": Valor(
        PESOS_CON_RAIZ[0],
        [
            Tropiezo(PESOS[0], "esos son los pesos sin dividir"),
            Tropiezo(softmax(Q[0] @ K.T / Q.shape[1]), "has dividido entre d, no entre su raíz"),
            Tropiezo(PESOS[0] / np.sqrt(Q.shape[1]), "hay que dividir las puntuaciones, antes de la softmax"),
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
    "mascara": Funcion(
        [
            Prueba(lambda f: np.shape(f(4)) == (4, 4), "la máscara de n palabras es una matriz de n por n"),
            Prueba(
                lambda f: not np.array_equal(np.asarray(f(4)) != 0, mascara_causal(4).T),
                "está traspuesta: así cada palabra mira a las futuras y no a las pasadas",
            ),
            Prueba(
                lambda f: np.all(np.diag(f(4))), "cada palabra puede mirarse a sí misma: falta la diagonal"
            ),
            Prueba(
                lambda f: all(np.array_equal(np.asarray(f(n)) != 0, mascara_causal(n)) for n in (1, 2, 5)),
                "alguna palabra ve lo que no debe, o no ve lo que debe",
            ),
        ]
    ),
    "cuantas-miradas": Valor(
        MULTIPLICAR_POR**2,
        [
            Tropiezo(MULTIPLICAR_POR, "eso es lo que crece el trabajo de la red recurrente"),
            Tropiezo(2**MULTIPLICAR_POR, "crece con el cuadrado del largo, no es una exponencial"),
            Tropiezo(2 * MULTIPLICAR_POR, "al cuadrado no es por dos"),
        ],
        margen=0.001,
    ),
    "barajar": Opcion(
        "c",
        {
            "a": "para eso la fórmula tendría que saber en qué sitio está cada palabra. ¿Dónde lo dice?",
            "b": "cada palabra encuentra las mismas Keys, en otro orden, y la suma no depende del orden",
            "d": "los productos Q·K se calculan igual en cualquier orden: no se anula ninguno",
        },
    ),
}
