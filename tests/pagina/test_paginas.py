"""Todas las páginas, visitadas: que cargan limpias y solas, que pesan poco, que caben y que se entienden."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page
from visita import DESPACIO, SONDA, Visita

# Palabras que solo puede haber puesto una biblioteca sin traducir.
INGLES = re.compile(
    r"\b(the|and|of|with|this|search|next|previous|contents|toggle|copy|copied|download|link|permalink|return|returns"
    r"|parameters|note|warning|table|figure|equation|section|chapter|page|show|hide|skip|light|dark|source|close|open"
    r"|theme|back|top|navigation|sidebar|built|by|edit|home|loading|results?)\b",
    re.IGNORECASE,
)
# Títulos y textos del autor, con inglés a propósito, que aparecen en los índices.
DEL_AUTOR = re.compile(r"Query, Key y Value|Python|Transformer", re.IGNORECASE)
ANCHOS = (1280, 768, 700, 390, 320)
CAPITULOS = (
    "gradiente-desvaneciente",
    "aprendizaje",
    "profundidad",
    "transformer",
    "bloque",
    "ia-generativa",
    "despues",
    "transformador-minusculo",
    "generalizar",
)


def las_que(visitas: dict[str, Any], faltas: Any) -> dict[str, Any]:
    """Las páginas con faltas, cada una con las suyas."""
    return {nombre: suyas for nombre, visita in visitas.items() if (suyas := faltas(visita))}


# ——— Carga ———


def test_ninguna_pagina_se_queja_en_la_consola(visitas: dict[str, Visita]) -> None:
    assert not las_que(visitas, lambda visita: visita.consola)


def test_todo_lo_que_se_pide_llega(visitas: dict[str, Visita]) -> None:
    assert not las_que(visitas, lambda visita: visita.fallidas)


def test_no_se_pide_nada_a_nadie(visitas: dict[str, Visita], sitio: str, html: Path) -> None:
    assert not las_que(visitas, lambda visita: visita.ajenas((sitio, html.as_uri())))


def test_nada_se_mueve_al_cargar(visitas: dict[str, Visita], limites: Any) -> None:
    tope = limites["movimiento"]["salto"]
    assert not las_que(visitas, lambda visita: visita.hechos["salto"] >= tope and visita.hechos["salto"])


def test_nada_se_mueve_ni_en_un_ordenador_lento_y_con_poca_red(
    visitas: dict[str, Visita], limites: Any
) -> None:
    saltos = {nombre: v.salto_despacio for nombre, v in visitas.items() if v.salto_despacio is not None}
    assert saltos.keys() == set(DESPACIO)
    assert not {nombre: salto for nombre, salto in saltos.items() if salto >= limites["movimiento"]["salto"]}


def test_en_todas_las_cifras_nada_depende_de_las_filas_que_faltan_y_ningun_numero_se_parte(
    hoja: Page, html: Path
) -> None:
    """Las filas llegan poco a poco: las columnas ya están en su sitio con la primera."""
    hoja.add_init_script(SONDA)
    hoja.goto((html / "book" / "cifras.html").as_uri())
    hoja.evaluate(
        "document.querySelectorAll('details.de-cifras').forEach((pliegue) => (pliegue.open = true))"
    )
    columnas = {}
    for ancho in ANCHOS:
        hoja.set_viewport_size({"width": ancho, "height": 900})
        columnas[ancho] = hoja.evaluate("sonda.columnas()")
        assert len(columnas[ancho]) > 20 and all(largo > 0 for _, largo in columnas[ancho])
        assert hoja.evaluate("sonda.cifrasPartidas()") == [], ancho
    hoja.evaluate(
        "document.querySelectorAll('table.cifras tbody tr:not(:first-child)').forEach((f) => f.remove())"
    )
    for ancho in ANCHOS:
        hoja.set_viewport_size({"width": ancho, "height": 900})
        assert hoja.evaluate("sonda.columnas()") == columnas[ancho]


def test_las_formulas_llevan_su_letra_y_su_latex(visitas: dict[str, Visita]) -> None:
    con_formulas = {nombre: v.hechos for nombre, v in visitas.items() if v.hechos["formulas"]}
    assert "book/transformer.html" in con_formulas
    assert not [nombre for nombre, hechos in con_formulas.items() if not hechos["letra"]]
    assert not [nombre for nombre, hechos in con_formulas.items() if hechos["formulasSinTeX"]]


# ——— Peso ———


def kb(archivo: Path) -> float:
    """Lo que ocupa un archivo tal como viaja, comprimido."""
    return len(gzip.compress(archivo.read_bytes(), mtime=0)) / 1000


def pesados(rutas: set[str], html: Path) -> dict[Path, float]:
    """Lo que pesa cada archivo del libro que se pide por la red."""
    locales = (unquote(urlsplit(ruta).path.lstrip("/")) for ruta in rutas if ruta.startswith("http"))
    return {html / local: kb(html / local) for local in locales}


@pytest.fixture(scope="module")
def pesos(visitas: dict[str, Visita], html: Path) -> dict[str, dict[Path, float]]:
    """Lo que pesa cada archivo que enseña cada página; también las figuras que aún no se han pedido."""

    def suyos(visita: Any) -> dict[Path, float]:
        return pesados({*visita.peticiones, *(imagen["src"] for imagen in visita.hechos["imagenes"])}, html)

    return {nombre: suyos(visita) for nombre, visita in visitas.items()}


def test_ninguna_pagina_pesa_de_mas(pesos: dict[str, dict[Path, float]], limites: Any) -> None:
    def sola(suyos: dict[Path, float]) -> float:
        aparte = {"_images", "exploradores", "indice-de-busqueda.js"}
        return sum(peso for ruta, peso in suyos.items() if not aparte & set(ruta.parts))

    propios = {f"book/{nombre}.html": limites["peso"][nombre] for nombre in ("ejercicios", "cifras")}
    topes = dict.fromkeys(pesos, limites["peso"]["pagina"]) | propios
    assert not {n: sola(suyos) for n, suyos in pesos.items() if sola(suyos) > topes[n]}
    con_todo = {nombre: sum(suyos.values()) for nombre, suyos in pesos.items()}
    assert not {nombre: peso for nombre, peso in con_todo.items() if peso > limites["peso"]["con_todo"]}
    assert (
        sola(pesos["book/transformer.html"]) > 20 and con_todo["book/transformer.html"] > 60
    )  # se ha pesado


def test_un_capitulo_pide_poco_antes_de_bajar(visitas: dict[str, Visita], html: Path, limites: Any) -> None:
    """Con las figuras que asoman y los exploradores; las demás se piden al acercarse."""
    al_llegar = {c: sum(pesados({*visitas[f"book/{c}.html"].al_llegar}, html).values()) for c in CAPITULOS}
    assert not {nombre: peso for nombre, peso in al_llegar.items() if peso > limites["peso"]["al_llegar"]}
    assert min(al_llegar.values()) > 40  # se ha pesado


def test_los_exploradores_y_el_buscador_pesan_lo_suyo(html: Path, limites: Any) -> None:
    exploradores = list((html / "_static" / "exploradores").glob("*.js"))
    assert exploradores
    assert not {ruta.name: kb(ruta) for ruta in exploradores if kb(ruta) > limites["peso"]["explorador"]}
    buscador = kb(html / "indice-de-busqueda.js") + kb(html / "_static" / "buscar.js")
    assert buscador <= limites["peso"]["buscador"]


# ——— Accesibilidad ———


def test_axe_no_encuentra_nada(visitas: dict[str, Visita]) -> None:
    assert not las_que(
        visitas, lambda visita: {cuando: faltas for cuando, faltas in visita.axe.items() if faltas}
    )
    assert {*visitas["book/transformer.html"].axe} >= {"light", "dark", "aqui light", "aqui dark"}
    miradas = [cuando for visita in visitas.values() for cuando in visita.axe]
    assert {*miradas} == {"light", "dark", "indice light", "indice dark", "aqui light", "aqui dark"}
    calcadas = [nombre for nombre, visita in visitas.items() if not visita.axe]
    assert all(nombre.startswith("referencia/") for nombre in calcadas)
    assert miradas.count("light") == miradas.count("dark") == len(visitas) - len(calcadas)
    assert miradas.count("aqui light") >= len(CAPITULOS)
    # El índice señala, según la página, ninguna entrada, una o una dentro de otras.
    assert miradas.count("indice light") >= 3


def test_nada_se_sale_de_lado(visitas: dict[str, Visita]) -> None:
    """En 320 píxeles y con la página al doble de tamaño."""
    assert not las_que(visitas, lambda visita: {ancho: de for ancho, de in visita.ancho_de_mas.items() if de})


def test_el_codigo_y_las_tablas_se_leen_sin_moverlos(visitas: dict[str, Visita]) -> None:
    """El código, en un ordenador; las tablas, también en un teléfono."""
    del_libro = {nombre: visita for nombre, visita in visitas.items() if nombre.startswith("book/")}
    assert not las_que(del_libro, lambda visita: visita.hechos["codigoCortado"])
    assert not las_que(del_libro, lambda visita: visita.hechos["tablasCortadas"])
    assert not las_que(del_libro, lambda visita: visita.tablas_cortadas)


def test_cada_imagen_dice_lo_que_se_ve(visitas: dict[str, Visita]) -> None:
    figuras = [imagen for visita in visitas.values() for imagen in visita.hechos["imagenes"]]
    assert len(figuras) > 20
    mudas = [
        imagen for imagen in figuras if len(imagen["alt"]) < 40 or imagen["alt"].endswith((".svg", ".png"))
    ]
    assert not mudas


def test_los_identificadores_son_unicos_y_los_enlaces_llegan(visitas: dict[str, Visita]) -> None:
    assert not las_que(visitas, lambda visita: visita.hechos["repetidos"])
    assert not las_que(visitas, lambda visita: visita.hechos["sinDestino"])


def test_los_enlaces_entre_paginas_existen(visitas: dict[str, Visita], sitio: str, html: Path) -> None:
    anclas: dict[Path, set[str]] = {}
    rotos = set()
    for visita in visitas.values():
        for enlace in visita.hechos["enlaces"]:
            partes = urlsplit(enlace)
            if not enlace.startswith(sitio):
                continue
            archivo = html / unquote(partes.path.lstrip("/"))
            if not archivo.is_file():
                rotos.add(enlace)
            elif archivo.suffix == ".html" and partes.fragment:
                if archivo not in anclas:
                    anclas[archivo] = set(re.findall(r'\bid="([^"]+)"', archivo.read_text(encoding="utf-8")))
                if unquote(partes.fragment) not in anclas[archivo]:
                    rotos.add(enlace)
    assert not rotos


# ——— Español y metadatos ———


def test_todo_esta_en_espanol(visitas: dict[str, Visita]) -> None:
    assert not las_que(visitas, lambda visita: visita.hechos["idioma"] != "es" and visita.hechos["idioma"])
    assert not las_que(visitas, lambda visita: INGLES.findall(DEL_AUTOR.sub("", visita.hechos["interfaz"])))


def test_cada_pagina_tiene_un_titular_y_un_titulo_propio(visitas: dict[str, Visita]) -> None:
    assert not las_que(visitas, lambda visita: visita.hechos["titulares"] != 1 and "h1")
    titulos = [visita.hechos["titulo"] for visita in visitas.values()]
    assert len(set(titulos)) == len(titulos)


def test_cada_pagina_se_presenta(visitas: dict[str, Visita]) -> None:
    """Con una descripción propia, sin cortar palabras, y lo que lee quien la comparte."""
    contenido = {n: v.hechos for n, v in visitas.items() if n.startswith(("book/", "referencia/"))}
    assert not [
        nombre for nombre, hechos in contenido.items() if not hechos["descripcion"] or not hechos["og"]
    ]
    descripciones = [hechos["descripcion"] for hechos in contenido.values()]
    assert len(set(descripciones)) == len(descripciones)


@pytest.mark.parametrize("capitulo", CAPITULOS)
def test_cada_capitulo_abre_diciendo_a_que_vas(hoja: Page, html: Path, capitulo: str) -> None:
    hoja.goto((html / "book" / f"{capitulo}.html").as_uri())
    assert re.fullmatch(r"\d+ minutos? de lectura", hoja.locator("h1 + .lectura").inner_text())
    apertura = hoja.locator(".admonition").first
    assert apertura.locator(".admonition-title").inner_text() == "Qué vas a aprender"
    assert "Qué necesitas." in apertura.inner_text()
