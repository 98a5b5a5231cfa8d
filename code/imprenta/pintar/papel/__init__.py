"""El libro en papel: del árbol de Sphinx al LaTeX de una clase propia (`libro.cls` y `libro.sty`).

Los números de capítulos, figuras, tablas y ecuaciones los pone Sphinx, no TeX: son los del HTML. `arbol` da
al libro su estructura, `tipografo` lo escribe, `opciones` configura a Sphinx con la `edicion` que toca y
`composicion` lo pasa por LuaTeX.
"""

from __future__ import annotations

from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Cambia el constructor `latex` de Sphinx por el del libro."""
    from imprenta.pintar.papel.arbol import Papel, SenalarFichas, SitioDeFichas
    from imprenta.pintar.papel.tipografo import Tipografo

    app.add_builder(Papel, override=True)
    app.set_translator("latex", Tipografo, override=True)
    app.add_node(SitioDeFichas)
    app.add_post_transform(SenalarFichas)
