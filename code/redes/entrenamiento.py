"""Entrenar el Transformer minúsculo con el idioma de juguete y mirar qué ha aprendido.

El idioma se conoce entero (`redes.gramatica`), así que la pérdida de un modelo no se estima con una muestra:
`ModeloDeLenguaje.perdida` la calcula sobre todas las frases, cada una con su probabilidad, y la distancia
hasta `gramatica.entropia` es exactamente lo que le falta por aprender.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.atencion import softmax
from redes.generacion import reparto, templar
from redes.gramatica import PUNTO, Frase, Lengua, frases, largo_medio, vocabulario
from redes.palabras import Lectura
from redes.transformador import (
    HUECO,
    Tokens,
    Transformador,
    log_softmax,
    pasada,
    perdida,
    transformador,
)

# La receta del entrenamiento del libro.
PASOS, LOTE, TASA = 600, 32, 0.015
BETA_1, BETA_2 = 0.9, 0.99  # la memoria de Adam: del gradiente y de su cuadrado
EPSILON = 1e-8  # lo que Adam suma para no dividir nunca entre cero


def en_numeros(textos: Sequence[Frase], palabras: Sequence[str]) -> Tokens:
    """Las frases como números, una por fila, entre dos puntos; al final de las cortas, `HUECO`.

    Cada palabra es su lugar en `palabras`. Errores: `ValueError` si alguna palabra no está.

    >>> en_numeros([("la", "IA"), ("IA",)], [".", "la", "IA"])
    array([[ 0,  1,  2,  0],
           [ 0,  2,  0, -1]])
    """
    desconocidas = sorted({palabra for texto in textos for palabra in texto} - set(palabras))
    if desconocidas:
        raise ValueError(f"el modelo no sabe estas palabras: {', '.join(desconocidas)}")
    lugar = {palabra: i for i, palabra in enumerate(palabras)}
    tokens = np.full((len(textos), max(map(len, textos)) + 2), HUECO)
    for fila, texto in zip(tokens, textos, strict=True):
        fila[: len(texto) + 2] = [lugar[palabra] for palabra in (PUNTO, *texto, PUNTO)]
    return tokens


class Adam:
    """El descenso que da a cada número su propio paso: tasa · m̂ / (√v̂ + ε).

    m es la media reciente del gradiente y v la de su cuadrado: en cada paso, m ← β₁·m + (1 − β₁)·g, y v igual
    con g² y β₂. Como empiezan en cero se quedan cortas, y dividirlas entre 1 − βᵗ da m̂ y v̂, que ya no.
    Fuente: Kingma y Ba (2015), algoritmo 1.

    >>> parametros = {"w": np.array([1.0, 1.0])}
    >>> Adam(parametros).mover({"w": np.array([0.001, -1000.0])}, tasa=0.1)
    >>> parametros["w"].round(4)
    array([0.9, 1.1])
    """

    def __init__(
        self, parametros: Mapping[str, Numeros], beta_1: float = BETA_1, beta_2: float = BETA_2
    ) -> None:
        self.parametros, self.beta_1, self.beta_2, self.t = parametros, beta_1, beta_2, 0
        # Todos los números en una sola fila: una cuenta larga tarda menos que muchas cortas.
        self.m, self.v = np.zeros((2, sum(w.size for w in parametros.values())))

    def mover(self, gradiente: Mapping[str, Numeros], tasa: float) -> None:
        """Da un paso: cambia los parámetros en su sitio."""
        self.t += 1
        g = np.concatenate([gradiente[nombre].ravel() for nombre in self.parametros])
        self.m += (1 - self.beta_1) * (g - self.m)
        self.v += (1 - self.beta_2) * (g * g - self.v)
        m_corregida, v_corregida = self.m / (1 - self.beta_1**self.t), self.v / (1 - self.beta_2**self.t)
        paso = tasa * m_corregida / (np.sqrt(v_corregida) + EPSILON)
        for w in self.parametros.values():
            w -= paso[: w.size].reshape(w.shape)
            paso = paso[w.size :]


@dataclass(frozen=True)
class ModeloDeLenguaje:
    """Un Transformer y las palabras que sabe, en el orden de sus números."""

    red: Transformador
    palabras: tuple[str, ...]

    def probabilidades(self, principio: Sequence[str], temperatura: float = 1) -> dict[str, float]:
        """Cada palabra y su probabilidad de seguir, softmax(z / temperatura), de la más probable a la menos.

        Errores: `ValueError` si la temperatura no es positiva o el modelo no sabe alguna palabra.
        """
        p = reparto(pasada(self.red, self._leidas(principio)).z[0, -1], temperatura)
        return {self.palabras[i]: float(p[i]) for i in np.argsort(-p, kind="stable")}

    def lecturas(self, principio: Sequence[str], capa: int = 0) -> list[Lectura]:
        """A quién mira cada palabra, cabeza a cabeza: pesos `(n + 1, n + 1)`, que empiezan por el punto."""
        pesos = pasada(self.red, self._leidas(principio)).pesos[capa][0]
        return [Lectura((PUNTO, *principio), de_cabeza, de_cabeza) for de_cabeza in pesos]

    def vecinas(self, palabra: str) -> list[tuple[str, float]]:
        """Las demás palabras y el coseno de su embedding con el de esta, de la más parecida a la menos."""
        cosenos = self.parecidos([palabra], self.palabras)[0]
        orden = [i for i in np.argsort(-cosenos, kind="stable") if self.palabras[i] != palabra]
        return [(self.palabras[i], float(cosenos[i])) for i in orden]

    def parecidos(self, unas: Sequence[str], otras: Sequence[str]) -> Numeros:
        """Los cosenos entre los embeddings de unas palabras, por filas, y los de otras, por columnas."""
        E = self.red.incrustar.E
        direcciones = E / np.linalg.norm(E, axis=1, keepdims=True)
        filas, columnas = ([self.palabras.index(palabra) for palabra in grupo] for grupo in (unas, otras))
        cosenos: Numeros = direcciones[filas] @ direcciones[columnas].T
        return cosenos

    def generar(self, rng: np.random.Generator, temperatura: float = 1, maximo: int = 30) -> Frase:
        """Una frase escrita palabra a palabra, hasta que sale el punto o llega a `maximo` palabras."""
        (frase,) = self.escritas(1, rng, temperatura, maximo)
        return frase

    def escritas(
        self, cuantas: int, rng: np.random.Generator, temperatura: float = 1, maximo: int = 30
    ) -> list[Frase]:
        """Frases de `generar`, una tras otra; lo que sigue a cada principio se pregunta una sola vez."""

        @cache
        def seguir(principio: Frase) -> tuple[list[str], list[float]]:
            p = self.probabilidades(principio, temperatura)
            return list(p), list(p.values())

        return [_escribir(seguir, rng, maximo) for _ in range(cuantas)]

    def log_probabilidades(self, textos: Sequence[Frase], temperatura: float = 1) -> Numeros:
        """El logaritmo natural de la probabilidad de que escriba cada frase entera, con su punto final."""
        tokens = en_numeros(textos, self.palabras)
        objetivos = tokens[:, 1:]
        z = log_softmax(templar(pasada(self.red, tokens[:, :-1]).z, temperatura))
        elegidas = np.take_along_axis(z, np.maximum(objetivos, 0)[..., None], axis=-1)[..., 0]
        logaritmos: Numeros = np.where(objetivos == HUECO, 0, elegidas).sum(axis=1)
        return logaritmos

    def perdida(self, lengua: Lengua) -> float:
        """La entropía cruzada exacta, en nats por token: −Σ P(frase)·ln Q(frase) / `largo_medio`."""
        P = np.array([float(p) for p in lengua.values()])
        return float(-P @ self.log_probabilidades(list(lengua)) / float(largo_medio(lengua)))

    def correctas(self, lengua: Lengua, temperatura: float = 1) -> float:
        """Con qué probabilidad escribe una frase del idioma, entre 0 y 1."""
        return float(np.exp(self.log_probabilidades(list(lengua), temperatura)).sum())

    def variedad(self, lengua: Lengua, temperatura: float = 1) -> float:
        """Entre cuántas frases del idioma reparte: e^entropía de las que escribe bien.

        Vale 1 si siempre escribe la misma y tantas como tenga el idioma si las escribe todas por igual.
        """
        logaritmos = self.log_probabilidades(list(lengua), temperatura)
        q = softmax(logaritmos)
        return float(np.exp(-q @ log_softmax(logaritmos)))

    def _leidas(self, principio: Sequence[str]) -> Tokens:
        return en_numeros([tuple(principio)], self.palabras)[:, :-1]


def _escribir(
    seguir: Callable[[Frase], tuple[list[str], list[float]]], rng: np.random.Generator, maximo: int
) -> Frase:
    frase: Frase = ()
    while len(frase) < maximo:
        palabras, p = seguir(frase)
        palabra = palabras[rng.choice(len(p), p=p)]
        if palabra == PUNTO:
            break
        frase += (palabra,)
    return frase


def en_comun(p: ArrayLike, q: ArrayLike) -> Numeros:
    """Cuánto coinciden dos repartos: Σ min(pᵢ, qᵢ) sobre el último eje, de 0 (nada) a 1 (son el mismo).

    Es 1 menos la distancia de variación total.

    >>> en_comun([0.5, 0.5, 0], [0.5, 0, 0.5])
    array(0.5)
    """
    minimos: Numeros = np.minimum(p, q)
    return np.asarray(minimos.sum(axis=-1))


def coincidencias(
    uno: ModeloDeLenguaje, otro: ModeloDeLenguaje, textos: Sequence[Frase]
) -> tuple[float, float]:
    """Lo que dos modelos tienen `en_comun`, de media, al leer unos textos: lo que predicen y a quién miran.

    De las miradas de la primera capa, una cabeza de cada modelo frente a una del otro, emparejadas como más
    coincidan. No cuenta el punto que abre cada frase, que solo puede mirarse a sí mismo.
    """
    tokens = en_numeros(textos, uno.palabras)
    suyo, ajeno = (pasada(modelo.red, tokens[:, :-1]) for modelo in (uno, otro))
    cuentan = tokens[:, 1:] != HUECO
    cuentan[:, 0] = False
    predicen = en_comun(softmax(suyo.z), softmax(ajeno.z))[cuentan].mean()
    miran = suyo.pesos[0]
    emparejadas = (ajeno.pesos[0][:, list(orden)] for orden in permutations(range(miran.shape[1])))
    return float(predicen), max(
        float(en_comun(miran, miradas).swapaxes(1, 2)[cuentan].mean()) for miradas in emparejadas
    )


@dataclass(frozen=True)
class Entrenamiento:
    """Un modelo antes y después de entrenar, y lo que pasó entre medias.

    `perdidas` son las de cada lote, antes de corregirlo; `exactas`, las de todo el idioma en algunos pasos.
    Todas en nats por token.
    """

    antes: ModeloDeLenguaje
    despues: ModeloDeLenguaje
    perdidas: Numeros
    exactas: dict[int, float]


def aprender(red: Transformador, lotes: Iterable[tuple[Tokens, float]]) -> Iterator[float]:
    """Corrige la red con cada lote, a su tasa, y da la pérdida que tenía antes: un paso de `Adam` cada vez.

    Formas: los tokens de un lote, `(B, n + 1)`: de los n primeros de cada frase se adivinan los n últimos.

    >>> red = transformador(V=3, d=4)
    >>> uno, otro = aprender(red, [(np.array([[0, 1, 2]]), 0.1)] * 2)
    >>> otro < uno
    True
    """
    return corregir(red, ((tokens[:, :-1], tokens[:, 1:], tasa) for tokens, tasa in lotes))


def corregir(red: Transformador, lotes: Iterable[tuple[Tokens, Tokens, float]]) -> Iterator[float]:
    """Como `aprender`, con lotes que dicen qué se lee y qué tenía que venir detrás; un `HUECO` no cuenta.

    Formas: lo leído y lo que tenía que venir, `(B, n)`.

    >>> red, leido = transformador(V=3, d=4), np.array([[0, 1]])
    >>> uno, otro = corregir(red, [(leido, np.array([[HUECO, 2]]), 0.1)] * 2)
    >>> otro < uno
    True
    """
    adam = Adam(red.parametros)
    for leido, objetivos, tasa in lotes:
        salida = pasada(red, leido)
        nats, d_z = perdida(salida.z, objetivos)
        adam.mover(salida.atras(d_z).parametros, tasa)
        yield nats


def sorteados(
    lengua: Lengua, palabras: Sequence[str], lote: int, pasos: int, rng: np.random.Generator
) -> Iterator[Tokens]:
    """Los lotes de un entrenamiento: `pasos` veces, `lote` frases al azar en números, sin huecos de sobra.

    >>> hoy, rng = frases({"Frase": {"hoy": 1}}), np.random.default_rng(0)
    >>> [lote.shape for lote in sorteados(hoy, vocabulario(hoy), 3, 2, rng)]
    [(3, 3), (3, 3)]
    """
    todas = en_numeros(list(lengua), palabras)
    largos = (todas != HUECO).sum(axis=1)
    p = [float(p) for p in lengua.values()]
    for elegidas in rng.choice(len(todas), size=(pasos, lote), p=p):
        yield todas[elegidas, : largos[elegidas].max()]


def entrenar(
    lengua: Lengua,
    red: Transformador,
    pasos: int,
    lote: int = LOTE,
    tasa: float = TASA,
    semilla: int = 0,
    medidas: int = 20,
) -> Entrenamiento:
    """Entrena una copia de la red: en cada paso lee `lote` frases al azar y la corrige con `Adam`.

    La tasa baja en línea recta hasta 0. La pérdida exacta se mide al empezar y cada `pasos / medidas` pasos.
    Errores: `ValueError` si `medidas` no divide a `pasos`.
    """
    if pasos % medidas:
        raise ValueError(f"entrenar: {medidas} medidas no se pueden repartir en {pasos} pasos")
    palabras = vocabulario(lengua)
    rng = np.random.default_rng(semilla)
    copia = deepcopy(red)
    modelo = ModeloDeLenguaje(copia, palabras)
    tasas = tasa * (1 - np.arange(pasos) / pasos)
    lotes = zip(sorteados(lengua, palabras, lote, pasos, rng), tasas, strict=True)
    perdidas, exactas = [], {0: modelo.perdida(lengua)}
    for paso, nats in enumerate(aprender(copia, lotes), start=1):
        perdidas.append(nats)
        if paso % (pasos // medidas) == 0:
            exactas[paso] = modelo.perdida(lengua)
    return Entrenamiento(ModeloDeLenguaje(red, palabras), modelo, np.array(perdidas), exactas)


@cache
def entrenamiento_del_libro(semilla: int = 0) -> Entrenamiento:
    """El entrenamiento que enseña el libro: dos capas, dos cabezas en cada una y seiscientos lotes.

    Dura unos segundos y se hace una sola vez por proceso con cada semilla.
    """
    lengua = frases()
    red = transformador(len(vocabulario(lengua)), semilla=semilla)
    return entrenar(lengua, red, pasos=PASOS, semilla=semilla)
