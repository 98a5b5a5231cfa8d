"""La visita a una página: se abre una vez y se apunta todo lo que las pruebas preguntan después."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from playwright import async_api

A_LA_VEZ = 2
TEMAS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PACIENCIA = 120_000  # milisegundos: una máquina ocupada es lenta, no está rota
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SONDA = (Path(__file__).parent / "sonda.js").read_text(encoding="utf-8")
ORDENADOR: async_api.ViewportSize = {"width": 1280, "height": 900}
TELEFONO: async_api.ViewportSize = {"width": 390, "height": 1800}
# Las páginas que además se cargan seis veces más despacio y por una red de 400 kbit/s: lo que se mueva se ve.
DESPACIO = (
    "search.html",
    *(f"book/{nombre}.html" for nombre in ("notacion", "gradiente-desvaneciente", "ia-generativa")),
)
# La que da un servidor cuando algo no está: desde un archivo no la abre nadie, y prueba carpetas que no hay.
SOLO_SERVIDA = "404.html"
REFERENCIA, DE_REFERENCIA = "referencia", 5
# Sin interfaz, Chromium no sabe cómo es la red y pide las imágenes de más lejos: así, como por una corriente.
ARGUMENTOS = ["--no-sandbox", "--blink-settings=lazyLoadingImageMarginPxUnknown=1250"]
CPU = {"rate": 6}
RED = {"offline": False, "latency": 100, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


@dataclass
class Visita:
    """Lo que se ve al abrir una página: por la red y desde un archivo, clara y oscura, ancha y estrecha."""

    consola: list[str] = field(default_factory=list)
    peticiones: list[str] = field(default_factory=list)
    al_llegar: list[str] = field(default_factory=list)
    fallidas: list[str] = field(default_factory=list)
    axe: dict[str, list[str]] = field(default_factory=dict)
    ancho_de_mas: dict[int, list[str]] = field(default_factory=dict)
    hechos: dict[str, Any] = field(default_factory=dict)
    tablas_cortadas: list[str] = field(default_factory=list)
    salto_despacio: float | None = None

    def anotar_fallo(self, url: str, motivo: str | None) -> None:
        if motivo != "net::ERR_ABORTED":  # lo que se deja a medias al pasar a otra página no ha fallado
            self.fallidas.append(url)

    def ajenas(self, propias: tuple[str, ...]) -> list[str]:
        return [url for url in self.peticiones if not url.startswith((*propias, "data:", "blob:"))]


async def visitar(
    html: Path, paginas: list[Path], sitio: str, ejecutable: str, fotos: Path
) -> dict[str, Visita]:
    visitas = {ruta.relative_to(html).as_posix(): Visita() for ruta in paginas}
    # Las de la referencia son todas del mismo molde: desde un archivo y con axe se miran las que más tienen.
    referencia = sorted(
        (ruta for ruta in paginas if ruta.parent.name == REFERENCIA), key=lambda ruta: ruta.stat().st_size
    )
    calcadas = set(referencia[:-DE_REFERENCIA])
    pendientes = sorted(
        paginas, key=lambda ruta: ruta.stat().st_size
    )  # las grandes primero: se sacan del final

    async with async_api.async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=ejecutable, args=ARGUMENTOS)
        trazas: set[str] = set()

        async def visitante() -> None:
            contexto = await chromium.new_context(locale="es-ES", viewport=ORDENADOR, color_scheme="light")
            contexto.set_default_timeout(PACIENCIA)
            await contexto.add_init_script(SONDA)
            while pendientes:
                ruta = pendientes.pop()
                nombre = ruta.relative_to(html).as_posix()
                hoja = await contexto.new_page()
                _apuntar(visitas[nombre], hoja)
                if ruta not in calcadas and ruta.name != SOLO_SERVIDA:
                    await hoja.goto(ruta.as_uri())
                await _visita(visitas[nombre], hoja, f"{sitio}/{nombre}", fotos / f"{ruta.stem}.png")
                if ruta not in calcadas:
                    await _pasar_axe(hoja, visitas[nombre], trazas)
                await hoja.close()

        async def sin_prisa() -> None:
            """De una en una: el navegador hace de ordenador lento dando vueltas, y eso sí cuesta."""
            for nombre in DESPACIO:
                contexto = await chromium.new_context(locale="es-ES", viewport=ORDENADOR)
                await contexto.add_init_script(SONDA)
                hoja = await contexto.new_page()
                visitas[nombre].salto_despacio = await _salto_despacio(hoja, f"{sitio}/{nombre}")
                await contexto.close()

        await asyncio.gather(*(visitante() for _ in range(A_LA_VEZ)), sin_prisa())
        await chromium.close()
    return visitas


async def _salto_despacio(hoja: async_api.Page, direccion: str) -> float:
    """Lo que se mueve una página mientras llega, en un ordenador lento y con poca red."""
    sesion = await hoja.context.new_cdp_session(hoja)
    await sesion.send("Network.enable")
    await sesion.send("Network.emulateNetworkConditions", RED)
    await sesion.send("Emulation.setCPUThrottlingRate", CPU)
    await hoja.goto(direccion, timeout=PACIENCIA)
    return float(await hoja.evaluate("sonda.alLlegar()"))


def _apuntar(visita: Visita, hoja: async_api.Page) -> None:
    hoja.on("console", lambda m: visita.consola.append(m.text) if m.type in ("error", "warning") else None)
    hoja.on("pageerror", lambda error: visita.consola.append(str(error)))
    hoja.on("request", lambda peticion: visita.peticiones.append(peticion.url))
    hoja.on("requestfailed", lambda peticion: visita.anotar_fallo(peticion.url, peticion.failure))
    hoja.on(
        "response",
        lambda respuesta: visita.fallidas.append(respuesta.url) if respuesta.status >= 400 else None,
    )


async def _visita(visita: Visita, hoja: async_api.Page, direccion: str, foto: Path) -> None:
    antes = len(visita.peticiones)
    await hoja.goto(direccion)
    await hoja.evaluate("new Promise((bien) => requestAnimationFrame(() => requestAnimationFrame(bien)))")
    visita.al_llegar = visita.peticiones[antes:]
    visita.hechos = await hoja.evaluate("sonda.recorrer()")
    for ancho in (320, 640):  # un teléfono pequeño y una pantalla de 1280 aumentada al 200 %
        await hoja.set_viewport_size({"width": ancho, "height": 900})
        visita.ancho_de_mas[ancho] = await hoja.evaluate("sonda.loQueSobresale()")
    await hoja.set_viewport_size(TELEFONO)
    visita.tablas_cortadas = await hoja.evaluate("sonda.loQueNoCabe", ".table-wrapper")
    await hoja.emulate_media(color_scheme="dark")
    await hoja.screenshot(path=foto)


async def _pasar_axe(hoja: async_api.Page, visita: Visita, trazas: set[str]) -> None:
    """La página entera, y antes sus menús abiertos: en claro, todo; en oscuro, lo que depende del color.

    Un menú que ya se ha visto en otra página, con otro enlace señalado, no se mira otra vez.

    De lo que se repite a cientos (cifras, fórmulas, colores del código) se deja una muestra.
    """
    await hoja.evaluate(AXE)
    for menu in ("indice", "aqui"):
        if await hoja.evaluate("sonda.abrir", menu):
            traza = await hoja.evaluate("sonda.traza", menu)
            temas = TEMAS if traza not in trazas else ()
            trazas.add(traza)
            for tema in temas:
                await hoja.emulate_media(color_scheme=tema)
                visita.axe[f"{menu} {tema}"] = await hoja.evaluate("sonda.axe", [f"#{menu}", tema == "dark"])
            await hoja.evaluate("sonda.cerrar", menu)
    await hoja.set_viewport_size(ORDENADOR)
    await hoja.evaluate("sonda.dejarUnaMuestra()")
    for tema in TEMAS:
        await hoja.emulate_media(color_scheme=tema)
        visita.axe[tema] = await hoja.evaluate("sonda.axe", [None, tema == "dark"])
