"""Un estilo que cambia se nota en las páginas que no cambian: su dirección es otra."""

from pathlib import Path

import pytest
from libros import CONFIG, construir, escribir_libro, pagina_hecha, poner


def test_editar_un_estilo_o_un_guion_da_las_mismas_paginas_que_construir_de_la_nada(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propios = (
        "html_css_files: [estilo.css], html_js_files: [guion.js], html_static_path: [_static], html_theme:"
    )
    config = CONFIG.replace("html_theme:", propios)
    paginas = {"portada": "# Portada\n\nHola.\n", "uno": "# Una\n\nAdiós.\n"}
    editado = escribir_libro(tmp_path / "editado", paginas, config=config)
    poner(editado / "_static/estilo.css", "p {}\n")
    poner(editado / "_static/guion.js", "1;\n")
    assert construir(editado, capsys)[0] == 0
    # Más de dos veces: se publica turnando dos carpetas, y la segunda empieza vacía.
    for archivo, texto in (
        ("estilo.css", "a {}\n"),
        ("guion.js", "2;\n"),
        ("estilo.css", "b {}\n"),
        ("guion.js", "3;\n"),
    ):
        antes = pagina_hecha(editado)
        poner(editado / "_static" / archivo, texto)
        assert construir(editado, capsys)[0] == 0
        assert pagina_hecha(editado) != antes
    nuevo = escribir_libro(tmp_path / "nuevo", paginas, config=config)
    for archivo in ("estilo.css", "guion.js"):
        poner(nuevo / "_static" / archivo, (editado / "_static" / archivo).read_text(encoding="utf-8"))
    assert construir(nuevo, capsys)[0] == 0
    for nombre in paginas:
        assert pagina_hecha(editado, nombre) == pagina_hecha(nuevo, nombre)
