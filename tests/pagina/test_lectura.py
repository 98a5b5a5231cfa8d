"""Lo que la página hace mientras se lee: asomarse, copiar, cambiar de tema, imprimirse y perderse."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

RAIZ = Path(__file__).parents[2]


@pytest.fixture
def capitulo(hoja: Page, html: Path) -> Page:
    hoja.goto((html / "book" / "transformer.html").as_uri())
    return hoja


def termina_en(final: str) -> re.Pattern[str]:
    return re.compile(re.escape(final) + "$")


# ——— Asomarse ———


def test_una_cifra_ensena_su_expresion_su_valor_y_su_codigo(capitulo: Page) -> None:
    capitulo.locator("a.cifra[data-nota^='queda[0] =']").first.hover()
    nota = capitulo.locator("#asoma")
    expect(nota).to_be_visible()
    expect(nota).to_contain_text("queda[0] = 1.0")
    nota.get_by_role("link", name="memoria_recurrente").click()
    expect(capitulo).to_have_url(termina_en("referencia/redes.recurrente.html#memoria_recurrente"))
    expect(capitulo.locator("#memoria_recurrente pre").last).to_contain_text("def memoria_recurrente")


@pytest.mark.parametrize(
    ("clase", "prueba", "dicho"),
    [
        ("afirma", {}, ["es cierto"]),
        (
            "afirma",
            {
                "mide": "mide 0.31; la cota es 0.25 (a 3.2 dispersiones)",
                "semillas": "se cumple en 20 de 20 semillas",
            },
            [
                "es cierto",
                "mide 0.31; la cota es 0.25 (a 3.2 dispersiones)",
                "se cumple en 20 de 20 semillas",
            ],
        ),
        (
            "ocurre",
            {"semillas": "con otras semillas, en 7 de 20"},
            ["es cierto esta vez", "con otras semillas, en 7 de 20"],
        ),
    ],
)
def test_una_afirmacion_ensena_lo_que_mide_y_en_cuantas_semillas_se_cumple(
    capitulo: Page, clase: str, prueba: dict[str, str], dicho: list[str]
) -> None:
    capitulo.locator("article a.afirma").first.evaluate(
        """(a, { clase, prueba }) => {
          [a.id, a.className] = ["probada", clase];
          for (const atributo of ["mide", "semillas", "fuentes", "celda"]) delete a.dataset[atributo];
          Object.assign(a.dataset, prueba);
        }""",
        {"clase": clase, "prueba": prueba},
    )
    probada, nota = capitulo.locator("#probada"), capitulo.locator("#asoma")
    probada.hover()
    expect(nota).to_be_visible()
    cabeza, *resto = dicho
    assert nota.inner_text().splitlines()[0] == f"{probada.get_attribute('data-nota')} {cabeza}"
    expect(nota.locator(".prueba")).to_have_text(resto)


DE_DELANTE = "a => { const antes = document.createElement('button'); a.before(antes); antes.focus(); }"
LA_CIFRA_DE_ANTES = """a => {
  const cifras = [...document.querySelectorAll("article a[data-nota]")];
  cifras[cifras.indexOf(a) - 1].focus();
}"""


@pytest.mark.parametrize(
    ("enlace", "dentro", "desde", "tecla", "lo_describe"),
    [
        ("a.cifra", "code", DE_DELANTE, "Tab", "asoma entre-cifras"),
        ("a.dato", "text=fuente", LA_CIFRA_DE_ANTES, "ArrowRight", "asoma"),
        ("a.reference.internal[href^='#fig-']", "img", DE_DELANTE, "Tab", "asoma"),
        ("a.reference.internal[href^='#eq']", "math", DE_DELANTE, "Tab", "asoma"),
    ],
    ids=["cifra", "dato", "figura", "ecuacion"],
)
def test_se_asoma_con_el_raton_y_con_el_teclado(
    capitulo: Page, enlace: str, dentro: str, desde: str, tecla: str, lo_describe: str
) -> None:
    primero = capitulo.locator(f"article {enlace}").first
    nota = capitulo.locator("#asoma")
    primero.hover()
    expect(nota.locator(dentro).first).to_be_visible()
    capitulo.keyboard.press("Escape")
    expect(nota).to_be_hidden()
    capitulo.mouse.move(0, 0)
    primero.evaluate(desde)
    capitulo.keyboard.press(tecla)
    expect(primero).to_be_focused()
    expect(nota.locator(dentro).first).to_be_visible()
    expect(primero).to_have_attribute("aria-describedby", lo_describe)


def test_se_asoma_a_otra_pagina_cuando_hay_red(hoja: Page, sitio: str) -> None:
    hoja.goto(f"{sitio}/book/transformer.html")
    cita = hoja.locator("article a.reference.internal[href*='bibliografia.html#']").first
    cita.hover()
    expect(hoja.locator("#asoma .citation")).to_be_visible()


# ——— El código, a un clic ———


def test_cada_funcion_del_libro_tiene_su_sitio_en_la_referencia(html: Path) -> None:
    perdidas = []
    for ruta in sorted((RAIZ / "code" / "redes").rglob("*.py")):
        modulo = ".".join(ruta.relative_to(RAIZ / "code").with_suffix("").parts).removesuffix(".__init__")
        pagina = (html / "referencia" / f"{modulo}.html").read_text(encoding="utf-8")
        definidas = [n.name for n in ast.parse(ruta.read_text(encoding="utf-8")).body if hasattr(n, "name")]
        perdidas += [f"{modulo}.{nombre}" for nombre in definidas if f'<section id="{nombre}"' not in pagina]
    assert not perdidas


def test_el_nombre_de_una_funcion_en_una_celda_lleva_a_su_codigo(capitulo: Page) -> None:
    capitulo.locator(".cell a.fuente:visible", has_text="memoria_recurrente").first.click()
    expect(capitulo).to_have_url(termina_en("referencia/redes.recurrente.html#memoria_recurrente"))


def test_se_lleva_el_cuaderno_y_el_codigo(capitulo: Page, html: Path) -> None:
    for nombre in ("esta página como cuaderno", "el código del libro"):
        destino = capitulo.get_by_role("link", name=nombre, exact=True).evaluate("a => a.href")
        assert Path(destino.removeprefix("file://")).stat().st_size > 1000


# ——— Copiar ———


def test_una_formula_se_copia_en_latex(capitulo: Page) -> None:
    copiado = capitulo.evaluate(
        """() => {
          const math = document.querySelector(".formula math"), parrafo = math.closest(".math");
          getSelection().selectAllChildren(parrafo);
          const suceso = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true });
          document.dispatchEvent(suceso);
          return suceso.clipboardData.getData("text/plain");
        }"""
    )
    assert copiado.strip() == r"$$h' = \tanh\left(x\,W_x + h\,W_h + b\right)$$"


def test_el_codigo_se_copia_con_un_boton(navegador: Browser, sitio: str) -> None:
    contexto = navegador.new_context(permissions=["clipboard-read", "clipboard-write"])
    hoja = contexto.new_page()
    hoja.goto(f"{sitio}/book/transformer.html")
    codigo = hoja.locator(".cell pre:visible").first
    codigo.hover()
    boton = hoja.locator(".copiar:visible").first
    boton.click()
    expect(boton).to_have_text("Copiado")
    assert hoja.evaluate("navigator.clipboard.readText()") == codigo.inner_text()
    contexto.close()


# ——— Ver ———


def test_el_tema_se_elige_y_se_recuerda(hoja: Page, sitio: str) -> None:
    def fondo() -> str:
        return str(hoja.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    hoja.goto(f"{sitio}/book/reglas.html")
    de_serie = fondo()
    boton = hoja.locator("[data-tema-siguiente]")
    fondos = []
    for tema in ("claro", "oscuro"):
        boton.click()
        expect(boton).to_have_attribute("aria-label", f"Tema {tema}: cambiar")
        fondos.append(fondo())
    assert fondos[0] == de_serie != fondos[1]
    hoja.goto(f"{sitio}/book/cifras.html")
    assert fondo() == fondos[1]


def test_se_ve_donde_esta_el_foco(capitulo: Page) -> None:
    sin_marca = []
    for _ in range(30):
        capitulo.keyboard.press("Tab")
        ve = capitulo.evaluate(
            """() => {
              const { outlineStyle, outlineWidth, opacity } = getComputedStyle(document.activeElement);
              const marcado = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
              return (marcado && opacity !== "0" && document.activeElement.checkVisibility()) ||
                document.activeElement.outerHTML.slice(0, 120);
            }"""
        )
        if ve is not True:
            sin_marca.append(ve)
    assert not sin_marca


def test_lo_primero_es_saltar_al_contenido(capitulo: Page) -> None:
    capitulo.keyboard.press("Tab")
    salto = capitulo.get_by_role("link", name="Saltar al contenido")
    expect(salto).to_be_focused()
    expect(salto).to_be_in_viewport()


@pytest.mark.parametrize(("movimiento", "desliza"), [("no-preference", "smooth"), ("reduce", "auto")])
def test_quien_no_quiere_movimiento_no_lo_tiene(
    capitulo: Page, movimiento: Literal["no-preference", "reduce"], desliza: str
) -> None:
    capitulo.emulate_media(reduced_motion=movimiento)
    capitulo.locator("main a").first.focus()  # solo se desliza quien ya está leyendo: al llegar, de un salto
    assert capitulo.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == desliza
    transiciones = capitulo.evaluate(
        """() => [...document.querySelectorAll("*")]
             .filter((nodo) => parseFloat(getComputedStyle(nodo).transitionDuration) > 0).length"""
    )
    assert (transiciones > 0) == (movimiento == "no-preference")


def test_en_papel_queda_el_texto(capitulo: Page) -> None:
    capitulo.emulate_media(media="print", color_scheme="dark")
    for sobra in (".cabecera", "#indice", "#aqui", ".pie", ".copiar"):
        expect(capitulo.locator(sobra).first).to_be_hidden()
    expect(capitulo.locator("article h1")).to_be_visible()
    expect(capitulo.locator("figure img").first).to_be_visible()
    assert (
        capitulo.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert capitulo.evaluate("getComputedStyle(document.querySelector('figure img')).filter") == "none"


def test_sin_javascript_se_lee_igual(navegador: Browser, html: Path) -> None:
    contexto = navegador.new_context(java_script_enabled=False)
    hoja = contexto.new_page()
    hoja.goto((html / "book" / "transformer.html").as_uri())
    expect(hoja.locator("article math").first).to_be_visible()
    expect(hoja.get_by_role("link", name="Buscar")).to_be_visible()
    expect(hoja.locator("[data-tema-siguiente]")).to_be_hidden()
    contexto.close()


# ——— Perderse ———


@pytest.mark.parametrize("direccion", ["nada.html", "book/nada.html", "book/a/b/c/nada"])
def test_el_404_lleva_a_la_portada_desde_cualquier_sitio(hoja: Page, sitio: str, direccion: str) -> None:
    respuesta = hoja.goto(f"{sitio}/{direccion}")
    assert respuesta is not None and respuesta.status == 404
    portada = hoja.get_by_role("link", name="Ir a la portada")
    expect(portada).to_have_attribute("href", f"{sitio}/book/portada.html")
    portada.click()
    expect(hoja.get_by_role("heading", level=1)).to_have_text("De la sigmoide al Transformer#")
