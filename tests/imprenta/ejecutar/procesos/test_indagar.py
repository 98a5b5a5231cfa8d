"""Lo que se mira de una página: con qué sigue una expresión, cuánto vale y dónde está escrita."""

import os
import socket
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from imprenta.ejecutar.procesos.indagar import TARDA, indagar
from imprenta.ejecutar.procesos.resumido import LETRAS_DE_UN_VALOR

CODIGO = '''\
"""Unas cuentas."""
import functools
from dataclasses import dataclass

ANCHO = 3


def doble(n, veces=2):
    """El doble de algo.

    O más.
    """
    return n * veces


@functools.lru_cache
def recordada(n):
    return n


@dataclass(frozen=True)
class Red:
    """Una red."""

    capas: int = 4

    @property
    def hondura(self):
        """Cuántas."""
        raise SystemExit

    def adelante(self):
        return 1
'''


class Par(NamedTuple):
    alta: Any
    baja: Any


class Torcido:
    def __init__(self) -> None:
        self.lado = 3

    @property
    def cuesta(self) -> int:
        """Lo que cuesta."""
        raise SystemExit

    def __repr__(self) -> str:
        return "t" * 10**7


@pytest.fixture
def cuentas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    archivo = tmp_path / "cuentas.py"
    archivo.write_text(CODIGO, encoding="utf-8")
    modulo = types.ModuleType("cuentas", "Unas cuentas.")
    modulo.__file__ = str(archivo)
    monkeypatch.setitem(sys.modules, "cuentas", modulo)
    exec(compile(CODIGO, str(archivo), "exec"), modulo.__dict__)
    return modulo


@pytest.fixture
def pagina(cuentas: types.ModuleType) -> dict[str, Any]:
    return {
        "pesos": np.array([[0.73, 0.27], [0.5, 0.5]]),
        "alto": {"azul": 1, "verde": [2, 3]},
        "par": Par(1, [0.5]),
        "torcido": Torcido(),
        "muchos": list(range(10**6)),
        "cuentas": cuentas,
        "red": cuentas.Red(),
        "In": [],
        "_oculto": 1,
    }


def nombres(pagina: dict[str, Any], texto: str) -> tuple[int, list[str]]:
    dicho = indagar({"que": "nombres", "texto": texto}, pagina)
    return dicho["desde"], [uno["nombre"] for uno in dicho["nombres"]]


def test_sin_nada_escrito_se_ofrecen_los_nombres_de_la_pagina(pagina: dict[str, Any]) -> None:
    desde, ofrecidos = nombres(pagina, "")
    assert desde == 0
    assert ofrecidos[:7] == ["alto", "cuentas", "muchos", "par", "pesos", "red", "torcido"]
    assert "len" in ofrecidos
    assert not {"In", "_oculto"} & set(ofrecidos)


@pytest.mark.parametrize(
    ("texto", "desde", "ofrecidos"),
    [
        ("max(pe", 4, ["pesos"]),
        ("2 * par.", 8, ["alta", "baja", "count", "index"]),
        ("alto[", 5, ["'azul'", "'verde'"]),
        ("-alto['ve", 6, ["'verde'"]),
        ("alto['verde'][", 14, ["0", "1"]),
        ("par.baja[", 9, ["0"]),
        ("pesos[0].sh", 9, ["shape"]),
        ("cuentas.", 8, ["ANCHO", "Red", "dataclass", "doble", "functools", "recordada"]),
        ("red.", 4, ["adelante", "capas", "hondura"]),
        ("torcido.", 8, ["cuesta", "lado"]),
        ("cuentas.doble(pesos[0", 20, ["0"]),
        ("nadie.", 6, []),
        ("cuentas.doble(1).", 17, []),
    ],
)
def test_se_ofrece_lo_que_puede_seguir(
    pagina: dict[str, Any], texto: str, desde: int, ofrecidos: list[str]
) -> None:
    assert nombres(pagina, texto) == (desde, ofrecidos)


def test_cada_nombre_dice_que_es(pagina: dict[str, Any]) -> None:
    fichas = {
        uno["nombre"]: uno for uno in indagar({"que": "nombres", "texto": "cuentas."}, pagina)["nombres"]
    }
    doble = {"nombre": "doble", "clase": "función", "tipo": "function", "valor": "(n, veces=2)"}
    assert fichas["doble"] == doble | {"doc": "El doble de algo."}
    ancho = {"nombre": "ANCHO", "clase": "variable", "tipo": "int", "valor": "3", "doc": ""}
    assert fichas["ANCHO"] == ancho
    de_red = {
        uno["nombre"]: uno["clase"] for uno in indagar({"que": "nombres", "texto": "red."}, pagina)["nombres"]
    }
    assert de_red == {"adelante": "método", "capas": "atributo", "hondura": "propiedad"}


def test_un_valor_se_dice_en_pocas_letras(pagina: dict[str, Any]) -> None:
    def valor(expresion: str) -> dict[str, Any]:
        return indagar({"que": "valor", "expresion": expresion}, pagina)

    dicho = "array([[0.73, 0.27], [0.5 , 0.5 ]])"
    assert valor("pesos") == {"tipo": "ndarray", "valor": dicho, "forma": [2, 2], "doc": ""}
    assert valor("cuentas.doble(4)") == {"tipo": "int", "valor": "8", "forma": [], "doc": ""}
    assert valor("muchos")["valor"] == "[0, 1, 2, 3, 4, 5, 6, 7, ...]"
    assert len(valor("torcido")["valor"]) <= LETRAS_DE_UN_VALOR
    assert valor("cuentas.doble")["doc"] == "El doble de algo."


@pytest.mark.parametrize(
    ("expresion", "error"),
    [
        ("nadie", "NameError: name 'nadie' is not defined"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("torcido.cuesta", "SystemExit"),
        ("sum(1 for _ in iter(int, 1))", TARDA),
        ("__import__('os')._exit(3)", TARDA),
    ],
)
def test_lo_que_no_se_puede_evaluar_dice_por_que(pagina: dict[str, Any], expresion: str, error: str) -> None:
    assert indagar({"que": "valor", "expresion": expresion}, pagina) == {"error": error}


@pytest.mark.parametrize(
    ("expresion", "escrito"),
    [
        ("cuentas", '"""Unas cuentas."""'),
        ("cuentas.ANCHO", "ANCHO = 3"),
        ("cuentas.doble", "def doble(n, veces=2):"),
        ("cuentas.recordada", "def recordada(n):"),
        ("cuentas.Red", "class Red:"),
        ("red.capas", "    capas: int = 4"),
        ("red.hondura", "    def hondura(self):"),
        ("red.adelante", "    def adelante(self):"),
        ("pesos", ""),
        ("pesos.mean", ""),
        ("nadie", ""),
        ("1 +", ""),
    ],
)
def test_se_sabe_donde_esta_escrito(
    pagina: dict[str, Any], cuentas: types.ModuleType, expresion: str, escrito: str
) -> None:
    dicho = indagar({"que": "definicion", "expresion": expresion}, pagina)
    if escrito:
        assert dicho == {"archivo": cuentas.__file__, "linea": CODIGO.splitlines().index(escrito) + 1}
    else:
        assert dicho == {}


def test_la_pagina_no_nota_que_se_mire() -> None:
    azar, veces = np.random.default_rng(1), list[int]()
    pagina: dict[str, Any] = {"azar": azar, "veces": veces}
    antes = azar.bit_generator.state
    for expresion in ("azar.normal()", "veces.append(1)", "globals().update(veces=3)", "(veces := 3)"):
        indagar({"que": "valor", "expresion": expresion}, pagina)
    assert azar.bit_generator.state == antes
    assert pagina == {"azar": azar, "veces": []}


@pytest.mark.parametrize(
    ("expresion", "suceso"),
    [
        ("os.kill(os.getppid(), 0)", "os.kill"),
        ("os.fork()", "os.fork"),
        ("os.system('true')", "os.system"),
        ("socket.create_connection(('127.0.0.1', 9))", "socket.connect"),
        ("subprocess.run(['true'])", "subprocess.Popen"),
    ],
)
def test_lo_que_se_mira_no_sale_de_su_proceso(expresion: str, suceso: str) -> None:
    pagina = {"os": os, "socket": socket, "subprocess": subprocess}
    hallado = indagar({"que": "valor", "expresion": expresion}, pagina)
    assert hallado == {"error": f"PermissionError: {suceso}"}
