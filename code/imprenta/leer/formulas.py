r"""Las fórmulas, con los literales que `\cifra` ata en ellas."""

from __future__ import annotations

import re

from imprenta.leer.gramatica import CITA
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import Atado, Vista
from imprenta.leer.trazos import trazos
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.pagina import Formula, Rol, cifras_atadas

# Lo que se aplica a lo que sigue y, sin llaves, solo toma de ello un carácter.
SIN_LLAVES = re.compile(
    r"[_^]\s*$|\\(?:[dtc]?frac|[dt]?binom)(?:\s*\{[^{}]*\})?\s*$|\\sqrt\s*(?:\[[^\]]*\])?\s*$"
)
ALCANCE_DE_ORDEN = 80  # caracteres: más de lo que ocupa cualquiera de ellas


def leer_formula(hoja: Hoja, inicio: int, fin: int, define: str | None = None) -> None:
    r"""Lee la fórmula que hay entre dos posiciones, con lo que ata cada `\cifra`."""
    entera = hoja.texto.contenido[inicio:fin]
    hoja.lienzo.tachar(inicio, fin, Vista.NADA)
    hoja.lienzo.formulas.append((inicio, fin))
    inicio += len(entera) - len(entera.lstrip())
    tex = CITA.sub(lambda casa: " " * len(casa[0]), entera.strip())
    hoja.lienzo.dibujar(inicio, inicio + len(tex), trazos(tex))
    if not tex:
        return
    try:
        for posicion, literal, expresion, tras in cifras_atadas(tex):
            dentro = tex.index("{", posicion) + 1
            casa = SIN_LLAVES.search(tex[max(0, posicion - ALCANCE_DE_ORDEN) : posicion])
            if casa is not None and len(literal.strip()) > 1:
                hoja.falta(
                    inicio + dentro, f"«{casa[0].strip()}» solo toma una cifra: pon \\cifra entre llaves"
                )
            atar_literal(hoja, inicio + dentro, "cifra", literal, expresion)
            atado = (inicio + posicion, inicio + dentro, inicio + dentro + len(literal), inicio + tras)
            hoja.lienzo.atar(Atado(*atado))
    except FormulaIlegible as error:
        hoja.falta(inicio, f"\\cifra mal escrita: {error}")
        return
    hoja.pieza(Formula(inicio, tex, define))


def atar_literal(
    hoja: Hoja, inicio: int, nombre: str, literal: str, expresion: str, tramo: tuple[int, int] | None = None
) -> None:
    """Apunta un literal atado, con lo que pregunta al código si no es un dato."""
    if not literal.strip():
        hoja.falta(inicio, f"falta el literal delante de «{expresion}»")
    elif not expresion:
        hoja.falta(inicio, f"la expresión de «{literal}» está vacía")
    else:
        consulta = None if nombre == "dato" else hoja.consulta(inicio, expresion)
        hoja.pieza(Rol(inicio, nombre, literal.strip(), expresion, consulta, tramo))
