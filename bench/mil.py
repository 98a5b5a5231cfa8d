"""Mil páginas: lo que la imprenta gasta en cada una, frente a un libro diez veces menor."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.construccion import CASOS, Resultado, comparar

PEQUENO, GRANDE = 100, 1000
VECES, VECES_DE_MEMORIA = 1.2, 1.4  # las que puede crecer lo que gasta una página
SECCION = """\
## Mil páginas

Un libro de {grande} páginas y otro de {pequeno}, hechos igual y construidos uno tras otro. Se quiere que cada
página cueste lo mismo en los dos: que el procesador por página en frío no crezca más de {de_mas} veces ni la
memoria más de {de_memoria}. La imprenta de serie se mide arriba, con menos páginas: con tantas tardaría
demasiado.

| caso | {pequeno} páginas | {grande} páginas | procesador por página | con {grande} | veces | memoria \
| con {grande} | veces |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
{filas}
"""


def seccion() -> str:
    """La sección del informe."""
    with tempfile.TemporaryDirectory() as taller:
        por_tamano = {paginas: _medidos(Path(taller), paginas) for paginas in (PEQUENO, GRANDE)}
    filas = (_fila(*(por_tamano[paginas][caso.nombre] for paginas in por_tamano)) for caso in CASOS)
    return SECCION.format(
        grande=GRANDE,
        pequeno=PEQUENO,
        de_mas=VECES,
        de_memoria=VECES_DE_MEMORIA,
        filas="\n".join(filas),
    )


def _medidos(taller: Path, paginas: int) -> Mapping[str, Resultado]:
    medidos = {}
    for resultado in comparar(taller, paginas, 1, ["imprenta"]):
        if not resultado.fresco:
            raise SystemExit(f"{resultado}: la página no dice el número de ahora")
        print(f"{resultado}: {resultado.medida.segundos:.1f} s", flush=True)
        medidos[resultado.caso.nombre] = resultado
    return medidos


def _fila(pequeno: Resultado, grande: Resultado) -> str:
    suyo, mio = pequeno.medida, grande.medida
    por_pagina = [1000 * r.medida.procesador / r.paginas for r in (pequeno, grande)]
    memoria = f"{mio.memoria / suyo.memoria:.2f}" if suyo.memoria else "—"
    return (
        f"| {pequeno.caso.nombre} | {suyo.segundos:.1f} s | {mio.segundos:.1f} s "
        f"| {por_pagina[0]:.0f} ms | {por_pagina[1]:.0f} ms | {por_pagina[1] / por_pagina[0]:.2f} "
        f"| {suyo.memoria:.0f} MB | {mio.memoria:.0f} MB | {memoria} |"
    )
