"""La edición: de qué commit y de qué fecha es este ejemplar, y lo que dice `CITATION.cff`."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


@dataclass(frozen=True)
class Edicion:
    """De dónde sale este ejemplar: el último commit y lo que dice `CITATION.cff`."""

    instante: int = 0  # segundos desde 1970: la única fecha que hay en el PDF
    commit: str = ""
    version: str = ""
    licencia: str = ""
    palabras: str = ""

    @property
    def fecha(self) -> str:
        """La fecha en español; nada si no se sabe.

        >>> Edicion(instante=1_500_000_000).fecha
        '14 de julio de 2017'
        """
        if not self.instante:
            return ""
        dia = datetime.fromtimestamp(self.instante, UTC)
        return f"{dia.day} de {MESES[dia.month - 1]} de {dia.year}"


def edicion_de(raiz: Path) -> Edicion:
    """La edición del libro que hay en `raiz`; `SOURCE_DATE_EPOCH` manda sobre la fecha del commit."""
    instante, commit = ([*_git(raiz, "log", "-1", "--format=%ct %h").split(), "0", ""])[:2]
    if commit and _git(raiz, "status", "--porcelain", "--", "."):
        commit += " con cambios"
    cita = raiz / "CITATION.cff"
    datos = yaml.safe_load(cita.read_text(encoding="utf-8")) if cita.exists() else {}
    licencia, palabras = (datos.get(clave) or [] for clave in ("license", "keywords"))
    return Edicion(
        int(os.environ.get("SOURCE_DATE_EPOCH") or instante),
        commit,
        str(datos.get("version", "")),
        licencia if isinstance(licencia, str) else ", ".join(licencia),
        ", ".join(palabras),
    )


def _git(raiz: Path, *orden: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", str(raiz), *orden], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
