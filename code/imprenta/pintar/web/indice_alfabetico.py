"""El índice alfabético en el orden del español y con el título de la página de cada sitio."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from imprenta.libro import espanol
from imprenta.pintar.idiomas import en_html, idiomas_del_libro

Sitios = list[tuple[str, str]]


def ordenar_indice(
    app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Da a la plantilla las voces en orden español, por letras y con el título de la página de cada sitio.

    Sphinx ordena las tildes tras la zeta, pone la eñe con la ene y llama a los sitios `[1]`, `[2]`…
    """
    if "genindexentries" not in contexto:
        return
    voces = sorted(
        (
            (voz, _sitios(app, enlaces), [(sub, _sitios(app, suyos)) for sub, suyos in subvoces])
            for _, grupo in contexto["genindexentries"]
            for voz, (enlaces, subvoces, _) in grupo
        ),
        key=lambda entrada: espanol.sitio(entrada[0]),
    )
    for _, _, subvoces in voces:
        subvoces.sort(key=lambda subvoz: espanol.sitio(subvoz[0]))
    contexto["letras"] = [
        (letra, [_en_su_lengua(app, *voz) for voz in grupo])
        for letra, grupo in itertools.groupby(voces, key=lambda entrada: espanol.inicial(entrada[0]))
    ]


def _en_su_lengua(
    app: Sphinx, voz: str, sitios: Sitios, subvoces: list[tuple[str, Sitios]]
) -> tuple[Markup, Sitios, list[tuple[Markup, Sitios]]]:
    """Una voz en HTML, con lo que está en otra lengua marcado."""
    dicha = partial(en_html, idiomas=idiomas_del_libro(app))
    return dicha(voz), sitios, [(dicha(subvoz), suyos) for subvoz, suyos in subvoces]


def _sitios(app: Sphinx, enlaces: list[tuple[str, str]]) -> Sitios:
    """La dirección de cada sitio y el título de su página, en el orden del libro."""
    paginas = {app.builder.get_target_uri(documento): documento for documento in app.env.titles}
    orden_del_libro = list(app.env.toctree_includes.get(app.config.root_doc, [])) + list(paginas.values())
    sitios = [(paginas[uri.partition("#")[0]], uri) for _, uri in enlaces]
    sitios.sort(key=lambda sitio: orden_del_libro.index(sitio[0]))
    return [(uri, app.env.titles[documento].astext()) for documento, uri in sitios]


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", ordenar_indice)
