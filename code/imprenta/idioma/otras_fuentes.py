"""Lo que se dice desde lo que no es Python: los guiones del navegador y las plantillas del papel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imprenta.idioma.criterio import parece_mensaje
from imprenta.idioma.plantillas import BORDE, con_huecos_entre, mensaje_de

DE_JAVASCRIPT = re.compile(r'"(?P<llano>(?:[^"\\\n]|\\.)*)"|`(?P<plantilla>[^`\\]*)`')
COMENTARIO_DE_GUION = re.compile(r"^\s*//.*$", re.MULTILINE)


def mensajes_de_javascript(guion: str) -> Iterator[str]:
    """Los de un guion del navegador.

    >>> list(mensajes_de_javascript('decir(`copiado: ${donde}`); mirar("no hay nada", "a.b");'))
    ['copiado: {1}', 'no hay nada']
    """
    for casa in DE_JAVASCRIPT.finditer(COMENTARIO_DE_GUION.sub("", guion)):
        texto = casa["llano"] if casa["llano"] is not None else casa["plantilla"]
        mensaje = mensaje_de(con_huecos_entre(re.split(r"\$\{[^{}]*\}", texto)))
        if parece_mensaje(mensaje):
            yield mensaje


def mensajes_de_typst(plantilla: str) -> Iterator[str]:
    """Lo que dice una plantilla del papel cuando no puede seguir; tras la arroba va el lugar.

    >>> list(mensajes_de_typst('panic("no cabe: sobran " + str(sobra) + " mm @" + donde)'))
    ['no cabe: sobran {1} mm']
    """
    for casa in re.finditer(r"panic\((.*)\)$", plantilla, re.MULTILINE):
        escritos = re.findall(r'"([^"]*)"', casa[1])
        if mensaje := mensaje_de(con_huecos_entre([*escritos, ""])).partition(" @")[0].strip(BORDE):
            yield mensaje
