"""Un proceso por página, y ninguno después."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pasos import Ejecutor, guion, textos

from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir


def procesos_de(grupo: int) -> list[int]:
    """Los procesos vivos cuyo padre o sesión es `grupo`."""
    vivos = []
    for ruta in Path("/proc").glob("[0-9]*/stat"):
        try:
            campos = ruta.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if campos[0] != "Z" and grupo in (int(campos[1]), int(campos[3])):
            vivos.append(int(ruta.parent.name))
    return vivos


def espera(condicion: Callable[[], bool], segundos: float = 120) -> bool:
    plazo = time.monotonic() + segundos
    while not condicion() and time.monotonic() < plazo:
        time.sleep(0.02)
    return condicion()


def test_el_vivero_tiene_un_solo_hilo(vivero: Vivero, ejecutar: Ejecutor) -> None:
    ejecutar("1")
    assert vivero.proceso is not None
    hilos = [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in procesos_de(vivero.proceso.pid)]
    assert hilos and set(hilos) == {1}


def test_una_pagina_no_deja_procesos(ejecutar: Ejecutor) -> None:
    ejecucion = ejecutar(
        "import os, subprocess\nhijo = subprocess.Popen(['sleep', '60'])\n[os.getpid(), hijo.pid]"
    )
    propio, hijo = eval(textos(ejecucion)[0])
    assert espera(lambda: not Path(f"/proc/{propio}").exists() and not procesos_de(propio))
    assert espera(lambda: not Path(f"/proc/{hijo}").exists() or "Z" in Path(f"/proc/{hijo}/stat").read_text())


def test_cerrar_el_vivero_termina_todo(raiz: Path) -> None:
    vivero = Vivero(terreno(raiz))
    brote = vivero.brotar(raiz / "book", ["numpy"])
    assert vivero.proceso is not None
    pid = vivero.proceso.pid
    assert Path(f"/proc/{brote.pid}").exists()
    vivero.cerrar()
    assert espera(lambda: not procesos_de(pid) and not Path(f"/proc/{brote.pid}").exists())
    brote.cerrar()
    with pytest.raises(ConnectionError):
        vivero.brotar(raiz / "book")


def test_cada_conjunto_de_bibliotecas_tiene_su_semillero(raiz: Path) -> None:
    with Vivero(terreno(raiz)) as vivero:
        for bibliotecas in ([], ["yaml"], ["yaml", "yaml.error"], ["yaml", "yaml.scanner"], ["numpy"]):
            conducir(vivero, raiz / "book" / "p.md", guion("1"), 20, bibliotecas)
        assert set(map(tuple, map(sorted, vivero.semilleros))) == {
            (),
            ("yaml",),
            ("yaml", "yaml.error"),
            ("yaml", "yaml.scanner"),
            ("numpy",),
        }
        mira = guion("import sys\n'yaml' in sys.modules, 'numpy' in sys.modules")
        assert textos(conducir(vivero, raiz / "book" / "p.md", mira, 20, ["numpy"])) == ["(False, True)"]


def test_no_se_queda_con_descriptores(vivero: Vivero, ejecutar: Ejecutor) -> None:
    ejecutar("1")
    descriptores = Path("/proc/self/fd")
    antes = len(list(descriptores.iterdir()))
    for _ in range(5):
        ejecutar("1")
    assert len(list(descriptores.iterdir())) == antes
