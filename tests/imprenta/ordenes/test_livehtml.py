"""Guardar y mirar: qué cambios se ven, qué recibe el navegador y cómo se recupera de un error."""

import http.client
import json
import threading
import time
import warnings
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from imprenta.libro.disco import foto
from imprenta.ordenes import livehtml
from imprenta.ordenes.livehtml import Manejador, UltimaNoticia, vigilar


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    (tmp_path / "_config.yml").write_text("title: Prueba\n", encoding="utf-8")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: uno\n", encoding="utf-8")
    (tmp_path / "uno.md").write_text("# Uno\n", encoding="utf-8")
    return tmp_path


def esperar(condicion: Callable[[], bool], segundos: float = 120) -> None:
    fin = time.monotonic() + segundos
    while not condicion() and time.monotonic() < fin:
        time.sleep(0.02)
    assert condicion()


def test_la_foto_ve_lo_del_libro_y_no_lo_construido(libro: Path) -> None:
    antes = foto(libro)
    for carpeta in ("_build", ".git", "code/__pycache__"):
        (libro / carpeta).mkdir(parents=True)
        (libro / carpeta / "a.txt").write_text("x", encoding="utf-8")
    assert foto(libro) == antes
    (libro / "uno.md").write_text("# Uno.\n", encoding="utf-8")
    assert foto(libro) != antes


def test_se_construye_al_empezar_y_con_cada_cambio_y_se_recupera(
    libro: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(livehtml, "ENTRE_MIRADAS", 0.02)
    monkeypatch.setattr(livehtml, "CALMA", 0.01)
    vistas: list[str] = []

    def construir(raiz: Path) -> str:
        vistas.append((raiz / "uno.md").read_text(encoding="utf-8"))
        return "uno.md:1:1: mal" if "mal" in vistas[-1] else ""

    monkeypatch.setattr(livehtml, "construir_una_vez", construir)
    estado, vivo = UltimaNoticia(), threading.Event()
    vivo.set()
    hilo = threading.Thread(target=vigilar, args=(libro, estado, vivo.is_set))
    hilo.start()
    try:
        esperar(lambda: estado.version == 1)
        (libro / "uno.md").write_text("# mal\n", encoding="utf-8")
        esperar(lambda: estado.faltas == "uno.md:1:1: mal")
        assert estado.version == 1
        (libro / "uno.md").write_text("# bien\n", encoding="utf-8")
        esperar(lambda: estado.version == 2)
        assert estado.faltas == ""
    finally:
        vivo.clear()
        hilo.join(timeout=120)
    assert vistas == ["# Uno\n", "# mal\n", "# bien\n"]


def test_el_navegador_recibe_la_pagina_con_su_guion_y_las_noticias(libro: Path) -> None:
    carpeta = libro / "_build" / "html"
    carpeta.mkdir(parents=True)
    (carpeta / "index.html").write_text("<body><p>Hola</p></body>", encoding="utf-8")
    estado = UltimaNoticia()
    servidor = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Manejador(*a, estado=estado, carpeta=carpeta))
    servidor.daemon_threads = True
    threading.Thread(target=servidor.serve_forever, daemon=True).start()
    try:
        cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=120)
        cliente.request("GET", "/")
        pagina = cliente.getresponse().read().decode()
        assert "<p>Hola</p>" in pagina and "EventSource" in pagina
        cliente.close()
        cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=120)
        cliente.request("GET", livehtml.NOTICIAS)
        respuesta = cliente.getresponse()
        assert noticia(respuesta) == {"v": 0, "faltas": ""}
        estado.anotar("uno.md:1:1: mal")
        assert noticia(respuesta) == {"v": 0, "faltas": "uno.md:1:1: mal"}
        estado.anotar("")
        assert noticia(respuesta) == {"v": 1, "faltas": ""}
        respuesta.close()
        cliente.close()
    finally:
        servidor.shutdown()
        servidor.server_close()


def noticia(respuesta: http.client.HTTPResponse) -> dict[str, int | str]:
    linea = respuesta.readline()
    respuesta.readline()
    dicha: dict[str, int | str] = json.loads(linea.removeprefix(b"data: "))
    return dicha


def test_una_construccion_fallida_dice_sus_faltas(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (libro / "uno.md").write_text("# Uno\n\nHay 7.\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert livehtml.construir_una_vez(libro).startswith("uno.md:3:5: 7 está sin cubrir")
    assert "uno.md:3:5: 7 está sin cubrir" in capsys.readouterr().err
    (libro / "_toc.yml").unlink()
    assert (
        livehtml.construir_una_vez(libro) == "_toc.yml:1:1: no existe en " + libro.name + ": no es un libro"
    )
