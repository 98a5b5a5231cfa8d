"""Los léxicos del libro: lo que sus frases afirman, con las puntuaciones sumadas a mano."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

from redes import palabras as pal
from redes.activaciones import Numeros
from redes.atencion import atencion_multicabeza
from redes.palabras import Lexico


def reparto(puntos: ArrayLike) -> Numeros:
    """La softmax de una tabla corta de puntuaciones enteras, escrita como en el papel."""
    e = np.e ** np.array(puntos, float)
    p: Numeros = e / e.sum(axis=-1, keepdims=True)
    return p


# --- leer


def test_frase() -> None:
    assert pal.frase("El sistema_operativo dio un error") == ("El", "sistema operativo", "dio", "un", "error")


def test_la_mayuscula_del_principio_no_cuenta() -> None:
    assert_array_equal(pal.BANCO.vectores(["Banco"]), pal.BANCO.vectores(["banco"]))


def test_una_palabra_que_no_esta() -> None:
    with pytest.raises(KeyError, match=r"^'sofá'$"):
        pal.BANCO.vectores(["banco", "sofá"])


def test_una_lectura_se_pregunta_por_palabras() -> None:
    lectura = pal.Lectura(
        ("IA", "sí", "IA"), np.arange(9.0).reshape(3, 3)[::-1], np.array([[1, 2], [3, 4], [5, 6]])
    )
    assert lectura.peso("IA", "sí") == 7
    assert lectura.peso("sí", "IA") == 3
    assert lectura.mas_mirada("sí") == "IA"
    assert_array_equal(lectura.vector("IA"), [1, 2])


def test_ni_un_lexico_ni_una_lectura_se_pueden_cambiar() -> None:
    for cosa, campo in ((pal.BANCO, "ejes"), (pal.BANCO.leer(["banco"]), "palabras")):
        with pytest.raises(FrozenInstanceError, match=rf"^cannot assign to field '{campo}'$"):
            setattr(cosa, campo, ())


@pytest.mark.parametrize("lexico", [pal.BANCO, pal.PROGRAMAR, pal.SUJETO, pal.OPERACION])
def test_el_valor_de_estos_lexicos_es_el_propio_vector(lexico: Lexico) -> None:
    palabras = tuple(lexico.embeddings)
    lectura = lexico.leer(palabras)
    assert_allclose(lectura.salida, lectura.pesos @ lexico.vectores(palabras))
    assert lexico.vectores(palabras).shape[1] == len(lexico.ejes)


def test_el_parecido() -> None:
    assert_allclose(pal.parecido([3, 4], [6, 8]), 1)
    assert_allclose(pal.parecido([3, 4], [-3, -4]), -1)
    assert pal.parecido([3, 0], [0, 2]) == 0
    assert_allclose(pal.parecido([3, 4], [1, 0]), 0.6)
    with pytest.raises(ValueError, match=r"^parecido: el vector nulo no tiene dirección$"):
        pal.parecido([0, 0], [1, 1])


def test_las_vecinas_van_de_mas_a_menos_parecida() -> None:
    vecinas = pal.OPERACION.vecinas([1, 0], ["suma", "operación", "cirugía"])
    assert [palabra for palabra, _ in vecinas] == ["cirugía", "operación", "suma"]
    assert_allclose([grado for _, grado in vecinas], [1, 0.5**0.5, 0], atol=1e-12)


# --- dos cabezas


def test_una_cabeza_se_reparte_y_con_dos_cada_una_tiene_lo_suyo() -> None:
    """«Programar» busca con las mismas ganas un lenguaje y una opinión."""
    X = pal.PROGRAMAR.vectores(pal.PROGRAMAR_EN_PYTHON)
    python, divertido = 2, 4
    W_Q = pal.PROGRAMAR.W_Q.copy()
    W_Q[0, 2] = W_Q[0, 1]
    W = np.eye(4)
    (una,), dos = (atencion_multicabeza(X, W_Q, W, W, W, h)[0][:, 0] for h in (1, 2))
    assert_allclose(una, reparto([0, 0, 3, 0, 3]))
    assert_allclose(dos, reparto(np.sqrt(2) * np.array([[0, 0, 3, 0, 0], [0, 0, 0, 0, 3]])))
    assert max(una) < 0.5 < 0.9 < min(dos[0, python], dos[1, divertido])


# --- «IA avanza», «IA retrocede», «La IA se detiene»


def test_los_embeddings_del_borrador() -> None:
    palabras = ["IA", "avanza", "retrocede", "se detiene"]
    assert_array_equal(pal.PLANO.vectores(palabras), [[1, 0], [0, 1], [0, -1], [0, 0]])
    assert pal.PLANO.ejes == ("tecnología", "acción")


@pytest.mark.parametrize(
    ("lexico", "verbo", "puntos", "Z"),
    [
        (pal.PLANO, "avanza", [5, 4], [7.3106, 2.6894]),
        (pal.PLANO, "retrocede", [5, -4], [9.9988, -0.0012]),
        (pal.PLANO, "se detiene", [5, 0], [9.9331, 0]),
        (pal.PLANO_SIN_SIGNO, "avanza", [1, 0], [7.3106, 2.6894]),
        (pal.PLANO_SIN_SIGNO, "retrocede", [1, 0], [7.3106, -2.6894]),
        (pal.PLANO_SIN_SIGNO, "se detiene", [1, 0], [7.3106, 0]),
    ],
)
def test_el_vector_de_ia_con_cada_verbo(
    lexico: Lexico, verbo: str, puntos: list[int], Z: list[float]
) -> None:
    lectura = lexico.leer(["IA", verbo], escalar=False)
    assert_allclose(lectura.pesos[0], reparto(puntos), rtol=1e-12)
    assert_allclose(lectura.vector("IA"), Z, atol=5e-5)


@pytest.mark.parametrize(
    ("lexico", "puntos", "Z"),
    [(pal.PLANO, [0, 5, 0], [9.8670, 0]), (pal.PLANO_SIN_SIGNO, [0, 1, 0], [5.7612, 0])],
)
def test_el_articulo_diluye_tanto_como_detenerse(lexico: Lexico, puntos: list[int], Z: list[float]) -> None:
    lectura = lexico.leer(pal.frase("La IA se_detiene"), escalar=False)
    assert_allclose(lectura.pesos[1], reparto(puntos), rtol=1e-12)
    assert_allclose(lectura.vector("IA"), Z, atol=5e-5)
    assert lectura.peso("IA", "La") == lectura.peso("IA", "se detiene")


@pytest.mark.parametrize(
    ("verbo", "puntos"), [("avanza", [-1, 3]), ("retrocede", [1, 3]), ("se detiene", [0, 0])]
)
def test_el_verbo_con_la_clave_sin_signo(verbo: str, puntos: list[int]) -> None:
    lectura = pal.PLANO_SIN_SIGNO.leer(["IA", verbo], escalar=False)
    assert_allclose(lectura.pesos[1], reparto(puntos), rtol=1e-12)


def test_ninguna_clave_lineal_trata_igual_a_los_opuestos() -> None:
    """k(−x) = −k(x): si «avanza» puntúa s, «retrocede» puntúa −s, sea cual sea W_K."""
    IA, avanza, retrocede = pal.PLANO.vectores(["IA", "avanza", "retrocede"])
    for W_K in np.random.default_rng(3).normal(size=(20, 2, 2)):
        q = IA @ pal.W_Q
        assert_allclose(q @ (retrocede @ W_K), -(q @ (avanza @ W_K)))


# --- «banco»


def test_lo_que_mira_banco() -> None:
    cierra, pinta = pal.BANCO.leer(pal.BANCO_QUE_CIERRA), pal.BANCO.leer(pal.BANCO_QUE_SE_PINTA)
    assert_allclose(cierra.pesos[1], reparto([0, 2, 0, 1, 0, 0, 3, 0, 0]), rtol=1e-12)
    assert_allclose(pinta.pesos[1], reparto([0, 2, 0, 2, 0, 0, 0, 0, 3]), rtol=1e-12)
    assert cierra.mas_mirada("banco") == "financiero"
    assert pinta.mas_mirada("banco") == "pintar"
    finanzas, pintura, *_ = np.eye(4)
    assert (
        pal.parecido(cierra.vector("banco"), finanzas)
        > 0.98
        > 0.2
        > pal.parecido(cierra.vector("banco"), pintura)
    )
    assert (
        pal.parecido(pinta.vector("banco"), pintura)
        > 0.98
        > 0.2
        > pal.parecido(pinta.vector("banco"), finanzas)
    )


def test_lo_que_miran_las_demas_palabras_de_las_dos_frases() -> None:
    enlace_a = [1, 0, 1, 0, 1, 1, 0, 0, 0]
    assert_allclose(
        pal.BANCO.leer(pal.BANCO_QUE_CIERRA).pesos,
        reparto(
            [
                enlace_a,
                [0, 2, 0, 1, 0, 0, 3, 0, 0],
                enlace_a,
                [0, 1, 0, 1, 0, 0, 3, 0, 0],
                enlace_a,
                enlace_a,
                [0, 3, 0, 3, 0, 0, 9, 0, 0],
                [0, 0, 0, 0, 0, 0, 0, 1, 2],
                [0, 0, 0, 0, 0, 0, 0, 2, 4],
            ]
        ),
        rtol=1e-12,
    )
    enlace_b = [1, 0, 1, 0, 1, 1, 0, 1, 0]
    assert_allclose(
        pal.BANCO.leer(pal.BANCO_QUE_SE_PINTA).pesos,
        reparto(
            [
                enlace_b,
                [0, 2, 0, 2, 0, 0, 0, 0, 3],
                enlace_b,
                [0, 2, 0, 4, 0, 0, 0, 0, 6],
                enlace_b,
                enlace_b,
                [0, 0, 0, 0, 0, 0, 1, 0, 0],
                enlace_b,
                [0, 3, 0, 6, 0, 0, 0, 0, 9],
            ]
        ),
        rtol=1e-12,
    )


# --- «Programar» y «Python»


def test_programar_encuentra_a_python_aunque_no_se_parezcan() -> None:
    programar, python = pal.PROGRAMAR.vectores(["Programar", "Python"])
    assert programar @ python == 0
    lectura = pal.PROGRAMAR.leer(pal.PROGRAMAR_EN_PYTHON)
    enlace = [0, 1, 0, 1, 0]
    assert_allclose(
        lectura.pesos,
        reparto([[0, 0, 3, 0, 0], enlace, [1, 0, 0, 0, 0], enlace, [1, 0, 0, 0, 0]]),
        rtol=1e-12,
    )
    assert lectura.mas_mirada("Programar") == "Python"
    assert lectura.peso("Programar", "Python") > 0.8 > 0.41 > lectura.peso("Python", "Programar")


# --- el sujeto omitido y el kernel


def test_el_sujeto_omitido() -> None:
    lectura = pal.SUJETO.leer(pal.SUJETO_OMITIDO, escalar=False)
    actualizado, verbo, enlace = [0, 4, *[0] * 7], [0, 4, 0, 0, 4, 0, 0, 0, 0], [1, 0, 0, 1, 0, 1, 1, 0, 0]
    sistema, error = [0, 0, 1, 0, 0, 0, 0, 1, 1], [0, 0, 1, 0, 0, 0, 0, 1, 0]
    assert_allclose(
        lectura.pesos,
        reparto([enlace, sistema, verbo, enlace, error, enlace, enlace, verbo, actualizado]),
        rtol=1e-12,
    )
    assert lectura.mas_mirada("actualizado") == "sistema operativo"
    assert lectura.peso("estaba", "error") == lectura.peso("estaba", "sistema operativo")


def test_el_kernel_empata_hasta_que_la_posicion_decide() -> None:
    sin = pal.SUJETO.leer(pal.SUJETO_EXPRESO, escalar=False)
    assert sin.peso("actualizado", "kernel") == sin.peso("actualizado", "sistema operativo") > 0.45
    assert_allclose(sin.pesos[-2], reparto([0, 4, 0, 0, 4, 0, 0, 4, 0, 0, 0]), rtol=1e-12)
    assert_allclose(sin.pesos[7], reparto([0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1]), rtol=1e-12)
    con = pal.SUJETO.leer(pal.SUJETO_EXPRESO, escalar=False, lugar=0.7)
    assert con.peso("actualizado", "kernel") > 2 * con.peso("actualizado", "sistema operativo")
    omitido = pal.SUJETO.leer(pal.SUJETO_OMITIDO, escalar=False, lugar=0.7)
    assert omitido.peso("actualizado", "sistema operativo") > 0.8


def test_el_lugar_suma_lo_cerca_que_estan_dos_palabras() -> None:
    """El producto de dos señales de posición es Σ cos(frecuencia · distancia)."""
    frecuencias = 10_000.0 ** (-np.arange(0, 16, 2) / 16)
    cerca = 0.7**2 * np.cos(frecuencias * np.arange(10, -1, -1)[:, None]).sum(axis=1)
    puntos = np.array([0, 4, 0, 0, 0, 0, 0, 4, 0, 0, 0], float)
    con = pal.SUJETO.leer(pal.SUJETO_EXPRESO, escalar=False, lugar=0.7)
    assert_allclose(con.pesos[-1], reparto(puntos + cerca), rtol=1e-12)


def test_el_enlace_no_se_debilita_con_la_distancia() -> None:
    """Con cien palabras en medio, «actualizado» prefiere al sistema operativo tantas veces como antes."""
    cerca = pal.SUJETO.leer(pal.SUJETO_OMITIDO, escalar=False)
    lejos = pal.SUJETO.leer((*pal.SUJETO_OMITIDO[:2], *["no"] * 100, *pal.SUJETO_OMITIDO[2:]), escalar=False)
    for lectura in (cerca, lejos):
        razon = lectura.peso("actualizado", "sistema operativo") / lectura.peso("actualizado", "error")
        assert_allclose(razon, np.e**4)


# --- «operación»


def test_operacion_empieza_justo_en_medio() -> None:
    operacion = pal.OPERACION.vectores(["operación"])[0]
    grados = dict(pal.OPERACION.vecinas(operacion, ["cirugía", "médico", "suma", "cálculo"]))
    assert_allclose(grados["cirugía"], grados["suma"])
    assert_allclose(grados["médico"], grados["cálculo"])
    dibujadas = pal.OPERACION.vectores(["operación", "cirugía", "médico", "suma", "cálculo"])
    assert_array_equal(dibujadas, [[1, 1], [2, 0], [2, 0.5], [0, 2], [0.5, 2]])


@pytest.mark.parametrize(
    ("frase", "cercanas", "puntos", "Z"),
    [
        (
            pal.OPERACION_ENTRE_MEDICOS,
            {"cirugía", "médico"},
            [0, 5, 0, 0, 4, 0, 0, 4],
            lambda p: p[1] * np.array([2, 0.5]) + p[4] * np.array([1, 1]) + p[7] * np.array([2, 0]),
        ),
        (
            pal.OPERACION_ENTRE_MATEMATICOS,
            {"suma", "cálculo"},
            [0, 3, 0, 0, 4, 0, 4],
            lambda p: p[1] * np.array([0.5, 1]) + p[4] * np.array([1, 1]) + p[6] * np.array([0, 2]),
        ),
    ],
)
def test_operacion_se_mueve_hacia_sus_vecinas(
    frase: tuple[str, ...], cercanas: set[str], puntos: list[int], Z: Callable[[Numeros], Numeros]
) -> None:
    lectura = pal.OPERACION.leer(frase)
    pesos = lectura.pesos[lectura.palabras.index("operación")]
    assert_allclose(pesos, reparto(np.array(puntos) / 2**0.5), rtol=1e-12)
    assert_allclose(lectura.vector("operación"), Z(pesos), rtol=1e-12)
    vecinas = pal.OPERACION.vecinas(lectura.vector("operación"), ["cirugía", "médico", "suma", "cálculo"])
    assert {palabra for palabra, _ in vecinas[:2]} == cercanas
    assert vecinas[1][1] > 0.9 > 0.6 > vecinas[2][1]
