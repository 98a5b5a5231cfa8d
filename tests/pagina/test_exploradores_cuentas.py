"""Los exploradores, en un navegador: sus cuentas son las de `redes` y las escriben como la prosa.

Cada uno se prueba con entradas al azar contra el código del libro.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from imprenta.juzgar.literal.escribir import escrito_como
from imprenta.juzgar.literal.leer import literal_de
from redes import activaciones, bloque, descenso, generacion, neurona, palabras
from redes.atencion import atencion, proyecciones
from redes.densa import IDENTIDAD, RELU, RELU_CON_FUGA, SIGMOIDE, TANH, Capa, retropropagar
from redes.perdidas import entropia_cruzada_z

# ——— Sus cuentas son las del libro ———


@pytest.mark.parametrize(
    ("cual", "f", "d_f"),
    [
        ("sigmoide", activaciones.sigmoide, activaciones.d_sigmoide),
        ("relu", activaciones.relu, activaciones.d_relu),
        ("tanh", activaciones.tanh, activaciones.d_tanh),
    ],
)
def test_las_activaciones_son_las_de_redes(abrir: Any, rng: Any, cual: str, f: Any, d_f: Any) -> None:
    x = np.concatenate([rng.normal(scale=4, size=600), rng.uniform(-40, 40, 100), [0, -1000, 1000, 37, -745]])
    suyas = np.array(
        abrir("sigmoide-relu").cuentas(f"[cuentas.{cual}.f(caso), cuentas.{cual}.d_f(caso)]", x.tolist())
    )
    assert_allclose(suyas[:, 0], f(x), rtol=1e-14, atol=0)
    assert_allclose(suyas[:, 1], d_f(x), rtol=1e-14, atol=0)


def test_el_camino_es_el_de_redes(abrir: Any, rng: Any) -> None:
    derivadas = {"liso": descenso.d_valle, "bache": descenso.d_valle_con_bache}
    casos: list[list[Any]] = [
        [
            ("liso", "bache")[int(rng.integers(2))],
            *(float(rng.uniform(*rango)) for rango in ((-3.6, 3.6), (0.01, 1.5))),
            int(rng.integers(0, 150)),
            float(rng.choice([0, rng.uniform(0, 0.95)])),
        ]
        for _ in range(500)
    ]
    caminos = abrir("el-paso").cuentas("cuentas.descenso(...caso)", casos)
    for (valle, w0, tasa, pasos, inercia), camino in zip(casos, caminos, strict=True):
        assert_array_equal(camino, descenso.descenso(derivadas[valle], w0, tasa, pasos, inercia))


def test_los_valles_son_los_de_redes(abrir: Any, rng: Any) -> None:
    w = rng.uniform(-4, 4, 300).tolist()
    vivo = abrir("el-paso")
    for valle, f, d_f in (
        ("liso", descenso.valle, descenso.d_valle),
        ("bache", descenso.valle_con_bache, descenso.d_valle_con_bache),
    ):
        suyos = vivo.cuentas(f"[cuentas.VALLES.{valle}.E(caso), cuentas.VALLES.{valle}.d_E(caso)]", w)
        assert_allclose(suyos, np.transpose([f(w), d_f(w)]), rtol=1e-14)
    curvas = vivo.cuentas("[cuentas.VALLES.liso.curvatura(caso), cuentas.VALLES.bache.curvatura(caso)]", w)
    assert_allclose(curvas, np.transpose([np.full(300, descenso.CURVATURA), descenso.curvatura_con_bache(w)]))
    assert_allclose(vivo.cuentas("cuentas.fondos()", [0])[0], descenso.fondos())


def test_el_veredicto_es_donde_acaba_el_camino_de_redes(abrir: Any, rng: Any) -> None:
    salidas, vivo, vistos = rng.uniform(-3.6, 3.6, 40), abrir("el-paso"), set()
    lugar = dict(zip(("fondo", "cima", "bache"), descenso.fondos(), strict=True))
    for tasa in rng.uniform(0.01, 1.5, 12).tolist():
        finales = vivo.cuentas("cuentas.final(...caso)", [["bache", w, tasa, 0] for w in salidas.tolist()])
        acaban = descenso.destino(salidas, tasa, pasos=5000)
        ultimos = descenso.descenso(descenso.d_valle_con_bache, salidas, tasa, 5000)[-1]
        for final, acaba, ultimo in zip(finales, acaban, ultimos, strict=True):
            vistos.add(final["clase"])
            if abs(ultimo) >= descenso.LEJOS:
                assert final["clase"] == "diverge"
            elif np.isnan(acaba):
                assert final["clase"] == "sin-parar"
            else:
                assert_allclose([final["w"], lugar[final["clase"]]], acaba, atol=1e-6)
    assert vistos >= {"fondo", "bache", "diverge", "sin-parar"}


@pytest.mark.parametrize("inercia", [0, 0.3, 0.5, 0.9])
def test_la_tasa_limite_separa_los_caminos_que_llegan_de_los_que_se_van(abrir: Any, inercia: float) -> None:
    limite, antes, despues = abrir("el-paso").cuentas(
        "typeof caso === 'string' ? cuentas.tasa_limite(2, "
        + str(inercia)
        + ") : cuentas.final('liso', -3, ...caso).clase",
        ["el límite", [0.99 * (1 + inercia), inercia], [1.01 * (1 + inercia), inercia]],
    )
    assert (antes, despues) == ("fondo", "diverge")
    if not inercia:
        assert limite == descenso.tasa_limite(descenso.CURVATURA)
    for parte, crece in ((0.99, False), (1.01, True)):
        camino = np.abs(descenso.descenso(descenso.d_valle, -3.0, parte * limite, 3000, inercia))
        assert (camino[-50:].max() > 3) == crece


def test_la_senal_es_la_de_redes(abrir: Any, rng: Any) -> None:
    activacion = {"sigmoide": SIGMOIDE, "tanh": TANH, "relu": RELU, "fuga": RELU_CON_FUGA}
    casos: list[list[Any]] = [
        [
            str(rng.choice(list(activacion))),
            int(rng.choice([1, 2, 4, 8, 30], p=[0.2, 0.2, 0.3, 0.25, 0.05])),
            float(rng.uniform(0.1, 6)),
            int(rng.integers(1, 21)),
        ]
        for _ in range(60)
    ]
    vivo = abrir("la-cadena")
    for cual, capas, escala, semilla in casos:
        red, senal = vivo.js(
            "const { nacer, senal } = elemento.constructor.cuentas, red = nacer(b, c, d);"
            "return [red, senal(red, a)]",
            *(cual, capas, escala, semilla),
        )
        en_python = [Capa(np.array(W), np.zeros(len(W[0])), activacion[cual]) for W in red["W"][:-1]]
        en_python.append(Capa(np.array(red["W"][-1]), np.zeros(1), IDENTIDAD))
        X = np.array(red["X"])
        deltas = [np.linalg.norm(g.delta) for g in retropropagar(en_python, X, np.ones((len(X), 1)))]
        assert_allclose(senal, np.array(deltas[:-1]) / deltas[-1], rtol=1e-9, atol=1e-300)


def test_la_red_nace_con_la_escala_que_dice(abrir: Any) -> None:
    red = abrir("la-cadena").js("return elemento.constructor.cuentas.nacer(30, 1.5, 3)")
    pesos = np.array(red["W"][:-1])
    assert pesos.shape == (30, 32, 32)
    assert_allclose(pesos.std() * np.sqrt(32), 1.5, rtol=0.02)
    assert abs(pesos.mean()) < 0.01


def test_la_vida_de_la_neurona_es_la_de_redes(abrir: Any, rng: Any) -> None:
    activacion = {"relu": RELU, "fuga": RELU_CON_FUGA}
    casos: list[list[Any]] = [
        [
            *(rng.uniform(-4, 4, 3).round(2).tolist() for _ in "xy"),
            *(float(rng.uniform(*rango)) for rango in ((-4, 4), (-8, 8), (0.01, 0.6))),
            int(rng.integers(0, 40)),
            str(rng.choice(list(activacion))),
        ]
        for _ in range(300)
    ]
    vidas = abrir("la-neurona-que-muere").cuentas("cuentas.vida(...caso)", casos)
    murieron = 0
    for (x, y, w, b, tasa, pasos, cual), historia in zip(casos, vidas, strict=True):
        suya = neurona.vida(x, y, w, b, tasa, len(historia) - 1, activacion[cual])
        assert len(historia) == pasos + 1 or abs(historia[-1]["w"]) > 1e6 or abs(historia[-1]["b"]) > 1e6
        for campo in ("w", "b", "z", "a", "d_w", "d_b", "error"):
            suyo, mio = getattr(suya, campo), [momento[campo] for momento in historia]
            assert_allclose(mio, suyo, rtol=1e-7, atol=1e-9 * max(1, np.abs(suyo).max()))
        muerta = bool((activacion[cual].d_f(suya.z[-1]) == 0).all())
        assert historia[-1]["muerta"] == muerta
        murieron += muerta
    assert 20 < murieron < 280


def test_la_atencion_es_la_de_redes(abrir: Any, rng: Any) -> None:
    casos: list[list[Any]] = [
        [
            rng.normal(scale=2, size=(int(rng.integers(1, 5)), 2)).tolist(),
            *rng.normal(scale=3, size=(3, 2, 2)).tolist(),
            bool(rng.integers(2)),
        ]
        for _ in range(400)
    ]
    casos += [[[[100, -100], [100, 100]], *[[[100, -100], [100, 100]]] * 3, False]]  # lo más grande que cabe
    cuentas = abrir("atencion").cuentas("cuentas.atencion(...caso)", casos)
    for (X, W_Q, W_K, W_V, escalar), suyas in zip(casos, cuentas, strict=True):
        Q, K, V = proyecciones(X, W_Q, W_K, W_V)
        pesos, Z = atencion(Q, K, V, escalar=escalar)
        for campo, bueno in {"Q": Q, "K": K, "V": V, "puntos": Q @ K.T}.items():
            assert_allclose(suyas[campo], bueno, rtol=1e-12, atol=1e-12)
        assert_allclose(suyas["pesos"], pesos, rtol=1e-9, atol=1e-300)
        assert_allclose(suyas["Z"], Z, rtol=1e-9, atol=1e-9 * np.abs(V).max())
        assert_allclose(np.sum(suyas["pesos"], axis=1), 1)


def test_los_ejemplos_de_la_atencion_son_los_de_redes(abrir: Any) -> None:
    ejemplos = abrir("atencion").js("return elemento.constructor.cuentas.EJEMPLOS")
    for nombre, lexico in {
        "IA avanza": palabras.PLANO,
        "IA retrocede": palabras.PLANO,
        "La IA se detiene": palabras.PLANO,
        "IA retrocede, con otra Wᴷ": palabras.PLANO_SIN_SIGNO,
        "La IA se detiene, con otra Wᴷ": palabras.PLANO_SIN_SIGNO,
    }.items():
        ejemplo = ejemplos[nombre]
        assert nombre.split(",")[0] == " ".join(ejemplo["palabras"])
        assert_array_equal(ejemplo["X"], lexico.vectores(ejemplo["palabras"]))
        for matriz in ("W_Q", "W_K", "W_V"):
            assert_array_equal(ejemplo[matriz], getattr(lexico, matriz))
        assert not ejemplo["escalar"]
    for nombre in ("Un banco y un financiero", "Un banco que pintar"):
        ejemplo = ejemplos[nombre]
        X = palabras.BANCO.vectores(ejemplo["palabras"])
        assert_array_equal(ejemplo["X"], X[:, :2])
        assert not X[:, 2:].any()
        Q, K, _ = proyecciones(ejemplo["X"], ejemplo["W_Q"], ejemplo["W_K"], ejemplo["W_V"])
        lectura_Q, lectura_K, _ = proyecciones(X, palabras.BANCO.W_Q, palabras.BANCO.W_K, palabras.BANCO.W_V)
        assert_allclose(Q @ K.T, lectura_Q @ lectura_K.T / 2)  # las puntuaciones del texto, con su √4


def test_el_bloque_es_el_de_redes(abrir: Any, rng: Any) -> None:
    casos: list[list[Any]] = [
        [
            rng.normal(scale=rng.choice([0.1, 2, 15]), size=(int(rng.integers(1, 5)), 4)).tolist(),
            {pieza: bool(rng.uniform() < 0.7) for pieza in bloque.PIEZAS},
        ]
        for _ in range(40)
    ]
    red = bloque.red_de_mano()
    for (X, piezas), suyos in zip(
        casos, abrir("el-bloque").cuentas("cuentas.bloque(...caso)", casos), strict=True
    ):
        buenos = bloque.paso_a_paso(red, np.array(X), {pieza for pieza, hay in piezas.items() if not hay})
        for campo, bueno in (buenos._asdict() | buenos.mirada._asdict()).items():
            if campo != "mirada":
                suyo = np.array(suyos["mirada"].get(campo, suyos.get(campo)), dtype=float)
                tapado = np.where(np.isnan(suyo), -np.inf, suyo)  # JSON no tiene infinitos
                assert_allclose(tapado, bueno, rtol=1e-9, atol=1e-12, err_msg=campo)


def test_los_pesos_del_bloque_son_los_de_redes(abrir: Any) -> None:
    suyos = abrir("el-bloque").js("return elemento.constructor.cuentas")
    for nombre in ("E", "W_Q", "W_K", "W_V", "W_O", "PUNTUAR"):
        assert_array_equal(suyos[nombre], getattr(bloque, nombre), err_msg=nombre)
    assert (tuple(suyos["VOCABULARIO"]), tuple(suyos["EJES"])) == (bloque.VOCABULARIO, bloque.EJES)
    neuronas = [((*n["lee"], n["sesgo"]), tuple(n["escribe"])) for n in suyos["NEURONAS"]]
    assert tuple(neuronas) == bloque.NEURONAS
    for nombre, ejemplo in suyos["EJEMPLOS"].items():
        assert " ".join(ejemplo["palabras"]) == nombre
        assert_array_equal(ejemplo["X"], bloque.vectores(ejemplo["palabras"]))


def test_el_token_siguiente_es_el_de_redes(abrir: Any, rng: Any) -> None:
    casos = []
    for _ in range(500):
        n = int(rng.integers(2, 9))
        z = rng.normal(scale=rng.choice([0.5, 3, 15]), size=n).round(2)
        casos.append(
            [
                z.tolist(),
                int(rng.integers(n)),
                *rng.uniform((0.05, 0.1), (5, 5)).tolist(),
                int(rng.integers(1, 9)),
                float(rng.uniform(0.05, 1)),
            ]
        )
    casos += [[[0, 0, 0, 0], 2, 1.0, 1.0, 2, 1.0], [[50, -50], 1, 0.05, 5.0, 8, 0.9]]
    cuentas = abrir("el-siguiente-token").cuentas(
        "(([z, cual, T, tasa, k, p]) => [cuentas.softmax(z), cuentas.entropia_cruzada(z, cual),"
        " cuentas.paso(z, cual, tasa), cuentas.sorteo(z, T, k, p)])(caso)",
        casos,
    )
    for (z, cual, temperatura, tasa, k, tope), (p, error, despues, q) in zip(casos, cuentas, strict=True):
        assert_allclose(p, generacion.reparto(z), rtol=1e-12)
        assert_allclose(error, generacion.sorpresa(z, cual), rtol=1e-12, atol=1e-13)
        assert_allclose(error, entropia_cruzada_z(z, generacion.vino(cual, len(z))), rtol=1e-12, atol=1e-13)
        assert_allclose(despues, generacion.corregir(z, cual, tasa)[1], rtol=1e-12, atol=1e-12)
        templado = generacion.reparto(z, temperatura)
        quedan = (generacion.los_primeros(templado, k) > 0) & (generacion.nucleo(templado, tope) > 0)
        bueno = np.where(quedan, templado, 0)
        assert_allclose(q, bueno / bueno.sum(), rtol=1e-12)
        assert_allclose(np.sum(q), 1)


# ——— Los números se escriben como en la prosa ———


def test_los_numeros_se_redondean_como_en_la_prosa(abrir: Any, rng: Any) -> None:
    escalas = 10.0 ** rng.uniform(-2, 5.9, 600)
    sueltos = [
        *(rng.normal(size=600) * escalas).round(6),
        0.125,
        0.285,
        1.005,
        2.675,
        2.5,
        -2.5,
        0.5,
        -0.004,
        0.0,
    ]
    casos: list[list[Any]] = [
        [float(x), int(c)] for x in sueltos for c in range(5) if x == 0 or 0.5 * 10.0**-c <= abs(x) < 1e6
    ]
    suyos = abrir("sigmoide-relu").js("return a.map((caso) => Explorador.numero(...caso))", casos)
    for (x, cifras), suyo in zip(casos, suyos, strict=True):
        molde = literal_de("0." + "0" * cifras if cifras else "0.0")
        if cifras:
            assert suyo == escrito_como(x, molde), (x, cifras)
        else:
            assert (
                suyo
                == escrito_como(round(x) + 0.0 if abs(x) % 1 != 0.5 else np.sign(x) * np.ceil(abs(x)), molde)[
                    :-2
                ]
            )


def test_lo_enorme_y_lo_minusculo_se_escriben_con_potencias_de_diez(abrir: Any, rng: Any) -> None:
    casos = [
        float(x)
        for x in rng.choice([-1, 1], 400)
        * 10.0 ** np.concatenate([rng.uniform(-300, -3, 200), rng.uniform(6, 300, 200)])
    ]
    suyos = abrir("sigmoide-relu").js("return a.map((x) => Explorador.numero(x, 2))", casos)
    for x, suyo in zip(casos, suyos, strict=True):
        assert suyo == escrito_como(x, literal_de(suyo)), x
        assert re.fullmatch(r"−?[1-9]\.\d·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", suyo)


def test_los_numeros_cortos_no_llevan_ceros_de_mas(abrir: Any) -> None:
    casos = [[0.5, 2], [-1.25, 2], [2, 2], [-0.001, 2], [0.285, 2], [-0.0, 2], [1e7, 2], [123456.789, 1]]
    suyos = abrir("sigmoide-relu").js("return a.map((caso) => Explorador.corto(...caso))", casos)
    assert suyos == ["0.5", "−1.25", "2", "0", "0.29", "0", "1.0·10⁷", "123456.8"]
