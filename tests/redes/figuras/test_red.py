"""La red dibujada: cada número va en su neurona o en su flecha, y la vuelta apunta hacia la entrada."""

import numpy as np
from laminas import comprobar_rotulos
from matplotlib.text import Annotation
from numpy.testing import assert_allclose

from redes.activaciones import Numeros
from redes.figuras import Lamina
from redes.figuras.red import Viaje, ida_y_vuelta

PESOS = [np.array([[2.0, -2.0], [-1.0, 1.0]]), np.array([[4.0], [-6.0]])]
GRADIENTES = [np.array([[-4.0, 2.0], [-8.0, 4.0]]), np.array([[-2.5], [-3.0]])]
ENTRA = np.array([7.0, 9.0])
IDA = Viaje("Ida", [ENTRA, np.array([0.5, 0.25]), np.array([3.0])], PESOS, ("la respuesta", "Los pesos"))
VUELTA = Viaje(
    "Vuelta", [ENTRA, np.array([-5.0, 6.0]), np.array([-7.0])], GRADIENTES, ("la δ", "Los gradientes"), True
)


def dibujar() -> Lamina:
    return Lamina(ida_y_vuelta, [IDA, VUELTA], ["$x_1$", "$x_2$"], tamano=(5, 5), rejilla=(2, 1))


def test_los_rotulos_caben_sin_pisarse() -> None:
    comprobar_rotulos(dibujar())


def test_cada_numero_esta_en_su_neurona_o_en_su_flecha() -> None:
    for ax, viaje in zip(dibujar().figura.axes, (IDA, VUELTA), strict=True):
        escritos: dict[str, Numeros] = {
            texto.get_text(): np.array(texto.get_position())
            for texto in ax.texts
            if not isinstance(texto, Annotation)
        }
        alturas = [[0.5, -0.5], [0.5, -0.5], [0.0]]
        for capa, numeros in enumerate(viaje.neuronas):
            for y, numero in zip(alturas[capa], numeros, strict=True):
                assert_allclose(escritos[f"{numero:g}".replace("-", "−")], [capa, y])
        for capa, matriz in enumerate(viaje.flechas):
            for (i, j), numero in np.ndenumerate(matriz):
                donde = escritos[f"{numero:g}".replace("-", "−")]
                extremos = np.array([[capa, alturas[capa][i]], [capa + 1, alturas[capa + 1][j]]])
                sale, llega = extremos[::-1] if viaje.vuelta else extremos
                assert_allclose(donde, sale + 0.3 * (llega - sale))
        assert_allclose(escritos["$x_1$"][1], 0.5)


def test_las_flechas_de_la_vuelta_apuntan_a_la_entrada() -> None:
    ida, vuelta = dibujar().figura.axes
    for ax, hacia in ((ida, 1), (vuelta, -1)):
        flechas = [texto for texto in ax.texts if isinstance(texto, Annotation)]
        assert len(flechas) == 6
        assert all(flecha.xy[0] - flecha.xyann[0] == hacia for flecha in flechas)


def test_lo_que_se_lee_son_los_mismos_numeros() -> None:
    assert dibujar().alternativo == (
        "Ida: la respuesta, capa a capa hacia la salida: 7, 9 | 0.5, 0.25 | 3. Los pesos, una fila por "
        "neurona de la capa de antes: 2, −2; −1, 1 | 4; −6. "
        "Vuelta: la δ, capa a capa hacia la salida: −5, 6 | −7. Los gradientes, una fila por neurona de la "
        "capa de antes: −4, 2; −8, 4 | −2.5; −3."
    )
