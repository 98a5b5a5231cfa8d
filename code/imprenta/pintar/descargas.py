"""Lo que acompaña a las páginas en cualquier libro: sus cuadernos para llevar."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
import mimetypes
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
from sphinx.application import Sphinx
from sphinx.util import logging

from imprenta.libro.disco import escribir, resumen_de
from imprenta.libro.hecho import LibroHecho, PaginaEjecutada
from imprenta.libro.idiomas import idiomas_de
from imprenta.libro.libro import SUFIJOS
from imprenta.libro.modelo import Ejecucion, Falta
from imprenta.libro.pagina import Pagina
from imprenta.pintar.adjuntos import adjuntos_nombrados, con_sus_adjuntos
from imprenta.pintar.cuaderno import cuaderno, preparacion
from imprenta.pintar.destinos import Destinos, Publicado
from imprenta.pintar.entrega import hecho_de, pagina_de
from imprenta.pintar.idiomas import marcar_cuaderno
from imprenta.pintar.markdown_llano import DE_FUERA_DEL_LIBRO, a_ninguna_parte
from imprenta.pintar.requisitos import CODIGO, PROYECTO, Requeridor, Requisitos
from imprenta.pintar.testigo_del_cuaderno import cifras_de_mas, imagenes_de

SELLOS = ".sellos.json"
TRADUCEN = ("adjuntos", "cuaderno", "destinos", "idiomas", "markdown_llano", "requisitos")
A_OTRO_CUADERNO = re.compile(r"\]\((?![a-zA-Z]+:)[^)#]*\.ipynb\b")
IMAGEN = re.compile(r"[\w/.%-]+\.(?:png|svg|jpe?g|gif|webp)\b")
registro = logging.getLogger(__name__)


def ofrecer_cuaderno(
    app: Sphinx, documento: str, _plantilla: str, contexto: dict[str, Any], doctree: object
) -> None:
    """Deja en el contexto de la plantilla dónde está el cuaderno de la página, si tiene celdas."""
    if doctree is not None and pagina_de(app, documento).pagina.celdas:
        contexto["cuaderno"] = f"{'../' * documento.count('/')}descargas/{documento}.ipynb"


def dejar_descargas(app: Sphinx, error: Exception | None) -> None:
    """Deja junto a las páginas los cuadernos."""
    if error is not None or app.builder.name != "html":
        return
    hecho, salida = hecho_de(app), Path(app.outdir)
    ejecutadas = (
        (hecho.libro.documento(ruta), hecha.pagina, hecha.ejecucion) for ruta, hecha in hecho.paginas.items()
    )
    con_celdas = {hecho.libro.documento(ruta) for ruta, hecha in hecho.paginas.items() if hecha.pagina.celdas}
    destinos = Destinos(app.env, Publicado(app.config.html_baseurl, con_celdas))
    exige = hecho.libro.exige
    for falta in escribir_descargas(ejecutadas, hecho.libro.raiz, salida / "descargas", destinos, exige):
        registro.warning(
            falta.mensaje, location=(hecho.libro.documento(hecho.libro.raiz / falta.ruta), falta.linea)
        )
    limpiar_fuentes(hecho, salida / "_sources", salida / "descargas")


# ——— Cuadernos ———


def escribir_descargas(
    paginas: Iterable[tuple[str, Pagina, Ejecucion]],
    raiz: Path,
    destino: Path,
    destinos: Destinos | None = None,
    exige: Callable[[Path], bool] = lambda _: True,
) -> list[Falta]:
    """Deja en `destino` un cuaderno por página con celdas y el código del libro en un zip, y nada más.

    Lo que ya estaba y no ha cambiado no se toca. Devuelve los números que un cuaderno enseña y su página no,
    de las páginas que se exige que estén cubiertas.
    """
    anteriores, sellos, faltas = _leer_sellos(destino), dict[str, str](), list[Falta]()
    idiomas, requeridor, del_libro = idiomas_de(raiz), Requeridor(raiz), dict[str, Path]()
    enlazable = str(destinos)  # mira el libro entero: una vez para todas
    for nombre, pagina, ejecucion in paginas:
        if not pagina.celdas:
            continue
        ruta, pide = destino / f"{nombre}.ipynb", requeridor.de(pagina)
        del_libro |= pide.archivos
        suyo = pide.orden, pide.modulos, pide.python, enlazable, idiomas
        sellos[nombre] = _sello(pagina, ejecucion, raiz, *suyo)
        if sellos[nombre] != anteriores.get(nombre) or not ruta.exists():
            hecho = cuaderno(pagina, ejecucion, destinos.desde(nombre) if destinos else a_ninguna_parte)
            if exige(pagina.ruta) and (suyas := list(cifras_de_mas(pagina, hecho))):
                faltas += suyas
                continue
            marcar_cuaderno(hecho, idiomas)
            con_sus_adjuntos(hecho, pagina)
            adjuntar_imagenes(hecho, raiz, pagina.ruta)
            preparar(hecho, pide, destinos.publicado.base if destinos else "")
            escribir(ruta, nbformat.writes(hecho, version=4) + "\n")
    if faltas:
        return faltas
    for nombre in anteriores.keys() - sellos.keys():
        (destino / f"{nombre}.ipynb").unlink(missing_ok=True)
    if sellos != anteriores:
        escribir(destino / SELLOS, json.dumps(sellos, indent=0))
    _comprimir(raiz / "code", del_libro, destino / CODIGO)
    return []


def preparar(hecho: nbformat.NotebookNode, pide: Requisitos, publicado: str) -> None:
    """Pone delante de un cuaderno lo que hace falta para ejecutarlo."""
    textos = (celda.source for celda in hecho.cells if celda.cell_type == "markdown")
    enlaza = any(A_OTRO_CUADERNO.search(texto) for texto in textos)
    hecho.cells[:0] = preparacion(pide, publicado, enlaza)


def limpiar_fuentes(hecho: LibroHecho, fuentes: Path, cuadernos: Path) -> None:
    """Deja limpio lo que Sphinx copia en `_sources`: de una página, solo lo que se lee en ella.

    El tema de serie enlaza ahí el archivo de la página, con sus comentarios, y el cuaderno de MyST-NB.
    """
    for ruta, hecha in hecho.paginas.items():
        nombre, propio = hecho.libro.documento(ruta), ruta.read_bytes()
        limpio = cuadernos / f"{nombre}.ipynb"
        copiado = fuentes / f"{nombre}.ipynb"
        if copiado.exists() and limpio.exists():
            escribir(copiado, limpio.read_text(encoding="utf-8"))
        for copia in (fuentes / f"{nombre}{ruta.suffix}{mas}" for mas in ("", ".txt")):
            if _es_cuaderno(hecha.pagina) and copia.exists() and copia.read_bytes() == propio:
                escribir(copia, _en_limpio(hecha, ruta.suffix))


def _es_cuaderno(pagina: Pagina) -> bool:
    return pagina.ruta.suffix in SUFIJOS or pagina.cuaderno.ajeno


def _en_limpio(hecha: PaginaEjecutada, sufijo: str) -> str:
    limpio = cuaderno(hecha.pagina, hecha.ejecucion)
    if sufijo == ".ipynb":
        return f"{nbformat.writes(limpio, version=4)}\n"
    textos = (c.source if c.cell_type == "markdown" else f"```python\n{c.source}\n```" for c in limpio.cells)
    return "\n\n".join(textos) + "\n"


def adjuntar_imagenes(hecho: nbformat.NotebookNode, raiz: Path, pagina: Path) -> None:
    """Mete en cada celda de texto las imágenes del libro que enseña."""
    for celda in hecho.cells:
        if celda.cell_type == "markdown":
            for destino in dict.fromkeys(imagenes_de(celda.source)):
                _adjuntar(celda, destino, _en_el_disco(raiz, pagina, destino))


def _adjuntar(celda: nbformat.NotebookNode, destino: str, ruta: Path) -> None:
    clase, _ = mimetypes.guess_type(ruta.name)
    if DE_FUERA_DEL_LIBRO.match(destino) or not ruta.is_file() or not clase:
        return
    adjuntas = celda.setdefault("attachments", nbformat.from_dict({}))
    nombre = f"{len(adjuntas)}{ruta.suffix}"
    adjuntas[nombre] = nbformat.from_dict({clase: base64.b64encode(ruta.read_bytes()).decode()})
    for escrito in {destino, unquote(destino)}:
        celda.source = celda.source.replace(f"]({escrito}", f"](attachment:{nombre}")


def _en_el_disco(raiz: Path, pagina: Path, destino: str) -> Path:
    """Dónde está lo que una página nombra, desde su carpeta o, si empieza por `/`, desde la del libro."""
    camino = unquote(destino)
    return raiz / camino.lstrip("/") if camino.startswith("/") else raiz / pagina.parent / camino


def _sello(pagina: Pagina, ejecucion: Ejecucion, raiz: Path, *demas: object) -> str:
    """El resumen de todo aquello de lo que sale un cuaderno."""
    imagenes = (_en_el_disco(raiz, pagina.ruta, casa[0]) for casa in IMAGEN.finditer(pagina.texto))
    resumenes = [resumen_de(ruta) for ruta in imagenes if ruta.is_file()]
    pegadas = [pegada.archivo for pegada in adjuntos_nombrados(pagina)]
    suyo = pagina.cabecera, ejecucion.lenguaje, ejecucion.salidas
    partes = (_imprenta(), pagina.texto, *map(repr, (*suyo, resumenes, pegadas, *demas)))
    return hashlib.sha256("\0".join(partes).encode("utf-8", "replace")).hexdigest()


@functools.cache
def _imprenta() -> str:
    """Lo que convierte una página en cuaderno: este archivo, los que la traducen y cuanto la lee."""
    aqui = Path(__file__)
    traductores = (aqui.with_name(f"{nombre}.py") for nombre in TRADUCEN)
    lectores = (ruta for carpeta in ("leer", "libro") for ruta in (aqui.parents[1] / carpeta).rglob("*.py"))
    return "\n".join(ruta.read_text(encoding="utf-8") for ruta in (aqui, *traductores, *sorted(lectores)))


def _leer_sellos(destino: Path) -> dict[str, str]:
    """De qué salió cada cuaderno que hay; si no se sabe, no se guarda ninguno."""
    try:
        sellos: dict[str, str] = json.loads((destino / SELLOS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        shutil.rmtree(destino, ignore_errors=True)
        return {}
    return sellos


def _comprimir(codigo: Path, importados: Mapping[str, Path], destino: Path) -> None:
    """El código del libro, siempre con los mismos octetos; de la imprenta, lo que importan las páginas."""
    propia = Path(__file__).parents[1].resolve()
    todos = [r for r in codigo.rglob("*") if r.is_file() and "__pycache__" not in r.parts]
    suyos = [r for r in todos if propia not in r.resolve().parents and not _de_instalar(r)]
    archivos = {ruta.relative_to(codigo).as_posix(): ruta for ruta in suyos} | dict(importados)
    if not archivos:
        destino.unlink(missing_ok=True)
        return
    octetos = io.BytesIO()
    with zipfile.ZipFile(octetos, "w", zipfile.ZIP_DEFLATED) as comprimido:
        for nombre, ruta in sorted(archivos.items()):
            dentro = zipfile.ZipInfo(nombre, (2020, 1, 1, 0, 0, 0))
            comprimido.writestr(dentro, ruta.read_bytes(), zipfile.ZIP_DEFLATED)
    if not destino.exists() or destino.read_bytes() != octetos.getvalue():
        destino.parent.mkdir(parents=True, exist_ok=True)
        destino.write_bytes(octetos.getvalue())


def _de_instalar(ruta: Path) -> bool:
    """Si es de cómo se instala el código, que en un cuaderno no se instala."""
    return ruta.name == PROYECTO or ".egg-info" in str(ruta)


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", ofrecer_cuaderno)
    app.connect("build-finished", dejar_descargas)
