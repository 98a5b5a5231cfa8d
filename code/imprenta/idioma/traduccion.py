"""Decir en otra lengua lo que la imprenta ha escrito en español.

El código escribe en español, y así se compara y se guarda; lo que sale se traduce al salir. De un mensaje se
busca la plantilla de que sale, la que más letras pone, y lo que hay en sus huecos se traduce igual. Si es de
varias, unidas por signos, se traduce por partes. Lo que no sale de ninguna lo ha escrito el autor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from imprenta.idioma.plantillas import Plantilla

BORDES = re.compile(r"([\s:;,·#]*)(.*?)([\s:;,·]*)", re.DOTALL)
EN_SU_LUGAR = re.compile(r"((?:::error [^:]*::)?(?:[^\s:«»]+:\d+:\d+: |\[ *\d+/\d+\] ))(.*)", re.DOTALL)
CUENTA = re.compile(r"(\d[\d \u00a0\u202f]*? )(\S.*)", re.DOTALL)  # «12 cifras», «3 sin cubrir»
# Aquello de que se dice algo, si no lo dice la imprenta: un archivo, un número, lo que va entre comillas.
SUJETO = re.compile(r"(«[^»]*»|`[^`]*`|\S*[/.\d_]\S*) (.+)", re.DOTALL)
CONJUNCION = re.compile(r"(?<=[»`'\])\d½¼]) ([yo]) (?=[«`'\d½¼(]|\w+[\[(])")
ENTRE_PARENTESIS = re.compile(r"(.*?)( ?)\(([^()]*)\)(.*)", re.DOTALL)
ENTRE_PARENTESIS_AL_FINAL = re.compile(r"\{1\} \((.*)\)")
DE_UN_AVISO = re.compile(r"(.*) (\[\w+[\w.-]*\])", re.DOTALL)  # la clase que Sphinx pone tras los suyos
UNEN = ("\n", " · ", "; ", ": ", ". ", " — ", ", ")
LARGO_DE_UN_MENSAJE = 4000  # lo que pasa de aquí no lo ha escrito la imprenta


def _con_sus_apartes(plantillas: Iterable[Plantilla]) -> Iterator[Plantilla]:
    """Las plantillas y, de las que ponen algo entre paréntesis tras otro mensaje, eso solo."""
    for una in plantillas:
        yield una
        apartes = [ENTRE_PARENTESIS_AL_FINAL.fullmatch(dicho) for dicho in (una.mensaje, una.traduccion)]
        if all(apartes):
            suyo, traducido = (_un_hueco_menos(aparte[1]) for aparte in apartes if aparte)
            yield Plantilla(suyo, traducido)


def _un_hueco_menos(mensaje: str) -> str:
    return re.sub(r"\{(\d+)\}", lambda casa: f"{{{int(casa[1]) - 1}}}", mensaje)


class Traductor:
    """Lo que sabe decir en una lengua, por las plantillas de su catálogo."""

    def __init__(self, plantillas: Iterable[Plantilla]) -> None:
        ordenadas = sorted(
            _con_sus_apartes(plantillas), key=lambda una: (-una.letras, -len("".join(una.escrito)))
        )
        self.enteras = {
            una.mensaje.replace("{{", "{").replace("}}", "}"): una
            for una in ordenadas
            if len(una.escrito) == 1
        }
        self.con_huecos = [una for una in ordenadas if len(una.escrito) > 1]
        self.traducir = lru_cache(maxsize=4096)(self._traducir)

    def _traducir(self, texto: str) -> str:
        """El texto en esa lengua; lo que no se reconoce, como está."""
        casa = BORDES.fullmatch(texto)
        assert casa is not None
        antes, dentro, despues = casa.groups()
        if casa := EN_SU_LUGAR.fullmatch(dentro):
            return antes + casa[1] + self.traducir(casa[2]) + despues
        if not dentro or len(dentro) > LARGO_DE_UN_MENSAJE:
            return texto
        return antes + (self._entero(dentro) or self._por_partes(dentro)) + despues

    def _entero(self, texto: str) -> str | None:
        if hallada := self.plantilla_de(texto):
            plantilla, huecos = hallada
            return plantilla.decir(huecos, self.traducir)
        casa = CUENTA.fullmatch(texto)
        contado = self.enteras.get(casa[2]) if casa else None
        return casa[1] + contado.traduccion if casa and contado else None

    def plantilla_de(self, texto: str) -> tuple[Plantilla, tuple[str, ...]] | None:
        """La plantilla de que sale un texto entero, con lo que hay en sus huecos; o nada."""
        if (entera := self.enteras.get(texto)) is not None:
            return entera, ()
        for plantilla in self.con_huecos:
            if (huecos := plantilla.casa(texto)) is not None:
                return plantilla, huecos
        return None

    def _por_partes(self, texto: str) -> str:
        if casa := DE_UN_AVISO.fullmatch(texto):
            return f"{self.traducir(casa[1])} {casa[2]}"
        if (casa := SUJETO.fullmatch(texto)) and (dicho := self._entero(casa[2])):
            return f"{casa[1]} {dicho}"
        for partido in (self._con_uno_entero, self._a_trozos):  # una unión puede ser de dentro de un mensaje
            for union in UNEN:
                if (dicho := partido(texto, union)) is not None:
                    return dicho
        for union in (" o ", " y "):
            izquierda, hay, derecha = texto.rpartition(union)
            if hay and (dicho := self._entero(derecha)):
                return self.traducir(izquierda) + CONJUNCION.sub(self._conjuncion, f"»{union}«")[1:-1] + dicho
        if casa := ENTRE_PARENTESIS.fullmatch(texto):
            fuera, hueco, dentro, detras = casa.groups()
            aparte = self._entero(f"({dentro})") or f"({self.traducir(dentro)})"
            return f"{self.traducir(fuera)}{hueco}{aparte}{self.traducir(detras)}"
        return CONJUNCION.sub(self._conjuncion, texto)

    def _conjuncion(self, casa: re.Match[str]) -> str:
        """«a» o «b»: lo que une dos cosas del autor."""
        hallada = self.enteras.get(casa[1])
        return f" {hallada.traduccion} " if hallada else casa[0]

    def _con_uno_entero(self, texto: str, union: str) -> str | None:
        """Por el primer sitio en que a un lado queda un mensaje entero, o nada."""
        desde = texto.find(union)
        while desde >= 0:
            izquierda, derecha = texto[:desde], texto[desde + len(union) :]
            dichas = self._entero(izquierda.strip()), self._entero(derecha.strip())
            if dichas != (None, None):
                return (dichas[0] or self.traducir(izquierda)) + union + (dichas[1] or self.traducir(derecha))
            desde = texto.find(union, desde + 1)
        return None

    def _a_trozos(self, texto: str, union: str) -> str | None:
        """Cada trozo por su cuenta, o nada si ninguno cambia."""
        if union not in texto:
            return None
        dicho = union.join(map(self.traducir, texto.split(union)))
        return dicho if dicho != texto else None
