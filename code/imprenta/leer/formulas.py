r"""Las fórmulas, con los literales que `\cifra` ata en ellas."""

from __future__ import annotations

import re

from imprenta.leer.gramatica import CITA
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import Atado
from imprenta.leer.vecinos import PARTIDO, SIGNO_FUERA
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.pagina import Formula, Rol, cifras_atadas

# Lo que precede a un signo que pertenece a la cifra, y no a una resta.
ANTES_DE_SIGNO = re.compile(
    r"(?:^|[=≈(\[,&<>^{]|\\\\(?:\[[^\]]*\])?|\\(?:approx|cdot|times|left|q?quad|leq?|geq?|simeq|in|to)(?![a-zA-Z]))$"
)
ALCANCE_DE_RELACION = 80  # caracteres: más de lo que ocupa cualquiera de ellos
ESCALA_DETRAS = re.compile(r"\s*(?:\\,)?\s*(?:\\%|(?:\\cdot|\\times)\s*10(?![0-9]))")
CIFRA_DETRAS = re.compile(r"(?:\\[,;:!]|[\s{}~])*(?:\.|\{,\})?[\s{}]*(?:\\cifra(?![a-zA-Z])|[0-9])")


def leer_formula(hoja: Hoja, inicio: int, fin: int, define: str | None = None) -> None:
    r"""Lee la fórmula que hay entre dos posiciones, con lo que ata cada `\cifra`."""
    hoja.lienzo.tachar_formula(inicio, fin)
    entera = hoja.texto.contenido[inicio:fin]
    inicio += len(entera) - len(entera.lstrip())
    tex = CITA.sub(lambda casa: " " * len(casa[0]), entera.strip())
    if not tex:
        return
    try:
        for posicion, literal, expresion, tras in cifras_atadas(tex):
            dentro = tex.index("{", posicion) + 1
            _mirar_alrededor(hoja, tex, posicion, tras, inicio + dentro)
            atar(hoja, inicio + dentro, "cifra", literal, expresion)
            atado = (inicio + posicion, inicio + dentro, inicio + dentro + len(literal), inicio + tras)
            hoja.lienzo.atar(Atado(*atado))
    except FormulaIlegible as error:
        hoja.falta(inicio, f"\\cifra mal escrita: {error}")
        return
    hoja.pieza(Formula(inicio, tex, define))


def _mirar_alrededor(hoja: Hoja, tex: str, inicio: int, fin: int, literal: int) -> None:
    """Lo que un lector leería como parte del número tiene que estar dentro de su literal."""
    antes = tex[:inicio].rstrip(" {")
    if antes.endswith(("-", "+", "−")) and _es_signo(antes[:-1].rstrip()):
        hoja.falta(literal, SIGNO_FUERA)
    if ESCALA_DETRAS.match(tex, fin):
        hoja.falta(literal, "el % o la potencia de diez quedan fuera de la cifra: escríbelos dentro")
    if CIFRA_DETRAS.match(tex, fin):
        hoja.falta(literal, PARTIDO)


def _es_signo(antes: str) -> bool:
    """Si lo que precede a un `-` o a un `+` no hace de él una operación."""
    return ANTES_DE_SIGNO.search(antes, max(0, len(antes) - ALCANCE_DE_RELACION)) is not None


def atar(
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
