"""La lista de los números que un cambio mueve, para una terminal y para el resumen que enseña GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from imprenta.mesa.movidos import Movido

SON_NOTICIA_DE_LA_TABLA = "⚠ cambia de signo o en más de diez veces"


def en_lineas(movidos: Mapping[Path, Sequence[Movido]], desde: str) -> str:
    """Una línea por número, con su lugar, y al final cuántos son."""
    lineas = [
        f"{ruta}:{m.linea}:{m.columna}: {m.frase.con(f'[{m.antes} → {m.despues}]')}{_notas(m)}"
        for ruta, suyos in movidos.items()
        for m in suyos
    ]
    return "\n".join([*lineas, _resumen(movidos, desde)])


def tabla_de_markdown(movidos: Mapping[Path, Sequence[Movido]], desde: str) -> str:
    """Una tabla por página, debajo de cuántos son en todas."""
    partes = [f"### {_resumen(movidos, desde)}"]
    for ruta, suyos in movidos.items():
        filas = (
            f"| {m.linea} | `{_celda(m.antes)}` | `{_celda(m.despues)}` | {_en_codigo(m.expresion)}"
            f" | {_en_su_frase(m)}{_notas(m)} |"
            for m in suyos
        )
        tabla = ("| Línea | Antes | Ahora | Lo calcula | Frase |", "| ---: | --- | --- | --- | --- |", *filas)
        partes.append(f"**{ruta.as_posix()}**\n\n" + "\n".join(tabla))
    return "\n\n".join(partes)


def _resumen(movidos: Mapping[Path, Sequence[Movido]], desde: str) -> str:
    todos = [m for suyos in movidos.values() for m in suyos]
    tras = f" desde {desde}" if desde else ""
    if not todos:
        return f"Ningún número cambia{tras}"
    paginas = "1 página" if len(movidos) == 1 else f"{len(movidos)} páginas"
    cambian = f"1 número cambia{tras} en {paginas}"
    if len(todos) > 1:
        cambian = f"{len(todos)} números cambian{tras} en {paginas}"
    pendientes = sum(m.pendiente for m in todos)
    por_aceptar = f"; {pendientes} por aceptar con `imprenta aceptar`" if pendientes else ""
    return f"{cambian}{por_aceptar}"


def _notas(movido: Movido) -> str:
    notas = [SON_NOTICIA_DE_LA_TABLA] * movido.es_noticia + ["por aceptar"] * movido.pendiente
    return f" ({'; '.join(notas)})" if notas else ""


def _en_codigo(expresion: str) -> str:
    return f"`{_celda(expresion)}`" if expresion else "la fórmula"


def _en_su_frase(movido: Movido) -> str:
    delante, detras = map(_llana, movido.frase)
    return _celda(f"{delante}**{_llana(movido.despues)}**{detras}")


def _llana(frase: str) -> str:
    """Sin lo que GitHub tomaría por énfasis, enlaces, HTML o fórmulas."""
    return re.sub(r"([\\*_<>$`~#\[\]])", r"\\\1", frase)


def _celda(texto: str) -> str:
    return " ".join(texto.split()).replace("|", r"\|")
