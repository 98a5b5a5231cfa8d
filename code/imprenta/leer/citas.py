"""Las citas: la obra la pone la bibliografía; lo que la acompaña, quien escribe, y lo respalda su ficha.

En `` {cite:p}`{véase}vaswani2017{p. 4} `` se lee un 4 que no está en ninguna otra parte: es un dato de la
obra, como `` {dato}`4 <vaswani2017>` ``.
"""

from __future__ import annotations

import re

from imprenta.leer.formulas import atar_literal
from imprenta.leer.hoja import Hoja

LUGAR_EN_LA_OBRA = re.compile(r"[0-9]+(?:[.,][0-9]+)*")  # en «12-14» el guion no es un signo
OBRA_CITADA = re.compile(r"(?P<antes>\{[^{}]*\})?(?P<clave>[^{},]+)(?P<despues>\{[^{}]*\})?")


def es_cita(rol: str) -> bool:
    """Si un rol cita obras: `{cite}`, `{cite:p}`, `{footcite:t}`…"""
    return rol.startswith(("cite", "footcite"))


def leer_cita(hoja: Hoja, inicio: int, fin: int) -> None:
    """Ata los números que acompañan a cada obra a lo que dice su ficha."""
    for obra in OBRA_CITADA.finditer(hoja.texto.contenido, inicio, fin):
        for parte in ("antes", "despues"):
            for numero in (
                LUGAR_EN_LA_OBRA.finditer(hoja.texto.contenido, *obra.span(parte)) if obra[parte] else ()
            ):
                atar_literal(hoja, numero.start(), "dato", numero[0], obra["clave"].strip())
