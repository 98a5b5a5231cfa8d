"""Los segundos de cada celda de una página: `python -m bench.celdas LIBRO PÁGINA`."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro


def segundos_de_las_celdas(libro: Path, pagina: Path) -> list[float]:
    """Lo que tarda cada celda de la página, ejecutada de principio a fin en un proceso nuevo."""
    orden = [sys.executable, "-m", "bench.celdas", str(libro), str(pagina)]
    entorno = os.environ | {"PYTHONPATH": os.pathsep.join([str(libro / "code"), *filter(None, sys.path)])}
    raiz = Path(__file__).parents[1]
    hecho = subprocess.run(orden, cwd=raiz, env=entorno, stdout=subprocess.PIPE, text=True, check=True)
    return list(json.loads(hecho.stdout.splitlines()[-1]))


def _cronometrar(libro: Path, pagina: Path) -> list[float]:
    from IPython.core.interactiveshell import InteractiveShell

    segundos, consola = [], InteractiveShell.instance()
    for celda in Jornada(leer_libro(libro)).paginas[pagina].celdas:
        empieza = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            consola.run_cell(celda.codigo).raise_error()  # type: ignore[no-untyped-call]
        segundos.append(time.perf_counter() - empieza)
    return segundos


if __name__ == "__main__":
    print(json.dumps(_cronometrar(Path(sys.argv[1]), Path(sys.argv[2]))))
