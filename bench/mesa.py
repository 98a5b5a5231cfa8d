"""La mesa del autor: lo que tarda en ver, en saber y en aceptar lo que cambia. Se mide en este libro."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from bench.aceptacion import Aceptado, aceptar_un_cambio
from bench.escribir import Contestado, al_teclear
from bench.vivo import Vista, de_guardar_a_ver, paginas_que_medir

TITULO = "## La mesa del autor"
OBJETIVOS = {"un número falso": 0.5, "una frase": 1.0, "un número recién atado": 1.0, "una celda": 1.0}
ARREGLO = "el arreglo"
SECCION = """\
{titulo}

En {paginas} páginas de este libro, con un cambio de cada clase en cada una y un navegador de verdad que mira
lo que sirve `make livehtml`: los segundos desde que se empieza a guardar hasta que lo nuevo se ve. Al lado,
por turnos y en una copia igual, un `make html` de lo mismo, que es lo que antes había que esperar. A una
celda se le descuenta lo que ella tarda en ejecutarse.

| se guarda | mediana | la peor | objetivo | `make html` | cociente |
|---|--:|--:|--:|--:|--:|
{visto}

Página a página, y de la celda, además, lo suyo y lo que tarda con las que la siguen:

| página | {clases} | lo suyo | con las que siguen |
|---|{rayas}--:|--:|
{por_pagina}

En un editor, sin guardar, los segundos de teclear a saberlo; al lado, un `make verify` de lo mismo:

| en el editor | mediana | la peor | `make verify` | cociente |
|---|--:|--:|--:|--:|
{contestado}

Un `6` que pasa a `3` en los pesos de Glorot deja falsos {numeros} números. `make verify` lo dice en
{verificar:.1f} s, que son de ejecutar las páginas que los usan; `make aceptar` los escribe en {aceptar:.1f} s
y otro `make verify` tarda {despues:.1f} s. Quedan {por_reescribir} frases que ha de reescribir una persona.
"""


Medido = TypeVar("Medido")


def seccion() -> str:
    """Lo que el informe dice de la mesa, recién medido."""
    with tempfile.TemporaryDirectory() as taller:
        vistas = list(_contando(de_guardar_a_ver(Path(taller))))
        quieto = Path(taller, "quieto")
        rutas = [quieto / suya for suya in paginas_que_medir(quieto)]
        contestados = list(_contando(al_teclear(rutas)))
        aceptado = aceptar_un_cambio(quieto)
    return _escrita(vistas, contestados, aceptado)


def _contando(medidos: Iterable[Medido]) -> Iterator[Medido]:
    for medido in medidos:
        print(medido, flush=True)
        yield medido


def _escrita(vistas: Sequence[Vista], contestados: Sequence[Contestado], aceptado: Aceptado) -> str:
    paginas = list(dict.fromkeys(vista.pagina for vista in vistas))
    return SECCION.format(
        titulo=TITULO,
        paginas=len(paginas),
        visto="\n".join(
            _de_vistas(que, [v for v in vistas if v.cambio == que]) for que in (*OBJETIVOS, ARREGLO)
        ),
        clases=" | ".join(OBJETIVOS),
        rayas="--:|" * len(OBJETIVOS),
        por_pagina="\n".join(_de_una_pagina([v for v in vistas if v.pagina == pagina]) for pagina in paginas),
        contestado="\n".join(
            _de_contestados(que, [c for c in contestados if c.que == que])
            for que in dict.fromkeys(contestado.que for contestado in contestados)
        ),
        **aceptado._asdict(),
    )


def _de_vistas(que: str, vistas: Sequence[Vista]) -> str:
    objetivo = f"≤ {OBJETIVOS[que]}" if que in OBJETIVOS else ""
    segundos = [vista.visto - vista.suyo for vista in vistas]
    return _renglon(que, segundos, [vista.construido - vista.suyo for vista in vistas], objetivo)


def _de_contestados(que: str, contestados: Sequence[Contestado]) -> str:
    return _renglon(que, [c.segundos for c in contestados], [c.verificado for c in contestados])


def _renglon(que: str, segundos: Sequence[float], antes: Sequence[float], *objetivo: str) -> str:
    nuevo, viejo = statistics.median(segundos), statistics.median(antes)
    frente = (f"{viejo:.2f}", f"{nuevo / viejo:.3f}") if viejo else ("", "")
    return f"| {' | '.join([que, f'{nuevo:.3f}', f'{max(segundos):.3f}', *objetivo, *frente])} |"


def _de_una_pagina(vistas: Sequence[Vista]) -> str:
    por_clase = {vista.cambio: vista for vista in vistas}
    celda = por_clase["una celda"]
    suyos = [por_clase[que].visto for que in OBJETIVOS]
    return f"| {' | '.join([celda.pagina, *(f'{s:.2f}' for s in (*suyos, celda.suyo, celda.desde_ella))])} |"
