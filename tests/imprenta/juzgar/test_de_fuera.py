"""A quién llama una página para enseñar lo que dan sus celdas."""

from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, escribir_libro

from imprenta.juzgar.de_fuera import sitios_de

BOKEH = 'const css = []; const js = ["https://cdn.bokeh.org/bokeh/release/bokeh-3.9.2.min.js"];'
ALTAIR = """<div id="v"></div><script>
const paths = {"vega": "https://cdn.jsdelivr.net/npm/vega@6?noext"};
const dibujo = {"$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json"};
</script>"""


@pytest.mark.parametrize(
    ("maneras", "sitios"),
    [
        ({"application/javascript": BOKEH}, {"cdn.bokeh.org"}),
        ({"text/html": ALTAIR, "text/plain": "alt.Chart(...)"}, {"cdn.jsdelivr.net"}),
        ({"text/html": "<script async src='//cdn.plot.ly/plotly-4.1.1.min.js'></script>"}, {"cdn.plot.ly"}),
        (
            {"text/html": '<iframe width="9" src="https://www.youtube.com/embed/x"></iframe>'},
            {"www.youtube.com"},
        ),
        ({"text/html": '<a href="https://ejemplo.org/a.js">a</a>'}, set()),
        ({"text/html": "<table><tr><td>https://ejemplo.org/a.js</td></tr></table>"}, set()),
        ({"text/html": f"<script>{'x' * 10**6}'https://ejemplo.org/mapas.js'</script>"}, set()),
        ({"text/plain": "https://ejemplo.org/a.js", "image/png": "AAAA"}, set()),
    ],
    ids=["bokeh", "altair", "plotly", "video", "enlace", "dato", "biblioteca", "texto"],
)
def test_se_sabe_a_quien_llama_una_salida(maneras: dict[str, str], sitios: set[str]) -> None:
    assert sitios_de(maneras) == sitios


@pytest.mark.parametrize(("modulo", "sitios"), [("@jupyter-widgets/base", 0), ("jupyter-leaflet", 1)])
def test_de_los_mandos_solo_llaman_los_que_no_son_de_serie(modulo: str, sitios: int) -> None:
    estado = {"state": {"a": {"model_module": modulo}}}
    assert len(sitios_de({"application/vnd.jupyter.widget-state+json": estado})) == sitios


def test_se_dice_cada_vez_y_no_es_una_falta(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codigo = f"from IPython.display import HTML\nHTML('''{ALTAIR}''')"
    libro = escribir_libro(tmp_path, {"uno": CABECERA + "# Uno\n\n" + celda(codigo) + celda(codigo)})
    aviso = (
        "uno.md:8:1: aviso: esta celda y 1 más piden a cdn.jsdelivr.net parte de lo que enseña: "
        "al abrir la página se llama allí; sin red no se ve"
    )
    for _ in range(2):
        estado, _, dicho = construir(libro, capsys)
        assert (estado, dicho) == (0, [aviso])
