"""El acta de las semillas: se lee lo que se escribió, y la que no se entiende es un acta en blanco."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.acta import ACTA, Acta, ActaDePagina, Cuenta, escribir_acta, leer_acta

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


@pytest.mark.parametrize(
    "texto",
    ["", "{", "[]", "3", '{"veces": 2}', '{"veces": 2, "paginas": {"a": {"resumen": 1}}}', '"\\ud800"'],
)
def test_la_que_no_se_entiende_es_un_acta_en_blanco(tmp_path: Path, texto: str) -> None:
    (tmp_path / ACTA).write_text(texto, encoding="utf-8")
    assert leer_acta(tmp_path) == Acta()


def test_la_que_no_esta_es_un_acta_en_blanco(tmp_path: Path) -> None:
    assert leer_acta(tmp_path) == Acta()
    (tmp_path / ACTA).mkdir()
    assert leer_acta(tmp_path) == Acta()


@pytest.mark.parametrize(
    ("cumple", "de", "es_ley"), [(20, 20, True), (19, 20, True), (18, 20, False), (1, 1, True)]
)
def test_una_ley_se_cumple_en_casi_todas(cumple: int, de: int, es_ley: bool) -> None:
    assert Cuenta("", "", cumple, de).es_ley is es_ley
