"""Lo que se abre y se cierra: llaves, paréntesis y corchetes con su pareja."""

from __future__ import annotations

from imprenta.libro.modelo import FormulaIlegible


def grupo(tex: str, inicio: int) -> tuple[str, int]:
    """El contenido de `{…}` que empieza en `inicio` y la posición tras su llave final."""
    if not tex.startswith("{", inicio):
        raise FormulaIlegible("falta una llave «{»")
    hondura = 0
    for i in range(inicio, len(tex)):
        if tex[i] in "{}" and (i == 0 or tex[i - 1] != "\\"):
            hondura += 1 if tex[i] == "{" else -1
            if hondura == 0:
                return tex[inicio + 1 : i], i + 1
    raise FormulaIlegible("hay una llave «{» sin cerrar")
