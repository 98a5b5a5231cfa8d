"""El cuaderno que se descarga no enseña ni un número que su página no enseñe: lo dice quien los dibuja."""

import base64
import json
import re
from pathlib import Path

import pytest
from al_azar import a_la_vista, dibujada, dichos, numeros, paginas
from hypothesis import assume, given, settings
from libros import CABECERA, celda, construir, escribir_libro, poner
from libros import cuaderno as escrito

from imprenta.leer.lectura import leer, leer_texto
from imprenta.libro.bloque import Valla, todos
from imprenta.libro.modelo import CeldaEjecutada, Ejecucion
from imprenta.pintar import descargas
from imprenta.pintar.cuaderno import cuaderno
from imprenta.pintar.markdown_llano import prosa_llana
from imprenta.pintar.testigo_del_cuaderno import (
    cifras_de_mas,
    cifras_del_cuaderno,
    imagenes_de,
    lo_que_se_lee,
)

# Lo que una página lleva y un lector no ve, además de lo que ya está en `LINEAS`.
MUDAS = (
    *(
        "% s{}",
        '+++ {{"v": {}}}',
        "(e{})=",
        "{{#f{}}}",
        ":width: {}px",
        "[r]: s/{}",
        "<!-- {} -->",
        "<!-- {}",
    ),
    *("```{{figure}} a{}.png", "```{{image}} b{}.png", ":name: c{}", "name: d{}", "```{{only}} latex"),
    *("```{{only}} html", "```{{only}} not html", "```{{raw}} latex", "```{{raw}} html", "```{{contents}}"),
    *(":depth: {}", "```{{code-block}} python", ":lineno-start: {}", "```{{literalinclude}} x{}.py"),
    *("```{{bibliography}}", ":filter: g{}", "```{{list-table}} T{}", ":header-rows: {}", "```{{dropdown}}"),
    *(
        "````{{grid}} {}",
        "```{{grid-item-card}} U{}",
        ":columns: {}",
        "```{{index}} v{}",
        "````{{tab-item}} P{}",
    ),
    *("{{ref}}`a <b{}>`", "{{ref}}`b{}`", "{{doc}}`c{}`", "{{octicon}}`d{};1em`", "{{download}}`a <e{}.py>`"),
    *(
        "[q](#z{})",
        "[q](r{}.md)",
        "![a{}](b{}.png){{width={}px}}",
        "`x`{{.c{}}}",
        "$$a={}$$ (e{})",
        "[a]{{#d{}}}",
    ),
    *('<img alt="i{}" src="j{}">', ":label: eq{}", "```{{video}} v{}.mp4", ":alt: w{}"),
)


@given(paginas(MUDAS, 8))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_lo_que_se_lee_en_el_cuaderno_se_lee_en_la_pagina(texto: str) -> None:
    """Lo dicen dos testigos: docutils, que dibuja la página, y markdown-it, que dibuja el cuaderno."""
    pagina = leer_texto(Path("p.md"), texto)
    vallas = [bloque for bloque in todos(pagina.bloques) if isinstance(bloque, Valla)]
    assume(all(valla.cerrada for valla in vallas))  # si no, la página es una falta, o casi
    en_la_pagina = a_la_vista(dibujada(texto)) | dichos(pagina)
    hecho = cuaderno(pagina, Ejecucion())
    assert numeros(" ".join(cifras_del_cuaderno(hecho))) <= en_la_pagina


@pytest.mark.parametrize(
    ("myst", "llano"),
    [
        ("Uno\n<!-- a -->\n% OJO: 4837, no publicar\n\nDos", "Uno\n\nDos"),
        ('Uno\n<!-- a -->\n+++ {"v": 4837}\nDos', "Uno\n\nDos"),
        ("Uno\n% 4837\nDos", "Uno\n\nDos"),
        ("{.c4837}\n# Título", "# Título"),
        ("`x`{.c4837} y ![a](b.png){width=4837px}", "`x` y ![a](b.png)"),
        ("```{only} latex\n4837\n```\nFin", "Fin"),
        ("```{only} html and not latex\nUno\n```\nFin", "Uno\n\nFin"),
        ("```{only} (\n4837\n```\nFin", "Fin"),
        ("```{raw} latex\n\\vspace{4837pt}\n```\nFin", "Fin"),
        ("Uno\n```{raw} html\n<b>\n\n~~~a</b>\n```\nFin", "Uno\n\n<div>\n<b>\n~~~a</b>\n</div>\n\nFin"),
        (
            "```{figure} a4837.png\n:name: b4837\n:alt: Una recta\nEl *pie*.\n```",
            "![Una recta](a4837.png)\n\nEl *pie*.",
        ),
        ("```{image} a.png\n:width: 4837px\n```", "![](a.png)"),
        ("```{code-block} python\n:lineno-start: 4837\nx = y\n```", "```python\nx = y\n```"),
        ("````{prompt} bash\nls\n````", "````\nls\n````"),
        (":::{code} python\nx = y\n:::", "```python\nx = y\n```"),
        ("{octicon}`c4837;1em` {doc}`c4837` {ref}`b4837`", " el capítulo el apartado"),
        (
            "[a](datos.csv), [b](/c.pdf), [c](mailto:x@y.z) y [d](<otra página.md>)",
            "a, b, [c](mailto:x@y.z) y d",
        ),
        ("    x = y\n\nFin", "    x = y\n\nFin"),
        ("Uno\n\n``` {code-cell}\nx1000\n```\n\n- ```{code-cell}\n  y = 2\n  ```\n", "Uno"),
        ("~~~{code-cell} python\nx1000\n~~~\nFin", "Fin"),
        (":::{code-cell} python\nx1000\n:::\nFin", "Fin"),
    ],
)
def test_lo_que_no_se_ve_en_la_pagina_no_pasa_al_cuaderno(myst: str, llano: str) -> None:
    assert prosa_llana(myst) == llano


def test_de_lo_que_el_autor_no_publica_no_queda_nada() -> None:
    texto = (
        "# T\n\n```{code-cell} python\nx = 4\n```\n\nSon {cifra}`4 <x>`.\n\n"
        "% OJO: en el borrador salía 4837, no publicar\n\n"
        '+++ {"version": 4837}\n\n:::{note}\n---\nname: nota-4837\n---\nHola.\n:::\n\n'
        "```{figure} a.png\n:name: fig-4837\n:width: 4837px\n\nPie\n```\n\n"
        "```{only} latex\nx\n```\n\n<!-- 4837\n\n4837 -->\n\n(a-4837)=\n\nFin.\n"
    )
    hecho = cuaderno(leer(Path("uno.md"), (CABECERA + texto).encode()), Ejecucion())
    assert [celda.source for celda in hecho.cells] == [
        "# T",
        "x = 4",
        "Son 4.\n\n> Hola.\n\n![](a.png)\n\nPie\n\nFin.",
    ]


@pytest.mark.parametrize(
    ("markdown", "leido"),
    [
        ("# A *b* `c` $d$", "A b c d"),
        ("<!-- a\n\nb -->c", "c"),
        ('<b title="a" class="b">c</b><script>d</script>', " a c"),
        ('![a](b "c")', " a  c "),
        ("$$\na < b\n$$", "\na < b\n"),
        ("```py\na & b\n```", "a & b\n"),
        ("\\begin{align}\na\n\\end{align}", "\\begin{align}\na\n\\end{align}"),
        ("&#52;", "4"),
    ],
)
def test_lo_que_se_lee_de_una_celda(markdown: str, leido: str) -> None:
    assert lo_que_se_lee(markdown).strip("\n") == leido.strip("\n")


def test_el_cuaderno_no_ensenia_lo_que_la_pagina_esconde() -> None:
    texto = CABECERA + "".join(
        f"```{{code-cell}}\n:tags: [{etiquetas}]\nx{n} = 0\n```\n"
        for n, etiquetas in enumerate(
            ["hide-input", "remove-cell", "remove-output", "skip-execution", "remove-cell, skip-execution"]
        )
    )
    dado = {"output_type": "stream", "name": "stdout", "text": "a"}
    hecho = cuaderno(leer(Path("p.md"), texto.encode()), Ejecucion((CeldaEjecutada([dado], 1),) * 5))
    assert [(c.cell_type, c.source, len(c.get("outputs", ()))) for c in hecho.cells] == [
        ("code", "x0 = 0", 1),
        ("code", "x1 = 0", 0),
        ("code", "x2 = 0", 0),
        ("markdown", "```python\nx3 = 0\n```", 0),
    ]


def test_las_imagenes_van_dentro(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prosa = "# T\n\n![a](fotos/b.png), ![c](/d.svg) y `![](d.svg)`.\n\n"
    libro = escribir_libro(tmp_path, {"uno": CABECERA + prosa + celda("x = y = 0")})
    (libro / "fotos").mkdir()
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    (libro / "fotos" / "b.png").write_bytes(png)
    poner(libro / "d.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert construir(libro, capsys)[0] == 0
    celdas = json.loads((libro / "_build/html/descargas/uno.ipynb").read_text(encoding="utf-8"))["cells"]
    assert (
        "".join(celdas[0]["source"])
        == "# T\n\n![a](attachment:0.png), ![c](attachment:1.svg) y `![](d.svg)`."
    )
    assert base64.b64decode(celdas[0]["attachments"]["0.png"]["image/png"]) == png
    assert list(celdas[0]["attachments"]["1.svg"]) == ["image/svg+xml"]


def test_lo_que_sphinx_copia_para_descargar_tambien_queda_limpio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prosa = "# T\n\n% 4837\n\nSon {cifra}`4 <x>`.\n\n" + celda("x = 4")
    libro = escribir_libro(
        tmp_path, {"uno": CABECERA + celda("x = 4") + prosa, "dos": "# Dos\n\n% 4837\n\nFin.\n"}
    )
    texto = {"cell_type": "markdown", "metadata": {}, "source": "# Tres\n\n% 4837\n\nFin."}
    poner(libro / "tres.ipynb", escrito(texto))
    poner(libro / "_toc.yml", "format: jb-book\nroot: uno\nchapters:\n  - file: dos\n  - file: tres\n")
    for _ in range(2):
        assert construir(libro, capsys)[0] == 0
        fuentes = libro / "_build" / "html" / "_sources"
        copias = {ruta.name: ruta.read_text(encoding="utf-8") for ruta in fuentes.iterdir()}
        assert len(copias) == 3
        assert not [nombre for nombre, copia in copias.items() if "4837" in copia or "cifra" in copia]
        assert "Son 4.\n\n```python\nx = 4\n```\n" in "".join(copias.values())


def test_si_algo_se_escapa_el_libro_no_se_construye(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    libro = escribir_libro(tmp_path, {"uno": CABECERA + "# T\n\n" + celda("x = y = 0") + "Fin.\n\n% 4837\n"})

    def con_escape(pagina, ejecucion, adonde):  # type: ignore[no-untyped-def]  # lo mismo que `cuaderno`
        hecho = cuaderno(pagina, ejecucion, adonde)
        hecho.cells[-1].source += "\n\n% 4837"
        return hecho

    monkeypatch.setattr(descargas, "cuaderno", con_escape)
    for _ in range(2):  # y sigue sin construirse
        estado, _, faltas = construir(libro, capsys)
        assert (estado, faltas) == (
            1,
            ["uno.md:13:1: el cuaderno que se descarga enseña 4837, que en la página no se lee"],
        )


def test_lo_que_una_pagina_lee_no_es_de_mas() -> None:
    texto = (
        "# T\n\nSon {cifra}`4 <x>` $5$ &#54; [^7]: `8`, según {cite}`uno2017`.\n\n1. a\n2. b\n\n"
        "[^7]: Nota 9.\n\n```{code-cell}\n:tags: [skip-execution]\nx = 10\n```\n"
    )
    pagina = leer(Path("p.md"), (CABECERA + texto).encode())
    hecho = cuaderno(pagina, Ejecucion())
    assert re.findall(r"\d+", " ".join(cifras_del_cuaderno(hecho))) == "4 5 6 7 8 2017 7 9 10".split()
    assert list(cifras_de_mas(pagina, hecho)) == []


@pytest.mark.parametrize("fin", ["", "\n", ">", "> ", ">\n", "> > ", "> -", "- "])
def test_se_lee_la_celda_que_acaba_a_medias(fin: str) -> None:
    celda_citada = f"> | a |\n> |---|\n> | ![c](d.png) |\n{fin}"
    assert list(imagenes_de(celda_citada)) == ["d.png"]
    assert "a" in lo_que_se_lee(celda_citada)
