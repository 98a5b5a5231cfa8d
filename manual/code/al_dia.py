"""Pone al día lo que enseñan las sesiones de unas páginas: `python manual/code/al_dia.py manual/es/intro.md`.

Repite cada sesión y, donde una orden ya no diga lo escrito, escribe lo que dice. Lo que ha cambiado se mira
después con `git diff`, como cualquier frase.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import Any

import sesion
from IPython.display import Markdown

CELDA = re.compile(r"^(`{3,})\{code-cell\}[^\n]*\n(?P<codigo>.*?)^\1$", re.MULTILINE | re.DOTALL)
OPCIONES = re.compile(r"\A(?::[^\n]*\n)+")


def con_lo_que_sale(escrita: str, suya: sesion.Sesion) -> str:
    """Una sesión con lo que ahora dice cada orden; lo que ya era así se queda como está."""
    nueva, hasta = "", 0
    casas = [*sesion.PIEZA.finditer(escrita)]
    for casa, pieza in zip(casas, sesion.piezas(escrita), strict=True):
        nueva, hasta = nueva + escrita[hasta : casa.end()], casa.end()
        if pieza.clase != "orden":
            suya.hecha(pieza)
            continue
        dicho = suya.decir(pieza.nombre)
        if not sesion.es_lo_dicho(pieza.cuerpo.strip("\n"), dicho):
            final = min((otra.start() for otra in casas if otra.start() >= hasta), default=len(escrita))
            nueva, hasta = nueva + f"{dicho}\n".lstrip("\n"), final
    return nueva + escrita[hasta:]


def poner_al_dia(pagina: Path) -> bool:
    """Escribe en la página lo que ahora dicen sus órdenes; devuelve si ha cambiado algo."""
    texto = pagina.read_text(encoding="utf-8")
    cambios: list[tuple[str, str]] = []

    class Anotada(sesion.Sesion):
        def __call__(self, escrita: str) -> Markdown:
            cambios.append((escrita, con_lo_que_sale(escrita, self)))
            return sesion.como_markdown("")

    original, sesion.Sesion = sesion.Sesion, Anotada  # type: ignore[misc]
    espacio: dict[str, Any] = {}
    try:
        with contextlib.chdir(pagina.parent):
            for celda in CELDA.finditer(texto):
                exec(OPCIONES.sub("", celda["codigo"]), espacio)
    finally:
        sesion.Sesion = original  # type: ignore[misc]
    antes = texto = pagina.read_text(encoding="utf-8")  # quizá alguien la ha editado entre tanto
    desde = 0
    for vieja, nueva in cambios:  # en orden: una sesión puede ser parte de otra
        sitio = texto.index(f'r"""{vieja}"""', desde) + len('r"""')
        texto = texto[:sitio] + nueva + texto[sitio + len(vieja) :]
        desde = sitio + len(nueva)
    if texto != antes:
        pagina.write_text(texto, encoding="utf-8")
    return texto != antes


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for nombre in sys.argv[1:]:
        print(nombre, "cambia" if poner_al_dia(Path(nombre)) else "sigue igual")
