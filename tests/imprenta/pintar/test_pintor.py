"""El otro proceso: recibe la jornada hecha, y si muere se dice."""

import os
import signal
from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro

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


def test_sin_nada_que_pintar_no_queda_nadie(hecho: LibroHecho) -> None:
    with PintorAparte() as pintor:
        pid = pintor.proceso.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
