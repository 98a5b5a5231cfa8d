"""La frase en que está un número, como la lee un lector, para enseñar dónde cambia."""

from __future__ import annotations

import contextlib
import re
from typing import NamedTuple

from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.pagina import Pagina, quitar_cifras

ROL_ESCRITO = re.compile(r"\{[a-z:]+\}(`+)(?P<literal>[^`<]*?)\s*(?:<[^`]*>)?\1")
OPCION_YAML = re.compile(r":?[\w-]+: *[|>]?[+-]?$")  # `caption: |`
EL_NUMERO = "\x01"
ACABA = re.compile(r"[.!?…]['»”)]*\s+(?=[^\W\da-z]|[¿¡«(*_`$\x01])")
LO_QUE_SE_ENSENA = 100  # caracteres a cada lado


class Frase(NamedTuple):
    """Lo que va delante de un número y lo que va detrás, en su frase."""

    delante: str
    detras: str

    def con(self, numero: str) -> str:
        """La frase con algo en el lugar del número."""
        return f"{self.delante}{numero}{self.detras}"


def frase_de(pagina: Pagina, inicio: int, fin: int) -> Frase:
    """La frase de lo que está escrito de `inicio` a `fin`, sin roles y en una línea; si es larga, su parte.

    >>> from pathlib import Path
    >>> from imprenta.leer.lectura import leer
    >>> texto = "Son {cifra}`2 <x>` pesos. Y con\\nlos otros, {cifra}`5 <y>` más: así. Fin.\\n"
    >>> frase_de(leer(Path("a.md"), texto.encode()), texto.index("5"), texto.index("5") + 1).con("[5]")
    'Y con los otros, [5] más: así.'
    """
    desde, hasta = _parrafo(pagina, inicio)
    hasta = max(hasta, fin)
    leido = _como_se_lee(pagina.texto[desde:inicio] + EL_NUMERO + pagina.texto[fin:hasta])
    delante, aqui, detras = leido.partition(EL_NUMERO)
    if not aqui:  # el número estaba donde nada se lee
        return Frase("", "")
    delante = next(reversed(ACABA.split(delante)))
    if acaba := ACABA.search(detras):
        detras = detras[: acaba.end()].rstrip()
    return Frase(_cola(delante), _cabeza(detras))


def _parrafo(pagina: Pagina, posicion: int) -> tuple[int, int]:
    """De dónde a dónde va el párrafo, o la fila de la tabla, que hay en un lugar."""
    texto = pagina.en_lineas
    n = texto.numero_de_linea(posicion)
    if texto.linea(n).lstrip().startswith("|"):
        return texto.principio(n), texto.fin(n)
    primera = ultima = n
    while primera > 0 and not _separa(texto.linea(primera - 1)):
        primera -= 1
    while ultima + 1 < texto.total and not _separa(texto.linea(ultima + 1)):
        ultima += 1
    return texto.principio(primera), texto.fin(ultima)


def _separa(linea: str) -> bool:
    limpia = linea.strip(" >")
    return not limpia or limpia.startswith(("```", ":::", "---", "|", "#")) or bool(OPCION_YAML.match(limpia))


def _como_se_lee(texto: str) -> str:
    """Sin los roles, las citas ni los saltos de línea."""
    llano = ROL_ESCRITO.sub(lambda casa: casa["literal"], texto)
    with contextlib.suppress(FormulaIlegible):
        llano = quitar_cifras(llano)
    llano = re.sub(r"^[>\s]*(?:[-*#]+ +)?", "", re.sub(r"\n[> \t]*", " ", llano))
    return re.sub(r"\s+", " ", llano).strip()


def _cola(texto: str) -> str:
    if len(texto) <= LO_QUE_SE_ENSENA:
        return texto
    corto = texto[-LO_QUE_SE_ENSENA:]
    return "…" + corto[corto.find(" ") :]


def _cabeza(texto: str) -> str:
    if len(texto) <= LO_QUE_SE_ENSENA:
        return texto
    corto = texto[:LO_QUE_SE_ENSENA]
    return corto[: corto.rfind(" ") + 1] + "…"
