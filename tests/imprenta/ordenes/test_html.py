"""La construcción de principio a fin, con libros pequeños: lo que sale, lo que falla y lo que se conserva."""

import os
from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, escribir_libro, pagina_hecha

PAGINA = CABECERA + "# Una página\n\n" + celda("from cuentas import doble\nx = doble(2)\nx")


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    prosa = "El valor es {cifra}`4 <x>` y se lee $\\cifra{4}{x}$.\n"
    paginas = {"portada": "# Portada\n\nHola.\n", "uno": PAGINA + prosa}
    return escribir_libro(tmp_path, paginas, {"cuentas.py": "def doble(x):\n    return 2 * x\n"})


def escribir(libro: Path, prosa: str) -> None:
    (libro / "uno.md").write_text(PAGINA + prosa, encoding="utf-8")


def test_el_libro_se_construye_con_sus_numeros(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    estado, salida, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    assert "El libro está en _build/html/index.html" in salida
    assert pagina_hecha(libro, "index") == pagina_hecha(libro, "portada")
    html = pagina_hecha(libro)
    assert '<span class="cifra"' in html and "<mn>4</mn>" in html
    assert "cifra{" not in html and "&lt;x&gt;" not in html


def test_todo_lo_publicado_lo_puede_leer_otro_usuario(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un servidor de páginas no es el autor: con lo que `mkstemp` hace, los cuadernos no se servían."""
    mascara = os.umask(0o022)
    try:
        construir(libro, capsys)
    finally:
        os.umask(mascara)
    publicado = [ruta for ruta in (libro / "_build" / "html").rglob("*") if ruta.is_file()]
    assert (libro / "_build/html/descargas/uno.ipynb") in publicado
    assert [ruta for ruta in publicado if ruta.stat().st_mode & 0o444 != 0o444] == []


def test_un_libro_que_no_nombra_la_extension_se_pinta_igual(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert construir(libro, capsys)[0] == 0
    con_ella = pagina_hecha(libro)
    config = (libro / "_config.yml").read_text(encoding="utf-8")
    (libro / "_config.yml").write_text(
        config.replace("  extra_extensions: [imprenta.extension]\n", ""), encoding="utf-8"
    )
    assert construir(libro, capsys)[0::2] == (0, [])
    assert pagina_hecha(libro) == con_ella


def test_cambiar_un_modulo_cambia_la_pagina(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    construir(libro, capsys)
    (libro / "code" / "cuentas.py").write_text("def doble(x):\n    return 3 * x\n", encoding="utf-8")
    estado, _, faltas = construir(libro, capsys)
    assert estado == 1
    assert faltas[0] == "uno.md:13:21: la prosa dice 4; x = 6"
    escribir(libro, "Su valor es {cifra}`6 <x>`.\n")
    assert construir(libro, capsys)[0] == 0
    assert ">6</span>" in pagina_hecha(libro)


FALLOS = {
    "El valor es {cifra}`5 <x>`.\n": "uno.md:13:21: la prosa dice 5; x = 4",
    "Hay 7 cosas.\n": "uno.md:13:5: 7 ",
    "Mira {ref}`no-existe`.\n": "uno.md:13:1: ",
    "\n\nMira {ref}`no-existe`.\n": "uno.md:15:1: ",
    "Hola.\n\nMira {ref}`no-existe`.\n": "uno.md:15:1: ",
    "```{note}\nMira {ref}`no-existe`.\n```\n": "uno.md:14:1: ",
    "```{code-cell} python\n1 / 0\n```\n": "uno.md:14:1: ZeroDivisionError: division by zero",
    "```{code-cell} python\nimport nada\n```\n": "uno.md:14:1: ModuleNotFoundError: No module named 'nada'",
}


def test_un_fallo_lo_es_hasta_que_se_arregla_y_no_toca_el_ultimo_libro_bueno(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    construir(libro, capsys)
    buena = pagina_hecha(libro)
    for prosa, falta in FALLOS.items():
        escribir(libro, prosa)
        for _ in range(2):
            estado, _, faltas = construir(libro, capsys)
            assert estado == 1
            assert len(faltas) == 1 and faltas[0].startswith(falta)
            assert pagina_hecha(libro) == buena
    escribir(libro, "Ya está: {cifra}`4 <x>`.\n")
    assert construir(libro, capsys)[0] == 0
    assert "Ya está" in pagina_hecha(libro)


@pytest.mark.parametrize(
    ("texto", "linea"),
    [("# P\n\nMira {ref}`no`.\n", 3), ("\n\n# P\n\nMira {ref}`no`.\n", 5), (CABECERA + "# P {ref}`no`\n", 5)],
)
def test_la_linea_de_un_aviso_es_la_del_autor(
    libro: Path, capsys: pytest.CaptureFixture[str], texto: str, linea: int
) -> None:
    (libro / "portada.md").write_text(texto, encoding="utf-8")
    assert construir(libro, capsys)[2] == [f"portada.md:{linea}:1: etiqueta indefinida: 'no'"]


def test_una_pagina_que_no_existe(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (libro / "uno.md").unlink()
    assert construir(libro, capsys) == (1, "", ["_toc.yml:4:11: no existe la página «uno»"])
