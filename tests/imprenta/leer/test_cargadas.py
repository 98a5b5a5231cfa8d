"""El código que una celda toma de otro archivo es el de ese archivo, y lo que no se puede leer se dice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from imprenta.ejecutar.procesos.relato import Relato
from imprenta.ejecutar.procesos.salidas import Fallo
from imprenta.juzgar.guion import guion_de
from imprenta.leer.cargadas import con_lo_cargado
from imprenta.leer.lectura import leer
from imprenta.libro.modelo import Celda
from imprenta.libro.pagina import Pagina

PAGINA = """\
# Una

```{{code-cell}} python
{opciones}
```

Son {{cifra}}`2 <x>`.
"""
ARCHIVOS = {Path("cap/sub/a1.py"): b"x = 2\n\nx / 0\n", Path("cap/malo.py"): b"x = '\xf1'\n"}


def abrir(ruta: Path) -> bytes:
    if ruta not in ARCHIVOS:
        raise FileNotFoundError(2, "no está", str(ruta))
    return ARCHIVOS[ruta]


def cargada(opciones: str, octetos_de: Callable[[Path], bytes] = abrir) -> Pagina:
    return con_lo_cargado(leer(Path("cap/una.md"), PAGINA.format(opciones=opciones).encode()), octetos_de)


@pytest.mark.parametrize(
    "opciones",
    [
        ":load: sub/a1.py",
        ":tags: [hide-input]\n:load: 'sub/a1.py'",
        "---\nload: sub/a1.py\n---",
        ":load: ./sub/a1.py",
    ],
)
def test_la_celda_tiene_el_codigo_de_su_archivo(opciones: str) -> None:
    pagina = cargada(opciones)
    (celda,) = pagina.celdas
    assert celda.codigo == "x = 2\n\nx / 0"
    assert not pagina.faltas
    assert not [pieza for pieza in pagina.piezas if getattr(pieza, "texto", "") == "1"]  # la ruta no se lee
    assert pagina.texto.splitlines()[celda.lugar(3, 1)[0] - 1].startswith((":load:", "load:"))


def test_lo_que_falla_dice_la_linea_de_la_pagina_y_la_del_archivo() -> None:
    guion = guion_de(cargada(":load: sub/a1.py"))
    relato = Relato(Path("/l/cap/una.md"), guion, Path("/l"))
    relato.fallar(Fallo("ZeroDivisionError: division by zero", "", (1, 3, 5)), {})
    assert str(relato.falta) == "cap/una.md:4:1: ZeroDivisionError: division by zero (sub/a1.py:3)"


@pytest.mark.parametrize(("opciones", "falta"), [
    (":load: no.py", "cap/una.md:4:1: no se puede cargar «no.py»: no existe"),
    (":load: malo.py",
     "cap/una.md:4:1: no se puede cargar «malo.py»: no está en UTF-8: el octeto 0xF1 no se entiende"),
    (":load:", "cap/una.md:4:1: `load:` debe decir un archivo, como `:load: saludo.py`"),
    ("---\ntags: []\nload: [a.py]\n---",
     "cap/una.md:6:1: `load:` debe decir un archivo, como `:load: saludo.py`"),
    (":load: sub/a1.py\n\nx = 3",
     "cap/una.md:6:1: esto no se ejecuta: `load:` pone en su lugar sub/a1.py; quítalo, o quita `load:`"),
])  # fmt: skip
def test_lo_que_no_se_puede_cargar_se_dice_en_su_linea(opciones: str, falta: str) -> None:
    assert [*map(str, cargada(opciones).faltas)] == [falta]


def test_sin_nada_que_cargar_la_pagina_es_la_misma() -> None:
    pagina = leer(Path("una.md"), b"# Una\n\n```{code-cell}\nx = 1\n```\n")
    assert con_lo_cargado(pagina, abrir) is pagina


def test_en_un_cuaderno_no_se_carga_nada() -> None:
    """MyST-NB solo mira `load` en las páginas de texto."""
    celda = '{"cell_type": "code", "metadata": {"load": "a.py"}, "outputs": [], "source": "x = 1"}'
    cuaderno = f'{{"cells": [{celda}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
    pagina = con_lo_cargado(leer(Path("una.ipynb"), cuaderno.encode()), abrir)
    assert [paso.codigo for paso in pagina.pasos if isinstance(paso, Celda)] == ["x = 1"]
    assert not pagina.faltas
