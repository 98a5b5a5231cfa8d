"""Un libro pequeño con de todo: partes, figuras, fórmulas, una tabla, un glosario, notas y bibliografía."""

import os
import subprocess
from pathlib import Path

ARCHIVOS = {
    "_config.yml": """\
title: Un libro pequeño
author: Nadie
only_build_toc_files: true
bibtex_bibfiles: [fuentes.bib]
sphinx:
  extra_extensions: [imprenta.extension]
  config:
    language: es
    html_theme: basic
    html_theme_options: {}
    html_math_renderer: mathml
    numfig: true
    numfig_secnum_depth: 1
    math_numfig: true
    math_eqref_format: "({number})"
    bibtex_reference_style: author_year
    templates_path: []
parse:
  myst_enable_extensions: [amsmath, attrs_inline, colon_fence, deflist, dollarmath]
""",
    "_toc.yml": """\
format: jb-book
root: portada
options: {numbered: true}
parts:
  - caption: El libro
    numbered: 1
    chapters:
      - file: uno
      - file: dos
  - caption: Apéndices
    numbered: false
    chapters:
      - file: glosario
      - file: fuentes
""",
    "fuentes.bib": """\
@article{vaswani2017,
  author = {Ashish Vaswani},
  title = {Attention is all you need},
  journal = {NeurIPS},
  year = {2017},
}
""",
    "CITATION.cff": "version: 3.1.4\nlicense: [MIT, CC-BY-4.0]\nkeywords: [redes, libros]\n",
    "code/trazos.py": """\
import io

from matplotlib import rcParams
from matplotlib.figure import Figure

rcParams["svg.hashsalt"] = "un libro pequeño"


class Recta:
    def __init__(self, alto):
        self.figura = Figure(figsize=(4, 2))
        self.figura.subplots().plot([0, 1], [0, alto])
        self.alternativo = f"Una recta que sube hasta {alto}."

    def _repr_mimebundle_(self, include=None, exclude=None):
        salida = io.StringIO()
        self.figura.savefig(salida, format="svg", metadata={"Date": None})
        datos = {"image/svg+xml": salida.getvalue()}
        return datos, {tipo: {"alt": self.alternativo} for tipo in datos}
""",
    "portada.md": "# Un libro pequeño\n\n*Y sin prisa.*\n\nEmpieza aquí.\n\n## Para quién\n\nPara todos.\n",
    "glosario.md": """\
# Glosario

```{glossary}
ñandú
  Un ave.

ángulo
  Lo que abren unas rectas.

nube
  Agua.

retropropagación
  La regla de la cadena.
```
""",
    "fuentes.md": "# Fuentes\n\nDe aquí sale lo demás.\n\n```{bibliography}\n:all:\n```\n",
    "uno.md": """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# El primero

```{admonition} Qué vas a aprender
:class: tip
Poco, pero de la {term}`retropropagación`.
```

```{code-cell} python
:tags: [hide-input]
from trazos import Recta
import math
```

```{code-cell} python
x = math.exp(-1)  # σ ≤ ¼ → «nada»
x
```

La exponencial vale {cifra}`0.3679 <x>`, que $\\cifra{0.37}{x}$ redondea[^nota],
y lo dijo {cite}`vaswani2017`, en un *[paper]{.language-en}*.

[^nota]: Con {cifra}`0.368 <x>` ya basta.

## Una sección con $\\sigma$ en el título

```{math}
:label: eq-doble
(2\\times2)+(1\\times1)=5
```

Mira {eq}`eq-doble` y {numref}`fig-recta`.

```{code-cell} python
---
mystnb:
  figure:
    name: fig-recta
    caption: |
      Una recta. Llega hasta {cifra}`4 <alto>` sin torcerse.
---
alto = 4
Recta(alto)
```
""",
    "dos.md": """\
---
file_format: mystnb
kernelspec: {name: python3}
---
# El segundo

```{code-cell} python
from trazos import Recta
y = 1 / 64
```

| cosa | valor |
|---|---:|
| y | {cifra}`0.0156 <y>` |

Es {cifra}`1/64 <y>`, sin redondear.

```{code-cell} python
---
tags: [hide-input]
mystnb:
  figure:
    name: fig-otra
    caption: Otra recta, de alto {cifra}`0.016 <y>`.
---
Recta(y)
```
""",
}


def escribir(raiz: Path, archivos: dict[str, str] = ARCHIVOS) -> Path:
    for nombre, texto in archivos.items():
        (raiz / nombre).parent.mkdir(parents=True, exist_ok=True)
        (raiz / nombre).write_text(texto, encoding="utf-8")
    return raiz


def guardar(raiz: Path) -> str:
    """Guarda la carpeta en un repositorio nuevo con fecha fija y devuelve su commit."""
    (raiz / ".gitignore").write_text("_build/\n", encoding="utf-8")
    quien = ["-c", "user.name=Nadie", "-c", "user.email=nadie@example.org"]
    entorno = os.environ | {f"GIT_{quien}_DATE": "1500000000 +0000" for quien in ("AUTHOR", "COMMITTER")}
    for orden in (["init", "-q"], ["add", "-A"], [*quien, "commit", "-q", "-m", "Todo"]):
        subprocess.run(["git", *orden], cwd=raiz, check=True, env=entorno)
    return subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=raiz, check=True, capture_output=True, text=True
    ).stdout.strip()
