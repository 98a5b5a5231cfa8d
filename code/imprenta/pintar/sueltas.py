"""Las páginas sueltas: las que no salen de ningún documento, como el índice alfabético o la referencia."""

from __future__ import annotations

from sphinx.application import Sphinx


def sueltas_de(app: Sphinx) -> set[str]:
    """Las que tiene la web; se apuntan según se escriben, y quien no las escribe otra vez dice cuáles hay."""
    apuntadas: set[str] | None = getattr(app, "imprenta_sueltas", None)
    if apuntadas is None:
        apuntadas = set()
        app.imprenta_sueltas = apuntadas  # type: ignore[attr-defined]  # dura lo que la construcción
    return apuntadas
