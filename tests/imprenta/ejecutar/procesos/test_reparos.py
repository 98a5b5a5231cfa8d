"""Lo que no demuestra nada: una expresión que da lo mismo con otra página, o que la cambia."""

import math
from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.ejecutar.procesos.reparos import reparo_de


class Red:
    def __init__(self) -> None:
        self.W, self.n, self.capas = np.eye(3), 9, [1, 2, 3]

    def f(self, x: Any) -> Any:
        return x * 2

    def __call__(self, x: Any) -> Any:
        return x + 1

    def __len__(self) -> int:
        return 3


class Raro(dict[str, int]):
    """No se deja ni copiar ni preguntar."""

    def __copy__(self) -> Any:
        raise RuntimeError


def g(x: Any) -> Any:
    return x * x


def pagina() -> dict[str, Any]:
    """Los nombres de una página cualquiera."""
    return {
        "np": np, "math": math, "Fraction": Fraction, "h": math.sqrt, "g2": np.exp, "g": g, "Red": Red,
        "p": 0.7310585786, "x": 4, "b": True, "n": None, "fr": Fraction(1, 3), "s": "hola que tal",
        "a": [1, 2, 3], "t": (1, 2), "xs": ["uno", "dos"], "m": [[1, 2], [3, 4]], "cc": [True] * 6,
        "d": {"a": 1, "b": 2.5}, "c": Counter("abca"), "A": np.arange(6.0).reshape(3, 2), "I": np.eye(3),
        "M": np.array([[2.0, 1], [1, 3]]), "v": np.array([0.1, 0.7, 0.2]), "red": Red(), "it": iter([1, 2]),
        "rng": np.random.default_rng(0), "N": 10**400, "raro": Raro(), "grande": np.ones(2_000_000),
    }  # fmt: skip


VACUAS = [
    "p*0+0.99",
    "(p, 0.99)[1]",
    "p and 0.99",
    "type(p)(0.99)",
    "x*0 == 0",
    "0 <= abs(x)",
    "x > 0 or x <= 0",
    "all(y > 9 for y in [x][1:])",
    "x == x",
    "isinstance(x, object)",
    "True if x else True",
    "np.array([0.73])",
    "Fraction(73,100)",
    "p/p*0.99",
    "p - p + 0.99",
    "p**0*0.99",
    "int(p > -1e308)*0.99",
    "np.sign(p)**2*0.99",
    "0.99 + (p != p)",
    'f"{p*0+.99:.2f}"',
    "v.sum()*0+0.99",
    "len(a)*0+3",
    "g(3)*0+0.99",
    "red.n*0+1",
    "red(2)*0+1",
    "np.abs(x) >= 0",
    "x**2 >= 0",
    "len(a) >= 0",
    "math.sqrt(p)*0+0.99",
    "{True: .99}[p == p]",
    "a and 0.99",
    "s and 0.99",
    "[0.99 for _ in [p]][0]",
    "max(0.99, p*0)",
    "not (x and not x)",
    "x is x",
    "x in [x]",
    "g(x)*0 == 0",
    "x > 0 and x*0 == 0",
    "(v*0 == 0).all()",
    "np.allclose(v*0, 0)",
    "len(s) > -1",
    "(lambda z: 0.99)(p)",
    "dict(z=p, w=0.99)['w']",
    "round(p*0+0.99, 2)",
    "b or not b",
    "any([b, True])",
    "str(s)[:0] + 'x'",
    "np.array([p*0+0.99])",
    "p if False else 0.99",
    "[p, .99][-1]",
    "(A*0+1).mean()",
    "len([p, p])",
    'len(str(x)[:0]+"abcd")',
    'float("0.73")',
    "np.float64(0.73)",
    "fr*0+1",
    "x != x+1",
    "x < x+1",
    "x == 4 or x != 4",
    "p >= p",
    "len(a) == len(a)",
    "a == a[:]",
    "set() <= set(a)",
    "all(k == k for k in a)",
    "bool(a) or True",
    "np.exp(p) > 0",
    "x in {x}",
    "min(a) <= max(a)",
    "np.isfinite(x*0)",
    "complex(p).imag",
    "x.__class__(3)",
    "(x-x)+7",
    "x//x*3",
    "sorted(a)[0] <= sorted(a)[-1]",
    "np.zeros(3).sum() + x*0",
    "p % 1 < 1",
    'Fraction("0.73")',
    'np.array(["0.73"]).astype(float)[0]',
    "np.full(3, 0.73)[0]",
    "np.asarray(0.73)",
    'x*0+len("abcd")',
    "sum([x*0, .73])",
    "next(iter([.73, x]))",
    ".73 or x",
    "np.where(x > 0, 0.99, 0.99)",
    "x.real*0+1",
    "(N, 3)[1]",
    "N*0 + 3",
    "(raro, 3)[1]",
    "grande.sum()*0 + 3",
]
CONSTANTES = {
    'np.array([0.73])', 'Fraction(73,100)', 'float("0.73")', 'np.float64(0.73)', 'Fraction("0.73")',
    'np.array(["0.73"]).astype(float)[0]', 'np.full(3, 0.73)[0]', 'np.asarray(0.73)',
}  # fmt: skip
BUENAS = [
    "p",
    "x",
    "a",
    "A",
    "A.shape",
    "A.shape[1]",
    "A.ndim",
    "A.size",
    "A.dtype == np.float64",
    "len(a)",
    "sum(a)",
    "a[0]",
    "a[-1]",
    "d['a']",
    "len(d)",
    "'a' in d",
    "s",
    "len(s)",
    "s.count('a')",
    "s.count('q')",
    "s.count('q') == 0",
    "s.startswith('h')",
    "red.n",
    "red.W.sum()",
    "red.W.shape[0]",
    "len(red)",
    "len(red.capas)",
    "red.f(3)",
    "red(2)",
    "g(3)",
    "g(3) == 9",
    "isinstance(red, Red)",
    "isinstance(x, int)",
    "hasattr(red, 'n')",
    "callable(g)",
    "b",
    "not n",
    "n is None",
    "len(xs[0])",
    "v.argmax()",
    "np.isclose(v.sum(), 1)",
    "np.isfinite(v).all()",
    "(v > 0).all()",
    "x > 0",
    "x != 3",
    "len(a) == 3",
    "len(a) > 0",
    "len(a) == len(v)",
    "A.shape == (3, 2)",
    "np.linalg.matrix_rank(A)",
    "len(set(xs)) == len(xs)",
    "xs == ['uno', 'dos']",
    "c['a']",
    "c.most_common(1)[0][0]",
    "max(a) <= 3",
    "sorted(a) == a",
    "set(a) <= {1,2,3}",
    "math.sqrt(2)",
    "math.pi",
    "np.exp(1)",
    "a.index(2)",
    "np.round(p, 2)",
    "int(p*100)",
    'f"{p:.2f}"',
    "[g(k) for k in a]",
    "np.allclose(g(v), v**2)",
    "all(k > 0 for k in a)",
    "x % 2 == 0",
    "math.isfinite(p)",
    "Red().n",
    "Red().n == 9",
    "g.__name__ == 'g'",
    "t[0] < t[1]",
    "type(x).__name__",
    "s.split()[0]",
    "(A.T @ A).trace()",
    "np.all(np.diff(a) > 0)",
    "A[0, 1]",
    "1/p",
    "x/2",
    "h(x)",
    "g2(x)",
    "x//3",
    "p < 0.8",
    "0 <= p <= 1",
    "len(s.split())",
    "list(d)",
    "list(d.values())",
    "max(d, key=d.get)",
    "red.W[0][0]",
    "sum(1 for _ in a)",
    "a[x-3]",
    "v @ v",
    "all(len(q) == 3 for q in xs)",
    "x.bit_length()",
    "x is not None and x > 3",
    "np.array_equal(v, np.array([.1,.7,.2]))",
    "'abc'[x-3]",
    "math.comb(10, 3)",
    "sum(g(k) for k in range(4))",
    "g(x) == g(x+0)",
    "np.argsort(v)",
    "abs(x)",
    "np.linalg.det(M)",
    "np.linalg.inv(M)[0,0]",
    "(M == M.T).all()",
    "np.linalg.matrix_rank(I)",
    "np.trace(I)",
    "I.any()",
    "np.count_nonzero(I)",
    "fr",
    "fr.denominator",
    "all(cc) and len(cc) == len(v)*2",
    "len(m[0])",
    "len(m) == len(m[0])",
    "all(len(f) == 2 for f in m)",
    'not {"z","y"} & set(d)',
    '"verde" not in xs',
    '"q" not in s',
    "x not in a",
    "7 not in a",
    "not any(k < 0 for k in a)",
    "max(xs, key=len)",
    "np.unique(a).size",
    "np.mean(cc)",
    "len(set(s))",
    "x == 4",
    "x == int(x)",
    "p != 0",
    "v.min() >= 0",
    "np.argmax(v) == 1",
    "round(x/3)",
    "bin(x)",
    "hex(x) == '0x4'",
    "str(x)",
    "sum(map(g, a))",
    "np.linalg.norm(v) < 1",
    "sum(b for b in cc)",
    "np.linalg.eigvalsh(M)[0] > 0",
    "np.allclose(M, M.T)",
    "np.isnan(v).any() == False",
    "not np.isnan(v).any()",
    "list(range(x))",
    "len(range(x))",
    "x in range(10)",
    "(a[0], a[1]) == (1, 2)",
    "dict(zip(xs, a))['dos']",
    "{k: k*k for k in a}[2]",
    "[*d][0]",
    "d.get('z') is None",
    "'z' not in d",
    "isinstance(a, list)",
    "type(a) is list",
    "len(str(x))",
    "np.sign(x)",
    "x & 1 == 0",
    "~x",
    "-x",
    "divmod(x, 3)[1]",
    "N % 7",
    "not isinstance(x, str)",
    "not isinstance(a, (dict, str))",
    "not callable(x)",
    "not hasattr(x, 'append')",
    "len(str(N))",
    "grande.sum()",
    "np.exp(-v * 1e5).sum() + x",
]
CAMBIAN = {
    "a.append(4) or 4": "a",
    "next(it)": "it",
    "rng.normal()": "rng",
    "d.update(z=1) or 3": "d",
    "c.update('a') or 3": "c",
    "m[0].append(1) or 3": "m",
    "globals().update(q=1) or 3": "q",
    "A.fill(3) or 3": "A",
    "grande.fill(3) or 3": "grande",
    "red.capas.sort() or np.add.at(v, 0, 1) or 3": "v",
}


@pytest.mark.parametrize("expresion", VACUAS)
def test_da_lo_mismo_con_otra_pagina(expresion: str) -> None:
    assert reparo_de(expresion, pagina()) == ("constante" if expresion in CONSTANTES else "indiferente")


@pytest.mark.parametrize("expresion", BUENAS)
def test_depende_de_la_pagina(expresion: str) -> None:
    assert reparo_de(expresion, pagina()) == ""


@pytest.mark.parametrize("expresion", CAMBIAN)
def test_cambia_la_pagina(expresion: str) -> None:
    assert reparo_de(expresion, pagina()) == f"cambia {CAMBIAN[expresion]}"


@pytest.mark.parametrize("expresion", ["x == 5", "no_esta", "1 / 0 * x", "x > 0 and x == 5"])
def test_lo_falso_y_lo_que_no_se_puede_calcular_ya_tienen_su_falta(expresion: str) -> None:
    assert reparo_de(expresion, pagina()) == ""


NUMEROS = st.floats(-100, 100).filter(lambda n: abs(n) > 0.01).map(lambda n: round(n, 3))
NOMBRES = st.sampled_from(["x", "y", "abs(x)", "y[0]", "f(x)"])
OPERACIONES = st.lists(st.tuples(st.sampled_from("+-*"), NOMBRES), max_size=5)


def cuenta(primero: str, operaciones: list[tuple[str, str]]) -> str:
    """`((x + y[0]) * f(x))` y otras así."""
    for operacion, nombre in operaciones:
        primero = f"({primero} {operacion} {nombre})"
    return primero


SUMAS = st.builds(cuenta, NOMBRES, OPERACIONES)


@given(SUMAS, NUMEROS, NUMEROS, st.lists(NUMEROS, min_size=1, max_size=4))
def test_multiplicar_por_cero_no_demuestra_nada(e: str, c: float, x: float, y: list[float]) -> None:
    """Se anule como se anule, y se compare como se compare."""
    nombres = {"x": x, "y": np.array(y), "f": lambda z: z + 1}
    for vacua in (f"{e} * 0 + {c}", f"{c} - ({e}) * 0", f"({e}, {c})[1]", f"({e})**0 * {c}"):
        assert reparo_de(vacua, nombres) == "indiferente", vacua
    for vacua in (f"np.all(({e}) * 0 == 0)", f"np.all(({e})**2 >= 0)", f"np.all(0 <= abs({e}))"):
        assert reparo_de(vacua, nombres | {"np": np}) == "indiferente", vacua


@given(NUMEROS, NUMEROS, NUMEROS)
def test_una_cuenta_que_usa_la_pagina_si_demuestra(a: float, b: float, x: float) -> None:
    nombres = {"x": x, "f": lambda z: z + 1, "xs": [x, a, b]}
    for buena in (
        f"{a} * x + {b}",
        f"f({a}) - {b}",
        f"{a} / x",
        "max(xs)",
        "len(xs)",
        "abs(x)",
        f"x > {x - 1}",
    ):
        assert reparo_de(buena, nombres) == "", buena
