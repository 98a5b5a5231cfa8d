"""El aparato del libro: el glosario y la notación hacen lo que prometen."""

import re
from pathlib import Path

import pytest

from imprenta.libro.espanol import orden

LIBRO = Path(__file__).parents[1] / "book"
GLOSARIO = (LIBRO / "glosario.md").read_text(encoding="utf-8")
NOTACION = (LIBRO / "notacion.md").read_text(encoding="utf-8")
CAPITULOS = [
    "gradiente-desvaneciente",
    "aprendizaje",
    "transformer",
    "ia-generativa",
    "transformador-minusculo",
]


def _terminos() -> list[str]:
    glosario = re.search(r"```\{glossary\}\n(.*?)\n```", GLOSARIO, re.DOTALL)
    assert glosario is not None
    return re.findall(r"^(\S.*)$", glosario[1], re.MULTILINE)


def test_el_glosario_va_en_orden_espanol():
    assert _terminos() == sorted(_terminos(), key=orden)
    assert len(_terminos()) == len(set(_terminos())) > 50


def test_toda_palabra_inglesa_lleva_a_su_termino():
    """Cada inglesa en cursiva del glosario está, con su término, en la lista del inglés al español."""
    vuelta = dict(re.findall(r"^- \*(.+)\*: \{term\}`(.+)`$", GLOSARIO, re.MULTILINE))
    ida = re.findall(r"^(\S.*)\n  \*(.+?)\*\. ", GLOSARIO, re.MULTILINE)
    assert vuelta == {
        inglesa: t for t, ing in ida for inglesa in ing.split(", ") if inglesa.lower() != t.lower()
    }


@pytest.mark.parametrize("capitulo", CAPITULOS)
def test_el_capitulo_usa_el_glosario_el_indice_y_dice_que_recordar(capitulo):
    texto = (LIBRO / f"{capitulo}.md").read_text(encoding="utf-8")
    usados = re.findall(r"\{term\}`(?:[^`<]*<)?([^`>]+)>?`", texto)
    assert len(usados) >= 4
    assert len(usados) == len(set(usados)), "el glosario se enlaza la primera vez, y solo esa"
    assert "```{index}" in texto
    assert "## Lo que conviene recordar" in texto
    assert "[ejercicios de este capítulo](ejercicios.md#" in texto.rstrip().splitlines()[-1]


def test_el_readme_ensena_el_libro_y_pesa_poco():
    raiz = LIBRO.parent
    imagenes = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", (raiz / "README.md").read_text(encoding="utf-8"))
    assert imagenes
    for alternativo, ruta in imagenes:
        assert len(alternativo) > 20
        assert 0 < (raiz / ruta).stat().st_size < 200_000


def test_cada_simbolo_enlazado_esta_en_la_notacion():
    definidos = re.findall(r"\]\{#(simbolo-[\w-]+)\}", NOTACION)
    assert len(definidos) == len(set(map(str.lower, definidos)))
    enlazados = {
        s for p in LIBRO.glob("*.md") for s in re.findall(r"\(#(simbolo-[\w-]+)\)", p.read_text("utf-8"))
    }
    assert enlazados <= set(definidos)
    assert len(enlazados) > 10
