"""Escribir un valor calculado como lo escribiría un autor.

Lo que un mensaje propone es siempre un literal que `comparar` da por bueno, y nunca un cero en lugar de algo
que no lo es: si a la precisión del molde no queda ninguna cifra, se escribe con cifras significativas.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from imprenta.juzgar.literal.comparar import Calculado, coincide, redondeo, tiene_fin
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de, numeros_de
from imprenta.libro.escalas import FACTORES

BITS_ESCRIBIBLES = 10_000  # de un entero: Python no escribe los mucho más largos
SIGNIFICATIVAS = 4  # las que se proponen a quien no ha escrito ningún decimal
DE_ENTERO = Numero(Fraction(0))  # el molde de un entero, sin sufijo
ENORME = 10**25  # lo que nadie escribe con todas sus cifras
SIN_DECIMALES = 10**15  # el mayor `float` del que se saben todas las cifras
MUCHAS_CIFRAS = 200  # más no caben en un mensaje
MAS_CEROS = 5  # los que se escriben tras la coma antes de pasar a una potencia de diez


def corregido(valor: Calculado, literal: Literal) -> str:
    """Lo calculado y, entre paréntesis, lo que habría que escribir en lugar de `literal`, si es otra cosa.

    >>> corregido(0.7310585786, literal_de("0.74")), corregido(6.62607015e-34, literal_de("0"))
    ('0.7310585786 (0.73 con 2 decimales)', '6.62607015e-34 (6.626·10⁻³⁴ con 3 decimales)')
    """
    dicho, bien = _distinto_de(literal, valor), escrito_como(valor, literal)
    if bien == dicho or not _es_cierto(bien, valor):
        return dicho
    return f"{dicho} ({' '.join(filter(None, (bien, precision(literal_de(bien)))))})"


def _distinto_de(literal: Literal, valor: Calculado) -> str:
    """El valor, con tantas cifras como hagan falta para ver que no es el que el literal escribe exacto."""
    if not isinstance(literal, Numero) or literal.paso or not isinstance(literal.valor, Fraction):
        return a_diez_cifras(valor)
    if not isinstance(valor, Fraction) or literal.valor == 0 or valor == 0:
        return a_diez_cifras(valor)
    cuantas = orden_de(valor) - orden_de(literal.valor - valor or valor) + 2
    if not 10 < cuantas < MUCHAS_CIFRAS:
        return a_diez_cifras(valor)
    return con_significativas(valor, cuantas, DE_ENTERO).rstrip("0")


def escrito_como(valor: Calculado, molde: Literal) -> str:
    """`valor` escrito con la precisión y la forma de `molde`.

    >>> escrito_como(0.7310585786, literal_de("0.74")), escrito_como(0.26894, literal_de("28 %"))
    ('0.73', '27 %')
    """
    if isinstance(molde, tuple):
        return _lista(valor, molde, con_ceros=True)
    return numero_escrito(valor, molde, con_ceros=False)


def _lista(valor: Calculado, molde: tuple[Literal, ...], con_ceros: bool) -> str:
    """Un vector, con un cero donde su precisión no deja otra cosa; sin ellos, si no se leería bien."""
    if not isinstance(valor, list | tuple):
        return a_diez_cifras(valor)
    moldes = [*molde, *[molde[-1] if molde else DE_ENTERO] * len(valor)]
    escritos = (
        _lista(v, m, con_ceros) if isinstance(m, tuple) else numero_escrito(v, m, con_ceros)
        for v, m in zip(valor, moldes, strict=False)
    )
    texto = "[" + ", ".join(escritos) + "]"
    return texto if not con_ceros or _es_cierto(texto, valor) else _lista(valor, molde, con_ceros=False)


def _es_cierto(texto: str, valor: Calculado) -> bool:
    try:
        return coincide(literal_de(texto), valor)
    except LiteralIlegible:
        return False


def numero_escrito(valor: Calculado, molde: Numero, con_ceros: bool) -> str:
    """Un número con la precisión de su molde; `con_ceros`, aunque no deje ninguna cifra."""
    if isinstance(valor, bool) or not isinstance(valor, int | float | Fraction) or not tiene_fin(valor):
        return a_diez_cifras(valor)
    if molde.paso is None:
        return _exacto(valor)
    redondo = redondeo(valor, molde.paso) / (_factor(molde) * Fraction(10) ** (molde.exponente or 0))
    if redondo == 0 and valor != 0 and not con_ceros:
        return con_significativas(valor, _significativas_de(molde), molde)
    tope = ENORME if molde.exponente is None else 10
    if abs(redondo) >= tope or (molde.exponente is not None and 0 < abs(redondo) < 1):
        return con_significativas(valor, molde.decimales + 1, molde)
    return _escrito(redondo, molde.decimales, molde.exponente, molde)


def _significativas_de(molde: Numero) -> int:
    """Las que escribe un literal; si es un cero, tantas como decimales."""
    if not molde.valor or isinstance(molde.valor, float) or molde.paso is None:
        return molde.decimales or SIGNIFICATIVAS
    return orden_de(molde.valor / molde.paso) + 1


def _exacto(valor: int | float | Fraction) -> str:
    """Tal cual, salvo lo que así no se lee en un libro o no sería exacto."""
    escrito = a_diez_cifras(valor)
    legible = re.fullmatch("-?[0-9]+(?:[.][0-9]+)?", escrito) and _es_cierto(escrito, valor)
    return escrito if legible else con_significativas(valor, SIGNIFICATIVAS, DE_ENTERO)


def con_significativas(valor: int | float | Fraction, cuantas: int, molde: Numero) -> str:
    """`valor` con tantas cifras que no son ceros a la izquierda: `0.0012`, `6.6·10⁻³⁴`."""
    factor = _factor(molde)
    exponente = orden_de(Fraction(valor) / factor)
    redondo = redondeo(valor, factor * Fraction(10) ** (exponente - cuantas + 1)) / factor
    exponente = orden_de(redondo)  # 9.996 con tres cifras es 10.0
    if -MAS_CEROS <= exponente < cuantas - 1:
        return _escrito(redondo, cuantas - 1 - exponente, None, molde)
    return _escrito(redondo / Fraction(10) ** exponente, cuantas - 1, exponente, molde)


def con_pocas_cifras(valor: float | Fraction, cuantas: int = 3) -> str:
    """Un valor finito con pocas cifras y sin ceros de más, como lo diría una frase; los enteros, enteros.

    >>> [con_pocas_cifras(v) for v in (0.0201, -142.4, 50257, 175e9, 2.3876e-5, 0)]
    ['0.0201', '−142', '50257', '1.75·10¹¹', '2.39·10⁻⁵', '0']
    """
    orden = orden_de(Fraction(valor)) if valor else 0
    if -MAS_CEROS < orden <= MAS_CEROS:
        corto = redondeo(valor, Fraction(10) ** min(0, orden - cuantas + 1))
        return a_diez_cifras(corto).replace("-", "−")
    redondo = redondeo(valor, Fraction(10) ** (orden - cuantas + 1))
    orden = orden_de(redondo)  # 9.996 con tres cifras es 10.0
    mantisa = a_diez_cifras(redondo / Fraction(10) ** orden).replace("-", "−")
    return f"{mantisa}·10{_superindice(orden)}"


def _escrito(redondo: Fraction, decimales: int, exponente: int | None, molde: Numero) -> str:
    """Un número ya redondeado, con esos decimales, su potencia de diez y el sufijo del molde."""
    cifras = str(int(abs(redondo) * 10**decimales)).rjust(decimales + 1, "0")
    corte = len(cifras) - decimales
    texto = ("−" if redondo < 0 else "") + cifras[:corte] + ("." + cifras[corte:] if decimales else "")
    if exponente is not None:
        texto += f"·10{_superindice(exponente)}"
    return texto + (f" {molde.sufijo}" if molde.sufijo else "")


def _factor(molde: Numero) -> Fraction:
    return FACTORES.get(molde.sufijo, Fraction(1))


def orden_de(valor: Fraction) -> int:
    """La potencia de diez de la primera cifra de un número que no es cero.

    >>> orden_de(Fraction(999)), orden_de(Fraction(1, 1000)), orden_de(Fraction(10**5000))
    (2, -3, 5000)
    """
    bits = abs(valor.numerator).bit_length() - valor.denominator.bit_length()
    orden = int(bits * math.log10(2)) + 1
    while abs(valor) < Fraction(10) ** orden:
        orden -= 1
    return orden


def _superindice(n: int) -> str:
    return str(n).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))


def a_diez_cifras(valor: Calculado) -> str:
    """Un valor calculado, con hasta diez cifras significativas; lo que vale un entero, con todas.

    >>> a_diez_cifras([1 / 3, 2, -0.0, Fraction(1, 10**400)])
    '[0.3333333333, 2, 0, 1e-400]'
    """
    if isinstance(valor, list | tuple):
        return "[" + ", ".join(map(a_diez_cifras, valor)) + "]"
    if isinstance(valor, float | Fraction) and tiene_fin(valor) and _es_entero_seguro(valor):
        valor = int(valor)
    if isinstance(valor, int) and valor.bit_length() > BITS_ESCRIBIBLES:
        return f"un entero de {orden_de(Fraction(valor)) + 1} cifras"
    if isinstance(valor, float | Fraction) and valor and tiene_fin(valor):
        return _redondeado_a_diez_cifras(valor)
    return str(valor)


def _es_entero_seguro(valor: float | Fraction) -> bool:
    """Si es un entero, y no lo es solo porque a un `float` tan grande ya no le caben decimales."""
    return valor == math.floor(valor) and (not isinstance(valor, float) or abs(valor) < SIN_DECIMALES)


def _redondeado_a_diez_cifras(valor: float | Fraction) -> str:
    """Como lo escribiría Python, que de los números muy grandes y muy pequeños no sabe nada."""
    redondo = redondeo(valor, Fraction(10) ** (orden_de(Fraction(valor)) - 9))
    orden = orden_de(redondo)
    if -300 < orden < 300:
        return format(float(redondo), ".10g")
    return f"{float(redondo / Fraction(10) ** orden):.10g}e{orden:+03d}"


def precision(literal: Literal) -> str:
    """«con 2 decimales», o nada si el literal es exacto o mezcla precisiones."""
    decimales = {n.decimales if n.paso is not None else None for n in numeros_de(literal)}
    if len(decimales) != 1 or decimales <= {None, 0}:
        return ""
    (n,) = decimales
    return "con 1 decimal" if n == 1 else f"con {n} decimales"
