"""Dos construcciones no se pisan, y de lo que hay en el disco se nota cualquier cambio."""

import errno
import fcntl
import io
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from imprenta.libro.disco import candado, escribir, foto, recorrer, resumen_de, resumen_de_carpeta


def test_el_candado_se_abre_al_salir(tmp_path: Path) -> None:
    with candado(tmp_path / "taller"):
        pass
    with candado(tmp_path / "taller"):
        pass


def test_el_candado_se_abre_si_el_bloque_falla(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), candado(tmp_path):
        raise ZeroDivisionError
    with candado(tmp_path):
        pass


PROGRAMA = textwrap.dedent("""
    import sys, pathlib
    from imprenta.libro.disco import candado
    with candado(pathlib.Path(sys.argv[1])) as ha_esperado:
        print(ha_esperado, flush=True)
        sys.stdin.read()
""")


def otra_construccion(taller: Path) -> subprocess.Popen[str]:
    """Un proceso que echa el cerrojo, dice si ha esperado y lo tiene hasta que se le cierra la entrada."""
    orden = [sys.executable, "-c", PROGRAMA, str(taller)]
    tubo = subprocess.PIPE
    return subprocess.Popen(orden, stdin=tubo, stdout=tubo, stderr=tubo, text=True)


def dicho(salida: IO[str] | None) -> str:
    assert salida is not None
    return salida.readline()


def espera_a(pid: int | str) -> str:
    return f"otra construcción está en marcha (pid {pid}): espero a que acabe (Ctrl-C para no esperar)\n"


def esta_cerrado(taller: Path) -> bool:
    with (taller / "candado").open() as archivo:
        try:
            fcntl.flock(archivo, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("fin", ["acaba", "muere"])
def test_quien_llega_despues_lo_dice_una_vez_y_espera(tmp_path: Path, fin: str) -> None:
    with otra_construccion(tmp_path) as primera:
        assert dicho(primera.stdout) == "False\n"
        with otra_construccion(tmp_path) as segunda:
            assert dicho(segunda.stderr) == espera_a(primera.pid)
            if fin == "muere":
                primera.kill()
            else:
                primera.communicate()
            assert dicho(segunda.stdout) == "True\n"
            assert (tmp_path / "candado").read_text() == str(segunda.pid)
            assert segunda.communicate() == ("", "")


def test_se_deja_de_esperar_con_ctrl_c(tmp_path: Path) -> None:
    with candado(tmp_path), otra_construccion(tmp_path) as otra:
        assert dicho(otra.stderr) == espera_a(os.getpid())
        otra.send_signal(signal.SIGINT)
        assert otra.communicate()[1].endswith("KeyboardInterrupt\n")
        assert esta_cerrado(tmp_path)
    assert not esta_cerrado(tmp_path)


def test_si_borran_lo_construido_mientras_se_espera_se_cierra_lo_nuevo(tmp_path: Path) -> None:
    """`make clean` con una construcción en marcha y otra esperando: el cerrojo borrado no cierra nada."""
    taller = tmp_path / "_build" / "taller"
    with otra_construccion(taller) as primera:
        assert dicho(primera.stdout) == "False\n"
        with otra_construccion(taller) as segunda:
            assert dicho(segunda.stderr) == espera_a(primera.pid)
            shutil.rmtree(tmp_path / "_build")
            primera.communicate()
            assert dicho(segunda.stdout) == "True\n"
            assert esta_cerrado(taller)
            segunda.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="sin bifurcar no se hereda nada")
def test_un_hijo_que_sigue_vivo_no_lo_deja_cerrado(tmp_path: Path) -> None:
    with candado(tmp_path):
        if (hijo := os.fork()) == 0:
            signal.pause()
    try:
        assert not esta_cerrado(tmp_path)
    finally:
        os.kill(hijo, signal.SIGKILL)
        os.waitpid(hijo, 0)


def test_el_resumen_de_una_carpeta_nota_cualquier_cambio_suyo(tmp_path: Path) -> None:
    for nombre, texto in {"a.py": "x = 1", "honda/b.py": "y = 2", "honda/mas/datos.json": "{}"}.items():
        (tmp_path / nombre).parent.mkdir(exist_ok=True)
        (tmp_path / nombre).write_text(texto, encoding="utf-8")
    vistos = {resumen_de_carpeta(tmp_path)}
    for cambiar in (
        partial((tmp_path / "a.py").write_text, "x = 2"),
        partial((tmp_path / "honda/b.py").write_text, "y = 3"),
        partial((tmp_path / "honda/mas/datos.json").write_text, "[]"),
        partial((tmp_path / "honda/nuevo.py").touch),
        partial((tmp_path / "honda/nuevo.py").rename, tmp_path / "nuevo.py"),
        partial((tmp_path / "nuevo.py").rename, tmp_path / "otro.py"),
        partial((tmp_path / "a.py").unlink),
    ):
        cambiar()
        vistos.add(resumen_de_carpeta(tmp_path))
    assert len(vistos) == 8


def test_al_resumen_de_una_carpeta_le_da_igual_donde_este_y_lo_que_no_es_suyo(tmp_path: Path) -> None:
    (tmp_path / "una").mkdir()
    (tmp_path / "una/a.py").write_text("x = 1", encoding="utf-8")
    antes = resumen_de_carpeta(tmp_path / "una")
    for ajeno in ("__pycache__/a.cpython-313.pyc", ".a.py.swp", "a.pyc"):
        (tmp_path / "una" / ajeno).parent.mkdir(exist_ok=True)
        (tmp_path / "una" / ajeno).touch()
    assert resumen_de_carpeta((tmp_path / "una").rename(tmp_path / "otra")) == antes


def test_un_catalogo_que_sphinx_compila_no_es_del_autor_y_el_que_viene_solo_si(tmp_path: Path) -> None:
    (tmp_path / "sphinx.po").write_text("")
    (tmp_path / "otro.mo").write_text("")
    antes = foto(tmp_path)
    (tmp_path / "sphinx.mo").write_text("")
    assert foto(tmp_path) == antes
    assert {Path(ruta).name for ruta in antes} == {"sphinx.po", "otro.mo"}
    assert [ruta.name for ruta in recorrer(tmp_path)] == ["otro.mo", "sphinx.po"]


def test_el_resumen_de_un_archivo_nota_dos_cambios_en_el_mismo_instante(tmp_path: Path) -> None:
    archivo = tmp_path / "a.txt"
    vistos = set()
    for n in range(50):
        archivo.write_text(f"{n:02}", encoding="utf-8")
        vistos.add(resumen_de(archivo))
    assert len(vistos) == 50


def test_el_resumen_de_una_carpeta_son_los_nombres_de_lo_que_el_autor_tiene_en_ella(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    antes = resumen_de(tmp_path)
    for ajeno in ("_build", ".oculto", "__pycache__", "x.egg-info"):
        (tmp_path / ajeno).mkdir()
    assert resumen_de(tmp_path) == antes
    (tmp_path / "b.txt").touch()
    assert resumen_de(tmp_path) != antes
    assert resumen_de(tmp_path / "nada") == "no existe"


EN_LUGAR_DEL_CANDADO: dict[str, Callable[[Path], object]] = {
    "una carpeta": lambda ruta: (ruta / "dentro").mkdir(parents=True),
    "una tubería": os.mkfifo,
    "un enlace roto": lambda ruta: ruta.symlink_to("nada"),
    "otros octetos": lambda ruta: ruta.write_bytes(b"\xff\x00" * 99),
}


@pytest.mark.parametrize("poner", EN_LUGAR_DEL_CANDADO.values(), ids=EN_LUGAR_DEL_CANDADO)
def test_haya_lo_que_haya_en_su_lugar_el_candado_se_cierra(
    tmp_path: Path, poner: Callable[[Path], object]
) -> None:
    poner(tmp_path / "candado")
    with candado(tmp_path):
        assert esta_cerrado(tmp_path)
        assert (tmp_path / "candado").read_text() == str(os.getpid())


def test_por_un_enlace_del_taller_no_se_toca_nada_de_fuera(tmp_path: Path) -> None:
    (tmp_path / "ajena").mkdir()
    (tmp_path / "ajena" / "candado").write_text("suyo")
    (tmp_path / "taller").mkdir()
    for nombre, destino in {"informes": "../ajena", "candado": "../ajena/candado"}.items():
        (tmp_path / "taller" / nombre).symlink_to(destino)
    with candado(tmp_path / "taller"):
        assert sorted(ruta.name for ruta in (tmp_path / "taller").iterdir()) == ["candado"]
    assert (tmp_path / "ajena" / "candado").read_text() == "suyo"


@pytest.mark.parametrize("llamada", ["write", "replace", "mkdir"])
def test_un_disco_lleno_dice_que_archivo_no_cabe_y_no_deja_restos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, llamada: str
) -> None:
    def lleno(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    class Lleno(io.TextIOWrapper):
        write = lleno  # type: ignore[assignment]  # no llega a escribir nada

    (tmp_path / "a").write_text("bueno")
    if llamada == "write":
        monkeypatch.setattr(os, "fdopen", lambda d, *_, **__: Lleno(io.BufferedWriter(io.FileIO(d, "w"))))
    else:
        monkeypatch.setattr(Path, llamada, lleno)
    with pytest.raises(OSError) as error:
        escribir(tmp_path / "a", "otro")
    assert (error.value.errno, error.value.filename) == (errno.ENOSPC, str(tmp_path / "a"))
    assert {ruta.name: ruta.read_text() for ruta in tmp_path.iterdir()} == {"a": "bueno"}


@pytest.mark.parametrize("estorbo", ["informes", "informes/a.json", "informes/a.json/honda"])
def test_dentro_del_taller_nada_estorba(tmp_path: Path, estorbo: str) -> None:
    ruta = tmp_path / ".imprenta" / "informes" / "a.json"
    (tmp_path / ".imprenta" / estorbo).parent.mkdir(parents=True)
    (tmp_path / ".imprenta" / estorbo).write_text("x")
    escribir(ruta, "bueno")
    assert ruta.read_text() == "bueno"


def test_fuera_del_taller_no_se_quita_nada(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("del autor")
    with pytest.raises(FileExistsError):
        escribir(tmp_path / "a" / "b", "x")
    assert (tmp_path / "a").read_text() == "del autor"
