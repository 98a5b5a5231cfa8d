"""De una página que ha dejado de ser cierta, qué números hay que cambiar y por cuáles."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.juzgar.aritmetica import examen_de_cadenas
from imprenta.juzgar.guion import guion_de
from imprenta.juzgar.literal.reescribir import Estilo
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.modelo import Consulta, Ejecucion, Enviado, Respuesta
from imprenta.libro.pagina import quitar_cifras
from imprenta.mesa.cambios import con_cambios
from imprenta.mesa.enmiendas import enmiendas_de, es_noticia
from imprenta.mesa.formulas_enmendadas import FormulaEnmendada


def ejecutada(texto: str, **nombres: Enviado) -> PaginaEjecutada:
    """La página, si cada expresión es un nombre que vale eso; lo que no se dice no se puede evaluar."""
    pagina = leer(Path("a.md"), texto.encode())
    guion = guion_de(pagina)
    preguntas = [paso.expresion for paso in guion if isinstance(paso, Consulta)]
    respuestas = [
        Respuesta(nombres[p]) if p in nombres else Respuesta(error="NameError: no está") for p in preguntas
    ]
    return PaginaEjecutada(pagina, guion, "", Ejecucion(respuestas=tuple(respuestas)))


def enmendada(texto: str, **nombres: Enviado) -> str:
    """El texto con sus enmiendas; lo que se enmienda es cierto y lo que es cierto no se enmienda."""
    hecha = ejecutada(texto, **nombres)
    cambios = [enmienda.cambio for enmienda in enmiendas_de(hecha)]
    nuevo = con_cambios(hecha.pagina, texto.encode(), cambios).decode()
    otra = ejecutada(nuevo, **nombres)
    assert enmiendas_de(otra) == []
    antes, despues = (verificar(p.pagina, p.respuestas, {}).falsas for p in (hecha, otra))
    assert len(despues) <= len(antes)
    return nuevo


@pytest.mark.parametrize(
    ("escrito", "queda"),
    [
        ("Son {cifra}`0,74 <x>` y {cifra}`0,71 <x>`.\n", "Son {cifra}`0,71 <x>` y {cifra}`0,71 <x>`.\n"),
        ("# Con {cifra}`74 % <x>`\n", "# Con {cifra}`71 % <x>`\n"),
        (
            "| a | {cifra}`0.74 <x>` |\n|---|---|\n| b | c |\n",
            "| a | {cifra}`0.71 <x>` |\n|---|---|\n| b | c |\n",
        ),
        ("> Un {cifra}`[1,\n> 2.0] <v>` más.\n", "> Un {cifra}`[1.5,\n> −2.0] <v>` más.\n"),
        ("Un {cifra}`(1, 2.0) <v>`\nmás.\n", "Un {cifra}`(1.5, −2.0) <v>`\nmás.\n"),
        ("Hay {cifra}`tres <uno>` pesos.\n", "Hay {cifra}`veintiún <uno>` pesos.\n"),
        ("Hay {cifra}`tres <uno>`.\n", "Hay {cifra}`veintiuno <uno>`.\n"),
        ("Dice {cifra}`adiós <t>`.\n", "Dice {cifra}`hola <t>`.\n"),
        ("$\\cifra{0.74}{x}$\n", "$\\cifra{0.71}{x}$\n"),
        ("$\\cifra{0.74}{menos}$\n", "$\\cifra{-0.71}{menos}$\n"),
        ("$e^{\\cifra{5}{s}} \\approx 148.4$\n", "$e^{\\cifra{5.1}{s}} \\approx 164.0$\n"),
        ("$$\n\\cifra{0.74}{x} \\cdot 2\n= 1.48\n$$\n", "$$\n\\cifra{0.71}{x} \\cdot 2\n= 1.42\n$$\n"),
        ("$2 \\cdot \\cifra{0.74}{x} = 1.48 = 1 + 0.48$\n",) * 2,  # no se sabe qué sumando cambia
        (
            "Da {cifra}`0.74 <x>`: $2 \\cdot 0.74 = \\cifra{1.48}{doble}$.\n",
            "Da {cifra}`0.71 <x>`: $2 \\cdot 0.71 = \\cifra{1.42}{doble}$.\n",
        ),
        (
            "$\\frac{\\cifra{2}{dos}}{3} + 1 \\approx 0.67 + 1 = 1.67$\n",
            "$\\frac{\\cifra{4}{dos}}{3} + 1 \\approx 1.33 + 1 = 2.33$\n",
        ),
        ("Es {afirma}`más de 3 <x > 3>` y {dato}`2017 <obra>`.\n",) * 2,
        ("No está: {cifra}`3 <nadie>`, ni {cifra}`3 <logico>`, ni {cifra}`[1, 2] <x>`.\n",) * 2,
        ("Mal desde siempre: $2 + 2 = 5$.\n",) * 2,
    ],
)
def test_se_enmienda_lo_que_es_un_numero_y_nada_mas(escrito: str, queda: str) -> None:
    nombres: dict[str, Enviado] = {
        "x": 0.7123, "menos": -0.7123, "doble": 1.42, "s": 5.1, "dos": 4, "uno": 21, "v": [1.5, -2.0],
        "t": "hola", "logico": True, "x > 3": False,
    }  # fmt: skip
    if "= 1 + 0.48" in escrito:  # el literal atado sí se sabe
        queda = queda.replace("0.74", "0.71")
    assert enmendada(escrito, **nombres) == queda


def test_una_enmienda_dice_donde_que_y_por_que() -> None:
    texto = "# Uno\n\nUna frase. Tiene {cifra}`0.74 <x>` de\n**error**, y otros {cifra}`tres <n>`. Otra.\n"
    error, otros = enmiendas_de(ejecutada(texto, x=0.05, n=4))
    assert (error.linea, error.columna) == (3, 26)
    assert (error.antes, error.despues, error.expresion, error.valor) == ("0.74", "0.05", "x", "0.05")
    assert error.es_noticia
    assert error.frase.con("[0.05]") == "Tiene [0.05] de **error**, y otros tres."
    assert (otros.linea, otros.columna, otros.es_noticia) == (4, 28, False)
    assert otros.frase.con("…") == "Tiene 0.74 de **error**, y otros …."


@pytest.mark.parametrize(
    ("literal", "valor", "es"),
    [
        ("0.74", 0.6, False),
        ("0.74", 7.39, False),
        ("0.74", 7.5, True),
        ("0.74", -0.6, True),
        ("0.00", 0.04, False),
        ("0.00", 0.4, True),
        ("0", 3, True),
        ("3", 0, True),
        ("[1, 0.02]", [1.2, 0.1], False),
        ("[1, 0.02]", [1.2, 0.4], True),
        ("tres", 4, False),
        ("tres", 40, True),
        ("la mitad", 0.25, False),
        ("74 %", 0.05, True),
    ],
)
def test_es_noticia_lo_que_cambia_de_signo_o_mas_de_diez_veces(literal: str, valor: float, es: bool) -> None:
    assert es_noticia(literal, valor) == es


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 60), st.integers(1, 60))
def test_una_cadena_vuelve_a_ser_cierta(a: int, b: int, c: int, d: int) -> None:
    r"""Sea cual sea lo que cambia, la fórmula que se sabe arreglar acaba siendo cierta."""
    tex = rf"\cifra{{{a}}}{{x}} \cdot {b} + {d} = {a * b} + {d} = {a * b + d}"
    inicio = tex.index(str(a), len(r"\cifra"))
    formula = FormulaEnmendada(tex, frozenset(), Estilo(True), {(inicio, inicio + len(str(a))): str(c)})
    if formula.enmendar({}):
        assert not examen_de_cadenas(formula.hecha).error
        assert quitar_cifras(formula.hecha).startswith(rf"{c} \cdot {b} + ")
    else:
        assert formula.hecha == tex.replace(rf"\cifra{{{a}}}", rf"\cifra{{{c}}}")
