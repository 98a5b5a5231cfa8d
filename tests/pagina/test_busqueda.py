"""El buscador, en un navegador y desde un archivo local: qué encuentra, en qué orden y qué no confunde."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from visita import PACIENCIA

from imprenta.pintar.buscador import ARCHIVO, indice_anterior

# Lo que se escribe y el apartado que tiene que estar entre los tres primeros.
CONSULTAS = {
    # títulos, con tildes y sin ellas
    "sigmoide": "gradiente-desvaneciente.html#la-sigmoide-un-escalon-con-cuesta",
    "escalón": "gradiente-desvaneciente.html#antes-de-la-sigmoide-el-escalon",
    "escalon": "gradiente-desvaneciente.html#antes-de-la-sigmoide-el-escalon",
    "ESCALÓN": "gradiente-desvaneciente.html#antes-de-la-sigmoide-el-escalon",
    "escalones": "gradiente-desvaneciente.html#antes-de-la-sigmoide-el-escalon",
    "gradiente desvaneciente": "gradiente-desvaneciente.html",
    "gradientes desvanecientes": "gradiente-desvaneciente.html",
    "un cuarto": "gradiente-desvaneciente.html#un-cuarto-como-mucho",
    "neurona muy segura": "gradiente-desvaneciente.html#la-neurona-muy-segura",
    "neuronas seguras": "gradiente-desvaneciente.html#la-neurona-muy-segura",
    "interruptor": "gradiente-desvaneciente.html#el-interruptor-con-muelle",
    "interruptores": "gradiente-desvaneciente.html#el-interruptor-con-muelle",
    "muelle": "gradiente-desvaneciente.html#el-interruptor-con-muelle",
    "muelles": "gradiente-desvaneciente.html#el-interruptor-con-muelle",
    "cuatro capas": "gradiente-desvaneciente.html#cuatro-capas-en-fila",
    "entropía cruzada": "gradiente-desvaneciente.html#con-la-entropia-cruzada",
    "entropia cruzada": "gradiente-desvaneciente.html#con-la-entropia-cruzada",
    "entropías cruzadas": "gradiente-desvaneciente.html#con-la-entropia-cruzada",
    "error cuadrático": "gradiente-desvaneciente.html#con-el-error-cuadratico",
    "errores cuadraticos": "gradiente-desvaneciente.html#con-el-error-cuadratico",
    "montaña": "aprendizaje.html#la-montana-a-oscuras",
    "montañas": "aprendizaje.html#la-montana-a-oscuras",
    "MONTAÑA A OSCURAS": "aprendizaje.html#la-montana-a-oscuras",
    "raya": "aprendizaje.html#la-raya-que-no-se-debe-cruzar",
    "bache": "aprendizaje.html#el-bache",
    "baches": "aprendizaje.html#el-bache",
    "viaje del error": "aprendizaje.html#el-viaje-del-error",
    "viajes": "aprendizaje.html#el-viaje-del-error",
    "cable": "aprendizaje.html#el-cable",
    "cables": "aprendizaje.html#el-cable",
    "relu": "aprendizaje.html#relu-un-cable-que-no-pierde",
    "neurona que muere": "aprendizaje.html#la-neurona-que-muere",
    "cuántas mueren": "aprendizaje.html#cuantas-mueren",
    "cuantas mueren": "aprendizaje.html#cuantas-mueren",
    "fusible": "aprendizaje.html#el-fusible-que-se-rearma",
    "fusibles": "aprendizaje.html#el-fusible-que-se-rearma",
    "sigmoide contra relu": "profundidad.html#sigmoide-contra-relu-capa-a-capa",
    "proceso de aprendizaje": "aprendizaje.html",
    "transformer": "transformer.html",
    "transformers": "transformer.html",
    "leer palabra por palabra": "transformer.html#leer-palabra-por-palabra",
    "banco": "transformer.html#el-banco",
    "bancos": "transformer.html#el-banco",
    "query": "transformer.html#query-key-y-value",
    "key value": "transformer.html#query-key-y-value",
    "fórmula": "transformer.html#la-formula",
    "formulas": "transformer.html#la-formula",
    "gpu": "transformer.html#lo-que-le-debe-a-las-gpu",
    "GPUs": "transformer.html#lo-que-le-debe-a-las-gpu",
    "matrices": "transformer.html#las-tres-matrices",
    "matriz": "transformer.html#las-tres-matrices",
    "raíz": "transformer.html#y-la-raiz",
    "raices": "transformer.html#y-la-raiz",
    "IA retrocede": "transformer.html#ia-retrocede-la-ia-se-detiene",
    "la ia se detiene": "transformer.html#ia-retrocede-la-ia-se-detiene",
    "vectores nuevos": "transformer.html#el-vector-nuevo",
    "orden": "bloque.html#el-orden-se-ha-perdido",
    "sujeto": "transformer.html#el-sujeto-que-no-esta",
    "sujeto omitido": "transformador-minusculo.html#el-sujeto-omitido",
    "significado posición": "transformer.html#el-significado-es-la-posicion",
    "cielo": "transformador-minusculo.html#el-cielo-es",
    "numero atado": "reglas.html#todo-numero-esta-atado",
    # palabras que solo están en el texto
    "resistencia": "aprendizaje.html#el-cable",
    "inercia": "aprendizaje.html#el-bache",
    "redes recurrentes": "erratas.html#no-todas-las-redes-recurrentes-olvidaban-asi",
    "red recurrente": "erratas.html#no-todas-las-redes-recurrentes-olvidaban-asi",
    "redes neuronales recurrentes": "transformer.html#leer-palabra-por-palabra",
    "Bahdanau": "transformer.html#mirar-toda-la-frase-a-la-vez",
    "paralelizar": "transformer.html#leer-palabra-por-palabra",
    "Vaswani": "transformer.html",
    "rectifiers": "bibliografia.html",
    # lo que escribiría quien lo conoce por otro nombre, en español o en inglés, o busca una voz del índice
    "codificación posicional": "bloque.html#la-senal-de-la-posicion",
    "positional encoding": "bloque.html#la-senal-de-la-posicion",
    "señal de posición": "bloque.html#la-senal-de-la-posicion",
    "muestreo": "ia-generativa.html#elegir",
    "sampling": "ia-generativa.html#elegir",
    "sobreajuste": "generalizar.html#leer-poco",
    "overfitting": "generalizar.html#leer-poco",
    "generalización": "generalizar.html#el-que-aprende",
    "alucinaciones": "transformador-minusculo.html#en-que-se-equivoca",
    "propagación hacia atrás": "aprendizaje.html#el-viaje-del-error",
    "backpropagation": "aprendizaje.html#el-viaje-del-error",
    "retropropagación": "aprendizaje.html#el-viaje-del-error",
    "función de pérdida": "gradiente-desvaneciente.html#la-neurona-segura-y-equivocada",
    "función de coste": "gradiente-desvaneciente.html#la-neurona-segura-y-equivocada",
    "learning rate": "aprendizaje.html#la-montana-a-oscuras",
    "ritmo de aprendizaje": "aprendizaje.html#la-montana-a-oscuras",
    "tasas de aprendizaje": "aprendizaje.html#la-montana-a-oscuras",
    "momentum": "aprendizaje.html#el-bache",
    "mínimos locales": "aprendizaje.html#el-bache",
    "vanishing gradient": "gradiente-desvaneciente.html",
    "desvanecimiento del gradiente": "gradiente-desvaneciente.html",
    "exploding gradient": "gradiente-desvaneciente.html#y-no-podrian-ayudar-los-pesos",
    "gradiente explosivo": "gradiente-desvaneciente.html#y-no-podrian-ayudar-los-pesos",
    "autoatención": "transformer.html#la-formula",
    "self-attention": "transformer.html#la-formula",
    "multi-head attention": "bloque.html#varias-cabezas",
    "atención multicabeza": "bloque.html#varias-cabezas",
    "máscara causal": "bloque.html#sin-mirar-al-futuro",
    "causal mask": "bloque.html#sin-mirar-al-futuro",
    "producto escalar": "transformer.html#la-formula",
    "softmax": "transformer.html#la-formula",
    "clave y valor": "transformer.html#query-key-y-value",
    "consulta": "transformer.html#query-key-y-value",
    "dying relu": "aprendizaje.html#la-neurona-que-muere",
    "neuronas muertas": "aprendizaje.html#la-neurona-que-muere",
    "leaky relu": "aprendizaje.html#el-fusible-que-se-rearma",
    "cross entropy": "gradiente-desvaneciente.html#con-la-entropia-cruzada",
    "error cuadrático medio": "gradiente-desvaneciente.html#con-el-error-cuadratico",
    "MSE": "gradiente-desvaneciente.html#con-el-error-cuadratico",
    "tokenización": "ia-generativa.html#tokens-no-palabras",
    "BPE": "ia-generativa.html#tokens-no-palabras",
    "vocabulario": "ia-generativa.html#tokens-no-palabras",
    "top-k": "ia-generativa.html#elegir",
    "top-p": "ia-generativa.html#elegir",
    "temperatura": "ia-generativa.html#elegir",
    "perplejidad": "generalizar.html#entre-cuantas-duda",
    "entropía de una lengua": "transformador-minusculo.html#un-idioma-del-que-se-sabe-todo",
    "Adam": "transformador-minusculo.html#entrenar",
    "optimizador": "transformador-minusculo.html#entrenar",
    "layer normalization": "profundidad.html#un-atajo-para-el-error",
    "conexiones residuales": "profundidad.html#un-atajo-para-el-error",
    "atajo": "profundidad.html#un-atajo-para-el-error",
    "retropropagación a mano": "aprendizaje.html#a-mano",
    "skip connection": "profundidad.html#un-atajo-para-el-error",
    "similitud coseno": "transformer.html#el-significado-es-la-posicion",
    "vectores de palabras": "transformer.html#cada-palabra-un-punto",
    "analogías rey reina": "transformador-minusculo.html#y-las-analogias",
    "inicialización de pesos": "gradiente-desvaneciente.html#una-red-de-verdad",
    "Xavier Glorot": "gradiente-desvaneciente.html#una-red-de-verdad",
    "diferencias finitas": "transformador-minusculo.html#el-camino-de-vuelta",
    "coste cuadrático": "transformer.html#lo-que-le-debe-a-las-gpu",
    "RNN": "transformer.html#leer-palabra-por-palabra",
    "LSTM": "transformer.html#leer-palabra-por-palabra",
    "perceptrón": "gradiente-desvaneciente.html#antes-de-la-sigmoide-el-escalon",
    "derivada de la sigmoide": "gradiente-desvaneciente.html#un-cuarto-como-mucho",
    "tangente hiperbólica": "profundidad.html#sigmoide-contra-relu-capa-a-capa",
    "multiplicación de matrices": "transformer.html#las-tres-matrices",
    "ChatGPT": "ia-generativa.html",
    # nombres del código
    "d_sigmoide": "../referencia/redes.activaciones.html#d_sigmoide",
    "memoria_recurrente": "transformer.html#leer-palabra-por-palabra",
    # a medio escribir
    "sigmo": "gradiente-desvaneciente.html#la-sigmoide-un-escalon-con-cuesta",
    "bibliogr": "bibliografia.html",
}


@pytest.fixture(scope="module")
def indice(navegador: Browser, html: Path) -> Iterator[Page]:
    """La página de búsqueda, abierta una vez para todas las que solo preguntan."""
    hoja = navegador.new_page(locale="es-ES")
    hoja.set_default_timeout(PACIENCIA)
    hoja.goto((html / "search.html").as_uri())
    yield hoja
    hoja.close()


@pytest.fixture
def buscador(hoja: Page, html: Path) -> Page:
    hoja.goto((html / "search.html").as_uri())
    return hoja


def buscar(indice: Page, consulta: str) -> dict[str, Any]:
    return dict(indice.evaluate("consulta => window.Buscador.buscar(consulta, 1000)", consulta))


def direcciones(indice: Page, consultas: Iterable[str], cuantas: int = 1000) -> list[list[str]]:
    """Adónde llevan los primeros resultados de cada consulta."""
    funcion = (
        "([consultas, cuantas]) => consultas.map((consulta) => "
        "window.Buscador.buscar(consulta, cuantas).resultados.map(({ direccion }) => direccion))"
    )
    return list(indice.evaluate(funcion, [list(consultas), cuantas]))


def test_son_al_menos_sesenta_consultas() -> None:
    assert len(CONSULTAS) >= 60


def test_cada_consulta_encuentra_su_apartado_entre_los_tres_primeros(indice: Page) -> None:
    primeros = direcciones(indice, CONSULTAS, 3)
    assert all(map(len, primeros))
    assert not {
        consulta: hallados
        for (consulta, apartado), hallados in zip(CONSULTAS.items(), primeros, strict=True)
        if f"book/{apartado}".removeprefix("book/../") not in hallados
    }


@pytest.mark.parametrize(
    ("con", "sin"),
    [("escalón", "escalon"), ("entropía", "ENTROPIA"), ("peso", "pesos"), ("matriz", "matrices")],
)
def test_las_tildes_y_el_plural_dan_igual(indice: Page, con: str, sin: str) -> None:
    de_una, de_otra = map(set, direcciones(indice, [con, sin]))
    assert de_una == de_otra != set()


@pytest.mark.parametrize("palabra", ["montaña", "pequeño", "sueño", "enseña"])
def test_la_ene_no_es_la_enie(indice: Page, palabra: str) -> None:
    sin = palabra.replace("ñ", "n")
    for hallado in buscar(indice, sin)["resultados"]:
        texto = f"{hallado['titulo']} {hallado['prosa']} {hallado['codigo']}".lower()
        assert sin[:-1] in texto, hallado["titulo"]


def test_un_error_al_teclear_propone_la_palabra_buena(indice: Page) -> None:
    assert buscar(indice, "sigmiode")["propuesta"] == "sigmoide"
    assert buscar(indice, "montana")["propuesta"] == "montaña"
    assert buscar(indice, "sigmoide")["propuesta"] is None


def test_dice_como_se_llama_aqui_lo_que_se_busca(indice: Page, buscador: Page) -> None:
    assert buscar(indice, "codificación posicional")["aqui"] == "señal de posición"
    assert buscar(indice, "Learning Rates")["aqui"] == "tasa de aprendizaje"
    assert buscar(indice, "señal de posición")["aqui"] is None
    assert buscar(indice, "sobreajuste")["aqui"] is None  # no se trata: solo lo que más se le acerca
    buscador.get_by_role("searchbox").fill("backpropagation")
    expect(buscador.get_by_role("status")).to_contain_text("Aquí se llama «retropropagación»")
    expect(buscador.locator(".resultados a").first).to_have_text("El viaje del error")


def test_dice_que_palabra_no_sale_y_adonde_ir(buscador: Page) -> None:
    caja, estado = buscador.get_by_role("searchbox"), buscador.get_by_role("status")
    caja.fill("convolucionales")
    expect(estado).to_have_text(
        "En el libro no sale «convolucionales». Quizá se llame de otra manera: "
        "mira en el glosario o en el índice alfabético."
    )
    expect(estado.get_by_role("link", name="glosario")).to_have_attribute("href", "./book/glosario.html")
    caja.fill("gradiente convolucional discriminador")
    expect(estado).to_contain_text("En el libro no sale «convolucional» ni «discriminador». Con lo demás:")
    expect(buscador.locator(".resultados a").first).to_be_visible()


def test_sin_nada_que_buscar_no_encuentra_nada(indice: Page) -> None:
    for nada in ("", "   ", "¿?", "zzzzzzzz"):
        assert buscar(indice, nada)["resultados"] == []


def test_lo_pegado_no_se_ejecuta(buscador: Page) -> None:
    caja = buscador.get_by_role("searchbox")
    caja.fill("<img src=x onerror=\"document.title='roto'\"> sigmoide")
    expect(buscador.locator(".resultados li").first).to_be_visible()
    assert buscador.locator("#buscador img").count() == 0
    assert buscador.title().startswith("Buscar")


def test_la_consulta_viene_en_la_direccion(hoja: Page, html: Path) -> None:
    hoja.goto((html / "search.html").as_uri() + "?q=fusible")
    expect(hoja.locator(".resultados a").first).to_have_text("El fusible que se rearma")
    expect(hoja.locator(".resultados mark").first).to_have_text("fusible")


def test_se_maneja_con_el_teclado_desde_cualquier_pagina(hoja: Page, html: Path) -> None:
    hoja.goto((html / "book" / "transformer.html").as_uri())
    hoja.keyboard.press("/")
    expect(hoja.get_by_role("searchbox")).to_be_focused()
    hoja.keyboard.type("interruptor")
    expect(hoja.get_by_role("dialog").get_by_role("status")).to_contain_text("apartado")
    hoja.keyboard.press("ArrowDown")
    expect(hoja.locator(".resultados a").first).to_be_focused()
    hoja.keyboard.press("ArrowUp")
    expect(hoja.get_by_role("searchbox")).to_be_focused()
    hoja.keyboard.press("Enter")
    hoja.wait_for_url("**/gradiente-desvaneciente.html#el-interruptor-con-muelle")


def test_cada_resultado_dice_su_capitulo_y_su_apartado(buscador: Page) -> None:
    caja, primero = buscador.get_by_role("searchbox"), buscador.locator(".resultados li").first
    for consulta, donde in {
        "montaña a oscuras": "2 · El proceso de aprendizaje › La montaña, a oscuras",
        "proceso de aprendizaje": "2 · El proceso de aprendizaje",
        "bibliogr": "Bibliografía",
    }.items():
        caja.fill(consulta)
        expect(primero).to_contain_text(re.compile(f"^{donde}(?! ›)"))
    caja.fill("montaña a oscuras")
    expect(primero.get_by_role("link")).to_have_accessible_description("2 · El proceso de aprendizaje ›")


def test_un_signo_griego_se_encuentra_tambien_por_su_nombre(indice: Page) -> None:
    assert set(direcciones(indice, ["sigma"])[0]) >= set(direcciones(indice, ["σ"])[0]) != set()


def test_se_cierra_a_la_primera_y_devuelve_el_foco(hoja: Page, html: Path) -> None:
    hoja.goto((html / "book" / "transformer.html").as_uri())
    pide, dialogo = hoja.get_by_role("link", name="Buscar"), hoja.get_by_role("dialog")
    for teclas in ("Escape", "ArrowDown Escape", "Tab Enter"):  # en la caja, en un resultado y en «Cerrar»
        pide.press("Enter")
        expect(dialogo).to_be_visible()
        hoja.keyboard.type("gradiente")
        expect(hoja.locator(".resultados li").first).to_be_visible()
        for tecla in teclas.split():
            hoja.keyboard.press(tecla)
        expect(dialogo).to_have_count(0)
        expect(pide).to_be_focused()


def test_en_el_telefono_se_cierra_con_el_dedo_tambien_al_final_de_los_resultados(
    hoja: Page, html: Path
) -> None:
    hoja.set_viewport_size({"width": 390, "height": 700})
    hoja.goto((html / "book" / "transformer.html").as_uri())
    hoja.get_by_role("link", name="Buscar").click()
    hoja.get_by_role("searchbox").fill("gradiente")
    hoja.locator(".resultados a").last.focus()
    cerrar = hoja.get_by_role("button", name="Cerrar")
    expect(cerrar).to_be_in_viewport(ratio=1)
    medidas = cerrar.bounding_box()
    assert medidas is not None
    assert min(medidas["width"], medidas["height"]) >= 44
    assert hoja.evaluate("document.documentElement.scrollWidth <= innerWidth")
    faltas = Axe().run(hoja, "#buscar").response["violations"]
    assert [falta["id"] for falta in faltas] == []
    cerrar.click()
    expect(hoja.get_by_role("dialog")).to_have_count(0)


# ——— Lo que hay en el índice ———


def apartados_dibujados(pagina: str) -> Iterator[tuple[str, str]]:
    """El HTML de cada apartado de una página, con lo de los que contiene, y su ancla."""
    abiertos: list[tuple[str, int]] = []
    for casa in re.finditer(r'<section\b(?:[^>]*?\bid="([^"]*)")?[^>]*>|</section>', pagina):
        if casa[0] == "</section>":
            ancla, desde = abiertos.pop()
            yield ancla, pagina[desde : casa.start()]
        else:
            abiertos.append((casa[1], casa.start()))


def palabras(texto: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", normalize("NFKC", texto).lower()))


def palabras_a_la_vista(html: str) -> set[str]:
    """Las palabras de un trozo de página; donde hay una etiqueta puede acabar una o seguir."""
    leido = re.sub(r"<(script|style|annotation|svg)\b.*?</\1>", " ", html, flags=re.S)
    return set().union(*(palabras(unescape(re.sub(r"<[^>]*>", hueco, leido))) for hueco in ("", " ")))


def test_lo_apuntado_de_cada_apartado_esta_a_la_vista_en_el(html: Path) -> None:
    """Ni iconos, ni LaTeX, ni código que la página no enseña."""
    indice = indice_anterior(html / ARCHIVO)
    de_mas: dict[str, set[str]] = {}
    mirados = 0
    for direccion, suyos, *_ in indice.values():
        pagina = (html / direccion).read_text(encoding="utf-8")
        dibujados = dict(apartados_dibujados(pagina))
        for ancla, titulo, _, prosa, codigo, _ in suyos:
            vistas = palabras_a_la_vista(dibujados[ancla] if ancla else pagina)
            de_mas[f"{direccion}#{ancla}"] = palabras(f"{titulo} {prosa} {codigo}") - vistas
            mirados += 1
    assert {donde: palabras for donde, palabras in de_mas.items() if palabras} == {}
    assert mirados > 300


def test_ni_un_icono_ni_una_etiqueta_se_pueden_buscar(indice: Page, html: Path) -> None:
    for ajena in ("viewbox", "octicon", "mathrm"):
        assert ajena in buscar(indice, ajena).get("ausentes", []), ajena
    prosa = re.sub(r'>>> (?:\\.|[^"\\])*', "", (html / ARCHIVO).read_text("utf-8"))  # sin sus ejemplos
    assert not re.findall(r"</?(?:svg|path|span|div|math|m[a-z]+)\b", prosa)
