r"""De una fórmula a sus cadenas `a = b ≈ c`: filas, columnas, llaves, palabras y unidades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from imprenta.juzgar.latex import ABRE, CIERRA, Lexema, lexemas, nombre_de_entorno
from imprenta.juzgar.literales import ALGUN_SUFIJO
from imprenta.libro.modelo import FormulaIlegible

ENTORNOS_ABIERTOS = {
    nombre + estrella
    for nombre in "align alignat eqnarray equation flalign gather multline".split()
    for estrella in ("", "*")
} | {"aligned", "gathered", "split"}
OPERADORES = {"+", "-", r"\cdot", r"\times", "*", "/", r"\div", r"\odot"}


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
    si empezaron por `&`.
    """

    hechas: list[list[Lado]] = field(default_factory=lambda: [[]])
    lado: list[Lexema] = field(default_factory=list)
    relacion: str = ""
    fila: int = 0
    anterior: int | None = None
    margen: bool = False
    margen_anterior: bool = False

    def cortar(self, piezas: Sequence[Lexema]) -> list[list[Lado]]:
        hondura = ambiente = 0
        for pieza, siguiente in zip(piezas, [*(x.texto for x in piezas[1:]), ""], strict=False):
            if pieza.tipo == "entorno":
                if nombre_de_entorno(pieza) in ENTORNOS_ABIERTOS and not hondura and not ambiente:
                    continue
                ambiente += 1 if pieza.texto.startswith(r"\begin") else -1
            hondura += (pieza.texto in ABRE) - (pieza.texto in CIERRA)
            if hondura > 0 or ambiente > 0:
                self._poner(pieza)
            elif pieza.texto == "&":
                self._columna(siguiente)
            elif pieza.tipo == "relacion":
                self._relacion(pieza.texto)
            elif pieza.tipo == "salto":
                self._salto()
            elif pieza.tipo == "separador" or pieza.texto in {",", ";"}:
                if not self._a_medias:
                    self._cerrar_cadena()
            else:
                self._poner(pieza)
        self._cerrar_cadena()
        return [cadena for cadena in self.hechas if cadena]

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


def dentro(tex: str) -> Iterator[str]:
    """Con todo lo demás en blanco, lo que encierra cada par de llaves o entorno que lleva una relación."""
    pila: list[tuple[Lexema, bool]] = []
    for pieza in lexemas(tex):
        if pieza.texto in ABRE or pieza.texto.startswith(r"\begin{"):
            pila.append((pieza, False))
        elif pieza.tipo == "relacion" and pila:
            pila[-1] = (pila[-1][0], True)
        elif pila and (pieza.texto in CIERRA or pieza.tipo == "entorno"):
            abre, compara = pila.pop()
            while pieza.tipo == "entorno" and abre.tipo != "entorno" and pila:  # `\left\{` sin su pareja
                abre, compara = pila.pop()
            if compara:
                interior = tex[abre.fin : pieza.inicio]
                if abre.tipo == "entorno" and nombre_de_entorno(abre) == "cases":
                    interior = interior.replace("&", ",")
                yield " " * abre.fin + interior + " " * (len(tex) - pieza.inicio)


# ——— Palabras y unidades ———

ROTULOS = {rf"\{nombre}" for nombre in "text textrm textit textsf mbox mathrm mathit operatorname".split()}
SIMBOLOS_DE_UNIDAD = {"€", "°", "º", r"\degree", r"\euro"}
# Un prefijo puede esconder una cuenta: `2 \cdot 1024^2 = 2.1\text{ MB}`.
CON_PREFIJO = re.compile(r"\\[a-z]+\{[kKMGT]")
ESCALA = re.compile(rf"%|(?<!\w)(?:{ALGUN_SUFIJO})(?!\w)")


def sin_palabras(tex: str, lado: Sequence[Lexema]) -> tuple[tuple[Lexema, ...], str]:
    r"""Los lexemas de un lado que calculan, y la unidad en que está: `3\text{ km}+4\text{ km}`.

    Lanza `FormulaIlegible` si mezcla unidades o si la palabra cambia el número, como «mil».
    """
    quedan: list[Lexema] = []
    unidades: dict[str, None] = {}
    i = 0
    while i < len(lado):
        fin = _rotulo(lado, i)
        despues = lado[fin] if fin < len(lado) else None
        if fin > i and not quedan and despues and (despues.tipo == "numero" or despues.texto == ":"):
            i = fin + (despues.texto == ":")  # «en total: 3 + 4»
        elif fin > i and quedan and _acaba_numero(quedan[-1]) and _deja_de_multiplicar(despues):
            unidades[_unidad(tex[lado[i].inicio : lado[fin - 1].fin])] = None
            i = fin
        else:
            quedan += lado[i : max(fin, i + 1)]
            i = max(fin, i + 1)
    if len(unidades) > 1:
        raise FormulaIlegible(f"mezcla unidades: {', '.join(unidades)}")
    return tuple(quedan), next(iter(unidades), "")


def sin_llaves(lado: Sequence[Lexema]) -> Sequence[Lexema]:
    """Un lado sin las llaves que lo encierran entero: `{5}`."""
    while len(lado) > 2 and lado[0].texto == "{" and _tras_grupo(lado, 0) == len(lado):
        lado = lado[1:-1]
    return lado


def _rotulo(lado: Sequence[Lexema], i: int) -> int:
    r"""Dónde acaba el rótulo que empieza en `i`, como `\text{m}^2` o `€/\text{kg}`; `i` si no lo hay."""
    fin = _palabra(lado, i)
    while fin > i and fin < len(lado):
        sigue = fin + (lado[fin].texto == "/")
        if (otra := _palabra(lado, sigue)) == sigue:
            break
        fin = otra
    return fin


def _palabra(lado: Sequence[Lexema], i: int) -> int:
    textos = [x.texto for x in lado[i : i + 4]]
    if textos[:1] and textos[0] in SIMBOLOS_DE_UNIDAD:
        return i + 1
    if textos[:2] == ["^", r"\circ"]:
        return i + 2
    if textos == ["^", "{", r"\circ", "}"]:
        return i + 4
    if len(textos) < 2 or textos[0] not in ROTULOS or textos[1] != "{":
        return i
    fin = _tras_grupo(lado, i + 1)
    if [x.texto for x in lado[fin : fin + 1]] != ["^"]:
        return fin
    return _tras_grupo(lado, fin + 1)


def _tras_grupo(lado: Sequence[Lexema], i: int) -> int:
    """La posición tras el grupo `{…}`, o el lexema suelto, que empieza en `i`."""
    hondura = 0
    for k in range(i, len(lado)):
        hondura += (lado[k].texto == "{") - (lado[k].texto == "}")
        if hondura == 0:
            return k + 1
    return len(lado)


def _acaba_numero(pieza: Lexema) -> bool:
    return pieza.tipo in {"numero", "cifra"} or pieza.texto in CIERRA


def _deja_de_multiplicar(pieza: Lexema | None) -> bool:
    return pieza is None or pieza.texto in OPERADORES | CIERRA | {",", ";"}


def _unidad(tex: str) -> str:
    if ESCALA.search(tex):
        raise FormulaIlegible(f"«{tex}» cambia el número que lleva delante")
    return re.sub(r"\\[,;:! ]|~|\s", "", tex)
