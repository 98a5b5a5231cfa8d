"""Una fórmula para Typst: del mismo MathML que enseña la página, y no de otra lectura de su LaTeX.

Cada pieza de MathML tiene su nombre en la matemática de Typst: una fracción es `frac`, un índice `attach` y
una matriz `mat`. Todo lo que no es una letra o una pieza va escapado: nada del texto puede ser una orden.

Los huecos los pone Typst, que sabe los de TeX, salvo los que el MathML dice distintos. Un espacio entre dos
piezas no es nada, menos junto a un texto o a una barra: ahí se pegan (`JUNTO`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from imprenta.pintar.papel.escritura import cadena
from imprenta.pintar.papel.nodos_de_formula import (
    JUNTO,
    NO_SE_ESCRIBEN,
    ancho_del_hueco,
    clase_del_signo,
    escapado,
    estilos_de,
    hueco_escrito,
    lo_escrito,
    que_es,
    se_estira,
    separar_prima,
    signo_de,
)
from imprenta.pintar.papel.signos import (
    ACENTOS_DE_TYPST,
    BARRAS_ESCRITAS,
    DELIMITADORES,
    FLECHAS,
    INTEGRALES,
    LARGOS,
    OPERADORES_GRANDES,
    PARTEN,
    RAYAS_DE_ACENTO,
)
from imprenta.pintar.papel.tabla_de_formula import tabla

NADA_ESCRITO = '""'
VARIOS_JUNTOS = re.compile(rf"\s*{JUNTO}[\s{JUNTO}]*")
PUNTOS = re.compile(r"\\\.(?: \\\.){2}")  # los tres de `\ldots`
SEPARADO = "/**/"  # separa dos nombres sin ser un espacio
AQUI_SE_PARTE = 'class("relation", "")#h(0pt)'  # Typst solo parte un renglón tras un signo
LARGA_EN_LINEA = 24
"""Desde cuántos signos una fórmula en línea puede partirse también tras sus comas."""
HUECO_ENTRE_FORMULAS = 1.0
"""Desde cuántos em un hueco separa dos fórmulas (`\\quad`), y por él se puede partir el renglón."""


class FormulaDesconocida(ValueError):
    """Una pieza de MathML que no se sabe escribir."""


def formula(raiz: Element) -> str:
    """La matemática de Typst, sin los `$`, de un `<math>`.

    >>> from imprenta.pintar.mathml import arbol_de
    >>> from imprenta.pintar.traductores import traductores
    >>> dibujo = traductores().llano.convert_with_local_state(r"\\frac{1}{2}x", displaystyle=False)
    >>> formula(arbol_de(dibujo))
    'frac("1", "2") x'
    """
    return _soldado(_Escribano(raiz).de(raiz))


def formula_en_trozos(raiz: Element) -> list[str]:
    """La misma, partida por donde puede seguir en otro renglón: sus relaciones, sus sumas y sus huecos.

    >>> from imprenta.pintar.mathml import arbol_de
    >>> from imprenta.pintar.traductores import traductores
    >>> dibujo = traductores().llano.convert_with_local_state("a = b + (c + d)", displaystyle=True)
    >>> formula_en_trozos(arbol_de(dibujo))
    ['a', '\\\\= b', '\\\\+ \\\\( c \\\\+ d \\\\)']
    """
    escribano = _Escribano(raiz)
    return [_soldado(escribano.fila(trozo)) for trozo in _trozos(_primera_fila(raiz))]


def formula_sin_partir(raiz: Element, desde: int) -> list[str]:
    """Lo que en un renglón no se puede partir y tiene al menos tantos signos: una fracción, una matriz.

    >>> from imprenta.pintar.mathml import arbol_de
    >>> from imprenta.pintar.traductores import traductores
    >>> dibujo = traductores().anotado.convert_with_local_state(r"a + b + \\frac{c}{d}", displaystyle=False)
    >>> formula_sin_partir(arbol_de(dibujo), 2)
    ['frac(c, d)']
    """
    escribano = _Escribano(raiz)
    return [
        _soldado(escribano.de(pieza))
        for pieza in _que_no_se_parten(_primera_fila(raiz))
        if len(lo_que_se_ve(pieza)) >= desde
    ]


def _que_no_se_parten(fila: Iterable[Element]) -> Iterator[Element]:
    for pieza in fila:
        if que_es(pieza) == "mrow" and not (len(pieza) and se_estira(pieza[0]) and signo_de(pieza[0])):
            yield from _que_no_se_parten(pieza)
        else:
            yield pieza


def lo_que_se_ve(raiz: Element) -> str:
    """Sus letras y sus signos, sin la fuente que lleva anotada."""
    return "".join(nodo.text or "" for nodo in raiz.iter() if que_es(nodo) != "annotation").translate(
        NO_SE_ESCRIBEN
    )


def _soldado(escrito: str) -> str:
    """Sin espacio donde dos piezas se tocan."""
    return VARIOS_JUNTOS.sub(SEPARADO, escrito.strip(JUNTO + " "))


def _primera_fila(nodo: Element) -> list[Element]:
    """Lo que está al nivel de fuera, sin las cajas de una sola pieza."""
    dentro = [hijo for hijo in nodo if not hijo.tag.endswith("annotation")]
    while (
        len(dentro) == 1
        and que_es(dentro[0]) in ("mrow", "semantics", "mpadded")
        and not dentro[0].get("style")
    ):
        dentro = [hijo for hijo in dentro[0] if not hijo.tag.endswith("annotation")]
    return dentro


def _trozos(piezas: list[Element]) -> Iterator[list[Element]]:
    hondura, trozo = 0, list[Element]()
    for pieza in piezas:
        signo = signo_de(pieza)
        parte = signo in PARTEN and pieza.get("lspace") != "0"
        if hondura == 0 and trozo and (parte or ancho_del_hueco(pieza) >= HUECO_ENTRE_FORMULAS):
            yield trozo
            trozo = []
        hondura += _hondura(pieza)
        if trozo or not ancho_del_hueco(pieza):
            trozo.append(pieza)
    if trozo:
        yield trozo


def _hondura(pieza: Element) -> int:
    """Cuántos paréntesis sueltos abre, o cierra, una pieza."""
    signos = [signo_de(mo) for mo in (pieza, *pieza) if que_es(mo) == "mo" and que_es(pieza) != "mrow"]
    return sum((signo in "([{⟨⌊⌈") - (signo in ")]}⟩⌋⌉") for signo in signos if signo)


class _Escribano:
    """Escribe cada pieza según su etiqueta; `mrow` y lo demás que solo agrupa se escribe seguido."""

    def __init__(self, raiz: Element) -> None:
        self.en_bloque = raiz.get("display") == "block"
        self.se_parte = not self.en_bloque and len(lo_que_se_ve(raiz)) > LARGA_EN_LINEA

    def de(self, nodo: Element) -> str:
        escribir = getattr(self, f"_{que_es(nodo)}", None)
        if escribir is None:
            raise FormulaDesconocida(f"<{que_es(nodo)}>")
        escrito: str = escribir(nodo)
        return escrito

    def llena(self, nodo: Element) -> str:
        """Lo que va en un sitio que no puede quedar vacío."""
        return self.de(nodo) or NADA_ESCRITO

    def fila(self, nodos: Iterable[Element]) -> str:
        return PUNTOS.sub(r"\\…", " ".join(filter(None, map(self.de, nodos))))

    # ——— Lo que agrupa ———

    def _math(self, nodo: Element) -> str:
        return self.fila(hijo for hijo in nodo if not hijo.tag.endswith("annotation"))

    _semantics = _math

    def _mrow(self, nodo: Element) -> str:
        dentro = self._con_prima(nodo) or self._entre_delimitadores(list(nodo)) or self.fila(nodo)
        if dentro and (en_grande := nodo.get("displaystyle")):
            dentro = f"display({dentro})" if en_grande == "true" else f"inline({dentro})"
        color = estilos_de(nodo).get("color")
        return (
            f"#text(fill: rgb({cadena(color)}))[${_soldado(dentro)}$]{JUNTO}" if color and dentro else dentro
        )

    _mstyle = _mrow

    def _mpadded(self, nodo: Element) -> str:
        dentro, estilo = self._mrow(nodo), estilos_de(nodo)
        if subida := nodo.get("voffset"):
            dentro = f"#text(baseline: -{subida})[${_soldado(dentro)}$]{JUNTO}"
        if nodo.get("width") == "0":
            dentro = f"#box(width: 0pt)[${_soldado(dentro)}$]{JUNTO}"
        return hueco_escrito(estilo.get("padding-left")) + dentro + hueco_escrito(estilo.get("padding-right"))

    def _mphantom(self, nodo: Element) -> str:
        return f"#hide[${_soldado(self.fila(nodo))}$]{JUNTO}"

    def _menclose(self, nodo: Element) -> str:
        dentro = self.fila(hijo for hijo in nodo if "menclose" not in hijo.get("class", "")) or NADA_ESCRITO
        notacion = nodo.get("notation", "")
        if "strike" in notacion:
            cruzada = {2: ", cross: #true"}.get(notacion.count("strike"), "")
            return f"cancel({dentro}{cruzada or ', inverted: #true' * ('down' in notacion)})"
        if notacion != "box":
            raise FormulaDesconocida(f"<menclose notation={notacion!r}>")
        dentro = f"display({dentro})" if self.en_bloque else dentro
        return f"#h(0.25em)#box(stroke: 0.05em, outset: 0.2em)[${_soldado(dentro)}$]#h(0.25em){JUNTO}"

    def _entre_delimitadores(self, hijos: list[Element]) -> str:
        """Lo que va entre dos signos que crecen con ello; uno de los dos puede no verse."""
        if len(hijos) < 2 or not (se_estira(hijos[0]) and se_estira(hijos[-1])):
            return ""
        abre, cierra = (signo_de(extremo) for extremo in (hijos[0], hijos[-1]))
        if not {*abre, *cierra} <= DELIMITADORES or not abre + cierra:
            return ""
        if len(hijos) == 3 and abre + cierra == "()" and hijos[1].get("linethickness") in ("0", "0px"):
            return self._en_su_tamano(hijos[1], f"binom({', '.join(map(self.llena, hijos[1]))})")
        dentro = [JUNTO, *map(self._en_medio, hijos[1:-1]), JUNTO]
        partes = [escapado(abre), *filter(None, dentro), escapado(cierra)]
        antes, despues = hueco_escrito(hijos[0].get("lspace")), hueco_escrito(hijos[-1].get("rspace"))
        return f"{antes}lr({' '.join(filter(None, partes))}){despues}"

    def _en_medio(self, nodo: Element) -> str:
        if nodo.get("stretchy") == "true" and signo_de(nodo):
            return f"{JUNTO}mid({escapado(signo_de(nodo))}){JUNTO}"
        return self.de(nodo)

    # ——— Letras, números, signos ———

    def _mi(self, nodo: Element) -> str:
        texto = lo_escrito(nodo)
        if len(texto) != 1:
            return f"{JUNTO}upright({cadena(texto)}){JUNTO}" if texto else ""
        letra = escapado(texto)
        if nodo.get("mathvariant") == "normal":
            return f"upright({letra})"
        return f"italic({letra})" if "Α" <= texto <= "Ω" else letra

    def _mn(self, nodo: Element) -> str:
        texto = lo_escrito(nodo)
        llano = texto.replace(".", "", 1).isdigit()
        return cadena(texto) if llano else f"{JUNTO}{cadena(texto)}{JUNTO}" if texto else ""

    def _mtext(self, nodo: Element) -> str:
        return f"{JUNTO}#palabras({cadena(nodo.text)}){JUNTO}" if nodo.text else ""

    _ms = _mtext

    def _mo(self, nodo: Element) -> str:
        signo = signo_de(nodo)
        if not signo:
            return hueco_escrito(nodo.get("lspace")) + hueco_escrito(nodo.get("rspace"))
        if signo[0].isalpha():  # un nombre: tras un igual, `math_core` lo da por un signo
            return f"{JUNTO}upright({cadena(signo)}){JUNTO}"
        escrito = " ".join(map(escapado, signo))
        if tamano := nodo.get("minsize"):
            return f"{JUNTO}lr(size: #{tamano}, {escrito}){JUNTO}"
        clase = "" if signo in OPERADORES_GRANDES else clase_del_signo(nodo, signo)
        escrito = f"class({cadena(clase)}, {escrito})" if clase else escrito
        if signo == "," and not clase and self.se_parte:
            return f"{escrito} {AQUI_SE_PARTE}"
        return f"{JUNTO}{escrito}{JUNTO}" if signo in BARRAS_ESCRITAS else escrito

    def _mspace(self, nodo: Element) -> str:
        return hueco_escrito(estilos_de(nodo).get("margin-left") or nodo.get("width"))

    # ——— Fracciones y raíces ———

    def _mfrac(self, nodo: Element) -> str:
        arriba, abajo = map(self.llena, nodo)
        if nodo.get("linethickness") in ("0", "0px"):
            return self._en_su_tamano(nodo, f"mat(delim: #none, {arriba}; {abajo})")
        return self._en_su_tamano(nodo, f"frac({arriba}, {abajo})")

    def _en_su_tamano(self, nodo: Element, escrito: str) -> str:
        """En pequeño o en grande, si lo pide (`\\dfrac`, `\\tfrac`, `\\cfrac`)."""
        tamano = {"true": "display", "false": "inline"}.get(nodo.get("displaystyle", ""))
        return f"{tamano}({escrito})" if tamano else escrito

    def _msqrt(self, nodo: Element) -> str:
        return f"sqrt({self.fila(nodo) or NADA_ESCRITO})"

    def _mroot(self, nodo: Element) -> str:
        base, indice = map(self.llena, nodo)
        return f"root({indice}, {base})"

    # ——— Índices ———

    def _msub(self, nodo: Element) -> str:
        return self._indices(nodo, "scripts", "b")

    def _msup(self, nodo: Element) -> str:
        return self._indices(nodo, "scripts", "t")

    def _msubsup(self, nodo: Element) -> str:
        return self._indices(nodo, "scripts", "bt")

    def _munder(self, nodo: Element) -> str:
        return self._largo(nodo) or self._indices(nodo, "limits", "b")

    def _mover(self, nodo: Element) -> str:
        return self._acento(nodo) or self._largo(nodo) or self._indices(nodo, "limits", "t")

    def _munderover(self, nodo: Element) -> str:
        return self._indices(nodo, "limits", "bt")

    def _mmultiscripts(self, nodo: Element) -> str:
        sitios = iter(("br", "tr", "bl", "tl"))
        hijos = [hijo for hijo in nodo[1:] if que_es(hijo) != "mprescripts"]
        if len(nodo) and que_es(nodo[1]) == "mprescripts":
            sitios = iter(("bl", "tl"))
        puestos = [
            f", {sitio}: {dicho}"
            for sitio, hijo in zip(sitios, hijos, strict=True)
            if (dicho := self.de(hijo))
        ]
        return f"attach({self.llena(nodo[0])}{''.join(puestos)})"

    def _indices(self, nodo: Element, como: str, lados: str) -> str:
        base, prima = separar_prima(nodo[0])
        dichos = dict(zip(lados, map(self.de, nodo[1:]), strict=True))
        if prima and como == "scripts":
            dichos["t"] = f"{escapado(prima)} {dichos.get('t', '')}".strip()
        puestos = "".join(f", {lado}: {dicho}" for lado, dicho in dichos.items() if dicho)
        return f"attach({self._base(base, como)}{puestos})"

    def _base(self, base: Element, como: str) -> str:
        """Lo que lleva los índices; los de un operador grande se ponen donde Typst los pone siempre."""
        signo = signo_de(base)
        escrita = self.llena(base)
        if (
            como == "limits"
            and signo in OPERADORES_GRANDES - INTEGRALES
            and base.get("movablelimits") != "false"
        ):
            return escrita
        if como == "limits" and signo in FLECHAS and base.get("stretchy") != "false":
            escrita = f"stretch({escapado(signo)})"
        return f"{como}({escrita})"

    def _con_prima(self, fila: Element) -> str:
        base, prima = separar_prima(fila)
        return f"attach(scripts({self.llena(base)}), t: {escapado(prima)})" if prima else ""

    def _acento(self, nodo: Element) -> str:
        base, signo = self.llena(nodo[0]), signo_de(nodo[1])
        if nodo[1].get("stretchy") == "true" and signo in RAYAS_DE_ACENTO:
            return f"overline({base})"
        if not nodo.get("accent") or signo not in ACENTOS_DE_TYPST:
            return ""
        se_queda = nodo[1].get("stretchy") == "false" and que_es(nodo[0]) == "mrow"
        return f"accent({base}, {ACENTOS_DE_TYPST[signo]}{', size: #0%' * se_queda})"

    def _largo(self, nodo: Element) -> str:
        base, signo = nodo[0], signo_de(nodo[1])
        if que_es(nodo[1]) == "mspace":
            return self.de(base)  # lo que mide al menos una flecha con rótulo: Typst la estira con él
        if signo in RAYAS_DE_ACENTO and nodo.get("accentunder"):
            return f"underline({self.llena(base)})"
        return f"{LARGOS[signo]}({self.llena(base)})" if signo in LARGOS else ""

    def _mtable(self, nodo: Element) -> str:
        return tabla(nodo, self.fila)
