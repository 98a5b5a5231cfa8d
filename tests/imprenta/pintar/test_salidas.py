"""Las salidas que MyST-NB no sabe enseñar por sí solo, en un libro que las da todas."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, cumplir, escribir_libro, pagina_hecha

from imprenta.pintar import salidas
from imprenta.pintar.servidos import GUION_DE_LOS_MANDOS, GUION_DE_PLOTLY

# Lo que la imprenta usa de ipywidgets, y nada más: instalarlo pesa diez megas.
WIDGET = """\
class Widget:
    vivos = {}
    def __init__(self, valor):
        self.valor, self.nombre = valor, f"{len(Widget.vivos):032x}"
        Widget.vivos[self.nombre] = self
    def _repr_mimebundle_(self, **_):
        vista = {"version_major": 2, "version_minor": 0, "model_id": self.nombre}
        return {"text/plain": f"Mando({self.valor})", "application/vnd.jupyter.widget-view+json": vista}
    @classmethod
    def get_manager_state(cls):
        estado = {n: {"valor": v.valor, "aspecto": f"IPY_MODEL_{n}"} for n, v in cls.vivos.items()}
        return {"version_major": 2, "version_minor": 0, "state": estado}
"""
RECOGE = """\
import comm
class Output:
    def __init__(self):
        self.comm = comm.create_comm(target_name="jupyter.widget", data={"state": {"msg_id": ""}})
    def decir(self, msg_id):
        self.comm.send({"method": "update", "state": {"msg_id": msg_id}})
    def __enter__(self):
        self.decir(self.comm.kernel.get_parent()["header"]["msg_id"])
    def __exit__(self, *_):
        self.decir("")
"""
INTERACTUA = """\
from IPython.display import clear_output, display
from ipywidgets.widgets.widget import Widget
from ipywidgets.widgets.widget_output import Output
def interact(n):
    sale = Output()
    for veces in range(2):
        with sale:
            clear_output(wait=True)
            print("recoge", n, veces)
            display("enseña", n)
    display(Widget(n))
print("antes")
interact(1)
print("en medio")
interact(2)
with Output():
    print("sin su mando")
print("al final")
"""
CODIGO = {
    "ipywidgets/widgets/widget_output.py": RECOGE,
    "ipywidgets/__init__.py": "",
    "ipywidgets/widgets/__init__.py": "",
    "ipywidgets/widgets/widget.py": WIDGET,
}
PLOTLY = "application/vnd.plotly.v1+json"


def dar(maneras: Mapping[str, object]) -> str:
    """El código que da una salida de esas maneras y de ninguna más."""
    return f"from IPython.display import display\ndisplay({maneras!r}, raw=True)"


PAGINA = (
    CABECERA
    + "# Mandos\n\n"
    + celda("from ipywidgets.widgets.widget import Widget\nuno = Widget(1)\nuno")
    + celda("print('ya')\nfrom IPython.display import clear_output\nclear_output(wait=True)\nuno.valor = 77")
    + celda(dar({"text/plain": "a la vista", "chemical/x-pdb": "ATOM"}))
    + celda(dar({PLOTLY: {"data": [], "layout": {"title": "</script>"}}}))
)
TRES = CABECERA + "# Recogido\n\n" + celda(f":tags: [remove-input]\n{INTERACTUA}")


@pytest.fixture(scope="module")
def libro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raiz = tmp_path_factory.mktemp("salidas")
    guion = raiz / "plotly.min.js"
    guion.write_text("window.Plotly = {};", encoding="utf-8")
    libro = escribir_libro(raiz / "libro", {"uno": PAGINA, "dos": "# Nada\n", "tres": TRES}, CODIGO)
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(salidas, "guion_de_plotly", lambda: guion)
        parche.setattr("imprenta.pintar.servidos.guion_de_plotly", lambda: guion)
        assert cumplir("html", libro) == 0
    return libro


def test_los_mandos_llevan_a_la_pagina_como_acaban(libro: Path) -> None:
    """Una celda de después los cambia, y lo que limpia esa celda no se lleva su estado ni lo que escribió."""
    pagina = pagina_hecha(libro)
    estados = re.findall(r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>', pagina)
    assert [json.loads(estado)["state"] for estado in estados] == [
        {"mando-1": {"valor": 77, "aspecto": "IPY_MODEL_mando-1"}}
    ]
    assert '"model_id": "mando-1"' in pagina and "ya" in pagina


def test_lo_que_recoge_un_mando_va_detras_de_el_y_lo_que_limpia_es_solo_lo_suyo(libro: Path) -> None:
    visto = r"antes|en medio|al final|sin su mando|recoge . .|enseña|mando-.(?=\"}</script>)"
    partes = re.findall(visto, pagina_hecha(libro, "tres"))
    uno, dos = (["recoge 1 1", "enseña"], ["recoge 2 1", "enseña"])
    assert partes == ["antes", "mando-1", *uno, "en medio", "mando-2", *dos, "al final", "sin su mando"]


def test_los_guiones_de_los_mandos_y_de_plotly_los_sirve_el_libro(libro: Path) -> None:
    pagina, otra = pagina_hecha(libro), pagina_hecha(libro, "dos")
    for guion in (GUION_DE_LOS_MANDOS, GUION_DE_PLOTLY):
        assert f'src="_static/{guion}' in pagina and guion not in otra
        assert (libro / "_build/html/_static" / guion).exists()
    assert re.findall(r"<(?:script|link|img)\b[^>]*src=\"(?:https?:)?//[^\"]*", pagina) == []


def test_lo_que_nadie_sabe_pintar_no_estorba_a_lo_que_si(libro: Path) -> None:
    assert "a la vista" in pagina_hecha(libro)


def test_una_figura_de_plotly_que_solo_da_sus_datos_se_dibuja(libro: Path) -> None:
    dibujo = pagina_hecha(libro).partition('class="plotly-graph-div"')[2]
    assert "Plotly.newPlot" in dibujo and r"<\/script>" in dibujo


def test_de_lo_que_nadie_sabe_pintar_se_dice_que_hacer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Salvo si la celda oculta lo que da; y sin Plotly, se pide."""
    monkeypatch.setattr(salidas, "guion_de_plotly", lambda: None)
    rara, figura = dar({"chemical/x-pdb": "ATOM"}), dar({PLOTLY: {}})
    oculta = f"```{{code-cell}} python\n:tags: [remove-output]\n{rara}\n```\n\n"
    pagina = CABECERA + "# Rara\n\n" + celda(rara) + celda(figura) + oculta
    estado, _, faltas = construir(escribir_libro(tmp_path, {"uno": pagina}), capsys)
    assert (estado, faltas) == (
        1,
        [
            "uno.md:8:1: la celda da una salida «chemical/x-pdb», que aquí nadie sabe pintar: haz que dé "
            "también text/html, image/png o text/plain, u ocúltala con la etiqueta remove-output",
            "uno.md:13:1: para dibujar esta figura hace falta plotly donde se pinta el libro: "
            "`pip install plotly`",
        ],
    )


@pytest.mark.parametrize("entorno", ["tabular", "tabular*", "longtable", "table"])
def test_una_tabla_de_latex_no_es_una_formula(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], entorno: str
) -> None:
    """La que dan pandas o lifelines junto a la de HTML: el papel la tomaba por una fórmula."""
    tabla = rf"\begin{{{entorno}}}{{lr}} a & b \\ \end{{{entorno}}}"
    maneras = {"text/latex": tabla, "text/plain": "a b", "text/html": "<table><tr><td>a</td></tr></table>"}
    libro = escribir_libro(tmp_path, {"una": CABECERA + "# Una\n\n" + celda(dar(maneras))})
    assert construir(libro, capsys, "pdf")[2] == []
