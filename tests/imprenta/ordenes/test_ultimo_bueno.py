"""El último libro bueno, entero pase lo que pase: muertes súbitas, dos a la vez y `jupyter-book` a solas."""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro, imprenta, poner, procesos_con, publicado

from imprenta.libro.libro import leer_libro
from imprenta.pintar.estado import EstadoDeSphinx

pytestmark = pytest.mark.lenta  # mata procesos a media construcción

CUENTAS = "def doble(x):\n    return {} * x\n"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    paginas = {"portada": "# Portada\n\nHola.\n", "uno": pagina("Vale {cifra}`20 <x>`.")}
    return escribir_libro(tmp_path, paginas, {"cuentas.py": CUENTAS.format(2)})


def pagina(prosa: str, antes: str = "") -> str:
    return (
        CABECERA + "# Una\n\n" + celda(f"{antes}from cuentas import doble\nx = doble(10)\nx") + f"{prosa}\n"
    )


def construir(libro: Path) -> str:
    proceso = imprenta("html", libro)
    salida, quejas = proceso.communicate(timeout=120)
    assert (proceso.returncode, quejas) == (0, "")
    return salida


def espera(condicion: Callable[[], bool], segundos: float = 120) -> None:
    plazo = time.monotonic() + segundos
    while not condicion() and time.monotonic() < plazo:
        time.sleep(0.02)
    assert condicion()


# ——— Muertes súbitas ———


@pytest.mark.parametrize("parte", [0.3, 0.6, 0.9])
def test_una_muerte_a_media_construccion_no_toca_el_ultimo_libro_bueno(libro: Path, parte: float) -> None:
    empieza = time.monotonic()
    construir(libro)
    duracion = time.monotonic() - empieza
    bueno, marca = publicado(libro), uuid.uuid4().hex
    poner(libro / "code" / "cuentas.py", CUENTAS.format(3))
    poner(libro / "uno.md", pagina("Vale {cifra}`30 <x>`."))
    proceso = imprenta("html", libro, MARCA=marca)
    time.sleep(parte * duracion)
    proceso.kill()
    proceso.communicate()
    espera(lambda: not procesos_con(marca))
    assert publicado(libro) == bueno or ">30</span>" in publicado(libro)["uno.html"].decode()
    construir(libro)
    assert ">30</span>" in publicado(libro)["uno.html"].decode()


@pytest.mark.parametrize("senal", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_tras_interrumpirla_con_una_pagina_escrita_la_siguiente_las_pone_todas(
    tmp_path: Path, senal: signal.Signals
) -> None:
    nombres = [f"p{n}" for n in range(9)]
    paginas = {nombre: pagina("Vale {cifra}`20 <x>`.") for nombre in nombres}
    libro = escribir_libro(tmp_path, paginas, {"cuentas.py": CUENTAS.format(2)})
    construir(libro)
    bueno, marca = publicado(libro), uuid.uuid4().hex
    poner(libro / "code" / "cuentas.py", CUENTAS.format(3))
    for nombre in nombres:
        poner(libro / f"{nombre}.md", pagina("Vale {cifra}`30 <x>`."))
    primera = EstadoDeSphinx(leer_libro(libro), "html").salida / "p0.html"
    proceso = imprenta("html", libro, MARCA=marca)
    espera(lambda: proceso.poll() is not None or (primera.exists() and b">30<" in primera.read_bytes()))
    proceso.send_signal(senal)
    proceso.communicate()
    espera(lambda: not procesos_con(marca))
    assert publicado(libro) == bueno or all(
        ">30</span>" in publicado(libro)[f"{nombre}.html"].decode() for nombre in nombres
    )
    construir(libro)
    for nombre in nombres:
        assert ">30</span>" in publicado(libro)[f"{nombre}.html"].decode()


def interrumpir_al_leer(libro: Path) -> None:
    """Interrumpe una construcción cuando Sphinx ya está leyendo."""
    proceso, arboles = imprenta("html", libro), EstadoDeSphinx(leer_libro(libro), "html").doctrees
    espera(lambda: proceso.poll() is not None or arboles.exists())
    proceso.send_signal(signal.SIGINT)
    proceso.communicate()


def test_el_fallo_de_una_construccion_interrumpida_sigue_siendo_un_fallo(libro: Path) -> None:
    mala = pagina("Vale {cifra}`20 <x>`.\n\n```{nadie-la-conoce}\n```")
    poner(libro / "uno.md", mala)
    for _ in range(2):
        interrumpir_al_leer(libro)
        proceso = imprenta("html", libro)
        assert "nadie-la-conoce" in proceso.communicate(timeout=120)[1]
        assert proceso.returncode == 1
    assert not (libro / "_build" / "html").exists()


PUBLICAR = """
import os, shutil, signal, sys
from pathlib import Path
from imprenta.publicar.cambio import publicar

NOMBRES = ("a.html", "b.html", "sub/c.html")
NUEVO, VIEJO = ({nombre: texto for nombre in NOMBRES} for texto in ("nuevo", "viejo"))
VIEJO = VIEJO | {"retirada.html": "viejo"}
taller = Path(sys.argv[1])
pruebas, destino = taller / "pruebas", taller / "html"

def escribir(carpeta, textos):
    for nombre, texto in textos.items():
        (carpeta / nombre).parent.mkdir(parents=True, exist_ok=True)
        (carpeta / nombre).write_text(texto)

def leer(carpeta):
    return {r.relative_to(carpeta).as_posix(): r.read_text() for r in carpeta.rglob("*") if r.is_file()}

muertes, estado = 0, None
while estado != 0:
    shutil.rmtree(taller, ignore_errors=True)
    escribir(pruebas, NUEVO)
    escribir(destino, VIEJO)
    hijo = os.fork()
    if hijo == 0:
        quedan = [muertes]
        def contar(*_):
            if not quedan[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            quedan[0] -= 1
        sys.addaudithook(contar)
        publicar(pruebas, destino, pruebas.with_name(f"{pruebas.name}-penultimo"))
        os._exit(0)
    estado = os.waitpid(hijo, 0)[1]
    assert leer(destino) in (VIEJO, NUEVO), (muertes, leer(destino))
    publicar(pruebas, destino, pruebas.with_name(f"{pruebas.name}-penultimo"))
    assert leer(destino) == NUEVO
    assert sorted(r.name for r in taller.iterdir()) == ["html", "pruebas", "pruebas-penultimo"]
    muertes += 1
print(muertes)
"""


def test_publicar_se_puede_cortar_en_cualquier_punto(tmp_path: Path) -> None:
    """Muere justo antes de cada cosa que hace con el disco, de la primera a la última."""
    orden = [sys.executable, "-c", PUBLICAR, str(tmp_path / "taller")]
    marcha = subprocess.run(orden, capture_output=True, text=True)
    assert (marcha.returncode, marcha.stderr) == (0, "")
    assert int(marcha.stdout) > 20


# ——— Dos a la vez ———


def test_dos_construcciones_a_la_vez_no_se_pisan(libro: Path) -> None:
    espera_permiso = (
        "import time\nfrom pathlib import Path\nPath('_build/aqui').touch()\n"
        "while not Path('_build/sigue').exists():\n    time.sleep(0.01)\n"
    )
    poner(libro / "uno.md", pagina("Vale {cifra}`20 <x>`.", antes=espera_permiso))
    primera = imprenta("html", libro)
    espera((libro / "_build/aqui").exists)
    que_esperan = [imprenta(orden, libro) for orden in ("html", "verify")]
    en_marcha = f"otra construcción está en marcha (pid {primera.pid})"
    dicho = f"{en_marcha}: espero a que acabe (Ctrl-C para no esperar)\n"
    for segunda in que_esperan:
        assert segunda.stderr is not None
        assert segunda.stderr.readline() == dicho
    (libro / "_build/sigue").touch()
    assert primera.communicate(timeout=120)[1] == ""
    assert primera.returncode == 0
    for segunda in que_esperan:
        assert segunda.communicate(timeout=120)[1] == ""
        assert segunda.returncode == 0
    assert ">20</span>" in publicado(libro)["uno.html"].decode()


def test_ctrl_c_mientras_sphinx_trabaja(libro: Path) -> None:
    construir(libro)
    bueno, marca = publicado(libro), uuid.uuid4().hex
    poner(libro / "portada.md", "# Portada\n\nOtra.\n")
    lenta = "import time\nfrom pathlib import Path\n\n\ndef setup(app):\n"
    lenta += f"    Path({str(libro / '_build/aqui')!r}).touch()\n    time.sleep(600)\n"
    poner(libro / "code" / "lenta.py", lenta)
    config = (libro / "_config.yml").read_text(encoding="utf-8")
    poner(libro / "_config.yml", config.replace("[imprenta.extension]", "[imprenta.extension, lenta]"))
    proceso = imprenta("html", libro, MARCA=marca, PYTHONPATH=str(libro / "code"))
    espera((libro / "_build/aqui").exists)
    os.killpg(proceso.pid, signal.SIGINT)
    _, quejas = proceso.communicate(timeout=120)
    assert quejas == "\ninterrumpido: el último libro bueno sigue en su sitio\n"
    assert proceso.returncode == 130
    espera(lambda: not procesos_con(marca))
    assert publicado(libro) == bueno


# ——— `jupyter-book build .` a solas ———


def jupyter_book(libro: Path) -> str:
    orden = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(libro)]
    marcha = subprocess.run(orden, capture_output=True, text=True)
    assert marcha.returncode == 0, marcha.stderr
    return (libro / "_build" / "html" / "uno.html").read_text(encoding="utf-8")


def test_jupyter_book_a_solas_da_los_numeros_de_ahora(libro: Path) -> None:
    poner(libro / "uno.md", pagina("Suma."))
    assert salida_de(jupyter_book(libro)) == "20"
    poner(libro / "code" / "cuentas.py", CUENTAS.format(3))  # ni una línea de la página cambia
    assert salida_de(jupyter_book(libro)) == "30"


def salida_de(html: str) -> str:
    salidas = re.findall(r'<div class="cell_output.*?<pre>(.*?)</pre>', html, re.DOTALL)
    return re.sub("<.*?>", "", salidas[-1]).strip()
