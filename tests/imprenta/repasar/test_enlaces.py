"""Los enlaces entre páginas: lo que existe se calla, y lo que no, se dice con su lugar."""

from pathlib import Path

import pytest

from imprenta.leer.lectura import leer
from imprenta.libro.libro import leer_libro
from imprenta.repasar.enlaces import enlaces

RAIZ = Path(__file__).parents[3]
OTRA = """# Otra página

(mi-sitio)=
## ¿Y la raíz, de {term}`voz`?

```{math}
:label: eq-una
x
```

```{code-cell} python
---
mystnb:
  figure:
    name: fig-una
---
1
```

[$w$]{#simbolo-w}

$$y$$ (eq-otra)

Subrayado
---------

```
# Esto es código
(ni-esto)=
```

```{glossary}
voz
  Una palabra.

Otra voz
  Otra.
```
"""


def faltas(texto: str) -> list[str]:
    paginas = {"book/una.md": texto, "book/otra.md": OTRA, "fuera.md": "# Fuera\n"}
    return list(map(str, enlaces(leer(Path(ruta), cuerpo.encode()) for ruta, cuerpo in paginas.items())))


@pytest.mark.parametrize(
    "texto",
    [
        "[a](otra.md) [b](otra.md#y-la-raíz-de-voz) [c](#mi-sitio) [d](#simbolo-w) [e](../fuera.md#fuera)",
        "{doc}`otra` {doc}`así <otra>` {doc}`/fuera` {doc}`../fuera`",
        "{ref}`mi-sitio` {ref}`así <mi-sitio>` {eq}`eq-una` {numref}`fig-una` {numref}`la %s <fig-una>`",
        "{eq}`eq-otra` [a](otra.md#subrayado)",
        "```\n[a](nada.md)\n```\n\n    [a](nada.md)\n\n<!-- [a](nada.md) -->\n\n\\[a](nada.md)",
        "{term}`voz` {term}`las voces <Otra voz>` {term}`otra voz`",
        "# Aquí\n\n[a](#aquí)",
        "[a](https://ejemplo.es/x.md#y) [b](mailto:a@b.es) [c](datos.csv)",
        "```{code-cell} python\n[a](nada.md)\n```",
        "`[a](nada.md)`",
        "# Va $\\cifra{4}{x$\n\n[a](otra.md)",
    ],
)
def test_lo_que_existe(texto: str) -> None:
    assert faltas(texto) == []


@pytest.mark.parametrize(
    ("texto", "falta"),
    [
        ("Ve a [a](nada.md).", "book/una.md:1:10: no existe la página «nada.md»"),
        ("[a](otra.md#nada)", "book/una.md:1:5: no hay ningún apartado «nada» en book/otra"),
        ("Uno.\n\n[a](#nada)", "book/una.md:3:5: no hay ningún apartado «nada» en book/una"),
        ("[a](fuera.md)", "book/una.md:1:5: no existe la página «fuera.md»"),
        (
            "[a](otra.md#esto-es-código)",
            "book/una.md:1:5: no hay ningún apartado «esto-es-código» en book/otra",
        ),
        ("{ref}`ni-esto`", "book/una.md:1:7: no hay nada etiquetado «ni-esto»"),
        ("- a\n\n  > [b\n  > c](nada.md)", "book/una.md:4:8: no existe la página «nada.md»"),
        ("{doc}`nada`", "book/una.md:1:7: no existe la página «nada»"),
        ("{doc}`así <nada>`", "book/una.md:1:7: no existe la página «nada»"),
        ("{ref}`nada`", "book/una.md:1:7: no hay nada etiquetado «nada»"),
        ("{eq}`eq-dos`", "book/una.md:1:6: no hay nada etiquetado «eq-dos»"),
        ("{numref}`la %s <fig-dos>`", "book/una.md:1:10: no hay nada etiquetado «fig-dos»"),
        ("{term}`vos`", "book/una.md:1:8: «vos» no está en el glosario"),
    ],
)
def test_lo_que_no_existe(texto: str, falta: str) -> None:
    assert faltas(texto) == [falta]


def test_este_libro_no_tiene_enlaces_rotos() -> None:
    rutas = leer_libro(RAIZ).paginas
    assert enlaces(leer(ruta.relative_to(RAIZ), ruta.read_bytes()) for ruta in rutas) == []
