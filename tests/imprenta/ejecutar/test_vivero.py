"""Los procesos de las páginas: lo mismo que un núcleo ordinario, sin que una página note a otra."""

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imprenta.ejecutar.ejecuciones_guardadas import Ejecucion
from imprenta.ejecutar.huella import terreno
from imprenta.ejecutar.jupyter import ejecutar_ordinario
from imprenta.ejecutar.procesos import conductor
from imprenta.ejecutar.procesos.conductor import conducir
from imprenta.ejecutar.procesos.vivero import Vivero, _matar
from imprenta.libro.modelo import Celda, Consulta, Guion

TEMPLADAS = ("matplotlib", "matplotlib.pyplot", "numpy")
Ejecutor = Callable[..., Ejecucion]


@pytest.fixture(scope="module")
def raiz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raiz = tmp_path_factory.mktemp("libro")
    (raiz / "code").mkdir()
    (raiz / "code" / "estado.py").write_text("valor = 1\n", encoding="utf-8")
    (raiz / "book").mkdir()
    return raiz


@pytest.fixture(scope="module")
def vivero(raiz: Path) -> Iterator[Vivero]:
    with Vivero(terreno(raiz)) as vivero:
        yield vivero


@pytest.fixture
def ejecutar(vivero: Vivero, raiz: Path) -> Ejecutor:
    """Ejecuta unas celdas (textos) y consultas, y falla si fallan."""

    def ejecutar(*pasos: str | Celda | Consulta, segundos: float = 20) -> Ejecucion:
        ejecucion = conducir(vivero, raiz / "book" / "p.md", guion(*pasos), segundos, TEMPLADAS)
        assert ejecucion.falta is None, ejecucion.traza
        return ejecucion

    return ejecutar


def guion(*pasos: str | Celda | Consulta) -> Guion:
    """Cada texto, una celda diez líneas más abajo que la anterior."""
    return tuple(Celda(10 * n, p) if isinstance(p, str) else p for n, p in enumerate(pasos, 1))


def pregunta(expresion: str) -> Consulta:
    return Consulta(99, 1, expresion)


def textos(ejecucion: Ejecucion) -> list[str]:
    """Lo que se lee en cada celda."""
    return [
        "".join(salida.get("text") or salida["data"]["text/plain"] for salida in celda.salidas)
        for celda in ejecucion.salidas
    ]


# ——— Lo mismo que un núcleo ordinario ———

CELDAS = {
    "texto": ["print('hola', 'ñandú')\nprint('adiós')"],
    "valor": ["1 + 1", "None", "_", "x = 3", "x;", "'á'", "[1] * 50", "Out"],
    "texto y valor": ["print('antes')\n2"],
    "numpy": ["import numpy as np\nnp.arange(30).reshape(5, 6)", "np.float64(1.5), np.pi"],
    "display": [
        "from IPython.display import *\ndisplay(1, Markdown('**a**'), HTML('<b>b</b>'), Latex('$x$'))",
        "display({'text/plain': 'x', 'application/json': {'a': 1}}, raw=True, metadata={'m': 1})",
        "d = display('uno', display_id='d')\nprint('tras')",
        "d.update('dos')",
        "print('se va')\nclear_output()\nprint('queda')",
        "print('se va')\nclear_output(wait=True)\nprint('queda')",
        "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
    ],
    "repr": [
        "class R:\n    def _repr_html_(self): return '<i>r</i>'\n    def __repr__(self): return 'R'\nR()",
        "class M:\n"
        "    def _repr_mimebundle_(self, **k): return {'text/html': 'h'}, {'text/html': {'a': 1}}\nM()",
        "class P:\n    def _repr_png_(self): return b'\\x89PNG\\r\\n\\x1a\\n'\nP()",
    ],
    "matplotlib": [
        "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])",
        "fig, ax = plt.subplots(figsize=(2, 1))\nax.bar([0, 1], [2, 3])\nplt.show()\nprint('tras la figura')",
        "fig",
        "%config InlineBackend.figure_formats = ['svg']\nimport matplotlib\n"
        "matplotlib.rcParams['svg.hashsalt'] = 's'\nplt.rcParams['svg.fonttype'] = 'none'",
        "plt.rcParams['figure.dpi'], plt.rcParams['figure.figsize'], matplotlib.get_backend()",
        "for n in range(2):\n    plt.figure(figsize=(1, 1))\n    plt.plot([n])",
    ],
    "órdenes de IPython": [
        "%pwd\n1",
        "%matplotlib inline\n2",
        "%precision 3\n3.14159",
        "%%capture c\nprint('callado')",
        "c.stdout",
        "!echo desde la terminal",
        "%who_ls",
        "print?",
    ],
    "async": ["import asyncio\nawait asyncio.sleep(0)\n5", "async def f():\n    return 7\nawait f()"],
    "entorno": [
        "__name__",
        "get_ipython().__class__.__name__",
        "import sys\nn = sys.path.index('')\n[ruta.rpartition('/')[2] for ruta in sys.path[n - 1 : n + 2]]",
    ],
    "subproceso": [
        "import subprocess\nsubprocess.run(['echo', 'hijo'])",
        "import os\nos.system('echo otro')",
    ],
}


def comparable(salidas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Los SVG, sin su fecha; lo que escriben otros procesos, en cualquier orden."""
    for salida in salidas:
        datos = salida.get("data", {})
        if "image/svg+xml" in datos:
            datos["image/svg+xml"] = re.sub("(?s)<metadata>.*</metadata>", "", datos["image/svg+xml"])
    return sorted(salidas, key=lambda salida: salida["output_type"])


@pytest.mark.parametrize("caso", CELDAS)
def test_da_lo_mismo_que_un_nucleo_ordinario(ejecutar, raiz, caso, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # con ella, ipykernel no recoge lo que escriben los subprocesos
    celdas = CELDAS[caso]
    ordinaria = ejecutar_ordinario(raiz / "book" / "p.md", guion(*celdas), raiz)
    assert ordinaria.falta is None
    for celda, brotada, suya in zip(celdas, ejecutar(*celdas).salidas, ordinaria.salidas, strict=True):
        assert comparable(brotada.salidas) == comparable(suya.salidas), celda
        assert brotada.numero == suya.numero


@pytest.mark.parametrize(
    "celda",
    [
        "1 / 0",
        "def f():\n    return 1 / 0\nf()",
        "no_existe",
        "import no_existe",
        "raise ValueError('a\\nb')",
    ],
)
def test_una_excepcion_que_la_pagina_cuenta_se_ve_igual(ejecutar, raiz, celda):
    paso = Celda(1, celda, {"tags": ["raises-exception"]})
    suya = ejecutar_ordinario(raiz / "book" / "p.md", (paso, Celda(9, "1")), raiz)
    mia = ejecutar(paso, "1")
    assert mia.salidas == suya.salidas
    assert [salida["output_type"] for salida in mia.salidas[0].salidas] == ["error"]


def test_una_lamina_del_libro_se_dibuja_igual(vivero, raiz):
    figura = (
        "from redes import activaciones\nfrom redes.figuras import Lamina\n"
        "from redes.figuras import activaciones as dibujos\nimport numpy as np\n"
        "Lamina(dibujos.sigmoide_y_derivada, np.linspace(-6, 6, 50), [-1, 1])"
    )
    suya = ejecutar_ordinario(raiz / "book" / "p.md", guion(figura), raiz)
    mia = conducir(vivero, raiz / "book" / "p.md", guion(figura), 20, TEMPLADAS)
    assert suya.falta is None
    assert mia.salidas == suya.salidas
    assert {"image/svg+xml", "application/pdf"} <= mia.salidas[0].salidas[0]["data"].keys()


def test_las_consultas_se_contestan_en_su_punto(ejecutar):
    ejecucion = ejecutar("x = 1", pregunta("x"), "x = [2.5, True]", pregunta("x"), pregunta("y"), "_, __")
    assert [r.valor for r in ejecucion.respuestas] == [1, [2.5, True], None]
    assert ejecucion.respuestas[2].error == "NameError: name 'y' is not defined"
    assert textos(ejecucion)[-1] == "('', '')"  # preguntar no deja huella en la página


def test_una_consulta_no_escribe_en_la_pagina(ejecutar):
    ejecucion = ejecutar("def f():\n    print('ruido')\n    return 1", pregunta("f()"), "2")
    assert [r.valor for r in ejecucion.respuestas] == [1]
    assert textos(ejecucion) == ["", "2"]


def test_una_expresion_que_no_termina_se_corta(ejecutar, monkeypatch):
    monkeypatch.setattr(conductor, "SEGUNDOS_DE_CONSULTA", 0.5)
    eterna = pregunta("any(False for _ in itertools.count())")
    ejecucion = ejecutar("import itertools", eterna, pregunta("1 + 1"))
    assert [(r.valor, r.error) for r in ejecucion.respuestas] == [
        (None, "TimeoutError: la expresión no termina en 0.5 s"),
        (2, None),
    ]


def test_ni_la_que_no_atiende_a_nadie(vivero, raiz, monkeypatch):
    monkeypatch.setattr(conductor, "SEGUNDOS_DE_CONSULTA", 0.5)
    pasos = guion("import itertools", pregunta("sum(itertools.count())"))
    sorda = conducir(vivero, raiz / "book" / "p.md", pasos, 20, TEMPLADAS)
    assert sorda.falta is not None
    assert sorda.falta.mensaje == "la expresión no termina en 0.5 s"


def test_las_celdas_que_no_se_ejecutan(ejecutar):
    saltada = Celda(1, "1 / 0", {"tags": ["skip-execution"]})
    ejecucion = ejecutar("1", saltada, "", "# nada", "2")
    assert [celda.numero for celda in ejecucion.salidas] == [1, None, None, 2, 3]


def test_dos_veces_da_lo_mismo(ejecutar):
    celdas = [
        "import numpy as np, random, matplotlib.pyplot as plt",
        "np.random.rand(3), random.random(), object(), hash('a'), {'a', 'b', 'c'}",
        "plt.plot(np.random.rand(9))",
    ]
    assert ejecutar(*celdas).salidas == ejecutar(*celdas).salidas


# ——— Ninguna página nota a otra ———

CAMBIOS = {
    "un global de un módulo del libro": ("import estado\nestado.valor = 2", "import estado\nestado.valor"),
    "un global de NumPy": ("import numpy\nnumpy.pi = 3", "import numpy\nnumpy.pi"),
    "rcParams": (
        "import matplotlib as m\nm.rcParams['lines.linewidth'] = 9",
        "import matplotlib as m\nm.rcParams['lines.linewidth']",
    ),
    "el azar de NumPy": ("import numpy\nnumpy.random.rand()", "import numpy\nnumpy.random.rand()"),
    "el azar de Python": ("import random\nrandom.seed(7)", "import random\nrandom.random()"),
    "la carpeta": ("import os\nos.chdir('/')", "import os\nos.path.basename(os.getcwd())"),
    "el entorno": ("import os\nos.environ['PAGINA'] = '1'", "import os\nos.environ.get('PAGINA')"),
    "la ruta de módulos": ("import sys\nsys.path.insert(0, 'x')", "import sys\nsys.path[0] == 'x'"),
    "los módulos importados": (
        "import estado, yaml",
        "import sys\n'estado' in sys.modules, 'yaml' in sys.modules",
    ),
    "un nombre de fábrica": ("import builtins\nbuiltins.sum = max", "sum([1, 2, 3])"),
    "printoptions": (
        "import numpy\nnumpy.set_printoptions(precision=1)",
        "import numpy\nnumpy.array([0.123])",
    ),
    "un nombre de la página": ("suyo = 1", "'suyo' in globals()"),
    "la configuración de IPython": ("%precision 1", "0.123456"),
    "una figura abierta": (
        "import matplotlib.pyplot as p\nf = p.figure();",
        "import matplotlib.pyplot as p\np.get_fignums()",
    ),
    "una señal": (
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "import signal\nsignal.getsignal(signal.SIGTERM) == signal.SIG_DFL",
    ),
    "un filtro de avisos": (
        "import warnings\nwarnings.simplefilter('error')",
        "warnings = __import__('warnings')\nwarnings.filters[0][0]",
    ),
}


@pytest.mark.parametrize("que", CAMBIOS)
def test_lo_que_cambia_una_pagina_no_lo_nota_otra(ejecutar, que):
    cambia, mira = CAMBIOS[que]
    antes = ejecutar(mira)
    ejecutar(cambia, mira)
    assert ejecutar(mira).salidas == antes.salidas


def test_cada_pagina_ve_el_codigo_de_ahora_aunque_cambie_en_el_mismo_segundo(ejecutar, raiz):
    for valor in (5, 6, 7, 8):
        (raiz / "code" / "estado.py").write_text(f"valor = {valor}\n", encoding="utf-8")
        assert textos(ejecutar("import estado\nestado.valor")) == [str(valor)]
    (raiz / "code" / "estado.py").write_text("valor = 1\n", encoding="utf-8")


def test_dice_que_archivos_leyo(ejecutar, raiz):
    (raiz / "book" / "datos.csv").write_text("1,2\n", encoding="utf-8")
    ejecucion = ejecutar(
        "import numpy as np, os, estado\nnp.loadtxt('datos.csv', delimiter=',')",
        "open('propio.txt', 'w').write('x'), open('propio.txt').read()",
        "os.listdir('../code')",
    )
    leidos = {
        Path(ruta).relative_to(raiz).as_posix() for ruta in ejecucion.leidos if ruta.startswith(str(raiz))
    }
    assert leidos == {"book/datos.csv", "code/estado.py", "code"}


# ——— Un proceso por página, y ninguno después ———


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


def test_el_vivero_tiene_un_solo_hilo(vivero, ejecutar):
    ejecutar("1")
    assert vivero.proceso is not None
    hilos = [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in procesos_de(vivero.proceso.pid)]
    assert hilos and set(hilos) == {1}


def test_una_pagina_no_deja_procesos(ejecutar):
    ejecucion = ejecutar(
        "import os, subprocess\nhijo = subprocess.Popen(['sleep', '60'])\n[os.getpid(), hijo.pid]"
    )
    propio, hijo = eval(textos(ejecucion)[0])
    assert espera(lambda: not Path(f"/proc/{propio}").exists() and not procesos_de(propio))
    assert espera(lambda: not Path(f"/proc/{hijo}").exists() or "Z" in Path(f"/proc/{hijo}/stat").read_text())


def test_cerrar_el_vivero_termina_todo(raiz):
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


def test_se_mata_una_pagina_que_aun_no_tiene_grupo_propio():
    recien_nacida = subprocess.Popen(["sleep", "60"])  # en el grupo de esta prueba, no en el suyo
    _matar(recien_nacida.pid)
    assert recien_nacida.wait(5) == -signal.SIGKILL


def test_cada_conjunto_de_bibliotecas_tiene_su_semillero(raiz):
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


def test_no_se_queda_con_descriptores(vivero, ejecutar):
    ejecutar("1")
    descriptores = Path("/proc/self/fd")
    antes = len(list(descriptores.iterdir()))
    for _ in range(5):
        ejecutar("1")
    assert len(list(descriptores.iterdir())) == antes
