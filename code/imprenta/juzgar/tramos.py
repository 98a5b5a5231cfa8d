r"""Los tramos de una fórmula: lados de una cadena que son pura aritmética y se comparan entre sí."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

from imprenta.juzgar.cobertura import Duda
from imprenta.juzgar.formula.algebra import Valor, escalar, multiplo, numeros_en
from imprenta.juzgar.formula.cadenas import Lado, cadenas, interiores, sin_modulo
from imprenta.juzgar.formula.cursor import Nodo, Valores
from imprenta.juzgar.formula.lector import nodo_de
from imprenta.juzgar.formula.lexemas import IGUALDADES, Lexema
from imprenta.juzgar.formula.unidades import CON_PREFIJO, GRADOS, PREFIJO_SOLO, sin_llaves, sin_palabras
from imprenta.juzgar.literal.comparar import cercanos, coincide, en_coma
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, literal_de, numeros_de
from imprenta.juzgar.redondeos import Desliz, desliz_en
from imprenta.libro.modelo import FormulaIlegible

T = TypeVar("T")
Anidado: TypeAlias = "T | tuple[Anidado[T], ...]"
PARECIDO = 0.05  # lo que admite «≈» entre dos cuentas, en proporción
CON_DECIMALES = re.compile(r"[0-9](?:\.|\{[.,]\})[0-9]+")
POTENCIA_DE_DIEZ = re.compile(r"10\s*\^\s*(?:\{\s*([-−]?)\s*([0-9]+)\s*\}|([0-9]))")

EN_RADIANES = re.compile(
    r"\\pi(?![a-zA-Z])|\\arc|\^\s*\{?\s*[-−]\s*1"
)  # lo que da un ángulo: `\pi/4`, `\tan^{-1}(1)`


@dataclass(frozen=True)
class Miembro:
    """Un lado que es pura aritmética: su valor, su unidad y, si es solo un número escrito, su literal.

    `medidas` es lo que valen sus unidades; con `modulo`, es igual a otro si son congruentes.
    """

    lado: Lado
    inicio: int
    escrito: str
    valor: Valor
    literal: Literal | None
    unidad: str
    nodo: Nodo
    medidas: Valores
    modulo: int = 0

    @property
    def opera(self) -> bool:
        return self.nodo.opera

    @property
    def texto(self) -> str:
        return " ".join(self.escrito.split())

    def es_igual(self, otro: Miembro) -> bool:
        """Si dicen lo mismo: si uno es un número escrito, con la precisión con que lo está."""
        if self is otro:
            return True
        if self.modulo:
            return (escalar(self.valor) - escalar(otro.valor)) % self.modulo == 0
        if self.literal is not None:
            return coincide(self.literal, otro.valor_en(self.unidad))
        if otro.literal is not None:
            return coincide(otro.literal, self.valor_en(otro.unidad))
        return cercanos(self.valor, otro.valor_en(self.unidad))

    def se_parece(self, otro: Miembro) -> bool:
        """Si valen casi lo mismo."""
        unos, otros = numeros_en(self.valor), numeros_en(otro.valor_en(self.unidad))
        parejas = zip(map(en_coma, unos), map(en_coma, otros), strict=False)
        return len(unos) == len(otros) and all(math.isclose(a, b, rel_tol=PARECIDO) for a, b in parejas)

    def es_el_orden_de(self, otro: Miembro) -> bool:
        r"""Si es una potencia de diez, como `10^{19}`, y el otro es de ese orden de magnitud."""
        potencia = POTENCIA_DE_DIEZ.fullmatch(self.texto)
        valores = numeros_en(otro.valor_en(self.unidad))
        if not potencia or len(valores) != 1 or valores[0] <= 0 or not math.isfinite(en_coma(valores[0])):
            return False
        signo, largo, corto = potencia.groups()
        exponente = int(largo or corto) * (-1 if signo else 1)
        return exponente in {math.floor(orden := math.log10(en_coma(valores[0]))), round(orden)}

    def valor_en(self, unidad: str) -> Valor:
        """Lo que vale en otra unidad: en grados, si está en radianes, o al revés."""
        if self.unidad == unidad or GRADOS not in {self.unidad, unidad}:
            return self.valor
        return multiplo(self.valor, 180 / math.pi if unidad == GRADOS else math.pi / 180)


def miembro_de(tex: str, lado: Lado) -> Miembro | None:
    """Lo que calcula un lado, si es aritmética que se sabe leer."""
    try:
        return miembro_leido(tex, lado)
    except (FormulaIlegible, ArithmeticError, RecursionError):
        return None


def miembro_leido(tex: str, lado: Lado) -> Miembro | None:
    """Lo que calcula un lado, si no lleva símbolos; lanza `FormulaIlegible` si no se sabe leer."""
    leido = sin_palabras(tex, lado.lexemas)
    lexemas = sin_llaves(leido.piezas)
    nodo = nodo_de(lexemas)
    if nodo.simbolos - {"e", *leido.unidades}:
        return None
    calculado, unidad = leido.valor_y_unidad(nodo.calcular)
    valor: Valor = _suelto(calculado)
    literal = _literal(tex, lexemas)
    if nodo.opera and literal is not None and _es_exacto(literal):
        literal = None  # `1/4` es una operación, no un número redondeado
    inicio, fin = lexemas[0].inicio, lexemas[-1].fin
    return Miembro(lado, inicio, tex[inicio:fin], valor, literal, unidad, nodo, leido.medidas())


def _suelto(lista: Anidado[T]) -> Anidado[T]:
    """El número de una lista que no tiene otro: `(5)` y `2[3+1]` se leen como números."""
    interior = lista
    while isinstance(interior, tuple) and len(interior) == 1:
        interior = interior[0]
    return lista if isinstance(interior, tuple) else interior


def _literal(tex: str, lexemas: Sequence[Lexema]) -> Literal | None:
    r"""El literal de un lado que es solo un número o un vector escritos."""
    try:
        return _suelto(literal_de("".join(_con_punto(tex, x) for x in lexemas)))
    except LiteralIlegible:
        return None


def _con_punto(tex: str, lexema: Lexema) -> str:
    """Un lexema para leerlo en un literal: en un vector, la coma decimal no es la que separa."""
    if lexema.tipo == "numero":
        return lexema.texto.replace("{,}", ".")
    return lexema.literal or tex[lexema.inicio : lexema.fin]


@dataclass(frozen=True)
class Cotejo:
    """Lo que se compara en una cadena: sus `tramos`, cuyos lados tienen que valer lo mismo.

    `redondeos` son las parejas de lados en que el segundo repite la cuenta del primero con otros números;
    `dudas`, por qué la cadena no demuestra lo que dice; `sustituciones`, los lados con símbolos y el que los
    sigue, ya con números, y `modulo`, el de unas congruencias.
    """

    tramos: list[list[Miembro]] = field(default_factory=list)
    redondeos: list[tuple[Miembro, Miembro]] = field(default_factory=list)
    dudas: list[Duda] = field(default_factory=list)
    sustituciones: list[tuple[Lado, Nodo, Miembro]] = field(default_factory=list)
    modulo: Lexema | None = None


def cotejos_de(tex: str) -> Iterator[Cotejo]:
    """Lo que se compara en una fórmula, y en lo que encierran sus llaves y entornos.

    >>> [[m.texto for m in tramo] for cotejo in cotejos_de("x = 2 + 3 = 5") for tramo in cotejo.tramos]
    [['2 + 3', '5']]
    """
    vistos: set[int] = set()
    for trozo in (tex, *interiores(tex)):
        for cadena in cadenas(trozo):
            cotejo = _cotejo(trozo, cadena)
            nuevos = [t for t in cotejo.tramos if len(t) > 1 and t[0].inicio not in vistos]
            vistos |= {tramo[0].inicio for tramo in nuevos}
            yield replace(cotejo, tramos=nuevos)


def _cotejo(tex: str, cadena: Sequence[Lado]) -> Cotejo:
    lados, modulo = sin_modulo(tex, cadena)
    if modulo is not None:
        return _congruencia(tex, lados, modulo)
    cotejo, abiertos = Cotejo(), list[list[Miembro]]()
    con_simbolos: tuple[Lado, Nodo] | None = None
    seguidos = iguales = True
    for lado in cadena:
        iguales = iguales and lado.relacion in IGUALDADES
        if simbolico := _simbolico(tex, lado):  # de `2 + 3 = x = 5` se sigue `2 + 3 = 5`
            seguidos, con_simbolos = False, (lado, simbolico)
            continue
        nuevo = miembro_de(tex, lado)
        if nuevo and con_simbolos and lado.relacion in {"=", r"\approx"}:
            cotejo.sustituciones.append((*con_simbolos, nuevo))
        con_simbolos = None
        anterior = abiertos[-1][-1] if abiertos else None
        if anterior and nuevo and (seguidos or iguales) and _se_comparan(abiertos[-1], nuevo, cotejo):
            if _redondea(anterior, nuevo):
                abiertos.append([nuevo])
            else:
                for tramo in abiertos:
                    tramo.append(nuevo)
        else:
            cotejo.tramos.extend(abiertos)
            abiertos = [[nuevo]] if nuevo else []
        seguidos = iguales = True
    cotejo.tramos.extend(abiertos)
    return cotejo


def _se_comparan(tramo: Sequence[Miembro], siguiente: Miembro, cotejo: Cotejo) -> bool:
    """Si un lado dice de los de antes algo que se puede comprobar; si no, apunta por qué."""
    anterior, duda = tramo[-1], ""
    if siguiente.lado.relacion == r"\equiv" and not siguiente.es_igual(anterior):
        duda = r"«\equiv» no dice el módulo: escríbelo al final, como «\pmod{7}»"
    elif not _misma_unidad(anterior, siguiente):
        unidades = (f"«{m.unidad}»" if m.unidad else "ninguna" for m in (anterior, siguiente))
        duda = "la unidad de los dos lados no es la misma: {} y {}".format(*unidades)
    elif _se_parecen_sin_decir_cuanto(tramo, siguiente):
        duda = "«≈» entre dos cuentas no dice con cuántas cifras se parecen: escribe entre ellas el número"
    elif _es_la_misma_redondeada(anterior, siguiente):
        duda = rf"«{siguiente.texto}» es la cuenta de antes con sus números redondeados: escribe «\approx»"
    elif _es_otra_cuenta(anterior, siguiente):
        cotejo.redondeos.append((anterior, siguiente))
    if duda:
        cotejo.dudas.append(duda_sobre(duda, anterior, siguiente))
    return not duda


def _se_parecen_sin_decir_cuanto(tramo: Sequence[Miembro], siguiente: Miembro) -> bool:
    r"""`\frac{22}{7} = 3.14 \approx \pi`: se parecen, y ninguno escribe decimales con que comprobarlo."""
    if siguiente.lado.relacion != r"\approx":
        return False
    iguales = _iguales_hasta_el_final(tramo)
    if all(m.es_el_orden_de(siguiente) or siguiente.es_el_orden_de(m) for m in iguales):
        return not all(map(siguiente.es_igual, iguales))
    if siguiente.literal is not None or "%" in siguiente.escrito or CON_DECIMALES.search(siguiente.escrito):
        return False
    if len(iguales) == 1 and iguales[0].literal and not _es_exacto(iguales[0].literal):
        return False  # `3.14 \approx \pi` dice cuánto
    return all(map(siguiente.se_parece, iguales)) and not all(map(siguiente.es_igual, iguales))


def _iguales_hasta_el_final(tramo: Sequence[Miembro]) -> Sequence[Miembro]:
    """Los últimos lados de un tramo, los que une alguna igualdad."""
    desde = max((k for k, m in enumerate(tramo) if m.lado.relacion not in IGUALDADES), default=0)
    return tramo[desde:]


def _es_exacto(literal: Literal) -> bool:
    return all(numero.paso is None for numero in numeros_de(literal))


def _es_la_misma_redondeada(anterior: Miembro, siguiente: Miembro) -> bool:
    r"""`\sqrt{\frac83} = \sqrt{2.67}`: muchos escriben «=» donde la segunda redondea."""
    if siguiente.lado.relacion != "=" or not CON_DECIMALES.search(siguiente.escrito):
        return False
    if not (anterior.opera and siguiente.opera) or siguiente.es_igual(anterior):
        return False
    try:
        return desliz_entre(anterior, siguiente) is None
    except (FormulaIlegible, ArithmeticError):
        return False


def duda_sobre(motivo: str, *miembros: Miembro) -> Duda:
    """La duda que hay sobre todo lo que va de un lado a otro de una cadena."""
    lexemas = [x for miembro in miembros for x in miembro.lado.lexemas]
    return Duda(min(x.inicio for x in lexemas), max(x.fin for x in lexemas), motivo)


def _congruencia(tex: str, lados: Sequence[Lado], modulo: Lexema) -> Cotejo:
    r"""`3\cdot4 = 12 \equiv 5 \pmod 7`: todos congruentes, y los que une un `=`, iguales."""
    miembros = [miembro_de(tex, lado) for lado in lados]
    enteros = [m for m in miembros if m and isinstance(m.valor, Fraction) and m.valor.denominator == 1]
    if int(modulo.texto) < 2 or len(enteros) < len(lados) or any(m.unidad for m in enteros):
        return Cotejo()
    iguales = list[list[Miembro]]()
    for miembro in enteros:
        if miembro.lado.relacion == r"\equiv" or not iguales:
            iguales.append([])
        iguales[-1].append(miembro)
    congruentes = [replace(m, modulo=int(modulo.texto)) for m in enteros]
    return Cotejo([congruentes, *iguales], modulo=modulo)


def _simbolico(tex: str, lado: Lado) -> Nodo | None:
    """Lo que se lee de un lado que lleva símbolos cuyo valor no se conoce aquí."""
    try:
        leido = sin_palabras(tex, lado.lexemas)
        nodo = nodo_de(leido.piezas)
        return nodo if nodo.simbolos - {"e", *leido.unidades} else None
    except FormulaIlegible:
        return None


def _misma_unidad(anterior: Miembro, siguiente: Miembro) -> bool:
    r"""La unidad puede aparecer con el resultado, `3+4 = 7\text{ km}`, pero no cambiar ni perderse."""
    if siguiente.unidad == anterior.unidad:
        return True
    if {anterior.unidad, siguiente.unidad} == {"", GRADOS}:
        return bool(EN_RADIANES.search((siguiente if anterior.unidad else anterior).escrito))
    if anterior.unidad or siguiente.opera or PREFIJO_SOLO.fullmatch(siguiente.unidad):
        return False
    return not CON_PREFIJO.match(siguiente.unidad) or siguiente.es_igual(anterior)


def _es_otra_cuenta(anterior: Miembro, siguiente: Miembro) -> bool:
    r"""Si «≈» une dos cuentas; `1.8\times 10^{19}` es un número escrito, y dice con cuántas cifras."""
    unidas = siguiente.lado.relacion == r"\approx" and anterior.opera and siguiente.opera
    return unidas and siguiente.literal is None


def _redondea(anterior: Miembro, siguiente: Miembro) -> bool:
    r"""Si una cuenta repite la anterior con sus números redondeados: `e^5+e^4 \approx 148.4+54.6`.

    Ninguna demuestra la otra: lo que venga después se compara con cada una por su lado.
    """
    if not _es_otra_cuenta(anterior, siguiente):
        return False
    if cercanos(anterior.valor, siguiente.valor):
        return False
    try:
        desliz_entre(anterior, siguiente)
    except FormulaIlegible:
        return _cabe_en_los_margenes(anterior, siguiente)
    return True


def desliz_entre(cuenta: Miembro, redondeada: Miembro) -> Desliz | None:
    """El primer número mal redondeado, si lo hay; lanza `FormulaIlegible` si no tienen la misma forma."""
    return desliz_en(cuenta.nodo, redondeada.nodo, {**cuenta.medidas, **redondeada.medidas})


def _cabe_en_los_margenes(anterior: Miembro, siguiente: Miembro) -> bool:
    uno, otro = numeros_en(anterior.valor), numeros_en(siguiente.valor)
    if len(uno) != len(otro):
        return False
    margenes = map(sum, zip(_margenes(anterior), _margenes(siguiente), strict=True))
    return all(-margen <= a - b <= margen for a, b, margen in zip(uno, otro, margenes, strict=True))


def _margenes(miembro: Miembro) -> list[float]:
    """Cuánto puede moverse cada número de un lado si los que escribe están redondeados."""
    valores = [float(v) for v in numeros_en(miembro.valor)]
    margenes = [0.0] * len(valores)
    for casa in CON_DECIMALES.finditer(miembro.escrito):
        movido = miembro.escrito[: casa.end()] + "5" + miembro.escrito[casa.end() :]
        otro = miembro_de(movido, cadenas(movido)[0][0])
        movidos = valores if otro is None else map(float, numeros_en(otro.valor))
        margenes = [m + abs(a - b) for m, a, b in zip(margenes, valores, movidos, strict=True)]
    return margenes
