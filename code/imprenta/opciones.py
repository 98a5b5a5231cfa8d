"""Las órdenes que hay y lo que admite cada una."""

from __future__ import annotations

import argparse
import math
import os
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from imprenta.idioma.catalogo import LENGUAS_DE_LA_IMPRENTA
from imprenta.idioma.eleccion import OPCION_DEL_IDIOMA
from imprenta.libro.terminal import Analizador, direccion_de_cluster, positivo

ORDENES = {
    "html": "ejecuta, verifica y construye _build/html/index.html",
    "pdf": "construye _build/pdf/libro.pdf con las mismas salidas ejecutadas",
    "epub": "construye _build/epub/libro.epub con las mismas salidas ejecutadas",
    "nuevo": "escribe en una carpeta un libro pequeño que se imprime tal cual",
    "adopta": "mira un libro que ya existe, dice qué no está cubierto y propone cómo adoptarlo poco a poco",
    "verify": "comprueba cada número, afirmación y fórmula sin construir nada",
    "check": "revisa la ortografía, la tipografía, los enlaces y el aparato de la prosa",
    "atar": "ata al código los números sin cubrir de una página, a elegir",
    "livehtml": "construye, enseña el libro en el navegador y sigue los cambios",
    "aceptar": "enseña los números que ya no son ciertos y escribe los que se acepten",
    "mutate": "cambia números de la prosa, o el código, y comprueba que se nota",
    "semillas": "comprueba cada afirmación con otras semillas",
    "lsp": "habla con un editor, y le dice lo que está mal mientras se escribe",
}

DISTRIBUCION = "imprenta-ejecutable"


class Version(argparse.Action):
    """Dice la de la imprenta, y acaba."""

    def __call__(self, analizador: ArgumentParser, *_: object) -> None:
        from importlib import metadata  # tarda en importarse, y casi nunca hace falta

        try:
            cual = metadata.version(DISTRIBUCION)
        except metadata.PackageNotFoundError:
            cual = "sin instalar"
        print(f"{DISTRIBUCION} {cual}")
        analizador.exit()


def analizador_de_ordenes() -> ArgumentParser:
    """Quien entiende la línea de órdenes, y explica en español por qué no la entiende."""
    analizador = Analizador(prog="imprenta", description="Imprime un libro y demuestra su prosa.")
    ayuda = "dice qué versión es, y nada más"
    analizador.add_argument("--version", action=Version, nargs=0, default=argparse.SUPPRESS, help=ayuda)
    _con_idioma(analizador)
    ordenes = analizador.add_subparsers(dest="orden", required=True, metavar="ORDEN")
    for nombre, ayuda in ORDENES.items():
        orden = ordenes.add_parser(nombre, help=ayuda)
        _con_idioma(orden)
        if nombre == "atar":
            ayuda = "la página, desde aquí o desde el libro: uno.md, uno.md:12 o uno.md:12:5"
            orden.add_argument("pagina", metavar="PÁGINA[:LÍNEA[:COLUMNA]]", help=ayuda)
        cuantas = None if nombre == "nuevo" else "?"
        orden.add_argument("carpeta", nargs=cuantas, type=Path, default=Path(), metavar="CARPETA")
        for admitir in QUE_ADMITEN.get(nombre, ()):
            admitir(orden)
    return analizador


def _con_idioma(analizador: ArgumentParser) -> None:
    """La lengua de los mensajes, antes o después de la orden."""
    ayuda = "la lengua de los mensajes: es o en (IMPRENTA_IDIOMA o la del sistema)"
    analizador.add_argument(
        OPCION_DEL_IDIOMA,
        choices=LENGUAS_DE_LA_IMPRENTA,
        default=argparse.SUPPRESS,
        metavar="LENGUA",
        help=ayuda,
    )


def _en_un_cluster(orden: ArgumentParser) -> None:
    orden.add_argument(
        "--cluster",
        default="",
        metavar="DIRECCIÓN",
        type=direccion_de_cluster,
        help="ejecuta las páginas en un cluster de Dask (tcp://máquina:8786)",
    )


def _preguntando(orden: ArgumentParser) -> None:
    orden.add_argument("--si", action="store_true", help="lo acepta todo sin preguntar")
    orden.add_argument("--no", action="store_true", help="lo enseña y no escribe nada")


def _que_aceptar(orden: ArgumentParser) -> None:
    orden.add_argument("--pagina", default="", metavar="P", help="solo los de una página")
    ayuda = "los números que cambian desde un commit; no escribe nada"
    orden.add_argument("--desde", default="", metavar="COMMIT", help=ayuda)
    orden.add_argument("--markdown", action="store_true", help="en una tabla, sin escribir nada")


def _que_mutar(orden: ArgumentParser) -> None:
    orden.add_argument("--todos", action="store_true", help="todos los mutantes y no una muestra")
    ayuda = "cambia el código que las páginas ejecutan, y no la prosa"
    orden.add_argument("--codigo", action="store_true", help=ayuda)


def _cuantas_semillas(orden: ArgumentParser) -> None:
    orden.add_argument("--veces", type=positivo, default=20, metavar="N", help="cuántas (20)")
    ayuda = "solo una muestra: las que quepan en S segundos, sin escribir el acta"
    orden.add_argument("--segundos", type=positivo, default=math.inf, metavar="S", help=ayuda)


def _de_los_editores(orden: ArgumentParser) -> None:
    """Lo que añaden muchos: no cambia nada."""
    orden.add_argument("--stdio", action="store_true", help=argparse.SUPPRESS)
    orden.add_argument("--clientProcessId", dest="editor", default="", help=argparse.SUPPRESS)


def _donde_se_sirve(orden: ArgumentParser) -> None:
    # Sin `type`: lo que no es un puerto lo dice la orden, en español.
    puerto = os.environ.get("PUERTO") or "8000"
    orden.add_argument("--puerto", nargs="?", const="", default=puerto, help="dónde (PUERTO u 8000)")
    ayuda = "con qué se abre una falta: vscode, subl, emacsclient…, 'miedit +{linea} {ruta}' o copiar"
    orden.add_argument("--editor", default="", help=ayuda)


QUE_ADMITEN: dict[str, tuple[Callable[[ArgumentParser], None], ...]] = {
    **dict.fromkeys(("html", "pdf", "epub", "verify"), (_en_un_cluster,)),
    "adopta": (_preguntando,),
    "aceptar": (_preguntando, _que_aceptar),
    "mutate": (_que_mutar,),
    "semillas": (_cuantas_semillas,),
    "lsp": (_de_los_editores,),
    "livehtml": (_donde_se_sirve,),
}
