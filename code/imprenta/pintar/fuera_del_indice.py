"""Una página que el índice no nombra se imprime también, como en Jupyter Book: no es una falta.

Sphinx la cuenta entre lo que está mal, y sin decir qué hacer; quien da la orden sabe dónde iría en el índice
(`imprenta.libro.sin_indice`) y lo dice.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

MIRA_EL_INDICE = "sphinx.sphinx.environment"
NO_ESTA = "document isn't included in any toctree"


@contextlib.contextmanager
def sin_contar_las_sueltas() -> Iterator[None]:
    """Calla lo que Sphinx dice de ellas, en cualquier lengua."""
    from sphinx.locale import get_translation

    en_su_lengua = get_translation("sphinx", "console")

    def otra_cosa(dicho: logging.LogRecord) -> bool:
        return str(dicho.msg) != en_su_lengua(NO_ESTA)

    registro = logging.getLogger(MIRA_EL_INDICE)
    registro.addFilter(otra_cosa)
    try:
        yield
    finally:
        registro.removeFilter(otra_cosa)
