"""Páginas enteras, ordenadas por su suerte: las que están bien, las falsas y las que dejan cifras sin cubrir.

Al lado de cada página que no está bien, un archivo `.faltas` trae sus mensajes, completos y en orden.
"""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from imprenta.leer.lectura import leer
from imprenta.libro.hecho import Informe

Juzgar = Callable[..., Informe]

AQUI = Path(__file__).parent / "paginas"


def faltas(juzgar: Juzgar, pagina: Path) -> list[str]:
    return [str(falta) for falta in juzgar(pagina.read_bytes(), ruta=pagina.name).faltas]


def de(suerte: str) -> list[Path]:
    return sorted(ruta for ruta in (AQUI / suerte).iterdir() if ruta.suffix != ".faltas")


@pytest.mark.parametrize("pagina", de("bien"), ids=lambda ruta: ruta.name)
def test_pasa_lo_que_esta_bien(juzgar: Juzgar, pagina: Path) -> None:
    assert faltas(juzgar, pagina) == []


@pytest.mark.parametrize("leccion", ["leccion-es.md", "leccion-en.md"])
def test_una_leccion_se_ata_con_pocas_variables_de_mas(leccion: str) -> None:
    """Las que el autor añade, en la celda que no se enseña, para atar lo que dice."""
    (oculta,) = (
        celda.codigo
        for celda in leer(AQUI / "bien" / leccion, (AQUI / "bien" / leccion).read_bytes()).celdas
        if "remove-cell" in celda.metadatos.get("tags", ())
    )
    nombres = {nodo.id for nodo in ast.walk(ast.parse(oculta)) if isinstance(nodo, ast.Name)}
    assert len(nombres) <= 15


@pytest.mark.parametrize("pagina", [*de("mal"), *de("sin-cubrir")], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_lo_demas_dice_todas_sus_faltas(juzgar: Juzgar, pagina: Path) -> None:
    esperadas = pagina.with_suffix(".faltas").read_text(encoding="utf-8").splitlines()
    assert faltas(juzgar, pagina) == esperadas


@pytest.mark.parametrize("pagina", de("sin-cubrir"), ids=lambda ruta: ruta.name)
def test_lo_que_no_se_cubre_no_es_falso(juzgar: Juzgar, pagina: Path) -> None:
    assert juzgar(pagina.read_bytes(), ruta=pagina.name).falsas == ()
