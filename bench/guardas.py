"""Lo que cuesta cada guarda en una edición: las que cuidan de que lo publicado sea lo comprobado.

python -m bench.guardas CARPETA   # construye ese libro y escribe los segundos de cada una en $GUARDAS
"""

from __future__ import annotations

import functools
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.carpetas import escribir_libro, escribir_pagina
from bench.construccion import EDITADA
from bench.medida import medir
from imprenta.__main__ import main
from imprenta.jornada import Jornada
from imprenta.pintar import compartido
from imprenta.pintar.estado import EstadoDeSphinx

PAGINAS = 40
GUARDAS: dict[str, tuple[Any, str]] = {
    "partir de una copia comprobada": (EstadoDeSphinx, "preparar"),
    "mirar si las páginas han escrito algo": (EstadoDeSphinx, "sigue"),
    "mirar por su contenido lo que incluyen": (compartido, "con_otro_contenido"),
    "mirar lo que unas páginas enseñan de otras": (compartido, "si_cambia"),
    "mirar si algo ha cambiado mientras se pintaba": (EstadoDeSphinx, "terminar"),
    "mirar si algo ha cambiado mientras se ejecutaba": (Jornada, "cambios"),
    "firmar lo que se conserva": (EstadoDeSphinx, "conservar"),
}


def medidas(vueltas: int) -> dict[str, float]:
    """Milésimas de cada guarda al cambiar la prosa de una página de un libro; la mediana de las vueltas."""
    tiempos: defaultdict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as taller:
        carpeta, apuntes = Path(taller, "libro"), Path(taller, "apuntes")
        escribir_libro(carpeta, PAGINAS, True)
        for vuelta in range(vueltas + 1):
            apuntes.write_text("", encoding="utf-8")
            escribir_pagina(carpeta, EDITADA, "Más. " * vuelta)
            orden = [sys.executable, "-m", "bench.guardas", str(carpeta)]
            medir(orden, Path(__file__).parents[1], GUARDAS=str(apuntes))
            renglones = apuntes.read_text(encoding="utf-8").splitlines() if vuelta else []
            for guarda, segundos in map(json.loads, renglones):
                tiempos[guarda].append(1000 * segundos)
    return {guarda: statistics.median(tiempos[guarda]) for guarda in GUARDAS}


def _cronometrar(guarda: str, apuntes: str) -> None:
    """Apunta lo que tarda una guarda cada vez que se la llama, también en el proceso que pinta."""
    donde, nombre = GUARDAS[guarda]
    original = getattr(donde, nombre)

    @functools.wraps(original)
    def cronometrada(*argumentos: Any, **opciones: Any) -> Any:
        empieza = time.perf_counter()
        try:
            return original(*argumentos, **opciones)
        finally:
            with Path(apuntes).open("a", encoding="utf-8") as archivo:
                archivo.write(json.dumps([guarda, time.perf_counter() - empieza]) + "\n")

    setattr(donde, nombre, cronometrada)


if __name__ == "__main__":
    for guarda in GUARDAS:
        _cronometrar(guarda, os.environ["GUARDAS"])
    sys.exit(main(["html", sys.argv[1]], aparte=True))
