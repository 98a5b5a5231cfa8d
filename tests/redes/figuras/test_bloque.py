"""El bloque dibujado: cada flecha lleva la forma de lo que pasa, y nada se pisa ni se sale."""

import itertools
from collections import Counter

import numpy as np
import pytest
from laminas import barras, comprobar_rotulos, rotulos
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Annotation

from redes.bloque import VOCABULARIO, Pasos, paso_a_paso, red_de_mano, vectores
from redes.figuras import Lamina
from redes.figuras.bloque import RECTO, bloque, viaje
from redes.transformador import transformador

FRASE = ["la", "IA", "avanza"]
SIN_TRAZO = ("-", "solid")


@pytest.fixture(scope="module")
def pasos() -> Pasos:
    return paso_a_paso(red_de_mano(), vectores(FRASE))


@pytest.fixture(scope="module")
def lamina(pasos: Pasos) -> Lamina:
    lamina = Lamina(bloque, FRASE, pasos, tamano=(4.9, 6.3))
    lamina.figura.draw_without_rendering()
    return lamina


def cajas(ax: Axes) -> list[FancyBboxPatch]:
    """Las piezas; los marcos que las reúnen van detrás."""
    return [caja for caja in ax.patches if isinstance(caja, FancyBboxPatch) and caja.get_zorder() == 3]


def flechas(ax: Axes) -> list[FancyArrowPatch]:
    return [t.arrow_patch for t in ax.texts if isinstance(t, Annotation) and t.arrow_patch]


def test_ningun_rotulo_se_sale_ni_pisa_a_otro_ni_a_una_caja_que_no_es_la_suya(lamina: Lamina) -> None:
    comprobar_rotulos(lamina)
    (ax,) = lamina.figura.axes
    marcos = [caja.get_window_extent() for caja in cajas(ax)]
    for texto in (t for t in ax.texts if t.get_text()):
        suyo = texto.get_window_extent()
        encima = [marco for marco in marcos if marco.overlaps(suyo)]
        assert len(encima) <= 1, texto.get_text()
        assert all(m.x0 <= suyo.x0 and suyo.x1 <= m.x1 for m in encima), texto.get_text()
    assert not any(uno.overlaps(otro) for uno, otro in itertools.combinations(marcos, 2))


def test_cada_flecha_lleva_la_forma_de_lo_que_pasa(lamina: Lamina) -> None:
    (ax,) = lamina.figura.axes
    formas = Counter(texto for texto in rotulos(ax) if texto.startswith("$n{\\times}"))
    assert formas == {
        r"$n{\times}d$ = 3×4": 8,  # del embedding, a cada norma y de ella, a las dos sumas y al final
        r"$n{\times}d_k$ = 3×2": 2,  # K y Z
        r"$n{\times}d_k$": 2,  # Q y V
        r"$n{\times}n$ = 3×3": 2,
        r"$n{\times}d_{ff}$ = 3×8": 1,
        r"$n{\times}V$ = 3×5": 1,
    }


def test_las_formas_son_las_de_los_datos() -> None:
    red = transformador(V=9, d=8, h=4, capas=1)
    lamina = Lamina(bloque, list("abcdef"), paso_a_paso(red, np.ones((6, 8))), tamano=(4.9, 6.3))
    (ax,) = lamina.figura.axes
    numeros = {texto.split(" = ")[1] for texto in rotulos(ax) if " = " in texto}
    assert numeros == {"6×8", "6×2", "6×6", "6×32", "6×9"}
    assert "4 cabezas a la vez" in rotulos(ax)


def test_el_camino_recto_pasa_por_las_dos_sumas(lamina: Lamina) -> None:
    (ax,) = lamina.figura.axes
    trazadas = [t for t in ax.texts if isinstance(t, Annotation) and t.arrow_patch]
    (recta,) = (t for t in trazadas if t.arrow_patch and t.arrow_patch.get_linewidth() == 3)
    sumas = [texto.get_position() for texto in ax.texts if texto.get_text() == "+"]
    assert len(sumas) == 2
    (x0, y0), (x1, y1) = recta.xyann, recta.xy
    assert x0 == x1 and all(x == x0 and y0 < y < y1 for x, y in sumas)
    assert recta.arrowprops is not None and recta.arrowprops["color"] == RECTO
    vuelven = {t.xy[1] for t in trazadas if x0 < t.xy[0] < x0 + 0.5 < t.xyann[0]}
    assert {y for _, y in sumas} <= vuelven


def test_lo_que_falta_va_a_rayas(lamina: Lamina) -> None:
    (ax,) = lamina.figura.axes
    rotos = [caja.get_window_extent() for caja in cajas(ax) if caja.get_linestyle() not in SIN_TRAZO]
    dentro = [
        t.get_text() for t in ax.texts for m in rotos if t.get_text() and m.overlaps(t.get_window_extent())
    ]
    assert dentro == ["atención cruzada", "codificador"]
    assert sum(flecha.get_linestyle() not in SIN_TRAZO for flecha in flechas(ax)) == 3


def test_el_texto_alternativo_cuenta_el_bloque_entero(lamina: Lamina) -> None:
    assert lamina.alternativo == (
        "Un bloque, de arriba abajo, con las 3 palabras de «la IA avanza». Del camino recto, de forma 3×4, "
        "sale una rama: norma; W^Q, W^K y W^V (3×2 en cada una de las 2 cabezas); puntuaciones con su raíz y "
        "su máscara (3×3); softmax; pesos por V (3×2); juntar y W^O (3×4), y se suma al camino. Otra rama: "
        "norma; W₁ y ReLU (3×8); W₂ (3×4), y se suma. Al final, norma, puntuar y softmax (3×5). A rayas, "
        "entre las dos ramas, la atención cruzada: Q del camino; K y V, del codificador."
    )


# ——— El viaje de una palabra ———


def test_el_viaje_escribe_cada_numero_en_su_celda_y_la_tine_segun_su_signo(pasos: Pasos) -> None:
    lamina = Lamina(viaje, FRASE, 2, VOCABULARIO, pasos, tamano=(5.2, 4.6))
    (ax,) = lamina.figura.axes
    comprobar_rotulos(lamina)
    mirada = pasos.mirada
    numeros = np.concatenate(
        [
            *(pasos.x[2], pasos.norma_1[2], *mirada.Q[:, 2], *mirada.pesos[:, 2], *mirada.Z[:, 2]),
            *(mirada.salida[2], pasos.x_1[2], pasos.norma_2[2], pasos.oculta[2], pasos.pensado[2]),
            *(pasos.x_2[2], pasos.norma_final[2], pasos.p[2]),
        ]
    )
    centros = [(barra.get_x() + barra.get_width() / 2, barra.get_y() + 0.36) for barra in barras(ax)]
    escritos = {tuple(np.round(t.get_position(), 6)): t.get_text() for t in ax.texts}
    assert len(centros) == len(numeros)
    for centro, celda, numero in zip(centros, barras(ax), numeros, strict=True):
        assert escritos[tuple(np.round(centro, 6))] == f"{numero:.2f}".replace("-", "−")
        rojo, _, azul = to_rgb(celda.get_facecolor())
        assert abs(azul - rojo) < 0.02 if numero == 0 else (azul - rojo) * numero > 0


def test_el_viaje_pone_las_palabras_sobre_los_pesos_y_sobre_lo_que_sigue(pasos: Pasos) -> None:
    lamina = Lamina(viaje, FRASE, 1, VOCABULARIO, pasos, tamano=(5.2, 4.6))
    sobre = [t.get_text() for t in lamina.figura.axes[0].texts if t.get_fontstyle() == "italic"]
    assert sobre == [*FRASE, *FRASE, *VOCABULARIO]
    for trozo in (
        "El viaje de «IA», en «la IA avanza», paso a paso: x, [0.00, 2.00, 0.00, 0.00]; norma, [−0.58, 1.73",
        "; pesos, [0.72, 0.28, 0.00] y [0.87, 0.13, 0.00]; ",
        "; por W^O, [",
        "; qué sigue, [0.03, 0.01, 0.57, 0.35, 0.04].",
    ):
        assert trozo in lamina.alternativo
