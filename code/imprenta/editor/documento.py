"""Los archivos abiertos en el editor, y lo que se sabe de cada uno."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from imprenta.editor.atril import Atril, Juzgado
from imprenta.editor.borrador import Borrador
from imprenta.libro.archivos import OtraCodificacion, octetos_de, texto_de
from imprenta.libro.modelo import Falta


@dataclass
class Documento:
    """Un archivo abierto: lo que hay escrito, su último juicio y la tarea que lo está juzgando.

    `de_fuera` son las faltas suyas que dice el libro entero.
    """

    uri: str
    ruta: Path
    escrito: Borrador
    juzgado: Juzgado | None = None
    tarea: asyncio.Task[None] | None = None
    de_fuera: list[Falta] = field(default_factory=list)

    @property
    def al_dia(self) -> Juzgado | None:
        """Su juicio, si es de lo que hay escrito ahora."""
        return self.juzgado if self.juzgado and self.juzgado.escrito is self.escrito else None


class Abiertos:
    """Los documentos del editor, por su dirección tal como la escribe él."""

    def __init__(self) -> None:
        self.por_uri: dict[str, Documento] = {}

    def en(self, ruta: Path) -> Documento | None:
        """El de un archivo, si está abierto."""
        return next((doc for doc in self.por_uri.values() if doc.ruta == ruta), None)

    def del_libro(self, atril: Atril, paginas: bool = True) -> Iterator[Documento]:
        """Las páginas abiertas de un libro; sin `paginas`, cualquier archivo suyo."""
        for doc in list(self.por_uri.values()):
            if atril.es_pagina(doc.ruta) or (not paginas and doc.ruta.is_relative_to(atril.raiz)):
                yield doc

    def escrito_en(self, ruta: Path, unidades: str) -> Borrador:
        """Lo que hay en un archivo, abierto o no; nada si no se puede leer."""
        if (doc := self.en(ruta)) is not None:
            return doc.escrito
        try:
            return Borrador(texto_de(octetos_de(ruta)), 0, unidades)
        except (OSError, OtraCodificacion):
            return Borrador("", 0, unidades)


def edicion(
    doc: Documento, cambios: Iterable[tuple[int, int, str]], con_version: bool
) -> types.WorkspaceEdit:
    """Unos cambios en posiciones del texto de un documento; `con_version`, solo valen si sigue igual."""
    escrito = doc.escrito
    trozos = [
        types.TextEdit(escrito.tramo(inicio, fin), nuevo.replace("\n", escrito.salto))
        for inicio, fin, nuevo in cambios
    ]
    if not con_version:
        return types.WorkspaceEdit(changes={doc.uri: trozos})
    cual = types.OptionalVersionedTextDocumentIdentifier(uri=doc.uri, version=escrito.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(cual, trozos)])
