"""Una falta se abre en el editor: solo lo pide una página de aquí, y solo lo que se está enseñando."""

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from libros import poner
from oyente import ESPERA, sirviendo

from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.mesa.vigia import Vigia
from imprenta.ordenes.editores import DIRECCIONES, Editor, LineaDelLibro, editor_de
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import ABRIR, Servidor


@pytest.fixture
def estado() -> UltimaNoticia:
    return UltimaNoticia()


def anotador(tmp_path: Path) -> Editor:
    """Un editor que escribe en un archivo con qué se le ha llamado."""
    guion = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(repr(sys.argv[2:]))"
    donde = str(tmp_path / "abierto.parcial")
    mover = f"{guion}; pathlib.Path(sys.argv[1]).rename(sys.argv[1].removesuffix('.parcial'))"
    return Editor(orden=(sys.executable, "-c", mover, donde, "{ruta}", "+{linea}", "{columna};x $(y)"))


def abrir(servidor: Servidor, donde: str, **cabeceras: str) -> tuple[int, str]:
    """Lo que se contesta a una página de aquí que pide abrir un lugar; las cabeceras vacías no se mandan."""
    anfitrion = f"127.0.0.1:{servidor.server_port}"
    suyas = {"Host": anfitrion, "Origin": f"http://{anfitrion}", "X-Llave": servidor.llave}
    suyas |= {nombre.replace("_", "-"): valor for nombre, valor in cabeceras.items()}
    cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=ESPERA)
    try:
        cuerpo = donde.encode()
        cliente.putrequest("POST", ABRIR, skip_host=True)
        for nombre, valor in {"Content-Length": str(len(cuerpo)), **suyas}.items():
            if valor:
                cliente.putheader(nombre, valor)
        cliente.endheaders(cuerpo)
        respuesta = cliente.getresponse()
        return respuesta.status, respuesta.read().decode()
    finally:
        cliente.close()


@pytest.fixture
def con_editor(estado: UltimaNoticia, tmp_path: Path) -> Iterator[Servidor]:
    poner(tmp_path / "uno.md", "# Uno\n")
    poner(tmp_path / "una página; rm -rf $HOME.md", "# Rara\n")
    estado.anotar("una página; rm -rf $HOME.md:3:7: mal\nno-esta.md:1:1: mal\n../fuera.md:1:1: mal")
    estado.avisar([Falta(Path("uno.md"), 1, 1, "sobra")])
    with sirviendo(tmp_path, estado, tmp_path, anotador(tmp_path)) as vivo:
        yield vivo


def test_una_falta_se_abre_en_el_editor_sin_pasar_por_una_shell(con_editor: Servidor, tmp_path: Path) -> None:
    assert abrir(con_editor, "una página; rm -rf $HOME.md:3:7") == (200, "")
    with Vigia(tmp_path) as vigia:
        while not (tmp_path / "abierto").exists():
            vigia.esperar(ESPERA)
    argumentos = [str(tmp_path / "una página; rm -rf $HOME.md"), "+3", "7;x $(y)"]
    assert (tmp_path / "abierto").read_text() == repr(argumentos)


@pytest.mark.parametrize("donde", ["uno.md:1:2", "no-esta.md:1:1", "../fuera.md:1:1", "/etc/passwd:1:1", ""])
def test_solo_se_abre_lo_que_se_esta_ensenando(con_editor: Servidor, donde: str, tmp_path: Path) -> None:
    (tmp_path.parent / "fuera.md").touch()
    assert abrir(con_editor, donde) == (404, "aquí no hay nada\n")


@pytest.mark.parametrize(
    "cabeceras",
    [
        {"X_Llave": "otra"},
        {"X_Llave": ""},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "https://malo.ejemplo"},
        {"Origin": "http://127.0.0.1"},
        {"Host": "malo.ejemplo", "Origin": "http://malo.ejemplo"},
    ],
)
def test_otra_pagina_no_puede_pedirlo(con_editor: Servidor, cabeceras: dict[str, str]) -> None:
    dicho = "eso solo lo puede pedir una página de este servidor\n"
    assert abrir(con_editor, "uno.md:1:1", **cabeceras) == (403, dicho)


@pytest.mark.parametrize("largo", ["-1", "ocho", "99999", "9" * 50])
def test_lo_que_no_cabe_ni_se_lee(con_editor: Servidor, largo: str) -> None:
    assert abrir(con_editor, "", Content_Length=largo) == (404, "aquí no hay nada\n")


def test_si_el_editor_no_esta_se_dice(estado: UltimaNoticia, tmp_path: Path) -> None:
    poner(tmp_path / "uno.md", "# Uno\n")
    estado.anotar("uno.md:1:1: mal")
    with sirviendo(tmp_path, estado, tmp_path, Editor(orden=("no-hay-tal", "{ruta}"))) as vivo:
        assert abrir(vivo, "uno.md:1:1") == (500, "no se puede abrir «no-hay-tal»: no existe\n")


def test_sin_editor_que_lanzar_no_se_admite_nada(estado: UltimaNoticia, tmp_path: Path) -> None:
    with sirviendo(tmp_path, estado, tmp_path) as vivo:
        assert abrir(vivo, "uno.md:1:1") == (405, "este servidor solo enseña: GET o HEAD\n")


# ——— Cuál ———


LUGAR = LineaDelLibro(Path("/mi libro/uno.md"), 9, 2)


@pytest.mark.parametrize(
    ("pedido", "entorno", "enlace"),
    [
        ("vscode", {}, "vscode://file/mi%20libro/uno.md:9:2"),
        ("codium", {}, "vscodium://file/mi%20libro/uno.md:9:2"),
        ("", {"EDITOR": "code --wait"}, "vscode://file/mi%20libro/uno.md:9:2"),
        ("", {"VISUAL": "/snap/bin/cursor -w", "EDITOR": "subl"}, "cursor://file/mi%20libro/uno.md:9:2"),
        ("", {"TERM_PROGRAM": "vscode", "EDITOR": "vim"}, "vscode://file/mi%20libro/uno.md:9:2"),
        ("", {"TERM_PROGRAM": "zed"}, "zed://file/mi%20libro/uno.md:9:2"),
        ("", {"IMPRENTA_EDITOR": "zed", "EDITOR": "subl"}, "zed://file/mi%20libro/uno.md:9:2"),
        (
            "txmt://open?url=file://{ruta}&line={linea}",
            {},
            "txmt://open?url=file:///mi%20libro/uno.md&line=9",
        ),
    ],
)
def test_los_que_van_por_una_direccion(pedido: str, entorno: dict[str, str], enlace: str) -> None:
    editor = editor_de(pedido, entorno)
    assert (editor.modo, editor.enlace(LUGAR)) == ("enlazar", enlace)


@pytest.mark.parametrize(
    ("pedido", "entorno", "orden"),
    [
        ("subl", {}, "subl|{ruta}:{linea}:{columna}"),
        ("", {"EDITOR": "subl -w"}, "subl|{ruta}:{linea}:{columna}"),
        ("", {"EDITOR": "emacsclient -c"}, "emacsclient|-c|--no-wait|+{linea}:{columna}|{ruta}"),
        ("", {"EDITOR": "gvim -f"}, "gvim|--remote-silent|+call cursor({linea},{columna})|{ruta}"),
        ("pycharm", {}, "pycharm|--line|{linea}|--column|{columna}|{ruta}"),
        ("mi-editor '--en la línea' {linea} {ruta}", {}, "mi-editor|--en la línea|{linea}|{ruta}"),
        # En otra máquina, la dirección abriría un archivo de la de delante: `code` sabe llegar a su ventana.
        ("", {"EDITOR": "code", "VSCODE_IPC_HOOK_CLI": "/x"}, "code|--goto|{ruta}:{linea}:{columna}"),
    ],
)
def test_los_que_se_lanzan(pedido: str, entorno: dict[str, str], orden: str) -> None:
    editor = editor_de(pedido, entorno)
    assert (editor.modo, editor.enlace(LUGAR), editor.orden) == ("abrir", "", tuple(orden.split("|")))


@pytest.mark.parametrize("editor", ["vim", "nvim", "hx", "emacsclient -t", "emacsclient -nw", "'roto", ""])
def test_los_de_una_terminal_no_se_abren_y_se_copia(editor: str) -> None:
    assert editor_de("", {"EDITOR": editor}).modo == "copiar"
    assert editor_de("copiar", {"EDITOR": "subl"}).modo == "copiar"


def test_si_esta_instalado_vscode_se_supone(tmp_path: Path) -> None:
    (tmp_path / "code").write_text("#!/bin/sh\n")
    (tmp_path / "code").chmod(0o755)
    assert editor_de("", {"EDITOR": "vim", "PATH": str(tmp_path)}).direccion == DIRECCIONES["vscode"]


@pytest.mark.parametrize(
    ("pedido", "queja"),
    [
        ("vim", "«vim» se abre en una terminal, y desde el navegador no se llega a ella: --editor copiar"),
        ("raro -x", "no se sabe cómo se dice un lugar a «raro -x»: --editor 'raro +{linea} {ruta}'"),
    ],
)
def test_el_que_se_pide_y_no_se_sabe_abrir_se_dice(pedido: str, queja: str) -> None:
    with pytest.raises(NoSePuede) as dicho:
        editor_de(pedido, {})
    assert str(dicho.value) == queja


def test_una_ruta_con_llaves_no_se_toma_por_un_hueco() -> None:
    lugar = LineaDelLibro(Path("/a/{linea}.md"), 3, 1)
    assert Editor("x://{ruta}:{linea}").enlace(lugar) == "x:///a/%7Blinea%7D.md:3"
