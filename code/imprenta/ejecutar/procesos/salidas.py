"""Las salidas de una celda, montadas a partir de los mensajes de su núcleo, y qué hay de malo en ellas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from imprenta.ejecutar.procesos.mandos import ESTADO_DE_LOS_MANDOS, VISTA_DE_UN_MANDO
from imprenta.libro.modelo import ADMITE_STDERR, ANSI, Celda

SIN_STDERR = {"remove-stderr", "remove-output", "raises-exception", ADMITE_STDERR}
AVISO_DE_CELDA = re.compile(
    r"(?:<celda |.*Cell In\[)(?P<celda>\d+)[>\]](?::|, line )(?P<linea>\d+): (?P<mensaje>.*)"
)
DIRECCION_DE_MEMORIA = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")
ANCHO_DE_MOTIVO = 500  # letras de un motivo
Lugar = tuple[int, int, int]  # celda, línea y columna, desde 1


class Fallo(Exception):
    """La página no puede seguir: por qué, con qué rastro y en qué lugar, si se sabe."""

    def __init__(self, motivo: str, traza: str = "", lugar: Lugar | None = None) -> None:
        super().__init__(motivo)
        self.motivo, self.traza, self.lugar = renglon(motivo), traza, lugar


def renglon(texto: str) -> str:
    """Un texto de cualquiera, de modo que quepa en un renglón y se pueda leer.

    >>> renglon("uno" + chr(10) + "dos" + chr(27)), len(renglon("x" * 10**6))
    ('uno dos�', 500)
    """
    junto = " ".join(texto[: 4 * ANCHO_DE_MOTIVO].split())
    corto = junto if len(junto) <= ANCHO_DE_MOTIVO else junto[: ANCHO_DE_MOTIVO - 1] + "…"
    return "".join(letra if letra.isprintable() else "\ufffd" for letra in corto)


class Salidas:
    """Las salidas de una celda según llegan; `nombradas` son las que `update_display` puede cambiar.

    >>> salidas = Salidas({})
    >>> for texto in ("<R at 0x7f00", "00000000>", ""):
    ...     salidas.anotar({"output_type": "stream", "name": "stdout", "text": texto})
    >>> salidas.limpias()
    [{'output_type': 'stream', 'name': 'stdout', 'text': '<R at 0x…>'}]
    """

    def __init__(self, nombradas: dict[str, list[dict[str, Any]]]) -> None:
        self.lista: list[dict[str, Any]] = []
        self.nombradas = nombradas
        self.por_limpiar = False
        self.recogidas: dict[str, Salidas] = {}  # de cada mando, lo que se enseña detrás de él
        self.recoge = ""  # el mando que recoge lo de ahora

    def anotar(self, mensaje: dict[str, Any]) -> None:
        tipo = mensaje["output_type"]
        if tipo == "recogida":
            self.recoge = mensaje["mando"]
        elif self.recoge and tipo != "error" and mensaje.get("name") != "stderr":
            self.recogidas.setdefault(self.recoge, Salidas(self.nombradas)).anotar(mensaje)
        elif tipo == "update_display_data":
            for salida in self.nombradas.get(mensaje["nombre"], ()):
                salida.update(data=mensaje["data"], metadata=mensaje["metadata"])
        elif tipo == "clear_output":
            self.por_limpiar = True
            if not mensaje["espera"]:
                self._limpiar()
        elif tipo == "stream":
            self._anotar_texto(mensaje)
        else:
            if ESTADO_DE_LOS_MANDOS not in mensaje.get("data", ()):  # que no es algo que se vea
                self._limpiar()
            nombre = mensaje.pop("nombre", None)
            self.lista.append(mensaje)
            if nombre:
                self.nombradas.setdefault(nombre, []).append(mensaje)
            if VISTA_DE_UN_MANDO in mensaje.get("data", ()):
                self._sacar_lo_recogido()

    def _sacar_lo_recogido(self) -> None:
        for recogida in self.recogidas.values():
            self.lista += recogida.lista
        self.recogidas.clear()

    def _anotar_texto(self, mensaje: dict[str, Any]) -> None:
        if not mensaje["text"]:
            return
        self._limpiar()
        ultima = self.lista[-1] if self.lista else {}
        if ultima.get("name") == mensaje["name"]:
            ultima["text"] += mensaje["text"]
        else:
            self.lista.append(mensaje)

    def _limpiar(self) -> None:
        if self.por_limpiar:
            self.lista.clear()
            self.por_limpiar = False

    def limpias(self) -> list[dict[str, Any]]:
        """Las salidas (las mismas, no copias) sin colores ni direcciones de memoria, que cambian cada vez."""
        self._sacar_lo_recogido()  # el mando puede estar en otra celda, o no enseñarse
        for salida in self.lista:
            if salida["output_type"] == "stream":
                salida["text"] = DIRECCION_DE_MEMORIA.sub("at 0x…", salida["text"])
            elif salida["output_type"] == "error":
                salida["traceback"] = [ANSI.sub("", linea) for linea in salida["traceback"]]
            else:
                for tipo, valor in salida["data"].items():
                    if tipo.startswith("text/") and isinstance(valor, str):
                        salida["data"][tipo] = DIRECCION_DE_MEMORIA.sub("at 0x…", valor)
        return self.lista

    def queja(self, celda: Celda) -> Fallo | None:
        """El fallo de una celda que escribe en stderr; un aviso de Python dice en qué línea está."""
        texto = escrito_en_stderr(self.lista)
        if not texto or etiquetas(celda) & SIN_STDERR:
            return None
        lugar = None
        if aviso := AVISO_DE_CELDA.match(_primera(texto)):
            lugar = (int(aviso["celda"]), int(aviso["linea"]), 1)
        return Fallo(f"la celda escribe en stderr: {primera_de_stderr(self.lista)}", texto, lugar)


def escrito_en_stderr(salidas: Sequence[dict[str, Any]]) -> str:
    """Todo lo que unas salidas tienen de stderr."""
    return "".join(salida["text"] for salida in salidas if salida.get("name") == "stderr").strip()


def primera_de_stderr(salidas: Sequence[dict[str, Any]]) -> str:
    """Lo primero que se escribió ahí, sin el lugar de la celda en que Python lo cuenta; «» si no hay nada."""
    primera = _primera(escrito_en_stderr(salidas))
    aviso = AVISO_DE_CELDA.match(primera)
    return renglon(aviso["mensaje"] if aviso else primera)


def _primera(texto: str) -> str:
    return ANSI.sub("", texto.splitlines()[0]).strip() if texto else ""


def etiquetas(celda: Celda) -> set[str]:
    """Las etiquetas de una celda.

    >>> etiquetas(Celda(1, "x", {"tags": ["hide-input"]}))
    {'hide-input'}
    """
    return set(celda.metadatos.get("tags") or ())


def se_ejecuta(celda: Celda) -> bool:
    """Si una celda hace algo: ni está vacía ni se pide saltarla."""
    return bool(celda.codigo.strip()) and "skip-execution" not in etiquetas(celda)


def admite_error(celda: Celda) -> bool:
    """Si una celda puede lanzar una excepción porque la página lo cuenta."""
    return "raises-exception" in etiquetas(celda)
