"""Un Jupyter Book de serie se imprime sin decir nada en `_config.yml`, y lo que ya no tiene no se queda."""

from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, cumplir, pagina_hecha, poner, publicado

DE_SERIE = {
    "_config.yml": 'title: Prueba\nauthor: Nadie\nexecute:\n  execute_notebooks: "{modo}"\n',
    "_toc.yml": "format: jb-book\nroot: intro\nchapters:\n- file: hondo/uno\n",
    "intro.md": f"{CABECERA}# La portada\n\n{celda('print(6 * 7)')}",
    "hondo/uno.md": "# La página uno\n\n![Un punto](punto.svg)\n",
    "hondo/punto.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>\n',
}


def libro_de_serie(raiz: Path, modo: str = "force") -> Path:
    for nombre, texto in DE_SERIE.items():
        poner(raiz / nombre, texto.replace("{modo}", modo))
    return raiz


def test_lo_que_el_indice_no_nombra_se_imprime_y_se_dice_donde_iria(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = libro_de_serie(tmp_path / "libro")
    poner(libro / "suelta.md", "# La suelta\n")
    poner(libro / "README.md", "# De qué va\n")  # como `LICENSE.md`, nadie espera verla en el índice
    estado, _, dicho = construir(libro, capsys)
    assert (estado, dicho) == (
        0,
        [
            "_toc.yml:4:1: aviso: «suelta» no está en el índice y nadie llega a ella: "
            "añade debajo «- file: suelta»"
        ],
    )
    assert "La suelta" in pagina_hecha(libro, "suelta")
    assert "De qué va" in pagina_hecha(libro, "README")
    assert '<span class="mi">6</span>' in pagina_hecha(libro, "intro")
    assert "<pre><span></span>42" in pagina_hecha(libro, "intro")


def test_de_lo_que_el_libro_ya_no_tiene_no_queda_nada_publicado(tmp_path: Path) -> None:
    libro = libro_de_serie(tmp_path / "libro")
    assert cumplir("html", libro) == 0
    assert "La portada" in pagina_hecha(libro, "index")
    assert {"hondo/uno.html", "_images/punto.svg", "intro.html"} <= publicado(libro).keys()
    poner(libro / "_toc.yml", "format: jb-book\nroot: otra\nchapters:\n- file: dos\n")
    (libro / "hondo" / "uno.md").unlink()
    (libro / "intro.md").rename(libro / "dos.md")
    poner(libro / "otra.md", "# La nueva\n")
    assert cumplir("html", libro) == 0
    assert "La nueva" in pagina_hecha(libro, "index")
    assert {ruta for ruta in publicado(libro) if "uno" in ruta or "intro" in ruta or "punto" in ruta} == set()
