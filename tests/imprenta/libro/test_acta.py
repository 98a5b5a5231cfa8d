"""El acta de las semillas: lo que se escribe es lo que se lee, y lo que no se entiende se dice."""

import json
import os
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from imprenta.libro.acta import ACTA, Acta, ActaDePagina, Cuenta, escribir_acta, leer_acta

CUENTA = Cuenta("crece", "x > 1", 19, 20, "0.31", "0.25", 0.09, 3.2, "")
UNA = Acta(20, {"a.md": ActaDePagina("abc", azar=True, lee=("datos.txt",), cuentas=(CUENTA,))})
NO_SE_ENTIENDE = Acta(reparo="no se entiende")


def test_lo_que_se_escribe_es_lo_que_se_lee(tmp_path: Path) -> None:
    escribir_acta(tmp_path, UNA)
    assert leer_acta(tmp_path) == UNA


def test_un_libro_sin_acta_no_la_tiene(tmp_path: Path) -> None:
    assert leer_acta(tmp_path) == Acta(hay=False)


@pytest.mark.parametrize(
    ("hacer", "dicho"),
    [
        (lambda ruta: ruta.mkdir(), "no se puede leer: es una carpeta"),
        (lambda ruta: os.mkfifo(ruta), "no se puede leer: es una tubería"),
        (lambda ruta: ruta.symlink_to("nada"), "no se puede leer: es un enlace a algo que no existe"),
        (lambda ruta: ruta.write_text(""), "no se entiende"),
        (lambda ruta: ruta.write_bytes(b'{"veces": "\xf1"}'), "no se entiende"),
        (lambda ruta: ruta.write_text("[" * 10**5), "no se entiende"),
        (lambda ruta: ruta.write_text("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> otra\n"), "no se entiende"),
    ],
)
def test_lo_que_no_se_deja_leer_es_un_acta_en_blanco_y_dice_por_que(
    tmp_path: Path, hacer: Any, dicho: str
) -> None:
    hacer(tmp_path / ACTA)
    assert leer_acta(tmp_path) == Acta(reparo=dicho)


def test_la_que_se_quedo_a_medias_tambien(tmp_path: Path) -> None:
    escribir_acta(tmp_path, UNA)
    entera = (tmp_path / ACTA).read_text()
    for hasta in range(len(entera.rstrip())):
        (tmp_path / ACTA).write_text(entera[:hasta])
        assert leer_acta(tmp_path) == NO_SE_ENTIENDE


DE_TEXTO = ("dice", "expresion", "medido", "cota", "holgada")
RAROS: dict[tuple[str, ...], list[Any]] = {
    DE_TEXTO: [3, None, "a\0b", "\ud800", ["0.31"]],
    ("cumple", "de"): ["3", True, 1.5, None, -1],
    ("ordenes", "dispersiones"): ["3.2", True, []],
    ("cumple",): [21],
    ("otro",): [1],
}


@pytest.mark.parametrize(
    ("campo", "valor"),
    [(campo, raro) for campos, raros in RAROS.items() for campo in campos for raro in raros],
)
def test_una_cuenta_de_otra_forma_no_se_entiende(tmp_path: Path, campo: str, valor: Any) -> None:
    escribir_acta(tmp_path, UNA)
    datos = json.loads((tmp_path / ACTA).read_text())
    datos["paginas"]["a.md"]["afirmaciones"][0][campo] = valor
    (tmp_path / ACTA).write_text(json.dumps(datos))
    assert leer_acta(tmp_path) == NO_SE_ENTIENDE


@pytest.mark.parametrize(
    ("campo", "valor"),
    [("resumen", 3), ("azar", "no"), ("lee", "abc"), ("lee", [3]), ("lee", ["a\0"]), ("afirmaciones", {})],
)
def test_una_pagina_de_otra_forma_no_se_entiende(tmp_path: Path, campo: str, valor: Any) -> None:
    escribir_acta(tmp_path, UNA)
    datos = json.loads((tmp_path / ACTA).read_text())
    datos["paginas"]["a.md"][campo] = valor
    (tmp_path / ACTA).write_text(json.dumps(datos))
    assert leer_acta(tmp_path) == NO_SE_ENTIENDE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda hijos: (
        st.lists(hijos, max_size=2)
        | st.dictionaries(st.sampled_from(["veces", "paginas", "afirmaciones", "azar"]), hijos, max_size=2)
    ),
    max_leaves=6,
)


@given(datos=JSON)
def test_ningun_json_la_hace_reventar(tmp_path_factory: pytest.TempPathFactory, datos: Any) -> None:
    raiz = tmp_path_factory.mktemp("libro")
    (raiz / ACTA).write_text(json.dumps(datos))
    acta = leer_acta(raiz)
    assert acta.reparo or not acta.paginas
