r"""Cadenas hechas al azar y calculadas aparte: lo falso no se certifica y lo cierto no se niega.

Cada cuenta es un árbol que se escribe en LaTeX y se calcula aquí, sin pasar por el lector de fórmulas.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imprenta.juzgar.aritmetica import examen_de_cadenas
from imprenta.juzgar.cobertura import Examen
from imprenta.juzgar.formula.lexemas import cifras_a_la_vista


@dataclass(frozen=True)
class Cuenta:
    """Una cuenta escrita, lo que vale y sus términos (ella misma, si no es una suma)."""

    tex: str
    valor: Fraction
    suma: bool = False


POCAS = settings(max_examples=40, deadline=None, derandomize=True)
OPERACIONES = {r"\cdot": operator.mul, r"\times": operator.mul, "+": operator.add, "-": operator.sub}
ENTEROS = st.integers(1, 30).map(lambda n: Cuenta(str(n), Fraction(n)))
DECIMALES = st.integers(1, 999).map(lambda n: Cuenta(f"{n // 100}.{n % 100:02}", Fraction(n, 100)))


def unidas(parejas: st.SearchStrategy[Cuenta]) -> st.SearchStrategy[Cuenta]:
    return st.one_of(
        st.builds(operada, parejas, st.sampled_from(sorted(OPERACIONES)), parejas),
        st.builds(dividida, parejas, ENTEROS),
    )


def operada(a: Cuenta, signo: str, b: Cuenta) -> Cuenta:
    un_producto = signo.startswith("\\")
    izquierda = f"({a.tex})" if un_producto and a.suma else a.tex
    derecha = f"({b.tex})" if b.suma else b.tex
    return Cuenta(f"{izquierda} {signo} {derecha}", OPERACIONES[signo](a.valor, b.valor), not un_producto)


def dividida(a: Cuenta, b: Cuenta) -> Cuenta:
    return Cuenta(rf"\frac{{{a.tex}}}{{{b.tex}}}", a.valor / b.valor)


CUENTAS = unidas(st.recursive(ENTEROS | DECIMALES, unidas, max_leaves=4))


def redondeada(valor: Fraction, decimales: int) -> str:
    """El valor con esos decimales; en un empate, el más lejano del cero."""
    unidades = int(abs(valor) * 10**decimales + Fraction(1, 2))
    cifras = str(unidades).rjust(decimales + 1, "0")
    corte = len(cifras) - decimales
    signo = "-" if valor < 0 and unidades else ""
    return signo + cifras[:corte] + ("." + cifras[corte:] if decimales else "")


def certifica(tex: str) -> bool:
    """Si la imprenta deja pasar la fórmula: ni falsa, ni con números sin cubrir."""
    examen = examen_de_cadenas(tex)
    return not examen.error and not descubiertos(tex, examen)


def descubiertos(tex: str, examen: Examen) -> list[str]:
    cubiertos = {(x.inicio, x.fin) for x in examen.cubiertos}
    return [x.texto for x in cifras_a_la_vista(tex) if (x.inicio, x.fin) not in cubiertos]


@POCAS
@given(CUENTAS, st.integers(1, 4), st.sampled_from([r"\approx", "="]))
def test_el_resultado_bien_redondeado_nunca_es_falso(cuenta: Cuenta, decimales: int, relacion: str) -> None:
    total = redondeada(cuenta.valor, decimales)
    assume(Fraction(total) or not cuenta.valor)  # un cero que no lo es no vale
    tex = f"{cuenta.tex} {relacion} {total}"
    assert examen_de_cadenas(tex).error == ""


@POCAS
@given(CUENTAS, st.integers(1, 4), st.integers(-9, 9).filter(bool))
def test_el_resultado_mal_redondeado_siempre_es_falso(cuenta: Cuenta, decimales: int, desvio: int) -> None:
    mal = cuenta.valor + Fraction(desvio, 10**decimales)
    assert examen_de_cadenas(rf"{cuenta.tex} \approx {redondeada(mal, decimales)}").error != ""


TERMINOS = st.lists(
    st.tuples(st.integers(1, 40), st.integers(2, 40)).map(lambda f: Fraction(*f)), min_size=2, max_size=4
)


@POCAS
@given(TERMINOS, st.sampled_from(["+", r"\cdot", r"\times"]), st.integers(2, 3), st.data())
def test_un_termino_mal_redondeado_es_falso_salga_lo_que_salga(
    terminos: list[Fraction], signo: str, decimales: int, data: st.DataObject
) -> None:
    cuenta = f" {signo} ".join(rf"\frac{{{t.numerator}}}{{{t.denominator}}}" for t in terminos)
    bien = [redondeada(t, decimales) for t in terminos]
    total = (
        sum(map(Fraction, bien), Fraction(0))
        if signo == "+"
        else math.prod(map(Fraction, bien), start=Fraction(1))
    )
    assume(Fraction(redondeada(total, 2 * decimales)))  # un cero que no lo es no vale
    cadena = rf"{cuenta} \approx {f' {signo} '.join(bien)}"
    assert examen_de_cadenas(cadena).error == ""
    assert examen_de_cadenas(f"{cadena} = {redondeada(total, 2 * decimales)}").error == ""

    k = data.draw(st.integers(0, len(terminos) - 1))
    desvio = data.draw(st.sampled_from([-2, -1, 1, 2]))
    mal = [*bien]
    mal[k] = redondeada(Fraction(bien[k]) + Fraction(desvio, 10**decimales), decimales)
    assume(all(mal[k] != redondeada(t, decimales) for t in terminos))
    # Aunque el otro desliz lo compense y la suma salga.
    otro = (k + 1) % len(terminos)
    mal[otro] = redondeada(Fraction(bien[otro]) - Fraction(desvio, 10**decimales), decimales)
    exacto = (
        sum(map(Fraction, mal), Fraction(0))
        if signo == "+"
        else math.prod(map(Fraction, mal), start=Fraction(1))
    )
    final = redondeada(exacto, len(terminos) * decimales)
    assert not certifica(rf"{cuenta} \approx {f' {signo} '.join(mal)} = {final}")


UNIDADES = ("", r"\text{ km}", r"\,\mathrm{m}", r"\text{ €}", r"\text{ manzanas}")


@POCAS
@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from(UNIDADES)), min_size=2, max_size=4), st.data())
def test_ni_se_suman_unidades_distintas_ni_se_pierden(
    sumandos: list[tuple[int, str]], data: st.DataObject
) -> None:
    cuenta = " + ".join(f"{n}{unidad}" for n, unidad in sumandos)
    de_la_suma = data.draw(st.sampled_from(UNIDADES))
    tex = f"{cuenta} = {sum(n for n, _ in sumandos)}{de_la_suma}"
    llevan = {unidad for _, unidad in sumandos}
    solo_al_final = {unidad for _, unidad in sumandos[:-1]} == {""}
    if llevan == {de_la_suma} or llevan == {""} or (solo_al_final and de_la_suma == sumandos[-1][1]):
        assert examen_de_cadenas(tex).error == ""
    else:
        assert not certifica(tex)


@POCAS
@given(st.integers(1, 40), st.integers(1, 40), *[st.sampled_from(UNIDADES[1:])] * 3)
def test_el_producto_de_dos_unidades_no_es_una(a: int, b: int, una: str, otra: str, del_total: str) -> None:
    assert not certifica(rf"{a}{una} \cdot {b}{otra} = {a * b}{del_total}")


PALABRAS = """mil millón millones million thousand menos minus doce docenas medio mitad doble negativo
squared percent cien half twice no dozen""".split()


@POCAS
@given(
    CUENTAS, st.sampled_from(PALABRAS), st.sampled_from(["text", "mbox", "mathrm", "textit"]), st.booleans()
)
def test_una_palabra_que_cambia_el_numero_no_se_certifica(
    cuenta: Cuenta, palabra: str, orden: str, delante: bool
) -> None:
    total = redondeada(cuenta.valor, 4)
    assume(not (palabra in ("mil", "millón", "millones") and not delante))  # esas se leen
    rotulo = rf"\{orden}{{ {palabra} }}"
    assert not certifica(f"{cuenta.tex} = {rotulo if delante else ''}{total}{'' if delante else rotulo}")


@POCAS
@given(st.lists(st.integers(-60, 60), min_size=2, max_size=4), st.integers(2, 19))
def test_una_congruencia_es_cierta_si_lo_es(numeros: list[int], modulo: int) -> None:
    tex = r" \equiv ".join(map(str, numeros)) + rf" \pmod{{{modulo}}}"
    cierta = len({n % modulo for n in numeros}) == 1
    assert (examen_de_cadenas(tex).error == "") == cierta


@POCAS
@given(CUENTAS, st.booleans())
def test_la_coma_sin_llaves_ni_se_certifica_ni_hace_falso_lo_cierto(cuenta: Cuenta, al_reves: bool) -> None:
    total = redondeada(cuenta.valor, 3)
    assume(Fraction(total) or not cuenta.valor)
    lados = [cuenta.tex, total]
    tex = " = ".join(reversed(lados) if al_reves else lados).replace(".", ",")
    assert examen_de_cadenas(tex).error == ""
    if "," in tex:
        assert not certifica(tex)


MILES = st.integers(1, 999_999).map(lambda n: n * 1000 + 500)


@POCAS
@given(MILES, st.integers(2, 9))
def test_los_millares_con_coma_y_llaves_se_leen_si_no_cabe_otra_cosa(n: int, k: int) -> None:
    def con_comas(entero: int) -> str:
        return f"{entero:,}".replace(",", "{,}")

    assert examen_de_cadenas(rf"{con_comas(n)} \cdot {k} = {con_comas(n * k)}").error == ""
    assert not certifica(rf"{con_comas(n)} \cdot {k} = {con_comas(n * k + 1000)}")
    assert not certifica(f"{con_comas(n)} + {k} = {con_comas(n + k + 1)}")
