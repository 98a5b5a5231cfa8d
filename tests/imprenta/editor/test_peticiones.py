"""Lo que el editor pregunta: qué es, con qué sigue, dónde está y qué se puede hacer."""

from pathlib import Path

import pytest
from editores import Editor, con_un_editor
from libros import CABECERA, CONFIG, celda, escribir_libro, poner
from lsprotocol import types

CODIGO = {
    "mallas.py": """\
class Red:
    '''Una red.'''

    def __init__(self):
        self.pesos = [0.25, 0.75]

    def suma(self):
        '''Lo que suman sus pesos.'''
        return sum(self.pesos)


def doble(n):
    '''El doble de un número.'''
    return 2 * n
"""
}
CALCULOS = "red = Red()\nx = doble(1 / 3)\ndatos = {'alto': 3}"
FIGURA = "---\nmystnb:\n  figure:\n    name: fig-dos\n---\n1"
UNO = f"""\
{CABECERA}# Uno

(sec-datos)=
## Los datos

{celda("from mallas import Red, doble")}
{celda(CALCULOS)}
Vale 😀 {{cifra}}`0.67 <x>`, que lo dijo {{dato}}`2017 <vaswani2017>`; 
y $y = \\cifra{{0.25}}{{red.pesos[0]}}$.

```{{math}}
:label: eq-suma
1 + 1 = 2
```

Es {{afirma}}`uno <red.suma() == 1>`, como en {{numref}}`fig-dos` y {{eq}}`eq-suma`. Hubo 3 en 2017.

### Otros

Y 0.75.
"""
DOS = f"""\
{CABECERA}# Dos

{celda(FIGURA)}
"""
FUENTES = "@article{vaswani2017,\n  title = {Attention is all you need},\n  year = {2017},\n}\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    escribir_libro(
        tmp_path,
        {"portada": "# P\n", "uno": UNO, "dos": DOS},
        CODIGO,
        f"{CONFIG}bibtex_bibfiles: fuentes.bib\n",
    )
    poner(tmp_path / "fuentes.bib", FUENTES)
    return tmp_path


async def abierto(editor: Editor, libro: Path, texto: str = UNO) -> str:
    """El editor con la página recién juzgada."""
    await editor.arrancar(libro)
    uri = editor.abrir(libro / "uno.md", texto)
    await editor.hasta(lambda: uri in editor.dicho)
    return uri


def tras(editor: Editor, uri: str, trozo: str) -> int:
    """La posición que sigue a un trozo del texto."""
    return editor.textos[uri].index(trozo) + len(trozo)


def test_al_pasar_por_un_numero_se_ve_cuanto_vale_y_de_donde_sale(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        mallas = libro / "code" / "mallas.py"
        assert await editor.pasar(uri, tras(editor, uri, "`0.6")) == (
            "`x` = `0.6666666666666666`\n\nLa prosa dice «0.67».\n\n- `x` = `0.6666666666666666` (float)"
        )
        assert await editor.pasar(uri, tras(editor, uri, "\\cifra{0.2")) == (
            "`red.pesos[0]` = `0.25`\n\nLa prosa dice «0.25».\n\n- `red.pesos` = `[0.25, 0.75]` (list, 2)"
            f" — [code/mallas.py:1]({mallas.as_uri()}#L1)"
        )
        assert await editor.pasar(uri, tras(editor, uri, "`uno <red.s")) == (
            "`red.suma() == 1` = `True`\n\nLa prosa dice «uno».\n\n- `red.suma()` = `1.0`\n- `1` = `1`\n\n"
            "- `red.suma()`: Lo que suman sus pesos. — "
            f"[code/mallas.py:7]({mallas.as_uri()}#L7)"
        )
        assert await editor.pasar(uri, tras(editor, uri, "{dato}`20")) == f"```bibtex\n{FUENTES.strip()}\n```"
        assert await editor.pasar(uri, tras(editor, uri, "1 + 1")) == "Se cumple: una igualdad"
        assert await editor.pasar(uri, tras(editor, uri, "x = dob")) == (
            f"- `doble(n)`: El doble de un número. — [code/mallas.py:12]({mallas.as_uri()}#L12)"
        )
        assert await editor.pasar(uri, tras(editor, uri, "# U")) == ""

    con_un_editor(guion)


def test_al_pasar_por_un_numero_falso_se_ve_por_que(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro, UNO.replace("0.67", "0.7 1"))
        dicho = await editor.pasar(uri, tras(editor, uri, "`0.7"))
        assert "✗ la prosa dice 0.7 1" in dicho

    con_un_editor(guion)


COMPLETADOS = [
    ("y {cifra}`1 <re", "re", ["Red", "red"]),
    ("y {cifra}`1 <red.", "", ["pesos", "suma"]),
    ("y {afirma}`sí <max(red.pe", "pe", ["pesos"]),
    ("y $\\cifra{1}{datos[", "", ["'alto'"]),
    ("y {dato}`2017 <vas", "vas", ["vaswani2017"]),
    ("y {cite:t}`otro2020, vas", "vas", ["vaswani2017"]),
    ("y {numref}`fig", "fig", ["sec-datos", "eq-suma", "fig-dos"]),
    ("[así](#se", "se", ["sec-datos", "eq-suma", "fig-dos"]),
]


def test_se_completa_lo_que_se_esta_escribiendo(libro: Path) -> None:
    """Con la página a medio escribir, y poniendo lo elegido en lugar de lo empezado."""

    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        for escrito, empezado, nombres in COMPLETADOS:
            editor.escribir(uri, "### Otros", f"😀 {escrito}\n\n### Otros")
            posicion = tras(editor, uri, escrito)
            hallados = await editor.completar(uri, posicion)
            assert [uno.label for uno in hallados] == nombres, escrito
            elegido = hallados[0]
            assert isinstance(elegido.text_edit, types.TextEdit)
            assert editor.posicion(uri, elegido.text_edit.range.start) == posicion - len(empezado)
            assert editor.posicion(uri, elegido.text_edit.range.end) == posicion
            assert elegido.text_edit.new_text == elegido.label
            editor.escribir(uri, f"😀 {escrito}\n\n### Otros", "### Otros")

    con_un_editor(guion)


def test_se_completan_los_roles_y_en_lo_demas_no_se_molesta(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        editor.escribir(uri, "### Otros", "Uno {c\n\nDos $\\frac{\n\nTres.\n\n### Otros")
        roles = await editor.completar(uri, tras(editor, uri, "Uno {c"))
        assert [uno.label for uno in roles][:5] == ["cifra", "afirma", "ocurre", "dato", "nombre"]
        for sitio in ("\\frac{", "Tres"):
            assert await editor.completar(uri, tras(editor, uri, sitio)) == []
        nombres = {uno.label for uno in await editor.completar(uri, tras(editor, uri, "x = dob"))}
        assert nombres == {"doble"}

    con_un_editor(guion)


def test_se_va_a_donde_se_define(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        lineas = editor.textos[uri].split("\n")
        assert lineas[16] == "x = doble(1 / 3)"
        assert await editor.buscar(uri, tras(editor, uri, "0.67 <x")) == [("uno.md", 17)]
        assert await editor.buscar(uri, tras(editor, uri, "<re")) == [("uno.md", 16)]
        assert await editor.buscar(uri, tras(editor, uri, "<red.su")) == [("mallas.py", 7)]
        assert await editor.buscar(uri, tras(editor, uri, "x = do")) == [("mallas.py", 12)]
        assert await editor.buscar(uri, tras(editor, uri, "<vaswani")) == [("fuentes.bib", 1)]
        assert await editor.buscar(uri, tras(editor, uri, "{numref}`fig")) == [("dos.md", 11)]
        assert await editor.buscar(uri, tras(editor, uri, "{eq}`eq")) == [
            ("uno.md", lineas.index(":label: eq-suma") + 1)
        ]
        assert await editor.buscar(uri, tras(editor, uri, "# U")) == []

    con_un_editor(guion)


def test_el_esquema_lleva_los_apartados_las_celdas_y_lo_que_tiene_nombre(libro: Path) -> None:
    def dicho(simbolos: list[types.DocumentSymbol]) -> list[object]:
        return [(uno.name, dicho(list(uno.children or ()))) if uno.children else uno.name for uno in simbolos]

    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        pedido = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
        simbolos = await editor.cliente.text_document_document_symbol_async(pedido)
        todos = [uno for uno in simbolos or () if isinstance(uno, types.DocumentSymbol)]
        assert dicho(todos) == [
            ("Uno", ["sec-datos", ("Los datos", ["celda", "celda: red, x, datos", "eq-suma", "Otros"])])
        ]
        for uno in todos:
            assert uno.range.start <= uno.selection_range.start <= uno.selection_range.end <= uno.range.end

    con_un_editor(guion)


@pytest.mark.parametrize("salto", ["\n", "\r\n"])
def test_un_numero_falso_se_pone_bien_de_un_golpe(libro: Path, salto: str) -> None:
    async def guion(editor: Editor) -> None:
        texto = UNO.replace("\n", salto).replace(" Hubo 3 en 2017.", "").replace("Y 0.75.", "Y no más.")
        uri = await abierto(editor, libro, texto)
        await editor.hasta_que_diga(uri)
        editor.escribir(uri, "`0.67 <x>`", "`0.68 <x>`")
        donde = editor.textos[uri].index("0.68")
        await editor.hasta(lambda: bool(editor.dicho[uri].diagnostics))
        assert editor.subrayado(uri) == ["0.68"]
        primero, *_ = await editor.arreglos(uri, donde)
        assert (primero.title, primero.is_preferred) == ("poner 0.67", True)
        assert [uno.message for uno in primero.diagnostics or ()] == [
            "la prosa dice 0.68; x = 0.6666666667 (0.67 con 2 decimales)"
        ]
        editor.aplicar(primero.edit)
        assert editor.textos[uri] == texto
        await editor.hasta_que_diga(uri)

    con_un_editor(guion)


def test_todos_los_numeros_de_la_pagina_se_ponen_de_una_vez(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        editor.escribir(uri, "`0.67 <x>`", "`0.68 <x>`")
        editor.escribir(uri, "\\cifra{0.25}", "\\cifra{0.26}")
        titulos = {uno.title: uno for uno in await editor.arreglos(uri, editor.textos[uri].index("0.68"))}
        editor.aplicar(titulos["poner los 2 números de uno.md que han cambiado"].edit)
        assert editor.textos[uri] == UNO

    con_un_editor(guion)


ATADOS = [
    ("Y 0.75", "atarlo a «red.pesos[1]» = 0.75", "Y {cifra}`0.75 <red.pesos[1]>`"),
    ("Hubo 3", 'atarlo a «datos["alto"]» = 3', 'Hubo {cifra}`3 <datos["alto"]>`'),
    ("en 2017", "citar «vaswani2017»", "en {dato}`2017 <vaswani2017>`"),
]


def test_un_numero_suelto_se_ata_a_lo_que_lo_da(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        for hechos, (numero, titulo, queda) in enumerate(ATADOS, start=1):
            hallados = await editor.arreglos(uri, tras(editor, uri, numero) - 1)
            elegido, *_ = [uno for uno in hallados if uno.title.startswith(titulo)] or hallados
            assert elegido.title.startswith(titulo), [uno.title for uno in hallados]
            assert len(elegido.diagnostics or ()) == 1
            editor.aplicar(elegido.edit)
            assert queda in editor.textos[uri]
            await editor.hasta(
                lambda hechos=hechos: (  # type: ignore[misc]
                    editor.dicho[uri].version == editor.versiones[uri]
                    and len(editor.dicho[uri].diagnostics) == len(ATADOS) - hechos
                )
            )

    con_un_editor(guion)


def test_lo_que_solo_mueve_el_cursor_no_busca_candidatos(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro)
        await editor.hasta(lambda: len(editor.dicho[uri].diagnostics) == len(ATADOS))
        donde = editor.textos[uri].index("0.75.")
        automatico = types.CodeActionTriggerKind.Automatic
        assert await editor.arreglos(uri, donde, automatico) == []
        assert await editor.arreglos(uri, donde, types.CodeActionTriggerKind.Invoked)

    con_un_editor(guion)


def test_al_guardar_se_pueden_poner_todos_los_numeros(libro: Path) -> None:
    """Como «source.fixAll», que un editor puede pedir al guardar."""

    async def guion(editor: Editor) -> None:
        uri = await abierto(editor, libro, UNO.replace("`0.67 <x>`", "`0.68 <x>`"))
        (todo,) = await editor.arreglos(uri, 0, solo=types.CodeActionKind.SourceFixAll.value)
        assert (todo.title, todo.kind) == ("poner los números que han cambiado", "source.fixAll.imprenta")
        editor.aplicar(todo.edit)
        assert editor.textos[uri] == UNO

    con_un_editor(guion)
