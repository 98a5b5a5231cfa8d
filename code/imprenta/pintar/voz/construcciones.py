"""Cómo se lee cada pieza de MathML: letras, índices, fracciones, raíces, acentos y rótulos."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from imprenta.pintar.voz import delimitados, tablas
from imprenta.pintar.voz.letras import clave
from imprenta.pintar.voz.piezas import (
    CON_INDICES,
    PiezaDicha,
    Piezas,
    como_palabra,
    etiqueta_mathml,
    nucleo,
    piezas,
    sin_prima,
    texto_visible,
)

if TYPE_CHECKING:
    from imprenta.pintar.voz.leer import LectorDeFormulas

SUMAS = frozenset("∑∏∐∫∬∭∮⋃⋂⋀⋁⨁⨂")
LIMITES = frozenset({"lim", "lim_sup", "lim_inf"})
MAXIMOS = frozenset({"max", "min", "sup", "inf", "arg_max", "arg_min", "argmax", "argmin", "𝔼"})
MARCAS_DE_TRASPUESTA = frozenset("𝖳⊤ᵀ")
ACENTOS_DICHOS = {
    **dict.fromkeys("ˆ^\u0302", "gorro"),
    **dict.fromkeys("¯‾\u0332\u0304\u0305", "barra"),
    **dict.fromkeys("˜~\u0303", "tilde"),
    **dict.fromkeys("→⃗", "flecha"),
    **dict.fromkeys("˙\u0307", "punto"),
    **dict.fromkeys("¨\u0308", "dos_puntos"),
    **dict.fromkeys("ˇ\u030c", "carón"),
    **dict.fromkeys("˘\u0306", "breve"),
    **dict.fromkeys("´\u0301", "agudo"),
    **dict.fromkeys("`\u0300", "grave"),
    **dict.fromkeys("˚\u030a", "anillo"),
    **dict.fromkeys("←⃖", "flecha_izquierda"),
    "⏞": "llave_encima",
    "⏟": "llave_debajo",
}


def es_simple(pieza: PiezaDicha) -> bool:
    """Si es una sola cosa: una letra o un número, con índices que también lo son."""
    return _es_simple(pieza.nodo)


def _es_simple(nodo: Element) -> bool:
    etiqueta = etiqueta_mathml(nodo)
    if etiqueta in ("mi", "mn"):
        return True
    if etiqueta in ("msub", "msup", "msubsup"):
        return etiqueta_mathml(nucleo(nodo)) in ("mi", "mn", "mtext") and all(map(_corto, nodo[1:]))
    return etiqueta == "mover" and bool(nodo.get("accent")) and _es_simple(nodo[0])


def _corto(indice: Element) -> bool:
    """Un índice que no hay que decir dónde acaba."""
    fila = piezas([indice], en_indice=True)
    if len(fila) > 1 and fila[0].signo in ("−", "+"):
        return len(fila) == 2 and etiqueta_mathml(fila[1].nodo) in ("mi", "mn")
    if len(fila) == 1:
        return fila[0].etiqueta in ("mi", "mn", "mo", "mtext")
    return all(pieza.etiqueta in ("mi", "mn") for pieza in fila)


# ——— Letras, números, signos, textos ———


def _letra(lector: LectorDeFormulas, nodo: Element) -> str:
    return lector.letra(nodo)


def _numero(lector: LectorDeFormulas, nodo: Element) -> str:
    return texto_visible(nodo)


def _texto(lector: LectorDeFormulas, nodo: Element) -> str:
    return " ".join(texto_visible(nodo).split())


def _signo(lector: LectorDeFormulas, nodo: Element) -> str:
    signo = texto_visible(nodo)
    if signo == "∣":
        return lector.voz.signos["dado"]
    if signo == "|" and nodo.get("stretchy") == "true":
        return lector.voz.signos["tal_que"]
    if signo in "′″‴⁗":
        return lector.voz(f"prima_{'′″‴⁗'.index(signo) + 1}", "").strip()
    entero = lector.letra(nodo)
    return (
        entero
        if entero != signo
        else " ".join(lector.voz.signos.get(letra, letra) for letra in signo)
        if not signo.isalpha()
        else signo
    )


# ——— Índices ———


def con_indices(lector: LectorDeFormulas, nodo: Element, base: str) -> str:
    """A lo ya leído, sus índices: el de abajo y el de arriba."""
    etiqueta = etiqueta_mathml(nodo)
    abajo = nodo[1] if etiqueta in ("msub", "msubsup") else None
    primas, arriba = sin_prima(nodo[-1]) if etiqueta in ("msup", "msubsup") else (0, None)
    if primas:
        base = lector.voz(f"prima_{min(primas, 4)}", base)
    if abajo is not None:
        base = _sub(lector, base, abajo)
    return (
        _elevado(lector, nodo, base, piezas([arriba], en_indice=True))
        if arriba is not None and len(arriba)
        else base
    )


def _sub(lector: LectorDeFormulas, base: str, indice: Element) -> str:
    fila = piezas([indice], en_indice=True)
    corto = all(pieza.etiqueta in ("mi", "mn", "mtext") or (pieza.signo and len(fila) == 1) for pieza in fila)
    return lector.voz("sub" if corto else "sub_largo", base, como_palabra(fila) or lector.fila(fila))


def _elevado(lector: LectorDeFormulas, nodo: Element, base: str, fila: Piezas) -> str:
    dicho, solo = lector.fila(fila), fila[0].texto if len(fila) == 1 else ""
    if _es_traspuesta(nodo, solo, fila):
        return lector.voz("traspuesta", base)
    if solo in ("2", "3"):
        return lector.voz({"2": "cuadrado", "3": "cubo"}[solo], base)
    if solo == "∘":
        de_un_numero = etiqueta_mathml(nucleo(nodo)) == "mn"
        return (
            lector.voz("grados", base)
            if de_un_numero
            else lector.voz("super", base, lector.voz.signos["círculo"])
        )
    if _es_rotulo(nodo, fila):
        return lector.voz("super", base, dicho)
    corto = len(fila) == 1 and (fila[0].etiqueta in ("mi", "mn") or es_simple(fila[0]))
    corto = corto or all(pieza.etiqueta in ("mi", "mn") for pieza in fila) or _con_signo(fila)
    return lector.voz("elevado" if corto else "elevado_largo", base, como_palabra(fila) or dicho)


def _con_signo(fila: Piezas) -> bool:
    return len(fila) == 2 and fila[0].signo in ("−", "+") and fila[1].etiqueta in ("mi", "mn")


def _es_traspuesta(nodo: Element, solo: str, fila: Piezas) -> bool:
    if solo in MARCAS_DE_TRASPUESTA and solo:
        return True
    base = texto_visible(nucleo(nodo))
    de_matriz = len(base) == 1 and (base.isupper() or base in ")]" or ord(base) > 0x1D3FF)
    return solo == "T" and (fila[0].nodo.get("mathvariant") == "normal" or de_matriz)


def _es_rotulo(nodo: Element, fila: Piezas) -> bool:
    """Lo que va arriba y no es un exponente: `W^Q`, `W^{(2)}`, `A^*`, `x^{\\text{nuevo}}`."""
    if fila[0].signo == "(" and fila[-1].signo == ")":
        return True
    if len(fila) > 1:
        return False
    solo, base = fila[0], texto_visible(nucleo(nodo))
    mayusculas = len(solo.texto) == 1 and solo.texto.isupper() and base.isupper() and solo.texto not in "T"
    return solo.etiqueta in ("mtext", "mo") or mayusculas or (solo.etiqueta == "mi" and len(solo.texto) > 1)


def _con_grupo(lector: LectorDeFormulas, base: Element) -> str:
    """Lo que lleva los índices, con su principio y su fin si no es una letra ni va entre paréntesis."""
    fila = piezas([base])
    dicho = lector.fila(fila)
    suelta = len(fila) == 1 and (
        etiqueta_mathml(fila[0].nodo) in ("mi", "mn", "mo", "mtext", "mover") or es_simple(fila[0])
    )
    cerrada = len(fila) > 1 and lector.desde(fila, 0).sigue == len(fila) and fila[0].signo
    if cerrada and fila[0].signo in delimitados.CON_FIN:
        return delimitados.leer_delimitado(lector, fila[0].signo, fila[1:-1], fila[-1], con_fin=True)
    return (
        dicho
        if (suelta and etiqueta_mathml(base) not in ("msub", "msup", "msubsup")) or cerrada or not fila
        else lector.voz("grupo", dicho)
    )


def _indices(lector: LectorDeFormulas, nodo: Element) -> str:
    base = nucleo(nodo)
    rotulo = clave(texto_visible(base))
    if rotulo in SUMAS | LIMITES | MAXIMOS:
        return _grande(lector, nodo, rotulo)
    if rotulo == "∇" and etiqueta_mathml(nodo) == "msub":
        return lector.voz("respecto", lector.letra(base), lector.nodos(nodo[1]))
    if rotulo == "log" and etiqueta_mathml(nodo) == "msub":
        return lector.voz("base", lector.letra(base), lector.nodos(nodo[1]))
    if evaluado := _evaluado(lector, nodo):
        return evaluado
    if not piezas([nodo[0]]):
        return con_indices(lector, nodo, "").strip()
    return con_indices(lector, nodo, _con_grupo(lector, nodo[0]))


def _evaluado(lector: LectorDeFormulas, nodo: Element) -> str:
    """`\\left. … \\right|_{x=0}`."""
    fila = piezas([nodo[0]])
    if etiqueta_mathml(nodo) not in ("msub", "msubsup") or len(fila) < 2 or fila[-1].signo != "|":
        return ""
    if "|" in [pieza.signo for pieza in fila[:-1]]:
        return ""
    limites = [lector.nodos(hijo, en_indice=True) for hijo in nodo[1:]]
    return lector.voz("evaluado" if len(limites) == 1 else "evaluado_entre", lector.fila(fila[:-1]), *limites)


def _grande(lector: LectorDeFormulas, nodo: Element, rotulo: str) -> str:
    """Una suma, un límite o un máximo, con dónde."""
    base = lector.letra(nucleo(nodo))
    indices = [lector.nodos(hijo, en_indice=True) for hijo in nodo[1:]]
    if etiqueta_mathml(nodo) in ("munderover", "msubsup"):
        return lector.voz("desde_hasta", base, *indices)
    if etiqueta_mathml(nodo) in ("mover", "msup"):
        return lector.voz("hasta", base, *indices) if rotulo in SUMAS else con_indices(lector, nodo, base)
    con_condicion = rotulo == "𝔼" or (rotulo in LIMITES and len(piezas([nodo[1]])) > 1)
    clase = "cuando" if con_condicion else "en" if rotulo in MAXIMOS | LIMITES else "sobre"
    return lector.voz(clase, base, _con_su_verbo(lector, nodo[1], rotulo in LIMITES))


def _con_su_verbo(lector: LectorDeFormulas, indice: Element, es_limite: bool) -> str:
    """Por dónde va: «x tiende a 0», «t en respuesta»."""
    propios = {"→": "tiende"} if es_limite else {"∈": "de_entre"}
    fila = piezas([indice], en_indice=True)
    corte = next((k for k, pieza in enumerate(fila) if pieza.signo in propios), -1)
    if corte < 0:
        return lector.fila(fila)
    verbo = lector.voz.signos[propios[fila[corte].signo]]
    return f"{lector.fila(fila[:corte])} {verbo} {lector.fila(fila[corte + 1 :])}"


def lleva_de(lector: LectorDeFormulas, nodo: Element) -> bool:
    """Si lo que se lee de una pieza acaba ya en «de»."""
    base = nucleo(nodo)
    rotulo = clave(texto_visible(base))
    if etiqueta_mathml(nodo) in CON_INDICES:
        en_abajo = etiqueta_mathml(nodo) not in ("mover", "msup")
        return (
            rotulo in SUMAS
            or (en_abajo and rotulo in LIMITES | MAXIMOS)
            or (rotulo == "∇" and etiqueta_mathml(nodo) == "msub")
        )
    return (rotulo in SUMAS and etiqueta_mathml(nodo) == "mo") or (
        etiqueta_mathml(nodo) == "mfrac" and _sin_funcion(nodo)
    )


def _sin_funcion(nodo: Element) -> bool:
    """`\\frac{d}{dx}`, que deriva lo que viene detrás."""
    arriba, abajo = (piezas([hijo]) for hijo in nodo)
    solo = texto_visible(nucleo(arriba[0].nodo)) if len(arriba) == 1 else ""
    return solo in ("∂", "d") and len(abajo) > 1 and abajo[0].texto == solo


def _signo_grande(lector: LectorDeFormulas, nodo: Element) -> str:
    dicho = _signo(lector, nodo)
    return lector.voz("de", dicho) if texto_visible(nodo) in SUMAS else dicho


def _limites(lector: LectorDeFormulas, nodo: Element) -> str:
    """Lo que va encima o debajo: un acento, un rótulo, los límites de una suma."""
    acento = (
        ACENTOS_DICHOS.get(texto_visible(nodo[1]))
        if len(nodo) == 2 and etiqueta_mathml(nodo[1]) == "mo"
        else None
    )
    if etiqueta_mathml(nodo[-1]) == "mspace":
        return lector.nodos(nodo[0])
    if acento and (nodo.get("accent") or nodo.get("accentunder")):
        acento = "raya_debajo" if acento == "barra" and etiqueta_mathml(nodo) == "munder" else acento
        return lector.voz(acento, _con_grupo(lector, nodo[0]))
    if clave(texto_visible(nucleo(nodo))) in SUMAS | LIMITES | MAXIMOS:
        return _indices(lector, nodo)
    clase = {"munder": "debajo", "mover": "encima", "munderover": "ambos"}[etiqueta_mathml(nodo)]
    dentro = nodo[0] if etiqueta_mathml(nodo[0]) in ("munder", "mover") else None
    base = lector.pieza(PiezaDicha(dentro)) if dentro is not None else _con_grupo(lector, nodo[0])
    return lector.voz(clase, base, *(lector.nodos(hijo, en_indice=True) for hijo in nodo[1:]))


def _a_los_lados(lector: LectorDeFormulas, nodo: Element) -> str:
    """Los índices de delante y de detrás (`\\prescript`), seguidos."""
    dichos = [
        lector.nodos(hijo, en_indice=True) for hijo in nodo[1:] if etiqueta_mathml(hijo) != "mprescripts"
    ]
    return lector.voz("delante", lector.nodos(nodo[0]), ", ".join(filter(None, dichos)))


# ——— Fracciones y raíces ———


def fraccion(lector: LectorDeFormulas, nodo: Element) -> str:
    """Una fracción, un número combinatorio o una derivada."""
    arriba, abajo = (piezas([hijo]) for hijo in nodo)
    if derivada := _derivada(lector, arriba, abajo):
        return derivada
    clase = "binomio" if nodo.get("linethickness") in ("0", "0px") else "fraccion"
    cortas = all(len(fila) == 1 and es_simple(fila[0]) for fila in (arriba, abajo))
    larga = "_largo" if clase == "binomio" else "_larga"
    vacio = lector.voz("vacio")
    return lector.voz(clase + larga * (not cortas), lector.fila(arriba) or vacio, lector.fila(abajo) or vacio)


def _derivada(lector: LectorDeFormulas, arriba: Piezas, abajo: Piezas) -> str:
    d = texto_visible(nucleo(arriba[0].nodo)) if arriba else ""
    if d not in ("∂", "d") or not abajo or abajo[0].texto != d or (d == "d" and len(arriba) > 2):
        return ""
    clase = {"∂": "parcial", "d": "derivada"}[d]
    variables = _variables(lector, abajo, d)
    orden = lector.nodos(*arriba[0].nodo[1:]) if arriba[0].etiqueta == "msup" else ""
    if not variables or etiqueta_mathml(arriba[0].nodo) not in ("mi", "msup"):
        return ""
    respecto = variables[0]
    for otra in variables[1:]:
        respecto = lector.voz("y_de", respecto, otra)
    if len(arriba) == 1:
        return lector.voz(f"operador_{clase}", respecto)
    if len(variables) == 1 and abajo[1].etiqueta == "msup" and lector.nodos(abajo[1].nodo[1]) == orden:
        respecto = lector.nodos(abajo[1].nodo[0])
    funcion = lector.fila(arriba[1:])
    if not orden:
        return lector.voz(clase, funcion, respecto)
    cual = lector.voz(f"orden_{orden}") if orden in "23" else lector.voz("orden_n", orden)
    return lector.voz(f"{clase}_n", funcion, respecto, cual)


def _variables(lector: LectorDeFormulas, abajo: Piezas, d: str) -> list[str]:
    """Por qué se deriva: lo que sigue a cada `d`; nada si hay otra cosa."""
    if len(abajo) % 2 or any(pieza.texto != d for pieza in abajo[::2]):
        return []
    return [lector.pieza(pieza) for pieza in abajo[1::2]] if all(map(es_simple, abajo[1::2])) else []


def _raiz(lector: LectorDeFormulas, nodo: Element) -> str:
    hijos = list(nodo)
    indice = lector.nodos(hijos.pop()) if etiqueta_mathml(nodo) == "mroot" else ""
    dentro = piezas(hijos)
    larga = "" if len(dentro) == 1 and es_simple(dentro[0]) else "_larga"
    clase = "raiz" if not indice else "raiz_3" if indice == "3" else "raiz_n"
    return lector.voz(clase + larga, lector.fila(dentro) or lector.voz("vacio"), indice)


# ——— Lo demás ———


def _tabla(lector: LectorDeFormulas, nodo: Element) -> str:
    return tablas.renglones(lector, nodo)


def _encerrado(lector: LectorDeFormulas, nodo: Element) -> str:
    clase = "tachado" if "strike" in nodo.get("notation", "") else "recuadro"
    return lector.voz(clase, lector.nodos(*nodo))


POR_ETIQUETA: dict[str, Callable[[LectorDeFormulas, Element], str]] = {
    "mi": _letra,
    "mn": _numero,
    "mtext": _texto,
    "ms": _texto,
    "mo": _signo_grande,
    "msub": _indices,
    "msup": _indices,
    "msubsup": _indices,
    "munder": _limites,
    "mover": _limites,
    "munderover": _limites,
    "mmultiscripts": _a_los_lados,
    "mfrac": fraccion,
    "msqrt": _raiz,
    "mroot": _raiz,
    "mtable": _tabla,
    "menclose": _encerrado,
}
