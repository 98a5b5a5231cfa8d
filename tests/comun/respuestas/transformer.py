"""Las de «El Transformer»."""

from typing import Any

import numpy as np

from redes.activaciones import Numeros


def softmax_buena(z: Numeros, eje: int = -1) -> Numeros:
    e: Numeros = np.exp(z - np.max(z, axis=eje, keepdims=True))
    p: Numeros = e / e.sum(axis=eje, keepdims=True)
    return p


def mirar(Q: Numeros, K: Numeros, V: Numeros, tapa: float = -np.inf, al_reves: bool = False) -> Numeros:
    ve = np.tri(len(Q)).T if al_reves else np.tri(len(Q))
    salida: Numeros = softmax_buena(np.where(ve == 1, Q @ K.T / np.sqrt(Q.shape[1]), tapa)) @ V
    return salida


def mirar_con_errores(Q: Numeros, K: Numeros, V: Numeros) -> Numeros:
    puntos = Q @ K.T * np.tri(len(Q))
    fuerzas = np.exp(puntos - puntos.max())
    salida: Numeros = fuerzas / fuerzas.sum(axis=0) @ V
    return salida


BUENAS: dict[str, Any] = {
    "desviacion-de-la-puntuacion": 20.78,
    "mascara-de-ventana": lambda n, m: np.triu(np.tril(np.ones((n, n))), 1 - m),
    "lo-que-cede-cada-peso": [-0.165, 0.21, -0.045],
    "vector-de-aprende": [5.33, 4.67],
    "posicion-a-mano": [0.1411, -0.98999, 0.029996, 0.99955],
    "softmax-estable": softmax_buena,
    "barajar-con-mascara": "c",
    "disena-la-clave": [[-2, -1], [0, -5]],
    "gradiente-de-la-mirada": [0.99, -0.96, -0.03],
    "caza-en-la-atencion": mirar,
}

MALAS: list[tuple[str, Any, str]] = [
    ("desviacion-de-la-puntuacion", 432, "esa es la varianza; la desviación es su raíz"),
    (
        "desviacion-de-la-puntuacion",
        6.928,
        "esa sería si los números de q también tuvieran desviación uno",
    ),
    (
        "desviacion-de-la-puntuacion",
        144,
        "has sumado las desviaciones: lo que se suma son las varianzas",
    ),
    (
        "desviacion-de-la-puntuacion",
        62.35,
        "la varianza de cada producto ya es un cuadrado: sobra otro",
    ),
    ("mascara-de-ventana", lambda n, m: np.ones(n), "la máscara de n palabras es una matriz de n por n"),
    (
        "mascara-de-ventana",
        lambda n, m: (np.tri(n) - np.tri(n, k=-m)).T,
        "está traspuesta: así cada palabra mira a las futuras y no a las pasadas",
    ),
    ("mascara-de-ventana", lambda n, m: np.tri(n, k=-1), "cada palabra puede mirarse a sí misma"),
    (
        "mascara-de-ventana",
        lambda n, m: np.tri(n),
        "es la causal de siempre: falta que las palabras de hace tiempo dejen de verse",
    ),
    (
        "mascara-de-ventana",
        lambda n, m: np.tri(n) - np.tri(n, k=-m - 1),
        "ve a una de más: en la ventana cuenta también la propia palabra",
    ),
    (
        "mascara-de-ventana",
        lambda n, m: np.tri(n, k=m) - np.tri(n, k=-m),
        "alguna palabra ve lo que no debe, o no ve lo que debe",
    ),
    (
        "lo-que-cede-cada-peso",
        [0.2475, 0.21, 0.1275],
        "esa es la de cada peso por su propia puntuación, y solo sube la segunda",
    ),
    (
        "lo-que-cede-cada-peso",
        [0, 0.21, 0],
        "si uno sube, los demás ceden: la suma sigue siendo uno",
    ),
    ("lo-que-cede-cada-peso", [0.2475, -0.165, -0.0825], "esa es si sube la primera puntuación"),
    ("lo-que-cede-cada-peso", [0.165, 0.21, 0.045], "los tamaños son esos, pero algún signo no"),
    ("vector-de-aprende", [7.102, 2.898], "ese es el vector de «IA»: mira qué consulta toca"),
    ("vector-de-aprende", [0.416, 0.584], "esos son los pesos; falta mezclar con ellos los Values"),
    (
        "vector-de-aprende",
        [5.058, 4.942],
        "falta dividir las puntuaciones entre la raíz, antes de la softmax",
    ),
    ("vector-de-aprende", [2, 8], "ese es el Value de «aprende» sin haber mirado a nadie"),
    (
        "posicion-a-mano",
        [-0.7568, -0.65364, 0.03999, 0.9992],
        "se cuenta desde cero: la primera palabra está en la posición 0",
    ),
    (
        "posicion-a-mano",
        [0.1411, 0.95534, 0.029996, 0.9999955],
        "el seno y el coseno de una pareja llevan el mismo ángulo",
    ),
    (
        "posicion-a-mano",
        [0.052336, 0.99863, 0.0005236, 0.99999986],
        "la calculadora está en grados, y los ángulos van en radianes",
    ),
    (
        "posicion-a-mano",
        [0.1411, 0.029996, -0.98999, 0.99955],
        "los números son esos, pero no en ese orden",
    ),
    (
        "softmax-estable",
        lambda z: 1.0,
        "con dos puntuaciones tiene que devolver dos pesos",
    ),
    ("softmax-estable", lambda z: z, "no suma uno"),
    ("softmax-estable", lambda z: z / z.sum(), "suma uno, pero no reparte como debe"),
    (
        "softmax-estable",
        lambda z: np.exp(z) / np.exp(z).sum(),
        "con una puntuación de mil no aguanta: ¿qué se puede restar a todas sin cambiar nada?",
    ),
    (
        "softmax-estable",
        lambda z: np.exp(z - max(z.max(), 0)) / np.exp(z - max(z.max(), 0)).sum(),
        "con puntuaciones muy negativas no aguanta: no basta con restar un número fijo",
    ),
    (
        "softmax-estable",
        lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
        "con una matriz, cada fila debería sumar uno por separado",
    ),
    (
        "disena-la-clave",
        np.zeros((2, 2)),
        "con esa matriz «IA» mira a todas por igual: sus puntuaciones tienen que ser distintas",
    ),
    (
        "disena-la-clave",
        [[2, 1], [1, 2]],
        "«IA» se mira sobre todo a sí misma: ¿cuánto puntúa su consulta con su propia clave?",
    ),
    (
        "disena-la-clave",
        [[-3, 0], [3, 0]],
        "«IA» mira sobre todo a «avanza»: ¿cuánto puntúa su consulta con esa clave?",
    ),
    (
        "disena-la-clave",
        [[-1, 0], [-1, 0]],
        "«IA» ya mira sobre todo a «se detiene», pero poco: aleja más las otras puntuaciones",
    ),
    ("disena-la-clave", [1, 2], "se espera una matriz de 2 × 2, y la respuesta es un vector de 2"),
    (
        "gradiente-de-la-mirada",
        [2.2, -0.3, 0.3],
        "al subir una puntuación los demás pesos ceden, y lo que aportaban se va",
    ),
    (
        "gradiente-de-la-mirada",
        [1.8, -3.2, -0.2],
        "falta lo que pesa cada una: a quien no se mira, no se le nota",
    ),
    (
        "gradiente-de-la-mirada",
        [0.55, 0.3, 0.15],
        "esa es la derivada por los Values; se pide por las puntuaciones",
    ),
    (
        "gradiente-de-la-mirada",
        [0.99, -0.21, 0.255],
        "has movido solo el peso de cada una, y los demás tienen que ceder",
    ),
    ("caza-en-la-atencion", lambda Q, K, V: V[0], "tiene que salir un vector nuevo por palabra"),
    (
        "caza-en-la-atencion",
        mirar_con_errores,
        "con la identidad por V salen los pesos, y los que reparte cada palabra no suman uno",
    ),
    (
        "caza-en-la-atencion",
        lambda Q, K, V: mirar(Q, K, V, tapa=0),
        "alguna palabra toma algo de las que vienen: una puntuación de cero también recibe",
    ),
    (
        "caza-en-la-atencion",
        lambda Q, K, V: mirar(Q, K, V, al_reves=True),
        "la máscara está del revés: se ve el futuro y no el pasado",
    ),
    (
        "caza-en-la-atencion",
        lambda Q, K, V: mirar(Q * np.sqrt(Q.shape[1]), K, V),
        "con vectores largos se lo lleva casi todo una sola palabra: falta algo antes de la softmax",
    ),
    (
        "caza-en-la-atencion",
        lambda Q, K, V: mirar(Q / np.sqrt(Q.shape[1]), K, V),
        "los pesos no son los de la fórmula",
    ),
    ("desviacion-de-la-puntuacion", 3, "esa es la de un solo producto, y se suman muchos"),
    ("lo-que-cede-cada-peso", [-0.55, 0.7, -0.15], "falta el peso de la segunda, que multiplica a todo"),
]
