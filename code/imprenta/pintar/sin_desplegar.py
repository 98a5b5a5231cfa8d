"""Lo que cambia de sitio donde nada se despliega ni se mueve: en el papel y en el libro electrónico."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx_design.shared import is_component

# El título de los desplegables que esperan al final, por lengua; en las demás, el que tenían.
PLEGADO = {"es": "{}, por si hace falta", "en": "{}, if you need it"}
OCULTAS = {"tag_hide-input": {"cell_input"}, "tag_hide-output": {"cell_output"}}
OCULTAS["tag_hide-cell"] = {"cell_input", "cell_output"}


def adaptar(arbol: nodes.document) -> None:
    """Deja en un árbol lo que se puede leer sin desplegar nada."""
    _quitar_ocultas(arbol)
    _apartar_plegados(arbol)
    _apretar_codigo(arbol)


def _quitar_ocultas(arbol: nodes.document) -> None:
    """Lo que en la pantalla está plegado no se imprime."""
    for celda in arbol.findall(nodes.container):
        fuera = {parte for clase in celda["classes"] for parte in OCULTAS.get(clase, ())}
        celda[:] = [
            hijo for hijo in celda if not fuera & set(getattr(hijo, "attributes", {}).get("classes", ()))
        ]


def _apartar_plegados(arbol: nodes.document) -> None:
    """Los desplegables iguales de varios subapartados, como las pistas, esperan al final del apartado.

    En el papel nada se despliega: junto a su pregunta estarían a la vista.
    """
    for apartado in list(arbol.findall(nodes.section)):
        plegados: dict[str, list[nodes.Element]] = {}
        for subapartado in hijos_de(apartado, nodes.section):
            for plegado in hijos_de(subapartado, nodes.container):
                if is_component(plegado, "dropdown") and plegado["has_title"]:
                    plegados.setdefault(plegado[0].astext(), []).append(plegado)
        for titulo, iguales in plegados.items():
            if len(iguales) > 1:
                apartado += nodes.rubric("", PLEGADO.get(_lengua(arbol), "{}").format(titulo))
                apartado += nodes.container("", *map(_apartar, iguales), classes=["apartados"])


def _lengua(arbol: nodes.document) -> str:
    return str(getattr(arbol.settings, "language_code", "en")).partition("_")[0]


def _apretar_codigo(arbol: nodes.document) -> None:
    """Entre dos funciones basta un renglón en blanco."""
    for bloque in list(arbol.findall(nodes.literal_block)):
        if bloque.rawsource == bloque.astext():
            apretado = re.sub(r"\n{3,}", "\n\n", bloque.rawsource)
            bloque.rawsource, bloque[:] = apretado, [nodes.Text(apretado)]


def hijos_de(nodo: nodes.Element, clase: type[nodes.Element]) -> list[Any]:
    return [hijo for hijo in nodo.children if isinstance(hijo, clase)]


def _apartar(plegado: nodes.Element) -> nodes.Element:
    """El contenido de un desplegable, que se va de su sitio, tras el título del subapartado del que era."""
    [titulo] = hijos_de(plegado.parent, nodes.title)
    plegado.parent.remove(plegado)
    de_quien = [*(parte.deepcopy() for parte in titulo.children), nodes.Text(".")]
    del plegado[0]
    primero = next(iter(hijos_de(plegado, nodes.paragraph)))
    primero.insert(0, [nodes.strong("", "", *de_quien), nodes.Text(" ")])
    return plegado
