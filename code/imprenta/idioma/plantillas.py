"""Una plantilla del catálogo: lo que la imprenta escribe en español, con huecos, y su traducción."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

UN_HUECO = re.compile(r"\{\{|\}\}|\{(\d+)\}")
# Con menos letras, o si lo que se dice va al final, casi todo casaría: en sus huecos no hay espacios.
POCAS_LETRAS, POCAS_AL_FINAL = 4, 7
BORDE = " \t\n:;,·"  # lo que une un mensaje con otro, y no es de ninguno
SU_LUGAR = "{1}:{2}:{3}: "  # el de una falta, que se dice igual en cualquier lengua
Trozos = list[str | None]  # lo escrito y, donde va un hueco, nada
QUE_CITA = {"«": "»", "`": "`", "{": "}"}  # lo que dice el autor, y los nombres de los roles
ENTRE_COMILLAS = {"«": "((?:[^«»]|«[^«»]*»)*)", "`": "([^`]*)", "{": "([^{}]*)"}


def con_huecos_entre(trozos: Sequence[str]) -> Trozos:
    """Lo escrito, con un hueco entre cada dos trozos."""
    huecos: Trozos = []
    for trozo in trozos:
        huecos += [trozo, None]
    return huecos[:-1]


def mensaje_de(trozos: Sequence[str | None]) -> str:
    """El mensaje que hacen unos trozos, con sus huecos numerados, sin lo que lo une a otros.

    >>> mensaje_de([": ", None, " no es {", None, "}, "])
    '{1} no es {{{2}}}'
    """
    partes, huecos = [], 0
    for trozo in trozos:
        if trozo is None:
            huecos += 1
            partes.append(f"{{{huecos}}}")
        else:
            partes.append(trozo.replace("{", "{{").replace("}", "}}"))
    mensaje = "".join(partes).removeprefix(SU_LUGAR).strip(BORDE)
    return UN_HUECO.sub(_numerador(), mensaje)


def _numerador() -> Callable[[re.Match[str]], str]:
    """Numera los huecos desde 1, en el orden en que salen."""
    numeros = itertools.count(1)
    return lambda casa: f"{{{next(numeros)}}}" if casa[1] else casa[0]


def escrito_y_huecos_de(mensaje: str) -> tuple[list[str], list[int]]:
    """Lo escrito en un mensaje, alrededor de sus huecos, y el número de cada hueco.

    >>> escrito_y_huecos_de("{2} no es {{{1}}}")
    (['', ' no es {', '}'], [2, 1])
    """
    trozos, huecos = [""], list[int]()
    fin = 0
    for casa in UN_HUECO.finditer(mensaje):
        trozos[-1] += mensaje[fin : casa.start()]
        fin = casa.end()
        if casa[1]:
            huecos.append(int(casa[1]))
            trozos.append("")
        else:
            trozos[-1] += casa[0][0]
    trozos[-1] += mensaje[fin:]
    return trozos, huecos


@dataclass(frozen=True)
class Plantilla:
    """Un mensaje en español y su traducción, con los mismos huecos."""

    mensaje: str
    traduccion: str

    @cached_property
    def escrito(self) -> Sequence[str]:
        """Lo que hay alrededor de los huecos, en español."""
        return escrito_y_huecos_de(self.mensaje)[0]

    @cached_property
    def ancla(self) -> str:
        """Lo más largo que está en todo lo que sale de aquí."""
        return max(self.escrito, key=len)

    @cached_property
    def letras(self) -> int:
        """Cuántas letras son siempre las mismas: entre dos plantillas, vale la que más tiene."""
        return sum(letra.isalpha() for trozo in self.escrito for letra in trozo)

    @cached_property
    def patron(self) -> re.Pattern[str]:
        """Lo que casa con lo que sale de aquí; lo que va entre comillas no las cierra antes de tiempo."""
        solo_al_final = len(self.escrito) == 2 and not self.escrito[0]
        pocas = POCAS_AL_FINAL if solo_al_final else POCAS_LETRAS
        partes = [re.escape(self.escrito[0])]
        for antes, despues in itertools.pairwise(self.escrito):
            hueco = r"(\S+)" if self.letras < pocas else "(.*?)"
            partes += [ENTRE_COMILLAS.get(_citado(antes, despues), hueco), re.escape(despues)]
        return re.compile("".join(partes), re.DOTALL)

    def casa(self, texto: str) -> tuple[str, ...] | None:
        """Lo que hay en los huecos de un texto que sale de esta plantilla, o nada si no sale de ella."""
        if self.ancla not in texto:
            return None
        casa = self.patron.fullmatch(texto)
        return casa.groups() if casa else None

    def decir(self, huecos: Sequence[str], traducir: Callable[[str], str]) -> str:
        """La traducción, con los huecos traducidos; lo que va entre comillas, como está.

        >>> Plantilla("«{1}» es {2}", "“{1}” is {2}").decir(["nulo", "nulo"], str.upper)
        '“nulo” is NULO'
        """
        dichos = [
            hueco if _citado(self.escrito[k], self.escrito[k + 1]) else traducir(hueco)
            for k, hueco in enumerate(huecos)
        ]
        trozos, numeros = escrito_y_huecos_de(self.traduccion)
        llenos = [dichos[numero - 1] for numero in numeros]
        return trozos[0] + "".join(lleno + trozo for lleno, trozo in zip(llenos, trozos[1:], strict=True))


def _citado(antes: str, despues: str) -> str:
    """Entre qué comillas va un hueco, si las lleva: lo que hay en él lo ha escrito el autor."""
    cierre = QUE_CITA.get(antes[-1:])
    return antes[-1] if cierre and despues.startswith(cierre) else ""
