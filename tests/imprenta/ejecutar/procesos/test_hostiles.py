"""Una página puede estropear su intérprete como quiera: a lo más falla ella, con su lugar."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from pasos import guion, pregunta, textos

from imprenta.ejecutar.procesos.atalaya import se_puede_mirar
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.ejecutar.procesos.mensajes import MensajeIlegible, descifrado
from imprenta.libro.modelo import Ejecucion, Visto

VISTO = json.dumps(asdict(Visto())).encode()

# La celda empieza en la línea 10; detrás van una consulta y otra celda.
INOFENSIVAS = {
    "json.dumps": "import json\njson.dumps = lambda *a, **k: '{}'",
    "json.loads": "import json\njson.loads = None",
    "os.write": "import os\nos.write = None\nprint('a', end='')",
    "os.getpid": "import os\nos.getpid = lambda: 1\nprint('a', end='')",
    "os._exit": "import os\nos._exit = lambda codigo: None\nos.fork()",
    "sys.stdin": "import sys\nsys.stdin = None",
    "open": "import builtins\nbuiltins.open = None",
    "sorted": "import builtins\nbuiltins.sorted = lambda *a, **k: []",
    "las señales": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "signal.pthread_sigmask = None",
    "threading.Lock": "import threading\nthreading.Lock = None",
    "time.monotonic": "import time\ntime.monotonic = lambda: 0",
    "otro bucle": "import asyncio\nasyncio.set_event_loop(asyncio.new_event_loop())",
    "un bucle dentro de otro": "import nest_asyncio2 as nest, asyncio\nnest.apply()\n"
    "async def f(): return 3\nasyncio.run(f());",
    "socket": "import socket\nsocket.socket = None",
    "un hijo que sigue": "import os\nos.fork()",
    "un hijo que falla": "import os\nif os.fork() == 0:\n    1 / 0",
    "otra cuenta de celdas": "get_ipython().execution_count = 50",
    "claves que no son textos": "display({1: 'a', 'text/plain': ''}, raw=True)",
    "parejas por claves": "display({'application/json': {(1, 2): 3}, 'text/plain': ''}, raw=True)",
    "NaN": "display({'application/json': {'a': float('nan')}, 'text/plain': ''}, raw=True)",
    "líneas": "display({'text/plain': ['', '']}, raw=True)",
}
DANINAS = {
    "len": ("import builtins\nbuiltins.len = max", "10:1: el núcleo manda un mensaje que no se entiende"),
    "print": ("import builtins\nbuiltins.print = None", "60:1: TypeError: 'NoneType' object is not callable"),
    "todo": ("import builtins\nvars(builtins).clear()", "10:1: el núcleo ha muerto (código 1)"),
    "los descriptores": (
        "import os\nos.closerange(3, 256)",
        "10:1: OSError: [Errno 9] Bad file descriptor",
    ),
    "todos los descriptores": ("import os\nos.closerange(3, 4096)", "10:1: el núcleo ha muerto (código 1)"),
    "basura en los descriptores": (
        "import os\nfor n in range(512, 600):\n    try:\n        os.write(n, b'\\0\\0\\0\\2{}')\n"
        "    except OSError:\n        pass",
        "10:1: el núcleo manda un mensaje que no se entiende",
    ),
    "el bucle parado": (
        "import asyncio\nasyncio.get_event_loop().stop()\nawait asyncio.sleep(0.01)",
        "10:1: RuntimeError: Event loop stopped before Future completed.",
    ),
    "salir": ("import sys\nsys.exit('adiós')", "11:1: SystemExit: adiós"),
    "Ctrl-C": ("x = 1\nraise KeyboardInterrupt", "11:1: KeyboardInterrupt"),
    "una raíz propia": ("class Suya(BaseException):\n    pass\nraise Suya('x')", "12:1: Suya: x"),
    "sin texto": (
        "class Muda(Exception):\n    def __str__(self):\n        raise SystemExit\n    __repr__ = __str__\n"
        "raise Muda",
        "12:9: SystemExit",
    ),
    "sin nombre": (
        "class Meta(type):\n    @property\n    def __name__(cls):\n        raise ValueError('no')\n"
        "class Rara(Exception, metaclass=Meta):\n    pass\nraise Rara",
        "13:9: ValueError: no",
    ),
    "muy larga": ("raise ValueError('x' * 5_000_000)", f"10:1: ValueError: {'x' * 487}…"),
    "más larga": ("raise ValueError('x' * 30_000_000)", "10:1: la celda escribe más de 20 MB"),
    "con medio par": ("raise ValueError('\\ud800')", "10:1: ValueError: \ufffd"),
    "escribe medio par": (
        "import sys\nprint('\\ud800')",
        "11:1: UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 0: "
        "surrogates not allowed",
    ),
    "datos que no lo son": ("display([1], raw=True)", "10:1: TypeError: data must be a dict, got: [1]"),
    "un nombre que no lo es": (
        "display(1, display_id=['a'])",
        "10:1: el núcleo manda un mensaje que no se entiende",
    ),
    "una imagen que no lo es": (
        "display({'image/png': 'no'}, raw=True)",
        "10:1: la celda da una salida «image/png» que no está en base 64",
    ),
    "una imagen que es un número": (
        "display({'image/png': 5}, raw=True)",
        "10:1: la celda da una salida «image/png» que no es un texto",
    ),
    "unos metadatos que no lo son": (
        "display({'image/png': 'aaaa'}, raw=True, metadata={'image/png': 5})",
        "10:1: la celda da unos metadatos de «image/png» que no lo son",
    ),
    "muy hondo": (
        "x = []\nfor _ in range(900):\n    x = [x]\ndisplay({'application/json': x}, raw=True)",
        "10:1: el núcleo manda un mensaje que no se entiende",
    ),
    "otra con nombre de celda": (
        "x = 1\nexec(compile('1 / 0', '<celda 99>', 'exec'))",
        "10:1: ZeroDivisionError: division by zero",
    ),
    "más allá del final": (
        "x = 1\nexec(compile('\\n' * 80 + '1 / 0', '<celda 1>', 'exec'))",
        "10:1: ZeroDivisionError: division by zero",
    ),
    "mata a su padre": (
        "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)",
        "10:1: el proceso que prepara las páginas ha muerto (señal SIGKILL): ¿falta memoria?",
    ),
}
# Lo que digan depende de qué use antes IPython de lo que les falta.
IMPREVISIBLES = {
    "los módulos": "import sys\nfor nombre in list(sys.modules):\n    sys.modules[nombre] = None",
    "ningún módulo": "import sys\nsys.modules.clear()",
    "isinstance": "import builtins\nbuiltins.isinstance = lambda *a: False",
    "nada es nada": "import builtins\ndel builtins.isinstance, builtins.getattr, builtins.str",
    "sin len": "import builtins\ndel builtins.len",
    "sin flujos": "import sys\ndel sys.stdout, sys.stderr",
    "sin rastros": "get_ipython().showtraceback = None\n1 / 0",
    "sin conexión": "import gc\n[o.close() for o in gc.get_objects() if type(o).__name__ == 'Connection']",
    "poca pila": "import sys\nsys.setrecursionlimit(60)",
}
# No terminan: unas dicen dónde estaban y otras no atienden a nadie.
ETERNAS = {
    "espera": ("import asyncio\nwhile True:\n    await asyncio.sleep(0.01)", "12:5"),
    "espera en otra función": (
        "import asyncio\nasync def f():\n    await asyncio.Event().wait()\nawait f()",
        "12:5",
    ),
    "espera pase lo que pase": (
        "import asyncio\nwhile True:\n    try:\n        await asyncio.sleep(0.01)\n"
        "    except BaseException:\n        pass",
        "10:1",
    ),
    "sigue pase lo que pase": (
        "while True:\n    try:\n        while True:\n            pass\n    "
        "except KeyboardInterrupt:\n        pass",
        "10:1",
    ),
    "no oye": ("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass", "10:1"),
    "no deja oír": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\nwhile True:\n    pass",
        "10:1",
    ),
    "muere al oír": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\nwhile True:\n    pass",
        "10:1",
    ),
    "en C": ("sum(range(10**12))", "10:1"),
    "otro hilo": (
        "import threading\nhilo = threading.Thread(target=threading.Event().wait)\nhilo.start()\nhilo.join()",
        "13:1",
    ),
    "parada": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "10:1"),
}


def ejecutada(vivero: Vivero, raiz: Path, celda: str, segundos: float = 20) -> Ejecucion:
    """Una página que empieza por esa celda; detrás, otra sana prueba que a las demás no les pasa nada."""
    pasos = guion(celda, pregunta("1 + 1"))
    ejecucion = conducir(
        vivero, raiz / "book" / "p.md", (*pasos, *guion(*[""] * 5, "print('sigue')")[5:]), segundos
    )
    sana = conducir(vivero, raiz / "book" / "p.md", guion("3"), 20)
    assert (sana.falta, textos(sana)) == (None, ["3"])
    return ejecucion


@pytest.mark.parametrize("que", INOFENSIVAS)
def test_lo_que_la_pagina_cambia_no_lo_usa_la_imprenta(vivero: Vivero, raiz: Path, que: str) -> None:
    ejecucion = ejecutada(vivero, raiz, INOFENSIVAS[que])
    assert ejecucion.falta is None
    assert [respuesta.valor for respuesta in ejecucion.respuestas] == [2]
    assert textos(ejecucion)[-1] == "sigue\n"


@pytest.mark.parametrize("que", DANINAS)
def test_lo_que_la_pagina_estropea_es_una_falta_suya(vivero: Vivero, raiz: Path, que: str) -> None:
    celda, falta = DANINAS[que]
    ejecucion = ejecutada(vivero, raiz, celda)
    assert str(ejecucion.falta) == f"book/p.md:{falta}"
    ejecucion.traza.encode()


@pytest.mark.parametrize("que", IMPREVISIBLES)
def test_lo_que_no_se_sabe_que_estropea_tambien(vivero: Vivero, raiz: Path, que: str) -> None:
    falta = ejecutada(vivero, raiz, IMPREVISIBLES[que], 5).falta
    assert falta is None or (str(falta.ruta), falta.linea in range(10, 61)) == ("book/p.md", True)
    assert "\n" not in str(falta)


@pytest.mark.parametrize("que", ETERNAS)
def test_lo_que_no_termina_es_una_falta_suya(vivero: Vivero, raiz: Path, que: str) -> None:
    celda, lugar = ETERNAS[que]
    assert (
        str(ejecutada(vivero, raiz, celda, 0.5).falta) == f"book/p.md:{lugar}: la celda no termina en 0.5 s"
    )


@pytest.mark.skipif(not se_puede_mirar(), reason="aquí no hay atalaya")
@pytest.mark.parametrize(
    "dicho",
    [
        "b''",
        "b'3'",
        "b'[]'",
        "b'{}'",
        "b'\\xff'",
        "b'[' * 50_000",
        'b\'{"de": 0, "soy": 1}\'',
        'b\'{"de": [], "soy": 1, "apunta": false}\'',
        'b\'{"de": 0, "soy": 1, "apunta": true, "raiz": "/", "propia": [0, 0]}\'',
    ],
)
def test_la_atalaya_no_muere_de_lo_que_le_digan(vivero: Vivero, raiz: Path, dicho: str) -> None:
    (raiz / "datos.txt").write_text("dos\n", encoding="utf-8")
    celda = f"""
import contextlib, os, socket
for n in range(512, 600):
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(n)) as enchufe:
        if enchufe.type == socket.SOCK_SEQPACKET:
            print(enchufe.send({dicho}) == len({dicho}))
"""
    dice = conducir(vivero, raiz / "book" / "p.md", guion(celda), 20)
    assert (dice.falta, textos(dice)) == (None, ["True\n"])
    mira = conducir(vivero, raiz / "book" / "p.md", guion("!cat ../datos.txt"), 20)
    assert (mira.falta, textos(mira)) == (None, ["dos\r\n"])
    assert str(raiz / "datos.txt") in mira.visto.leidos


@pytest.mark.parametrize(
    "octetos",
    [
        b"",
        b"3",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"output_type": []}',
        b'{"output_type": "stream"}',
        b'{"output_type": "stream", "name": "otro", "text": ""}',
        b'{"output_type": "stream", "name": "stdout", "text": ["a"]}',
        b'{"output_type": "error", "ename": "a", "evalue": "b", "traceback": [1]}',
        b'{"output_type": "display_data", "data": [], "metadata": {}, "nombre": null}',
        b'{"output_type": "display_data", "data": {"application/json": NaN}, "metadata": {}, "nombre": null}',
        b'{"output_type": "clear_output", "espera": 1}',
        b'{"output_type": "fin"}',
        b'{"output_type": "fin", "visto": {"leidos": []}}',
        b'{"output_type": "fin", "visto": {"leidos": {"a": 3}}}',
        b'{"output_type": "fin", "visto": {"otros": {}}}',
        b'{"output_type": "fin", "visto": VISTO, "numero": "1"}',
        b'{"output_type": "fin", "visto": VISTO, "error": {}}',
        b'{"output_type": "fin", "visto": VISTO, "respuesta": {"valor": 1}}',
        b'{"output_type": "fin", "visto": VISTO, "respuesta": {"valor": {}, "texto": "", "error": null}}',
        *(
            b'{"output_type": "fin", "visto": VISTO, "respuesta": {"valor": %b, "texto": "", "error": null}}'
            % valor
            for valor in (
                b'{"exacto": ["0x1"]}',
                b'{"exacto": ["0x1", "0x0"]}',
                b'{"exacto": ["0x1", "-0x2"]}',
                b'{"exacto": ["1", "2"]}',
                b'{"exacto": [1, 2]}',
                b'{"exacto": "0x1"}',
                b'{"otra": ["0x1", "0x2"]}',
                b'{"exacto": ["0x1", "0x2"], "aproximado": ["0x1", "0x2"]}',
            )
        ),
        b'{"output_type": "fin", "visto": VISTO, "error": '
        b'{"linea": "", "rastro": "", "memoria": false, "lugar": [1]}}',
    ],
)
def test_lo_que_no_se_entiende(octetos: bytes) -> None:
    with pytest.raises(MensajeIlegible):
        descifrado(octetos.replace(b"VISTO", VISTO))


def test_un_final_puede_valer_infinito() -> None:
    respuesta = {"valor": float("inf"), "texto": "inf", "error": None}
    octetos = b'{"output_type": "fin", "visto": VISTO, "respuesta": '
    octetos += b'{"valor": Infinity, "texto": "inf", "error": null}}'
    assert descifrado(octetos.replace(b"VISTO", VISTO))["respuesta"] == respuesta
