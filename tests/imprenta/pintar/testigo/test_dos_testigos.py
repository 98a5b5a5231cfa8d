"""Los dos testigos: lo que la lectura de las fuentes niega lo niega la página dibujada, y al revés.

Cada prueba apaga uno: al segundo se le entrega el libro como si el primero no hubiera visto nada.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, construir, cumplir, escribir_libro, sin_avisos_ajenos

from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro
from imprenta.pintar.sphinx import con_sphinx

UNO = "x, p = 4, 0.7310585786"
CON_TODO = CONFIG.replace(
    "[dollarmath, colon_fence]",
    "[dollarmath, colon_fence, deflist, attrs_inline, attrs_block, html_image, substitution, tasklist]",
).replace("[imprenta.extension]", "[imprenta.extension, sphinx_design]")
# Cada uno enseña un número que nadie ha atado; lleva el suyo en lugar de `N`.
FRAGMENTOS = (
    "Son N.",
    "Son *N* y **bastantes**.",
    "> Son N.",
    "- uno\n- son N",
    "1. uno\n\n   y son N",
    "| a | b |\n|---|---|\n| c | N |",
    ":::{note}\nSon N.\n:::",
    ":::{admonition} Son N\nBien.\n:::",
    "```{card} Son N\nBien.\n```",
    ":::{dropdown} Son N\nBien.\n:::",
    "::::{tab-set}\n:::{tab-item} Son N\nBien.\n:::\n::::",
    "```{figure} una.png\nSon N.\n```",
    "```{image} una.png\n:alt: Son N\n```",
    "![son N](una.png)",
    "$N$",
    "$$\nN\n$$",
    "```{math}\na = N\n```",
    "Término\n: son N",
    "```{list-table} Son N\n* - a\n```",
    "```{epigraph}\nBien.\n\n-- N personas\n```",
    "[son N](https://example.org)",
    '[bien](https://example.org "son N")',
    "`N`",
    "<b>N</b>",
    "<div>\n<p>N</p>\n</div>",
    "Bien[^a{n}].\n\n[^a{n}]: Son N.",
    "{abbr}`Bien (son N)`",
    "```{index} son N\n```",
    "{index}`son N`",
    "[Son N]{.clase}",
    "&#78;: N",
    "```{eval-rst}\nSon N.\n```",
)


def numeros_de_faltas(faltas: list[str]) -> set[str]:
    return {numero for falta in faltas for numero in re.findall(r"[0-9]{4,}", falta.split(": ", 1)[1])}


def segundo_testigo(libro: Path) -> list[str]:
    """Lo que dice quien mira la página dibujada, sin lo que dijo quien leyó las fuentes."""
    leido = replace(leer_libro(libro), rotulos=())
    hecho = Jornada(leido).hecho
    with sin_avisos_ajenos():
        return [str(falta) for falta in con_sphinx(leido, "html", lambda: hecho)]


def primer_testigo(libro: Path) -> list[str]:
    return [str(falta) for falta in Jornada(leer_libro(libro)).hecho.faltas]


def test_lo_que_uno_niega_lo_niega_el_otro(tmp_path: Path) -> None:
    numeros = [str(4800 + n) for n in range(len(FRAGMENTOS))]
    partes = [
        f"## Apartado\n\n{fragmento.replace('{n}', str(n)).replace('N', numero)}\n\n"
        for n, (fragmento, numero) in enumerate(zip(FRAGMENTOS, numeros, strict=True))
    ]
    (tmp_path / "una.png").write_bytes(b"")
    libro = escribir_libro(tmp_path, {"uno": f"{CABECERA}# T\n\n{''.join(partes)}"}, config=CON_TODO)
    assert numeros_de_faltas(primer_testigo(libro)) >= set(numeros)
    assert set(numeros) - numeros_de_faltas(segundo_testigo(libro)) == set()


CIERTOS = f"""{CABECERA}# T{{}}tulo

{celda(UNO)}
Son {{cifra}}`4 <x>`, en **{{cifra}}`0.73 <p>`**, y $w = \\cifra{{4}}{{x}}$, con $2 + 2 = 4$.

(apartado)=
## Las {{cifra}}`4 <x>` partes

1. uno
2. dos

Sigue:

3. tres[^n]

[^n]: Bien.

```{{code-block}} python
n = 4837
```

$$
2 + 3 = 5
$$ (suma)

Véanse {{eq}}`suma`, {{ref}}`apartado` y [esto](#apartado). `np.float32` y `x1`.

```{{index}} partes
```
""".replace("{}", "í")


def test_de_una_pagina_cierta_los_dos_dan_cuenta(tmp_path: Path) -> None:
    libro = escribir_libro(tmp_path, {"uno": CIERTOS}, config=CON_TODO)
    assert segundo_testigo(libro) == []


@pytest.mark.parametrize(
    ("prosa", "extensiones", "faltas"),
    [
        (
            "```{autofunction} statistics.pstdev\n```",
            "sphinx.ext.autodoc",
            [
                "uno.md:7:1: la página dibujada enseña 1.5, 2.5, 2.75, 3.25, 4.75, 0.986893273527251, "
                "y nadie lo ha comprobado: lo trae {autofunction}"
            ],
        ),
        (
            "{{ peso }}",
            "",
            ["uno.md:7:1: la página dibujada enseña 4837, y nadie lo ha comprobado"],
        ),
    ],
)
def test_lo_que_no_esta_escrito_en_la_pagina_lo_ve_quien_la_mira(
    tmp_path: Path, prosa: str, extensiones: str, faltas: list[str]
) -> None:
    config = CON_TODO.replace("sphinx_design]", f"sphinx_design, {extensiones}]".replace(", ]", "]"))
    config += "  myst_substitutions: {peso: 4837}\n"
    libro = escribir_libro(tmp_path, {"uno": f"{CABECERA}# T\n\n{prosa}\n"}, config=config)
    assert segundo_testigo(libro) == faltas


def test_las_fuentes_dicen_lo_que_el_dibujo_calla(tmp_path: Path) -> None:
    """La segunda mitad de la pareja: un número atado y falso se dibuja igual que uno cierto."""
    libro = escribir_libro(tmp_path, {"uno": f"{CABECERA}# T\n\n{celda(UNO)}Son {{cifra}}`5 <x>`.\n"})
    assert primer_testigo(libro) == ["uno.md:11:13: la prosa dice 5; x = 4"]
    assert segundo_testigo(libro) == []


# ——— El marco ———


def test_lo_que_la_configuracion_pone_alrededor_tambien_se_mira(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = CONFIG.replace("title: Prueba", "title: Acierta el 99 %")
    libro = escribir_libro(tmp_path, {"uno": f"{CABECERA}# T\n\nBien.\n"}, config=config)
    estado, _, faltas = construir(libro, capsys)
    assert (estado, faltas) == (
        1,
        [
            "_config.yml:1:8: «Acierta el 99 %» tiene cifras sin cubrir: en `_config.yml` no se pueden atar; "
            "si es un nombre, decláralo en `imprenta: nombres:`"
        ],
    )
    dichas = segundo_testigo(libro)
    assert (
        "_config.yml:1:19: la página dibujada enseña 99, y nadie lo ha comprobado: está en el marco de las "
        in (dichas[0] + " ")
    )
    assert not (tmp_path / "_build" / "html").exists()


def test_el_marco_sin_mas_cifras_que_las_del_motor_pasa(tmp_path: Path) -> None:
    config = CONFIG.replace("title: Prueba", "title: Prueba\ncopyright: '2026'").replace(
        "html_theme: basic", "html_theme: sphinx_book_theme"
    )
    paginas = {
        "uno": f"{CABECERA}# T\n\nBien.\n",
        "dos": f"{CABECERA}# El tema {{cifra}}`4 <x>`\n\n{celda(UNO)}",
    }
    paginas["dos"] = f"{CABECERA}# D\n\n{celda(UNO)}\n## El tema {{cifra}}`4 <x>`\n\nBien.\n"
    libro = escribir_libro(tmp_path, paginas, config=config)
    indice = (libro / "_toc.yml").read_text(encoding="utf-8")
    (libro / "_toc.yml").write_text(indice.replace("root: uno", "root: uno\noptions: {numbered: true}"))
    assert segundo_testigo(libro) == []
    assert cumplir("html", libro) == 0
