"""El cuaderno que un lector descarga: limpio, sin roles ni celdas ocultas, y listo para ejecutarse.

Es una página más de las que se publican: no enseña nada que no esté en la suya, y lo mira
`testigo_del_cuaderno`. De las celdas que la página esconde va el código, sin el que no se ejecuta lo demás,
pero no lo que dieron; la que el autor no ejecuta va como texto. Las imágenes van dentro. Empieza por lo que
hace falta para ejecutarlo. De un enlace que fuera del libro no lleva a ninguna parte queda lo que se lee.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from imprenta.libro.cabecera import NUCLEO, dentro, nucleo_de
from imprenta.libro.modelo import Celda, CeldaEjecutada, Ejecucion
from imprenta.libro.pagina import Pagina
from imprenta.pintar.markdown_llano import Adonde, Llano, a_ninguna_parte, prosa_llana
from imprenta.pintar.requisitos import CODIGO, Requisitos, instalar

PESADAS = {"application/pdf"}
ESCONDEN_LO_QUE_DAN = {"remove-cell", "remove-output"}
ESCONDEN_EL_CODIGO = {"remove-cell", "remove-input"}

SIN_EL_ZIP = f"Falta el código del libro: descarga {CODIGO} y déjalo junto a este cuaderno."
BUSCAR = """\
faltan = [
    remedio
    for modulo, remedio in remedios.items()
    if importlib.util.find_spec(modulo) is None
]"""
DECIR = """\


class Falta(ImportError):
    def _render_traceback_(self):  # en Jupyter, lo que falta y no toda la traza
        return [str(self)]


if faltan:
    raise Falta("\\n".join(dict.fromkeys(faltan)))"""


def cuaderno(pagina: Pagina, ejecucion: Ejecucion, adonde: Adonde = a_ninguna_parte) -> nbformat.NotebookNode:
    """La página como cuaderno: su prosa en Markdown llano, sus celdas y lo que dieron."""
    celdas: list[Any] = []
    ejecutadas, ejecutadas_ya = iter(ejecucion.salidas), 0
    for n, (clase, texto) in enumerate(_trozos(pagina, adonde)):
        if clase == "codigo":
            ejecutada = next(ejecutadas, None)
            celdas += _celda(n, pagina.celdas[ejecutadas_ya], ejecutada)
            celdas += [
                new_markdown_cell(f"*{pie}*", id=f"pie-{n}") for pie in _pies(pagina, ejecutadas_ya, adonde)
            ]
            ejecutadas_ya += 1
        elif texto:
            celdas.append(new_markdown_cell(texto, id=f"celda-{n}"))
    hecho: nbformat.NotebookNode = new_notebook(cells=celdas, metadata=_metadatos(pagina, ejecucion))
    return hecho


def _metadatos(pagina: Pagina, ejecucion: Ejecucion) -> dict[str, Any]:
    """El núcleo que pide la página y, si se sabe, su lenguaje."""
    if nucleo_de(pagina.cabecera) == NUCLEO:
        nucleo = {"name": NUCLEO, "display_name": "Python 3", "language": "python"}
    else:
        nucleo = {"display_name": nucleo_de(pagina.cabecera), **dentro(pagina.cabecera, "kernelspec")}
    if "name" in ejecucion.lenguaje:
        nucleo = {**nucleo, "language": ejecucion.lenguaje["name"]}
    lenguaje = {"language_info": {"name": nucleo["language"]}} if "language" in nucleo else {}
    return {"kernelspec": nucleo, **lenguaje}


def _celda(n: int, celda: Celda, ejecutada: CeldaEjecutada | None) -> list[Any]:
    """Una celda con lo que dio; la que no se ejecuta, como texto, si la página la enseña."""
    etiquetas = set(celda.metadatos.get("tags") or ())
    if "skip-execution" in etiquetas:
        valla = "`" * (1 + max(map(len, re.findall("`+", celda.codigo)), default=2))
        texto = f"{valla}python\n{celda.codigo}\n{valla}"
        return [] if etiquetas & ESCONDEN_EL_CODIGO else [new_markdown_cell(texto, id=f"celda-{n}")]
    dado = ejecutada.salidas if ejecutada and not etiquetas & ESCONDEN_LO_QUE_DAN else []
    return [
        new_code_cell(
            celda.codigo,
            id=f"celda-{n}",
            outputs=nbformat.from_dict([_ligera(salida) for salida in dado]),
            execution_count=ejecutada.numero if ejecutada else None,
        )
    ]


def _pies(pagina: Pagina, k: int, adonde: Adonde) -> list[str]:
    """El pie de figura de la celda `k`, si lo tiene."""
    figura = pagina.celdas[k].metadatos.get("mystnb", {}).get("figure", {})
    return [" ".join(prosa_llana(figura["caption"], adonde).split())] if "caption" in figura else []


def _ligera(salida: dict[str, Any]) -> dict[str, Any]:
    if "data" not in salida:
        return salida
    return salida | {"data": {tipo: datos for tipo, datos in salida["data"].items() if tipo not in PESADAS}}


def _trozos(pagina: Pagina, adonde: Adonde) -> Iterator[tuple[str, str]]:
    """La prosa y las celdas de la página, en orden."""
    llano, desde = Llano(pagina, adonde), 0
    for bloque, celda in pagina.celdas_en_su_valla:
        yield "prosa", llano.entre(desde, bloque.desde)
        yield "codigo", celda.codigo
        desde = bloque.hasta
    yield "prosa", llano.entre(desde, pagina.en_lineas.total)


# ——— Lo primero ———


def preparacion(pide: Requisitos, publicado: str = "", enlaza: bool = False) -> list[Any]:
    """Lo primero de un cuaderno: qué hace falta, dicho, y una celda que lo busca y dice lo que no está.

    `publicado` es donde está el libro, si se sabe, y `enlaza`, si el cuaderno nombra otros.
    """
    if not (pide.paquetes or pide.archivos):
        return []
    recogida = {"jupyter": {"source_hidden": True}}
    return [
        new_markdown_cell("\n\n".join(_en_palabras(pide, publicado, enlaza)), id="instalar"),
        new_code_cell("\n".join(_en_python(pide)), id="preparacion", metadata=recogida),
    ]


def _en_palabras(pide: Requisitos, publicado: str, enlaza: bool) -> Iterator[str]:
    con = f" con {_seguidos(f'`{modulo}`' for modulo in pide.paquetes)}:" if pide.paquetes else "."
    yield f"Para ejecutar este cuaderno hace falta {_python(pide)}{con}"
    if pide.paquetes:
        yield f"```sh\n{pide.orden}\n```"
    if pide.archivos:
        codigo = f"[`{CODIGO}`]({publicado.rstrip('/')}/descargas/{CODIGO})" if publicado else f"`{CODIGO}`"
        yield (
            f"Y {codigo}, el código del libro, que se descarga en la misma página: "
            "déjalo junto a este cuaderno o en la carpeta de encima."
        )
    if enlaza:
        yield "Los enlaces a otras páginas llevan a sus cuadernos, si están en la misma carpeta que este."


def _seguidos(nombres: Iterable[str]) -> str:
    *primeros, ultimo = nombres
    return f"{', '.join(primeros)} y {ultimo}" if primeros else ultimo


def _literal(texto: str) -> str:
    """Un texto como se escribe en Python."""
    return json.dumps(texto, ensure_ascii=False)


def _python(pide: Requisitos) -> str:
    return "Python {}.{} o posterior".format(*pide.python) if pide.python else "Python"


def _en_python(pide: Requisitos) -> Iterator[str]:
    yield from ("import importlib.util", "import sys", "")
    if pide.archivos:
        yield f"# El código del libro va en {CODIGO}, junto a este cuaderno o en la carpeta de encima."
        yield f'sys.path[:0] = ["{CODIGO}", "../{CODIGO}"]'
        yield from ("importlib.invalidate_caches()", "")
    remedios = {m: f"Falta {m}. Se instala con: {instalar([p])}" for m, p in pide.paquetes.items()}
    remedios |= dict.fromkeys(pide.modulos, SIN_EL_ZIP)
    yield "remedios = {"
    yield from (f"    {_literal(modulo)}: {_literal(remedio)}," for modulo, remedio in remedios.items())
    yield "}"
    yield BUSCAR
    if pide.python:
        yield f"if sys.version_info < {pide.python}:"
        yield f"    faltan[:0] = [{_literal(f'Hace falta {_python(pide)}.')}]"
    yield DECIR
