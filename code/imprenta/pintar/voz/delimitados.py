"""Lo que va entre paréntesis, corchetes, llaves o barras, y los índices que lleve al cerrarse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imprenta.pintar.voz import construcciones, tablas
from imprenta.pintar.voz.piezas import (
    ABREN,
    PiezaDicha,
    Piezas,
    etiqueta_mathml,
    nucleo,
    partida,
    texto_visible,
)

if TYPE_CHECKING:
    from imprenta.pintar.voz.leer import LectorDeFormulas

NOMBRES_DE_PARES = {"(": "paréntesis", "[": "corchetes", "{": "llaves", "⟨": "ángulos"}
CON_FIN = {"|": "absoluto", "‖": "norma", "∥": "norma", "⌊": "suelo", "⌈": "techo"}


def leer_delimitado(
    lector: LectorDeFormulas,
    abre: str,
    dentro: Piezas,
    cierra: PiezaDicha,
    *,
    intervalo: bool = False,
    con_fin: bool = False,
) -> str:
    """Lo de dentro, con lo que lo encierra dicho como se dice en clase."""
    con_indices = bool(len(cierra.nodo))
    dicho = _tabla(lector, abre, dentro) or _binomio(lector, abre, dentro)
    if not dicho and abre in CON_FIN:
        larga = con_fin or con_indices or len(dentro) != 1 or not construcciones.es_simple(dentro[0])
        dicho = lector.voz(
            CON_FIN[abre] + ("_larga" if abre in "‖∥" else "_largo") * larga, lector.fila(dentro)
        )
    dicho = dicho or _entre(lector, abre, dentro, texto_visible(nucleo(cierra.nodo)), intervalo)
    return construcciones.con_indices(lector, cierra.nodo, dicho) if con_indices else dicho


def _entre(lector: LectorDeFormulas, abre: str, dentro: Piezas, cierra: str, intervalo: bool) -> str:
    trozos = partida(dentro, ",")
    if ABREN[abre] != cierra:
        abiertos = {suyo: abierto for abierto, suyo in ABREN.items()}
        nombres = (lector.voz(abre), lector.voz(abiertos.get(cierra, abre)))
        return lector.voz("intervalo", _coma(lector, trozos), *nombres)
    if abre == "[" and not intervalo and len(trozos) > 1 and all(trozos):
        return lector.voz("vector", ", ".join(map(lector.fila, trozos)))
    return lector.voz(NOMBRES_DE_PARES[abre], _coma(lector, trozos))


def _coma(lector: LectorDeFormulas, trozos: list[list[PiezaDicha]]) -> str:
    return f" {lector.voz.signos[',']} ".join(map(lector.fila, trozos))


def _tabla(lector: LectorDeFormulas, abre: str, dentro: Piezas) -> str:
    if len(dentro) != 1 or etiqueta_mathml(dentro[0].nodo) != "mtable":
        return ""
    return tablas.matriz(lector, dentro[0].nodo, "determinante" if abre in "|‖" else "matriz")


def _binomio(lector: LectorDeFormulas, abre: str, dentro: Piezas) -> str:
    if abre != "(" or len(dentro) != 1 or dentro[0].nodo.get("linethickness") not in ("0", "0px"):
        return ""
    return construcciones.fraccion(lector, dentro[0].nodo)
