"""Atar un número donde está: se lee igual, no toca nada más y se juzga antes de escribirlo."""

import json
from pathlib import Path
from typing import Any

import pytest
from libros import cuaderno

from imprenta.leer.lectura import leer
from imprenta.libro.modelo import Respuesta
from imprenta.mesa.ataduras import PaginaLeida, ataduras, declarado, juzgada
from imprenta.mesa.huecos import huecos_de, trozos_de

CELDA = "```{code-cell} python\nx = 3\n```\n\n"


def pagina_de(texto: str | bytes, nombre: str = "uno.md") -> PaginaLeida:
    octetos = texto if isinstance(texto, bytes) else texto.encode()
    return PaginaLeida(leer(Path(nombre), octetos), octetos, (), {})


def atado(pagina: PaginaLeida, expresion: str, cual: int = 0) -> list[bytes]:
    """Cómo queda la página al atar el primer trozo de un hueco, de cada manera que vale."""
    hueco = huecos_de(pagina.pagina, {})[cual]
    trozo = trozos_de(pagina.pagina, hueco)[0]
    maneras = (a.queda for a in ataduras(pagina, hueco, trozo, expresion))
    return [queda.octetos for queda in maneras if len(queda.pagina.faltas) <= len(pagina.pagina.faltas)]


@pytest.mark.parametrize(
    ("texto", "expresion", "queda"),
    [
        ("Hay 3.\n", "d['a']", "Hay {cifra}`3 <d['a']>`.\n"),
        ("Hay 3.\n", "d['`']", "Hay {cifra}``3 <d['`']>``.\n"),
        ("Hay 3.\n", "int(2 < x) + 2", "Hay {cifra}`3 <int(2 < x) + 2>`.\n"),
        ("Hay 3.\n", 'd["a>b"]', 'Hay {cifra}`3 <d["a>b"]>`.\n'),
        ("| a |\n|---|\n| 3 |\n", "d['a']", "| a |\n|---|\n| {cifra}`3 <d['a']>` |\n"),
        ("| a |\n|---|\n| 3 |\n", "d['a|b']", "| a |\n|---|\n| {cifra}`3 <d['a\\x7cb']>` |\n"),
        ("Es $n = 3$.\n", "d['a_b%']", "Es $n = \\cifra{3}{d['a_b%']}$.\n"),
        ("Es $n = 3$.\n", "d['}']", "Es $n = \\cifra{3}{d['\\x7d']}$.\n"),
        ("Es $n = 3$.\n", "d['$']", "Es $n = \\cifra{3}{d['\\x24']}$.\n"),
        ("Es $n = 3$.\n", "{'a': x}['a']", "Es $n = \\cifra{3}{{'a': x}['a']}$.\n"),
        ("# Hay 3\n", "x", "# Hay {cifra}`3 <x>`\n"),
        ("> Hay\n> 3.\n", "x", "> Hay\n> {cifra}`3 <x>`.\n"),
        ("- Hay 3.\n", "x", "- Hay {cifra}`3 <x>`.\n"),
    ],
)
def test_en_cada_sitio_se_escribe_de_la_manera_que_alli_se_lee(
    texto: str, expresion: str, queda: str
) -> None:
    assert atado(pagina_de(CELDA + texto), expresion)[0].decode() == CELDA + queda


def test_en_unas_comillas_de_yaml_las_de_la_expresion_son_las_otras() -> None:
    pie = '---\nmystnb:\n  figure:\n    caption: "Hasta 3."\n---\n'
    texto = f"```{{code-cell}} python\n{pie}x\n```\n"
    assert atado(pagina_de(texto), 'd["a"]')[0].decode() == texto.replace("3.", "{cifra}`3 <d['a']>`.")


def test_lo_demas_del_archivo_no_se_toca() -> None:
    crudo = ("\ufeff" + CELDA + "Hay 3,\n y ya.\n").replace("\n", "\r\n").encode()
    assert atado(pagina_de(crudo), "x")[0] == crudo.replace(b"3,", b"{cifra}`3 <x>`,")


def test_un_cuaderno_sigue_siendo_el_mismo_json() -> None:
    prosa = {"cell_type": "markdown", "metadata": {}, "source": ["Año: «hay\n", "3» y ya.\n"]}
    codigo: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "source": "x = 3",
        "outputs": [],
        "execution_count": None,
    }
    crudo = cuaderno(codigo, prosa, ensure_ascii=False).encode()
    (queda, *_) = atado(pagina_de(crudo, "uno.ipynb"), 'd["a"]')
    assert queda == crudo.replace(b"3\xc2\xbb y", b'{cifra}`3 <d[\\"a\\"]>`\xc2\xbb y')
    assert json.loads(queda)["cells"][1]["source"][1] == '{cifra}`3 <d["a"]>`» y ya.\n'


@pytest.mark.parametrize("expresion", ["d['\\n']", "a\nb", "'sin cerrar"])
def test_lo_que_no_se_puede_escribir_no_se_propone_o_se_lee_igual(expresion: str) -> None:
    for octetos in atado(pagina_de(CELDA + "| a |\n|---|\n| 3 |\n"), expresion):
        (rol,) = [p for p in leer(Path("uno.md"), octetos).piezas if hasattr(p, "expresion")]
        assert rol.expresion == expresion


@pytest.mark.parametrize(
    ("texto", "hueco", "valor", "queda_bien"),
    [
        ("Hay 3.\n", 0, 3, True),
        ("Hay 3.\n", 0, 4, False),
        ("Es $x = -3$.\n", 0, 3, False),  # el signo quedaría fuera
        ("Es $x = y - 3$.\n", 0, 3, True),
        ("Van 3 y 4.\n", 1, 4, True),
    ],
)
def test_lo_que_quedaria_mal_se_sabe_antes(texto: str, hueco: int, valor: int, queda_bien: bool) -> None:
    pagina = pagina_de(CELDA + texto)
    suyo = huecos_de(pagina.pagina, {})[hueco]
    (una, *_) = ataduras(pagina, suyo, trozos_de(pagina.pagina, suyo)[0], "x")
    assert (juzgada(pagina, una, Respuesta(valor)) is not None) == queda_bien


def test_un_nombre_se_declara_entero() -> None:
    pagina = pagina_de("Es GPT-2.\n")
    declaracion = declarado(pagina, 3, 8)
    assert declaracion is not None
    assert declaracion.queda.octetos == b"Es {nombre}`GPT-2`.\n"
    assert juzgada(pagina, declaracion, None) is not None
