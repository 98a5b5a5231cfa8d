"""La resiembra: sembrar con `s` es sembrar con `(s, k)`, la siembre quien la siembre."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pasos import TEMPLADAS, guion, pregunta, textos

from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.libro.modelo import Ejecucion

IMPORTA = "import random\nimport numpy as np"
K = 7
# Cómo se siembra, y lo mismo con la semilla 7, escrito a mano.
SIEMBRAS: dict[str, Callable[[], float]] = {
    "np.random.rand()": lambda: np.random.RandomState([0, K]).rand(),
    "random.random()": lambda: random.Random(repr((0, K))).random(),
    "np.random.default_rng(3).random()": lambda: np.random.default_rng([3, K]).random(),
    "np.random.default_rng(seed=3).random()": lambda: np.random.default_rng([3, K]).random(),
    "np.random.default_rng([3, 4]).random()": lambda: np.random.default_rng([3, 4, K]).random(),
    "np.random.default_rng(np.int64(3)).random()": lambda: np.random.default_rng([3, K]).random(),
    "np.random.default_rng(2**70).random()": lambda: np.random.default_rng([2**70, K]).random(),
    "np.random.default_rng(np.random.default_rng(3)).random()": lambda: np.random.default_rng(
        [3, K]
    ).random(),
    "np.random.Generator(np.random.PCG64(3)).random()": lambda: np.random.default_rng([3, K]).random(),
    "np.random.default_rng(np.random.SeedSequence(3)).random()": lambda: np.random.default_rng(
        [3, K]
    ).random(),
    "np.random.default_rng(np.random.SeedSequence(entropy=3).spawn(2)[1]).random()": lambda: (
        np.random.default_rng(np.random.SeedSequence([3, K, K], spawn_key=(1,))).random()
    ),  # la hija de una semilla es otra semilla: también se corre
    "np.random.default_rng(3).spawn(1)[0].random()": lambda: (
        np.random.default_rng([3, K]).spawn(1)[0].random()
    ),
    "np.random.Generator(np.random.Philox(3)).random()": lambda: np.random.Generator(
        np.random.Philox([3, K])
    ).random(),
    "np.random.RandomState(3).rand()": lambda: np.random.RandomState([3, K]).rand(),
    "np.random.RandomState(np.random.MT19937(3)).rand()": lambda: np.random.RandomState(
        np.random.MT19937([3, K])
    ).rand(),
    "(r := np.random.RandomState(1), r.seed(3))[0].rand()": lambda: np.random.RandomState([3, K]).rand(),
    "(np.random.seed(3), np.random.rand())[1]": lambda: np.random.RandomState([3, K]).rand(),
    "random.Random(3).random()": lambda: random.Random(repr((3, K))).random(),
    "random.Random('a').random()": lambda: random.Random(repr(("a", K))).random(),
    "(r := random.Random(1), r.seed(3))[0].random()": lambda: random.Random(repr((3, K))).random(),
    "(random.seed(3), random.random())[1]": lambda: random.Random(repr((3, K))).random(),
    "(random.seed(a=3), random.random())[1]": lambda: random.Random(repr((3, K))).random(),
}
SIN_CAMBIO = (
    "sum(range(9))",
    "isinstance(np.random.mtrand._rand, np.random.RandomState)",
    "isinstance(np.random.default_rng(1).bit_generator, np.random.PCG64)",
    "np.random.RandomState.__name__, np.random.default_rng.__name__",
)
Resembrada = Callable[..., Ejecucion]


@pytest.fixture(params=[(), TEMPLADAS], ids=["sola", "templada"])
def resembrada(request: pytest.FixtureRequest, vivero: Vivero, raiz: Path) -> Resembrada:
    """Lo que dan unas celdas con una semilla, con NumPy ya importado en su semillero o sin importar."""

    def resembrada(k: int | None, *celdas: str) -> Ejecucion:
        pasos = guion(IMPORTA, *celdas)
        ejecucion = conducir(vivero, raiz / "book" / "p.md", pasos, 20, request.param, k)
        assert ejecucion.falta is None, ejecucion.traza
        return ejecucion

    return resembrada


def test_cada_semilla_se_corre(resembrada: Resembrada) -> None:
    celdas = [f"float({siembra})" for siembra in SIEMBRAS]
    de_otra, la_suya, sin_mas = (textos(resembrada(k, *celdas))[1:] for k in (K, 0, None))
    assert dict(zip(SIEMBRAS, map(float, de_otra), strict=True)) == {s: da() for s, da in SIEMBRAS.items()}
    assert la_suya == sin_mas
    assert not set(la_suya) & set(de_otra)


def test_lo_que_no_es_azar_no_cambia(resembrada: Resembrada) -> None:
    assert textos(resembrada(K, *SIN_CAMBIO)) == textos(resembrada(None, *SIN_CAMBIO))


def test_se_apunta_si_hay_azar_y_solo_si_lo_hay(resembrada: Resembrada) -> None:
    assert resembrada(0, "np.random.default_rng(1)").visto.resembrados == {"np.random": None}
    assert resembrada(K, "random.seed(1)").visto.resembrados == {"random": None}
    assert resembrada(0, "np.arange(3)", "random.Random").visto.resembrados == {}


def test_las_bibliotecas_que_ya_tomaron_el_generador_tambien(vivero: Vivero, raiz: Path) -> None:
    """Como `from numpy.random import default_rng` en un módulo ya importado cuando nace la página."""
    (raiz / "code" / "sembrador.py").write_text(
        "from numpy.random import default_rng\nfrom random import Random, seed\n"
        "def dado(semilla=3):\n    return default_rng(semilla).random()\n"
    )
    pasos = guion("import sembrador", "float(sembrador.dado())")
    dado = [textos(conducir(vivero, raiz / "book" / "p.md", pasos, 20, TEMPLADAS, k))[1] for k in (0, K)]
    assert list(map(float, dado)) == [
        np.random.default_rng(3).random(),
        np.random.default_rng([3, K]).random(),
    ]


def test_los_generadores_se_mandan_a_otro_proceso(resembrada: Resembrada) -> None:
    hechos = "np.random.RandomState(3)", "np.random.PCG64(3)", "np.random.default_rng(3)", "random.Random(3)"
    celda = (
        f"import pickle\n[isinstance(pickle.loads(pickle.dumps(g)), type(g)) for g in ({', '.join(hechos)},)]"
    )
    assert textos(resembrada(K, celda))[1] == "[True, True, True, True]"


@pytest.mark.parametrize("semilla", ["-1", "1.5", "'a'"])
def test_la_semilla_que_no_vale_sigue_sin_valer(vivero: Vivero, raiz: Path, semilla: str) -> None:
    pasos = guion(IMPORTA, f"np.random.default_rng({semilla})")
    fallos = [conducir(vivero, raiz / "book" / "p.md", pasos, 20, TEMPLADAS, k).falta for k in (None, K)]
    assert all(
        fallo is not None and fallo.mensaje.startswith(("TypeError", "ValueError")) for fallo in fallos
    )


def test_una_pregunta_tambien_se_resiembra(vivero: Vivero, raiz: Path) -> None:
    pasos = guion(IMPORTA, pregunta("np.random.default_rng(3).random()"))
    dadas = conducir(vivero, raiz / "book" / "p.md", pasos, 20, TEMPLADAS, K).respuestas
    assert dadas[0].dato == np.random.default_rng([3, K]).random()
