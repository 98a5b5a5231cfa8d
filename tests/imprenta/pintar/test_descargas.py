"""Los cuadernos de un libro grande: lo que cuesta el de una página no depende de cuántas haya."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from docutils import nodes
from sphinx.environment import BuildEnvironment

from imprenta.leer.lectura import leer
from imprenta.libro.modelo import Ejecucion
from imprenta.pintar.descargas import escribir_descargas
from imprenta.pintar.destinos import Destinos, Publicado

PAGINA = "# Una\n\n```{code-cell} python\nx = 1\n```\n"


def por_pagina(carpeta: Path, cuantas: int) -> float:
    """Las funciones a las que se llama por cada página cuando ninguna ha cambiado."""
    carpeta.mkdir()
    nombres = [f"p{n}" for n in range(cuantas)]
    paginas = [(nombre, leer(Path(f"{nombre}.md"), PAGINA.encode()), Ejecucion()) for nombre in nombres]
    env = SimpleNamespace(
        titles={nombre: nodes.title("", nombre) for nombre in nombres},
        metadata={nombre: {"myst_slugs": {"una": (1, "una", "Una")}} for nombre in nombres},
        domaindata={"std": {"labels": {}}},
    )
    destinos, llamadas = Destinos(cast(BuildEnvironment, env), Publicado("", nombres)), 0

    def contar(_: object, suceso: str, __: Any) -> None:
        nonlocal llamadas
        llamadas += suceso.endswith("call")

    escribir_descargas(paginas, carpeta, carpeta / "descargas", destinos)
    sys.setprofile(contar)
    try:
        escribir_descargas(paginas, carpeta, carpeta / "descargas", destinos)
    finally:
        sys.setprofile(None)
    return llamadas / cuantas


def test_lo_que_cuesta_un_cuaderno_no_crece_con_el_libro(tmp_path: Path) -> None:
    assert por_pagina(tmp_path / "grande", 60) <= 1.1 * por_pagina(tmp_path / "pequeno", 20)
