"""Una celda de código donde MyST-NB no la ejecuta no es una celda: se dice, y en quien se adopta no para."""

from pathlib import Path

import pytest
from libros import cuaderno

from imprenta.leer.lectura import leer

CELDA = "```{code-cell} python\ny = 1 / 0\n```"
FUERA_DE_SITIO = {
    f"````{{note}}\nTexto\n\n{CELDA}\n````\n": "6:1: una celda de código dentro de otro bloque no se ejecuta",
    f"> {CELDA}".replace("\n", "\n> "): "3:1: una celda de código dentro de otro bloque no se ejecuta",
    CELDA.replace("```", ":::"): (
        "3:1: una celda de código que no empieza por «```{code-cell}» no se ejecuta"
    ),
    CELDA.replace("{", " {"): "3:1: una celda de código que no empieza por «```{code-cell}» no se ejecuta",
}


@pytest.mark.parametrize("trozo", FUERA_DE_SITIO)
def test_una_celda_fuera_de_su_sitio_no_se_ejecuta_y_se_dice(trozo: str) -> None:
    pagina = leer(Path("una.md"), f"# Una\n\n{trozo}\n\n```{{code-cell}}\nx = 1\n```\n".encode())
    assert [celda.codigo for celda in pagina.celdas] == ["x = 1"]
    assert (pagina.faltas, [str(falta) for falta in pagina.descuadres]) == (
        (), [f"una.md:{FUERA_DE_SITIO[trozo]}"]
    )  # fmt: skip


def test_tampoco_la_de_una_celda_de_texto_de_un_cuaderno() -> None:
    texto = {"cell_type": "markdown", "metadata": {}, "source": f"# Una\n\n{CELDA}"}
    pagina = leer(Path("una.ipynb"), cuaderno(texto).encode())
    assert (pagina.faltas, pagina.celdas) == ((), ())
    (descuadre,) = pagina.descuadres
    assert descuadre.mensaje == "una celda de código dentro de una de texto no se ejecuta"
