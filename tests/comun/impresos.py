"""Los números que lee un lector en una página, y si entre ellos está la respuesta de un ejercicio."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from redes.activaciones import Numeros
from redes.ejercicios import CAPITULOS
from redes.ejercicios.correccion import Prediccion, Valor

# Los capítulos que se han partido en dos tienen los ejercicios juntos.
SIGUEN = {
    "aprendizaje": "profundidad",
    "transformer": "bloque",
    "ia-generativa": "despues",
    "transformador-minusculo": "generalizar",
}

_CELDA = re.compile(r"^```\{code-cell\}.*?^```$", re.M | re.S)
_CIFRA = re.compile(r"\{(?:cifra|dato|afirma|ocurre)\}`([^`<]*?)\s*<[^`]*>`")
_DE_FORMULA = re.compile(r"\\cifra\{((?:[^{}]|\{[^{}]*\})*)\}\{(?:[^{}]|\{[^{}]*\})*\}")
_NUMERO = re.compile(r"(?P<n>[-−]?\d+(?:[   ]\d{3})*(?:\.\d+)?)(?:/(?P<entre>\d+))?(?P<escala> %| millones)?")
_ESCALAS = {" %": 0.01, " millones": 1e6}
_VENTANAS = range(1, 6)  # una lista se lee seguida; en una tabla, de columna en columna


class Literal(NamedTuple):
    """Un número impreso: lo que vale, la unidad de su última cifra y cuántas cifras significativas enseña."""

    valor: float
    unidad: float
    cifras: int

    def es(self, valor: float) -> bool:
        """Si es ese valor, bien redondeado a su última cifra."""
        return bool(abs(self.valor - valor) <= self.unidad / 2 * (1 + 1e-9) + 1e-12)

    def exacto(self, valor: float) -> bool:
        """Si es ese valor y no hay nada que redondear."""
        return bool(abs(self.valor - valor) <= 1e-9 * abs(valor))


def leido(fuente: str) -> str:
    """La página como se lee: sin el código de sus celdas ni las expresiones que atan sus cifras."""
    return _DE_FORMULA.sub(r"\1", _CIFRA.sub(r"\1", _CELDA.sub("", fuente))).replace("{,}", ".")


def literales(texto: str) -> list[Literal]:
    return [_literal(hallado) for hallado in _NUMERO.finditer(texto)]


def _literal(hallado: re.Match[str]) -> Literal:
    escrito = re.sub(r"[   ]", "", hallado["n"]).replace("−", "-")
    decimales = len(escrito.partition(".")[2])
    entre, escala = int(hallado["entre"] or 1) or 1, _ESCALAS.get(hallado["escala"] or "", 1.0)
    unidad = 0.0 if hallado["entre"] else 10.0**-decimales * escala
    cifras = len(escrito.strip("-").replace(".", "").lstrip("0"))
    return Literal(float(escrito) / entre * escala, unidad, cifras + len(hallado["entre"] or ""))


def lo_dice(impresos: list[Literal], solucion: ArrayLike) -> list[Literal]:
    """Los números de la página que son la respuesta.

    Un número suelto lo es si se escribe con tres cifras o si es exacto y no de una sola; una lista, si sus
    números salen en ese orden, con dos cifras o exactos.
    """
    buscados = np.ravel(np.asarray(solucion, dtype=float))
    if len(buscados) > 1:
        return _seguidos(impresos, buscados)
    return [n for n in impresos if n.es(buscados[0]) and n.cifras >= (2 if n.exacto(buscados[0]) else 3)]


def _seguidos(impresos: list[Literal], buscados: Numeros) -> list[Literal]:
    for salto in _VENTANAS:
        for i in range(len(impresos) - salto * (len(buscados) - 1)):
            ventana = impresos[i::salto][: len(buscados)]
            if all(map(_parte, ventana, buscados)):
                return ventana
    return []


def _parte(literal: Literal, buscado: float) -> bool:
    return literal.es(buscado) and (literal.cifras >= 2 or literal.exacto(buscado))


def paginas_de(capitulo: str, carpeta: Path, final: str) -> list[Path]:
    """La página de un capítulo y, si la hay, la que lo continúa."""
    nombres = (capitulo, SIGUEN.get(capitulo, capitulo))
    rutas = dict.fromkeys(carpeta / f"{nombre}{final}" for nombre in nombres)
    return [ruta for ruta in rutas if ruta.exists()]


def valores() -> list[tuple[str, str, Valor]]:
    """Los ejercicios que piden números: su capítulo, su clave y lo que piden."""
    pedidos = [
        (capitulo, clave, corrector.medida if isinstance(corrector, Prediccion) else corrector)
        for capitulo, ejercicios in CAPITULOS.items()
        for clave, corrector in ejercicios.items()
    ]
    return [(capitulo, clave, valor) for capitulo, clave, valor in pedidos if isinstance(valor, Valor)]
