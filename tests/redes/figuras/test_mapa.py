"""El mapa del libro dibuja lo que dice: una caja por capítulo y una flecha por idea."""

import itertools

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Annotation

from redes.figuras import Lamina
from redes.figuras.mapa import Lazo, mapa

SITIOS = {"Uno": (0.0, 2.0), "Dos\nlargo": (-1.2, 1.0), "Tres": (0.0, -0.5)}
LAZOS = [
    Lazo("Uno", "Dos\nlargo", "la\nprimera"),
    Lazo("Uno", "Tres", "la recta"),
    Lazo("Dos\nlargo", "Tres", "la curva", 0.3),
]


def pintada(sitios: dict[str, tuple[float, float]], lazos: list[Lazo]) -> tuple[Lamina, Axes]:
    lamina = Lamina(mapa, sitios, lazos, tamano=(4.6, 5.2))
    lamina.figura.draw_without_rendering()
    return lamina, lamina.figura.axes[0]


def test_el_texto_alternativo_cuenta_el_mapa_entero() -> None:
    lamina, _ = pintada(SITIOS, LAZOS)
    assert lamina.alternativo == (
        "Mapa del libro, de arriba abajo: Uno, Dos largo, Tres. De Uno a Dos largo: la primera. "
        "De Uno a Tres: la recta. De Dos largo a Tres: la curva."
    )


def test_hay_una_caja_por_capitulo_y_una_flecha_por_lazo_que_va_de_borde_a_borde() -> None:
    _, ax = pintada(SITIOS, LAZOS)
    cajas = {texto.get_text(): texto for texto in ax.texts if texto.get_text() in SITIOS}
    assert {rotulo: texto.get_position() for rotulo, texto in cajas.items()} == SITIOS
    flechas = [texto for texto in ax.texts if isinstance(texto, Annotation) and texto.arrow_patch]
    assert [(flecha.xyann, flecha.xy) for flecha in flechas] == [(SITIOS[z.de], SITIOS[z.a]) for z in LAZOS]
    for flecha, lazo in zip(flechas, LAZOS, strict=True):
        assert isinstance(flecha.arrow_patch, FancyArrowPatch)
        trazo = ax.transData.inverted().transform(flecha.arrow_patch.get_path().vertices)
        for capitulo, punta in ((lazo.de, trazo[0]), (lazo.a, trazo[2])):
            caja = cajas[capitulo].get_bbox_patch()
            assert isinstance(caja, FancyBboxPatch)
            marco = caja.get_window_extent()
            assert np.hypot(*(punta - SITIOS[capitulo])) > 0
            assert marco.padded(10).contains(*ax.transData.transform(punta))


def test_las_ideas_estan_en_medio_de_su_flecha_y_ninguna_pisa_una_caja() -> None:
    _, ax = pintada(SITIOS, LAZOS)
    marcos = {texto.get_text(): texto.get_window_extent() for texto in ax.texts if texto.get_text()}
    for lazo in LAZOS[:2]:
        (x0, y0), (x1, y1) = SITIOS[lazo.de], SITIOS[lazo.a]
        idea = next(texto for texto in ax.texts if texto.get_text() == lazo.idea)
        assert idea.get_position() == ((x0 + x1) / 2, (y0 + y1) / 2)
    curva = next(texto for texto in ax.texts if texto.get_text() == "la curva")
    (x0, y0), (x1, y1), sitio = SITIOS["Dos\nlargo"], SITIOS["Tres"], np.array(curva.get_position())
    recto = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    assert 0.1 < np.hypot(*(sitio - recto)) < 0.5  # junto a ella, que no pasa por el medio
    assert np.dot(sitio - recto, [x1 - x0, y1 - y0]) == pytest.approx(0, abs=1e-9)
    for una, otra in itertools.combinations(marcos.values(), 2):
        assert not una.overlaps(otra)
    assert all(
        ax.bbox.x0 <= m.x0 and m.x1 <= ax.bbox.x1 and ax.bbox.y0 <= m.y0 and m.y1 <= ax.bbox.y1
        for m in marcos.values()
    )


def test_un_capitulo_sin_sitio_se_dice() -> None:
    with pytest.raises(KeyError, match="Cuatro"):
        Lamina(mapa, SITIOS, [Lazo("Uno", "Cuatro", "nada")])
