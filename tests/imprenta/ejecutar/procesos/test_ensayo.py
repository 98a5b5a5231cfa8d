"""El ensayo de lo que la prosa pregunta: la página no lo nota, y lo que en él se tuerce no la tuerce."""

import random
from pathlib import Path

import numpy as np
import pytest
from pasos import Ejecutor, pregunta, textos

from imprenta.libro.modelo import Respuesta

VACUA = "x * 0 + 3"


def reparos(respuestas: tuple[Respuesta, ...]) -> list[str]:
    return [respuesta.reparo for respuesta in respuestas]


def test_cada_pregunta_se_prueba_con_la_pagina_de_entonces(ejecutar: Ejecutor) -> None:
    pasos = ["x = 3", pregunta(VACUA), pregunta("x"), "x = [3]", pregunta("x[0]"), pregunta("len(x) * 0 + 3")]
    ejecucion = ejecutar(*pasos)
    assert [r.valor for r in ejecucion.respuestas] == [3, 3, 3, 3]
    assert reparos(ejecucion.respuestas) == ["indiferente", "", "", "indiferente"]


ANTES = """
import os, random, itertools
import numpy as np
import matplotlib.pyplot as plt
random.seed(1), np.random.seed(1)
rng, cuenta, veces = np.random.default_rng(1), itertools.count(), []
def f():
    veces.append(1)
    open('escrito.txt', 'a').write('a')
    plt.plot([1]), print('ruido'), os.write(1, b'ruido')
    return rng.normal() + random.random() + np.random.rand() + next(cuenta)
"""
DESPUES = """
print(len(veces), next(cuenta), rng.normal(), random.random(), np.random.rand(), len(plt.get_fignums()))
print(os.path.getsize('escrito.txt'))
plt.close(), os.remove('escrito.txt');
"""


def test_la_pagina_no_nota_lo_que_se_le_pregunta(ejecutar: Ejecutor) -> None:
    """Ni en su memoria, ni en su azar, ni en lo que imprime; en el disco escribe una vez."""
    azar = np.random.default_rng(1).normal(), random.Random(1).random(), np.random.RandomState(1).rand()
    ejecucion = ejecutar(ANTES, pregunta("f()"), pregunta("len(veces)"), DESPUES)
    assert [respuesta.valor for respuesta in ejecucion.respuestas] == [sum(azar), 1]
    assert textos(ejecucion)[-1] == f"0 0 {' '.join(map(str, azar))} 0\n1\n"
    assert ejecucion.fortuitos == ()


def test_la_pagina_no_tiene_hijos_que_no_sean_suyos(ejecutar: Ejecutor) -> None:
    codigo = "import os\ntry:\n    print(os.waitpid(-1, os.WNOHANG))\n"
    codigo += "except ChildProcessError:\n    print('ninguno')"
    assert textos(ejecutar("x = 3", pregunta("x"), codigo)) == ["", "ninguno\n"]


EN_EL_ENSAYO = "import os\ndef ensaya(): return os.path.samestat(os.fstat(1), os.stat(os.devnull))\nx = 3\n"
TORCIDAS = {
    "tarda": "def f():\n    while ensaya(): pass\n    return 3",
    "muere": "def f():\n    ensaya() and os._exit(3)\n    return 3",
    "lanza lo que no debe": "def f():\n    if ensaya():\n        raise SystemExit\n    return 3",
}


@pytest.mark.parametrize("codigo", TORCIDAS.values(), ids=list(TORCIDAS))
def test_lo_que_se_tuerce_en_el_ensayo_no_tuerce_la_pagina(
    ejecutar: Ejecutor, monkeypatch: pytest.MonkeyPatch, codigo: str
) -> None:
    pasos = [EN_EL_ENSAYO + codigo, pregunta("f()"), pregunta(VACUA), "x"]
    ejecucion = ejecutar(*pasos)
    assert reparos(ejecucion.respuestas) == ["", "indiferente"]
    assert textos(ejecucion)[-1] == "3"


def test_lo_que_la_pagina_le_hace_al_interprete_no_lo_ciega(ejecutar: Ejecutor) -> None:
    estropeado = (
        "import builtins, os, random\nx = 3\nbuiltins.sorted = builtins.map = os.fork = random.Random = None"
    )
    assert reparos(ejecutar(estropeado, pregunta(VACUA), pregunta("x")).respuestas) == ["indiferente", ""]


def test_el_codigo_del_libro_tambien_se_envenena(ejecutar: Ejecutor, raiz: Path) -> None:
    (raiz / "code" / "medidas.py").write_text(
        "ancho = 3\ndef doble(n): return 2 * n\nclass Red:\n    capas = 2\n"
    )
    expresiones = {
        "medidas.ancho": "", "medidas.doble(3)": "", "doble(3)": "", "Red.capas": "", "Red().capas == 2": "",
        "medidas.ancho * 0 + 1": "indiferente", "doble(3) * 0 + 1": "indiferente",
        "os.path.sep * 0 + 'a'": "constante",
    }  # fmt: skip
    importa = "import medidas, os\nfrom medidas import doble, Red"
    ejecucion = ejecutar(importa, *map(pregunta, expresiones))
    assert dict(zip(expresiones, reparos(ejecucion.respuestas), strict=True)) == expresiones
