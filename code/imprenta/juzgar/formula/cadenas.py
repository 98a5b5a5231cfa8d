r"""De una fórmula a sus cadenas `a = b ≈ c`: separadas por filas, columnas, comas o palabras."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from imprenta.juzgar.formula.lexemas import CIERRE, ENCIERRAN, OPERADORES, Lexema, lexemas
from imprenta.libro.parejas import Parejas

ENTORNOS_ABIERTOS = {
    nombre + estrella
    for nombre in "align alignat eqnarray equation flalign gather multline".split()
    for estrella in ("", "*")
} | {"aligned", "gathered", "split"}
ABRE_ENTORNO, CIERRA_ENTORNO = r"\begin{", r"\end{"
# `\end` cierra su entorno aunque dentro quede algo abierto, como un `\left\{` sin su pareja.
ENCIERROS = Parejas(
    (*CIERRE, ABRE_ENTORNO), (*CIERRE.values(), CIERRA_ENTORNO), {CIERRA_ENTORNO: ABRE_ENTORNO}
)


ROTULO_DE_MODULO = r"\\(?:mathrm|text|operatorname|mbox)\s*\{\s*mod\.?\s*\}"
BLANCO = r"(?:\\[,;:!\ ]|~|\s)*"
# Sin llaves, TeX toma una sola cifra: `\pmod 13` dibuja «(mod 1)3».
MODULO = re.compile(
    rf"(?:\\(?:pmod|pod|mod)\s*(?:\{{{BLANCO}([0-9]+){BLANCO}\}}|([0-9])(?![0-9]))"
    rf"|\({BLANCO}(?:\\bmod|\\mod|{ROTULO_DE_MODULO}){BLANCO}\{{?([0-9]+)\}}?{BLANCO}\)){BLANCO}$"
)


@dataclass(frozen=True)
class Lado:
    """Un lado de una cadena de igualdades; `relacion` es la que lo une al anterior («» en el primero)."""

    relacion: str
    lexemas: tuple[Lexema, ...]


def cadenas(tex: str) -> list[list[Lado]]:
    r"""Las cadenas `a = b ≈ c` de una fórmula: separadas por filas, columnas, comas o `\quad`.

    Una fila de `aligned` que empieza por una relación, o por un operador, continúa la de antes.

    >>> [len(cadena) for cadena in cadenas(r"a &= 1 + 1 \\ &= 2, & b &= 3")]
    [3, 2]
    """
    return _Corte().cortar(lexemas(tex))


@dataclass
class _Corte:
    """Lo cortado hasta ahora: `hechas`, el `lado` que se está juntando y la `relacion` que lo precede.

    `fila` y `anterior` son la primera cadena de esta fila y de la de arriba; `margen` y `margen_anterior`,
    si empezaron por `&`; `entornos`, los que se han abierto y no dejan ver lo que llevan dentro.
    """

    hechas: list[list[Lado]] = field(default_factory=lambda: [[]])
    lado: list[Lexema] = field(default_factory=list)
    relacion: str = ""
    fila: int = 0
    anterior: int | None = None
    margen: bool = False
    margen_anterior: bool = False
    entornos: int = 0

    def cortar(self, piezas: Sequence[Lexema]) -> list[list[Lado]]:
        textos = [x.texto for x in piezas]
        honduras = ENCIERRAN.honduras(textos)
        for pieza, siguiente, hondura in zip(piezas, [*textos[1:], ""], honduras, strict=False):
            if pieza.tipo == "entorno":
                if pieza.entorno in ENTORNOS_ABIERTOS and not hondura and not self.entornos:
                    continue
                self.entornos += 1 if pieza.abre_entorno else -1
            if hondura > 0 or self.entornos > 0:
                self._poner(pieza)
            else:
                self._tomar(pieza, siguiente)
        self._cerrar_cadena()
        return [cadena for cadena in self.hechas if cadena]

    def _tomar(self, pieza: Lexema, siguiente: str) -> None:
        """Una pieza que no está dentro de nada, y el texto de la que la sigue."""
        if pieza.texto == "&":
            self._columna(siguiente)
        elif pieza.tipo == "relacion":
            self._relacion(pieza.texto)
        elif pieza.tipo == "salto":
            self._salto()
        elif pieza.tipo != "separador" and pieza.texto not in {",", ";"}:
            self._poner(pieza)
        elif not self._a_medias:
            self._cerrar_cadena()

    @property
    def _al_principio(self) -> bool:
        return not (self.lado or self.relacion or self.hechas[-1])

    @property
    def _a_medias(self) -> bool:
        """Si lo que falta del lado está más allá: `2 + 3 =` y `2 +`."""
        return self.lado[-1].texto in OPERADORES if self.lado else bool(self.relacion)

    def _cerrar_lado(self) -> None:
        while self.lado and self.lado[-1].texto == ".":
            self.lado.pop()
        if self.lado or self.relacion:
            self.hechas[-1].append(Lado(self.relacion, tuple(self.lado)))
        self.lado, self.relacion = [], ""

    def _cerrar_cadena(self) -> None:
        if not self._al_principio:
            self._cerrar_lado()
            self.hechas.append([])

    def _salto(self) -> None:
        if self._a_medias:
            return
        self._cerrar_cadena()
        if self.hechas[self.fila]:  # una fila en blanco no cuenta
            self.anterior, self.margen_anterior = self.fila, self.margen
        self.fila, self.margen = len(self.hechas) - 1, False

    def _columna(self, siguiente: str) -> None:
        if self._al_principio:
            self.margen = True
        elif self.hechas[-1] and self.lado and siguiente not in OPERADORES:
            self._cerrar_cadena()

    def _relacion(self, texto: str) -> None:
        if self.lado:
            self._cerrar_lado()
        elif self._al_principio:
            self._continuar()
        self.relacion = texto

    def _poner(self, pieza: Lexema) -> None:
        resta = pieza.texto == "-" and self.margen and not self.margen_anterior
        if self._al_principio and (resta or pieza.texto in OPERADORES - {"-"}) and self._continuar():
            ultimo = self.hechas[-1].pop()
            self.lado, self.relacion = list(ultimo.lexemas), ultimo.relacion
        self.lado.append(pieza)

    def _continuar(self) -> bool:
        """Vuelve a abrir la primera cadena de la fila de arriba, si esta fila aún no tiene ninguna."""
        if self.anterior is None or self.fila != len(self.hechas) - 1 or self.anterior == self.fila:
            return False
        self.hechas[-1] = self.hechas.pop(self.anterior)
        self.fila = self.anterior = len(self.hechas) - 1
        return True


def sin_modulo(tex: str, cadena: Sequence[Lado]) -> tuple[list[Lado], Lexema | None]:
    r"""Una cadena de congruencias sin su `\pmod{7}` final, y el número que es el módulo, si lo dice.

    >>> lados, modulo = sin_modulo(tex := r"3\cdot4 \equiv 5 \pmod{7}", cadenas(tex)[0])
    >>> [x.texto for x in lados[-1].lexemas], modulo.texto
    (['5'], '7')
    """
    *antes, ultimo = cadena
    if not ultimo.lexemas or all(lado.relacion != r"\equiv" for lado in cadena):
        return list(cadena), None
    casa = MODULO.search(tex, ultimo.lexemas[0].inicio, ultimo.lexemas[-1].fin)
    if casa is None:
        return list(cadena), None
    quedan = tuple(x for x in ultimo.lexemas if x.fin <= casa.start())
    modulo = next(x for x in ultimo.lexemas if x.inicio == max(map(casa.start, (1, 2, 3))))
    return [*antes, Lado(ultimo.relacion, quedan)], modulo


def interiores(tex: str) -> Iterator[str]:
    r"""Con todo lo demás en blanco, lo que encierra cada par de llaves o entorno que lleva una relación.

    >>> list(interiores(r"\boxed{2+3 = 5}"))
    ['       2+3 = 5 ']
    """
    piezas = lexemas(tex)
    for abre, cierra, sueltas in ENCIERROS.encierros(map(_signo, piezas)):
        if any(piezas[k].tipo == "relacion" for k in sueltas):
            inicio, fin = piezas[abre].fin, piezas[cierra].inicio
            interior = tex[inicio:fin]
            if piezas[abre].tipo == "entorno" and piezas[abre].entorno == "cases":
                interior = interior.replace("&", ",")
            yield " " * inicio + interior + " " * (len(tex) - fin)


def _signo(pieza: Lexema) -> str:
    """El texto de un lexema; el de un entorno, sin decir de cuál."""
    if pieza.tipo != "entorno":
        return pieza.texto
    return ABRE_ENTORNO if pieza.abre_entorno else CIERRA_ENTORNO
