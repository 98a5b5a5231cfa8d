r"""Las fórmulas atadas al código con `:define:`, que se comparan con lo que él da en unos puntos."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from imprenta.juzgar.cobertura import Examen, se_nota
from imprenta.juzgar.formula.algebra import SinValor, Valor
from imprenta.juzgar.formula.cadenas import Lado, cadenas
from imprenta.juzgar.formula.cursor import Nodo, Valores
from imprenta.juzgar.formula.lector import DEMASIADO_HONDA, nodo_de, nombre_de_simbolo
from imprenta.juzgar.formula.lexemas import IGUALDADES, lexemas
from imprenta.juzgar.literal.comparar import Calculado, cercanos, en_coma
from imprenta.juzgar.literal.escribir import a_diez_cifras
from imprenta.juzgar.puntos import Punto, puntos_de
from imprenta.libro.modelo import Dato, FormulaIlegible
from imprenta.libro.parejas import TODAS

LLAMADA = re.compile(r"\s*([A-Za-z_][\w.]*)\s*\((.*)\)((?:\[[^\]]*\]|\.\w+)*)\s*", re.DOTALL)
PARAMETRO = re.compile(r"\s*(?P<simbolo>.+?)\s*(?:\[(?P<dominio>[^\]]*)\])?\s*")
# Un `Dato` que no cambia.
Congelado: TypeAlias = "bool | int | float | Fraction | str | tuple[Congelado, ...] | None"


@dataclass(frozen=True)
class FuncionAtada:
    """`:define: f(x, W[2,3])`: la función del código que una ecuación define, y de qué depende.

    `nombre` es la función; `resto`, lo que se le hace al resultado (`[1]`); `donde`, los símbolos que se
    calculan a partir de los demás (`d_k = len(K[0])`).
    """

    nombre: str
    simbolos: tuple[str, ...]
    dominios: tuple[str, ...]
    resto: str = ""
    donde: tuple[tuple[str, str], ...] = ()

    @property
    def parametros(self) -> frozenset[str]:
        return frozenset((*self.simbolos, *(simbolo for simbolo, _ in self.donde)))

    def llamada(self, argumentos: Punto) -> str:
        """La expresión de Python que da lo que el código calcula en un punto."""
        return f"{self.nombre}({', '.join(map(_en_python, argumentos))}){self.resto}"

    def valores_en(self, punto: Punto) -> Valores:
        """Lo que vale cada símbolo en un punto."""
        valores = dict(zip(self.simbolos, map(_exacto, punto), strict=True))
        for simbolo, expresion in self.donde:
            try:
                valores[simbolo] = _exacto(eval(compile(expresion, "<define>", "eval"), {}, dict(valores)))
            except Exception as error:
                raise FormulaIlegible(f"«{simbolo} = {expresion}» no se puede calcular: {error}") from None
        return valores


def funcion_atada(texto: str) -> FuncionAtada:
    r"""La que dice el valor de `:define:`.

    >>> funcion_atada("atencion(Q[2,3], K[4,3]; d_k = len(K[0]))[1]").dominios
    ('2,3', '4,3')
    """
    casa = LLAMADA.fullmatch(texto)
    if casa is None:
        raise FormulaIlegible(f"«{texto}» no es una función con sus argumentos, como «sigmoide(x)»")
    propios, _, derivados = casa[2].partition(";")
    simbolos, dominios = list[str](), list[str]()
    for parte in TODAS.partes(propios, ","):
        pieza = PARAMETRO.fullmatch(parte)
        if pieza is None:
            raise FormulaIlegible(f"falta el nombre de un argumento en «{texto}»")
        simbolos.append(nombre_de_simbolo(lexemas(pieza["simbolo"])))
        dominios.append((pieza["dominio"] or "").replace(" ", ""))
    donde = tuple(_derivado(parte) for parte in TODAS.partes(derivados, ",") if parte.strip())
    return FuncionAtada(casa[1], tuple(simbolos), tuple(dominios), casa[3], donde)


def _derivado(texto: str) -> tuple[str, str]:
    simbolo, signo, expresion = texto.partition("=")
    if not signo:
        raise FormulaIlegible(f"«{texto.strip()}» no dice cuánto vale el símbolo")
    return nombre_de_simbolo(lexemas(simbolo.strip())), expresion.strip()


def _en_python(valor: Valor) -> str:
    if isinstance(valor, tuple):
        return f"__import__('numpy').array({_en_listas(valor)!r})"
    return repr(valor)


def _en_listas(valor: Valor) -> Calculado:
    return [_en_listas(v) for v in valor] if isinstance(valor, tuple) else valor


def _exacto(valor: Valor) -> Valor:
    if isinstance(valor, tuple):
        return tuple(map(_exacto, valor))
    return Fraction(valor) if isinstance(valor, int) else float(valor)


# ——— La ecuación ———


@dataclass(frozen=True)
class LadoDerecho:
    """Un lado de la ecuación que se sabe calcular; `libres` son las letras de su resultado (`z_i`)."""

    nodo: Nodo
    libres: tuple[str, ...]

    def valor(self, valores: Valores) -> Valor:
        """El valor en un punto; con índices libres, el de todos ellos."""
        if not self.libres:
            return self.nodo.calcular(valores)
        primera, *resto = self.libres
        sin_ella = LadoDerecho(self.nodo, tuple(resto))
        indice = next(indice for indice in self.nodo.indices if indice.letra == primera)
        recorrido = range(1, indice.largo(valores) + 1)
        return tuple(sin_ella.valor({**valores, primera: Fraction(k)}) for k in recorrido)


def _lados_derechos(tex: str, funcion: FuncionAtada) -> list[LadoDerecho]:
    """Los lados de la ecuación, menos el primero, que es el nombre de lo que se define."""
    primero, *demas = _ecuacion(tex)
    nombre = _nombre_definido(primero)
    lados = []
    for lado in demas:
        nodo = nodo_de(lado.lexemas, funcion.parametros)
        if nombre in nodo.simbolos:
            raise FormulaIlegible("la fórmula se define por sí misma: no dice nada")
        letras = dict.fromkeys(indice.letra for indice in nodo.indices)
        lados.append(LadoDerecho(nodo, tuple(sorted(letras, key=lambda letra: _puesto(primero, letra)))))
    return lados


def _puesto(lado: Lado, letra: str) -> int:
    """En qué lugar nombra el primer lado la letra de un índice; la que no nombra va detrás."""
    puestos = (k for k, lexema in enumerate(lado.lexemas) if lexema.texto == letra)
    return next(puestos, len(lado.lexemas))


def _ecuacion(tex: str) -> list[Lado]:
    r"""La cadena de igualdades que es la fórmula; lo que venga tras un separador, como `\quad`, no cuenta."""
    primera, *demas = cadenas(tex) or [[]]
    if demas and not (len(primera) > 1 and any(x.tipo == "separador" for x in lexemas(tex))):
        raise FormulaIlegible("no es una igualdad de la forma «f(x) = …»")
    if len(primera) < 2 or any(lado.relacion not in IGUALDADES for lado in primera[1:]):
        raise FormulaIlegible("no es una igualdad de la forma «f(x) = …»")
    return primera


def _nombre_definido(lado: Lado) -> str:
    r"""El nombre de la función que se define, con sus primas: `\sigma'`; «» si no se lee."""
    try:
        return nombre_de_simbolo(lado.lexemas)
    except FormulaIlegible:
        return ""


# ——— La comparación ———


@functools.lru_cache(maxsize=1024)
def llamadas_de(tex: str, define: str) -> str:
    """La expresión que pide al código sus valores en todos los puntos donde la fórmula los tiene.

    Lanza `FormulaIlegible` si la fórmula o su `:define:` no se entienden.

    >>> llamadas_de("f(t) = 1 - t", "no(t[binario])")
    '[no(0.0), no(1.0)]'
    """
    funcion = funcion_atada(define)
    return f"[{', '.join(map(funcion.llamada, _resultados(tex, funcion)))}]"


def _resultados(tex: str, funcion: FuncionAtada) -> dict[Punto, list[Valor]]:
    """Los puntos donde la fórmula está definida, con lo que da cada uno de sus lados derechos."""
    lados = _lados_derechos(tex, funcion)
    resultados: dict[Punto, list[Valor]] = {}
    for punto in puntos_de(funcion.dominios):
        valores = funcion.valores_en(punto)
        try:
            resultados[punto] = [lado.valor(valores) for lado in lados]
        except (SinValor, OverflowError):
            continue
        except RecursionError:
            raise FormulaIlegible(DEMASIADO_HONDA) from None
    if len(resultados) < 2:
        raise FormulaIlegible("no está definida casi en ningún punto: ¿faltan los dominios en `:define:`?")
    return resultados


def examen_de_definicion(tex: str, define: str, codigo: Sequence[Dato]) -> Examen:
    """Compara la fórmula con lo que el código ha dado en los puntos de `llamadas_de`.

    >>> examen_de_definicion("f(t) = 2t", "doble(t[binario])", [0, 1]).error
    'la fórmula no es doble: en t = 1 la fórmula da 2 y el código 1'
    """
    return _examen(tex, define, tuple(map(_congelado, codigo)))


def _congelado(dato: Dato) -> Congelado:
    return tuple(map(_congelado, dato)) if isinstance(dato, list) else dato


@functools.lru_cache(maxsize=1024)
def _examen(tex: str, define: str, codigo: tuple[Congelado, ...]) -> Examen:
    funcion = funcion_atada(define)
    try:
        resultados = _resultados(tex, funcion)
    except FormulaIlegible as error:
        return Examen(error=f"la fórmula no se puede leer: {error}")
    # Al mutar, lo contestado es lo de la fórmula sin cambiar, que puede valer en más o menos puntos.
    conocidos = dict(zip(resultados, codigo, strict=False))
    sigue_cierta = functools.partial(_es_cierta, funcion, conocidos)
    lados = _ecuacion(tex)[1:]
    escritos = [x for lado in lados for x in lado.lexemas if x.tipo == "numero"]
    cubiertos = tuple(x for x in escritos if se_nota(tex, x.inicio, x.fin, sigue_cierta))
    for punto, calculado in conocidos.items():
        for lado, valor in zip(lados, resultados[punto], strict=True):
            if not _concuerdan(valor, calculado):
                # Si cambiar un solo número la arregla, ese es el culpable; si no, el lado entero.
                culpable = next((x for x in escritos if x not in cubiertos), lado.lexemas[0])
                motivo = _contraejemplo(funcion, punto, valor, calculado)
                return Examen(error=motivo, lugar=culpable.inicio)
    return Examen(cubiertos, comprobadas=1)


def _es_cierta(funcion: FuncionAtada, conocidos: Mapping[Punto, Congelado], tex: str) -> bool:
    """Si una fórmula da lo mismo que el código en todos los puntos."""
    try:
        lados = _lados_derechos(tex, funcion)
        for punto, calculado in conocidos.items():
            valores = funcion.valores_en(punto)
            if not all(_concuerdan(lado.valor(valores), calculado) for lado in lados):
                return False
    except (FormulaIlegible, ArithmeticError, RecursionError):
        return False
    return True


def _concuerdan(valor: Valor, calculado: Congelado) -> bool:
    """Iguales salvo lo que se pierde al restar números casi iguales, como en `1 - σ(20)`."""
    return cercanos(valor, calculado, holgura=1e-6, suelo=1e-12)


def _en_coma(valor: Valor) -> Valor:
    return tuple(map(_en_coma, valor)) if isinstance(valor, tuple) else en_coma(valor)


def _contraejemplo(funcion: FuncionAtada, punto: Punto, valor: Valor, calculado: Congelado) -> str:
    parejas = zip(funcion.simbolos, punto, strict=True)
    donde = ", ".join(f"{simbolo} = {a_diez_cifras(x)}" for simbolo, x in parejas)
    return (
        f"la fórmula no es {funcion.nombre}{funcion.resto}: en {donde} "
        f"la fórmula da {a_diez_cifras(_en_coma(valor))} y el código {a_diez_cifras(calculado)}"
    )
