"""La página en los tres motores: los enlaces llegan, las fórmulas se leen y lo que se toca responde."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from motores import Motor, abierto, faltan
from PIL import Image
from servido import servido
from vivos import SITIOS

TARDE = 1.5  # segundos que se hacen esperar las figuras
GUION = """
window.quejas = [];
addEventListener("error", ({ message, target }) => {
  if (message || target.matches("img, script, [rel=stylesheet]")) quejas.push(message ?? target.outerHTML);
}, true);
addEventListener("unhandledrejection", (e) => quejas.push(`${e.reason}`));
console.error = (...dicho) => quejas.push(dicho.join(" "));
"""
GEOMETRIA = (Path(__file__).parents[1] / "comun" / "geometria.js").read_text(encoding="utf-8")
RETRASOS: dict[str, float] = {}
NUMEROS: dict[str, list[list[str]]] = {}  # los de cada explorador en el primer motor que lo abre


@pytest.fixture(scope="session", params=("chromium", "firefox", "webkit"))
def motor(request: pytest.FixtureRequest) -> Iterator[Motor]:
    if paquetes := faltan(request.param):
        que = f"no hay {request.param}: apt-get install {' '.join(paquetes)}"
        pytest.fail(que) if os.environ.get("CI") == "true" else pytest.skip(que)
    with abierto(request.param, lambda: request.getfixturevalue("navegador")) as uno:
        uno.medir(1280, 900)
        yield uno


@pytest.fixture(scope="session")
def lento(html: Path) -> Iterator[str]:
    """El libro servido sin guardar nada, con lo que haya en `RETRASOS`; apunta en `quejas` los errores."""

    def tarda(ruta: str) -> float:
        return next((segundos for trozo, segundos in RETRASOS.items() if trozo in ruta), 0.0)

    with servido(html, html / "404.html", tarda, GUION, Cache_Control="no-store") as direccion:
        yield direccion


@pytest.fixture
def pagina(motor: Motor, lento: str, html: Path) -> Iterator[Callable[[str], Motor]]:
    """Abre una página del libro; al acabar, mira que ninguna se haya quejado."""

    def abrir(direccion: str) -> Motor:
        motor.ir(f"{lento}/book/{direccion}")
        motor.hasta("document.readyState === 'complete'")
        return motor

    RETRASOS.clear()
    yield abrir
    assert motor.js("return window.quejas") == []


# ——— Los enlaces llegan ———

DONDE_CAE = """
for (let antes = -1; antes !== scrollY; await new Promise((bien) => setTimeout(bien, 100))) antes = scrollY;
const destino = document.getElementById(decodeURIComponent(location.hash.slice(1))).getBoundingClientRect();
const margen = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
const fin = Math.abs(scrollY + innerHeight - document.documentElement.scrollHeight) < 3;
return [destino.top - margen, fin, destino.top < innerHeight];
"""
A_LA_VISTA = """[...document.images].every((imagen) => {
  const { top, bottom, width } = imagen.getBoundingClientRect();
  return imagen.complete || !width || bottom < 0 || top > innerHeight;
})"""


def ultimo(html: Path, pagina: str, molde: str) -> str:
    """El último enlace de ese molde de una página: el que más figuras tiene por encima."""
    *_, enlace = re.finditer(molde, (html / "book" / pagina).read_text(encoding="utf-8"))
    return enlace[1]


@pytest.mark.parametrize("que", ("un apartado", "una figura", "una ecuación", "una cifra"))
def test_un_enlace_llega_aunque_las_figuras_y_la_letra_tarden(
    pagina: Callable[[str], Motor], html: Path, que: str
) -> None:
    """El apartado, la figura y la ecuación tienen encima un explorador y las demás figuras del capítulo."""
    destino = {
        "un apartado": "bloque.html#" + ultimo(html, "bloque.html", r'<section id="([^"]+)"'),
        "una figura": "aprendizaje.html#" + ultimo(html, "aprendizaje.html", r'<figure[^>]* id="([^"]+)"'),
        "una ecuación": "bloque.html#" + ultimo(html, "bloque.html", r'id="(equation-[^"]+)"'),
        "una cifra": ultimo(html, "transformer.html", r'href="(cifras\.html#[^"]+)"'),
    }[que]
    RETRASOS.update({"_images/": TARDE, "letra/": TARDE / 5, "exploradores/": TARDE / 3})
    motor = pagina(destino)
    motor.hasta("document.fonts.status === 'loaded'")
    motor.hasta(A_LA_VISTA)
    lejos, al_final, a_la_vista = motor.js(DONDE_CAE)
    assert a_la_vista and (abs(lejos) <= 4 or (al_final and lejos > 0)), (destino, lejos)


# ——— Las fórmulas se leen ———


CON_FORMULAS = ("gradiente-desvaneciente", "transformer", "bloque")
CLASES = 11  # lo que `geometria.js` mira


def test_las_formulas_estan_bien_colocadas(pagina: Callable[[str], Motor]) -> None:
    dados = [pagina(f"{capitulo}.html").js(GEOMETRIA) for capitulo in CON_FORMULAS]
    assert [falta for dado in dados for falta in dado["faltas"]] == []
    assert len({clase for dado in dados for clase in dado["vistas"]}) == CLASES
    assert sum(dado["vistas"]["no está vacía"] for dado in dados) > 150


PRIMA = """
const formula = [...document.querySelectorAll("article math")].find((math) => math.textContent.includes("′"));
const lienzo = document.createElement("article");
lienzo.style.cssText = "position: fixed; z-index: 99; inset: 0; padding: 99px; font-size: 80px";
Object.assign(lienzo.style, { background: "#fff", color: "#000" });
lienzo.append(formula.cloneNode(true));
document.body.append(lienzo);
const prima = [...lienzo.querySelectorAll("mo")].find((mo) => mo.textContent === "′");
const { left, right, top, bottom } = prima.previousElementSibling.getBoundingClientRect();
return [left, right, prima.getBoundingClientRect().right, top, bottom, devicePixelRatio];
"""


def test_las_primas_se_leen(pagina: Callable[[str], Motor]) -> None:
    """Se mira la tinta: la prima empieza donde su mayúscula, ni más arriba ni encogida."""
    motor = pagina("gradiente-desvaneciente.html")
    izquierda, derecha, fin, arriba, abajo, escala = motor.js(PRIMA)
    foto = Image.open(io.BytesIO(motor.foto())).convert("L").point(lambda gris: 255 * (gris < 128))

    def tinta(desde: float, hasta: float) -> tuple[float, float]:
        marco = tuple(round(escala * x) for x in (desde, arriba - 40, hasta, abajo + 40))
        caja = foto.crop(marco).getbbox()
        assert caja, "no hay nada escrito"
        return caja[1], caja[3]

    letra, prima = tinta(izquierda, derecha), tinta(derecha + 1, fin + 2)
    alto = letra[1] - letra[0]
    assert prima[1] - prima[0] >= 0.4 * alto
    assert abs(prima[0] - letra[0]) <= 0.15 * alto


# ——— Lo que se toca responde ———

DENTRO = """
const { left, top, right, bottom, width } = document.querySelector(argumentos[0]).getBoundingClientRect();
return width > 40 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
"""


def test_una_cifra_se_asoma_dentro_de_la_ventana(pagina: Callable[[str], Motor]) -> None:
    motor = pagina("transformer.html")
    motor.pasar_por("article a.cifra")
    dicho = motor.hasta("document.querySelector('#asoma:popover-open')?.textContent")
    assert " = " in dicho
    assert motor.js(DENTRO, "#asoma")
    motor.tecla("Escape")
    motor.hasta("!document.querySelector('#asoma:popover-open')")


def test_se_busca_con_el_teclado_y_escape_cierra(pagina: Callable[[str], Motor]) -> None:
    motor = pagina("transformer.html")
    motor.tecla("/")
    motor.hasta("document.querySelector('#buscar[open] input') === document.activeElement")
    motor.escribir("softmax")
    assert "softmax" in motor.hasta("document.querySelector('#buscar .resultados a')?.textContent").lower()
    assert motor.js(DENTRO, "#buscar")
    motor.tecla("Escape")
    motor.hasta("!document.querySelector('#buscar[open]')")


# Sin movimiento y sin lo que se oye, que llega cuando el reloj quiere: lo que cambia, cambia de golpe.
MOVER = """
window.matchMedia = () => ({ matches: true });
await customElements.whenDefined(`explorador-${argumentos[0]}`);
const elemento = document.querySelector(`explorador-${argumentos[0]}`);
const caja = elemento.shadowRoot.querySelector(".vivo");
function numeros() {
  const dichos = [], textos = document.createTreeWalker(caja, NodeFilter.SHOW_TEXT);
  while (textos.nextNode())
    if (!textos.currentNode.parentElement.closest("[role=status]"))
      dichos.push(...(textos.currentNode.data.match(/[−\\d][\\d.·⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*/g) ?? []));
  return dichos;
}
const antes = numeros();
const mando = caja.querySelector("input[type=range], .ejemplos button:not([aria-pressed=true])");
if (mando.matches("input")) {
  mando.value = mando.value === mando.max ? mando.min : mando.max;
  mando.dispatchEvent(new Event("input", { bubbles: true }));
} else mando.click();
return [antes, numeros()];
"""


@pytest.mark.parametrize("nombre", SITIOS)
def test_un_explorador_da_los_mismos_numeros_en_los_tres(pagina: Callable[[str], Motor], nombre: str) -> None:
    motor = pagina(f"{SITIOS[nombre][0]}.html")
    antes, despues = motor.js(MOVER, nombre.partition(",")[0])
    assert len(antes) > 3 and antes != despues
    assert [antes, despues] == NUMEROS.setdefault(nombre, [antes, despues])


def test_un_ejercicio_se_contesta_en_la_pagina(pagina: Callable[[str], Motor]) -> None:
    motor = pagina("ejercicios.html")
    forma = "form[data-clave=derivada-desde-la-salida]"
    for respuesta, vale in (("0,85", False), ("0,1275", True)):
        motor.js("document.querySelector(argumentos[0]).value = ''", f"{forma} input")
        motor.pulsar(f"{forma} input")
        motor.escribir(respuesta)
        motor.tecla("Enter")
        motor.hasta(f"document.querySelector('{forma} .veredicto').textContent")
        assert (
            motor.js("return document.querySelector(argumentos[0]).matches('.bien')", f"{forma} .veredicto")
            == vale
        )


def test_de_noche_se_lee(pagina: Callable[[str], Motor]) -> None:
    motor = pagina("gradiente-desvaneciente.html")
    while motor.js("return document.querySelector('[data-theme]').dataset.theme") != "dark":
        motor.pulsar("[data-tema-siguiente]")
    fondo, tinta, figura = motor.js(
        "const estilo = (n) => getComputedStyle(document.querySelector(n));"
        "const claro = (tono) => tono.match(/[\\d.]+/g).slice(0, 3).reduce((s, x) => s + Number(x), 0) / 765;"
        "return [claro(estilo('html').backgroundColor), claro(estilo('article p').color),"
        " estilo('figure img').filter]"
    )
    motor.js("localStorage.removeItem('tema')")
    assert fondo < 0.2 and tinta > 0.6 and "invert" in figura


def test_en_un_telefono_el_indice_se_abre_y_nada_se_sale(pagina: Callable[[str], Motor]) -> None:
    """En 390 píxeles, o en lo más estrecho que sea la ventana de ese motor."""
    motor = pagina("gradiente-desvaneciente.html")
    motor.medir(390, 844)
    try:
        assert motor.js("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        motor.pulsar("[popovertarget=indice]")
        motor.hasta("document.querySelector('#indice:popover-open')")
        assert motor.js(DENTRO, "#indice")
        motor.tecla("Escape")
        motor.hasta("!document.querySelector('#indice:popover-open')")
    finally:
        motor.medir(1280, 900)
