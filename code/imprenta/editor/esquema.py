"""El esquema de una página: sus apartados y, en ellos, sus celdas, sus fórmulas y sus figuras."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsprotocol import types

from imprenta.editor.borrador import Borrador
from imprenta.editor.etiquetas import definidos_en, etiquetas_de
from imprenta.editor.lugares import Trecho
from imprenta.libro.bloque import Clase, Valla, todos
from imprenta.libro.pagina import Pagina

ALMOHADILLAS = re.compile(r"[ \t>]*(#+)")
HOJA = 7  # por debajo de cualquier título
CLASES_DE_SIMBOLO = {
    "etiqueta": types.SymbolKind.Key,
    "fórmula": types.SymbolKind.Number,
    "figura": types.SymbolKind.Object,
}
MUCHOS_NOMBRES = 6


@dataclass
class _Entrada:
    nivel: int
    nombre: str
    clase: types.SymbolKind
    tramo: Trecho
    hijas: list[_Entrada] = field(default_factory=list)


def esquema_de(pagina: Pagina, escrito: Borrador) -> list[types.DocumentSymbol]:
    """El de una página; el de un cuaderno, que se enseña como JSON, está vacío."""
    if pagina.cuaderno.celdas:
        return []
    raiz = _Entrada(0, "", types.SymbolKind.File, Trecho(0, len(pagina.texto)))
    abiertas = [raiz]
    for entrada in sorted(_entradas(pagina), key=lambda una: una.tramo.inicio):
        while abiertas[-1].nivel >= entrada.nivel:
            _cerrar(abiertas.pop(), entrada.tramo.inicio)
        abiertas[-1].hijas.append(entrada)
        if entrada.nivel < HOJA:
            abiertas.append(entrada)
    for abierta in abiertas:
        _cerrar(abierta, len(pagina.texto))
    return _simbolos(raiz.hijas, escrito)


def _cerrar(entrada: _Entrada, fin: int) -> None:
    """Un apartado llega hasta donde empieza el siguiente."""
    entrada.tramo = Trecho(entrada.tramo.inicio, max(fin, entrada.tramo.fin))


def _entradas(pagina: Pagina) -> Iterator[_Entrada]:
    lineas = pagina.en_lineas
    for bloque in todos(pagina.bloques):
        tramo = Trecho(lineas.principio(bloque.desde), lineas.fin(bloque.hasta - 1))
        if bloque.clase is Clase.TITULO:
            casa = ALMOHADILLAS.match(lineas.linea(bloque.desde))
            subrayado = 1 if lineas.linea(bloque.hasta - 1).lstrip().startswith("=") else 2
            nivel = min(len(casa[1]) if casa else subrayado, HOJA - 1)
            yield _Entrada(nivel, bloque.contenido or "…", types.SymbolKind.String, tramo)
        elif isinstance(bloque, Valla) and bloque.celda and bloque.nombre == "code-cell":
            codigo = pagina.texto[lineas.principio(bloque.cuerpo) : lineas.principio(bloque.fin)]
            yield _Entrada(HOJA, _nombre_de_celda(codigo), types.SymbolKind.Function, tramo)
    for etiqueta in etiquetas_de(pagina):
        donde = Trecho(etiqueta.inicio, etiqueta.inicio + len(etiqueta.nombre))
        yield _Entrada(HOJA, etiqueta.nombre, CLASES_DE_SIMBOLO[etiqueta.clase], donde)


def _nombre_de_celda(codigo: str) -> str:
    nombres = list(dict.fromkeys(uno.nombre for uno in definidos_en(codigo) if not uno.importa))
    if not nombres:
        return "celda"
    dichos = ", ".join(nombres[:MUCHOS_NOMBRES])
    return f"celda: {dichos}" + ", …" * (len(nombres) > MUCHOS_NOMBRES)


def _simbolos(entradas: Sequence[_Entrada], escrito: Borrador) -> list[types.DocumentSymbol]:
    return [
        types.DocumentSymbol(
            entrada.nombre,
            entrada.clase,
            escrito.tramo(*entrada.tramo),
            escrito.tramo(entrada.tramo.inicio, _fin_de_linea(escrito, entrada.tramo)),
            children=_simbolos(entrada.hijas, escrito),
        )
        for entrada in entradas
    ]


def _fin_de_linea(escrito: Borrador, tramo: Trecho) -> int:
    return min(tramo.fin, escrito.lineas.fin(escrito.lineas.numero_de_linea(tramo.inicio)))
