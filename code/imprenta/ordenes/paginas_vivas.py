"""Las páginas de `livehtml` que no son del libro: la que aún no está y la que ha dejado de estar.

Dicen lo que falta y esperan: el guion las recarga en cuanto aparece.
"""

from __future__ import annotations

import difflib
import html
import os
from pathlib import Path
from urllib.parse import quote, unquote

from imprenta.idioma.salidas import idioma_hablado, traducido

HOJA_DE_ESTILO = "/__vivo.css"
CUANTAS, PARECIDO = 3, 0.75  # páginas que se proponen y cuánto se parece su nombre, hasta 1
NO_SE_PROPONEN = {"genindex.html", "search.html", "404.html"}
MARCO = """<!doctype html>
<html lang="{lengua}">
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
ESPERA = "En cuanto esté, aparecerá aquí: no hace falta recargar."
POR_PRIMERA_VEZ = "Se está construyendo por primera vez, o aún tiene faltas."
NO_ESTA_EN_EL_LIBRO = "En el libro construido no está {}."
SE_PARECEN = "¿Ha cambiado de nombre? Se parecen:"
A_LA_PORTADA = "Ir a la portada"


def sin_libro() -> str:
    """La de antes de la primera construcción buena."""
    return _pagina("El libro todavía no está construido", [f"<p>{traducido(POR_PRIMERA_VEZ)}</p>", _espera()])


def no_esta(carpeta: Path, pedida: str) -> str:
    """La de una dirección que no lleva a ninguna página, con las que se llaman parecido."""
    nombre = unquote(pedida.partition("?")[0]).lstrip("/")[:200]
    dicho = html.escape(nombre.encode("utf-8", "replace").decode())
    falta = traducido(NO_ESTA_EN_EL_LIBRO.format("…")).replace("…", f"<code>{dicho}</code>")
    partes = [f"<p>{falta}</p>", _espera()]
    if parecidas := _parecidas(carpeta, nombre):
        enlaces = "".join(f'<li><a href="/{quote(p)}">{html.escape(p)}</a></li>' for p in parecidas)
        partes.append(f"<p>{traducido(SE_PARECEN)}</p>\n<ul>{enlaces}</ul>")
    partes.append(f'<p><a href="/">{traducido(A_LA_PORTADA)}</a></p>')
    return _pagina("Esta página todavía no está", partes)


def _espera() -> str:
    return f"<p class=espera-a>{traducido(ESPERA)}</p>"


def _pagina(titulo: str, partes: list[str]) -> str:
    """Una página con ese título, en la lengua en que se habla."""
    dicho, cuerpo = traducido(titulo), "\n".join(partes)
    return MARCO.format(lengua=idioma_hablado(), titulo=dicho, estilo=HOJA_DE_ESTILO, cuerpo=cuerpo)


def _parecidas(carpeta: Path, nombre: str) -> list[str]:
    todas = (
        os.path.relpath(ruta, carpeta) for ruta in carpeta.rglob("*.html") if ruta.name not in NO_SE_PROPONEN
    )
    return difflib.get_close_matches(nombre, sorted(todas), CUANTAS, PARECIDO)
