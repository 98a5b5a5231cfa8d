"""Los archivos que un autor dice que leen sus programas: `imprenta: lee:` en `_config.yml`, con patrones.

Son para lo que la imprenta no puede ver: un servicio ya en marcha, otra máquina, un programa con privilegios,
un sistema en que no se mira. Cuentan como leídos por toda página que arranca programas.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from imprenta.libro.disco import recorrer

QUE_SE_LEE = "lee"


def lo_que_se_declara(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Los patrones que dice la configuración.

    >>> lo_que_se_declara({"imprenta": {"lee": ["../datos/*.csv"]}}), lo_que_se_declara({"imprenta": None})
    (('../datos/*.csv',), ())
    """
    return tuple((config.get("imprenta") or {}).get(QUE_SE_LEE) or ())


def archivos_declarados(raiz: Path, patrones: Iterable[str]) -> list[Path]:
    """Los archivos que casan ahora con unos patrones, escritos desde `raiz`; de una carpeta, lo que tiene."""
    hallados: set[Path] = set()
    for patron in patrones:
        entero = os.path.expanduser(patron)  # noqa: PTH111 (un patrón no es una ruta)
        for nombre in glob.glob(entero, root_dir=raiz, recursive=True):  # noqa: PTH207 (vale fuera de la raíz)
            ruta = Path(os.path.normpath(raiz / nombre))
            hallados.update(recorrer(ruta) if ruta.is_dir() else [ruta])
    return sorted(hallados)
