"""Las cifras se ven vivas, el teclado se para pocas veces y la página de todas se deja recorrer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from visita import ORDENADOR, PACIENCIA

CIFRAS = "article a:is(.cifra, .afirma, .ocurre, .dato)"
PARADAS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")]
  .filter((nodo) => nodo.tabIndex >= 0 && nodo.checkVisibility())
  .map((nodo) => nodo.className || nodo.localName)"""
A_LA_VISTA = """(a) => {
  const { top, bottom } = a.getBoundingClientRect();
  return top >= document.querySelector(".cabecera").offsetHeight && bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def capitulos(html: Path) -> list[str]:
    """Los que dicen cuánto se tarda en leerlos."""
    paginas = sorted((html / "book").glob("*.html"))
    nombres = [ruta.stem for ruta in paginas if 'class="lectura"' in ruta.read_text(encoding="utf-8")]
    assert len(nombres) > 5
    return nombres


@pytest.fixture(scope="module")
def prestada(navegador: Browser) -> Iterator[Page]:
    """Una hoja para las pruebas que no dejan nada cambiado: la pista ya se ha dado."""
    contexto = navegador.new_context(locale="es-ES", viewport=ORDENADOR)
    contexto.set_default_timeout(PACIENCIA)
    contexto.add_init_script("localStorage.setItem('pista', 'dada')")
    yield contexto.new_page()
    contexto.close()


@pytest.fixture
def abrir(prestada: Page, html: Path) -> Any:
    def abrir(nombre: str, ancla: str = "") -> Page:
        prestada.goto("about:blank")
        prestada.goto((html / f"{nombre}.html").as_uri() + ancla)
        return prestada

    return abrir


def sin_moverse(hoja: Page) -> None:
    """Que nada se deslice: lo que se mide después de ir a un sitio está ya en él."""
    hoja.emulate_media(reduced_motion="reduce")


# ——— El teclado ———


def test_el_teclado_se_para_pocas_veces_en_cada_capitulo(
    abrir: Any, capitulos: list[str], limites: Any
) -> None:
    paradas = {nombre: abrir(f"book/{nombre}").evaluate(PARADAS) for nombre in capitulos}
    assert {n: len(suyas) for n, suyas in paradas.items() if len(suyas) > limites["teclado"]["paradas"]} == {}
    for suyas in paradas.values():
        clases = " ".join(suyas).split()
        assert sum(clase in ("cifra", "afirma", "ocurre", "dato") for clase in clases) == 1
        assert not {"headerlink", "copiar", "fuente"} & {*clases}  # en una celda se entra por su pliegue
        assert "summary" in clases


def foco(hoja: Page) -> int:
    """El puesto de la cifra que tiene el foco entre todas las de la página, o menos uno."""
    return int(
        hoja.evaluate(
            "(cifras) => [...document.querySelectorAll(cifras)].indexOf(document.activeElement)", CIFRAS
        )
    )


def test_las_flechas_pasan_por_cada_cifra_una_vez_y_en_orden_sin_las_plegadas(abrir: Any) -> None:
    hoja = abrir("book/generalizar")
    plegada, todas = 7, hoja.locator(CIFRAS).count()
    hoja.locator(CIFRAS).nth(plegada).evaluate(
        "(a) => { const pliegue = document.createElement('details'); a.before(pliegue); pliegue.append(a) }"
    )
    hoja.locator(f"{CIFRAS}[tabindex='0']").focus()
    seguidas = [n for n in range(todas) if n != plegada]
    vistas = [foco(hoja)]
    for n in range(len(seguidas)):
        hoja.keyboard.press("ArrowDown" if n % 2 else "ArrowRight")
        vistas.append(foco(hoja))
    assert vistas == [*seguidas, seguidas[-1]]  # del final no se pasa
    for n, tecla in enumerate(("ArrowLeft", "ArrowUp"), 2):
        hoja.keyboard.press(tecla)
        assert foco(hoja) == seguidas[-n]
    hoja.keyboard.press("End")
    assert foco(hoja) == seguidas[-1]
    expect(hoja.locator("#asoma")).to_be_visible()
    hoja.keyboard.press("Home")
    assert foco(hoja) == 0
    assert hoja.locator(f"{CIFRAS}[tabindex='0']").count() == 1


def test_con_el_tabulador_se_sale_de_las_cifras_y_se_vuelve_a_la_misma(abrir: Any) -> None:
    hoja = abrir("book/generalizar")
    hoja.locator(f"{CIFRAS}[tabindex='0']").focus()
    for _ in range(5):
        hoja.keyboard.press("ArrowRight")
    hoja.keyboard.press("Tab")
    assert foco(hoja) == -1
    hoja.keyboard.press("Shift+Tab")
    assert foco(hoja) == 5


def test_el_tabulador_llega_a_la_cifra_que_se_esta_leyendo(abrir: Any) -> None:
    hoja = abrir("book/transformer")
    sin_moverse(hoja)
    leida = hoja.locator(CIFRAS).nth(150)
    leida.evaluate("(a) => a.scrollIntoView({ block: 'center' })")
    a_la_vista = hoja.locator(CIFRAS).evaluate_all(f"(todas) => todas.map({A_LA_VISTA})")
    hoja.keyboard.press("Tab")
    paradas = hoja.locator(CIFRAS).evaluate_all("(todas) => todas.map((a) => a.tabIndex)")
    assert paradas.count(0) == 1
    assert paradas.index(0) == a_la_vista.index(True) > 100


def test_la_parada_dice_como_se_sigue(abrir: Any) -> None:
    hoja = abrir("book/generalizar")
    parada = hoja.locator(f"{CIFRAS}[tabindex='0']")
    como = "Con las flechas se va de una cifra a otra; con el tabulador se sigue leyendo."
    expect(parada).to_have_accessible_description(como)
    hoja.locator("article a").first.focus()
    while foco(hoja) < 0:
        hoja.keyboard.press("Tab")
    expect(hoja.locator("#asoma .ayuda")).to_have_text(como)
    expect(parada).to_have_accessible_description(re.compile(re.escape(como)))
    expect(parada).to_have_accessible_description(
        re.compile(re.escape(str(parada.get_attribute("data-nota")).split(" = ")[0]))
    )
    hoja.keyboard.press("ArrowRight")
    otra = hoja.locator(CIFRAS).nth(foco(hoja))
    assert (
        como not in hoja.locator(f"#{otra.get_attribute('aria-describedby')}").inner_text().splitlines()[:1]
    )
    assert hoja.locator("[aria-describedby~=entre-cifras]").count() == 0  # dentro ya se sabe


def test_en_una_celda_se_entra_por_su_pliegue_y_con_las_flechas_se_copia(abrir: Any) -> None:
    hoja = abrir("book/generalizar")
    celda = hoja.locator(".cell:has(a.fuente:visible)").first
    celda.locator("summary").first.focus()
    hoja.keyboard.press("End")
    assert hoja.evaluate("document.activeElement.matches('.copiar')")
    hoja.keyboard.press("ArrowLeft")
    assert hoja.evaluate("document.activeElement.matches('a.fuente')")
    hoja.keyboard.press("Tab")
    assert not celda.evaluate("(celda) => celda.contains(document.activeElement)")


# ——— Lo que oye quien no ve ———


@pytest.mark.parametrize("pagina", ["book/transformer", "book/cifras", "referencia/redes.atencion"])
def test_los_titulos_se_llaman_como_se_leen(abrir: Any, pagina: str) -> None:
    hoja = abrir(pagina)
    titulos = re.findall(r'heading "([^"]+)"', hoja.locator("article").aria_snapshot())
    assert len(titulos) > 2
    assert [titulo for titulo in titulos if "#" in titulo] == []
    assert hoja.locator("h2 .headerlink[href^='#']").count() > 1  # con el ratón se copia igual


NOMBRES_DE_CAJA = r"Código|Resultado|Fórmula( \([\d.]+\))?|Tabla(: .+)?"


def test_lo_que_se_mueve_de_lado_dice_lo_que_es_y_lo_que_cabe_no_estorba(abrir: Any) -> None:
    hoja = abrir("book/gradiente-desvaneciente")
    hoja.set_viewport_size({"width": 320, "height": 900})
    hoja.evaluate("document.fonts.ready")
    expect(hoja.locator("pre[tabindex='0']").first).to_be_visible()
    hoja.evaluate("new Promise((bien) => requestAnimationFrame(() => requestAnimationFrame(bien)))")
    cajas = hoja.evaluate(
        """() => [...document.querySelectorAll("article :is(pre, .formula, .table-wrapper)")]
             .filter((caja) => caja.checkVisibility()).map((caja) => [
               caja.scrollWidth > caja.clientWidth + 1, caja.tabIndex === 0,
               caja.getAttribute("role"), caja.getAttribute("aria-label")])"""
    )
    assert {sobra for sobra, *_ in cajas} == {True, False}
    nombres = {nombre for sobra, *_, nombre in cajas if sobra}
    assert [caja for caja in cajas if caja[0] != caja[1] or caja[0] != (caja[2] == "group")] == []
    assert all(re.fullmatch(NOMBRES_DE_CAJA, nombre) for nombre in nombres)
    assert {"Código"} < nombres
    hoja.set_viewport_size(ORDENADOR)


# ——— El hilo ———


def hilo(hoja: Page) -> str:
    return str(hoja.evaluate("(a) => getComputedStyle(document.querySelector(a)).textDecorationLine", CIFRAS))


def test_el_hilo_se_quita_se_recuerda_y_no_espera_a_los_guiones(
    contexto: BrowserContext, sitio: str, html: Path
) -> None:
    hoja = contexto.new_page()
    hoja.goto(f"{sitio}/book/generalizar.html")
    interruptor = hoja.get_by_role("button", name="Señalar lo demostrado")
    expect(interruptor).to_have_attribute("aria-pressed", "true")
    assert hilo(hoja) == "underline"
    interruptor.click()
    expect(interruptor).to_have_attribute("aria-pressed", "false")
    assert hilo(hoja) == "none"
    contexto.route("**/_static/{libro,cifras}.js*", lambda ruta: ruta.abort())
    hoja.goto(f"{sitio}/book/despues.html")
    assert hilo(hoja) == "none"
    contexto.unroute_all()
    hoja.goto((html / "book" / "despues.html").as_uri())  # desde un archivo, el suyo
    assert hilo(hoja) == "underline"


@pytest.mark.parametrize("tema", ["light", "dark"])
def test_el_hilo_se_ve_y_no_grita(abrir: Any, tema: Any) -> None:
    """Ni invisible sobre el papel ni tan fuerte como la letra."""
    hoja = abrir("book/generalizar")
    hoja.emulate_media(color_scheme=tema)
    contraste = hoja.evaluate(
        """(cifra) => {
          const lienzo = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const luz = (...colores) => {
            for (const color of colores) { lienzo.fillStyle = color; lienzo.fillRect(0, 0, 1, 1) }
            const [r, g, b] = [...lienzo.getImageData(0, 0, 1, 1).data].map((x) =>
              (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const papel = getComputedStyle(document.documentElement).backgroundColor;
          const { textDecorationColor, color } = getComputedStyle(document.querySelector(cifra));
          const de = (...encima) => [luz(papel), luz(papel, ...encima)].sort((a, b) => b - a);
          return [de(textDecorationColor), de(color)].map(([a, b]) => a / b);
        }""",
        CIFRAS,
    )
    hoja.emulate_media(color_scheme="null")
    assert 1.6 < contraste[0] < 4.5 < contraste[1]


# ——— La pista ———

# Quien vigila a la cifra desde antes ya ha sabido que se ve.
HASTA_QUE_SE_VEA = """(a) => new Promise((bien) => {
  const alVer = ([{ isIntersecting }]) => isIntersecting && requestAnimationFrame(bien);
  new IntersectionObserver(alVer).observe(a);
})"""


def test_la_pista_sale_una_vez_junto_a_la_primera_cifra_y_no_mueve_nada(hoja: Page, sitio: str) -> None:
    sin_moverse(hoja)
    hoja.goto(f"{sitio}/book/generalizar.html")
    pista, primera = hoja.get_by_role("note"), hoja.locator(CIFRAS).first
    donde = "(a) => a.getBoundingClientRect().top + scrollY"
    antes = [primera.evaluate(donde), hoja.evaluate("document.documentElement.scrollHeight")]
    primera.evaluate("(a) => a.scrollIntoView({ block: 'center' })")
    expect(pista).to_be_visible()
    assert [primera.evaluate(donde), hoja.evaluate("document.documentElement.scrollHeight")] == antes
    caja, suya = pista.bounding_box(), primera.bounding_box()
    assert caja is not None and suya is not None
    assert 0 <= caja["y"] - (suya["y"] + suya["height"]) < 20
    assert caja["x"] >= 0 and caja["x"] + caja["width"] <= ORDENADOR["width"]
    hoja.get_by_role("button", name="Entendido").click()
    expect(pista).to_be_hidden()
    hoja.goto(f"{sitio}/book/despues.html")
    hoja.locator(CIFRAS).first.evaluate("(a) => a.scrollIntoView({ block: 'center' })")
    hoja.locator(CIFRAS).first.evaluate(HASTA_QUE_SE_VEA)
    expect(pista).to_have_count(0)


def test_sin_memoria_no_hay_pista_y_la_pagina_no_se_queja(contexto: BrowserContext, sitio: str) -> None:
    quejas: list[str] = []
    contexto.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
    )
    hoja = contexto.new_page()
    hoja.on("pageerror", lambda error: quejas.append(str(error)))
    sin_moverse(hoja)
    hoja.goto(f"{sitio}/book/generalizar.html")
    primera = hoja.locator(CIFRAS).first
    primera.evaluate("(a) => a.scrollIntoView({ block: 'center' })")
    primera.evaluate(HASTA_QUE_SE_VEA)
    expect(hoja.get_by_role("note")).to_have_count(0)
    hoja.get_by_role("button", name="Señalar lo demostrado").click()
    assert hilo(hoja) == "none"
    assert quejas == []


def test_con_el_dedo_se_ve_la_nota_y_se_puede_ir_a_la_fila(navegador: Browser, html: Path) -> None:
    contexto = navegador.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    hoja = contexto.new_page()
    hoja.goto((html / "book" / "generalizar.html").as_uri())
    hoja.locator(CIFRAS).first.scroll_into_view_if_needed()
    hoja.locator(CIFRAS).first.tap()
    ir = hoja.get_by_role("link", name="Ir allí").bounding_box()
    assert ir is not None and ir["height"] >= 44 and ir["width"] >= 44
    contexto.close()


# ——— Dónde se calcula ———


def test_cada_cifra_lleva_a_una_celda_anterior_que_ensena_su_codigo(html: Path, capitulos: list[str]) -> None:
    for capitulo in capitulos:
        pagina = (html / "book" / f"{capitulo}.html").read_text(encoding="utf-8")
        con_codigo = r'id="(celda-\d+)">\s*<details[^>]*><summary>[^<]*</summary>\s*<div class="cell_input'
        celdas = {casa[1]: casa.start() for casa in re.finditer(con_codigo, pagina)}
        atadas = [(casa[1], casa.start()) for casa in re.finditer(r'<a [^>]*data-celda="([^"]+)"', pagina)]
        assert len(atadas) > 5
        assert [celda for celda, lugar in atadas if celdas.get(celda, lugar) >= lugar] == []


def test_de_la_nota_se_va_a_la_celda_que_la_calcula(abrir: Any) -> None:
    hoja = abrir("book/transformer")
    sin_moverse(hoja)
    hoja.locator("a.cifra[data-nota^='queda[0] =']").first.hover()
    nota = hoja.locator("#asoma")
    expect(nota.locator(".fuentes")).to_have_text(
        "Se calcula en esta celda, con banda, en_semillas, memoria_recurrente"
    )
    nota.get_by_role("link", name="esta celda").click()
    expect(nota).to_be_hidden()
    celda = hoja.locator(":target")
    expect(celda).to_contain_text("queda, explota = ")
    assert celda.evaluate("(celda) => Math.abs(celda.getBoundingClientRect().top) < innerHeight / 2")


# ——— Todas las cifras ———


def llano(texto: str) -> str:
    """Como se compara al filtrar: sin tildes ni mayúsculas."""
    partido = unicodedata.normalize("NFD", texto)
    return " ".join("".join(letra for letra in partido if not unicodedata.combining(letra)).lower().split())


FILTRAR = """(casos) => casos.map(([pedida, clase]) => {
  document.querySelector("#filtro").value = pedida;
  document.querySelector("#clase").value = clase;
  document.querySelector("#filtro").dispatchEvent(new Event("input", { bubbles: true }));
  const filas = [...document.querySelectorAll("table.cifras tbody tr")];
  return [
    filas.filter((fila) => !fila.closest("[hidden]")).map((fila) => fila.id),
    document.querySelector(".filtro-de-cifras [role=status]").textContent,
  ];
})"""


@pytest.fixture(scope="module")
def filas(html: Path) -> list[tuple[str, str, str]]:
    """De cada fila de la página, su nombre, su clase y lo que se busca en ella."""
    clases = {"Como ley, se afirma": "afirma", "Esta vez ha ocurrido": "ocurre"}
    suyas, clase = [], ""
    for casa in re.finditer(
        r'<thead>.*?<p>(?P<titulo>[^<]+)<|<tr id="(?P<nombre>[^"]+)">(?P<celdas>.*?)<td[^>]*>\d+</td></tr>',
        (html / "book" / "cifras.html").read_text(encoding="utf-8"),
        re.DOTALL,
    ):
        if casa["titulo"]:
            clase = clases.get(casa["titulo"], "cifra")
        else:
            suyas.append((casa["nombre"], clase, llano(leido(casa["celdas"]))))
    return suyas


def leido(celdas: str) -> str:
    """Lo que se lee de unas celdas: de una fórmula, sin su LaTeX."""
    sin_latex = re.sub(r"<annotation.*?</annotation>", "", celdas, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", sin_latex.replace("</td>", " ")))


def test_el_filtro_deja_las_filas_que_dice_python(abrir: Any, filas: list[tuple[str, str, str]]) -> None:
    hoja = abrir("book/cifras")
    assert len({nombre for nombre, *_ in filas}) == len(filas) > 1000
    todas, pedidas = (
        ("", "cifra", "afirma", "ocurre"),
        ("MÁS de", "mas de", "0.25", "cero  len", "nada así"),
    )
    casos = [*((pedida, "") for pedida in pedidas), *(("SEMILLAS", clase) for clase in todas)]
    dejadas = hoja.evaluate(FILTRAR, casos)
    cuantas = set()
    for (pedida, clase), (nombres, estado) in zip(casos, dejadas, strict=True):
        esperadas = [
            nombre
            for nombre, suya, texto in filas
            if clase in ("", suya) and all(palabra in texto for palabra in llano(pedida).split())
        ]
        n = len(esperadas)
        assert nombres == esperadas, (pedida, clase)
        assert estado == ("Ninguna fila" if n == 0 else "1 fila" if n == 1 else f"{n} filas")
        cuantas.add(n)
    assert 0 in cuantas and len(cuantas) > 5


def test_lo_filtrado_se_abre_se_anuncia_y_al_borrarlo_se_pliega(abrir: Any) -> None:
    hoja = abrir("book/cifras")
    casilla, estado = (
        hoja.get_by_role("searchbox", name="Filtrar por texto, expresión o valor"),
        hoja.get_by_role("status"),
    )
    casilla.fill("softmax([5, 4])")
    quedan = hoja.locator("table.cifras tbody tr:visible")
    expect(estado).to_have_text("1 fila")
    expect(quedan).to_have_count(1)
    expect(quedan).to_contain_text("0.7310585786")
    expect(hoja.locator("summary:visible", has_text=re.compile("^1 fila$"))).to_have_count(1)
    casilla.fill("a")  # de tantas no se abre ninguna
    expect(estado).to_have_text(re.compile("^[0-9]{3,4} filas$"))
    expect(quedan).to_have_count(0)
    casilla.fill("")
    expect(estado).to_have_text("")
    assert hoja.locator("details[open], section.de-cifras[hidden]").count() == 0
    expect(hoja.locator("summary:visible", has_text="números").first).to_be_visible()


def test_al_abrirla_no_se_dibujan_miles_de_filas_y_cada_pagina_tiene_su_titulo(abrir: Any) -> None:
    hoja = abrir("book/cifras")
    dibujados = "[...document.querySelectorAll('article *')].filter((nodo) => nodo.checkVisibility()).length"
    assert hoja.evaluate(dibujados) < 400
    titulos = hoja.locator("section.de-cifras > h2 .doc").all_inner_texts()
    assert len(titulos) > 10 and "El Transformer" in titulos
    assert hoja.locator("#aqui ul ul a").all_text_contents() == titulos


def test_un_enlace_llega_a_su_fila_este_plegada_o_filtrada(
    abrir: Any, filas: list[tuple[str, str, str]]
) -> None:
    for nombre, *_ in (filas[0], filas[len(filas) // 2], filas[-1]):
        hoja = abrir("book/cifras", f"#{nombre}")
        sin_moverse(hoja)
        fila = hoja.locator(f"#{nombre}")
        expect(fila).to_be_in_viewport()
        assert fila.evaluate("(f) => f.getBoundingClientRect().top") >= 52  # no bajo la cabecera
    hoja.fill("#filtro", "nada así")
    expect(fila).to_be_hidden()
    hoja.evaluate("(nombre) => { location.hash = nombre }", filas[40][0])
    expect(hoja.locator(f"#{filas[40][0]}")).to_be_in_viewport()
    expect(hoja.locator("#filtro")).to_have_value("")


def test_sin_javascript_y_en_papel_estan_todas(navegador: Browser, html: Path, abrir: Any) -> None:
    contexto = navegador.new_context(java_script_enabled=False)
    sin_guiones = contexto.new_page()
    sin_guiones.goto((html / "book" / "cifras.html").as_uri())
    expect(sin_guiones.locator("table.cifras tbody tr").last).to_be_visible()
    expect(sin_guiones.locator(".filtro-de-cifras")).to_be_hidden()
    contexto.close()
    hoja = abrir("book/cifras")
    ultima = hoja.locator("table.cifras tbody tr").last
    expect(ultima).to_be_hidden()
    hoja.emulate_media(media="print")
    expect(ultima).to_be_visible()
    hoja.emulate_media(media="null")


def test_el_buscador_no_repite_los_titulos_de_las_paginas(html: Path) -> None:
    indice = (html / "indice-de-busqueda.js").read_text(encoding="utf-8")
    suyos = re.search(r'"book/cifras":\[[^[]*\[(.*?)\]\]', indice)
    assert suyos is not None and "cifras-book" not in suyos[1]
