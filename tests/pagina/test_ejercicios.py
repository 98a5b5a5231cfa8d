"""Los ejercicios, contestados en la página: dice lo mismo que `comprobar`, no chiva y se acuerda."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from redes.activaciones import Numeros
from redes.ejercicios import CAPITULOS, EJERCICIOS, comprobar
from redes.ejercicios.correccion import Corrector, Diseno, Funcion, Opcion, Prediccion, Valor
from redes.ejercicios.lectura import numero_escrito
from redes.ejercicios.pagina import pregunta

ILEGIBLES = ["nueve", "1 2", "1.2.3", "1,234.5", "3/", "1/0", "nan", "e5", "¿?", "0,5 metros", "1e999"]
SIGNOS = "0123456789.,/%·*×x^e+-−⁻⁰²³() "
Respuesta = tuple[str, list[str]]


@pytest.fixture(scope="module")
def abierta(navegador: Browser, html: Path) -> Iterator[Page]:
    """La página de los ejercicios, abierta una vez; quien conteste en ella, que borre."""
    hoja = navegador.new_page()
    hoja.goto((html / "book" / "ejercicios.html").as_uri())
    yield hoja
    hoja.close()


# ——— Lo mismo que Python ———


def valor_de(corrector: Corrector) -> Valor | None:
    pide = corrector.medida if isinstance(corrector, Prediccion) else corrector
    return pide if isinstance(pide, Valor) else None


def parecidos(valor: Valor, rng: np.random.Generator) -> Iterator[Numeros]:
    """Lo que alguien puede contestar: la solución, los tropiezos y lo que se les parece."""
    solucion = np.asarray(valor.solucion, dtype=float)
    forma = solucion.shape
    for base in [solucion, *(np.asarray(t.valor, dtype=float) for t in valor.tropiezos)]:
        if base.shape != forma:
            continue
        yield from [base, -base, np.abs(base), 100 * base, base / 100, base + 1, base - 1]
        yield from (base.round(decimales) for decimales in range(1, 5))
        yield from (base * (1 + m) for m in (-0.2, -0.019, 0.009, 0.011, 0.09))
        en_el_borde = valor.margen * 1e-3 + valor.margen * abs(base)
        yield from (base + en_el_borde * signo for signo in (-1, 1 - 1e-9, 1, 1 + 1e-9))
        yield base * rng.choice([-1, 1], size=forma)
        yield np.where(rng.random(forma) < 0.5, base, rng.normal(size=forma))
    if solucion.all():
        yield 1 / solucion
    yield from (rng.permutation(solucion.ravel()).reshape(forma) for _ in range(4))
    yield solucion.T.reshape(forma)
    repartos = (abs(solucion) * rng.random(forma) for _ in range(4))
    yield from (
        reparto / max(reparto.sum(), 1e-9) * suma for reparto in repartos for suma in (0.96, 1.0, 1.06)
    )
    yield from (rng.normal(size=forma) * 10.0 ** rng.integers(-6, 7) for _ in range(8))
    yield from (rng.integers(-9, 300, size=forma).astype(float) for _ in range(4))


def escrito(x: float, rng: np.random.Generator) -> str:
    """Un número de una de las maneras en que lo escribe la gente."""
    largo = f"{x:.17g}"
    mantisa, exponente = f"{x:.6e}".split("e")
    maneras = [
        largo,
        largo.replace(".", ",").replace("-", "−"),
        f"{x:.4g}",
        f" {x:.3f} ".replace(".", ","),
        f"{100 * x:.10g} %",
        f"{7 * x:.12g}/7",
        f"{mantisa.replace('.', ',')}·10^{int(exponente)}",
        f"{mantisa} × 10{str(int(exponente)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}",
    ]
    return maneras[int(rng.choice(len(maneras), p=[0.44, *[0.08] * 7]))]


def respuestas() -> Iterator[Respuesta]:
    rng = np.random.default_rng(16)
    for clave, corrector in EJERCICIOS.items():
        if isinstance(corrector, Opcion):
            yield from ((clave, [letra]) for letra in sorted([corrector.correcta, *corrector.motivos]))
        elif isinstance(corrector, Diseno):
            yield from ((clave, dicho) for dicho in del_diseno(corrector, rng))
        elif valor := valor_de(corrector):
            yield from ((clave, dicho) for dicho in del_valor(valor, isinstance(corrector, Prediccion), rng))


def del_diseno(diseno: Diseno, rng: np.random.Generator) -> Iterator[list[str]]:
    """Enteros y medios, que empatan mucho; números cualesquiera, y alguno que no se entiende."""
    cuantos = int(np.prod(diseno.forma))
    yield ["0"] * cuantos
    yield from ([f"{x / 2:g}" for x in rng.integers(-9, 10, size=cuantos)] for _ in range(200))
    yield from ([escrito(float(x), rng) for x in rng.normal(scale=3, size=cuantos)] for _ in range(50))
    yield from ([ilegible, *["1"] * (cuantos - 1)] for ilegible in ["", *ILEGIBLES])


def del_valor(valor: Valor, predice: bool, rng: np.random.Generator) -> Iterator[list[str]]:
    if predice:
        mide = float(valor.solucion)  # type: ignore[arg-type]  # se predice un número
        yield from ([f"{f * mide:.9g}", f"{mide!r}"] for f in (0.89, 0.895, 0.905, 1.095, 1.105, -1))
    for numeros in parecidos(valor, rng):
        textos = [escrito(float(x), rng) for x in numeros.ravel()]
        if rng.random() < 0.1:
            textos[int(rng.integers(len(textos)))] = str(rng.choice(["", " ", *ILEGIBLES]))
        cerca = float(np.ravel(valor.solucion)[0]) * (1 + 0.2 * rng.normal())
        yield (
            [str(rng.choice(["", "muchos", "12 %", *[escrito(cerca, rng)] * 7])), *textos]
            if predice
            else textos
        )


def en_python(clave: str, textos: list[str]) -> str:
    """Lo que dice `comprobar`; una casilla vacía son sus puntos suspensivos."""
    if isinstance(EJERCICIOS[clave], Opcion):
        return repr(comprobar(clave, textos[0]))
    partes: list[Any] = [texto if texto.strip() else ... for texto in textos]
    if isinstance(EJERCICIOS[clave], Prediccion):
        return repr(comprobar(clave, partes))
    pide = EJERCICIOS[clave]
    assert isinstance(pide, Valor | Diseno)
    if all(parte is ... for parte in partes):
        return repr(comprobar(clave, ...))
    return repr(comprobar(clave, np.array(partes, dtype=object).reshape(pide.forma).tolist()))


EN_LA_PAGINA = """(casos) => {
  const sabidos = {};
  for (const forma of document.querySelectorAll("form[data-sabe]"))
    sabidos[forma.dataset.clave] = Ejercicios.loQueSabe(forma.dataset);
  return casos.map(([clave, textos]) => Ejercicios.veredicto(sabidos[clave], textos).dicho);
}"""


def test_la_pagina_y_python_dicen_lo_mismo(abierta: Page) -> None:
    casos = list(respuestas())
    assert len(casos) > 4000
    suyos = abierta.evaluate(EN_LA_PAGINA, casos)
    nuestros = [en_python(*caso) for caso in casos]
    distintos = [c for c in zip(casos, suyos, nuestros, strict=True) if c[1] != c[2]]
    assert distintos == []
    avisos = {t.aviso for e in EJERCICIOS.values() if (v := valor_de(e)) for t in v.tropiezos}
    avisos |= {r.aviso or "" for e in EJERCICIOS.values() if isinstance(e, Diseno) for r in e.reglas}
    assert {a for a in avisos if not any(a in dicho for dicho in suyos)} == set()
    assert len(set(suyos)) > len(avisos) + 40  # y los parecidos, lo ilegible y lo que comenta de lo predicho


def test_lee_los_numeros_como_python(abierta: Page) -> None:
    rng = np.random.default_rng(9)
    al_azar = ["".join(rng.choice(list(SIGNOS), size=rng.integers(1, 8))) for _ in range(6000)]
    textos = [*al_azar, "11 480", "1\u202f234\u00a0567", "2,5 × 10^(-3)", "- 3", "10**2", *ILEGIBLES]
    leidos = abierta.evaluate(
        "(textos) => textos.map(Ejercicios.numeroEscrito).map((x) => (x === null ? null : String(x)))", textos
    )
    nuestros = [numero_escrito(texto) for texto in textos]
    assert [None if x is None else float(x.replace("Infinity", "inf")) for x in leidos] == nuestros
    assert sum(x is not None for x in nuestros) > 500


def test_escribe_la_prediccion_como_python(abierta: Page) -> None:
    rng = np.random.default_rng(3)
    numeros = [*(rng.normal(size=2000) * 10.0 ** rng.integers(-12, 13, 2000)).tolist(), *range(-20, 20)]
    empates = [100000.5, 100001.5, 1000.125, 1000.375, 999999.5, 0.5, -2.5, 1e21, 123456789.0, 0.0001, 1e-5]
    suyos = abierta.evaluate("(numeros) => numeros.map(Ejercicios.conSeisCifras)", [*numeros, *empates])
    assert suyos == [f"{x:g}" for x in [*numeros, *empates]]


# ——— No chiva ———


def test_en_el_formulario_no_hay_ninguna_cifra_ni_lo_que_se_avisa() -> None:
    """Ni la solución, ni los tropiezos, ni la letra buena: los datos van escritos solo con letras."""
    for clave, corrector in EJERCICIOS.items():
        marcado = pregunta(clave)
        assert not re.search(r"\d", marcado), clave
        if valor := valor_de(corrector):
            assert not any(tropiezo.aviso in marcado for tropiezo in valor.tropiezos), clave


def test_la_fuente_de_la_pagina_lleva_esos_formularios_y_nada_mas(html: Path) -> None:
    fuente = (html / "book" / "ejercicios.html").read_text(encoding="utf-8")
    formularios = re.findall(r'<form class="ejercicio.*?</form>', fuente, re.S)
    assert formularios == [pregunta(clave) for clave in EJERCICIOS]
    demas = re.sub(r'<form class="ejercicio.*?</form>', "", fuente, flags=re.S)
    for corrector in EJERCICIOS.values():
        if isinstance(corrector, Opcion):
            assert not any(motivo in demas for motivo in corrector.motivos.values())


def test_las_cuatro_letras_se_distinguen_solo_al_descifrarlas() -> None:
    """Ningún formulario de elegir delata la buena por cómo está escrito: todas llevan lo mismo."""
    for clave, corrector in EJERCICIOS.items():
        if isinstance(corrector, Opcion):
            casillas = re.findall(r"<label>.*?</label>", pregunta(clave))
            assert len({re.sub(r'value="."|<span>.</span>', "", casilla) for casilla in casillas}) == 1


# ——— Se usa ———


@pytest.fixture
def leida(navegador: Browser, html: Path) -> Iterator[Page]:
    """La página recién abierta en un teléfono, con la memoria en blanco."""
    contexto = navegador.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    hoja = contexto.new_page()
    hoja.goto((html / "book" / "ejercicios.html").as_uri())
    yield hoja
    contexto.close()


def forma(hoja: Page, clave: str) -> Any:
    return hoja.locator(f'form[data-clave="{clave}"]')


def test_se_contesta_con_el_teclado_y_se_anuncia(leida: Page) -> None:
    capas, letra = forma(leida, "cinco-capas"), forma(leida, "nacer-sin-sorteo")
    capas.get_by_label("Tu respuesta").fill("1,25")
    leida.keyboard.press("Enter")
    dicho = "Todavía no: has sumado: por la regla de la cadena, los factores se multiplican."
    expect(capas.get_by_role("status")).to_have_text(dicho)
    letra.get_by_role("radio", name="a", exact=True).focus()
    leida.keyboard.press("Space")
    leida.keyboard.press("ArrowRight")
    leida.keyboard.press("Enter")
    expect(letra.get_by_role("status")).to_have_text("¡Bien!")


def test_se_acuerda_lo_cuenta_y_lo_borra(leida: Page) -> None:
    capas, funcion = forma(leida, "cinco-capas"), forma(leida, "sigmoide-estable")
    marca, total = leida.locator(".progreso").nth(1), leida.locator(".memoria")
    expect(marca).to_have_text("0 de 10")
    capas.get_by_role("textbox").fill("1/1024")
    capas.get_by_role("button").click()
    funcion.get_by_role("checkbox").check()
    expect(marca).to_have_text("2 de 10")
    leida.reload()
    expect(marca).to_have_text("2 de 10")
    expect(total).to_contain_text("Llevas 2 de 50.")
    expect(capas.get_by_role("textbox")).to_have_value("1/1024")
    expect(funcion.get_by_role("checkbox")).to_be_checked()
    total.get_by_role("button").click()
    expect(marca).to_have_text("0 de 10")
    expect(capas.get_by_role("textbox")).to_have_value("")
    assert leida.evaluate("localStorage.getItem('ejercicios')") == "{}"
    total.get_by_role("button", name="Deshacer").click()
    expect(marca).to_have_text("2 de 10")
    expect(capas.get_by_role("textbox")).to_have_value("1/1024")


def test_una_lista_pegada_se_reparte(leida: Page) -> None:
    correccion = forma(leida, "correccion-de-puntuaciones")
    leida.evaluate(
        """(texto) => { const datos = new DataTransfer(); datos.setData("text/plain", texto);
          document.querySelector('[data-clave="correccion-de-puntuaciones"] input').dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: datos, bubbles: true, cancelable: true })); }""",
        "[ 0.64 -0.79  0.15]",
    )
    correccion.get_by_role("button").click()
    expect(correccion.get_by_role("status")).to_have_text("¡Bien!")


@pytest.mark.parametrize(
    "roto", ["Object.defineProperty(window, 'localStorage', {get() { throw 0 }})", "basura"]
)
def test_sin_memoria_tambien_se_contesta(navegador: Browser, html: Path, roto: str) -> None:
    contexto = navegador.new_context()
    contexto.add_init_script("localStorage.setItem('ejercicios', '{')" if roto == "basura" else roto)
    hoja = contexto.new_page()
    quejas: list[str] = []
    hoja.on("pageerror", lambda error: quejas.append(str(error)))
    hoja.goto((html / "book" / "ejercicios.html").as_uri())
    forma(hoja, "cinco-capas").get_by_role("textbox").fill("1/1024")
    forma(hoja, "cinco-capas").get_by_role("button").click()
    expect(hoja.locator(".progreso").nth(1)).to_have_text("1 de 10")
    contexto.close()
    assert quejas == []


def test_en_un_telefono_cabe_y_se_toca(leida: Page) -> None:
    chicos = leida.evaluate(
        """() => {
          const tocables = ".ejercicio :is(input[type=text], button, label), .memoria button";
          return [...document.querySelectorAll(tocables)].map((e) => e.getBoundingClientRect())
            .filter((caja) => caja.height < 44 || caja.right > innerWidth).length;
        }"""
    )
    assert chicos == 0


def test_sin_javascript_queda_la_celda_y_adonde_ir(navegador: Browser, html: Path) -> None:
    contexto = navegador.new_context(java_script_enabled=False)
    hoja = contexto.new_page()
    hoja.goto((html / "book" / "ejercicios.html").as_uri())
    expect(hoja.locator("form.ejercicio:visible, .progreso:visible")).to_have_count(0)
    expect(hoja.locator("#cinco-capas").get_by_text("Código")).to_be_visible()
    contexto.close()


def test_los_que_piden_codigo_lo_dicen_y_llevan_al_cuaderno(abierta: Page, html: Path) -> None:
    de_codigo = [clave for clave, corrector in EJERCICIOS.items() if isinstance(corrector, Funcion)]
    for clave in de_codigo:
        enlace = forma(abierta, clave).get_by_role("link", name="en el cuaderno")
        assert (html / "book" / (enlace.get_attribute("href") or "")).resolve().is_file()
    assert len(EJERCICIOS) == abierta.locator("form.ejercicio").count()
    assert abierta.locator("form.con-codigo").count() == len(de_codigo)


@pytest.mark.parametrize("pagina", ["ejercicios", "soluciones"])
def test_van_numerados_igual_en_las_dos_paginas(html: Path, pagina: str) -> None:
    fuente = (html / "book" / f"{pagina}.html").read_text(encoding="utf-8")
    esperados = [
        f"{c}.{e}" for c, suyos in enumerate(CAPITULOS.values(), 1) for e in range(1, len(suyos) + 1)
    ]
    assert re.findall(r'<h3><span class="section-number">([\d.]+)</span>', fuente) == esperados
