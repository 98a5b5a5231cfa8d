"""Una fórmula para Typst: del mismo MathML que enseña la página, y no de otra lectura de su LaTeX.

Cada pieza de MathML tiene su nombre en la matemática de Typst: una fracción es `frac`, un índice `attach`, una
matriz `mat`. Todo lo que no es una letra o una pieza va escapado: nada del texto puede ser una orden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

INVISIBLES = dict.fromkeys([*range(0x2061, 0x2065), 0x200B])
ABREN, CIERRAN = "([{⌈⌊⟨⟦|‖", ")]}⌉⌋⟩⟧|‖"
# Los huecos que MathML pone a los lados de un signo, por la clase que en TeX los pone.
CLASES = {"0.2222em": "binary", "0.2778em": "relation", "0": "normal", "0em": "normal"}
ACENTOS = {"ˆ": "hat", "^": "hat", "¯": "macron", "‾": "macron", "˜": "tilde", "~": "tilde", "⃗": "arrow", "→": "arrow"}
ACENTOS |= {"˙": "dot", "¨": "dot.double", "ˇ": "caron", "˘": "breve", "´": "acute", "`": "grave"}
LARGOS = {"⏞": "overbrace", "⏟": "underbrace", "⎴": "overbracket", "⎵": "underbracket"}
RAYAS = {"¯", "‾", "̲", "_", "̅"}
DE_LADO = {"left": "left", "right": "right"}
ESTILO = re.compile(r"([\w-]+)\s*:\s*([^;]+)")


class FormulaDesconocida(ValueError):
    """Una pieza de MathML que no se sabe escribir."""


def formula(raiz: Element) -> str:
    """La matemática de Typst, sin los `$`, de un `<math>`.

    >>> from imprenta.pintar.mathml import TRADUCTOR, arbol_de
    >>> formula(arbol_de(TRADUCTOR.convert_with_local_state(r"\\frac{1}{2}x", displaystyle=False)))
    'frac("1", "2") x'
    """
    return _Escribano().de(raiz)


class _Escribano:
    """Escribe cada pieza según su etiqueta; `mrow` y lo demás que solo agrupa se escribe seguido."""

    def de(self, nodo: Element) -> str:
        etiqueta = nodo.tag.rpartition("}")[2]
        escribir = getattr(self, f"_{etiqueta}", None)
        if escribir is None:
            raise FormulaDesconocida(f"<{etiqueta}>")
        escrito: str = escribir(nodo)
        return escrito

    def fila(self, nodos: list[Element]) -> str:
        return " ".join(filter(None, map(self.de, nodos)))

    def _math(self, nodo: Element) -> str:
        return self.fila([hijo for hijo in nodo if not hijo.tag.endswith("annotation")])

    def _semantics(self, nodo: Element) -> str:
        return self._math(nodo)

    def _mrow(self, nodo: Element) -> str:
        color = dict(ESTILO.findall(nodo.get("style", ""))).get("color")
        dentro = self._entre_delimitadores(list(nodo)) or self.fila(list(nodo))
        return f'#text(fill: rgb("{color}"))[${dentro}$]' if color else dentro

    _mpadded = _mstyle = _mrow

    def _entre_delimitadores(self, hijos: list[Element]) -> str:
        """Lo que va entre dos signos que crecen con ello; uno de los dos puede no verse."""
        if len(hijos) < 2 or not (_crece(hijos[0]) and _crece(hijos[-1])):
            return ""
        abre, cierra = (_signo(extremo) for extremo in (hijos[0], hijos[-1]))
        if not (abre in ABREN and cierra in CIERRAN):
            return ""
        partes = [_escapado(abre), *map(self._en_medio, hijos[1:-1]), _escapado(cierra)]
        return f"lr({' '.join(filter(None, partes))})"

    def _en_medio(self, nodo: Element) -> str:
        return f"mid({_escapado(_signo(nodo))})" if nodo.get("stretchy") == "true" else self.de(nodo)

    def _mi(self, nodo: Element) -> str:
        texto = _texto(nodo)
        if len(texto) != 1:
            return f"upright({_cadena(texto)})" if texto else ""
        letra = _escapado(texto)
        return f"upright({letra})" if nodo.get("mathvariant") == "normal" else letra

    def _mn(self, nodo: Element) -> str:
        return _cadena(_texto(nodo))

    def _ms(self, nodo: Element) -> str:
        return self._mtext(nodo)

    def _mtext(self, nodo: Element) -> str:
        return f"#palabras({_cadena(nodo.text or '')})" if nodo.text else ""

    def _mo(self, nodo: Element) -> str:
        signo = _signo(nodo)
        if not signo:
            return f"#h({nodo.get('lspace')})" if nodo.get("lspace", "0") not in CLASES else ""
        escrito = " ".join(map(_escapado, signo))
        if tamano := nodo.get("minsize"):
            return f"lr(size: #{tamano}, {escrito})"
        lados = {nodo.get("lspace"), nodo.get("rspace")} - {None}
        clase = CLASES.get(next(iter(lados), "")) if len(lados) == 1 else None
        return f'class("{clase}", {escrito})' if clase and signo not in ABREN + CIERRAN else escrito

    def _mspace(self, nodo: Element) -> str:
        margen = dict(ESTILO.findall(nodo.get("style", ""))).get("margin-left")
        ancho = margen or nodo.get("width") or ""
        return f"#h({ancho.strip()})" if ancho and ancho != "0" else ""

    def _mfrac(self, nodo: Element) -> str:
        arriba, abajo = map(self.de, nodo)
        if nodo.get("linethickness") in ("0", "0px"):
            return f"mat(delim: #none, {arriba}; {abajo})"
        return f"frac({arriba}, {abajo})"

    def _msqrt(self, nodo: Element) -> str:
        return f"sqrt({self.fila(list(nodo))})"

    def _mroot(self, nodo: Element) -> str:
        base, indice = map(self.de, nodo)
        return f"root({indice}, {base})"

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

    def _indices(self, nodo: Element, como: str, lados: str) -> str:
        base, *indices = (self.de(hijo) for hijo in nodo)
        puestos = "".join(f", {lado}: {indice}" for lado, indice in zip(lados, indices, strict=True) if indice)
        return f"attach({como}({base}){puestos})"

    def _acento(self, nodo: Element) -> str:
        base, signo = self.de(nodo[0]), _signo(nodo[1])
        if nodo[1].get("stretchy") == "true" and signo in RAYAS:
            return f"overline({base})"
        return f"accent({base}, {ACENTOS[signo]})" if nodo.get("accent") and signo in ACENTOS else ""

    def _largo(self, nodo: Element) -> str:
        signo = _signo(nodo[1])
        if signo in RAYAS:
            return f"underline({self.de(nodo[0])})"
        return f"{LARGOS[signo]}({self.de(nodo[0])})" if signo in LARGOS else ""

    def _mphantom(self, nodo: Element) -> str:
        return f"#hide[${self.fila(list(nodo))}$]"

    def _menclose(self, nodo: Element) -> str:
        dentro = self.fila([hijo for hijo in nodo if "menclose" not in hijo.get("class", "")])
        return f"cancel({dentro})" if "strike" in nodo.get("notation", "") else dentro

    def _mtable(self, nodo: Element) -> str:
        filas = [list(fila) for fila in nodo if fila.tag.endswith("mtr")]
        en_grande = nodo.get("displaystyle") == "true"
        separacion = "#0.65em" if en_grande else "#0.4em"
        lados = [_lado(celda) for celda in max(filas, key=len, default=[])]
        escritas = "; ".join(", ".join(self._celdas(fila, en_grande)) for fila in filas)
        lado = f", align: #{lados[0]}" if len({*lados}) == 1 and lados[0] != "center" else ""
        return f"mat(delim: #none, row-gap: {separacion}{lado}, {escritas})"

    def _celdas(self, fila: list[Element], en_grande: bool) -> Iterator[str]:
        """Las celdas de una fila; dos que se dan la mano por el igual son una sola, alineada por él."""
        escritas = [(self.fila(list(celda)), _lado(celda)) for celda in fila]
        if en_grande:
            escritas = [(f"display({dentro})" if dentro else "", lado) for dentro, lado in escritas]
        while escritas:
            dentro, lado = escritas.pop(0)
            if lado == "right" and escritas and escritas[0][1] == "left":
                yield f"{dentro} & {escritas.pop(0)[0]}"
            else:
                yield dentro or '""'


def _texto(nodo: Element) -> str:
    return (nodo.text or "").strip().translate(INVISIBLES)


def _signo(nodo: Element) -> str:
    return _texto(nodo) if nodo.tag.endswith("mo") else "\0"


def _crece(nodo: Element) -> bool:
    """Si es un delimitador, o el hueco de uno, que se estira con lo que encierra."""
    return nodo.tag.endswith("mo") and nodo.get("stretchy") != "false" and "minsize" not in nodo.attrib


def _lado(celda: Element) -> str:
    dicho = celda.get("style", "") + celda.get("class", "")
    return next((lado for lado in DE_LADO if f"text-align: {lado}" in dicho or f"text-align-{lado}" in dicho), "center")


def _escapado(texto: str) -> str:
    r"""Cada letra, tal cual; cada signo, de modo que Typst no lo tome por una orden.

    >>> _escapado("x"), _escapado("("), _escapado("")
    ('x', '\\(', '')
    """
    return " ".join(letra if letra.isalnum() else f"\\{letra}" for letra in texto)


def _cadena(texto: str) -> str:
    """Un texto entre comillas.

    >>> _cadena('a "b"')
    '"a \\\\"b\\\\""'
    """
    return '"' + texto.replace("\\", "\\\\").replace('"', '\\"') + '"'
