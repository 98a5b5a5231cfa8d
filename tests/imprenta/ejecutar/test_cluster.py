"""El libro en un cluster de Dask que no ve sus archivos: quién lo ejecuta y qué se dice si algo va mal."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from carpetas import ejecuciones_en, hay_en
from libros import CABECERA, celda, cuaderno, escribir_libro, imprenta, poner, procesos_con

from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.ejecutar.equipaje import Equipaje, deshacer, terreno_de
from imprenta.ejecutar.procesos.atalaya import se_puede_mirar

pytestmark = pytest.mark.lenta  # arranca un cluster

CODIGO = Path(__file__).parents[3] / "code"
CIERTO = f"{celda('uno = 1')}Vale {{cifra}}`1 <uno>`.\n"


def pagina(codigo: str) -> str:
    """Una página cuya celda empieza en la línea 8."""
    return f"{CABECERA}# Página\n\n{celda(codigo)}{CIERTO}"


def espera(condicion: Callable[[], object], segundos: float = 120) -> None:
    plazo = time.monotonic() + segundos
    while not (cumplida := condicion()) and time.monotonic() < plazo:
        time.sleep(0.02)
    assert cumplida


@contextmanager
def proceso(*orden: str, **entorno: str) -> Iterator[subprocess.Popen[str]]:
    hijo = subprocess.Popen(
        [sys.executable, "-m", *orden], env=os.environ | entorno, stderr=subprocess.PIPE, text=True
    )
    try:
        yield hijo
    finally:
        hijo.kill()
        hijo.communicate()


@contextmanager
def planificador() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Un planificador de Dask y su dirección."""
    orden = (
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--no-show",
    )
    with proceso(*orden) as hijo:
        assert hijo.stderr is not None
        yield hijo, next(r.split()[-1] for r in iter(hijo.stderr.readline, "") if "Scheduler at:" in r)


@contextmanager
def obrero(direccion: str, carpeta: Path, *opciones: str, **entorno: str) -> Iterator[subprocess.Popen[str]]:
    """Un obrero que trabaja en una carpeta; sin niñera, si no se dice otra cosa."""
    orden = ["distributed.cli.dask_worker", direccion, "--no-dashboard", "--nthreads", "1"]
    orden += ["--host", "127.0.0.1", "--local-directory", str(carpeta), *(opciones or ("--no-nanny",))]
    with proceso(*orden, **entorno) as hijo:
        assert hijo.stderr is not None
        next(renglon for renglon in iter(hijo.stderr.readline, "") if "Registered to" in renglon)
        yield hijo


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path / "libro", {"una": pagina("x = 1")})


@pytest.fixture
def alli(tmp_path: Path) -> Path:
    """Donde trabaja un obrero."""
    return tmp_path / "alli"


def verificado(libro: Path, direccion: str) -> tuple[int, list[str], list[str]]:
    """Lo que hace `verify` con el cluster: su estado y lo que escribe en cada sitio."""
    vista = imprenta("verify", "--cluster", direccion, libro)
    salida, quejas = vista.communicate(timeout=120)
    return vista.returncode, salida.splitlines(), quejas.splitlines()


# ——— El equipaje ———


def test_el_equipaje_se_deshace_igual_en_otra_carpeta(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuera = tmp_path / "fuera"
    poner(fuera / "ajeno.py", "y = 2\n")
    poner(fuera / "que_nadie_importa.py", "z = 3\n")
    monkeypatch.setattr(sys, "path", [sys.path[0], str(fuera), *sys.path[1:]])
    libro = escribir_libro(tmp_path / "libro", {"sub/una": "# Una\n"}, {"cuentas.py": "x = 1\n"})
    poner(libro / "_build" / "no.txt", "no viaja")
    poner(libro / ".oculto", "no viaja")
    equipaje = Equipaje(terreno(libro), frozenset({fuera / "ajeno.py"}), frozenset())
    assert equipaje.hecho() == equipaje.hecho()
    deshacer(equipaje.hecho()[0], tmp_path / "alli")
    nuevo = terreno_de(tmp_path / "alli", equipaje.plano, 7)
    assert (nuevo.raiz, nuevo.megas) == (tmp_path / "alli" / "libro", 7)
    archivos = {
        r.relative_to(tmp_path / "alli").as_posix() for r in (tmp_path / "alli").rglob("*") if r.is_file()
    }
    de_fuera = {archivo for archivo in archivos if archivo.startswith("fuera/")}
    assert archivos - de_fuera == {
        "libro/_config.yml",
        "libro/_toc.yml",
        "libro/sub/una.md",
        "libro/code/cuentas.py",
    }
    assert {Path(archivo).name for archivo in de_fuera} == {"ajeno.py"}
    # Cada carpeta sigue en su sitio: lo de la página, delante de lo instalado.
    assert str(tmp_path / "alli" / "libro" / "code") in nuevo.rutas
    assert not any(ruta.startswith((str(fuera), str(libro))) for ruta in nuevo.rutas)
    fijas = [ruta for ruta in terreno(libro).rutas if ruta == "" or "site-packages" in ruta]
    assert [ruta for ruta in nuevo.rutas if ruta in fijas] == fijas


# ——— Ejecutar allí es como ejecutar aquí ———


CUENTAS = "from pathlib import Path\nx = len(Path('datos.txt').read_text())\n"
CON_DE_TODO = """\
import subprocess
import matplotlib.pyplot as plt
import numpy as np
from myst_nb import glue
import cuentas
suma = int(np.loadtxt("datos/serie.csv").sum())
lineas = int(subprocess.run(["wc", "-l"], stdin=open("datos/serie.csv"), capture_output=True).stdout)
glue("suma", suma, display=False)
print(cuentas.x, "a la vista")
plt.plot([0, suma])
plt.title("Una recta")
plt.show()"""
DEL_CUADERNO = cuaderno(
    {"cell_type": "markdown", "source": "# Un cuaderno", "metadata": {}},
    {
        "cell_type": "code",
        "source": "import pathlib\nlargo = len(pathlib.Path('datos.txt').read_text())\nlargo",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    },
    {
        "cell_type": "markdown",
        "source": "Mide {cifra}`1 <largo>` y pesa {glue}`una.md::suma`.",
        "metadata": {},
    },
)


def test_lo_que_se_ejecuta_alli_se_publica_y_se_guarda_como_lo_de_aqui(libro: Path, alli: Path) -> None:
    escribir_libro(
        libro, {"una": f"{pagina(CON_DE_TODO)}\nSon {{cifra}}`3 <suma>` y {{cifra}}`2 <lineas>`.\n"}
    )
    poner(libro / "_toc.yml", "format: jb-book\nroot: una\nchapters:\n  - file: dos\n")
    poner(libro / "dos.ipynb", DEL_CUADERNO)
    poner(libro / "code" / "cuentas.py", CUENTAS)
    poner(libro / "datos.txt", "a")
    poner(libro / "datos" / "serie.csv", "1\n2\n")
    with planificador() as (_, direccion), obrero(direccion, alli):
        assert cumplida("html", libro, "--cluster", direccion) == (0, "")
        espera(lambda: not list(alli.glob("dask-scratch-space/*/imprenta-*")))  # no queda nada
    lejos, publicado = ejecuciones_en(libro), hay_en(libro / "_build" / "html")
    shutil.rmtree(libro / "_build")
    assert cumplida("html", libro) == (0, "")
    assert ejecuciones_en(libro) == lejos
    assert hay_en(libro / "_build" / "html") == publicado
    assert {"una.html", "dos.html"} < publicado.keys()
    leidos = {ruta for guardada in lejos.values() for ruta in guardada["leidos"]}
    assert {"datos.txt", "datos/serie.csv"} <= leidos


def cumplida(orden: str, libro: Path, *opciones: str) -> tuple[int, str]:
    """Una orden: su estado y de qué se queja."""
    vista = imprenta(orden, *opciones, libro)
    quejas = vista.communicate(timeout=120)[1]
    return vista.returncode, quejas


def test_lo_que_la_pagina_escribe_se_queda_alli(libro: Path, alli: Path) -> None:
    poner(libro / "una.md", pagina("x = 1\nopen('escrito.txt', 'w').close()"))
    with planificador() as (_, direccion), obrero(direccion, alli):
        assert verificado(libro, direccion)[::2] == (0, [])
    assert not (libro / "escrito.txt").exists()


def test_los_fallos_de_alli_tienen_el_lugar_de_aqui(libro: Path, alli: Path) -> None:
    poner(libro / "code" / "cuentas.py", "def inverso(x):\n    return 1 / x\n")
    poner(libro / "una.md", pagina("import cuentas\nx = 1\ncuentas.inverso(0)"))
    with planificador() as (_, direccion), obrero(direccion, alli):
        estado, _, quejas = verificado(libro, direccion)
    assert (estado, quejas) == (
        1,
        [
            "una.md:10:1: ZeroDivisionError: division by zero (code/cuentas.py:2) "
            "(traza en _build/.imprenta/trazas/una.txt)"
        ],
    )
    traza = (libro / "_build/.imprenta/trazas/una.txt").read_text(encoding="utf-8")
    assert f'File "{libro}/code/cuentas.py", line 2, in inverso' in traza


def test_lo_de_fuera_del_libro_ha_de_ser_lo_mismo(libro: Path, alli: Path, tmp_path: Path) -> None:
    """Cada máquina tiene su archivo: se finge con uno que cambia entre que se lee allí y se mira aquí."""
    dato, senal = tmp_path / "dato.txt", tmp_path / "senal"
    dato.write_text("uno", encoding="utf-8")
    lee = "from pathlib import Path\nimport threading, time\nx = 1\n"
    lee += f"Path({str(dato)!r}).read_text()\nPath({str(senal)!r}).touch()\n"
    lee += f"while Path({str(senal)!r}).exists():\n    time.sleep(0.01)"
    poner(libro / "una.md", pagina(lee))
    vuelve = "import imprenta.ejecutar.obrero as o\no.resumen_de = lambda ruta: 'otro'"
    with planificador() as (_, direccion), obrero(direccion, alli):
        assert verificado_mientras(libro, direccion, senal, lambda: None)[::2] == (0, [])
    shutil.rmtree(libro / "_build")
    poner(tmp_path / "preparativos.py", vuelve)
    opciones = ("--no-nanny", "--preload", str(tmp_path / "preparativos.py"))
    with planificador() as (_, direccion), obrero(direccion, alli, *opciones):
        estado, _, quejas = verificado_mientras(libro, direccion, senal, lambda: None)
    assert estado == 1
    assert quejas == [
        f"una.md:8:1: lee {dato}, que en la máquina que la ejecuta es otro "
        "(traza en _build/.imprenta/trazas/una.txt)"
    ]
    assert not ejecuciones_en(libro)


def verificado_mientras(
    libro: Path, direccion: str, senal: Path, hacer: Callable[[], object]
) -> tuple[int, list[str], list[str]]:
    """Como `verificado`; cuando la página pone la señal se hace algo y se le quita."""
    vista = imprenta("verify", "--cluster", direccion, libro)
    espera(senal.exists)
    hacer()
    senal.unlink()
    salida, quejas = vista.communicate(timeout=120)
    return vista.returncode, salida.splitlines(), quejas.splitlines()


# ——— Quién puede ejecutar ———


def test_sin_obreros(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with planificador() as (_, direccion):
        assert verificado(libro, direccion) == (1, [], [f"el cluster {direccion} no tiene obreros"])


def otra_imprenta(tmp_path: Path) -> str:
    """Una imprenta que da otra forma a las salidas: la de aquí, con una línea más."""
    shutil.copytree(CODIGO / "imprenta", tmp_path / "otra" / "imprenta")
    salidas = tmp_path / "otra" / "imprenta" / "ejecutar" / "procesos" / "salidas.py"
    salidas.write_text(salidas.read_text(encoding="utf-8") + "\nOTRA = 1\n", encoding="utf-8")
    return str(tmp_path / "otra")


FINGIR = """
import importlib.metadata
def version(nombre):  # Dask ejecuta esto dos veces
    return "0.0.1" if nombre.lower() == {!r} else importlib.metadata.distribution(nombre).version
importlib.metadata.version = version
"""
PREPARATIVOS = {
    "sin la imprenta": "import sys\nsys.modules['imprenta'] = None\n",
    "otro Python": "import platform\nplatform.python_version = lambda: '3.9.1'\n",
    "otro NumPy": FINGIR.format("numpy"),
    "otro de los que otro necesita": FINGIR.format("traitlets"),
}
RECHAZOS = {
    "sin la imprenta": "no tiene la imprenta",
    "otro Python": r"Python: 3\.9\.1 x86_64 \(aquí, .*\)",
    "otro NumPy": r"numpy: 0\.0\.1 \(aquí, .*\)",
    "otro de los que otro necesita": r"traitlets: 0\.0\.1 \(aquí, .*\)",
    "otra imprenta": "otra imprenta",
}


@pytest.mark.parametrize("que", RECHAZOS)
def test_un_obrero_que_no_es_como_esta_maquina_no_ejecuta_nada(
    libro: Path, alli: Path, tmp_path: Path, que: str
) -> None:
    poner(
        libro / "una.md", pagina(f"from pathlib import Path\nx = 1\nPath({str(tmp_path / 'aqui')!r}).touch()")
    )
    poner(tmp_path / "preparativos.py", PREPARATIVOS.get(que, ""))
    opciones = ("--no-nanny", "--preload", str(tmp_path / "preparativos.py"))
    entorno = {"PYTHONPATH": otra_imprenta(tmp_path)} if que == "otra imprenta" else {}
    with planificador() as (_, direccion), obrero(direccion, alli, *opciones, **entorno):
        estado, salida, quejas = verificado(libro, direccion)
    assert (estado, salida, len(quejas)) == (1, [], 1)
    assert re.fullmatch(
        rf"el obrero tcp://127\.0\.0\.1:\d+ no es como esta máquina: {RECHAZOS[que]}", quejas[0]
    )
    assert not (tmp_path / "aqui").exists()
    assert not ejecuciones_en(libro)


def test_tampoco_el_que_llega_tarde(libro: Path, alli: Path, tmp_path: Path) -> None:
    senal = tmp_path / "senal"
    cita = f"from pathlib import Path\nimport time\nx = 1\nPath({str(senal)!r}).touch()\n"
    cita += f"while Path({str(senal)!r}).exists():\n    time.sleep(0.01)"
    poner(libro / "una.md", pagina(cita))
    with ExitStack() as pila:
        _, direccion = pila.enter_context(planificador())
        bueno = pila.enter_context(obrero(direccion, alli))

        def relevo() -> None:
            pila.enter_context(obrero(direccion, alli, PYTHONPATH=otra_imprenta(tmp_path)))
            bueno.kill()

        estado, salida, quejas = verificado_mientras(libro, direccion, senal, relevo)
    assert (estado, salida) == (1, [])
    assert quejas == [f"un obrero del cluster {direccion} no es como esta máquina: otra imprenta"]
    assert not ejecuciones_en(libro)


# ——— Lo que se rompe ———

# Su padre es el vivero; el de este, la atalaya, si la hay; después, su tutor, y el de este, el obrero.
MATA_A_SU_OBRERO = f"""\
import os, signal, time
from pathlib import Path
x = pid = os.getpid()
for _ in range({3 + se_puede_mirar()}):
    pid = int(Path(f"/proc/{{pid}}/stat").read_text().rpartition(")")[2].split()[1])
os.kill(pid, signal.SIGKILL)
time.sleep(600)"""


def test_una_pagina_que_mata_a_todos_sus_obreros(libro: Path, alli: Path) -> None:
    marca = uuid.uuid4().hex
    poner(libro / "una.md", pagina(MATA_A_SU_OBRERO))
    with planificador() as (_, direccion), obrero(direccion, alli, MARCA=marca):
        assert verificado(libro, direccion) == (1, [], [f"el cluster {direccion} se ha quedado sin obreros"])
        espera(lambda: not procesos_con(marca))


def test_una_pagina_que_mata_a_su_obrero_cada_vez_que_nace(libro: Path, alli: Path) -> None:
    poner(libro / "una.md", pagina(MATA_A_SU_OBRERO))
    with planificador() as (_, direccion), obrero(direccion, alli, "--nanny"):
        estado, _, quejas = verificado(libro, direccion)
    assert (estado, quejas) == (
        1,
        [
            "una.md:8:1: los obreros que la ejecutan mueren: ¿falta memoria? "
            "(traza en _build/.imprenta/trazas/una.txt)"
        ],
    )


DUERME = (
    "import subprocess, time\nfrom pathlib import Path\nx = 1\nsubprocess.Popen(['setsid', 'sleep', '600'])\n"
    "Path({!r}).touch()\ntime.sleep(600)"
)


@pytest.mark.parametrize(
    ("senal", "estado", "queja"),
    [
        (signal.SIGINT, 130, "\ninterrumpido: el último libro bueno sigue en su sitio\n"),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_al_interrumpir_no_queda_nada_en_ningun_lado(
    libro: Path, alli: Path, tmp_path: Path, senal: signal.Signals, estado: int, queja: str
) -> None:
    aqui, de_aqui, de_alli = tmp_path / "aqui", uuid.uuid4().hex, uuid.uuid4().hex
    poner(libro / "una.md", pagina(DUERME.format(str(aqui))))
    with planificador() as (_, direccion), obrero(direccion, alli, MARCA=de_alli) as hijo:
        vista = imprenta("verify", "--cluster", direccion, libro, MARCA=de_aqui)
        espera(aqui.exists)
        assert len(procesos_con(de_alli)) > 3
        os.killpg(vista.pid, senal)
        assert vista.communicate(timeout=120)[1] == queja
        assert vista.returncode == estado
        espera(lambda: not procesos_con(de_aqui) and procesos_con(de_alli) == [hijo.pid])
        espera(lambda: not list(alli.glob("dask-scratch-space/*/imprenta-*")))


def test_el_planificador_muere_a_medias(libro: Path, alli: Path, tmp_path: Path) -> None:
    aqui, de_aqui, de_alli = tmp_path / "aqui", uuid.uuid4().hex, uuid.uuid4().hex
    poner(libro / "una.md", pagina(DUERME.format(str(aqui))))
    with planificador() as (hijo, direccion), obrero(direccion, alli, MARCA=de_alli):
        vista = imprenta("verify", "--cluster", direccion, libro, MARCA=de_aqui)
        espera(aqui.exists)
        hijo.kill()
        salida, quejas = vista.communicate(timeout=120)
        assert (vista.returncode, salida) == (1, "")
        assert quejas == f"el cluster {direccion} ha dejado de contestar\n"
        espera(lambda: not procesos_con(de_aqui) and len(procesos_con(de_alli)) <= 1)
