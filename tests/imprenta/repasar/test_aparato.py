"""El aparato del libro: lo que está en su sitio se calla, y lo que no, se dice con su lugar."""

from pathlib import Path
from typing import Any

import pytest
from libros import poner

from imprenta.jornada import Jornada
from imprenta.libro.configuracion import FORMA_DE_LA_CONFIG
from imprenta.libro.libro import LibroIlegible, leer_libro
from imprenta.repasar.aparato import Exigencia, _exigencia, aparato

RAIZ = Path(__file__).parents[3]
OPCIONES = FORMA_DE_LA_CONFIG["imprenta"][0]
INDICE = """\
format: jb-book
root: portada
parts:
  - numbered: true
    chapters: [{file: uno}]
  - chapters: [{file: voces}]
"""
PIDE = """\
title: Prueba
imprenta:
  capitulos:
    llevan: ["## Resumen"]
    terminos: 2
    acaban: "[ejercicios](#"
"""
VOCES = """\
# Glosario

```{glossary}
ángulo
  Lo que miden dos rectas.

nube
  De {term}`nube`, y {term}`nube`.

ñandú
Rhea
  Un ave.

Ópera
  Y se repite: {term}`nube`.
```
"""
UNO = """\
# Uno

La {term}`nube`, el {term}`gran ave <ñandú>` y el [$w$]{#simbolo-w}.

## Resumen

Ahora, los [ejercicios](#resumen).
"""


def faltas(raiz: Path, uno: str = UNO, voces: str = VOCES, config: str = PIDE) -> list[str]:
    archivos = {"_config.yml": config, "_toc.yml": INDICE, "portada.md": "# Portada\n"}
    for nombre, texto in (archivos | {"uno.md": uno, "voces.md": voces}).items():
        poner(raiz / nombre, texto)
    libro = leer_libro(raiz)
    return list(map(str, aparato(libro, Jornada(libro).paginas.values())))


def test_un_libro_en_orden_no_tiene_faltas(tmp_path: Path) -> None:
    assert faltas(tmp_path) == []


def test_lo_que_no_es_un_glosario_ni_un_enlace_no_cuenta(tmp_path: Path) -> None:
    celda = "```{code-cell} python\nf'{x}{#simbolo-w}' and '{term}`nube`'\n```\n\n"
    assert faltas(tmp_path, UNO.replace("## Resumen", f"{celda}`` {{term}}`nube` ``\n\n## Resumen")) == []


@pytest.mark.parametrize(
    ("voces", "mal"),
    [
        (
            VOCES.replace("ángulo\n", "zorro\n"),
            [
                "voces.md:7:1: «nube» va delante de «zorro»: el glosario sigue el orden alfabético",
            ],
        ),
        (VOCES.replace("```{glossary}\nángulo", "```{glossary}\n:sorted:\n\nzorro"), []),
        (VOCES.replace("Ópera", "Nube"), ["voces.md:14:1: «Nube» ya está en el glosario"]),
    ],
)
def test_el_glosario_va_en_orden_y_no_se_repite(tmp_path: Path, voces: str, mal: list[Any]) -> None:
    assert faltas(tmp_path, voces=voces) == mal


def test_un_termino_se_enlaza_una_vez_por_pagina(tmp_path: Path) -> None:
    assert faltas(tmp_path, UNO.replace("Ahora,", "Otra vez, {term}`las\nnubes <Nube>`:")) == [
        "uno.md:7:18: «Nube» ya se enlaza al glosario en la línea 3"
    ]


def test_un_ancla_esta_en_un_solo_sitio(tmp_path: Path) -> None:
    assert faltas(tmp_path, voces=VOCES + "\n[$W$]{#simbolo-W}\n") == [
        "voces.md:18:8: el ancla «simbolo-W» ya está en uno.md:3"
    ]


@pytest.mark.parametrize(
    ("uno", "mal"),
    [
        (
            "# Uno\n\n{term}`nube` {term}`ñandú`\n\n[ejercicios](#uno)",
            ["1:1: el capítulo no lleva «## Resumen»"],
        ),
        (
            UNO.replace("el {term}`gran ave <ñandú>` y ", ""),
            ["1:1: enlaces al glosario: 1, y se piden 2"],
        ),
        (UNO + "\nMira los [ejercicios](#uno) y\nvuelve.\n\n", []),
        (UNO + "\nAdiós.\n\n", ["9:1: el capítulo no acaba con «[ejercicios](#»"]),
        (
            "Uno.",
            [
                "1:1: el capítulo no acaba con «[ejercicios](#»",
                "1:1: el capítulo no lleva «## Resumen»",
                "1:1: enlaces al glosario: 0, y se piden 2",
            ],
        ),
    ],
)
def test_a_cada_capitulo_lo_suyo(tmp_path: Path, uno: str, mal: list[str]) -> None:
    assert faltas(tmp_path, uno) == [f"uno.md:{falta}" for falta in mal]


def test_el_que_no_pide_nada_no_tiene_faltas(tmp_path: Path) -> None:
    assert faltas(tmp_path, "# Uno\n", config="title: Prueba\n") == []


@pytest.mark.parametrize(
    ("imprenta", "mal"),
    [
        ("x", ["2:11: `imprenta:` debe ser una lista de `clave: valor`"]),
        (
            "{capitulo: {}, papel: {formato: a5}}",
            [f"2:12: `imprenta:` no tiene ninguna opción «capitulo»: {', '.join(OPCIONES)}"],
        ),
        ("{capitulos: 3}", ["2:23: `capitulos:` debe ser una lista de `clave: valor`"]),
        (
            "{capitulos: {lleva: [], terminos: varios, acaban: [a], llevan: x}}",
            [
                "2:24: `capitulos:` no tiene ninguna opción «lleva»: llevan, terminos, acaban",
                "2:45: `terminos:` debe ser un número entero",
                "2:61: `acaban:` debe ser un texto",
                "2:74: `llevan:` debe ser una lista de textos",
            ],
        ),
        ("{capitulos: {llevan: [1]}}", ["2:32: `llevan:` debe ser una lista de textos"]),
        ("{capitulos: {terminos: true}}", ["2:34: `terminos:` debe ser un número entero"]),
    ],
)
def test_lo_mal_pedido_se_dice_con_su_lugar(tmp_path: Path, imprenta: str, mal: list[str]) -> None:
    with pytest.raises(LibroIlegible) as error:
        faltas(tmp_path, config=f"title: Prueba\nimprenta: {imprenta}\n")
    assert list(map(str, error.value.faltas)) == [f"_config.yml:{falta}" for falta in mal]


def test_este_libro_tiene_su_aparato() -> None:
    libro = leer_libro(RAIZ)
    assert aparato(libro, Jornada(libro).paginas.values()) == []
    assert _exigencia(libro) != Exigencia()
