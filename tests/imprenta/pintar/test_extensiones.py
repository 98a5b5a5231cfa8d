"""Una extensión que no está o no se deja importar se dice en su línea; la que no está, antes de ejecutar."""

from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, construir, escribir_libro, poner

CELDA = '```{code-cell} python\nopen("ejecutada", "w").close()\n```\n'
UNO = f"{CABECERA}# Uno\n\n{CELDA}"
CON = CONFIG.replace("[imprenta.extension]", "ESTAS")
FALTA = "_config.yml:{}: la extensión «{}» no está instalada: instálala, o quítala"


@pytest.mark.parametrize("edicion", ["html", "pdf"])
def test_la_que_no_esta_se_dice_antes_de_ejecutar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], edicion: str
) -> None:
    libro = escribir_libro(
        tmp_path, {"uno": UNO}, config=CON.replace("ESTAS", "[sphinx.ext.todo, no_esta.extension]")
    )
    linea, columna = lugar(libro, "no_esta")
    estado, _, dichos = construir(libro, capsys, edicion)
    assert (estado, dichos) == (1, [FALTA.format(f"{linea}:{columna}", "no_esta.extension")])
    assert not [*libro.rglob("ejecutada")]


def test_la_que_trae_el_libro_vale_y_si_falla_se_dice_cual(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = CON.replace("ESTAS", "[suya]\n  local_extensions: {suya: _ext}")
    libro = escribir_libro(tmp_path, {"uno": f"{CABECERA}# Uno\n"}, config=config)
    poner(libro / "_ext/suya.py", "import lo_que_no_hay\n\n\ndef setup(app):\n    return {}\n")
    linea, columna = lugar(libro, "suya]")
    fallo = "ModuleNotFoundError: No module named 'lo_que_no_hay'"
    dicho = f"_config.yml:{linea}:{columna}: la extensión «suya» no se deja importar: {fallo}"
    assert construir(libro, capsys)[::2] == (1, [dicho])
    poner(libro / "_ext/suya.py", "def setup(app):\n    return {}\n")
    assert construir(libro, capsys)[::2] == (0, [])


def lugar(libro: Path, que: str) -> tuple[int, int]:
    antes = (libro / "_config.yml").read_text(encoding="utf-8").partition(que)[0]
    return antes.count("\n") + 1, len(antes) - antes.rfind("\n")
