"""El otro proceso: recibe la jornada hecha, y si muere se dice."""

import os
import signal
from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro

from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro
from imprenta.pintar.pintor import PintorAparte

pytestmark = pytest.mark.filterwarnings("ignore")  # los de Sphinx y docutils no son nuestros


@pytest.fixture
def jornada(tmp_path: Path) -> Jornada:
    pagina = CABECERA + "# Una\n\n" + celda("x = 1\nx") + "Vale {cifra}`1 <x>`.\n"
    hecha = Jornada(leer_libro(escribir_libro(tmp_path, {"una": pagina})))
    assert hecha.comprobacion.faltas == []
    return hecha


def test_pinta_lo_mismo_que_este_proceso(jornada: Jornada, tmp_path: Path) -> None:
    with PintorAparte() as pintor:
        pintor.preparar(jornada.libro)
        assert pintor.pintar(jornada, "html", tmp_path / "html") == []
    assert "Vale <" in (tmp_path / "html" / "una.html").read_text(encoding="utf-8")


def test_si_muere_se_dice_de_que(jornada: Jornada, tmp_path: Path) -> None:
    with PintorAparte() as pintor:
        pintor.preparar(jornada.libro)
        os.kill(pintor.pid, signal.SIGKILL)
        faltas = pintor.pintar(jornada, "html", tmp_path / "html")
    assert [str(falta) for falta in faltas] == ["_config.yml:1:1: Sphinx ha muerto (señal SIGKILL)"]


def test_sin_nada_que_pintar_no_queda_nadie(jornada: Jornada) -> None:
    with PintorAparte() as pintor:
        pid = pintor.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
