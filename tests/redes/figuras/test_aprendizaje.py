"""Las figuras de «El proceso de aprendizaje» dibujan lo que dicen: trazo y texto, con los mismos datos."""

import numpy as np
import pytest
from laminas import (
    comprobar_que_cabe_lo_dibujado,
    comprobar_que_no_pisan_las_lineas,
    comprobar_que_salen_de_su_curva,
    comprobar_rotulos,
    marcas,
    rejilla_visible,
    rotulos,
    trazos,
)
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from numpy.testing import assert_allclose, assert_array_equal

from redes.activaciones import relu
from redes.densa import RELU_CON_FUGA
from redes.descenso import d_valle, d_valle_con_bache, descenso, fondos, valle, valle_con_bache
from redes.figuras import COLORES, Lamina
from redes.figuras import aprendizaje as figuras
from redes.figuras.estilo import tinte
from redes.neurona import vida

X = np.array([1.0, 2.0, 3.0])
MENSAJES = {"Derivada alta": [1, 1, 1, 1], "Pequeña": [1, 0.25, 1 / 16, 1 / 64], "Cero": [1, 1, 0, 0]}
SALIDAS, TASAS = np.linspace(-2, 2, 5), np.linspace(0.1, 0.3, 3)
DESTINOS = np.array([[-2, -2, -2, 2, 2], [-2, -2, np.nan, 2, 2], [-2, np.nan, np.nan, np.nan, 2.0]])


def dibujar(nombre: str) -> Lamina:
    muerta = vida(X, X, 1.5, 0, 0.5, 1)
    resto = {"w0": muerta.w[-1], "b0": muerta.b[-1], "tasa": 0.1, "pasos": 300}
    caminos = {"alta": descenso(d_valle, 3.0, 0.95, 9), "demasiado": descenso(d_valle, -2.0, 1.2, 9)}
    cerca = {f"{k} veces": descenso(d_valle, 1.0, k, 200) for k in (0.99, 1, 1.01)}
    return {
        "bajadas": lambda: Lamina(
            figuras.bajadas, valle, caminos, (-3.5, 3.5), rejilla=(1, 2), tamano=(6.4, 3.2)
        ),
        "filo": lambda: Lamina(figuras.filo, cerca),
        "mapa": lambda: Lamina(figuras.mapa_de_destinos, SALIDAS, TASAS, DESTINOS, 0.25),
        "cables": lambda: Lamina(figuras.cables, {n: np.array(m) for n, m in MENSAJES.items()}),
        "relu": lambda: Lamina(figuras.relu_y_derivada, np.linspace(-4, 4, 81)),
        "muerte": lambda: Lamina(figuras.muerte, X, X, muerta),
        "resurreccion": lambda: Lamina(
            figuras.resurreccion, vida(X, X, **resto), vida(X, X, **resto, activacion=RELU_CON_FUGA)
        ),
        "cementerio": lambda: Lamina(figuras.cementerio, [0, 10], [0, -6], np.array([[0, 0.385], [0.99, 1]])),
    }[nombre]()


LAMINAS = "bajadas filo mapa cables relu muerte resurreccion cementerio".split()


@pytest.mark.parametrize("nombre", LAMINAS)
def test_los_rotulos_caben_sin_pisarse_ni_tapar_una_curva(nombre: str) -> None:
    lamina = dibujar(nombre)
    comprobar_rotulos(lamina)
    if nombre not in ("cables", "mapa", "cementerio"):
        comprobar_que_salen_de_su_curva(lamina)
    if nombre not in ("cables", "mapa"):
        comprobar_que_no_pisan_las_lineas(lamina)


def test_bajadas() -> None:
    lamina = dibujar("bajadas")
    for panel, w0, tasa, dentro in ((0, 3.0, 0.95, 10), (1, -2.0, 1.2, 2)):
        curva, camino, salida = trazos(lamina.figura.axes[panel])
        assert_array_equal(curva[:, 1], valle(curva[:, 0]))
        assert_array_equal(camino[:, 0], descenso(d_valle, w0, tasa, 9)[:dentro])
        assert_array_equal(camino[:, 1], valle(camino[:, 0]))
        assert_array_equal(salida, [[w0, w0**2]])
        assert lamina.figura.axes[panel].get_xlim() == (-3.5, 3.5)
    assert [ax.get_title() for ax in lamina.figura.axes] == ["alta", "demasiado"]
    abajo, arriba = lamina.figura.axes[0].get_ylim()
    assert abajo < 0 and 3.5**2 < arriba < 1.5 * 3.5**2  # el valle entero, y que se vea grande
    assert lamina.alternativo == (
        "Alta: sale de w = 3.00 y tras 9 pasos acaba en w = −1.16. "
        "Demasiado: sale de w = −2.00 y antes de 2 pasos se sale del valle."
    )


def test_bajadas_deja_ver_los_valles_que_bajan_de_cero() -> None:
    caminos = {"sola": descenso(d_valle_con_bache, -3.0, 0.1, 5), "otra": np.array([1.0, -3.6, 0.0])}
    lamina = Lamina(figuras.bajadas, valle_con_bache, caminos, (-3.2, 3.0), rejilla=(1, 2))
    assert lamina.figura.axes[0].get_ylim()[0] < valle_con_bache(fondos()[0]) < 0
    assert_array_equal(trazos(lamina.figura.axes[1])[1][:, 0], [1.0])  # se sale por la izquierda


def test_filo() -> None:
    lamina = dibujar("filo")
    for trazo, k in zip(trazos(lamina.figura.axes[0]), (0.99, 1, 1.01), strict=True):
        assert_allclose(trazo[:, 1], np.abs(1 - 2 * k) ** np.arange(201), rtol=1e-9)
    assert lamina.figura.axes[0].get_yscale() == "log"
    assert rotulos(lamina.figura.axes[0]) == ["0.99 veces", "1 veces", "1.01 veces"]
    assert lamina.alternativo == (
        "Distancia al fondo tras 200 pasos: 0.99 veces, pasa de 1 a 0.018; 1 veces, pasa de 1 a 1; "
        "1.01 veces, pasa de 1 a 52."
    )


def test_mapa_de_destinos() -> None:
    lamina = dibujar("mapa")
    ax = lamina.figura.axes[0]
    (malla,) = ax.collections
    destinos = np.asarray(malla.get_array())
    assert_array_equal(destinos, [[0, 0, 0, 1, 1], [0, 0, 2, 1, 1], [0, 2, 2, 2, 1]])
    tonos = [to_hex(tono) for tono in malla.to_rgba(np.arange(3))]
    assert tonos == [tinte(COLORES["valor"]), tinte(COLORES["perdida"]), "#dddddd"]
    assert_array_equal(ax.lines[0].get_xdata(), [0.25, 0.25])
    assert rotulos(lamina.figura.axes[0]) == ["el fondo", "el bache", "ninguna parte"]
    for texto, clase in zip(ax.texts, (0, 1, 2), strict=True):
        columna, fila = (
            np.abs(SALIDAS - texto.get_position()[0]).argmin(),
            np.abs(TASAS - texto.get_position()[1]).argmin(),
        )
        assert destinos[fila, columna] == clase
    assert not rejilla_visible(ax)
    assert lamina.alternativo == (
        "De las salidas y las tasas probadas llegan al fondo, el 40 %, al bache, el 33 %, "
        "a ninguna parte, el 27 %."
    )


def test_lo_que_no_sale_en_el_mapa_no_se_rotula() -> None:
    lamina = Lamina(figuras.mapa_de_destinos, SALIDAS, TASAS, np.full((3, 5), 2.0), 0.25)
    assert rotulos(lamina.figura.axes[0]) == ["el bache"]


def primer_punto(linea: Line2D) -> tuple[float, ...]:
    return tuple(np.asarray(linea.get_xydata())[0])


def test_cables() -> None:
    lamina = dibujar("cables")
    comprobar_que_cabe_lo_dibujado(lamina)
    tramos = [linea for linea in lamina.figura.axes[0].lines if linea.get_marker() == "None"]
    grosores = np.array([linea.get_linewidth() for linea in tramos]).reshape(3, 4)
    entero, hilo = grosores.max(), grosores.min()
    assert_array_equal(grosores[0], entero)
    assert_allclose(grosores[1, :2], [entero, entero / 4])
    assert_array_equal(grosores[[1, 1, 2, 2], [2, 3, 2, 3]], hilo)  # por poco que quede, se ve
    assert 0 < hilo < entero / 4
    assert [linea.get_linestyle() for linea in tramos[-4:]] == ["-", "-", ":", ":"]
    assert [np.asarray(linea.get_xydata()).tolist() for linea in tramos[4:8]] == [
        [[i, -1], [i + 1, -1]] for i in range(4)
    ]
    numeros = [texto.get_position() for texto in lamina.figura.axes[0].texts[8:12]]
    assert [x for x, _ in numeros] == [i + 0.5 for i in range(4)]  # en medio de su tramo, y encima
    assert all(-1 < y < 0 for _, y in numeros)
    bombillas = [linea for linea in lamina.figura.axes[0].lines if linea.get_marker() == "*"][::2]
    assert [linea.get_alpha() for linea in bombillas] == [1, 1 / 64, 0]
    assert [primer_punto(linea) for linea in bombillas] == [(4, 0), (4, -1), (4, -2)]
    marcos = [linea for linea in lamina.figura.axes[0].lines if linea.get_marker() == "*"][1::2]
    assert [primer_punto(linea) for linea in marcos] == [(4, 0), (4, -1), (4, -2)]
    nombres = [texto for texto in lamina.figura.axes[0].texts if texto.get_text() in MENSAJES]
    assert [texto.get_text() for texto in nombres] == list(MENSAJES)
    assert all(-i < texto.get_position()[1] < 1 - i for i, texto in enumerate(nombres))  # encima de su cable
    assert rotulos(lamina.figura.axes[0])[8:16] == ["1", "0.25", "0.062", "0.016", "3", "2", "1", "Pequeña"]
    assert lamina.alternativo == (
        "Lo que queda del error al salir y tras las capas 3 a 1. Derivada alta: 1, 1, 1, 1; "
        "Pequeña: 1, 0.25, 0.062, 0.016; Cero: 1, 1, 0, 0."
    )


def test_un_cable_que_crece_no_se_sale_del_papel() -> None:
    lamina = Lamina(figuras.cables, {"explota": np.array([1, 8, 64, 512])})
    grosores = [
        linea.get_linewidth() for linea in lamina.figura.axes[0].lines if linea.get_marker() == "None"
    ]
    assert grosores[0] < grosores[1] == grosores[2] == grosores[3] < 2 * grosores[0]
    assert {linea.get_alpha() for linea in lamina.figura.axes[0].lines} == {None, 1.0}


def test_relu_y_derivada() -> None:
    lamina = dibujar("relu")
    curva, izquierda, derecha, centro = trazos(lamina.figura.axes[0])
    assert_array_equal(curva[:, 1], relu(curva[:, 0]))
    assert set(izquierda[:, 1]) == {0} and np.allclose(izquierda[[0, -1], 0], [-4, -0.1])
    assert set(derecha[:, 1]) == {1} and np.allclose(derecha[[0, -1], 0], [0.1, 4])
    assert_array_equal(centro, [[0, 0]])
    assert rotulos(lamina.figura.axes[0]) == ["ReLU(x)", "derivada: 0", "derivada: 1"]
    assert lamina.alternativo == (
        "ReLU vale 0 hasta x = 0 y después sube en línea recta: 4 en x = 4. "
        "Su derivada es 0 a la izquierda de 0 y 1 a la derecha."
    )


def test_muerte() -> None:
    lamina = dibujar("muerte")
    debia, z_antes, antes, puntos_antes, z_despues, despues, puntos_despues = trazos(lamina.figura.axes[0])
    assert_array_equal(debia, np.column_stack([X, X]))
    assert_allclose(z_antes[:, 1], 1.5 * z_antes[:, 0])
    assert_allclose(z_despues[:, 1], -5 / 6 * z_despues[:, 0] - 1)
    assert_array_equal(antes[:, 1], relu(z_antes[:, 1]))
    assert_array_equal(despues[:, 1], 0)
    assert_array_equal(puntos_antes, np.column_stack([X, 1.5 * X]))
    assert_array_equal(puntos_despues, np.column_stack([X, 0 * X]))
    assert antes[[0, -1], 0] == pytest.approx([0, 3.3])
    assert lamina.alternativo == (
        "Antes del paso, con w = 1.50 y b = 0.00, la neurona responde 1.50, 3.00, 4.50; debía responder "
        "1.00, 2.00, 3.00. Después, con w = −0.83 y b = −1.00, sus z son −1.83, −2.67, −3.50 y responde "
        "0.00, 0.00, 0.00."
    )


def test_resurreccion() -> None:
    lamina = dibujar("resurreccion")
    sin_fuga, con_fuga, despierta = trazos(lamina.figura.axes[0])
    assert_allclose(sin_fuga[:, 1], 14 / 3)
    assert con_fuga[-1, 1] < 1e-3 < con_fuga[0, 1]
    paso = int(despierta[0, 0])
    assert con_fuga[paso, 1] == despierta[0, 1]
    assert con_fuga[paso + 2, 1] < 1 < con_fuga[paso - 1, 1]
    assert rotulos(lamina.figura.axes[0]) == ["ReLU: sigue muerta", f"con fuga: despierta en el paso {paso}"]
    assert lamina.figura.axes[0].get_ylim()[0] == 0
    assert lamina.alternativo == (
        "Con ReLU el error se queda en 4.67. Con fuga empieza en 4.79, la neurona despierta en el paso "
        f"{paso} y acaba en 0.00."
    )


def test_cementerio() -> None:
    lamina = dibujar("cementerio")
    assert_array_equal(lamina.figura.axes[0].collections[0].get_array(), [[0, 0.385], [0.99, 1]])
    assert lamina.figura.axes[0].collections[0].get_clim() == (0, 1)
    assert rotulos(lamina.figura.axes[0]) == ["0 %", "38 %", "99 %", "100 %"]
    assert [texto.get_color() for texto in lamina.figura.axes[0].texts] == ["black"] * 4
    (ax,) = lamina.figura.axes
    assert (marcas(ax.xaxis), marcas(ax.yaxis)) == (["al nacer", "10"], ["0", "−6"])
    assert [texto.get_position() for texto in ax.texts] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert not rejilla_visible(ax)
    assert lamina.alternativo == (
        "Neuronas muertas de la capa. Con sesgo 0: 0 % al nacer, 38 % con tasa 10. "
        "Con sesgo −6: 99 % al nacer, 100 % con tasa 10."
    )
