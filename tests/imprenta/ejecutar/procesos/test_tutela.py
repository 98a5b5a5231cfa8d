"""Lo que una página deja muere con ella, aunque cambie de sesión; y lo que el vivero deja, con él."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pasos import guion, textos

from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.ejecutar.procesos.atalaya import se_puede_mirar
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.libro.modelo import Ejecucion

DEMONIOS = {
    "en otra sesión": "import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session=True)",
    "huérfano": "import subprocess\nsubprocess.run('setsid sh -c \"sleep 600 & sleep 600\" &', shell=True)",
    "dos veces bifurcado": (
        "import os, time\nhijo = os.fork()\nif hijo == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        time.sleep(600)\n    os._exit(0)\nos.waitpid(hijo, 0);"
    ),
    "sordo": (
        "import subprocess\nsubprocess.Popen(['setsid', 'sh', '-c', 'trap \"\" INT TERM HUP; "
        "setsid sleep 600 & sleep 600; sleep 600'])"
    ),
}
DE_UN_VIVERO = 2 + se_puede_mirar()  # él, su tutor y, si la hay, la atalaya
RESTOS = "time.sleep(0.3)\n"  # a que nazcan


def vivos(marca: str) -> list[int]:
    """Los procesos vivos con esa marca en su entorno, o con la de quien los bifurcó."""
    encontrados = []
    for ruta in Path("/proc").glob("[0-9]*"):
        try:
            if marca.encode() in (ruta / "environ").read_bytes():
                encontrados.append(int(ruta.name))
        except OSError:
            continue
    return encontrados


def espera(condicion: Callable[[], bool], segundos: float = 120) -> bool:
    plazo = time.monotonic() + segundos
    while not (cumplida := condicion()) and time.monotonic() < plazo:
        time.sleep(0.02)
    return cumplida  # lo que se ve en /proc a medias de un exec puede no ser lo mismo dos veces


@pytest.fixture
def propio(raiz: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vivero]:
    """Un vivero solo para una prueba, con su marca en el entorno."""
    monkeypatch.setenv("MARCA_DEL_VIVERO", f"vivero-{os.getpid()}-{time.monotonic_ns()}")
    with Vivero(terreno(raiz)) as vivero:
        yield vivero


def con_su_marca() -> list[int]:
    return [pid for pid in vivos(os.environ["MARCA_DEL_VIVERO"]) if pid != os.getpid()]


def conducida(vivero: Vivero, raiz: Path, celda: str, bibliotecas: tuple[str, ...] = ()) -> Ejecucion:
    return conducir(vivero, raiz / "book" / "p.md", guion(celda), 20, bibliotecas)


@pytest.mark.parametrize("como", DEMONIOS)
def test_lo_que_una_pagina_deja_muere_con_ella(propio: Vivero, raiz: Path, como: str) -> None:
    assert conducida(propio, raiz, "1").falta is None
    assert espera(lambda: len(con_su_marca()) == DE_UN_VIVERO)
    deja = f"{DEMONIOS[como]}\nimport time\n{RESTOS}"
    assert conducida(propio, raiz, deja).falta is None
    assert espera(lambda: len(con_su_marca()) == DE_UN_VIVERO)
    assert textos(conducida(propio, raiz, "3")) == ["3"]


def test_mientras_la_pagina_vive_lo_suyo_tambien(propio: Vivero, raiz: Path) -> None:
    """Otra página acaba entretanto, y eso no toca lo que esta arrancó en otra sesión."""
    aqui, sigue = raiz / "aqui", raiz / "sigue"
    espera_permiso = (
        f"{DEMONIOS['dos veces bifurcado']}\nfrom pathlib import Path\nPath({str(aqui)!r}).touch()\n"
        f"while not Path({str(sigue)!r}).exists():\n    time.sleep(0.01)\n"
        "len(Path('/proc/thread-self/children').read_text().split())"
    )
    brote = propio.brotar(raiz / "book")  # otra, que no hace nada
    with ThreadPoolExecutor(1) as hilo:
        futura = hilo.submit(conducida, propio, raiz, espera_permiso)
        assert espera(aqui.exists)
        brote.matar()
        brote.cerrar()
        assert textos(conducida(propio, raiz, "3")) == ["3"]
        sigue.touch()
        assert textos(futura.result()) == ["1"]


@pytest.mark.parametrize("como", DEMONIOS)
@pytest.mark.parametrize("quien", ["tutor", "vivero", "semillero", "cerrar"])
def test_si_el_sistema_mata_a_quien_la_prepara_tampoco_queda_nada(
    propio: Vivero, raiz: Path, como: str, quien: str
) -> None:
    brote = propio.brotar(raiz / "book", ["yaml"])
    brote.conducto.send_bytes(json.dumps({"celda": f"{DEMONIOS[como]}\nNone"}).encode())
    assert brote.conducto.poll(60)
    assert json.loads(brote.conducto.recv_bytes())["error"] is None
    assert propio.proceso is not None
    tutor = propio.proceso.pid
    raiz_del_vivero = vivero_de(tutor)
    (semillero,) = hijos_de(raiz_del_vivero)
    assert espera(lambda: len(con_su_marca()) > 4)
    if quien != "cerrar":
        os.kill({"tutor": tutor, "vivero": raiz_del_vivero, "semillero": semillero}[quien], signal.SIGKILL)
        assert espera(lambda: not Path(f"/proc/{brote.pid}").exists())
    if quien == "semillero":
        assert espera(lambda: set(con_su_marca()) == {tutor, *hijos_de(tutor), raiz_del_vivero})
    propio.cerrar()
    assert espera(lambda: not con_su_marca())
    brote.cerrar()


def vivero_de(tutor: int) -> int:
    """El vivero de un tutor; entre los dos, si la hay, está la atalaya."""
    (pupilo,) = hijos_de(tutor)
    return hijos_de(pupilo)[0] if se_puede_mirar() else pupilo


def hijos_de(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


@pytest.mark.parametrize("quien", ["la raíz", "un semillero"])
def test_lo_que_muere_entre_dos_paginas_se_planta_otra_vez(propio: Vivero, raiz: Path, quien: str) -> None:
    assert textos(conducida(propio, raiz, "1", ("yaml",))) == ["1"]
    assert propio.proceso is not None
    planta = vivero_de(propio.proceso.pid)
    (semillero,) = hijos_de(planta)
    muerto = planta if quien == "la raíz" else semillero
    os.kill(muerto, signal.SIGKILL)
    assert espera(lambda: not Path(f"/proc/{muerto}").exists())
    assert textos(conducida(propio, raiz, "'yaml' in __import__('sys').modules", ("yaml",))) == ["True"]


COMPARTE = """
import multiprocessing as mp
from multiprocessing.shared_memory import SharedMemory
semaforo = mp.get_context("spawn").Semaphore()
memoria = SharedMemory(create=True, size=100)
print(memoria.name, semaforo._semlock.name)
"""


@pytest.mark.parametrize("final", ["", "import os\nos._exit(1)", "while True:\n    pass"])
def test_los_semaforos_y_la_memoria_de_una_pagina_se_liberan(propio: Vivero, raiz: Path, final: str) -> None:
    ajeno = Path("/dev/shm/de-otro")
    ajeno.touch()
    try:
        ejecucion = conducir(propio, raiz / "book" / "p.md", guion(COMPARTE, final), 3)
        memoria, semaforo = textos(ejecucion)[0].split()
        archivos = [Path("/dev/shm", memoria), Path("/dev/shm", f"sem.{semaforo.lstrip('/')}")]
        assert espera(lambda: not any(archivo.exists() for archivo in archivos))
        assert ajeno.exists()
    finally:
        ajeno.unlink()
