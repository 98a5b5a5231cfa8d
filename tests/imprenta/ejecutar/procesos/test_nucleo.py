"""Los procesos de las páginas: lo mismo que un núcleo ordinario, sin que una página note a otra."""

import re
from pathlib import Path
from typing import Any

import pytest
from libros import poner
from pasos import TEMPLADAS, Ejecutor, guion, pregunta, textos

from imprenta.ejecutar.dependencias.modulos import terreno
from imprenta.ejecutar.jupyter import ejecutar_ordinario
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.libro.modelo import Celda

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


# Un núcleo ordinario tarda en nacer: se compara con uno por grupo, y no por caso.
GRUPOS = [
    ("texto", "valor", "texto y valor", "numpy", "display", "repr"),
    ("matplotlib",),
    ("órdenes de IPython",),
    ("async", "entorno", "subproceso"),
]


def comparable(salidas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Los SVG, sin su fecha."""
    for salida in salidas:
        datos = salida.get("data", {})
        if "image/svg+xml" in datos:
            datos["image/svg+xml"] = re.sub("(?s)<metadata>.*</metadata>", "", datos["image/svg+xml"])
    return salidas


def sin_texto(salidas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lo que no es texto escrito: el de un subproceso lo lee un hilo del núcleo ordinario cuando puede."""
    return [salida for salida in salidas if salida["output_type"] != "stream"]


def test_todos_los_casos_estan_en_un_grupo() -> None:
    assert [caso for grupo in GRUPOS for caso in grupo] == list(CELDAS)


@pytest.mark.parametrize("grupo", GRUPOS, ids=", ".join)
def test_da_lo_mismo_que_un_nucleo_ordinario(
    ejecutar: Ejecutor, raiz: Path, grupo: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # con ella, ipykernel no recoge lo que escriben los subprocesos
    celdas = [celda for caso in grupo for celda in CELDAS[caso]]
    ordinaria = ejecutar_ordinario(raiz / "book" / "p.md", guion(*celdas), raiz)
    assert ordinaria.falta is None
    for celda, brotada, suya in zip(celdas, ejecutar(*celdas).salidas, ordinaria.salidas, strict=True):
        lo_seguro = sin_texto if celda in CELDAS["subproceso"] else comparable
        assert lo_seguro(brotada.salidas) == lo_seguro(suya.salidas), celda
        assert brotada.numero == suya.numero


def test_lo_que_escribe_un_subproceso_sale_en_su_celda(ejecutar: Ejecutor) -> None:
    """Siempre, y no solo cuando llega a tiempo, como en un núcleo ordinario."""
    ejecucion = ejecutar(*CELDAS["subproceso"], "print('tras ellos')")
    assert [
        [salida["text"] for salida in celda.salidas if salida["output_type"] == "stream"]
        for celda in ejecucion.salidas
    ] == [["hijo\n"], ["otro\n"], ["tras ellos\n"]]


def test_las_excepciones_que_la_pagina_cuenta_se_ven_igual(ejecutar: Ejecutor, raiz: Path) -> None:
    celdas = [
        "1 / 0",
        "def f():\n    return 1 / 0\nf()",
        "no_existe",
        "import no_existe",
        "raise ValueError('a\\nb')",
    ]
    pasos = [Celda(n, celda, {"tags": ["raises-exception"]}) for n, celda in enumerate(celdas, start=1)]
    suya = ejecutar_ordinario(raiz / "book" / "p.md", (*pasos, Celda(9, "1")), raiz)
    mia = ejecutar(*pasos, "1")
    for celda, brotada, ordinaria in zip([*celdas, "1"], mia.salidas, suya.salidas, strict=True):
        assert brotada == ordinaria, celda
    tipos = [[salida["output_type"] for salida in brotada.salidas] for brotada in mia.salidas]
    assert tipos == [["error"]] * len(celdas) + [["execute_result"]]


def test_una_lamina_del_libro_se_dibuja_igual(vivero: Vivero, raiz: Path) -> None:
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


def test_las_consultas_se_contestan_en_su_punto(ejecutar: Ejecutor) -> None:
    ejecucion = ejecutar("x = 1", pregunta("x"), "x = [2.5, True]", pregunta("x"), pregunta("y"), "_, __")
    assert [r.valor for r in ejecucion.respuestas] == [1, [2.5, True], None]
    assert ejecucion.respuestas[2].error == "NameError: name 'y' is not defined"
    assert textos(ejecucion)[-1] == "('', '')"  # preguntar no deja huella en la página


def test_una_consulta_no_escribe_en_la_pagina(ejecutar: Ejecutor) -> None:
    ejecucion = ejecutar("def f():\n    print('ruido')\n    return 1", pregunta("f()"), "2")
    assert [r.valor for r in ejecucion.respuestas] == [1]
    assert textos(ejecucion) == ["", "2"]


def test_dos_veces_da_lo_mismo(ejecutar: Ejecutor) -> None:
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
def test_lo_que_cambia_una_pagina_no_lo_nota_otra(ejecutar: Ejecutor, que: str) -> None:
    cambia, mira = CAMBIOS[que]
    antes = ejecutar(mira)
    ejecutar(cambia, mira)
    assert ejecutar(mira).salidas == antes.salidas


def test_cada_pagina_ve_el_codigo_de_ahora_aunque_cambie_en_el_mismo_segundo(
    ejecutar: Ejecutor, raiz: Path
) -> None:
    for valor in (5, 6, 7, 8):
        (raiz / "code" / "estado.py").write_text(f"valor = {valor}\n", encoding="utf-8")
        assert textos(ejecutar("import estado\nestado.valor")) == [str(valor)]
    (raiz / "code" / "estado.py").write_text("valor = 1\n", encoding="utf-8")


def test_dice_que_archivos_leyo(ejecutar: Ejecutor, raiz: Path) -> None:
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


# ——— Un error que sale de `code/` ———

HONDO = """\
def f(x):
    return g(x)


def g(x):
    raise ValueError("no vale\\nasí")
"""


@pytest.mark.parametrize(
    ("celda", "mensaje"),
    [
        ("import hondo\nhondo.f(1)", "p.md:11:1: ValueError: no vale así (code/hondo.py:6)"),
        ("import hondo\nhondo.f()", "p.md:11:1: TypeError: f() missing 1 required positional argument: 'x'"),
        ("import roto", "p.md:10:1: SyntaxError: '(' was never closed (code/roto.py:2)"),
        ("import json\njson.loads('')", "p.md:11:1: json.decoder.JSONDecodeError: Expecting value: line 1"),
        ("open('no-hay')", "p.md:10:1: FileNotFoundError: [Errno 2] No such file or directory: 'no-hay'"),
    ],
)
def test_un_error_que_sale_de_code_dice_en_que_linea(tmp_path: Path, celda: str, mensaje: str) -> None:
    poner(tmp_path / "code" / "hondo.py", HONDO)
    poner(tmp_path / "code" / "roto.py", "x = 1\ny = (\n")
    with Vivero(terreno(tmp_path)) as vivero:
        propia = conducir(vivero, tmp_path / "p.md", guion(celda), 20)
    ordinaria = ejecutar_ordinario(tmp_path / "p.md", guion(celda), tmp_path)
    assert str(propia.falta).startswith(mensaje)
    assert "(code/" in mensaje or "(code/" not in str(propia.falta)
    if celda != "import roto":  # IPython cuenta de otro modo lo que no se entiende
        assert str(ordinaria.falta).partition("(code/")[2] == str(propia.falta).partition("(code/")[2]


def test_el_de_una_expresion_tambien(tmp_path: Path) -> None:
    poner(tmp_path / "code" / "hondo.py", HONDO)
    pasos = guion("import hondo", pregunta("hondo.f(1)"), pregunta("hondo.h"), pregunta("[hondo]"))
    with Vivero(terreno(tmp_path)) as vivero:
        propia = conducir(vivero, tmp_path / "p.md", pasos, 20)
    assert [respuesta.error for respuesta in propia.respuestas] == [
        "ValueError: no vale así (code/hondo.py:6)",
        "AttributeError: module 'hondo' has no attribute 'h'",
        "TypeError: da un valor de tipo module, que no es un número ni un texto",
    ]
    assert ejecutar_ordinario(tmp_path / "p.md", pasos, tmp_path).respuestas == propia.respuestas
