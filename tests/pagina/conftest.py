"""El libro construido y un navegador de verdad que lo abre como lo abriría un lector."""

from __future__ import annotations

import asyncio
import os
import shutil
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from este_libro import RAIZ, construido
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from servido import servido
from visita import ARGUMENTOS, ORDENADOR, PACIENCIA, Visita, visitar
from vivos import DEVOLVER, SITIOS, Abridor, Vivo

# El primero no trae interfaz: es el mismo motor y tarda un tercio menos.
NAVEGADORES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
expect.set_options(timeout=PACIENCIA)


@pytest.fixture(scope="session")
def limites() -> dict[str, Any]:
    """Los presupuestos: lo que puede pesar y moverse una página."""
    return tomllib.loads((Path(__file__).parent / "limites.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def html() -> Path:
    """La carpeta del libro construido con lo que hay ahora en el repositorio.

    `LIBRO_HTML` señala otra ya hecha: sirve para mirar una construcción a medias.
    """
    if hecha := os.environ.get("LIBRO_HTML"):
        return Path(hecha).resolve()
    return construido() / "html"


@pytest.fixture(scope="session")
def paginas(html: Path) -> list[Path]:
    """Todas las páginas que un lector puede abrir."""
    todas = [ruta for ruta in sorted(html.rglob("*.html")) if ruta.name != "index.html"]
    assert {"portada.html", "transformer.html", "search.html", "404.html"} <= {ruta.name for ruta in todas}
    return todas


@pytest.fixture(scope="session")
def sitio(html: Path) -> Iterator[str]:
    """La dirección del libro servido."""
    with servido(html, html / "404.html") as direccion:
        yield direccion


@pytest.fixture(scope="session")
def ejecutable() -> str:
    hallado = next(filter(None, map(shutil.which, NAVEGADORES)), None)
    if hallado is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no hay Chromium: `.ci/run` tenía que haberlo instalado")
        pytest.skip("no hay Chromium para abrir las páginas: apt-get install chromium-headless-shell")
    return hallado


@pytest.fixture(scope="session")
def navegador(ejecutable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=ejecutable, args=ARGUMENTOS)
        yield chromium
        chromium.close()


@pytest.fixture
def contexto(navegador: Browser) -> Iterator[BrowserContext]:
    nuevo = navegador.new_context(locale="es-ES", viewport=ORDENADOR)
    nuevo.set_default_timeout(PACIENCIA)
    yield nuevo
    nuevo.close()


@pytest.fixture
def hoja(contexto: BrowserContext) -> Page:
    return contexto.new_page()


@pytest.fixture(scope="session")
def visitas(html: Path, paginas: list[Path], sitio: str, ejecutable: str) -> dict[str, Visita]:
    """Cada página con lo que se ve al visitarla.

    Abrirlas todas cuesta: se hace una vez, de dos en dos.
    """
    fotos = RAIZ / "_build" / "capturas"
    shutil.rmtree(fotos, ignore_errors=True)
    # En un hilo aparte: el otro Playwright ya tiene su bucle en este.
    with ThreadPoolExecutor(1) as hilo:
        return hilo.submit(lambda: asyncio.run(visitar(html, paginas, sitio, ejecutable, fotos))).result()


# ——— Los exploradores ———


@pytest.fixture(scope="module")
def quejas() -> list[str]:
    """Lo que las páginas abiertas han dicho por la consola y lo que no han podido cargar."""
    return []


@pytest.fixture(scope="module")
def abrir_en(html: Path, quejas: list[str]) -> Abridor:
    """Abre un explorador en un contexto; `resto` es lo que sigue al nombre de su figura en la dirección."""

    def abrir_en(contexto: BrowserContext, nombre: str, resto: str = "") -> Vivo:
        pagina, figura = SITIOS[nombre]
        hoja = contexto.new_page()
        hoja.on("pageerror", lambda error: quejas.append(str(error)))
        hoja.on("console", lambda dicho: quejas.append(dicho.text) if dicho.type == "error" else None)
        hoja.on("dialog", lambda dialogo: quejas.append(f"diálogo: {dialogo.message}"))
        hoja.on("requestfailed", lambda peticion: quejas.append(f"falla {peticion.url}"))
        direccion = (html / "book" / f"{pagina}.html").as_uri()
        hoja.goto(f"{direccion}#{figura}{resto}" if resto else direccion)
        return Vivo(hoja, figura)

    return abrir_en


@pytest.fixture(scope="module")
def prestados(navegador: Browser, abrir_en: Abridor) -> Iterator[Abridor]:
    """Abrir una página cuesta: cada explorador se abre una vez y se devuelve como estaba al principio."""
    contexto = navegador.new_context(locale="es-ES", viewport=ORDENADOR)
    contexto.set_default_timeout(PACIENCIA)
    contexto.grant_permissions(["clipboard-read", "clipboard-write"])
    abiertos: dict[str, Vivo] = {}

    def prestar(nombre: str) -> Vivo:
        if nombre not in abiertos:
            abiertos[nombre] = abrir_en(contexto, nombre)
        abiertos[nombre].hoja.bring_to_front()
        return abiertos[nombre]

    yield prestar
    contexto.close()


def sin_quejas(quejas: list[str]) -> None:
    dichas = quejas.copy()
    quejas.clear()
    assert dichas == []


@pytest.fixture
def abrir(prestados: Abridor, quejas: list[str]) -> Iterator[Abridor]:
    """Da un explorador recién abierto; al acabar comprueba que ninguna página se ha quejado."""
    usados: list[Vivo] = []

    def abrir(nombre: str) -> Vivo:
        usados.append(prestados(nombre))
        return usados[-1]

    yield abrir
    for vivo in usados:
        vivo.hoja.emulate_media(media="null", reduced_motion="null")
        vivo.js(DEVOLVER)
    sin_quejas(quejas)


@pytest.fixture(params=SITIOS)
def vivo(request: pytest.FixtureRequest, abrir: Abridor) -> Vivo:
    return abrir(request.param)


@pytest.fixture
def con_dedo(navegador: Browser, abrir_en: Abridor, quejas: list[str]) -> Iterator[Abridor]:
    """Abre un explorador en un teléfono."""
    contexto = navegador.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    contexto.set_default_timeout(PACIENCIA)
    yield lambda nombre: abrir_en(contexto, nombre)
    contexto.close()
    sin_quejas(quejas)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(2017)
