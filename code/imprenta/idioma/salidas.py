"""Por dónde sale lo que se dice: la terminal, un editor, el navegador y, en `jupyter-book`, Sphinx."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TextIO, cast

from imprenta.idioma.catalogo import ESPANOL, traductor_de
from imprenta.idioma.otras_fuentes import DE_JAVASCRIPT

DE_LA_TERMINAL = re.compile(r"(\r|\n|\x1b\[[0-9;]*[A-Za-z])")
DONDE_ACABA_LA_CABECERA = b"\r\n\r\n"
# Lo que de un mensaje del protocolo lee una persona; lo demás es de la página, o para el editor.
SE_LEEN = {"message", "title", "value", "detail", "documentation", "name"}
_elegidos = list[str]()  # la lengua en que se habla, al final; si nadie la ha elegido, nada


def idioma_hablado() -> str:
    """La lengua en que se está hablando."""
    return _elegidos[-1] if _elegidos else ESPANOL


def hablar_si_nadie_habla(idioma: str) -> str:
    """Elige una lengua si quien ha arrancado no lo ha hecho ya; da la que queda."""
    if not _elegidos:
        _elegidos.append(idioma)
    return idioma_hablado()


def traducido(texto: str) -> str:
    """Un mensaje en la lengua en que se habla."""
    return texto if idioma_hablado() == ESPANOL else traductor_de(idioma_hablado()).traducir(texto)


@contextlib.contextmanager
def hablando(idioma: str) -> Iterator[None]:
    """Mientras dure, cuanto se escriba en la terminal sale en esa lengua."""
    nombres = ("stdout", "stderr", "__stderr__") if idioma != idioma_hablado() else ()
    de_antes = [getattr(sys, nombre) for nombre in nombres]
    _elegidos.append(idioma)
    for nombre, salida in zip(nombres, de_antes, strict=True):
        if salida is not None:
            setattr(sys, nombre, cast(TextIO, SalidaTraducida(salida)))
    try:
        yield
    finally:
        _elegidos.pop()
        for nombre, salida in zip(nombres, de_antes, strict=True):
            setattr(sys, nombre, salida)


class SalidaTraducida:
    """Una salida que dice en la lengua en que se habla lo que se le escribe."""

    def __init__(self, salida: TextIO) -> None:
        self.salida = salida

    def write(self, texto: str) -> int:
        """Lo traduce, renglón a renglón, y lo escribe."""
        trozos = DE_LA_TERMINAL.split(texto)
        self.salida.write("".join(trozo if k % 2 else traducido(trozo) for k, trozo in enumerate(trozos)))
        return len(texto)

    def writelines(self, lineas: Iterable[str]) -> None:
        for linea in lineas:
            self.write(linea)

    def __getattr__(self, nombre: str) -> Any:
        return getattr(self.salida, nombre)


# ——— El editor ———


class SalidaDelEditor:
    """La salida por la que se habla a un editor: lo que lee una persona va en su lengua."""

    def __init__(self, salida: BinaryIO) -> None:
        self.salida = salida

    def write(self, octetos: bytes) -> int:
        """Un mensaje del protocolo, con su cabecera."""
        if idioma_hablado() == ESPANOL:
            return self.salida.write(octetos)
        cabecera, separa, cuerpo = octetos.partition(DONDE_ACABA_LA_CABECERA)
        if separa:
            cuerpo = json.dumps(dicho_al_editor(json.loads(cuerpo), traducido)).encode()
            cabecera = re.sub(rb"(?i)(content-length: *)\d+", rb"\g<1>%d" % len(cuerpo), cabecera)
        self.salida.write(cabecera + separa + cuerpo)
        return len(octetos)

    def __getattr__(self, nombre: str) -> Any:
        return getattr(self.salida, nombre)


def dicho_al_editor(valor: Any, decir: Callable[[str], str], se_lee: bool = False) -> Any:
    """Lo que se le manda, con lo que se lee dicho en otra lengua.

    >>> dicho_al_editor({"message": "no", "newText": "no", "code": ["no"]}, str.upper)
    {'message': 'NO', 'newText': 'no', 'code': ['no']}
    """
    if isinstance(valor, str):
        return "\n".join(map(decir, valor.split("\n"))) if se_lee else valor
    if isinstance(valor, list):
        return [dicho_al_editor(uno, decir, se_lee) for uno in valor]
    if isinstance(valor, dict):
        return {clave: dicho_al_editor(uno, decir, clave in SE_LEEN) for clave, uno in valor.items()}
    return valor


# ——— El navegador y Sphinx ———


def guion_traducido(guion: bytes) -> bytes:
    """Un guion de los que se mandan al navegador, con sus textos en la lengua en que se habla."""
    if idioma_hablado() == ESPANOL:
        return guion
    return DE_JAVASCRIPT.sub(_texto_traducido, guion.decode()).encode()


def _texto_traducido(casa: re.Match[str]) -> str:
    comilla, dentro = casa[0][0], casa[0][1:-1]
    if dentro.isidentifier() and dentro.islower():  # el nombre de algo, y no lo que se lee
        return casa[0]
    huecos = re.findall(r"\$\{[^{}]*\}", dentro) if comilla == "`" else []
    llano = dentro
    for k, hueco in enumerate(huecos):
        llano = llano.replace(hueco, f"⟦{k}⟧", 1)
    dicho = traducido(llano)
    for k, hueco in enumerate(huecos):
        dicho = dicho.replace(f"⟦{k}⟧", hueco)
    return f"{comilla}{dicho}{comilla}" if llano != dicho else casa[0]


class FiltroDeSphinx(logging.Filter):
    """Con `jupyter-book build`, los avisos salen por donde salen los suyos: los traduce al pasar."""

    def __init__(self, idioma: str) -> None:
        super().__init__()
        self.decir = traductor_de(idioma).traducir

    def filter(self, record: logging.LogRecord) -> bool:
        sin_lugar = logging.LogRecord.getMessage(record)  # el de Sphinx pone delante dónde es, y lo repetiría
        record.msg, record.args = self.decir(sin_lugar), None
        return True
