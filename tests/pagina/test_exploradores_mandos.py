"""Los exploradores, en un navegador: se usan con el teclado solo, con el dedo y con un lector de pantalla."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from visita import ORDENADOR, PACIENCIA
from vivos import DEVOLVER, PAGINAS, SITIOS

# Con un reloj de mentira, que da un cuadro cada 50 ms: así no depende de lo ocupada que esté la máquina.
MOVER = """
const deVerdad = [window.requestAnimationFrame, window.cancelAnimationFrame, performance.now];
let ahora = 1000, pendiente = null;
window.requestAnimationFrame = (tarea) => { pendiente = tarea; return 1; };
window.cancelAnimationFrame = () => { pendiente = null; };
performance.now = () => ahora;
const vistos = [];
elemento.shadowRoot.querySelectorAll(".ejemplos button")[1].click();
vistos.push(elemento.dibujo.innerHTML);
while (pendiente && vistos.length < 100) {
  const tarea = pendiente;
  pendiente = null;
  tarea(ahora += 50);
  vistos.push(elemento.dibujo.innerHTML);
}
[window.requestAnimationFrame, window.cancelAnimationFrame, performance.now] = deVerdad;
return [vistos.length, new Set(vistos).size];
"""
FOCO = """
const mandos = [...elemento.shadowRoot.querySelectorAll("input, select, button")];
const mando = elemento.shadowRoot.activeElement;
if (!mando) return null;
const { outlineStyle, outlineWidth } = getComputedStyle(mando);
return [mandos.indexOf(mando), outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
"""

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
        (
            "el-bloque",
            ["«avanza» mira", "a «IA» (92 %)", "a «la» (77 %)", "Tras «la IA avanza»", "«.»: 89 %"],
        ),
        ("el-siguiente-token", ["«azul»", "60.7 %", "−ln 0.6070 = 0.499 nats", "0.313"]),
        ("el-siguiente-token, aprendido", ["«azul»", "nats"]),
    ],
)
def test_arranca_en_los_numeros_del_texto(abrir: Any, nombre: str, dice: list[str]) -> None:
    for trozo in dice:
        expect(abrir(nombre).dice).to_contain_text(trozo)


def test_la_atencion_escribe_cada_producto_como_el_texto(abrir: Any) -> None:
    vivo = abrir("atencion")
    cuentas = vivo.elemento.locator(".cuentas")
    for cuenta in (
        "Consulta = [(1 × 2) + (0 × 1), (1 × 1) + (0 × 2)] = [2, 1]",
        "Valor = [(0 × 10) + (1 × 0), (0 × 0) + (1 × 10)] = [0, 10]",
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


def test_el_bloque_escribe_cada_paso_y_deja_apagar_piezas(abrir: Any) -> None:
    vivo = abrir("el-bloque")
    cuentas, siguiente = (
        vivo.elemento.locator(".cuentas"),
        vivo.elemento.get_by_role("button", name="Paso siguiente"),
    )
    for paso in (
        "acción, 2",
        "Media de [0, 0, 2, 0]: 0.5. Desviación: 0.87",
        "Cabeza 1. q₁ = (−0.58 × 0) + (−0.58 × 0) + (1.73 × 1) + (−0.58 × 0) = 1.73",
        "A «IA»: (1.73 × 1.73) + (−0.58 × (−0.58)) = 3.33, entre √2, 2.36",
        "Softmax de [−0.47, 2.36, −1.41]: [0.0546, 0.9241, 0.0213]",
        "0.0546 × [−0.58, −0.58] + 0.9241 × [1.73, −0.58] + 0.0213 × [−0.58, 1.73] = [1.56, −0.53]",
        "tecnología: (1.56 × 1) + (−0.53 × 0) + (1.19 × 0.2) + (−0.58 × 0) = 1.8",
        "[0, 0, 2, 0] + [0.6, 1.8, −0.26, −0.29] = [0.6, 1.8, 1.74, −0.29]",
        "cierre: (−0.29 − 0.96) / 0.86 = −1.44",
        "Neurona 3: (−0.42 × 0) + (0.97 × 1) + (0.9 × 1) + (−1.44 × 0) − 0.5 = 1.36",
        "1.36 × [0, −1, −1, 2] = [0, −1.36, −1.36, 2.73]",
        "+ [0, −1.36, −1.36, 2.73] = [0.6, 0.43, 0.37, 2.44]",
        "Media de [0.6, 0.43, 0.37, 2.44]",
        "Softmax de [−0.63, −0.92, −1.03, −0.82, 2.59]",
    ):
        expect(cuentas).to_contain_text(paso)
        siguiente.click()
    expect(cuentas).to_contain_text("1. Su vector, x")
    vivo.elemento.get_by_label("Atención").uncheck()
    expect(vivo.dice).to_contain_text(
        "pero la atención está apagada. Tras «la IA avanza», lo más probable es «la»"
    )
    vivo.elemento.get_by_label("Sigue a «IA»").check()
    vivo.elemento.locator("svg").get_by_text("4. Puntuaciones").click()
    expect(cuentas).to_contain_text("«avanza» viene después: la máscara no deja mirarla")
    expect(cuentas).to_contain_text("Esta pieza está apagada: su cuenta se hace, pero no se suma.")


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
def test_los_ejemplos_del_paso_acaban_como_dicen(abrir: Any, ejemplo: str, dice: str) -> None:
    vivo = abrir("el-paso")
    boton = vivo.elemento.get_by_role("button", name=ejemplo)
    boton.click()
    expect(vivo.dice).to_contain_text(dice)
    expect(boton).to_have_attribute("aria-pressed", "true")
    assert vivo.elemento.locator("circle.naranja").count() == vivo.estado["pasos"]  # cada paso, dibujado


# ——— Teclado, dedo y lector de pantalla ———


def test_con_el_teclado_se_llega_a_todo_y_se_ve_donde_se_esta(vivo: Any) -> None:
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


# Todo lo que hay que saber de un mando, de una vez: cada pregunta al navegador cuesta.
COMO_ES = """(mando) => ({
  clase: mando.type, rotulo: mando.innerText, tope: mando.max === mando.value,
  no_cambia: mando.checked && mando.type === "radio" || mando.ariaPressed === "true", html: mando.outerHTML,
})"""
NO_MUEVEN = {"Como al principio", "Copiar el enlace", "Ver la figura"}
TECLAS = {"button": "Enter", "text": "ArrowUp", "checkbox": "Space", "radio": "Space", "range": "ArrowRight"}


def test_cada_mando_se_mueve_con_el_teclado(vivo: Any) -> None:
    for mando in vivo.mandos().all():
        antes = vivo.js("elemento.cambiar(structuredClone(elemento.partida)); return elemento.estado;")
        como = mando.evaluate(COMO_ES)
        al_tope = como["clase"] == "range" and como["tope"]
        mando.press("ArrowLeft" if al_tope else TECLAS.get(como["clase"], "ArrowDown"))
        if como["no_cambia"] or como["rotulo"] in NO_MUEVEN:
            continue
        if como["clase"] == "select-one" and vivo.estado == antes:
            mando.press("ArrowUp")  # era la última opción
        assert vivo.estado != antes, como["html"]


def test_un_lector_de_pantalla_sabe_que_es_cada_cosa(vivo: Any) -> None:
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


def test_se_oye_lo_que_ha_cambiado_y_nada_al_abrir(vivo: Any) -> None:
    oye = vivo.elemento.get_by_role("status")
    vivo.hoja.wait_for_timeout(900)
    expect(oye).to_have_text("")
    mando = vivo.elemento.locator("input[type=range], input[type=text]").first
    mando.focus()
    mando.press("ArrowUp")
    expect(oye).not_to_have_text("")
    assert oye.inner_text().split() == vivo.dice.inner_text().split()


@pytest.mark.parametrize("nombre", SITIOS)
def test_cabe_un_dedo(con_dedo: Any, nombre: Any) -> None:
    for mando in con_dedo(nombre).mandos().all():
        caja = mando.bounding_box()
        assert caja is not None
        chico = mando.get_attribute("type") in {"checkbox", "radio"}
        assert min(caja["width"], caja["height"]) >= 24, mando.evaluate("(m) => m.outerHTML")
        assert chico or caja["height"] >= 44, mando.evaluate("(m) => m.outerHTML")


@pytest.mark.parametrize(("nombre", "clave"), [("sigmoide-relu", "x"), ("el-paso", "w")])
def test_se_arrastra_con_el_raton_y_se_toca_con_el_dedo(
    abrir: Any, con_dedo: Any, nombre: str, clave: str
) -> None:
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


def test_los_datos_de_la_neurona_se_arrastran(abrir: Any) -> None:
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


# ——— Movimiento, papel, sin JavaScript, colores ———


def test_se_mueve_solo_si_el_lector_quiere(abrir: Any) -> None:
    vivo = abrir("atencion")
    vivo.hoja.emulate_media(reduced_motion="reduce")
    assert vivo.js(MOVER) == [1, 1]
    vivo.js(DEVOLVER)  # también de golpe: a medio volver, el camino que queda dependería del reloj de verdad
    vivo.hoja.emulate_media(reduced_motion="no-preference")
    cuadros, distintos = vivo.js(MOVER)
    assert 4 <= distintos <= cuadros < 20  # acaba solo, y en medio segundo


@pytest.mark.parametrize("nombre", SITIOS)
def test_sin_javascript_y_en_papel_se_ve_la_figura(
    navegador: Browser, html: Path, abrir: Any, nombre: Any
) -> None:
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


@pytest.fixture(scope="module", params=PAGINAS)
def pagina(request: pytest.FixtureRequest, navegador: Browser, html: Path) -> Iterator[Page]:
    """Cada página con exploradores, abierta una vez."""
    hoja = navegador.new_page(locale="es-ES", viewport=ORDENADOR)
    hoja.set_default_timeout(PACIENCIA)
    hoja.goto((html / "book" / f"{request.param}.html").as_uri())
    yield hoja
    hoja.close()


@pytest.mark.parametrize("tema", ["light", "dark"])
def test_axe_no_encuentra_nada(pagina: Page, tema: Literal["light", "dark"]) -> None:
    pagina.emulate_media(color_scheme=tema)
    pagina.set_viewport_size(ORDENADOR)
    boton = pagina.locator("[data-explorador] button", has_text="Ver la figura").first
    boton.click()
    informe = Axe().run(pagina, context={"include": [["figure:has([data-explorador])"]]})
    boton.click()
    assert informe.violations_count == 0, informe.generate_report()


@pytest.mark.parametrize("ancho", [320, 390, 1280])
def test_no_hay_que_desplazarse_hacia_los_lados(pagina: Page, ancho: int) -> None:
    pagina.set_viewport_size({"width": ancho, "height": 800})
    vivos = pagina.locator("[data-explorador]").all()
    assert vivos
    for vivo in vivos:
        desborda = vivo.evaluate(
            "(e) => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f))).then(() => "
            "[...e.shadowRoot.querySelectorAll('.vivo, .vivo *:not(svg *, .oculto)')]"
            ".filter((n) => n.getBoundingClientRect().right > innerWidth + 0.5)"
            ".map((n) => n.outerHTML.slice(0, 80)))"
        )
        assert desborda == []


# ——— Dónde se cargan ———


def test_cada_pagina_carga_solo_los_suyos(paginas: list[Path]) -> None:
    for pagina in paginas:
        texto = pagina.read_text(encoding="utf-8") if pagina.exists() else ""
        cargados = re.findall(r'src="[./]*_static/exploradores/([\w-]+)\.js', texto)
        usados = list(dict.fromkeys(re.findall(r'data-explorador="([\w-]+)"', texto)))
        assert cargados == (["comun", *usados] if usados else []), pagina.name
