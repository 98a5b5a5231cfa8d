"""Dónde se dice que está una falta: en un cuaderno, la línea de su archivo y la celda que ve su autor."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libros import CABECERA, construir, cuaderno, escribir_libro, poner

from imprenta.leer.ipynb import desplegar

TEXTO: dict[str, Any] = {"cell_type": "markdown", "metadata": {}}
CODIGO: dict[str, Any] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}


def libro_con(raiz: Path, *celdas: dict[str, Any]) -> Path:
    libro = escribir_libro(raiz, {"uno": CABECERA + "# Uno\n"})
    poner(libro / "_toc.yml", "format: jb-book\nroot: uno\nchapters:\n  - file: dos\n")
    poner(libro / "dos.ipynb", cuaderno(*celdas))
    return libro


@pytest.mark.parametrize(
    ("celdas", "falta"),
    [
        (
            [TEXTO | {"source": ["# T\n", "\n", "Son 42."]}],
            "9:10: celda 1, línea 3: 42 está sin cubrir: átalo con",
        ),
        ([TEXTO | {"source": "# T\n\nSon 42."}], "6:26: celda 1, línea 3: 42 está sin cubrir: átalo con"),
        (
            [TEXTO | {"source": "# T"}, CODIGO | {"source": ["x = 1\n", "1 / 0"]}],
            "15:6: celda 2, línea 2: ZeroDivisionError: division by zero (traza en",
        ),
        (
            [TEXTO | {"source": "# T"}, CODIGO | {"source": "x = 1\n1 / 0"}],
            "13:22: celda 2, línea 2: ZeroDivisionError: division by zero (traza en",
        ),
        (
            [TEXTO | {"source": "# T"}, CODIGO | {"source": ["x = 1\n", "\n", "y = 'a"]}],
            "16:10: celda 2, línea 3: SyntaxError: unterminated string literal (detected at line",
        ),
    ],
)
def test_la_falta_de_un_cuaderno_dice_su_celda(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], celdas: list[dict[str, Any]], falta: str
) -> None:
    estado, _, faltas = construir(libro_con(tmp_path, *celdas), capsys)
    assert (estado, len(faltas)) == (1, 1)
    assert faltas[0].startswith(f"dos.ipynb:{falta}")


def test_lo_que_dice_sphinx_de_un_cuaderno_tambien(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rota = ["Otro texto.\n", "\n", "Véase {ref}`no-existe`.\n", "\n", "```{notita}\n", "x\n", "```"]
    pegada = ["\n", "![pegada](attachment:pegada.png)"]
    celdas = [TEXTO | {"source": "# T"}, TEXTO | {"source": rota}, TEXTO | {"source": pegada}]
    libro = libro_con(tmp_path, *celdas)
    lineas = (libro / "dos.ipynb").read_text(encoding="utf-8").splitlines()
    de = {k: n for n, linea in enumerate(lineas, 1) for k in ("no-existe", "{notita}", "![") if k in linea}
    estado, _, faltas = construir(libro, capsys)
    assert estado == 1
    assert sorted(faltas) == sorted(
        [
            f"dos.ipynb:{de['no-existe']}:6: celda 2, línea 3: etiqueta indefinida: 'no-existe'",
            f"dos.ipynb:{de['{notita}']}:6: celda 2, línea 5: Unknown directive type: 'notita' "
            "[myst.directive_unknown]",
            f"dos.ipynb:{de['![']}:6: celda 3, línea 2: archivo de imagen no legible: attachment:pegada.png",
        ]
    )


@given(
    st.lists(st.tuples(st.sampled_from(["code", "markdown"]), st.text('a\n "\\ñ', max_size=8)), max_size=4),
    st.booleans(),
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_cada_linea_de_un_cuaderno_sabe_de_que_celda_es(
    celdas: list[tuple[str, str]], partidas: bool
) -> None:
    escritas: list[dict[str, Any]] = [
        {
            "cell_type": clase,
            "metadata": {},
            "source": fuente.splitlines(keepends=True) if partidas else fuente,
        }
        for clase, fuente in celdas
    ]
    hecho = desplegar(cuaderno(*escritas, indent=1))
    for numero, escrita in enumerate(escritas, 1):
        fuente = escrita["source"]
        lineas = len(fuente) if partidas else str(fuente).removesuffix("\n").count("\n") + 1
        for linea in range(1, lineas + 1):
            fila, columna = hecho.lugar_en_celda(numero, linea)
            assert hecho.celda_de(fila, columna) == f"celda {numero}, línea {linea}"


def test_lo_que_no_es_de_ninguna_celda_se_queda_igual() -> None:
    hecho = desplegar(cuaderno(TEXTO | {"source": []}, CODIGO | {"source": "x"}))
    assert hecho.celda_de(1, 1) == ""
    assert hecho.celda_de(4, 1) == "celda 1"
    assert hecho.lugar_en_celda(1, 1) == hecho.lugar_en_celda(9, 1) == (1, 1)
