"""El lienzo: el texto de una página y, en cada posición, qué ve ahí un lector."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from imprenta.libro.pagina import TACHADO


class Vista(IntEnum):
    """Qué ve un lector en una posición."""

    TEXTO = 0  # lo que está escrito; si es una cifra, nadie la ha atado
    HUECO = 1  # nada, pero separa lo que tiene a los lados
    NADA = 2  # nada, y lo que tiene a los lados se toca: la marca de un énfasis, la dirección de un enlace
    OPACO = 3  # algo que no es el principio ni el final de un número
    DIBUJO = 4  # lo que dibuja ahí una fórmula, una entidad o una etiqueta: está en `dibujos`
    ATADO = 5  # un literal atado


@dataclass(frozen=True)
class Atado:
    """Un literal atado, de `inicio` a `fin`; lo que lo ata empieza en `desde` y acaba en `hasta`."""

    desde: int
    inicio: int
    fin: int
    hasta: int


TAPADO = re.compile(rb"[^\0]+")
SIN_SALTO = re.compile(r"[^\n]")
ENFASIS = frozenset("*_~")
RELLENO = "\ufffc"  # lo que Unicode pone en lugar de un objeto que no es texto


@dataclass
class Lienzo:
    """El `texto` y sus `vistas`, una por posición; los saltos de línea se ven siempre."""

    texto: str
    atados: list[Atado] = field(default_factory=list)
    dibujos: dict[int, str] = field(default_factory=dict)
    formulas: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.vistas = bytearray(len(self.texto))
        self._a_la_vista: list[tuple[int, int]] = []

    # ——— Tachar ———

    def tachar(self, inicio: int, fin: int, vista: Vista = Vista.HUECO) -> None:
        """Tacha lo que hay entre dos posiciones."""
        if fin > inicio:
            self.vistas[inicio:fin] = bytes([vista]) * (fin - inicio)

    def destapar(self, inicio: int, fin: int) -> None:
        """Vuelve a dejar a la vista lo que se tachó."""
        self.tachar(inicio, fin, Vista.TEXTO)

    def dibujar(self, inicio: int, fin: int, trazos: Iterable[tuple[int, str]]) -> None:
        """Tacha lo que hay entre dos posiciones, y dice qué ve ahí quien lee, y dónde."""
        self.tachar(inicio, fin, Vista.NADA)
        for posicion, trazo in trazos:
            self.vistas[inicio + posicion] = Vista.DIBUJO
            self.dibujos[inicio + posicion] = trazo

    def atar(self, atado: Atado) -> None:
        """Deja un literal atado: se sabe que está, pero sus cifras no se ven sueltas."""
        self.tachar(atado.desde, atado.hasta, Vista.NADA)
        self.tachar(atado.inicio, atado.fin, Vista.ATADO)
        self.atados.append(atado)

    def enseniar(self, inicio: int, literal: str) -> None:
        """Deja a la vista, en la prosa, el literal de un rol tachado."""
        if self.texto.startswith(literal, inicio):
            self._a_la_vista.append((inicio, inicio + len(literal)))

    # ——— Mirar ———

    def visto(self, inicio: int = 0, fin: int | None = None) -> str:
        """Lo que se ve entre dos posiciones, con espacios en lo tachado."""
        return _tapado(self.texto, self.vistas, " ", inicio, len(self.texto) if fin is None else fin)

    def prosa(self) -> str:
        """El texto con `TACHADO` en lo que un lector no ve, el código y las fórmulas."""
        vistas = bytearray(self.vistas)
        for inicio, fin in self._a_la_vista:
            vistas[inicio:fin] = bytes(fin - inicio)
        return _tapado(self.texto, vistas, TACHADO, 0, len(self.texto))


def _tapado(texto: str, vistas: bytearray, hueco: str, inicio: int, fin: int) -> str:
    """Un trozo de texto con `hueco` en cada posición tachada; los saltos de línea se quedan."""
    partes, hasta = list[str](), inicio
    for tramo in TAPADO.finditer(vistas, inicio, fin):
        oculto = texto[tramo.start() : tramo.end()]
        partes.append(texto[hasta : tramo.start()])
        partes.append(SIN_SALTO.sub(hueco, oculto) if "\n" in oculto else hueco * len(oculto))
        hasta = tramo.end()
    return "".join([*partes, texto[hasta:fin]])
