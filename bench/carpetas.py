"""Libros de mentira, iguales para las dos imprentas, y los cambios que un autor les haría."""

from pathlib import Path

CONFIG = """\
title: Un libro para medir
author: Nadie
only_build_toc_files: true
execute: {{execute_notebooks: {modo}}}
parse: {{myst_enable_extensions: [dollarmath, colon_fence]}}
sphinx:
  extra_extensions: [{extension}]
"""
PAGINA = """\
---
file_format: mystnb
kernelspec: {{name: python3, display_name: Python}}
---
# La página de {nombre}

Una página como las de un libro de ciencia: calcula, enseña un número y dibuja. {prosa}

```{{code-cell}} python
import matplotlib.pyplot as plt
import numpy as np
from piezas import comun
from piezas.{nombre} import factor

x = np.linspace(-comun.LADO, comun.LADO, 50)
f"el número es {{factor + {celda}}}"
```

## La figura

Lo mismo, dibujado: $y = \\sin x$ por un factor que está en el código.

```{{code-cell}} python
fig, ax = plt.subplots(figsize=(4, 2))
ax.plot(x, factor * np.sin(x))
plt.show()
```

- Un renglón.
- Otro renglón, con *énfasis* y una [referencia](indice).
"""
LETRAS = "abcdefghij"


def nombre(n: int) -> str:
    """El nombre de la página `n`, sin dígitos: la imprenta pide demostrar todos los que se leen."""
    return "p" + "".join(LETRAS[int(d)] for d in f"{n:03}")


def escribir_libro(carpeta: Path, paginas: int, con_imprenta: bool) -> None:
    """Un libro de `paginas` páginas; cada una importa un módulo común y otro que solo usa ella."""
    nombres = [nombre(n) for n in range(paginas)]
    capitulos = "".join(f"  - file: {n}\n" for n in nombres)
    modo, extension = ("off", "imprenta.extension") if con_imprenta else ("cache", "")
    _poner(carpeta / "_config.yml", CONFIG.format(modo=f'"{modo}"', extension=extension))
    _poner(carpeta / "_toc.yml", f"format: jb-book\nroot: indice\nchapters:\n{capitulos}")
    _poner(carpeta / "indice.md", "# Un libro para medir\n\nLo mismo para una imprenta y para la otra.\n")
    _poner(carpeta / "code" / "piezas" / "__init__.py", "")
    _poner(carpeta / "code" / "piezas" / "comun.py", "LADO = 3\n")
    for n in range(paginas):
        escribir_pagina(carpeta, n)
        escribir_modulo(carpeta, n)


def escribir_pagina(carpeta: Path, n: int, prosa: str = "", celda: int = 0) -> None:
    _poner(carpeta / f"{nombre(n)}.md", PAGINA.format(nombre=nombre(n), prosa=prosa, celda=celda))


def escribir_modulo(carpeta: Path, n: int, factor: int = 1) -> None:
    _poner(carpeta / "code" / "piezas" / f"{nombre(n)}.py", f"factor = {factor}\n")


def numero_de(carpeta: Path, n: int) -> int:
    """El número que la página tiene que decir ahora."""
    factor = (carpeta / "code" / "piezas" / f"{nombre(n)}.py").read_text(encoding="utf-8")
    pagina = (carpeta / f"{nombre(n)}.md").read_text(encoding="utf-8")
    return int(factor.split("=")[1]) + int(pagina.partition("{factor + ")[2].partition("}")[0])


def _poner(ruta: Path, texto: str) -> None:
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_text(texto, encoding="utf-8")
