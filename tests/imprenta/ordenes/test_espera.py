"""Una orden que llega con otra construcción en marcha espera, y lo que juzga es lo que hay cuando le toca."""

import signal
import subprocess
from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro, imprenta, poner

from imprenta.libro.disco import candado


def pagina(x: int) -> str:
    return f"{CABECERA}# Una\n\n{celda('x = 2')}Vale {{cifra}}`{x} <x>`.\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, {"una": pagina(3)})


def pedida(orden: str, libro: Path) -> subprocess.Popen[str]:
    """Esa orden, que ya ha dicho que espera."""
    proceso = imprenta(orden, libro)
    assert proceso.stderr is not None
    assert proceso.stderr.readline().startswith("otra construcción está en marcha (pid ")
    return proceso


def test_verify_espera_y_juzga_lo_que_hay_cuando_le_toca(libro: Path) -> None:
    with candado(libro / "_build/.imprenta"):
        proceso = pedida("verify", libro)
        poner(libro / "una.md", "# Nada\n")
        poner(libro / "otra.md", pagina(2))
        poner(libro / "_toc.yml", "format: jb-book\nroot: una\nchapters:\n  - file: otra\n")
    salida, quejas = proceso.communicate()
    assert (proceso.returncode, quejas) == (0, "")
    assert salida.splitlines()[-1].startswith("1 cifra")


def test_html_no_pinta_con_la_configuracion_de_antes(libro: Path) -> None:
    poner(libro / "una.md", pagina(2))
    with candado(libro / "_build/.imprenta"):
        proceso = pedida("html", libro)
        with (libro / "_config.yml").open("a", encoding="utf-8") as config:
            config.write("author: Nadie\n")
    _, quejas = proceso.communicate()
    dicho = "_config.yml:1:1: ha cambiado mientras se construía: vuelve a construir\n"
    assert (proceso.returncode, quejas) == (1, dicho)
    assert not (libro / "_build/html").exists()


@pytest.mark.parametrize("orden", ["html", "verify"])
def test_con_ctrl_c_se_deja_de_esperar(libro: Path, orden: str) -> None:
    with candado(libro / "_build/.imprenta"):
        proceso = pedida(orden, libro)
        proceso.send_signal(signal.SIGINT)
        _, quejas = proceso.communicate()
    assert (proceso.returncode, quejas) == (
        130,
        "\ninterrumpido: el último libro bueno sigue en su sitio\n",
    )
