"""Publicar mientras se mira: queda lo mismo que en el origen, y nadie ve nada a medias."""

from pathlib import Path

import pytest
from carpetas import dejar_en, hay_en
from hypothesis import given, settings
from hypothesis import strategies as st

from imprenta.publicar.uno_a_uno import poner_al_dia

NOMBRES = st.sampled_from(["a.html", "b.html", "c/a.html", "c/d/e.svg", "c/d/f.js", "d", "d/g.txt"])
CARPETAS = st.dictionaries(NOMBRES, st.binary(max_size=4)).filter(lambda c: not {"d", "d/g.txt"} <= c.keys())


@settings(max_examples=40)
@given(antes=CARPETAS, ahora=CARPETAS)
def test_queda_lo_mismo_y_la_segunda_vez_no_hay_nada_que_hacer(
    antes: dict[str, bytes], ahora: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    casa = tmp_path_factory.mktemp("casa")  # una por ejemplo
    dejar_en(casa / "destino", antes)
    dejar_en(casa / "origen", ahora)
    poner_al_dia(casa / "destino", casa / "origen")
    assert hay_en(casa / "destino") == ahora
    assert all(any(ruta.iterdir()) for ruta in (casa / "destino").rglob("*") if ruta.is_dir())
    assert poner_al_dia(casa / "destino", casa / "origen") == []


def test_una_pagina_cambia_cuando_ya_esta_lo_que_ensena(tmp_path: Path) -> None:
    dejar_en(tmp_path / "origen", {"a.html": b"1", "z.svg": b"2", "m/b.html": b"3"})
    assert poner_al_dia(tmp_path / "destino", tmp_path / "origen") == ["z.svg", "a.html", "m/b.html"]


def test_un_enlace_se_cambia_por_el_archivo_y_no_se_escribe_a_traves_de_el(tmp_path: Path) -> None:
    dejar_en(tmp_path / "origen", {"a.html": b"1", "c/b.html": b"2"})
    dejar_en(tmp_path / "ajeno", {"a.html": b"de otro"})
    (tmp_path / "destino").mkdir()
    (tmp_path / "destino" / "a.html").symlink_to(tmp_path / "ajeno" / "a.html")
    (tmp_path / "destino" / "c").symlink_to(tmp_path / "ajeno")
    poner_al_dia(tmp_path / "destino", tmp_path / "origen")
    assert hay_en(tmp_path / "destino") == {"a.html": b"1", "c/b.html": b"2"}
    assert hay_en(tmp_path / "ajeno") == {"a.html": b"de otro"}
