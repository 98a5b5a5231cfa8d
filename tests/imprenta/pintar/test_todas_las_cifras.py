"""Lo que el lector ve de una afirmación probada: su nota y su fila en la página de todas las cifras."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from actas import dejar_un_acta, siempre
from libros import CABECERA, celda, construir, cumplir, escribir_libro, pagina_hecha, poner
from papeles import llano
from pypdf import PdfReader
from sphinx.builders.html import StandaloneHTMLBuilder

from imprenta.libro.acta import ACTA
from imprenta.libro.pagina import Rol

UNA = (
    CABECERA
    + "# Una\n\n"
    + celda("import random\nazar = random.Random(0)\nx = 2 + azar.random()\nx")
    + "Crece {afirma}`siempre <x > 1>` y {ocurre}`esta vez mucho <x > 2.5>`: {cifra}`2.84 <x>`.\n"
)
OTRA = CABECERA + "# Otra\n\n" + celda("y = 1\ny") + "Es {afirma}`positivo <y > 0>`.\n"
SIN_NADA = "# Sin nada\n\nHola.\n"
TODAS = "# Cifras\n\n```{cifras-verificadas}\n```\n"
PAGINAS = {"portada": "# Portada\n", "una": UNA, "otra": OTRA, "nada": SIN_NADA, "cifras": TODAS}
ENLACE = re.compile(r'<a class="(afirma|ocurre)"([^>]*)>')
ATRIBUTO = re.compile(r'(data-[a-z]+)="([^"]*)"')
FILA = re.compile(r"<tr.*?</tr>", re.DOTALL)


def medida(rol: Rol) -> dict[str, Any]:
    suya = {"medido": "2.84", "cota": "1", "ordenes": 0.453, "dispersiones": 3.21}
    return siempre(rol) | suya if rol.nombre == "afirma" else {"cumple": 7, "de": 20}


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, PAGINAS)


def notas(libro: Path, pagina: str = "una") -> list[tuple[str, dict[str, str]]]:
    """La clase de cada afirmación de una página y lo que lleva su enlace."""
    return [
        (clase, {clave: html.unescape(valor) for clave, valor in ATRIBUTO.findall(resto)})
        for clase, resto in ENLACE.findall(pagina_hecha(libro, pagina))
    ]


def filas(libro: Path) -> list[list[list[str]]]:
    """Los renglones de cada celda de cada fila de la página de todas las cifras."""
    celdas = re.compile(r"<t[dh].*?</t[dh]>", re.DOTALL)
    return [
        [[html.unescape(re.sub("<[^>]*>", "", r)) for r in c.split("<br>")] for c in celdas.findall(fila)]
        for fila in FILA.findall(pagina_hecha(libro, "cifras"))
    ]


# ——— Lo que se ve ———


def test_en_el_indice_lateral_el_apartado_de_una_pagina_se_llama_como_ella(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """También tras cambiarle el título, que no obliga a leer otra vez la de todas."""
    libro = escribir_libro(tmp_path, PAGINAS)
    for titulo, dibujo in (("De *una*", "De <em>una</em>"), ("A `otra`", "A <code")):
        poner(libro / "una.md", UNA.replace("# Una", f"# {titulo}"))
        assert construir(libro, capsys)[::2] == (0, [])
        assert f'href="#cifras-una">{dibujo}' in pagina_hecha(libro, "cifras")


def test_la_nota_dice_lo_medido_la_cota_y_las_semillas(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dejar_un_acta(libro, medida)
    assert construir(libro, capsys)[::2] == (0, [])
    assert notas(libro) == [
        (
            "afirma",
            {
                "data-nota": "x > 1",
                "data-mide": "mide 2.84; la cota es 1 (a 3.2 dispersiones)",
                "data-semillas": "se cumple en 20 de 20 semillas",
            },
        ),
        ("ocurre", {"data-nota": "x > 2.5", "data-semillas": "con otras semillas, en 7 de 20"}),
    ]


def test_de_lo_que_no_sortea_nada_se_dice(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dejar_un_acta(libro, lambda _: {"cumple": 1, "de": 1}, azar=False)
    assert construir(libro, capsys)[::2] == (0, [])
    sin_azar = {"data-semillas": "no depende del azar"}
    assert notas(libro) == [
        ("afirma", {"data-nota": "x > 1"} | sin_azar),
        ("ocurre", {"data-nota": "x > 2.5"} | sin_azar),
    ]


def test_la_pagina_tiene_una_tabla_de_numeros_otra_de_leyes_y_otra_de_esta_vez(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dejar_un_acta(libro, medida)
    assert construir(libro, capsys)[::2] == (0, [])
    probadas = [["Se comprueba que"], ["El código da"], ["Con otras semillas"], ["Línea"]]
    medido = ["mide 2.84; la cota es 1 (a 3.2 dispersiones)"]
    assert filas(libro) == [
        [["La prosa dice"], ["Expresión o fuente"], ["El código da"], ["Línea"]],
        [["2.84"], ["x"], ["2.844421852"], ["14"]],
        [["Como ley, se afirma"], *probadas],
        [["siempre"], ["x > 1"], medido, ["20 de 20 semillas"], ["14"]],
        [["Esta vez ha ocurrido"], *probadas],
        [["esta vez mucho"], ["x > 2.5"], ["cierto"], ["7 de 20 semillas"], ["14"]],
        [["Como ley, se afirma"], *probadas],
        [["positivo"], ["y > 0"], medido, ["20 de 20 semillas"], ["12"]],
    ]


def test_cada_pagina_tiene_su_apartado_con_titulo_y_sus_tablas_plegadas(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poner(
        libro / "otra.md", OTRA.replace("Es {afirma}", "Vale {cifra}`1 <y>` y {cifra}`uno <y>`; es {afirma}")
    )
    assert construir(libro, capsys)[::2] == (0, [])
    hecha = pagina_hecha(libro, "cifras")
    apartado = re.compile(
        r'<section class="de-cifras" id="(?P<id>[^"]+)">\s*'
        r'<h2>.*?href="(?P<enlace>[^"#]+)".*?>(?P<titulo>[^<>]+)<.*?'
        r"<summary>(?P<cuenta>[^<]+)</summary>(?P<tablas>.*?)</section>",
        re.DOTALL,
    )
    assert [(a["id"], a["enlace"], a["titulo"], a["cuenta"]) for a in apartado.finditer(hecha)] == [
        ("cifras-una", "una.html", "Una", "1 número, 1 ley y 1 de esta vez"),
        ("cifras-otra", "otra.html", "Otra", "2 números y 1 ley"),
    ]
    suyas = [re.findall(r'<tr id="(cifra-[0-9a-f]{10})">', a["tablas"]) for a in apartado.finditer(hecha)]
    assert [len(filas) for filas in suyas] == [3, 3]
    enlaces = re.findall(r'href="cifras.html#(cifra-[0-9a-f]+)"', pagina_hecha(libro, "otra"))
    assert enlaces == suyas[1]


def test_un_numero_suelto_no_se_parte_y_un_vector_si(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    atadas = " ".join(f"{{cifra}}`{n} <{n} * y>`" for n in ("7", "0.25", "123456"))
    poner(
        libro / "otra.md",
        OTRA + f"\n{atadas} {{cifra}}`1.5e-7 <1.5e-7 * y>` {{cifra}}`[1, 2] <[y, 2 * y]>`\n",
    )
    assert construir(libro, capsys)[::2] == (0, [])
    valores = re.findall(r"</code></td><td( class=\"valor\")?>([^<]+)<", pagina_hecha(libro, "cifras"))
    sueltos = {valor for marca, valor in valores if marca}
    assert sueltos >= {"7", "0.25", "1.5e-07", "123456"}
    assert {valor for marca, valor in valores if not marca} == {"[1, 2]", "cierto"}


def test_sin_acta_las_afirmaciones_son_ciertas_y_de_semillas_no_se_dice_nada(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert construir(libro, capsys)[::2] == (0, [])
    assert notas(libro) == [("afirma", {"data-nota": "x > 1"}), ("ocurre", {"data-nota": "x > 2.5"})]
    assert [["siempre"], ["x > 1"], ["cierto"], ["14"]] in filas(libro)
    assert "semillas" not in pagina_hecha(libro, "cifras")


def test_lo_que_le_sobra_a_una_cota_se_dice_en_la_pagina(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dejar_un_acta(libro, lambda rol: siempre(rol) | {"medido": "3", "cota": "1", "holgada": "mide 3"})
    assert construir(libro, capsys)[::2] == (0, [])
    assert filas(libro)[3][2] == ["mide 3; la cota es 1", "holgada: mide 3"]


def test_una_cota_a_una_distancia_infinita_no_se_dice(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dejar_un_acta(
        libro,
        lambda rol: siempre(rol) | {"medido": "3", "cota": "0", "ordenes": float("inf"), "dispersiones": 1e9},
    )
    assert construir(libro, capsys)[::2] == (0, [])
    assert notas(libro)[0][1]["data-mide"] == "mide 3; la cota es 0 (a más de 1000 dispersiones)"


# ——— Cuándo se vuelve a pintar ———


@pytest.fixture
def pintadas(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Las páginas que se van escribiendo."""
    escritas: list[str] = []
    original = StandaloneHTMLBuilder.write_doc

    def escribir(constructor: Any, documento: str, arbol: Any) -> None:
        escritas.append(documento)
        original(constructor, documento, arbol)

    monkeypatch.setattr(StandaloneHTMLBuilder, "write_doc", escribir)
    return escritas


def vueltas_a_pintar(libro: Path, pintadas: list[str]) -> set[str]:
    """Las que se pintan al construir, sin la que lleva el índice: Sphinx la escribe siempre."""
    pintadas.clear()
    assert cumplir("html", libro) == 0
    return set(pintadas) - {"portada"}


def test_se_pintan_las_paginas_de_las_que_el_acta_dice_otra_cosa_y_la_de_todas_las_cifras(
    libro: Path, pintadas: list[str]
) -> None:
    def solo_esta_vez(rol: Rol) -> dict[str, Any]:
        return siempre(rol) if rol.nombre == "afirma" else {"cumple": 3, "de": 20}

    assert vueltas_a_pintar(libro, pintadas) == {"una", "otra", "nada", "cifras"}
    dejar_un_acta(libro)  # aparece
    assert vueltas_a_pintar(libro, pintadas) == {"una", "otra", "cifras"}
    dejar_un_acta(libro, solo_esta_vez)  # cambia
    assert vueltas_a_pintar(libro, pintadas) == {"una", "cifras"}
    poner(libro / "nada.md", SIN_NADA + "\nY más.\n")  # es otra cosa
    assert vueltas_a_pintar(libro, pintadas) == {"nada"}
    poner(libro / "otra.md", OTRA.replace("y = 1", "y = 3"))  # se queda rancia
    assert vueltas_a_pintar(libro, pintadas) == {"otra", "cifras"}
    assert notas(libro, "otra") == [("afirma", {"data-nota": "y > 0"})]
    (libro / ACTA).unlink()  # desaparece
    assert vueltas_a_pintar(libro, pintadas) == {"una", "cifras"}
    assert notas(libro) == [("afirma", {"data-nota": "x > 1"}), ("ocurre", {"data-nota": "x > 2.5"})]


def test_un_acta_con_otra_cuenta_de_afirmaciones_no_es_de_la_pagina(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dejar_un_acta(libro)
    (libro / ACTA).write_text(re.sub(r',\n  \{"dice": "esta vez.*', "", (libro / ACTA).read_text()))
    assert construir(libro, capsys)[::2] == (
        0,
        ["1 página sin probar con otras semillas: haz `imprenta semillas`"],
    )
    assert notas(libro)[0] == ("afirma", {"data-nota": "x > 1"})


# ——— En papel ———


def test_en_papel_va_la_cuenta_de_cada_pagina(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dejar_un_acta(libro, medida)
    assert construir(libro, capsys, "pdf")[::2] == (0, [])
    leido = llano(" ".join(p.extract_text() for p in PdfReader(libro / "_build/pdf/libro.pdf").pages))
    assert "Página Números Leyes De esta vez Una 1 1 1 Otra 0 1 0 En todo el libro 1 2 1" in leido
    assert "x > 1" not in leido and "están en la edición web." in leido
