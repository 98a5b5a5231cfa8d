"""`make livehtml` como lo usa una persona: editar, romper y arreglar, mirando un navegador de verdad."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro, poner
from playwright.sync_api import Page, expect

from imprenta.libro.disco import TALLER


def pagina(prosa: str, codigo: str = "x = 2") -> str:
    return f"{CABECERA}# Una página\n\n{celda(codigo)}{prosa}\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, {"una": pagina("Vale {cifra}`2 <x>`.")})


@pytest.fixture
def servidor(libro: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    orden = [sys.executable, "-m", "imprenta", "livehtml", "--puerto", "0", str(libro)]
    proceso = subprocess.Popen(orden, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert proceso.stdout is not None
    yield proceso.stdout.readline().split()[4], proceso
    proceso.kill()
    proceso.communicate()


def foto(hoja: Page, nombre: str) -> None:
    """Guarda lo que se ve, si se pide con `FOTOS`."""
    if carpeta := os.environ.get("FOTOS"):
        hoja.screenshot(path=Path(carpeta) / f"{nombre}.png")


def test_guardar_y_mirar(libro: Path, servidor: tuple[str, subprocess.Popen[str]], hoja: Page) -> None:
    direccion, proceso = servidor
    hoja.goto(f"{direccion}/una.html")
    expect(hoja.locator("h1")).to_contain_text("Una página")
    cartel = hoja.get_by_role("alert")
    expect(cartel).to_have_count(0)

    poner(libro / "una.md", pagina("Ahora vale {cifra}`2 <x>`."))
    expect(hoja.locator("body")).to_contain_text("Ahora vale 2.")
    while (libro / "_build" / TALLER / "vivo" / "aparte").exists():  # se ve, y aún no se sabe si vale
        time.sleep(0.05)

    poner(libro / "una.md", pagina("Ahora vale {cifra}`2 <x>`.", "x = 2\n1 / 0"))
    expect(cartel).to_contain_text("una.md:9:1: ZeroDivisionError: division by zero")
    expect(hoja.locator("body")).to_contain_text("Ahora vale 2.")  # el último libro bueno, debajo
    foto(hoja, "roto")
    hoja.set_viewport_size({"width": 390, "height": 844})
    foto(hoja, "roto-390")
    hoja.set_viewport_size({"width": 1280, "height": 900})

    poner(libro / "una.md", pagina("Ahora vale {cifra}`3 <x>`.", "x = 2"))
    expect(cartel).to_contain_text("una.md:11:20: la prosa dice 3; x = 2")

    poner(libro / "una.md", pagina("Ahora vale {cifra}`3 <x>`.", "x = 3"))
    expect(hoja.locator("body")).to_contain_text("Ahora vale 3.")
    expect(cartel).to_have_count(0)
    foto(hoja, "arreglado")

    proceso.send_signal(signal.SIGINT)
    _, quejas = proceso.communicate(timeout=120)
    assert proceso.returncode == 0
    assert [renglon.partition(" (traza")[0] for renglon in quejas.splitlines()] == [
        "una.md:9:1: ZeroDivisionError: division by zero",
        "una.md:11:20: la prosa dice 3; x = 2",
    ]
