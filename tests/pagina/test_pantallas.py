"""La página en cualquier pantalla y navegador: un teléfono, la letra al doble, hace cinco años."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from visita import ARGUMENTOS, ORDENADOR, PACIENCIA, SONDA

UN_DEDO = 44
TEMAS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RECTANGULOS = """
  const todos = (selector, donde = document) => [...donde.querySelectorAll(selector)];
  const rayas = (nodo) => {
    const trozo = document.createRange();
    trozo.selectNodeContents(nodo);
    return [...trozo.getClientRects()];
  };
  const seTocan = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
"""


@pytest.fixture(scope="module")
def telefono(navegador: Browser, sitio: str) -> Iterator[Callable[[str], Page]]:
    """Una página en un teléfono; cada una se abre una vez."""
    contexto = navegador.new_context(
        locale="es-ES", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    contexto.set_default_timeout(PACIENCIA)
    abiertas: dict[str, Page] = {}

    def abrir(nombre: str) -> Page:
        if nombre not in abiertas:
            abiertas[nombre] = contexto.new_page()
            abiertas[nombre].goto(f"{sitio}/{nombre}.html")
        abiertas[nombre].bring_to_front()
        return abiertas[nombre]

    yield abrir
    contexto.close()


# ——— Cabe ———


@pytest.fixture(scope="module")
def con_barra(ejecutable: str, navegador: Browser) -> Iterator[Browser]:
    """Un navegador con barras de desplazamiento de las que ocupan sitio."""
    chromium = navegador.browser_type.launch(
        executable_path=ejecutable, args=ARGUMENTOS, ignore_default_args=["--hide-scrollbars"]
    )
    yield chromium
    chromium.close()


@pytest.mark.parametrize("pagina", ["book/aprendizaje", "book/ejercicios", "search"])
def test_con_barras_que_ocupan_nada_se_sale_de_lado(con_barra: Browser, sitio: str, pagina: str) -> None:
    hoja = con_barra.new_page(viewport={"width": 480, "height": 700})
    hoja.add_init_script(SONDA)
    hoja.goto(f"{sitio}/{pagina}.html")
    for ancho in (480, 390, 320):
        hoja.set_viewport_size({"width": ancho, "height": 700})
        assert hoja.evaluate("innerWidth - document.documentElement.clientWidth") >= 10
        assert hoja.evaluate("sonda.loQueSobresale()") == [], ancho
    hoja.close()


@pytest.mark.parametrize("ancho", [390, 320])
def test_con_la_letra_al_doble_los_botones_siguen_en_la_pantalla(
    telefono: Callable[[str], Page], ancho: int
) -> None:
    hoja = telefono("book/bloque")
    hoja.set_viewport_size({"width": ancho, "height": 844})
    hoja.evaluate("document.documentElement.style.fontSize = '200%'")
    botones = hoja.locator(".cabecera .boton:visible")
    cajas = [boton.bounding_box() for boton in botones.all()]
    hoja.evaluate("document.documentElement.style.fontSize = ''")
    hoja.set_viewport_size({"width": 390, "height": 844})
    assert len(cajas) == 4
    assert all(caja and caja["x"] >= 0 and caja["x"] + caja["width"] <= ancho for caja in cajas)


# ——— Con el dedo ———


def test_copiar_no_tapa_nada_y_es_del_tamano_de_un_dedo(telefono: Callable[[str], Page]) -> None:
    for nombre in ("book/ejercicios", "book/reglas"):
        medidas = telefono(nombre).evaluate(MEDIR_BOTONES)
        assert len(medidas) > 1
        assert not [codigo for codigo, _, _, tapa in medidas if tapa]
        assert all(min(ancho, alto) >= UN_DEDO for _, ancho, alto, _ in medidas)


def test_copiar_tampoco_tapa_el_codigo_en_un_ordenador(hoja: Page, sitio: str) -> None:
    hoja.goto(f"{sitio}/book/ejercicios.html")
    medidas = hoja.evaluate(MEDIR_BOTONES)
    assert len(medidas) > 5
    assert not [codigo for codigo, _, _, tapa in medidas if tapa]
    codigo = hoja.locator(".cell_input .highlight:visible").first
    codigo.hover()
    codigo.locator(".copiar").hover()  # al ir hacia él no se esconde
    expect(codigo.locator(".copiar")).to_have_css("opacity", "1")


MEDIR_BOTONES = f"""() => {{ {RECTANGULOS}
  for (const plegado of todos("details")) plegado.open = true;
  return todos(".copiar").map((boton) => {{
    const caja = boton.getBoundingClientRect(), codigo = boton.previousElementSibling;
    const rotulo = boton.closest("details")?.querySelector("summary");
    const textos = [codigo, rotulo].filter(Boolean).flatMap(rayas);
    return [codigo.textContent.slice(0, 60), caja.width, caja.height, textos.some((t) => seTocan(t, caja))];
  }});
}}"""


def test_lo_que_dice_el_corrector_se_dobla_y_una_tabla_de_numeros_no(
    telefono: Callable[[str], Page],
) -> None:
    dichos = telefono("book/ejercicios").locator(".cell_output .prosa pre")
    assert dichos.count() > 0
    assert not dichos.evaluate_all("pres => pres.filter((pre) => pre.scrollWidth > pre.clientWidth).length")
    tablas = telefono("book/bloque").locator(".cell_output .text_plain:not(.prosa) pre")
    assert tablas.count() > 0
    assert {*tablas.evaluate_all("pres => pres.map((pre) => getComputedStyle(pre).whiteSpace)")} == {"pre"}


# Los enlaces de dentro de una frase son los únicos que pueden ser más pequeños.
BLANCOS = """() => {
  const donde = ".cabecera, .indice, .aqui, .pie, .vecinas, .letras, .empezar";
  const mandos = "summary, button:not(.ampliar), .cabecera-titulo, .indice a, .aqui a, .vecinas a, .letras a";
  const raices = [document, ...[...document.querySelectorAll("[data-explorador]")].map((e) => e.shadowRoot)];
  const cajas = raices.flatMap((raiz) => [...raiz.querySelectorAll(
    `${mandos}, .empezar a, .boton, .pie p > a, input:not([type=radio], [type=checkbox]), select`)]);
  return cajas
    .filter((nodo) => nodo.checkVisibility({ visibilityProperty: true }))
    .map((nodo) => [nodo, nodo.getBoundingClientRect()])
    .map(([nodo, { width, height }]) => [nodo.outerHTML.slice(0, 90), width, height]);
}"""


@pytest.mark.parametrize("pagina", ["book/bloque", "genindex", "book/portada"])
def test_donde_va_un_dedo_cabe_un_dedo(telefono: Callable[[str], Page], pagina: str) -> None:
    hoja = telefono(pagina)
    vistos = []
    for menu in ("indice", "aqui"):
        hoja.evaluate("(id) => document.getElementById(id)?.showPopover()", menu)
        vistos += hoja.evaluate(BLANCOS)
        hoja.evaluate("(id) => document.getElementById(id)?.hidePopover()", menu)
    assert len(vistos) > 20
    assert not [visto for visto in vistos if min(visto[1:]) < UN_DEDO - 0.5]


# ——— Ampliar una figura ———


def test_una_figura_se_amplia_con_el_dedo_y_se_ve_mas_grande(telefono: Callable[[str], Page]) -> None:
    hoja = telefono("book/bloque")
    hoja.emulate_media(color_scheme="dark")  # de noche la figura lleva un filtro, y podría quedar por encima
    figura = hoja.locator("#fig-cabezas img")
    pequena, alt = figura.bounding_box(), figura.get_attribute("alt")
    figura.tap()
    grande = hoja.locator("#ampliada img")
    expect(grande).to_be_visible()
    assert pequena and (ampliada := grande.bounding_box())
    assert ampliada["width"] > 1.5 * pequena["width"]
    assert grande.get_attribute("alt") == alt
    assert grande.evaluate("img => img.complete && img.naturalWidth > 0")
    cerrar = hoja.get_by_role("button", name="Cerrar")
    assert (caja := cerrar.bounding_box()) and min(caja["width"], caja["height"]) >= UN_DEDO
    cerrar.tap()
    expect(grande).to_be_hidden()
    hoja.emulate_media(color_scheme="null")


def test_una_figura_se_amplia_con_el_teclado_y_el_foco_vuelve(hoja: Page, sitio: str) -> None:
    hoja.goto(f"{sitio}/book/bloque.html")
    boton = hoja.get_by_role("button", name="Ampliar la figura 5.1", exact=True)
    boton.focus()
    expect(boton).to_have_css("opacity", "1")
    hoja.keyboard.press("Enter")
    ventana = hoja.get_by_role("dialog", name="Ampliar la figura 5.1")
    expect(ventana.get_by_role("img")).to_be_visible()
    expect(ventana.get_by_role("button", name="Cerrar")).to_be_focused()
    for tema, filtro in zip(TEMAS, ("none", "invert(0.9) hue-rotate(180deg)"), strict=True):
        hoja.emulate_media(color_scheme=tema)
        expect(ventana.get_by_role("img")).to_have_css("filter", filtro)
    hoja.keyboard.press("Escape")
    expect(ventana).to_be_hidden()
    expect(boton).to_be_focused()
    hoja.locator("#fig-cabezas img").click()
    expect(ventana).to_be_visible()
    hoja.keyboard.press("Escape")
    expect(boton).to_be_focused()
    assert hoja.locator("[data-explorador] .ampliar").count() == 0


# ——— Con otros colores ———

CONTRASTES = """(selector) => {
  const numeros = (color) => color.match(/[\\d.]+/g).map(Number);
  const luz = (color) => numeros(color).slice(0, 3)
    .map((x) => (x /= 255) <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
    .reduce((suma, x, k) => suma + x * [0.2126, 0.7152, 0.0722][k], 0);
  const fondo = luz(getComputedStyle(document.documentElement).backgroundColor);
  const raices = [document, ...[...document.querySelectorAll("[data-explorador]")].map((e) => e.shadowRoot)];
  return raices.flatMap((raiz) => [...raiz.querySelectorAll(selector)]).map((nodo) => {
    const [a, b] = [luz(getComputedStyle(nodo).borderTopColor), fondo].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  });
}"""
MANDOS = ".copiar, .ampliar, .vecinas a, .ejemplos button:not([aria-pressed=true]), .vivo .pie button, select"


@pytest.mark.parametrize("tema", TEMAS)
def test_el_borde_de_un_mando_se_distingue_del_papel(
    telefono: Callable[[str], Page], tema: Literal["light", "dark"]
) -> None:
    hoja = telefono("book/bloque")
    hoja.emulate_media(color_scheme=tema)
    contrastes = hoja.evaluate(CONTRASTES, MANDOS)
    hoja.emulate_media(color_scheme="null")
    assert len(contrastes) > 8
    assert min(contrastes) >= 3


def test_quien_pide_mas_contraste_lo_tiene(telefono: Callable[[str], Page]) -> None:
    hoja = telefono("book/bloque")
    de_serie = hoja.evaluate(CONTRASTES, ".cabecera, td, hr, .asoma")
    hoja.emulate_media(contrast="more")
    pedido = hoja.evaluate(CONTRASTES, ".cabecera, td, hr, .asoma")
    tinta = hoja.evaluate("getComputedStyle(document.documentElement).color")
    hoja.emulate_media(contrast="null")
    assert pedido and min(pedido) >= 3 > min(de_serie)
    assert tinta == "rgb(0, 0, 0)"


def test_con_los_colores_del_sistema_se_ve_el_boton_pulsado(hoja: Page, sitio: str) -> None:
    hoja.emulate_media(forced_colors="active")
    hoja.goto(f"{sitio}/book/bloque.html")
    fondos = hoja.evaluate(
        """() => {
          const fondo = (nodo) => getComputedStyle(nodo).backgroundColor;
          const raiz = document.querySelector("[data-explorador]").shadowRoot;
          return [true, false].map((si) => fondo(raiz.querySelector(`.ejemplos [aria-pressed=${si}]`)));
        }"""
    )
    assert fondos[0] != fondos[1]
    # una sombra pintada con colores del libro taparía letras del color de otro
    tapado = "[...document.querySelectorAll('.highlight pre, .formula, .table-wrapper')].filter("
    assert hoja.evaluate(tapado + "(caja) => getComputedStyle(caja).backgroundImage !== 'none').length") == 0
    expect(hoja.locator(".indice .current > a").first).to_have_css("outline-style", "solid")


def test_las_barras_de_lo_que_se_mueve_son_del_color_del_texto(telefono: Callable[[str], Page]) -> None:
    """Firefox pinta de blanco, también de noche, la que no tiene color."""
    colores = telefono("book/bloque").evaluate(
        """() => [...new Set([...document.querySelectorAll("pre, .formula, .table-wrapper, .indice")]
             .map((caja) => getComputedStyle(caja).scrollbarColor))]"""
    )
    assert colores == ["rgb(93, 88, 79) rgba(0, 0, 0, 0)"]


# ——— En un navegador de hace cinco años ———

FALTABA = {
    "light-dark(": "aun-no(",
    "color-mix(": "aun-no(",
    ":has(": ":aun-no(",
    "dvh": "dvaunno",
    "text-wrap": "aun-no",
    "scrollbar-color": "aun-no",
    "accent-color": "aun-no",
    ":popover-open": ":aun-no",
    "::details-content": "::aun-no",
    ":focus-visible": ":aun-no",
}
DE_ANTES = """
  for (const [clase, nombres] of [
    [Array, ["at", "with", "toSorted", "toReversed", "findLast"]],
    [String, ["at"]],
    [Element, ["checkVisibility"]],
    [HTMLElement, ["showPopover", "hidePopover", "togglePopover"]],
  ]) for (const nombre of nombres) delete clase.prototype[nombre];
  delete Object.hasOwn;
  for (const nombre of ["structuredClone", "HTMLDialogElement"]) delete window[nombre];
  window.CSSStyleSheet = function () { throw new TypeError("Illegal constructor"); };
  for (const nombre of ["matches", "closest", "querySelector", "querySelectorAll"]) {
    const suyo = Element.prototype[nombre];
    Element.prototype[nombre] = function (selector) {
      if (/:popover-open|:has\\(/.test(selector)) throw new SyntaxError(selector);
      return suyo.call(this, selector);
    };
  }
"""
COLORES = """() => {
  const propiedades =
    ["color", "backgroundColor", "borderTopColor", "borderLeftColor", "fill", "stroke", "filter"];
  const raices = [document, ...[...document.querySelectorAll("[data-explorador]")].map((e) => e.shadowRoot)];
  const vistos = raices.flatMap((raiz) => [...raiz.querySelectorAll("html, body, body *, .vivo, .vivo *")])
    .filter((nodo) => !nodo.matches("style, .ampliar, .asoma"))
    .map((nodo) => {
      const estilo = getComputedStyle(nodo);
      const clase = (nodo.getAttribute("class") ?? "").replace(/sin-popover|ampliable/, "").trim();
      return [nodo.localName, clase, ...propiedades.map((de) => estilo[de])].join(" ");
    });
  return [...new Set(vistos)].sort();
}"""


def como_antes(ruta: Route) -> None:
    """La hoja de estilo, con lo que aún no existía cambiado por algo que no existe."""
    cuerpo = ruta.fetch().text()
    for nuevo, nada in FALTABA.items():
        cuerpo = cuerpo.replace(nuevo, nada)
    ruta.fulfill(body=cuerpo, content_type="text/css")


@pytest.fixture(scope="module")
def antiguo(navegador: Browser, sitio: str) -> Iterator[tuple[Page, list[str]]]:
    """El mismo capítulo en un navegador al que le falta lo de los últimos cinco años, y sus quejas."""
    contexto = navegador.new_context(locale="es-ES", viewport=ORDENADOR)
    contexto.set_default_timeout(PACIENCIA)
    contexto.add_init_script(DE_ANTES)
    contexto.route(re.compile(r"\.css(\?|$)"), como_antes)
    hoja = contexto.new_page()
    quejas: list[str] = []
    hoja.on("pageerror", lambda error: quejas.append(str(error)))
    hoja.goto(f"{sitio}/book/bloque.html")
    yield hoja, quejas
    contexto.close()


@pytest.mark.parametrize("sistema", TEMAS)
@pytest.mark.parametrize("elegido", ["auto", *TEMAS])
def test_hace_cinco_anos_los_colores_son_los_mismos(
    antiguo: tuple[Page, list[str]], moderno: Page, sistema: Literal["light", "dark"], elegido: str
) -> None:
    vistos: list[list[str]] = []
    for hoja in (moderno, antiguo[0]):
        hoja.emulate_media(color_scheme=sistema)
        hoja.evaluate("(tema) => (document.documentElement.dataset.theme = tema)", elegido)
        vistos.append(hoja.evaluate(COLORES))
    assert {*vistos[0]} ^ {*vistos[1]} == set()
    papel = moderno.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    oscuro = (sistema if elegido == "auto" else elegido) == "dark"
    assert papel == ("rgb(20, 25, 29)" if oscuro else "rgb(253, 252, 249)")


@pytest.fixture(scope="module")
def moderno(navegador: Browser, sitio: str) -> Iterator[Page]:
    contexto = navegador.new_context(locale="es-ES", viewport=ORDENADOR)
    contexto.set_default_timeout(PACIENCIA)
    hoja = contexto.new_page()
    hoja.goto(f"{sitio}/book/bloque.html")
    yield hoja
    contexto.close()


def test_hace_cinco_anos_todo_lo_que_se_mueve_funciona(antiguo: tuple[Page, list[str]], sitio: str) -> None:
    hoja, quejas = antiguo
    hoja.set_viewport_size({"width": 390, "height": 844})
    indice, boton = hoja.locator("#indice"), hoja.get_by_role("button", name="Índice del libro")
    expect(indice).to_be_hidden()
    for cierra in ("Escape", "fuera"):
        boton.click()
        expect(indice).to_be_in_viewport()
        expect(indice.get_by_role("link", name="Portada")).to_be_visible()
        hoja.keyboard.press("Escape") if cierra == "Escape" else hoja.mouse.click(385, 500)
        expect(indice).to_be_hidden()
    hoja.set_viewport_size(ORDENADOR)
    expect(indice).to_be_visible()
    vivo = hoja.locator("[data-explorador]").first
    vivo.get_by_role("button", name="IA avanza", exact=True).click()
    expect(vivo.locator(".dice")).to_contain_text("IA avanza")
    vivo.locator("input[type=text]").first.fill("1.5")
    expect(vivo.locator("svg")).to_be_visible()
    expect(vivo.locator(".vivo")).to_have_css("border-top-width", "1px")
    hoja.get_by_role("link", name="Buscar").click()  # sin diálogos, la página de buscar
    expect(hoja).to_have_url(re.compile("search.html$"))
    hoja.get_by_role("searchbox").fill("fusible")
    expect(hoja.locator(".resultados a").first).to_be_visible()
    hoja.goto(f"{sitio}/book/nada.html")
    portada = hoja.get_by_role("link", name="Ir a la portada")
    expect(portada).to_have_attribute("href", f"{sitio}/book/portada.html")
    assert quejas == []
