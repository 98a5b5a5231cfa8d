"""El entrenamiento: que sea el que dice, y que lo que el libro cuenta de él sea verdad."""

from collections import Counter
from fractions import Fraction
from math import log

import numpy as np
import pytest

from redes.entrenamiento import (
    Adam,
    ModeloDeLenguaje,
    coincidencias,
    en_comun,
    en_numeros,
    entrenamiento_del_libro,
    entrenar,
    sorteados,
)
from redes.gramatica import PUNTO, Lengua, entropia, entropia_ngrama, frases, muestra, siguiente, vocabulario
from redes.transformador import HUECO, pasada, perdida, transformador

LENGUA = frases()
PALABRAS = vocabulario(LENGUA)
MINI = frases({"Frase": {"el cielo es azul": 2, "la hierba es verde": 1, "hoy": 1}})


def despues() -> ModeloDeLenguaje:
    return entrenamiento_del_libro().despues


def primera(principio: str) -> str:
    return next(iter(despues().probabilidades(principio.split())))


def modelo_al_azar(semilla: int = 4) -> ModeloDeLenguaje:
    """Un modelo de las palabras de MINI que prefiere unas a otras."""
    red = transformador(V=len(vocabulario(MINI)), d=4, semilla=semilla)
    red.puntuar.W *= 200
    return ModeloDeLenguaje(red, vocabulario(MINI))


def test_en_numeros_cierra_cada_frase_y_deja_huecos_al_final() -> None:
    tokens = en_numeros([("la", "IA", "avanza"), ("la",), ()], [PUNTO, "avanza", "IA", "la"])
    np.testing.assert_array_equal(
        tokens, [[0, 3, 2, 1, 0], [0, 3, 0, HUECO, HUECO], [0, 0, HUECO, HUECO, HUECO]]
    )


def test_una_palabra_desconocida_se_nombra() -> None:
    with pytest.raises(ValueError, match=r"^el modelo no sabe estas palabras: cuervo, rojo$"):
        despues().probabilidades(["el", "cuervo", "es", "rojo"])


# --- Adam ---


def test_adam_es_la_formula_del_articulo() -> None:
    """m y v como medias con pesos (1 − β)·βᵏ, escritas de una vez y no por recurrencia."""
    sorteo = np.random.default_rng(2)
    gradientes, tasas = sorteo.normal(size=(6, 3)), sorteo.uniform(size=6)
    w = esperado = sorteo.normal(size=3)
    parametros = {"w": w.copy()}
    adam = Adam(parametros)
    for t, tasa in enumerate(tasas, start=1):
        adam.mover({"w": gradientes[t - 1]}, tasa)
        atras = np.arange(t)[::-1, None]
        m = (0.1 * 0.9**atras * gradientes[:t]).sum(axis=0) / (1 - 0.9**t)
        v = (0.01 * 0.99**atras * gradientes[:t] ** 2).sum(axis=0) / (1 - 0.99**t)
        esperado = esperado - tasa * m / (np.sqrt(v) + 1e-8)
        np.testing.assert_allclose(parametros["w"], esperado, rtol=1e-12)


def test_adam_da_el_mismo_paso_a_un_gradiente_enorme_que_a_uno_pequeno() -> None:
    parametros = {"w": np.zeros(4)}
    Adam(parametros).mover({"w": np.array([1e6, -1e-3, 0, 1e-8])}, tasa=0.5)
    np.testing.assert_allclose(parametros["w"], [-0.5, 0.5, 0, -0.25], rtol=1e-4)


# --- El modelo de lenguaje ---


def test_sin_saber_nada_la_perdida_es_ln_v() -> None:
    red = transformador(V=len(PALABRAS))
    red.puntuar.W[:] = 0
    assert ModeloDeLenguaje(red, PALABRAS).perdida(LENGUA) == pytest.approx(log(len(PALABRAS)), rel=1e-12)


@pytest.mark.parametrize("temperatura", [0.5, 1, 3])
def test_la_probabilidad_de_una_frase_es_el_producto_de_las_de_sus_palabras(temperatura: float) -> None:
    modelo = modelo_al_azar()
    textos = list(MINI)
    for frase, logaritmo in zip(textos, modelo.log_probabilidades(textos, temperatura), strict=True):
        producto = 1.0
        for i, palabra in enumerate((*frase, PUNTO)):
            producto *= modelo.probabilidades(frase[:i], temperatura)[palabra]
        assert logaritmo == pytest.approx(log(producto), rel=1e-12)


def test_la_perdida_exacta_es_la_media_de_la_que_se_entrena() -> None:
    """Cada frase tantas veces como dice su probabilidad: la media del lote es la pérdida del idioma."""
    modelo = modelo_al_azar()
    lote = [frase for frase, p in MINI.items() for _ in range(int(4 * p))]
    tokens = en_numeros(lote, modelo.palabras)
    nats = perdida(pasada(modelo.red, tokens[:, :-1]).z, tokens[:, 1:])[0]
    assert modelo.perdida(MINI) == pytest.approx(nats, rel=1e-12)


def test_ningun_modelo_baja_del_suelo() -> None:
    assert all(modelo_al_azar(semilla).perdida(MINI) > entropia(MINI) for semilla in range(5))


def test_las_probabilidades_suman_uno_y_van_de_mayor_a_menor() -> None:
    p = modelo_al_azar().probabilidades(["el", "cielo"])
    assert sum(p.values()) == pytest.approx(1)
    assert list(p.values()) == sorted(p.values(), reverse=True)
    assert set(p) == set(vocabulario(MINI))


def test_la_temperatura_eleva_las_probabilidades_a_su_inversa() -> None:
    modelo = modelo_al_azar()
    normal, tibia = (modelo.probabilidades(["el"], temperatura) for temperatura in (1, 2))
    raices = {palabra: p**0.5 for palabra, p in normal.items()}
    for palabra, p in tibia.items():
        assert p == pytest.approx(raices[palabra] / sum(raices.values()), rel=1e-12)


@pytest.mark.parametrize("temperatura", [0, -1])
def test_no_hay_temperatura_sin_calor(temperatura: int) -> None:
    mensaje = rf"^la temperatura tiene que ser positiva, no {temperatura}$"
    with pytest.raises(ValueError, match=mensaje):
        modelo_al_azar().probabilidades(["el"], temperatura)
    with pytest.raises(ValueError, match=mensaje):
        modelo_al_azar().log_probabilidades([("hoy",)], temperatura)


@pytest.mark.parametrize("temperatura", [0.7, 1, 2])
def test_correctas_y_variedad_salen_de_las_probabilidades_de_las_frases(temperatura: float) -> None:
    modelo = modelo_al_azar()
    q = np.exp(modelo.log_probabilidades(list(MINI), temperatura))
    assert modelo.correctas(MINI, temperatura) == pytest.approx(q.sum(), rel=1e-12)
    q = q / q.sum()
    assert modelo.variedad(MINI, temperatura) == pytest.approx(np.prod(q**-q), rel=1e-12)


def test_sin_decir_nada_la_temperatura_es_uno_y_la_semilla_cero() -> None:
    modelo = modelo_al_azar()
    assert modelo.probabilidades(["el"]) == modelo.probabilidades(["el"], temperatura=1)
    assert modelo.correctas(MINI) == modelo.correctas(MINI, temperatura=1)
    assert modelo.variedad(MINI) == modelo.variedad(MINI, temperatura=1)
    generadas, unas = (
        [modelo.generar(rng, **dicho) for _ in range(20)]
        for rng, dicho in ((np.random.default_rng(0), {}), (np.random.default_rng(0), {"temperatura": 1}))
    )
    assert generadas == unas
    red = transformador(V=len(vocabulario(MINI)), d=4)
    sin, con = (entrenar(MINI, red, pasos=1, medidas=1, **dicho) for dicho in ({}, {"semilla": 0}))
    assert (sin.perdidas == con.perdidas).all()


def test_la_variedad_cuenta_frases() -> None:
    red = transformador(V=3, d=4)
    red.puntuar.W[:] = 0
    modelo = ModeloDeLenguaje(red, (PUNTO, "a", "b"))
    iguales: Lengua = {frase: Fraction(1, 3) for frase in (("a", "b"), ("b", "b"), ("b", "a"))}
    assert modelo.variedad(iguales) == pytest.approx(3)
    assert modelo.variedad({("a",): Fraction(1)}) == pytest.approx(1)
    assert modelo.correctas(iguales) == pytest.approx(3 / 27)


def test_generar_sigue_las_probabilidades_del_modelo() -> None:
    modelo = modelo_al_azar()
    rng = np.random.default_rng(0)
    veces = Counter(modelo.generar(rng, temperatura=0.5, maximo=1) for _ in range(3000))
    esperadas = modelo.probabilidades([], temperatura=0.5)
    assert max(map(len, veces)) == 1
    for palabra, p in esperadas.items():
        frase = () if palabra == PUNTO else (palabra,)
        assert abs(veces[frase] - 3000 * p) < 5 * np.sqrt(3000 * p) + 1


def test_generar_es_reproducible_y_se_para_en_el_punto() -> None:
    frases_suyas = [despues().generar(np.random.default_rng(semilla)) for semilla in (1, 1, 2)]
    assert frases_suyas[0] == frases_suyas[1] != frases_suyas[2]
    assert all(PUNTO not in frase and frase[0] in "el la para".split() for frase in frases_suyas)


def test_escritas_son_las_de_generar_una_tras_otra() -> None:
    modelo = modelo_al_azar()
    rng, otro_rng = (np.random.default_rng(3) for _ in range(2))
    assert modelo.escritas(30, rng, 0.5, 4) == [modelo.generar(otro_rng, 0.5, 4) for _ in range(30)]


def test_los_lotes_sorteados_son_los_de_la_muestra() -> None:
    rng, otro_rng = (np.random.default_rng(6) for _ in range(2))
    for lote in sorteados(LENGUA, PALABRAS, 5, 4, rng):
        np.testing.assert_array_equal(lote, en_numeros(muestra(LENGUA, 5, otro_rng), PALABRAS))


def test_generar_se_para_en_el_maximo_aunque_no_llegue_el_punto() -> None:
    modelo = modelo_al_azar()
    modelo.red.puntuar.b[0] = -1000
    assert len(modelo.generar(np.random.default_rng(0))) == 30


def test_las_lecturas_son_la_atencion_de_la_capa_pedida() -> None:
    red = transformador(V=len(PALABRAS), d=8, h=2, capas=2)
    modelo = ModeloDeLenguaje(red, PALABRAS)
    pesos = pasada(red, np.array([[0, PALABRAS.index("la"), PALABRAS.index("IA")]])).pesos
    for capa in (0, 1):
        lecturas = modelo.lecturas(["la", "IA"], capa)
        assert [lectura.palabras for lectura in lecturas] == [(PUNTO, "la", "IA")] * 2
        np.testing.assert_array_equal([lectura.pesos for lectura in lecturas], pesos[capa][0])
    np.testing.assert_array_equal(modelo.lecturas(["la", "IA"])[0].pesos, pesos[0][0, 0])


def test_los_parecidos_son_cosenos() -> None:
    red = transformador(V=4, d=2)
    red.incrustar.E = np.array([[1.0, 0], [2, 0], [3, 4], [0, -5]])
    modelo = ModeloDeLenguaje(red, (PUNTO, "a", "b", "c"))
    np.testing.assert_allclose(modelo.parecidos(["a", "c"], ["b", "a", PUNTO]), [[0.6, 1, 1], [-0.8, 0, 0]])
    assert modelo.vecinas("b") == [(PUNTO, 0.6), ("a", 0.6), ("c", -0.8)]


def test_lo_que_dos_repartos_tienen_en_comun_es_uno_menos_media_suma_de_diferencias() -> None:
    p, q = np.random.default_rng(0).dirichlet(np.ones(5), size=(2, 3))
    np.testing.assert_allclose(en_comun(p, q), 1 - np.abs(p - q).sum(axis=-1) / 2, rtol=1e-12)
    np.testing.assert_allclose(en_comun(p, p), 1, rtol=1e-12)


def test_un_modelo_coincide_del_todo_con_el_mismo_con_las_cabezas_cambiadas() -> None:
    red, otra = (transformador(V=len(PALABRAS), d=4, semilla=1) for _ in range(2))
    mirar = otra.bloques[0].mirar
    for W in (mirar.W_Q, mirar.W_K, mirar.W_V):
        W[:] = W[:, [2, 3, 0, 1]]
    mirar.W_O[:] = mirar.W_O[[2, 3, 0, 1]]
    uno, otro = ModeloDeLenguaje(red, PALABRAS), ModeloDeLenguaje(otra, PALABRAS)
    textos = [("la", "IA", "avanza", "deprisa"), ("la", "IA")]
    assert coincidencias(uno, otro, textos) == pytest.approx((1, 1), abs=1e-12)
    mirar.W_Q[:], red.puntuar.W[:] = 0, 0
    red.puntuar.b[0] = 1000  # este solo predice el punto, y el otro nada en especial
    predicen, miran = coincidencias(uno, otro, textos)
    assert predicen < 0.05 and 0.3 < miran < 1


def test_las_coincidencias_se_cuentan_de_una_en_una() -> None:
    """Palabra a palabra, con la frase leída sola: ni los huecos ni el punto del principio cuentan."""
    uno, otro = (ModeloDeLenguaje(transformador(V=len(PALABRAS), d=4, semilla=s), PALABRAS) for s in (1, 2))
    textos = [("la", "IA", "avanza", "deprisa"), ("la", "IA")]
    predicen, derechas, cruzadas = [], [], []
    for texto in textos:
        for n in range(1, len(texto) + 1):
            p, q = (modelo.probabilidades(texto[:n]) for modelo in (uno, otro))
            predicen.append(sum(min(p[palabra], q[palabra]) for palabra in PALABRAS))
            a, b = ([m.pesos[-1] for m in modelo.lecturas(texto[:n])] for modelo in (uno, otro))
            derechas.append(en_comun(a, b).mean())
            cruzadas.append(en_comun(a, b[::-1]).mean())
    miran = max(np.mean(derechas), np.mean(cruzadas))
    assert coincidencias(uno, otro, textos) == pytest.approx((np.mean(predicen), miran), rel=1e-12)


# --- Entrenar ---


def test_entrenar_es_repetir_lote_perdida_gradiente_y_paso() -> None:
    red = transformador(V=len(vocabulario(MINI)), d=4)
    obtenido = entrenar(MINI, red, pasos=4, lote=3, tasa=0.1, semilla=5, medidas=2)
    copia = transformador(V=len(vocabulario(MINI)), d=4)
    modelo = ModeloDeLenguaje(copia, vocabulario(MINI))
    rng, adam = np.random.default_rng(5), Adam(copia.parametros)
    nats, exactas = [], {0: modelo.perdida(MINI)}
    for paso, tasa in enumerate([0.1, 0.075, 0.05, 0.025]):
        tokens = en_numeros(muestra(MINI, 3, rng), vocabulario(MINI))
        salida = pasada(copia, tokens[:, :-1])
        nats.append(perdida(salida.z, tokens[:, 1:])[0])
        adam.mover(salida.atras(perdida(salida.z, tokens[:, 1:])[1]).parametros, tasa)
        if paso in (1, 3):
            exactas[paso + 1] = modelo.perdida(MINI)
    np.testing.assert_allclose(obtenido.perdidas, nats, rtol=1e-12)
    assert obtenido.exactas == pytest.approx(exactas, rel=1e-12)
    for nombre, w in copia.parametros.items():
        np.testing.assert_allclose(obtenido.despues.red.parametros[nombre], w, rtol=1e-9, atol=1e-15)


def test_entrenar_no_toca_la_red_de_partida() -> None:
    red = transformador(V=len(vocabulario(MINI)), d=4)
    entreno = entrenar(MINI, red, pasos=2, medidas=1)
    nueva = transformador(V=len(vocabulario(MINI)), d=4)
    for nombre, w in nueva.parametros.items():
        np.testing.assert_array_equal(entreno.antes.red.parametros[nombre], w)


def test_dos_entrenamientos_iguales_dan_los_mismos_octetos_y_otra_semilla_no() -> None:
    red = transformador(V=len(vocabulario(MINI)), d=4)
    uno, dos, otro = (entrenar(MINI, red, pasos=3, semilla=semilla, medidas=1) for semilla in (0, 0, 1))
    assert uno.perdidas.tobytes() == dos.perdidas.tobytes() != otro.perdidas.tobytes()


def test_las_medidas_se_reparten_o_se_dice() -> None:
    red = transformador(V=len(vocabulario(MINI)), d=4)
    assert list(entrenar(MINI, red, pasos=6, medidas=3).exactas) == [0, 2, 4, 6]
    with pytest.raises(ValueError, match=r"^entrenar: 20 medidas no se pueden repartir en 30 pasos$"):
        entrenar(MINI, red, pasos=30)


# --- Lo que el libro afirma de su modelo ---


def test_empieza_en_ln_v_pasa_por_unigrama_y_bigrama_y_acaba_junto_al_suelo() -> None:
    entreno = entrenamiento_del_libro()
    suelo, exactas = entropia(LENGUA), list(entreno.exactas.values())
    assert exactas[0] == pytest.approx(log(len(PALABRAS)), abs=0.01)
    assert entreno.perdidas[0] == pytest.approx(log(len(PALABRAS)), abs=0.05)
    assert entropia_ngrama(LENGUA, 2) < exactas[1] < entropia_ngrama(LENGUA, 1)
    assert exactas[2] < entropia_ngrama(LENGUA, 2)
    assert suelo < exactas[-1] < suelo + 0.005
    assert exactas[-1] < entropia_ngrama(LENGUA, 7)
    assert len(entreno.perdidas) == 600 and list(entreno.exactas) == list(range(0, 601, 30))


def test_con_otra_semilla_aprende_lo_mismo_y_mira_de_otra_manera() -> None:
    otro = entrenamiento_del_libro(semilla=1)
    assert entropia(LENGUA) < otro.exactas[600] < entropia(LENGUA) + 0.005
    suyas, otras = (np.exp(m.log_probabilidades(list(LENGUA))) for m in (despues(), otro.despues))
    assert np.abs(suyas - otras).sum() < 0.2
    principio = "el banco estaba cerrado porque el".split()
    for modelo in (despues(), otro.despues):
        assert modelo.probabilidades(principio)["financiero"] > 0.99
        cabezas = [lectura for capa in (0, 1) for lectura in modelo.lecturas(principio, capa)]
        assert max(lectura.pesos[-1, 2] for lectura in cabezas) > 0.4
    repartos = [modelo.lecturas(principio)[0].pesos[-1] for modelo in (despues(), otro.despues)]
    assert np.abs(repartos[0] - repartos[1]).sum() > 0.5


def test_un_redondeo_distinto_no_cambia_lo_que_se_aprende() -> None:
    """Otra máquina redondea distinto: es como empezar con la última cifra de los pesos movida."""
    red = transformador(V=len(PALABRAS))
    sorteo = np.random.default_rng(9)
    for w in red.parametros.values():
        w *= 1 + 1e-14 * sorteo.normal(size=w.shape)
    movido = entrenar(LENGUA, red, pasos=600).despues
    suyas, otras = (np.exp(m.log_probabilidades(list(LENGUA))) for m in (despues(), movido))
    assert 0 < np.abs(suyas - otras).max() < 1e-10


@pytest.mark.parametrize("principio", ["el cielo es", "el mar hoy es", "la hierba de la ciudad es", "la IA"])
def test_acierta_las_probabilidades_y_no_solo_la_palabra(principio: str) -> None:
    verdad, suyas = siguiente(LENGUA, principio.split()), despues().probabilidades(principio.split())
    for palabra, p in verdad.items():
        assert suyas[palabra] == pytest.approx(float(p), abs=0.05)


def test_antes_de_entrenar_el_cielo_es_de_cualquier_color() -> None:
    antes = entrenamiento_del_libro().antes.probabilidades("el cielo es".split())
    ahora = despues().probabilidades("el cielo es".split())
    assert antes["azul"] == pytest.approx(1 / len(PALABRAS), rel=0.1)
    assert antes["verde"] == pytest.approx(1 / len(PALABRAS), rel=0.1)
    assert ahora["azul"] > 0.8 and ahora["verde"] < 0.02


@pytest.mark.parametrize(
    ("principio", "palabra"),
    [
        ("el banco estaba cerrado porque el", "financiero"),
        ("el taller estaba cerrado porque el", "mecánico"),
        ("el banco estaba cerrado porque", "el"),
        ("el banco estaba verde porque", "lo"),
        ("la puerta del pueblo estaba verde porque", "la"),
        ("la aplicación dejó de funcionar porque no estaba", "actualizada"),
        ("el sistema operativo dejó de funcionar porque no estaba", "actualizado"),
        ("la aplicación dejó de funcionar porque el kernel no estaba", "actualizado"),
        ("el sistema operativo dio un error porque la biblioteca no estaba", "actualizada"),
        ("para el médico la operación es una", "cirugía"),
        ("para el matemático la operación es una", "suma"),
    ],
)
def test_encuentra_la_palabra_que_depende_de_otra_lejana(principio: str, palabra: str) -> None:
    assert primera(principio) == palabra


def test_casi_todo_lo_que_escribe_es_del_idioma() -> None:
    modelo = despues()
    dentro = [modelo.correctas(LENGUA, t) for t in (0.5, 1, 2)]
    assert 0.999 < dentro[0] <= 1 and 0.95 < dentro[1] < 0.99 and dentro[2] < 0.31


@pytest.mark.parametrize(
    ("palabra", "vecinas"),
    [
        ("azul", {"verde", "gris"}),
        ("avanza", {"retrocede"}),
        ("cielo", {"mar"}),
        ("banco", {"taller"}),
    ],
)
def test_se_parecen_las_palabras_que_se_usan_igual(palabra: str, vecinas: set[str]) -> None:
    assert {vecina for vecina, _ in despues().vecinas(palabra)[: len(vecinas)]} == vecinas


@pytest.mark.parametrize("otra", [{}, {"semilla": 1}])
def test_las_parejas_se_parecen_mas_que_noventa_y_cinco_de_cada_cien(otra: dict[str, int]) -> None:
    modelo = entrenamiento_del_libro(**otra).despues
    todas = modelo.parecidos(PALABRAS, PALABRAS)[np.triu_indices(len(PALABRAS), 1)]
    parejas = ["azul verde", "avanza retrocede", "suma resta", "banco taller"]
    suyas = [modelo.parecidos([una], [otra])[0, 0] for una, otra in map(str.split, parejas)]
    assert np.mean(suyas) > np.percentile(todas, 95)
