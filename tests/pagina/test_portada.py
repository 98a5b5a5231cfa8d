"""La puerta del libro: lo que se ve al llegar, en pantalla y en papel, y que en el sitio no sobra nada."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from visita import SONDA

LLEGAR = [(1280, 800), (390, 844)]
TODO_DE_UNA_VEZ = [(1280, 1600), (390, 1800), (320, 1800)]
# Lo que nadie enlaza y está por algo.
DE_FUERA = {
    "404.html": "lo da el servidor cuando algo no está",
    "objects.inv": "lo leen otros libros",
    "sitemap.xml": "lo leen los buscadores",
    "_static/tarjeta.png": "la pide quien comparte el libro, si tiene dirección",
    "_static/letra/OFL.txt": "la licencia de la letra ha de ir con ella",
}
MEDIA_HOJA = 24  # renglones
# De la página de todas las cifras basta el principio, e imprimirla entera es caro.
EL_PRINCIPIO = """document.querySelector("table.cifras") &&
  [...document.querySelector("article section").children].slice(12).forEach((resto) => resto.remove())"""


# ——— Al llegar ———


@pytest.mark.parametrize(("ancho", "alto"), LLEGAR)
def test_al_llegar_se_ve_que_es_por_donde_se_empieza_y_un_explorador_vivo(
    hoja: Page, html: Path, ancho: int, alto: int
) -> None:
    hoja.set_viewport_size({"width": ancho, "height": alto})
    hoja.goto((html / "index.html").as_uri())
    vivo = hoja.locator("[data-explorador]").first
    for visto in ("h1", "h1 + p", ".empezar a[rel=next]"):
        expect(hoja.locator(f"article {visto}")).to_be_in_viewport(ratio=1)
    expect(vivo.get_by_role("slider")).to_be_in_viewport(ratio=1)
    expect(vivo.get_by_role("img").first).to_be_in_viewport(ratio=0.75)
    antes = vivo.locator(".dice").inner_text()
    vivo.get_by_role("slider").fill("4")
    expect(vivo.locator(".dice")).not_to_have_text(antes)
    assert hoja.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("formato", ["pdf", "epub"])
@pytest.mark.parametrize("pagina", ["index.html", "book/portada.html"])
def test_cada_edicion_se_ofrece_si_la_hay(hoja: Page, html: Path, pagina: str, formato: str) -> None:
    hoja.goto((html / pagina).as_uri())
    edicion = html / f"libro.{formato}"
    enlaces = hoja.locator(".empezar").get_by_role("link", name=f"Llevárselo en {formato.upper()}")
    expect(enlaces).to_have_count(int(edicion.exists()))
    for enlace in enlaces.all():
        assert urljoin((html / pagina).as_uri(), enlace.get_attribute("href")) == edicion.as_uri()


@pytest.mark.parametrize(("ancho", "alto"), TODO_DE_UNA_VEZ)
def test_nada_se_mueve_cuando_el_explorador_despierta(
    navegador: Browser, sitio: str, limites: Any, ancho: int, alto: int
) -> None:
    """Con la página entera a la vista y su guion tarde: la figura ya está pintada."""

    def tarde(ruta: Route) -> None:
        hoja.wait_for_function("performance.getEntriesByType('paint').length")
        time.sleep(0.2)
        ruta.continue_()

    hoja = navegador.new_page(viewport={"width": ancho, "height": alto})
    hoja.add_init_script(SONDA)
    hoja.route("**/exploradores/sigmoide-relu.js*", tarde)
    hoja.goto(f"{sitio}/")
    expect(hoja.get_by_role("slider")).to_be_visible()
    assert hoja.evaluate("sonda.alLlegar()") < limites["movimiento"]["salto"]
    hoja.close()


@pytest.mark.parametrize("ancho", [1265, 1280])
def test_la_columna_de_apartados_se_ve_en_un_portatil_y_el_texto_conserva_su_medida(
    hoja: Page, html: Path, ancho: int
) -> None:
    """También con una barra de desplazamiento de las que ocupan sitio."""
    hoja.set_viewport_size({"width": ancho, "height": 800})
    hoja.goto((html / "book" / "transformer.html").as_uri())
    expect(hoja.get_by_role("navigation", name="En esta página")).to_be_in_viewport()
    entero = hoja.evaluate("document.getElementById('contenido').clientWidth")
    hoja.evaluate("document.documentElement.style.width = `${innerWidth - 17}px`")
    assert hoja.evaluate("document.getElementById('contenido').clientWidth") == entero
    hoja.set_viewport_size({"width": 1600, "height": 800})
    hoja.evaluate("document.documentElement.style.width = 'auto'")
    assert hoja.evaluate("document.getElementById('contenido').clientWidth") == entero


def test_el_marco_del_navegador_lleva_el_color_del_papel(hoja: Page, html: Path) -> None:
    """El del sistema y el que se elija."""
    hoja.goto((html / "index.html").as_uri())
    for _ in range(3):
        for sistema in ("light", "dark"):
            hoja.emulate_media(color_scheme=sistema)
            marco, papel = hoja.evaluate("""() => {
              const meta = [...document.querySelectorAll("meta[name=theme-color]")]
                .find(({ media }) => matchMedia(media).matches);
              document.body.style.color = meta.content;
              const papel = getComputedStyle(document.documentElement).backgroundColor;
              return [getComputedStyle(document.body).color, papel];
            }""")
            assert marco == papel
        hoja.locator("[data-tema-siguiente]").click()


# ——— En papel ———


def test_en_papel_ningun_titulo_se_queda_sin_su_texto(hoja: Page, html: Path, tmp_path: Path) -> None:
    """Y las pistas se imprimen, y todas las cifras empiezan en la primera hoja."""
    for pagina in ("erratas", "ejercicios", "cifras"):
        hoja.goto((html / "book" / f"{pagina}.html").as_uri())
        hoja.evaluate(EL_PRINCIPIO)
        titulos = hoja.evaluate(
            "[...document.querySelectorAll('article :is(h1, h2, h3, h4, .rubric, summary)')]"
            ".map((t) => t.textContent.replace(/#$/, '').replace(/\\s+/g, ' ').trim())"
        )
        hojas = impresa(hoja, tmp_path / "hojas.pdf")
        assert [renglones[-1] for renglones in hojas if renglones[-1] in titulos] == [], pagina
        assert len(hojas) > 1 and len(hojas[0]) > MEDIA_HOJA
        todo = " ".join(" ".join(renglones) for renglones in hojas)
        pistas = hoja.locator("details .sd-summary-content p:not(:has(math))").all_text_contents()
        assert bool(pistas) == (pagina == "ejercicios")
        assert all(" ".join(pista.split()[:3]) in todo for pista in pistas)


def impresa(hoja: Page, pdf: Path) -> list[list[str]]:
    """Los renglones de cada hoja de la página impresa."""
    lado = "18mm"
    hoja.pdf(path=pdf, format="A4", margin={"top": lado, "bottom": lado, "left": lado, "right": lado})
    dicho = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    hojas = dicho.stdout.split("\f")[:-1]
    return [[" ".join(r.split()) for r in hoja.split("\n") if r.strip()] for hoja in hojas]


# ——— El sitio ———

ATRIBUTO = re.compile(r"""\s(?:href|src|data-guion)="([^"]*)\"""")
EN_UN_ESTILO = re.compile(r"""url\(["']?([^"')]+)""")
EN_UN_GUION = re.compile(r"""["'`]([\w./-]+\.[a-z]{2,5})["'`]""")


def nombrados(html: Path, nombre: str) -> Iterator[str]:
    """Los archivos del sitio que nombra uno, contados desde la raíz."""
    texto = (html / nombre).read_text(encoding="utf-8")
    if nombre.endswith(".html"):
        for direccion in ATRIBUTO.findall(texto):
            desde = "" if direccion.startswith("_static/") else nombre
            yield unquote(urlsplit(urljoin(f"/{desde}", direccion)).path.lstrip("/"))
    elif nombre.endswith(".css"):
        yield from (urljoin(nombre, direccion) for direccion in EN_UN_ESTILO.findall(texto))
    else:
        yield from EN_UN_GUION.findall(texto)  # los guiones las cuentan desde la raíz


def test_en_el_sitio_no_hay_nada_que_nadie_abra(html: Path) -> None:
    todo = {ruta.relative_to(html).as_posix() for ruta in html.rglob("*") if ruta.is_file()}
    vistos, por_ver = set[str](), {"index.html", *DE_FUERA} & todo
    while por_ver:
        vistos |= por_ver
        leidos = [nombre for nombre in por_ver if nombre.endswith((".html", ".css", ".js"))]
        por_ver = {otro for nombre in leidos for otro in nombrados(html, nombre)} & todo - vistos
    assert todo - vistos == set()
    assert len(todo) > 100 and "indice-de-busqueda.js" in vistos


def test_cada_estilo_y_cada_guion_se_piden_por_lo_que_llevan(html: Path, paginas: list[Path]) -> None:
    """El índice de búsqueda no: cambia con cualquier página, y habría que escribirlas todas."""
    pedidos = {
        direccion
        for ruta in [*paginas, html / "index.html"]
        for direccion in ATRIBUTO.findall(ruta.read_text(encoding="utf-8"))
        if re.search(r"\.(css|js)\b", direccion) and not direccion.endswith("indice-de-busqueda.js")
    }
    assert any("matematica.css" in direccion for direccion in pedidos)
    assert [direccion for direccion in pedidos if not re.search(r"\?v=[0-9a-f]{8}$", direccion)] == []
