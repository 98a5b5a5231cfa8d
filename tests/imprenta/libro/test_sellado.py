"""Lo sellado vuelve igual o no vuelve, y se escribe aunque algo estorbe."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.sellado import guardar_sellado, leer_sellado, quitar

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda hijos: st.lists(hijos) | st.dictionaries(st.text(), hijos),
    max_leaves=9,
)


@given(JSON)
def test_lo_guardado_vuelve_igual(tmp_path_factory: pytest.TempPathFactory, datos: Any) -> None:
    ruta = tmp_path_factory.mktemp("taller") / "x.json"
    guardar_sellado(ruta, datos)
    assert leer_sellado(ruta) == datos == json.loads(ruta.read_text(encoding="utf-8"))["datos"]


@given(st.data())
def test_con_cualquier_octeto_cambiado_no_se_cree(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    ruta = tmp_path_factory.mktemp("taller") / "x.json"
    guardar_sellado(ruta, {"a": [1, "ñ"]})
    octetos = bytearray(ruta.read_bytes())
    octetos[data.draw(st.integers(0, len(octetos) - 1))] ^= data.draw(st.integers(1, 127))
    ruta.write_bytes(octetos)
    assert leer_sellado(ruta) is None


def test_copiado_en_el_lugar_de_otro_no_se_cree(tmp_path: Path) -> None:
    guardar_sellado(tmp_path / "a.json", 1)
    (tmp_path / "a.json").rename(tmp_path / "b.json")
    assert leer_sellado(tmp_path / "b.json") is None


def test_se_escribe_aunque_en_su_lugar_haya_otra_cosa(tmp_path: Path) -> None:
    ruta = tmp_path / "taller" / "x.json"
    (ruta / "dentro").mkdir(parents=True)
    guardar_sellado(ruta, 1)
    assert leer_sellado(ruta) == 1
    quitar(ruta.parent)
    ruta.parent.write_text("un archivo donde va la carpeta", encoding="utf-8")
    guardar_sellado(ruta, 2)
    assert leer_sellado(ruta) == 2


def test_de_un_enlace_se_quita_solo_el_enlace(tmp_path: Path) -> None:
    (tmp_path / "suya" / "honda").mkdir(parents=True)
    (tmp_path / "enlace").symlink_to(tmp_path / "suya")
    quitar(tmp_path / "enlace")
    quitar(tmp_path / "nada")
    assert [ruta.name for ruta in tmp_path.iterdir()] == ["suya"]
    assert (tmp_path / "suya" / "honda").exists()
