"""Hace la letra de las fórmulas: de STIX Two Math, solo los signos que un libro usa.

El resultado, `book/_static/letra/matematica.css`, va en el repositorio: construir el libro no
necesita nada de esto. La fuente viaja dentro de la hoja de estilo porque así llega antes que el
texto, sin saltos, y porque Firefox no carga fuentes sueltas desde un archivo local.

Para rehacerlo, con la fuente original (la trae el paquete `ziamath`):

    pip install fonttools brotli
    python docs/letra.py STIXTwoMath-Regular.ttf book/_static/letra/matematica.css
"""

from __future__ import annotations

import base64
import io
import string
import sys
from pathlib import Path
from typing import Any

ACENTOS = "áéíóúüñÁÉÍÓÚÜÑ¿¡«»\xa0"
GRIEGO = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωϕϵϑ"
OPERADORES = "·×÷±∓−∗⋅√∑∏∫∂∇∞∘⊙⊗⊕⊤⊥¬∀∃∈∉∅∪∩⊂⊆∧∨∼≃≈≡∝=≠<>≤≥≪≫→←↔⇒⇐⇔↦⟶⟵…⋯⋮⋱′″‴"
CIERRES = "‖∣∥⟨⟩⌊⌋⌈⌉⏞⏟^_ˆ¯~ˇ˙¨→⃗̂̄̃̇"
SUELTAS = "ℓℒℕℝℤℎ𝖳"


def _tramo(primera: str, ultima: str) -> str:
    return "".join(map(chr, range(ord(primera), ord(ultima) + 1)))


# El navegador escribe las variables en cursiva con los signos propios de Unicode, y `\mathbf` en negrita.
CURSIVA = _tramo("𝐴", "𝑧") + _tramo("𝛢", "𝜛")
NEGRITA = _tramo("𝐀", "𝐳") + _tramo("𝟎", "𝟗")
HOJA = """\
/* De STIX Two Math, con licencia SIL OFL 1.1 (OFL.txt). Hecha por `python docs/letra.py`: no se edita. */
@font-face {{
  font-family: "Letra matemática";
  src: url("data:font/woff2;base64,{fuente}") format("woff2");
}}
"""
CARACTERES = frozenset(
    string.printable[:95] + ACENTOS + GRIEGO + OPERADORES + CIERRES + SUELTAS + CURSIVA + NEGRITA
)


def hacer(origen: str, destino: str) -> None:
    """Escribe en `destino` una hoja de estilo con la parte de la fuente `origen` que dibuja `CARACTERES`."""
    from fontTools import subset

    opciones = subset.Options()
    opciones.flavor = "woff2"
    opciones.layout_features = ["ssty"]
    opciones.hinting = False
    opciones.name_IDs = [0, 1, 2, 5, 7, 13, 14]  # los derechos y la licencia viajan con ella
    fuente = subset.load_font(origen, opciones)
    _dejar_primas(fuente)
    recorte = subset.Subsetter(opciones)
    recorte.populate(unicodes=map(ord, CARACTERES))
    recorte.subset(fuente)
    octetos = io.BytesIO()
    subset.save_font(fuente, octetos, opciones)
    hoja = HOJA.format(fuente=base64.b64encode(octetos.getvalue()).decode())
    Path(destino).write_text(hoja, encoding="utf-8")


def _dejar_primas(fuente: Any) -> None:
    """Los dibujos aparte para letra pequeña pesan como toda la fuente: quedan los de σ′, que hacen falta."""
    primas = {fuente.getBestCmap()[ord(prima)] for prima in "′″‴"}
    for busqueda in fuente["GSUB"].table.LookupList.Lookup:
        for tabla in busqueda.SubTable:
            sustituciones = getattr(tabla, "alternates", None) or getattr(tabla, "mapping", None) or {}
            for glifo in set(sustituciones) - primas:
                del sustituciones[glifo]


if __name__ == "__main__":
    hacer(*sys.argv[1:3])
