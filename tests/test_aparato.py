"""Lo que acompaña al libro: la lista del inglés al español y el README hacen lo que prometen."""

import re
from pathlib import Path

LIBRO = Path(__file__).parents[1] / "book"
GLOSARIO = (LIBRO / "glosario.md").read_text(encoding="utf-8")


def test_toda_palabra_inglesa_lleva_a_su_termino() -> None:
    """Cada inglesa en cursiva del glosario está, con su término, en la lista del inglés al español."""
    vuelta = dict(re.findall(r"^- \*(.+)\*: \{term\}`(.+)`$", GLOSARIO, re.MULTILINE))
    ida = re.findall(r"^(\S.*)\n  \*(.+?)\*\. ", GLOSARIO, re.MULTILINE)
    assert len(vuelta) > 50
    assert vuelta == {
        inglesa: t for t, ing in ida for inglesa in ing.split(", ") if inglesa.lower() != t.lower()
    }


def test_el_readme_ensena_el_libro_y_pesa_poco() -> None:
    raiz = LIBRO.parent
    imagenes = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", (raiz / "README.md").read_text(encoding="utf-8"))
    assert imagenes
    for alternativo, ruta in imagenes:
        assert len(alternativo) > 20
        assert 0 < (raiz / ruta).stat().st_size < 200_000
