"""El PDF: que diga lo mismo que el HTML, que no esconda faltas y que salga igual en cualquier sitio."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup, Tag
from este_libro import HAY_TEX, RAIZ, construido
from libros import cumplir

from imprenta.libro.libro import Libro, leer_libro
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.papel.composicion import PAQUETES, faltas_del_registro
from imprenta.pintar.papel.edicion import Edicion, edicion_de

sin_tex = pytest.mark.skipif(not HAY_TEX, reason="hace falta TeX: mira el README")


def con_tex(prueba: Callable[..., None]) -> Callable[..., None]:
    """Una prueba que compone: lenta, y que se salta donde no hay TeX."""
    marcada: Callable[..., None] = pytest.mark.lenta(sin_tex(prueba))
    return marcada


con_poppler = pytest.mark.skipif(
    not all(map(shutil.which, ("pdftotext", "pdffonts", "qpdf"))), reason="hacen falta poppler-utils y qpdf"
)

ARCHIVOS = {
    "_config.yml": """\
title: Un libro pequeño
author: Nadie
only_build_toc_files: true
bibtex_bibfiles: [fuentes.bib]
latex: {use_jupyterbook_latex: false}
sphinx:
  extra_extensions: [imprenta.extension]
  config:
    language: es
    html_theme: basic
    html_theme_options: {}
    html_math_renderer: mathml
    numfig: true
    numfig_secnum_depth: 1
    math_numfig: true
    math_eqref_format: "({number})"
    bibtex_reference_style: author_year
    nb_mime_priority_overrides: [[html, image/svg+xml, 0], [latex, application/pdf, 0]]
parse:
  myst_enable_extensions: [dollarmath, colon_fence, deflist, amsmath]
""",
    "_toc.yml": """\
format: jb-book
root: portada
options: {numbered: true}
parts:
  - caption: El libro
    numbered: 1
    chapters:
      - file: uno
      - file: dos
  - caption: Apéndices
    numbered: false
    chapters:
      - file: glosario
      - file: fuentes
""",
    "fuentes.bib": """\
@article{vaswani2017,
  author = {Ashish Vaswani},
  title = {Attention is all you need},
  journal = {NeurIPS},
  year = {2017},
}
""",
    "CITATION.cff": "version: 3.1.4\nlicense: [MIT, CC-BY-4.0]\nkeywords: [redes, libros]\n",
    "code/trazos.py": """\
import base64
import io

from matplotlib import rcParams
from matplotlib.figure import Figure

rcParams["svg.hashsalt"] = "un libro pequeño"


class Recta:
    def __init__(self, alto):
        self.figura = Figure(figsize=(4, 2))
        self.figura.subplots().plot([0, 1], [0, alto])
        self.alternativo = f"Una recta que sube hasta {alto}."

    def _exportar(self, formato, fecha):
        salida = io.BytesIO()
        self.figura.savefig(salida, format=formato, metadata={fecha: None})
        return salida.getvalue()

    def _repr_mimebundle_(self, include=None, exclude=None):
        datos = {
            "image/svg+xml": self._exportar("svg", "Date").decode(),
            "application/pdf": base64.b64encode(self._exportar("pdf", "CreationDate")).decode(),
        }
        return datos, {tipo: {"alt": self.alternativo} for tipo in datos}
""",
    "portada.md": "# Un libro pequeño\n\n*Y sin prisa.*\n\nEmpieza aquí.\n\n## Para quién\n\nPara todos.\n",
    "glosario.md": """\
# Glosario

```{glossary}
ñandú
  Un ave.

ángulo
  Lo que abren unas rectas.

nube
  Agua.

retropropagación
  La regla de la cadena.
```
""",
    "fuentes.md": "# Fuentes\n\nDe aquí sale lo demás.\n\n```{bibliography}\n:all:\n```\n",
    "uno.md": """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# El primero

```{admonition} Qué vas a aprender
:class: tip
Poco, pero de la {term}`retropropagación`.
```

```{code-cell} python
:tags: [hide-input]
from trazos import Recta
import math
```

```{code-cell} python
x = math.exp(-1)  # σ ≤ ¼ → «nada»
x
```

La exponencial vale {cifra}`0.3679 <x>`, que $\\cifra{0.37}{x}$ redondea[^nota],
y lo dijo {cite}`vaswani2017`.

[^nota]: Con {cifra}`0.368 <x>` ya basta.

## Una sección con $\\sigma$ en el título

```{math}
:label: eq-doble
(2\\times2)+(1\\times1)=5
```

Mira {eq}`eq-doble` y {numref}`fig-recta`.

```{code-cell} python
---
mystnb:
  figure:
    name: fig-recta
    caption: |
      Una recta. Llega hasta {cifra}`4 <alto>` sin torcerse.
---
alto = 4
Recta(alto)
```
""",
    "dos.md": """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# El segundo

```{code-cell} python
from trazos import Recta
y = 1 / 64
```

| cosa | valor |
|---|---:|
| y | {cifra}`0.0156 <y>` |

Es {cifra}`1/64 <y>`, sin redondear.

```{code-cell} python
---
tags: [hide-input]
mystnb:
  figure:
    name: fig-otra
    caption: Otra recta, de alto {cifra}`0.016 <y>`.
---
Recta(y)
```
""",
}


def escribir(raiz: Path, archivos: dict[str, str] = ARCHIVOS) -> Path:
    for nombre, texto in archivos.items():
        (raiz / nombre).parent.mkdir(parents=True, exist_ok=True)
        (raiz / nombre).write_text(texto, encoding="utf-8")
    return raiz


@dataclass(frozen=True)
class Impreso:
    """Un libro ya impreso, el commit de que sale y lo que dijo cada orden."""

    libro: Libro
    commit: str
    dicho: dict[str, str]


@pytest.fixture(scope="module")
def impreso(tmp_path_factory: pytest.TempPathFactory) -> Impreso:
    """Un libro pequeño con de todo, en un repositorio, ya construido en HTML y en PDF."""
    raiz = escribir(tmp_path_factory.mktemp("libro"))
    commit, dicho = guardar(raiz), {}
    for orden in ("html", "pdf"):
        with contextlib.redirect_stdout(io.StringIO()) as salida:
            assert cumplir(orden, raiz) == 0
        dicho[orden] = salida.getvalue()
    return Impreso(leer_libro(raiz), commit, dicho)


@pytest.fixture(scope="module")
def libro(impreso: Impreso) -> Libro:
    return impreso.libro


def pdf_de(libro: Libro) -> Path:
    return libro.obra / "pdf" / "libro.pdf"


# ——— La misma verdad en el papel y en la pantalla ———


@dataclass(frozen=True)
class Capitulo:
    """Un capítulo del PDF: su texto sin blancos ni guiones, sus números y cuántos dibujos tiene."""

    texto: str
    numeros: Counter[str]
    dibujos: int


def articulos(libro: Libro) -> dict[str, Tag]:
    """El artículo de cada página del HTML, en el orden del índice."""
    sopas = {
        documento: BeautifulSoup(
            (libro.obra / "html" / f"{documento}.html").read_text("utf-8"), "html.parser"
        )
        for documento in map(libro.documento, libro.paginas)
    }
    return {documento: uno(sopa, "section:has(> h1)") for documento, sopa in sopas.items()}


def uno(sopa: Tag, selector: str) -> Tag:
    """El primero que cumple un selector, que tiene que haberlo."""
    hallado = sopa.select_one(selector)
    assert hallado is not None, selector
    return hallado


def capitulos(libro: Libro, pdf: Path) -> dict[str, Capitulo]:
    """Los capítulos del PDF, desde su marcador hasta el siguiente; faltan los que no tienen marcador."""
    documento = pypdf.PdfReader(pdf)
    marcadores = [(m["/Title"], documento.get_destination_page_number(m)) for m in aplanar(documento.outline)]
    inicios = {}
    for n, (nombre, articulo) in enumerate(articulos(libro).items()):
        titulo = llano(titulo_de(uno(articulo, "h1"))) if n else "Presentación"
        pagina = next((p for m, p in marcadores if re.sub(r"^[\d.]+", "", llano(m)) == titulo), None)
        if pagina is not None:
            inicios[nombre] = pagina
    finales = [*list(inicios.values())[1:], len(documento.pages)]
    return {
        nombre: Capitulo(
            llano(texto_de(pdf, inicio, final)),
            numeros(texto_de(pdf, inicio, final)),
            sum(dibujos(documento.pages[n]) for n in range(inicio, final)),
        )
        for (nombre, inicio), final in zip(inicios.items(), finales, strict=True)
    }


def aplanar(marcadores: list[Any]) -> list[Any]:
    return [hoja for m in marcadores for hoja in (aplanar(m) if isinstance(m, list) else [m])]


def texto_de(pdf: Path, inicio: int, final: int, *opciones: str) -> str:
    orden = ["pdftotext", *opciones, "-enc", "UTF-8", "-f", str(inicio + 1), "-l", str(final), str(pdf), "-"]
    return subprocess.run(orden, check=True, capture_output=True, text=True).stdout


def dibujos(pagina: pypdf.PageObject) -> int:
    recursos: Any = pagina["/Resources"]
    objetos = recursos.get("/XObject", {})
    return sum(objetos[nombre]["/Subtype"] == "/Form" for nombre in objetos)


def llano(texto: str) -> str:
    """Sin blancos, guiones ni variantes tipográficas: lo que queda igual en un renglón que en otro."""
    return re.sub(r"[\s\u00ad\u2010-]", "", unicodedata.normalize("NFKC", texto))


def numeros(texto: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:\.\d+)*", unicodedata.normalize("NFKC", texto)))


def titulo_de(encabezado: Tag) -> str:
    for resto in encabezado.select(".section-number, .headerlink, annotation"):
        resto.extract()
    return encabezado.get_text()


def diferencias(articulo: Tag, capitulo: Capitulo, *, es_raiz: bool) -> list[str]:
    """Lo que dice una página del HTML y no está en su capítulo del PDF."""
    titulos = [titulo_de(h) for h in articulo.select("h1, h2, h3, h4")][es_raiz:]
    pies = [p.get_text()[:40] for p in articulo.select(".caption-number, .caption-text")]
    ecuaciones = [n for e in articulo.select(".eqno") for n in re.findall(r"\([\d.]+\)", e.get_text())[:1]]
    assert len(ecuaciones) == len(articulo.select(".eqno"))
    faltan = [texto for texto in (*titulos, *pies, *ecuaciones) if llano(texto) not in capitulo.texto]
    verificados: Counter[str] = Counter()
    for nodo in articulo.select(".cifra, .dato, .afirma, mn"):
        verificados += numeros(nodo.get_text())
    faltan += [f"{numero} ({veces} veces)" for numero, veces in (verificados - capitulo.numeros).items()]
    en_pantalla = len(articulo.select("figure img"))
    return faltan + [f"{en_pantalla} figuras"] * (en_pantalla != capitulo.dibujos)


def comparar(libro: Libro, pdf: Path) -> dict[str, list[str]]:
    """Página por página, lo que el PDF se ha dejado."""
    impresos = capitulos(libro, pdf)
    raiz = libro.documento(libro.paginas[0])
    faltan = {
        nombre: diferencias(articulo, impresos[nombre], es_raiz=nombre == raiz)
        if nombre in impresos
        else ["el capítulo entero"]
        for nombre, articulo in articulos(libro).items()
    }
    return {nombre: cosas for nombre, cosas in faltan.items() if cosas}


@con_tex
@con_poppler
def test_el_pdf_dice_lo_mismo_que_el_html(libro: Libro) -> None:
    assert comparar(libro, pdf_de(libro)) == {}
    assert sum(len(a.select(".cifra, mn")) for a in articulos(libro).values()) > 10


@con_tex
@con_poppler
def test_el_pdf_de_este_libro_dice_lo_mismo_que_su_html() -> None:
    """Con lo que `.ci/run` acaba de construir, cuesta segundos."""
    construido()
    este = leer_libro(RAIZ)
    assert comparar(este, pdf_de(este)) == {}


@con_tex
def test_las_figuras_de_este_libro_son_de_una_sola_letra() -> None:
    """Matplotlib ordena las letras por su ruta: con dos, el PDF cambiaría de una carpeta a otra."""
    construido()
    figuras = sorted((EstadoDeSphinx(leer_libro(RAIZ), "latex").bueno / "latex").glob("?" * 64 + ".pdf"))
    assert len(figuras) > 30
    assert [figura for figura in figuras if b"DejaVu" in figura.read_bytes()] == []


@con_tex
@con_poppler
def test_la_comparacion_nota_lo_que_falta(libro: Libro, tmp_path: Path) -> None:
    """Un PDF al que se le quitan páginas o un HTML que dice más: la prueba anterior los vería."""
    cortado = pypdf.PdfWriter(clone_from=pdf_de(libro))
    ultima = capitulo_en(cortado, "2 El segundo") + 1
    cortado.remove_page(ultima)
    cortado.write(tmp_path / "cortado.pdf")
    assert comparar(libro, tmp_path / "cortado.pdf")["dos"] == [
        "Figura 2.1 ",
        "Otra recta, de alto 0.016.",
        "0.016 (1 veces)",
        "1 figuras",
    ]
    articulo = articulos(libro)["uno"]
    uno(articulo, ".cifra").string = "0.3678"
    uno(articulo, "h2").string = "Otra sección"
    uno(articulo, ".eqno").string = "(1.7)"
    assert diferencias(articulo, capitulos(libro, pdf_de(libro))["uno"], es_raiz=False) == [
        "Otra sección",
        "(1.7)",
        "0.3678 (1 veces)",
    ]


def capitulo_en(documento: pypdf.PdfWriter, titulo: str) -> int:
    marcador = next(m for m in aplanar(documento.outline) if m["/Title"] == titulo)
    pagina = documento.get_destination_page_number(marcador)
    assert pagina is not None
    return pagina


@con_tex
@con_poppler
def test_el_archivo_esta_sano_y_se_presenta(libro: Libro) -> None:
    subprocess.run(["qpdf", "--check", pdf_de(libro)], check=True, capture_output=True)
    fuentes = subprocess.run(["pdffonts", pdf_de(libro)], check=True, capture_output=True, text=True).stdout
    empotradas = [renglon.split()[-5:-2] for renglon in fuentes.splitlines()[2:]]
    assert empotradas and all(emb == uni == "yes" for emb, _sub, uni in empotradas)
    documento = pypdf.PdfReader(pdf_de(libro))
    metadatos = documento.metadata
    assert metadatos is not None
    assert (metadatos.title, metadatos.author, metadatos.subject, str(metadatos["/Keywords"])) == (
        "Un libro pequeño",
        "Nadie",
        "Y sin prisa.",
        "redes, libros",
    )
    assert str(documento.root_object["/Lang"]) == "es"
    assert "/ID" not in documento.trailer
    assert documento.page_labels[:4] == ["A", "B", "1", "2"]


@con_tex
def test_los_marcadores_son_el_indice(libro: Libro) -> None:
    documento = pypdf.PdfReader(pdf_de(libro))
    assert [m["/Title"] for m in aplanar(documento.outline)] == [
        "Presentación",
        "Para quién",
        "El libro",
        "1 El primero",
        "Una sección con σ en el título",
        "2 El segundo",
        "Apéndices",
        "Glosario",
        "Fuentes",
        "Índice alfabético",
    ]


@con_tex
@con_poppler
def test_las_hojas_del_final(libro: Libro) -> None:
    paginas = len(pypdf.PdfReader(pdf_de(libro)).pages)
    final = texto_de(pdf_de(libro), paginas - 4, paginas, "-raw")  # las columnas, una tras otra
    assert re.search(
        r"A\s+ángulo, 15.*N\s+nube, 15.*Ñ\s+ñandú, 15.*R\s+retropropagación, 15", final, re.DOTALL
    )
    assert "Ashish Vaswani. Attention is all you need." in texto_de(pdf_de(libro), 0, paginas)
    assert "7 cifras · 0 afirmaciones · 1 fórmula" in " ".join(final.split())
    assert "from trazos import Recta\nimport math" not in texto_de(pdf_de(libro), 0, paginas)


@con_tex
def test_lo_que_no_cambia_no_se_vuelve_a_componer(libro: Libro) -> None:
    compuesto = EstadoDeSphinx(libro, "latex").bueno / "latex" / "libro.pdf"
    antes = compuesto.stat().st_mtime_ns
    assert cumplir("pdf", libro.raiz) == 0
    assert compuesto.stat().st_mtime_ns == antes


@con_tex
def test_el_pdf_no_vuelve_a_ejecutar_lo_que_ya_ejecuto_el_html(impreso: Impreso) -> None:
    assert "uno.md" in impreso.dicho["html"]
    assert "uno.md" not in impreso.dicho["pdf"]


@con_tex
def test_una_falta_del_papel_no_toca_el_ultimo_pdf_bueno(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    de_todos = {nombre: ARCHIVOS[nombre] for nombre in ("_config.yml", "fuentes.bib", "portada.md")}
    raiz = escribir(tmp_path, de_todos | {"_toc.yml": "format: jb-book\nroot: portada\n"})
    assert cumplir("pdf", raiz) == 0
    capsys.readouterr()
    bueno = (raiz / "_build" / "pdf" / "libro.pdf").read_bytes()
    (raiz / "portada.md").write_text("# Un libro\n\nAquí.\n\nUn jeroglífico: 𓀀.\n", encoding="utf-8")
    assert cumplir("pdf", raiz) == 1
    assert capsys.readouterr().err == "portada.md:5:1: ninguna letra del PDF tiene «𓀀» (U+13000)\n"
    assert (raiz / "_build" / "pdf" / "libro.pdf").read_bytes() == bueno
    (raiz / "portada.md").write_text("# Un libro\n\nYa no hay.\n", encoding="utf-8")
    assert cumplir("pdf", raiz) == 0


@con_tex
def test_los_creditos_dicen_de_que_libro_es(impreso: Impreso) -> None:
    creditos = texto_de(pdf_de(impreso.libro), 0, 6)
    assert f"Versión 3.1.4\nEdición del 14 de julio de 2017\nCommit {impreso.commit}" in creditos


# ——— Sin LaTeX: lo que la imprenta sabe y lo que lee de un registro ———


def test_sin_tex_dice_que_instalar(
    libro_sin_construir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert cumplir("pdf", libro_sin_construir) == 1
    assert capsys.readouterr().err == (
        "para el PDF faltan lualatex, latexmk; en Debian: apt-get install --no-install-recommends "
        "texlive-luatex texlive-latex-recommended texlive-latex-extra texlive-lang-spanish latexmk "
        "fonts-texgyre fonts-texgyre-math fonts-dejavu-extra\n"
    )


@pytest.fixture
def libro_sin_construir(tmp_path: Path) -> Path:
    return escribir(tmp_path)


TEX = """\
\\documentclass{libro}
%@uno:5
\\chapter{El primero}
\\sphinxAtStartPar
%@uno:20
Un párrafo con \\% y con 𓀀.
%@dos:8
\\begin{figure}
"""


@pytest.mark.parametrize(
    ("registro", "faltas"),
    [
        ("Overfull \\hbox (0.99pt too wide) in paragraph at lines 5--6\n", []),
        ("Overfull \\vbox (5.9pt too high) detected at line 3\n", []),
        (
            "Overfull \\hbox (1.5pt too wide) in paragraph at lines 4--6\n",
            ["uno.md:20:1: un renglón se sale 1.5 puntos de la caja del PDF"],
        ),
        (
            "Overfull \\hbox (12.0pt too wide) detected at line 3\n",
            ["uno.md:5:1: un renglón se sale 12.0 puntos de la caja del PDF"],
        ),
        (
            "Overfull \\vbox (6.5pt too high) has occurred while \\output is active []\n",
            ["_config.yml:1:1: una página se sale 6.5 puntos de la caja del PDF"],
        ),
        (
            "Missing character: There is no 𓀀 (U+13000) in font [DejaVuSans.ttf]!\n",
            ["uno.md:20:1: ninguna letra del PDF tiene «𓀀» (U+13000)"],
        ),
        (
            "LaTeX Warning: Reference `fig-nada' on page 7 undefined on input line 8.\n",
            ["dos.md:8:1: referencia sin destino en el PDF: fig-nada"],
        ),
        (
            "./libro.tex:6: Undefined control sequence.\nl.6 \\nada\n"
            "LaTeX Warning: Reference `fig-nada' on page 7 undefined on input line 8.\n"
            "./libro.tex:6:  ==> Fatal error occurred, no output PDF file produced!\n",
            ["uno.md:20:1: Undefined control sequence."],
        ),
        (
            './libro.sty:6: Package fontspec Error: The font "texgyrepagella-regular" cannot be found.\n',
            [
                "_config.yml:1:1: para el PDF faltan texgyrepagella-regular; en Debian: apt-get install "
                "--no-install-recommends texlive-luatex texlive-latex-recommended texlive-latex-extra "
                "texlive-lang-spanish latexmk fonts-texgyre fonts-texgyre-math fonts-dejavu-extra"
            ],
        ),
        (
            "! LaTeX Error: File `tcolorbox.sty' not found.\n./libro.tex:3: Emergency stop.\n",
            [
                "_config.yml:1:1: para el PDF faltan tcolorbox.sty; en Debian: apt-get install "
                "--no-install-recommends texlive-luatex texlive-latex-recommended texlive-latex-extra "
                "texlive-lang-spanish latexmk fonts-texgyre fonts-texgyre-math fonts-dejavu-extra"
            ],
        ),
        ("Underfull \\hbox (badness 10000) in paragraph at lines 5--6\n", []),
    ],
)
def test_lo_que_un_editor_no_dejaria_pasar(
    libro_sin_construir: Path, registro: str, faltas: list[Any]
) -> None:
    libro = leer_libro(libro_sin_construir)
    assert [str(falta) for falta in faltas_del_registro(registro, TEX, libro)] == faltas


def test_con_la_clase_de_serie_no_hay_pdf(
    libro_sin_construir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imprenta.pintar.papel.composicion.PROGRAMAS", ())
    config = libro_sin_construir / "_config.yml"
    config.write_text(config.read_text().replace("latex: {use_jupyterbook_latex: false}\n", ""))
    assert cumplir("pdf", libro_sin_construir) == 1
    assert capsys.readouterr().err == (
        "_config.yml:1:1: el PDF tiene su propia clase: escribe `latex: {use_jupyterbook_latex: false}`\n"
    )


def test_la_edicion_sale_del_ultimo_commit(
    libro_sin_construir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert edicion_de(libro_sin_construir).fecha == ""
    commit = guardar(libro_sin_construir)
    edicion = edicion_de(libro_sin_construir)
    assert edicion == Edicion(1_500_000_000, commit, "3.1.4", "MIT, CC-BY-4.0", "redes, libros")
    (libro_sin_construir / "uno.md").write_text("# Otro\n", encoding="utf-8")
    assert edicion_de(libro_sin_construir).commit == f"{commit} con cambios"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert edicion_de(libro_sin_construir).fecha == "2 de enero de 1970"


def guardar(raiz: Path) -> str:
    """Guarda la carpeta en un repositorio nuevo con fecha fija y devuelve su commit."""
    (raiz / ".gitignore").write_text("_build/\n", encoding="utf-8")
    quien = ["-c", "user.name=Nadie", "-c", "user.email=nadie@example.org"]
    entorno = os.environ | {f"GIT_{quien}_DATE": "1500000000 +0000" for quien in ("AUTHOR", "COMMITTER")}
    for orden in (["init", "-q"], ["add", "-A"], [*quien, "commit", "-q", "-m", "Todo"]):
        subprocess.run(["git", *orden], cwd=raiz, check=True, env=entorno)
    return subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=raiz, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.parametrize("documento", [".ci/run", "README.md"])
def test_quien_instala_tex_instala_lo_mismo(documento: str) -> None:
    assert set(PAQUETES.split()) <= set((RAIZ / documento).read_text(encoding="utf-8").split())
