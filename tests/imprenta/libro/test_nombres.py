"""Qué es un nombre y qué una cantidad que se quiere esconder en él."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from libros import CABECERA, CONFIG, construir, escribir_libro, pagina_hecha

from imprenta.libro.nombres import CANTIDAD, SOLO_ANIO, patron_de, reparo_al_nombre

NOMBRES = """GPT-4;UTF-8;x86-64;CO₂;H₂O;Python 3.11;3D;ISO 8601;RFC 2119;IEEE 754;USB-C 3.2;May 3, 2021
3 de mayo de 2021;2021-05-03;10:30;10:30 am;2.ª sesión;1.º de bachillerato;Tel.: 912 345 678;capítulo 2
sección 3.1;figura 4;Section 1.2;Chapter 4;Lecture 3;los dos;5G;4K;las siete maravillas;Cien años de soledad
NumPy 1.26;10 am;a las 10:30 h;3rd edition;dos puntos y aparte;float32;Apolo 11;mayo de 2021"""
CANTIDADES = """0.74;95 %;3 km;mil millones;siete;1.200 €;40 alumnos;unos 40 alumnos;p = 0.05;error de 0.74
Error 0.74;10-20;3 × 4;1/2;½;1e-3;3km;5GB;el 95 %;−3;la mitad;el doble;un tercio;siete kilómetros
siete por ciento;noventa y cinco por ciento;Python 3 km;$5;Vale 7.31 %;2.5 kg;30°;dos veces;doscientos
912 345 678;two hundred;twenty-one;three seconds;v=3;1998-1999;0,74;precisión 0,74;tres mil;Tienda 3 trillones
two trillion"""


def separados(textos: str) -> list[str]:
    return textos.replace("\n", ";").split(";")


@pytest.mark.parametrize("nombre", separados(NOMBRES))
def test_un_nombre_se_admite(nombre: str) -> None:
    assert reparo_al_nombre(nombre) == ""


@pytest.mark.parametrize("cantidad", separados(CANTIDADES))
def test_una_cantidad_no_es_un_nombre(cantidad: str) -> None:
    assert reparo_al_nombre(cantidad) == CANTIDAD


def test_un_anio_es_un_dato() -> None:
    assert {reparo_al_nombre(str(anio)) for anio in (1000, 1998, 2026, 2100)} == {SOLO_ANIO}
    assert {reparo_al_nombre(str(otro)) for otro in (999, 2101, 19980)} == {CANTIDAD}


@given(
    st.decimals(-1000, 1000, places=2).map(str) | st.integers(-(10**9), 10**9).map(str),
    st.sampled_from(
        ["", " %", " km", " mil", " millones", " €", " veces", "%", " por ciento", "·10³", " kg"]
    ),
    st.sampled_from(["", "el ", "unos ", "vale ", "= ", "entre ", "de "]),
)
def test_ningun_numero_con_su_unidad_se_esconde(numero: str, unidad: str, antes: str) -> None:
    assert reparo_al_nombre(antes + numero + unidad) != ""


@given(st.sampled_from(separados(NOMBRES)), st.sampled_from(["0", "x", ".5", ",5", "-3", " %", "%"]))
def test_un_nombre_mas_largo_es_otro(nombre: str, detras: str) -> None:
    patron = patron_de(frozenset({nombre}))
    assert patron.fullmatch(nombre)
    assert nombre.endswith("ª") or patron.search(f"El {nombre}{detras} es otro") is None


def config(nombres: str) -> str:
    return CONFIG + f"imprenta:\n  nombres:\n{nombres}"


def test_lo_declarado_se_lee_tal_cual_en_todas_partes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """En un título, en una tabla, en un texto alternativo, con otros espacios y partido en dos líneas."""
    declarados = "    GPT-4: un modelo\n    los dos: una pareja\n    2021-05-03: el día en que se midió\n"
    pagina = CABECERA + (
        "# Con {nombre}`UTF-8` y GPT-4\n\n| a |\n|---|\n| GPT-4 |\n\n![GPT-4](a.png)\n\n"
        "Vienen los\ndos, **los** dos y los\u00a0dos, el 2021-05-03.\n\n"
        "A las {nombre}`10:30`, en {nombre}`x86-64`.\n"
    )
    libro = escribir_libro(tmp_path, {"uno": pagina}, config=config(declarados))
    (libro / "a.png").touch()
    assert construir(libro, capsys)[::2] == (0, [])
    html = pagina_hecha(libro)
    assert "Con <span>UTF-8</span> y GPT-4" in html
    assert "A las <span>10:30</span>, en <span>x86-64</span>." in html


def test_lo_que_no_es_un_nombre_no_se_declara(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declarados = (
        "    95 %: el acierto\n    1998: un año\n    GPT-4:\n    los dos: '  '\n    mil millones: muchos\n"
    )
    libro = escribir_libro(tmp_path, {"uno": "# T\n"}, config=config(declarados))
    assert construir(libro, capsys, "verify")[::2] == (
        1,
        [
            "_config.yml:11:5: «95 %» es una cantidad, no un nombre: átalo con {cifra}`95 % <expresión>`",
            "_config.yml:12:5: «1998» es un año, no un nombre: cítalo con {dato}`1998 <obra>`, o declara la"
            " fecha entera",
            "_config.yml:13:5: «GPT-4» no dice por qué es un nombre: escribe `GPT-4: <razón>`",
            "_config.yml:14:5: «los dos» no dice por qué es un nombre: escribe `los dos: <razón>`",
            "_config.yml:15:5: «mil millones» es una cantidad, no un nombre: átalo con"
            " {cifra}`mil millones <expresión>`",
        ],
    )


def test_un_nombre_que_nadie_dice_sobra(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declarados = "    GPT-4: un modelo\n    GPT-5: otro\n"
    libro = escribir_libro(
        tmp_path, {"uno": "# GPT-4\n\nGPT-50 no, `GPT-5` tampoco.\n"}, config=config(declarados)
    )
    estado, _, faltas = construir(libro, capsys, "verify")
    assert estado == 1
    assert faltas[0] == "_config.yml:12:5: el nombre «GPT-5» no está en ninguna página: quítalo"


@pytest.mark.parametrize("nombres", ["    - GPT-4\n", "    GPT-4\n"])
def test_los_nombres_son_un_mapa(nombres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# T\n"}, config=config(nombres))
    assert construir(libro, capsys, "verify")[::2] == (
        1,
        ["_config.yml:11:5: `nombres:` debe ser una lista de `clave: valor`"],
    )
