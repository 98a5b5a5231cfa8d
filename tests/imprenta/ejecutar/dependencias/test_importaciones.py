"""Lo que se ve y lo que no se ve leyendo un texto de Python."""

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from imprenta.ejecutar.dependencias.importaciones import CodigoVisto, Importacion, leer_celda, leer_python


def importa(texto: str) -> set[str]:
    """Las importaciones como se escribirían, por ejemplo `.a:b,c`."""
    return {
        "." * i.nivel + i.modulo + (f":{','.join(i.nombres)}" if i.nombres else "")
        for i in leer_python(texto).importaciones
    }


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("import a", {"a"}),
        ("import a.b.c as d, e", {"a.b.c", "e"}),
        ("from a import b, c", {"a:b,c"}),
        ("from a import *", {"a:*"}),
        ("from . import b", {".:b"}),
        ("from ..a.b import c", {"..a.b:c"}),
        ("def f():\n    import a", {"a"}),
        ("async def f():\n    if x:\n        from a import b", {"a:b"}),
        ("try:\n    import a\nexcept ImportError:\n    import b", {"a", "b"}),
        ("class C:\n    import a", {"a"}),
        ("import importlib\nimportlib.import_module('a.b')", {"importlib", "a.b"}),
        ("from importlib import import_module\nimport_module('a')", {"importlib:import_module", "a"}),
        ("m.import_module('.b', 'a.c')", {"a.c.b"}),
        ("m.import_module('..b', package='a.c')", {"a.b"}),
        ("m.import_module('.b', __package__)", {".b"}),
        ("__import__('a')", {"a"}),
        ("files('a.datos').joinpath('x.csv')", {"a.datos"}),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", {"b"}),
        ("if typing.TYPE_CHECKING:\n    import a", set()),
        ("if not TYPE_CHECKING:\n    import a", {"a"}),
        ("texto = 'import a'", set()),
        ("get_ipython().run_line_magic('time', 'import a')", {"a"}),
    ],
)
def test_lo_que_importa(texto: str, esperado: set[str]) -> None:
    assert importa(texto) == esperado


@pytest.mark.parametrize(
    "texto",
    [
        "import_module(nombre)",
        "importlib.import_module(f'{a}.b')",
        "cargar = importlib.import_module",
        "from importlib import import_module as cargar",
        "list(map(__import__, nombres))",
        "m.import_module('.b', paquete)",
        "__import__('a', fromlist=['b'])",
        "exec('import a')",
        "eval(texto)",
        "from builtins import exec",
        "import builtins",
        "__builtins__['exec']('x')",
        "import runpy\nrunpy.run_path('a.py')",
        "import sys\nsys.path.insert(0, 'x')",
        "from sys import path\npath.append('x')",
        "import sys as s\ns.path.append('x')",
        "import sys\nsys.meta_path.append(x)",
        "site.addsitedir('x')",
        "pkgutil.iter_modules()",
        "importlib.util.spec_from_file_location('a', 'b.py')",
        "import subprocess",
        "from subprocess import run",
        "os.system('python a.py')",
        "import pickle\npickle.load(f)",
        "get_ipython().run_line_magic('run', 'a.py')",
        "get_ipython().run_line_magic('load_ext', 'a')",
        "get_ipython().run_line_magic(nombre, '')",
        "get_ipython().run_cell_magic('time', '', 'import a')",
        "get_ipython().system('ls')",
        "get_ipython().run_line_magic('time', 'import')",
    ],
)
def test_lo_que_no_se_puede_seguir(texto: str) -> None:
    assert leer_python(texto).opaco


@pytest.mark.parametrize(
    "texto",
    [
        "import re\nre.compile('x')",
        "tabla.eval('a + b')",
        "modelo.eval()",
        "import platform\nplatform.system()",
        "import sys\nsys.argv",
        "import os.path\nos.path.join('a', 'b')",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "def evaluar(x):\n    return x",
        "importlib.reload(m)",
    ],
)
def test_lo_que_se_sigue_sin_problema(texto: str) -> None:
    assert not leer_python(texto).opaco


def test_lo_que_no_compila_no_importa_nada() -> None:
    assert leer_python("import a\ndef") == CodigoVisto()
    assert leer_python("import a\0") == CodigoVisto()


def test_los_literales_cortos_y_de_una_linea() -> None:
    assert leer_python("f('datos.csv', 'a\\nb', b'x', f'{a}.txt', '', 3)").literales == {"datos.csv", ".txt"}
    assert not leer_python(repr("x" * 256)).literales


@pytest.mark.parametrize(
    "texto",
    [
        "os.environ['X'] = '1'",
        "from os import environ",
        "os.putenv('X', '1')",
        "get_ipython().run_line_magic('env', 'X=1')",
    ],
)
def test_lo_que_toca_el_entorno(texto: str) -> None:
    assert leer_python(texto).toca_entorno
    assert not leer_python("import os\nos.getcwd()").toca_entorno


def test_una_importacion_es_un_valor() -> None:
    assert leer_python("from .a import b").importaciones == {Importacion("a", ("b",), 1)}


# ——— Las órdenes de IPython ———

CELDAS = [
    "%pwd\nimport a",
    "%matplotlib inline\nimport a, b",
    "%time import a",
    "x = %time f()\nimport a",
    "a, b = %pwd",
    "if x:\n    %run a.py\nimport b",
    "!ls\nimport a\nos.environ['X'] = '1'",
    "x = !ls\nimport a",
    "import a\nprint?",
    "import a\nd['clave']?",
    "import a\n??x",
    "%%capture c\nimport a",
    "  import a\n  %pwd",
    "  import a\nimport b",
    "\n\n  import a\n  import b",
    "import a\n%env X=1",
    "%config InlineBackend.figure_formats = ['svg']\nimport a",
    "%matplotlib inline\n# ¿y esto? ¡claro!\nimport a",
    "%matplotlib inline\nx = (17\n  %pwd)\nimport a",
    "%time \\\nimport a",
    "import a\n/f b",
    ">>> import a",
    "In [1]: import a",
    "import a\nx = '''\n%run b\n'''\n%pwd",
    "await f()\nimport a",
    "import a\nreturn 5",
    "esto no es Python",
    "def",
]


TRADUCTOR = TransformerManager()  # type: ignore[no-untyped-call]  # IPython no dice sus tipos


@pytest.mark.parametrize("celda", CELDAS)
def test_una_celda_con_ordenes_se_lee_como_ipython_la_traduce_o_es_opaca(celda: str) -> None:
    try:
        suyo = leer_python(TRADUCTOR.transform_cell(celda))
    except SyntaxError:
        suyo = CodigoVisto()
    mio = leer_celda(celda)
    assert mio.opaco >= suyo.opaco and mio.toca_entorno >= suyo.toca_entorno
    if not mio.opaco:
        assert (mio.importaciones, mio.literales) == (suyo.importaciones, suyo.literales)


def test_solo_es_opaco_lo_que_no_se_puede_seguir() -> None:
    opacas = [celda for celda in CELDAS if leer_celda(celda).opaco]
    assert opacas == [
        "if x:\n    %run a.py\nimport b",
        "!ls\nimport a\nos.environ['X'] = '1'",
        "x = !ls\nimport a",
        "import a\nprint?",
        "import a\nd['clave']?",
        "import a\n??x",
        "%%capture c\nimport a",
        "%matplotlib inline\nx = (17\n  %pwd)\nimport a",
        "%time \\\nimport a",
        "import a\n/f b",
        ">>> import a",
        "In [1]: import a",
    ]
    for celda in ("!ls\nimport a", "import a\nprint?", "%run b.py\nimport a"):
        assert Importacion("a") in leer_celda(celda).importaciones  # la versión de `a` cuenta igual
