"""El índice alfabético: el orden, las letras, los niveles y las páginas."""

from imprenta.pintar.papel.alfabeto import indice


def idx(*entradas: tuple[str, str, int]) -> str:
    return "".join(rf"\indexentry{{{voz}|{formato}}}{{{pagina}}}" + "\n" for voz, formato, pagina in entradas)


def renglones(*entradas: tuple[str, str, int]) -> list[str]:
    """Las líneas del índice, sin el entorno que lo envuelve."""
    cabeza, *cuerpo = indice(idx(*entradas)).split("\\bigletter{")
    assert cabeza.startswith("\\begin{sphinxtheindex}\n\\let\\bigletter\\sphinxstyleindexlettergroup\n")
    assert cuerpo[-1].endswith("\\end{sphinxtheindex}\n")
    texto = "".join(f"[{trozo}" for trozo in cuerpo).replace("\\end{sphinxtheindex}\n", "")
    return [linea for linea in texto.replace("\\indexspace\n", "").replace("}\n", "\n").splitlines() if linea]


def test_la_enie_va_tras_la_ene_las_tildes_no_cuentan_y_los_signos_van_delante() -> None:
    voces = ["ñu", "nube", "ángulo", "Arco", "3d", "nz", "{x}", "+"]
    assert renglones(*((voz, "hyperpage", n) for n, voz in enumerate(voces))) == [
        r"[\sphinxsymbolsname",
        r"\item +, \hyperpage{7",
        r"\item {x}, \hyperpage{6",
        r"[\sphinxnumbersname",
        r"\item 3d, \hyperpage{4",
        "[A",
        r"\item ángulo, \hyperpage{2",
        r"\item Arco, \hyperpage{3",
        "[N",
        r"\item nube, \hyperpage{1",
        r"\item nz, \hyperpage{5",
        "[Ñ",
        r"\item ñu, \hyperpage{0",
    ]


def test_se_ordena_por_la_clave_y_se_lee_el_texto() -> None:
    assert renglones((r"b@\spxentry{a}", "hyperpage", 1), (r"a@\spxentry{b}", "hyperpage", 2)) == [
        "[A",
        r"\item \spxentry{b}, \hyperpage{2",
        "[B",
        r"\item \spxentry{a}, \hyperpage{1",
    ]


def test_los_niveles_comparten_cabeza_y_las_comillas_quitan_su_sentido_a_los_signos() -> None:
    assert renglones(
        ('red!profunda!muy"!', "hyperpage", 5),
        ("red!llana", "hyperpage", 3),
        ("red", "hyperpage", 1),
        ('a"@b', "hyperpage", 9),
    ) == [
        "[A",
        r"\item a@b, \hyperpage{9",
        "[R",
        r"\item red, \hyperpage{1",
        r"\subitem llana, \hyperpage{3",
        r"\subitem profunda",
        r"\subsubitem muy!, \hyperpage{5",
    ]


def test_las_paginas_no_se_repiten_y_guardan_su_formato() -> None:
    assert renglones(
        ("red", "hyperpage", 1),
        ("red", "hyperpage", 1),
        ("red", r"hyperindexformat{\spxpagem}", 4),
        ("red", "hyperpage", 8),
    ) == ["[R", r"\item red, \hyperpage{1}, \hyperindexformat{\spxpagem}{4}, \hyperpage{8"]


def test_sin_voces_no_hay_indice() -> None:
    assert indice("") == ""
