"""Los rótulos de un libro: lo que se ve y no está en ninguna página, sino en el índice o en `_config.yml`.

Ahí ningún rol se lee: una cifra no se puede atar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import yaml

from imprenta.libro.espanol import tiene_cifras
from imprenta.libro.forma import Malforme
from imprenta.libro.nombres import patron_de
from imprenta.libro.numerales import idioma_de, numerales
from imprenta.libro.yaml_escrito import lugar_de

DEL_INDICE = ("title", "caption")
# De la configuración, lo que Jupyter Book, Sphinx y los temas enseñan tal cual; `copyright`, `version` y
# `release` dicen qué edición es.
A_LA_VISTA = frozenset(
    """title author html_title html_short_title project announcement extra_footer extra_navbar extra_content
    footer_content sidebar_content toc_title navbar_title text logo_text subtitle""".split()
)
# Lo que lleva dentro textos que se ven: un nivel más abajo.
CON_TEXTOS = ("html", "latex", "latex_documents", "sphinx", "config", "html_theme_options", "logo")
CODIGO_DE_HTML = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE)


def rotulos_del_indice(nodo: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Los `title:` y `caption:` del índice."""
    for clave, valor in _parejas(nodo):
        if clave in DEL_INDICE and isinstance(valor, yaml.ScalarNode):
            yield valor
        yield from rotulos_del_indice(valor)


def rotulos_de_la_config(nodo: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Lo que `_config.yml` enseña en todas las páginas: el título, los autores, los avisos…"""
    for clave, valor in _parejas(nodo):
        if clave in A_LA_VISTA and isinstance(valor, yaml.ScalarNode):
            yield valor
        elif clave in CON_TEXTOS:
            yield from rotulos_de_la_config(valor)


def _parejas(nodo: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Las claves y los valores de un mapa, o los elementos de una lista."""
    if isinstance(nodo, yaml.MappingNode):
        yield from ((str(clave.value), valor) for clave, valor in nodo.value)
    elif isinstance(nodo, yaml.SequenceNode):
        yield from (("", valor) for valor in nodo.value)


def rotulos_con_cifras(
    rotulos: Iterable[yaml.ScalarNode], nombres: Iterable[str], archivo: str
) -> Iterator[Malforme]:
    """Los que llevan números que no son de un nombre declarado."""
    patron = patron_de(frozenset(nombres))
    for rotulo in rotulos:
        resto = patron.sub(" ", _leido(rotulo))
        if tiene_cifras(resto) or _hay_numerales(resto.strip()):
            consejo = "si es un nombre, decláralo en `imprenta: nombres:`"
            dicho = f"«{rotulo.value}» tiene cifras sin cubrir: en {archivo} no se pueden atar; {consejo}"
            yield *lugar_de(rotulo), dicho


def nombres_rotulados(rotulos: Iterable[yaml.ScalarNode], nombres: Iterable[str]) -> frozenset[str]:
    """Los nombres declarados que están en algún rótulo."""
    patron = patron_de(frozenset(nombres))
    casados = (casa[0] for rotulo in rotulos for casa in patron.finditer(_leido(rotulo)))
    return frozenset(" ".join(nombre.split()) for nombre in casados)


def _hay_numerales(resto: str) -> bool:
    """Si hay números en palabras; uno solo no cuenta nada: es como se llama lo que rotula."""
    hallados = list(numerales(resto, idioma_de(resto)))
    return bool(hallados) and hallados != [(0, len(resto))]


def _leido(rotulo: yaml.ScalarNode) -> str:
    return CODIGO_DE_HTML.sub(" ", rotulo.value)
