"""Ninguna igualdad que un lector lee como cierta se da por falsa, y ninguna falsa pasa por demostrada."""

import math
from pathlib import Path

import pytest

from imprenta.juzgar.aritmetica import EN_ENTEROS, examen_de_cadenas
from imprenta.juzgar.formula.lexemas import cifras_a_la_vista

AQUI = Path(__file__).parent
CIERTAS, FALSAS = (
    (AQUI / f"{nombre}.txt").read_text(encoding="utf-8").splitlines() for nombre in ("ciertas", "falsas")
)


def esta_demostrada(tex: str) -> bool:
    """Si no se dice falsa y cada número que se ve está cubierto."""
    examen = examen_de_cadenas(tex)
    cubiertos = {(x.inicio, x.fin) for x in examen.cubiertos}
    return not examen.error and all((x.inicio, x.fin) in cubiertos for x in cifras_a_la_vista(tex))


def test_ninguna_cierta_se_da_por_falsa() -> None:
    assert len(CIERTAS) > 400
    assert {tex: error for tex in CIERTAS if (error := examen_de_cadenas(tex).error)} == {}


def test_ninguna_falsa_pasa_por_demostrada() -> None:
    assert len(FALSAS) > 200
    assert [tex for tex in FALSAS if esta_demostrada(tex)] == []


@pytest.mark.parametrize(
    ("tex", "motivo"),
    [
        (r"100 + 10\% = 110", r"«100 + 10\%» se lee de dos maneras: escribe «100 \cdot (1 + 10\%)»"),
        (
            r"\frac34 \times 100 = 75\%",
            r"«\times 100» y un tanto por ciento se multiplican dos veces: escribe «\times 100\%»",
        ),
        (r"\arctan(1) = 45", r"un arco se mide en radianes: si son grados, escribe «45^\circ»"),
        (r"7 = 1 \mod 3", r"una congruencia se escribe «\equiv» y, al final, «\pmod{3}»"),
        (r"[2\times 3][3\times 4] = [2\times 4]", "si son tamaños de matrices y no una cuenta, ata cada uno"),
        (r"2^{10} \approx 1000", rf"la fórmula dice 1000; 2^{{10}} = 1024; {EN_ENTEROS}"),
        (
            r"2^{10} = 1024 \approx 10^3",
            "«≈» entre dos cuentas no dice con cuántas cifras se parecen: escribe entre ellas el número",
        ),
        (
            r"\sqrt{8/3} = \sqrt{2.67}",
            r"«\sqrt{2.67}» es la cuenta de antes con sus números redondeados: escribe «\approx»",
        ),
        (
            "12.345,6 + 1 = 12.346,6",
            r"la coma decimal se escribe «12\,345{,}6»; la que separa lleva un espacio detrás",
        ),
        (
            "1,234.5 + 1 = 1,235.5",
            r"los millares se escriben «1\,234.5»; la coma que separa, con un espacio detrás",
        ),
        (r"e^5 \approx 148", rf"la fórmula dice 148; e^5 = 148.4131591; {EN_ENTEROS}"),
    ],
)
def test_de_lo_dudoso_se_dice_que_escribir(tex: str, motivo: str) -> None:
    examen = examen_de_cadenas(tex)
    assert (examen.error, [duda.motivo for duda in examen.dudas]) == ("", [motivo])


@pytest.mark.parametrize(
    "tex",
    [
        r"2 + 2 = 5",
        r"e^5 \approx 149",
        r"2^{10} \approx 2000",
        r"12/5 = 2",
        r"2^{10} = 1024 \approx 10^4",
        r"(1 \times 2)(3 \times 1) = (1 \times 1)",
        r"\begin{pmatrix}1+1 \\ 2\end{pmatrix} \neq \begin{pmatrix}2 \\ 2\end{pmatrix}",
        r"\begin{pmatrix}1+1 \\ 2\end{pmatrix} < 2",
    ],
)
def test_lo_falso_sigue_siendolo(tex: str) -> None:
    assert examen_de_cadenas(tex).error


POTENCIAS = [(base, n) for base in (2, 3, 7, 26, 52) for n in (-20, -3, 5, 11, 40)]


@pytest.mark.parametrize(("base", "n"), POTENCIAS)
def test_el_orden_de_magnitud_no_es_falso_ni_demuestra_nada(base: int, n: int) -> None:
    orden = math.log10(base) * n
    for cierto in {math.floor(orden), round(orden)}:
        for tex in (rf"{base}^{{{n}}} \approx 10^{{{cierto}}}", rf"10^{{{cierto}}} \approx {base}^{{{n}}}"):
            assert not examen_de_cadenas(tex).error
            assert not examen_de_cadenas(tex).comprobadas
            assert examen_de_cadenas(tex.replace(r"\approx", "=")).error
    for falso in (math.floor(orden) - 1, math.floor(orden) + 2):
        assert examen_de_cadenas(rf"{base}^{{{n}}} \approx 10^{{{falso}}}").error


@pytest.mark.parametrize(("base", "n"), POTENCIAS)
def test_un_numero_en_notacion_cientifica_dice_con_cuantas_cifras_se_parece(base: int, n: int) -> None:
    mantisa, orden = f"{base**n:.2e}".split("e")
    tex = rf"{base}^{{{n}}} \approx {mantisa} \times 10^{{{int(orden)}}}"
    assert esta_demostrada(tex)
    assert examen_de_cadenas(tex.replace(mantisa, f"{float(mantisa) + 0.01:.2f}")).error
