"""Adónde se va desde lo que hay bajo el cursor: al código, a la celda, a la ficha o a la etiqueta."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from imprenta.editor.atril import Atril, Indagado
from imprenta.editor.etiquetas import definicion_en_la_pagina, etiquetas_de
from imprenta.editor.expresiones import A_UN_DESTINO, nombrado_en
from imprenta.editor.fichas import fichas_de
from imprenta.editor.lugares import Trecho, celda_en, pieza_en
from imprenta.libro.pagina import Formula, Pagina, Rol, Tipo


class Paradero(NamedTuple):
    """Un lugar de un archivo: la línea y la columna, desde 1, y lo que ocupa en ella."""

    ruta: Path
    linea: int
    columna: int = 1
    largo: int = 0


class Nombrado(NamedTuple):
    """Lo que se nombra bajo el cursor: un «nombre» del código, una «clave» de un `.bib` o una «etiqueta»."""

    que: str
    texto: str


def nombrado_bajo(pagina: Pagina, posicion: int) -> Nombrado | None:
    """Qué nombra lo que hay en una posición."""
    if (celda := celda_en(pagina, posicion)) is not None:
        n = pagina.en_lineas.numero_de_linea(posicion)
        linea = pagina.en_lineas.linea(n)
        sangria = len(linea) - len(linea.lstrip())
        columna = posicion - max(pagina.en_lineas.principio(n), celda[1].inicio) - sangria
        return _nombre(nombrado_en(linea.strip(), columna))
    hallada = pieza_en(pagina, posicion)
    if hallada is not None and isinstance(hallada[0], Rol):
        return _en_el_rol(pagina.texto, hallada[0], hallada[1], posicion)
    if hallada is not None and isinstance(hallada[0], Formula) and hallada[0].define:
        return _nombre(hallada[0].define)
    return _en_una_marca(pagina, posicion)


def _nombre(texto: str) -> Nombrado | None:
    return Nombrado("nombre", texto) if texto else None


def _en_el_rol(texto: str, rol: Rol, tramo: Trecho, posicion: int) -> Nombrado | None:
    if rol.nombre == "dato":
        return Nombrado("clave", rol.expresion)
    inicio = texto.find(rol.expresion, rol.inicio + len(rol.literal), tramo.fin)
    if inicio < 0:
        return None
    dentro = min(max(posicion - inicio, 0), len(rol.expresion))
    return _nombre(nombrado_en(rol.expresion, dentro) or nombrado_en(rol.expresion, 0))


def _en_una_marca(pagina: Pagina, posicion: int) -> Nombrado | None:
    for marca in pagina.marcas:
        if not marca.inicio <= posicion <= marca.fin:
            continue
        dicho = pagina.texto[slice(*marca.texto)]
        dentro = dicho.partition("<")[2].rstrip(">") if "<" in dicho else dicho
        if marca.tipo is Tipo.ROL and marca.nombre in A_UN_DESTINO:
            return Nombrado("etiqueta", dentro.strip())
        if marca.tipo is Tipo.ROL and marca.nombre.partition(":")[0] == "cite":
            antes = dicho[: max(0, posicion - marca.texto[0])].rpartition(",")[2]
            return Nombrado(
                "clave", (antes + dicho[max(0, posicion - marca.texto[0]) :]).partition(",")[0].strip()
            )
        destino = pagina.texto[slice(*marca.destino)]
        if marca.tipo is Tipo.ENLACE and destino.startswith("#"):
            return Nombrado("etiqueta", destino[1:])
    return None


def destinos_de(
    nombrado: Nombrado,
    atril: Atril,
    pagina: Pagina,
    posicion: int,
    indagado: Indagado,
    paginas: Callable[[], Iterable[Pagina]],
) -> list[Paradero]:
    """Los lugares en que está lo que se nombra; ninguno si no se sabe."""
    if nombrado.que == "clave":
        nombres = atril.libro.bibliografias if atril.libro else []
        fichas = (ficha for ficha in fichas_de(atril.raiz, nombres) if ficha.clave == nombrado.texto)
        return [Paradero(ficha.ruta, ficha.linea + 1) for ficha in fichas][:1]
    if nombrado.que == "etiqueta":
        halladas = (
            Paradero(atril.raiz / otra.ruta, *otra.lugar(etiqueta.inicio), len(etiqueta.nombre))
            for otra in paginas()
            for etiqueta in etiquetas_de(otra)
            if etiqueta.nombre == nombrado.texto
        )
        return list(halladas)[:1]
    return _del_codigo(nombrado.texto, atril.raiz, pagina, posicion, indagado)


def _del_codigo(nombre: str, raiz: Path, pagina: Pagina, posicion: int, indagado: Indagado) -> list[Paradero]:
    """La celda que lo asigna o, si lo trae de `code/` o es un atributo, el código."""
    entero = nombre.isidentifier()
    hallada = definicion_en_la_pagina(pagina, nombre if entero else _raiz_de(nombre), posicion)
    en_la_pagina: list[Paradero] = []
    if hallada is not None:
        celda, definido = hallada
        lugar = celda.lugar(definido.linea, definido.columna)
        en_la_pagina = [Paradero(raiz / pagina.ruta, *lugar, len(definido.nombre))]
        if entero and not definido.importa:
            return en_la_pagina
    en_el_codigo = indagado({"que": "definicion", "expresion": nombre})
    if en_el_codigo.get("archivo"):
        return [Paradero(Path(en_el_codigo["archivo"]), int(en_el_codigo["linea"]))]
    return en_la_pagina


def _raiz_de(nombre: str) -> str:
    return nombre.partition(".")[0].partition("[")[0]
