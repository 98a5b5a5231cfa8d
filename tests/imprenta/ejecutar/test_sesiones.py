"""La ley de las sesiones: lo que da una página viva es lo que daría ejecutada desde el principio."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from libros import poner

from imprenta.ejecutar import sesion, sesiones
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.reparto import Encargo, ejecutar
from imprenta.ejecutar.sesiones import Sesiones
from imprenta.libro.modelo import Celda, Consulta, Ejecucion, Guion

pytestmark = pytest.mark.lenta  # arranca procesos de página

MODULO = "valor = {}\nveces = []\n\n\ndef sube():\n    veces.append(valor)\n    return sum(veces)\n"
CELDAS = (
    "x = 1",
    "x = 2\nx",
    "x += 1\nx",
    "lista = [x]",
    "lista.append(x)\nlista",
    "it = iter(range(9))\nnext(it)",
    "import random\nrandom.random()",
    "import random\nrandom.seed(7)\nazar = random.Random(3)",
    "import numpy as np\nrng = np.random.default_rng(3)\nrng.integers(100)",
    "import estado\nestado.valor, estado.sube()",
    "from estado import *\nprint(valor)",
    "print(open('datos.txt').read())",
    "import os\nprint(os.path.exists('datos.txt'), sorted(os.listdir('.')))",
    "1 / 0",
    "y",
    "def f():\n    global x\n    x += 1\n    return x\nf()",
    "import time\nf = time.time\nt = time.time()",
    "import asyncio\nawait asyncio.sleep(0)\nget_ipython().execution_count",
    "cerrojo = asyncio.Lock()\nasync with cerrojo:\n    print('dentro')",
    "import sys\nprint('ay', file=sys.stderr)",
    "import os\nos.write(1, b'a voces');",
    "from IPython.display import display\nd = display('uno', display_id='d')",
    "d.update('otro')",
    "open('escrito.txt', 'a').write('a')",
    "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
    "import subprocess\nsubprocess.run(['true']);",
    "import gc, weakref\nclass C: pass\nc = C()\nc.c, r = c, weakref.ref(c)\ndel c\ngc.collect()\nr()",
    "",
)
EXPRESIONES = (
    "x", "x + 1", "len(lista)", "lista.append(4) or len(lista)", "next(it)", "random.random()",
    "azar.random()", "rng.integers(1000)", "estado.valor", "estado.sube()", "f()", "1 / 0",
    "open('datos.txt').read()", "__import__('estado').valor", "time.time() > 0", "d",
)  # fmt: skip
pasos = st.one_of(
    st.builds(
        Celda,
        st.just(1),
        st.sampled_from(CELDAS),
        st.sampled_from([{}, {}, {}, {"tags": ["raises-exception"]}, {"tags": ["skip-execution"]}]),
    ),
    st.builds(Consulta, st.just(1), st.just(1), st.sampled_from(EXPRESIONES)),
)


class Libro:
    """Un libro de una página, que se ejecuta en su sesión o desde el principio."""

    def __init__(self, raiz: Path) -> None:
        self.raiz, self.taller = raiz, raiz / "_build" / ".imprenta"
        poner(raiz / "_config.yml", "title: Prueba\n")
        poner(raiz / "code" / "estado.py", MODULO.format(1))
        poner(raiz / "book" / "datos.txt", "datos")
        self.sesiones = Sesiones(self.taller)

    def encargo(self, guion: Guion, analisis: Analisis) -> Encargo:
        ruta = self.raiz / "book" / "p.md"
        lugares = (replace(paso, linea=5 * numero) for numero, paso in enumerate(guion, 1))
        colocado = tuple(lugares)
        return Encargo(ruta, colocado, analisis.huella(ruta, colocado))

    def en_sesion(self, guion: Guion) -> Ejecucion:
        shutil.rmtree(self.taller / "ejecuciones", ignore_errors=True)
        analisis = Analisis(self.raiz)
        (hecha,) = self.sesiones.ejecutar([self.encargo(guion, analisis)], analisis).values()
        return replace(hecha, segundos=0.0)

    def desde_el_principio(self, guion: Guion) -> Ejecucion:
        shutil.rmtree(self.taller / "ejecuciones", ignore_errors=True)
        analisis = Analisis(self.raiz)
        (hecha,) = ejecutar([self.encargo(guion, analisis)], Almacen(self.taller), analisis).values()
        return replace(hecha, segundos=0.0)


class Ediciones(RuleBasedStateMachine):
    """Un autor que cambia su página, su código y sus datos en cualquier orden."""

    def __init__(self) -> None:
        super().__init__()
        self.carpeta = tempfile.TemporaryDirectory()
        self.libro = Libro(Path(self.carpeta.name).resolve() / "libro")
        self.guion: list[Celda | Consulta] = []

    @rule(paso=pasos, donde=st.integers(0, 99))
    def insertar(self, paso: Celda | Consulta, donde: int) -> None:
        self.guion.insert(donde % (len(self.guion) + 1), paso)

    @rule(varios=st.lists(pasos, min_size=2, max_size=5))
    def anadir(self, varios: list[Celda | Consulta]) -> None:
        self.guion += varios

    @precondition(lambda self: self.guion)
    @rule(donde=st.integers(0, 99))
    def quitar(self, donde: int) -> None:
        self.guion.pop(donde % len(self.guion))

    @precondition(lambda self: self.guion)
    @rule(paso=pasos, donde=st.integers(0, 99))
    def cambiar(self, paso: Celda | Consulta, donde: int) -> None:
        self.guion[donde % len(self.guion)] = paso

    @precondition(lambda self: self.guion)
    @rule(de=st.integers(0, 99), a=st.integers(0, 99))
    def mover(self, de: int, a: int) -> None:
        paso = self.guion.pop(de % len(self.guion))
        self.guion.insert(a % (len(self.guion) + 1), paso)

    @rule(valor=st.integers(1, 3))
    def cambiar_el_codigo(self, valor: int) -> None:
        poner(self.libro.raiz / "code" / "estado.py", MODULO.format(valor))

    @rule(texto=st.sampled_from(["datos", "otros", ""]))
    def cambiar_los_datos(self, texto: str) -> None:
        poner(self.libro.raiz / "book" / "datos.txt", texto)

    @rule()
    def aligerar(self) -> None:
        for puesto in self.libro.sesiones.puestos.values():
            puesto.soltar()

    @invariant()
    def da_lo_mismo(self) -> None:
        if not self.guion:
            return
        escrito = self.libro.raiz / "book" / "escrito.txt"
        escrito.unlink(missing_ok=True)
        dado = self.libro.en_sesion(tuple(self.guion))
        escrito.unlink(missing_ok=True)
        assert dado == self.libro.desde_el_principio(tuple(self.guion))

    def teardown(self) -> None:
        self.libro.sesiones.cerrar()
        self.carpeta.cleanup()


Ediciones.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # reducir un fallo cuesta minutos
)
TestEdiciones = Ediciones.TestCase


@pytest.fixture
def libro(tmp_path: Path) -> Iterator[Libro]:
    libro = Libro(tmp_path.resolve() / "libro")
    yield libro
    libro.sesiones.cerrar()


CELDAS_DE_SUMAR = [Celda(1, "x = 1"), Celda(1, "x += 1"), Celda(1, "x")]


def espera(condicion: Callable[[], bool], segundos: float = 120) -> bool:
    plazo = time.monotonic() + segundos
    while not (cumplida := condicion()) and time.monotonic() < plazo:
        time.sleep(0.02)
    return cumplida


def vive(pid: int) -> bool:
    """Si un proceso existe y no es solo lo que queda de uno muerto."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def pids(libro: Libro) -> set[int]:
    """Los procesos que esperan."""
    vivas = (puesto.sesion.vivas for puesto in libro.sesiones.puestos.values() if puesto.sesion)
    return {viaje.brote.pid for procesos in vivas for viaje in procesos.values()}


def test_lo_que_no_cambia_no_se_repite_ni_se_guarda(libro: Libro) -> None:
    libro.en_sesion((*CELDAS_DE_SUMAR, Consulta(1, 1, "x")))
    viva = libro.sesiones.puestos[libro.raiz / "book" / "p.md"].sesion
    assert viva is not None
    antes, vivos = list(viva.hechas), pids(libro)
    dado = libro.en_sesion((*CELDAS_DE_SUMAR, Consulta(1, 1, "x"), Consulta(1, 1, "x * 10")))
    assert [respuesta.valor for respuesta in dado.respuestas] == [2, 20]
    assert [id(hecha) for hecha in viva.hechas] == [id(hecha) for hecha in antes]
    assert pids(libro) == vivos
    libro.en_sesion((*CELDAS_DE_SUMAR[:2], Celda(1, "x + 5")))
    assert viva.hechas[:2] == antes[:2]
    assert not list((libro.taller / "ejecuciones").glob("*"))


def test_al_cerrar_no_queda_ningun_proceso(libro: Libro) -> None:
    libro.en_sesion((*CELDAS_DE_SUMAR, Consulta(1, 1, "x")))
    libro.en_sesion((CELDAS_DE_SUMAR[0], Celda(1, "x += 2"), Consulta(1, 1, "x")))
    vivos = pids(libro)
    assert len(vivos) >= 2
    libro.sesiones.cerrar()
    assert espera(lambda: not any(map(vive, vivos)))


QUIEN_MUERE = """
import sys, os, signal
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.reparto import Encargo
from imprenta.ejecutar.sesiones import Sesiones
from imprenta.libro.modelo import Celda, Consulta
raiz = Path(sys.argv[1])
sesiones, analisis, ruta = Sesiones(raiz / "_build" / ".imprenta"), Analisis(raiz), raiz / "book" / "p.md"
for codigo in ("x", "x + 1"):
    guion = (Celda(1, "x = 1"), Celda(1, codigo), Consulta(1, 1, "x"))
    sesiones.ejecutar([Encargo(ruta, guion, analisis.huella(ruta, guion))], analisis)
print(*(viaje.brote.pid for viaje in sesiones.puestos[ruta].sesion.vivas.values()), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_si_matan_a_la_imprenta_mueren_las_paginas(libro: Libro) -> None:
    orden = [sys.executable, "-c", QUIEN_MUERE, str(libro.raiz), *sys.path]
    dicho = subprocess.run(orden, capture_output=True, text=True, check=False)
    vivos = list(map(int, dicho.stdout.split()))
    assert len(vivos) >= 2, dicho.stderr
    assert espera(lambda: not any(map(vive, vivos)))


def test_la_que_escribe_se_ejecuta_como_siempre(libro: Libro) -> None:
    guion = (Celda(1, "open('escrito.txt', 'w').write('a')"), Celda(1, "x = 1"))
    assert libro.en_sesion(guion).escritos == ("book/escrito.txt",)
    puesto = libro.sesiones.puestos[libro.raiz / "book" / "p.md"]
    assert (puesto.viva, puesto.culpable is not None) == (False, True)
    assert libro.en_sesion((*guion, Celda(1, "x"))).falta is None
    assert not puesto.viva


def test_hay_un_tope_de_procesos_que_esperan(libro: Libro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sesion, "POCO", 0.0)
    monkeypatch.setattr(sesiones, "VIVOS", 2)
    guion = tuple(Celda(1, f"x{n} = {n}") for n in range(6))
    libro.en_sesion(guion)
    assert len(pids(libro)) == 2
    dado = libro.en_sesion((*guion[:3], Consulta(1, 1, "x0 + x1 + x2"), *guion[3:]))
    assert dado.respuestas[0].valor == 3


def test_se_calienta_de_fondo_y_despues_se_pregunta(libro: Libro) -> None:
    analisis = Analisis(libro.raiz)
    encargo = libro.encargo(tuple(CELDAS_DE_SUMAR), analisis)
    libro.sesiones.calentar([encargo], analisis)
    puesto = libro.sesiones.puestos[encargo.ruta]
    assert espera(lambda: puesto.esta_al_dia(encargo.guion))
    vivos = pids(libro)
    respuestas = libro.sesiones.preguntar(encargo, analisis, 2, ["x", "y"])
    assert [respuesta.valor for respuesta in respuestas] == [2, None]
    assert respuestas[1].error == "NameError: name 'y' is not defined"
    hallado = libro.sesiones.indagar(encargo, analisis, 1, {"que": "nombres"})["nombres"]
    assert [nombre["valor"] for nombre in hallado if nombre["nombre"] == "x"] == ["1"]
    assert vivos <= pids(libro)
