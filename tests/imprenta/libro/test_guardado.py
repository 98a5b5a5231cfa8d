"""Lo guardado que no es lo que se guardó no se cree, sea lo que sea; se vuelve a hacer."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.disco import quitar
from imprenta.libro.guardado import guardado, guardar


@given(st.data())
def test_un_octeto_cambiado_quitado_o_puesto_basta(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    ruta = tmp_path_factory.mktemp("taller") / "a.json"
    guardar(ruta, {"clave": "a", "lista": [1, None, "ñ"]})
    octetos = ruta.read_bytes()
    desde = data.draw(st.integers(0, len(octetos) - 1))
    hasta = data.draw(st.integers(desde, len(octetos)))
    ruta.write_bytes(octetos[:desde] + data.draw(st.binary(max_size=3)) + octetos[hasta:])
    assert guardado(ruta) is None or ruta.read_bytes() == octetos


AJENOS: dict[str, Callable[[Path], object]] = {
    "vacío": lambda ruta: ruta.write_bytes(b""),
    "nulos": lambda ruta: ruta.write_bytes(bytes(99)),
    "una lista": lambda ruta: ruta.write_text("[1]"),
    "muy hondo": lambda ruta: ruta.write_text("[" * 100_000),
    "no es UTF-8": lambda ruta: ruta.write_bytes(b"\xff\n{}"),
    "carpeta": Path.mkdir,
    "tubería": os.mkfifo,
    "enlace roto": lambda ruta: ruta.symlink_to("nada"),
}


@pytest.mark.parametrize("poner", AJENOS.values(), ids=AJENOS)
def test_lo_ajeno_no_se_cree_y_se_vuelve_a_guardar(tmp_path: Path, poner: Callable[[Path], object]) -> None:
    ruta = tmp_path / ".imprenta" / "a.json"
    ruta.parent.mkdir()
    poner(ruta)
    assert guardado(ruta) is None
    guardar(ruta, {"a": [1]})
    assert guardado(ruta) == {"a": [1]}
    assert ruta.is_file() and not ruta.is_symlink()


def test_copiado_en_el_lugar_de_otro_no_se_cree(tmp_path: Path) -> None:
    guardar(tmp_path / "a.json", 1)
    (tmp_path / "a.json").rename(tmp_path / "b.json")
    assert guardado(tmp_path / "b.json") is None


def test_de_un_enlace_se_quita_solo_el_enlace(tmp_path: Path) -> None:
    (tmp_path / "suya" / "honda").mkdir(parents=True)
    (tmp_path / "enlace").symlink_to(tmp_path / "suya")
    quitar(tmp_path / "enlace")
    quitar(tmp_path / "nada")
    assert [ruta.name for ruta in tmp_path.iterdir()] == ["suya"]
    assert (tmp_path / "suya" / "honda").exists()
