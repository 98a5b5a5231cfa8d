"""Retrata el libro ya construido para el README: `make html && .venv/bin/python docs/retrato.py`.

El capítulo del Transformer, con el cursor sobre un número para que asome la cuenta que lo demuestra.
Hace falta el entorno de desarrollo (lo prepara `make check`) y Chromium.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

RAIZ = Path(__file__).parents[1]
PAGINA = RAIZ / "_build" / "html" / "book" / "transformer.html"
NAVEGADORES = ("chromium-headless-shell", "chromium", "google-chrome")
RETRATO = RAIZ / "docs" / "libro.png"
COLORES = 64  # de sobra para letra y una figura: el retrato pesa así la tercera parte
APARTADO, NUMERO = "#quien-mira-a-quien", "a.cifra:text-is('0.73')"


def retratar() -> None:
    """Escribe `docs/libro.png` con el libro tal como está en `_build/html`."""
    navegador = next(filter(None, map(shutil.which, NAVEGADORES)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=navegador, args=["--no-sandbox"])
        hoja = chromium.new_page(
            viewport={"width": 1280, "height": 800}, color_scheme="light", locale="es-ES"
        )
        hoja.goto(PAGINA.as_uri())
        hoja.locator(APARTADO).evaluate("apartado => apartado.scrollIntoView()")
        hoja.evaluate("scrollBy(0, 120)")
        hoja.locator(f"{APARTADO} {NUMERO}").first.hover()
        hoja.locator("#asoma:popover-open").wait_for()
        hoja.wait_for_timeout(300)
        imagen = Image.open(io.BytesIO(hoja.screenshot()))
        chromium.close()
    imagen.convert("RGB").quantize(COLORES, dither=Image.Dither.NONE).save(RETRATO, optimize=True)


if __name__ == "__main__":
    retratar()
