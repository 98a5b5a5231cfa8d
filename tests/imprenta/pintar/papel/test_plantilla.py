"""La plantilla: lo que la página hace con lo que no cabe en ella, y cómo se llenan las hojas."""

from io import BytesIO
from pathlib import Path
from shutil import copytree

import pypdf
import pytest
import typst
from hojas_llenas import hojas_cortas
from libros import poner
from papeles import LETRAS, componer

from imprenta.pintar.papel.constructor import PLANTILLA

PARRAFO = '#"' + "Una palabra detrás de otra llenan renglones y los renglones, la página. " * 8 + '";\n\n'


def de_piezas(*renglones: str) -> str:
    return "(" + "".join(f'(("", "{renglon}"),),' for renglon in renglones) + ")"


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    copytree(PLANTILLA, tmp_path, dirs_exist_ok=True)
    return tmp_path


def escrito(carpeta: Path, cuerpo: str, mas: str = "") -> Path:
    poner(carpeta / "cuerpo.typ", f'#import "libro.typ": *\n#show: libro.with(titulo: "T"{mas})\n{cuerpo}')
    return carpeta


def paginas(carpeta: Path) -> list[str]:
    return [pagina.extract_text() for pagina in pypdf.PdfReader(BytesIO(componer(carpeta))).pages]


def test_un_renglon_que_cabe_no_se_parte_y_uno_mas_largo_lleva_su_marca(carpeta: Path) -> None:
    [justo, largo] = (
        "".join(paginas(escrito(carpeta, f"#codigo(renglones: {de_piezas('x' * cuantas)})")))
        for cuantas in (77, 78)
    )
    assert "↪" not in justo
    assert "x" * 77 in justo
    assert largo.count("↪") == 1
    assert largo.count("x") == 78


def test_un_codigo_largo_sigue_en_la_pagina_siguiente(carpeta: Path) -> None:
    renglones = [f"renglon_{n}" for n in range(70)]
    *_, una, otra = paginas(escrito(carpeta, f"#codigo(renglones: {de_piezas(*renglones)})"))
    assert "renglon_0\n" in una
    assert "renglon_69" in otra


def test_la_respuesta_no_se_separa_de_su_codigo(carpeta: Path) -> None:
    """Con cualquier texto delante, el último renglón del código está en la página de su respuesta."""
    celda = f"#codigo(sigue: true, renglones: {de_piezas('a', 'b', 'c', 'd', 'ultimo')})\n\n"
    celda += f'#codigo(salida: "texto", renglones: {de_piezas("responde")})'
    for alto in range(80, 200, 10):
        juntas = paginas(escrito(carpeta, f"#block(height: {alto}mm)\n\n{celda}"))
        assert any("ultimo" in pagina and "responde" in pagina for pagina in juntas), alto


def test_el_parrafo_que_anuncia_no_se_separa_de_lo_anunciado(carpeta: Path) -> None:
    anuncio = f'#pegado[#"Lo dice este anuncio:";];\n\n#codigo(renglones: {de_piezas("anunciado", "b")})'
    for alto in range(150, 192, 3):
        juntas = paginas(escrito(carpeta, f"#block(height: {alto}mm)\n\n{anuncio}"))
        assert any("este anuncio" in pagina and "anunciado" in pagina for pagina in juntas), alto


def test_la_cabeza_de_una_tabla_larga_se_repite(carpeta: Path) -> None:
    filas = "".join(f"(lado: right, dice: [{n}])," for n in range(120))
    tabla = f"#tabla(columnas: 1, celdas: ((lado: left, arriba: true, dice: [Cabeza]), {filas}))[]"
    assert sum("Cabeza" in pagina for pagina in paginas(escrito(carpeta, tabla))) >= 3


def test_una_tabla_ancha_reparte_sus_columnas_sin_partir_palabras(carpeta: Path) -> None:
    larga = "palabras y más palabras que no caben en un solo renglón de esta columna " * 2
    dichos = ("identificador", larga, "Constantinopla")
    celdas = "".join(f"(lado: left, dice: [{dicho}])," for dicho in dichos)
    dicho = "".join(paginas(escrito(carpeta, f"#tabla(columnas: 3, celdas: ({celdas}))[]")))
    assert "identificador" in dicho
    assert "Constantinopla" in dicho


def test_una_tabla_que_no_cabe_se_dice_y_no_se_imprime(carpeta: Path) -> None:
    celdas = f"(lado: left, dice: [{'M' * 12}])," * 14
    escrito(carpeta, f'#tabla(columnas: 14, donde: "libro/uno:7", celdas: ({celdas}))[]')
    with pytest.raises(typst.TypstError, match=r"la tabla no cabe: le sobran \d+ mm @libro/uno:7"):
        componer(carpeta)


@pytest.mark.parametrize(("columnas", "dicho"), [(14, "M" * 12), (40, "0.1234"), (30, "a b c d e f g h")])
def test_una_tabla_que_no_cabe_donde_no_se_exige_se_encoge(carpeta: Path, columnas: int, dicho: str) -> None:
    celdas = f"(lado: left, dice: [{dicho}])," * columnas * 2
    tabla = f"#tabla(columnas: {columnas}, celdas: ({celdas}))[]"
    lector = pypdf.PdfReader(BytesIO(componer(escrito(carpeta, tabla))))
    sitios = list[float]()
    lector.pages[-1].extract_text(visitor_text=lambda _t, _c, matriz, *_: sitios.append(matriz[4]))
    assert max(sitios) < float(lector.pages[-1].mediabox.right) - 40


def test_otra_hoja_y_otra_letra(carpeta: Path) -> None:
    papel = 'ancho: 148mm, alto: 210mm, margenes: (dentro: 30mm), cuerpo: 11pt, letra: ("Libertinus Serif",)'
    lector = pypdf.PdfReader(BytesIO(componer(escrito(carpeta, PARRAFO, f", papel: ({papel})"))))
    ancho, alto = (float(lado) / 72 * 25.4 for lado in lector.pages[-1].mediabox[2:])
    assert (ancho, alto) == pytest.approx((148, 210), abs=0.1)
    assert "Pagella-Regular" not in str(lector.pages[-1]["/Resources"]["/Font"])  # type: ignore[index]


def test_una_hoja_a_medias_se_ve_y_la_de_un_capitulo_que_acaba_no(carpeta: Path) -> None:
    capitulo = '#titulo(nivel: 1)[#"Capítulo";];\n\n'
    medias = capitulo + PARRAFO + "#pagebreak()\n" + PARRAFO
    assert len(hojas_cortas(escrito(carpeta, medias))) == 1
    assert hojas_cortas(escrito(carpeta, capitulo + PARRAFO * 12 + capitulo + PARRAFO)) == []


def test_se_compone_sin_avisos_aunque_no_diga_nada_de_si(carpeta: Path) -> None:
    poner(carpeta / "cuerpo.typ", '#import "libro.typ": *\n#show: libro.with(titulo: "T")\n')
    _pdf, avisos = typst.compile_with_warnings(str(carpeta / "cuerpo.typ"), font_paths=LETRAS)
    assert [aviso.message for aviso in avisos] == []


def test_tras_un_codigo_cabe_una_tabla_con_imagenes(carpeta: Path) -> None:
    """Mientras se miden sus columnas, la imagen no tiene ancho ni alto."""
    poner(carpeta / "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"/>')
    celdas = '(dice: imagen(nombre: "a.svg", alt: "una")), (dice: [b])'
    codigo = f"#codigo(sigue: true, renglones: {de_piezas('a')})\n\n"
    tabla = f"#tabla(columnas: 2, celdas: ({celdas}))[]"
    assert "b" in paginas(escrito(carpeta, codigo + tabla))[-1]
