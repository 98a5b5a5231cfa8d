"""La memoria: los informes de las páginas que no han cambiado, para no volver a juzgarlas.

La clave de un informe son el texto de la página, lo que su código ha contestado, la bibliografía y la
propia imprenta: si cambia cualquiera de ellos, se juzga otra vez.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from imprenta.almacen import escribir
from imprenta.modelo import Consulta, Falta, Respuesta
from imprenta.pagina import Pagina
from imprenta.verificacion import Bibliografia, Informe, Veredicto, verificar

PIEZAS = "cadenas formulas ipynb latex lectura literales marcado memoria pagina rst verificacion".split()


def informe(
    carpeta: Path, pagina: Pagina, respuestas: Mapping[Consulta, Respuesta], bibliografia: Bibliografia
) -> Informe:
    """El informe de una página: el que se guardó si nada ha cambiado, o uno nuevo."""
    archivo = carpeta / "informes" / f"{_huella(str(pagina.ruta))[:16]}.json"
    clave = _clave(pagina, respuestas, bibliografia)
    if guardado := _leer(archivo, clave):
        return guardado
    nuevo = verificar(pagina, respuestas, bibliografia)
    escribir(archivo, json.dumps({"clave": clave} | asdict(nuevo), ensure_ascii=False, default=str))
    return nuevo


def _clave(pagina: Pagina, respuestas: Mapping[Consulta, Respuesta], bibliografia: Bibliografia) -> str:
    contestado = [(c.linea, c.columna, c.expresion, repr(r)) for c, r in respuestas.items()]
    fuentes = sorted((clave, sorted(datos)) for clave, datos in bibliografia.items())
    return _huella(repr((_sello(), str(pagina.ruta), pagina.texto, pagina.faltas, contestado, fuentes)))


@functools.cache
def _sello() -> str:
    """La huella de las piezas de la imprenta que leen y juzgan."""
    aqui = Path(__file__).parent
    return _huella("".join((aqui / f"{pieza}.py").read_text(encoding="utf-8") for pieza in PIEZAS))


def _huella(texto: str) -> str:
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass")).hexdigest()


def _leer(archivo: Path, clave: str) -> Informe | None:
    try:
        datos = json.loads(archivo.read_text(encoding="utf-8"))
        if datos["clave"] != clave:
            return None
        return Informe(
            tuple(Veredicto(**_con_ruta(v)) for v in datos["veredictos"]),
            tuple(Falta(**_con_ruta(f)) for f in datos["sin_cubrir"]),
            tuple(Falta(**_con_ruta(f)) for f in datos["mal_escritas"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _con_ruta(campos: dict[str, Any]) -> dict[str, Any]:
    return campos | {"ruta": Path(campos["ruta"])}
