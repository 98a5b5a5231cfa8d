"""Hace la imagen con que se comparte el libro y su icono: `make html && .venv/bin/python docs/tarjeta.py`.

El título y el dibujo de la portada, tal como están en `_build/html`, en el tamaño que piden las redes; y el
icono de la pestaña, en el de un teléfono. Hace falta lo mismo que para `docs/retrato.py`.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

RAIZ = Path(__file__).parents[1]
HTML, ESTATICOS = RAIZ / "_build" / "html", RAIZ / "book" / "_static"
COLORES = 64
NAVEGADORES = ("chromium-headless-shell", "chromium", "google-chrome")
ESTILO = """
  body { display: grid; align-content: center; gap: 3rem; height: 100vh; padding: 0 5rem; }
  h1 { margin: 0; font-size: 4.6rem; text-align: center; }
  .motivo { margin: 0; }
"""


def tarjeta(chromium: Browser) -> bytes:
    hoja = chromium.new_page(viewport={"width": 1200, "height": 630}, color_scheme="light", locale="es-ES")
    hoja.goto((HTML / "index.html").as_uri())
    hoja.add_style_tag(content=ESTILO)
    hoja.evaluate("""() => {
      const [titulo, dibujo] = ["h1", ".motivo"].map((cual) => document.querySelector(cual));
      titulo.querySelector(".headerlink")?.remove();
      document.body.replaceChildren(titulo, dibujo);
    }""")
    return hoja.screenshot()


def icono(chromium: Browser) -> bytes:
    hoja = chromium.new_page(viewport={"width": 180, "height": 180})
    hoja.goto((ESTATICOS / "favicon.svg").as_uri())
    hoja.evaluate("document.querySelector('rect').setAttribute('rx', 0)")  # el teléfono redondea a su manera
    return hoja.screenshot()


def guardar(captura: bytes, ruta: Path) -> None:
    imagen = Image.open(io.BytesIO(captura)).convert("RGB")
    imagen.quantize(COLORES, dither=Image.Dither.NONE).save(ruta, optimize=True)


if __name__ == "__main__":
    navegador = next(filter(None, map(shutil.which, NAVEGADORES)), None)
    with sync_playwright() as playwright:
        lanzado = playwright.chromium.launch(executable_path=navegador, args=["--no-sandbox"])
        guardar(tarjeta(lanzado), ESTATICOS / "tarjeta.png")
        guardar(icono(lanzado), ESTATICOS / "icono.png")
        lanzado.close()
