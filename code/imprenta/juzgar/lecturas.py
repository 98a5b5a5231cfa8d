r"""Las otras maneras de leer las comas de una fórmula: `0,5` puede ser un decimal y `1{,}000`, mil.

La coma decimal lleva llaves, `0{,}5`: sin ellas TeX deja detrás el espacio de una lista, y una lista se lee.
Con llaves es decimal, salvo donde solo caben millares. Una fórmula cuya verdad depende de cómo se lean sus
comas no es ni cierta ni falsa. Igual con un ángulo sin `^\circ`, que es de radianes: `\sin 30 = 0.5`; con lo
que cada uno escribe a su manera, como un tanto por ciento de lo anterior, `100 + 10\% = 110`; y con una
congruencia escrita con `=`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imprenta.juzgar.formula.lexemas import ENCIERRAN, Lexema, lexemas

MILLAR_DUDOSO = re.compile(r"(?<![0-9.,}])[1-9][0-9]{0,2}\{,\}[0-9]{3}(?![0-9.]|\{,\})")
PUNTO_DE_MILLAR = re.compile(r"(?<![0-9.,}])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9]|\.[0-9]|\{,\})")
COMA_DECIMAL = re.compile(r"(?:(?<![0-9])0|[0-9]{4})\{,\}[0-9]|[0-9]\{,\}(?:[0-9]{1,2}(?![0-9])|[0-9]{4})")
TRAS_LA_COMA = re.compile(r"[0-9]+(?:[^0-9.{][^.]*)?")  # `5` y `5\,\%`
CON_MILLARES = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.|\\,|\\ |[ ~])[0-9]{3})+")  # `12.345`, delante de `,6`
MILLAR_CON_PUNTO = re.compile(r"[0-9]{3}\.[0-9]+(?:[^0-9.{][^.]*)?")  # `234.5`, detrás de `1,`
ANGULO_SIN_GRADOS = re.compile(
    r"\\(?:sin|sen|cos|tan)(?![a-zA-Z])\s*(?:\\left)?\(?\s*([0-9]+)(?=\s*(?:[)=+-]|\\(?:approx|cdot|right)|$))"
)
ARCO = re.compile(r"\\arc|\^\s*\{\s*[-−]\s*1\s*\}")
RESULTADO = re.compile(r"((?:=|≈|\\approx)\s*)([0-9]+(?:\.[0-9]+)?)(?=\s*(?:$|=|≈|\\approx))")
MAS_UN_TANTO = re.compile(
    r"(?<![0-9])([0-9]+(?:\.[0-9]+)?)\s*([-+−])\s*([0-9]+(?:\.[0-9]+)?\s*(?:\\[,;])?\s*\\%)"
)
POR_CIEN = re.compile(r"(?:\\times|\\cdot|\*|×|·)\s*100(?![0-9.]|\s*(?:\\[,;])?\s*\\%|\{)")
CON_RESTO = re.compile(r"\\(?:b?mod|pmod)(?![a-zA-Z])\s*\{?\s*([0-9]+)\s*\}?\s*$")
TAMANO_DE_MATRIZ = re.compile(
    r"(?:\\left\s*)?[(\[]\s*([0-9]+)\s*(?:\\times|×|,)\s*([0-9]+)\s*(?:\\right\s*)?[)\]]"
)
TAMANOS_SEGUIDOS = re.compile(
    r"\(([0-9]+) \\times ([0-9]+)\)(?:\\[,;: ]|\\cdot|\\times|\\quad|[@~·×\s])*\(\2 \\times ([0-9]+)\)"
)
BARRA_COMA = r"\,"
ABREN_LISTA = {"(", "[", r"\{"}


@dataclass(frozen=True)
class Lectura:
    """Otra manera de leer una fórmula, `tex`, y qué escribir para que no la haya.

    `siempre` dice si basta para dudar; `han_de_coincidir`, si las dos tienen que ser ciertas.
    """

    tex: str
    motivo: str
    siempre: bool = False
    han_de_coincidir: bool = False


def otras_lecturas(tex: str) -> Iterator[Lectura]:
    r"""Las maneras de leer de otra forma las comas de una fórmula.

    >>> [lectura.tex for lectura in otras_lecturas(r"0,5 + 1 = 1{,}500")]
    ['0{,}5 + 1 = 1{,}500', '0,5 + 1 = 1\\,500']
    """
    if re.search("[0-9],[0-9]", tex):
        yield from _con_comas_decimales(tex)
    if casa := PUNTO_DE_MILLAR.search(tex):
        otro = PUNTO_DE_MILLAR.sub(lambda m: m[0].replace(".", BARRA_COMA), tex)
        yield Lectura(otro, f"los millares de «{casa[0]}» se escriben «{casa[0].replace('.', BARRA_COMA)}»")
    if (casa := MILLAR_DUDOSO.search(tex)) and not COMA_DECIMAL.search(tex):
        millar = casa[0].replace("{,}", BARRA_COMA)
        consejo = f"si son millares, escribe «{millar}», y si no, otro número de decimales"
        otro = MILLAR_DUDOSO.sub(lambda m: m[0].replace("{,}", BARRA_COMA), tex)
        yield Lectura(otro, f"«{casa[0]}» se lee de dos maneras: {consejo}", han_de_coincidir=True)
    if casa := ANGULO_SIN_GRADOS.search(tex):
        en_grados = ANGULO_SIN_GRADOS.sub(lambda m: rf"{m[0]}^\circ", tex)
        yield Lectura(en_grados, rf"el ángulo va en radianes: si son grados, escribe «{casa[1]}^\circ»")
    if otro := _multiplicados_los_tamanos(tex):
        motivo = "si son tamaños de matrices y no una cuenta, ata cada uno"
        yield Lectura(otro, motivo)
    yield from _a_su_manera(tex)


def _multiplicados_los_tamanos(tex: str) -> str:
    r"""Lo que dice una fórmula si `[2\times 3][3\times 4]` es un producto de matrices de ese tamaño.

    >>> _multiplicados_los_tamanos(r"[2\times 3][3\times 4] = [2\times 4]")
    '(2 \\times 4) = (2 \\times 4)'
    """
    escrito = TAMANO_DE_MATRIZ.sub(r"(\1 \\times \2)", tex)
    otro = escrito
    while TAMANOS_SEGUIDOS.search(otro):
        otro = TAMANOS_SEGUIDOS.sub(r"(\1 \\times \3)", otro)
    return otro if otro != escrito else ""


def _a_su_manera(tex: str) -> Iterator[Lectura]:
    """Lo que muchos escriben queriendo decir otra cosa que lo que las reglas leen."""
    if ARCO.search(tex) and (casa := RESULTADO.search(tex)):
        en_grados = RESULTADO.sub(r"\1\2^\\circ", tex)
        yield Lectura(en_grados, rf"un arco se mide en radianes: si son grados, escribe «{casa[2]}^\circ»")
    if casa := MAS_UN_TANTO.search(tex):
        de_lo_anterior = rf"{casa[1]} \cdot (1 {casa[2]} {casa[3]})"
        otro = tex[: casa.start()] + de_lo_anterior + tex[casa.end() :]
        yield Lectura(otro, f"«{casa[0]}» se lee de dos maneras: escribe «{de_lo_anterior}»")
    if r"\%" in tex and (casa := POR_CIEN.search(tex)):
        otro = POR_CIEN.sub(lambda m: m[0] + r"\%", tex)
        yield Lectura(
            otro, rf"«{casa[0]}» y un tanto por ciento se multiplican dos veces: escribe «{casa[0]}\%»"
        )
    if tex.count("=") == 1 and r"\equiv" not in tex and (casa := CON_RESTO.search(tex)):
        otro = CON_RESTO.sub(r"\\pmod{\1}", tex).replace("=", r"\equiv")
        yield Lectura(otro, rf"una congruencia se escribe «\equiv» y, al final, «\pmod{{{casa[1]}}}»")


def _con_comas_decimales(tex: str) -> Iterator[Lectura]:
    piezas = lexemas(tex)
    comas = [i for i in range(1, len(piezas) - 1) if _separa_cifras(piezas[i - 1 : i + 2])]
    comas = [i for i in comas if not _es_de_indice(piezas, i)]
    if not comas:
        return
    motivo = _como_se_escribe(piezas[comas[0] - 1].texto, piezas[comas[0] + 1].texto)
    lugares = {piezas[i].inicio for i in comas}
    otro = "".join("{,}" if i in lugares else c for i, c in enumerate(tex))
    yield Lectura(otro, motivo, siempre=any(not _esta_en_lista(piezas, i) for i in comas))


def _como_se_escribe(antes: str, despues: str) -> str:
    """Lo que se dice de una coma entre dos grupos de cifras."""
    if MILLAR_CON_PUNTO.fullmatch(despues):
        millar = f"{antes}{BARRA_COMA}{despues}"
        return f"los millares se escriben «{millar}»; la coma que separa, con un espacio detrás"
    numero = f"{antes.replace('.', BARRA_COMA)}{{,}}{despues}"
    millares = f", y los millares «{antes}{BARRA_COMA}{despues}»" if MILLAR_DUDOSO.fullmatch(numero) else ""
    return f"la coma decimal se escribe «{numero}»{millares}; la que separa lleva un espacio detrás"


def _separa_cifras(tres: Sequence[Lexema]) -> bool:
    antes, coma, despues = tres
    juntas = antes.fin == coma.inicio and coma.fin == despues.inicio
    if not juntas or coma.texto != ",":
        return False
    if antes.texto.isdecimal() and MILLAR_CON_PUNTO.fullmatch(despues.texto):
        return len(antes.texto) < 4
    escrito = antes.texto.isdecimal() or CON_MILLARES.fullmatch(antes.texto)
    return bool(escrito and TRAS_LA_COMA.fullmatch(despues.texto))


def _abierta(piezas: Sequence[Lexema], i: int) -> int | None:
    return ENCIERRAN.abierta([x.texto for x in piezas[:i]])


def _es_de_indice(piezas: Sequence[Lexema], i: int) -> bool:
    r"""La coma de `W_{1,2}`."""
    abre = _abierta(piezas, i)
    return (
        abre is not None and piezas[abre].texto == "{" and piezas[abre - 1].texto in {"_", "^"} and abre > 0
    )


def _esta_en_lista(piezas: Sequence[Lexema], i: int) -> bool:
    """Si la coma separa los elementos de un vector o los argumentos de una función: `(1,2)`."""
    abre = _abierta(piezas, i)
    if abre is None or piezas[abre].texto not in ABREN_LISTA:
        return False
    cierra = ENCIERRAN.cierre(x.texto for x in piezas[abre:]) or len(piezas)
    return all(x.texto != ";" for x in piezas[abre : abre + cierra])
