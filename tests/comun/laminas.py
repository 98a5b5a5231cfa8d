"""Lo que comparten las pruebas de las figuras: qué hay en un panel y si sus rótulos caben y se leen."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.legend import Legend
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from redes.activaciones import Numeros
from redes.figuras.estilo import Lamina, legible


def rotulos(ax: Axes) -> list[str]:
    """Los textos escritos dentro del panel."""
    return [texto.get_text() for texto in ax.texts if texto.get_text()]


def marcas(eje: Axis) -> list[str]:
    """Los textos de las marcas de un eje."""
    return [texto.get_text() for texto in eje.get_ticklabels()]


def trazos(ax: Axes) -> list[Numeros]:
    """Los puntos de cada línea del panel, en el orden en que se dibujaron."""
    return [np.asarray(linea.get_xydata(), dtype=float) for linea in ax.lines]


def anotaciones(ax: Axes) -> list[Annotation]:
    """Los rótulos del panel cuando todos señalan un punto, `xy`."""
    anotadas = [texto for texto in ax.texts if isinstance(texto, Annotation)]
    assert len(anotadas) == len(ax.texts)
    return anotadas


def barras(ax: Axes) -> list[Rectangle]:
    """Las barras del panel, que son lo único relleno que hay en él."""
    rectangulos = [figura for figura in ax.patches if isinstance(figura, Rectangle)]
    assert len(rectangulos) == len(ax.patches)
    return rectangulos


def leyenda(ax: Axes) -> Legend:
    suya = ax.get_legend()
    assert suya is not None
    return suya


def rejilla_visible(ax: Axes) -> bool:
    return any(raya.get_visible() for raya in ax.get_xgridlines() + ax.get_ygridlines())


def recuadros(lamina: Lamina) -> list[Bbox]:
    """Lo que ocupa en el papel, en píxeles, cada rótulo y cada título de paneles y ejes."""
    lamina.figura.draw_without_rendering()
    por_panel = [(*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label) for ax in lamina.figura.axes]
    textos = [t for suyos in (*por_panel, lamina.figura.texts) for t in suyos if t.get_text()]
    return [t.get_window_extent() for t in textos]


def comprobar_rotulos(lamina: Lamina) -> None:
    """Ningún rótulo ni título se sale del papel ni pisa a otro."""
    cajas, papel = recuadros(lamina), lamina.figura.bbox
    for i, caja in enumerate(cajas):
        assert papel.x0 <= caja.x0 and caja.x1 <= papel.x1 and papel.y0 <= caja.y0 and caja.y1 <= papel.y1
        assert not any(caja.overlaps(otra) for otra in cajas[:i])


def comprobar_que_no_pisan_las_lineas(lamina: Lamina) -> None:
    """Ningún rótulo tapa una línea."""
    lamina.figura.draw_without_rendering()
    for ax in lamina.figura.axes:
        caminos = [ax.transData.transform_path(x.get_path()) for x in ax.lines if x.get_linestyle() != "None"]
        for texto in ax.texts:
            caja = texto.get_window_extent()
            assert not any(camino.intersects_bbox(caja, filled=False) for camino in caminos), texto.get_text()


def comprobar_que_cabe_lo_dibujado(lamina: Lamina) -> None:
    """Ningún punto ni ningún rótulo se sale de su panel."""
    lamina.figura.draw_without_rendering()
    for ax in lamina.figura.axes:
        puntos = [ax.transData.transform(trazo) for trazo in trazos(ax)]
        rincones = [texto.get_window_extent().get_points() for texto in ax.texts]
        for x, y in np.vstack([*puntos, *rincones]):
            assert ax.bbox.x0 <= x <= ax.bbox.x1 and ax.bbox.y0 <= y <= ax.bbox.y1


def comprobar_que_no_se_pisan_las_barras(ax: Axes) -> None:
    """Entre dos barras vecinas queda un hueco."""
    cajas = [barra.get_window_extent() for barra in ax.patches]
    assert not any(caja.overlaps(otra) for i, caja in enumerate(cajas) for otra in cajas[:i])


def comprobar_que_salen_de_su_curva(lamina: Lamina, cerca: int = 20) -> None:
    """Cada rótulo está a menos de `cerca` píxeles de una línea de su mismo color."""
    lamina.figura.draw_without_rendering()
    for ax in lamina.figura.axes:
        for texto in anotaciones(ax):
            sitio = ax.transData.transform(texto.xy)
            pintadas = zip(ax.lines, trazos(ax), strict=True)
            suyas = [trazo for linea, trazo in pintadas if legible(linea.get_color()) == texto.get_color()]
            hasta = [np.hypot(*(ax.transData.transform(trazo) - sitio).T).min() for trazo in suyas]
            assert min(hasta) < cerca, texto.get_text()
