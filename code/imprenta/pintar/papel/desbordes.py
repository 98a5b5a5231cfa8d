"""Lo que no cabe en su sitio: la plantilla lo mide y lo señala, y aquí se lee."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SENAL = "<desborde>"  # la pone `vigilar`, en `figuras.typ`


def buscar_desbordes(cuerpo: Path, letras: Any) -> list[str]:
    """Qué tablas y qué fórmulas son más anchas que su sitio, con su página y lo que les sobra.

    Tras una composición cuesta poco: Typst se acuerda de ella.
    """
    import typst  # tarda: solo quien compone lo paga

    dichos = json.loads(typst.query(str(cuerpo), SENAL, field="value", font_paths=letras))
    return [f"en la página {d['pagina']}, una {d['que']} sobresale {d['sobran']:.1f} mm" for d in dichos]
