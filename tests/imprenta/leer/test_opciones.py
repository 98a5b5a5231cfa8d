"""Las opciones de una celda: sus etiquetas son las mismas se escriban como se escriban."""

from pathlib import Path

import pytest

from imprenta.leer.lectura import leer


@pytest.mark.parametrize(
    "opciones",
    [
        ":tags: [hide-input, remove-output]",
        ":tags: hide-input, remove-output",
        ":tags: hide-input remove_output",
        "---\ntags: 'hide-input,remove-output'\n---",
        "---\ntags:\n  - hide-input\n  - remove_output\n---",
    ],
)
def test_las_etiquetas_tambien_se_escriben_como_un_texto(opciones: str) -> None:
    pagina = leer(Path("una.md"), f"# Una\n\n```{{code-cell}}\n{opciones}\nx = 1\n```\n".encode())
    (celda,) = pagina.celdas
    assert (pagina.faltas, celda.codigo) == ((), "x = 1")
    assert celda.metadatos["tags"] == ["hide-input", "remove-output"]
