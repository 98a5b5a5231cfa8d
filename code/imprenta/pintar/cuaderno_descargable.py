"""El cuaderno que un lector descarga: limpio, sin roles ni celdas ocultas, y listo para ejecutarse."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from imprenta.leer.gramatica import COMENTARIO, EN_LINEA, VALLA, VERIFICADOS
from imprenta.libro.disco import escribir
from imprenta.libro.modelo import Ejecucion
from imprenta.libro.pagina import Pagina, RolMalEscrito, partir_rol, quitar_cifras

CODIGO = "codigo.zip"
SELLOS = ".sellos.json"
PREPARACION = f'''\
import sys

# El código del libro: descarga {CODIGO} y déjalo junto a este cuaderno o en la carpeta de encima.
sys.path += ["{CODIGO}", "../{CODIGO}"]'''
ETIQUETA = re.compile(r"^\([\w:.+\- ]+\)=[ \t]*\n", re.MULTILINE)
COMENTARIO_EN_BLOQUE = re.compile(rf"^{COMENTARIO}[ \t]*\n?", re.MULTILINE | re.DOTALL)
# Lo que Jupyter no entiende: enlaces a otras páginas, atributos y listas de definiciones.
SOLO_EN_EL_LIBRO = (
    (
        re.compile(r"(?<![!\]\w])\[([^\[\]]+)\]\((?:[\w/.-]+\.(?:md|ipynb|rst)(?:#[^()\s]*)?|#[^()\s]*)\)"),
        r"\1",
    ),
    (re.compile(r"(?<![!\w])\[([^\[\]]+)\]\{[^{}\n]*\}"), r"\1"),
    (re.compile(r"(?<=\))\{[.#][^{}\n]*\}"), ""),
    (re.compile(r"^:[ ]+(?=\S)", re.MULTILINE), "- "),
)
OPCION = re.compile(r"[ \t]*:[\w-]+:")
PESADAS = {"application/pdf"}
MUDAS = {
    "bibliography",
    "cifras-verificadas",
    "explorador",
    "image",
    "index",
    "tableofcontents",
    "toctree",
}


def cuaderno(pagina: Pagina, ejecucion: Ejecucion) -> nbformat.NotebookNode:
    """La página como cuaderno: su prosa en Markdown llano, sus celdas y lo que dieron."""
    celdas: list[Any] = [new_code_cell(PREPARACION, id="preparacion")]
    ejecutadas, ejecutadas_ya = iter(ejecucion.salidas), 0
    for n, (clase, texto) in enumerate(_trozos(pagina)):
        if clase == "codigo":
            ejecutada = next(ejecutadas, None)
            salidas = [_ligera(salida) for salida in ejecutada.salidas] if ejecutada else []
            celdas.append(
                new_code_cell(
                    texto,
                    id=f"celda-{n}",
                    outputs=nbformat.from_dict(salidas),
                    execution_count=ejecutada.numero if ejecutada else None,
                )
            )
            celdas += [new_markdown_cell(f"*{pie}*", id=f"pie-{n}") for pie in _pies(pagina, ejecutadas_ya)]
            ejecutadas_ya += 1
        elif llano := prosa_llana(texto):
            celdas.append(new_markdown_cell(llano, id=f"celda-{n}"))
    nucleo = {"name": "python3", "display_name": "Python 3", "language": "python"}
    hecho: nbformat.NotebookNode = new_notebook(
        cells=celdas, metadata={"kernelspec": nucleo, "language_info": {"name": "python"}}
    )
    return hecho


def _pies(pagina: Pagina, k: int) -> list[str]:
    """El pie de figura de la celda `k`, si lo tiene."""
    figura = pagina.celdas[k].metadatos.get("mystnb", {}).get("figure", {})
    return [" ".join(prosa_llana(figura["caption"]).split())] if "caption" in figura else []


def _ligera(salida: dict[str, Any]) -> dict[str, Any]:
    if "data" not in salida:
        return salida
    return salida | {"data": {tipo: datos for tipo, datos in salida["data"].items() if tipo not in PESADAS}}


def _trozos(pagina: Pagina) -> Iterator[tuple[str, str]]:
    """La prosa y las celdas de la página, en orden."""
    lineas = pagina.texto.split("\n")
    desde, n = _tras_cabecera(lineas), _tras_cabecera(lineas)
    codigos = iter(pagina.celdas)
    while n < len(lineas):
        casa = VALLA.fullmatch(lineas[n])
        if casa is None or casa["nombre"] != "code-cell":
            n += 1
            continue
        yield "prosa", "\n".join(lineas[desde:n])
        yield "codigo", next(codigos).codigo
        n += 1
        while n < len(lineas) and not re.fullmatch(rf"\s*{re.escape(casa['valla'])}\s*", lineas[n]):
            n += 1
        n += 1
        desde = n
    yield "prosa", "\n".join(lineas[desde:])


def _tras_cabecera(lineas: list[str]) -> int:
    if lineas[0].rstrip() != "---":
        return 0
    return next((n + 1 for n in range(1, len(lineas)) if lineas[n].rstrip() == "---"), 0)


def prosa_llana(texto: str) -> str:
    r"""MyST convertido en Markdown de cuaderno.

    >>> prosa_llana("Son {cifra}`0.73 <p>` y $\\cifra{5}{x}$, según {cite}`uno2017`.")
    'Son 0.73 y $5$, según [uno2017].'
    """
    texto = _sin_directivas(ETIQUETA.sub("", COMENTARIO_EN_BLOQUE.sub("", texto)))
    texto = EN_LINEA.sub(_en_llano, texto)
    for patron, llano in SOLO_EN_EL_LIBRO:
        texto = patron.sub(llano, texto)
    return texto.strip()


def _en_llano(casa: re.Match[str]) -> str:
    if casa["comentario"] is not None:
        return ""
    if casa["bloque"] is not None:
        return f"$${quitar_cifras(casa['tex_bloque'])}$$"
    if casa["dolar"] is not None:
        return f"${quitar_cifras(casa['tex'])}$"
    if casa["rol"] is None:
        return casa[0]
    return _rol_llano(casa["nombre"], " ".join(casa["contenido"].split()))


def _rol_llano(nombre: str, contenido: str) -> str:
    if nombre in VERIFICADOS:
        try:
            return partir_rol(contenido)[0]
        except RolMalEscrito:
            return contenido
    if nombre == "math":
        return f"${quitar_cifras(contenido)}$"
    if nombre.startswith("cite"):
        return f"[{contenido}]"
    texto, _, destino = contenido.partition("<")
    if nombre in {"eq", "numref", "ref"} and not destino:
        return {"eq": "la ecuación", "numref": "la figura"}.get(nombre, "el apartado")
    return texto.replace("%s", "").strip() or contenido


def _sin_directivas(texto: str) -> str:
    """Las fórmulas pasan a `$$…$$`; los recuadros, a citas con su título; lo demás pierde la valla."""
    salida: list[str] = []
    lineas = iter(texto.split("\n"))
    abiertas: list[tuple[str, str]] = []
    for linea in lineas:
        casa = VALLA.fullmatch(linea)
        if casa is None or (casa["nombre"] is None and not abiertas):
            citada = any(clase == "recuadro" for clase, _ in abiertas)
            muda = any(clase == "muda" for clase, _ in abiertas)
            opcion = abiertas and OPCION.match(linea)
            if not muda and not opcion:
                salida.append(f"> {linea}".rstrip() if citada else linea)
            continue
        if casa["nombre"] is None and casa["valla"].startswith(abiertas[-1][1]):
            clase, _ = abiertas.pop()
            salida.append("$$" if clase == "formula" else "")
        elif casa["nombre"] is not None:
            clase = _clase(casa["nombre"])
            abiertas.append((clase, casa["valla"]))
            titulo = casa["resto"].strip()
            if clase == "formula":
                salida.append("$$")
            elif clase == "recuadro" and titulo:
                salida += [f"> **{titulo}**", ">"]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(salida))


def _clase(nombre: str) -> str:
    if nombre == "math":
        return "formula"
    if nombre in MUDAS:
        return "muda"
    return "recuadro"


def escribir_descargas(paginas: Iterable[tuple[str, Pagina, Ejecucion]], raiz: Path, destino: Path) -> None:
    """Deja en `destino` un cuaderno por página con celdas y el código del libro en un zip, y nada más.

    Lo que ya estaba y no ha cambiado no se toca.
    """
    anteriores = _leer_sellos(destino)
    sellos: dict[str, str] = {}
    for nombre, pagina, ejecucion in paginas:
        if not pagina.celdas:
            continue
        ruta = destino / f"{nombre}.ipynb"
        sellos[nombre] = _sello(pagina, ejecucion)
        if sellos[nombre] != anteriores.get(nombre) or not ruta.exists():
            escribir(ruta, nbformat.writes(cuaderno(pagina, ejecucion), version=4) + "\n")
    for nombre in anteriores.keys() - sellos.keys():
        (destino / f"{nombre}.ipynb").unlink(missing_ok=True)
    if sellos != anteriores:
        escribir(destino / SELLOS, json.dumps(sellos, indent=0))
    _comprimir(raiz / "code", destino / CODIGO)


def _sello(pagina: Pagina, ejecucion: Ejecucion) -> str:
    """El resumen de todo aquello de lo que sale un cuaderno."""
    partes = (Path(__file__).read_text(encoding="utf-8"), pagina.texto, repr(ejecucion.salidas))
    return hashlib.sha256("\0".join(partes).encode("utf-8", "replace")).hexdigest()


def _leer_sellos(destino: Path) -> dict[str, str]:
    """De qué salió cada cuaderno que hay; si no se sabe, no se guarda ninguno."""
    try:
        sellos: dict[str, str] = json.loads((destino / SELLOS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        shutil.rmtree(destino, ignore_errors=True)
        return {}
    return sellos


def _comprimir(codigo: Path, destino: Path) -> None:
    """El código del libro, siempre con los mismos octetos; la imprenta no hace falta para leerlo."""
    propia = Path(__file__).parents[1].resolve()
    archivos = [r for r in sorted(codigo.rglob("*")) if r.is_file() and "__pycache__" not in r.parts]
    octetos = io.BytesIO()
    with zipfile.ZipFile(octetos, "w", zipfile.ZIP_DEFLATED) as comprimido:
        for ruta in archivos:
            if propia not in ruta.resolve().parents and ".egg-info" not in str(ruta):
                dentro = zipfile.ZipInfo(ruta.relative_to(codigo).as_posix(), (2020, 1, 1, 0, 0, 0))
                comprimido.writestr(dentro, ruta.read_bytes(), zipfile.ZIP_DEFLATED)
    if not destino.exists() or destino.read_bytes() != octetos.getvalue():
        destino.parent.mkdir(parents=True, exist_ok=True)
        destino.write_bytes(octetos.getvalue())
