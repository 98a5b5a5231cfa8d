"""El acta de las semillas: se lee lo que se escribió, y de la que no se entiende se dice por qué."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.acta import ACTA, Acta, ActaDePagina, Cuenta, escribir_acta, leer_acta

UNA = Acta(
    20,
    {"a.md": ActaDePagina("abc", True, ("datos.txt",), (Cuenta("crece", "x > 1", 19, 20, "0.31", "0.25"),))},
)
NO_SE_ENTIENDE = Acta(reparo="no se entiende")
NUMERO = st.none() | st.floats(0, 1e6)
TEXTO = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CUENTA = st.builds(Cuenta, TEXTO, TEXTO, st.integers(0, 20), st.just(20), TEXTO, TEXTO, NUMERO, NUMERO, TEXTO)
PAGINA = st.builds(
    ActaDePagina, TEXTO, st.booleans(), st.lists(TEXTO).map(tuple), st.lists(CUENTA, max_size=3).map(tuple)
)


@given(st.builds(Acta, st.integers(1, 99), st.dictionaries(TEXTO, PAGINA, max_size=3)))
def test_se_lee_lo_que_se_escribio(acta: Acta) -> None:
    with TemporaryDirectory() as carpeta:
        escribir_acta(Path(carpeta), acta)
        assert leer_acta(Path(carpeta)) == acta


def test_cada_afirmacion_es_un_renglon(tmp_path: Path) -> None:
    """Así, en una revisión, se ve la que cambia."""
    cuentas = Cuenta("baja", "a < b", 19, 20, "1", "2", 0.3), Cuenta("sube", "b > a", 20, 20)
    escribir_acta(tmp_path, Acta(20, {"uno.md": ActaDePagina("abc", True, ("datos.csv",), cuentas)}))
    assert (tmp_path / ACTA).read_text(encoding="utf-8") == (
        '{"veces": 20, "paginas": {\n'
        ' "uno.md": {"resumen": "abc", "azar": true, "lee": ["datos.csv"], "afirmaciones": [\n'
        '  {"dice": "baja", "expresion": "a < b", "cumple": 19, "de": 20, "medido": "1", "cota": "2",'
        ' "ordenes": 0.3, "dispersiones": null, "holgada": ""},\n'
        '  {"dice": "sube", "expresion": "b > a", "cumple": 20, "de": 20, "medido": "", "cota": "",'
        ' "ordenes": null, "dispersiones": null, "holgada": ""}\n'
        " ]}\n"
        "}}\n"
    )


def test_un_libro_sin_acta_no_la_tiene(tmp_path: Path) -> None:
    assert leer_acta(tmp_path) == Acta(hay=False)


@pytest.mark.parametrize(
    ("hacer", "dicho"),
    [
        (lambda ruta: ruta.mkdir(), "no se puede leer: es una carpeta"),
        (lambda ruta: os.mkfifo(ruta), "no se puede leer: es una tubería"),
        (lambda ruta: ruta.symlink_to("nada"), "no se puede leer: es un enlace a algo que no existe"),
        *[
            (lambda ruta, texto=texto: ruta.write_text(texto), "no se entiende")
            for texto in ("", "{", "[]", "3", '{"veces": 2}', '"\\ud800"')
        ],
        (lambda ruta: ruta.write_bytes(b'{"veces": "\xf1"}'), "no se entiende"),
        (lambda ruta: ruta.write_text("[" * 10**5), "no se entiende"),
        (lambda ruta: ruta.write_text('{"veces": 2, "paginas": {"a": {"resumen": 1}}}'), "no se entiende"),
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
    DE_TEXTO: [3, None, "\ud800", ["0.31"]],
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
    [("resumen", 3), ("azar", "no"), ("lee", "abc"), ("lee", [3]), ("afirmaciones", {})],
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


@pytest.mark.parametrize(
    ("cumple", "de", "es_ley"), [(20, 20, True), (19, 20, True), (18, 20, False), (1, 1, True)]
)
def test_una_ley_se_cumple_en_casi_todas(cumple: int, de: int, es_ley: bool) -> None:
    assert Cuenta("", "", cumple, de).es_ley is es_ley
