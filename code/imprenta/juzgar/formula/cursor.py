"""Lo que comparten los que leen una fórmula: qué se obtiene de leerla y por dónde va la lectura."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeAlias

from imprenta.juzgar.formula.algebra import FormulaAmbigua, Funcion, Valor, multiplo
from imprenta.juzgar.formula.lexemas import Lexema
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import LLAVES

Valores: TypeAlias = Mapping[str, Valor]  # lo que vale cada símbolo
Calculo: TypeAlias = Callable[[Valores], Valor]
FIN = Lexema("fin", "", -1, -1)


class Subindice(NamedTuple):
    """La letra que recorre un vector o, por un eje, una matriz: en `W_{ij}`, `j` recorre `W` por el eje 1."""

    base: str
    letra: str
    eje: int = 0

    def largo(self, valores: Valores) -> int:
        """Cuántos valores toma."""
        tensor = valores[self.base]
        for _ in range(self.eje):
            tensor = tensor[0] if isinstance(tensor, tuple) else tensor
        if not isinstance(tensor, tuple):
            consejo = f"dale dimensiones en `:define:`, como «{self.base}[4]»"
            raise FormulaIlegible(f"«{self.base}» no es un vector: {consejo}")
        return len(tensor)


@dataclass(frozen=True)
class Nodo:
    """Una expresión leída: cómo se calcula, qué símbolos usa y si opera (o es solo un número).

    `indices` son los suyos, en el orden en que aparecen; `operar` y `partes`, qué hace y con qué, y `lexema`,
    el número que es: así se cotejan dos expresiones parte por parte.
    """

    calcular: Calculo
    simbolos: frozenset[str] = frozenset()
    opera: bool = False
    indices: tuple[Subindice, ...] = ()
    operar: object = None
    partes: tuple[Nodo, ...] = ()
    lexema: Lexema | None = None


def constante(valor: Valor, lexema: Lexema | None = None) -> Nodo:
    """Un número, y dónde está escrito."""
    return Nodo(lambda _: valor, lexema=lexema)


def union(calcular: Calculo, *nodos: Nodo, opera: bool = True, operar: object = None) -> Nodo:
    """Un nodo que se calcula así y usa cuanto usan otros."""
    return Nodo(
        calcular,
        frozenset().union(*(n.simbolos for n in nodos)),
        opera or any(n.opera for n in nodos),
        tuple(dict.fromkeys(indice for n in nodos for indice in n.indices)),
        operar,
        nodos,
    )


def operacion(operar: Callable[[Valor, Valor], Valor], a: Nodo, b: Nodo) -> Nodo:
    """Lo que da operar dos expresiones."""
    return union(lambda v: operar(a.calcular(v), b.calcular(v)), a, b, operar=operar)


def aplicacion(funcion: Funcion, argumentos: Sequence[Nodo]) -> Nodo:
    """Lo que da una función de unas expresiones."""
    return union(lambda v: funcion([x.calcular(v) for x in argumentos]), *argumentos, operar=funcion)


def opuesto(nodo: Nodo) -> Nodo:
    """La expresión cambiada de signo, que no es una operación: `-3` es un número."""
    return union(lambda v: multiplo(nodo.calcular(v), -1), nodo, opera=False, operar=opuesto)


def escrito(lexemas: Sequence[Lexema]) -> str:
    r"""El texto de unos lexemas, para citarlo: `2\pi x`, `\log_2 8`."""
    parejas = zip([FIN, *lexemas], lexemas, strict=False)
    return "".join(f" {x.texto}" if _se_pegarian(antes, x) else x.texto for antes, x in parejas)


def _se_pegarian(antes: Lexema, x: Lexema) -> bool:
    if antes.texto.startswith("\\") and antes.texto[-1].isalpha():
        return x.texto[:1].isalpha()
    return antes.tipo == x.tipo == "numero" and antes.fin < x.inicio


class Cursor(ABC):
    """Por dónde va la lectura de unos lexemas; quien lee una parte le pide las que lleva dentro.

    `parametros` son los símbolos cuyo valor se conoce. Las llaves que no encierran el argumento de nada no
    se dibujan, y quien las encuentra las abre: su cierre está entre las `invisibles`. `en_angulo` dice si se
    está leyendo el argumento de una función de ángulos, que puede ir en grados.
    """

    def __init__(self, lexemas: Sequence[Lexema], parametros: frozenset[str] = frozenset()) -> None:
        self.lexemas, self.parametros, self.i = list(lexemas), parametros, 0
        self.invisibles: set[Lexema] = set()
        self.en_angulo = False

    @abstractmethod
    def expresion(self) -> Nodo:
        """Sumas y restas de términos."""

    @abstractmethod
    def termino(self) -> Nodo:
        """Productos y cocientes de factores."""

    @abstractmethod
    def factor(self) -> Nodo:
        """Un átomo con sus potencias."""

    @abstractmethod
    def argumento(self) -> Nodo:
        """Un grupo `{…}` o, sin llaves, un solo símbolo o cifra."""

    @abstractmethod
    def empieza_atomo(self) -> bool:
        """Si lo que sigue se multiplica sin signo por lo anterior."""

    @property
    def actual(self) -> Lexema:
        while self.i < len(self.lexemas) and self.lexemas[self.i] in self.invisibles:
            self.i += 1
        return self.lexemas[self.i] if self.i < len(self.lexemas) else FIN

    def leido_desde(self, inicio: int, fin: int | None = None) -> str:
        """Lo leído desde un lexema, para citarlo."""
        leidos = self.lexemas[inicio : self.i if fin is None else fin]
        return escrito([x for x in leidos if x not in self.invisibles])

    def siguen(self, *textos: str) -> bool:
        """Si los lexemas que siguen son justo esos, en cuyo caso los pasa."""
        coinciden = (
            self.actual.texto == textos[0]
            and tuple(x.texto for x in self.lexemas[self.i : self.i + len(textos)]) == textos
        )
        self.i += len(textos) * coinciden
        return coinciden

    def abrir_llave(self) -> None:
        """Pasa una «{» que no encierra el argumento de nada: ni ella ni su cierre se dibujan."""
        cierre = LLAVES.cierre(x.texto for x in islice(self.lexemas, self.i, None))
        if cierre is None:
            raise FormulaIlegible("hay una llave «{» sin cerrar")
        self.invisibles |= {self.lexemas[self.i], self.lexemas[self.i + cierre]}

    def tomar(self, texto: str = "") -> Lexema:
        """Pasa el lexema actual, que tiene que ser `texto` si se dice."""
        lexema = self.actual
        if lexema.tipo == "fin" or (texto and lexema.texto != texto):
            encontrado = f"«{lexema.texto}»" if lexema.texto else "el final"
            raise FormulaIlegible(f"esperaba «{texto or 'algo más'}» y está {encontrado}")
        self.i += 1
        return lexema

    def tomar_cifra(self) -> Lexema:
        """Pasa un lexema; de un número, solo su primera cifra, que es lo que LaTeX toma sin llaves."""
        lexema = self.actual
        if lexema.tipo == "numero" and len(lexema.texto) > 1:
            medio = lexema.inicio + 1
            primera = Lexema("numero", lexema.texto[0], lexema.inicio, medio)
            self.lexemas[self.i : self.i + 1] = [
                primera,
                Lexema("numero", lexema.texto[1:], medio, lexema.fin),
            ]
        return self.tomar()

    def pasar(self, *textos: str) -> bool:
        """Si el lexema actual es uno de esos, en cuyo caso lo pasa."""
        coincide = self.actual.texto in textos
        self.i += coincide
        return coincide

    def pasar_salto(self) -> bool:
        """Si aquí acaba una fila, en cuyo caso pasa a la siguiente."""
        salta = self.actual.tipo == "salto"
        self.i += salta
        return salta

    def lista(self) -> list[Nodo]:
        """Expresiones separadas por comas, o por puntos y comas."""
        partes, signos = [self.expresion()], set[str]()
        while self.actual.texto in {",", ";"}:
            signos.add(self.tomar().texto)
            partes.append(self.expresion())
        if len(signos) > 1:
            raise FormulaAmbigua("una coma entre puntos y comas parece decimal: escribe «{,}»")
        return partes

    def crudo(self) -> str:
        """El texto de un grupo `{…}`, o de un lexema suelto, tal cual y sin espacios."""
        return self.entre_llaves() if self.actual.texto == "{" else self.tomar_cifra().texto

    def entre_llaves(self) -> str:
        """El texto de un grupo `{…}`, tal cual y sin espacios."""
        largo = LLAVES.cierre(x.texto for x in islice(self.lexemas, self.i, None))
        self.tomar("{")
        dentro = self.lexemas[self.i : None if largo is None else self.i + largo - 1]
        self.i += len(dentro)
        self.tomar()
        return "".join(x.texto for x in dentro)
