"""Un valor de la página dicho en pocas letras, sin hacerle nada: ni sus propiedades, ni un `repr` sin fin."""

from __future__ import annotations

import builtins
import contextlib
import inspect
import reprlib
import sys
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

LETRAS_DE_UN_VALOR, LETRAS_DE_UNA_DOC = 120, 160
PUNTOS_SUSPENSIVOS = "…"


def resumido(valor: Any) -> dict[str, Any]:
    """Qué es un valor y cuánto vale.

    >>> resumido([1, 2.5])
    {'tipo': 'list', 'valor': '[1, 2.5]', 'forma': [2], 'doc': ''}
    """
    return {
        "tipo": type(valor).__name__,
        "valor": valor_corto(valor),
        "forma": dimensiones(valor),
        "doc": doc_corta(valor) if se_llama(valor) or inspect.ismodule(valor) else "",
    }


def se_llama(valor: Any) -> bool:
    """Si es una función, un método o una clase, y no algo de la página que además se llama."""
    return inspect.isroutine(valor) or inspect.isclass(valor)


def valor_corto(valor: Any) -> str:
    """El `repr` de un valor, abreviado; de lo que se llama, sus parámetros; de un módulo, nada."""
    try:
        if inspect.ismodule(valor):
            return ""
        if se_llama(valor):
            return _acortado(str(inspect.signature(valor)), LETRAS_DE_UN_VALOR)
        with _numpy_breve():
            return _acortado(ABREVIA.repr(valor), LETRAS_DE_UN_VALOR)
    except Exception:
        return "" if se_llama(valor) else f"<{type(valor).__name__}>"


def _numpy_breve() -> contextlib.AbstractContextManager[Any]:
    numpy = sys.modules.get("numpy")
    if numpy is None or not hasattr(numpy, "printoptions"):
        return contextlib.nullcontext()
    opciones: contextlib.AbstractContextManager[Any] = numpy.printoptions(
        threshold=16, edgeitems=3, precision=6, suppress=False
    )
    return opciones


class _Abrevia(reprlib.Repr):
    """Como `reprlib`, pero de los números y de NumPy se dice todo lo que quepa."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxlist, self.maxtuple, self.maxdict, self.maxset = 3, 8, 8, 6, 8
        self.maxstring = self.maxother = LETRAS_DE_UN_VALOR

    def repr_float(self, valor: float, _: int) -> str:
        return repr(valor)


ABREVIA = _Abrevia()


def _acortado(texto: str, letras: int) -> str:
    texto = " ".join(texto[: 20 * letras].split())
    return texto if len(texto) <= letras else texto[: letras - 1] + PUNTOS_SUSPENSIVOS


def dimensiones(valor: Any) -> list[int]:
    """Las dimensiones de un arreglo, o cuántos elementos tiene algo de Python."""
    if isinstance(valor, list | tuple | dict | set | frozenset | range):
        return [len(valor)]
    forma = inspect.getattr_static(valor, "shape", None)
    if forma is None or isinstance(forma, property):
        return []
    dicha = getattr(valor, "shape", None)
    enteros = isinstance(dicha, tuple) and all(isinstance(n, int) for n in dicha)
    return [int(n) for n in dicha] if isinstance(dicha, tuple) and enteros else []


def doc_corta(valor: Any) -> str:
    """La primera línea de una docstring, si lo es."""
    try:
        doc = inspect.getdoc(valor)
    except Exception:
        return ""
    lineas = doc.strip().splitlines() if isinstance(doc, str) else []
    return _acortado(lineas[0], LETRAS_DE_UNA_DOC) if lineas else ""
