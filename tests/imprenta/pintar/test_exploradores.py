"""La directiva `{explorador}`: envuelve su figura, carga solo sus guiones y dice claro lo que está mal."""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from libros import CABECERA, construir, escribir_libro, pagina_hecha, poner
from papeles import PUNTO, imprimir

from imprenta.libro.pagina import consulta_de_estado
from imprenta.pintar.markdown_llano import prosa_llana

CONFIG = """\
title: Prueba
only_build_toc_files: true
sphinx:
  extra_extensions: [imprenta.extension, imprenta.pintar.exploradores]
  config: {language: es, html_theme: basic, html_theme_options: {}, html_static_path: [estatico]}
"""
PAGINA = (
    CABECERA
    + """\
# Una página

```{code-cell} python
---
mystnb:
  figure:
    name: fig-punto
    caption: El pie.
---
from IPython.display import SVG

x0, camino = 1.5, [3, 2, 1]
SVG('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
```

"""
)
BUENO = """\
```{explorador} gira
:figura: fig-punto
:estado: x=x0, pasos=len(camino), nombre="ñu & <b>"
Muévelo: son {cifra}`3 <len(camino)>` pasos.
```
"""


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    for nombre in ("comun", "gira", "salta"):
        poner(tmp_path / "estatico" / "exploradores" / f"{nombre}.js", "")
    return escribir_libro(tmp_path, {"portada": "# Portada\n\nHola.\n", "uno": PAGINA + BUENO}, config=CONFIG)


def test_envuelve_la_imagen_y_deja_el_pie_fuera(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert construir(libro, capsys)[::2] == (0, [])
    figura = pagina_hecha(libro, "uno").partition('id="fig-punto"')[2].partition("</figure>")[0]
    envuelto, _, resto = figura.partition("</explorador-gira>")
    assert "<explorador-gira" in envuelto and "<img" in envuelto and "El pie." not in envuelto
    assert '<div slot="guia"><p>Muévelo' in envuelto
    assert "El pie." in resto and "<img" not in resto


def test_arranca_con_lo_que_vale_el_estado_en_ese_punto_de_la_pagina(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    construir(libro, capsys)
    crudo = pagina_hecha(libro, "uno").partition('data-estado="')[2].partition('"')[0]
    assert json.loads(html.unescape(crudo)) == {"x": 1.5, "pasos": 3, "nombre": "ñu & <b>"}


def test_los_guiones_van_solo_a_la_pagina_que_los_usa(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    construir(libro, capsys)
    uno = pagina_hecha(libro, "uno")
    assert uno.index("exploradores/comun.js") < uno.index("exploradores/gira.js")
    assert "exploradores/salta.js" not in uno
    # Justo delante del primero, que así nace vivo, y en ningún otro sitio.
    assert re.search(r"(<script [^>]*exploradores/[^>]*></script>){2}<explorador-gira", uno)
    assert uno.count("exploradores/") == 2
    assert "exploradores/" not in pagina_hecha(libro, "portada")


@pytest.mark.parametrize(
    ("directiva", "falta"),
    [
        (
            "```{explorador} nada\n:figura: fig-punto\n```\n",
            "uno.md:20:1: no hay explorador «nada»; hay: gira, salta",
        ),
        (
            "```{explorador} gira\n```\n",
            "uno.md:20:1: el explorador «gira» no dice qué figura anima: falta «:figura:»",
        ),
        (
            "```{explorador} gira\n:figura: fig-otra\n```\n",
            "uno.md:20:1: no hay ninguna figura «fig-otra» que mover",
        ),
        (
            "```{explorador} gira\n:figura: fig-punto\n:estado: x=nadie\n```\n",
            "uno.md:22:10: el estado «x=nadie» no se puede calcular: NameError: name 'nadie' is not defined",
        ),
        (
            "```{explorador} gira\n:figura: fig-punto\nSon 3 pasos.\n```\n",
            "uno.md:22:5: 3 está sin cubrir: átalo con {cifra}`3 <expresión>`",
        ),
    ],
)
def test_lo_que_esta_mal_se_dice_con_su_linea(
    libro: Path, capsys: pytest.CaptureFixture[str], directiva: str, falta: str
) -> None:
    (libro / "uno.md").write_text(PAGINA + directiva, encoding="utf-8")
    assert construir(libro, capsys)[::2] == (1, [falta])


EXPLORADO = """\
# Una

:::{figure} foto.svg
:name: fig-punto

El pie.
:::

```{explorador} gira
:figura: fig-punto

Muévelo.
```
"""


@pytest.mark.parametrize("base", ["", "https://libro.example/es/"])
def test_en_papel_queda_la_figura_y_su_direccion_con_su_qr_si_se_sabe_cual_es(
    tmp_path: Path, base: str
) -> None:
    poner(tmp_path / "libro" / "estatico" / "exploradores" / "gira.js", "")
    poner(tmp_path / "libro" / "foto.svg", PUNTO)
    como: dict[str, Any] = {"html_static_path": ["estatico"], "html_baseurl": base}
    impreso = imprimir(tmp_path, {"uno": EXPLORADO}, ademas=["imprenta.pintar.exploradores"], **como)
    assert "El pie." in impreso.texto and "Muévelo" not in impreso.texto
    direccion = "https://libro.example/es/uno.html#fig-punto"
    assert (f'#explora(direccion: "{direccion}", qr: "qr-' in impreso.typ) == bool(base)
    assert len([*(tmp_path / "papel").glob("qr-*.svg")]) == bool(base)


def test_en_el_cuaderno_que_se_descarga_no_queda_rastro() -> None:
    assert prosa_llana(f"Antes.\n\n{BUENO}\nDespués.") == "Antes.\n\nDespués."


def test_el_estado_es_una_lista_de_parejas() -> None:
    assert eval(consulta_de_estado("a=1, b=[2, 3]")) == [("a", 1), ("b", [2, 3])]
