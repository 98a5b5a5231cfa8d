"""El índice alfabético del libro: las voces que Sphinx ha reunido, en el orden de la lengua del libro.

Aquí se ordenan y se agrupan por letras; la página de cada sitio la sabe Typst.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.environment.adapters.indexentries import IndexEntries

from imprenta.libro import espanol
from imprenta.libro.idiomas import Idiomas
from imprenta.pintar.idiomas import marcar
from imprenta.pintar.papel.escritura import EntreCorchetes, ValorDeTypst, aparte, en_frase, llamada

if TYPE_CHECKING:
    from sphinx.builders import Builder

GENINDEX = "genindex"  # como lo llama Sphinx, para quien enlace con él
SitiosDeVoz = list[tuple[str | None, str]]
VozDelIndice = tuple[str, SitiosDeVoz, list[tuple[str, SitiosDeVoz]]]
Letras = list[tuple[str, list[VozDelIndice]]]
EscribirVoz = Callable[[nodes.Element], str]


def voces_por_letras(constructor: Builder) -> Letras:
    """Las voces del libro, por letras; en español, en su orden, que no es el de Sphinx."""
    reunidas: list[tuple[str, list[tuple[str, Any]]]] = IndexEntries(constructor.env).create_index(
        constructor
    )
    grupos: Letras = [
        (letra, [(voz, sitios, subvoces) for voz, (sitios, subvoces, _clave) in suyas])
        for letra, suyas in reunidas
    ]
    es_espanol = str(constructor.config.language).startswith("es")
    return ordenar_en_espanol([voz for _letra, suyas in grupos for voz in suyas]) if es_espanol else grupos


def ordenar_en_espanol(voces: list[VozDelIndice]) -> Letras:
    """Las voces en el orden del español, bajo su letra.

    >>> voces = [(voz, [], []) for voz in ("nube", "ñu", "Ola", "3d", "ópera")]
    >>> [(letra, [voz for voz, *_ in suyas]) for letra, suyas in ordenar_en_espanol(voces)]
    [('Cifras', ['3d']), ('N', ['nube']), ('Ñ', ['ñu']), ('O', ['Ola', 'ópera'])]
    """
    ordenadas = sorted(voces, key=lambda voz: espanol.sitio(voz[0]))
    con_subvoces = (
        (voz, sitios, sorted(subvoces, key=lambda sub: espanol.sitio(sub[0])))
        for voz, sitios, subvoces in ordenadas
    )
    return [
        (letra, list(suyas))
        for letra, suyas in itertools.groupby(con_subvoces, key=lambda voz: espanol.inicial(voz[0]))
    ]


def indice_alfabetico(
    titulo: str, letras: Letras, puestas: set[str], idiomas: Idiomas, escribir: EscribirVoz
) -> str:
    """El índice en Typst, con los sitios que se imprimen (`puestas`); nada si no queda ninguna voz."""

    def sitios_de(suyos: SitiosDeVoz) -> tuple[ValorDeTypst, ...]:
        nombres = ((uri.removeprefix("%"), bool(principal)) for principal, uri in suyos)
        return tuple((nombre, principal) for nombre, principal in nombres if nombre in puestas)

    def escrita(dicho: str) -> EntreCorchetes:
        frase = nodes.inline("", dicho)
        marcar(frase, idiomas)
        return EntreCorchetes(escribir(frase))

    def voz_de(dicho: str, suyos: SitiosDeVoz, subvoces: list[tuple[str, SitiosDeVoz]]) -> ValorDeTypst:
        subs = [voz_de(sub, sitios, []) for sub, sitios in subvoces if sitios and sitios_de(sitios)]
        vease = tuple(escrita(sub) for sub, sitios in subvoces if not sitios)
        return {"dice": escrita(dicho), "sitios": sitios_de(suyos), "vease": vease, "subvoces": tuple(subs)}

    def suyas_de(voces: list[VozDelIndice]) -> Iterator[ValorDeTypst]:
        for voz in voces:
            puesta = voz_de(*voz)
            if isinstance(puesta, dict) and (puesta["sitios"] or puesta["vease"] or puesta["subvoces"]):
                yield puesta

    grupos = ((letra, tuple(suyas_de(voces))) for letra, voces in letras)
    impresas = tuple((letra, suyas) for letra, suyas in grupos if suyas)
    if not impresas:
        return ""
    puestas.add(GENINDEX)
    rotulo = EntreCorchetes(en_frase(titulo))
    return aparte(llamada("indice-alfabetico", titulo=rotulo, anclas=(GENINDEX,), letras=impresas))
