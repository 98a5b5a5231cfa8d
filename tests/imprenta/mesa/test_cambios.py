"""Cambiar unos trozos de una página no toca nada más de su archivo, se escriba como se escriba."""

import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.leer.lectura import leer
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import NoSePuede
from imprenta.libro.pagina import Pagina
from imprenta.mesa.cambios import Cambio, con_cambios, guardar_cambios

LETRAS = st.text('ab1ñé−½😀"\\\n{}`', min_size=1, max_size=30)
SALTOS = st.sampled_from(["\n", "\r\n", "\r"])
MARCAS = st.sampled_from([b"", b"\xef\xbb\xbf"])
COMO_JSON = st.fixed_dictionaries(
    {"ensure_ascii": st.booleans(), "indent": st.sampled_from([None, 1, 4]), "sort_keys": st.booleans()}
)


def de_md(octetos: bytes) -> Pagina:
    return leer(Path("pagina.md"), octetos)


def cambiado(texto: str, cambios: Iterable[Cambio]) -> str:
    for cambio in sorted(cambios, reverse=True):
        texto = texto[: cambio.inicio] + cambio.nuevo + texto[cambio.fin :]
    return texto


@st.composite
def cambios_de(draw: st.DrawFn, texto: str) -> list[Cambio]:
    cortes = sorted(draw(st.sets(st.integers(0, len(texto)), max_size=6)))
    return [Cambio(a, b, draw(LETRAS)) for a, b in zip(cortes[::2], cortes[1::2], strict=False)]


@given(st.lists(st.tuples(LETRAS, SALTOS), min_size=1, max_size=6), MARCAS, st.booleans(), st.data())
def test_en_una_pagina_de_texto_solo_cambia_lo_pedido(
    renglones: list[tuple[str, str]], marca: bytes, con_final: bool, data: st.DataObject
) -> None:
    escrito = "".join(renglon.replace("\n", "") + salto for renglon, salto in renglones)
    octetos = marca + (escrito if con_final else escrito.rstrip("\r\n")).encode() + b"x"
    pagina = de_md(octetos)
    cambios = data.draw(cambios_de(pagina.texto))

    hecho = con_cambios(pagina, octetos, cambios)

    assert de_md(hecho).texto == cambiado(pagina.texto, cambios)
    assert hecho.startswith(marca)
    assert con_cambios(pagina, octetos, []) == octetos


@given(st.text("ab1ñ−\r\n", max_size=40), st.data())
def test_los_octetos_de_fuera_son_los_mismos(escrito: str, data: st.DataObject) -> None:
    """Con un cambio que no lleva saltos, lo de antes y lo de después no se mueven."""
    octetos = b"a" + escrito.encode() + b"z"
    pagina = de_md(octetos)
    (linea,) = data.draw(st.lists(st.sampled_from(range(pagina.en_lineas.total)), min_size=1, max_size=1))
    a, b = pagina.en_lineas.principio(linea), pagina.en_lineas.fin(linea)
    inicio = data.draw(st.integers(a, b))
    fin = data.draw(st.integers(inicio, b))

    hecho = con_cambios(pagina, octetos, [Cambio(inicio, fin, "NUEVO")])

    antes, despues = hecho.split(b"NUEVO")
    assert octetos.startswith(antes)
    assert octetos.endswith(despues)
    assert octetos[len(antes) : len(octetos) - len(despues)].decode() == pagina.texto[inicio:fin]


def cuaderno(fuentes: Sequence[Any], **como: Any) -> str:
    celdas = [{"cell_type": "markdown", "metadata": {}, "source": fuente} for fuente in fuentes]
    todo = {"cells": celdas, "metadata": {"de": "é😀"}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(todo, **como)


FUENTES = st.lists(LETRAS.map(lambda t: t + "x"), min_size=1, max_size=3)


@given(FUENTES, st.booleans(), COMO_JSON, SALTOS, MARCAS, st.data())
def test_en_un_cuaderno_solo_cambia_lo_pedido(
    fuentes: list[str],
    en_lista: bool,
    como: dict[str, Any],
    salto: str,
    marca: bytes,
    data: st.DataObject,
) -> None:
    como_van = [f.splitlines(keepends=True) if en_lista else f for f in fuentes]
    octetos = marca + (cuaderno(como_van, **como).replace("\n", salto) + salto).encode()
    ruta = Path("pagina.ipynb")
    pagina = leer(ruta, octetos)
    escritas = [n for n, (_, _, suyo) in enumerate(pagina.cuaderno.renglones) if suyo is not None]
    texto, linea = pagina.en_lineas, data.draw(st.sampled_from(escritas))
    inicio = data.draw(st.integers(texto.principio(linea), texto.fin(linea)))
    fin = data.draw(st.integers(inicio, texto.fin(linea)))
    cambio = Cambio(inicio, fin, data.draw(LETRAS.map(lambda t: t.replace("\n", ""))))

    hecho = con_cambios(pagina, octetos, [cambio])

    assert leer(ruta, hecho).texto == cambiado(pagina.texto, [cambio])
    iguales = iguales_al_principio(octetos, hecho) + iguales_al_principio(octetos[::-1], hecho[::-1])
    assert len(octetos) - iguales <= len(json.dumps(pagina.texto[inicio:fin] + cambio.nuevo))
    assert hecho.startswith(marca)


def iguales_al_principio(unos: bytes, otros: bytes) -> int:
    return next((n for n, (a, b) in enumerate(zip(unos, otros, strict=False)) if a != b), len(unos))


def test_un_cuaderno_con_escapes_de_varias_maneras() -> None:
    crudo = cuaderno(["X"]).replace('"X"', r'"\u00e9 a\/b \ud83d\ude00 é 7\n8 é"')
    pagina = leer(Path("a.ipynb"), crudo.encode())
    lugar = pagina.texto.index("7\n8")

    hecho = con_cambios(pagina, crudo.encode(), [Cambio(lugar, lugar + 3, "9\n−1")])

    assert hecho.decode() == crudo.replace(r"7\n8", r"9\n−1")


def test_un_cambio_que_pasa_de_un_texto_a_otro_de_una_lista() -> None:
    crudo = cuaderno([["uno 1\n", "2 dos"]])
    pagina = leer(Path("a.ipynb"), crudo.encode())
    lugar = pagina.texto.index("1\n2")

    hecho = con_cambios(pagina, crudo.encode(), [Cambio(lugar, lugar + 3, "3\n4")])
    assert hecho.decode() == crudo.replace("uno 1", "uno 3").replace("2 dos", "4 dos")
    with pytest.raises(ValueError, match="están en textos distintos"):
        con_cambios(pagina, crudo.encode(), [Cambio(lugar, lugar + 3, "34")])


def test_lo_que_pone_la_imprenta_no_se_cambia() -> None:
    crudo = cuaderno(["uno"])
    pagina = leer(Path("a.ipynb"), crudo.encode())
    with pytest.raises(ValueError, match="lo pone la imprenta"):
        con_cambios(pagina, crudo.encode(), [Cambio(len(pagina.texto), len(pagina.texto), "x")])


def test_dos_cambios_no_se_pisan() -> None:
    with pytest.raises(ValueError, match="dos cambios pisan el mismo texto"):
        con_cambios(de_md(b"abc"), b"abc", [Cambio(0, 2, "x"), Cambio(1, 3, "y")])


# ——— Guardar ———


@pytest.fixture
def libro(tmp_path: Path) -> Libro:
    (tmp_path / "_config.yml").write_text("title: Uno\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: uno\n", encoding="utf-8")
    (tmp_path / "uno.md").write_bytes(b"# Uno\r\n\r\nVale 3.\r\n")
    return leer_libro(tmp_path)


def leida(libro: Libro) -> tuple[Pagina, bytes]:
    octetos = (libro.raiz / "uno.md").read_bytes()
    return leer(Path("uno.md"), octetos), octetos


TRES = Cambio(12, 13, "42")


def test_se_guarda_con_su_modo_y_por_su_enlace(libro: Libro, tmp_path: Path) -> None:
    archivo, real = tmp_path / "uno.md", tmp_path / "fuera" / "de_verdad.md"
    real.parent.mkdir()
    archivo.rename(real)
    archivo.symlink_to(real)
    real.chmod(0o640)

    guardar_cambios(libro, *leida(libro), [TRES])

    assert archivo.is_symlink()
    assert real.read_bytes() == b"# Uno\r\n\r\nVale 42.\r\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert list(real.parent.iterdir()) == [real]


def se_niega(libro: Libro, leido: tuple[Pagina, bytes], dicho: str) -> None:
    antes = (libro.raiz / "uno.md").read_bytes()
    with pytest.raises(NoSePuede) as negativa:
        guardar_cambios(libro, *leido, [TRES])
    assert str(negativa.value) == dicho
    assert (libro.raiz / "uno.md").read_bytes() == antes


def test_no_se_guarda_sobre_lo_que_ha_cambiado(libro: Libro, tmp_path: Path) -> None:
    leido = leida(libro)
    (tmp_path / "uno.md").write_text("# Otra cosa\n", encoding="utf-8")
    se_niega(libro, leido, "uno.md:3:6: ha cambiado en el disco desde que se leyó: vuelve a empezar")


def test_no_se_guarda_sobre_un_conflicto(libro: Libro, tmp_path: Path) -> None:
    (tmp_path / "uno.md").write_text("# Uno\n\nVale 3.\n<<<<<<< HEAD\n", encoding="utf-8")
    dicho = "uno.md:4:1: git ha dejado aquí un conflicto sin resolver: resuélvelo antes"
    se_niega(libro, leida(libro), dicho)


def test_no_se_guarda_lo_que_git_tiene_a_medio_unir(libro: Libro, tmp_path: Path) -> None:
    def git(*orden: str) -> None:
        quien = ["-c", "user.name=a", "-c", "user.email=a@a"]
        subprocess.run(["git", *quien, *orden], cwd=tmp_path, capture_output=True, check=False)

    archivo = tmp_path / "uno.md"
    git("init", "-q", "-b", "principal")
    git("add", ".")
    git("commit", "-qm", "uno")
    git("checkout", "-qb", "otra")
    archivo.write_text("# Dos\n\nVale 4.\n", encoding="utf-8")
    git("commit", "-qam", "dos")
    git("checkout", "-q", "principal")
    archivo.write_text("# Tres\n\nVale 5.\n", encoding="utf-8")
    git("commit", "-qam", "tres")
    git("merge", "otra")
    archivo.write_text("# Uno\n\nVale 3.\n", encoding="utf-8")  # sin marcas, pero sin `git add`

    dicho = "git no ha acabado de unir este archivo: resuelve el conflicto y haz `git add` antes"
    se_niega(libro, leida(libro), f"uno.md:3:6: {dicho}")
    git("add", ".")
    guardar_cambios(libro, *leida(libro), [TRES])


def test_no_se_guarda_lo_que_es_solo_de_lectura(libro: Libro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # quien es root puede con todo
    se_niega(libro, leida(libro), "uno.md:3:6: no se puede escribir: permiso denegado")
