"""Un estilo que cambia se nota en las páginas que no cambian: su dirección es otra."""

from pathlib import Path

import pytest
from libros import CONFIG, construir, escribir_libro, pagina_hecha, poner

from imprenta.pintar.estaticos import en_las_paginas, en_uso


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


# ——— Lo que nadie nombra ———


def test_queda_lo_que_una_pagina_nombra_y_lo_que_eso_nombra(tmp_path: Path) -> None:
    archivos = {
        "uno.css": "@import 'hondo/dos.css';",
        "hondo/dos.css": "a { background: url('../letra/tres.woff2') }",
        "letra/tres.woff2": "cuatro.js",  # no es un texto: no nombra a nadie
        "cuatro.js": "5",
        "guion.js": "cargar(RAIZ + carpeta + `seis.svg`)",
        "seis.svg": "<svg/>",
        "siete.css": "uno.css",
    }
    for nombre, texto in archivos.items():
        poner(tmp_path / "_static" / nombre, texto)
    poner(tmp_path / "a.html", '<link href="_static/uno.css?v=1">')
    poner(tmp_path / "b" / "c.html", "<script src='../_static/guion.js'></script>_static/no%20esta.js")
    nombrados = en_las_paginas(tmp_path)
    assert nombrados == {"uno.css", "guion.js", "no esta.js"}
    vivos = en_uso(tmp_path / "_static", set(archivos), nombrados)
    assert vivos == {"uno.css", "hondo/dos.css", "letra/tres.woff2", "guion.js", "seis.svg"}


def test_de_lo_que_trae_el_tema_solo_se_publica_lo_que_alguien_nombra(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Con el tema de serie, que nombra lo suyo, y dos veces: la segunda, sobre lo construido."""
    config = CONFIG.replace("html_theme:", "html_static_path: [_static], html_theme:")
    libro = escribir_libro(tmp_path, {"portada": "# Portada\n\nHola.\n"}, config=config)
    poner(libro / "_static" / "suyo" / "nadie-lo-nombra.txt", "se queda")
    html = libro / "_build" / "html"
    vistos = []
    for texto in ("Hola.", "Adiós."):
        poner(libro / "portada.md", f"# Portada\n\n{texto}\n")
        assert construir(libro, capsys)[0] == 0
        vistos.append({r.relative_to(html).as_posix() for r in html.rglob("*") if "_static" in r.parts})
    assert vistos[0] == vistos[1] >= {"_static/basic.css", "_static/doctools.js", "_static/pygments.css"}
    assert "_static/suyo/nadie-lo-nombra.txt" in vistos[0]
    archivos = {html / nombre for nombre in vistos[0] if (html / nombre).is_file()}
    textos = [*html.glob("*.html"), *(a for a in archivos if a.suffix in {".css", ".js"})]
    dicho = b"".join(ruta.read_bytes() for ruta in textos)
    assert {a.name for a in archivos if a.name.encode() not in dicho} == {"nadie-lo-nombra.txt"}
    assert not [carpeta for carpeta in html.rglob("*") if carpeta.is_dir() and not any(carpeta.iterdir())]
