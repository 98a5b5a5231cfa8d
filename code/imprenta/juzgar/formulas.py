r"""Lo que una fórmula afirma: cadenas de aritmética que se demuestran solas y fórmulas atadas al código.

Un número queda cubierto si cambiar cualquiera de sus cifras hace falsa la fórmula; si cambiarla no se
nota, la fórmula no lo demuestra.
"""

from __future__ import annotations

import ast
import functools
import itertools
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from imprenta.juzgar import latex
from imprenta.juzgar.cadenas import CON_PREFIJO, Lado, cadenas, dentro, sin_llaves, sin_palabras
from imprenta.juzgar.latex import Lexema, Nodo, SinValor
from imprenta.juzgar.literales import (
    Literal,
    LiteralIlegible,
    a_diez_cifras,
    coincide,
    escribir,
    leer_literal,
    numeros,
    precision,
)
from imprenta.libro.modelo import FormulaIlegible


@dataclass(frozen=True)
class Examen:
    """Lo que se sabe de una fórmula: qué lexemas demuestra y, si es falsa, por qué y dónde."""

    cubiertos: tuple[Lexema, ...] = ()
    error: str = ""
    lugar: int = 0
    comprobadas: int = 0


# ——— Cadenas de aritmética ———


@dataclass(frozen=True)
class Miembro:
    """Un lado que es pura aritmética: su valor, su unidad y, si es solo un número escrito, su literal."""

    lado: Lado
    inicio: int
    escrito: str
    valor: Any
    literal: Literal | None
    opera: bool
    unidad: str

    @property
    def texto(self) -> str:
        return " ".join(self.escrito.split())


@functools.lru_cache(maxsize=4096)
def examinar_cadenas(tex: str) -> Examen:
    """Comprueba toda la aritmética de una fórmula."""
    tramos = [tramo for tramo in _tramos(tex) if any(m.opera for m in tramo)]
    for tramo in tramos:
        if contradiccion := _contradiccion(tramo):
            error, culpable, lugar = contradiccion
            return Examen(error=error, lugar=lugar or _lugar(tex, tramo, culpable))
    cubiertos = [
        lexema
        for tramo in tramos
        for k, miembro in enumerate(tramo)
        for lexema in miembro.lado.lexemas
        if lexema.tipo == "numero" and _se_nota_en_cadena(tex, tramo, k, lexema)
    ]
    return Examen(tuple(cubiertos), comprobadas=len(tramos))


def _lugar(tex: str, tramo: Sequence[Miembro], culpable: Miembro) -> int:
    """Dónde está lo falso de un lado: si ocupa varias líneas, en el número que cambiado lo arregla."""
    if "\n" not in culpable.escrito:
        return culpable.inicio
    k = tramo.index(culpable)
    numeros_ = (x for x in culpable.lado.lexemas if x.tipo == "numero")
    return next((x.inicio for x in numeros_ if not _se_nota_en_lado(tex, tramo, k, x)), culpable.inicio)


def _se_nota_en_cadena(tex: str, tramo: Sequence[Miembro], k: int, lexema: Lexema) -> bool:
    """Si el lado, leído aparte, es cierto y cambiar un número suyo contradice a los demás."""
    lexemas = tramo[k].lado.lexemas
    entero = tex[lexemas[0].inicio : lexemas[-1].fin]
    return _sigue_cierta(tramo, k, entero) and _se_nota_en_lado(tex, tramo, k, lexema)


def _se_nota_en_lado(tex: str, tramo: Sequence[Miembro], k: int, lexema: Lexema) -> bool:
    lexemas = tramo[k].lado.lexemas
    inicio, fin = lexemas[0].inicio, lexemas[-1].fin
    sigue_cierta = functools.partial(_sigue_cierta, tramo, k)
    return _se_nota(tex[inicio:fin], lexema.inicio - inicio, lexema.fin - inicio, sigue_cierta)


def _sigue_cierta(tramo: Sequence[Miembro], k: int, trozo: str) -> bool:
    """Si la cadena no se contradice con otro texto en su lado `k`; solo se vuelve a leer ese."""
    hechas = cadenas(trozo)
    if len(hechas) != 1 or len(hechas[0]) != 1:
        return False
    otro = _miembro(trozo, Lado(tramo[k].lado.relacion, hechas[0][0].lexemas))
    return otro is not None and not _contradiccion([*tramo[:k], otro, *tramo[k + 1 :]])


def _tramos(tex: str) -> Iterator[list[Miembro]]:
    """Los grupos de lados de una cadena que son aritmética y se comparan entre sí."""
    vistos: set[int] = set()
    for trozo in (tex, *dentro(tex)):
        for tramo in _tramos_de(trozo):
            if len(tramo) > 1 and tramo[0].inicio not in vistos:
                vistos.add(tramo[0].inicio)
                yield tramo


def _tramos_de(tex: str) -> Iterator[list[Miembro]]:
    for cadena in cadenas(tex):
        tramos: list[list[Miembro]] = []
        seguidos = iguales = True
        for lado in cadena:
            iguales = iguales and lado.relacion in latex.IGUALDADES
            if _es_simbolico(tex, lado):  # de `2 + 3 = x = 5` se sigue `2 + 3 = 5`
                seguidos = False
                continue
            miembro = _miembro(tex, lado)
            anterior = tramos[-1][-1] if tramos else None
            if anterior and miembro and (seguidos or iguales) and _misma_unidad(anterior, miembro):
                if _redondea(anterior, miembro):
                    tramos.append([miembro])
                else:
                    for tramo in tramos:
                        tramo.append(miembro)
            else:
                yield from tramos
                tramos = [[miembro]] if miembro else []
            seguidos = iguales = True
        yield from tramos


def _redondea(anterior: Miembro, miembro: Miembro) -> bool:
    r"""Si una cuenta repite la anterior con sus números redondeados: `e^5+e^4 \approx 148.4+54.6`.

    Ninguna demuestra la otra: lo que venga después se compara con cada una por su lado.
    """
    if miembro.lado.relacion != r"\approx" or not (anterior.opera and miembro.opera):
        return False
    uno, otro = list(aplanar(anterior.valor)), list(aplanar(miembro.valor))
    if len(uno) != len(otro) or _cercanos(anterior.valor, miembro.valor):
        return False
    margenes = zip(_margenes(anterior), _margenes(miembro), strict=True)
    return all(abs(a - b) <= sum(m) for a, b, m in zip(uno, otro, margenes, strict=True))


def _margenes(miembro: Miembro) -> list[float]:
    """Cuánto puede moverse cada número de un lado si los que escribe están redondeados."""
    valores = [float(v) for v in aplanar(miembro.valor)]
    margenes = [0.0] * len(valores)
    for casa in DECIMAL.finditer(miembro.escrito):
        movido = miembro.escrito[: casa.end()] + "5" + miembro.escrito[casa.end() :]
        otro = _miembro(movido, cadenas(movido)[0][0])
        movidos = valores if otro is None else map(float, aplanar(otro.valor))
        margenes = [m + abs(a - b) for m, a, b in zip(margenes, valores, movidos, strict=True)]
    return margenes


def _es_simbolico(tex: str, lado: Lado) -> bool:
    """Si un lado se entiende y lleva símbolos cuyo valor no se conoce aquí."""
    try:
        return bool(latex.leer(sin_palabras(tex, lado.lexemas)[0]).simbolos - {"e"})
    except FormulaIlegible:
        return False


def _misma_unidad(anterior: Miembro, miembro: Miembro) -> bool:
    r"""La unidad puede aparecer con el resultado, `3+4 = 7\text{ km}`, pero no cambiar ni perderse."""
    if miembro.unidad == anterior.unidad:
        return True
    if anterior.unidad or miembro.opera:
        return False
    return not CON_PREFIJO.match(miembro.unidad) or _igual(miembro, anterior)


def _miembro(tex: str, lado: Lado) -> Miembro | None:
    try:
        con_llaves, unidad = sin_palabras(tex, lado.lexemas)
        lexemas = sin_llaves(con_llaves)
        nodo = latex.leer(lexemas)
        if nodo.simbolos - {"e"}:
            return None
        valor = _solo(nodo.calcular({}))
    except (FormulaIlegible, ArithmeticError, RecursionError):
        return None
    literal = _literal(tex, lexemas)
    if nodo.opera and literal is not None and all(n.paso is None for n in numeros(literal)):
        literal = None  # `1/4` es una operación, no un número redondeado
    inicio, fin = lexemas[0].inicio, lexemas[-1].fin
    return Miembro(lado, inicio, tex[inicio:fin], valor, literal, nodo.opera, unidad)


def _solo(valor: Any) -> Any:
    """El número de una lista que no tiene otro: `(5)` y `2[3+1]` se leen como números."""
    dentro = valor
    while isinstance(dentro, tuple) and len(dentro) == 1:
        dentro = dentro[0]
    return valor if isinstance(dentro, tuple) else dentro


def _literal(tex: str, lexemas: Sequence[Lexema]) -> Literal | None:
    r"""El literal de un lado que es solo un número o un vector escritos."""
    texto = "".join(x.valor if x.tipo == "cifra" else tex[x.inicio : x.fin] for x in lexemas)
    try:
        return _solo(leer_literal(texto))
    except LiteralIlegible:
        return None


def _contradiccion(tramo: Sequence[Miembro]) -> tuple[str, Miembro, int] | None:
    """Por qué es falsa una cadena, qué lado tiene la culpa y dónde, si se sabe; nada si es cierta."""
    for anterior, miembro in itertools.pairwise(tramo):
        relacion = miembro.lado.relacion
        if relacion not in latex.IGUALDADES and not _comparan(relacion, anterior.valor, miembro.valor):
            culpable = anterior if miembro.opera and not anterior.opera else miembro
            error = f"la fórmula dice «{anterior.texto} {relacion} {miembro.texto}» y no es así"
            return error, culpable, 0
    referencia = max(tramo, key=lambda m: _credito(tramo, m))
    for miembro in tramo:
        if not _unidos_por_igualdad(tramo, miembro, referencia) or _igual(miembro, referencia):
            continue
        falso, cierto = (miembro, referencia) if miembro.literal is not None else (referencia, miembro)
        if falso.literal is not None:
            error = _discrepancia(falso.texto, falso.literal, cierto.texto, _lista(cierto.valor))
            return error, falso, _desliz(falso, cierto)
        a, b = sorted((cierto, falso), key=lambda m: m.inicio)
        uno, otro = (a_diez_cifras(_lista(m.valor)) for m in (a, b))
        return f"la fórmula dice «{a.texto} = {b.texto}»; {uno} no es {otro}", miembro, 0
    return None


def _desliz(falso: Miembro, cierto: Miembro) -> int:
    """Dónde está el primer número falso de un vector escrito; 0 si no se sabe."""
    if not isinstance(falso.literal, tuple):
        return 0
    desliz = primera_falsa(falso.escrito, _lista(cierto.valor))
    return falso.inicio + desliz if desliz else 0


def primera_falsa(escrito: str, valor: Any) -> int:
    """A qué distancia del principio de un vector o de una matriz está su primer número falso."""
    try:
        numeros_ = [(x, leer_literal(x.texto)) for x in latex.lexemas(escrito) if x.tipo == "numero"]
    except LiteralIlegible:
        return 0
    calculados = list(aplanar(valor))
    if len(numeros_) != len(calculados):
        return 0
    falsos = (
        x.inicio
        for (x, numero), v in zip(numeros_, calculados, strict=True)
        if not coincide(numero, -v if escrito[: x.inicio].rstrip()[-1:] in {"-", "−"} else v)
    )
    return next(falsos, 0)


def aplanar(valor: Any) -> Iterator[Any]:
    if isinstance(valor, list | tuple):
        for elemento in valor:
            yield from aplanar(elemento)
    else:
        yield valor


def _credito(tramo: Sequence[Miembro], miembro: Miembro) -> tuple[bool, int, int]:
    """Con qué lado se comparan los demás: uno que opere, el que más apoyos tenga y el más fino."""
    apoyos = sum(_igual(otro, miembro) for otro in tramo)
    return miembro.literal is None, apoyos, _finura(miembro.literal)


def _unidos_por_igualdad(tramo: Sequence[Miembro], a: Miembro, b: Miembro) -> bool:
    i, j = sorted((tramo.index(a), tramo.index(b)))
    return all(m.lado.relacion in latex.IGUALDADES for m in tramo[i + 1 : j + 1])


def _comparan(relacion: str, a: Any, b: Any) -> bool:
    if isinstance(a, tuple) or isinstance(b, tuple):
        return False
    return latex.COMPARAR[relacion](a, b)


def _finura(literal: Literal | None) -> int:
    return 0 if literal is None else sum(n.decimales - (n.exponente or 0) for n in numeros(literal))


def _igual(miembro: Miembro, referencia: Miembro) -> bool:
    if miembro is referencia:
        return True
    if miembro.literal is not None:
        return coincide(miembro.literal, _lista(referencia.valor))
    if referencia.literal is not None:
        return coincide(referencia.literal, _lista(miembro.valor))
    return _cercanos(miembro.valor, referencia.valor)


def _lista(valor: Any) -> Any:
    """Los valores exactos que un literal sabe comparar: enteros, fracciones y listas."""
    if isinstance(valor, tuple):
        return [_lista(v) for v in valor]
    return int(valor) if isinstance(valor, Fraction) and valor.denominator == 1 else valor


def _cercanos(a: Any, b: Any, holgura: float = 1e-9, suelo: float = 1e-300) -> bool:
    if isinstance(a, tuple | list) or isinstance(b, tuple | list):
        return (
            isinstance(a, tuple | list)
            and isinstance(b, tuple | list)
            and len(a) == len(b)
            and all(_cercanos(x, y, holgura, suelo) for x, y in zip(a, b, strict=True))
        )
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a == b
    try:
        return math.isclose(a, b, rel_tol=holgura, abs_tol=suelo)
    except OverflowError:
        return False


def _discrepancia(escrito: str, literal: Literal, expresion: str, valor: Any) -> str:
    bien = escribir(valor, literal)
    exacto = a_diez_cifras(valor)
    nota = precision(literal)
    pista = f" ({bien} {nota})".replace(" )", ")") if bien != exacto else ""
    return f"la fórmula dice {escrito}; {expresion} = {exacto}{pista}"


def _se_nota(tex: str, inicio: int, fin: int, sigue_cierta: Callable[[str], bool]) -> bool:
    """Si la fórmula deja de ser cierta al cambiar el número `tex[inicio:fin]`.

    Se cambian cada una de sus cifras, su signo y su puesto en un vector.
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
    hondura = 0
    for i in range(len(antes) - 1, -1, -1):
        hondura += (antes[i] in ")]") - (antes[i] in "([")
        if hondura < 0:
            return not re.search(r"[A-Za-z}]\s*$", antes[:i].removesuffix(r"\left"))
    return r"\begin" in antes


def _con_otro_signo(tex: str, inicio: int) -> Iterator[str]:
    antes = tex[:inicio].rstrip()
    if antes[-1:] in {"-", "−", "+"}:
        yield tex[: len(antes) - 1] + ("+" if antes[-1] != "+" else "-") + tex[len(antes) :]
    elif antes[-1:] in {"", "=", "(", "[", "{", ",", ";", "&"}:
        yield tex[:inicio] + "-" + tex[inicio:]


DECIMAL = re.compile(r"[0-9](?:\.|\{[.,]\})[0-9]+")
ENTRADA = r"[-−]?[0-9]+(?:(?:\.|\{,\})[0-9]+)?"
SIGUIENTE = re.compile(rf"(?P<medio>\s*[,;&]\s*)(?P<otro>{ENTRADA})(?![0-9.{{}}])")
ANTERIOR = re.compile(rf"(?<![0-9.])(?<!,\}})(?P<otro>{ENTRADA})(?P<medio>\s*[,;&]\s*)$")


# ——— Fórmulas atadas al código ———

PARAMETRO = re.compile(r"\s*(?P<simbolo>.+?)\s*(?:\[(?P<dominio>[^\]]*)\])?\s*")
PUNTOS = (0.0, 0.5, -0.5, 1.0, -1.0, 0.001, -0.001, 2.5, -3.7, 9.0, -9.0, 20.0, -20.0)
PROBABILIDADES = (0.5, 0.01, 0.99, 0.25, 0.73, 0.999, 0.001)
ENTEROS = (1, 2, 3, 4, 7, 12)
VECES = 24


@dataclass(frozen=True)
class Definicion:
    """`:define: f(x, W[2,3])`: la función del código que una ecuación define, y de qué depende.

    `nombre` es la función; `resto`, lo que se le hace al resultado (`[1]`); `donde`, los símbolos que se
    calculan a partir de los demás (`d_k = len(K[0])`).
    """

    nombre: str
    simbolos: tuple[str, ...]
    dominios: tuple[str, ...]
    resto: str = ""
    donde: tuple[tuple[str, str], ...] = field(default=())

    def llamada(self, argumentos: Sequence[Any]) -> str:
        """La expresión de Python que da lo que el código calcula en un punto."""
        return f"{self.nombre}({', '.join(_python(a) for a in argumentos)}){self.resto}"


def leer_definicion(texto: str) -> Definicion:
    r"""Lee el valor de `:define:`.

    >>> leer_definicion("atencion(Q[2,3], K[4,3]; d_k = len(K[0]))[1]").dominios
    ('2,3', '4,3')
    """
    casa = re.fullmatch(r"\s*([A-Za-z_][\w.]*)\s*\((.*)\)((?:\[[^\]]*\]|\.\w+)*)\s*", texto, re.DOTALL)
    if casa is None:
        raise FormulaIlegible(f"«{texto}» no es una función con sus argumentos, como «sigmoide(x)»")
    propios, _, derivados = casa[2].partition(";")
    simbolos, dominios = [], []
    for parte in _separar(propios):
        pieza = PARAMETRO.fullmatch(parte)
        if pieza is None:
            raise FormulaIlegible(f"falta el nombre de un argumento en «{texto}»")
        simbolos.append(_normal(pieza["simbolo"]))
        dominios.append((pieza["dominio"] or "").replace(" ", ""))
    donde = tuple(_derivado(parte) for parte in _separar(derivados) if parte.strip())
    return Definicion(casa[1], tuple(simbolos), tuple(dominios), casa[3], donde)


def _derivado(texto: str) -> tuple[str, str]:
    simbolo, signo, expresion = texto.partition("=")
    if not signo:
        raise FormulaIlegible(f"«{texto.strip()}» no dice cuánto vale el símbolo")
    return _normal(simbolo.strip()), expresion.strip()


def _separar(texto: str) -> list[str]:
    """Las partes de una lista separadas por comas que no están entre corchetes, paréntesis o llaves."""
    partes, hondura = [""], 0
    for caracter in texto:
        hondura += (caracter in "([{") - (caracter in ")]}")
        if caracter == "," and hondura == 0:
            partes.append("")
        else:
            partes[-1] += caracter
    return partes


def _normal(simbolo: str) -> str:
    """El nombre con que el lector de fórmulas conoce un símbolo."""
    lector = latex.Lector(latex.lexemas(simbolo))
    return lector._simbolo()


def _python(valor: Any) -> str:
    if isinstance(valor, tuple):
        return f"__import__('numpy').array({_anidada(valor)!r})"
    return repr(valor)


def _anidada(valor: Any) -> Any:
    return [_anidada(v) for v in valor] if isinstance(valor, tuple) else valor


def puntos(definicion: Definicion) -> list[tuple[Any, ...]]:
    """Los puntos, bordes incluidos, en que se comparan fórmula y código: siempre los mismos."""
    azar = random.Random(20170612)
    if len(definicion.dominios) == 1:
        return [(x,) for x in _muestras(definicion.dominios[0], azar)]
    columnas = [_muestras(dominio, azar) for dominio in definicion.dominios]
    juntos = [tuple(azar.choice(columna) for columna in columnas) for _ in range(VECES)]
    return list(dict.fromkeys(juntos))


def _muestras(dominio: str, azar: random.Random) -> list[Any]:
    if dominio == "":
        return [*PUNTOS, *(round(azar.uniform(-6, 6), 3) for _ in range(8))]
    if dominio == "probabilidad":
        return list(PROBABILIDADES)
    if dominio == "positivo":
        return [abs(x) for x in PUNTOS if x > 0] + [0.1, 3.3]
    if dominio == "entero":
        return list(ENTEROS)
    if dominio == "binario":
        return [0.0, 1.0]
    if casa := re.fullmatch(r"([1-9](?:,[1-9])?)(:probabilidad)?", dominio):
        dimensiones = [int(n) for n in casa[1].split(",")]
        tensores = [_tensor(dimensiones, azar) for _ in range(8)]
        return [latex.FUNCIONES_DEL_CAMPO["softmax"](t) for t in tensores] if casa[2] else tensores
    raise FormulaIlegible(
        f"no conozco el dominio «{dominio}»: "
        "es «probabilidad», «positivo», «entero», «binario» o dimensiones como «4», «2,3» y «3:probabilidad»"
    )


def _tensor(dimensiones: Sequence[int], azar: random.Random) -> tuple[Any, ...]:
    primera, *resto = dimensiones
    return tuple(_tensor(resto, azar) if resto else round(azar.uniform(-3, 3), 3) for _ in range(primera))


@functools.lru_cache(maxsize=1024)
def consulta(tex: str, define: str) -> str:
    """La expresión que pide al código sus valores en todos los puntos donde la fórmula los tiene.

    Lanza `FormulaIlegible` si la fórmula o su `:define:` no se entienden.
    """
    definicion = leer_definicion(define)
    llamadas = [definicion.llamada(punto) for punto, _ in _valores(tex, definicion)]
    return "[" + ", ".join(llamadas) + "]"


def _valores(tex: str, definicion: Definicion) -> list[tuple[tuple[Any, ...], list[Any]]]:
    """Los puntos donde la fórmula está definida, con lo que da cada uno de sus lados derechos."""
    lados = _lados_derechos(tex, definicion)
    resultado = []
    for punto in puntos(definicion):
        entorno = _entorno(definicion, punto)
        try:
            resultado.append((punto, [_evaluar(lado, indices, entorno) for lado, indices in lados]))
        except (SinValor, OverflowError):
            continue
    if len(resultado) < 2:
        raise FormulaIlegible("no está definida casi en ningún punto: ¿faltan los dominios en `:define:`?")
    return resultado


def _entorno(definicion: Definicion, punto: Sequence[Any]) -> dict[str, Any]:
    entorno = dict(zip(definicion.simbolos, map(_exacto, punto), strict=True))
    for simbolo, expresion in definicion.donde:
        try:
            entorno[simbolo] = _exacto(eval(compile(expresion, "<define>", "eval"), {}, dict(entorno)))
        except Exception as error:
            raise FormulaIlegible(f"«{simbolo} = {expresion}» no se puede calcular: {error}") from None
    return entorno


def _exacto(valor: Any) -> Any:
    if isinstance(valor, tuple):
        return tuple(_exacto(v) for v in valor)
    return Fraction(valor) if isinstance(valor, int) else float(valor)


def _lados_derechos(tex: str, definicion: Definicion) -> list[tuple[Nodo, tuple[str, ...]]]:
    """Los lados de la ecuación, menos el primero, que es el nombre de lo que se define."""
    cadena = _unica(tex)
    parametros = frozenset((*definicion.simbolos, *(simbolo for simbolo, _ in definicion.donde)))
    nombre = _cabeza(cadena[0])
    lados = []
    for lado in cadena[1:]:
        nodo = latex.leer(lado.lexemas, parametros)
        if nombre in nodo.simbolos:
            raise FormulaIlegible("la fórmula se define por sí misma: no dice nada")
        libres = tuple(
            dict.fromkeys(i for _, i in sorted(nodo.indices, key=lambda p: _orden(cadena[0], p[1])))
        )
        lados.append((nodo, libres))
    return lados


def _orden(lado: Lado, indice: str) -> int:
    return next((k for k, x in enumerate(lado.lexemas) if x.texto == indice), 10**6)


def _unica(tex: str) -> list[Lado]:
    hechas = cadenas(tex)
    if any(x.tipo == "separador" for x in latex.lexemas(tex)) and len(hechas[0]) > 1:
        hechas = hechas[:1]
    if len(hechas) != 1 or len(hechas[0]) < 2:
        raise FormulaIlegible("no es una igualdad de la forma «f(x) = …»")
    if any(lado.relacion not in latex.IGUALDADES for lado in hechas[0][1:]):
        raise FormulaIlegible("no es una igualdad de la forma «f(x) = …»")
    return hechas[0]


def _cabeza(lado: Lado) -> str:
    r"""El nombre de la función que se define, con sus primas: `\sigma'`."""
    try:
        return latex.Lector(lado.lexemas)._simbolo()
    except FormulaIlegible:
        return ""


def _evaluar(nodo: Nodo, indices: tuple[str, ...], entorno: Mapping[str, Any]) -> Any:
    """El valor en un punto; con índices libres (`z_i`), el de todos ellos."""
    if not indices:
        return _lista(nodo.calcular(entorno))
    indice, *resto = indices
    base = next(b for b, i in nodo.indices if i == indice)
    if not isinstance(entorno[base], tuple):
        raise FormulaIlegible(f"«{base}» no es un vector: dale dimensiones en `:define:`, como «{base}[4]»")
    letras = [i for b, i in nodo.indices if b == base]
    valor = entorno[base]
    largo = len(valor) if len(letras) == 1 or letras[0] == indice else len(valor[0])
    return [_evaluar(nodo, tuple(resto), {**entorno, indice: Fraction(k + 1)}) for k in range(largo)]


def examinar_definicion(tex: str, define: str, codigo: Any) -> Examen:
    """Compara la fórmula con lo que el código ha dado en los puntos de `consulta`."""
    return _examinar_definicion(tex, define, _inmutable(codigo))


def _inmutable(valor: Any) -> Any:
    return tuple(_inmutable(v) for v in valor) if isinstance(valor, list) else valor


@functools.lru_cache(maxsize=1024)
def _examinar_definicion(tex: str, define: str, codigo: tuple[Any, ...]) -> Examen:
    definicion = leer_definicion(define)
    try:
        valores = _valores(tex, definicion)
    except FormulaIlegible as error:
        return Examen(error=f"la fórmula no se puede leer: {error}")
    # Al mutar, lo contestado es lo de la fórmula sin cambiar, que puede valer en más o menos puntos.
    conocidos = dict(zip((punto for punto, _ in valores), codigo, strict=False))

    def sigue_cierta(otro: str) -> bool:
        try:
            lados = _lados_derechos(otro, definicion)
            for punto, calculado in conocidos.items():
                entorno = _entorno(definicion, punto)
                if any(not _concuerdan(_evaluar(*lado, entorno), calculado) for lado in lados):
                    return False
        except (FormulaIlegible, ArithmeticError):
            return False
        return True

    lados = _unica(tex)[1:]
    escritos = [x for lado in lados for x in lado.lexemas if x.tipo == "numero"]
    cubiertos = tuple(x for x in escritos if _se_nota(tex, x.inicio, x.fin, sigue_cierta))
    for (punto, calculados), esperado in zip(valores, codigo, strict=False):
        for lado, valor in zip(lados, calculados, strict=True):
            if not _concuerdan(valor, esperado):
                # Si cambiar un solo número la arregla, ese es el culpable; si no, el lado entero.
                culpable = next((x for x in escritos if x not in cubiertos), lado.lexemas[0])
                motivo = _contraejemplo(definicion, punto, valor, esperado)
                return Examen(error=motivo, lugar=culpable.inicio)
    return Examen(cubiertos, comprobadas=1)


def _contraejemplo(definicion: Definicion, punto: Sequence[Any], valor: Any, calculado: Any) -> str:
    donde = ", ".join(
        f"{simbolo} = {a_diez_cifras(_anidada(x))}"
        for simbolo, x in zip(definicion.simbolos, punto, strict=True)
    )
    return (
        f"la fórmula no es {definicion.nombre}{definicion.resto}: en {donde} "
        f"la fórmula da {a_diez_cifras(_coma(valor))} y el código {a_diez_cifras(calculado)}"
    )


def _concuerdan(valor: Any, calculado: Any) -> bool:
    """Iguales salvo lo que se pierde al restar números casi iguales, como en `1 - σ(20)`."""
    return _cercanos(_coma(valor), calculado, holgura=1e-6, suelo=1e-12)


def _coma(valor: Any) -> Any:
    """Los mismos números, en coma flotante."""
    return [_coma(v) for v in valor] if isinstance(valor, list | tuple) else float(valor)


def nombres_de(expresion: str) -> set[str]:
    """Los nombres libres de una expresión de Python."""
    arbol = ast.parse(expresion.strip(), mode="eval")
    ligados = {n.id for n in ast.walk(arbol) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    ligados |= {a.arg for n in ast.walk(arbol) if isinstance(n, ast.Lambda) for a in n.args.args}
    return {n.id for n in ast.walk(arbol) if isinstance(n, ast.Name)} - ligados
