"""El candado y el intercambio: dos construcciones no se pisan y el libro bueno nunca falta."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from imprenta import carpetas
from imprenta.carpetas import ConstruccionEnMarcha, candado, igualar, intercambiar


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
        from imprenta.carpetas import candado
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


@pytest.mark.parametrize("sabe_canjear", [True, False])
def test_intercambiar_sustituye_y_aparta_lo_que_habia(tmp_path, monkeypatch, sabe_canjear):
    if not sabe_canjear:
        monkeypatch.setattr(carpetas, "_canjear", lambda *_: False)
    destino = escribir(tmp_path / "html", "viejo")
    escribir(tmp_path / ".html.retirado", "resto de una muerte anterior")
    intercambiar(escribir(tmp_path / "nuevo", "nuevo"), destino)
    assert (destino / "index.html").read_text() == "nuevo"
    assert (tmp_path / "nuevo" / "index.html").read_text() == "viejo"
    if not sabe_canjear:
        assert sorted(p.name for p in tmp_path.iterdir()) == ["html", "nuevo"]


def test_intercambiar_estrena_destino(tmp_path):
    intercambiar(escribir(tmp_path / "nuevo", "primero"), tmp_path / "_build" / "html")
    assert (tmp_path / "_build" / "html" / "index.html").read_text() == "primero"


def test_el_destino_no_falta_en_ningun_instante(tmp_path):
    destino = escribir(tmp_path / "html", "0")
    faltas, fin = [], threading.Event()

    def mirar():
        while not fin.is_set():
            try:
                descriptor = os.open(destino, os.O_RDONLY)
            except FileNotFoundError as error:
                faltas.append(error)
            else:
                os.close(descriptor)

    vigia = threading.Thread(target=mirar)
    vigia.start()
    for vez in range(1, 200):
        (tmp_path / "nuevo").mkdir(exist_ok=True)
        (tmp_path / "nuevo" / "index.html").write_text(str(vez))
        intercambiar(tmp_path / "nuevo", destino)
    fin.set()
    vigia.join()
    assert not faltas
    assert (destino / "index.html").read_text() == "199"


def test_un_intercambio_imposible_no_pierde_nada(tmp_path):
    destino = escribir(tmp_path / "html", "viejo")
    with pytest.raises(FileNotFoundError):
        intercambiar(tmp_path / "no-existe", destino)
    assert (destino / "index.html").read_text() == "viejo"


def test_igualar_copia_lo_que_cambia_y_quita_lo_que_sobra(tmp_path):
    original, copia = tmp_path / "original", tmp_path / "copia"
    for nombre in ("igual", "cambiado", "sub/hondo", "era-carpeta", "es-carpeta/dentro", ".oculto"):
        escribir(original / nombre, nombre)
    for carpeta, texto in {"igual": "igual", "sobra/mucho": "x", "sub/tambien": "x"}.items():
        escribir(copia / carpeta, texto)
    (copia / "era-carpeta").mkdir()
    (copia / "es-carpeta").write_text("x")
    (copia / "enlace").symlink_to(original)

    def ver(raiz):
        archivos = (r for r in raiz.rglob("*") if r.is_file() and ".oculto" not in r.parts)
        return {r.relative_to(raiz).as_posix(): r.read_text() for r in archivos}

    for _ in range(2):
        igualar(copia, original, shutil.ignore_patterns(".oculto"))
        assert ver(copia) == ver(original)
        assert not (copia / ".oculto").exists()
    quieto = (copia / "igual" / "index.html").stat().st_ctime_ns
    (original / "cambiado" / "index.html").write_text("otra cosa")
    igualar(copia, original, shutil.ignore_patterns(".oculto"))
    assert ver(copia) == ver(original)
    assert (copia / "igual" / "index.html").stat().st_ctime_ns == quieto
