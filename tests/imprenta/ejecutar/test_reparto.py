"""Las páginas a la vez: qué falla y cómo se cuenta, qué se guarda y qué queda al terminar."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from carpetas import ejecuciones_en
from libros import CABECERA, CONFIG, celda, escribir_libro, imprenta, poner, procesos_con

from imprenta.__main__ import main
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.procesos.atalaya import se_puede_mirar
from imprenta.ejecutar.reparto import Encargo, ejecutar
from imprenta.libro.modelo import Celda

pytestmark = pytest.mark.lenta  # mata procesos y arranca un cluster

CIERTO = f"{celda('uno = 1')}Vale {{cifra}}`1 <uno>`.\n"


def pagina(codigo: str, prosa: str = CIERTO, cabecera: str = CABECERA) -> str:
    """Una página cuya celda empieza en la línea 8."""
    return f"{cabecera}# Página\n\n{celda(codigo)}{prosa}"


def verificar(libro: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], list[str]]:
    """Lo que hace `make verify`: su estado y los renglones que escribe en cada sitio."""
    estado = main(["verify", str(libro)])
    salida = capsys.readouterr()
    return estado, salida.out.splitlines(), salida.err.splitlines()


def espera(condicion: Callable[[], object], segundos: float = 120) -> None:
    plazo = time.monotonic() + segundos
    while not (cumplida := condicion()) and time.monotonic() < plazo:
        time.sleep(0.02)
    assert cumplida


# ——— Los fallos ———

CORTA = CABECERA.replace("kernelspec", "mystnb: {execution_timeout: 0.5}\nkernelspec")
FALLOS = {
    "excepcion": ("x = 1\n1 / 0", "9:1: ZeroDivisionError: division by zero"),
    "honda": (
        "import cuentas\nx = 1\ncuentas.inverso(0)",
        "10:1: ZeroDivisionError: division by zero (code/cuentas.py:2)",
    ),
    "importacion": ("import no_existe", "8:1: ModuleNotFoundError: No module named 'no_existe'"),
    "sintaxis": ("x = (1,\ny = 2", "8:5: SyntaxError: '(' was never closed"),
    "muerta": ("import os\nos._exit(3)", "8:1: el núcleo ha muerto (código 3)"),
    "fulminada": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
        "8:1: el núcleo ha muerto (señal SIGSEGV)",
    ),
    "parricida": (
        "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)",
        "8:1: el proceso que prepara las páginas ha muerto (señal SIGKILL): ¿falta memoria?",
    ),
    "sin_json": (
        "import json\njson.dumps = lambda *a, **k: '{}'\nraise ValueError",
        "10:1: ValueError",
    ),
    "habladora": ("while True:\n    print('x' * 100_000)", "8:1: la celda escribe más de 20 MB"),
    "glotona": (
        "import numpy as np\nx = []\nwhile True:\n    x.append(np.empty(1 << 26))",
        "11:14: numpy._core._exceptions._ArrayMemoryError: Unable to allocate 512. MiB for an array "
        "with shape (67108864,) and data type float64 (el límite de la página son 256 MB: "
        "se cambia con `imprenta: memoria:` en `_config.yml`)",
    ),
    "quejosa": (
        "import sys\nprint('cuidado', file=sys.stderr)",
        "8:1: la celda escribe en stderr: cuidado",
    ),
    "avisada": (
        "import warnings\nwarnings.warn('ojo')",
        "9:1: la celda escribe en stderr: UserWarning: ojo",
    ),
    "preguntona": (
        "input()",
        "8:1: RuntimeError: una página no puede pedir datos: nadie contesta mientras se imprime el libro",
    ),
    "enredada": (
        "import builtins\nbuiltins.len = max",
        "8:1: el núcleo manda un mensaje que no se entiende",
    ),
}


@pytest.fixture
def de_fallos(tmp_path: Path) -> Path:
    paginas = {"sana": pagina("x = 1")} | {nombre: pagina(codigo) for nombre, (codigo, _) in FALLOS.items()}
    paginas["eterna"] = pagina("while True:\n    pass", cabecera=CORTA)
    config = CONFIG + "execute: {stderr_output: error}\nimprenta: {memoria: 256}\n"
    return escribir_libro(tmp_path, paginas, {"cuentas.py": "def inverso(x):\n    return 1 / x\n"}, config)


def esperadas() -> list[str]:
    lugares = {nombre: falta for nombre, (_, falta) in FALLOS.items()}
    lugares["eterna"] = "9:1: la celda no termina en 0.5 s"
    return sorted(
        f"{nombre}.md:{falta} (traza en _build/.imprenta/trazas/{nombre}.txt)"
        for nombre, falta in lugares.items()
    )


def test_todos_los_fallos_se_cuentan_de_una_vez_y_otra_vez_hasta_que_se_arreglan(
    de_fallos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estado, salida, faltas = verificar(de_fallos, capsys)
    assert sorted(faltas) == esperadas()
    assert estado == 1
    assert salida[-1] == "1 cifra · 0 afirmaciones · 0 fórmulas · 0 datos · 0 sin cubrir · 0 falsas"
    assert len(salida) == len(FALLOS) + 3
    traza = (de_fallos / "_build/.imprenta/trazas/honda.txt").read_text(encoding="utf-8")
    assert traza.startswith(
        "honda.md:10:1: ZeroDivisionError: division by zero (code/cuentas.py:2)\n\nTraceback (most"
    )
    assert f'File "{de_fallos}/code/cuentas.py", line 2, in inverso' in traza
    assert traza.endswith("ZeroDivisionError: division by zero\n")

    # Las que ya se arreglaron pasan; las demás vuelven a fallar; la sana no se ejecuta otra vez.
    for nombre in FALLOS:
        if nombre not in ("excepcion", "sintaxis"):
            poner(de_fallos / f"{nombre}.md", pagina("x = 1"))
    poner(de_fallos / "eterna.md", pagina("x = 1"))
    estado, salida, faltas = verificar(de_fallos, capsys)
    assert sorted(faltas) == [f for f in esperadas() if f.startswith(("excepcion", "sintaxis"))]
    assert estado == 1
    assert not any("sana.md" in renglon for renglon in salida)
    assert not (de_fallos / "_build/.imprenta/trazas/honda.txt").exists()

    for nombre in ("excepcion", "sintaxis"):
        poner(de_fallos / f"{nombre}.md", pagina("x = 1"))
    assert verificar(de_fallos, capsys)[::2] == (0, [])


# ——— A la vez ———


def test_dos_paginas_se_ejecutan_a_la_vez(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Cada una espera a que la otra haya empezado: en fila no terminarían nunca."""
    cita = (
        "from pathlib import Path\nimport time\nx = 1\n"
        "Path('{yo}.aqui').touch()\nwhile not Path('{otra}.aqui').exists():\n    time.sleep(0.01)"
    )
    if len(os.sched_getaffinity(0)) < 2:
        pytest.fail("hacen falta dos procesadores")
    paginas = {yo: pagina(cita.format(yo=yo, otra=otra)) for yo, otra in (("una", "dos"), ("dos", "una"))}
    assert verificar(escribir_libro(tmp_path, paginas), capsys)[::2] == (0, [])


def test_la_mas_larga_va_primero(tmp_path: Path) -> None:
    libro = escribir_libro(tmp_path, {nombre: pagina("x = 1") for nombre in ("una", "dos", "tres")})
    almacen = Almacen(tmp_path / "_build" / ".imprenta")
    almacen.anotar_tiempos({"una.md": 1.0, "dos.md": 9.0})
    pedidas = []

    class Apuntador(ThreadPoolExecutor):
        def submit(self, tarea: Callable[..., Any], /, *datos: Any, **opciones: Any) -> Future[Any]:
            pedidas.append(datos[0].ruta.stem)
            return super().submit(tarea, *datos, **opciones)

    analisis = Analisis(libro)
    hechas = ejecutar(encargos(analisis, ("una", "dos", "tres")), almacen, analisis, lambda _: Apuntador(1))
    assert pedidas == ["tres", "dos", "una"]  # la que no se ha ejecutado nunca podría ser la más larga
    assert len(hechas) == 3 and almacen.tiempos().keys() == {"una.md", "dos.md", "tres.md"}


def encargos(analisis: Analisis, nombres: tuple[str, ...]) -> list[Encargo]:
    guion = (Celda(7, "x = 1"),)
    rutas = [analisis.raiz / f"{nombre}.md" for nombre in nombres]
    return [Encargo(ruta, guion, analisis.huella(ruta, guion)) for ruta in rutas]


def test_la_que_muere_por_falta_de_memoria_se_repite_a_solas(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Quizá solo no cabía con las demás; si aun así muere, se dice."""
    muere = "import os, pathlib, signal\nvez = pathlib.Path({!r})\nif not vez.exists():\n"
    muere += "    {}\n    os.kill(os.getpid(), signal.SIGKILL)\nx = 1"
    marca = str(tmp_path / "marca")
    paginas = {
        "vuelve": pagina(muere.format(marca, "vez.touch()")),
        "no_vuelve": pagina(muere.format(f"{marca}-nunca", "pass")),
        "sana": pagina("x = 1"),
    }
    estado, _, faltas = verificar(escribir_libro(tmp_path / "libro", paginas), capsys)
    assert (estado, faltas) == (
        1,
        [
            "no_vuelve.md:8:1: el núcleo ha muerto (señal SIGKILL): ¿falta memoria? "
            "(traza en _build/.imprenta/trazas/no_vuelve.txt)"
        ],
    )


# ——— Nada queda detrás ———


@pytest.mark.parametrize(
    ("senal", "estado", "queja"),
    [
        (signal.SIGINT, 130, "\ninterrumpido: el último libro bueno sigue en su sitio\n"),
        (signal.SIGTERM, -signal.SIGTERM, ""),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_al_interrumpir_no_queda_ningun_proceso(
    tmp_path: Path, senal: signal.Signals, estado: int, queja: str
) -> None:
    duerme = "import subprocess, time\nfrom pathlib import Path\nx = 1\nPath('aqui').touch()\n"
    libro = escribir_libro(tmp_path, {"una": pagina(duerme + "subprocess.run(['sleep', '600'])")})
    marca = uuid.uuid4().hex
    proceso = imprenta("verify", libro, MARCA=marca)
    espera((libro / "aqui").exists)
    assert len(procesos_con(marca)) > 2  # la imprenta, su vivero, la página y lo que la página arrancó
    os.killpg(proceso.pid, senal)
    assert proceso.communicate(timeout=120)[1] == queja
    assert proceso.returncode == estado
    espera(lambda: not procesos_con(marca))


@pytest.mark.parametrize("quien", ["tutor", "vivero", "semillero"])
def test_si_el_sistema_mata_al_vivero_lo_que_estaba_a_medias_se_ejecuta_otra_vez(
    tmp_path: Path, quien: str
) -> None:
    cita = (
        "import json, os\nfrom pathlib import Path\nimport time\nx = 1\nPath(f'{yo}.{os.getpid()}').touch()\n"
    )
    cita += "while not Path('sigue').exists():\n    time.sleep(0.01)"
    paginas = {yo: pagina("import yaml\n" + cita.replace("{yo}", yo)) for yo in ("una", "dos")}
    libro, marca = escribir_libro(tmp_path, paginas), uuid.uuid4().hex
    proceso = imprenta("verify", libro, MARCA=marca)
    espera(lambda: len(list(libro.glob("???.[0-9]*"))) == 2)
    (tutor,) = hijos_de(proceso.pid)
    vivero = vivero_de(tutor)
    (semillero,) = hijos_de(vivero)
    os.kill({"tutor": tutor, "vivero": vivero, "semillero": semillero}[quien], signal.SIGKILL)
    espera(lambda: len(list(libro.glob("???.[0-9]*"))) == 4)  # las dos han vuelto a empezar
    (libro / "sigue").touch()
    salida, quejas = proceso.communicate(timeout=120)
    assert (proceso.returncode, quejas) == (0, "")
    assert salida.splitlines()[-1].startswith("2 cifras · ")
    espera(lambda: not procesos_con(marca))


def test_si_lo_mata_cada_vez_es_una_falta_y_el_ultimo_libro_bueno_se_queda(tmp_path: Path) -> None:
    libro = escribir_libro(
        tmp_path, {"portada": "# Portada\n", "una": pagina("x = 1"), "dos": pagina("x = 1")}
    )
    assert imprenta("html", libro).communicate(timeout=120)[1] == ""
    bueno = (libro / "_build/html/una.html").read_bytes()
    poner(libro / "una.md", pagina(FALLOS["parricida"][0]))
    poner(libro / "dos.md", pagina("import time\nx = 1\ntime.sleep(0.5)"))
    marca = uuid.uuid4().hex
    proceso = imprenta("html", libro, MARCA=marca)
    assert proceso.communicate(timeout=120)[1].splitlines() == [
        f"una.md:{FALLOS['parricida'][1]} (traza en _build/.imprenta/trazas/una.txt)"
    ]
    assert proceso.returncode == 1
    assert (libro / "_build/html/una.html").read_bytes() == bueno
    espera(lambda: not procesos_con(marca))


@pytest.mark.parametrize("senal", [signal.SIGINT, signal.SIGKILL])
def test_al_interrumpir_tampoco_queda_lo_que_una_pagina_dejo_en_otra_sesion(
    tmp_path: Path, senal: signal.Signals
) -> None:
    deja = "import subprocess, time\nfrom pathlib import Path\nx = 1\n"
    deja += "subprocess.Popen(['setsid', 'sh', '-c', 'trap \"\" INT TERM; sleep 600; sleep 600'])\n"
    libro = escribir_libro(tmp_path, {"una": pagina(deja + "Path('aqui').touch()\ntime.sleep(600)")})
    marca = uuid.uuid4().hex
    proceso = imprenta("verify", libro, MARCA=marca)
    espera((libro / "aqui").exists)
    os.killpg(proceso.pid, senal)
    proceso.communicate(timeout=120)
    espera(lambda: not procesos_con(marca))


def vivero_de(tutor: int) -> int:
    """El vivero de un tutor; entre los dos, si la hay, está la atalaya."""
    (pupilo,) = hijos_de(tutor)
    return hijos_de(pupilo)[0] if se_puede_mirar() else pupilo


def hijos_de(pid: int) -> list[int]:
    hilos = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(hijo) for hilo in hilos for hijo in hilo.read_text(encoding="ascii").split()]


# ——— En un cluster ———


@contextmanager
def dask() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """Un planificador y dos obreros de Dask en esta máquina: su dirección y los obreros."""
    orden = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    with _proceso([*orden, "--no-dashboard", "--no-show"]) as planificador:
        assert planificador.stderr is not None
        renglones = iter(planificador.stderr.readline, "")
        direccion = next(r.split()[-1] for r in renglones if "Scheduler at:" in r)
        orden = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            direccion,
            "--no-nanny",
            "--no-dashboard",
        ]
        orden += ["--nthreads", "1", "--host", "127.0.0.1"]
        with _proceso(orden) as uno, _proceso(orden) as otro:
            yield direccion, [uno, otro]


@contextmanager
def _proceso(orden: list[str]) -> Iterator[subprocess.Popen[str]]:
    proceso = subprocess.Popen(orden, stderr=subprocess.PIPE, text=True)
    try:
        yield proceso
    finally:
        proceso.kill()
        proceso.communicate()


def test_un_obrero_del_cluster_muere_a_medias_y_no_se_pierde_nada(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    espera_permiso = (
        "import os, time\nfrom pathlib import Path\nx = 1\nos.getcwd() == cuentas.aqui\n"
        f"obra = Path({str(tmp_path / '_build')!r})\n(obra / f'{{yo}}.{{os.getpid()}}').touch()\n"
        "while not (obra / 'sigue').exists():\n    time.sleep(0.01)"
    )
    nombres = [f"p{letra}" for letra in "abcdef"]
    paginas = {n: pagina("import cuentas\n" + espera_permiso.replace("{yo}", n)) for n in nombres}
    libro = escribir_libro(tmp_path, paginas, {"cuentas.py": "import os\naqui = os.getcwd()\n"})
    obra = libro / "_build"
    with dask() as (direccion, obreros):
        vistas = imprenta("verify", "--cluster", direccion, libro)
        espera(lambda: len(list(obra.glob("p?.*"))) == 2)  # cada obrero tiene una página a medias
        obreros[0].kill()
        (obra / "sigue").touch()
        salida, quejas = vistas.communicate(timeout=120)
    assert (vistas.returncode, quejas) == (0, "")
    assert len(list(obra.glob("p?.*"))) == len(nombres) + 1  # la del obrero muerto se empezó dos veces
    *renglones, resumen = salida.splitlines()
    assert resumen.startswith("6 cifras · ")
    assert {renglon.split()[1] for renglon in renglones} == {f"{n}.md" for n in nombres}
    # Lo que el cluster ejecutó está guardado aquí: no se ejecuta otra vez, y es lo mismo que da esta máquina.
    assert verificar(libro, capsys) == (0, [resumen], [])
    alli = ejecuciones_en(libro)
    shutil.rmtree(libro / "_build/.imprenta/ejecuciones")
    assert verificar(libro, capsys)[::2] == (0, [])
    assert ejecuciones_en(libro) == alli


def test_un_cluster_al_que_no_se_llega(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imprenta.ejecutar.cluster.ESPERA_AL_CLUSTER", 0.5)
    libro = escribir_libro(tmp_path, {"una": pagina("x = 1")})
    assert main(["verify", "--cluster", "tcp://127.0.0.1:1", str(libro)]) == 1
    (queja,) = capsys.readouterr().err.splitlines()
    assert queja.startswith("no se llega al cluster tcp://127.0.0.1:1: ")


def test_sin_dask_se_dice_que_falta(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    libro = escribir_libro(tmp_path, {"una": pagina("x = 1")})
    assert main(["verify", "--cluster", "tcp://127.0.0.1:1", str(libro)]) == 1
    assert capsys.readouterr().err == "--cluster necesita Dask: pip install distributed\n"
