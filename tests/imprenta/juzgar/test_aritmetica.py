"""Las cadenas de aritmética: qué se demuestra solo, qué se queda sin demostrar y qué es falso."""

import pytest

from imprenta.juzgar.aritmetica import examen_de_cadenas


def cubiertos(tex: str) -> list[str]:
    return [x.texto for x in examen_de_cadenas(tex).cubiertos]


@pytest.mark.parametrize(
    ("tex", "demuestra"),
    [
        (r"(2\times2)+(1\times1)=5", "2 2 1 1 5"),
        (r"[2,1]\cdot[2,1] = (2 \times 2) + (1 \times 1) = {\bf 5}", "2 1 2 1 2 2 1 1 5"),
        (r"0.999\cdot(1-0.999)=0.999\cdot0.001=0.000999", "0.999 1 0.999 0.999 0.001 0.000999"),
        (r"Z_{IA}=0.73\times[10,0]+0.27\times[0,10]=[{\bf 7.3, 2.7}]", "0.73 10 0 0.27 0 10 7.3 2.7"),
        (r"\begin{aligned}\frac{1}{4} &= 0.25 \\ &= 2^{-2}\end{aligned}", "1 4 0.25 2 2"),
        (r"\tfrac14=0.25", "14 0.25"),
        (r"e^{-5}\approx 0.0067", "5 0.0067"),
        (r"\sqrt{2}\approx1.414", "2 1.414"),
        (r"\sqrt[3]{27}=3", "3 27 3"),
        (r"\ln 2 \approx 0.693", "2 0.693"),
        (r"\log_{2} 8 = 3", "2 8 3"),
        (r"\max(2, 5) + |1 - 2 \cdot 2| = 8", "5 2 2 8"),
        (r"73\,\% + 27\,\% = 1", r"73\,\% 27\,\% 1"),
        (r"[1,2]+[3,4]=[4,6]", "1 2 3 4 4 6"),
        (r"[1,2]\begin{pmatrix}2&1\\1&2\end{pmatrix}=[4,5]", "1 2 2 1 1 2 4 5"),
        (r"2\,(3+4)=14 \quad y \quad 2+2=4", "2 3 4 14 2 2 4"),
        (r"0{,}5 \cdot 2 = 1", "0{,}5 2 1"),
        (r"4.54\cdot10^{-5} = 0.0000454", "4.54 10 5 0.0000454"),
        (r"\frac{e^{5}}{e^{5}+e^{4}} \approx 0.7311", "5 5 4 0.7311"),
    ],
)
def test_la_aritmetica_se_demuestra_sola(tex: str, demuestra: str) -> None:
    assert examen_de_cadenas(tex).error == ""
    assert cubiertos(tex) == [x.replace(r"\,", r"\,") for x in demuestra.split(" ")]


@pytest.mark.parametrize(
    "tex",
    [
        "x = 5",
        "5 = 5",
        r"0.7311 \approx 0.73",
        "f(2) = 3",
        "w_1 + 2",
        "x^2 = 4",
        r"\log 100 = 2",
        r"2 \text{ manzanas} + 3 = 5",
        "3",
        r"1, 2, \dots, 9",
        r"2\begin{pmatrix}\begin{aligned}3\end{aligned}\end{pmatrix} = 6",
    ],
)
def test_sin_operacion_o_con_simbolos_no_se_demuestra_nada(tex: str) -> None:
    examen = examen_de_cadenas(tex)
    assert (examen.error, examen.cubiertos) == ("", ())


def test_lo_que_se_multiplica_por_cero_no_queda_demostrado() -> None:
    assert cubiertos(r"0\cdot5+2\cdot3=6") == ["0", "2", "3", "6"]
    assert cubiertos(r"0.25^4=1/256<0.01") == ["0.25", "4", "1", "256"]


@pytest.mark.parametrize(
    ("tex", "demuestra"),
    [
        (r"(-2)^2 = 4", "2 4"),  # (2)^2 también es 4: el signo no lo demuestra nadie
        (r"|-3| + 1 = 4", "1 4"),
        (r"[2,1]\cdot[1,1] = 3", "1 1 3"),  # [1,2]·[1,1] también es 3
        (r"[2,1]\cdot[2,1] = 5", "2 1 2 1 5"),
        (
            r"\begin{pmatrix}2&1\end{pmatrix}\begin{pmatrix}1\\1\end{pmatrix}=\begin{pmatrix}3\end{pmatrix}",
            "1 1 3",
        ),
        (r"\max(2, 1) + 3 = 5", "2 3 5"),
    ],
)
def test_ni_el_signo_ni_el_orden_que_no_se_notan(tex: str, demuestra: str) -> None:
    assert cubiertos(tex) == demuestra.split()


@pytest.mark.parametrize(
    ("tex", "error"),
    [
        ("2+2=5", "la fórmula dice 5; 2+2 = 4"),
        (r"\sqrt2=1.42", r"la fórmula dice 1.42; \sqrt2 = 1.414213562 (1.41 con 2 decimales)"),
        (r"\frac{1}{4}=0.26", r"la fórmula dice 0.26; \frac{1}{4} = 0.25"),
        (r"2\cdot3=3+4", r"la fórmula dice «2\cdot3 = 3+4»; 6 no es 7"),
        (r"1/256 > 0.01+0", "la fórmula dice «1/256 > 0.01+0» y no es así"),
        (r"0.7\cdot[10,0]=[7,1]", r"la fórmula dice [7,1]; 0.7\cdot[10,0] = [7, 0]"),
        (r"1+1=2 \quad 2+2=5", "la fórmula dice 5; 2+2 = 4"),
        (r"\boxed{2+2=5}", "la fórmula dice 5; 2+2 = 4"),
        (r"\begin{cases} x = 1+1 = 3 & x > 0 \\ 0 & x < 0 \end{cases}", "la fórmula dice 3; 1+1 = 2"),
        (r"\left\{\begin{aligned} 1+1 &= 2 \\ 2+2 &= 5 \end{aligned}\right.", "la fórmula dice 5; 2+2 = 4"),
        (r"\begin{cases} 1+1 = 3 \\ \left\{ x \right. \end{cases}", "la fórmula dice 3; 1+1 = 2"),
        (r"2+2 = 5 \label{eq-1}", "la fórmula dice 5; 2+2 = 4"),
        (r"2+2 = 5 \tag{7}", "la fórmula dice 5; 2+2 = 4"),
    ],
)
def test_una_cadena_falsa_dice_por_que(tex: str, error: str) -> None:
    assert examen_de_cadenas(tex).error == error


@pytest.mark.parametrize(
    ("tex", "error"),
    [
        (r"((9^{400})^{400})^{400} = 1+1", ""),
        (r"\sum_{i=1}^{10^{7}} i = 3+1", ""),
        (r"9^{9^{9^{9}}} = 1+1", "la fórmula dice «9^{9^{9^{9}}} = 1+1»; inf no es 2"),
        (
            r"\prod_{i=1}^{999} 10^{300} = 2+1",
            r"la fórmula dice «\prod_{i=1}^{999} 10^{300} = 2+1»; un entero de 299701 cifras no es 3",
        ),
        (r"\frac{1}{0} + 1 = 2", ""),
        (r"1+1 = \sqrt{-1}", ""),
        (r"e^{0.5}\cdot10^{600} = 1+1", r"la fórmula dice «e^{0.5}\cdot10^{600} = 1+1»; inf no es 2"),
    ],
)
def test_lo_desmesurado_no_se_demuestra_ni_cuelga_la_imprenta(tex: str, error: str) -> None:
    examen = examen_de_cadenas(tex)
    assert (examen.error, examen.cubiertos) == (error, ())


def test_una_cadena_senala_el_lado_que_desentona() -> None:
    tex = r"\begin{aligned}2+3 &= 6 \\ &= 10/2 \\ &= 4+1\end{aligned}"
    examen = examen_de_cadenas(tex)
    assert (examen.error, tex[examen.lugar]) == ("la fórmula dice 6; 2+3 = 5", "6")
    tex = r"\begin{aligned}2+4 &= 5 \\ &= 10/2 \\ &= 4+1\end{aligned}"
    assert tex[examen_de_cadenas(tex).lugar :].startswith("2+4")
