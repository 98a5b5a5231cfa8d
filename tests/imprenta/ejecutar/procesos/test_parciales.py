"""Qué elementos de una colección no mira una afirmación."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libros import CABECERA, celda, construir, escribir_libro

from imprenta.ejecutar.procesos.parciales import Parcial, parcial_de
from imprenta.ejecutar.procesos.reparos import reparo_de
from imprenta.juzgar.afirmaciones import habla_de_todos, reparo_a_la_afirmacion


class Neurona:
    def __init__(self) -> None:
        self.error = np.linspace(5, 1, 11)

    def vecinas(self) -> list[tuple[str, float]]:
        return [("mes", 0.9), ("año", 0.8), ("día", 0.7)]


def dobles(xs: list[int]) -> list[int]:
    return [2 * x for x in xs]


def pagina() -> dict[str, Any]:
    """Los nombres de una página en que todo baja de cinco a uno."""
    x = np.linspace(5, 1, 151)
    return {
        "np": np, "x": x, "M": np.outer(x, [1, 0.9, 0.8, 0.7]), "lista": list(x), "tupla": tuple(x),
        "xs": [5, 4, 3, 2, 1], "enteros": np.arange(10, 0, -1), "vivas": np.array([True] * 151),
        "pasos": (0, 75, 150), "verde": 1, "hasta": 2, "escalera": [9, 8, 7], "nombres": ["a", "b", "c"],
        "por_paso": {0: 1.0, 5: 2.0, 9: 3.0, 7: 4.0}, "errores": {"tanh": 1.0, "ReLU": 2.0},
        "filas": [[5, 4], [3, 2], [1, 1]], "neurona": Neurona(), "dobles": dobles, "larga": np.ones(20_000),
        "por_red": {"ReLU": x, "tanh": x + 1},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("afirmacion", "coleccion", "total", "vistos"),
    [
        ("x[0] > x[-1]", "x", 151, {0, 150}),
        ("x[[0, 75, 150]].max() < 6", "x", 151, {0, 75, 150}),
        ("x[::50].max() < 6", "x", 151, {0, 50, 100, 150}),
        ("np.all(x[1:] < 5)", "x", 151, {*range(1, 151)}),
        ("all(x[i] < 6 for i in (0, 5, 9))", "x", 151, {0, 5, 9}),
        ("all(x[i] < 6 for i in pasos)", "x", 151, {0, 75, 150}),
        ("x[list(pasos)].max() < 6", "x", 151, {0, 75, 150}),
        ("not any(x[i] > 6 for i in range(3))", "x", 151, {0, 1, 2}),
        ("np.diff(x)[0] < 0", "x", 151, {0, 1}),
        ("lista[0] > lista[75] > lista[150]", "lista", 151, {0, 75, 150}),
        ("tupla[0] < 6 and tupla[3] < 6", "tupla", 151, {0, 3}),
        ("enteros[0] > enteros[-1]", "enteros", 10, {0, 9}),
        ("vivas[0] and vivas[5]", "vivas", 151, {0, 5}),
        ("por_paso[0] < 6 and por_paso[5] < 6", "por_paso", 4, {0, 5}),
        ("M[[0, 75, 150]].max() < 6", "M", 151, {0, 75, 150}),
        ("all(M[i].max() < 6 for i in pasos)", "M", 151, {0, 75, 150}),
        ("M[0, 0] < 6", "M", 151, {0}),
        ("filas[0][0] > filas[-1][0]", "filas", 3, {0, 2}),
        ("neurona.error[0] > neurona.error[-1]", "neurona.error", 11, {0, 10}),
        ("por_red['ReLU'][0] > por_red['ReLU'][-1]", "por_red['ReLU']", 151, {0, 150}),
        ("dobles(xs)[0] > dobles(xs)[-1]", "dobles(xs)", 5, {0, 4}),
        ("xs[0] > 3 and len(xs) == 5", "xs", 5, {0}),
        ("larga[::1000].max() < 6", "larga", 20_000, {*range(0, 20_000, 1000)}),
    ],
)
def test_dice_cuales_no_se_miran(afirmacion: str, coleccion: str, total: int, vistos: set[int]) -> None:
    parcial = parcial_de(afirmacion, pagina())
    lugares = pagina()[coleccion] if coleccion == "por_paso" else range(total)
    assert parcial == Parcial(coleccion, total, tuple(i for i in lugares if i not in vistos))


@pytest.mark.parametrize(
    "afirmacion",
    [
        "x.max() < 6",
        "max(lista) < 6 and xs[0] > 3",
        "min(xs) > 0",
        "np.all(np.diff(x) < 0)",
        "np.all(x[1:] < x[:-1])",
        "all(a > b for a, b in zip(xs, xs[1:]))",
        "all(xs[i] > xs[i + 1] for i in range(len(xs) - 1))",
        "xs[0] > xs[1] > xs[2] > xs[3] > xs[4]",
        "sorted(x)[0] > 0",
        "np.sort(x)[-1] < 6",
        "(-np.sort(-x))[0] < 6",
        "np.median(x) < x[0]",
        "np.cumsum(x)[-1] < 1000",
        "(x > 4.9).any() and x[0] > 3",
        "min(x) > escalera[2] - 7",
        "np.sort(x * 2)[:3].min() > 1",
        # de lo que habla lo elige un nombre
        "x[verde] < 6",
        "x[:hasta].max() < 6",
        "x[x.argmax()] == 5",
        "x[vivas].max() < 6",
        "x[x > 2].max() < 6",
        "errores['tanh'] < 6",
        "errores['tanh'] < errores['ReLU']",
        "por_red['ReLU'].max() < 6",
        # de una fila se dice que cumple todo lo suyo
        "M[0].max() < 6",
        "(M[-1] > 0).all()",
        "np.all(M[0] > M[-1])",
        "M[:, 0].max() < 6",
        "M[0, :2].max() < 6",
        "all(n < 6 for n in filas[0])",
        # los rótulos no son datos
        "nombres[0] == 'a'",
        "neurona.vecinas()[0][0] == 'mes'",
        "nombres[xs[0] - 5] == 'a'",
        # ni lo son los números, ni lo falso, ni lo que no se toma por partes
        "xs[0] > 9",
        "xs[0] + 1",
        "len(xs) == 5",
        "xs",
        "verde == 1",
    ],
)
def test_lo_que_mira_todo_o_dice_de_que_habla_se_deja(afirmacion: str) -> None:
    assert parcial_de(afirmacion, pagina()) is None


@settings(max_examples=50)
@given(st.integers(2, 200), st.data())
def test_falta_justo_lo_que_no_se_nombra(total: int, datos: st.DataObject) -> None:
    vistos = datos.draw(st.sets(st.integers(0, total - 1), min_size=1, max_size=20))
    afirmacion = f"all(x[i] < 6 for i in {sorted(vistos)})"
    for x in (np.ones(total), [1] * total, tuple([0.5] * total), dict.fromkeys(range(total), 1.0)):
        parcial = parcial_de(afirmacion, {"x": x})
        faltan = () if parcial is None else parcial.faltan
        assert {*faltan} == {*range(total)} - vistos


def test_probarlo_no_cambia_la_pagina() -> None:
    nombres = pagina()
    antes = {n: np.array(v, copy=True) for n, v in nombres.items() if isinstance(v, np.ndarray | list)}
    parcial_de("x[0] > x[-1]", nombres)
    parcial_de("filas[0][0] > filas[-1][0]", nombres)
    assert all(np.array_equal(nombres[n], v) for n, v in antes.items())
    assert nombres.keys() == pagina().keys()


def test_lo_que_no_se_llega_a_probar_se_da_por_mirado(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imprenta.ejecutar.procesos.parciales.PROCESADOR_DE_PARCIALES", -1)
    assert parcial_de("x[0] > x[-1]", pagina()) is None


def test_una_pagina_sin_numpy_tambien_se_prueba() -> None:
    assert parcial_de("xs[0] > xs[-1]", {"xs": [3, 2, 1]}) == Parcial("xs", 3, (1,))


@pytest.mark.parametrize(
    ("afirmacion", "mensaje"),
    [
        (
            "all(x[i] < 6 for i in pasos)",
            "«todas, siempre» habla de todos, y «all(x[i] < 6 for i in pasos)» solo mira 3 de los 151"
            " elementos de x: faltan x[1], x[2], x[3] y 145 más",
        ),
        (
            "filas[0][0] > filas[-1][0]",
            "«todas, siempre» habla de todos, y «filas[0][0] > filas[-1][0]» solo mira 2 de los 3"
            " elementos de filas: falta filas[1]",
        ),
        (
            "por_paso[0] < 6 and por_paso[5] < 6",
            "«todas, siempre» habla de todos, y «por_paso[0] < 6 and por_paso[5] < 6» solo mira 2 de los"
            " 4 elementos de por_paso: faltan por_paso[9] y por_paso[7]",
        ),
    ],
)
def test_se_dice_si_las_palabras_son_de_todos(afirmacion: str, mensaje: str) -> None:
    parcial = parcial_de(afirmacion, pagina())
    assert parcial is not None
    assert reparo_a_la_afirmacion("todas, siempre", afirmacion, parcial.reparo) == mensaje
    assert reparo_a_la_afirmacion("bajan mucho", afirmacion, parcial.reparo) == ""
    assert reparo_de(afirmacion, pagina()) == ""


PAGINA = """\
Las razones {afirma}`son parecidas siempre <razones[[0, 75, 150]].max() < 6>`, y {afirma}`nunca llegan a siete
<razones.max() < 7>`. Siempre {afirma}`acaban cerca de uno <razones[-1] < 1.5>`; {afirma}`todas bajan
<np.all(np.diff(razones) < 0)>`, y {afirma}`bajan mucho <razones[0] > 3 * razones[-1]>`.
"""


def test_verify_dice_que_momentos_no_se_han_mirado(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codigo = celda("import numpy as np\nrazones = np.linspace(5, 1, 151)")
    libro = escribir_libro(tmp_path, {"uno": f"{CABECERA}# Uno\n\n{codigo}{PAGINA}"})
    estado, _, faltas = construir(libro, capsys, "verify")
    assert estado == 1
    assert [falta for falta in faltas if falta.startswith("uno.md")] == [
        "uno.md:12:22: «son parecidas siempre» habla de todos, y «razones[[0, 75, 150]].max() < 6» solo"
        " mira 3 de los 151 elementos de razones: faltan razones[1], razones[2], razones[3] y 145 más"
    ]


@pytest.mark.parametrize(
    "literal",
    [
        "todas", "Todos ellos", "todo el rato", "siempre", "no baja nunca", "jamás", "no muere ninguna",
        "ningún peso", "cada capa ayuda", "cualquier neurona", "en todo momento", "always", "Every layer",
        "never falls", "all of them", "no es todo: siempre baja", "casi todas aquí, y todas al final",
        "cada\nvez más",
    ],
)  # fmt: skip
def test_hablan_de_todos(literal: str) -> None:
    assert habla_de_todos(literal)


@pytest.mark.parametrize(
    "literal",
    [
        "casi todas", "casi siempre", "no siempre", "no todas", "casi nunca", "tres de cada cuatro",
        "sobre todo", "del todo", "almost always", "not every one", "at all", "la mitad", "todavía",
        "cadavez", "al final", "un método", "hall", "casi\ntodas",
    ],
)  # fmt: skip
def test_no_hablan_de_todos(literal: str) -> None:
    assert not habla_de_todos(literal)
