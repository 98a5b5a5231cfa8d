"""Guardar y mirar: qué cambios se ven y cómo se recupera de un error."""

import os
import re
import signal
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from libros import CONFIG, poner

from imprenta.libro.disco import foto
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import NoSePuede
from imprenta.ordenes import livehtml
from imprenta.ordenes.avisos import con_candado
from imprenta.ordenes.livehtml import vigilar
from imprenta.ordenes.servir import UltimaNoticia
from imprenta.pintar.pintor import Pintor


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

    estado, vivo = UltimaNoticia(), threading.Event()
    vivo.set()
    hilo = threading.Thread(target=vigilar, args=(libro, estado, vivo.is_set, construir))
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


@pytest.mark.parametrize("error", [KeyError("output_type"), RecursionError("dos\nlíneas"), SystemExit(3)])
def test_un_fallo_de_la_imprenta_es_una_falta_y_se_sigue_mirando(
    libro: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    monkeypatch.setattr(livehtml, "ENTRE_MIRADAS", 0.02)
    monkeypatch.setattr(livehtml, "CALMA", 0.01)

    def construir(libro: Libro, _: Pintor) -> int:
        if "mal" in libro.paginas[0].read_text(encoding="utf-8"):
            raise error
        return 0

    monkeypatch.setattr(livehtml, "html", construir)
    estado, vivo = UltimaNoticia(), threading.Event()
    vivo.set()
    (libro / "uno.md").write_text("# mal\n", encoding="utf-8")
    hilo = threading.Thread(target=vigilar, args=(libro, estado, vivo.is_set, livehtml.construir_una_vez))
    hilo.start()
    try:
        esperar(lambda: bool(estado.faltas))
        dicho = estado.faltas
        (libro / "uno.md").write_text("# bien\n", encoding="utf-8")
        esperar(lambda: estado.version == 1)
    finally:
        vivo.clear()
        hilo.join(timeout=120)
    suyo = " ".join(f"{type(error).__name__}: {error}".split())
    lugar = f"{Path(__file__).name}:{construir.__code__.co_firstlineno + 2}:1"
    assert dicho == f"{lugar}: la imprenta ha fallado donde no debía: {suyo}"
    assert capsys.readouterr().err == f"{dicho}\n"


def test_un_fallo_de_dentro_de_la_imprenta_dice_en_que_archivo_suyo(
    libro: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(livehtml, "html", lambda *_: con_candado(None, len))  # type: ignore[arg-type]  # a propósito
    dicho = livehtml.construir_una_vez(libro)
    assert re.fullmatch(
        r"imprenta/ordenes/avisos\.py:\d+:1: la imprenta ha fallado donde no debía: AttributeError: .+", dicho
    )


DE_OTROS = pytest.mark.filterwarnings("ignore")  # los de Sphinx y docutils no son nuestros


@DE_OTROS
def test_en_otro_proceso_dice_lo_mismo_y_si_muere_hay_otro(
    libro: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    poner(libro / "_config.yml", CONFIG)
    constructor = livehtml.Constructor()
    try:
        (libro / "uno.md").write_text("# Uno\n\nHay 7.\n", encoding="utf-8")
        assert constructor.construir(libro).startswith("uno.md:3:5: 7 está sin cubrir")
        assert constructor.proceso is not None
        os.kill(constructor.proceso.pid, signal.SIGKILL)
        assert constructor.construir(libro) == "la construcción ha muerto (señal SIGKILL)"
        (libro / "uno.md").write_text("# Uno\n", encoding="utf-8")
        assert constructor.construir(libro) == ""
    finally:
        constructor.cerrar()
    assert "uno.md:3:5: 7 está sin cubrir" in capfd.readouterr().err


AUTODOC = CONFIG.replace(
    "extra_extensions: [imprenta.extension]",
    "extra_extensions: [imprenta.extension, sphinx.ext.autodoc]\n  local_extensions: {pone_la_ruta: code}",
)


@DE_OTROS
def test_cada_construccion_ve_el_codigo_de_ahora(libro: Path) -> None:
    """`autodoc` importa el código del libro: si quien pinta fuera siempre el mismo, vería el de antes."""
    poner(libro / "_config.yml", AUTODOC)
    poner(libro / "code" / "pone_la_ruta.py", "def setup(app):\n    pass\n")
    poner(libro / "uno.md", "# Uno\n\n```{eval-rst}\n.. autofunction:: cuentas.doble\n```\n")
    constructor = livehtml.Constructor()
    try:
        for palabra in ("El doble", "Otra cosa"):
            poner(libro / "code" / "cuentas.py", f'def doble(x):\n    """{palabra}."""\n    return x\n')
            assert constructor.construir(libro) == ""
            assert palabra in (libro / "_build/html/uno.html").read_text(encoding="utf-8")
    finally:
        constructor.cerrar()


def test_si_el_puerto_no_puede_ser_no_queda_nada_vivo(libro: Path) -> None:
    hijos = Path(f"/proc/self/task/{os.getpid()}/children")
    antes = hijos.read_text()
    with pytest.raises(NoSePuede, match="«70000» no es un puerto"):
        livehtml.livehtml(leer_libro(libro), "70000")
    assert hijos.read_text() == antes
