"""Lo fortuito: qué llamadas dan otra cosa cada vez, y cuáles, aunque lo parezcan, no cuentan."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pasos import TEMPLADAS, Ejecutor, guion, pregunta, textos

from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.ejecutar.procesos.mensajes import MensajeIlegible, descifrado
from imprenta.libro.modelo import Consulta, Fortuito

LO_SON = {
    "random.random()": ("azar", "random.random"),
    "random.shuffle([1, 2])": ("azar", "random.shuffle"),
    "random.seed()": ("azar", "random.seed"),
    "random.seed(None)": ("azar", "random.seed"),
    "random.Random()": ("azar", "random.Random"),
    "random.SystemRandom().random()": ("sorteo", "random.SystemRandom"),
    "[*map(random.choice, [[1, 2]])]": ("azar", "random.choice"),
    "np.random.rand()": ("azar", "np.random.rand"),
    "np.random.shuffle([1, 2])": ("azar", "np.random.shuffle"),
    "np.random.sample()": ("azar", "np.random.sample"),
    "np.random.seed()": ("azar", "np.random.seed"),
    "np.random.default_rng()": ("azar", "np.random.default_rng"),
    "np.random.default_rng(seed=None)": ("azar", "np.random.default_rng"),
    "np.random.RandomState()": ("azar", "np.random.RandomState"),
    "np.random.PCG64()": ("azar", "un generador de np.random"),
    "np.random.SeedSequence()": ("azar", "un generador de np.random"),
    "os.urandom(2)": ("sorteo", "os.urandom"),
    "secrets.token_hex(2)": ("sorteo", "secrets.token_hex"),
    "secrets.choice([1, 2])": ("sorteo", "secrets.choice"),
    "uuid.uuid4()": ("sorteo", "uuid.uuid4"),
    "time.time()": ("reloj", "time.time"),
    "time.perf_counter_ns()": ("reloj", "time.perf_counter_ns"),
    "time.localtime()": ("reloj", "time.localtime"),
    "time.strftime('%Y')": ("reloj", "time.strftime"),
    "timeit.timeit('1', number=1)": ("reloj", "timeit.timeit"),
    "datetime.datetime.now()": ("reloj", "datetime.datetime.now"),
    "datetime.datetime.now(datetime.timezone.utc)": ("reloj", "datetime.datetime.now"),
    "datetime.datetime.today()": ("reloj", "datetime.datetime.today"),
    "datetime.date.today()": ("reloj", "datetime.date.today"),
    "os.environ['PATH']": ("entorno", 'os.environ["PATH"]'),
    "os.environ.get('NO_ESTA')": ("entorno", 'os.environ["NO_ESTA"]'),
    "os.getenv('NO_ESTA')": ("entorno", 'os.environ["NO_ESTA"]'),
    "'NO_ESTA' in os.environ": ("entorno", 'os.environ["NO_ESTA"]'),
    "dict(os.environ)": ("entorno", "os.environ"),
    "open('p.md').read()": ("propia", "p.md"),
    "os.system('cat p.md > /dev/null')": ("propia", "p.md"),
}
NO_LO_SON = {
    "con semilla": "random.Random(3).random(), random.Random(x=0), np.random.default_rng(0).random()",
    "con semilla, los de antes": "np.random.RandomState(3).rand(), np.random.PCG64(3), np.random.MT19937(1)",
    "los de todos, sembrados": "np.random.seed(3)\nrandom.seed('a')\nnp.random.rand(), random.random()",
    "los de todos, puestos donde estaban": "estado = np.random.get_state(), random.getstate()\n"
    "np.random.set_state(estado[0])\nrandom.setstate(estado[1])\nnp.random.rand(), random.random()",
    "de un momento dado": "time.localtime(0), time.gmtime(0), time.strftime('%Y', time.gmtime(0))\n"
    "datetime.datetime(2020, 1, 1) + datetime.timedelta(1), datetime.date.fromordinal(1)",
    "esperar": "time.sleep(0)",
    "identificadores de un nombre": "uuid.uuid5(uuid.NAMESPACE_DNS, 'a')",
    "lo que se mide": "%timeit -n1 -r1 sum(range(9))",
    "una celda que se mide": "%%time\nsum(range(9))",
    "un archivo temporal": "import tempfile\ntempfile.mkdtemp()\ntempfile.TemporaryFile().close()",
    "una bitácora": "import logging\nlogging.getLogger('a').warning",
    "una figura": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.close()",
    "un hilo": "import threading\nhilo = threading.Thread(target=abs, args=[1])\nhilo.start()\nhilo.join(3)",
    "otro programa": "import subprocess\nsubprocess.run(['true'], check=True, timeout=9)",
    "varios procesos": "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(1) as pila:\n"
    "    pila.map(abs, [1])",
    "una variable que la imprenta fija": "os.environ['COLUMNS'], os.getenv('PYTHONHASHSEED')",
    "una variable que ha puesto ella": "os.environ['MIA'] = '1'\nos.environ['MIA']",
    "el orden de un conjunto": "list({'a', 'b', 'c'}), hash('a')",
    "otro archivo": "open('/dev/null').read(), os.path.exists('p.md')",
}
IMPORTA = "import datetime, os, random, secrets, time, timeit, uuid\nimport numpy as np"


Fortuitas = Callable[..., tuple[Fortuito, ...]]


@pytest.fixture(params=[(), TEMPLADAS], ids=["sola", "templada"])
def fortuitos(request: pytest.FixtureRequest, vivero: Vivero, raiz: Path) -> Fortuitas:
    """Lo fortuito de una página, con NumPy ya importado en su semillero o sin importar."""
    (raiz / "book" / "p.md").write_text("# P\n", encoding="utf-8")
    (raiz / "code" / "dados.py").write_text("import random\n\ntirar = lambda: random.random()\n")

    def fortuitos(*pasos: str | Consulta) -> tuple[Fortuito, ...]:
        ejecucion = conducir(vivero, raiz / "book" / "p.md", guion(*pasos), 20, request.param)
        assert ejecucion.falta is None, ejecucion.traza
        return ejecucion.fortuitos

    return fortuitos


@pytest.mark.parametrize("codigo", LO_SON)
def test_se_apunta_con_su_lugar(fortuitos: Fortuitas, codigo: str) -> None:
    clase, llamada = LO_SON[codigo]
    lugar = () if clase == "propia" else (1, 4)
    assert fortuitos(IMPORTA, "1", f"if 1:\n\t ({codigo})") == (Fortuito(clase, llamada, 2, *lugar),)


@pytest.mark.parametrize("codigo", NO_LO_SON.values(), ids=list(NO_LO_SON))
def test_lo_que_no_cambia_nada_no_se_apunta(fortuitos: Fortuitas, codigo: str) -> None:
    assert fortuitos(IMPORTA, codigo) == ()


def test_el_lugar_es_el_de_la_pagina_aunque_llame_el_codigo_del_libro(fortuitos: Fortuitas) -> None:
    celdas = "import dados, random", "def f():\n    return [dados.tirar()]", "1", "f()"
    assert fortuitos(*celdas) == (Fortuito("azar", "random.random", 1, 1, 13, "code/dados.py:3"),)


def test_una_pregunta_tambien_llama(fortuitos: Fortuitas) -> None:
    assert fortuitos("import time", pregunta("time.time()")) == (Fortuito("reloj", "time.time", 1),)


def test_cada_llamada_se_dice_una_vez_por_sitio(fortuitos: Fortuitas) -> None:
    codigo = "import random\nfor _ in range(9):\n    random.random(), random.random()\nrandom.random()"
    assert [(f.linea, f.columna) for f in fortuitos(codigo)] == [(2, 5), (2, 22), (3, 1)]


@pytest.mark.parametrize("modulo", ["random", "np.random"])
def test_una_biblioteca_que_gasta_el_azar_de_todos(fortuitos: Fortuitas, modulo: str) -> None:
    """Y no cuenta si la página lo ha sembrado."""
    gastar = f"eval(compile('{modulo}.random()', json.__file__, 'eval'))"
    importar = "import json, random\nimport numpy as np"
    assert fortuitos(importar, gastar, gastar) == (Fortuito("biblioteca", modulo, 1),)
    assert fortuitos(importar, f"{modulo}.seed(1)\n{gastar}") == ()


def test_el_azar_de_todos_empieza_siempre_igual(vivero: Vivero, raiz: Path) -> None:
    """Se importe antes o después, y se siembre lo que se siembre en otra página."""
    celdas = guion("import random\nimport numpy as np\nrandom.random(), float(np.random.rand())")
    dadas = [conducir(vivero, raiz / "book" / "p.md", celdas, 20, b).salidas for b in ((), TEMPLADAS)]
    assert dadas[0] == dadas[1] != ()


def test_lo_que_se_vigila_sigue_siendo_lo_que_era(fortuitos: Fortuitas, ejecutar: Ejecutor) -> None:
    """Se deja mandar a otro proceso, explicar y heredar."""
    codigo = (
        "import datetime, pickle, random\nimport numpy as np\n"
        "d = datetime.datetime(2020, 1, 1)\nr = np.random.RandomState(3)\n"
        "(pickle.loads(pickle.dumps(np.random.rand)) is np.random.rand, np.random.rand.__name__,"
        " type(d) is datetime.datetime, pickle.loads(pickle.dumps(d)) == d,"
        " isinstance(np.random.mtrand._rand, np.random.RandomState), type(r).__name__,"
        " pickle.loads(pickle.dumps(r)).rand() == r.rand(),"
        " random.Random(1).random() == random.Random(1).random())"
    )
    assert textos(ejecutar(codigo)) == ["(True, 'rand', True, True, True, 'RandomState', True, True)"]


def test_un_nucleo_no_puede_decir_cualquier_cosa_de_lo_fortuito() -> None:
    for hecho in (["azar"], ["otra", "a", None, ""], ["azar", 1, None, ""], ["azar", "a", [0], ""], 3):
        fin = {"output_type": "fin", "numero": 1, "error": None, "visto": {"fortuitos": {"a": hecho}}}
        with pytest.raises(MensajeIlegible):
            descifrado(json.dumps(fin).encode())
