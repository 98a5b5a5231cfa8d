"""La forma de un módulo cambia con lo que hace y no con cómo está escrito."""

import ast
from pathlib import Path

import pytest

from imprenta.ejecutar.dependencias.forma import Formas, forma_de
from imprenta.libro.disco import CASA

CODIGO = sorted(CASA.parent.rglob("*.py"))
IGUALES = [
    ("x = 1", "# -- uno --\n\nx=(1)  # dos\n"),
    ("x = 1", '"""Uno."""\nx = 1'),
    (
        "def f():\n    return 1",
        'def f():\n    """Uno.\n\n    >>> f()\n    """\n\n    return (\n        1\n    )',
    ),
    ("class A:\n    x = 1", 'class A:\n    "Uno."\n    # dos\n    x = 1'),
    ("async def f(): x", 'async def f():\n    r"""\\sigma"""\n    x'),
    ("def f(): ''", "def f():\n    'otra'"),
    (
        "try:\n    def f(): x\nfinally: y",
        'try:\n    def f():\n        """Uno."""\n        x\nfinally:\n    y',
    ),
    (
        "match x:\n    case 1:\n        def f(): x",
        'match x:\n    case 1:\n        def f():\n            "1"\n            x',
    ),
    ("x = 'a'", 'x = "a"'),
    ("x = 'a\\nb'", "x = '''a\nb'''"),
]
DISTINTOS = [
    ("x = 1", "x = 2"),
    ("x = 1", "x = 1.0"),
    ("x = 1", "x = True"),
    ("x = 0.0", "x = -0.0"),
    ("x = 'a'", "x = b'a'"),
    ("x = 1", "y = 1"),
    ("x = 'ñ'", "x = 'n\u0303'"),
    ("f(a=1)", "f(b=1)"),
    ("import a", "from a import a"),
    ("def f(): x", "async def f(): x"),
    ("def f(): return 1", "def f():\n    'uno'\n    return 2"),
    ("x = '''# uno'''", "x = '''# dos'''"),
    ("x\n'uno'", "x\n'uno'\n'dos'"),
    ("if x:\n    a\nb", "if x:\n    a\n    b"),
    ("# -*- coding: utf-8 -*-\nx = 'ñ'", "# -*- coding: latin-1 -*-\nx = 'ñ'"),
    ("#!/bin/sh\n# coding=utf-8\nx = 'ñ'", "x = 'ñ'"),
    ("esto no es", "esto no es # Python"),
    ("x = '\x00'", "x = '\x00' "),
    ("'''Uno: \\d'''", "'''Uno: \\\\d'''"),  # el primero avisa al leerlo
]


@pytest.mark.parametrize(("uno", "otro"), IGUALES)
def test_lo_que_hace_lo_mismo(uno: str, otro: str) -> None:
    assert forma_de(uno.encode()) == forma_de(otro.encode())


@pytest.mark.parametrize(("uno", "otro"), DISTINTOS)
def test_lo_que_no_hace_lo_mismo(uno: str, otro: str) -> None:
    assert forma_de(uno.encode()) != forma_de(otro.encode())


@pytest.mark.parametrize("archivo", CODIGO, ids=lambda r: r.relative_to(CASA.parent).as_posix())
def test_el_codigo_de_verdad_escrito_de_otro_modo(archivo: Path) -> None:
    octetos = archivo.read_bytes()
    assert forma_de(ast.unparse(ast.parse(octetos)).encode()) == forma_de(octetos)
    assert forma_de(octetos + b"\nnuevo = 1\n") != forma_de(octetos)


def test_se_recuerda_de_una_vez_a_otra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    formas = Formas(tmp_path / "formas.json")
    suya = formas.de(b"x = 1")
    formas.guardar()
    monkeypatch.setattr("imprenta.ejecutar.dependencias.forma.forma_de", lambda _: "otra")
    recordadas = Formas(tmp_path / "formas.json")
    assert (recordadas.de(b"x = 1"), recordadas.de(b"x = 2")) == (suya, "otra")
    recordadas.guardar()
    (tmp_path / "formas.json").write_text("[3]", encoding="utf-8")
    assert Formas(tmp_path / "formas.json").de(b"x = 1") == "otra"
