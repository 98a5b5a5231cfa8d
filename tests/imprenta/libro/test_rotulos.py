"""Lo que se ve y no está en ninguna página: ahí una cifra no se puede atar."""

import pytest

from imprenta.libro.rotulos import (
    nombres_rotulados,
    rotulos_con_cifras,
    rotulos_de_la_config,
    rotulos_del_indice,
)
from imprenta.libro.yaml_escrito import yaml_de


def de_la_config(texto: str, *nombres: str) -> list[str]:
    rotulos = rotulos_de_la_config(yaml_de(texto).nodo)
    malos = rotulos_con_cifras(rotulos, nombres, "`_config.yml`")
    return [f"{linea}:{columna}: {dicho}" for linea, columna, dicho in malos]


FINAL = "no se pueden atar; si es un nombre, decláralo en `imprenta: nombres:`"


def test_las_cifras_de_los_titulos_del_indice_se_dicen_con_su_lugar() -> None:
    nodo = yaml_de(
        "root: a\nparts:\n- caption: Parte 2\n  chapters:\n  - {file: b, title: La ½ noche}\n  - {file: c2}\n"
    ).nodo
    assert list(rotulos_con_cifras(rotulos_del_indice(nodo), (), "el índice")) == [
        (3, 12, f"«Parte 2» tiene cifras sin cubrir: en el índice {FINAL}"),
        (5, 22, f"«La ½ noche» tiene cifras sin cubrir: en el índice {FINAL}"),
    ]


def test_los_numeros_en_palabras_cuentan_y_uno_solo_es_como_se_llama_lo_que_rotula() -> None:
    assert [dicha.split(": ")[0] for dicha in de_la_config("title: Las siete redes\nauthor: Dos\n")] == [
        "1:8"
    ]


def test_un_nombre_declarado_puede_estar_en_un_rotulo() -> None:
    config = "title: De GPT-4 a GPT-40\nauthor: GPT-4\n"
    assert [dicha.split(": ")[0] for dicha in de_la_config(config, "GPT-4")] == ["1:8"]
    rotulos = rotulos_de_la_config(yaml_de(config).nodo)
    assert nombres_rotulados(rotulos, ["GPT-4", "GPT-5"]) == {"GPT-4"}


@pytest.mark.parametrize(
    ("config", "lugares"),
    [
        ("title: Acierta el 99 %\nauthor: 4837 autores\n", ["1:8", "2:9"]),
        ("sphinx:\n  config:\n    html_theme_options: {announcement: 'Ya van 4837'}\n", ["3:40"]),
        ("html: {announcement: 3 ventas}\n", ["1:22"]),
        ("html: {extra_footer: '<p class=\"p-3\">hola 7</p>'}\n", ["1:22"]),
        ("latex:\n  latex_documents: {title: Tomo 2, targetname: book.tex}\n", ["2:28"]),
    ],
)
def test_las_cifras_que_la_configuracion_ensenia_se_dicen(config: str, lugares: list[str]) -> None:
    dichas = de_la_config(config)
    assert [dicha.split(": ")[0] for dicha in dichas] == lugares
    assert all(dicha.endswith(f"» tiene cifras sin cubrir: en `_config.yml` {FINAL}") for dicha in dichas)


@pytest.mark.parametrize(
    "config",
    [
        "title: Sin cifras\ncopyright: '2026'\n",
        "execute: {timeout: 30}\nhtml: {favicon: a2.png, extra_footer: '<p class=\"p-3\">hola</p>'}\n",
        "sphinx: {config: {numfig_secnum_depth: 1, version: '1.2', html_theme_options: {toc_depth: 2}}}\n",
    ],
)
def test_lo_que_no_se_ve_y_lo_que_dice_que_edicion_es_no_cuentan(config: str) -> None:
    assert de_la_config(config) == []
