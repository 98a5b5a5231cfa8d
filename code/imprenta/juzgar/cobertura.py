r"""Qué números de una fórmula quedan cubiertos: los que, cambiados, la hacen falsa.

Si cambiar un número no se nota, la fórmula no lo demuestra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from imprenta.juzgar.formula.lexemas import Lexema
from imprenta.libro.parejas import CORCHETES

ELEMENTO = r"[-−]?[0-9]+(?:(?:\.|\{,\})[0-9]+)?"
SIGUIENTE = re.compile(rf"(?P<medio>\s*[,;&]\s*)(?P<otro>{ELEMENTO})(?![0-9.{{}}])")
ANTERIOR = re.compile(rf"(?<![0-9.])(?<!,\}})(?P<otro>{ELEMENTO})(?P<medio>\s*[,;&]\s*)$")


@dataclass(frozen=True)
class Duda:
    """Por qué no se sabe si es cierto lo que una fórmula dice de `inicio` a `fin`, y qué escribir."""

    inicio: int
    fin: int
    motivo: str


@dataclass(frozen=True)
class Examen:
    """Lo que se sabe de una fórmula: qué lexemas demuestra y, si es falsa, por qué y dónde."""

    cubiertos: tuple[Lexema, ...] = ()
    error: str = ""
    lugar: int = 0
    comprobadas: int = 0
    dudas: tuple[Duda, ...] = ()


def se_nota(tex: str, inicio: int, fin: int, sigue_cierta: Callable[[str], bool]) -> bool:
    """Si la fórmula deja de ser cierta al cambiar el número `tex[inicio:fin]`.

    Se cambian cada una de sus cifras, su signo y su puesto en un vector.

    >>> se_nota("2 + 3", 0, 1, lambda tex: eval(tex) == 5), se_nota("0 * 3", 4, 5, lambda tex: eval(tex) == 0)
    (True, False)
    """
    return not any(sigue_cierta(otra) for otra in _variantes(tex, inicio, fin))


def _variantes(tex: str, inicio: int, fin: int) -> Iterator[str]:
    for i in range(inicio, fin):
        if tex[i].isdigit():
            yield from (tex[:i] + otra + tex[i + 1 :] for otra in "9876543210" if otra != tex[i])
    if re.search("[1-9]", tex[inicio:fin]):
        yield from _con_otro_signo(tex, inicio)
    if not _en_vector(tex[:inicio]):
        return
    if (vecino := SIGUIENTE.match(tex, fin)) and vecino["otro"] != tex[inicio:fin]:
        yield tex[:inicio] + vecino["otro"] + vecino["medio"] + tex[inicio:fin] + tex[vecino.end() :]
    if (vecino := ANTERIOR.search(tex[:inicio])) and vecino["otro"] != tex[inicio:fin]:
        yield tex[: vecino.start()] + tex[inicio:fin] + vecino["medio"] + vecino["otro"] + tex[fin:]


def _en_vector(antes: str) -> bool:
    r"""Si lo que sigue a `antes` es un elemento de un vector, y no un argumento como en `\max(2, 5)`."""
    abierta = CORCHETES.abierta(antes)
    if abierta is None:
        return r"\begin" in antes
    return not re.search(r"[A-Za-z}]\s*$", antes[:abierta].removesuffix(r"\left"))


def _con_otro_signo(tex: str, inicio: int) -> Iterator[str]:
    antes = tex[:inicio].rstrip()
    if antes[-1:] in {"-", "−", "+"}:
        yield tex[: len(antes) - 1] + ("+" if antes[-1] != "+" else "-") + tex[len(antes) :]
    elif antes[-1:] in {"", "=", "(", "[", "{", ",", ";", "&"}:
        yield tex[:inicio] + "-" + tex[inicio:]
