"""El EPUB: válido, igual que el HTML, sin guiones, en su lengua y siempre con los mismos octetos."""

import os
import re
import shutil
import struct
import zlib
from base64 import b64encode
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from electronico import EPUBCHECK, MATHML, OPF, OPS, XHTML, Electronico, leido, reparos, sin_llegar
from este_libro import RAIZ, construido
from libros import CABECERA, celda, construir, cuaderno, cumplir, escribir_libro, poner

con_epubcheck = pytest.mark.skipif(
    not EPUBCHECK.exists() or shutil.which("java") is None, reason="hace falta epubcheck: mira el README"
)
FIGURA = """\
class Recta:
    def __init__(self, formatos):
        self.formatos = formatos

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.formatos, {tipo: {"alt": "Una recta que sube."} for tipo in self.formatos}
"""
SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path id="hueco"/>'
    '<path d="M 0 20 L 40 0" stroke="black"/></svg>'
)


def png(lado: int = 2) -> bytes:
    """Un cuadrado gris."""

    def trozo(clase: bytes, datos: bytes) -> bytes:
        return struct.pack(">I", len(datos)) + clase + datos + struct.pack(">I", zlib.crc32(clase + datos))

    cabeza = struct.pack(">IIBBBBB", lado, lado, 8, 0, 0, 0, 0)
    dibujo = zlib.compress(b"".join(b"\0" + b"\x80" * lado for _ in range(lado)))
    return b"\x89PNG\r\n\x1a\n" + trozo(b"IHDR", cabeza) + trozo(b"IDAT", dibujo) + trozo(b"IEND", b"")


ESPANOL = {
    "portada": "# Un libro pequeño\n\n*Y sin prisa.*\n\nEmpieza aquí: {doc}`uno`.\n",
    "uno": CABECERA
    + "# El primero: $x^n$\n\n"
    + celda("from trazos import Recta\np = [0.731, 2]")
    + "Sale {cifra}`0.73 <p[0]>` y {cifra}`0.73 <p[0]>`; es {afirma}`mayor que uno <p[1] > 1>`.[^a]\n\n"
    "[^a]: Una nota.\n\n"
    "$$ a &= b \\\\ c &= \\sin d $$ (eq:uno)\n\n"
    "Mira {eq}`eq:uno`. <b onclick='x()'>Así<br>se cierra</b> y <script>alert()</script>.\n\n"
    "```{index} ñandú, ángulo\n```\n\n"
    "| $x$ | aves |\n|--:|---|\n| ñandú | grulla |\n\n"
    + celda(f"Recta({{'image/svg+xml': '''{SVG}''', 'application/pdf': ''}})")
    + "## Uno\n\n```{dropdown} Pista\nMira bien.\n```\n\n## Dos\n\n```{dropdown} Pista\nY mejor.\n```\n\n"
    "## Tres\n\n````{tab-set}\n```{tab-item} A\nPrimero\n```\n```{tab-item} B\nSegundo\n```\n````\n\n"
    "![Lejos](https://ejemplo.org/x.png)\n",
    "glosario": "# Glosario\n\n```{glossary}\nñandú\n  Un ave.\n```\n",
    "cifras": "# Todas\n\n```{cifras-verificadas}\n```\n",
}
CONFIG = """\
title: Un libro pequeño
author: Ana Ruiz, Luis Gil
copyright: "2026"
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension, sphinx_design]
  config:
    {language: es, html_theme: basic, html_theme_options: {}, html_math_renderer: mathml, templates_path: []}
parse:
  myst_enable_extensions: [dollarmath, colon_fence, deflist]
"""
DOS = CABECERA + "# Uno\n\n" + celda("x = 1")
INGLES = """\
title: A small book
author: Ann Lee
only_build_toc_files: true
"""


def _hecho(libro: Path) -> Electronico:
    assert cumplir("epub", libro) == 0
    return Electronico(libro / "_build" / "epub" / "libro.epub")


@pytest.fixture(scope="module")
def espanol(tmp_path_factory: pytest.TempPathFactory) -> Electronico:
    raiz = tmp_path_factory.mktemp("espanol")
    return _hecho(escribir_libro(raiz, ESPANOL, {"trazos.py": FIGURA}, CONFIG))


@pytest.fixture(scope="module")
def ingles(tmp_path_factory: pytest.TempPathFactory) -> Electronico:
    """El de cualquiera: con el tema de serie, un cuaderno con su imagen y sin bibliografía."""
    raiz = tmp_path_factory.mktemp("ingles")
    fuente = FIGURA.replace("Recta", "Draw").replace("Una recta que sube.", "A grey square.")
    datos = f"{{'image/png': '{b64encode(png()).decode()}', 'text/plain': 'a square'}}"
    texto = {
        "cell_type": "markdown",
        "metadata": {},
        "id": "a",
        "source": "# First\n\nSome $y$ and **bold**.",
    }
    codigo = {"cell_type": "code", "metadata": {}, "source": f"{fuente}\nDraw({datos})", "id": "b"}
    poner(raiz / "one.ipynb", cuaderno(texto, codigo | {"outputs": [], "execution_count": None}))
    poner(raiz / "_config.yml", INGLES)
    poner(raiz / "_toc.yml", "format: jb-book\nroot: intro\nchapters:\n- file: one\n")
    poner(raiz / "intro.md", "# A small book\n\nRead [the first](one.ipynb).\n\n```{index} word\n```\n")
    return _hecho(raiz)


# ——— Válido ———


@con_epubcheck
@pytest.mark.lenta
@pytest.mark.parametrize("cual", ["espanol", "ingles"])
def test_epubcheck_no_tiene_reparos(cual: str, request: pytest.FixtureRequest) -> None:
    assert reparos(request.getfixturevalue(cual).ruta) == []


@con_epubcheck
@pytest.mark.lenta
def test_epubcheck_no_tiene_reparos_a_este_libro() -> None:
    assert reparos(construido() / "epub" / "libro.epub") == []


@pytest.mark.parametrize("cual", ["espanol", "ingles"])
def test_cada_enlace_llega(cual: str, request: pytest.FixtureRequest) -> None:
    hecho: Electronico = request.getfixturevalue(cual)
    assert sin_llegar(hecho.paginas, {*hecho.archivos}) == []


# ——— Lo mismo que la web ———


def test_no_hay_ni_un_guion(espanol: Electronico, ingles: Electronico) -> None:
    for hecho in (espanol, ingles):
        assert not [nombre for nombre in hecho.archivos if nombre.endswith(".js")]
        for nombre, arbol in hecho.paginas.items():
            malos = [
                n.tag for n in arbol.iter() if n.tag.endswith(("}script", "}style", "}button", "}input"))
            ]
            assert malos == [], nombre
            assert not [a for n in arbol.iter() for a in n.attrib if a.startswith("on")], nombre


def test_lo_plegado_se_lee_y_las_pistas_van_al_final(espanol: Electronico) -> None:
    dicho = leido(espanol.paginas["uno.xhtml"])
    assert dicho.index("Tres") < dicho.index("Mira bien.") < dicho.index("Y mejor.")
    assert dicho.index("Primero") < dicho.index("Segundo")
    assert not [n for n in espanol.paginas["uno.xhtml"].iter() if n.tag == f"{XHTML}details"]


def test_cada_numero_lleva_a_la_nota_que_dice_de_donde_sale(espanol: Electronico) -> None:
    paginas = espanol.paginas
    cifras = [n for n in paginas["uno.xhtml"].iter(f"{XHTML}a") if "cifra" in n.get("class", "").split()]
    assert [leido(cifra) for cifra in cifras] == ["0.73", "0.73", "mayor que uno"]
    assert not [
        cifra for cifra in cifras if cifra.get("role") or cifra.get(f"{OPS}type")
    ]  # se lee: no es llamada
    notas = {n.get("id"): n for n in paginas["notas-uno.xhtml"].iter(f"{XHTML}li")}
    suyas = [notas[cifra.get("href", "").partition("#")[2]] for cifra in cifras]
    assert leido(suyas[0]).startswith("0.73: p[0] = 0.731")
    assert leido(suyas[2]).startswith("mayor que uno: p[1] > 1")
    vuelta = next(suyas[0].iter(f"{XHTML}a"))
    assert (vuelta.get("role"), vuelta.get("href")) == ("doc-backlink", f"uno.xhtml#{cifras[0].get('id')}")


def test_las_formulas_son_mathml_y_se_pueden_decir(espanol: Electronico) -> None:
    formulas = [n for arbol in espanol.paginas.values() for n in arbol.iter(f"{MATHML}math")]
    assert formulas
    assert all(formula.get("alttext") for formula in formulas)
    assert b"&ApplyFunction;" not in espanol.archivos["EPUB/uno.xhtml"]
    propiedades = {item.get("href"): item.get("properties") for item in espanol.paquete.iter(f"{OPF}item")}
    assert propiedades["uno.xhtml"] == "mathml"
    assert propiedades["contenido.xhtml"] == "nav"


def test_las_figuras_llevan_su_texto_y_nada_que_un_epub_no_admita(
    espanol: Electronico, ingles: Electronico
) -> None:
    assert [n.get("alt") for n in espanol.paginas["uno.xhtml"].iter(f"{XHTML}img")] == ["Una recta que sube."]
    assert [n.get("alt") for n in ingles.paginas["one.xhtml"].iter(f"{XHTML}img")] == ["A grey square."]
    imagenes = {n: o for n, o in espanol.archivos.items() if "/imagenes/" in n}
    assert {Path(nombre).suffix for nombre in imagenes} == {".svg", ".png"}
    assert not [nombre for nombre, octetos in imagenes.items() if b"<!DOCTYPE" in octetos]


@pytest.mark.lenta
def test_este_libro_dice_lo_mismo_que_en_la_web() -> None:
    """Cada número atado, cada título, cada figura y cada número de ecuación, página a página."""
    obra = construido()
    hecho = Electronico(obra / "epub" / "libro.epub")
    paginas, miradas = hecho.paginas, 0
    for web in sorted((obra / "html" / "book").glob("*.html")):
        sopa = BeautifulSoup(web.read_text(encoding="utf-8"), "html.parser").select_one(
            "main, article, .texto"
        )
        arbol = paginas[f"{web.stem}.xhtml"]
        assert sopa is not None
        if web.stem != "cifras":  # sus tablas son aquí las notas de cada página
            visibles = sopa.select("a.cifra, a.afirma, a.dato, a.ocurre")
            atados = [n for n in arbol.iter(f"{XHTML}a") if "cifra" in n.get("class", "").split()]
            assert {leido(n) for n in atados} <= {" ".join(n.get_text().split()) for n in visibles}
        figuras = [imagen.get("alt") for imagen in sopa.select("figure img")]
        assert [n.get("alt") for f in arbol.iter(f"{XHTML}figure") for n in f.iter(f"{XHTML}img")] == figuras
        ecuaciones = [re.sub(r"[^\d.]", "", n.get_text()) for n in sopa.select(".eqno")]
        puestas = [
            re.sub(r"[^\d.]", "", leido(n)) for n in arbol.iter(f"{XHTML}span") if n.get("class") == "eqno"
        ]
        assert puestas == ecuaciones, web.stem
        miradas += len(figuras) + len(ecuaciones)
    assert miradas > 50


# ——— De cualquiera ———


def test_el_espanol_no_se_cuela_en_un_libro_en_ingles(ingles: Electronico) -> None:
    assert {arbol.get("lang") for arbol in ingles.paginas.values()} == {"en"}
    todo = " ".join(map(leido, ingles.paginas.values())) + ingles.archivos["EPUB/libro.opf"].decode()
    assert not re.findall(
        r"\b(?:Índice|Contenido|Cubierta|celda|fuente|Figura|libro electrónico|Notas|que)\b", todo
    )
    assert re.findall(r"[áéíóúñ¿¡«»]", todo) == []
    assert "Contents" in leido(ingles.paginas["contenido.xhtml"])


def test_la_ficha_dice_de_quien_es_y_como_se_puede_leer(espanol: Electronico, ingles: Electronico) -> None:
    assert espanol.ficha("title") == ["Un libro pequeño"]
    assert espanol.ficha("creator") == ["Ana Ruiz", "Luis Gil"]
    assert (espanol.ficha("language"), ingles.ficha("language")) == (["es"], ["en"])
    assert espanol.ficha("identifier")[0].startswith("urn:uuid:")
    assert espanol.ficha("schema:accessModeSufficient") == ["textual,visual", "textual"]
    assert {"MathML", "alternativeText", "tableOfContents", "index"} <= {
        *espanol.ficha("schema:accessibilityFeature")
    }
    assert espanol.ficha("dcterms:conformsTo") == []  # nadie lo ha certificado


def test_el_indice_y_los_hitos_estan_enlazados(espanol: Electronico) -> None:
    contenido = espanol.paginas["contenido.xhtml"]
    hitos = {n.get(f"{OPS}type"): n.get("href") for n in contenido.iter(f"{XHTML}a") if n.get(f"{OPS}type")}
    assert hitos == {
        "cover": "cubierta.xhtml",
        "toc": "contenido.xhtml",
        "bodymatter": "uno.xhtml",
        "index": "indice.xhtml",
    } | {clase: hitos[clase] for clase in hitos.keys() & {"glossary"}}
    voces = [leido(n) for n in espanol.paginas["indice.xhtml"].iter(f"{XHTML}li")]
    assert [voz.partition(":")[0] for voz in voces][:2] == ["ángulo", "ñandú"]


# ——— Siempre igual, y el último bueno ———


def test_en_otra_carpeta_salen_los_mismos_octetos(espanol: Electronico, tmp_path: Path) -> None:
    otro = _hecho(escribir_libro(tmp_path / "otra", ESPANOL, {"trazos.py": FIGURA}, CONFIG))
    assert otro.archivos == espanol.archivos
    assert otro.ruta.read_bytes() == espanol.ruta.read_bytes()
    assert next(iter(otro.archivos)) == "mimetype"


def test_una_falta_deja_el_ultimo_bueno(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, {"uno": DOS + "Son {cifra}`2 <x + x>`.\n"})
    antes = _hecho(libro).ruta.read_bytes()
    estado, dicho, _ = construir(libro, capsys, "epub")
    assert (estado, "Nada ha cambiado" in dicho) == (0, True)
    for mala in ("Son {cifra}`3 <x + x>`.", "Va a {doc}`ninguna-parte`.", "$\\frac{1}$"):
        poner(libro / "uno.md", f"{DOS}{mala}\n")
        estado, _, faltas = construir(libro, capsys, "epub")
        assert estado == 1
        assert faltas[0].startswith(f"uno.md:{DOS.count(chr(10)) + 1}:")
        assert (libro / "_build" / "epub" / "libro.epub").read_bytes() == antes


def test_la_web_no_se_rehace_dos_veces_por_el_epub(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n\nHola.\n"})
    for _ in range(2):
        os.utime(libro / "uno.md", (1e9, 1e9))
        assert construir(libro, capsys, "html")[0] == 0
        assert construir(libro, capsys, "epub")[0] == 0
    construir(libro, capsys, "html")
    assert "Nada ha cambiado" in construir(libro, capsys, "html")[1]


def test_el_repositorio_lo_hace_con_make() -> None:
    assert "\nepub: " in (RAIZ / "Makefile").read_text(encoding="utf-8")
