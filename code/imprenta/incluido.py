"""Las fórmulas falsas de los archivos que las páginas incluyen: se publican en ellas y no las dice ninguna.

Lo demás que traigan está sin cubrir, en la línea que los incluye. Del que solo se pide un trozo, o se enseña
como está, no se juzga nada.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.archivos import octetos_de, por_que_no_es_archivo
from imprenta.libro.bloque import Valla, todos
from imprenta.libro.disco import resumen_de
from imprenta.libro.hecho import Informe, Veredicto
from imprenta.libro.libro import Libro
from imprenta.libro.pagina import Pagina

INCLUIR, DE_MYST = "include", (".md", ".txt")


def informe_de_lo_incluido(libro: Libro, paginas: Iterable[Pagina], leidos: dict[Path, str]) -> Informe:
    """Cada fórmula falsa de los archivos enteros que incluyen las páginas, en su lugar; apunta qué lee."""
    veredictos = list[Veredicto]()
    for incluida in _incluidas(libro, paginas):
        leidos[libro.raiz / incluida.ruta] = resumen_de(libro.raiz / incluida.ruta)
        suyos = verificar(incluida, {}, {}).veredictos
        veredictos += [suyo for suyo in suyos if suyo.clase == "formula" and suyo.error]
    return Informe(tuple(veredictos))


def _incluidas(libro: Libro, paginas: Iterable[Pagina]) -> Iterator[Pagina]:
    """Los archivos que no son otra página, y los que estos incluyen a su vez, cada uno una vez."""
    por_mirar = list(paginas)
    vistas = {pagina.ruta for pagina in por_mirar}
    while por_mirar:
        for ruta in _nombradas(por_mirar.pop()):
            if ruta not in vistas and not por_que_no_es_archivo(libro.raiz / ruta):
                por_mirar.append(leer(ruta, octetos_de(libro.raiz / ruta), frozenset(libro.nombres)))
                yield por_mirar[-1]
            vistas.add(ruta)


def _nombradas(pagina: Pagina) -> Iterator[Path]:
    """Las rutas desde la raíz, dichas desde la página o, si empiezan por `/`, desde la raíz."""
    for bloque in todos(pagina.bloques):
        if isinstance(bloque, Valla) and bloque.nombre == INCLUIR and not bloque.contenido.strip():
            dicha = bloque.resto.strip()
            nombre = os.path.normpath(pagina.ruta.parent / dicha) if dicha[:1] != "/" else dicha[1:]
            if nombre.endswith(DE_MYST):
                yield Path(nombre)
