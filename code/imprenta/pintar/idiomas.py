"""Lo que está en otra lengua lo dice: así se pronuncia, se parte y se busca como lo que es.

De lo que `_palabras.en.txt` declara, cada sitio de la prosa pasa a ser un `inline` de clase `language-en`,
que docutils escribe como `<span lang="en">`, y el tipógrafo, como `\\foreignlanguage{english}`. Nunca dentro
del código ni de una fórmula. Una expresión suelta la marca su autor: `[gradient clipping]{.language-en}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from markupsafe import Markup, escape
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from imprenta.leer.lectura import leer_texto
from imprenta.libro.idiomas import NINGUNO, Idiomas, idiomas_de
from imprenta.libro.pagina import Pagina, Tipo
from imprenta.pintar.entrega import libro_de

DE_LENGUA = "language-"
YA_DICHO = re.compile(r'<span lang="[^"]*">.*?</span>', re.DOTALL)
EN_SU_LENGUA = (
    nodes.literal,
    nodes.FixedTextElement,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.Invisible,
    addnodes.desc_signature,
)
DE_SPHINX = addnodes.pending_xref  # al resolverse, se queda solo con su primer hijo


def lengua_de(nodo: nodes.Node) -> str:
    """La lengua que dice un nodo, o nada.

    >>> lengua_de(nodes.inline(classes=["language-en"])), lengua_de(nodes.inline())
    ('en', '')
    """
    clases = nodo["classes"] if isinstance(nodo, nodes.inline) else ()
    return next((clase.removeprefix(DE_LENGUA) for clase in clases if clase.startswith(DE_LENGUA)), "")


def marcar(documento: nodes.Element, idiomas: Idiomas) -> None:
    """Marca en un documento lo que está en otra lengua; lo que ya lo dice no se vuelve a marcar."""
    for texto in list(documento.findall(nodes.Text)):
        if not isinstance(texto.parent, DE_SPHINX) and not _intacto(texto):
            trozos = list(_trozos(str(texto), idiomas))
            if any(isinstance(trozo, nodes.inline) for trozo in trozos):
                sitio = next(k for k, hermano in enumerate(texto.parent) if hermano is texto)
                texto.parent[sitio : sitio + 1] = trozos


def _intacto(texto: nodes.Node) -> bool:
    padre = texto.parent
    while padre is not None and not isinstance(padre, EN_SU_LENGUA) and not lengua_de(padre):
        padre = padre.parent
    return padre is not None


def _trozos(texto: str, idiomas: Idiomas) -> Iterator[nodes.Node]:
    hasta = 0
    for inicio, fin, lengua in idiomas.tramos(texto):
        if inicio > hasta:
            yield nodes.Text(texto[hasta:inicio])
        yield nodes.inline("", texto[inicio:fin], classes=[DE_LENGUA + lengua])
        hasta = fin
    if hasta < len(texto):
        yield nodes.Text(texto[hasta:])


def en_html(texto: str, idiomas: Idiomas) -> Markup:
    """Un texto llano en HTML, con lo que está en otra lengua marcado.

    >>> en_html("softmax < 1", Idiomas({"en": ["softmax"]}))
    Markup('<span lang="en">softmax</span> &lt; 1')
    """
    trozos = _trozos(texto, idiomas)
    return Markup("").join(_span(trozo) if lengua_de(trozo) else escape(trozo.astext()) for trozo in trozos)


def _span(trozo: nodes.Node) -> Markup:
    return Markup('<span lang="{}">{}</span>').format(lengua_de(trozo), trozo.astext())


# ——— El cuaderno ———


def marcar_cuaderno(hecho: nbformat.NotebookNode, idiomas: Idiomas) -> None:
    """Marca lo que está en otra lengua en los textos de un cuaderno; en Jupyter se lee igual."""
    for celda in hecho.cells:
        if celda.cell_type == "markdown":
            celda.source = en_markdown(celda.source, idiomas)


def en_markdown(texto: str, idiomas: Idiomas) -> str:
    """Un Markdown con lo que está en otra lengua marcado, salvo en el código, las fórmulas y las imágenes.

    >>> en_markdown("Un `token` y un token.", Idiomas({"en": ["token"]}))
    'Un `token` y un <span lang="en">token</span>.'
    """
    pagina = leer_texto(Path("celda.md"), texto)
    vedados = list(_vedados(pagina))
    for inicio, fin, lengua in reversed([*idiomas.tramos(pagina.prosa)]):
        if not any(desde <= inicio < hasta for desde, hasta in vedados):
            texto = f'{texto[:inicio]}<span lang="{lengua}">{texto[inicio:fin]}</span>{texto[fin:]}'
    return texto


def _vedados(pagina: Pagina) -> Iterator[tuple[int, int]]:
    """Donde no cabe otra etiqueta de HTML: en lo que dice una imagen y en lo que ya dice su lengua."""
    yield from (casa.span() for casa in YA_DICHO.finditer(pagina.texto))
    for marca in pagina.marcas:
        if marca.tipo is Tipo.ENLACE and pagina.texto.startswith("!", marca.inicio):
            yield marca.inicio, marca.fin


# ——— Sphinx ———


def idiomas_del_libro(app: Sphinx) -> Idiomas:
    """Los del libro que se pinta; en un proyecto de Sphinx que no es un libro, los de su carpeta."""
    if (leidos := getattr(app, "imprenta_idiomas", None)) is None:
        raiz = libro_de(app).raiz
        leidos = idiomas_de(raiz) if raiz.is_dir() else NINGUNO
        app.imprenta_idiomas = leidos  # type: ignore[attr-defined]  # se lee una vez por construcción
    return leidos


class Lenguas(SphinxTransform):
    """Al leer una página: así también las llevan sus títulos dondequiera que se repitan."""

    default_priority = 870  # justo antes de que Sphinx apunte los títulos (`DoctreeReadEvent`)

    def apply(self, **_: Any) -> None:
        marcar(self.document, idiomas_del_libro(self.app))


class LenguasDeLosEnlaces(SphinxPostTransform):
    """Cuando los enlaces ya dicen el título de lo que enlazan."""

    default_priority = 850

    def run(self, **_: Any) -> None:
        marcar(self.document, idiomas_del_libro(self.app))


def setup(app: Sphinx) -> None:
    app.add_transform(Lenguas)
    app.add_post_transform(LenguasDeLosEnlaces)
