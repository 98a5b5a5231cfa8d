"""El otro proceso: recibe la jornada hecha, y si muere se dice."""

import os
import select
import signal
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, escribir_libro, poner

from imprenta.jornada import Jornada
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import leer_libro
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.pintor import PintorAparte

pytestmark = pytest.mark.filterwarnings("ignore")  # los de Sphinx y docutils no son nuestros


@pytest.fixture
def hecho(tmp_path: Path) -> LibroHecho:
    pagina = CABECERA + "# Una\n\n" + celda("x = 1\nx") + "Vale {cifra}`1 <x>`.\n"
    hecho = Jornada(leer_libro(escribir_libro(tmp_path, {"una": pagina}))).hecho
    assert hecho.faltas == []
    return hecho


def test_pinta_lo_mismo_que_este_proceso(hecho: LibroHecho, tmp_path: Path) -> None:
    with PintorAparte() as pintor:
        pintor.preparar(hecho.libro)
        pintor.encargar("html")
        assert pintor.pintar(hecho) == []
    assert "Vale <" in (EstadoDeSphinx(hecho.libro, "html").salida / "una.html").read_text(encoding="utf-8")


def test_si_muere_se_dice_de_que(hecho: LibroHecho, tmp_path: Path) -> None:
    with PintorAparte() as pintor:
        pintor.preparar(hecho.libro)
        os.kill(pintor.proceso.pid, signal.SIGKILL)
        pintor.encargar("html")
        faltas = pintor.pintar(hecho)
    assert [str(falta) for falta in faltas] == ["_config.yml:1:1: Sphinx ha muerto (señal SIGKILL)"]


def test_si_acaba_antes_de_recibir_el_libro_se_sabe_por_que(tmp_path: Path) -> None:
    """Lo que falta en la configuración lo sabe enseguida, y puede haberse ido cuando el libro está hecho."""
    config = CONFIG.replace("[imprenta.extension]", "[imprenta.extension, no_hay_tal]")
    hecho = Jornada(leer_libro(escribir_libro(tmp_path, {"una": "# Una\n"}, config=config))).hecho
    with PintorAparte() as pintor:
        pintor.preparar(hecho.libro)
        pintor.encargar("html")
        pintor.proceso.conducto.poll(None)  # ya lo ha dicho
        os.waitid(os.P_PID, pintor.proceso.pid, os.WEXITED | os.WNOWAIT)  # y ya no está
        faltas = pintor.pintar(hecho)
    lugar, dicho = "_config.yml:4:42", "la extensión «no_hay_tal» no está instalada: instálala, o quítala"
    assert [str(falta) for falta in faltas] == [f"{lugar}: {dicho}"]


def test_sin_nada_que_pintar_no_queda_nadie(hecho: LibroHecho) -> None:
    with PintorAparte() as pintor:
        pid = pintor.proceso.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_lo_que_arranca_una_extension_no_le_sobrevive(hecho: LibroHecho) -> None:
    """Un `multiprocessing.Manager`, por ejemplo, que si muere quien lo creó se queda esperando."""
    raiz = hecho.libro.raiz
    extension = "def setup(app):\n    Process(target=time.sleep, args=(9999,), daemon=True).start()\n"
    poner(raiz / "suya.py", f"import time\nfrom multiprocessing import Process\n\n\n{extension}")
    poner(raiz / "_config.yml", CONFIG.replace("sphinx:\n", "sphinx:\n  local_extensions: {suya: .}\n"))
    oido, voz = os.pipe()  # no se cierra del todo mientras la tenga alguien
    with PintorAparte() as pintor:
        os.close(voz)
        pintor.preparar(leer_libro(raiz))
        pintor.encargar("html")
        assert pintor.pintar(hecho) == []
    assert select.select([oido], [], [], 60)[0]
    os.close(oido)
