"""Por dónde sale lo que se dice, y en qué lengua: la terminal, un editor y el navegador."""

import io
import json
import logging
import os
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from libros import CABECERA, celda, escribir_libro
from sphinx.util.logging import SphinxWarningLogRecord

from imprenta.__main__ import main
from imprenta.idioma.salidas import (
    FiltroDeSphinx,
    SalidaDelEditor,
    guion_traducido,
    hablando,
    idioma_hablado,
    traducido,
)
from imprenta.libro.modelo import Falta
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.paginas_vivas import no_esta, sin_libro
from imprenta.ordenes.servir import PROPIOS, servidor_de

PAGINA = CABECERA + "# One\n\n" + celda("x = 4") + "It is {cifra}`5 <x>`, and 7.\n"
EN_INGLES = """\
uno.md:11:15: the prose says 5; x = 4
uno.md:11:27: 7 is uncovered: bind it with {cifra}`7 <expression>`
"""
EN_ESPANOL = """\
uno.md:11:15: la prosa dice 5; x = 4
uno.md:11:27: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`
"""


def test_una_orden_habla_ingles_y_lo_que_se_guarda_sigue_en_espanol(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = str(escribir_libro(tmp_path, {"portada": "# Cover\n", "uno": PAGINA}))
    assert main(["verify", libro, "--idioma", "en"]) == 1
    salida, quejas = capsys.readouterr()
    assert quejas == EN_INGLES
    assert salida.splitlines()[-1] == (
        "1 figure · 0 claims · 0 formulas · 0 cited figures · 1 uncovered · 1 false"
    )
    assert main(["--idioma=es", "verify", libro]) == 1
    salida, quejas = capsys.readouterr()
    assert quejas == EN_ESPANOL
    assert salida.splitlines() == ["1 cifra · 0 afirmaciones · 0 fórmulas · 0 datos · 1 sin cubrir · 1 falsa"]


@pytest.mark.parametrize(
    ("argumentos", "estado", "dicho"),
    [
        (["foo"], 2, "there is no command «foo»: "),
        (
            ["html", "--cluster"],
            2,
            "--cluster lacks its value (the commands are in `imprenta html --help`)\n",
        ),
        (["--idioma", "en", "verify", "/nada"], 1, "/nada does not exist\n"),
    ],
)
def test_la_linea_de_ordenes_se_queja_en_la_lengua_del_sistema(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argumentos: list[str],
    estado: int,
    dicho: str,
) -> None:
    monkeypatch.delenv("IMPRENTA_IDIOMA")
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    if estado == 2:
        with pytest.raises(SystemExit, match="2"):
            main(argumentos)
    else:
        assert main(argumentos) == estado
    assert capsys.readouterr().err.startswith(dicho)


def test_la_ayuda_sale_traducida_antes_de_partirse_en_renglones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--idioma", "en", "livehtml", "--help"])
    dicho = " ".join(capsys.readouterr().out.split())
    assert "usage: imprenta livehtml [-h] [--idioma LANGUAGE] " in dicho
    assert "what opens a fault: vscode, subl, emacsclient…, 'myedit +{linea} {ruta}' or copiar" in dicho


def test_una_lengua_que_no_se_conoce_se_dice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["html", "--idioma", "fr"])
    assert capsys.readouterr().err.startswith("--idioma no puede ser «fr»: ")
    monkeypatch.setenv("IMPRENTA_IDIOMA", "fr")
    with pytest.raises(SystemExit, match="2"):
        main(["html"])
    dicho = "IMPRENTA_IDIOMA no puede ser «fr»: es, en (las órdenes están en `imprenta --help`)\n"
    assert capsys.readouterr().err == dicho


def test_al_acabar_las_salidas_son_las_de_antes_y_lo_que_no_es_escribir_no_cambia() -> None:
    antes = sys.stdout, sys.stderr, sys.__stderr__
    with hablando("en"):
        assert idioma_hablado() == "en"
        assert sys.stdout is not antes[0]
        assert sys.stdout.encoding == antes[0].encoding
        with hablando("en"):  # quien ya habla no se traduce dos veces
            assert traducido("no existe") == "does not exist"
        assert idioma_hablado() == "en"
    assert (sys.stdout, sys.stderr, sys.__stderr__) == antes
    assert traducido("no existe") == "no existe"


def test_lo_que_mueve_el_cursor_no_se_pierde(capsys: pytest.CaptureFixture[str]) -> None:
    with hablando("en"):
        print("\r\x1b[Kno existe\n  la página", end="")
    assert capsys.readouterr().out == "\r\x1b[Kdoes not exist\n  the page"


def test_a_un_editor_se_le_traduce_lo_que_lee_una_persona() -> None:
    enviado = {
        "message": "7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
        "edits": [{"newText": "no existe"}],
        "contents": {"kind": "markdown", "value": "**no existe**\n\nno existe"},
    }
    cuerpo = json.dumps(enviado).encode()
    canal = io.BytesIO()
    with hablando("en"):
        cast(BinaryIO, SalidaDelEditor(canal)).write(b"Content-Length: %d\r\n\r\n%s" % (len(cuerpo), cuerpo))
    cabecera, _, dicho = canal.getvalue().partition(b"\r\n\r\n")
    assert cabecera == b"Content-Length: %d" % len(dicho)
    assert json.loads(dicho) == {
        "message": "7 is uncovered: bind it with {cifra}`7 <expression>`",
        "edits": [{"newText": "no existe"}],
        "contents": {"kind": "markdown", "value": "**no existe**\n\ndoes not exist"},
    }


def test_el_cartel_del_navegador_habla_la_misma_lengua(tmp_path: Path) -> None:
    (tmp_path / "uno.md").write_text("# One\n")
    falta = Falta(Path("uno.md"), 1, 1, "no existe")
    guion = PROPIOS["/__vivo/cartel.js"][0]
    with hablando("en"), servidor_de(tmp_path, UltimaNoticia(), 0) as servidor:
        assert servidor.dicha(falta)["que"] == "does not exist"
        assert servidor.dicha(str(falta))["que"] == "does not exist"
        assert servidor.dicha("la construcción ha fallado")["que"] == "the build has failed"
        en_ingles = guion_traducido(guion).decode()
        assert "is not in the built book: " not in sin_libro()
        assert "<code>dos.html</code> is not in the built book." in no_esta(tmp_path, "/dos.html")
        assert '<html lang="en">' in sin_libro()
    assert guion_traducido(guion) == guion
    assert '"open in the editor"' in en_ingles
    assert "`copied: ${donde}`" in en_ingles
    assert "(n === 1 ? `${n} fault` : `${n} faults`)" in en_ingles
    assert 'this.#lista_de(faltas, "Faults", "faltas")' in en_ingles  # la clase es de la hoja de estilo
    assert 'partes.join(" and ")' in en_ingles
    assert en_ingles.count("${") == guion.decode().count("${")
    assert [len(linea) > 0 for linea in en_ingles.splitlines()] == [
        len(linea) > 0 for linea in guion.decode().splitlines()
    ]


def test_con_jupyter_book_los_avisos_salen_traducidos() -> None:
    aviso = logging.LogRecord(
        "sphinx", logging.WARNING, "x", 1, "no hay ninguna figura «%s» que mover", ("a",), None
    )
    assert FiltroDeSphinx("en").filter(aviso)
    assert aviso.getMessage() == "there is no figure «a» to move"


def test_el_lugar_de_un_aviso_de_sphinx_se_dice_una_vez() -> None:
    aviso = SphinxWarningLogRecord(
        "sphinx", logging.WARNING, "x", 1, "no hay ninguna figura «%s» que mover", ("a",), None
    )
    aviso.location = "uno.md:3"
    assert FiltroDeSphinx("en").filter(aviso)
    assert aviso.getMessage() == "uno.md:3: WARNING: there is no figure «a» to move"


def test_las_preguntas_se_contestan_en_cualquiera_de_las_dos(monkeypatch: pytest.MonkeyPatch) -> None:
    from imprenta.ordenes import conversacion

    preguntas = list[str]()

    def preguntado(contestacion: str, que: str, respuestas: dict[str, str]) -> str:
        contestaciones = [contestacion]

        def contesta(pregunta: str) -> str:
            preguntas.append(pregunta)
            return contestaciones.pop()  # si vuelve a preguntar, falla

        monkeypatch.setattr("builtins.input", contesta)
        with hablando("en"):
            return conversacion.contestado(que, respuestas)

    for dicho in ("a", "all", "t", "todos"):
        hecho = preguntado(dicho, conversacion.LAS_ESCRIBES, conversacion.SOBRE_UNA_PAGINA)
        assert hecho == conversacion.TODOS
    for dicho in ("y", "yes", "s", "si", "sí"):
        assert preguntado(dicho, conversacion.LA_ESCRIBES, conversacion.SOBRE_UNO) == "sí"
    assert preguntas[0] == "  Write them? [a]ll, [o]ne by one, [n]one or [q]uit (Enter, none): "
    assert preguntas[-1] == "  Write it? [y]es, [n]o, [a]ll that are left or [q]uit (Enter, no): "
    assert os.environ["IMPRENTA_IDIOMA"] == "es"
