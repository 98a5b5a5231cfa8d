"""Los mutantes de un módulo: qué se cambia, que solo se cambia una cosa y qué se deja como está."""

import ast

import pytest

from imprenta.repasar.codigo_mutado import MutanteDeCodigo, mutantes_de

MODULO = '''\
"""Un módulo con un poco de todo."""
import numpy as np
from matplotlib.axes import Axes

TOPE: int = 3


def media(x: "list[int]", peso: float = 0.5, *, desde: int = -1) -> float:
    """La media, con su peso."""
    if not x:
        raise ValueError(f"hacen falta {2} datos o más")
    total = 0.0
    for valor in x[1:]:
        total += (
            valor  # con su comentario * y todo
            * peso
        ) ** 2
    return total / len(x) if total > desde and x is not None else -total


class Caja:
    def poner(self, ñandú: float) -> "Caja":
        self.valor = [ñandú, ñandú - 1]
        self.cosas.append(ñandú @ 2)
        return self

    def texto(self) -> str:
        return "vale " + f"{self.valor * 3:.2f}"


def exigir(cumple: bool) -> None:
    """Se queja."""
    if cumple == 0:
        raise ValueError


def con_cuidado(x: int) -> int:
    exigir(x > 0)
    assert x > 1
    return [y for y, _ in zip([x], [2], strict=True)][0]


def dibujar(ax: Axes) -> None:
    ax.plot(_puntos(3))


def _puntos(n: int) -> list[int]:
    return [_uno(n) * 2]


def _uno(n: int) -> int:
    return n + 1
'''
MUTANTES = mutantes_de(MODULO)


def cambios(funcion: str) -> list[str]:
    return [f"{m.viejo} → {m.nuevo}" for m in MUTANTES if m.funcion == funcion]


@pytest.mark.parametrize("mutante", MUTANTES, ids=lambda m: f"{m.linea}:{m.columna}:{m.viejo}:{m.nuevo}")
def test_un_mutante_es_el_mismo_modulo_con_una_sola_cosa_cambiada(mutante: MutanteDeCodigo) -> None:
    fuente = mutante.cambio.aplicado(MODULO)
    assert ast.dump(ast.parse(fuente)) != ast.dump(ast.parse(MODULO))
    assert fuente.count("\n") == MODULO.count("\n")
    distintas = [
        (orden, otra)
        for orden, otra in zip(_ordenes(MODULO), _ordenes(fuente), strict=True)
        if ast.dump(orden) != ast.dump(otra)
    ]
    assert len(distintas) == 1


def _ordenes(fuente: str) -> list[ast.AST]:
    """Las órdenes más pequeñas y las cabeceras de las demás, sin lo que llevan dentro."""
    ordenes: list[ast.AST] = []
    for nodo in ast.walk(ast.parse(fuente)):
        if isinstance(nodo, ast.stmt) and not hasattr(nodo, "body"):
            ordenes.append(nodo)
        elif isinstance(nodo, ast.FunctionDef):
            ordenes.append(nodo.args)
        elif isinstance(nodo, ast.If):
            ordenes.append(nodo.test)
        elif isinstance(nodo, ast.For):
            ordenes.append(nodo.iter)
    return ordenes


def test_las_sondas_tambien_se_entienden() -> None:
    for mutante in MUTANTES:
        if mutante.sonda is not None:
            assert ast.parse(mutante.sonda.aplicado(MODULO))


def test_se_dice_donde_esta_lo_que_cambia() -> None:
    lineas = MODULO.splitlines()
    for mutante in MUTANTES:
        aqui = lineas[mutante.linea - 1][mutante.columna - 1 :]
        assert aqui.startswith(mutante.viejo.split("…")[0][:6])
        assert mutante.linea in mutante.lineas or "=" in lineas[mutante.linea - 1]


def test_que_se_cambia_en_una_funcion() -> None:
    assert cambios("media") == [
        "0.5 → 1.5",
        "0.5 → 1.0",
        "0.5 → -0.5",
        "1 → 2",
        "1 → -1",
        "0.0 → 1",
        "1 → 2",
        "1 → -1",
        "total += ( valor # con su comentario * y todo * peso ) ** 2 → ",
        "+= → -=",
        "* → /",
        "** → *",
        "2 → 3",
        "2 → 4",
        "2 → -2",
        "return total / len(x) if total > desde and x is not None else -tot… → "
        "return -(total / len(x) if total > desde and x is not None else -tot…)",
        "/ → *",
        "> → >=",
        "> → <",
        "and → or",
        "is not → is",
        "-total → total",
    ]


def test_se_borra_lo_que_solo_deja_algo_hecho() -> None:
    assert cambios("Caja.poner") == [
        "self.valor = [ñandú, ñandú - 1] → ",
        "- → +",
        "1 → 2",
        "1 → -1",
        "self.cosas.append(ñandú @ 2) → ",
        "@ → *",
        "2 → 3",
        "2 → 4",
        "2 → -2",
        "return self → return -(self)",
    ]


def test_ni_los_textos_ni_las_quejas_ni_los_dibujos_se_cambian() -> None:
    assert {m.funcion for m in MUTANTES} == {"media", "Caja.poner", "con_cuidado"}
    assert "x > 0" not in " ".join(cambios("con_cuidado"))
    assert not any(m.viejo in ("True", "not x") for m in MUTANTES)


def test_lo_que_se_comparte_con_quien_no_dibuja_si_se_cambia() -> None:
    fuente = MODULO + "\n\ndef cuenta() -> int:\n    return _puntos(1)[0]\n"
    assert {"_puntos", "_uno"} <= {m.funcion for m in mutantes_de(fuente)}


def test_un_bucle_o_un_condicional_se_alcanza_por_su_cabecera() -> None:
    fuente = "def f(x):\n    while x > 1:\n        x -= 1\n    if x == 3: x += 1\n    return g\n"
    lineas = {(m.linea, m.viejo): m.lineas for m in mutantes_de(fuente)}
    assert lineas[2, ">"] == range(2, 3)
    assert lineas[3, "-="] == range(3, 4)
    assert lineas[4, "=="] == lineas[4, "+="] == range(4, 5)


def test_un_valor_de_serie_se_alcanza_con_su_funcion_y_revienta_al_usarse() -> None:
    (mutante, *_) = mutantes_de("def f(x, si=False):\n    y = x\n    return y\n")
    assert (mutante.viejo, mutante.nuevo, mutante.lineas) == ("False", "True", range(2, 4))
    assert mutante.sonda is not None
    espacio: dict[str, object] = {}
    exec(mutante.sonda.aplicado("def f(x, si=False):\n    y = x\n    return si and y\n"), espacio)
    assert callable(espacio["f"])
    assert espacio["f"](1, False) is False
    with pytest.raises(TypeError, match="NoneType"):
        espacio["f"](1)


def test_las_mismas_cosas_siempre() -> None:
    assert mutantes_de(MODULO) == MUTANTES
