"""Los ejercicios del libro: lo bueno vale, cada error tiene su explicación y ninguna explicación chiva."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from redes.activaciones import Numeros
from redes.ejercicios import CAPITULOS, EJERCICIOS, comprobar
from redes.ejercicios.correccion import Funcion, Opcion, Valor

LIBRO = Path(__file__).parents[3] / "book"

# --- Respuestas escritas aquí, sin el código del libro ---


def sigmoide_buena(x: ArrayLike) -> Numeros:
    x = np.asarray(x, dtype=float)
    e: Numeros = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def bajar(gradiente: Callable[[float], float], w: float, tasa: float, pasos: int) -> float:
    for _ in range(pasos):
        w = w - tasa * gradiente(w)
    return w


def softmax_buena(z: Numeros) -> Numeros:
    e: Numeros = np.exp(z - np.max(z, axis=-1, keepdims=True))
    p: Numeros = e / e.sum(axis=-1, keepdims=True)
    return p


def perdida_buena(z: Numeros, vino: NDArray[np.int64]) -> float:
    z = z - z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), vino]))


def entropia_buena(p: list[float]) -> float:
    return -float(sum(q * np.log(q) for q in p if q > 0))


BUENAS: dict[str, Any] = {
    "derivada-desde-la-salida": 0.09,
    "cinco-capas": 1 / 1024,
    "capas-hasta-la-milesima": 5,
    "sigmoide-estable": sigmoide_buena,
    "fuerza-de-la-correccion": 50.5,
    "pesos-al-rescate": "b",
    "mil-veces-menor": "c",
    "un-paso": 2.4,
    "tasa-limite": 0.2,
    "cuanto-llega": 0.0025,
    "descender": bajar,
    "derivada-con-fuga": lambda x: np.where(np.asarray(x) > 0, 1.0, 0.01),
    "neurona-muerta": "d",
    "el-bache": "a",
    "pesos-de-avanza": [0.269, 0.731],
    "vector-de-avanza": [2.69, 7.31],
    "pesos-con-raiz": [0.67, 0.33],
    "softmax-estable": softmax_buena,
    "mascara": lambda n: np.tril(np.ones((n, n))),
    "cuantas-miradas": 9,
    "barajar": "c",
    "sorpresa-de-azul": 1.386,
    "correccion-de-puntuaciones": [0.7, -0.8, 0.1],
    "softmax-gigante": 38_597_376,
    "temperatura": lambda z, T: softmax_buena(z / T),
    "perdida-de-un-texto": perdida_buena,
    "nunca-cero": "b",
    "sin-etiquetas": "d",
    "primera-perdida": 6.908,
    "norma-a-mano": [-1.02, -0.34, 1.36],
    "probabilidad-de-una-frase": 8 / 475,
    "entropia-de-una-moneda": entropia_buena,
    "debajo-del-suelo": "c",
    "mapa-de-atencion": "b",
    "banco-y-financiero": "a",
}


@pytest.mark.parametrize("clave", EJERCICIOS)
def test_la_respuesta_buena_vale(clave: str) -> None:
    veredicto = comprobar(clave, BUENAS[clave])
    assert veredicto == (True, "")
    assert repr(veredicto) == "¡Bien!"


def test_no_hay_respuestas_de_mas() -> None:
    assert set(BUENAS) == set(EJERCICIOS)


@pytest.mark.parametrize("clave", [clave for clave, buena in BUENAS.items() if isinstance(buena, int)])
def test_lo_que_se_cuenta_es_exacto(clave: str) -> None:
    corrector = EJERCICIOS[clave]
    assert isinstance(corrector, Valor) and corrector.solucion == BUENAS[clave]


@pytest.mark.parametrize(
    ("clave", "sobra"),
    [
        ("capas-hasta-la-milesima", 0.0012),
        ("un-paso", 0.0012),
        ("tasa-limite", 0.0012),
        ("cuantas-miradas", 0.0012),
        ("correccion-de-puntuaciones", 0.0012),
        ("probabilidad-de-una-frase", 0.0012),
        ("softmax-gigante", 30 / 50_257),  # treinta palabras de más
    ],
)
def test_lo_que_sale_redondo_casi_no_tiene_margen(clave: str, sobra: float) -> None:
    assert not comprobar(clave, np.multiply(BUENAS[clave], 1 + sobra)).bien


# --- Errores: cada uno con lo que se le dice ---

MALAS: list[tuple[str, Any, str]] = [
    ("fuerza-de-la-correccion", 25.25, "el dos del cuadrado está contado dos veces"),
    ("fuerza-de-la-correccion", 0.99, "esa es una de las dos correcciones"),
    ("cuanto-llega", 0.25, "esa es solo la primera derivada"),
    ("derivada-con-fuga", lambda x: x if x > 0 else 0.01 * x, "esa es la propia función"),
    ("perdida-de-un-texto", lambda z, v: np.zeros(len(v)), "tiene que devolver un solo número"),
    ("perdida-de-un-texto", lambda z, v: -perdida_buena(z, v), "una pérdida no puede ser negativa"),
    ("perdida-de-un-texto", lambda z, v: len(v) * perdida_buena(z, v), "esa es la suma de las sorpresas"),
    ("entropia-de-una-moneda", lambda p: entropia_buena(p) / np.log(2), "eso son bits"),
    ("sigmoide-estable", lambda x: 0.5, "con un vector tiene que devolver otro vector"),
    ("softmax-estable", lambda z: 1.0, "con dos puntuaciones tiene que devolver dos pesos"),
    ("temperatura", lambda z, T: 1.0, "con tres puntuaciones tiene que devolver tres probabilidades"),
    ("softmax-gigante", 769 * 50_257, "has contado también un sesgo por palabra"),
    ("derivada-desde-la-salida", 0.2055, "has metido la salida en la derivada como si fuera la entrada"),
    ("derivada-desde-la-salida", 0.1, "falta un factor"),
    ("derivada-desde-la-salida", 9, "parece un tanto por ciento"),
    ("cinco-capas", 1.25, "has sumado"),
    ("cinco-capas", 1 / 256, "falta una capa"),
    ("cinco-capas", 1 / 4096, "sobra una capa"),
    ("cinco-capas", 1 / 32, "ese es el valor de la sigmoide en el centro"),
    ("capas-hasta-la-milesima", 4.98289, "las capas se cuentan enteras"),
    ("capas-hasta-la-milesima", 4, "con una capa menos"),
    ("capas-hasta-la-milesima", 10, "el factor de cada capa es más pequeño"),
    ("capas-hasta-la-milesima", 7, "la respuesta se pasa"),
    ("fuerza-de-la-correccion", 0.0198, "has dividido al revés"),
    ("fuerza-de-la-correccion", 101, "falta el dos"),
    ("un-paso", 3.6, "has subido la cuesta"),
    ("un-paso", 2.7, "la derivada del cuadrado de w no es w"),
    ("un-paso", 2.1, "has restado el error"),
    ("un-paso", -3, "falta la tasa"),
    ("un-paso", 0.6, "eso es lo que se mueve"),
    ("tasa-limite", 0.1, "con esa tasa se llega al fondo de un solo paso"),
    ("tasa-limite", 0.4, "la curvatura es la segunda derivada"),
    ("cuanto-llega", 1.26, "has sumado"),
    ("cuanto-llega", 0.01, "la derivada más pequeña manda"),
    ("cuanto-llega", 0.42, "no es una media"),
    ("pesos-de-avanza", [0.7311, 0.2689], "esos son los de «IA»"),
    ("pesos-de-avanza", [4, 5], "esas son las puntuaciones"),
    ("pesos-de-avanza", [4 / 9, 5 / 9], "has dividido entre la suma"),
    ("pesos-de-avanza", [0.3302, 0.6698], "has dividido entre la raíz"),
    ("pesos-de-avanza", [26.9, 73.1], "parece un tanto por ciento"),
    ("vector-de-avanza", [7.31, 2.69], "ese es el vector de «IA»"),
    ("vector-de-avanza", [0.269, 0.731], "esos son los pesos"),
    ("vector-de-avanza", [0, 10], "ese es el Value"),
    ("vector-de-avanza", [10, 10], "has sumado los Values"),
    ("pesos-con-raiz", [0.7311, 0.2689], "esos son los pesos sin dividir"),
    ("pesos-con-raiz", [0.6225, 0.3775], "has dividido entre d"),
    ("pesos-con-raiz", [0.5169, 0.1902], "hay que dividir las puntuaciones"),
    ("pesos-con-raiz", [0.33, 0.67], "los números son esos, pero no en ese orden"),
    ("cuantas-miradas", 3, "eso es lo que crece el trabajo de la red recurrente"),
    ("cuantas-miradas", 8, "crece con el cuadrado"),
    ("cuantas-miradas", 6, "al cuadrado no es por dos"),
    ("sorpresa-de-azul", 2, "eso son bits"),
    ("sorpresa-de-azul", 0.602, "ese es el logaritmo decimal"),
    ("sorpresa-de-azul", 0.2877, "esa es la sorpresa de que NO venga"),
    ("sorpresa-de-azul", 0.75, "la sorpresa no es lo que falta hasta uno"),
    ("sorpresa-de-azul", -1.386, "el tamaño es ese, pero el signo no"),
    ("correccion-de-puntuaciones", [0.7, 0.2, 0.1], "falta restar un uno"),
    ("correccion-de-puntuaciones", [0.3567, 1.6094, 2.3026], "esas son las pérdidas"),
    ("correccion-de-puntuaciones", [0, -5, 0], "esa es la derivada por las probabilidades"),
    ("correccion-de-puntuaciones", [-0.7, 0.8, -0.1], "el tamaño es ese, pero el signo no"),
    ("softmax-gigante", 51_025, "cada número del vector se conecta con cada palabra"),
    ("softmax-gigante", 50_257, "eso es lo que sale"),
    ("softmax-gigante", 50_257**2, "la matriz va del vector a las palabras"),
    ("primera-perdida", 9.966, "eso son bits"),
    ("primera-perdida", 3, "ese es el logaritmo decimal"),
    ("primera-perdida", 0.001, "esa es la probabilidad de cada palabra"),
    ("norma-a-mano", [-3, -1, 4], "la media ya es cero"),
    ("norma-a-mano", [-0.832, -0.2774, 1.1094], "has dividido la varianza entre n − 1"),
    ("norma-a-mano", [-3 * 3 / 26, -3 / 26, 12 / 26], "has dividido entre la varianza"),
    ("norma-a-mano", [0.199, 0.398, 0.8955], "eso deja el largo en uno"),
    ("probabilidad-de-una-frase", 1 / 152, "no todas las frases son igual de probables"),
    ("probabilidad-de-una-frase", 0.8, "esa es la probabilidad de la última palabra"),
    ("probabilidad-de-una-frase", 4.0839, "esa es su sorpresa"),
    # Funciones: de las más equivocadas a las que casi están.
    ("sigmoide-estable", lambda x: x, "en el cero, donde no tiene ni idea"),
    ("sigmoide-estable", lambda x: 1 / (1 + np.exp(x)), "en el centro de la curva"),
    (
        "sigmoide-estable",
        lambda x: np.where(np.asarray(x) == 2, 0.9, sigmoide_buena(x)),
        "lo que vale en x y en −x",
    ),
    (
        "sigmoide-estable",
        lambda x: 1 / (1 + np.exp(-np.asarray(x))),
        "con entradas de mil no aguanta; por el",
    ),
    (
        "sigmoide-estable",
        lambda x: 1 / (1 + np.exp(-np.clip(x, -500, 500))),
        "con entradas de mil no aguanta",
    ),
    ("sigmoide-estable", lambda x: 0.5 * (1 + np.tanh(np.asarray(x) / 2)), "muy a la izquierda se pierden"),
    ("descender", lambda g, w, t, n: w - t * g(w), "sin dar ningún paso se mueve"),
    ("descender", lambda g, w, t, n: bajar(lambda x: -g(x), w, t, n), "en el primer paso no baja"),
    ("descender", lambda g, w, t, n: bajar(lambda x: 1.0, w, t, n), "el primer paso no tiene el largo"),
    ("descender", lambda g, w, t, n: w - n * t * g(w), "el primer paso está bien y los siguientes no"),
    ("descender", lambda g, w, t, n: w * (1 - 2 * t) ** n, "con otro error no encuentra el fondo"),
    ("derivada-con-fuga", lambda x: np.where(x > 0, 3.0, 0.01), "a la derecha del cero"),
    ("derivada-con-fuga", lambda x: float(x > 0), "a la izquierda se queda a cero"),
    (
        "derivada-con-fuga",
        lambda x: 1.0 if x > 0 else 0.5,
        "a la izquierda hay cuesta, pero no es la de la fuga",
    ),
    ("derivada-con-fuga", lambda x: 1.0 if x > 0 else 0.01, "con un número va bien, pero con un vector no"),
    ("softmax-estable", lambda z: z, "no suma uno"),
    ("softmax-estable", lambda z: z / z.sum(), "suma uno, pero no reparte como debe"),
    ("softmax-estable", lambda z: np.exp(z) / np.exp(z).sum(), "con una puntuación de mil no aguanta"),
    (
        "softmax-estable",
        lambda z: np.exp(z - max(z.max(), 0)) / np.exp(z - max(z.max(), 0)).sum(),
        "con puntuaciones muy negativas no aguanta",
    ),
    (
        "softmax-estable",
        lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
        "con una matriz, cada fila debería sumar uno",
    ),
    ("mascara", lambda n: np.ones(n), "la máscara de n palabras es una matriz de n por n"),
    ("mascara", lambda n: np.triu(np.ones((n, n))), "está traspuesta"),
    ("mascara", lambda n: np.tri(n, k=-1), "cada palabra puede mirarse a sí misma"),
    ("mascara", lambda n: np.ones((n, n)), "alguna palabra ve lo que no debe"),
    ("temperatura", lambda z, T: z, "las probabilidades no suman uno"),
    (
        "temperatura",
        lambda z, T: softmax_buena(z + np.arange(3)),
        "con temperatura uno debería ser la softmax",
    ),
    ("temperatura", lambda z, T: softmax_buena(z * T), "con menos temperatura lo probable debería serlo más"),
    ("temperatura", lambda z, T: softmax_buena(z / max(T, 1)), "con menos temperatura lo probable debería"),
    ("temperatura", lambda z, T: softmax_buena(z / min(T, 1)), "con menos temperatura lo probable debería"),
    ("temperatura", lambda z, T: softmax_buena(z / T**2), "la temperatura actúa sobre las puntuaciones"),
    (
        "temperatura",
        lambda z, T: np.exp(z / T) / np.exp(z / T).sum(),
        "con una temperatura muy baja no aguanta",
    ),
    ("perdida-de-un-texto", lambda z, v: 0.0, "sin preferir ninguna palabra"),
    ("perdida-de-un-texto", lambda z, v: 2 * np.log(z.shape[1]) - perdida_buena(z, v), "acertar cuesta más"),
    ("perdida-de-un-texto", lambda z, v: perdida_buena(z[:1], v[:1]), "es la media de las sorpresas"),
    (
        "perdida-de-un-texto",
        lambda z, v: -np.log(softmax_buena(z)[np.arange(len(z)), v]).mean(),
        "si la palabra que viene parecía imposible, no aguanta",
    ),
    ("entropia-de-una-moneda", lambda p: 0.5, "una moneda justa tiene ln 2 nats"),
    (
        "entropia-de-una-moneda",
        lambda p: -entropia_buena(p) if p[0] > 0.5 else np.log(2),
        "la entropía no puede ser",
    ),
    ("entropia-de-una-moneda", lambda p: -np.mean(np.log(p)), "cada sorpresa se pesa con su probabilidad"),
    (
        "entropia-de-una-moneda",
        lambda p: -np.sum(np.array(p) * np.log(p)),
        "lo que no ocurre nunca no sorprende",
    ),
]


@pytest.mark.parametrize(("clave", "respuesta", "motivo"), MALAS)
def test_cada_error_tiene_su_explicacion(clave: str, respuesta: object, motivo: str) -> None:
    veredicto = comprobar(clave, respuesta)
    assert not veredicto.bien
    assert veredicto.motivo.startswith(motivo)
    assert repr(veredicto).removesuffix(".") == f"Todavía no: {veredicto.motivo}"
    assert not repr(veredicto).endswith("?.")


@pytest.mark.parametrize("clave", [c for c, e in EJERCICIOS.items() if isinstance(e, Opcion)])
def test_cada_letra_equivocada_se_explica(clave: str) -> None:
    corrector = EJERCICIOS[clave]
    assert isinstance(corrector, Opcion)
    assert sorted([corrector.correcta, *corrector.motivos]) == list("abcd")
    for letra, motivo in corrector.motivos.items():
        assert comprobar(clave, letra) == (False, motivo)
    assert len(set(corrector.motivos.values())) == 3


def test_todas_las_pruebas_y_tropiezos_estan_ejercitados() -> None:
    dichos = {comprobar(clave, respuesta).motivo for clave, respuesta, _ in MALAS}
    for corrector in EJERCICIOS.values():
        if isinstance(corrector, Valor):
            assert {tropiezo.aviso for tropiezo in corrector.tropiezos} <= dichos
        if isinstance(corrector, Funcion):
            for prueba in corrector.pruebas:
                assert any(dicho.startswith(prueba.aviso) for dicho in dichos), prueba.aviso


def test_ninguna_explicacion_chiva_la_solucion() -> None:
    for clave, respuesta, _ in MALAS:
        corrector = EJERCICIOS[clave]
        if isinstance(corrector, Valor):
            numeros = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", comprobar(clave, respuesta).motivo)]
            assert not any(np.isclose(n, corrector.solucion).any() for n in numeros if n > 1), clave


@pytest.mark.parametrize("clave", EJERCICIOS)
def test_los_puntos_suspensivos_son_un_hueco(clave: str) -> None:
    assert comprobar(clave, ...) == (False, "pon tu respuesta en lugar de los puntos suspensivos")


def test_un_ejercicio_que_no_existe_se_dice() -> None:
    with pytest.raises(ValueError, match=r"^no hay ningún ejercicio «cinco-capaz»; ¿será «cinco-capas»\?$"):
        comprobar("cinco-capaz", 1)
    with pytest.raises(ValueError, match=r"^no hay ningún ejercicio «xyz»$"):
        comprobar("xyz", 1)


def test_cada_capitulo_tiene_al_menos_seis_ejercicios_y_ninguno_repite_nombre() -> None:
    assert all(len(ejercicios) >= 6 for ejercicios in CAPITULOS.values())
    assert sum(map(len, CAPITULOS.values())) == len(EJERCICIOS)


@pytest.mark.parametrize(("pagina", "orden"), [("ejercicios.md", "comprobar"), ("soluciones.md", "entregar")])
def test_el_libro_propone_y_resuelve_todos_en_el_mismo_orden(pagina: str, orden: str) -> None:
    texto = (LIBRO / pagina).read_text(encoding="utf-8")
    claves = re.findall(rf'^{orden}\("([\w-]+)"', texto, flags=re.MULTILINE)
    if pagina == "ejercicios.md":
        claves = claves[1:]  # el primero es el ejemplo de la introducción
    assert claves == list(EJERCICIOS)


def test_cada_capitulo_tiene_las_tres_clases() -> None:
    texto = (LIBRO / "ejercicios.md").read_text(encoding="utf-8")
    for capitulo in texto.split("\n## ")[1:]:
        assert {"*A mano.*", "*Con código.*", "*Para pensar.*"} <= set(
            re.findall(r"^\*[^*]+\.\*", capitulo, re.M)
        )
        assert capitulo.count("{dropdown}") == capitulo.count("\n### ") >= 6
