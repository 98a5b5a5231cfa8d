"""Lo que `_config.yml` dice del papel, del EPUB y de sus créditos: lo que está mal se dice con su lugar."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.isbn import cifra_de_control, isbn_escrito, reparo_al_isbn
from imprenta.libro.libro import Libro, LibroIlegible, leer_libro, lugar_en_la_config
from imprenta.libro.papel import Creditos, Epub, Papel, creditos_de, epub_de, papel_de

ISBN = "978-84-376-0494-7"


def libro_que_dice(raiz: Path, *renglones: str) -> Libro:
    """Un libro de una página con lo que se diga bajo `imprenta:`."""
    (raiz / "_toc.yml").write_text("format: jb-book\nroot: uno\n", encoding="utf-8")
    (raiz / "uno.md").write_text("# Uno\n", encoding="utf-8")
    config = "\n  ".join(["title: Un libro\nimprenta:", *renglones])
    (raiz / "_config.yml").write_text(config + "\n", encoding="utf-8")
    return leer_libro(raiz)


def faltas(raiz: Path, *renglones: str) -> list[str]:
    with pytest.raises(LibroIlegible) as error:
        libro_que_dice(raiz, *renglones)
    return [str(falta).removeprefix("_config.yml:") for falta in error.value.faltas]


@pytest.mark.parametrize("renglon", ["papel:", "papel: {}", "nombres:"])
def test_un_libro_que_no_dice_nada_deja_que_lo_diga_la_plantilla(tmp_path: Path, renglon: str) -> None:
    config = libro_que_dice(tmp_path, renglon).config
    assert papel_de(config) == Papel() and (Papel.ancho, Papel.alto) == (170, 240)
    assert (epub_de(config), creditos_de(config)) == (Epub(), Creditos())


def test_lo_que_se_dice_se_lee_en_milimetros_y_en_puntos(tmp_path: Path) -> None:
    (tmp_path / "letras").mkdir()
    (tmp_path / "letras" / "mia.OTF").touch()
    (tmp_path / "cubierta.svg").touch()
    config = libro_que_dice(
        tmp_path,
        "edicion: {editorial: La mía, licencia_del_texto: CC BY 4.0, licencia_del_codigo: MIT}",
        "papel:",
        "  formato: 6in × 9in",
        "  margenes: {dentro: 2cm, arriba: 15.5mm}",
        "  cuerpo: 10.5pt",
        "  letras: letras",
        "  letra: [Mía, Otra]",
        "  letra_de_codigo: Mono",
        "  cubierta: cubierta.svg",
        f"  isbn: {ISBN}",
        "epub: {cubierta: cubierta.svg, isbn: 9788437604947}",
    ).config
    assert papel_de(config) == Papel(
        ancho=152.4,
        alto=228.6,
        margenes={"dentro": 20, "arriba": 15.5},
        cuerpo=10.5,
        letras="letras",
        letra=("Mía", "Otra"),
        letra_de_codigo=("Mono",),
        cubierta="cubierta.svg",
        isbn=ISBN,
    )
    assert epub_de(config) == Epub("cubierta.svg", "9788437604947")
    assert creditos_de(config) == Creditos("La mía", "CC BY 4.0", "MIT")


@pytest.mark.parametrize(
    ("formato", "medidas"),
    [("a4", (210, 297)), ("A5", (148, 210)), ("Letter", (215.9, 279.4)), ("17cm x 24cm", (170, 240))],
)
def test_los_formatos_se_dicen_por_su_nombre_o_por_sus_medidas(
    tmp_path: Path, formato: str, medidas: tuple[float, float]
) -> None:
    papel = papel_de(libro_que_dice(tmp_path, f"papel: {{formato: {formato}}}").config)
    assert (papel.ancho, papel.alto) == medidas


@pytest.mark.parametrize(
    ("renglon", "falta"),
    [
        ("papel: a4", "3:10: `papel:` debe ser una lista de `clave: valor`"),
        ("epub: {color: rojo}", "3:10: `epub:` no tiene ninguna opción «color»: cubierta, isbn"),
        ("edicion: {editorial: [a]}", "3:24: `editorial:` debe ser un texto"),
        (
            "papel: {formato: folio}",
            "3:20: «folio» no es un formato: a4, a5, b5, letter, legal o dos medidas, `170mm x 240mm`",
        ),
        ("papel: {formato: 170 x 24cm}", "3:20: «170 » no es una medida: `20mm`, `2.5cm`, `6in`, `10pt`"),
        (
            "papel: {formato: 17mm x 24cm}",
            "3:20: una página mide entre 70 y 900 mm, y aquí dice 17",
        ),
        ("papel: {margenes: 20}", "3:21: `margenes:` debe ser un texto o una lista de `clave: valor`"),
        ("papel: {margenes: mucho}", "3:21: «mucho» no es una medida: `20mm`, `2.5cm`, `6in`, `10pt`"),
        (
            "papel: {margenes: {lado: 1cm}}",
            "3:22: `margenes:` no tiene ninguna opción «lado»: dentro, fuera, arriba, abajo",
        ),
        (
            "papel: {formato: a5, margenes: 6cm}",
            "3:34: de 148 mm, los márgenes no dejan al texto ni 40",
        ),
        ("papel: {cuerpo: 60pt}", "3:19: la letra del texto mide entre 6 y 24 pt, y aquí dice 60"),
        ("papel: {letra: 3}", "3:18: `letra:` debe ser un texto o una lista de textos"),
        ("papel: {letras: mias}", "3:19: la carpeta de letras «mias» no existe"),
        ("papel: {letras: vacia}", "3:19: en «vacia» no hay letras: ningún `.otf` ni `.ttf`"),
        ("papel: {cubierta: tapa.svg}", "3:21: la cubierta «tapa.svg» no existe"),
        (
            "epub: {cubierta: uno.md}",
            "3:20: la cubierta «uno.md» ha de ser .svg, .png, .jpg",
        ),
        ("papel: {isbn: 84}", "3:17: «84» no es un ISBN: son 13 cifras que empiezan por 978 o 979"),
        (
            "epub: {isbn: 978-84-376-0494-8}",
            "3:16: el ISBN «978-84-376-0494-8» no es correcto: su última cifra tendría que ser 7",
        ),
    ],
)
def test_lo_que_esta_mal_se_dice_con_su_lugar(tmp_path: Path, renglon: str, falta: str) -> None:
    (tmp_path / "vacia").mkdir()
    assert faltas(tmp_path, renglon) == [falta]


def test_todo_lo_que_esta_mal_se_dice_de_una_vez(tmp_path: Path) -> None:
    dichas = faltas(tmp_path, "papel: {formato: folio, isbn: 84}", "epub: {isbn: x}")
    assert [falta.split(" ")[0] for falta in dichas] == ["3:20:", "3:33:", "4:16:"]


def test_se_sabe_donde_se_dice_cada_cosa(tmp_path: Path) -> None:
    libro = libro_que_dice(tmp_path, "papel:", "  letra: Esa")
    assert lugar_en_la_config(libro, "imprenta", "papel", "letra") == (4, 5)


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 11), st.integers(1, 9))
def test_una_cifra_cambiada_en_un_isbn_se_nota(resto: str, lugar: int, mas: int) -> None:
    bueno = f"978{resto}"
    bueno += cifra_de_control(bueno)
    assert reparo_al_isbn(bueno) == ""
    otra = str((int(bueno[lugar]) + mas) % 10)
    assert reparo_al_isbn(bueno[:lugar] + otra + bueno[lugar + 1 :])


def test_un_isbn_se_imprime_con_los_guiones_de_su_autor() -> None:
    assert isbn_escrito(" 978 84  376-0494-7 ") == ISBN
    assert isbn_escrito("9788437604947") == "9788437604947"
