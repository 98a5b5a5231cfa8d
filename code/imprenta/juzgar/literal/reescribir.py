r"""Escribir otro valor en el sitio de un literal, tal como lo escribe su autor: solo cambian cifras y signo.

Si el valor a esa precisión se queda en nada, o el literal es exacto y el valor ya no, se escribe lo que
proponen los mensajes. Lo que sale, `comparar` siempre lo da por bueno.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeGuard

from imprenta.juzgar.literal.atomos import Atomo, atomos_de, exponente_llano, fraccion_escrita, separadores
from imprenta.juzgar.literal.comparar import (
    SOLO,
    Calculado,
    Vecindad,
    coincide,
    encajado,
    forma,
    hojas,
    lleva_error,
    redondeo,
    tiene_fin,
    vecindad_de,
)
from imprenta.juzgar.literal.en_letras import admite_cifras, en_letras
from imprenta.juzgar.literal.escribir import DE_ENTERO, numero_escrito, orden_de
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de, numeros_de
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras, fraccion_sencilla
from imprenta.libro.escalas import FACTORES
from imprenta.libro.modelo import Dato

ESCRITO = re.compile(r"([−-]?)([0-9]+)(?:\.([0-9]+))?(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
A_SUPERINDICES = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
JUNTAS = {Fraction(unicodedata.numeric(c)).limit_denominator(9): c for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
PARTEN_UN_ROL = re.compile(r"[`<>\n\r{}\\]|^\s|\s$|^$")  # en un rol, sin partirlo
PLURALES = re.compile(r"(mill|bill|trill)(ón|ones)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Estilo:
    """Lo que un literal no dice de cómo escribe su autor: dónde está, y lo que lleva alrededor.

    `coma` es la decimal que se usa en la página; `ante_nombre`, si detrás va una palabra: «veintiún pesos».
    """

    en_formula: bool = False
    coma: str = "."
    ante_nombre: bool = False

    @property
    def menos(self) -> str:
        return "-" if self.en_formula else "−"


@dataclass(frozen=True)
class _Escrito:
    """Un número que escribir: con su signo, sus cifras y, si la lleva, su potencia de diez."""

    negativo: bool
    entera: str
    decimal: str = ""
    exponente: int | None = None


def reescrito(literal: str, valor: Dato, estilo: Estilo | None = None) -> str | None:
    r"""El literal con las cifras y el signo de `valor`, y lo demás como estaba; `None` si no se sabe hacer.

    >>> reescrito("0,74", 0.7310585786), reescrito(r"4.5\cdot10^{-5}", 3.21e-5), reescrito("tres", 4)
    ('0,73', '3.2\\cdot10^{-5}', 'cuatro')
    >>> reescrito("(1, −2.50)", [1.5, 2.25]), reescrito("0.00", 0.0012), reescrito("[1, 2]", 3)
    ('(1.50, 2.25)', '0.0012', None)
    """
    if isinstance(valor, str):
        return None if PARTEN_UN_ROL.search(valor) else valor
    if isinstance(valor, bool) or valor is None:
        return None
    try:
        leido = literal_de(literal)
    except LiteralIlegible:
        return _en_palabras(literal, valor, estilo or Estilo())
    if coincide(leido, valor):
        return literal
    suyo = encajado(leido, valor) if isinstance(leido, tuple) else valor
    if not _son_finitos(suyo) or _forma(leido) != forma(suyo):
        return None
    return _Literal(literal, leido, suyo, estilo or Estilo()).reescrito()


def _en_palabras(literal: str, valor: Dato, estilo: Estilo) -> str | None:
    """Un número en palabras o, si no lo hay, lo que propone el mensaje."""
    if re.search("[0-9]", literal) or not _es_numero(valor):
        return None
    sencillo = fraccion_sencilla(valor)
    if sencillo is not None and _lo_dice(literal, sencillo):
        return literal
    if sencillo is not None and (hecho := en_letras(literal, sencillo, estilo.ante_nombre)):
        return hecho
    return _Literal("0", DE_ENTERO, valor, estilo).reescrito() if admite_cifras(literal, valor) else None


def _lo_dice(literal: str, valor: Fraction) -> bool:
    return " ".join(literal.casefold().split()) in en_palabras(valor) | en_ingles(valor)


def _son_finitos(valor: Calculado) -> bool:
    return all(_es_numero(v) for v in hojas(valor))


def _es_numero(valor: Calculado) -> TypeGuard[int | float | Fraction]:
    return isinstance(valor, int | float | Fraction) and not isinstance(valor, bool) and tiene_fin(valor)


def _forma(literal: Literal) -> tuple[int, ...]:
    if isinstance(literal, tuple):
        return (len(literal), *(_forma(literal[0]) if literal else ()))
    return ()


class _Literal:
    """Un literal de números y el valor que ha de tomar, de su misma forma."""

    def __init__(self, texto: str, leido: Literal, valor: Calculado, estilo: Estilo) -> None:
        self.texto, self.leido, self.valor = texto, leido, valor
        self.estilo = replace(estilo, en_formula=estilo.en_formula or "\\" in texto or "{" in texto)
        self.vecindad = vecindad_de(leido, valor)
        self.es_lista = isinstance(leido, tuple)

    def reescrito(self) -> str | None:
        numeros, valores = list(numeros_de(self.leido)), [v for v in hojas(self.valor) if _es_numero(v)]
        atomos = atomos_de(self.texto, numeros)
        if atomos is None or len(valores) != len(numeros):
            return None
        millar, coma = self._separadores(atomos)
        for con_ceros in (True, False) if self.es_lista else (False,):
            escribano = _Escribano(self.estilo, millar, coma, self._moldes(numeros), self.vecindad, con_ceros)
            nuevo = self._con([escribano.atomo(*par) for par in zip(atomos, valores, strict=True)], atomos)
            if self._es_cierto(nuevo):
                return nuevo
        return None

    def _con(self, nuevos: Sequence[str], atomos: Sequence[Atomo]) -> str:
        partes, hasta = list[str](), 0
        for nuevo, atomo in zip(nuevos, atomos, strict=True):
            partes += [self.texto[hasta : atomo.inicio], nuevo]
            hasta = atomo.fin
        return _concordado("".join([*partes, self.texto[hasta:]]), nuevos)

    def _separadores(self, atomos: list[Atomo]) -> tuple[str, str]:
        """Lo que separa los millares y los decimales donde un número suyo no lo dice."""
        millares, comas = zip(*separadores(atomos), strict=True)
        de_la_pagina = "." if self.es_lista and ";" not in self.texto else self.estilo.coma
        if de_la_pagina == "," and self.estilo.en_formula:
            de_la_pagina = "{,}"
        return next(filter(None, millares), ""), next(filter(None, comas), de_la_pagina)

    def _moldes(self, numeros: Sequence[Numero]) -> Numero:
        """Con qué precisión se escribe, junto a otros, un entero que ya no lo es."""
        return max(numeros, key=lambda n: n.decimales if n.exponente is None else 0)

    def _es_cierto(self, nuevo: str) -> bool:
        try:
            return coincide(literal_de(nuevo), self.valor)
        except LiteralIlegible:
            return False


def _concordado(texto: str, nuevos: Sequence[str]) -> str:
    """«1 millón» pero «2 millones»."""
    if len(nuevos) != 1 or not (casa := PLURALES.search(texto)):
        return texto
    es_uno = nuevos[0].lstrip("−-+ ") == "1"
    final = "ón" if es_uno else "ones"
    return texto if "mil" in texto[: casa.start()].split() else PLURALES.sub(rf"\g<1>{final}", texto, count=1)


@dataclass(frozen=True)
class _Escribano:
    """Escribe cada número de un literal al modo del que había."""

    estilo: Estilo
    millar: str
    coma: str
    fino: Numero
    vecindad: Vecindad
    con_ceros: bool

    def atomo(self, atomo: Atomo, valor: int | float | Fraction) -> str:
        """Lo que se escribe en el lugar de un número: lo mismo, si es el mismo."""
        numero = atomo.numero
        if coincide(numero, valor, self.vecindad if self.con_ceros else SOLO):
            return atomo.casa[0]
        if atomo.casa["fraccion"] and (hecha := self._fraccion(atomo, valor)) is not None:
            return hecha
        if atomo.casa["diez"]:
            return self._potencia(atomo, valor)
        escrito = self._escrito(numero, valor, len(re.sub("[^0-9]", "", atomo.casa["entera"] or "0")))
        return self._con_signo(atomo, self._cifras(atomo, escrito), escrito)

    def _escrito(self, molde: Numero, valor: int | float | Fraction, enteras: int) -> _Escrito:
        """Las cifras de un valor con la precisión de su molde."""
        if molde.exponente is not None and valor:
            return _con_potencia(molde, valor, enteras)
        if molde.paso is None and self.fino.decimales and not _es_entero(valor):
            molde = Numero(Fraction(0), Fraction(1, 10**self.fino.decimales), self.fino.decimales)
        cero = Numero(Fraction(0), molde.paso)
        if self.con_ceros and self.vecindad.deja_en_nada(cero, valor):
            return _Escrito(False, "0", "0" * molde.decimales)
        return _leido(numero_escrito(valor, replace(molde, exponente=None), self.con_ceros), molde)

    def _con_signo(self, atomo: Atomo, cuerpo: str, escrito: _Escrito) -> str:
        viejo, entre = atomo.casa["signo"] or "", atomo.casa["entre"] or ""
        es_cero = not (escrito.entera + escrito.decimal).strip("0")
        if escrito.negativo:
            signo = (viejo + entre) if viejo not in {"", "+"} else self.estilo.menos + entre.lstrip()
            return signo + cuerpo
        if viejo == "+" and not es_cero:
            return viejo + entre + cuerpo
        return ("" if viejo.isalpha() else entre) + cuerpo

    def _cifras(self, atomo: Atomo, escrito: _Escrito) -> str:
        """Las cifras con los separadores del autor y su potencia de diez, si la llevan."""
        casa = atomo.casa
        suyo = next(iter(separadores([atomo])))
        texto = _en_millares(escrito.entera, suyo[0] or self.millar)
        if escrito.decimal:
            texto += (suyo[1] or self.coma) + escrito.decimal
        if escrito.exponente is None:
            return texto
        if casa["entera"] and casa["potencia"]:
            return texto + _con_exponente(casa, "potencia", escrito.exponente)
        return texto + self._por_diez(escrito.exponente)

    def _por_diez(self, exponente: int) -> str:
        if self.estilo.en_formula:
            return rf"\cdot10^{{{exponente}}}"
        return "·10" + str(exponente).translate(A_SUPERINDICES)

    def _fraccion(self, atomo: Atomo, valor: int | float | Fraction) -> str | None:
        """Otra fracción sencilla escrita igual."""
        arriba, abajo = (
            re.sub("[{}]", "", parte).replace(",", ".") for parte in fraccion_escrita(atomo.casa)
        )
        exacta = fraccion_sencilla(valor) or _con_denominador(valor, Fraction(abajo))
        if not exacta:
            return None
        escrita = Fraction(arriba) / Fraction(abajo)
        en_las_mismas = abs(exacta) * Fraction(abajo)
        reducida = escrita.denominator == Fraction(abajo)
        if abs(exacta).denominator == 1:
            return self._con_signo(atomo, str(abs(int(exacta))), _Escrito(exacta < 0, "1"))
        n, d = abs(exacta).numerator, exacta.denominator
        if not reducida and en_las_mismas.denominator == 1 and Fraction(abajo).denominator == 1:
            n, d = int(en_las_mismas), int(abajo)
        return self._con_signo_de_fraccion(atomo, n, d, exacta < 0)

    def _con_signo_de_fraccion(self, atomo: Atomo, n: int, d: int, negativa: bool) -> str:
        casa = atomo.casa
        escrito = _Escrito(negativa and not casa["dentro"], "1")
        if casa["junta"]:
            junta = JUNTAS.get(Fraction(n, d))
            return self._con_signo(atomo, junta or f"{n}/{d}", escrito)
        cuerpo, desde = atomo.sin_signo, casa.start("fraccion")
        cambios = [("dentro", "" if not negativa else casa["dentro"])] if casa["dentro"] else []
        cambios += [(g, str(v)) for g, v in zip(_grupos(casa), (n, d), strict=True)]
        for nombre, nuevo in sorted(cambios, key=lambda c: -casa.start(c[0])):
            a, b = casa.start(nombre) - desde, casa.end(nombre) - desde
            cuerpo = cuerpo[:a] + nuevo + cuerpo[b:]
        if casa["una"] and (n > 9 or d > 9):
            orden = re.match(r"\\[a-z]+", cuerpo)
            cuerpo = f"{orden[0] if orden else ''}{{{n}}}{{{d}}}"
        return self._con_signo(atomo, cuerpo, escrito)

    def _potencia(self, atomo: Atomo, valor: int | float | Fraction) -> str:
        """Otra potencia de diez o, si no lo es, lo que la multiplica."""
        exacto = Fraction(valor)
        orden = orden_de(exacto) if exacto else 0
        cuantas = next(
            (n for n in range(4) if _son_iguales(redondeo(valor, Fraction(10) ** (orden - n)), valor)), 3
        )
        redondo = redondeo(valor, Fraction(10) ** (orden - cuantas))
        if not redondo:
            return "0"
        orden = orden_de(redondo)
        mantisa = _en_decimales(abs(redondo) / Fraction(10) ** orden, cuantas)
        delante = "" if set(mantisa) <= set("1.0") and mantisa[0] == "1" and float(mantisa) == 1 else mantisa
        cuerpo = _con_exponente(atomo.casa, "diez", orden, "d_")
        if delante:
            por = r"\cdot" if self.estilo.en_formula else "·"
            cuerpo = delante.replace(".", self.coma) + por + cuerpo
        return self._con_signo(atomo, cuerpo, _Escrito(redondo < 0, "1"))


def _con_denominador(valor: int | float | Fraction, abajo: Fraction) -> Fraction | None:
    """La fracción que vale eso y se escribe con ese denominador, si la hay."""
    cercana = Fraction(round(Fraction(valor) * abajo)) / abajo
    return cercana if _son_iguales(cercana, valor) else None


def _son_iguales(uno: Fraction, otro: int | float | Fraction) -> bool:
    holgura = abs(uno) * Fraction(1, 10**9) if lleva_error(otro) else 0
    return abs(uno - Fraction(otro)) <= holgura


def _en_decimales(valor: Fraction, cuantos: int) -> str:
    cifras = str(int(valor * 10**cuantos)).rjust(cuantos + 1, "0")
    return cifras[: len(cifras) - cuantos] + ("." + cifras[len(cifras) - cuantos :] if cuantos else "")


def _grupos(casa: re.Match[str]) -> tuple[str, str]:
    pares = (("arriba", "abajo"), ("una", "otra"), ("numerador", "denominador"))
    return next(par for par in pares if casa[par[0]])


def _con_exponente(casa: re.Match[str], grupo: str, exponente: int, prefijo: str = "") -> str:
    """La potencia de diez que había, con otro exponente."""
    nombres = [prefijo + "exponente", prefijo + "sobre", *([] if prefijo else ["coma_flotante"])]
    nombre = next(n for n in nombres if casa[n])
    desde, viejo = casa.start(grupo), casa[nombre]
    escrito = str(exponente)
    if nombre.endswith("sobre"):
        escrito = escrito.translate(A_SUPERINDICES)
    elif nombre == "coma_flotante":
        escrito = _como_en_coma_flotante(viejo, exponente)
    elif "−" in viejo:
        escrito = escrito.replace("-", "−")
    elif (
        "{" not in casa[grupo]
        and len(escrito) > 1
        and casa[grupo].count("^")
        and len(exponente_llano(viejo)) == 1
    ):
        escrito = f"{{{escrito}}}"  # `10^2` pasa a `10^{-3}`
    a, b = casa.start(nombre) - desde, casa.end(nombre) - desde
    return casa[grupo][:a] + escrito + casa[grupo][b:]


def _como_en_coma_flotante(viejo: str, exponente: int) -> str:
    """`e-05` y `e+5` siguen con sus ceros y su signo."""
    ancho = len(viejo.lstrip("+-")) if viejo.lstrip("+-").startswith("0") else 1
    signo = "-" if exponente < 0 else "+" if viejo.startswith("+") else ""
    return signo + str(abs(exponente)).rjust(ancho, "0")


def _en_millares(cifras: str, separador: str) -> str:
    if not separador or len(cifras) < 4:
        return cifras
    primera = len(cifras) % 3 or 3
    return separador.join([cifras[:primera], *re.findall("...", cifras[primera:])])


def _es_entero(valor: int | float | Fraction) -> bool:
    return coincide(Numero(Fraction(round(Fraction(valor)))), valor)


def _con_potencia(molde: Numero, valor: int | float | Fraction, enteras: int) -> _Escrito:
    """Con las cifras de su molde delante de la coma y detrás, y la potencia de diez que haga falta."""
    factor = FACTORES.get(molde.sufijo, Fraction(1))
    exponente = molde.exponente or 0
    minimo, maximo = Fraction(10) ** (enteras - 1), Fraction(10) ** enteras
    redondo = _mantisa(molde, valor, factor, exponente)
    if not minimo <= abs(redondo) < maximo:
        exponente = orden_de(Fraction(valor) / factor) - enteras + 1
        redondo = _mantisa(molde, valor, factor, exponente)
        if abs(redondo) >= maximo:  # 9.996 con tres cifras es 10.0
            exponente += 1
            redondo = _mantisa(molde, valor, factor, exponente)
    cifras = _en_decimales(abs(redondo), molde.decimales)
    entera, _, decimal = cifras.partition(".")
    # Sin su `·10⁰`, un número sin decimales sería exacto.
    return _Escrito(redondo < 0, entera, decimal, exponente or (None if decimal else 0))


def _mantisa(molde: Numero, valor: int | float | Fraction, factor: Fraction, exponente: int) -> Fraction:
    potencia = factor * Fraction(10) ** exponente
    return redondeo(valor, potencia / 10**molde.decimales) / potencia


def _leido(escrito: str, molde: Numero) -> _Escrito:
    """Lo que ha escrito `escribir`, en partes; sin los ceros de más de quien no escribía decimales."""
    casa = ESCRITO.match(escrito)
    if casa is None:
        return _Escrito(False, "")  # no se podrá leer, y quien lo pidió sabrá que no se puede
    decimal, exponente = casa[3] or "", exponente_llano(casa[4]) if casa[4] else None
    if molde.decimales == 0:
        decimal = decimal.rstrip("0")
    return _Escrito(bool(casa[1]), casa[2], decimal, None if exponente is None else int(exponente))
