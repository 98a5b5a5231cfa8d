"""Cómo se nombra una letra: la griega, por su nombre; la negrita, la caligráfica y la hueca, con su tipo."""

from __future__ import annotations

from unicodedata import name, normalize

from imprenta.pintar.voz.palabras import VozEnLengua

TIPOS_DE_LETRA = (
    ("BOLD", "negrita"),
    ("SCRIPT", "caligráfica"),
    ("DOUBLE-STRUCK", "hueca"),
    ("BLACK-LETTER", "gótica"),
    ("FRAKTUR", "gótica"),
    ("SANS-SERIF", "palo"),
)
VARIANTES = dict.fromkeys(range(0xFE00, 0xFE10))


def nombre_de(texto: str, voz: VozEnLengua) -> str:
    """Una letra o un nombre de varias.

    >>> from imprenta.pintar.voz.palabras import VOCES
    >>> [nombre_de(letra, VOCES["es"]) for letra in ("x", "σ", "Δ", "𝐱", "ℒ", "softmax")]
    ['x', 'sigma', 'delta mayúscula', 'vector x', 'L caligráfica', 'softmax']
    """
    texto = " ".join(texto.translate(VARIANTES).split())
    if texto in voz.conjuntos:
        return voz.conjuntos[texto]
    if texto in voz.signos:
        return voz.signos[texto]
    if (funcion := clave(texto)) in voz.funciones:
        return voz.funciones[funcion]
    if texto in voz.griegas:
        return voz.griegas[texto]
    llano = normalize("NFKC", texto) if texto.replace(" ", "").isalnum() else texto
    if llano in voz.signos:
        return voz.signos[llano]
    dicho = _griega(llano, voz) if len(llano) == 1 else llano
    tipo = _tipo(texto)
    if tipo == "negrita" and len(llano) == 1 and llano.isalpha():
        tipo += "_minúscula" if llano.islower() else "_mayúscula"
    return voz(tipo, dicho) if tipo else dicho


def clave(texto: str) -> str:
    """El nombre de una función como está en las tablas: `arg_max`."""
    return "_".join(texto.split())


def _griega(letra: str, voz: VozEnLengua) -> str:
    if letra in voz.griegas:
        return voz.griegas[letra]
    minuscula = letra.lower().replace("φ", "ϕ")
    return voz("mayúscula", voz.griegas[minuscula]) if minuscula in voz.griegas else letra


def _tipo(texto: str) -> str:
    de_letra = name(texto[0], "") if texto and ord(texto[0]) > 0x2000 else ""
    return next((tipo for marca, tipo in TIPOS_DE_LETRA if marca in de_letra), "")
