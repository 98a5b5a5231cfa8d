"""La holgura de una afirmación: cuánto le falta a lo que mide para salir falsa.

Una cota puesta por el autor que una señal diez veces mayor (o menor, si es por abajo) también cumpliría no
dice cuánto vale la señal, y «casi coinciden» con una tolerancia tan grande como lo que se compara no dice
nada: son holgadas. No lo son las igualdades salvo redondeo, lo medido frente a lo medido, los signos ni «hay
alguno». La distancia se da en órdenes de magnitud y en dispersiones, que es lo que varía de una semilla a
otra (del 5 al 95 %): la que alguna semilla casi alcanza no sobra, por lejos que quede en el libro.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from imprenta.juzgar.literal.comparar import Calculado, en_coma, forma, hojas, tiene_fin
from imprenta.juzgar.literal.escribir import con_pocas_cifras
from imprenta.juzgar.medidas import Medida
from imprenta.libro.modelo import Dato
from imprenta.libro.umbrales import UN_ORDEN

ERROR_DE_CUENTA = (
    1e-6  # una tolerancia que no pasa de esta parte de lo que se compara es el error de la cuenta
)
MAYORIA = 0.5
EXTREMOS = (0.05, 0.95)


@dataclass(frozen=True)
class Holgura:
    """Lo que se midió, el elemento más cercano a su cota, y a cuánto está de ella.

    `ordenes` es |log₁₀(medido/cota)|, si tienen el mismo signo; `dispersiones`, cuántas veces cabe entre los
    dos lo que varía lo medido de una semilla a otra, si varía; `motivo`, por qué es holgada, o «».
    """

    medido: float | None = None
    cota: float | None = None
    ordenes: float | None = None
    dispersiones: float | None = None
    motivo: str = ""


@dataclass(frozen=True)
class _Elemento:
    medido: Fraction
    cota: Fraction

    @property
    def ordenes(self) -> float | None:
        """Cuántas veces, en órdenes de magnitud, queda la cota más lejos del cero que lo medido."""
        if not self.cota or not self.medido:
            return math.inf if self.cota else None
        return _logaritmo(self.cota / self.medido) if self.cota / self.medido > 0 else None

    def margen(self, operador: str) -> float:
        """Lo que le falta para salir falsa, en partes de la cota; negativo, si ya lo es."""
        margen = (self.cota - self.medido) * (1 if operador in ("<", "<=") else -1)
        return en_coma(margen / (abs(self.cota) or 1))


def holgura_de(
    medidas: Sequence[Medida], del_libro: Sequence[Dato], de_las_semillas: Sequence[Sequence[Dato]] = ()
) -> Holgura:
    """La de una afirmación, con lo que sus medidas dan en el libro y en cada una de las otras semillas.

    De varias, la de la primera que sea holgada; si no lo es ninguna, la de la más justa.

    >>> from imprenta.juzgar.medidas import medidas_de
    >>> holgura_de(medidas_de("p < 0.02"), [[[0.0005, 0.02]]]).motivo
    'mide 0.0005, y con una señal diez veces mayor tampoco llegaría a 0.02'
    >>> holgura_de(medidas_de("p > 1"), [[[10, 1]]], [[[[x, 1]]] for x in (9, 19)])
    Holgura(medido=10.0, cota=1.0, ordenes=1.0, dispersiones=1.0, motivo='')
    """
    todas = []
    for i, (medida, dado) in enumerate(zip(medidas, del_libro, strict=True)):
        cercano = _el_mas_cercano(medida, dado)
        if cercano is not None:
            otros = [_el_mas_cercano(medida, semilla[i]) for semilla in de_las_semillas]
            suya = _Suya(medida, cercano, [otro for otro in otros if otro is not None], _filas(dado))
            todas.append(suya)
    holguras = [suya.holgura(_ajustada_por_otra(suya, todas)) for suya in todas]
    return min(holguras, key=_lejania, default=Holgura())


def _lejania(holgura: Holgura) -> tuple[bool, float]:
    return not holgura.motivo, math.inf if holgura.ordenes is None else holgura.ordenes


@dataclass(frozen=True)
class _Suya:
    """Una medida con lo que da."""

    medida: Medida
    cercano: _Elemento
    otros: list[_Elemento]
    filas: list[list[Dato]]

    @property
    def ordenes(self) -> float | None:
        return _con_signo(self.cercano, self.medida)

    def holgura(self, ajustada: bool) -> Holgura:
        cercano = self.cercano
        ordenes = cercano.ordenes
        return Holgura(
            en_coma(cercano.medido),
            en_coma(cercano.cota),
            None if ordenes is None or math.isinf(ordenes) else abs(ordenes),
            self._dispersiones(),
            "" if ajustada else self._motivo(),
        )

    def _dispersiones(self) -> float | None:
        medidos = sorted(en_coma(otro.medido) for otro in self.otros)
        if len(medidos) < 2:
            return None
        varia = _cuantil(medidos, EXTREMOS[1]) - _cuantil(medidos, EXTREMOS[0])
        return en_coma(abs(self.cercano.cota - self.cercano.medido)) / varia if varia else None

    def _motivo(self) -> str:
        if self.medida.cercana:
            return _de_una_tolerancia(self.filas)
        if not self.medida.escrita or self._es_existencia():
            return ""
        return self._de_una_cota() if self.sobra() else ""

    def sobra(self) -> bool:
        """Si en el libro y en casi todas las semillas queda a un orden o más."""
        distancias = [_con_signo(e, self.medida) for e in (self.cercano, *self.otros)]
        propia, *otras = [-math.inf if d is None else d for d in distancias]
        return min(propia, _cuantil(sorted(otras), EXTREMOS[0]) if otras else propia) >= UN_ORDEN

    def _es_existencia(self) -> bool:
        """«Hay alguno», «hay más de uno»: se cuentan, y la cota es uno."""
        e = self.cercano
        return self.medida.operador in (">", ">=") and e.cota == 1 and e.medido.denominator == 1

    def _de_una_cota(self) -> str:
        medido, cota = con_pocas_cifras(self.cercano.medido), con_pocas_cifras(self.cercano.cota)
        if not self.cercano.medido:
            return f"mide exactamente 0, y cabría cualquier señal que no llegara a {cota}"
        if _es_por_arriba(self.medida, self.cercano):
            return f"mide {medido}, y con una señal diez veces mayor tampoco llegaría a {cota}"
        return f"mide {medido}, y con una señal diez veces menor tampoco bajaría de {cota}"


def _ajustada_por_otra(suya: _Suya, todas: Sequence[_Suya]) -> bool:
    """Si lo mismo tiene otra cota al otro lado: de un intervalo cuenta la más cercana."""
    for otra in todas:
        if otra is suya or otra.medida.medido != suya.medida.medido:
            continue
        if otra.medida.operador[0] != suya.medida.operador[0] and otra.cercano.cota:
            return suya.medida.cercana or not otra.sobra()
    return False


def _es_por_arriba(medida: Medida, elemento: _Elemento) -> bool:
    """Si la cota está más lejos del cero que lo medido: lo que no puede hacer la señal es crecer."""
    return (medida.operador in ("<", "<=")) == (elemento.cota > 0)


def _con_signo(elemento: _Elemento, medida: Medida) -> float | None:
    """Los órdenes que le faltan para salir falsa; lo que mide 0 no llega a una cota por arriba."""
    ordenes = elemento.ordenes
    if ordenes is None or _es_por_arriba(medida, elemento):
        return ordenes
    return -ordenes


# ——— Los elementos ———


def _el_mas_cercano(medida: Medida, dado: Dato) -> _Elemento | None:
    """El que antes saldría falso; si con uno basta, el que más lejos está de serlo."""
    elementos = [e for fila in _filas(dado) for e in _elementos(fila[0], fila[1])]
    cual = max if medida.basta_una else min
    return cual(elementos, key=lambda e: e.margen(medida.operador), default=None)


def _filas(dado: Dato) -> list[list[Dato]]:
    return (
        [fila for fila in dado if isinstance(fila, list) and len(fila) >= 2] if isinstance(dado, list) else []
    )


def _elementos(medido: Calculado, cota: Calculado) -> Iterator[_Elemento]:
    for uno, otro in _emparejados(medido, cota):
        yield _Elemento(uno, otro)


def _emparejados(uno: Calculado, otro: Calculado) -> Iterator[tuple[Fraction, Fraction]]:
    """Los números de dos cosas, como los empareja NumPy si una se repite; de lo que no se empareja, nada."""
    if len(forma(uno)) < len(forma(otro)):
        yield from ((a, b) for b, a in _emparejados(otro, uno))
        return
    largos, cortos = list(hojas(uno)), list(hojas(otro))
    if not cortos or forma(uno)[len(forma(uno)) - len(forma(otro)) :] != forma(otro):
        return
    for i, largo in enumerate(largos):
        corto = cortos[i % len(cortos)]
        if _es_numero(largo) and _es_numero(corto):
            yield Fraction(largo), Fraction(corto)  # type: ignore[arg-type]  # son números


def _es_numero(valor: Calculado) -> bool:
    return isinstance(valor, int | float | Fraction) and not isinstance(valor, bool) and tiene_fin(valor)


# ——— Lo que casi coincide ———


def _de_una_tolerancia(filas: Sequence[Sequence[Calculado]]) -> str:
    """Lo que se compara y no podría fallar: lo que, sin ser cero, no pasa de su tolerancia."""
    parejas = [pareja for fila in filas for pareja in _con_su_tolerancia(fila)]
    tamanos = [tamano for tamano, _ in parejas if tamano]
    if not tamanos:
        return ""
    mayor, seguros = max(tamanos), [tolerada for tamano, tolerada in parejas if 0 < tamano <= tolerada]
    es_redondeo = min(tolerada for _, tolerada in parejas) <= mayor * Fraction(ERROR_DE_CUENTA)
    if es_redondeo or len(seguros) <= len(tamanos) * MAYORIA:
        return ""
    tolerancia = con_pocas_cifras(max(seguros))
    if len(seguros) == len(tamanos):
        que = f"lo que se compara no pasa de {con_pocas_cifras(mayor)}, y se tolera {tolerancia}"
        return f"{que}: también lo cumpliría una señal nula"
    cuantos = f"{len(seguros)} de {len(tamanos)} elementos"
    return f"{cuantos} no podrían fallar: no pasan de lo que se tolera, {tolerancia}"


def _con_su_tolerancia(fila: Sequence[Calculado]) -> Iterator[tuple[Fraction, Fraction]]:
    """El tamaño de cada cosa que se compara, la mayor de las dos, y cuánto se le tolera."""
    _, tolerancia, *cosas = fila
    for tamano, tolerada in _emparejados(_la_mayor(cosas), tolerancia):
        yield abs(tamano), abs(tolerada)


def _la_mayor(cosas: Sequence[Calculado]) -> Calculado:
    """De dos cosas, elemento a elemento, la de mayor tamaño; si no se emparejan, las dos."""
    if len(cosas) != 2:
        return list(hojas(list(cosas)))
    mayores = [max(abs(a), abs(b)) for a, b in _emparejados(*cosas)]
    return mayores or list(hojas(list(cosas)))


# ——— Números ———


def _logaritmo(valor: Fraction) -> float:
    return math.log10(valor.numerator) - math.log10(valor.denominator)


def _cuantil(ordenados: Sequence[float], cual: float) -> float:
    """El que deja esa parte por debajo, entre los dos más cercanos."""
    lugar = cual * (len(ordenados) - 1)
    i = int(lugar)
    abajo, arriba = ordenados[i], ordenados[min(i + 1, len(ordenados) - 1)]
    return abajo if abajo == arriba else abajo + (arriba - abajo) * (lugar - i)
