"""Lo que se lee en los exploradores no pisa lo que se dibuja, va en su renglón y se distingue."""

import re
from typing import Any

import pytest
from este_libro import RAIZ

from redes.figuras.estilo import PAPEL, PAPEL_DE_NOCHE, contraste

# Los estados, de los que se dan, en que la curva pasa por dentro de la caja del rótulo «salida».
PISADOS = """
return a.flatMap((estado) => {
  elemento.cambiar(estado);
  const raiz = elemento.shadowRoot;
  const rotulo = [...raiz.querySelectorAll("svg text")].find((texto) => texto.textContent === "salida");
  const curva = raiz.querySelector("svg path.linea.ocre"), caja = rotulo.getBBox();
  const dentro = ({ x, y }) =>
    x > caja.x && x < caja.x + caja.width && y > caja.y && y < caja.y + caja.height;
  const paso = curva.getTotalLength() / 300;
  return Array.from({ length: 300 }, (_, n) => curva.getPointAtLength(n * paso)).some(dentro) ? [estado] : [];
});
"""
# Lo alto que empieza cada casilla de las dos primeras filas de las tablas que están en el mismo renglón.
ALTURAS = """
elemento.cambiar({ palabras: a });
const tablas = [...elemento.shadowRoot.querySelectorAll(".tablas table")];
return [0, 1].map((fila) =>
  tablas.map((tabla) => [
    Math.round(tabla.getBoundingClientRect().top),
    Math.round(tabla.rows[fila].querySelector("input").getBoundingClientRect().top),
  ]),
);
"""


def test_la_salida_no_pisa_la_curva(abrir: Any) -> None:
    estados = [
        {"valle": valle, "w": round(w / 10, 1), "tasa": 0.1, "pasos": 1}
        for valle in ("liso", "bache")
        for w in range(-36, 37, 4)
    ]
    assert abrir("el-paso").js(PISADOS, estados) == []


@pytest.mark.parametrize("palabras", [["La", "IA"], ["La", "IA", "avanza"], ["a", "b", "c", "d"]])
def test_las_filas_de_las_matrices_estan_a_la_misma_altura(abrir: Any, palabras: list[str]) -> None:
    for fila in abrir("atencion").js(ALTURAS, palabras):
        renglones = {tabla: {casilla for suya, casilla in fila if suya == tabla} for tabla, _ in fila}
        assert all(len(casillas) == 1 for casillas in renglones.values()), fila


def test_los_colores_de_los_exploradores_se_leen_de_dia_y_de_noche() -> None:
    comun = (RAIZ / "book" / "_static" / "exploradores" / "comun.js").read_text(encoding="utf-8")
    colores = re.findall(r"--(\w+): [^;#]*(#\w{6})[^;#]*(#\w{6})", comun)
    assert {"azul", "verde", "naranja", "ocre", "morado"} <= {nombre for nombre, *_ in colores}
    for nombre, de_dia, de_noche in colores:
        assert contraste(de_dia, PAPEL) >= 4.5, nombre
        assert contraste(de_noche, PAPEL_DE_NOCHE) >= 4.5, nombre
