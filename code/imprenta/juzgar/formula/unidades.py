r"""Las palabras y las unidades que acompañan a los números de una fórmula: `3\text{ km}+4\text{ km}`.

Una unidad es una letra más: se calcula el lado con ella valiendo 1, 3 y 7, y así se ve si el lado la lleva
(`3u+4u`), si la lleva al cuadrado (`2u·3u`) o si no la llevan todos sus sumandos (`3u+4`). Una palabra que
cambia el número, como «mil» o «menos», no se lee; y delante de uno, solo las que se sabe que no lo cambian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from imprenta.juzgar.formula.algebra import FormulaAmbigua, Valor, multiplo
from imprenta.juzgar.formula.funciones import NOMBRES_DE_FUNCION
from imprenta.juzgar.formula.lexemas import ENCIERRAN, OPERADORES, Lexema
from imprenta.juzgar.literal.comparar import cercanos
from imprenta.juzgar.literal.leer import ALGUN_SUFIJO
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import LLAVES

CON_ROTULO = {rf"\{nombre}" for nombre in "text textrm textit textsf mbox mathrm mathit operatorname".split()}
SIMBOLOS_DE_UNIDAD = {"€", "°", "º", r"\degree", r"\euro"}
GRADOS = "°"
ESCRITURAS_DE_GRADOS = {"°", "º", r"\degree", r"^\circ", r"^{\circ}"}
TRIGONOMETRIA = re.compile(r"\\(?:sin|sen|cos|tan|cot|sec|csc)(?![a-z])|\{(?:sin|sen|cos|tan|tg)\}")
# Un prefijo puede esconder una cuenta, `2 \cdot 1024^2 = 2.1\text{ MB}`; él solo, que el número es otro.
CON_PREFIJO = re.compile(r"\\[a-z]+\{[kKMGTP](?!\})")
PREFIJO_SOLO = re.compile(r"\\[a-z]+\{(?:[kKMGTPB]|MM|[bm]n|mill|Mi?o|Mrd)\.?\}")
CAMBIA_EL_NUMERO = re.compile(
    r"%|‰|(?<!\w)(?:"
    rf"{ALGUN_SUFIJO}|mill[oó]n(?:es)?|mil(?:es|lar|lares|lardos?)?|(?:cent|doc|dec)enas?|centenar(?:es)?"
    r"|menos|minus|más|plus|not?|ni|y|and|bajo|below|under|negativ[oae]s?|inversos?"
    r"|opuestos?|cuadrad[oa]s?|squared?|cub(?:os?|ed)|factorial|ra[ií]z|root|log|cero|zero|uno|dos|tres"
    r"|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|cuarenta|cincuenta|cien"
    r"|cientos?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|(?:hundred|thousand|[mbtr]+illion|dozen|third|quarter|half|pair|tenth|hundredth|thousandth)s?|halves"
    r"|twice|pares|par|medi[oa]s?|mitad(?:es)?|dobles?|doubles?|triples?|tercios?|cuartos?|d[eé]cim[oa]s?"
    r"|cent[eé]sim[oa]s?|mil[eé]sim[oa]s?|per\s?cent|per\s?mill?e?"
    r")(?!\w)",
    re.IGNORECASE,
)
OPERA = re.compile(r"[0-9+!=<>×÷±−*–]|(?<![^\W\d_])-|-(?![^\W\d_])")  # el guion de «kilovatio-hora», no
EXPONENTES = {
    1: "",
    0: "",
    2: "^2",
    3: "^3",
    -1: "^{-1}",
    -2: "^{-2}",
    -3: "^{-3}",
}  # por probar en este orden
EXPONENTE = re.compile(r"\^\s*(?:\{[^{}]*\}|\\circ|\w)|[²³]")
NO_CAMBIA = re.compile(
    r"(?:así(?: que)?|un[oa]s|(?:en |in )?total|suman?|es|son|vale|valen|da|dan|luego|por (?:lo )?tanto"
    r"|aprox(?:\.|imadamente)?|about|so|thus|hence|is|are|gives|roughly|approximately)[.,]?"
)


@dataclass(frozen=True)
class SinPalabras:
    """Un lado sin palabras: en `piezas`, cada unidad es una letra; `entera` es la que solo está al final."""

    piezas: tuple[Lexema, ...]
    unidades: tuple[str, ...] = ()
    entera: str = ""

    def valor_y_unidad(self, calcular: Callable[[Mapping[str, Valor]], Valor]) -> tuple[Valor, str]:
        r"""Lo que vale el lado y en qué unidad: `\text{km}^2` para `2\text{ km}\cdot3\text{ km}`.

        Lanza `FormulaAmbigua` si no la llevan todos sus sumandos.
        """
        valor = calcular(self.medidas())
        grados = {unidad: self._grado(unidad, calcular, valor) for unidad in self.unidades}
        partes = [f"{unidad}{EXPONENTES[grado]}" for unidad, grado in grados.items() if grado]
        return valor, self.entera or " ".join(sorted(partes))

    def medidas(self, unidad: str = "", medida: int = 1) -> dict[str, Valor]:
        """Lo que vale cada unidad: `unidad`, `medida`, y las demás, uno."""
        return {otra: Fraction(medida if otra == unidad else 1) for otra in self.unidades}

    def _grado(self, unidad: str, calcular: Callable[[Mapping[str, Valor]], Valor], valor: Valor) -> int:
        con_tres, con_siete = (calcular(self.medidas(unidad, medida)) for medida in (3, 7))
        for grado in EXPONENTES:
            con_ese = (multiplo(valor, Fraction(medida) ** grado) for medida in (3, 7))
            if cercanos((con_tres, con_siete), tuple(con_ese)):
                return grado
        raise FormulaAmbigua(f"no sé en qué unidad está la cuenta: pon «{unidad}» en cada sumando o al final")


def sin_palabras(tex: str, lado: Sequence[Lexema]) -> SinPalabras:
    r"""Los lexemas de un lado que calculan, con sus unidades: `3\text{ km}+4\text{ km}` es `3u + 4u`.

    La unidad que solo está al final es la de todo el lado: `3+4\text{ km}`. Lanza `FormulaAmbigua` si una
    palabra cambia el número, como «mil» o «menos».

    >>> from imprenta.juzgar.formula.lexemas import lexemas
    >>> leido = sin_palabras(tex := r"3\text{ km} + 4\text{ km}", lexemas(tex))
    >>> [x.texto for x in leido.piezas], leido.unidades
    (['(', '3', '\\text{km}', ')', '+', '(', '4', '\\text{km}', ')'], ('\\text{km}',))
    """
    quedan: list[Lexema] = []
    unidades: list[str] = []
    angulos = bool(TRIGONOMETRIA.search("".join(x.texto for x in lado)))
    i = 0
    while i < len(lado):
        fin = _rotulo(lado, i)
        despues = lado[fin] if fin < len(lado) else None
        rotulo = tex[lado[i].inicio : lado[max(fin, i + 1) - 1].fin]
        if fin > i and not quedan and despues and (despues.tipo == "numero" or despues.texto == ":"):
            _mirar_lo_de_delante(rotulo, despues.texto == ":")
            i = fin + (despues.texto == ":")  # «en total: 3 + 4»
        elif fin > i and quedan and _acaba_numero(quedan[-1]) and _deja_de_multiplicar(despues):
            unidad = _unidad(rotulo)
            if unidad == GRADOS and angulos:  # los de un ángulo calculan
                quedan += lado[i:fin]
            elif despues is None and not unidades:
                return SinPalabras(tuple(quedan), entera=unidad)
            else:
                unidades.append(unidad)
                _pegar(quedan, Lexema("letra", unidad, lado[i].inicio, lado[fin - 1].fin))
            i = fin
        else:
            quedan += lado[i : max(fin, i + 1)]
            i = max(fin, i + 1)
    return SinPalabras(tuple(quedan), tuple(dict.fromkeys(unidades)))


def _pegar(quedan: list[Lexema], unidad: Lexema) -> None:
    r"""Pone la unidad tras lo leído; con su número, entre paréntesis: `36u/(3u)`."""
    antes, numero = quedan[-2:-1], quedan[-1]
    if numero.tipo in {"numero", "cifra"} and all(x.texto in OPERADORES | ENCIERRAN.abren for x in antes):
        abre, cierra = (Lexema("otro", x, numero.inicio, numero.inicio) for x in "()")
        quedan[-1:] = [abre, numero, unidad, cierra]
    else:
        quedan.append(unidad)


def sin_llaves(lado: Sequence[Lexema]) -> Sequence[Lexema]:
    """Un lado sin las llaves que lo encierran entero: `{5}`."""
    while len(lado) > 2 and lado[0].texto == "{" and _final(lado, 0) == len(lado):
        lado = lado[1:-1]
    return lado


def _rotulo(lado: Sequence[Lexema], i: int) -> int:
    r"""Dónde acaba el rótulo que empieza en `i`, como `\text{m}^2` o `€/\text{kg}`; `i` si no lo hay."""
    fin = _palabra(lado, i)
    while fin > i and fin < len(lado):
        sigue = fin + (lado[fin].texto == "/")
        if (otra := _palabra(lado, sigue)) == sigue:
            break
        fin = otra
    return fin


def _palabra(lado: Sequence[Lexema], i: int) -> int:
    textos = [x.texto for x in lado[i : i + 4]]
    if textos[:1] and textos[0] in SIMBOLOS_DE_UNIDAD:
        return i + 1
    if textos[:2] == ["^", r"\circ"]:
        return i + 2
    if textos == ["^", "{", r"\circ", "}"]:
        return i + 4
    if len(textos) < 2 or textos[0] not in CON_ROTULO or textos[1] != "{":
        return i
    fin = _final(lado, i + 1)
    if "".join(x.texto for x in lado[i + 2 : fin - 1]) in NOMBRES_DE_FUNCION:
        return i
    if [x.texto for x in lado[fin : fin + 1]] != ["^"]:
        return fin
    return _final(lado, fin + 1)


def _final(lado: Sequence[Lexema], i: int) -> int:
    """Dónde acaba el grupo `{…}`, o el lexema suelto, que empieza en `i`."""
    cierre = LLAVES.cierre(x.texto for x in lado[i:])
    return len(lado) if cierre is None else i + cierre + 1


def _acaba_numero(pieza: Lexema) -> bool:
    return pieza.tipo in {"numero", "cifra"} or pieza.texto in ENCIERRAN.cierran


def _deja_de_multiplicar(pieza: Lexema | None) -> bool:
    return pieza is None or pieza.texto in OPERADORES | ENCIERRAN.cierran | {",", ";"}


def _mirar_lo_de_delante(rotulo: str, lo_presenta: bool) -> None:
    r"""Lanza `FormulaIlegible` si lo que precede a un número puede cambiarlo: `\text{menos }6`."""
    palabras = " ".join(re.sub(r"\\[a-zA-Z]+\s*\{|[{}~]|\\.", " ", rotulo).split()).rstrip(":")
    if cambia_el_numero(palabras):
        raise FormulaAmbigua(f"«{rotulo}» cambia el número que lleva detrás: escríbelo entero en cifras")
    if not lo_presenta and not NO_CAMBIA.fullmatch(palabras.casefold()):
        raise FormulaIlegible(f"no sé si «{rotulo}» cambia el número que lleva detrás")


def cambia_el_numero(palabras: str) -> bool:
    """Si unas palabras junto a un número, sin LaTeX, hacen de él otro: «millones», «y medio», «−».

    >>> cambia_el_numero("million"), cambia_el_numero("kilovatios-hora"), cambia_el_numero("!")
    (True, False, True)
    """
    return bool(CAMBIA_EL_NUMERO.search(palabras) or OPERA.search(palabras))


def _unidad(rotulo: str) -> str:
    """La unidad que nombra un rótulo, siempre escrita igual."""
    limpia = re.sub(r"\^\{(\w)\}", r"^\1", re.sub(r"\\[,;:! ]|~|\s", "", rotulo))
    if limpia in ESCRITURAS_DE_GRADOS:
        return GRADOS
    if cambia_el_numero(re.sub(r"\\[a-zA-Z]+|\\.|~", " ", EXPONENTE.sub(" ", rotulo))):
        raise FormulaAmbigua(f"«{rotulo}» cambia el número que lleva delante: escríbelo entero en cifras")
    return limpia
