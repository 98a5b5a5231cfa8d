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
    def licencia_del_texto(self) -> str:
        """La de lo que se lee; si el código tiene otra, es la que es de obras y no de programas.

        >>> una, dos = Edicion(licencia="MIT"), Edicion(licencia="MIT, CC-BY-4.0")
        >>> una.licencia_del_texto, dos.licencia_del_texto, dos.licencia_del_codigo
        ('MIT', 'CC-BY-4.0', 'MIT')
        """
        return ", ".join(de_obras(self.licencia)) or self.licencia

    @property
    def licencia_del_codigo(self) -> str:
        """La del código, si no es la del texto."""
        todas, del_texto = _partida(self.licencia), de_obras(self.licencia)
        return ", ".join(una for una in todas if una not in del_texto) if del_texto else ""

    def fecha_en(self, lengua: str) -> str:
        """La fecha, en la lengua de un libro.

        >>> Edicion(instante=1_500_000_000).fecha_en("en")
        'July 14, 2017'
        """
        from babel import UnknownLocaleError
        from babel.dates import format_date

        if not self.instante:
            return ""
        dia = datetime.fromtimestamp(self.instante, UTC)
        try:
            return format_date(dia, format="long", locale=lengua.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return dia.date().isoformat()

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


def de_obras(licencias: str) -> list[str]:
    """De unas licencias, las que son para textos: las de Creative Commons, la del arte y la GFDL.

    >>> de_obras("MIT, CC-BY-4.0, GFDL-1.3")
    ['CC-BY-4.0', 'GFDL-1.3']
    """
    return [
        una for una in _partida(licencias) if una.upper().startswith(("CC-", "CC ", "CC0", "GFDL", "LAL"))
    ]


def _partida(licencias: str) -> list[str]:
    return [una.strip() for una in licencias.split(",") if una.strip()]


def _git(raiz: Path, *orden: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", str(raiz), *orden], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
