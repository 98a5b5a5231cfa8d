"""Las figuras de «La profundidad» dibujan lo que dicen: trazo y texto salen de los mismos datos."""

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
    rotulos,
    trazos,
)
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import ArrayLike

from redes.figuras import COLORES, Lamina
from redes.figuras import profundidad as figuras
from redes.semillas import Banda

HONDAS = np.arange(2, 21)


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
    por_capa = {"sigmoide": de(0.24**HONDAS), "tanh": de(1.1 + 0 * HONDAS), "ReLU": de(1.0 + 0 * HONDAS)}
    return {
        "profundidad": lambda: Lamina(figuras.senal_por_profundidad, HONDAS, por_capa, 0.25**HONDAS),
        "entrenar": lambda: Lamina(
            figuras.senal_al_entrenar,
            {"ReLU": de(np.geomspace(1, 6, 150)), "sigmoide": de(np.full(150, 1e-6))},
        ),
    }[nombre]()


@pytest.mark.parametrize("nombre", ["profundidad", "entrenar"])
def test_los_rotulos_caben_sin_pisarse_ni_tapar_una_curva(nombre: str) -> None:
    lamina = dibujar(nombre)
    comprobar_rotulos(lamina)
    comprobar_que_salen_de_su_curva(lamina)
    comprobar_que_no_pisan_las_lineas(lamina)


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
        antes, despues = (np.array(to_rgb(linea.get_color())) for linea in ax.lines)
        assert_array_equal(antes, to_rgb(COLORES[nombre.lower()]))
        assert_allclose(despues, 0.3 * antes, atol=1 / 255)
        assert {linea.get_alpha() for linea in ax.lines} == {None}
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


def test_senal_con_atajos() -> None:
    hondas = [20, 50]
    senales = {
        "sigmoide": {"sin nada": de([1e-12, 1e-30]), "los dos": de([5.0, 6])},
        "ReLU": {"sin nada": de([0.5, 0.3]), "los dos": de([4.0, 4])},
    }
    lamina = Lamina(figuras.senal_con_atajos, hondas, senales, rejilla=(1, 2))
    for ax, (nombre, suyas) in zip(lamina.figura.axes, senales.items(), strict=True):
        assert_array_equal([linea.get_xdata() for linea in ax.lines], [hondas] * 2)
        assert_array_equal([linea.get_ydata() for linea in ax.lines], [s.mediana for s in suyas.values()])
        comprobar_bandas(ax, list(suyas.values()))
        assert [linea.get_color() for linea in ax.lines] == [COLORES["referencia"], COLORES["destacado"]]
        assert (ax.get_title(), ax.get_xlabel(), ax.get_yscale()) == (nombre, "capas ocultas", "log")
        assert_array_equal(ax.get_xticks(), hondas)
    primero, segundo = lamina.figura.axes
    assert primero.get_ylim()[0] < 1e-30 and segundo.get_ylim()[0] > 1e-3  # cada uno con su escala
    assert (primero.get_ylabel(), segundo.get_ylabel()) == ("señal en la primera capa", "")
    (comun,) = lamina.figura.legends
    assert [t.get_text() for t in comun.texts] == ["sin nada", "los dos"]
    assert lamina.alternativo == (
        "Señal en la primera capa, de 20 a 50 capas, la mediana de muchas redes y, entre paréntesis, del 5 "
        "al 95 %. sigmoide: sin nada, de 1·10⁻¹² (5·10⁻¹³ a 2·10⁻¹²) a 1·10⁻³⁰ (5·10⁻³¹ a 2·10⁻³⁰); "
        "los dos, de 5 (2.5 a 10) a 6 (3 a 12). ReLU: sin nada, de 0.5 (0.25 a 1) a 0.3 (0.15 a 0.6); "
        "los dos, de 4 (2 a 8) a 4 (2 a 8)."
    )
