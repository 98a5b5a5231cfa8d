"""La neurona y lo que suma se dibujan con sus números."""

import numpy as np
import pytest
from laminas import (
    comprobar_que_no_pisan_las_lineas,
    comprobar_que_salen_de_su_curva,
    comprobar_rotulos,
    marcas,
    recuadros,
    rotulos,
    trazos,
)
from matplotlib.text import Annotation
from numpy.testing import assert_array_equal

from redes.activaciones import escalon, sigmoide
from redes.figuras import COLORES, Lamina, neurona
from redes.semillas import Banda

X, W, B = [0.5, 1, 2], [3, -2, 1], -1
SUMANDOS = [1, 4, 16]
TAL_CUAL = Banda(np.array([1.0, 2, 4]), np.array([0.9, 1.8, 3.6]), np.array([1.1, 2.2, 4.4]))
ENTRE_N = Banda(*(lado / np.array(SUMANDOS) for lado in TAL_CUAL))


def dibujada() -> Lamina:
    return Lamina(neurona.neurona, X, W, B, escalon, tamano=(6.4, 2.9))


def test_la_neurona_ensena_cada_numero_de_su_cuenta() -> None:
    assert set(rotulos(dibujada().figura.axes[0])) == {
        *("$x_1 = 0.5$", "$x_2 = 1$", "$x_3 = 2$", "$w_1 = 3$", "$w_2 = -2$", "$w_3 = 1$"),
        *("$b = -1$", r"$\Sigma$", "$z = 0.5$", "$f$", "$a = 1$"),
    }
    assert dibujada().alternativo == (
        "Una neurona de 3 entradas. Cada una se multiplica por su peso: 0.5 por 3, 1 por −2, 2 por 1. La "
        "suma de los productos y del sesgo, −1, da z = 0.5; la función f la convierte en la respuesta, a = 1."
    )


def test_la_respuesta_es_la_de_su_funcion() -> None:
    lamina = Lamina(neurona.neurona, X, W, -0.5, sigmoide)
    assert f"$a = {float(sigmoide(1)):g}$" in rotulos(lamina.figura.axes[0])
    assert lamina.alternativo.endswith("da z = 1; la función f la convierte en la respuesta, a = 0.731059.")


@pytest.mark.parametrize("entradas", [1, 2, 3, 4])
def test_los_rotulos_de_la_neurona_caben_sin_pisarse(entradas: int) -> None:
    lamina = Lamina(neurona.neurona, [0.5] * entradas, [-2] * entradas, 1, escalon)
    comprobar_rotulos(lamina)
    assert len(recuadros(lamina)) == 2 * entradas + 5


def test_cada_entrada_y_el_sesgo_llegan_a_la_suma_y_de_ella_sale_la_respuesta() -> None:
    ax = dibujada().figura.axes[0]
    nodos = {texto.get_text(): texto.get_position() for texto in ax.texts}
    flechas = [(f.xyann, f.xy) for f in ax.texts if isinstance(f, Annotation) and f.arrow_patch]
    llegan = [nodos[f"$x_{i} = {x:g}$"] for i, x in enumerate(X, start=1)]
    a_la_suma = [(desde, nodos[r"$\Sigma$"]) for desde in [*llegan, nodos["$b = -1$"]]]
    de_la_suma = [(nodos[r"$\Sigma$"], nodos["$f$"]), (nodos["$f$"], nodos["$a = 1$"])]
    assert flechas == [*a_la_suma, *de_la_suma]


def test_a_cada_entrada_un_peso() -> None:
    with pytest.raises(ValueError, match="size"):
        Lamina(neurona.neurona, X, W[:2], B, escalon)


def test_lo_que_crece_una_suma() -> None:
    lamina = Lamina(neurona.crecimiento, SUMANDOS, {"tal cual": TAL_CUAL, "entre n": ENTRE_N})
    ax = lamina.figura.axes[0]
    una, otra = trazos(ax)
    assert_array_equal(una, np.column_stack([SUMANDOS, TAL_CUAL.mediana]))
    assert_array_equal(otra, np.column_stack([SUMANDOS, ENTRE_N.mediana]))
    assert [linea.get_color() for linea in ax.lines] == [COLORES["destacado"], COLORES["sigmoide"]]
    contorno = set(map(tuple, np.asarray(ax.collections[0].get_paths()[0].vertices).tolist()))
    assert contorno == {
        (n, lado[k]) for k, n in enumerate(SUMANDOS) for lado in (TAL_CUAL.baja, TAL_CUAL.alta)
    }
    assert (ax.get_xscale(), ax.get_yscale(), marcas(ax.xaxis)) == ("log", "log", ["1", "4", "16"])
    assert rotulos(ax) == ["tal cual", "entre n"]
    assert lamina.alternativo == (
        "Desviación típica de una suma de 1 a 16 sumandos; la mediana y, entre paréntesis, del 5 al 95 %: "
        "tal cual, de 1.000 (0.900–1.100) a 4.000 (3.600–4.400); "
        "entre n, de 1.000 (0.900–1.100) a 0.250 (0.225–0.275)."
    )


def test_los_nombres_de_las_sumas_salen_de_su_linea() -> None:
    lamina = Lamina(neurona.crecimiento, SUMANDOS, {"tal cual": TAL_CUAL, "entre n": ENTRE_N})
    comprobar_que_salen_de_su_curva(lamina)
    comprobar_rotulos(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)
