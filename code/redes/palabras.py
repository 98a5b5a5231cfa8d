"""Palabras con coordenadas legibles: los léxicos con que el libro hace atención a mano.

Cada palabra es un vector y cada eje tiene nombre. Las coordenadas y las matrices **están puestas a mano**
para que se puedan leer: un modelo de verdad aprende las suyas y sus ejes no tienen nombre. Lo que se calcula
con ellas —pesos, vectores de salida, parecidos— lo hace la misma atención que usaría un modelo.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.atencion import atencion, posiciones_sinusoidales, proyecciones


@dataclass(frozen=True)
class Lectura:
    """Lo que la atención deja de una frase: los pesos `(n, n)` y un vector nuevo por palabra `(n, d)`.

    Una palabra repetida se refiere siempre a su primera aparición.
    """

    palabras: tuple[str, ...]
    pesos: Numeros
    salida: Numeros

    def peso(self, quien: str, a_quien: str) -> float:
        """Cuánta atención presta la palabra `quien` a la palabra `a_quien`, entre 0 y 1."""
        return float(self.pesos[self.palabras.index(quien), self.palabras.index(a_quien)])

    def vector(self, palabra: str) -> Numeros:
        """El vector de la palabra después de mirar a las demás."""
        vector: Numeros = self.salida[self.palabras.index(palabra)]
        return vector

    def mas_mirada(self, quien: str) -> str:
        """La palabra que más atención recibe de `quien`; si empatan varias, la primera."""
        return self.mas_miradas(quien)[0]

    def mas_miradas(self, quien: str) -> list[str]:
        """Las palabras que más atención reciben de `quien`: una, o las que empatan, sin repetir.

        >>> Lectura(("tú", "yo"), np.array([[0.5, 0.5], [1, 0]]), np.eye(2)).mas_miradas("tú")
        ['tú', 'yo']
        """
        fila = self.pesos[self.palabras.index(quien)]
        mayor = fila.max()
        return list(
            dict.fromkeys(p for p, suyo in zip(self.palabras, fila, strict=True) if np.isclose(suyo, mayor))
        )


@dataclass(frozen=True)
class Lexico:
    """Un vocabulario sobre ejes con nombre y las tres matrices que convierten un vector en Q, K y V."""

    ejes: tuple[str, ...]
    embeddings: Mapping[str, Sequence[float]]
    W_Q: Numeros
    W_K: Numeros
    W_V: Numeros

    def vectores(self, palabras: Sequence[str]) -> Numeros:
        """Los embeddings de las palabras, una por fila: `(n, d)`. Las mayúsculas no cuentan si no están.

        Errores: `KeyError` si una palabra no está en el léxico.

        >>> PLANO.vectores(["IA", "avanza"])
        array([[1., 0.],
               [0., 1.]])
        """
        return np.array([self.embeddings[p if p in self.embeddings else p.lower()] for p in palabras], float)

    def leer(self, palabras: Sequence[str], escalar: bool = True, lugar: float = 0) -> Lectura:
        """Pasa la frase por una cabeza de atención.

        Con `lugar` > 0 cada palabra lleva, en ejes aparte, su señal de posición multiplicada por `lugar`;
        los productos Q·Kᵀ suman así lo bien que casan dos palabras y lo cerca que están.

        >>> PLANO.leer(["IA", "avanza"], escalar=False).vector("IA").round(2)
        array([7.31, 2.69])
        """
        Q, K, V = proyecciones(self.vectores(palabras), self.W_Q, self.W_K, self.W_V)
        if lugar:
            posicion = lugar * posiciones_sinusoidales(len(palabras), EJES_DE_POSICION)
            Q, K = np.hstack([Q, posicion]), np.hstack([K, posicion])
        return Lectura(tuple(palabras), *atencion(Q, K, V, escalar=escalar))

    def vecinas(self, vector: ArrayLike, palabras: Sequence[str]) -> list[tuple[str, float]]:
        """Las palabras ordenadas por su parecido con el vector, la más parecida primero.

        >>> [palabra for palabra, _ in PLANO.vecinas([9, 2], ["avanza", "IA"])]
        ['IA', 'avanza']
        """
        parecidos = [(palabra, parecido(vector, self.vectores([palabra])[0])) for palabra in palabras]
        return sorted(parecidos, key=lambda par: -par[1])


def parecido(a: ArrayLike, b: ArrayLike) -> float:
    """El coseno del ángulo entre dos vectores: a·b / (|a|·|b|). De −1 (opuestos) a 1 (misma dirección).

    Errores: `ValueError` si alguno es el vector nulo, que no apunta a ninguna parte.
    Fuente: la medida con que Mikolov et al. (2013) comparan embeddings.

    >>> round(parecido([1, 1], [2, 0]), 4)
    0.7071
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    largos = np.linalg.norm(a) * np.linalg.norm(b)
    if largos == 0:
        raise ValueError("parecido: el vector nulo no tiene dirección")
    return float(a @ b / largos)


def frase(texto: str) -> tuple[str, ...]:
    """Separa un texto en palabras; la raya baja une las que cuentan como una sola.

    >>> frase("La IA se_detiene")
    ('La', 'IA', 'se detiene')
    """
    return tuple(palabra.replace("_", " ") for palabra in texto.split())


def _todas(palabras: str, vector: list[float]) -> dict[str, list[float]]:
    return dict.fromkeys(palabras.split(), vector)


EJES_DE_POSICION = 16

# «IA avanza»: el ejemplo trabajado. «retrocede» es lo opuesto de «avanza»; detenerse, ninguna acción; el
# artículo no dice nada de ninguno de los dos ejes.
W_Q = np.array([[2.0, 1.0], [1.0, 2.0]])
W_K = np.array([[2.0, 1.0], [1.0, 2.0]])
W_V = np.array([[10.0, 0.0], [0.0, 10.0]])
# Con esta clave, Q_IA·K = x: «IA» se puntúa 1 y cualquier palabra sin tecnología 0, avance o retroceda.
W_K_SIN_SIGNO = np.array([[1.0, -1.0], [-1.0, 2.0]])

_PALABRAS_DEL_PLANO = {
    "IA": [1, 0],
    "avanza": [0, 1],
    "retrocede": [0, -1],
    "se detiene": [0, 0],
    "la": [0, 0],
}
PLANO = Lexico(("tecnología", "acción"), _PALABRAS_DEL_PLANO, W_Q, W_K, W_V)
PLANO_SIN_SIGNO = Lexico(PLANO.ejes, _PALABRAS_DEL_PLANO, W_Q, W_K_SIN_SIGNO, W_V)

# «banco» lleva a medias sus dos significados; las demás palabras, solo el suyo.
BANCO = Lexico(
    ejes=("finanzas", "pintura", "tiempo", "enlace"),
    embeddings={
        "banco": [1, 1, 0, 0],
        "financiero": [3, 0, 0, 0],
        "cerrado": [1, 0, 0, 0],
        "pintar": [0, 3, 0, 0],
        "verde": [0, 2, 0, 0],
        "llegó": [0, 0, 1, 0],
        "tarde": [0, 0, 2, 0],
        "acababan": [0, 0, 1, 0],
        **_todas("el estaba porque lo de", [0, 0, 0, 1]),
    },
    W_Q=2 * np.eye(4),
    W_K=np.eye(4),
    W_V=np.eye(4),
)
BANCO_QUE_CIERRA = frase("El banco estaba cerrado porque el financiero llegó tarde")
BANCO_QUE_SE_PINTA = frase("El banco estaba verde porque lo acababan de pintar")

# Una tarea no se parece a un lenguaje (su producto es 0), pero lo busca: para eso están Q y K.
PROGRAMAR = Lexico(
    ejes=("tarea", "lenguaje", "opinión", "enlace"),
    embeddings={
        "programar": [1, 0, 0, 0],
        "python": [0, 1, 0, 0],
        "divertido": [0, 0, 1, 0],
        **_todas("en es", [0, 0, 0, 1]),
    },
    W_Q=np.array([[0, 6, 0, 0], [2, 0, 0, 0], [2, 0, 0, 0], [0, 0, 0, 2]], float),
    W_K=np.eye(4),
    W_V=np.eye(4),
)
PROGRAMAR_EN_PYTHON = frase("Programar en Python es divertido")

# Un verbo busca un nombre, el que sea; «actualizado» busca algo que se pueda actualizar.
SUJETO = Lexico(
    ejes=("nombre", "actualizable", "verbo", "cualidad", "enlace"),
    embeddings={
        "sistema operativo": [1, 1, 0, 0, 0],
        "kernel": [1, 1, 0, 0, 0],
        "error": [1, 0, 0, 0, 0],
        **_todas("dio estaba", [0, 0, 1, 0, 0]),
        "actualizado": [0, 0, 0, 1, 0],
        **_todas("el un porque no", [0, 0, 0, 0, 1]),
    },
    W_Q=np.array(
        [[0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [4, 0, 0, 0, 0], [0, 4, 0, 0, 0], [0, 0, 0, 0, 1]], float
    ),
    W_K=np.eye(5),
    W_V=np.eye(5),
)
SUJETO_OMITIDO = frase("El sistema_operativo dio un error porque no estaba actualizado")
SUJETO_EXPRESO = frase("El sistema_operativo dio un error porque el kernel no estaba actualizado")

# «operación» está justo a medio camino; lo que no es de medicina ni de matemáticas, en el origen.
OPERACION = Lexico(
    ejes=("medicina", "matemáticas"),
    embeddings={
        "operación": [1, 1],
        "cirugía": [2, 0],
        "médico": [2, 0.5],
        "suma": [0, 2],
        "cálculo": [0.5, 2],
        "quirófano": [2, 0],
        "fracciones": [0, 2],
        "profesora": [0.5, 1],
        **_todas("el la en con preparó explicó", [0, 0]),
    },
    W_Q=2 * np.eye(2),
    W_K=np.eye(2),
    W_V=np.eye(2),
)
OPERACION_ENTRE_MEDICOS = frase("El médico preparó la operación en el quirófano")
OPERACION_ENTRE_MATEMATICOS = frase("La profesora explicó la operación con fracciones")
