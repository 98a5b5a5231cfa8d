"""La terminal: la línea de órdenes en español y unas salidas en las que siempre se puede escribir."""

from __future__ import annotations

import argparse
import os
import re
import sys
from typing import Any, NoReturn

from imprenta.idioma.salidas import traducido

DIRECCION = re.compile(r"(?:(?:tcp|tls|wss?|ucx)://)?(?:[^\s/:]+|\[[0-9a-fA-F:]+\]):(\d+)/?|inproc://\S+")
QUEJAS = (  # lo que dice argparse y lo que se dice aquí
    (r"the following arguments are required: (.*)", r"falta decir \1"),
    (r"argument (--\S+): invalid choice: '(.*?)' \(choose from (.*)\)", r"\1 no puede ser «\2»: \3"),
    (r"argument .*?: invalid choice: '(.*?)' \(choose from (.*)\)", r"no existe la orden «\1»: \2"),
    (r"unrecognized arguments: (.*)", r"no se entiende «\1»"),
    (r"argument (\S+): expected one argument", r"a \1 le falta su valor"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 debe ser un número entero y no «\2»"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 no lleva valor, y se le da «\2»"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 puede ser \2: escríbela entera"),
    (r"argument (\S+): (.*)", r"\1: \2"),
)


class AyudaTraducida(argparse.HelpFormatter):
    """La ayuda en la lengua en que se habla: se parte en renglones después de traducirla."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return traducido(action.help) if action.help else action.help

    def _format_text(self, text: str) -> str:
        return super()._format_text(traducido(text))

    def _metavar_formatter(self, action: argparse.Action, default_metavar: str) -> Any:
        dar = super()._metavar_formatter(action, default_metavar)
        return lambda cuantos: tuple(nombre and traducido(nombre) for nombre in dar(cuantos))


class Analizador(argparse.ArgumentParser):
    """Un analizador de la línea de órdenes que se queja en una línea y en la lengua en que se habla."""

    def __init__(self, *posicionales: Any, **opciones: Any) -> None:
        super().__init__(*posicionales, **{"formatter_class": AyudaTraducida, **opciones})

    def error(self, message: str) -> NoReturn:
        casos = ((re.fullmatch(patron, message), texto) for patron, texto in QUEJAS)
        queja = next((casa.expand(texto) for casa, texto in casos if casa), message)
        self.exit(2, f"{queja} (las órdenes están en `{self.prog} --help`)\n")


def direccion_de_cluster(texto: str) -> str:
    """La dirección de un cluster tal como se escribe, si lo parece.

    >>> direccion_de_cluster("tcp://127.0.0.1:8786")
    'tcp://127.0.0.1:8786'
    """
    casa = DIRECCION.fullmatch(texto)
    if texto and (casa is None or int(casa[1] or 0) > 65535):
        raise argparse.ArgumentTypeError(f"«{texto}» no es una dirección: se escribe tcp://máquina:8786")
    return texto


def positivo(texto: str) -> int:
    """Un número entero mayor que cero.

    >>> positivo("20")
    20
    """
    if not (texto.isascii() and texto.isdigit() and int(texto)):
        raise argparse.ArgumentTypeError(f"debe ser un número entero mayor que cero y no «{texto}»")
    return int(texto)


def abrir_salidas() -> None:
    """Que haya entrada y salidas, aunque nadie las mire, y que ninguna letra deje de poder escribirse.

    Si una está cerrada, el primer archivo que se abriera ocuparía su número, y lo que se dice iría a él.
    """
    for numero in range(3):
        try:
            os.fstat(numero)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # el número libre más bajo es este
    for nombre in ("stdout", "stderr"):
        salida = getattr(sys, nombre) or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (dura siempre)
        setattr(sys, nombre, salida)
        salida.reconfigure(errors="backslashreplace")


def cerrar_salida() -> None:
    """Olvida lo que quede por decir en una salida en la que ya no se puede escribir."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
