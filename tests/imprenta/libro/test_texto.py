"""El texto y sus lugares: la línea y la columna de cada posición, contadas de la forma más sencilla."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from libros import cuaderno

from imprenta.leer.lectura import leer
from imprenta.libro.texto import Texto

TEXTOS = st.text(st.sampled_from("aé\n\t «"), max_size=30)


@given(TEXTOS, st.data())
def test_cada_posicion_esta_en_su_linea_y_en_su_columna(contenido: str, data: st.DataObject) -> None:
    posicion = data.draw(st.integers(0, len(contenido)))
    antes = contenido[:posicion]
    texto = Texto(contenido)
    esperado = (antes.count("\n") + 1, len(antes) - antes.rfind("\n"))
    assert texto.lugar(posicion) == esperado


@given(TEXTOS)
def test_las_lineas_son_las_del_texto(contenido: str) -> None:
    texto = Texto(contenido)
    assert [texto.linea(n) for n in range(texto.total)] == contenido.split("\n")
    assert texto.principio(texto.total) == len(contenido)


@given(st.lists(st.text(st.sampled_from('aé\n"\\\t «'), max_size=9), max_size=5), st.booleans())
def test_en_un_cuaderno_cada_numero_se_senala_donde_esta_escrito(celdas: list[str], ascii: bool) -> None:
    """Se busca en el propio JSON, que lo escribe con escapes o sin ellos, en un texto o en varios."""
    fuentes = [
        f"{celda}\n4837".splitlines(keepends=True) if k % 2 else f"{celda}\n4837"
        for k, celda in enumerate(celdas)
    ]
    celdas_de_texto: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": fuente} for fuente in fuentes
    ]
    crudo = cuaderno(*celdas_de_texto, ensure_ascii=ascii)
    pagina = leer(Path("p.ipynb"), crudo.encode())
    vistos = [pagina.lugar(pieza.inicio) for pieza in pagina.piezas]
    lineas = crudo.split("\n")
    sitios = [
        (n, k + 1)
        for n, linea in enumerate(lineas, 1)
        for k in range(len(linea))
        if linea.startswith("4837", k)
    ]
    assert vistos == sitios
