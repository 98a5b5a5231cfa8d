"""Las palabras que pone una edición: en cada lengua están todas, y ninguna se queda en otra."""

import ast
import re
from pathlib import Path

import pytest
from actas import dejar_un_acta, siempre
from babel.messages.pofile import read_po
from libros import CABECERA, CONFIG, celda, cumplir, escribir_libro, pagina_hecha

import imprenta.pintar
from imprenta.libro.acta import ACTA
from imprenta.pintar.palabras import LENGUAS
from imprenta.pintar.papel.cuentas import CABEZAS, SOLO_LA_CUENTA, TOTAL
from imprenta.pintar.papel.rotulos import ROTULOS
from imprenta.pintar.todas_las_cifras import CUENTAS, TABLAS

CASA = Path(imprenta.pintar.__file__).parent
UNA = (
    CABECERA
    + "# Eins\n\n"
    + celda("import random\nazar = random.Random(0)\nx = 2 + azar.random()\nx")
    + "Immer {afirma}`wächst <x > 1>` und {cifra}`2.84 <x>`.\n"
)
LLAMADA = re.compile(r"(?<!como_)\b(?:palabra|contadas)$")
HUECO = re.compile(r"\{\}")


def dichas() -> set[str]:
    """Los textos en inglés que el código da a traducir, en la llamada o en una tabla."""
    textos = {titulo for columnas in TABLAS.values() for titulo, _ in columnas}
    textos |= {una for una, _ in CUENTAS.values()} | {*CABEZAS, TOTAL, SOLO_LA_CUENTA}
    for archivo in CASA.rglob("*.py"):
        for nodo in ast.walk(ast.parse(archivo.read_text(encoding="utf-8"))):
            if isinstance(nodo, ast.Call) and LLAMADA.search(ast.unparse(nodo.func)):
                primero = nodo.args[0] if nodo.args else None
                textos |= {str(primero.value)} if isinstance(primero, ast.Constant) else set()
    return textos


def escritas(lengua: str) -> dict[str, list[str]]:
    """Cada texto en inglés de una lengua, y lo que se dice en ella; de lo que se cuenta, lo de una."""
    with (LENGUAS / f"{lengua}.po").open("rb") as archivo:
        entradas = [entrada for entrada in read_po(archivo, locale=lengua) if entrada.id]
    varias = {e.id if isinstance(e.id, str) else e.id[0]: e.string for e in entradas}
    return {
        inglesa: [dicho] if isinstance(dicho, str) else list(dicho or ()) for inglesa, dicho in varias.items()
    }


@pytest.mark.parametrize("lengua", sorted(ruta.stem for ruta in LENGUAS.glob("*.po")))
def test_cada_lengua_dice_todas_las_palabras_con_sus_huecos(lengua: str) -> None:
    catalogo = escritas(lengua)
    for inglesa, dichos in catalogo.items():
        assert all(dichos)
        assert {len(HUECO.findall(dicho)) for dicho in dichos} == {len(HUECO.findall(inglesa))}
    assert dichas() - catalogo.keys() == set()
    assert catalogo.keys() == escritas("es").keys()
    assert lengua in ROTULOS


def test_la_pagina_de_las_cifras_esta_en_la_lengua_del_libro(tmp_path: Path) -> None:
    paginas = {"eins": UNA, "zahlen": "# Zahlen\n\n```{cifras-verificadas}\n```\n"}
    libro = escribir_libro(tmp_path, paginas, config=CONFIG.replace("language: es", "language: de"))
    (libro / ACTA).write_text("{}", encoding="utf-8")
    dejar_un_acta(libro, siempre)
    assert cumplir("html", libro) == 0
    tabla = re.sub(r"<[^>]*>", " ", pagina_hecha(libro, "zahlen"))
    for dicho in (
        "1 Zahl und 1 Gesetz",
        "Der Text sagt",
        "Der Code ergibt",
        "Als Gesetz behauptet",
        "Zeile",
    ):
        assert dicho in tabla
    notas = re.findall(r'data-(?:nota|semillas)="([^"]*)"', pagina_hecha(libro, "eins"))
    assert "gilt mit 20 von 20 Startwerten" in notas
