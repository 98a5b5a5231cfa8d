r"""Lo que hay que cambiar en una página para que sus números digan lo que ahora calcula el código.

Son los literales de `{cifra}` y de `\cifra`, y los números de una fórmula que sin estar atados dejan de ser
ciertos con ellos. Lo demás —una afirmación, una frase que ya no vale— solo lo puede escribir su autor.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from imprenta.juzgar.literal.comparar import Calculado, hojas
from imprenta.juzgar.literal.escribir import a_diez_cifras
from imprenta.juzgar.literal.leer import LiteralIlegible, Numero, literal_de, numeros_de
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras
from imprenta.juzgar.literal.reescribir import Estilo, reescrito
from imprenta.juzgar.propias import propias_de
from imprenta.juzgar.prosa import error_de_cifra
from imprenta.leer.gramatica import CITA
from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.modelo import Respuesta
from imprenta.libro.pagina import Formula, Pagina, Rol
from imprenta.libro.texto import Cambio
from imprenta.mesa.cambios import se_puede_cambiar
from imprenta.mesa.formulas_enmendadas import FormulaEnmendada
from imprenta.mesa.frase import Frase, frase_de

CON_DECIMALES_SUYOS = re.compile(r"[^,.;\[(]*[0-9]([.,])[0-9]")
ES_NOTICIA = 10  # veces: más, ya no es poner al día un número
SE_DICEN = (*range(201), *range(300, 1000, 100), *range(1000, 100_001, 1000), *(10**n for n in range(6, 13)))


@dataclass(frozen=True)
class Enmienda:
    """Un número que hay que cambiar: dónde está, qué dice, qué ha de decir y por qué.

    `expresion` es la que lo calcula, o nada si lo calcula su propia fórmula, y `valor`, lo que da. Es noticia
    si cambia de signo o en más de diez veces: entonces quizá haya que escribir otra frase.
    """

    cambio: Cambio
    antes: str
    despues: str
    expresion: str
    valor: str
    es_noticia: bool
    linea: int
    columna: int
    frase: Frase


def enmiendas_de(ejecutada: PaginaEjecutada) -> list[Enmienda]:
    """Lo que hay que cambiar en una página ya ejecutada, en el orden en que está escrito.

    Si la página no llegó a ejecutarse, de lo que no contestó no se sabe nada.
    """
    return sorted(_DeUnaPagina(ejecutada).todas(), key=lambda enmienda: enmienda.cambio)


class _DeUnaPagina:
    def __init__(self, ejecutada: PaginaEjecutada) -> None:
        self.pagina, self.respuestas = ejecutada.pagina, ejecutada.respuestas
        self.formulas = [p for p in self.pagina.piezas if isinstance(p, Formula)]

    def todas(self) -> Iterator[Enmienda]:
        roles = [p for p in self.pagina.piezas if isinstance(p, Rol) and p.nombre == "cifra"]
        suyas = [enmienda for rol in roles if (enmienda := self.del_rol(rol))]
        yield from suyas
        repetidos = {enmienda.antes: enmienda.despues for enmienda in suyas}
        for formula in self.formulas:
            if r"\cifra" in formula.tex:
                yield from self._de_la_formula(formula, suyas, repetidos)

    def del_rol(self, rol: Rol) -> Enmienda | None:
        """Lo que cambia en un literal atado que es falso: nada, si lo que falla es otra cosa."""
        respuesta = self.respuestas.get(rol.consulta) if rol.consulta else None
        if respuesta is None or respuesta.error or not error_de_cifra(rol, respuesta):
            return None
        nuevo = reescrito(rol.literal, respuesta.dato, self._estilo(rol))
        if nuevo is None or error_de_cifra(replace(rol, literal=" ".join(nuevo.split("\n"))), respuesta):
            return None
        cambio = _sobre_lo_escrito(self.pagina, rol, nuevo)
        if not se_puede_cambiar(self.pagina, cambio):
            return None
        noticia = es_noticia(rol.literal, respuesta.dato)
        return self._enmienda(cambio, rol.literal, nuevo, rol.expresion, _escueto(respuesta), noticia)

    def _enmienda(
        self, cambio: Cambio, antes: str, despues: str, expresion: str, valor: str, noticia: bool
    ) -> Enmienda:
        lugar = self.pagina.lugar(cambio.inicio)
        frase = frase_de(self.pagina, cambio.inicio, cambio.fin)
        uno, otro = (" ".join(dicho.split()) for dicho in (antes, despues))
        return Enmienda(cambio, uno, otro, expresion, valor, noticia, *lugar, frase)

    def _estilo(self, rol: Rol) -> Estilo:
        detras = self.pagina.texto[rol.tramo[1] :] if rol.tramo else ""
        ante_nombre = re.match(r"`+\s+(?!de\b|y\b|o\b|en\b|por\b|a\b)[^\W\d]", detras) is not None
        return Estilo(rol.tramo is None, self._coma, ante_nombre)

    @functools.cached_property
    def _coma(self) -> str:
        """La coma decimal que más se usa en la página."""
        literales = (p.literal for p in self.pagina.piezas if isinstance(p, Rol) and p.nombre == "cifra")
        comas = Counter(casa[1] for literal in literales if (casa := CON_DECIMALES_SUYOS.match(literal)))
        return comas.most_common(1)[0][0] if comas else "."

    @functools.cached_property
    def _propias(self) -> frozenset[str]:
        return propias_de(formula.tex for formula in self.formulas)

    def _de_la_formula(
        self, formula: Formula, suyas: Sequence[Enmienda], repetidos: dict[str, str]
    ) -> Iterator[Enmienda]:
        fin = formula.inicio + len(formula.tex)
        atados = {
            (e.cambio.inicio - formula.inicio, e.cambio.fin - formula.inicio): e.cambio.nuevo
            for e in suyas
            if formula.inicio <= e.cambio.inicio < fin
        }
        enmendada = FormulaEnmendada(formula.tex, self._propias, Estilo(True, self._coma), dict(atados))
        if enmendada.es_cierta or not enmendada.enmendar(repetidos):
            return
        for suelto in enmendada.sueltos(atados):
            cambio = Cambio(formula.inicio + suelto.inicio, formula.inicio + suelto.fin, suelto.nuevo)
            antes = self.pagina.texto[cambio.inicio : cambio.fin]
            if antes != formula.tex[suelto.inicio : suelto.fin] or not se_puede_cambiar(self.pagina, cambio):
                continue  # pasa de una línea a otra de una cita
            valor = enmendada.valores.get((suelto.inicio, suelto.fin))
            noticia = valor is not None and es_noticia(antes, valor)
            dicho = suelto.nuevo if valor is None else a_diez_cifras(valor)
            yield self._enmienda(cambio, antes, suelto.nuevo, "", dicho, noticia)


def _escueto(respuesta: Respuesta) -> str:
    return respuesta.dato if isinstance(respuesta.dato, str) else a_diez_cifras(respuesta.dato)


# ——— En la página ———


def _sobre_lo_escrito(pagina: Pagina, rol: Rol, nuevo: str) -> Cambio:
    """El cambio de un literal donde está escrito, que puede llevar en medio las marcas de una cita."""
    lugares = lugares_de(pagina, rol)
    fin = lugares[-1] + 1
    trozos = [pagina.texto[a:b] for a, b in zip(lugares, [*lugares[1:], fin], strict=True)]
    escrito = "".join(trozos)
    if len(escrito) == len(rol.literal):
        return Cambio(lugares[0], fin, _con_los_saltos(escrito, nuevo))
    partes = list[str]()
    for que, a, b, c, d in difflib.SequenceMatcher(None, rol.literal, nuevo, autojunk=False).get_opcodes():
        partes += trozos[a:b] if que == "equal" else [nuevo[c:d], *(trozo[1:] for trozo in trozos[a:b])]
    return Cambio(lugares[0], fin, "".join(partes))


def _con_los_saltos(escrito: str, nuevo: str) -> str:
    """Lo nuevo con los saltos de línea donde lo escrito los tenía: al leer un rol son espacios."""
    viejos, espacios = re.findall(r"\s", escrito), re.findall(r"\s", nuevo)
    if "\n" not in viejos or "\n" in nuevo or len(viejos) != len(espacios):
        return nuevo
    partes = re.split(r"\s", nuevo)
    return "".join(parte + salto for parte, salto in zip(partes, [*viejos, ""], strict=True))


def lugares_de(pagina: Pagina, rol: Rol) -> list[int]:
    """Dónde está en el texto cada carácter de un literal."""
    if rol.tramo is None:
        inicio = rol.inicio
        while pagina.texto[inicio : inicio + 1].isspace():
            inicio += 1
        return list(range(inicio, inicio + len(rol.literal)))
    desde, hasta = rol.tramo
    marcas = {n for casa in CITA.finditer(pagina.texto[desde:hasta]) for n in range(*casa.span())}
    lugares = [n for n in range(desde, hasta) if n - desde not in marcas]
    primero = next(k for k, n in enumerate(lugares) if not pagina.texto[n].isspace())
    return lugares[primero : primero + len(rol.literal)]


# ——— Noticias ———


def es_noticia(literal: str, valor: Calculado) -> bool:
    """Si lo que un literal dice cambia de signo, o en más de diez veces, al pasar a valer eso.

    >>> es_noticia("0.74", 0.6), es_noticia("0.74", -0.6), es_noticia("tres", 40)
    (False, True, True)
    """
    numeros = numeros_del_literal(literal)
    valores = list(hojas(valor))
    if numeros is None or len(numeros) != len(valores):
        return True
    return any(map(_se_aleja, numeros, valores))


def numeros_del_literal(literal: str) -> list[Numero] | None:
    """Los números que dice un literal, en cifras o en palabras corrientes; nada si no se sabe cuáles."""
    try:
        return list(numeros_de(literal_de(literal)))
    except LiteralIlegible:
        dicho = _dichos().get(" ".join(literal.casefold().split()))
        return None if dicho is None else [Numero(dicho)]


@functools.cache
def _dichos() -> dict[str, Fraction]:
    """Lo que valen los números en palabras más corrientes."""
    partes = [Fraction(n, d) for d in (2, 3, 4, 5, 6, 8, 10, 100) for n in range(1, min(d, 10))]
    valores = [*partes, *map(Fraction, SE_DICEN), *(Fraction(-n) for n in range(1, 101))]
    return {palabra: valor for valor in valores for palabra in en_palabras(valor) | en_ingles(valor)}


def _se_aleja(numero: Numero, valor: Calculado) -> bool:
    """Si no es ni un poco más ni un poco menos; un cero escrito es como su última cifra."""
    if isinstance(valor, bool | str) or not isinstance(valor, int | float | Fraction):
        return True
    if isinstance(numero.valor, float):
        return True
    suelo = numero.paso or Fraction(0) if numero.valor == 0 else Fraction(0)
    antes, ahora = (max(abs(Fraction(v)), suelo) for v in (numero.valor, valor))
    if numero.valor * Fraction(valor) < 0:
        return True
    if not antes or not ahora:
        return antes != ahora
    return not Fraction(1, ES_NOTICIA) <= ahora / antes <= ES_NOTICIA
