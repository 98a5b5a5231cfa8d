"""El trinquete en el disco: se lee lo que se escribió, y de lo que no se entiende se dice dónde y por qué."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.trinquete import (
    EL_MENOR,
    NO_ES_UNA_CUENTA,
    SIN_CUBRIR,
    Trinquete,
    _leido,
    escribir_trinquete,
    leer_trinquete,
    trinquete_escrito,
)

NOMBRES = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1)


@given(st.dictionaries(NOMBRES, st.integers(0, 10**6)))
def test_se_lee_lo_que_se_escribe_menos_los_ceros(cuentas: dict[str, int]) -> None:
    assert _leido(trinquete_escrito(cuentas)) == Trinquete(
        {n: cuenta for n, cuenta in cuentas.items() if cuenta}
    )


def test_un_renglon_por_pagina_y_en_orden(tmp_path: Path) -> None:
    escribir_trinquete(tmp_path, {"temas/uno.md": 3, "dos.md": 0, "«á: b».ipynb": 12})
    escrito = (tmp_path / SIN_CUBRIR).read_text(encoding="utf-8").splitlines()
    assert [linea for linea in escrito if not linea.startswith("#")] == [
        "temas/uno.md: 3",
        "'«á: b».ipynb': 12",
    ]


def test_conserva_los_comentarios_con_que_empieza(tmp_path: Path) -> None:
    (tmp_path / SIN_CUBRIR).write_text("# Lo nuestro.\n#\ndos.md: 3\n# Otro.\n")
    escribir_trinquete(tmp_path, {"dos.md": 2})
    assert (tmp_path / SIN_CUBRIR).read_text() == "# Lo nuestro.\n#\ndos.md: 2\n"


def test_sin_archivo_no_hay_trinquete(tmp_path: Path) -> None:
    assert leer_trinquete(tmp_path) == Trinquete(hay=False)


@pytest.mark.parametrize(
    ("octetos", "falta"),
    [
        (b"a.md: 3\n<<<<<<< HEAD\nb.md: 3\n=======\nb.md: 2\n>>>>>>> otra\n", f"2:1: {EL_MENOR}"),
        (b"a.md: 3\nb.md: muchos\n", f"2:7: {NO_ES_UNA_CUENTA}"),
        (b"a.md: 3\nb.md: -1\n", f"2:7: {NO_ES_UNA_CUENTA}"),
        (b"a.md: true\n", f"1:7: {NO_ES_UNA_CUENTA}"),
        (b"- a.md\n", f"1:1: {NO_ES_UNA_CUENTA}"),
        (b"a.md: 3\na.md: 2\n", "2:1: YAML mal escrito: la clave «a.md» está repetida"),
        (b"a.md: \xff\n", "1:7: no está en UTF-8: el octeto 0xFF no se entiende"),
    ],
)
def test_lo_que_no_se_entiende_se_dice_y_no_admite_nada_mas(
    tmp_path: Path, octetos: bytes, falta: str
) -> None:
    (tmp_path / SIN_CUBRIR).write_bytes(octetos)
    leido = leer_trinquete(tmp_path)
    assert [*map(str, leido.faltas)] == [f"_sin_cubrir.yml:{falta}"]
    assert not leido.cuentas


def test_una_carpeta_no_es_un_trinquete(tmp_path: Path) -> None:
    (tmp_path / SIN_CUBRIR).mkdir()
    [falta] = leer_trinquete(tmp_path).faltas
    assert str(falta) == "_sin_cubrir.yml:1:1: no se puede leer: es una carpeta"
