"""El cartel de `livehtml` en un navegador: las faltas llevan al editor y la página no se mueve."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from libros import poner
from oyente import sirviendo
from playwright.sync_api import Browser, Page, expect

from imprenta.libro.modelo import Falta
from imprenta.ordenes.editores import DIRECCIONES, Editor
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import Servidor

FALTAS = "uno.md:3:5: la prosa dice 3; x = 2\ndos.md:9:1: ZeroDivisionError: division by zero"
ESCUCHA = re.compile("/__vivo\\?")
AVISO = Falta(Path("_toc.yml"), 2, 1, "«tres» no está en el índice: añade debajo «  - file: tres»")


def pagina(nombre: str, parrafos: int = 80) -> str:
    de = nombre.partition(",")[0]
    cuerpo = "".join(f"<p>Párrafo {i} de {de}.</p>" for i in range(parrafos))
    cabeza = '<meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    desplegable = "<details><summary>Código</summary><p>x = 1</p></details><button id=aqui>Aquí</button>"
    return (
        f'<!doctype html><html lang="es"><head>{cabeza}<title>{nombre}</title></head>'
        f"<body><main><h1>{nombre}</h1>{desplegable}{cuerpo}</main></body></html>"
    )


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    for nombre in ("uno", "dos"):
        poner(tmp_path / f"{nombre}.md", f"# {nombre}\n")
        poner(tmp_path / "html" / f"{nombre}.html", pagina(nombre))
    poner(tmp_path / "_toc.yml", "root: uno\n")
    poner(tmp_path / "html" / "index.html", pagina("portada"))
    return tmp_path


@pytest.fixture
def estado() -> UltimaNoticia:
    nuevo = UltimaNoticia()
    nuevo.anotar("")
    return nuevo


@pytest.fixture
def editor(request: pytest.FixtureRequest) -> Editor:
    return getattr(request, "param", Editor(DIRECCIONES["vscode"]))


@pytest.fixture
def servidor(libro: Path, estado: UltimaNoticia, editor: Editor) -> Iterator[Servidor]:
    with sirviendo(libro / "html", estado, libro, editor) as vivo:
        yield vivo


@pytest.fixture
def abierta(servidor: Servidor, hoja: Page) -> Page:
    """La página «uno», que ya escucha al servidor."""
    with hoja.expect_response(ESCUCHA):
        hoja.goto(f"http://127.0.0.1:{servidor.server_port}/uno.html")
    return hoja


def direccion(servidor: Servidor, ruta: str) -> str:
    return f"http://127.0.0.1:{servidor.server_port}/{ruta}"


# ——— Las faltas ———


def test_cada_falta_lleva_a_su_linea_en_el_editor(abierta: Page, estado: UltimaNoticia, libro: Path) -> None:
    estado.anotar(FALTAS)
    expect(abierta.get_by_role("alert")).to_have_text("2 faltas. uno.md:3:5: la prosa dice 3; x = 2")
    faltas = abierta.get_by_role("list", name="Faltas").get_by_role("listitem")
    expect(faltas).to_have_text(
        ["uno.md:3:5la prosa dice 3; x = 2", "dos.md:9:1ZeroDivisionError: division by zero"]
    )
    enlaces = abierta.get_by_role("list", name="Faltas").get_by_role("link")
    assert [enlace.get_attribute("href") for enlace in enlaces.all()] == [
        f"vscode://file{libro}/uno.md:3:5",
        f"vscode://file{libro}/dos.md:9:1",
    ]
    estado.avisar([AVISO])
    expect(abierta.get_by_role("region", name="2 faltas y 1 aviso")).to_be_visible()
    aviso = abierta.get_by_role("list", name="Avisos").get_by_role("listitem")
    expect(aviso).to_have_text("_toc.yml:2:1tres no está en el índice: añade debajo   - file: tres")
    expect(aviso.locator("code").last).to_have_text("  - file: tres", use_inner_text=True)
    estado.anotar("")
    expect(abierta.get_by_role("region", name="1 aviso")).to_be_visible()
    estado.avisar([])
    expect(abierta.get_by_role("alert")).to_have_count(0)
    expect(abierta.get_by_role("region")).to_have_count(0)


def test_lo_que_dice_una_falta_es_texto(abierta: Page, estado: UltimaNoticia) -> None:
    estado.anotar('uno.md:1:1: «<img src=x onerror="document.title=1">» <b>no</b>')
    expect(abierta.get_by_role("listitem")).to_contain_text(
        '<img src=x onerror="document.title=1"> <b>no</b>'
    )
    expect(abierta).to_have_title("uno")


DE_TERMINAL = Editor()


@pytest.mark.parametrize("editor", [DE_TERMINAL], indirect=True)
def test_sin_editor_el_lugar_se_copia(abierta: Page, estado: UltimaNoticia, servidor: Servidor) -> None:
    abierta.context.grant_permissions(["clipboard-read", "clipboard-write"])
    estado.anotar(FALTAS)
    abierta.get_by_role("button", name="uno.md:3:5").click()
    expect(abierta.get_by_role("status").filter(has_text="copiado: uno.md:3:5")).to_be_visible()
    assert abierta.evaluate("navigator.clipboard.readText()") == "uno.md:3:5"
    expect(abierta.get_by_role("region")).to_contain_text("con --editor, se abre en el tuyo")


ROTO = Editor(orden=("no-hay-tal-editor", "{ruta}"))


@pytest.mark.parametrize("editor", [ROTO], indirect=True)
def test_un_editor_que_se_lanza_y_lo_que_diga_si_no_puede(abierta: Page, estado: UltimaNoticia) -> None:
    estado.anotar(FALTAS)
    with abierta.expect_request("**/__vivo/abrir") as pedido:
        abierta.get_by_role("button", name="dos.md:9:1").click()
    assert (pedido.value.method, pedido.value.post_data) == ("POST", "dos.md:9:1")
    dicho = "no se puede abrir «no-hay-tal-editor»: no existe"
    expect(abierta.get_by_role("status").filter(has_text=dicho)).to_be_visible()


def test_se_esconde_con_esc_y_vuelve_si_hay_otras(
    abierta: Page, estado: UltimaNoticia, servidor: Servidor
) -> None:
    cartel = abierta.get_by_role("region")
    estado.anotar(FALTAS)
    expect(cartel).to_be_visible()
    abierta.keyboard.press("Escape")
    expect(cartel).to_have_count(0)
    ficha = abierta.get_by_role("button", name="2 faltas")
    ficha.click()
    expect(cartel).to_be_visible()
    expect(ficha).to_have_count(0)
    abierta.get_by_role("button", name="Esconder").click()
    expect(cartel).to_have_count(0)
    expect(ficha).to_be_focused()
    abierta.goto(direccion(servidor, "dos.html"))  # en otra página siguen escondidas
    expect(ficha).to_be_visible()
    expect(cartel).to_have_count(0)
    estado.anotar("uno.md:3:5: otra cosa")
    expect(cartel).to_be_visible()


def test_no_tapa_el_final_de_la_pagina(abierta: Page, estado: UltimaNoticia) -> None:
    estado.anotar(FALTAS)
    cartel = abierta.get_by_role("region")
    expect(cartel).to_be_visible()
    abierta.wait_for_function("document.body.style.paddingBottom !== ''")
    abierta.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    ultimo, suyo = abierta.get_by_text("Párrafo 79 de uno").bounding_box(), cartel.bounding_box()
    assert ultimo is not None and suyo is not None
    assert ultimo["y"] + ultimo["height"] <= suyo["y"]
    abierta.keyboard.press("Escape")
    abierta.wait_for_function("document.body.style.paddingBottom === ''")


@pytest.mark.parametrize("ancho", [1280, 375])
@pytest.mark.parametrize("tema", ["light", "dark"])
def test_se_lee_en_cualquier_pantalla(
    navegador: Browser, servidor: Servidor, estado: UltimaNoticia, ancho: int, tema: Literal["light", "dark"]
) -> None:
    contexto = navegador.new_context(viewport={"width": ancho, "height": 700}, color_scheme=tema)
    muchas = "\n".join(f"una-carpeta-larga/{'x' * 40}.md:{n}:1: {'y' * 90}" for n in range(60))
    try:
        hoja = contexto.new_page()
        hoja.goto(direccion(servidor, "uno.html"))
        for faltas in (FALTAS, muchas):
            estado.anotar(faltas)
            estado.avisar([AVISO])
            cuantas = len(faltas.splitlines())
            cartel = hoja.get_by_role("region", name=f"{cuantas} faltas y 1 aviso")
            expect(cartel).to_be_visible()
            caja = cartel.bounding_box()
            assert caja is not None and caja["width"] == ancho and caja["height"] <= 0.4 * 700
            assert hoja.evaluate("document.documentElement.scrollWidth") <= ancho
            assert quejas(hoja) == []
        hoja.goto(direccion(servidor, "no-esta.html"))
        expect(hoja.get_by_role("heading", name="Esta página todavía no está")).to_be_visible()
        hoja.keyboard.press("Escape")
        assert quejas(hoja) == []
    finally:
        contexto.close()


def quejas(hoja: Page) -> list[str]:
    return [f"{una['id']}: {una['nodes'][0]['html']}" for una in Axe().run(hoja).response["violations"]]


# ——— La recarga ———


def test_se_recarga_solo_la_pagina_que_cambia_y_se_dice_cual_otra(
    abierta: Page, estado: UltimaNoticia, libro: Path
) -> None:
    abierta.evaluate("window.soyLaDeAntes = true")
    poner(libro / "html/dos.html", pagina("dos", 3))
    estado.anotar("", [libro / "dos.md"])
    nota = abierta.get_by_role("status").filter(has_text="ha cambiado: dos.md")
    expect(nota.get_by_role("link", name="dos.md")).to_have_attribute("href", "/dos.html")
    assert abierta.evaluate("window.soyLaDeAntes")
    poner(libro / "html/uno.html", pagina("uno, cambiada"))
    with abierta.expect_response(ESCUCHA):  # la que se ha recargado también escucha ya
        estado.anotar("", [libro / "uno.md"])
    expect(abierta).to_have_title("uno, cambiada")
    estado.anotar("", [libro / "uno.md", libro / "dos.md"])  # como estaba; y la suya no es otra
    expect(abierta.get_by_role("status").filter(has_text="ha cambiado: dos.md")).to_be_visible()
    abierta.evaluate("window.soyLaDeAntes = true")
    estado.anotar("", [libro / "libro.css"])
    abierta.wait_for_function("window.soyLaDeAntes === undefined")


@pytest.mark.parametrize("mas", ["<p>Mucho<br>más<br>alto.<br>Párrafo 3 ", "<p>Uno más.</p><p>Párrafo 3 "])
def test_al_recargarse_no_se_mueve_de_donde_se_lee(
    abierta: Page, estado: UltimaNoticia, libro: Path, mas: str
) -> None:
    """Aunque arriba haya más texto, con lo desplegado y el foco donde estaban."""
    abierta.locator("summary").click()
    abierta.locator("#aqui").focus()
    leido = abierta.get_by_text("Párrafo 50 de uno")
    for desplazado in range(300, 310, 3):  # a la altura en que se mira hay un párrafo o el hueco entre dos
        leido.evaluate("(suyo, y) => scrollBy(0, suyo.getBoundingClientRect().top - y)", desplazado)
        antes = leido.bounding_box()
        titulo = f"uno, a {desplazado}"
        poner(libro / "html/uno.html", pagina(titulo).replace("<p>Párrafo 3 ", mas * (desplazado - 299)))
        estado.anotar("", [libro / "uno.md"])
        expect(abierta).to_have_title(titulo)
        abierta.wait_for_load_state("load")
        leido = abierta.get_by_text("Párrafo 50 de uno")
        despues = leido.bounding_box()
        assert antes is not None and despues is not None and abs(antes["y"] - despues["y"]) < 2
        expect(abierta.locator("#aqui")).to_be_focused()
        assert abierta.evaluate("document.querySelector('details').open")


def test_lo_que_cambio_mientras_se_cargaba_tambien_se_ve(
    hoja: Page, servidor: Servidor, estado: UltimaNoticia, libro: Path
) -> None:
    """Entre que se da la página y se escucha pasa un rato: la huella va en la página, y no se pierde nada."""

    def cambiar(ruta: object) -> None:
        poner(libro / "html/uno.html", pagina("uno, cambiada"))
        estado.anotar("", [libro / "uno.md"])
        ruta.continue_()  # type: ignore[attr-defined]  # un `Route`

    hoja.route(re.compile("/__vivo\\?"), cambiar, times=1)
    hoja.goto(direccion(servidor, "uno.html"))
    expect(hoja).to_have_title("uno, cambiada")


def test_la_pagina_que_no_esta_aparece_sola_y_si_se_va_lo_dice(
    hoja: Page, servidor: Servidor, estado: UltimaNoticia, libro: Path
) -> None:
    hoja.goto(direccion(servidor, "tres.html"))
    expect(hoja.get_by_role("heading")).to_have_text("Esta página todavía no está")
    poner(libro / "html/tres.html", pagina("tres"))
    estado.anotar("", [libro / "tres.md"])
    expect(hoja).to_have_title("tres")
    (libro / "html/tres.html").rename(libro / "html/tress.html")
    estado.anotar("", [libro / "tres.md", libro / "tress.md"])
    expect(hoja.get_by_role("heading")).to_have_text("Esta página todavía no está")
    hoja.get_by_role("link", name="tress.html").click()
    expect(hoja).to_have_title("tres")


def test_sin_libro_se_ven_las_faltas_y_luego_el_libro(
    hoja: Page, servidor: Servidor, estado: UltimaNoticia, libro: Path
) -> None:
    (libro / "html/index.html").unlink()
    hoja.goto(direccion(servidor, ""))
    expect(hoja.get_by_role("heading")).to_have_text("El libro todavía no está construido")
    estado.anotar(FALTAS)
    expect(hoja.get_by_role("region", name="2 faltas")).to_be_visible()
    poner(libro / "html/index.html", pagina("portada"))
    estado.anotar("")
    expect(hoja).to_have_title("portada")
    expect(hoja.get_by_role("region")).to_have_count(0)


def test_otro_servidor_en_el_mismo_puerto_recarga(
    abierta: Page, servidor: Servidor, estado: UltimaNoticia
) -> None:
    """Su llave es otra: con la de antes no se podría abrir nada."""
    abierta.evaluate("window.soyLaDeAntes = true")
    servidor.nombre, servidor.llave = "otro", "otra"
    estado.construyendo()
    abierta.wait_for_function("window.soyLaDeAntes === undefined")
    suya = json.loads(abierta.evaluate("JSON.stringify(document.querySelector('script[src]').dataset)"))
    assert suya["llave"] == "otra"


def test_ni_el_cartel_ni_las_paginas_incumplen_la_politica_del_libro(
    hoja: Page, servidor: Servidor, estado: UltimaNoticia
) -> None:
    dichas: list[str] = []
    hoja.on("console", lambda dicho: dichas.append(dicho.text) if "Content Security" in dicho.text else None)
    politica = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'"

    def con_politica(ruta: object) -> None:
        respuesta = ruta.fetch()  # type: ignore[attr-defined]
        cabeceras = respuesta.headers | {"content-security-policy": politica}
        ruta.fulfill(response=respuesta, headers=cabeceras)  # type: ignore[attr-defined]

    hoja.route(re.compile(r"/(uno|no-esta)\.html$"), con_politica)
    estado.anotar(FALTAS)
    for ruta in ("uno.html", "no-esta.html"):
        hoja.goto(direccion(servidor, ruta))
        expect(hoja.get_by_role("region", name="2 faltas")).to_be_visible()
        expect(hoja.get_by_role("region")).to_have_css("border-top-width", "3px")
    assert dichas == []
