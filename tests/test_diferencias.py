"""La tabla de diferencias con Jupyter Book: cada fila se mira construyendo los mismos libros con los dos."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from libros import CABECERA, celda, construir, cuaderno, poner, publicado

RAIZ = Path(__file__).parents[1]
CLASES = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
PAGINAS = {
    "intro": "# Intro\n\nUna semana tiene 9 días: [véase](no-esta.md).\n",
    "datos": CABECERA + "# Datos\n\n" + celda('print("dato", open("dato.txt").read())'),
    "titulo": "# Con $\\alpha$\n\nY $\\RRR$.\n",
    "cargada": CABECERA + "# Cargada\n\n```{code-cell} python\n:load: base.py\n\nprint('debajo')\n```\n",
    "evaluada": CABECERA + "# Evaluada\n\n" + celda("x = 33") + "Vale {eval}`x`.\n",
    "pega": CABECERA
    + "# Pega\n\n"
    + celda('from myst_nb import glue\nglue("total", "viejo", display=False)'),
    "pegada": CABECERA + "# Pegada\n\n```{glue} total\n:doc: pega.md\n```\n",
    "azar": CABECERA + "# Azar\n\n" + celda("import random\nprint('azar', random.random())"),
    "ida": "# Ida\n\nSe va.\n",
}
MALAS = {
    "falla": CABECERA + "# Falla\n\n" + celda('print("antes")') + celda("1 / 0") + celda('print("después")'),
    "pide": CABECERA + "# Pide\n\n" + celda("input('x')"),
    "salida": CABECERA
    + "# Salida\n\n"
    + celda('from IPython.display import display\ndisplay({"chemical/x-pdb": "ATOM"}, raw=True)'),
    "cuenta": "# Cuenta\n\nY $2+2=5$.\n",
}
GUARDADO = cuaderno(
    {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Guardado\n"]},
    {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "execution_count": 1,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["sale 41\n"]}],
        "source": ["print('sale', 42)"],
    },
).replace(
    '"metadata": {},\n "nbformat"',
    '"metadata": {"kernelspec": {"name": "python3", "display_name": "P"}},\n "nbformat"',
)
EJECUTA = (
    "title: Libro\nexecute: {execute_notebooks: auto, timuot: 3, cache: otra}\nbibtex_bibfiles: [no.bib]\n"
)
# Las demás filas: qué prueba mira lo que dice de la imprenta. La página dice cuáles son, con un asterisco.
EN_OTRA_PRUEBA = {
    "Una celda de código dentro de otro bloque": (
        "pintar/test_avisos.py",
        "una_celda_que_myst_nb_no_ejecuta_no_para_a_quien_adopta",
    ),
    "Una clave repetida en `_config.yml`": (
        "libro/test_libro.py",
        "una_clave_repetida_de_la_configuracion_se_avisa_y_vale_la_ultima",
    ),
    "Una página que el índice nombra y no está": (
        "libro/test_libro.py",
        "todas_las_paginas_que_faltan_se_dicen_de_una_vez",
    ),
    "Una página vacía": ("test_admision.py", "una_pagina_vacia_se_admite_donde_no_se_exige"),
    "Una extensión que no está instalada": (
        "pintar/test_extensiones.py",
        "la_que_no_esta_se_dice_antes_de_ejecutar",
    ),
    "El orden de las páginas": ("ejecutar/test_reparto.py", "dos_paginas_se_ejecutan_a_la_vez"),
    "El núcleo de Python": ("ejecutar/procesos/test_nucleo.py", "da_lo_mismo_que_un_nucleo_ordinario"),
    "`nb_custom_formats`": (
        "leer/test_otros_formatos.py",
        "lo_que_su_lector_no_entiende_se_dice_en_una_linea",
    ),
    "Mandos de `ipywidgets`": (
        "pintar/test_salidas.py",
        "los_guiones_de_los_mandos_y_de_plotly_los_sirve_el_libro",
    ),
    "Plotly sin otro formato": (
        "pintar/test_salidas.py",
        "una_figura_de_plotly_que_solo_da_sus_datos_se_dibuja",
    ),
    "Bokeh y Altair": ("juzgar/test_de_fuera.py", "se_dice_cada_vez_y_no_es_una_falta"),
    "El PDF": ("ordenes/test_pdf.py", "se_puede_oir"),
    "Lo que es más ancho que el papel": ("ordenes/test_pdf.py", "lo_que_no_cabe_se_encoge_donde_no_se_exige"),
    "Una escritura que las letras del papel no tienen, como la japonesa": (
        "ordenes/test_pdf.py",
        "una_falta_del_papel_no_toca_el_ultimo_pdf_bueno",
    ),
    "El EPUB": ("ordenes/test_epub.py", "epubcheck_no_tiene_reparos"),
}


def filas(lengua: str) -> list[list[str]]:
    """Las celdas de cada fila de la tabla."""
    texto = (RAIZ / "manual" / lengua / "diferencias.md").read_text(encoding="utf-8")
    tabla = re.findall(r"^\| (.+) \|$", texto, re.MULTILINE)
    return [fila.split(" | ") for fila in tabla[1:]]


def escribir(raiz: Path) -> None:
    for nombre, texto in {**PAGINAS, "suelta": "# Suelta\n\nNadie la nombra.\n"}.items():
        poner(raiz / f"{nombre}.md", texto)
    poner(raiz / "dato.txt", "uno")
    poner(raiz / "base.py", "base = 5\n")
    poner(raiz / "guardado.ipynb", GUARDADO)
    _indice(raiz, [*PAGINAS, "guardado"])


def cambiar(raiz: Path) -> None:
    """Cambia lo que leen las páginas sin tocarlas, quita una y añade las que fallan."""
    poner(raiz / "dato.txt", "dos")
    poner(raiz / "pega.md", PAGINAS["pega"].replace("viejo", "nuevo"))
    poner(raiz / "azar.md", PAGINAS["azar"].replace("# Azar", "# Otra vez"))
    (raiz / "ida.md").unlink()
    _indice(raiz, [nombre for nombre in (*PAGINAS, "guardado") if nombre != "ida"])


def estropear(raiz: Path, malas: tuple[str, ...] = tuple(MALAS)) -> None:
    for nombre in malas:
        poner(raiz / f"{nombre}.md", MALAS[nombre])
    _indice(raiz, [*(nombre for nombre in PAGINAS if nombre != "ida"), "guardado", *malas])


def _indice(raiz: Path, paginas: list[str]) -> None:
    demas = "".join(f"  - file: {nombre}\n" for nombre in paginas[1:])
    poner(raiz / "_toc.yml", f"format: jb-book\nroot: {paginas[0]}\nchapters:\n{demas}")


def _visto(raiz: Path) -> dict[str, str]:
    return {ruta.stem: ruta.read_text(encoding="utf-8") for ruta in (raiz / "_build/html").glob("*.html")}


@pytest.fixture(scope="module")
def suyo(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Lo que hace Jupyter Book de serie: lo que dice y lo que publica, antes y después de los cambios."""
    raiz = tmp_path_factory.mktemp("de-serie")
    orden = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(raiz)]

    def construido() -> tuple[str, dict[str, str]]:
        vuelta = subprocess.run(orden, capture_output=True, text=True, check=True)
        return vuelta.stdout + vuelta.stderr, _visto(raiz)

    escribir(raiz)
    poner(raiz / "_config.yml", EJECUTA)
    dicho, antes = construido()
    cambiar(raiz)
    estropear(raiz)
    despues_dicho, despues = construido()
    return SimpleNamespace(dicho=dicho, antes=antes, despues_dicho=despues_dicho, despues=despues)


@pytest.fixture
def nuestro(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> SimpleNamespace:
    """Lo mismo con la imprenta, y además cuando algo falla."""

    def construido(orden: str = "html") -> tuple[int, str]:
        estado, dicho, avisos = construir(tmp_path, capsys, orden)
        return estado, "\n".join((dicho, *avisos))

    escribir(tmp_path)
    poner(tmp_path / "_config.yml", EJECUTA + "imprenta: {cubiertas: []}\n")
    # Lo que sobra bajo `:load:` es una falta: se ve, y se quita.
    con_resto = construido("verify")
    poner(tmp_path / "cargada.md", PAGINAS["cargada"].replace("\nprint('debajo')\n", ""))
    primera = construido()
    antes = _visto(tmp_path)
    del_papel = construido("pdf")
    cambiar(tmp_path)
    segunda = construido()
    despues = _visto(tmp_path)
    estropear(tmp_path, ("salida",))
    sin_pintar, entero = construido(), publicado(tmp_path)
    estropear(tmp_path)
    con_fallos = construido()
    como_estaba = publicado(tmp_path) == entero
    poner(tmp_path / "_config.yml", EJECUTA)
    sin_adoptar = construido("verify")
    poner(tmp_path / "_config.yml", EJECUTA + "imprenta: {cubirtas: []}\n")
    assert (primera[0], segunda[0], con_fallos[0], como_estaba) == (0, 0, 1, True), primera[1] + segunda[1]
    return SimpleNamespace(
        con_resto=con_resto,
        dicho=primera[1],
        antes=antes,
        segunda=segunda[1],
        del_papel=del_papel,
        despues=despues,
        con_fallos=con_fallos[1],
        sin_pintar=sin_pintar,
        sin_adoptar=sin_adoptar,
        mal_escrita=construido("verify"),
    )


def _sale(paginas: dict[str, str], nombre: str, patron: str) -> list[str]:
    return re.findall(patron, paginas[nombre])


def comprobadas(suyo: SimpleNamespace, nuestro: SimpleNamespace) -> dict[str, list[bool]]:
    """De cada fila, lo que se ha visto de Jupyter Book y de la imprenta."""
    azar = r"azar (0\.\d+)"
    return {
        "Los números de la prosa": [
            "2+2=5" in suyo.despues["cuenta"],
            "sin cubrir (se admiten" in nuestro.dicho,
            "cuenta.md:3:8: la fórmula dice 5; 2+2 = 4" in nuestro.con_fallos,
        ],
        "Una celda que falla": [
            "Executing notebook failed" in suyo.despues_dicho,
            "antes" in suyo.despues["falla"] and "después\n" not in suyo.despues["falla"],
            "ZeroDivisionError" in nuestro.con_fallos,
        ],
        "Lo que Sphinx echa en falta": [
            "'myst' cross-reference target not found: 'no-esta.md'" in suyo.dicho,
            all(
                "intro.md:3:1: aviso: 'myst' cross-ref" in dicho for dicho in (nuestro.dicho, nuestro.segunda)
            ),
        ],
        "`execute_notebooks`": ["sale 41" in suyo.antes["guardado"], "sale 42" in nuestro.antes["guardado"]],
        "Cuándo se repite una página": [
            "dato uno" in suyo.despues["datos"],
            "dato dos" in nuestro.despues["datos"],
        ],
        "`execute: cache`": ["«cache» no se usa" in nuestro.dicho],
        "Una opción mal escrita en `execute:`": [
            "timuot" not in suyo.dicho,
            bool(re.search("aviso: .*timuot", nuestro.dicho)),
            nuestro.mal_escrita[0] == 1 and "cubirtas" in nuestro.mal_escrita[1],
        ],
        "La carpeta publicada": [
            "ida" in suyo.despues,
            "ida" in nuestro.antes and "ida" not in nuestro.despues,
        ],
        "Una página que el índice no nombra": [
            "isn't included in any toctree" in suyo.dicho and "suelta" in suyo.antes,
            "añade debajo" in nuestro.dicho and "suelta" in nuestro.antes,
        ],
        "Un `.bib` que no está": [
            "could not open bibtex file" in suyo.dicho,
            "aviso: la bibliografía «no.bib» no existe" in nuestro.dicho,
            nuestro.sin_adoptar[0] == 1 and "la bibliografía «no.bib» no existe" in nuestro.sin_adoptar[1],
        ],
        "Una salida que nadie sabe pintar": [
            "skipping unknown output mime type" in suyo.despues_dicho,
            "aviso: la celda da una salida «chemical/x-pdb», que" in nuestro.sin_pintar[1],
            nuestro.sin_pintar[0] == 0,
        ],
        "Si algo falla": ["falla" in suyo.despues],
        "El azar": [
            _sale(suyo.antes, "azar", azar) != _sale(suyo.despues, "azar", azar),
            len(_sale(nuestro.antes, "azar", azar)) == 1,
            _sale(nuestro.antes, "azar", azar) == _sale(nuestro.despues, "azar", azar),
        ],
        "`input()`": [
            "StdinNotImplementedError" in suyo.despues["pide"],
            "no puede pedir datos" in nuestro.con_fallos,
        ],
        "`{eval}`": [
            "does not have a running kernel" in suyo.dicho,
            "Vale 33" in _llano(nuestro.antes["evaluada"]),
        ],
        "`{glue}` de otra página": ["viejo" in suyo.despues["pegada"], "nuevo" in nuestro.despues["pegada"]],
        "`:load:`": [
            "debajo" not in suyo.antes["cargada"],
            "cargada.md:10:1: esto no se ejecuta" in nuestro.con_resto[1],
        ],
        "MathJax": ["https://cdn" in suyo.antes["titulo"], "https://cdn" not in nuestro.antes["titulo"]],
        "Una fórmula que no se sabe dibujar": [
            "RRR" in suyo.antes["titulo"] and "RRR" in nuestro.antes["titulo"],
            nuestro.del_papel[0] == 0 and "aviso: la fórmula no se puede dibujar" in nuestro.del_papel[1],
        ],
        "Un título con fórmula": [
            "<title>Con \\(" in suyo.antes["titulo"],
            "<title>Con α" in nuestro.antes["titulo"],
        ],
        "Dónde corre": [callable(os.fork) and "Operating System :: POSIX" in CLASES],
    }


def _llano(pagina: str) -> str:
    return re.sub("<[^>]*>", "", pagina)


@pytest.mark.lenta
def test_cada_fila_es_lo_que_hacen_los_dos(suyo: SimpleNamespace, nuestro: SimpleNamespace) -> None:
    vistas = comprobadas(suyo, nuestro)
    assert {fila: visto for fila, visto in vistas.items() if not all(visto)} == {}
    assert [fila.rstrip("*\\") for fila, *_ in filas("es") if not fila.endswith("*")] == [*vistas]


def test_las_demas_filas_dicen_que_se_miran_en_otra_prueba() -> None:
    marcadas = [fila.removesuffix(r" \*") for fila, *_ in filas("es") if fila.endswith(r" \*")]
    assert marcadas == [*EN_OTRA_PRUEBA]
    for archivo, prueba in EN_OTRA_PRUEBA.values():
        arbol = ast.parse((RAIZ / "tests/imprenta" / archivo).read_text(encoding="utf-8"))
        assert f"test_{prueba}" in {nodo.name for nodo in arbol.body if isinstance(nodo, ast.FunctionDef)}


def test_las_dos_lenguas_tienen_las_mismas_filas() -> None:
    una, otra = filas("es"), filas("en")
    assert [len(fila) for fila in una] == [len(fila) for fila in otra] == [3] * len(una)
    assert [fila[0].endswith("*") for fila in una] == [fila[0].endswith("*") for fila in otra]
