"""Lo que se puede hacer con lo que está mal: poner el número que es, atarlo, declararlo o citarlo."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any

from lsprotocol import types

from imprenta.editor.documento import Documento, edicion
from imprenta.editor.lugares import Trecho
from imprenta.editor.puesto import Juzgado
from imprenta.libro.pagina import Remedio, Suelto

ARREGLO_TOTAL = types.CodeActionKind.SourceFixAll.value + ".imprenta"
UN_ANIO = re.compile(r"1[0-9]{3}|20[0-9]{2}")
CUANTAS_OBRAS = 4
DECLARABLES = frozenset(
    {Remedio.NOMBRAR, Remedio.NOMBRAR_ENTERO, Remedio.DE_PALABRA, Remedio.ATAR, Remedio.CITAR}
)
ConLaMesa = Callable[[Callable[..., Any], Any], Awaitable[Any]]


async def arreglos_en(
    doc: Documento,
    juzgado: Juzgado,
    tramo: tuple[int, int],
    contexto: types.CodeActionContext,
    con_version: bool,
    con_la_mesa: ConLaMesa,
) -> list[types.CodeAction]:
    """Los arreglos de un tramo de una página, el mejor primero."""
    taller = _Taller(doc, juzgado, Trecho(*tramo), contexto, con_version)
    return [*taller.declarar()]


class _Taller:
    """Los arreglos de un tramo de una página."""

    def __init__(
        self,
        doc: Documento,
        juzgado: Juzgado,
        tramo: Trecho,
        contexto: types.CodeActionContext,
        con_version: bool,
    ) -> None:
        self.doc, self.juzgado, self.tramo, self.contexto = doc, juzgado, tramo, contexto
        self.con_version = con_version

    def sueltos(self) -> Iterator[Suelto]:
        """Los números sin atar que toca el tramo."""
        for pieza in self.juzgado.juicio.ejecutada.pagina.piezas:
            if isinstance(pieza, Suelto) and self._toca(pieza.inicio, pieza.inicio + len(pieza.texto)):
                yield pieza

    def declarar(self) -> Iterator[types.CodeAction]:
        """«declarar como nombre», lo suelto que puede serlo."""
        for suelto in self.sueltos():
            if suelto.remedio not in DECLARABLES:
                continue
            yield self.arreglo(
                f"declarar «{suelto.texto}» como nombre", [self._cambio(suelto, "nombre", suelto.texto)]
            )

    def _cambio(self, suelto: Suelto, rol: str, dentro: str) -> tuple[int, int, str]:
        return suelto.inicio, suelto.inicio + len(suelto.texto), f"{{{rol}}}`{dentro}`"

    def arreglo(
        self,
        titulo: str,
        cambios: Iterable[tuple[int, int, str]],
        preferido: bool = False,
        clase: str = types.CodeActionKind.QuickFix.value,
    ) -> types.CodeAction:
        cambios = list(cambios)
        return types.CodeAction(
            titulo,
            kind=clase,
            diagnostics=self._suyos(cambios) or None,
            is_preferred=preferido or None,
            edit=edicion(self.doc, cambios, self.con_version),
        )

    def _suyos(self, cambios: Sequence[tuple[int, int, str]]) -> list[types.Diagnostic]:
        """Los diagnósticos que arreglan esos cambios."""
        escrito = self.doc.escrito
        return [
            uno
            for uno in self.contexto.diagnostics
            if any(inicio <= escrito.posicion(uno.range.start) <= fin for inicio, fin, _ in cambios)
        ]

    def _toca(self, inicio: int, fin: int) -> bool:
        return inicio <= self.tramo.fin and self.tramo.inicio <= fin
