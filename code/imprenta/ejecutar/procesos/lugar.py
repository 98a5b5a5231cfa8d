"""El lugar de una página desde donde se llega a lo que está pasando."""

from __future__ import annotations

import re
from itertools import islice
from types import FrameType

CELDA = re.compile(r"<celda (\d+)>")


def lugar_en_la_pagina(marco: FrameType | None) -> tuple[int, int, int] | None:
    """La celda, la línea y la columna de la página desde donde se llega a una llamada, si es desde una."""
    while marco is not None:
        if celda := CELDA.fullmatch(marco.f_code.co_filename):
            posicion = next(islice(marco.f_code.co_positions(), marco.f_lasti // 2, None))
            return int(celda[1]), posicion[0] or marco.f_lineno, (posicion[2] or 0) + 1
        marco = marco.f_back
    return None
