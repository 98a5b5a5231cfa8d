"""La nota de una cifra atada, en un libro con cualquier tema y sin página de todas las cifras."""

import html
import re
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, cumplir, escribir_libro, pagina_hecha

from imprenta.pintar.notas_al_pasar import HOJA_DE_NOTAS

UNA = (
    CABECERA
    + "# Una\n\n"
    + celda("import math\nx = math.exp(-1)")
    + "## Y {cifra}`0.37 <x>`\n\n"
    + "Vale {cifra}`0.3679 <x>` y es {afirma}`menor que uno <x < 1>`.\n"
)
TEMAS = ["sphinx_book_theme", "pydata_sphinx_theme", "furo", "alabaster"]


def del_tema(tema: str) -> str:
    return CONFIG.replace("html_theme: basic", f"html_theme: {tema}")


@pytest.mark.parametrize("tema", TEMAS)
def test_la_nota_se_ve_con_cualquier_tema(tmp_path: Path, tema: str) -> None:
    libro = escribir_libro(tmp_path, {"una": UNA, "otra": "# Otra\n\nHola.\n"}, config=del_tema(tema))
    assert cumplir("html", libro) == 0
    pagina = pagina_hecha(libro, "una")
    notas = re.findall(r'<span class="(?:cifra|afirma)" data-nota="([^"]*)"', pagina)
    assert list(map(html.unescape, notas)) == ["x = 0.36787944117144233", "x < 1"]  # la del título, no
    assert f"_static/{HOJA_DE_NOTAS}" in pagina and HOJA_DE_NOTAS not in pagina_hecha(libro, "otra")
    assert "content: attr(data-nota)" in (libro / f"_build/html/_static/{HOJA_DE_NOTAS}").read_text("utf-8")
