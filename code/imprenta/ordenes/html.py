"""`html`: ejecuta y verifica, llama a Sphinx aparte y solo al final cambia lo publicado."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from imprenta.jornada import Jornada, PaginaEjecutada
from imprenta.libro.libro import Libro
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.pintar.sphinx import con_sphinx, importar_sphinx
from imprenta.publicar.cambio import publicar
from imprenta.publicar.sello import Sello

REDIRECCION = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>{titulo}</title>
<meta http-equiv="refresh" content="0; url={destino}"><link rel="canonical" href="{destino}"></head>
<body><p><a href="{destino}">{titulo}</a></p></body></html>
"""


def html(libro: Libro) -> int:
    """Construye `_build/html`; si algo falla, el último libro bueno se queda donde estaba."""
    return con_candado(libro, _html)


def _html(libro: Libro) -> int:
    sello = Sello(libro)
    jornada = Jornada(libro, mientras=importar_sphinx)
    if fallo := decir(libro, jornada.comprobacion):
        return fallo
    indice = (libro.obra / "html" / "index.html").relative_to(libro.raiz)
    if sello.vale(jornada.ejecutadas):
        print(f"Nada ha cambiado: el libro sigue en {indice}")
        return 0
    pruebas = libro.taller / "html"
    faltas = con_sphinx(jornada, "html", pruebas)
    quejarse(libro, faltas)
    if faltas:
        return 1
    _dejar_indice(libro, pruebas / "index.html")
    _dejar_cuadernos(libro, jornada.ejecutadas, pruebas / "descargas")
    publicar(pruebas, libro.obra / "html")
    sello.poner(jornada.ejecutadas)
    jornada.podar()
    print(f"El libro está en {indice}")
    return 0


def _dejar_indice(libro: Libro, indice: Path) -> None:
    """La puerta de entrada, que lleva a la primera página si ella misma no lo es."""
    if not indice.exists():
        destino = libro.documento(libro.paginas[0]) + ".html"
        titulo = libro.config.get("title", "")
        indice.write_text(REDIRECCION.format(titulo=titulo, destino=destino), encoding="utf-8")


def _dejar_cuadernos(libro: Libro, paginas: Mapping[Path, PaginaEjecutada], destino: Path) -> None:
    from imprenta.pintar import cuaderno_descargable  # nbformat tarda: solo quien construye lo paga

    ejecutadas = ((libro.documento(ruta), e.pagina, e.ejecucion) for ruta, e in paginas.items())
    cuaderno_descargable.escribir_descargas(ejecutadas, libro.raiz, destino)
