"""Los huecos: los números de una página que nadie demuestra, y cómo se puede leer cada uno.

Un número suelto puede ser más de lo que se ha visto de él: «5» de «5 millones», «3» de «−3», «0.73» del
vector «[0.73, 0.27]». Se prueban todas las maneras, las más largas primero.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from imprenta.juzgar.literal.dichos import valor_dicho
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de
from imprenta.juzgar.veredictos import CONSEJOS, cifras_sin_demostrar
from imprenta.libro.modelo import Consulta, Respuesta
from imprenta.libro.pagina import Formula, Pagina, Remedio, Suelto
from imprenta.libro.parejas import CORCHETES

LARGO_DE_UN_LITERAL = 48
PALABRAS_DE_UN_NUMERO = 6
ANTES_DE_UN_VECTOR = 200
SIGNO_DE_DELANTE = re.compile(r"(?:[-−–+]\s?|(?:menos|minus)\s+)\Z")
SIGUE = re.compile(r"(?<=\w)\w|(?<=[0-9])(?:[.,]|\{,\})[0-9]")  # lo que es parte del mismo número
MATRIZ_ABIERTA = re.compile(r"\\begin\{(?P<entorno>[pbBvV]?matrix|smallmatrix)\}")
NO_SE_LEEN_ROLES = frozenset({Remedio.FUERA_DEL_CODIGO, Remedio.EN_RST, Remedio.SIN_ROL})


@dataclass(frozen=True)
class Hueco:
    """Un número que nadie demuestra: dónde empieza, qué dice y qué se aconseja; `formula`, si está en una."""

    inicio: int
    texto: str
    consejo: str
    remedio: Remedio = Remedio.ATAR
    propuesta: str = ""
    formula: Formula | None = field(default=None, compare=False)

    @property
    def se_puede_atar(self) -> bool:
        return self.remedio not in NO_SE_LEEN_ROLES


@dataclass(frozen=True)
class Trozo:
    """Una manera de leer un hueco: de `inicio` a `fin` de la página, `literal`, que vale `numero`."""

    inicio: int
    fin: int
    literal: str
    numero: Any = field(compare=False)  # como lo busca `busqueda`


def huecos_de(pagina: Pagina, respuestas: Mapping[Consulta, Respuesta]) -> list[Hueco]:
    """Los números de una página que nadie demuestra, en orden."""
    sueltos = (hueco_de(pieza) for pieza in pagina.piezas if isinstance(pieza, Suelto))
    en_formulas = (
        Hueco(formula.inicio + lexema.inicio, lexema.texto, consejo, formula=formula)
        for formula, lexema, consejo in cifras_sin_demostrar(pagina, respuestas)
    )
    return list(_sin_partes(pagina, sorted([*sueltos, *en_formulas], key=lambda hueco: hueco.inicio)))


def _sin_partes(pagina: Pagina, huecos: Sequence[Hueco]) -> Iterator[Hueco]:
    """Los que no son parte de otro: de «5 200 000», solo el «5», que se lee entero."""
    hasta = 0
    for k, hueco in enumerate(huecos):
        if hueco.inicio < hasta:
            continue
        yield hueco
        if k + 1 < len(huecos) and huecos[k + 1].inicio < hueco.inicio + LARGO_DE_UN_LITERAL:
            enteros = (t.fin for t in trozos_de(pagina, hueco) if not isinstance(t.numero, list))
            hasta = max([hasta, *enteros])


def hueco_de(suelto: Suelto) -> Hueco:
    """El hueco que es un número suelto."""
    consejo = CONSEJOS[suelto.remedio].format(suelto.texto, suelto.propuesta)
    return Hueco(suelto.inicio, suelto.texto, consejo, suelto.remedio, suelto.propuesta)


def trozos_de(pagina: Pagina, hueco: Hueco) -> list[Trozo]:
    """Las maneras de leer un hueco, las más largas primero."""
    return list({(t.inicio, t.fin, t.literal): t for t in _trozos(pagina, hueco)}.values())


def _trozos(pagina: Pagina, hueco: Hueco) -> Iterator[Trozo]:
    desde, hasta = _limites(pagina, hueco)
    texto = pagina.texto
    if hueco.remedio is Remedio.DE_PALABRA:
        yield from _de_palabras(texto, hueco, hasta)
        return
    yield from _de_un_vector(texto, desde, hueco.inicio, hasta)
    if hueco.remedio is Remedio.CON_ESPACIOS:
        fin = hueco.inicio + len(hueco.texto)
        if (numero := _leido(hueco.propuesta)) is not None:
            yield Trozo(hueco.inicio, fin, hueco.propuesta, numero)
    suyos = list(_mas_largos(texto, hueco.inicio, hasta))
    yield from suyos
    signo = SIGNO_DE_DELANTE.search(texto, desde, hueco.inicio)
    if signo is None:
        return
    for trozo in suyos:
        literal = texto[signo.start() : trozo.fin]
        if (numero := _leido(literal)) is not None:
            yield Trozo(signo.start(), trozo.fin, literal, numero)


def _limites(pagina: Pagina, hueco: Hueco) -> tuple[int, int]:
    """De dónde a dónde puede ir lo que se lee con un hueco: su fórmula, o su párrafo."""
    if hueco.formula is not None:
        return hueco.formula.inicio, hueco.formula.inicio + len(hueco.formula.tex)
    fin = pagina.texto.find("\n\n", hueco.inicio)
    principio = pagina.texto.rfind("\n\n", 0, hueco.inicio)
    return max(principio, 0), fin if fin >= 0 else len(pagina.texto)


def _mas_largos(texto: str, inicio: int, hasta: int) -> Iterator[Trozo]:
    """Lo más que desde ahí se lee como un número, y lo que sigue siéndolo más corto."""
    tope = min(hasta, inicio + LARGO_DE_UN_LITERAL)
    for fin in range(tope, inicio, -1):
        literal = texto[inicio:fin]
        if literal[-1].isspace() or SIGUE.match(texto, fin, hasta):
            continue
        if (numero := _leido(literal)) is not None:
            yield Trozo(inicio, fin, literal, numero)


def _de_palabras(texto: str, hueco: Hueco, hasta: int) -> Iterator[Trozo]:
    finales = [
        casa.end()
        for casa in re.finditer(r"\w+", texto[: min(hasta, hueco.inicio + 120)])
        if casa.start() >= hueco.inicio
    ]
    signo = SIGNO_DE_DELANTE.search(texto, max(0, hueco.inicio - 8), hueco.inicio)
    for inicio in (hueco.inicio, *([signo.start()] if signo else [])):
        for fin in reversed(finales[:PALABRAS_DE_UN_NUMERO]):
            valor = valor_dicho(texto[inicio:fin])
            if valor is not None:
                yield Trozo(inicio, fin, texto[inicio:fin], _exacto(valor))


def _de_un_vector(texto: str, desde: int, inicio: int, hasta: int) -> Iterator[Trozo]:
    """El vector o la matriz en que está un número, entero."""
    desde = max(desde, inicio - ANTES_DE_UN_VECTOR)
    abre = CORCHETES.abierta(texto[desde:inicio])
    while abre is not None:
        cierre = CORCHETES.cierre(texto[desde + abre : hasta])
        if cierre is not None:
            yield from _si_es_lista(texto, desde + abre, desde + abre + cierre + 1)
        abre = CORCHETES.abierta(texto[desde : desde + abre])
    for casa in MATRIZ_ABIERTA.finditer(texto, desde, inicio):
        final = rf"\end{{{casa['entorno']}}}"
        fin = texto.find(final, inicio, hasta)
        if fin >= 0 and texto.find(final, casa.end(), inicio) < 0:
            yield from _si_es_lista(texto, casa.start(), fin + len(final))


def _si_es_lista(texto: str, inicio: int, fin: int) -> Iterator[Trozo]:
    literal = texto[inicio:fin]
    numero = _leido(literal) if "\\cifra" not in literal and "`" not in literal else None
    if isinstance(numero, list) and numero:
        yield Trozo(inicio, fin, literal, numero)


def _leido(literal: str) -> Any:
    """Lo que vale un literal, como lo busca la página; `None` si no se lee o no tiene fin."""
    try:
        return _enviado(literal_de(literal))
    except (LiteralIlegible, ValueError):
        return None


def _enviado(literal: Literal) -> Any:
    if isinstance(literal, tuple):
        return [_enviado(parte) for parte in literal]
    return _de_numero(literal)


def _de_numero(numero: Numero) -> dict[str, Any]:
    if not isinstance(numero.valor, Fraction):
        raise LiteralIlegible("no tiene fin")
    paso = numero.paso
    return {
        "valor": [numero.valor.numerator, numero.valor.denominator],
        "paso": None if paso is None else [paso.numerator, paso.denominator],
    }


def _exacto(valor: Fraction) -> dict[str, Any]:
    return {"valor": [valor.numerator, valor.denominator], "paso": None}
