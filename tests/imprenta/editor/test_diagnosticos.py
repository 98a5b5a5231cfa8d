"""Lo que el editor subraya es lo que diría `verify` de lo guardado: ni más, ni menos, ni en otro sitio."""

from pathlib import Path

import pytest
from editores import Editor, con_un_editor
from libros import CABECERA, CONFIG, celda, cuaderno, escribir_libro, poner

from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro

CON_BIBLIOGRAFIA = f"{CONFIG}bibtex_bibfiles: [fuentes.bib]\nimprenta:\n  nombres:\n    GPT-4: un modelo\n"
FUENTES = """\
@article{vaswani2017,
  author = {Ashish Vaswani},
  title = {Attention is all you need},
  year = {2017},
}
"""
CODIGO = {"doble.py": 'def doble(n):\n    """El doble de un número."""\n    return 2 * n\n'}
UNA = f"""\
{CABECERA}# Una

{celda("from doble import doble")}{celda("x = doble(0.5)")}
Vale {{cifra}}`1 <x>` y 😀 𝑥 {{cifra}}`1.5 <x>`, con 7 de más y $2+2=5$.

Lo dijo {{dato}}`2018 <vaswani2017>` en {{dato}}`2017 <vaswani2017>`; {{cifra}}`sin expresión`.

```{{math}}
:label: eq-una
\\cifra{{3}}{{x}} + 1 = 2
```

Es {{afirma}}`negativo <x < 0>`, y {{ocurre}}`un lío <y>`.
"""
FALLA = celda("# no está\nsin_definir")
ROTA = f"{CABECERA}# Rota\n\nDos: 2.\n\n{celda('z = 1')}{FALLA}Vale {{cifra}}`1 <z>`.\n"
CUADERNO = cuaderno(
    {"cell_type": "code", "source": "w = 3", "metadata": {}, "outputs": [], "execution_count": None},
    {"cell_type": "markdown", "source": "# C\n\nVale {cifra}`4 <w>` y 9.", "metadata": {}},
)


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    paginas = {"portada": "# Portada\n\nSon 3.\n", "una": UNA, "rota": ROTA, "sana": "# Sana\n\nNada.\n"}
    escribir_libro(tmp_path, paginas, CODIGO, CON_BIBLIOGRAFIA)
    poner(tmp_path / "fuentes.bib", FUENTES + "@article{mal,\n  url = {javascript:x},\n}\n")
    poner(tmp_path / "cuaderno.ipynb", CUADERNO)
    indice = (tmp_path / "_toc.yml").read_text() + "  - file: cuaderno\n"
    poner(tmp_path / "_toc.yml", indice)
    return tmp_path


def de_verify(raiz: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Lo que `verify` dice de cada archivo, tal como está en el disco."""
    from imprenta.ordenes.avisos import _con_su_celda

    libro = leer_libro(raiz)
    dichas: dict[str, list[tuple[int, int, str]]] = {}
    for falta in Jornada(libro, solo_prosa=True).juzgado.faltas:
        con_celda = _con_su_celda(libro, falta)
        dichas.setdefault((raiz / falta.ruta).as_uri(), []).append(
            (falta.linea, falta.columna, con_celda.mensaje)
        )
    return dichas


ABIERTOS = ("portada.md", "una.md", "rota.md", "sana.md", "cuaderno.ipynb", "_config.yml")


@pytest.mark.parametrize("salto", ["\n", "\r\n"])
@pytest.mark.parametrize("unidades", ["", "utf-8", "utf-32"])
def test_lo_subrayado_es_lo_que_diria_verify(libro: Path, salto: str, unidades: str) -> None:
    """Con el índice, la configuración y la bibliografía, aunque no estén abiertos."""
    una = libro / "una.md"
    una.write_bytes(b"\xef\xbb\xbf" + UNA.replace("\n", salto).encode())

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro, unidades=unidades)
        uris = [editor.abrir(libro / nombre) for nombre in ABIERTOS]
        dichas = de_verify(libro)
        assert len(dichas) == 6
        assert {uri.rpartition("/")[2] for uri in dichas if uri not in uris} == {"fuentes.bib"}
        for uri in {*uris, *dichas}:
            await editor.hasta_que_diga(uri, *dichas.get(uri, []))
        assert editor.unidades == (unidades or "utf-16")
        assert editor.registro == []
        assert await editor.despedirse() == 0

    con_un_editor(guion)


def test_lo_que_se_admite_es_un_aviso(libro: Path) -> None:
    """Antes de ejecutar y después: lo falso sigue siendo un error, y lo que no cabe, también."""
    config = (libro / "_config.yml").read_text() + "  cubiertas: [sana]\n"
    poner(libro / "_config.yml", config)
    poner(libro / "_sin_cubrir.yml", "portada.md: 1\nuna.md: 1\n")

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        una, portada = editor.abrir(libro / "una.md"), editor.abrir(libro / "portada.md")
        await editor.hasta_que_diga(portada, (3, 5, "3 está sin cubrir: átalo con {cifra}`3 <expresión>`"))
        dichas = de_verify(libro)[una]
        lugar = linea_de(UNA, "con 7 de más")
        admitida = (*lugar, "7 está sin cubrir: átalo con {cifra}`7 <expresión>`")
        await editor.hasta_que_diga(una, *sorted([*dichas, admitida]))
        avisos = [uno for uno in editor.dicho[una].diagnostics if uno.severity == 2]
        assert [uno.code for uno in avisos] == ["sin-cubrir"]
        assert [uno.severity for uno in editor.dicho[portada].diagnostics] == [2]

    con_un_editor(guion)


def linea_de(texto: str, trozo: str) -> tuple[int, int]:
    """La línea y la columna del número de un trozo."""
    donde = texto.index(trozo) + trozo.index("7")
    antes = texto[:donde]
    return antes.count("\n") + 1, donde - antes.rfind("\n")


def test_se_subraya_el_literal_y_no_un_punto(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "una.md")
        await editor.hasta_que_diga(uri, *de_verify(libro)[uri])
        letras = ["1.5", "7", "5", "2018", "sin expresión", "3", "2", "negativo", "un lío"]
        clases = [
            "cifra",
            "sin-cubrir",
            "formula",
            "dato",
            "mal-escrito",
            "cifra",
            "formula",
            "afirma",
            "ocurre",
        ]
        assert editor.subrayado(uri) == letras
        assert [d.code for d in editor.dicho[uri].diagnostics] == clases
        assert {d.source for d in editor.dicho[uri].diagnostics} == {"imprenta"}

    con_un_editor(guion)
