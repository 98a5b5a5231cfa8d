"""Las figuras del segundo capítulo dibujan lo que dicen: trazo y texto salen de los mismos datos."""

from collections.abc import Sequence

import numpy as np
import pytest
from laminas import (
    anotaciones,
    comprobar_que_cabe_lo_dibujado,
    comprobar_que_no_pisan_las_lineas,
    comprobar_que_salen_de_su_curva,
    comprobar_rotulos,
    leyenda,
    marcas,
    rejilla_visible,
    rotulos,
    trazos,
)
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

from redes.activaciones import relu
from redes.densa import RELU_CON_FUGA
from redes.descenso import d_valle, d_valle_con_bache, descenso, fondos, valle, valle_con_bache
from redes.figuras import COLORES, Lamina
from redes.figuras import aprendizaje as figuras
from redes.neurona import vida
from redes.semillas import Banda

X = np.array([1.0, 2.0, 3.0])
HONDAS = np.arange(2, 21)
MENSAJES = {"Derivada alta": [1, 1, 1, 1], "Pequeña": [1, 0.25, 1 / 16, 1 / 64], "Cero": [1, 1, 0, 0]}
SALIDAS, TASAS = np.linspace(-2, 2, 5), np.linspace(0.1, 0.3, 3)
DESTINOS = np.array([[-2, -2, -2, 2, 2], [-2, -2, np.nan, 2, 2], [-2, np.nan, np.nan, np.nan, 2.0]])


def de(mediana: ArrayLike) -> Banda:
    """Una banda que va de la mitad al doble de su mediana."""
    centro = np.asarray(mediana, dtype=float)
    return Banda(centro, centro / 2, centro * 2)


def comprobar_bandas(ax: Axes, bandas: Sequence[Banda]) -> None:
    """Detrás de cada mediana está su banda, entera y del color de su línea."""
    assert len(ax.collections) == len(bandas)
    for relleno, una, linea in zip(ax.collections, bandas, ax.lines[-len(bandas) :], strict=True):
        (contorno,) = relleno.get_paths()
        alturas = np.asarray(contorno.vertices)[:, 1]
        assert {*una.baja, *una.alta} <= {*alturas} and np.ptp(alturas) == np.ptp([una.baja, una.alta])
        assert_allclose(np.ravel(relleno.get_facecolor())[:3], to_rgb(str(linea.get_color())))


def dibujar(nombre: str) -> Lamina:
    muerta = vida(X, X, 1.5, 0, 0.5, 1)
    resto = {"w0": muerta.w[-1], "b0": muerta.b[-1], "tasa": 0.1, "pasos": 300}
    por_capa = {"sigmoide": de(0.24**HONDAS), "tanh": de(1.1 + 0 * HONDAS), "ReLU": de(1.0 + 0 * HONDAS)}
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
        "profundidad": lambda: Lamina(figuras.senal_por_profundidad, HONDAS, por_capa, 0.25**HONDAS),
        "entrenar": lambda: Lamina(
            figuras.senal_al_entrenar,
            {"ReLU": de(np.geomspace(1, 6, 150)), "sigmoide": de(np.full(150, 1e-6))},
        ),
    }[nombre]()


LAMINAS = "bajadas filo mapa cables relu muerte resurreccion cementerio profundidad entrenar".split()


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
    tonos = [to_hex(tono).upper() for tono in malla.to_rgba(np.arange(3))]
    assert tonos == [COLORES["valor"], COLORES["perdida"], "#DDDDDD"]
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
    assert_array_equal(lamina.figura.axes[0].images[0].get_array(), [[0, 0.385], [0.99, 1]])
    assert lamina.figura.axes[0].images[0].get_clim() == (0, 1)
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


def test_senal_por_profundidad() -> None:
    lamina = dibujar("profundidad")
    cota, sigmoide, tanh, de_relu = trazos(lamina.figura.axes[0])
    assert_array_equal(cota, np.column_stack([HONDAS, 0.25**HONDAS]))
    assert_array_equal(sigmoide[:, 1], 0.24**HONDAS)
    assert_array_equal(np.column_stack([tanh[:, 1], de_relu[:, 1]]), [[1.1, 1.0]] * 19)
    ax = lamina.figura.axes[0]
    assert ax.get_yscale() == "log"
    comprobar_que_cabe_lo_dibujado(lamina)
    comprobar_bandas(ax, [de(0.24**HONDAS), de(1.1 + 0 * HONDAS), de(1.0 + 0 * HONDAS)])
    assert [linea.get_color() for linea in ax.lines[1:]] == [COLORES[c] for c in ("sigmoide", "tanh", "relu")]
    assert rotulos(lamina.figura.axes[0]) == ["un cuarto por capa", "tanh", "ReLU", "sigmoide"]
    assert [texto.xy for texto in anotaciones(ax)[1:]] == [(20, 1.1), (20, 1.0), (20, 0.24**20)]
    assert {2, 20} <= set(ax.get_xticks()) <= set(HONDAS)
    assert lamina.alternativo == (
        "Señal en la primera capa, de 2 a 20 capas. Por activación, la mediana de muchas redes y, entre "
        "paréntesis, del 5 al 95 %: sigmoide, de 0.058 (0.029 a 0.12) a 4·10⁻¹³ (2·10⁻¹³ a 8·10⁻¹³); "
        "tanh, de 1.1 (0.55 a 2.2) a 1.1 (0.55 a 2.2); ReLU, de 1 (0.5 a 2) a 1 (0.5 a 2). "
        "Un cuarto por capa: de 0.062 a 9.1·10⁻¹³."
    )


def test_la_fuga_se_dibuja_a_puntos_para_no_pisar_a_la_relu() -> None:
    iguales = {"ReLU": de(1.0 + 0 * HONDAS), "con fuga": de(1.0 + 0 * HONDAS)}
    lamina = Lamina(figuras.senal_por_nacimiento, HONDAS, {"bueno": iguales}, 0.25**HONDAS)
    cota, *otras = lamina.figura.axes[0].lines
    assert [linea.get_linestyle() for linea in (cota, *otras)] == ["--", "-", ":"]


def test_senal_por_nacimiento() -> None:
    nacimientos = {
        "malo": {"sigmoide": de(0.1**HONDAS), "ReLU": de(0.5**HONDAS)},
        "bueno": {"sigmoide": de(0.2**HONDAS), "ReLU": de(0 * HONDAS + 1.0)},
    }
    lamina = Lamina(figuras.senal_por_nacimiento, HONDAS, nacimientos, 0.25**HONDAS, rejilla=(1, 2))
    malo, bueno = lamina.figura.axes
    for ax, senales in ((malo, nacimientos["malo"]), (bueno, nacimientos["bueno"])):
        assert_array_equal([linea.get_xdata() for linea in ax.lines], [HONDAS] * 3)
        medianas = [senal.mediana for senal in senales.values()]
        assert_array_equal([linea.get_ydata() for linea in ax.lines], [0.25**HONDAS, *medianas])
        comprobar_bandas(ax, list(senales.values()))
        assert [linea.get_color() for linea in ax.lines] == [
            COLORES[c] for c in ("referencia", "sigmoide", "relu")
        ]
        assert ax.get_yscale() == "log" and ax.get_xlabel() == "capas ocultas"
        assert {2, 20} <= set(ax.get_xticks()) <= set(HONDAS)
    assert [ax.get_title() for ax in (malo, bueno)] == ["malo", "bueno"]
    assert malo.get_ylim() == bueno.get_ylim()
    assert malo.get_ylabel() == "señal en la primera capa"
    assert [ax.yaxis.get_tick_params()["labelleft"] for ax in (malo, bueno)] == [True, False]
    (comun,) = lamina.figura.legends
    assert [t.get_text() for t in comun.texts] == ["un cuarto por capa", "sigmoide", "ReLU"]
    assert lamina.alternativo == (
        "Señal en la primera capa, de 2 a 20 capas. "
        "malo: Por activación, la mediana de muchas redes y, entre paréntesis, del 5 al 95 %: "
        "sigmoide, de 0.01 (0.005 a 0.02) a 1·10⁻²⁰ (5·10⁻²¹ a 2·10⁻²⁰); "
        "ReLU, de 0.25 (0.12 a 0.5) a 9.5·10⁻⁷ (4.8·10⁻⁷ a 1.9·10⁻⁶). "
        "bueno: Por activación, la mediana de muchas redes y, entre paréntesis, del 5 al 95 %: "
        "sigmoide, de 0.04 (0.02 a 0.08) a 1·10⁻¹⁴ (5.2·10⁻¹⁵ a 2.1·10⁻¹⁴); "
        "ReLU, de 1 (0.5 a 2) a 1 (0.5 a 2)."
    )


def test_norma_por_capa() -> None:
    vidas = {
        "sigmoide": {0: de([1e-3, 1e-2, 0.1]), 9: de([1e-4, 1e-4, 1e-3])},
        "ReLU": {0: de([1.0, 2, 3]), 9: de([4.0, 5, 6])},
    }
    lamina = Lamina(figuras.norma_por_capa, vidas, rejilla=(1, 2))
    for ax, (nombre, momentos) in zip(lamina.figura.axes, vidas.items(), strict=True):
        assert_array_equal([linea.get_xdata() for linea in ax.lines], [[1, 2, 3]] * 2)
        medianas = [norma.mediana for norma in momentos.values()]
        assert_array_equal([linea.get_ydata() for linea in ax.lines], medianas)
        comprobar_bandas(ax, list(momentos.values()))
        assert {linea.get_color() for linea in ax.lines} == {COLORES[nombre.lower()]}
        antes, despues = (linea.get_alpha() or 0 for linea in ax.lines)
        assert 0 < antes < despues == 1
        assert [t.get_text() for t in leyenda(ax).texts] == ["paso 0", "paso 9"]
        assert (ax.get_title(), ax.get_xlabel(), ax.get_yscale()) == (nombre, "capa", "log")
    sigmoide, de_relu = lamina.figura.axes
    assert sigmoide.get_ylabel() == "longitud del gradiente"
    assert sigmoide.get_ylim() == de_relu.get_ylim()
    assert sigmoide.get_ylim()[0] < 1e-4 and sigmoide.get_ylim()[1] > 6
    assert lamina.alternativo == (
        "Longitud del gradiente de cada capa oculta, la mediana de muchas redes y, entre paréntesis, del 5 "
        "al 95 %. sigmoide, paso 0: de 0.001 (0.0005 a 0.002) en la primera a 0.1 (0.05 a 0.2) en la última; "
        "sigmoide, paso 9: de 0.0001 (5·10⁻⁵ a 0.0002) en la primera a 0.001 (0.0005 a 0.002) "
        "en la última; "
        "ReLU, paso 0: de 1 (0.5 a 2) en la primera a 3 (1.5 a 6) en la última; "
        "ReLU, paso 9: de 4 (2 a 8) en la primera a 6 (3 a 12) en la última."
    )


def test_senal_al_entrenar() -> None:
    lamina = dibujar("entrenar")
    de_relu, sigmoide = trazos(lamina.figura.axes[0])
    assert_array_equal(de_relu[:, 1], np.geomspace(1, 6, 150))
    assert_array_equal(sigmoide[:, 1], 1e-6)
    assert lamina.figura.axes[0].get_yscale() == "log" and lamina.figura.axes[0].get_xlim()[0] == 0
    assert rotulos(lamina.figura.axes[0]) == ["ReLU", "sigmoide"]
    assert_allclose([texto.xy for texto in anotaciones(lamina.figura.axes[0])], [(149.0, 6.0), (149.0, 1e-6)])
    assert lamina.alternativo == (
        "Señal en la primera capa, del paso 0 al 149. Por activación, la mediana de muchas redes y, entre "
        "paréntesis, del 5 al 95 %: ReLU, de 1 (0.5 a 2) a 6 (3 a 12); "
        "sigmoide, de 1·10⁻⁶ (5·10⁻⁷ a 2·10⁻⁶) a 1·10⁻⁶ (5·10⁻⁷ a 2·10⁻⁶)."
    )
