r"""Las cadenas de igualdades como las escribe un autor: cada una, cierta y falsa, y dónde se dice que lo es.

En cada forma, `«5|6»` es el sitio donde la cadena cierta dice 5 y la falsa, 6.
"""

import random
import re
import time
from collections.abc import Callable
from typing import TypeAlias

import pytest
from libros import cuaderno

from imprenta.libro.hecho import Informe

Juzgar: TypeAlias = Callable[..., Informe]

HUECO = re.compile(r"«(.*?)\|(.*?)»")


def cierta(forma: str) -> str:
    return HUECO.sub(r"\1", forma)


def falsa(forma: str) -> tuple[str, int, int]:
    """La página con la cadena falsa, y la línea y la columna de lo falso."""
    casa = HUECO.search(forma)
    assert casa is not None
    antes = forma[: casa.start()]
    return HUECO.sub(r"\2", forma), antes.count("\n") + 1, casa.start() - antes.rfind("\n")


def lugares(informe: Informe) -> list[tuple[int, int]]:
    return [(f.linea, f.columna) for f in informe.falsas]


EN_LINEA = [
    # unidades, palabras y puntuación
    r"3+4=«7|8»\text{ euros}",
    r"3+4=«7|8»\ \text{euros}",
    r"3+4=«7|8»\,\mathrm{m}",
    r"3\text{ km}+4\text{ km}=«7|8»\text{ km}",
    r"3+4\text{ km}=«7|8»\text{ km}",
    r"2\text{ km}\cdot3\text{ km}=«6|7»\text{ km}^{2}",
    r"2\text{ m}^2+3\text{ m}^2=«5|6»\text{ m}^2",
    r"\frac{6\text{ km}}{2\text{ km}}=«3|4»",
    r"\frac{6\text{ km}}{2}=«3|4»\text{ km}",
    r"300\,\mathrm{K}+20\,\mathrm{K}=«320|321»\,\mathrm{K}",
    r"\frac{\pi}{4}=«45|46»^\circ",
    r"\arctan(0.5)\approx«26.57|26.58»^\circ",
    r"2\cdot3\,\mathrm{m/s}=«6|7»\,\mathrm{m/s}",
    r"2\cdot3=«6|7»\,\operatorname{bits}",
    r"2\,€+3\,€=«5|6»\,€",
    r"60^\circ+30^\circ=«90|91»^\circ",
    r"60^{\circ}+30^{\circ}=«90|91»^{\circ}",
    r"60°+30°=«90|91»°",
    r"20\,^\circ\mathrm{C}+5\,^\circ\mathrm{C}=«25|26»\,^\circ\mathrm{C}",
    r"2\cdot3=«6|7»\;€/\mathrm{kg}",
    r"3+4=«7|8».",
    r"3+4=«7|8»\,.",
    r"3+4=«7|8»,",
    r"3+4=«7|8»\text{.}",
    r"3+4=«7|8»\quad\text{(la suma)}",
    r"\text{total}=3+4=«7|8»",
    r"\text{total}: 3+4=«7|8»",
    r"\text{así } 3+4=«7|8»",
    r"2\cdot3=\text{unos }«6|7»",
    r"2+3=5\text{ y }1+1=«2|3»",
    r"2+3=5,\ 1+1=«2|3»",
    r"2+3=5 \land 1+1=«2|3»",
    r"2+2=4\enspace 3+3=«6|7»",
    r"2+2=4\hspace{1em}3+3=«6|7»",
    r"x=1/4=0.25\Rightarrow 2\cdot3=«6|7»",
    # números
    r"0{,}5+0{,}3=«0{,}8|0{,}9»",
    r"1\,000+2\,000=«3\,000|4\,000»",
    r"1\;000+2\;000=«3\;000|4\;000»",
    r"1~000+2~000=«3~000|4~000»",
    r"1{\,}000+2{\,}000=«3{\,}000|4{\,}000»",
    r"1\thinspace000+2\thinspace000=«3\thinspace000|4\thinspace000»",
    r"50\,\% + 20\,\% = «70\,\%|80\,\%»",
    r"50\ \% + 20~\% = «70~\%|80~\%»",
    r"50\text{ \%} + 20\text{ \%} = «70\text{ \%}|80\text{ \%}»",
    r"3/4=0.75=«75\,\%|76\,\%»",
    r"2\cdot3\text{ mil}=«6|7»\text{ mil}",
    r"175\cdot10^9\cdot2=«350|360»\cdot10^9",
    r"-2-3=«-5|-6»",
    r"−2−3=«−5|−6»",
    # escritura
    r"\cfrac{1}{2}+\dfrac{1}{2}+\tfrac12=«1.5|1.6»",
    r"\frac 1 2+\frac12=«1|2»",
    r"\left(1+2\right)\times 3=«9|8»",
    r"\bigl(1+2\bigr)\;\times\;3\;=\;«9|8»",
    r"2\left(3+1\right)=«8|9»",
    r"2[3+1]=«8|9»",
    r"2\{3+1\}=«8|9»",
    r"2+3=«(5)|(6)»",
    r"\boxed{2+3=«5|6»}",
    r"2+3=\boxed{«5|6»}",
    r"2+3=\textcolor{red}{«5|6»}",
    r"2+\cancel{3}-\cancel{3}=«2|3»",
    r"\underbrace{2\cdot3}_{\text{primero}}+\underbrace{4}_{b}=«10|11»",
    r"\frac{e^5}{e^5+e^4}\approx«0.731|0.732»",
    r"e^{5}+e^{4}\approx 148.41+54.60=«203.01|203.02»",
    r"w \leftarrow 0.5-0.1\cdot2=«0.3|0.4»",
    r"[1,2]\odot[3,4]=[3,«8|9»]",
    r"\underbrace{2+3=«5|6»}_{\text{suma}}",
    r"6\div2=«3|4»",
    r"6÷2=«3|4»",
    r"4!=«24|25»",
    r"2\ast 3=«6|7»",
    r"2×3·2=«12|13»",
    r"\operatorname{sen}(0)+1=«1|2»",
    r"\arctan(1)\cdot 4\approx «3.14|3.15»",
    r"\mathrm{e}^{2}\approx «7.39|7.38»",
    # relaciones
    *(
        rf"1/3{relacion}«0.33|0.34»"
        for relacion in (r"\approx", r"\simeq", r"\cong", r"\approxeq", r"\doteq", "≈", "≃", "≅", "=", ":=")
    ),
    r"2+3 \coloneqq «5|6»",
    # con símbolos alrededor
    r"p = 0.5+0.3 = «0.8|0.9»",
    r"f'(x) = 0.5+0.3 = «0.8|0.9»",
    r"\hat y = 0.5+0.3 = «0.8|0.9»",
    r"2+3=a=«5|6»",
    r"a+b=2+3=«5|6»=c",
    r"f(x)\;(\text{con }x=2+3=«5|6»)",
    r"(2+3=«5|6»)",
    r"\left\{2+3=«5|6»\right\}",
    # vectores
    r"\vec v=(1,2)+(3,4)=(4,«6|7»)",
    r"[0.5+0.1,\ 0.2]=[0.6,\ «0.2|0.3»]",
    r"\begin{bmatrix}1\\2\end{bmatrix}+\begin{bmatrix}3\\4\end{bmatrix}=\begin{bmatrix}4\\«6|7»\end{bmatrix}",
    r"\left[\begin{array}{cc}1&2\end{array}\right]\cdot2=\left[\begin{array}{cc}2&«4|5»\end{array}\right]",
    r"2(1,2)^\top=«(2,4)|(2,5)»^\top",
    # los números de una fórmula, en la que la sigue con otros en lugar de sus símbolos
    r"t=\sqrt{2h/g}=\sqrt{2\cdot45/9.8}\approx«3.03|3.04»",
    r"E=\frac{1}{2}mv^2=\frac{1}{2}\cdot2.5\cdot30^2=«1125|1126»",
    r"E=\frac12mv^2=\frac12\times2.5\times30^2=«1125|1126»",
    r"L=2\pi r=2\pi\cdot3\approx«18.85|18.86»",
    r"d=2x-3y=2\cdot5-3\cdot2=«4|5»",
    r"C=\frac{5}{9}(F-32)=\frac{5}{9}(212-32)=«100|101»",
    # millares y congruencias
    r"10{,}000\cdot2=«20{,}000|30{,}000»",
    r"299{,}792{,}458\cdot2=«599{,}584{,}916|599{,}584{,}917»",
    r"3\times10^8\cdot2=«6|7»\times10^8",
    r"1{,}500+0{,}5=«2|3»",
    r"3\cdot4\equiv«5|6»\pmod 7",
    r"3\cdot4\equiv«5|6»\pmod{7}",
    r"3\cdot4\equiv«5|6»\mod{7}",
    r"3\cdot4\equiv«5|6»\ (\mathrm{mod}\ 7)",
    r"3\cdot4=«12|19»\equiv5\pmod 7",
    # números redondeados por el camino
    r"e^5+e^4\approx«148.4|148.3»+54.6=203.0",
    r"\frac23+\frac13\approx«0.67|0.66»+0.33=1.00",
]


@pytest.mark.parametrize("forma", EN_LINEA)
def test_una_cadena_en_linea(juzgar: Juzgar, forma: str) -> None:
    forma = f"Sea ${forma}$ así."
    assert list(map(str, juzgar(cierta(forma)).faltas)) == []
    pagina, *lugar = falsa(forma)
    assert lugares(juzgar(pagina)) == [tuple(lugar)]


EN_VARIAS_LINEAS = [
    "$$\n\\begin{aligned}\na &= 2+3 \\\\\n  &= «5|6»\n\\end{aligned}\n$$",
    "$$\n\\begin{align}\n2+3 &= 5 & 1+1 &= «2|3» \\\\\n3+3 &= 6 & 2+2 &= 4\n\\end{align}\n$$",
    "$$\n\\begin{align}\n2+3 &= 5 & 1+1 &= 2 \\\\\n3+3 &= 6 & 2+2 &= «4|5»\n\\end{align}\n$$",
    "$$\n\\begin{array}{rcl}\n2+3 &=& 5 \\\\\n3+3 &=& «6|7»\n\\end{array}\n$$",
    "$$\n\\begin{array}{l}\n2+3 = 5 \\\\\n\\hline\n3+3 = «6|7»\n\\end{array}\n$$",
    "\\begin{eqnarray}\n2+3 &=& 5 \\\\\n3+3 &=& «6|7»\n\\end{eqnarray}\n",
    "\\begin{multline}\n2+3 \\\\\n+4 = «9|8»\n\\end{multline}\n",
    "\\begin{gather}\n2+3 = 5 \\\\\n1+1=«2|3»\n\\end{gather}\n",
    "\\begin{alignat}{2}\n2+3 &= 5 \\quad& 1+1 &= «2|3»\n\\end{alignat}\n",
    "\\begin{flalign*}\n&2+3 = 5 && \\\\\n&1+1=«2|3»&\n\\end{flalign*}\n",
    "$$\n\\begin{split}\na &= 2+3 \\\\\n&= «5|6»\\end{split}\n$$",
    "$$\n2+3\n=\n«5|6»\n$$",
    "$$\n2+3 \\\\\n= «5|6»\n$$",
    "$$\n\\begin{aligned}\n&2+3+{}\\\\\n&\\quad 4 = «9|8»\n\\end{aligned}\n$$",
    "$$\n\\\\\n\\\\ + 2+3 = «5|6»\n$$",
    "$$\n\\begin{aligned}\na =\\;&2+3\\\\\n=\\;&«5|6»\n\\end{aligned}\n$$",
    "$$\n\\begin{aligned}\n2+3 =&\\\\\n=&\\,«5|6»\n\\end{aligned}\n$$",
    "$$\n\\begin{aligned}\n2+3 &= 5 && \\text{(suma)}\\\\\n&= «4+1|4+2» && \\text{otra}\n\\end{aligned}\n$$",
    "$$\n\\begin{aligned}\na &= 10+1 \\\\\n&- 3 = «8|7»\n\\end{aligned}\n$$",
    "$$\n\\begin{aligned}\n2+2 &= 4 \\\\\n-3+4 &= «1|2»\n\\end{aligned}\n$$",
    "$$\n2\\begin{pmatrix}\n1 & 2 \\\\\n3 & 4\n\\end{pmatrix}\n=\n"
    "\\begin{pmatrix}\n2 & 4 \\\\\n6 & «8|9»\n\\end{pmatrix}\n$$",
    "$$\n2\\begin{pmatrix}\n1 & 2 \\\\\n3 & «4|5»\n\\end{pmatrix}\n=\n\\begin{pmatrix}\n1+1 & 4 \\\\\n6 & 8"
    "\n\\end{pmatrix}\n=\n\\begin{pmatrix}\n2 & 4 \\\\\n6 & 8\n\\end{pmatrix}\n$$",
    "```{math}\n:label: eq-a\n\n2+3\n= «5|6»\n```",
]


@pytest.mark.parametrize("forma", EN_VARIAS_LINEAS)
def test_una_cadena_en_varias_lineas_se_senala_en_la_suya(juzgar: Juzgar, forma: str) -> None:
    assert list(map(str, juzgar(cierta(forma)).faltas)) == []
    pagina, *lugar = falsa(forma)
    assert lugares(juzgar(pagina)) == [tuple(lugar)]


# Lo cierto no deja de serlo al cambiar una cifra: la cadena se comprueba, pero no cubre sus números.
@pytest.mark.parametrize(
    "forma",
    [
        r"2+3 \neq «6|5»",
        r"2+3 \not= «6|5»",
        r"2+3 \le «6|4»",
        r"2+3 \leqslant «6|4»",
        r"2+3 < «6|5» < 7+1",
        r"0 < 2+3 \le «5|4»",
        r"2\cdot3 \ge «5|7»",
        r"2+3=«5|6»\;\text{m}^2",
        r"f(2) = 2\cdot3 = «6|7»",
        r"f(3) = 2\cdot3 = «6|7»",
        r"f_1(3) = 2\cdot3 = «6|7»",
        r"f_{ab}(3) = 2\cdot3 = «6|7»",
        r"\hat f(3) = 2\cdot3 = «6|7»",
        r"\mathrm{f}(3) = 2\cdot3 = «6|7»",
        r"f'(3) = 2\cdot3 = «6|7»",
        r"\alpha(3) = 2\cdot3 = «6|7»",
        r"3x=2\cdot5=«10|11»",
        r"2x+3x=2\cdot5+3\cdot4=«22|23»",
        r"2x^3=2\cdot5^2=«50|51»",
        r"x_1+2=3+2=«5|6»",
        r"\sum_{i=1}^n x=3\cdot1=«3|4»",
        r"2+3=f(2,3)=«5|6»",
        r"2\cdot3000=«6|7»\text{ mil}",
        r"\lvert 2-5\rvert+1=«4|5»",
        r"\frac{e^5}{e^5+e^4}\approx\frac{148.4}{148.4+54.6}\approx«0.731|0.732»",
        r"P(A\mid B)=0.2\cdot0.5=«0.1|0.2»",
        r"\mathrm{MSE}=\frac{(1-0)^2+(2-1)^2}{2}=«1|2»",
        r"3\cdot4\equiv5\equiv«19|18»\pmod 7",
        r"\frac13\cdot\frac67\approx«0.333|0.331»\cdot0.857\approx0.29",
        r"\frac{1/3}{2}\approx\frac{«0.33|0.34»}{2}\approx0.17",
        r"1/3+1/7\approx«0.33|0.34»+0.14",
        r"2(1/3,1/7)\approx2(«0.33|0.34»,0.14)",
        r"\sqrt{1/3+1/7}\approx\sqrt{0.33+«0.14|0.15»}",
        r"1/7-1/3\approx0.14-«0.33|0.34»",
    ],
)
def test_lo_que_no_cubre_sus_numeros_tambien_se_comprueba(juzgar: Juzgar, forma: str) -> None:
    forma = f"${forma}$"
    assert juzgar(cierta(forma)).falsas == ()
    assert juzgar(cierta(forma)).sin_cubrir
    pagina, *lugar = falsa(forma)
    assert lugares(juzgar(pagina)) == [tuple(lugar)]


@pytest.mark.parametrize(
    "tex",
    [
        r"175\cdot10^9\cdot2\text{ bytes}=350\text{ GB}",  # cambia la unidad
        r"3\text{ manzanas}+2\text{ peras}=5\text{ frutas}",
        r"2\text{ manzanas}+3=5",
        r"0.5=\sin(30^\circ)",
        r"2\cdot3=6\text{ mil euros}",
        r"4\cdot1024^2\approx4.2\text{ M}",
        r"2\cdot1024^2=2.1\text{ MB}",
        r"[1,2]*[3,4]=[3,8]",
        r"1.5\mathrm{e}{-3}\cdot2=0.003",
        r"e^{5}+e^{4}\approx148.4+54.6",
        r"50\,\%\text{ de }200=100",
        r"x=50\,\%\text{ de }2\cdot100=100",
        r"1\frac12+1=2.5",
        r"2+2=4\mid3+3=6",
        r"2+2=4\;\&\;3+3=6",
        r"1/3=0.333\ldots",
        r"\begin{vmatrix}1&2\\3&4\end{vmatrix}=1\cdot4-2\cdot3",
        r"0,5+0,3=0,8",
        r"2+3\overset{(1)}{=}5",
    ],
)
def test_lo_ambiguo_se_queda_sin_cubrir_sin_llamarlo_falso(juzgar: Juzgar, tex: str) -> None:
    informe = juzgar(f"${tex}$")
    assert informe.falsas == ()
    assert informe.sin_cubrir


@pytest.mark.parametrize("forma", [r"3+4=«7|8»\,\mathrm{km}", r"2\cdot3=«6|7»\,\operatorname{GB}"])
def test_un_prefijo_puede_esconder_una_cuenta(juzgar: Juzgar, forma: str) -> None:
    assert list(map(str, juzgar(f"${cierta(forma)}$").faltas)) == []
    informe = juzgar(f"${falsa(forma)[0]}$")
    assert informe.falsas == () and informe.sin_cubrir


# Lo que no se sabe leer de una sola manera: ni cierto ni falso, y el mensaje dice qué escribir.
MIL = "se lee de dos maneras: si son millares, escribe «1\\,000», y si no, otro número de decimales"
COMA = "la coma decimal se escribe «0{,}5»; la que separa lleva un espacio detrás"
DELANTE = "cambia el número que lleva delante: escríbelo entero en cifras"
DETRAS = "cambia el número que lleva detrás: escríbelo entero en cifras"
UNIDAD = "la unidad de los dos lados no es la misma:"
EN_CADA_UNO = r"no sé en qué unidad está la cuenta: pon «\text{km}» en cada sumando o al final"
DUDOSAS = {
    r"2\cdot3=\text{-}6": rf"«\text{{-}}» {DETRAS}",
    r"2\cdot3=\text{mil }6": rf"«\text{{mil }}» {DETRAS}",
    r"2\cdot3=\mbox{casi }6": r"átalo con \cifra{6}{expresión}",
    r"6=\text{menos }2\cdot3": rf"«\text{{menos }}» {DETRAS}",
    r"2\cdot3=6\text{ dozen}": rf"«\text{{ dozen}}» {DELANTE}",
    r"2\cdot3=6\text{ y medio}": rf"«\text{{ y medio}}» {DELANTE}",
    r"2\cdot3=6\mathrm{!}": rf"«\mathrm{{!}}» {DELANTE}",
    r"2\cdot3=6\text{ k}": r"la unidad de los dos lados no es la misma: ninguna y «\text{k}»",
    r"2\text{ km}\cdot3\text{ km}=6\text{ km}": (rf"{UNIDAD} «\text{{km}}^2» y «\text{{km}}»"),
    r"(3\text{ km})^2=9\text{ km}": rf"{UNIDAD} «\text{{km}}^2» y «\text{{km}}»",
    r"12\text{ km}=36\text{ km}/3\text{ km}": (rf"{UNIDAD} «\text{{km}}» y ninguna"),
    r"7\text{ km}=3\text{ km}+4": EN_CADA_UNO,
    r"\frac{22}{7}\approx\sqrt{10}": (
        "«≈» entre dos cuentas no dice con cuántas cifras se parecen: escribe entre ellas el número"
    ),
    r"3=2+1+0\cdot5": r"con otra cifra la fórmula también se cumple; átalo con \cifra{5}{expresión}",
    r"(1/2)mv^2=1102.5": r"átalo con \cifra{1102.5}{expresión}",
    r"60+30=90^\circ": f"{UNIDAD} ninguna y «°»",
    r"3\cdot4\equiv5": r"«\equiv» no dice el módulo: escríbelo al final, como «\pmod{7}»",
    r"0,5\cdot2=1": COMA,
    r"\frac{1}{2}=0,5": COMA,
    r"\frac{0,5}{2}=0{,}25": COMA,
    r"\exp(0,5)\approx1{,}65": COMA,
    r"2(0,5; 0,3)=(1; 0,6)": COMA,
    r"2(0,5)=1": COMA,
    r"2(0,5, 0,3)=(1, 0,6)": COMA,
    r"0,5\%+0,5\%=1\%": COMA.replace("5»", r"5\%»"),
    r"x=0,5": COMA,
    r"2\begin{pmatrix}0,5&0,3\end{pmatrix}=\begin{pmatrix}1&0{,}6\end{pmatrix}": COMA,
    r"1.200+300=1.500": r"los millares de «1.200» se escriben «1\,200»",
    r"10,000\cdot2=20,000": (
        r"la coma decimal se escribe «10{,}000», y los millares «10\,000»; "
        "la que separa lleva un espacio detrás"
    ),
    r"1{,}000+1=1001": rf"«1{{,}}000» {MIL}",
    r"1{,}000+1=1{,}001": rf"«1{{,}}000» {MIL}",
    r"1{,}000+1{,}000=2": rf"«1{{,}}000» {MIL}",
    r"1/3+1/7\approx0.33+0.14=0.47": (
        "la fórmula dice 0.47; 1/3+1/7 = 0.4761904762 (0.48 con 2 decimales); "
        "sale de los números ya redondeados: escríbelos con más decimales"
    ),
    r"1/3+1/7\approx0.14+0.33": (
        "la fórmula dice 0.14; lo que redondea vale 0.3333333333 (0.33 con 2 decimales): escribe los mismos "
        "términos, en el mismo orden, a los dos lados de «≈»"
    ),
}


@pytest.mark.parametrize(("tex", "motivo"), DUDOSAS.items())
def test_lo_dudoso_dice_que_escribir(juzgar: Juzgar, tex: str, motivo: str) -> None:
    informe = juzgar(f"${tex}$")
    assert informe.falsas == ()
    assert informe.sin_cubrir[-1].mensaje.partition(" está sin cubrir: ")[2] == motivo


def test_una_formula_con_simbolos_dice_como_demostrarla(juzgar: Juzgar) -> None:
    (uno, dos, tres, resultado) = juzgar(r"$E=\frac{1}{2}mv^3=1102.5$").sin_cubrir
    detras = ", o escribe detrás la misma fórmula con números en lugar de símbolos"
    assert [x.mensaje.partition(": ")[2] for x in (uno, dos, tres, resultado)] == [
        rf"átalo con \cifra{{1}}{{expresión}}{detras}",
        rf"átalo con \cifra{{2}}{{expresión}}{detras}",
        rf"átalo con \cifra{{3}}{{expresión}}{detras}",
        r"átalo con \cifra{1102.5}{expresión}",
    ]


# Lo que parece dudoso y no lo es.
@pytest.mark.parametrize(
    "tex",
    [
        r"(1,2)+(3,4)=(4,6)",
        r"[1,2]\cdot[2,1]+1=5",
        r"2(0{,}5; 0{,}3)=(1; 0{,}6)",
        r"2(0{,}5, 0{,}3)=(1, 0{,}6)",
        r"2+3=5, 1+1=2",
        r"\text{error}=5-3=2",
        r"\text{así }3+4=7\text{ kilovatios-hora}",
        r"3\text{ km}+4\text{ km}=7\text{ km}",
        r"1{,}645+0{,}1=1{,}745",
        r"36\text{ km}/3\text{ km}=12",
        r"10{,}000\cdot0.5=5{,}000",
    ],
)
def test_lo_claro_no_se_discute(juzgar: Juzgar, tex: str) -> None:
    assert list(map(str, juzgar(f"${tex}$").faltas)) == []


# Los sitios de una página donde un autor pone una cadena: `@` es la fórmula.
SITIOS = {
    "título": "# La suma @",
    "párrafo": "Con **@** y _@_.",
    "tabla": "| a | b |\n|---|---|\n| uno | @ |",
    "nota": "Nota[^n].\n\n[^n]: Como @, claro.",
    "lista": "- uno\n  - otro: @\n",
    "lista numerada": "1. uno\n2. @\n",
    "cita": "> Dijo\n> que @.",
    "definición": "Suma\n: Es @.",
    "admonición": ":::{note}\nVale @.\n:::",
    "título de admonición": ":::{admonition} Vale @\nTexto.\n:::",
    "anidada": "::::{note}\n:::{tip}\n- Vale @.\n:::\n::::",
    "pie de figura": "```{figure} a.png\nEl pie: @.\n```",
    "pie de celda": "```{code-cell}\n---\nmystnb:\n  figure:\n    caption: |\n      Vale @.\n---\nx = 1\n```",
    "tabla de lista": "```{list-table} Vale\n* - uno\n  - @\n```",
    "tabla csv": "```{csv-table} Vale\n:header: a, b\n\nuno, @\n```",
    "margen": "```{margin}\nVale @.\n```",
    "desplegable": "````{dropdown} Título\n```{tab-set}\n@\n```\n````",
    "ejercicio": "```{exercise} Uno\n:label: ej\nProbar @.\n```",
    "texto alternativo": "![vale @](a.png)",
    "enlace": "[vale @](otra.md)",
    "rol": "Vale {math}`2+2=«4|5»`.",
}


@pytest.mark.parametrize("sitio", SITIOS.values(), ids=SITIOS)
def test_en_cualquier_sitio_de_la_pagina(juzgar: Juzgar, sitio: str) -> None:
    forma = sitio.replace("@", "$2+2=«4|5»$", 1).replace("@", "$1+1=2$")
    assert list(map(str, juzgar(cierta(forma)).faltas)) == []
    pagina, *lugar = falsa(forma)
    assert lugares(juzgar(pagina)) == [tuple(lugar)]


def test_en_un_cuaderno_tambien(juzgar: Juzgar) -> None:
    texto = cuaderno({"cell_type": "markdown", "metadata": {}, "source": ["$$\n", "1+\n", "2 = 4\n", "$$"]})
    (falta,) = juzgar(texto, ruta="p.ipynb").falsas
    assert texto.splitlines()[falta.linea - 1][falta.columna - 1 :].startswith("4")


@pytest.mark.parametrize(
    "formula",
    [
        "d(t) =\n«2|3» t",
        "\\begin{aligned}\nd(t) &= t + t \\\\\n&= «2|3» t\n\\end{aligned}",
        "d(t) = \\begin{cases}\n2t & t > 0 \\\\\n«2|5»t & t \\le 0\n\\end{cases}",
        "\\begin{aligned}\nd(t) &= t + t \\\\\n&= «2t|t - t»\n\\end{aligned}",
    ],
)
def test_en_una_formula_atada_se_senala_la_cifra_falsa(juzgar: Juzgar, formula: str) -> None:
    forma = f"Es el doble:\n\n```{{math}}\n:label: eq-d\n:define: doble(t)\n\n{formula}\n```"
    nombres = {"doble": lambda t: 2 * t}
    assert list(map(str, juzgar(cierta(forma), nombres).falsas)) == []
    pagina, *lugar = falsa(forma)
    assert lugares(juzgar(pagina, nombres)) == [tuple(lugar)]


TROZOS = r"""
\frac \frac{1}{2} { } [ ] ( ) \left( \right) \{ \} | ^ _ ^2 _1 1 2 37 0.5 0{,}5 1\,000 \% \text{a} \text{
y } \text{ km} \mathrm{e} \mathrm{ \operatorname{sen} + - \cdot \times / = \approx < \le \neq & && \\
\\[2pt] \begin{aligned} \end{aligned} \begin{cases} \end{cases} \begin{pmatrix} \end{pmatrix}
\begin{array}{cc} \end{array} \begin{align} \end{align} \sum_{i=1}^{3} \prod \sqrt \sqrt[3]{8} \max \exp
\log_2 \ln e e^ x y \sigma' \cifra{1}{x} \cifra{ \quad , ; . : ! \, ~ \underbrace{ \boxed{ \tag{1}
\label{a} \not= := ° € ^\circ \infty \pi \odot * \top T \partial \hat \bf \phantom{3} \hspace{1em} \! ² ½
− \limits \dots % # ` > - | \end{x}
""".split()
MOLDES = ("$@$", "$$\n@\n$$", "```{math}\n@\n```", "```{math}\n:define: d(t)\n\nd(t) = @\n```", "> $@$\n> @")


def test_nada_de_lo_que_se_escriba_tira_la_imprenta(juzgar: Juzgar) -> None:
    azar = random.Random(3)
    for _ in range(1500):
        tex = azar.choice(["", " ", "\n"]).join(azar.choices(TROZOS, k=azar.randint(0, 14)))
        juzgar(azar.choice(MOLDES).replace("@", tex), {"d": float})
    for vacia in ("$\\,$", "$$\n\\bf\n$$", "```{math}\n\n```", "```{math}\n>\n```"):
        assert juzgar(vacia).faltas == []


@pytest.mark.parametrize(
    "relleno", [" ", "\n", "\\,", "~", "{\\,}", "\\thinspace ", "{", "(", "0", "1+", "\\text{a}"]
)
def test_una_formula_larga_no_cuelga_la_imprenta(juzgar: Juzgar, relleno: str) -> None:
    inicio = time.process_time()
    assert juzgar(f"```{{math}}\n2+2=7{relleno * 400}x\n```").faltas
    assert time.process_time() - inicio < 5
