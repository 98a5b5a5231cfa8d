"""Lo que el testigo declara: cada cifra sin comprobar es una falta, en la línea de la página que la trae."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from imprenta.libro.bloque import Valla, todos
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina
from imprenta.pintar.entrega import LibroFalso, hecho_de
from imprenta.pintar.sphinx import POR_CELDA, celda_y_linea
from imprenta.pintar.testigo.arbol import CifraVista, sin_comprobar
from imprenta.pintar.testigo.probado import Probado

AL_FINAL = 950  # cuando ya nadie va a cambiar el árbol
SIN_COMPROBAR = "la página dibujada enseña {}, y nadie lo ha comprobado{}"
registro = logging.getLogger(__name__)


def declarar_arbol(app: Sphinx, arbol: nodes.document, documento: str) -> None:
    """Avisa de cada cifra sin comprobar de lo que se va a escribir (y el aviso detiene el libro)."""
    faltas = faltas_del_arbol(app, arbol, documento)
    if app.config.libro_entregado:
        for falta in faltas:
            avisar(app, falta)
    elif faltas and app.builder.format != "html":  # todo el libro es un árbol, y aún no se ha escrito
        raise LibroFalso(sorted(faltas))


def avisar(app: Sphinx, falta: Falta) -> None:
    """Una falta, como aviso de Sphinx."""
    registro.warning(falta.mensaje, location=f"{app.srcdir / falta.ruta}:{falta.linea}:{falta.columna}")


def declarar_antes(app: Sphinx, constructor: Builder) -> None:
    """Cuando Sphinx escribe sobre lo publicado, se mira todo antes de escribir nada.

    Los árboles que se miran son los que se escriben: resolver uno otra vez dobla su bibliografía.
    """
    if app.config.libro_entregado or constructor.format != "html":
        return
    resolver = app.env.get_and_resolve_doctree
    resueltos = {documento: resolver(documento, constructor) for documento in sorted(app.env.found_docs)}
    faltas = [
        falta for documento, arbol in resueltos.items() for falta in faltas_del_arbol(app, arbol, documento)
    ]
    if faltas:
        raise LibroFalso(sorted(faltas))

    def ya_resuelto(documento: str, *como: Any, **opciones: Any) -> nodes.document:
        if documento in resueltos:
            return resueltos.pop(documento)
        return resolver(documento, *como, **opciones)

    app.env.get_and_resolve_doctree = ya_resuelto  # type: ignore[method-assign, assignment]  # dura esta construcción


def faltas_del_arbol(app: Sphinx, arbol: nodes.document, documento: str) -> list[Falta]:
    """Las cifras sin comprobar de un árbol ya resuelto, juntas las que trae una misma directiva.

    Las de una página que no ha de estar cubierta no lo son.
    """
    exige = hecho_de(app).libro.exige
    juntas: dict[tuple[Path, int, int, str], list[str]] = {}
    for vista in sin_comprobar(arbol, documento, probado_de(app)):
        juntas.setdefault(_lugar(app, vista, documento), []).append(vista.numero)
    return [
        Falta(ruta, linea, columna, SIN_COMPROBAR.format(", ".join(dict.fromkeys(numeros)), de_donde))
        for (ruta, linea, columna, de_donde), numeros in juntas.items()
        if exige(ruta)
    ]


def probado_de(app: Sphinx) -> Probado:
    """Lo probado del libro que se pinta; se reúne una vez, cuando Sphinx ya ha leído todo."""
    guardado: Probado | None = getattr(app, "imprenta_probado", None)
    if guardado is None:
        guardado = Probado(hecho_de(app), app.env)
        app.imprenta_probado = guardado  # type: ignore[attr-defined]  # dura lo que dura la construcción
    return guardado


def _lugar(app: Sphinx, vista: CifraVista, documento: str) -> tuple[Path, int, int, str]:
    """La página, la línea y la columna de una cifra, y de dónde viene."""
    ruta = Path(app.env.doc2path(_documento(vista.nodo, documento)))
    hecha = hecho_de(app).paginas.get(ruta)
    linea = next((padre.line for padre in _linaje(vista.nodo) if padre.line), 1)
    lugar, de_donde = (linea, 1), vista.de_donde
    if hecha is not None:
        lugar, directiva = _escrito(hecha.pagina, _linea_del_texto(hecha.pagina, linea), vista.numero)
        de_donde = f"lo trae {{{directiva}}}" if directiva else de_donde
    return ruta.relative_to(app.srcdir), *lugar, f": {de_donde}" if de_donde else ""


def _linea_del_texto(pagina: Pagina, linea: int) -> int:
    """De un cuaderno, MyST-NB dice la celda por diez mil, más la línea."""
    if linea <= POR_CELDA or not pagina.cuaderno.celdas:
        return linea
    n = pagina.cuaderno.linea_en_celda(*celda_y_linea(linea))
    return 1 if n is None else n + 1


def _documento(nodo: nodes.Node, documento: str) -> str:
    """En el PDF, el árbol es el de todo el libro, con el principio de cada página dentro."""
    for padre in _linaje(nodo):
        if isinstance(padre, start_of_file):
            return str(padre["docname"])
    return documento


def _linaje(nodo: nodes.Node) -> Iterator[nodes.Node]:
    padre: nodes.Node | None = nodo
    while padre is not None:
        yield padre
        padre = padre.parent


def _escrito(pagina: Pagina, linea: int, numero: str) -> tuple[tuple[int, int], str]:
    """Dónde está escrito un número, en el párrafo que empieza en esa línea, o qué directiva lo trae."""
    lineas = pagina.texto.split("\n")
    for n in range(linea, len(lineas) + 1):
        if n > linea and not lineas[n - 1].strip():
            break
        if (columna := lineas[n - 1].find(numero)) >= 0:
            return pagina.lugar(pagina.en_lineas.principio(n - 1) + columna), ""
    vallas = [b for b in todos(pagina.bloques) if isinstance(b, Valla) and b.desde < linea and b.nombre]
    if not vallas:
        escritas = [n for n, escrita in enumerate(lineas[:linea]) if escrita.strip()] or [0]
        return pagina.lugar(pagina.en_lineas.principio(escritas[-1])), ""
    return pagina.lugar(pagina.en_lineas.principio(vallas[-1].desde)), vallas[-1].nombre


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", declarar_arbol, priority=AL_FINAL)
    app.connect("write-started", declarar_antes)
