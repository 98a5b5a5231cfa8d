"""Las fórmulas no llevan `style`, y lo que decían lo dicen sus clases."""

import re
from pathlib import Path

import pytest

from imprenta.pintar.traductores import traductores
from imprenta.pintar.web.sin_estilos import DECLARACIONES, clase_de, sin_estilos

CSS = (Path(__file__).parents[4] / "book" / "_static" / "libro.css").read_text(encoding="utf-8")
REGLAS = dict(re.findall(r"^\.([\w-]+) \{ ([^;{}]+); \}$", CSS, re.MULTILINE))
FORMULAS = (
    r"\begin{array}{l|c:r}\hline a&b&c\\d&e&f\end{array}",
    r"\begin{align}a&=b\\c&=d\end{align}",
    r"\begin{aligned}a&=b&c&=d\end{aligned}",
    r"\begin{cases}a&b\\c&d\end{cases}",
    r"\begin{equation}x\end{equation}",
    r"\begin{multline}a\\b\end{multline}",
    r"\begin{subarray}{c}a\\b\end{subarray}",
    r"a\!b\negmedspace c\negthickspace d\mathrel{e}\mathbin{f}\cfrac{1}{2}\operatorname{g}",
    r"\color{red}x",
)


def test_cada_declaracion_tiene_su_regla() -> None:
    assert {clase_de(declaracion): declaracion for declaracion in DECLARACIONES}.items() <= REGLAS.items()
    assert len({clase_de(declaracion) for declaracion in DECLARACIONES}) == len(DECLARACIONES)


@pytest.mark.parametrize("tex", FORMULAS)
@pytest.mark.parametrize("en_bloque", [True, False])
def test_ninguna_formula_se_queda_con_un_estilo(tex: str, en_bloque: bool) -> None:
    con = traductores().anotado.convert_with_local_state(tex, displaystyle=en_bloque)
    assert ' style="' in con
    assert ' style="' not in sin_estilos(con)


def test_lo_de_los_demas_no_se_toca() -> None:
    """Lo que escribe un autor, lo que ya tiene clase y lo que no tiene otra manera de decirse."""
    for html in (
        '<td style="text-align: left;">x</td>',
        '<mrow class="menclose" style="text-align: left">x</mrow>',
        '<mspace style="margin-left: -2em"/>',
        "<pre>&lt;mtd style=&quot;width: 50%&quot;&gt;</pre>",
    ):
        assert sin_estilos(html) == html
    assert sin_estilos('<mtd style="width: 50%;top:1px">') == '<mtd class="width-50" style="top: 1px">'
