"""Los mutantes: qué se cambia, y que ninguno sobrevive en una página bien atada."""

import random
from pathlib import Path
from typing import Any

import pytest
from libros import cuaderno

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.juzgar.guion import guion_de
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import Informe
from imprenta.libro.modelo import Consulta, Respuesta
from imprenta.repasar.mutantes import SEMILLA, Recuento, mutantes, recuento_de

NOMBRES: dict[str, object] = {
    "x": -4,
    "p": 0.7310585786,
    "z": [7.310585786, 2.689414214],
    "d": lambda t: 0.25 * t**2,
}
BIBLIOGRAFIA = {"uno2017": frozenset({"2017"})}


def probar(texto: str, muestra: int | None = None) -> Recuento:
    pagina = leer(Path("p.md"), texto.encode())
    consultas = [paso for paso in guion_de(pagina) if isinstance(paso, Consulta)]
    respuestas = [Respuesta(**contestar(consulta.expresion, dict(NOMBRES))) for consulta in consultas]
    return recuento_de([(pagina, respuestas)], BIBLIOGRAFIA, muestra)


def test_se_cambian_cifras_signos_comas_y_el_orden() -> None:
    texto = "{cifra}`[7.31, −2.69] <z>`"
    pagina = leer(Path("p.md"), texto.encode())
    cambiadas = {texto[: m.inicio] + m.nuevo + texto[m.fin :] for m in mutantes(pagina, random.Random(1))}
    assert "{cifra}`[−2.69, 7.31] <z>`" in cambiadas
    assert "{cifra}`[7.31, +2.69] <z>`" in cambiadas
    assert "{cifra}`[73.1, −2.69] <z>`" in cambiadas
    assert len(cambiadas) == 6 + 1 + 2 + 1


def test_en_una_pagina_atada_no_sobrevive_ninguno() -> None:
    recuento = probar(
        "De {cifra}`−4 <x>`, {cifra}`73 % <p>`, {cifra}`[7.31, 2.69] <z>` en {dato}`2017 <uno2017>`.\n\n"
        "$$\\cifra{0.73}{p}\\times[10,0]+\\cifra{0.269}{1-p}\\times[0,10]=[7.3, 2.69]$$\n\n"
        "```{math}\n:define: d(t)\nd(t) = 0.25\\,t^{2}\n```\n"
    )
    assert recuento.vivos == ()
    assert recuento.probados > 40
    assert recuento.resumen() == f"{recuento.probados} mutantes · {recuento.probados} muertos · 0 vivos"


def test_en_un_cuaderno_tampoco() -> None:
    celdas: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": ["De {cifra}`−4 <x>`\n", "y $2\\cdot3=6$."]},
        {"cell_type": "code", "metadata": {}, "source": "x", "outputs": [], "execution_count": None},
    ]
    pagina = leer(Path("p.ipynb"), cuaderno(*celdas).encode())
    recuento = recuento_de([(pagina, [Respuesta(-4, "-4")])], BIBLIOGRAFIA, None)
    assert (recuento.vivos, recuento.probados) == ((), 8)


def test_los_vectores_de_las_cadenas_tambien_se_desordenan() -> None:
    texto = "$[2,1]\\cdot[1,3]=5$ y $\\begin{pmatrix}2&1\\end{pmatrix}+[1,1]=1$"
    pagina = leer(Path("p.md"), texto.encode())
    cambiadas = {texto[: m.inicio] + m.nuevo + texto[m.fin :] for m in mutantes(pagina, random.Random(1))}
    assert texto.replace("[2,1]", "[1,2]") in cambiadas
    assert texto.replace("2&1", "1&2") in cambiadas
    assert probar("$[2,1]\\cdot[1,3]=5$").vivos == ()


def test_los_numeros_en_palabras_tambien_se_cambian() -> None:
    texto = "Son {cifra}`dos <len(z)>` y {cifra}`menos cuatro <x>`, no {nombre}`los dos de antes`."
    pagina = leer(Path("p.md"), texto.encode())
    cambios = [(m.inicio, texto[m.inicio : m.fin], m.nuevo) for m in mutantes(pagina, random.Random(1))]
    assert [(inicio, viejo) for inicio, viejo, _ in cambios] == [
        (texto.index("dos"), "dos"),
        (texto.index("cuatro"), "cuatro"),
    ]
    assert all(nuevo != viejo for _, viejo, nuevo in cambios)
    assert probar(texto).vivos == ()


def test_en_ingles_se_cambian_por_numeros_en_ingles() -> None:
    texto = "The weights are {cifra}`two <len(z)>` of the kind."
    pagina = leer(Path("p.md"), texto.encode())
    (mutante,) = mutantes(pagina, random.Random(1))
    assert mutante.nuevo in {"five", "nine", "a thousand"}


def test_un_agujero_se_ve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imprenta.repasar.mutantes.verificar", lambda *_: Informe())
    azar = random.Random(SEMILLA)
    pagina = leer(Path("p.md"), b"Vale {cifra}`4 <x>`.")
    nuevo = next(mutantes(pagina, azar)).nuevo
    vivos = recuento_de([(pagina, [Respuesta(4, "4")])], BIBLIOGRAFIA, None).vivos
    assert str(vivos[0]) == f"p.md:1:14: cambiar «4» por «{nuevo}» no se nota: Vale {{cifra}}`4 <x>`."
    assert len(vivos) == 2


def test_la_muestra_tiene_el_tamano_pedido() -> None:
    assert probar("Vale {cifra}`−4 <x>`.", muestra=1).probados == 1
