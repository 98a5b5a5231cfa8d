"""Cómo se escribe Typst: llamadas a las funciones de la plantilla, con todo texto entre comillas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Union

ValorDeTypst = Union[str, bool, int, float, None, "Sequencia", "Mapping[str, ValorDeTypst]"]
Sequencia = tuple["ValorDeTypst", ...]


class Crudo(str):
    """Typst ya escrito."""


class EntreCorchetes(str):
    """Lo que va entre corchetes: lo que han escrito los hijos de un nodo."""


def cadena(texto: str) -> str:
    r"""Un texto como cadena de Typst.

    >>> print(cadena('di "a\\b"'))
    "di \"a\\b\""
    """
    escapado = texto.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escapado.replace("\n", "\\n").replace("\r", "\\r") + '"'


def en_frase(dicho: str) -> str:
    r"""Un texto en un párrafo: nada de lo que dice puede ser una orden.

    >>> en_frase("*no* #esto")
    '#"*no* #esto";'
    """
    return f"#{cadena(dicho)};" if dicho else ""


def valor(dicho: ValorDeTypst) -> str:
    """Un valor de Typst.

    >>> valor(("a", 1, True, None, EntreCorchetes('#"x";'), {"lado": "left"}))
    '("a", 1, true, none, [#"x";], ("lado": "left"))'
    """
    match dicho:
        case Crudo():
            return str(dicho)
        case EntreCorchetes():
            return f"[{dicho}]"
        case str():
            return cadena(dicho)
        case bool():
            return str(dicho).lower()
        case None:
            return "none"
        case tuple():
            return f"({', '.join(map(valor, dicho))}{',' * (len(dicho) == 1)})"
        case Mapping():
            return f"({', '.join(f'{cadena(clave)}: {valor(suyo)}' for clave, suyo in dicho.items()) or ':'})"
    return str(dicho)


def llamada(funcion: str, *contenidos: str, **argumentos: ValorDeTypst) -> str:
    """Una llamada a una función de la plantilla; los argumentos vacíos no se escriben.

    >>> llamada("tramo", '#"hola";', lengua="en", clase="")
    '#tramo(lengua: "en")[#"hola";];'
    """
    dichos = ", ".join(
        f"{nombre.replace('_', '-')}: {valor(suyo)}"
        for nombre, suyo in argumentos.items()
        if suyo not in ("", (), None)
    )
    parentesis = f"({dichos})" if dichos or not contenidos else ""
    return f"#{funcion}{parentesis}" + "".join(f"[{contenido}]" for contenido in contenidos) + ";"


def aparte(escrito: str, marca: str = "") -> str:
    """Lo que va en su propio párrafo, tras la marca de la línea de que viene.

    Lo que no dice nada no lleva marca, que es un comentario: se comería lo que hubiera detrás.
    """
    return f"\n\n{marca}{escrito}\n\n" if escrito else ""
