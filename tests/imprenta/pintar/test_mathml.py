"""Las fórmulas en MathML: lo que se dibuja no se cuela donde solo cabe texto."""

import re
from pathlib import Path

import pytest
from libros import CABECERA, construir, escribir_libro, pagina_hecha


def test_el_titulo_de_la_ventana_se_lee_aunque_tenga_formulas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """La fuente LaTeX que cada fórmula lleva dentro se leería detrás de lo que dibuja."""
    paginas = {
        "uno": CABECERA + "# Sobre $\\alpha$ y `código`\n",
        "dos": CABECERA + "# Más de $\\gamma_k$\n\n{doc}`uno`\n",
    }
    libro = escribir_libro(tmp_path, paginas)
    assert construir(libro, capsys)[0] == 0
    titulos = [re.findall("<title>(.*?)</title>", pagina_hecha(libro, nombre)) for nombre in paginas]
    assert titulos == [["Sobre α y código &#8212; Prueba"], ["Más de γk &#8212; Prueba"]]
    assert r"\alpha</annotation>" in pagina_hecha(libro)
