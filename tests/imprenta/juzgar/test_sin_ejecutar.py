"""Lo que enseñan las celdas que no se ejecutan: la de `skip-execution` y la de una página apartada."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from libros import CABECERA, CONFIG, celda, construir, cuaderno, escribir_libro, pagina_hecha, poner

from imprenta.libro.hecho import Informe

QUITA = "quita esa etiqueta, o las cifras, o esconde la celda con «remove-cell»"
EJECUTA = "ejecuta la página, o quita las cifras, o esconde la celda con «remove-cell»"
APARTADA = CONFIG + 'execute: {exclude_patterns: ["lent*"]}\n'


def saltada(codigo: str, etiquetas: str = "skip-execution") -> str:
    return f"# T\n\n```{{code-cell}} python\n:tags: [{etiquetas}]\n{codigo}\n```\n"


@pytest.mark.parametrize(
    ("pagina", "faltas"),
    [
        (
            saltada("precision = 0.99  # 99 % de acierto"),
            ["5:13: {} 0.99 y 99: nadie lo comprueba; " + QUITA],
        ),
        (saltada("\n\nprint('a')\n# sale ½"), ["8:8: {} ½: nadie lo comprueba; " + QUITA]),
        (saltada("a = [1, 2, 3, 4, 5, 6]"), ["5:6: {} 1, 2, 3, 4 y 2 más: nadie lo comprueba; " + QUITA]),
        (saltada("x1 = relu6(x_2)"), []),
        (saltada("a = 5", "skip-execution, remove-cell"), []),
        (saltada("a = 5", "remove-input, skip-execution"), []),
        (saltada("a = 5", "hide-input, skip-execution"), ["5:5: {} 5: nadie lo comprueba; " + QUITA]),
        (saltada("a = 5", "hide-input"), []),
        (saltada("a = 5", "raises-exception"), []),
    ],
)
def test_las_cifras_de_una_celda_saltada(
    juzgar: Callable[..., Informe], pagina: str, faltas: list[str]
) -> None:
    enseña = "la celda no se ejecuta (skip-execution) y enseña"
    nombres = {"relu6": abs, "x_2": 2}
    assert [str(falta) for falta in juzgar(pagina, nombres).sin_cubrir] == [
        f"p.md:{falta.format(enseña)}" for falta in faltas
    ]


def test_en_un_cuaderno_se_dice_la_linea_de_su_archivo(juzgar: Callable[..., Informe]) -> None:
    texto = {"cell_type": "markdown", "metadata": {}, "source": "# T"}
    codigo = {
        **{"cell_type": "code", "metadata": {"tags": ["skip-execution"]}, "execution_count": None},
        **{"outputs": [], "source": ["a = b\n", "p = 0.99"]},
    }
    escrito = cuaderno(texto, codigo)
    faltas = juzgar(escrito, {"b": 1}, "p.ipynb").faltas
    assert [(falta.linea, falta.columna) for falta in faltas] == [lugar_de(escrito, "0.99")]


def lugar_de(escrito: str, trozo: str) -> tuple[int, int]:
    """La línea y la columna en que un texto aparece por primera vez."""
    antes = escrito[: escrito.index(trozo)]
    return antes.count("\n") + 1, len(antes) - antes.rfind("\n")


def guardada(codigo: str, *salidas: dict[str, Any], **metadatos: Any) -> dict[str, Any]:
    return {
        **{"cell_type": "code", "metadata": metadatos, "execution_count": 7},
        **{"outputs": list(salidas), "source": codigo},
    }


def libro_apartado(raiz: Path, *celdas: dict[str, Any]) -> Path:
    libro = escribir_libro(raiz, {"uno": CABECERA + "# Uno\n"}, config=APARTADA)
    poner(libro / "_toc.yml", "format: jb-book\nroot: uno\nchapters:\n  - file: lenta\n")
    titulo = {"cell_type": "markdown", "metadata": {}, "source": "# Lenta"}
    poner(libro / "lenta.ipynb", cuaderno(titulo, *celdas))
    return libro


def test_una_pagina_apartada_no_se_ejecuta_y_publica_lo_que_trae(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dicho = {"output_type": "stream", "name": "stdout", "text": ["salida ", "guardada\n"]}
    error = {
        **{"output_type": "error", "ename": "ValueError", "evalue": "no"},
        "traceback": ["\x1b[0;31mValueError\x1b[0m: no"],  # los colores no son cifras
    }
    libro = libro_apartado(tmp_path, guardada("import aparato_que_no_hay", dicho, error))
    estado, salida, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    assert "0 sin cubrir · 0 falsas" in salida
    assert "salida guardada" in pagina_hecha(libro, "lenta")
    assert "salida guardada" in (libro / "_build/html/descargas/lenta.ipynb").read_text(encoding="utf-8")


def test_nadie_demuestra_las_cifras_de_una_pagina_apartada(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dicho = {"output_type": "stream", "name": "stdout", "text": "salen 41\n"}
    tabla = {
        **{"output_type": "execute_result", "execution_count": 7, "metadata": {}},
        "data": {"text/plain": "   a\n0  3", "text/html": "<td id='c9'>3&nbsp;&frac12;</td>"},
    }
    figura = {
        **{"output_type": "display_data", "metadata": {}},
        "data": {"text/plain": "<Figure 640x480>", "image/png": "iVBORw0KGgo="},
    }
    prosa = {"cell_type": "markdown", "metadata": {}, "source": "Son {cifra}`4 <x>`."}
    libro = libro_apartado(
        tmp_path,
        guardada("x = 4", dicho),
        guardada("tabla", tabla),
        guardada("b", figura),
        guardada("x = 5", dicho, tags=["remove-cell"]),
        guardada("x = 6", dicho, tags=["remove-input", "remove-output"]),
        prosa,
    )
    estado, _, faltas = construir(libro, capsys, "verify")
    enseña = "la celda no se ejecuta (execute: exclude_patterns) y enseña"
    assert estado == 1
    escrito = (libro / "lenta.ipynb").read_text(encoding="utf-8")
    lugares = [lugar_de(escrito, trozo) for trozo in ('4"', 'tabla"', "4 <x>")]
    assert faltas == [
        f"lenta.ipynb:{linea}:{columna}: {mensaje}"
        for (linea, columna), mensaje in zip(
            lugares,
            [
                f"celda 2, línea 1: {enseña} 4 y 41: nadie lo comprueba; {EJECUTA}",
                f"celda 3, línea 1: {enseña} 3 y ½: nadie lo comprueba; {EJECUTA}",
                "celda 7, línea 1: x no se puede evaluar: "
                "la página no se ejecuta (execute: exclude_patterns)",
            ],
            strict=True,
        )
    ]


def test_las_demas_paginas_se_ejecutan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paginas = {"uno": CABECERA + "# Uno\n", "dos": CABECERA + "# Dos\n\n" + celda("x = 1 / 0")}
    libro = escribir_libro(tmp_path, paginas, config=APARTADA)
    assert construir(libro, capsys)[0] == 1
