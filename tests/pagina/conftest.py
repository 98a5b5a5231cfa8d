"""El libro construido y un navegador de verdad que lo abre como lo abriría un lector.

Abrir todas las páginas cuesta: se hace una vez, de dos en dos, y de cada visita se apunta todo lo que las
pruebas preguntan después.
"""

from __future__ import annotations

import asyncio
import functools
import http.server
import os
import shutil
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from este_libro import RAIZ, construido
from playwright import async_api
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

NAVEGADORES = ("chromium", "chromium-browser", "google-chrome")
A_LA_VEZ = 2
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SONDA = (Path(__file__).parent / "sonda.js").read_text(encoding="utf-8")
ORDENADOR, TELEFONO = {"width": 1280, "height": 900}, {"width": 390, "height": 1800}
expect.set_options(timeout=30_000)  # una máquina ocupada es lenta, no está rota


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
    """La dirección del libro servido como lo sirve un alojamiento: lo que no existe da su 404."""

    class Servidor(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def send_error(self, code: int, *_: Any) -> None:
            cuerpo = (html / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(cuerpo)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(cuerpo)

    atiende = functools.partial(Servidor, directory=str(html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), atiende) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{servidor.server_port}"
        servidor.shutdown()


@pytest.fixture(scope="session")
def ejecutable() -> str:
    hallado = next(filter(None, map(shutil.which, NAVEGADORES)), None)
    if hallado is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no hay Chromium: `.ci/run` tenía que haberlo instalado")
        pytest.skip("no hay Chromium para abrir las páginas: apt-get install chromium")
    return hallado


@pytest.fixture(scope="session")
def navegador(ejecutable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=ejecutable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def contexto(navegador: Browser) -> Iterator[BrowserContext]:
    nuevo = navegador.new_context(locale="es-ES", viewport=ORDENADOR)
    yield nuevo
    nuevo.close()


@pytest.fixture
def hoja(contexto: BrowserContext) -> Page:
    return contexto.new_page()


# ——— La visita a cada página ———


@dataclass
class Visita:
    """Lo que se ve al abrir una página: por la red y desde un archivo, clara y oscura, ancha y estrecha."""

    consola: list[str] = field(default_factory=list)
    peticiones: list[str] = field(default_factory=list)
    fallidas: list[str] = field(default_factory=list)
    axe: dict[str, list[str]] = field(default_factory=dict)
    ancho_de_mas: dict[int, list[str]] = field(default_factory=dict)
    hechos: dict[str, Any] = field(default_factory=dict)
    tablas_cortadas: list[str] = field(default_factory=list)

    def anotar_fallo(self, url: str, motivo: str | None) -> None:
        if motivo != "net::ERR_ABORTED":  # lo que se deja a medias al pasar a otra página no ha fallado
            self.fallidas.append(url)

    def ajenas(self, propias: tuple[str, ...]) -> list[str]:
        return [url for url in self.peticiones if not url.startswith((*propias, "data:", "blob:"))]


@pytest.fixture(scope="session")
def visitas(html: Path, paginas: list[Path], sitio: str, ejecutable: str) -> dict[str, Visita]:
    """Cada página con lo que se ve al visitarla."""
    fotos = RAIZ / "_build" / "capturas"
    shutil.rmtree(fotos, ignore_errors=True)
    # En un hilo aparte: el otro Playwright ya tiene su bucle en este.
    with ThreadPoolExecutor(1) as hilo:
        return hilo.submit(lambda: asyncio.run(_visitar(html, paginas, sitio, ejecutable, fotos))).result()


async def _visitar(
    html: Path, paginas: list[Path], sitio: str, ejecutable: str, fotos: Path
) -> dict[str, Visita]:
    visitas: dict[str, Visita] = {}
    pendientes = sorted(
        paginas, key=lambda ruta: ruta.stat().st_size
    )  # las grandes primero: se sacan del final

    async with async_api.async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=ejecutable, args=["--no-sandbox"])

        async def visitante() -> None:
            contexto = await chromium.new_context(locale="es-ES", viewport=ORDENADOR, color_scheme="light")
            await contexto.add_init_script(SONDA)
            while pendientes:
                ruta = pendientes.pop()
                nombre = ruta.relative_to(html).as_posix()
                hoja = await contexto.new_page()
                visitas[nombre] = await _visita(hoja, f"{sitio}/{nombre}", ruta, fotos / f"{ruta.stem}.png")
                await hoja.close()

        await asyncio.gather(*(visitante() for _ in range(A_LA_VEZ)))
        await chromium.close()
    return visitas


async def _visita(hoja: async_api.Page, direccion: str, ruta: Path, foto: Path) -> Visita:
    visita = Visita()
    hoja.on("console", lambda m: visita.consola.append(m.text) if m.type in ("error", "warning") else None)
    hoja.on("pageerror", lambda error: visita.consola.append(str(error)))
    hoja.on("request", lambda peticion: visita.peticiones.append(peticion.url))
    hoja.on("requestfailed", lambda peticion: visita.anotar_fallo(peticion.url, peticion.failure))
    hoja.on(
        "response",
        lambda respuesta: visita.fallidas.append(respuesta.url) if respuesta.status >= 400 else None,
    )
    await hoja.goto(ruta.as_uri())
    await hoja.goto(direccion)
    visita.hechos = await hoja.evaluate("sonda.recorrer()")
    for ancho in (320, 640):  # un teléfono pequeño y una pantalla de 1280 aumentada al 200 %
        await hoja.set_viewport_size({"width": ancho, "height": 900})
        visita.ancho_de_mas[ancho] = await hoja.evaluate("sonda.loQueSobresale()")
    await hoja.set_viewport_size(TELEFONO)
    visita.tablas_cortadas = await hoja.evaluate("sonda.loQueNoCabe", ".table-wrapper")
    await hoja.emulate_media(color_scheme="dark")
    await hoja.screenshot(path=foto)
    await _pasar_axe(hoja, visita)
    return visita


async def _pasar_axe(hoja: async_api.Page, visita: Visita) -> None:
    """La página entera en claro y, en oscuro, lo que depende del color; los menús, abiertos, en los dos.

    De lo que se repite a cientos (las filas de cifras, los colores del código) se deja una muestra.
    """
    await hoja.evaluate(AXE)
    for menu in ("indice", "aqui"):
        if await hoja.evaluate("sonda.abrir", menu):
            for tema in ("light", "dark"):
                await hoja.emulate_media(color_scheme=tema)
                visita.axe[f"{menu} {tema}"] = await hoja.evaluate("sonda.axe", [f"#{menu}", False])
            await hoja.evaluate("sonda.cerrar", menu)
    await hoja.set_viewport_size(ORDENADOR)
    await hoja.evaluate("sonda.dejarUnaMuestra()")
    for tema in ("light", "dark"):
        await hoja.emulate_media(color_scheme=tema)
        visita.axe[tema] = await hoja.evaluate("sonda.axe", [None, tema == "dark"])
