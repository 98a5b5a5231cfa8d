"""Un libro que se adopta poco a poco se pinta con lo que aún no está cubierto, y dice cuánto queda."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, construir, escribir_libro, pagina_hecha, poner, sin_avisos_ajenos

from imprenta.admision import Admision
from imprenta.editor.borrador import Borrador
from imprenta.editor.diagnosticos import diagnosticos_de
from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro
from imprenta.mesa.mesa import Juicio
from imprenta.ordenes.en_vivo import BIEN, MAL, EnVivo

GRADUAL = f"{CONFIG}imprenta: {{cubiertas: [uno]}}\n"
UNO = f"{CABECERA}# Uno\n\n{celda('x = 0.73')}Vale {{cifra}}`0.73 <x>`.\n"
DOS = f"""\
{CABECERA}# Dos

{celda("import time; y = time.time() > 0")}En 1998, un 15 % y $a=7$; y <b>8</b>.

:::{{note}}
De 9 en 9.
:::
"""
TODAS = "# Todas\n\n```{cifras-verificadas}\n```\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, {"todas": TODAS, "uno": UNO, "dos": DOS}, config=GRADUAL)


def test_se_pinta_lo_que_no_esta_cubierto_y_se_cuenta(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estado, dicho, faltas = construir(libro, capsys)
    nota = "_sin_cubrir.yml: apuntados 6 sin cubrir; guárdalo con el libro"
    assert (estado, [falta for falta in faltas if "/" not in falta]) == (0, [nota])
    assert "1 cifra · 0 afirmaciones · 0 fórmulas · 0 datos · 6 sin cubrir (se admiten 6) · 0 falsas" in dicho
    assert "En 1998" in pagina_hecha(libro, "dos")
    todas = pagina_hecha(libro, "todas")
    assert "Números que nadie ha comprobado todavía: 6" in todas
    assert re.search(r'href="dos.html"><span class="doc">Dos</span></a>: 6', todas)
    (libro / "_sin_cubrir.yml").unlink()  # de él no sale nada de lo que se pinta
    assert "Nada ha cambiado" in construir(libro, capsys)[1]
    # Lo que mide el reloj solo importa si va antes de algo que se ata al código.
    antes = DOS.replace("# Dos\n", f"# Dos\n\n{celda('z = 1')}Es {{cifra}}`1 <z>`.\n")
    poner(libro / "dos.md", antes)
    assert construir(libro, capsys, "verify")[0] == 0
    poner(libro / "dos.md", f"{DOS}\nY {{afirma}}`pasa el tiempo <y>`.\n")
    [reloj] = [falta for falta in construir(libro, capsys, "verify")[2] if falta.startswith("dos.md")]
    assert reloj.startswith("dos.md:8:18: time.time lee el reloj")


def test_lo_que_dibuja_una_pagina_cubierta_se_sigue_mirando(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = GRADUAL.replace("[imprenta.extension]", "[imprenta.extension, sphinx.ext.autodoc]")
    escribir_libro(libro, {"todas": TODAS, "uno": f"{UNO}\nMás.\n", "dos": DOS}, config=config)
    for pagina in ("uno", "dos"):
        texto = (libro / f"{pagina}.md").read_text(encoding="utf-8")
        poner(libro / f"{pagina}.md", f"{texto}\n```{{autofunction}} statistics.pvariance\n```\n")
    faltas = construir(libro, capsys)[2]
    assert [falta.partition(":")[0] for falta in faltas if "la página dibujada enseña" in falta] == ["uno.md"]


def test_lo_vivo_mira_el_trinquete_y_no_lo_toca(libro: Path) -> None:
    vivo, anuncios = EnVivo(), list[str]()
    try:
        with sin_avisos_ajenos():
            assert vivo.construir(libro, anuncios.append) == BIEN
            assert not (libro / "_sin_cubrir.yml").exists()
            poner(libro / "_sin_cubrir.yml", "dos.md: 9\n")
            assert vivo.construir(libro, anuncios.append) == BIEN
            poner(libro / "_sin_cubrir.yml", "dos.md: 5\n")
            assert vivo.construir(libro, anuncios.append) == MAL
    finally:
        vivo.cerrar()
    assert not any(anuncios[:-1])
    assert anuncios[-1].startswith("dos.md:1:1: hay 6 sin cubrir, y _sin_cubrir.yml admite 5: ")
    assert (libro / "_sin_cubrir.yml").read_text() == "dos.md: 5\n"


@pytest.mark.lenta
def test_con_jupyter_book_tambien(libro: Path) -> None:
    orden = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(libro)]
    marcha = subprocess.run(orden, capture_output=True, text=True)
    assert marcha.returncode == 0, marcha.stderr
    assert "En 1998" in pagina_hecha(libro, "dos")
    assert not (libro / "_sin_cubrir.yml").exists()
    poner(libro / "_sin_cubrir.yml", "dos.md: 5\n")
    marcha = subprocess.run(orden, capture_output=True, text=True)
    assert marcha.returncode != 0
    assert "dos.md:1:1: hay 6 sin cubrir, y _sin_cubrir.yml admite 5: " in marcha.stderr + marcha.stdout


def test_el_editor_avisa_de_lo_que_se_admite_y_marca_lo_que_sobra(libro: Path) -> None:
    poner(libro / "_sin_cubrir.yml", "dos.md: 6\n")
    jornada = Jornada(leer_libro(libro), solo_prosa=True)
    assert jornada.juzgado.faltas == []
    ruta = libro / "dos.md"

    def subrayado(texto: str) -> list[tuple[int, str]]:
        juzgado = Jornada(jornada.libro, True, {ruta: texto.encode()}).juzgado
        juicio = Juicio(juzgado.paginas[ruta], juzgado.informes[ruta])
        dichos = diagnosticos_de(juicio, Borrador(texto))
        return [(int(uno.severity or 0), str(uno.code)) for uno in dichos]

    assert subrayado(DOS) == [(2, "sin-cubrir")] * 6
    jornada.admision.recordar()
    assert subrayado(DOS.replace("En 1998", "En 1998 y 5")).count((1, "sin-cubrir")) == 2
    assert Admision(jornada.libro).trinquete.cuentas == {"dos.md": 6}
