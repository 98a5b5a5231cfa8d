"""La referencia: qué se lee de un módulo, adónde lleva cada nombre y qué hay detrás de una expresión."""

from pathlib import Path

import pytest

from imprenta.pintar.referencia.modulos import Referencia, donde_se_calcula, enlazables, leer_modulo
from imprenta.pintar.referencia.paginas import enlazar

CUENTAS = '''\
"""Cuentas.

Más cosas.
"""
from libro.base import uno

TOPE = 3
"""Hasta dónde se cuenta."""


def doble(x):
    """El doble de x.

    >>> doble(1)
    2
    """

    y = uno(x)
    return 2 * y


class Caja:
    """Una caja."""

    alto = 1

    def volumen(self):
        """Cuánto cabe."""
        return self.alto


def promesa():
    """Solo se promete."""
'''


@pytest.fixture
def referencia(tmp_path: Path) -> Referencia:
    libro = tmp_path / "libro"
    libro.mkdir()
    (libro / "__init__.py").write_text("from libro.cuentas import doble\n", encoding="utf-8")
    (libro / "base.py").write_text("def uno(x):\n    return x\n", encoding="utf-8")
    (libro / "cuentas.py").write_text(CUENTAS, encoding="utf-8")
    return Referencia(tmp_path, ["libro"])


def test_lee_cada_modulo_y_lo_que_dice(referencia: Referencia) -> None:
    assert list(referencia.modulos) == ["libro", "libro.base", "libro.cuentas"]
    modulo = referencia.modulos["libro.cuentas"]
    assert modulo.resumen == "Cuentas."
    assert modulo.constantes == 'TOPE = 3\n"""Hasta dónde se cuenta."""'
    assert modulo.propios == {"TOPE", "doble", "Caja", "promesa"}


def test_el_codigo_no_repite_la_docstring(referencia: Referencia) -> None:
    doble, caja, promesa = referencia.modulos["libro.cuentas"].piezas
    assert doble.fuente == "def doble(x):\n    y = uno(x)\n    return 2 * y"
    assert doble.docstring.startswith("El doble de x.")
    assert caja.fuente == "class Caja:\n    alto = 1\n\n    def volumen(self):\n        return self.alto"
    assert [(metodo.nombre, metodo.docstring) for metodo in caja.metodos] == [("volumen", "Cuánto cabe.")]
    assert promesa.fuente == 'def promesa():\n    """Solo se promete."""'  # sin ella no sería código


@pytest.mark.parametrize(
    ("nombre", "lugar"),
    [
        ("libro.cuentas.doble", ("libro.cuentas", "doble")),
        ("libro.doble", ("libro.cuentas", "doble")),  # el paquete lo trae de otro módulo
        ("libro.cuentas.uno", ("libro.base", "uno")),
        ("libro.cuentas.TOPE", ("libro.cuentas", "TOPE")),
        ("libro.cuentas", ("libro.cuentas", "")),
        ("libro.cuentas.nada", None),
        ("numpy.array", None),
    ],
)
def test_el_lugar_de_un_nombre(referencia: Referencia, nombre: str, lugar: tuple[str, str] | None) -> None:
    assert referencia.lugar(nombre) == lugar


IMPORTA = "from libro import doble\nfrom libro import cuentas as c\nimport numpy as np"


@pytest.mark.parametrize(
    ("celdas", "expresion", "detras"),
    [
        ([IMPORTA], "doble(2)", ["libro.cuentas.doble"]),
        ([IMPORTA], "c.doble(2)[0]", ["libro.cuentas.doble"]),
        ([IMPORTA, "z = doble(2)"], "z + np.pi", ["libro.cuentas.doble"]),
        ([IMPORTA, "z = doble(2)", "z = c.TOPE"], "z", ["libro.cuentas.TOPE"]),  # manda la última
        ([IMPORTA, "z = c.TOPE", "a, b = doble(z), 1"], "a", ["libro.cuentas.doble", "libro.cuentas.TOPE"]),
        ([IMPORTA, "z = z"], "z", []),
        # Lo que solo vive dentro de una lista o de una función no es lo de fuera, aunque se llame igual.
        ([IMPORTA, "n = 1", "dobles = [doble(n) for n in (1, 2)]"], "n", []),
        ([IMPORTA, "n = 1", "def f(n):\n    z = doble(n)\n    return z", "z = n"], "z", []),
        ([IMPORTA, "x = doble(1)", "g = lambda x: x"], "g(1)", []),
        # Y por lo que la página define se sigue hasta lo que usa por dentro.
        (
            [IMPORTA, "def f(n):\n    return doble(n)", "z = [f(n) for n in (1, 2)]"],
            "z",
            ["libro.cuentas.doble"],
        ),
        ([IMPORTA, "def f(n):\n    return doble(n)", "g = lambda n: f(n)"], "g(1)", ["libro.cuentas.doble"]),
        ([IMPORTA, "def f(doble):\n    return doble(1)"], "f(abs)", []),
        ([IMPORTA, "def doble(n):\n    return n"], "doble(2)", []),  # ya es otra
        ([IMPORTA, "doble = c.recordada(doble)"], "doble(2)", ["libro.cuentas.doble"]),
        (["%matplotlib inline"], "doble(2)", []),
        ([], "2 +", []),
    ],
)
def test_lo_que_hay_detras_de_una_expresion(
    referencia: Referencia, celdas: list[str], expresion: str, detras: list[str]
) -> None:
    assert referencia.detras(expresion, celdas) == detras


@pytest.mark.parametrize(
    ("celdas", "ocultas", "expresion", "donde"),
    [
        (["a = 1", "a = 2", "b = 3"], set(), "a", 1),  # manda la última que le da valor
        (["a = 1", "b = 3"], set(), "[a for a in b]", 1),  # y lo que solo vive dentro no cuenta
        (["a = 1", "b = 2"], set(), "a + b.max()", 1),
        (["a = 1", "b = 2", "c = a * 2"], {2}, "c", 0),  # una oculta lleva a las que se ven
        (["a = 1", "b = a", "c = b"], {1, 2}, "c", 0),
        (["a = 1", "def f(n):\n    return n * a", "c = f(2)"], {1, 2}, "c", 0),
        (["a = 1"], {0}, "a", None),
        (["from math import pi"], set(), "pi", None),
        (["a = 1", "a = a + 1"], {1}, "a", None),  # no se sigue a sí misma
        ([], set(), "2 +", None),
    ],
)
def test_la_celda_que_calcula_una_expresion(
    celdas: list[str], ocultas: set[int], expresion: str, donde: int | None
) -> None:
    se_ven = [n not in ocultas for n in range(len(celdas))]
    assert donde_se_calcula(expresion, celdas, se_ven) == donde


def test_un_nombre_que_la_pagina_cambia_no_lleva_al_codigo() -> None:
    assert enlazables([IMPORTA, "doble = 3"]) == {"c": "libro.cuentas", "np": "numpy"}
    assert enlazables([IMPORTA, "def doble(n):\n    return n"]) == {"c": "libro.cuentas", "np": "numpy"}


def pintado(nombre: str) -> str:
    return '<span class="o">.</span>'.join(f'<span class="n">{parte}</span>' for parte in nombre.split("."))


def test_se_enlaza_el_nombre_mas_largo_que_tiene_pagina() -> None:
    destino = {"m": "#m", "m.f": "#f"}.get
    assert enlazar(pintado("m.f"), destino) == '<a class="n fuente" href="#f">m.f</a>'
    assert enlazar(pintado("m.g"), destino) == (
        '<a class="n fuente" href="#m">m</a><span class="o">.</span><span class="n">g</span>'
    )
    assert enlazar(pintado("x.f"), destino) == pintado("x.f")


def test_la_clave_de_los_modulos_leidos_es_su_texto() -> None:
    assert leer_modulo("m", "def f(): pass").piezas != leer_modulo("m", "def g(): pass").piezas
