"""El índice alfabético del PDF, en orden español.

`latexmk` lo llama en lugar de `makeindex`, que ordena por octetos:
`python -m imprenta.pintar.papel.alfabeto libro.idx libro.ind`.
"""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

from imprenta.libro.espanol import CIFRAS, SIGNOS, inicial, orden

INDEXENTRY = re.compile(r"\\indexentry\{(?P<voz>.*)\}\{(?P<pagina>[^{}]*)\}")
VOZ_DE_MAKEINDEX = re.compile(r"(?P<niveles>(?:\"\"|\"[^\"]|[^|\"])*)(?:\|(?P<formato>.*))?", re.DOTALL)
PRINCIPIO = r"""\begin{sphinxtheindex}
\let\bigletter\sphinxstyleindexlettergroup
\let\spxpagem\sphinxstyleindexpagemain
\let\spxentry\sphinxstyleindexentry
\let\spxextra\sphinxstyleindexextra
"""
FINAL = "\\end{sphinxtheindex}\n"
SANGRIAS = (r"\item ", r"\subitem ", r"\subsubitem ")

ROTULO_DE_LETRA = {CIFRAS: r"\sphinxnumbersname", SIGNOS: r"\sphinxsymbolsname"}

Nivel = tuple[str, str]  # por lo que se ordena y lo que se lee


def letra(voz: str) -> str:
    r"""La letra bajo la que va una voz.

    >>> letra("ángulo"), letra("ñandú"), letra("2d"), letra("+")
    ('A', 'Ñ', '\\sphinxnumbersname', '\\sphinxsymbolsname')
    """
    return ROTULO_DE_LETRA.get(inicial(voz), inicial(voz))


def indice(idx: str) -> str:
    """El `.ind` de un `.idx`: voces ordenadas por letras, cada una con sus páginas sin repetir."""
    voces: dict[tuple[Nivel, ...], list[str]] = {}
    for entrada in INDEXENTRY.finditer(idx):
        niveles, formato = _leer(entrada["voz"])
        paginas = voces.setdefault(niveles, [])
        pagina = rf"\{formato}{{{entrada['pagina']}}}" if formato else entrada["pagina"]
        if pagina not in paginas:
            paginas.append(pagina)
    ordenadas = sorted(voces, key=_sitio)
    if not ordenadas:
        return ""
    partes = [PRINCIPIO]
    anterior: tuple[Nivel, ...] = ()
    for rotulo, grupo in itertools.groupby(ordenadas, key=lambda niveles: letra(niveles[0][0])):
        partes.append(("\n\\indexspace\n" if anterior else "") + f"\\bigletter{{{rotulo}}}\n")
        for niveles in grupo:
            partes += _renglones(niveles, anterior, voces[niveles])
            anterior = niveles
    return "".join([*partes, FINAL])


def _sitio(niveles: tuple[Nivel, ...]) -> tuple[bool, bool, list[Nivel]]:
    """Primero los signos, luego las cifras y al final las letras."""
    primera = niveles[0][0][:1]
    return primera.isalpha(), primera.isdigit(), [(orden(clave), texto) for clave, texto in niveles]


def _leer(voz: str) -> tuple[tuple[Nivel, ...], str]:
    """Los niveles de una voz y el formato de su página; `"` quita su sentido al signo que sigue."""
    casa = VOZ_DE_MAKEINDEX.fullmatch(voz)
    assert casa is not None
    niveles = []
    for nivel in _partir(casa["niveles"], "!"):
        clave, *texto = _partir(nivel, "@")
        niveles.append((_sin_comillas(clave), _sin_comillas(texto[0] if texto else clave)))
    return tuple(niveles), casa["formato"] or ""


def _partir(texto: str, signo: str) -> list[str]:
    trozos = [""]
    for pieza in re.findall(r'"?.', texto, re.DOTALL):
        if pieza == signo:
            trozos.append("")
        else:
            trozos[-1] += pieza
    return trozos


def _sin_comillas(texto: str) -> str:
    return re.sub(r'"(.)', r"\1", texto, flags=re.DOTALL)


def _renglones(niveles: tuple[Nivel, ...], anterior: tuple[Nivel, ...], paginas: list[str]) -> list[str]:
    comunes = len(
        list(itertools.takewhile(lambda par: par[0] == par[1], zip(niveles, anterior, strict=False)))
    )
    cabezas = [SANGRIAS[i] + niveles[i][1] + "\n" for i in range(comunes, len(niveles) - 1)]
    return [*cabezas, SANGRIAS[len(niveles) - 1] + ", ".join([niveles[-1][1], *paginas]) + "\n"]


if __name__ == "__main__":
    entrada, salida = map(Path, sys.argv[1:3])
    salida.write_text(indice(entrada.read_text(encoding="utf-8")), encoding="utf-8")
