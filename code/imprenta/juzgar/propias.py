r"""Las letras que son de su autor: quien escribe `e = 5 - 3` no habla del número e, ni `\pi = 0.3` de 3,14.

Una letra que una cadena iguala a otra cosa que la constante es en toda la fórmula un símbolo; si la fórmula
empieza por ella, `e = …`, la define, y lo es en toda la página. Para leerla como símbolo se escribe otra en
su lugar, igual de larga para que cada cosa siga en su sitio. `\mathrm{e}` es siempre el número.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from imprenta.juzgar.cobertura import Duda
from imprenta.juzgar.formula.cadenas import Lado, cadenas, interiores
from imprenta.juzgar.formula.lector import nodo_de
from imprenta.juzgar.formula.lexemas import IGUALDADES, Lexema, lexemas
from imprenta.juzgar.formula.unidades import CON_ROTULO, sin_llaves, sin_palabras
from imprenta.juzgar.tramos import miembro_de
from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import LLAVES

OTRA_LETRA = {"e": "ℯ", r"\pi": "ℼ  "}
SON_DEL_AUTOR = {
    "ℯ": r"«e» es aquí un símbolo, porque la página lo define: si es el número, escribe «\mathrm{e}»",
    "ℼ": r"«\pi» es aquí un símbolo, porque la página lo define: si es el número, ata la cuenta con \cifra",
}


def propias_de(formulas: Iterable[str]) -> frozenset[str]:
    r"""Las constantes que alguna de estas fórmulas, que son las de una página, define como símbolos.

    >>> sorted(propias_de([r"e = y - \hat y", r"\frac{22}{7} \approx \pi"]))
    ['e']
    """
    return frozenset(letra for tex in formulas for letra, define in _apropiadas(tex) if define)


def con_propias(tex: str, propias: frozenset[str]) -> str:
    r"""La fórmula con otra letra en lugar de las que son símbolos en su página, o en ella misma.

    >>> con_propias(r"e = 5 - 3 = 2", frozenset()), con_propias(r"e^2 \approx 7.39", frozenset())
    ('ℯ = 5 - 3 = 2', 'e^2 \\approx 7.39')
    """
    suyas = propias | {letra for letra, _ in _apropiadas(tex)}
    for lexema in reversed(list(_sueltas(lexemas(tex)))):
        if lexema.texto in suyas:
            tex = tex[: lexema.inicio] + OTRA_LETRA[lexema.texto] + tex[lexema.fin :]
    return tex


def con_las_suyas(texto: str) -> str:
    r"""Lo que se dice de una fórmula, con las letras que su autor escribió.

    >>> con_las_suyas("«1/2ℼ» es ambiguo")
    '«1/2\\pi» es ambiguo'
    """
    for letra, otra in OTRA_LETRA.items():
        texto = texto.replace(otra.strip(), letra)
    return texto


def dudas_de_propias(tex: str) -> Iterator[Duda]:
    """Por qué no se calculan los lados que llevan alguna de esas letras."""
    for lado in (lado for trozo in (tex, *interiores(tex)) for cadena in cadenas(trozo) for lado in cadena):
        letras = [x.texto for x in lado.lexemas if x.texto in SON_DEL_AUTOR]
        if letras and len(lado.lexemas) > 1 and _simbolos(tex, lado) <= SON_DEL_AUTOR.keys():
            yield Duda(lado.lexemas[0].inicio, lado.lexemas[-1].fin, SON_DEL_AUTOR[letras[0]])


def _sueltas(piezas: Sequence[Lexema]) -> Iterator[Lexema]:
    r"""Las letras que pueden ser una constante: no las de `\text{euros}`."""
    rotulo = 0
    for i, pieza in enumerate(piezas):
        if pieza.texto in CON_ROTULO:
            rotulo = i + 2 + (LLAVES.cierre(x.texto for x in piezas[i + 1 :]) or 0)
        elif i >= rotulo and pieza.texto in OTRA_LETRA:
            yield pieza


@functools.lru_cache(maxsize=1024)
def _apropiadas(tex: str) -> tuple[tuple[str, bool], ...]:
    """Las letras que una fórmula trata como símbolos, y si las define."""
    if not any(letra in tex for letra in OTRA_LETRA):
        return ()
    return tuple(_de_cadenas(tex))


def _de_cadenas(tex: str) -> Iterator[tuple[str, bool]]:
    for trozo in (tex, *interiores(tex)):
        for cadena in cadenas(trozo):
            for k, lado in enumerate(cadena):
                letra = _letra_sola(lado)
                unido = any(x.relacion in IGUALDADES for x in cadena[max(k, 1) : k + 2])
                if letra and unido and _es_otra_cosa(trozo, cadena, k):
                    yield letra, k == 0 and cadena[1].relacion == "="


def _letra_sola(lado: Lado) -> str:
    textos = [x.texto for x in sin_llaves(lado.lexemas)]
    return textos[0] if len(textos) == 1 and textos[0] in OTRA_LETRA else ""


def _es_otra_cosa(tex: str, cadena: Sequence[Lado], k: int) -> bool:
    """Si algún lado de la cadena es un símbolo, o un número que no es la constante."""
    constante = miembro_de(tex, cadena[k])
    assert constante is not None
    for otro in (*cadena[:k], *cadena[k + 1 :]):
        miembro = miembro_de(tex, otro)
        if miembro is None and _simbolos(tex, otro):
            return True
        if miembro is not None and not miembro.unidad and not miembro.es_igual(constante):
            return True
    return False


def _simbolos(tex: str, lado: Lado) -> frozenset[str]:
    try:
        return nodo_de(sin_palabras(tex, lado.lexemas).piezas).simbolos
    except FormulaIlegible:
        return frozenset()
