"""El candado: dos construcciones no se pisan."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from imprenta.libro.disco import ConstruccionEnMarcha, candado


def escribir(carpeta, texto):
    carpeta.mkdir(parents=True)
    (carpeta / "index.html").write_text(texto)
    return carpeta


def test_el_candado_se_abre_al_salir(tmp_path):
    with candado(tmp_path / "taller"):
        pass
    with candado(tmp_path / "taller"):
        pass


def test_el_candado_se_abre_si_el_bloque_falla(tmp_path):
    with pytest.raises(ZeroDivisionError), candado(tmp_path):
        raise ZeroDivisionError
    with candado(tmp_path):
        pass


def test_otra_construccion_dice_quien_es(tmp_path):
    programa = textwrap.dedent("""
        import sys, pathlib
        from imprenta.libro.disco import candado
        with candado(pathlib.Path(sys.argv[1])):
            print("dentro", flush=True)
            sys.stdin.read()
    """)
    otro = subprocess.Popen(
        [sys.executable, "-c", programa, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with otro:
        assert otro.stdout.readline() == "dentro\n"
        with pytest.raises(ConstruccionEnMarcha) as fallo, candado(tmp_path):
            pass
        assert str(fallo.value) == f"otra construcción está en marcha (pid {otro.pid})"
        otro.send_signal(signal.SIGKILL)
    with candado(tmp_path):
        assert (tmp_path / "candado").read_text() == str(os.getpid())
