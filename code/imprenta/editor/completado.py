"""Con qué puede seguir lo que se está escribiendo: nombres del código, roles, fichas y destinos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lsprotocol import types

from imprenta.editor.atril import Atril, Indagado
from imprenta.editor.borrador import Borrador
from imprenta.editor.etiquetas import etiquetas_de
from imprenta.editor.expresiones import Empezado, empezado_en
from imprenta.editor.fichas import fichas_de
from imprenta.editor.lugares import celda_en, punto_de
from imprenta.libro.pagina import Pagina

ROLES = {
    "cifra": "un número atado: literal <expresión>",
    "afirma": "unas palabras que son ciertas siempre: texto <condición>",
    "ocurre": "unas palabras que son ciertas esta vez: texto <condición>",
    "dato": "un dato de la bibliografía: literal <obra>",
    "nombre": "un nombre que lleva números y no cuenta nada",
    "term": "un término del glosario",
    "cite": "una cita de la bibliografía",
    "ref": "un enlace a una etiqueta",
    "numref": "un enlace a una figura, con su número",
    "eq": "un enlace a una fórmula, con su número",
    "doc": "un enlace a otra página",
    "index": "una voz del índice alfabético",
}
CLASES_DE_NOMBRE = {
    "variable": types.CompletionItemKind.Variable,
    "función": types.CompletionItemKind.Function,
    "clase": types.CompletionItemKind.Class,
    "módulo": types.CompletionItemKind.Module,
    "atributo": types.CompletionItemKind.Field,
    "propiedad": types.CompletionItemKind.Property,
    "método": types.CompletionItemKind.Method,
    "clave": types.CompletionItemKind.EnumMember,
    "elemento": types.CompletionItemKind.Value,
}


class Pregunta(NamedTuple):
    """Lo que se está escribiendo en una posición, y desde qué punto de la página se busca con qué sigue."""

    empezado: Empezado
    posicion: int
    punto: int


def pregunta_en(pagina: Pagina, posicion: int) -> Pregunta | None:
    """Qué se completa en una posición, si es algo."""
    if celda_en(pagina, posicion) is not None:
        n = pagina.en_lineas.numero_de_linea(posicion)
        escrita = pagina.texto[pagina.en_lineas.principio(n) : posicion]
        punto = punto_de(pagina, posicion, tras_la_celda=False)
        return Pregunta(Empezado("expresión", escrita), posicion, punto)
    empezado = empezado_en(pagina.texto, posicion)
    return Pregunta(empezado, posicion, punto_de(pagina, posicion)) if empezado else None


def completados(
    pregunta: Pregunta, atril: Atril, escrito: Borrador, indagado: Indagado, paginas: Iterable[Pagina]
) -> list[types.CompletionItem]:
    """Con qué puede seguir; se pregunta al proceso de la página solo si es una expresión."""
    que, texto = pregunta.empezado
    if que == "expresión":
        return list(_de_la_pagina(pregunta, escrito, indagado))
    tramo = escrito.tramo(pregunta.posicion - len(texto), pregunta.posicion)
    if que == "rol":
        return list(_roles(tramo))
    if que == "clave":
        nombres = atril.libro.bibliografias if atril.libro else []
        fichas = ((ficha.clave, ficha.resumen) for ficha in fichas_de(atril.raiz, nombres))
        return [_sencillo(tramo, clave, dicho, types.CompletionItemKind.Reference) for clave, dicho in fichas]
    return [
        _sencillo(
            tramo, etiqueta.nombre, f"{etiqueta.clase} de {pagina.ruta}", types.CompletionItemKind.Reference
        )
        for pagina in paginas
        for etiqueta in etiquetas_de(pagina)
    ]


def _de_la_pagina(
    pregunta: Pregunta, escrito: Borrador, indagado: Indagado
) -> Iterator[types.CompletionItem]:
    texto = pregunta.empezado.texto
    hallado = indagado({"que": "nombres", "texto": texto})
    desde = pregunta.posicion - len(texto) + int(hallado.get("desde", len(texto)))
    tramo = escrito.tramo(desde, pregunta.posicion)
    for orden, ficha in enumerate(hallado.get("nombres", ())):
        yield types.CompletionItem(
            ficha["nombre"],
            kind=CLASES_DE_NOMBRE.get(ficha["clase"], types.CompletionItemKind.Text),
            detail=" ".join(filter(None, (ficha["tipo"], ficha["valor"]))),
            documentation=ficha["doc"] or None,
            sort_text=f"{orden:04}",
            filter_text=ficha["nombre"],
            text_edit=types.TextEdit(tramo, ficha["nombre"]),
        )


def _roles(tramo: types.Range) -> Iterator[types.CompletionItem]:
    for rol, dicho in ROLES.items():
        yield _sencillo(tramo, rol, dicho, types.CompletionItemKind.Keyword)


def _sencillo(
    tramo: types.Range, nombre: str, dicho: str, clase: types.CompletionItemKind
) -> types.CompletionItem:
    return types.CompletionItem(
        nombre, kind=clase, detail=dicho, filter_text=nombre, text_edit=types.TextEdit(tramo, nombre)
    )
