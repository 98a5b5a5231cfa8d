"""Las fichas de la bibliografía dicen en qué lengua está su título."""

from pathlib import Path

from libros import CONFIG, escribir_libro, poner

from imprenta.libro.libro import leer_libro
from imprenta.repasar.lenguas import fichas_sin_lengua

RAIZ = Path(__file__).parents[3]
CONOCIDAS = (
    "american, brazilian, british, catalan, english, french, german, italian, latin, ngerman, portuguese, "
    "spanish, ukenglish, usenglish"
)
FICHAS = """\
@string{uno = "langid = english"}
@book{bien,
  title = {Ortografía},
  langid = {spanish},
}
@misc{sin, title = {Deep}}

@article{rara,
  title = {tlh},
  langid = "klingon",
}
"""


def faltas(raiz: Path, lista: str) -> list[str]:
    libro = escribir_libro(raiz, {"uno": "# Uno\n"}, config=f"{CONFIG}bibtex_bibfiles: [f.bib]\n")
    poner(raiz / "f.bib", FICHAS)
    poner(raiz / lista, "token\n")
    return list(map(str, fichas_sin_lengua(leer_libro(libro))))


def test_cada_ficha_dice_su_lengua(tmp_path: Path) -> None:
    assert faltas(tmp_path, "_palabras.en.txt") == [
        "f.bib:6:1: la ficha «sin» no dice en qué lengua está su título: "
        "añádele `langid = {english}`, o la que sea",
        f"f.bib:8:1: la ficha «rara» dice una lengua que no se conoce, «klingon»: se conocen {CONOCIDAS}",
    ]


def test_a_un_libro_que_no_marca_otras_lenguas_no_se_le_pide(tmp_path: Path) -> None:
    assert faltas(tmp_path, "_palabras.txt") == []


def test_en_este_libro_todas_la_dicen() -> None:
    assert fichas_sin_lengua(leer_libro(RAIZ)) == []
