"""Las páginas de `livehtml` que no son del libro: la que aún no está y la que ha dejado de estar.

Dicen lo que falta y esperan: el guion las recarga en cuanto aparece.
"""

from __future__ import annotations

import difflib
import html
import os
from pathlib import Path
from urllib.parse import quote, unquote

HOJA_DE_ESTILO = "/__vivo.css"
CUANTAS, PARECIDO = 3, 0.75  # páginas que se proponen y cuánto se parece su nombre, hasta 1
NO_SE_PROPONEN = {"genindex.html", "search.html", "404.html"}
MARCO = """<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<title>{titulo}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{estilo}">
</head>
<body class="espera">
<main>
<h1>{titulo}</h1>
{cuerpo}
</main>
</body>
</html>
"""
ESPERA = "<p class=espera-a>En cuanto esté, aparecerá aquí: no hace falta recargar.</p>"


def sin_libro() -> str:
    """La de antes de la primera construcción buena."""
    cuerpo = f"<p>Se está construyendo por primera vez, o aún tiene faltas.</p>\n{ESPERA}"
    return MARCO.format(titulo="El libro todavía no está construido", estilo=HOJA_DE_ESTILO, cuerpo=cuerpo)


def no_esta(carpeta: Path, pedida: str) -> str:
    """La de una dirección que no lleva a ninguna página, con las que se llaman parecido."""
    nombre = unquote(pedida.partition("?")[0]).lstrip("/")[:200]
    dicho = html.escape(nombre.encode("utf-8", "replace").decode())
    partes = [f"<p>En el libro construido no está <code>{dicho}</code>.</p>", ESPERA]
    if parecidas := _parecidas(carpeta, nombre):
        enlaces = "".join(f'<li><a href="/{quote(p)}">{html.escape(p)}</a></li>' for p in parecidas)
        partes.append(f"<p>¿Ha cambiado de nombre? Se parecen:</p>\n<ul>{enlaces}</ul>")
    partes.append('<p><a href="/">Ir a la portada</a></p>')
    return MARCO.format(titulo="Esta página todavía no está", estilo=HOJA_DE_ESTILO, cuerpo="\n".join(partes))


def _parecidas(carpeta: Path, nombre: str) -> list[str]:
    todas = (
        os.path.relpath(ruta, carpeta) for ruta in carpeta.rglob("*.html") if ruta.name not in NO_SE_PROPONEN
    )
    return difflib.get_close_matches(nombre, sorted(todas), CUANTAS, PARECIDO)
