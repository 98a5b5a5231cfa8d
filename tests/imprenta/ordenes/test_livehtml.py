"""Guardar y mirar: qué cambios se ven y cómo se recupera de un error."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from libros import CONFIG, poner

from imprenta.libro.libro import leer_libro
from imprenta.libro.modelo import NoSePuede
from imprenta.ordenes import livehtml
from imprenta.ordenes.livehtml import vigilar
from imprenta.ordenes.noticias import UltimaNoticia


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


def test_se_construye_al_empezar_y_con_cada_cambio_y_se_recupera(
    libro: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(livehtml, "ENTRE_PREGUNTAS", 0.02)
    vistas: list[str] = []

    def construir(raiz: Path) -> Iterator[str]:
        vistas.append((raiz / "uno.md").read_text(encoding="utf-8"))
        yield "uno.md:1:1: mal" if "mal" in vistas[-1] else ""

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


DE_OTROS = pytest.mark.filterwarnings("ignore")  # los de Sphinx y docutils no son nuestros


@pytest.fixture
def constructor() -> Iterator[livehtml.Constructor]:
    hecho = livehtml.Constructor()
    yield hecho
    hecho.cerrar()


def ultimo(noticias: Iterable[str]) -> str:
    """Lo último que se anuncia de una construcción."""
    *_, noticia = noticias
    return noticia


@DE_OTROS
def test_en_otro_proceso_se_dicen_las_faltas_y_si_muere_hay_otro(
    libro: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    poner(libro / "_config.yml", CONFIG)
    constructor = livehtml.Constructor()  # aquí, y no en la preparación, que escribe en otra parte
    try:
        (libro / "uno.md").write_text("# Uno\n\nHay 7.\n", encoding="utf-8")
        assert ultimo(constructor.construir(libro)).startswith("uno.md:3:5: 7 está sin cubrir")
        os.kill(constructor.proceso.pid, signal.SIGKILL)
        assert ultimo(constructor.construir(libro)) == "la construcción ha muerto (señal SIGKILL)"
        (libro / "uno.md").write_text("# Uno\n", encoding="utf-8")
        assert ultimo(constructor.construir(libro)) == ""
    finally:
        constructor.cerrar()
    assert "uno.md:3:5: 7 está sin cubrir" in capfd.readouterr().err


def test_sin_indice_no_hay_libro(libro: Path, constructor: livehtml.Constructor) -> None:
    (libro / "_toc.yml").unlink()
    dicho = f"_toc.yml:1:1: no existe en {libro.name}: no es un libro"
    assert list(constructor.construir(libro)) == [dicho]


AUTODOC = CONFIG.replace(
    "extra_extensions: [imprenta.extension]",
    "extra_extensions: [imprenta.extension, sphinx.ext.autodoc]\n  local_extensions: {pone_la_ruta: code}",
)


@DE_OTROS
def test_cada_construccion_ve_el_codigo_de_ahora(libro: Path, constructor: livehtml.Constructor) -> None:
    """`autodoc` importa el código del libro: si quien pinta fuera siempre el mismo, vería el de antes."""
    poner(libro / "_config.yml", AUTODOC)
    poner(libro / "code" / "pone_la_ruta.py", "def setup(app):\n    pass\n")
    poner(libro / "uno.md", "# Uno\n\n```{eval-rst}\n.. autofunction:: cuentas.doble\n```\n")
    for palabra in ("El doble", "Otra cosa"):
        poner(libro / "code" / "cuentas.py", f'def doble(x):\n    """{palabra}."""\n    return x\n')
        assert ultimo(constructor.construir(libro)) == ""
        assert palabra in (libro / "_build/vivo/html/uno.html").read_text(encoding="utf-8")


def test_si_el_puerto_no_puede_ser_no_queda_nada_vivo(libro: Path) -> None:
    hijos = Path(f"/proc/self/task/{os.getpid()}/children")
    antes = hijos.read_text()
    with pytest.raises(NoSePuede, match="«70000» no es un puerto"):
        livehtml.livehtml(leer_libro(libro), "70000")
    assert hijos.read_text() == antes


def descendientes(pid: int) -> set[int]:
    """Los procesos que han nacido de uno, y los que han nacido de ellos."""
    suyos = set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return suyos.union(*map(descendientes, suyos))


def vive(pid: int) -> bool:
    try:
        estado = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return estado != "Z"


@DE_OTROS
def test_si_muere_quien_construye_no_queda_nadie(libro: Path, constructor: livehtml.Constructor) -> None:
    poner(libro / "_config.yml", CONFIG)
    assert ultimo(constructor.construir(libro)) == ""
    (libro / "uno.md").write_text("# Otro\n", encoding="utf-8")
    assert ultimo(constructor.construir(libro)) == ""
    todos = descendientes(constructor.proceso.pid)
    assert len(todos) >= 2  # el del fogón y el que tiene a Sphinx en la memoria
    os.kill(constructor.proceso.pid, signal.SIGKILL)
    esperar(lambda: not any(map(vive, todos)))
