"""Las tablas: sus columnas, sus celdas y a qué lado va cada una."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes

from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import Crudo, EntreCorchetes, ValorDeTypst
from imprenta.pintar.papel.formulas import donde_sale
from imprenta.pintar.papel.laminas import lado_de
from imprenta.pintar.sin_desplegar import hijos_de

# Un número, con su signo y su unidad; una raya o nada también cuentan.
SIGNO, CIFRAS = r"[≈~<>≤≥±+−-]?\s*[€$]?", r"\d[\d.,\s\xa0\u202f·×⁰¹²³⁴⁵⁶⁷⁸⁹⁻^/:e%±−+-]*"
NUMERICA = re.compile(rf"{SIGNO}{CIFRAS}(?:%|‰|[a-zA-Zµ]{{1,3}})?|[—–-]?")
FILAS_DE_LARGA = 20  # filas a partir de las que una tabla se parte entre páginas
Colocada = tuple[nodes.Element, int]  # una celda y la columna en que empieza


class DeTablas(Escribano):
    """Las tablas, celda a celda."""

    def _table(self, nodo: nodes.Element) -> str:
        titulo = next(iter(hijos_de(nodo, nodes.title)), None)
        columnas: list[nodes.Element] = list(nodo.findall(nodes.colspec))
        anclas = (*self.anclas(nodo), *self.anclas_de_dentro(titulo))
        filas = list(_filas(nodo))
        lados = _lados(filas, len(columnas))
        return self.bloque(
            nodo,
            "tabla",
            self._hijos(titulo) if titulo is not None else "",
            columnas=len(columnas),
            anchos=_anchos(nodo, columnas),
            larga=("longtable" in nodo["classes"] or len(filas) > FILAS_DE_LARGA) or None,
            lado=lado_de(nodo),
            donde=donde_sale(self.exigido, nodo),
            numero=self.numero("table", nodo),
            anclas=anclas,
            celdas=tuple(
                self._celda(celda, lados[columna], bool(columnas[columna].get("stub")))
                for fila in filas
                for celda, columna in fila
            ),
        )

    def _celda(self, celda: nodes.Element, lado: str, titular: bool) -> ValorDeTypst:
        """Lo que dice una celda y, si no son lo corriente, cuánto ocupa y de qué es cabeza."""
        fila = celda.parent
        delante = self.ancladas(fila) if fila.index(celda) == 0 else ""
        puesta: dict[str, ValorDeTypst] = {
            "lado": Crudo(lado_de(celda) or lado),
            "dice": EntreCorchetes(delante + self._hijos(celda).strip()),
        }
        arriba = isinstance(fila.parent, nodes.thead)
        puesta |= {"ancho": celda["morecols"] + 1} if celda.get("morecols") else {}
        puesta |= {"alto": celda["morerows"] + 1} if celda.get("morerows") else {}
        puesta |= {"arriba": True} if arriba else {}
        return puesta | ({"cabeza": True} if titular and not arriba else {})


def _filas(tabla: nodes.Element) -> Iterator[list[Colocada]]:
    """Las filas, con la columna de cada celda: las de arriba pueden ocupar varias filas y columnas."""
    for parte in tabla.findall(lambda nodo: isinstance(nodo, nodes.thead | nodes.tbody)):
        ocupadas: dict[int, int] = {}  # de cada columna, las filas que le quedan a lo que viene de arriba
        for fila in hijos_de(parte, nodes.row) if isinstance(parte, nodes.Element) else ():
            puestas = list(_colocar(fila, ocupadas))
            yield puestas
            ocupadas = {columna: quedan - 1 for columna, quedan in ocupadas.items() if quedan > 1}
            for celda, columna in puestas:
                if baja := celda.get("morerows", 0):
                    ocupadas |= dict.fromkeys(range(columna, columna + celda.get("morecols", 0) + 1), baja)


def _colocar(fila: nodes.Element, ocupadas: dict[int, int]) -> Iterator[Colocada]:
    columna = 0
    for celda in hijos_de(fila, nodes.entry):
        while ocupadas.get(columna):
            columna += 1
        yield celda, columna
        columna += celda.get("morecols", 0) + 1


def _lados(filas: list[list[Colocada]], cuantas: int) -> list[str]:
    """A qué lado va cada columna: las de números, a la derecha, si el autor no dice otra cosa."""
    dichos: list[list[str]] = [[] for _ in range(cuantas)]
    for fila in filas:
        for celda, columna in fila:
            if isinstance(celda.parent.parent, nodes.tbody) and not celda.get("morecols"):
                dichos[columna].append(celda.astext().strip())
    return ["right" if _numericas(suyas) else "left" for suyas in dichos]


def _numericas(celdas: list[str]) -> bool:
    con_cifras = any(any(map(str.isdigit, dicho)) for dicho in celdas)
    return con_cifras and all(map(NUMERICA.fullmatch, celdas))


def _anchos(tabla: nodes.Element, columnas: list[nodes.Element]) -> tuple[int, ...]:
    """Las proporciones que ha dicho el autor; si no ha dicho nada, se reparten solas."""
    dichos = "colwidths-given" in tabla["classes"]
    return tuple(int(columna["colwidth"]) for columna in columnas) if dichos else ()
