"""Lo que se carga la primera vez que hace falta y no cambia: de un proceso ya templado, los demás lo heredan.

Quien escribe en caliente muere al acabar y no deja nada aprendido: sin esto, cada uno cargaría otra vez los
resaltadores de código y traduciría otra vez las plantillas.
"""

from __future__ import annotations

import contextlib
import functools

from jinja2 import Environment, TemplateError, meta
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

PLANTILLA_DE_PAGINA = "page.html"


@functools.cache
def templar_resaltador(lenguaje: str) -> None:
    """Carga el resaltador de un lenguaje; si no lo hay, lo dirá quien lo use."""
    with contextlib.suppress(ClassNotFound):
        list(get_lexer_by_name(lenguaje).get_tokens("x = 1"))


def templar_plantillas(app: Sphinx) -> None:
    """Traduce la plantilla de las páginas y las que pone dentro; lo que esté mal lo dirá quien lo use."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        entorno = getattr(app.builder.templates, "environment", None)
        if isinstance(entorno, Environment):
            _templar_plantilla(entorno, PLANTILLA_DE_PAGINA, set())


def _templar_plantilla(entorno: Environment, nombre: str, vistas: set[str]) -> None:
    if nombre in vistas or entorno.loader is None:
        return
    vistas.add(nombre)
    with contextlib.suppress(TemplateError, OSError, UnicodeError):
        entorno.get_template(nombre)
        texto, *_ = entorno.loader.get_source(entorno, nombre)
        for otra in meta.find_referenced_templates(entorno.parse(texto)):
            if otra is not None:
                _templar_plantilla(entorno, otra, vistas)
