"""Una fórmula para Typst: del mismo MathML que enseña la página, y no de otra lectura de su LaTeX.

Cada pieza de MathML tiene su nombre en la matemática de Typst: una fracción es `frac`, un índice `attach` y
una matriz `mat`. Todo lo que no es una letra o una pieza va escapado: nada del texto puede ser una orden.

Los huecos los pone Typst, que sabe los de TeX, salvo los que el MathML dice distintos. Un espacio entre dos
piezas no es nada, menos junto a un texto o a una barra: ahí se pegan (`PEGADO`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from imprenta.pintar.papel.signos import (
    ACENTOS,
    BARRAS,
    CLASES,
    CRECEN,
    DE_FORMA,
    DELIMITADORES,
    FLECHAS,
    INTEGRALES,
    LARGOS,
    OPERADORES,
    PARTEN,
    PRIMAS,
    RAYAS,
)
from imprenta.pintar.papel.tabla_de_formula import tabla

INVISIBLES = dict.fromkeys([*range(0x2061, 0x2065), 0x200B, *range(0xFE00, 0xFE10)])
ESTILO = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
PEGADO = "\0"
VACIO = '""'
PEGADOS = re.compile(rf"\s*{PEGADO}[\s{PEGADO}]*")
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

    >>> from imprenta.pintar.mathml import TRADUCTOR, arbol_de
    >>> formula(arbol_de(TRADUCTOR.convert_with_local_state(r"\\frac{1}{2}x", displaystyle=False)))
    'frac("1", "2") x'
    """
    return _soldado(_Escribano(raiz).de(raiz))


def formula_en_trozos(raiz: Element) -> list[str]:
    """La misma, partida por donde puede seguir en otro renglón: sus relaciones, sus sumas y sus huecos.

    >>> from imprenta.pintar.mathml import TRADUCTOR, arbol_de
    >>> formula_en_trozos(arbol_de(TRADUCTOR.convert_with_local_state("a = b + (c + d)", displaystyle=True)))
    ['a', '\\\\= b', '\\\\+ \\\\( c \\\\+ d \\\\)']
    """
    escribano = _Escribano(raiz)
    return [_soldado(escribano.fila(trozo)) for trozo in _trozos(_primera_fila(raiz))]


def lo_que_se_ve(raiz: Element) -> str:
    """Sus letras y sus signos, sin la fuente que lleva anotada."""
    return "".join(nodo.text or "" for nodo in raiz.iter() if _nombre(nodo) != "annotation").translate(
        INVISIBLES
    )


def _soldado(escrito: str) -> str:
    """Sin espacio donde dos piezas se tocan."""
    return PEGADOS.sub(SEPARADO, escrito.strip(PEGADO + " "))


def _primera_fila(nodo: Element) -> list[Element]:
    """Lo que está al nivel de fuera, sin las cajas de una sola pieza."""
    dentro = [hijo for hijo in nodo if not hijo.tag.endswith("annotation")]
    while (
        len(dentro) == 1
        and _nombre(dentro[0]) in ("mrow", "semantics", "mpadded")
        and not dentro[0].get("style")
    ):
        dentro = [hijo for hijo in dentro[0] if not hijo.tag.endswith("annotation")]
    return dentro


def _trozos(piezas: list[Element]) -> Iterator[list[Element]]:
    hondura, trozo = 0, list[Element]()
    for pieza in piezas:
        signo = _signo(pieza)
        parte = signo in PARTEN and pieza.get("lspace") != "0"
        if hondura == 0 and trozo and (parte or _ancho(pieza) >= HUECO_ENTRE_FORMULAS):
            yield trozo
            trozo = []
        hondura += _hondura(pieza)
        if trozo or not _ancho(pieza):
            trozo.append(pieza)
    if trozo:
        yield trozo


def _hondura(pieza: Element) -> int:
    """Cuántos paréntesis sueltos abre, o cierra, una pieza."""
    signos = [_signo(mo) for mo in (pieza, *pieza) if _nombre(mo) == "mo" and _nombre(pieza) != "mrow"]
    return sum((signo in "([{⟨⌊⌈") - (signo in ")]}⟩⌋⌉") for signo in signos if signo)


class _Escribano:
    """Escribe cada pieza según su etiqueta; `mrow` y lo demás que solo agrupa se escribe seguido."""

    def __init__(self, raiz: Element) -> None:
        self.en_bloque = raiz.get("display") == "block"
        self.se_parte = not self.en_bloque and len(lo_que_se_ve(raiz)) > LARGA_EN_LINEA

    def de(self, nodo: Element) -> str:
        escribir = getattr(self, f"_{_nombre(nodo)}", None)
        if escribir is None:
            raise FormulaDesconocida(f"<{_nombre(nodo)}>")
        escrito: str = escribir(nodo)
        return escrito

    def llena(self, nodo: Element) -> str:
        """Lo que va en un sitio que no puede quedar vacío."""
        return self.de(nodo) or VACIO

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
        color = _estilo(nodo).get("color")
        return (
            f"#text(fill: rgb({_cadena(color)}))[${_soldado(dentro)}$]{PEGADO}"
            if color and dentro
            else dentro
        )

    _mstyle = _mrow

    def _mpadded(self, nodo: Element) -> str:
        dentro, estilo = self._mrow(nodo), _estilo(nodo)
        if subida := nodo.get("voffset"):
            dentro = f"#text(baseline: -{subida})[${_soldado(dentro)}$]{PEGADO}"
        if nodo.get("width") == "0":
            dentro = f"#box(width: 0pt)[${_soldado(dentro)}$]{PEGADO}"
        return _hueco(estilo.get("padding-left")) + dentro + _hueco(estilo.get("padding-right"))

    def _mphantom(self, nodo: Element) -> str:
        return f"#hide[${_soldado(self.fila(nodo))}$]{PEGADO}"

    def _menclose(self, nodo: Element) -> str:
        dentro = self.fila(hijo for hijo in nodo if "menclose" not in hijo.get("class", "")) or VACIO
        notacion = nodo.get("notation", "")
        if "strike" in notacion:
            cruzada = {2: ", cross: #true"}.get(notacion.count("strike"), "")
            return f"cancel({dentro}{cruzada or ', inverted: #true' * ('down' in notacion)})"
        if notacion != "box":
            raise FormulaDesconocida(f"<menclose notation={notacion!r}>")
        dentro = f"display({dentro})" if self.en_bloque else dentro
        return f"#h(0.25em)#box(stroke: 0.05em, outset: 0.2em)[${_soldado(dentro)}$]#h(0.25em){PEGADO}"

    def _entre_delimitadores(self, hijos: list[Element]) -> str:
        """Lo que va entre dos signos que crecen con ello; uno de los dos puede no verse."""
        if len(hijos) < 2 or not (_crece(hijos[0]) and _crece(hijos[-1])):
            return ""
        abre, cierra = (_signo(extremo) for extremo in (hijos[0], hijos[-1]))
        if not {*abre, *cierra} <= DELIMITADORES or not abre + cierra:
            return ""
        if len(hijos) == 3 and abre + cierra == "()" and hijos[1].get("linethickness") in ("0", "0px"):
            return self._en_su_tamano(hijos[1], f"binom({', '.join(map(self.llena, hijos[1]))})")
        dentro = [PEGADO, *map(self._en_medio, hijos[1:-1]), PEGADO]
        partes = [_escapado(abre), *filter(None, dentro), _escapado(cierra)]
        antes, despues = _hueco(hijos[0].get("lspace")), _hueco(hijos[-1].get("rspace"))
        return f"{antes}lr({' '.join(filter(None, partes))}){despues}"

    def _en_medio(self, nodo: Element) -> str:
        if nodo.get("stretchy") == "true" and _signo(nodo):
            return f"{PEGADO}mid({_escapado(_signo(nodo))}){PEGADO}"
        return self.de(nodo)

    # ——— Letras, números, signos ———

    def _mi(self, nodo: Element) -> str:
        texto = _texto(nodo)
        if len(texto) != 1:
            return f"{PEGADO}upright({_cadena(texto)}){PEGADO}" if texto else ""
        letra = _escapado(texto)
        if nodo.get("mathvariant") == "normal":
            return f"upright({letra})"
        return f"italic({letra})" if "Α" <= texto <= "Ω" else letra

    def _mn(self, nodo: Element) -> str:
        texto = _texto(nodo)
        llano = texto.replace(".", "", 1).isdigit()
        return _cadena(texto) if llano else f"{PEGADO}{_cadena(texto)}{PEGADO}" if texto else ""

    def _mtext(self, nodo: Element) -> str:
        return f"{PEGADO}#palabras({_cadena(nodo.text)}){PEGADO}" if nodo.text else ""

    _ms = _mtext

    def _mo(self, nodo: Element) -> str:
        signo = _signo(nodo)
        if not signo:
            return _hueco(nodo.get("lspace")) + _hueco(nodo.get("rspace"))
        if signo[0].isalpha():  # un nombre: tras un igual, `math_core` lo da por un signo
            return f"{PEGADO}upright({_cadena(signo)}){PEGADO}"
        escrito = " ".join(map(_escapado, signo))
        if tamano := nodo.get("minsize"):
            return f"{PEGADO}lr(size: #{tamano}, {escrito}){PEGADO}"
        clase = "" if signo in OPERADORES else _clase(nodo, signo)
        escrito = f"class({_cadena(clase)}, {escrito})" if clase else escrito
        if signo == "," and not clase and self.se_parte:
            return f"{escrito} {AQUI_SE_PARTE}"
        return f"{PEGADO}{escrito}{PEGADO}" if signo in BARRAS else escrito

    def _mspace(self, nodo: Element) -> str:
        return _hueco(_estilo(nodo).get("margin-left") or nodo.get("width"))

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
        return f"sqrt({self.fila(nodo) or VACIO})"

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
        hijos = [hijo for hijo in nodo[1:] if _nombre(hijo) != "mprescripts"]
        if len(nodo) and _nombre(nodo[1]) == "mprescripts":
            sitios = iter(("bl", "tl"))
        puestos = [
            f", {sitio}: {dicho}"
            for sitio, hijo in zip(sitios, hijos, strict=True)
            if (dicho := self.de(hijo))
        ]
        return f"attach({self.llena(nodo[0])}{''.join(puestos)})"

    def _indices(self, nodo: Element, como: str, lados: str) -> str:
        base, prima = _sin_prima(nodo[0])
        dichos = dict(zip(lados, map(self.de, nodo[1:]), strict=True))
        if prima and como == "scripts":
            dichos["t"] = f"{_escapado(prima)} {dichos.get('t', '')}".strip()
        puestos = "".join(f", {lado}: {dicho}" for lado, dicho in dichos.items() if dicho)
        return f"attach({self._base(base, como)}{puestos})"

    def _base(self, base: Element, como: str) -> str:
        """Lo que lleva los índices; los de un operador grande se ponen donde Typst los pone siempre."""
        signo = _signo(base)
        escrita = self.llena(base)
        if como == "limits" and signo in OPERADORES - INTEGRALES and base.get("movablelimits") != "false":
            return escrita
        if como == "limits" and signo in FLECHAS and base.get("stretchy") != "false":
            escrita = f"stretch({_escapado(signo)})"
        return f"{como}({escrita})"

    def _con_prima(self, fila: Element) -> str:
        base, prima = _sin_prima(fila)
        return f"attach(scripts({self.llena(base)}), t: {_escapado(prima)})" if prima else ""

    def _acento(self, nodo: Element) -> str:
        base, signo = self.llena(nodo[0]), _signo(nodo[1])
        if nodo[1].get("stretchy") == "true" and signo in RAYAS:
            return f"overline({base})"
        if not nodo.get("accent") or signo not in ACENTOS:
            return ""
        se_queda = nodo[1].get("stretchy") == "false" and _nombre(nodo[0]) == "mrow"
        return f"accent({base}, {ACENTOS[signo]}{', size: #0%' * se_queda})"

    def _largo(self, nodo: Element) -> str:
        base, signo = nodo[0], _signo(nodo[1])
        if _nombre(nodo[1]) == "mspace":
            return self.de(base)  # lo que mide al menos una flecha con rótulo: Typst la estira con él
        if signo in RAYAS and nodo.get("accentunder"):
            return f"underline({self.llena(base)})"
        return f"{LARGOS[signo]}({self.llena(base)})" if signo in LARGOS else ""

    def _mtable(self, nodo: Element) -> str:
        return tabla(nodo, self.fila)


# ——— Lo que se mira de una pieza ———


def _nombre(nodo: Element) -> str:
    return nodo.tag.rpartition("}")[2]


def _texto(nodo: Element) -> str:
    return (nodo.text or "").strip().translate(INVISIBLES)


def _signo(nodo: Element) -> str:
    return _texto(nodo) if _nombre(nodo) == "mo" else PEGADO


def _crece(nodo: Element) -> bool:
    """Si es un delimitador, o el hueco de uno, que se estira con lo que encierra."""
    return _nombre(nodo) == "mo" and nodo.get("stretchy") != "false" and "minsize" not in nodo.attrib


def _sin_prima(fila: Element) -> tuple[Element, str]:
    """De `f` y su prima, las dos cosas."""
    if _nombre(fila) == "mrow" and len(fila) == 2 and _signo(fila[1]) in PRIMAS:
        return fila[0], _signo(fila[1])
    return fila, ""


def _clase(nodo: Element, signo: str) -> str:
    """La clase de un signo (lo que en TeX decide sus huecos), si no es la que Typst le supone."""
    lados = [nodo.get(lado) for lado in ("lspace", "rspace")]
    if signo in BARRAS and (forma := DE_FORMA.get(nodo.get("form", ""))):
        return forma
    if signo in DELIMITADORES - BARRAS:
        return ""
    if signo in CRECEN and lados == ["0", "0"]:
        return "normal"
    if signo in (",", ";") and lados[1] == "0":
        return "normal"
    return CLASES.get(lados[0] or "", "") if lados[0] == lados[1] else ""


def _estilo(nodo: Element) -> dict[str, str]:
    return dict(ESTILO.findall(nodo.get("style", "")))


def _em(ancho: str | None) -> float:
    return float(ancho.strip().removesuffix("em") or 0) if ancho and ancho.strip().endswith("em") else 0.0


def _ancho(nodo: Element) -> float:
    return _em(nodo.get("width")) if _nombre(nodo) == "mspace" else 0.0


def _hueco(ancho: str | None) -> str:
    """Un hueco, si lo hay: `0.1667em`."""
    return f"{PEGADO}#h({ancho.strip()}){PEGADO}" if ancho and _em(ancho) else ""


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
