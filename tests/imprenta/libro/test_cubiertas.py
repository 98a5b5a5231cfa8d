"""Qué páginas han de estar cubiertas: lo que casa con los patrones, y lo que no casa con nada se dice."""

from pathlib import Path

import pytest
from libros import escribir_libro

from imprenta.libro.libro import LibroIlegible, leer_libro

PAGINAS = {"portada": "# P\n", "temas/uno": "# Uno\n", "temas/dos": "# Dos\n", "tres": "# Tres\n"}
COMO = "se escribe desde la carpeta del libro, como `intro`, `capitulos/*` o `**/0[1-3]*.md`"


def exigidas(raiz: Path, imprenta: str) -> set[str]:
    libro = leer_libro(escribir_libro(raiz, PAGINAS, config=f"title: A\nimprenta: {imprenta}\n"))
    nombradas = [*(pagina.relative_to(libro.raiz) for pagina in libro.paginas), Path("_toc.yml")]
    return {ruta.as_posix() for ruta in nombradas if libro.exige(ruta)}


@pytest.mark.parametrize(
    ("imprenta", "cuales"),
    [
        ("", {"portada.md", "temas/uno.md", "temas/dos.md", "tres.md", "_toc.yml"}),
        ("{nombres: {}}", {"portada.md", "temas/uno.md", "temas/dos.md", "tres.md", "_toc.yml"}),
        ("{cubiertas: []}", set()),
        ("{cubiertas: ['**']}", {"portada.md", "temas/uno.md", "temas/dos.md", "tres.md", "_toc.yml"}),
        ("{cubiertas: [tres, ./portada.md]}", {"portada.md", "tres.md"}),
        ("{cubiertas: [temas]}", {"temas/uno.md", "temas/dos.md"}),
        ("{cubiertas: ['temas/[!u]*', '**/uno']}", {"temas/uno.md", "temas/dos.md"}),
        ("{cubiertas: [_toc.yml]}", {"_toc.yml"}),
    ],
)
def test_las_que_casan_con_algun_patron(tmp_path: Path, imprenta: str, cuales: set[str]) -> None:
    assert exigidas(tmp_path, imprenta) == cuales


@pytest.mark.parametrize(
    ("imprenta", "falta"),
    [
        ("{cubiertas: [tres, tema/uno]}", f"2:30: el patrón «tema/uno» no casa con ninguna página: {COMO}"),
        ("{cubiertas: ['uno.md']}", f"2:24: el patrón «uno.md» no casa con ninguna página: {COMO}"),
        ("{cubiertas: tres}", "2:23: `cubiertas:` debe ser una lista de textos"),
        ("{cubiertas: }", "2:23: `cubiertas:` debe ser una lista de textos"),
        ("{cubiertas: [3]}", "2:23: `cubiertas:` debe ser una lista de textos"),
        ("{lee: datos}", "2:17: `lee:` debe ser una lista de textos"),
    ],
)
def test_el_patron_que_no_vale_se_dice_en_su_lugar(tmp_path: Path, imprenta: str, falta: str) -> None:
    with pytest.raises(LibroIlegible) as error:
        exigidas(tmp_path, imprenta)
    assert str(error.value) == f"_config.yml:{falta}"


def test_lo_mal_escrito_bajo_imprenta_no_se_calla(tmp_path: Path) -> None:
    with pytest.raises(LibroIlegible, match=r"^_config\.yml:2:12: `imprenta:` no tiene ninguna opción «cub»"):
        exigidas(tmp_path, "{cub: [tres]}")
