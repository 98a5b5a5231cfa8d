"""Lo que un autor puede escribir mal, y el mensaje entero que recibe; y lo que está bien y debe pasar."""

import json
import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from libros import cuaderno

from imprenta.juzgar.guion import guion_de
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import Informe
from imprenta.libro.modelo import Celda, Consulta
from imprenta.libro.pagina import partir_rol, quitar_cifras

Juzgar: TypeAlias = Callable[..., Informe]
NOMBRES: dict[str, Any] = {
    "x": 4,
    "p": 0.7310585786,
    "z": [7.310585786, 2.689414214],
    "W": [[2, 1], [1, 2]],
    "n": 50257,
    "nombre": "azul",
    "h": 6.62607015e-34,
    "eps": 1e-13,
    "enorme": 12345678901234567890,
    "casi_un_tercio": Fraction(10**20 // 3, 10**20),
    "decimo": Decimal("0.1"),
    "a": 148.4,
    "b": 203.0,
}

BIEN = [
    "El resultado es {cifra}`4 <x>`.",
    "# Con {cifra}`4 <x>` en el título",
    "**{cifra}`0.73 <p>`** y {cifra}`73 % <p>`",
    "| a | b |\n|---|---|\n| {cifra}`4 <x>` | {cifra}`0.7 <p>` |",
    ":::{admonition} Son {cifra}`4 <x>`\n:class: tip\nDe {cifra}`4 <x>`.\n:::",
    ":::{note}\n````{tip}\n{cifra}`4 <x>`\n````\n:::",
    "Nota[^1].\n\n[^1]: Son {cifra}`4 <x>`.",
    r"$\cifra{0.73}{p} \cdot 10$".replace(r" \cdot 10", ""),
    r"$$Z = \cifra{[7.31, 2.69]}{z}$$",
    r"$W = \cifra{\begin{pmatrix}2&1\\1&2\end{pmatrix}}{W}$",
    "```{math}\n:label: eq-3\n(2\\times2)+(1\\times1)=5\n```",
    "$$2+2=4$$ (eq-suma-2)",
    r"\begin{align*} 2+2 &= 4 \\ 3+3 &= 6 \end{align*}",
    "Es {cifra}`azul <nombre>` y {afirma}`mayor que cero <x > 0>`.",
    "En {dato}`2017 <vaswani2017>` con {dato}`8 cabezas <vaswani2017>`.",
    "Son {cifra}`50 257 <n>`, {cifra}`cuatro <x>` y {cifra}`un cuarto <1/x>`.",
    "[enlace](https://example.org/2024/05) y <https://example.org/7>",
    "![alternativo](figura-2.svg)",
    "{ref}`sec-2`, {ref}`así <sec-2>`, {numref}`fig-3`, {eq}`eq-4`, {cite}`vaswani2017`",
    "(sec-2)=\n## Título\n\n<!-- 1 2 3 -->\n\n% 4 5 6",
    "1. una\n2. otra\n   1. dentro\n3. y otra\n\nTexto.\n\n1. otra",
    "1. una\n1. otra\n   1. dentro\n   1. también\n1. y otra",
    "Texto\n\n```{figure} foto-1.png\n:name: fig-1\n:width: 80%\nPie con {cifra}`4 <x>`.\n```",
    "[ref]: https://example.org/1\n",
    "{math}`2+2=4`",
    "{cifra}`5/4 <(x + 1) / x>`",
    "{cifra}`0.1 <decimo>` y {cifra}`12345678901234567890 <enorme>`",
    "{cifra}`6.63·10⁻³⁴ <h>`",
    "{cifra}`0 <x - 4>`, {cifra}`cero <x - 4>` y {cifra}`0.00 <p - p>`",
    "{cifra}`four <x>` y {cifra}`menos 4 <-x>`",
    r"$\cifra{\frac{148.4}{203.0}}{a/b}$ y $\cifra{\binom{5}{2}}{x + 6}$",
    "{cifra}``4 <x>``",
    "> Cita con {cifra}`4 <x>`",
    "Partido {cifra}`4\n<x>` en varias líneas",
    "````{grid} 1 2 2 3\n:gutter: 3\n```{grid-item-card} Uno\n:columns: 12\nTexto\n```\n````",
    "{octicon}`report;1em;sd-text-info` y {fas}`book;2em`",
    "```{code-cell}\n---\npapermill:\n  duration: 0.01\nsince: 2020-01-01\n---\nx = 1\n```",
]


@pytest.mark.parametrize("prosa", BIEN)
def test_lo_que_esta_bien_pasa(juzgar: Juzgar, prosa: str) -> None:
    assert list(map(str, juzgar(prosa, NOMBRES).faltas)) == []


TINY = "6.62607015e-34 (6.626·10⁻³⁴ con 3 decimales)"
EN_CODIGO = (
    "7 está sin cubrir: dentro del código no se lee ningún rol; escríbelo fuera de él, o enséñalo como salida"
    " de una celda"
)
SIN_ROL = (
    "7 está sin cubrir: aquí no se lee ningún rol; dilo sin números, compón el texto en una celda o, si es un"
    " nombre, decláralo en `_config.yml`"
)
MAL = {
    "cero minúsculo": ("{cifra}`0 <h>` J·s", f"1:9: la prosa dice 0; h = {TINY}"),
    "cero con decimales": (
        "{cifra}`0.00000 <h>`",
        "1:9: la prosa dice 0.00000; h = 6.62607015e-34 (6.6261·10⁻³⁴ con 4 decimales)",
    ),
    "cero con potencia": (
        "{cifra}`0.0·10⁻¹³ <h>`",
        "1:9: la prosa dice 0.0·10⁻¹³; h = 6.62607015e-34 (7·10⁻³⁴)",
    ),
    "cero en palabras": (
        "ε es {cifra}`cero <eps>`",
        "1:14: la prosa dice «cero»; eps = 1e-13 (1.000·10⁻¹³ con 3 decimales)",
    ),
    "ninguna, y queda algo": (
        "{cifra}`ninguna <eps>`",
        "1:9: la prosa dice «ninguna»; eps = 1e-13 (1.000·10⁻¹³ con 3 decimales)",
    ),
    "entero enorme": (
        "{cifra}`12345678901234567891 <enorme>`",
        "1:9: la prosa dice 12345678901234567891; enorme = 12345678901234567890",
    ),
    "entero de miles de cifras": (
        "{cifra}`3 <10**5000 + x>`",
        "1:9: la prosa dice 3; 10**5000 + x = un entero de 5001 cifras (1.000·10⁵⁰⁰⁰ con 3 decimales)",
    ),
    "entero de millones de cifras": (
        "{cifra}`3 <10**2000000 + x>`",
        "1:9: 10**2000000 + x no se puede evaluar: ValueError: da un número con millones de cifras: "
        "demasiado largo para la prosa",
    ),
    "casi un tercio": (
        "{cifra}`1/3 <casi_un_tercio>`",
        "1:9: la prosa dice 1/3; casi_un_tercio = 0.33333333333333333333 (0.3333333333 con 10 decimales)",
    ),
    "un decimal es exacto": (
        "{cifra}`1 <1 - decimo ** 28>`",
        "1:9: la prosa dice 1; 1 - decimo ** 28 = 0.9999999999999999999999999999 (1.000 con 3 decimales)",
    ),
    "un flotante largo": (
        "{cifra}`0 <np.longdouble('1e-4000') * x>`",
        "1:9: la prosa dice 0; np.longdouble('1e-4000') * x = 4e-4000 (4.000·10⁻⁴⁰⁰⁰ con 3 decimales)",
    ),
    "complejo": (
        "{cifra}`4 <x * 1j>`",
        "1:9: x * 1j no se puede evaluar: TypeError: da un número complejo: di su parte real, su parte "
        "imaginaria o su módulo",
    ),
    "no es un número, pero lo parece": ("{cifra}`4 <x * np.nan>`", "1:9: la prosa dice 4; x * np.nan = nan"),
    "infinito": ("{cifra}`4 <x * np.inf>`", "1:9: la prosa dice 4; x * np.inf = inf"),
    "cero negativo": ("{cifra}`−0 <x * -0.0>`", "1:9: la prosa dice −0; x * -0.0 = 0"),
    "lógicos en un vector": (
        "{cifra}`[1, 0] <[x > 3, x < 3]>`",
        "1:9: la prosa dice [1, 0]; [x > 3, x < 3] = [True, False]",
    ),
    "cifra equivocada": (
        "{cifra}`0.74 <p>`",
        "1:9: la prosa dice 0.74; p = 0.7310585786 (0.73 con 2 decimales)",
    ),
    "entero": ("{cifra}`5 <x>`", "1:9: la prosa dice 5; x = 4"),
    "signo": ("{cifra}`−0.73 <p>`", "1:9: la prosa dice −0.73; p = 0.7310585786 (0.73 con 2 decimales)"),
    "redondeo": ("{cifra}`0.732 <p>`", "1:9: la prosa dice 0.732; p = 0.7310585786 (0.731 con 3 decimales)"),
    "porcentaje": ("{cifra}`74 % <p>`", "1:9: la prosa dice 74 %; p = 0.7310585786 (73 %)"),
    "vector": (
        "{cifra}`[2.69, 7.31] <z>`",
        "1:9: la prosa dice [2.69, 7.31]; z = [7.310585786, 2.689414214] ([7.31, 2.69] con 2 decimales)",
    ),
    "forma": (
        "{cifra}`[2, 1, 1] <W[0]>`",
        "1:9: la prosa dice [2, 1, 1], con forma (3,); W[0] tiene forma (2,)",
    ),
    "palabra": ("{cifra}`cinco <x>`", "1:9: la prosa dice «cinco»; x = 4 (cuatro)"),
    "texto": ("{cifra}`verde <nombre>`", "1:9: la prosa dice «verde»; nombre = «azul»"),
    "falta la expresión": ("{cifra}`0.73`", "1:9: {cifra}: falta la expresión: escribe «0.73 <expresión>»"),
    "expresión vacía": ("{cifra}`0.73 <>`", "1:9: {cifra}: la expresión de «0.73» está vacía"),
    "literal vacío": ("{cifra}` <p>`", "1:9: {cifra}: falta el literal delante de «<p>»"),
    "nombre desconocido": (
        "{cifra}`4 <y>`",
        "1:9: y no se puede evaluar: NameError: name 'y' is not defined",
    ),
    "expresión que falla": (
        "{cifra}`4 <x / 0>`",
        "1:9: x / 0 no se puede evaluar: ZeroDivisionError: division by zero",
    ),
    "no es Python": ("{cifra}`4 <x +>`", "1:9: la expresión «x +» no es Python"),
    "constante": ("{cifra}`4 <2 + 2>`", "1:9: «2 + 2» no usa ningún nombre de la página: no demuestra nada"),
    "solo funciones de Python": (
        "{cifra}`4 <abs(-4)>`",
        "1:9: «abs(-4)» no usa ningún nombre de la página: no demuestra nada",
    ),
    "no es un número": ("{cifra}`4a <x>`", "1:9: la prosa dice 4a, y «4a» no se lee como un número"),
    "lógico": ("{cifra}`4 <x > 0>`", "1:9: x > 0 es un valor lógico: usa {afirma}`4 <x > 0>`"),
    "afirmación falsa": ("{afirma}`crece <x < 0>`", "1:10: la prosa afirma «crece»; x < 0 es falso"),
    "afirmación que no afirma": ("{afirma}`crece <x>`", "1:10: x da 4, que no es verdadero ni falso"),
    "número en una afirmación": (
        "{afirma}`mayor que 3 <x > 3>`",
        "1:20: 3 está sin cubrir: átalo con {cifra}`3 <expresión>`",
    ),
    "afirmación vacía de sentido": (
        "{afirma}`es igual <x == x>`",
        "1:10: «es igual» no puede ser falsa: compara una cosa consigo misma",
    ),
    "esto o lo contrario": (
        "{afirma}`siempre <x > 1 or not x > 1>`",
        "1:10: «siempre» no puede ser falsa: dice «esto o lo contrario»",
    ),
    "cota trivial": (
        "{afirma}`hay <len(z) >= 0>`",
        "1:10: «hay» no puede ser falsa: len(…) nunca es negativo",
    ),
    "consigo misma": (
        "{afirma}`suman lo mismo <np.isclose(x, x)>`",
        "1:10: «suman lo mismo» no puede ser falsa: compara una cosa consigo misma",
    ),
    "constante disfrazada": (
        "{cifra}`0.73 <np.float64(0.73)>`",
        "1:9: «np.float64(0.73)» ya trae escrito su resultado: no demuestra nada",
    ),
    "vector de constantes": (
        "{cifra}`[7, −2] <np.array([7, -2])>`",
        "1:9: «np.array([7, -2])» ya trae escrito su resultado: no demuestra nada",
    ),
    "matriz en varias líneas": (
        "$W = \\cifra{\\begin{pmatrix}\n2 & 1 \\\\\n1 & 3\n\\end{pmatrix}}{W}$",
        "3:5: la prosa dice \\begin{pmatrix} 2 & 1 \\\\ 1 & 3 \\end{pmatrix}; W = [[2, 1], [1, 2]]",
    ),
    "dato sin entrada": ("{dato}`2017 <nadie2017>`", "1:8: «nadie2017» no está en la bibliografía"),
    "dato que la entrada no trae": (
        "{dato}`2018 <vaswani2017>`",
        "1:8: la prosa dice «2018», y vaswani2017 no trae ese dato: ponlo en su campo `datos`",
    ),
    "sin cubrir": ("Hay 7 cosas", "1:5: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"),
    "título": ("# Los 7 pasos", "1:7: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"),
    "tabla": ("| a |\n|---|\n| 7 |", "3:3: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"),
    "código en línea": ("La orden `x = 7`", f"1:15: {EN_CODIGO}"),
    "bloque literal": ("```python\nx = 7\n```", f"2:5: {EN_CODIGO}"),
    "superíndice": ("x²", "1:2: ² está sin cubrir: átalo con {cifra}`² <expresión>`"),
    "otra escritura": ("٣", "1:1: ٣ está sin cubrir: átalo con {cifra}`٣ <expresión>`"),
    "entidad": ("&#55;", "1:1: &#55; está sin cubrir: átalo con {cifra}`&#55; <expresión>`"),
    "fracción": ("½", "1:1: ½ está sin cubrir: átalo con {cifra}`½ <expresión>`"),
    "en una fórmula": ("$x = 7$", r"1:6: 7 está sin cubrir: átalo con \cifra{7}{expresión}"),
    "subíndice": ("$w_1$", r"1:4: 1 está sin cubrir: átalo con \cifra{1}{expresión}"),
    "cadena falsa": ("$2+2=5$", "1:6: la fórmula dice 5; 2+2 = 4"),
    "cifra de fórmula": (r"$\cifra{5}{x}$", "1:9: la prosa dice 5; x = 4"),
    "llaves sin cerrar": (r"$\cifra{5}{x$", "1:2: \\cifra mal escrita: hay una llave «{» sin cerrar"),
    "signo fuera": (
        "Es −{cifra}`4 <x>`.",
        "1:13: el signo queda fuera de la cifra: escríbelo dentro del literal",
    ),
    "porcentaje fuera": (
        "{cifra}`0.73 <p>` %",
        "1:9: «%» queda fuera de la cifra: escríbelo dentro del literal",
    ),
    "escala fuera": (
        "{cifra}`4 <x>` millones",
        "1:9: «millones» queda fuera de la cifra: escríbelo dentro del literal",
    ),
    "signo fuera en fórmula": (
        r"$y = -\cifra{4}{x}$",
        "1:14: el signo queda fuera de la cifra: escríbelo dentro del literal",
    ),
    "barra en una tabla": (
        "| {cifra}`4 <x|0>` |\n|---|",
        "1:11: la barra «|» parte la celda de la tabla: calcula la expresión en una celda de código",
    ),
    "texto alternativo": (
        "![son {cifra}`4 <x>`](a.png)",
        "1:15: un rol no se lee dentro del texto alternativo: compón ese texto en el código",
    ),
    "texto alternativo de figura": (
        "```{figure} a.png\n:alt: son {cifra}`4 <x>`\n```",
        "2:19: un rol no se lee dentro del texto alternativo: compón ese texto en el código",
    ),
    "número en el pie": (
        "```{figure} a.png\nCon 7.\n```",
        "2:5: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
    ),
    "nota al pie": ("Nota[^1].\n\n[^1]: Son 7.", "3:11: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"),
    "admonición anidada": (
        "::::{note}\n:::{tip} Con 7\nTexto\n:::\n::::",
        "2:14: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
    ),
    "lista que salta": ("1. una\n3. otra", "2:1: la lista dice 3 y le toca 2"),
    "lista que vuelve a empezar": ("1. una\n2. otra\n1. y otra", "3:1: la lista dice 1 y le toca 3"),
    "lista que no empieza en uno": ("2. uno", "1:1: la lista dice 2 y le toca 1"),
    "fórmula falsa": (
        "```{math}\n:define: doble(t)\nd(t) = 3t\n```",
        "3:8: la fórmula no es doble: en t = 0.5 la fórmula da 1.5 y el código 1",
    ),
    "fórmula ilegible": (
        "```{math}\n:define: doble(t)\nd(t) = \\foo t\n```",
        r"3:1: la fórmula no se puede leer: no sé qué es «\foo»",
    ),
    "función que no existe": (
        "```{math}\n:define: triple(t)\nd(t) = 3t\n```",
        "3:1: triple(t) no se puede calcular: NameError: name 'triple' is not defined",
    ),
    "clave que no es un texto": (
        "---\n[a, b]: 7\n---\n",
        "2:1: YAML mal escrito en la cabecera: una clave no puede ser una lista ni un mapa",
    ),
    "metadatos que se leen": (
        "```{code-cell}\n---\nvez: 3\nmystnb:\n  image:\n    alt: son 7\n---\nx = 1\n```",
        f"6:14: {SIN_ROL}",
    ),
    "celda anidada": (
        ":::{note}\n```{code-cell} python\ny = 1\n```\n:::",
        "2:1: una celda de código dentro de otro bloque no se ejecuta",
    ),
    "bloque sin cerrar": ("```{note}\nTexto", "2:5: el bloque {note} no se cierra"),
    "celda sin cerrar": ("```{code-cell} python\ny = 1", "1:1: el bloque {code-cell} no se cierra"),
    "inclusión": ("```{include} otro.md\n```", "1:1: «{include}» trae un texto que aquí no se comprueba"),
    "no es UTF-8": (b"# Uno\n\nA\xf1o\n", "3:2: no está en UTF-8: el octeto 0xF1 no se entiende"),
    "CRLF": (b"# Uno\r\n\r\nHay 7\r\n", "3:5: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"),
    "BOM": (b"\xef\xbb\xbfHay 7\n", "1:5: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"),
    "sustitución": (
        "---\nmyst:\n  substitutions:\n    total: 7\n---\n\n{{ total }}",
        "4:12: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
    ),
}


@pytest.mark.parametrize(("prosa", "mensaje"), MAL.values(), ids=MAL)
def test_lo_que_esta_mal_se_dice_entero(juzgar: Juzgar, prosa: str | bytes, mensaje: str) -> None:
    nombres = NOMBRES | {"doble": lambda t: 2 * t, "np": np}
    assert list(map(str, juzgar(prosa, nombres).faltas)) == [f"p.md:{mensaje}"]


PARTIDO = "el número está partido: escríbelo entero dentro de un solo literal"


@pytest.mark.parametrize(
    ("prosa", "mensajes"),
    [
        (
            "0.{cifra}`4 <x>`",
            ["1:1: 0 está sin cubrir: átalo con {cifra}`0 <expresión>`", f"1:11: {PARTIDO}"],
        ),
        ("{cifra}`4 <x>`.{cifra}`4 <x>`", [f"1:9: {PARTIDO}", f"1:24: {PARTIDO}"]),
        (
            "{cifra}`4 <x>`**5**",
            [f"1:9: {PARTIDO}", "1:17: 5 está sin cubrir: átalo con {cifra}`5 <expresión>`"],
        ),
    ],
)
def test_un_numero_partido_por_el_marcado(juzgar: Juzgar, prosa: str, mensajes: list[str]) -> None:
    assert [str(f).removeprefix("p.md:") for f in juzgar(prosa, NOMBRES).faltas] == mensajes


def test_los_pies_de_figura_se_evaluan_despues_de_su_celda(juzgar: Juzgar) -> None:
    pagina = (
        "```{code-cell} python\n---\nmystnb:\n  figure:\n    name: fig-2\n    caption: |\n"
        "      Vale {cifra}`3 <y>`, no 7.\n---\ny = 3\n```\n\nY aquí {cifra}`3 <y>`.\n"
    )
    assert list(map(str, juzgar(pagina).faltas)) == [
        "p.md:7:31: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"
    ]
    guion = guion_de(leer(Path("p.md"), pagina.encode()))
    assert [type(paso) for paso in guion] == [Celda, Consulta, Consulta]
    assert [(paso.linea, paso.codigo) for paso in guion if isinstance(paso, Celda)] == [(9, "y = 3")]


def test_una_expresion_ve_la_pagina_tal_como_esta_en_ese_punto(juzgar: Juzgar) -> None:
    celda = "```{code-cell} python\ny = %d\n```\n\nVale {cifra}`%d <y>`.\n\n"
    assert juzgar(celda % (1, 1) + celda % (2, 2)).faltas == []
    assert [f.linea for f in juzgar(celda % (1, 2) + celda % (2, 2)).faltas] == [5]


def test_en_un_cuaderno_las_faltas_llevan_su_linea_del_archivo(juzgar: Juzgar) -> None:
    texto = cuaderno(
        {
            "cell_type": "code",
            "metadata": {},
            "source": ["x = 4\n", "x"],
            "outputs": [],
            "execution_count": None,
        },
        {"cell_type": "markdown", "metadata": {}, "source": ["# Año\n", "\n", "Son {cifra}`5 <x>` y 7."]},
    )
    faltas = juzgar(texto, ruta="p.ipynb").faltas
    assert [f.mensaje[:20] for f in faltas] == ["la prosa dice 5; x =", "7 está sin cubrir: á"]
    lineas = texto.splitlines()
    for falta, cifra in zip(faltas, "57", strict=True):
        assert lineas[falta.linea - 1][falta.columna - 1] == cifra
    viejo = json.dumps({"nbformat": 3, "worksheets": [], "metadata": {}})
    assert list(map(str, juzgar(viejo, ruta="p.ipynb").faltas)) == [
        "p.ipynb:1:1: no es un cuaderno de Jupyter: no tiene celdas; si es de antes de nbformat 4, "
        "ábrelo y guárdalo con Jupyter"
    ]
    roto = juzgar("{", ruta="p.ipynb").faltas
    assert len(roto) == 1 and roto[0].mensaje.startswith("no es un cuaderno de Jupyter: ")


def test_un_cuaderno_grande_se_lee_en_tiempo_lineal(juzgar: Juzgar) -> None:
    prosa = {"cell_type": "markdown", "metadata": {}, "source": ["Son 7.\n"]}
    salida = {"output_type": "stream", "name": "stdout", "text": ['"línea"\n'] * 60_000}
    grande = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [salida], "execution_count": 1}
    texto = cuaderno(prosa, grande, prosa)
    inicio = time.process_time()
    assert len(juzgar(texto, ruta="p.ipynb").sin_cubrir) == 2
    assert time.process_time() - inicio < 5


def test_el_resumen_cuenta_cada_cosa(juzgar: Juzgar) -> None:
    informe = juzgar(
        "{cifra}`4 <x>` {afirma}`sí <x > 0>` {dato}`2017 <vaswani2017>` $2+2=4$ y 7 {cifra}`5 <x>`", NOMBRES
    )
    assert informe.resumen() == "2 cifras · 1 afirmación · 1 fórmula · 1 dato · 1 sin cubrir · 1 falsa"
    assert (
        informe + informe
    ).resumen() == "4 cifras · 2 afirmaciones · 2 fórmulas · 2 datos · 2 sin cubrir · 2 falsas"


def test_lo_que_se_lee_de_un_rol_y_de_una_formula() -> None:
    assert partir_rol("mayor <a < b>") == ("mayor", "a < b")
    assert quitar_cifras(r"\cifra{a}{b[{1}]} + \cifra{\frac{1}{2}}{c}") == r"a + \frac{1}{2}"
