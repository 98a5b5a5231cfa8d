"""`livehtml` y un navegador de verdad: cuánto pasa desde que se guarda hasta que se ve."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

NAVEGADORES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACIENCIA = 300_000  # milisegundos
# Con cada cambio del documento y del cartel, que tiene su propio árbol, y también tras recargarse, mira si ya
# está lo que se espera; cuando está, y pintado, lo dice por la consola con la hora que era.
TESTIGO = r"""
(() => {
  const arboles = [];
  const mirar = () => {
    const pedido = JSON.parse(sessionStorage.getItem("se-espera"));
    if (!pedido || !document.body || document.readyState === "loading") return;
    const textos = [document.body, ...arboles].map((arbol) => arbol.textContent);
    if (textos.some((texto) => texto.includes(pedido.texto)) !== pedido.presente) return;
    sessionStorage.removeItem("se-espera");
    requestAnimationFrame(() => setTimeout(() => console.debug(`visto ${Date.now()}`)));
  };
  const mirada = { subtree: true, childList: true, characterData: true };
  const vigia = new MutationObserver(mirar);
  vigia.observe(document, mirada);
  document.addEventListener("DOMContentLoaded", mirar);
  const plantar = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (como) {
    const arbol = plantar.call(this, como);
    arboles.push(arbol);
    vigia.observe(arbol, mirada);
    return arbol;
  };
})();
"""
ESPERAR = "pedido => sessionStorage.setItem('se-espera', JSON.stringify(pedido))"


class Mirador:
    """Una página del libro abierta en el navegador mientras `livehtml` sirve el libro."""

    def __init__(self, direccion: str, hoja: Page) -> None:
        self.direccion, self.hoja = direccion, hoja

    def abrir(self, nombre: str) -> None:
        """Abre esa página del libro, ya construida."""
        self.hoja.goto(f"{self.direccion}/{nombre}.html")

    def hasta_ver(self, texto: str, cambiar: Callable[[], object], presente: bool = True) -> float:
        """Los segundos desde que se empieza a guardar hasta que el texto se ve, o deja de verse."""
        self.hoja.evaluate(ESPERAR, {"texto": texto, "presente": presente})
        with self.hoja.expect_console_message(lambda dicho: dicho.text.startswith("visto ")) as visto:
            empieza = time.time()
            cambiar()
        return float(visto.value.text.split()[1]) / 1000 - empieza


@contextlib.contextmanager
def mirando(libro: Path) -> Iterator[Mirador]:
    """Sirve el libro con `livehtml` y abre el navegador; espera a que esté construido."""
    orden = [sys.executable, "-m", "imprenta", "livehtml", "--puerto", "0", str(libro)]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as quejas,
        subprocess.Popen(orden, stdout=subprocess.PIPE, stderr=quejas, text=True) as proceso,
        _navegador() as hoja,
    ):
        try:
            assert proceso.stdout is not None
            direccion = next(
                palabra for palabra in proceso.stdout.readline().split() if palabra.startswith("http")
            )
            hoja.goto(direccion)
            hoja.locator("h1:has(.headerlink)").wait_for()  # el del libro, y no el de la página que lo espera
            yield Mirador(direccion, hoja)
        except Exception:
            quejas.seek(0)
            print(quejas.read()[-4000:], file=sys.stderr)
            raise
        finally:
            proceso.terminate()


@contextlib.contextmanager
def _navegador() -> Iterator[Page]:
    ejecutable = next(filter(None, map(shutil.which, NAVEGADORES)), None)
    if ejecutable is None:
        raise SystemExit("no hay Chromium con que mirar el libro: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=ejecutable, args=["--no-sandbox"])
        hoja = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="es-ES")
        hoja.set_default_timeout(PACIENCIA)
        hoja.add_init_script(TESTIGO)
        yield hoja
        chromium.close()
