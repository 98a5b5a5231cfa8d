"""El libro servido con la política de contenido del README: nada la incumple y todo sigue funcionando."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect
from servido import servido
from visita import ORDENADOR, PACIENCIA
from vivos import SITIOS, Vivo

from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import servidor_de

RAIZ = Path(__file__).parents[2]
ESTATICOS = RAIZ / "book" / "_static"
LEEME = (RAIZ / "README.md").read_text(encoding="utf-8")
POLITICA = re.findall(r"^Content-Security-Policy: (.+)$", LEEME, re.MULTILINE)[0]
DELATAR = """
addEventListener("securitypolicyviolation", (suceso) =>
  console.error(`política: ${suceso.violatedDirective} ${suceso.blockedURI} ${suceso.sample}`));
"""
SIN_PELIGRO = ("http:", "https:", "mailto:", "data:,")


# ——— Lo que está escrito en las páginas ———


@pytest.fixture(scope="module")
def leidas(paginas: list[Path], html: Path) -> dict[Path, BeautifulSoup]:
    return {ruta: leida(ruta.read_text(encoding="utf-8")) for ruta in [*paginas, html / "index.html"]}


def leida(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def sueltos(pagina: BeautifulSoup) -> list[str]:
    """Los guiones y los estilos que una página lleva dentro, y las direcciones que ejecutan algo."""

    def de(etiqueta: Tag) -> Iterator[str]:
        nombre, atributos = etiqueta.name, etiqueta.attrs
        if nombre in ("style", "object", "embed", "iframe", "base"):
            yield nombre
        if nombre == "script" and (etiqueta.get_text().strip() or "src" not in atributos):
            yield f"script: {etiqueta.get_text().strip()}"
        for atributo, valor in atributos.items():
            if atributo.startswith("on") or atributo in ("style", "srcdoc"):
                yield f"{nombre} {atributo}={valor}"
            elif atributo in ("href", "src", "action", "formaction", "xlink:href", "data"):
                llana = re.sub(r"[\x00-\x20]", "", str(valor)).lower()
                if re.match(r"[a-z][a-z0-9+.-]*:", llana) and not llana.startswith(SIN_PELIGRO):
                    yield f"{nombre} {atributo}={valor}"

    return [falta for etiqueta in pagina.find_all(True) for falta in de(etiqueta)]


def test_ninguna_pagina_lleva_guiones_ni_estilos_dentro(leidas: dict[Path, BeautifulSoup]) -> None:
    faltas = {ruta.name: sueltos(pagina) for ruta, pagina in leidas.items()}
    assert {nombre: suyas for nombre, suyas in faltas.items() if suyas} == {}


@pytest.mark.parametrize(
    "html",
    [
        "<script>a()</script>",
        "<script src='a.js'>b()</script>",
        "<script></script>",
        "<p onclick='a()'>x",
        "<style>p {}</style>",
        "<p style='top: 0'>x",
        "<a href=' java\tscript:a()'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<form action='JavaScript:a()'></form>",
        "<iframe srcdoc='x'></iframe>",
        "<base href='/'>",
    ],
)
def test_lo_que_no_se_admite_se_nota(html: str) -> None:
    assert sueltos(leida(f"<html><body>{html}</body></html>"))


def test_los_guiones_son_los_del_libro_y_no_ejecutan_textos(paginas: list[Path]) -> None:
    propios = {ruta.name: ruta.read_text(encoding="utf-8") for ruta in ESTATICOS.rglob("*.js")}
    vivo = re.compile(
        r"\beval\(|\bFunction\(|\bset(?:Timeout|Interval)\(\s*[\"'`]|document\.write|\.on\w+ = \""
    )
    assert {nombre: vivo.findall(texto) for nombre, texto in propios.items() if vivo.search(texto)} == {}
    pedidos = {
        Path(re.sub(r"\?.*", "", src)).name
        for ruta in paginas
        for src in re.findall(r'<script[^>]* src="([^"]+)"', ruta.read_text(encoding="utf-8"))
    }
    assert pedidos == propios.keys() | {"indice-de-busqueda.js"}


def test_lo_primero_del_cuerpo_decide_el_tema_y_detiene_la_pagina(
    paginas: list[Path], leidas: dict[Path, BeautifulSoup]
) -> None:
    """Si esperase, la página se pintaría clara antes de oscurecerse."""
    for ruta in paginas:
        if ruta.name != "404.html":
            cuerpo = leidas[ruta].body
            primera = cuerpo.find(True) if cuerpo else None
            assert isinstance(primera, Tag) and primera.name == "script", ruta
            assert "antes-de-pintar.js?v=" in str(primera["src"]), ruta
            assert not {"defer", "async", "type"} & primera.attrs.keys(), ruta


# ——— Lo que pasa en un navegador ———


def test_la_politica_es_estricta() -> None:
    partes = dict(parte.strip().split(" ", 1) for parte in POLITICA.split(";"))
    assert partes["default-src"] == "'none'"
    assert partes["script-src"] == partes["style-src"] == "'self'"
    assert partes["base-uri"] == partes["object-src"] == partes["frame-ancestors"] == "'none'"
    assert not re.search(r"unsafe|\*|https?:|nonce|sha\d", POLITICA)


@pytest.fixture(scope="module")
def servido_con_ella(html: Path) -> Iterator[str]:
    with servido(html, html / "404.html", Content_Security_Policy=POLITICA) as direccion:
        yield direccion


@pytest.fixture(scope="module")
def dichas() -> list[str]:
    """Lo que las páginas han dicho por la consola."""
    return []


def dicho_de(dicho: ConsoleMessage) -> str:
    return f"{dicho.text} ({dicho.location['url']})"


@pytest.fixture
def estricto(navegador: Browser, dichas: list[str]) -> Iterator[BrowserContext]:
    """Un navegador donde todo lo que se incumple se apunta; al acabar, no puede haber nada."""
    contexto = navegador.new_context(
        locale="es-ES", viewport=ORDENADOR, permissions=["clipboard-read", "clipboard-write"]
    )
    contexto.set_default_timeout(PACIENCIA)
    contexto.add_init_script(DELATAR)
    contexto.on("console", lambda dicho: dichas.append(dicho_de(dicho)) if dicho.type == "error" else None)
    contexto.on("weberror", lambda error: dichas.append(str(error.error)))
    yield contexto
    contexto.close()
    todas = dichas.copy()
    dichas.clear()
    assert todas == []


@pytest.fixture
def pagina(estricto: BrowserContext) -> Page:
    return estricto.new_page()


def test_ninguna_pagina_la_incumple(
    pagina: Page, servido_con_ella: str, paginas: list[Path], html: Path
) -> None:
    for ruta in paginas:
        pagina.goto(f"{servido_con_ella}/{ruta.relative_to(html).as_posix()}")
        assert pagina.evaluate("document.querySelectorAll('style, [style]').length") == 0, ruta


def test_incumplirla_se_nota(navegador: Browser, tmp_path: Path) -> None:
    """La propia prueba: con un guion suelto, el navegador lo dice."""
    (tmp_path / "a.html").write_text("<body><p style='top: 0'>x<script>a()</script>", encoding="utf-8")
    dichas: list[str] = []
    hoja = navegador.new_page()
    hoja.add_init_script(DELATAR)
    hoja.on("console", lambda dicho: dichas.append(dicho.text))
    with servido(tmp_path, tmp_path / "a.html", Content_Security_Policy=POLITICA) as direccion:
        hoja.goto(f"{direccion}/a.html")
    hoja.close()
    assert [dicha for dicha in dichas if dicha.startswith("política: script-src-elem inline")]
    assert [dicha for dicha in dichas if dicha.startswith("política: style-src-attr inline")]


def test_el_tema_se_cambia_y_vuelve_sin_destello(pagina: Page, servido_con_ella: str) -> None:
    pagina.goto(f"{servido_con_ella}/book/reglas.html")
    pagina.locator("[data-tema-siguiente]").click(click_count=2)
    expect(pagina.locator("html")).to_have_attribute("data-theme", "dark")
    oscuro = pagina.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    pagina.add_init_script(
        """new PerformanceObserver((lista, mirador) => {
          window.alPintar = getComputedStyle(document.documentElement).backgroundColor;
          mirador.disconnect();
        }).observe({ type: "paint", buffered: true });"""
    )
    pagina.goto(f"{servido_con_ella}/book/cifras.html")
    expect(pagina.locator("html")).to_have_attribute("data-theme", "dark")
    assert pagina.wait_for_function("window.alPintar").json_value() == oscuro


def test_se_busca_desde_cualquier_pagina_y_en_la_suya(pagina: Page, servido_con_ella: str) -> None:
    pagina.goto(f"{servido_con_ella}/referencia/redes.neurona.html")
    pagina.keyboard.press("/")
    pagina.get_by_role("searchbox").fill("interruptor")
    expect(pagina.locator(".resultados a").first).to_be_visible()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/gradiente-desvaneciente.html#el-interruptor-con-muelle")
    pagina.goto(f"{servido_con_ella}/search.html?q=fusible")
    expect(pagina.locator(".resultados mark").first).to_have_text("fusible")


def test_se_asoma_y_se_copia(pagina: Page, servido_con_ella: str) -> None:
    pagina.goto(f"{servido_con_ella}/book/transformer.html")
    pagina.locator("article a.cifra").first.hover()
    expect(pagina.locator("#asoma code").first).to_be_visible()
    pagina.locator("article a.reference.internal[href*='bibliografia.html#']").first.hover()
    expect(pagina.locator("#asoma .citation")).to_be_visible()
    pagina.locator(".cell pre:visible").first.hover()
    boton = pagina.locator(".copiar:visible").first
    boton.click()
    expect(boton).to_have_text("Copiado")


@pytest.mark.parametrize("nombre", SITIOS)
def test_los_exploradores_se_ven_y_se_mueven(pagina: Page, servido_con_ella: str, nombre: str) -> None:
    capitulo, figura = SITIOS[nombre]
    pagina.goto(f"{servido_con_ella}/book/{capitulo}.html")
    vivo = Vivo(pagina, figura)
    expect(vivo.elemento.locator("css=svg > *").first).to_be_attached()
    assert (
        vivo.js("return getComputedStyle(elemento.shadowRoot.querySelector('.vivo')).borderTopStyle")
        == "solid"
    )
    figura_quieta = vivo.elemento.get_by_role("button", name="Ver la figura")
    expect(vivo.elemento.locator("img").first).to_be_hidden()
    figura_quieta.click()
    expect(vivo.elemento.locator("img").first).to_be_visible()
    assert vivo.elemento.locator("img").first.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    assert vivo.disparates == []


def test_las_columnas_de_una_formula_siguen_en_su_lado(pagina: Page, servido_con_ella: str) -> None:
    pagina.goto(f"{servido_con_ella}/book/transformer.html")
    lados = pagina.evaluate(
        """() => [...document.querySelectorAll("mtd.text-align-left, mtd.text-align-right")]
             .map((mtd) => [mtd.className.match(/align-(\\w+)/)[1], getComputedStyle(mtd).textAlign])"""
    )
    assert lados and all(pedido == visto for pedido, visto in lados)


@pytest.mark.parametrize("carpeta", ["", "libro/"])
@pytest.mark.parametrize("direccion", ["nada.html", "book/a/b/nada"])
def test_el_404_sabe_donde_esta_el_libro(
    navegador: Browser, html: Path, tmp_path: Path, carpeta: str, direccion: str
) -> None:
    """También si el libro no está en la raíz de su sitio. (Que algo no está se dice en la consola.)"""
    (tmp_path / carpeta).parent.mkdir(exist_ok=True)
    shutil.copytree(html, tmp_path / carpeta, dirs_exist_ok=True)
    dichas: list[str] = []
    hoja = navegador.new_page()
    hoja.on("console", lambda dicho: dichas.append(dicho.text))
    with servido(tmp_path, html / "404.html", Content_Security_Policy=POLITICA) as sitio:
        respuesta = hoja.goto(f"{sitio}/{carpeta}{direccion}")
        assert respuesta is not None and respuesta.status == 404
        portada = hoja.get_by_role("link", name="Ir a la portada")
        expect(portada).to_have_attribute("href", f"{sitio}/{carpeta}book/portada.html")
        assert hoja.evaluate("getComputedStyle(document.body).maxWidth") == "576px"
    hoja.close()
    assert [dicha for dicha in dichas if "status of 404" not in dicha] == []


def test_lo_que_anade_livehtml_tampoco_la_incumple(pagina: Page, html: Path) -> None:
    def con_politica(ruta: Route) -> None:
        if ruta.request.resource_type != "document":  # las noticias, que no acaban nunca
            return ruta.continue_()
        respuesta = ruta.fetch()
        cabeceras = respuesta.headers | {"content-security-policy": POLITICA}
        ruta.fulfill(response=respuesta, headers=cabeceras)

    estado = UltimaNoticia()
    with servidor_de(html, estado, 0) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        pagina.route("**/*.html", con_politica)
        pagina.goto(f"http://127.0.0.1:{servidor.server_port}/book/reglas.html")
        cartel = pagina.get_by_role("alert")
        estado.anotar("uno.md:1:1: mal")
        expect(cartel).to_have_text("1 falta. uno.md:1:1: mal")
        expect(pagina.locator("imprenta-cartel")).to_have_css("position", "fixed")
        estado.anotar("")
        expect(cartel).to_have_count(0)
        pagina.close()
        servidor.shutdown()


def test_la_puerta_es_la_portada_y_tambien_la_cumple(pagina: Page, servido_con_ella: str) -> None:
    pagina.goto(f"{servido_con_ella}/")
    expect(pagina.get_by_role("slider", name="Entrada x")).to_be_visible()
    assert pagina.url == f"{servido_con_ella}/"
    pagina.get_by_role("link", name="Empezar a leer").click()
    pagina.wait_for_url("**/book/gradiente-desvaneciente.html")
