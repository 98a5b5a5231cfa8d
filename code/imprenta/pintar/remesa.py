"""Lo que se manda a quien pinta en caliente: de un libro, solo lo que no es como lo que ya tiene.

Una remesa entera es para el fogón, que cría a quien la pinte; una que no lo es vale solo para quien tiene lo
demás, y si ha muerto no le sirve a nadie.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from imprenta.libro.hecho import LibroHecho, PaginaEjecutada


class LibroEnviado(NamedTuple):
    """El libro con solo las páginas y los informes nuevos, y el orden de todos; o entero."""

    nuevo: LibroHecho
    paginas: list[Path]
    informes: list[Path]
    entera: bool


def remesa(hecho: LibroHecho, antes: LibroHecho | None) -> LibroEnviado:
    """La de un libro para quien tiene el de antes o, si no hay nadie, para el fogón."""
    if antes is None:
        return LibroEnviado(hecho, [*hecho.paginas], [*hecho.informes], entera=True)
    nuevo = replace(
        hecho,
        paginas={
            r: hecha for r, hecha in hecho.paginas.items() if not _es_la_misma(hecha, antes.paginas.get(r))
        },
        informes={r: suyo for r, suyo in hecho.informes.items() if suyo != antes.informes.get(r)},
    )
    return LibroEnviado(nuevo, [*hecho.paginas], [*hecho.informes], entera=False)


def recibida(remesa: LibroEnviado, antes: LibroHecho) -> LibroHecho:
    """El libro de una remesa, con lo que ya se tenía."""
    paginas = antes.paginas | remesa.nuevo.paginas
    informes = {**antes.informes, **remesa.nuevo.informes}
    return replace(
        remesa.nuevo,
        paginas={ruta: paginas[ruta] for ruta in remesa.paginas},
        informes={ruta: informes[ruta] for ruta in remesa.informes},
    )


def _es_la_misma(ahora: PaginaEjecutada, antes: PaginaEjecutada | None) -> bool:
    """Dos páginas leídas por separado pueden ser iguales y enseñar otra cosa: lo adjunto de un cuaderno."""
    return antes is not None and antes.pagina is ahora.pagina and antes == ahora
