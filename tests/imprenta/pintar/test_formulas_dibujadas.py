r"""Lo que se dibuja de una fórmula: la separación de un salto de fila no es un número suyo."""

import re

import pytest
from docutils import nodes

from imprenta.juzgar.formula.lexemas import cifras_a_la_vista
from imprenta.pintar.mathml import mathml

MEDIDAS = ["[2pt]", "*[2pt]", " [4837pt]", "[ 2.5 em ]", "[-1,5ex]", "[0.5\\baselineskip]", "[3 mu]"]
SEPARACIONES = ["", "*", *MEDIDAS]
ENTORNOS = ["aligned", "pmatrix", "cases", "gathered"]


@pytest.mark.parametrize("separacion", SEPARACIONES)
@pytest.mark.parametrize("entorno", ENTORNOS)
def test_la_separacion_de_las_filas_ni_se_lee_ni_se_dibuja(entorno: str, separacion: str) -> None:
    tex = rf"\begin{{{entorno}}} a & 1 \\{separacion} b & 7 \end{{{entorno}}}".replace(
        "&", "" if entorno == "gathered" else "&"
    )
    assert [x.texto for x in cifras_a_la_vista(tex)] == ["1", "7"]
    dibujo = mathml(tex, nodes.math(), en_bloque=True).partition("<annotation")[0]
    assert re.findall(r"<m[no][^>]*>([0-9\[\]∗*]+)</m[no]>", dibujo) == ["1", "7"]


def test_lo_que_no_es_una_longitud_se_lee_y_se_dibuja() -> None:
    tex = r"\begin{aligned} a \\[2] b \end{aligned}"
    assert [x.texto for x in cifras_a_la_vista(tex)] == ["2"]
    assert "<mn>2</mn>" in mathml(tex, nodes.math(), en_bloque=True)
