r"""Una página leída: sus celdas, lo que su prosa afirma y las cifras que nadie ha atado."""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from imprenta.ipynb import Desplegado, Renglon
from imprenta.latex import grupo
from imprenta.modelo import Celda, Consulta, Falta, Guion

TACHADO = "\x00"


@dataclass(frozen=True)
class Rol:
    r"""Un literal atado: `{cifra}`, `{afirma}`, `{dato}` o `\cifra` dentro de una fórmula.

    `inicio` es el lugar del literal; `expresion` es la expresión de Python o la clave bibliográfica.
    """

    inicio: int
    nombre: str
    literal: str
    expresion: str
    consulta: Consulta | None = None


@dataclass(frozen=True)
class Formula:
    """Una fórmula de LaTeX; `define` es lo que dice su opción `:define:`."""

    inicio: int
    tex: str
    define: str | None = None
    consulta: Consulta | None = None


@dataclass(frozen=True)
class Arranque:
    """El estado con que arranca un explorador: lo que dice su opción `:estado:`."""

    inicio: int
    estado: str
    consulta: Consulta


@dataclass(frozen=True)
class Suelto:
    """Un número que el lector ve y que no está atado a nada."""

    inicio: int
    texto: str


Pieza = Rol | Formula | Arranque | Suelto


@dataclass(frozen=True)
class Pagina:
    """Una página leída; `cuaderno` da, si lo es, el lugar de cada línea en el archivo.

    `prosa` es `texto` con lo que un lector no ve, el código y las fórmulas cambiados por `TACHADO`, de modo
    que cada palabra está en su posición.
    """

    ruta: Path
    texto: str
    piezas: tuple[Pieza, ...]
    guion: Guion
    faltas: tuple[Falta, ...]
    cuaderno: Desplegado = field(default_factory=Desplegado, repr=False, compare=False)
    prosa: str = ""

    @property
    def celdas(self) -> tuple[Celda, ...]:
        return tuple(paso for paso in self.guion if isinstance(paso, Celda))

    def lugar(self, posicion: int) -> tuple[int, int]:
        """La línea y la columna, desde 1, de una posición de `texto`."""
        comienzos = [0, *(casa.end() for casa in re.finditer("\n", self.texto))]
        return lugar(comienzos, self.cuaderno.renglones, self.texto, posicion)


class RolMalEscrito(ValueError):
    """Un rol cuyo contenido no tiene la forma `literal <expresión>`."""


def partir_rol(contenido: str) -> tuple[str, str]:
    """El literal y la expresión de un rol.

    >>> partir_rol("0.73 <pesos[0]>")
    ('0.73', 'pesos[0]')
    """
    casa = re.fullmatch(r"\s*(.*?)\s*<(.*)>\s*", " ".join(contenido.split("\n")), re.DOTALL)
    if casa is None:
        raise RolMalEscrito(f"falta la expresión: escribe «{contenido.strip() or 'literal'} <expresión>»")
    if not casa[1]:
        raise RolMalEscrito(f"falta el literal delante de «<{casa[2]}>»")
    if not casa[2].strip():
        raise RolMalEscrito(f"la expresión de «{casa[1]}» está vacía")
    return casa[1], casa[2].strip()


def consulta_de_estado(estado: str) -> str:
    """La expresión que da, como parejas, los valores de `:estado:`, escritos como argumentos con nombre.

    >>> consulta_de_estado("x=x0, pasos=3")
    'list(dict(x=x0, pasos=3).items())'
    """
    return f"list(dict({estado}).items())"


def quitar_cifras(tex: str) -> str:
    r"""La fórmula tal como se lee: `\cifra{0.73}{p[0]}` pasa a `0.73`.

    >>> quitar_cifras(r"Z = \cifra{[7.3, 2.7]}{z}")
    'Z = [7.3, 2.7]'
    """
    for inicio, literal, _, fin in reversed(list(cifras_atadas(tex))):
        tex = tex[:inicio] + literal + tex[fin:]
    return tex


def cifras_atadas(tex: str) -> Iterator[tuple[int, str, str, int]]:
    r"""Cada `\cifra{literal}{expresión}`: su principio, sus dos partes y su final."""
    posicion = 0
    while (casa := re.compile(r"\\cifra(?![a-zA-Z])").search(tex, posicion)) is not None:
        literal, tras_literal = grupo(tex, casa.end())
        expresion, fin = grupo(tex, tras_literal)
        yield casa.start(), literal, expresion.strip(), fin
        posicion = fin


def lugar(comienzos: list[int], renglones: list[Renglon], texto: str, posicion: int) -> tuple[int, int]:
    """La línea y la columna, desde 1, de una posición; en un cuaderno, las de su archivo JSON."""
    n = bisect.bisect_right(comienzos, posicion) - 1
    columna = posicion - comienzos[n]
    if not renglones:
        return n + 1, columna + 1
    linea, desplazamiento, crudo = renglones[min(n, len(renglones) - 1)]
    if crudo is not None:
        columna = len(json.dumps(texto[comienzos[n] : posicion], ensure_ascii=crudo.isascii())) - 2
    return linea, desplazamiento + columna + 1
