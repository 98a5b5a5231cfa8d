"""Del acta de las semillas las órdenes dicen lo que falta, en una línea: no es una falta."""

from pathlib import Path
from typing import Any

import pytest
from actas import dejar_un_acta
from libros import CABECERA, celda, construir, escribir_libro, poner

from imprenta.libro.acta import ACTA
from imprenta.libro.modelo import HA_CAMBIADO
from imprenta.pintar.pintor import Pintor

SIN_UNA = "1 página sin probar con otras semillas: haz `imprenta semillas`"
SIN_DOS = "2 páginas sin probar con otras semillas: haz `imprenta semillas`"
NO_SE_ENTIENDE = "semillas.json:1:1: no se entiende: haz `imprenta semillas`"
ORDENES = ("html", "verify")


def pagina(codigo: str, cabecera: str = CABECERA) -> str:
    return f"{cabecera}# Una\n\n{celda(codigo)}Es {{afirma}}`positivo <x > 0>`.\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    paginas = {"portada": "# Portada\n", "uno": pagina("x = 1"), "dos": pagina("x = 2")}
    return escribir_libro(tmp_path, paginas)


@pytest.mark.parametrize("orden", ORDENES)
def test_un_libro_sin_acta_no_dice_nada(libro: Path, capsys: pytest.CaptureFixture[str], orden: str) -> None:
    assert construir(libro, capsys, orden)[::2] == (0, [])


@pytest.mark.parametrize("orden", ORDENES)
def test_se_dice_cuantas_paginas_no_se_han_probado(
    libro: Path, capsys: pytest.CaptureFixture[str], orden: str
) -> None:
    dejar_un_acta(libro)
    assert construir(libro, capsys, orden)[::2] == (0, [])
    poner(libro / "uno.md", pagina("x = 3"))
    assert construir(libro, capsys, orden)[::2] == (0, [SIN_UNA])
    poner(libro / "dos.md", pagina("x = 3"))
    assert construir(libro, capsys, orden)[::2] == (0, [SIN_DOS])


def test_tambien_si_nada_ha_cambiado(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / ACTA, '{"veces": 20, "paginas": {}}\n')
    for _ in range(3):
        assert construir(libro, capsys)[::2] == (0, [SIN_DOS])


def test_la_que_lee_un_archivo_que_no_puede_existir_no_vale(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dejar_un_acta(libro)
    poner(libro / ACTA, (libro / ACTA).read_text().replace('"lee": []', r'"lee": ["a\u0000"]'))
    assert construir(libro, capsys, "verify")[::2] == (0, [SIN_DOS])


def test_las_que_no_se_pueden_probar_no_se_cuentan(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "uno.md", pagina("x = open('nuevo.txt', 'w').write('a')"))
    poner(libro / ACTA, '{"veces": 20, "paginas": {}}\n')
    assert construir(libro, capsys)[::2] == (0, [SIN_UNA])


@pytest.mark.parametrize("orden", ORDENES)
@pytest.mark.parametrize(
    "escrita", ["", "{", "[]", '{"veces": 20}', '{"veces": 20, "paginas": {"uno.md": 3}}']
)
def test_la_que_no_se_entiende_se_dice_y_el_libro_se_construye(
    libro: Path, capsys: pytest.CaptureFixture[str], orden: str, escrita: str
) -> None:
    poner(libro / ACTA, escrita)
    assert construir(libro, capsys, orden)[::2] == (0, [NO_SE_ENTIENDE])


def test_la_que_es_una_carpeta_tambien(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (libro / ACTA).mkdir()
    dicho = "semillas.json:1:1: no se puede leer: es una carpeta: haz `imprenta semillas`"
    assert construir(libro, capsys)[::2] == (0, [dicho])


def test_si_cambia_mientras_se_construye_no_se_publica(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dejar_un_acta(libro)
    pintar = Pintor.pintar

    def pintar_mientras_cambia(pintor: Pintor, hecho: Any) -> Any:
        dejar_un_acta(libro, lambda _: {"cumple": 3, "de": 20})
        return pintar(pintor, hecho)

    monkeypatch.setattr(Pintor, "pintar", pintar_mientras_cambia)
    assert construir(libro, capsys)[::2] == (1, [f"semillas.json:1:1: {HA_CAMBIADO}"])
    assert not (libro / "_build" / "html").exists()
    monkeypatch.undo()
    assert construir(libro, capsys)[::2] == (0, [])
