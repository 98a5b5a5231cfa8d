"""La memoria: los informes de las páginas que no han cambiado, para no volver a juzgarlas.

La clave de un informe son el texto de la página, lo que su código ha contestado, la bibliografía y la
propia imprenta: si cambia cualquiera de ellos, se juzga otra vez.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.juzgar.veredictos import verificar
from imprenta.libro.disco import CASA, quitar, resumen_de_carpeta
from imprenta.libro.guardado import guardado, guardar
from imprenta.libro.hecho import Informe, Veredicto
from imprenta.libro.modelo import Consulta, Falta, Respuesta
from imprenta.libro.pagina import Pagina

CARPETAS = ("juzgar", "leer", "libro")  # las de la imprenta que leen y juzgan
LEEN_Y_JUZGAN = ("markdown-it-py", "mdit-py-plugins", "num2words", "pyyaml")


def informe_de(
    carpeta: Path, pagina: Pagina, respuestas: Mapping[Consulta, Respuesta], bibliografia: Bibliografia
) -> Informe:
    """El informe de una página: el que se guardó si nada ha cambiado, o uno nuevo."""
    archivo = _archivo(carpeta, str(pagina.ruta))
    clave = _clave(pagina, respuestas, bibliografia)
    if (informe := _guardado(archivo, clave)) is not None:
        return informe
    nuevo = verificar(pagina, respuestas, bibliografia)
    guardar(archivo, {"clave": clave} | asdict(nuevo))
    return nuevo


def podar_informes(carpeta: Path, paginas: Iterable[str]) -> None:
    """Quita los informes de las páginas que ya no están."""
    quedan = {_archivo(carpeta, pagina) for pagina in paginas}
    for archivo in set((carpeta / "informes").glob("*.json")) - quedan:
        quitar(archivo)


def _archivo(carpeta: Path, pagina: str) -> Path:
    return carpeta / "informes" / f"{_huella(pagina)[:16]}.json"


def _clave(pagina: Pagina, respuestas: Mapping[Consulta, Respuesta], bibliografia: Bibliografia) -> str:
    contestado = [(c.linea, c.columna, c.expresion, repr(r)) for c, r in respuestas.items()]
    leido = (str(pagina.ruta), pagina.texto, pagina.cuaderno.crudo, pagina.faltas, sorted(pagina.nombres))
    return _huella(repr((_huella_de_quien_juzga(), leido, contestado, bibliografia.huella)))


@functools.cache
def _huella_de_quien_juzga() -> str:
    """La huella de cuanto lee y juzga: las carpetas de la imprenta y las bibliotecas que usan."""
    return repr(
        (
            [version(nombre) for nombre in LEEN_Y_JUZGAN],
            [resumen_de_carpeta(CASA / carpeta) for carpeta in CARPETAS],
        )
    )


def _huella(texto: str) -> str:
    return hashlib.sha256(texto.encode("utf-8", "surrogatepass")).hexdigest()


def _guardado(archivo: Path, clave: str) -> Informe | None:
    datos = guardado(archivo)
    try:
        if datos["clave"] != clave:
            return None
        return Informe(
            tuple(Veredicto(**_con_ruta(v)) for v in datos["veredictos"]),
            tuple(Falta(**_con_ruta(f)) for f in datos["sin_cubrir"]),
            tuple(Falta(**_con_ruta(f)) for f in datos["mal_escritas"]),
        )
    except (LookupError, TypeError):  # guardado por otra imprenta
        return None


def _con_ruta(campos: dict[str, Any]) -> dict[str, Any]:
    return campos | {"ruta": Path(campos["ruta"])}
