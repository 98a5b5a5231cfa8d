"""La búsqueda: lo que da un número sale entre lo primero, y la página no nota que se busque."""

import copy
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest

from imprenta.ejecutar.procesos.busqueda.candidatos import TOPE_DE_VISTAS, candidatos
from imprenta.ejecutar.procesos.indagar import indagar


def exacto(valor: Fraction | int) -> dict[str, Any]:
    return {"valor": [Fraction(valor).numerator, Fraction(valor).denominator], "paso": None}


def redondeado(valor: float, decimales: int) -> dict[str, Any]:
    """El literal con que se escribe un valor con esos decimales."""
    paso = Fraction(1, 10**decimales)
    veces = round(Fraction(valor) / paso)
    return {"valor": [(veces * paso).numerator, (veces * paso).denominator], "paso": [1, 10**decimales]}


def halladas(
    literal: Any,
    pagina: Mapping[str, Any],
    palabras: str = "",
    fuentes: Sequence[str] = (),
    expresiones: Sequence[str] = (),
) -> list[str]:
    pedido = {
        "buscados": [{"literal": literal, "palabras": palabras.split()}],
        "fuentes": list(fuentes),
        "expresiones": list(expresiones),
    }
    return [uno["expresion"] for uno in candidatos(pedido, dict(pagina))["candidatos"][0]]


class Banda(NamedTuple):
    alta: Any
    baja: Any


@dataclass
class Red:
    capas: int
    pesos: Any

    @property
    def cuantos(self) -> int:
        return self.capas * 1000

    def perdida(self, clave: str) -> float:
        return {"azul": 0.137, "verde": 0.913}[clave]


def distancia(una: float, otra: float) -> float:
    return una - otra + 0.125


PAGINA: dict[str, Any] = {
    "np": np,
    "pesos": np.array([[0.7311, 0.2689], [0.5, 0.5]]),
    "acierto": 0.9512,
    "colores": {"azul": 0.6173, "verde": 0.3827},
    "alturas": [4.25, 5.5, 6.75, 7.125],
    "banda": Banda(np.array([1.5, 2.25, 9.125]), 0.0625),
    "red": Red(8, np.arange(12.0) / 7),
    "azul": 1,
    "cuantas": 397,
    "distancia": distancia,
    "lejos": 4.5,
    "cerca": 1.375,
    "_oculto": 0.777,
}
SENUELOS = {f"senuelo_{k}": k * 1.0137 + 0.3 for k in range(40)}


@pytest.mark.parametrize(
    ("literal", "expresion"),
    [
        (redondeado(0.9512, 2), "acierto"),
        (redondeado(0.7311, 3), "pesos[0, 0]"),
        ([redondeado(0.7311, 2), redondeado(0.2689, 2)], "pesos[0]"),
        ([redondeado(0.7311, 2), redondeado(0.5, 2)], "pesos[:, 0]"),
        (redondeado(0.6173, 3), 'colores["azul"]'),
        (redondeado(7.125, 2), "alturas[-1]"),
        (redondeado(23.625, 3), "sum(alturas)"),
        (redondeado(9.125, 3), "banda.alta[2]"),
        (redondeado(0.0625, 4), "banda.baja"),
        (exacto(397), "cuantas"),
        (exacto(8000), "red.cuantos"),
        (exacto(12), "len(red.pesos)"),
        (redondeado(0.0488, 4), "1 - acierto"),
        (redondeado(4.5 / 1.375, 4), "lejos / cerca"),
        (redondeado(4.5 - 1.375, 4), "lejos - cerca"),
        (redondeado(float(np.log(397)), 4), "np.log(cuantas)"),
        (exacto(-397), "-cuantas"),
    ],
)
def test_lo_plantado_sale_entre_lo_primero(literal: Any, expresion: str) -> None:
    primeras = halladas(literal, PAGINA | SENUELOS)[:3]
    assert expresion in primeras


def test_lo_que_la_pagina_ya_calcula_se_propone() -> None:
    fuente = 'd = distancia(lejos, cerca)\nprint(f"{distancia(lejos, 1):.2f}")'
    assert halladas(redondeado(3.625, 3), PAGINA, fuentes=[fuente])[0] == "distancia(lejos, 1)"


def test_lo_que_otro_rol_pregunta_se_propone_con_otro_argumento() -> None:
    primeras = halladas(redondeado(0.913, 3), PAGINA, expresiones=['red.perdida("azul")', 'colores["verde"]'])
    assert primeras[0] == 'red.perdida("verde")'
    assert (
        halladas(redondeado(0.137, 3), PAGINA, expresiones=['red.perdida("azul")'])[0]
        == 'red.perdida("azul")'
    )


def test_nadie_cuenta_hasta_el_elemento_doscientos() -> None:
    pagina = {"p": np.array([0.001] * 217 + [0.875] + [0.002] * 100)}
    assert halladas(redondeado(0.875, 3), pagina)[0] == "p.max()"


def test_no_se_escriben_parentesis_de_mas() -> None:
    pagina = {"np": np, "x": np.array([0.25, 0.5, 4.0])}
    fuentes = ["print(2 * x, f'{(x + 1).max()}')"]
    for literal in (exacto(3), redondeado(9.5, 1), redondeado(5.0, 1), redondeado(8.0, 1)):
        for expresion in halladas(
            literal, pagina, fuentes=fuentes, expresiones=["(x - 1).sum()", "(10 * x)[0]"]
        ):
            assert not re.search(r"\(\([^()]*\)\)", expresion), expresion
            assert not re.fullmatch(r"\([^()]*\)", expresion), expresion


def test_las_palabras_de_la_frase_deciden_entre_iguales() -> None:
    pagina = {"tasa": 0.25, "entropia": 0.25, "perdida_media": 0.25}
    for frase, expresion in (
        ("la entropía del reparto", "entropia"),
        ("aprende con esta tasa", "tasa"),
        ("pierde de media", "perdida_media"),
    ):
        assert halladas(redondeado(0.25, 2), pagina, frase)[0] == expresion


def test_lo_de_la_celda_de_encima_va_antes() -> None:
    pagina = {"a": 0.25, "b": 0.25, "c": 0.25}
    assert halladas(redondeado(0.25, 2), pagina, fuentes=["b = 1 / 4", "c = 1 / 4", "a = 1 / 4"]) == [
        "b",
        "c",
        "a",
    ]


def test_un_indice_con_nombre_se_escribe_con_su_nombre() -> None:
    fuente = "print(pesos[azul])"
    assert "pesos[0, azul]" in halladas(redondeado(0.2689, 4), PAGINA, "el azul", [fuente])[:2]


def test_ni_lo_escondido_ni_lo_instalado_se_propone() -> None:
    pagina = {"_oculto": 0.777, "np": np, "mates": np, "raiz": np.sqrt, "Banda": Banda, "x": 5.0}
    assert halladas(redondeado(0.777, 3), pagina) == []
    assert halladas(redondeado(float(np.pi), 6), pagina) == []


def test_lo_logico_y_lo_que_no_tiene_fin_no_son_numeros() -> None:
    pagina = {"si": True, "nada": float("nan"), "todo": float("inf"), "z": 1j, "texto": "1"}
    assert halladas(exacto(1), pagina) == []


def test_plantados_al_azar_se_hallan() -> None:
    """De cada página al azar, lo que se planta sale entre lo primero, o algo que vale justo lo mismo."""
    azar = random.Random(18)
    for vuelta in range(30):
        pagina: dict[str, Any] = {f"v{k}": azar.uniform(-50, 50) for k in range(12)}
        pagina |= {f"lista{k}": [azar.uniform(0, 9) for _ in range(azar.randint(2, 9))] for k in range(4)}
        pagina |= {f"d{k}": {c: azar.gauss(0, 5) for c in "abc"} for k in range(3)}
        pagina["m"] = np.array([[azar.random() for _ in range(4)] for _ in range(5)])
        plantada = azar.choice(
            ["v3", "lista1[1]", 'd2["b"]', "m[3, 2]", "m.mean()", "v1 / v2", "len(lista2)"]
        )
        valor = eval(plantada, dict(pagina))
        literal = exacto(valor) if isinstance(valor, int) else redondeado(float(valor), 5)
        cerca = [f"print({plantada.split('[')[0].split('.')[0]})"] if plantada == "len(lista2)" else []
        primeras = halladas(literal, pagina, fuentes=cerca)[:4]
        valores = [eval(expresion, dict(pagina)) for expresion in primeras]
        assert plantada in primeras or any(v == valor for v in valores), (vuelta, plantada, primeras)


def test_todo_lo_que_se_propone_da_el_numero() -> None:
    for valor, decimales in ((0.5, 1), (0.27, 2), (4.5, 1), (0.95, 2), (1.0, 0), (2.0, 1)):
        for expresion in halladas(redondeado(valor, decimales), PAGINA | SENUELOS):
            dado = eval(expresion, dict(PAGINA | SENUELOS))
            assert abs(dado - valor) <= 0.5 * 10**-decimales + 1e-9, expresion


def test_se_mira_lo_justo_por_mucho_que_haya() -> None:
    """El tope es de cosas miradas: no depende de lo que tarde la máquina."""
    enorme = {f"n{k}": {f"c{j}": [j * 0.1, k] for j in range(300)} for k in range(400)}
    pedido = {"buscados": [{"literal": redondeado(0.123456, 6)}]}
    hallado = candidatos(pedido, enorme)
    assert not hallado["entera"]
    assert hallado["vistas"] <= TOPE_DE_VISTAS + 10
    assert candidatos(pedido, PAGINA)["entera"]


def test_lo_que_se_contiene_a_si_mismo_se_acaba() -> None:
    lista: list[Any] = [0.375]
    lista.append(lista)
    pagina: dict[str, Any] = {"lista": lista, "d": {}}
    pagina["d"]["d"] = pagina["d"]
    assert halladas(redondeado(0.375, 3), pagina)[0] == "lista[0]"


class Hostil:
    """Todo lo que se le pregunte revienta, tarda o cambia algo."""

    veces = 0

    @property
    def revienta(self) -> float:
        raise SystemExit

    @property
    def tarda(self) -> float:
        while True:
            pass

    @property
    def cambia(self) -> float:
        Hostil.veces += 1
        return 0.625

    def __len__(self) -> int:
        raise KeyboardInterrupt

    def __repr__(self) -> str:
        return "h" * 10**8

    def __getattr__(self, nombre: str) -> Any:
        raise RuntimeError(nombre)


def test_la_pagina_no_nota_que_se_busque() -> None:
    azar, de_python, veces = np.random.default_rng(1), random.Random(1), list[int]()

    def deja_huella() -> float:
        veces.append(1)
        return 0.625

    pagina: dict[str, Any] = {
        "hostil": Hostil(),
        "azar": azar,
        "de_python": de_python,
        "veces": veces,
        "cuenta": iter(range(9)),
        "x": np.array([0.25, 0.625]),
        "f": deja_huella,
    }
    estados = copy.deepcopy(azar.bit_generator.state), de_python.getstate()
    pedido = {
        "que": "candidatos",
        "buscados": [{"literal": redondeado(0.625, 3)}],
        "fuentes": ["print(f(), azar.normal(), next(cuenta), x.sort(), veces.append(3))", "x.fill(0.625)"],
        "expresiones": ["f()", "globals().clear()", "x[1]"],
    }
    hallado = indagar(pedido, pagina)["candidatos"][0]
    assert "x[1]" in [uno["expresion"] for uno in hallado][:2]
    assert (azar.bit_generator.state, de_python.getstate()) == estados
    assert veces == [] and Hostil.veces == 0 and next(pagina["cuenta"]) == 0
    assert pagina["x"].tolist() == [0.25, 0.625]


def test_si_el_hijo_muere_no_se_propone_nada() -> None:
    pedido = {"que": "candidatos", "buscados": [], "expresiones": ["__import__('os')._exit(x)"]}
    sin_nada = {"candidatos": [], "vistas": 0, "entera": False}
    assert indagar(pedido, {"x": 3}) == sin_nada


def test_un_numero_que_esta_en_todas_partes_tambien_se_propone() -> None:
    """De miles de aciertos se ordenan los más sencillos: ordenarlos no se lleva el tiempo de hallarlos."""
    pagina = {f"n{k}": {f"c{j}": [0.5, k] for j in range(40)} for k in range(200)} | {"mitad": 0.5}
    pedido = {"que": "candidatos", "buscados": [{"literal": redondeado(0.5, 1), "palabras": []}] * 3}
    hallado = indagar(pedido, pagina)["candidatos"]
    assert [de_uno[0]["expresion"] for de_uno in hallado] == ["mitad"] * 3
