"""Tampoco lo que sacan las celdas ni lo que se lee en las figuras es la respuesta de un ejercicio."""

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from impresos import Literal, literales, lo_dice, paginas_de, valores

from redes.ejercicios import CAPITULOS

_SIN_LEER = re.compile(r"<(script|style|annotation)\b.*?</\1>|<[^>]*>", re.S)


def dibujado(pagina: Path) -> list[Literal]:
    """Los números que enseña la página, con todas sus salidas."""
    articulo = pagina.read_text(encoding="utf-8").split("<article", 1)[1].split("</article>")[0]
    # en una fórmula, el signo y el número son dos etiquetas
    return literales(re.sub(r"(?<=[-−])\s+(?=\d)", "", unescape(_SIN_LEER.sub(" ", articulo))))


@pytest.mark.parametrize("capitulo", CAPITULOS)
def test_la_respuesta_no_esta_en_la_pagina_dibujada(capitulo: str, html: Path) -> None:
    """De los números sueltos se miran los de tres cifras: con dos, cualquier eje los lleva."""
    impresos = [n for pagina in paginas_de(capitulo, html / "book", ".html") for n in dibujado(pagina)]
    assert len(impresos) > 200
    dichas = {
        clave: hallados
        for de, clave, valor in valores()
        if de == capitulo
        for hallados in [lo_dice(impresos, valor.solucion)]
        if any(n.cifras >= 3 for n in hallados) or (hallados and np.size(valor.solucion) > 1)
    }
    assert dichas == {}


def test_la_busca_encuentra_lo_que_la_pagina_si_dice(html: Path) -> None:
    assert lo_dice(dibujado(html / "book" / "transformer.html"), [7.3105858, 2.6894142])
    assert lo_dice(dibujado(html / "book" / "soluciones.html"), [0.64, -0.79, 0.15])
