"""Los exploradores, en un navegador: sus cuentas son las de `redes`, y se pueden usar de cualquier manera.

Cada uno se prueba con entradas al azar contra el código del libro, con el teclado solo, con el dedo, con un
lector de pantalla, con basura y con enlaces rotos. En pantalla nunca puede salir un número que no lo sea.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.testing import assert_allclose, assert_array_equal
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from imprenta.juzgar.literal.escribir import escrito_como as escribir
from imprenta.juzgar.literal.leer import literal_de as leer_literal
from redes import activaciones, descenso, generacion, neurona, palabras
from redes.atencion import atencion, proyecciones
from redes.densa import IDENTIDAD, RELU, RELU_CON_FUGA, SIGMOIDE, TANH, Capa, retropropagar
from redes.perdidas import entropia_cruzada_z

# De cada explorador, la página y la figura que anima.
SITIOS = {
    "sigmoide-relu": ("gradiente-desvaneciente", "fig-sigmoide"),
    "el-paso": ("aprendizaje", "fig-bache"),
    "la-neurona-que-muere": ("aprendizaje", "fig-muerte"),
    "la-cadena": ("aprendizaje", "fig-profundidad"),
    "atencion": ("transformer", "fig-ia-avanza"),
    "el-siguiente-token": ("ia-generativa", "fig-sorteos"),
    "el-siguiente-token, aprendido": ("transformador-minusculo", "fig-siguiente"),
}
PAGINAS = sorted({pagina for pagina, _ in SITIOS.values()})
BASURA = [
    *(
        "",
        " ",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e308",
        "1e-320",
        "abc",
        "null",
        "undefined",
        "0x1F",
    ),
    *("<img src=x onerror=alert(1)>", "'\"`${alert(1)}", "💥" * 40, "9" * 400, "1,5", "−3", "%", "%E0%A4%A"),
    *("__proto__", "[object Object]", "1_2_3", "1,2_3,4_5,6_7,8_9,10", ",,,", "_", "NaN,NaN_NaN,NaN", "true"),
]

# Lo que no puede verse nunca: en ninguna parte, o entre los números que se leen.
MIRAR = r"""
const mirar = () => {
  const caja = elemento.shadowRoot.querySelector(".vivo"), foco = elemento.shadowRoot.activeElement;
  const casillas = [...caja.querySelectorAll("input, select")].filter((casilla) => casilla !== foco);
  const texto = `${caja.textContent} ${casillas.map((casilla) => casilla.value).join(" ")}`;
  return [caja.innerHTML.match(/NaN|undefined|Infinity|null|\[object/), texto.match(/[0-9]e[+-]?[0-9]|∞/)]
    .filter(Boolean).map((casa) => casa.input.slice(Math.max(0, casa.index - 40), casa.index + 40));
};
"""
VALORES_AL_AZAR = """
let n = 0;
const dado = () => a[n++ % a.length], entre = (lista) => lista[Math.floor(dado() * lista.length)];
const cambios = {};
for (const [clave, mando] of Object.entries(elemento.constructor.estado)) {
  const v = elemento.estado[clave];
  if (mando.opciones) cambios[clave] = entre(Object.keys(mando.opciones));
  else if (typeof v === "boolean") cambios[clave] = dado() > 0.5;
  else if (typeof v === "number") cambios[clave] = mando.min + dado() * (mando.max - mando.min);
  else if (typeof v === "string") cambios[clave] = entre(["el cielo; es=", "%41 ñ"]);
  else if (Array.isArray(v[0])) cambios[clave] = v.map((fila) => fila.map(() => dado() * 8 - 4));
  else if (typeof v[0] === "number") cambios[clave] = v.map(() => dado() * 8 - 4);
  else cambios[clave] = v.map((_, i) => ["ñu", "a b", "c;d=e", "%41"][i % 4]);
}
elemento.cambiar(cambios);
return cambios;
"""
DISPARATES = """
const locos = [-1e308, 1e308, -100, 100, 0, -0, 1e-300, NaN, Infinity, 3.7, "", "x", null, undefined, {}, []];
let n = 0;
const loco = () => locos[Math.floor(a[n++ % a.length] * locos.length)];
for (let vez = 0; vez < 60; vez++)
  for (const [clave, v] of Object.entries(elemento.estado)) {
    if (clave === "palabras" || clave === "principio") continue;
    const fila = (v) => (Array.isArray(v) ? v.map(fila) : loco());
    elemento.cambiar({ [clave]: fila(v) });
    const mal = mirar();
    if (mal.length) return [clave, elemento.estado, mal];
  }
return [];
"""
MOVER = """
return new Promise((listo) => {
  const vistos = new Set(), mirar = () => vistos.add(elemento.dibujo.innerHTML);
  elemento.shadowRoot.querySelectorAll(".ejemplos button")[1].click();
  mirar();
  const reloj = setInterval(mirar, 16);
  setTimeout(() => { clearInterval(reloj); listo(vistos.size); }, 900);
});
"""
DEVOLVER = """
elemento.removeAttribute("quieta");
elemento.cambiar(structuredClone(elemento.partida));
elemento.shadowRoot.activeElement?.blur();
clearTimeout(elemento.aviso);
elemento.oye.textContent = "";
"""
FOCO = """
const mandos = [...elemento.shadowRoot.querySelectorAll("input, select, button")];
const mando = elemento.shadowRoot.activeElement;
if (!mando) return null;
const { outlineStyle, outlineWidth } = getComputedStyle(mando);
return [mandos.indexOf(mando), outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
"""


class Vivo:
    """Un explorador abierto en una página."""

    def __init__(self, hoja: Page, figura: str) -> None:
        self.hoja = hoja
        self.figura = hoja.locator(f"#{figura}")
        self.elemento = self.figura.locator("[data-explorador]")
        self.dice = self.elemento.locator(".dice")

    def js(self, cuerpo: str, *argumentos: Any) -> Any:
        """Lo que da en la página la función de cuerpo `cuerpo`; los argumentos se llaman a, b, c y d."""
        funcion = f"const [a, b, c, d] = JSON.parse(crudo); const dar = async () => {{ {cuerpo} }};"
        guion = f"async (elemento, crudo) => {{ {funcion} return JSON.stringify(await dar() ?? null); }}"
        return json.loads(
            self.elemento.evaluate(guion, json.dumps([*argumentos, *[None] * 4]))
        )  # el de serie es lento

    def cuentas(self, expresion: str, casos: list[Any]) -> Any:
        """La `expresion`, que usa sus cuentas y `caso`, para cada caso."""
        lista = "const cuentas = elemento.constructor.cuentas ?? elemento.constructor.funciones;"
        return self.js(f"{lista} return a.map((caso) => {expresion});", casos)

    @property
    def estado(self) -> dict[str, Any]:
        return self.js("return elemento.estado")

    @property
    def disparates(self) -> list[str]:
        """Lo que se ve y no es un número."""
        return self.js(MIRAR + "return mirar();")

    def mandos(self) -> Locator:
        return self.elemento.locator("css=.vivo >> css=input, select, button")


Abridor = Callable[..., Vivo]


@pytest.fixture(scope="module")
def quejas() -> list[str]:
    """Lo que las páginas abiertas han dicho por la consola y lo que no han podido cargar."""
    return []


@pytest.fixture(scope="module")
def abrir_en(html: Path, quejas: list[str]) -> Abridor:
    """Abre un explorador en un contexto; `resto` es lo que sigue al nombre de su figura en la dirección."""

    def abrir_en(contexto: BrowserContext, nombre: str, resto: str = "") -> Vivo:
        pagina, figura = SITIOS[nombre]
        hoja = contexto.new_page()
        hoja.set_default_timeout(10_000)
        hoja.on("pageerror", lambda error: quejas.append(str(error)))
        hoja.on("console", lambda dicho: quejas.append(dicho.text) if dicho.type == "error" else None)
        hoja.on("dialog", lambda dialogo: quejas.append(f"diálogo: {dialogo.message}"))
        hoja.on("requestfailed", lambda peticion: quejas.append(f"falla {peticion.url}"))
        direccion = (html / "book" / f"{pagina}.html").as_uri()
        hoja.goto(f"{direccion}#{figura}{resto}" if resto else direccion)
        return Vivo(hoja, figura)

    return abrir_en


@pytest.fixture(scope="module")
def prestados(navegador: Browser, abrir_en: Abridor) -> Iterator[Abridor]:
    """Abrir una página cuesta: cada explorador se abre una vez y se devuelve como estaba al principio."""
    contexto = navegador.new_context(locale="es-ES", viewport={"width": 1280, "height": 900})
    contexto.grant_permissions(["clipboard-read", "clipboard-write"])
    abiertos: dict[str, Vivo] = {}

    def prestar(nombre: str) -> Vivo:
        if nombre not in abiertos:
            abiertos[nombre] = abrir_en(contexto, nombre)
        abiertos[nombre].hoja.bring_to_front()
        return abiertos[nombre]

    yield prestar
    contexto.close()


def sin_quejas(quejas: list[str]) -> None:
    dichas = quejas.copy()
    quejas.clear()
    assert dichas == []


@pytest.fixture
def abrir(prestados: Abridor, quejas: list[str]) -> Iterator[Abridor]:
    """Da un explorador recién abierto; al acabar comprueba que ninguna página se ha quejado."""
    usados: list[Vivo] = []

    def abrir(nombre: str) -> Vivo:
        usados.append(prestados(nombre))
        return usados[-1]

    yield abrir
    for vivo in usados:
        vivo.hoja.emulate_media(media="null", reduced_motion="null")
        vivo.js(DEVOLVER)
    sin_quejas(quejas)


@pytest.fixture(params=SITIOS)
def vivo(request: pytest.FixtureRequest, abrir: Abridor) -> Vivo:
    return abrir(request.param)


@pytest.fixture
def con_dedo(navegador: Browser, abrir_en: Abridor, quejas: list[str]) -> Iterator[Abridor]:
    """Abre un explorador en un teléfono."""
    contexto = navegador.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield lambda nombre: abrir_en(contexto, nombre)
    contexto.close()
    sin_quejas(quejas)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(2017)


# ——— Sus cuentas son las del libro ———


@pytest.mark.parametrize(
    ("cual", "f", "d_f"),
    [
        ("sigmoide", activaciones.sigmoide, activaciones.d_sigmoide),
        ("relu", activaciones.relu, activaciones.d_relu),
        ("tanh", activaciones.tanh, activaciones.d_tanh),
    ],
)
def test_las_activaciones_son_las_de_redes(abrir, rng, cual, f, d_f):
    x = np.concatenate([rng.normal(scale=4, size=600), rng.uniform(-40, 40, 100), [0, -1000, 1000, 37, -745]])
    suyas = np.array(
        abrir("sigmoide-relu").cuentas(f"[cuentas.{cual}.f(caso), cuentas.{cual}.d_f(caso)]", x.tolist())
    )
    assert_allclose(suyas[:, 0], f(x), rtol=1e-14, atol=0)
    assert_allclose(suyas[:, 1], d_f(x), rtol=1e-14, atol=0)


def test_el_camino_es_el_de_redes(abrir, rng):
    derivadas = {"liso": descenso.d_valle, "bache": descenso.d_valle_con_bache}
    casos = [
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


def test_los_valles_son_los_de_redes(abrir, rng):
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


def test_el_veredicto_es_donde_acaba_el_camino_de_redes(abrir, rng):
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
def test_la_tasa_limite_separa_los_caminos_que_llegan_de_los_que_se_van(abrir, inercia):
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


def test_la_senal_es_la_de_redes(abrir, rng):
    activacion = {"sigmoide": SIGMOIDE, "tanh": TANH, "relu": RELU, "fuga": RELU_CON_FUGA}
    casos = [
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


def test_la_red_nace_con_la_escala_que_dice(abrir):
    red = abrir("la-cadena").js("return elemento.constructor.cuentas.nacer(30, 1.5, 3)")
    pesos = np.array(red["W"][:-1])
    assert pesos.shape == (30, 32, 32)
    assert_allclose(pesos.std() * np.sqrt(32), 1.5, rtol=0.02)
    assert abs(pesos.mean()) < 0.01


def test_la_vida_de_la_neurona_es_la_de_redes(abrir, rng):
    activacion = {"relu": RELU, "fuga": RELU_CON_FUGA}
    casos = [
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


def test_la_atencion_es_la_de_redes(abrir, rng):
    casos = [
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


def test_los_ejemplos_de_la_atencion_son_los_de_redes(abrir):
    ejemplos = abrir("atencion").js("return elemento.constructor.cuentas.EJEMPLOS")
    for nombre, lexico in {
        "IA avanza": palabras.PLANO,
        "IA retrocede": palabras.PLANO,
        "La IA se detiene": palabras.PLANO,
        "IA retrocede, con otra Wᴷ": palabras.PLANO_SIN_SIGNO,
        "La IA se detiene, con otra Wᴷ": palabras.PLANO_SIN_SIGNO,
    }.items():
        ejemplo = ejemplos[nombre]
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


def test_el_token_siguiente_es_el_de_redes(abrir, rng):
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


def test_los_numeros_se_redondean_como_en_la_prosa(abrir, rng):
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
    casos = [
        [float(x), int(c)] for x in sueltos for c in range(5) if x == 0 or 0.5 * 10.0**-c <= abs(x) < 1e6
    ]
    suyos = abrir("sigmoide-relu").js("return a.map((caso) => Explorador.numero(...caso))", casos)
    for (x, cifras), suyo in zip(casos, suyos, strict=True):
        molde = leer_literal("0." + "0" * cifras if cifras else "0.0")
        if cifras:
            assert suyo == escribir(x, molde), (x, cifras)
        else:
            assert (
                suyo
                == escribir(round(x) + 0.0 if abs(x) % 1 != 0.5 else np.sign(x) * np.ceil(abs(x)), molde)[:-2]
            )


def test_lo_enorme_y_lo_minusculo_se_escriben_con_potencias_de_diez(abrir, rng):
    casos = [
        float(x)
        for x in rng.choice([-1, 1], 400)
        * 10.0 ** np.concatenate([rng.uniform(-300, -3, 200), rng.uniform(6, 300, 200)])
    ]
    suyos = abrir("sigmoide-relu").js("return a.map((x) => Explorador.numero(x, 2))", casos)
    for x, suyo in zip(casos, suyos, strict=True):
        assert suyo == escribir(x, leer_literal(suyo)), x
        assert re.fullmatch(r"−?[1-9]\.\d·10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", suyo)


def test_los_numeros_cortos_no_llevan_ceros_de_mas(abrir):
    casos = [[0.5, 2], [-1.25, 2], [2, 2], [-0.001, 2], [0.285, 2], [-0.0, 2], [1e7, 2], [123456.789, 1]]
    suyos = abrir("sigmoide-relu").js("return a.map((caso) => Explorador.corto(...caso))", casos)
    assert suyos == ["0.5", "−1.25", "2", "0", "0.29", "0", "1.0·10⁷", "123456.8"]


# ——— Arrancan en los números del texto ———


@pytest.mark.parametrize(
    ("nombre", "dice"),
    [
        ("sigmoide-relu", ["en x = 0, vale 0.5000", "derivada es 0.2500", "25 %"]),
        (
            "el-paso",
            [
                "atrapado en el bache (w = 1.86)",
                "Tras 60 pasos",
                "0.85 en el fondo",
                "1.25 en el bache",
                "La tuya es 0.1",
            ],
        ),
        (
            "la-neurona-que-muere",
            ["Murió en el paso 1", "w = −0.83", "b = −1.00", "error 4.667", "−1.83, −2.67, −3.50"],
        ),
        ("la-cadena", ["se desvanece", "un cuarto por capa: 9.1·10⁻¹³"]),
        (
            "atencion",
            [
                "73 % a «IA», 27 % a «avanza»",
                "[10, 0], se mueve a [7.31, 2.69]",
                "[0, 10], se mueve a [2.69, 7.31]",
            ],
        ),
        ("el-siguiente-token", ["«azul»", "60.7 %", "−ln 0.6070 = 0.499 nats", "0.313"]),
        ("el-siguiente-token, aprendido", ["«azul»", "nats"]),
    ],
)
def test_arranca_en_los_numeros_del_texto(abrir, nombre, dice):
    for trozo in dice:
        expect(abrir(nombre).dice).to_contain_text(trozo)


def test_la_atencion_escribe_cada_producto_como_el_texto(abrir):
    vivo = abrir("atencion")
    cuentas = vivo.elemento.locator(".cuentas")
    for cuenta in (
        "Query = [(1 × 2) + (0 × 1), (1 × 1) + (0 × 2)] = [2, 1]",
        "Value = [(0 × 10) + (1 × 0), (0 × 0) + (1 × 10)] = [0, 10]",
        "Atención a «avanza»: [2, 1] · [1, 2] = (2 × 1) + (1 × 2) = 4",
        "Atención a «IA»: [2, 1] · [2, 1] = (2 × 2) + (1 × 1) = 5",
        "Softmax de [5, 4]: [0.7311, 0.2689]",
        "Vector nuevo = 0.7311 × [10, 0] + 0.2689 × [0, 10] = [7.31, 2.69]",
        "Vector nuevo = 0.2689 × [10, 0] + 0.7311 × [0, 10] = [2.69, 7.31]",
    ):
        expect(cuentas).to_contain_text(cuenta)
    vivo.elemento.get_by_label("Dividir entre √dₖ").check()
    expect(cuentas).to_contain_text("= 5, y entre √2, 3.54")
    expect(cuentas).to_contain_text("[6.70, 3.30]")
    vivo.elemento.get_by_role("button", name="IA retrocede", exact=True).click()
    expect(cuentas).to_contain_text("= −4")
    expect(vivo.dice).to_contain_text("99.99 % a «IA», 0.01 % a «retrocede»")


@pytest.mark.parametrize(
    ("ejemplo", "dice"),
    [
        ("Muy baja", "Converge: acaba en el fondo"),
        ("Justa", "Converge: acaba en el fondo"),
        ("Alta: rebota", "Rebota, cada vez menos"),
        ("Demasiado alta: diverge", "Diverge"),
        ("Atrapado en el bache", "Se queda atrapado en el bache (w = 1.86)"),
        ("Con inercia, sale", "acaba en el fondo (w = −2.11)"),
    ],
)
def test_los_ejemplos_del_paso_acaban_como_dicen(abrir, ejemplo, dice):
    vivo = abrir("el-paso")
    boton = vivo.elemento.get_by_role("button", name=ejemplo)
    boton.click()
    expect(vivo.dice).to_contain_text(dice)
    expect(boton).to_have_attribute("aria-pressed", "true")
    assert vivo.elemento.locator("circle.naranja").count() == vivo.estado["pasos"]  # cada paso, dibujado


# ——— Teclado, dedo y lector de pantalla ———


def test_con_el_teclado_se_llega_a_todo_y_se_ve_donde_se_esta(vivo):
    mandos = vivo.mandos()
    total = mandos.count()
    mandos.first.focus()
    vivo.hoja.keyboard.press("Shift+Tab")
    vivo.hoja.keyboard.press("Tab")  # así el navegador sabe que se usa el teclado
    vistos = []
    for _ in range(total):
        foco = vivo.js(FOCO)
        if foco is None:
            break
        vistos.append(foco)
        vivo.hoja.keyboard.press("Tab")
    indices = [indice for indice, _ in vistos]
    radios = vivo.js("return elemento.shadowRoot.querySelectorAll('input[type=radio]').length")
    assert indices == sorted(indices)
    assert len(indices) == total - max(0, radios - 1)  # un grupo de radios es una sola parada
    assert all(se_ve for _, se_ve in vistos)


def test_cada_mando_se_mueve_con_el_teclado(vivo):
    for mando in vivo.mandos().all():
        vivo.js("elemento.cambiar(structuredClone(elemento.partida))")
        antes = vivo.estado
        mando.focus()
        clase = mando.evaluate("(mando) => mando.type")
        if clase == "button":
            rotulo = mando.inner_text()
            mando.press("Enter")
            if (
                rotulo in {"Como al principio", "Copiar el enlace", "Ver la figura"}
                or mando.get_attribute("aria-pressed") == "true"
            ):
                continue
        elif clase == "text":
            mando.press("ArrowUp")
        elif clase == "checkbox":
            mando.press("Space")
        elif clase == "radio":
            if mando.is_checked():
                continue
            mando.press("Space")
        elif clase == "range" and mando.get_attribute("max") == mando.input_value():
            mando.press("ArrowLeft")
        else:
            mando.press("ArrowRight" if clase == "range" else "ArrowDown")
            if clase == "select-one" and vivo.estado == antes:
                mando.press("ArrowUp")  # era la última opción
        assert vivo.estado != antes, mando.evaluate("(mando) => mando.outerHTML")


def test_un_lector_de_pantalla_sabe_que_es_cada_cosa(vivo):
    expect(vivo.elemento.get_by_role("group").first).to_have_accessible_name(re.compile(r"\w{4}"))
    nombres = []
    for mando in vivo.mandos().all():
        expect(mando).to_have_accessible_name(re.compile(r"\w"))
        nombres.append(
            mando.evaluate(
                "(m) => [m.type, m.ariaLabel ?? m.labels?.[0]?.textContent ?? m.textContent].join()"
            )
        )
        if mando.get_attribute("type") == "range":
            assert mando.get_attribute("aria-valuetext")
    assert len(nombres) == len(set(nombres))
    dibujo = vivo.elemento.get_by_role("img").first
    expect(dibujo).to_have_accessible_name(re.compile(r"\d.*\."))


def test_se_oye_lo_que_ha_cambiado_y_nada_al_abrir(vivo):
    oye = vivo.elemento.get_by_role("status")
    vivo.hoja.wait_for_timeout(900)
    expect(oye).to_have_text("")
    mando = vivo.elemento.locator("input[type=range], input[type=text]").first
    mando.focus()
    mando.press("ArrowUp")
    expect(oye).not_to_have_text("")
    assert oye.inner_text().split() == vivo.dice.inner_text().split()


@pytest.mark.parametrize("nombre", SITIOS)
def test_cabe_un_dedo(con_dedo, nombre):
    for mando in con_dedo(nombre).mandos().all():
        caja = mando.bounding_box()
        assert caja is not None
        chico = mando.get_attribute("type") in {"checkbox", "radio"}
        assert min(caja["width"], caja["height"]) >= 24, mando.evaluate("(m) => m.outerHTML")
        assert chico or caja["height"] >= 44, mando.evaluate("(m) => m.outerHTML")


@pytest.mark.parametrize(("nombre", "clave"), [("sigmoide-relu", "x"), ("el-paso", "w")])
def test_se_arrastra_con_el_raton_y_se_toca_con_el_dedo(abrir, con_dedo, nombre, clave):
    vivo = abrir(nombre)
    dibujo = vivo.elemento.locator("svg")
    dibujo.scroll_into_view_if_needed()
    caja = dibujo.bounding_box()
    raton, medio = vivo.hoja.mouse, caja["y"] + 120
    raton.move(caja["x"] + 0.3 * caja["width"], medio)
    raton.down()
    izquierda = vivo.estado[clave]
    raton.move(caja["x"] + 0.8 * caja["width"], medio)
    raton.up()
    assert izquierda < 0 < vivo.estado[clave]
    tocado = con_dedo(nombre)
    tocado.elemento.locator("svg").tap(position={"x": 90, "y": 100})
    assert tocado.estado[clave] < 0


def test_los_datos_de_la_neurona_se_arrastran(abrir):
    vivo = abrir("la-neurona-que-muere")
    punto = vivo.elemento.locator("circle.naranja").nth(2)
    punto.scroll_into_view_if_needed()
    caja = punto.bounding_box()
    vivo.hoja.mouse.move(caja["x"] + 7, caja["y"] + 7)
    vivo.hoja.mouse.down()
    vivo.hoja.mouse.move(caja["x"] + 7, caja["y"] - 60, steps=4)
    vivo.hoja.mouse.up()
    assert vivo.estado["x"] == [1, 2, 3]
    assert vivo.estado["y"][:2] == [1, 2] and vivo.estado["y"][2] > 4


# ——— La dirección ———


@pytest.mark.parametrize("nombre", SITIOS)
def test_el_enlace_lleva_el_estado(abrir, abrir_en, nombre, rng):
    vivo = abrir(nombre)
    for _ in range(20):
        vivo.js(VALORES_AL_AZAR, rng.random(64).tolist())
        estado, direccion = vivo.estado, vivo.js("return elemento.direccion()")
        vivo.js("elemento.cambiar(structuredClone(elemento.partida))")
        vivo.js(
            "clearTimeout(elemento.recuerdo); location.hash = a; elemento.leerDireccion()",
            f"#{direccion.partition('#')[2]}",
        )
        assert vivo.estado == estado
    otro = abrir_en(vivo.hoja.context, nombre, direccion.partition("#")[2].removeprefix(SITIOS[nombre][1]))
    assert otro.estado == estado
    expect(otro.elemento).to_be_in_viewport()
    otro.hoja.close()


def test_copiar_el_enlace(vivo):
    mando = vivo.elemento.locator("input[type=range], input[type=text]").first
    mando.focus()
    mando.press("ArrowUp")
    vivo.elemento.get_by_role("button", name="Copiar el enlace").click()
    expect(vivo.elemento.get_by_role("button", name="Enlace copiado")).to_be_visible()
    copiado = vivo.hoja.evaluate("navigator.clipboard.readText()")
    assert copiado == vivo.js("return elemento.direccion()")
    expect(vivo.hoja).to_have_url(copiado)
    pagina, _, estado = copiado.partition("#")
    figura = vivo.figura.get_attribute("id")
    assert estado.startswith(f"{figura}:")
    vivo.elemento.get_by_role("button", name="Como al principio").click()
    expect(vivo.hoja).to_have_url(f"{pagina}#{figura}")


def test_un_enlace_roto_no_rompe_nada(vivo):
    figura = vivo.figura.get_attribute("id")
    claves = [clave for clave in vivo.estado if clave not in {"palabras", "principio"}]
    restos = [f":{basura}" for basura in [*BASURA, ";;==::", "=", "a=b=c"]]
    restos += [":" + ";".join(f"{clave}={basura}" for clave in [*claves, "nadie"]) for basura in BASURA]
    for resto in restos:
        mal = vivo.js(
            MIRAR + "location.hash = a; elemento.leerDireccion(); return mirar();", f"#{figura}{resto}"
        )
        assert mal == [], resto


@pytest.mark.parametrize("nombre", ["atencion", "el-siguiente-token"])
def test_las_palabras_de_un_enlace_son_solo_palabras(abrir, nombre):
    vivo = abrir(nombre)
    vivo.js(
        "location.hash = a; elemento.leerDireccion()",
        f"#{SITIOS[nombre][1]}:palabras=<img src=x onerror=alert(1)>_<b>",
    )
    assert vivo.estado["palabras"] == ["<img src=x onerr", "<b>"]
    assert vivo.elemento.locator("img:not([alt]), b").count() == 0
    expect(vivo.dice).to_contain_text("«<img src=x onerr»")


# ——— Basura en los mandos ———


def test_ninguna_basura_llega_a_la_pantalla(vivo, rng):
    for casilla in vivo.elemento.locator("input[type=text]").all()[:1]:
        for basura in BASURA:
            casilla.fill(basura)
            assert vivo.disparates == [], basura
            casilla.blur()
            assert vivo.disparates == [], basura
    assert vivo.js(MIRAR + DISPARATES, rng.random(997).tolist()) == []


def test_los_extremos_de_cada_deslizador(vivo):
    deslizadores = vivo.elemento.locator("input[type=range]").all()
    for tecla in ("Home", "End"):
        for deslizador in deslizadores:
            deslizador.press(tecla)
            assert vivo.disparates == [], vivo.estado


def test_todas_las_casillas_al_tope(vivo):
    for grande in ("-1e300", "1e300", "0"):
        for casilla in vivo.elemento.locator("input[type=text]").all():
            casilla.fill(grande)
            casilla.blur()
        assert vivo.disparates == [], vivo.estado


def test_una_casilla_mal_escrita_avisa_y_se_arregla_sola(abrir):
    vivo = abrir("atencion")
    casilla = vivo.elemento.get_by_label("«IA», número 1")
    casilla.fill("uno")
    expect(casilla).to_have_attribute("aria-invalid", "true")
    expect(vivo.dice).to_contain_text("[7.31, 2.69]")
    casilla.blur()
    expect(casilla).to_have_value("1")
    casilla.fill("−0,5")
    assert vivo.estado["X"] == [[-0.5, 0], [0, 1]]


# ——— Movimiento, papel, sin JavaScript, colores ———


@pytest.mark.parametrize(("quiere", "cuadros"), [("reduce", 1), ("no-preference", 4)])
def test_se_mueve_solo_si_el_lector_quiere(abrir, quiere, cuadros):
    vivo = abrir("atencion")
    vivo.hoja.emulate_media(reduced_motion=quiere)
    dibujos = vivo.js(MOVER)
    assert dibujos == 1 if cuadros == 1 else dibujos >= cuadros


@pytest.mark.parametrize("nombre", SITIOS)
def test_sin_javascript_y_en_papel_se_ve_la_figura(navegador: Browser, html: Path, abrir, nombre):
    pagina, figura = SITIOS[nombre]
    contexto = navegador.new_context(java_script_enabled=False)
    hoja = contexto.new_page()
    hoja.goto((html / "book" / f"{pagina}.html").as_uri())
    caja = hoja.locator(f"#{figura}")
    expect(caja.locator("img")).to_be_visible()
    expect(caja.locator("[slot=guia]")).to_be_hidden()
    expect(caja.locator("figcaption")).to_be_visible()
    assert len(caja.locator("img").get_attribute("alt") or "") > 40
    contexto.close()
    vivo = abrir(nombre)
    expect(vivo.figura.locator("img")).to_be_hidden()
    expect(vivo.figura.locator("figcaption")).to_be_visible()
    vivo.hoja.emulate_media(media="print")
    expect(vivo.figura.locator("img")).to_be_visible()
    expect(vivo.elemento.locator(".vivo")).to_be_hidden()
    vivo.hoja.emulate_media(media="screen")
    vivo.elemento.get_by_role("button", name="Ver la figura").click()
    expect(vivo.figura.locator("img")).to_be_visible()


@pytest.mark.parametrize("tema", ["light", "dark"])
@pytest.mark.parametrize("pagina", PAGINAS)
def test_axe_no_encuentra_nada(contexto: BrowserContext, html: Path, pagina, tema):
    hoja = contexto.new_page()
    hoja.emulate_media(color_scheme=tema)
    hoja.goto((html / "book" / f"{pagina}.html").as_uri())
    hoja.locator("[data-explorador] button", has_text="Ver la figura").first.click()
    informe = Axe().run(hoja, context={"include": [["figure:has([data-explorador])"]]})
    assert informe.violations_count == 0, informe.generate_report()


@pytest.mark.parametrize("ancho", [320, 390, 1280])
@pytest.mark.parametrize("pagina", PAGINAS)
def test_no_hay_que_desplazarse_hacia_los_lados(contexto: BrowserContext, html: Path, pagina, ancho):
    hoja = contexto.new_page()
    hoja.set_viewport_size({"width": ancho, "height": 800})
    hoja.goto((html / "book" / f"{pagina}.html").as_uri())
    for vivo in hoja.locator("[data-explorador]").all():
        desborda = vivo.evaluate(
            "(e) => [...e.shadowRoot.querySelectorAll('.vivo, .vivo *:not(svg *, .oculto)')]"
            ".filter((n) => n.getBoundingClientRect().right > innerWidth + 0.5)"
            ".map((n) => n.outerHTML.slice(0, 80))"
        )
        assert desborda == []


# ——— Dónde se cargan ———


def test_cada_pagina_carga_solo_los_suyos(paginas: list[Path]):
    for pagina in paginas:
        texto = pagina.read_text(encoding="utf-8") if pagina.exists() else ""
        cargados = re.findall(r'src="[./]*_static/exploradores/([\w-]+)\.js', texto)
        usados = list(dict.fromkeys(re.findall(r'data-explorador="([\w-]+)"', texto)))
        assert cargados == (["comun", *usados] if usados else []), pagina.name
