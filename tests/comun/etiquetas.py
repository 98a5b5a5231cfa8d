"""El PDF como lo oye quien no lo ve: sus etiquetas, en orden, con el texto que pinta cada una.

Las letras de cada página las lee `outloud`, que no sabe nada de esta imprenta. Lo que no lleva etiqueta (el
número de la página, su cabecera, el fondo de un recuadro) no está: no se puede confundir con el texto.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pikepdf
from outloud.model import Document

MARCA = re.compile(rb"<<([^\n]*?)>>\s*BDC")
NUMERO, LENGUA = re.compile(rb"/MCID (\d+)"), re.compile(rb"/Lang\s*\((.*?)\)")
BLANCO = 0.2  # en cuerpos: lo más estrecho que puede ser el blanco en que acaba un renglón
PEGADOS = 0.12  # en cuerpos: lo más que se apartan dos letras seguidas del mismo renglón


@dataclass(frozen=True)
class Sitio:
    """Dónde está pintado un trazo: su página, que empieza en 0, y su caja en puntos, de abajo arriba."""

    pagina: int
    izquierda: float
    abajo: float
    derecha: float
    arriba: float
    cuerpo: float = 0.0
    letra: str = ""


class Dicho(str):
    """Lo que pinta una marca, en qué lengua está y dónde."""

    lengua = ""
    sitios: tuple[Sitio, ...] = ()


@dataclass
class Etiqueta:
    """Una etiqueta del PDF y lo que cuelga de ella, en el orden en que se oye."""

    tipo: str
    pagina: int = 0
    alternativo: str = ""
    alcance: str = ""
    caja: Sitio | None = None  # de una figura
    hijas: list[Etiqueta | Dicho] = field(default_factory=list)

    @property
    def nivel(self) -> int:
        """Lo hondo que es el título, o 0 si no lo es."""
        hallado = re.fullmatch(r"H(\d+)", self.tipo)
        return int(hallado[1]) if hallado else 0

    def todas(self) -> Iterator[Etiqueta]:
        """Ella y las que cuelgan de ella, cada una antes que las suyas."""
        yield self
        for hija in self.hijas:
            if isinstance(hija, Etiqueta):
                yield from hija.todas()

    def sitios(self) -> list[Sitio]:
        """Dónde está lo que pinta, en orden."""
        return [sitio for dicho in self.dichos() for sitio in dicho.sitios]

    def de(self, *tipos: str) -> list[Etiqueta]:
        return [etiqueta for etiqueta in self.todas() if etiqueta.tipo in tipos]

    def texto(self, *salvo: str) -> str:
        """Lo que pinta, sin lo que pintan las de esos tipos; lo que no va seguido en su renglón, separado."""
        return "".join(self.dichos(*salvo))

    def dichos(self, *salvo: str) -> Iterator[Dicho]:
        """Cada cosa que pinta, sin las de esos tipos."""
        for hija in self.hijas if self.tipo not in salvo else ():
            if isinstance(hija, Dicho):
                yield hija
            else:
                yield from hija.dichos(*salvo)


class Papel:
    """Un PDF etiquetado."""

    def __init__(self, ruta: Path) -> None:
        self.documento = Document(str(ruta))
        self.raiz: Any = self.documento.root
        self._ultimo: Any = None
        self._trazos, self._lenguas = cache(self._trazos_de), cache(self._lenguas_de)

    @cached_property
    def arbol(self) -> Etiqueta:
        """La etiqueta de la que cuelgan todas."""
        return self._etiqueta(self.raiz.StructTreeRoot, 0, "")

    def _etiqueta(self, nodo: Any, pagina: int, lengua: str) -> Etiqueta:
        if "/Pg" in nodo:
            pagina = self.documento.page_index[nodo.Pg.objgen]
        etiqueta = Etiqueta(str(nodo.get("/S", "")).lstrip("/"), pagina, str(nodo.get("/Alt", "")))
        for atributos in lista(nodo.get("/A")):
            etiqueta.alcance = str(atributos.get("/Scope", etiqueta.alcance)).lstrip("/")
            if "/BBox" in atributos:
                izquierda, abajo, derecha, arriba = map(float, atributos.BBox)
                etiqueta.caja = Sitio(pagina, izquierda, abajo, derecha, arriba)
        etiqueta.hijas = [*self._hijas(nodo, pagina, str(nodo.get("/Lang", lengua)))]
        return etiqueta

    def _hijas(self, nodo: Any, pagina: int, lengua: str) -> Iterator[Etiqueta | Dicho]:
        for hija in lista(nodo.get("/K")):
            if isinstance(hija, int):
                yield self._dicho(pagina, None, hija, lengua)
            elif hija.get("/Type") == "/MCR":
                en = self.documento.page_index[hija.Pg.objgen] if "/Pg" in hija else pagina
                yield self._dicho(en, hija.Stm.objgen if "/Stm" in hija else None, int(hija.MCID), lengua)
            elif hija.get("/Type") != "/OBJR":
                yield self._etiqueta(hija, pagina, lengua)

    def _dicho(self, pagina: int, dibujo: object, numero: int, lengua: str) -> Dicho:
        """El texto de una marca, tras un blanco si no sigue en su renglón a la que se oyó antes."""
        escrito, trazos = "", self._trazos(pagina).get((dibujo, numero), ())
        for trazo in trazos:
            escrito += ("" if self._ultimo and _seguidos(self._ultimo, trazo) else " ") + trazo.text
            self._ultimo = trazo
        dicho = Dicho(escrito)
        dicho.sitios = tuple(_sitio(pagina, trazo) for trazo in trazos)
        dicho.lengua = self._lenguas(pagina).get(numero, lengua)
        return dicho

    def _lenguas_de(self, pagina: int) -> dict[int, str]:
        """De las marcas de una página que dicen su lengua, cuál es."""
        hallados = (
            (NUMERO.search(marca), LENGUA.search(marca)) for marca in MARCA.findall(self._crudo(pagina))
        )
        return {int(numero[1]): lengua[1].decode() for numero, lengua in hallados if numero and lengua}

    def _crudo(self, pagina: int) -> bytes:
        return b"\n".join(
            parte.read_bytes() for parte in lista(self.documento.pages[pagina].obj.get("/Contents"))
        )

    def _trazos_de(self, pagina: int) -> dict[object, list[Any]]:
        """Lo que pinta cada marca de una página, en orden."""
        trazos: dict[object, list[Any]] = {}
        for trazo in self.documento.content(pagina).runs:
            trazos.setdefault(trazo.key, []).append(trazo)
        return trazos


def _seguidos(uno: Any, otro: Any) -> bool:
    """Si dos trazos son el mismo renglón y entre ellos no cabe un blanco."""
    salto, cuerpo = abs(otro.bbox[0] - uno.bbox[2]), max(uno.size, otro.size)
    return bool(salto < cuerpo * PEGADOS and abs(otro.bbox[1] - uno.bbox[1]) < cuerpo * PEGADOS)


def _sitio(pagina: int, trazo: Any) -> Sitio:
    """Dónde está un trazo, sin el blanco en que acaba: al final de un renglón cuelga del margen."""
    izquierda, abajo, derecha, arriba = trazo.bbox
    sobra = trazo.size * BLANCO if trazo.text.endswith(" ") else 0.0
    return Sitio(
        pagina, izquierda, abajo, max(izquierda, derecha - sobra), arriba, trazo.size, trazo.font.base_font
    )


def lista(valor: Any) -> list[Any]:
    """Lo que en un PDF puede ser una lista, una cosa sola o nada."""
    if valor is None:
        return []
    return list(valor) if isinstance(valor, pikepdf.Array) else [valor]
