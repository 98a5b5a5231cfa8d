"""Los resultados de una celda: lo que se dobla en una pantalla estrecha y lo que no."""

import pytest
from docutils import nodes
from docutils.utils import new_document

from imprenta.pintar.web.celdas import DoblarProsa


@pytest.mark.parametrize(
    ("clase", "texto", "es_prosa"),
    [
        ("text_plain", "Todavía no: has sumado.", True),
        ("text_plain", "Todavía no: has sumado.\nLos factores se multiplican.", True),
        ("text_plain", "array([[1., 0.],\n       [0., 1.]])", False),
        ("text_plain", "{'X': (5, 8),\n 'Q': (5, 3)}", False),
        ("text_html", "Todavía no: has sumado.", False),
    ],
)
def test_se_dobla_lo_que_no_lleva_columnas_alineadas(clase: str, texto: str, es_prosa: bool) -> None:
    pagina = new_document("uno")
    resultado = nodes.literal_block(texto, texto, classes=["output", clase])
    pagina += resultado
    DoblarProsa(pagina).run()
    assert ("prosa" in resultado["classes"]) == es_prosa
