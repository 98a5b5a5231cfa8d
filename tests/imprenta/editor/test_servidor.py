"""El servidor aguanta lo que le echen: escribir sin parar, cambiar el libro por debajo, irse de golpe."""

import asyncio
import os
import pty
import random
import subprocess
from pathlib import Path

import pytest
from editores import ORDEN, Editor, Falta, con_un_editor
from libros import CABECERA, celda, escribir_libro, poner, procesos_con
from lsprotocol import types

from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro

PAGINA = f"""\
{CABECERA}# Uno

{celda("import m" + chr(10) + "x = m.valor")}
Vale {{cifra}}`2 <x>`, 😀 y no más.
"""
DICE_UNO = "la prosa dice 2; x = 1"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path / "libro", {"portada": "# P\n", "uno": PAGINA}, {"m.py": "valor = 2\n"})


def de_verify(raiz: Path, pagina: str = "uno.md") -> list[Falta]:
    faltas = Jornada(leer_libro(raiz), solo_prosa=True).juzgado.faltas
    return [(f.linea, f.columna, f.mensaje) for f in faltas if f.ruta == Path(pagina)]


def ha_cambiado(
    editor: Editor, *rutas: Path, clase: types.FileChangeType = types.FileChangeType.Changed
) -> None:
    cambios = [types.FileEvent(ruta.as_uri(), clase) for ruta in rutas]
    editor.cliente.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(cambios))


TROZOS = [
    *("Y 7. ", "{cifra}`3 <x>`", "{cifra}`2 <x>` ", "{cifra}`2 <", "`", "$1+1=3$ ", "\n\n", "😀", "𝑥 ", ">"),
    *("{nombre}`GPT-4` ", "\n# Otro\n\n", "$\\cifra{2}{x}$ ", "{afirma}`sí <x > 1>` ", "|", "```", "% 5\n"),
]


@pytest.mark.parametrize("semilla", range(2))
def test_escribir_sin_parar_acaba_en_lo_que_diria_verify(libro: Path, semilla: int) -> None:
    """Se escribe y se borra al azar, sin esperar; y de vez en cuando se para y se guarda."""

    async def guion(editor: Editor) -> None:
        azar = random.Random(semilla)
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "uno.md")
        for vuelta in range(1, 31):
            texto = editor.textos[uri]
            inicio = azar.randrange(PAGINA.index("Vale"), len(texto) + 1)
            fin = azar.choice([inicio, inicio, min(len(texto), inicio + azar.randrange(20))])
            editor.cambiar(uri, inicio, fin, azar.choice(TROZOS))
            if vuelta % 6 == 0:
                editor.guardar(uri)
                await editor.hasta_que_diga(uri, *de_verify(libro))
        assert editor.registro == []

    con_un_editor(guion)


def test_lo_que_se_dice_es_siempre_de_lo_ultimo_que_se_ha_escrito(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "uno.md")
        for nuevo in (3, 2, 4, 2, 5):
            editor.escribir(uri, editor.textos[uri].partition("<x>")[0][-3:] + "<x>", f"`{nuevo} <x>")
            await asyncio.sleep(0)
        await editor.hasta_que_diga(uri, (13, 14, "la prosa dice 5; x = 2"))
        assert editor.dicho[uri].version == editor.versiones[uri] == 6

    con_un_editor(guion)


def test_la_prosa_se_juzga_mientras_la_pagina_se_ejecuta(libro: Path, tmp_path: Path) -> None:
    senal = tmp_path / "ya"
    codigo = (
        f"import pathlib, time\nwhile not pathlib.Path({str(senal)!r}).exists():\n    time.sleep(0.05)\nx = 2"
    )
    texto = f"{CABECERA}# Uno\n\n{celda(codigo)}Vale {{cifra}}`3 <x>`, y 7.\n"
    suelto = (14, 24, "7 está sin cubrir: átalo con {cifra}`7 <expresión>`")

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro, paciencia=0.01)
        uri = editor.abrir(libro / "uno.md", texto)
        await editor.hasta_que_diga(uri, suelto)
        visto = await editor.pasar(uri, texto.index("3 <x>"))
        assert visto == "`x`: la página aún no se ha ejecutado\n\nLa prosa dice «3»."
        editor.escribir(uri, "y 7", "y siete")
        await editor.hasta(lambda: editor.dicho[uri].version == editor.versiones[uri])
        assert not any(d.code == "cifra" for d in editor.dicho[uri].diagnostics)
        editor.escribir(uri, "y siete", "y 7")
        await editor.hasta_que_diga(uri, suelto)
        senal.touch()
        await editor.hasta_que_diga(uri, (14, 14, "la prosa dice 3; x = 2"), suelto)

    con_un_editor(guion)


def test_dos_libros_uno_dentro_de_otro_no_se_mezclan(tmp_path: Path) -> None:
    fuera = escribir_libro(tmp_path, {"portada": "# P\n", "uno": PAGINA}, {"m.py": "valor = 2\n"})
    dentro = escribir_libro(tmp_path / "otro", {"portada": "# P\n", "uno": PAGINA}, {"m.py": "valor = 1\n"})
    poner(tmp_path / "suelto" / "nota.md", "# Nota\n\nVan 5.\n")

    async def guion(editor: Editor) -> None:
        await editor.arrancar(fuera, dentro)
        suelta = editor.abrir(tmp_path / "suelto" / "nota.md")
        una, otra = editor.abrir(fuera / "uno.md"), editor.abrir(dentro / "uno.md")
        await editor.hasta_que_diga(una)
        await editor.hasta_que_diga(otra, (13, 14, DICE_UNO))
        assert suelta not in editor.dicho

    con_un_editor(guion)


def test_lo_que_no_es_de_ningun_libro_ni_del_disco_no_se_mira(tmp_path: Path, libro: Path) -> None:
    poner(tmp_path / "nota.md", "# Nota\n\nVan 5.\n")

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        nota = editor.abrir(tmp_path / "nota.md")
        nueva = types.TextDocumentItem("untitled:Untitled-1", "markdown", 1, "Van 5.")
        editor.cliente.text_document_did_open(types.DidOpenTextDocumentParams(nueva))
        uno = editor.abrir(libro / "uno.md")
        await editor.hasta_que_diga(uno)
        assert set(editor.dicho) <= {uno}
        assert await editor.pasar(nota, 10) == ""
        assert editor.registro == []

    con_un_editor(guion)


def test_si_cambia_el_codigo_lo_nota_la_pagina_abierta(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "uno.md")
        await editor.hasta_que_diga(uri)
        assert [r.method for r in editor.registrados] == ["workspace/didChangeWatchedFiles"]
        poner(libro / "code" / "m.py", "valor = 1\n")
        ha_cambiado(editor, libro / "code" / "m.py")
        await editor.hasta_que_diga(uri, (13, 14, DICE_UNO))
        poner(libro / "code" / "m.py", "valor = 2  # otra vez\n")
        guardado = types.TextDocumentIdentifier((libro / "code" / "m.py").as_uri())
        editor.cliente.text_document_did_save(types.DidSaveTextDocumentParams(guardado))
        await editor.hasta_que_diga(uri)

    con_un_editor(guion)


def test_si_el_editor_no_mira_el_disco_lo_mira_el_servidor(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro, vigila=False)
        uri = editor.abrir(libro / "uno.md")
        await editor.hasta_que_diga(uri)
        assert editor.registrados == []
        poner(libro / "code" / "m.py", "valor = 1\n")
        await editor.hasta_que_diga(uri, (13, 14, DICE_UNO))
        poner(libro / "dos.md", "# Dos\n\nVan 5.\n")
        otra = editor.abrir(libro / "dos.md")
        poner(libro / "_toc.yml", (libro / "_toc.yml").read_text() + "  - file: dos\n")
        await editor.hasta_que_diga(otra, (3, 5, "5 está sin cubrir: átalo con {cifra}`5 <expresión>`"))
        assert await editor.despedirse() == 0

    con_un_editor(guion)


def test_un_libro_que_no_se_puede_leer_lo_dice_en_su_archivo_y_avisa_en_la_pagina(libro: Path) -> None:
    indice = libro / "_toc.yml"
    bueno = indice.read_text()

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "uno.md")
        await editor.hasta_que_diga(uri)
        poner(indice, bueno + "  - file: nadie\n")
        ha_cambiado(editor, indice)
        await editor.hasta_que_diga(indice.as_uri(), (5, 11, "no existe la página «nadie»"))
        motivo = "el libro no se puede leer, y nada de esta página se comprueba: "
        await editor.hasta_que_diga(uri, (1, 1, f"{motivo}_toc.yml:5:11: no existe la página «nadie»"))
        assert [d.severity for d in editor.dicho[uri].diagnostics] == [types.DiagnosticSeverity.Warning]
        indice.unlink()
        ha_cambiado(editor, indice, clase=types.FileChangeType.Deleted)
        await editor.hasta_que_diga(indice.as_uri(), (1, 1, "no existe en libro: no es un libro"))
        poner(indice, bueno)
        ha_cambiado(editor, indice, clase=types.FileChangeType.Created)
        await editor.hasta_que_diga(indice.as_uri())
        await editor.hasta_que_diga(uri)
        assert editor.registro == []

    con_un_editor(guion)


def test_una_pagina_nueva_se_juzga_cuando_entra_en_el_indice(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        poner(libro / "dos.md", "# Dos\n\nVan 5.\n")
        uri = editor.abrir(libro / "dos.md")
        poner(libro / "_toc.yml", (libro / "_toc.yml").read_text() + "  - file: dos\n")
        ha_cambiado(editor, libro / "_toc.yml")
        await editor.hasta_que_diga(uri, (3, 5, "5 está sin cubrir: átalo con {cifra}`5 <expresión>`"))

    con_un_editor(guion)


def test_al_cerrar_una_pagina_sin_guardar_vale_lo_del_disco(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "uno.md", PAGINA.replace("`2 <x>`", "`3 <x>`"))
        await editor.hasta_que_diga(uri, (13, 14, "la prosa dice 3; x = 2"))
        editor.cerrar(uri)
        await editor.hasta_que_diga(uri)
        await editor.hasta_que_diga(editor.abrir(libro / "uno.md"))

    con_un_editor(guion)


def test_lo_que_no_tiene_sentido_se_apunta_y_no_para_el_servidor(libro: Path) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        cerrado = types.VersionedTextDocumentIdentifier(uri=(libro / "uno.md").as_uri(), version=7)
        cambio = types.TextDocumentContentChangeWholeDocument("nada")
        editor.cliente.text_document_did_change(types.DidChangeTextDocumentParams(cerrado, [cambio]))
        await editor.hasta(lambda: len(editor.registro) == 1)
        assert editor.registro[0].message.startswith("la imprenta ha fallado: ")
        uri = editor.abrir(libro / "uno.md")
        await editor.hasta_que_diga(uri)
        lejos = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(10**6, 10**6))
        assert await editor.cliente.text_document_hover_async(lejos) is None
        (libro / "uno.md").unlink()
        ha_cambiado(editor, libro / "uno.md", clase=types.FileChangeType.Deleted)
        await editor.hasta_que_diga((libro / "_toc.yml").as_uri(), (4, 11, "no existe la página «uno»"))
        assert await editor.pasar(uri, 5) == ""
        assert await editor.despedirse() == 0

    con_un_editor(guion)


def test_lo_que_la_pagina_imprime_no_se_mezcla_con_el_protocolo(libro: Path) -> None:
    ruidosa = celda("import os, sys\nprint('hola')\nos.system('echo hola; cat')\nos.write(1, b'hola')\nx = 2")

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        uri = editor.abrir(libro / "uno.md", f"{CABECERA}# Uno\n\n{ruidosa}Vale {{cifra}}`3 <x>`.\n")
        await editor.hasta_que_diga(uri, (15, 14, "la prosa dice 3; x = 2"))
        assert await editor.despedirse() == 0

    con_un_editor(guion)


MARCA = "MARCA_DE_UN_EDITOR"


@pytest.mark.parametrize("como", ["se despide", "se va sin más", "muere", "en plena ejecución"])
def test_cuando_el_editor_se_va_no_queda_ningun_proceso(
    libro: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, como: str
) -> None:
    monkeypatch.setenv(MARCA, str(tmp_path))
    senal = tmp_path / "ha-empezado"
    eterna = celda(f"import pathlib, time\npathlib.Path({str(senal)!r}).touch()\ntime.sleep(10**6)\nx = 2")
    with (libro / "_config.yml").open("a", encoding="utf-8") as config:
        config.write("execute: {timeout: 100000}\n")  # más de lo que espera quien prueba

    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro)
        texto = f"{CABECERA}# Uno\n\n{eterna}Vale {{cifra}}`3 <x>`.\n" if "plena" in como else PAGINA
        uri = editor.abrir(libro / "uno.md", texto)
        if "plena" in como:
            while not senal.exists():
                await asyncio.sleep(0.05)
            assert await editor.despedirse() == 0
        else:
            await editor.hasta_que_diga(uri)
        if como == "se despide":
            assert await editor.despedirse() == 0
        elif como == "se va sin más":
            editor.cliente.exit(None)
            assert await editor.proceso.wait() == 1
        elif como == "muere":
            assert editor.proceso.stdin is not None
            editor.proceso.stdin.close()
            assert await editor.proceso.wait() == 1
        while procesos_con(f"{MARCA}={tmp_path}"):
            await asyncio.sleep(0.05)

    con_un_editor(guion)


@pytest.mark.parametrize("ademas", [["--stdio"], ["--clientProcessId=7"], ["."]])
def test_lo_que_anaden_algunos_editores_no_cambia_nada(libro: Path, ademas: list[str]) -> None:
    async def guion(editor: Editor) -> None:
        await editor.arrancar(libro, orden=[*ORDEN, *ademas])
        await editor.hasta_que_diga(editor.abrir(libro / "uno.md"))
        assert await editor.despedirse() == 0

    con_un_editor(guion)


def test_en_una_terminal_dice_quien_lo_arranca() -> None:
    amo, esclavo = pty.openpty()
    with os.fdopen(amo, "rb"), os.fdopen(esclavo, "rb") as terminal:
        hecho = subprocess.run(ORDEN, stdin=terminal, capture_output=True, text=True)
    dicho = "`lsp` lo arranca un editor, que le habla por la entrada: docs/editores.md dice cómo\n"
    assert (hecho.returncode, hecho.stdout, hecho.stderr) == (2, "", dicho)
