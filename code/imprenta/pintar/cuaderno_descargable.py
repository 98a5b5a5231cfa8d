"""El cuaderno que un lector descarga: limpio, sin roles ni celdas ocultas, y listo para ejecutarse."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import re
import shutil
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from imprenta.leer.gramatica import CITA, VERIFICADOS
from imprenta.leer.lectura import leer_texto
from imprenta.libro.bloque import Bloque, Clase, Valla, todos
from imprenta.libro.disco import escribir
from imprenta.libro.modelo import Ejecucion
from imprenta.libro.pagina import Formula, Marca, Pagina, RolMalEscrito, Tipo, partir_rol, quitar_cifras

CODIGO = "codigo.zip"
SELLOS = ".sellos.json"
PREPARACION = f'''\
import sys

# El código del libro: descarga {CODIGO} y déjalo junto a este cuaderno o en la carpeta de encima.
sys.path += ["{CODIGO}", "../{CODIGO}"]'''
DE_ESTE_LIBRO = re.compile(r"[\w/.-]+\.(?:md|ipynb|rst)(?:#[^()\s]*)?|#[^()\s]*")
DOS_PUNTOS = re.compile(r"[ \t>]*(?P<marca>:[ ]+)(?=\S)")
TRAS_COMENTARIO = re.compile(r"[ \t]*\n?")
VARIOS_BLANCOS = re.compile(r"\n{3,}")
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
BLOQUES_MUDOS = {Clase.CABECERA, Clase.ETIQUETA, Clase.COMENTARIO, Clase.CORTE}


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
        elif texto:
            celdas.append(new_markdown_cell(texto, id=f"celda-{n}"))
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
    llano, desde = _Llano(pagina), 0
    celdas = (b for b in pagina.bloques if isinstance(b, Valla) and b.nombre == "code-cell")
    for bloque, celda in zip(celdas, pagina.celdas, strict=True):
        yield "prosa", llano.entre(desde, bloque.desde)
        yield "codigo", celda.codigo
        desde = bloque.hasta
    yield "prosa", llano.entre(desde, pagina.en_lineas.total)


def prosa_llana(texto: str) -> str:
    r"""MyST convertido en Markdown de cuaderno.

    >>> prosa_llana("Son {cifra}`0.73 <p>` y $\\cifra{5}{x}$, según {cite}`uno2017`.")
    'Son 0.73 y $5$, según [uno2017].'
    """
    pagina = leer_texto(Path("prosa.md"), texto)
    return _Llano(pagina).entre(0, pagina.en_lineas.total)


class _Llano:
    """Una página de MyST en Markdown de cuaderno.

    `cambios` son los que se hacen en línea; `cambiadas`, las líneas que se dicen de otro modo, o que no se
    dicen (`None`), y `citadas`, las que van dentro de un recuadro, que pasa a ser una cita.
    """

    def __init__(self, pagina: Pagina) -> None:
        self.texto = pagina.en_lineas
        self.cambios = sorted(_cambios(pagina), key=lambda cambio: (cambio.inicio, -cambio.fin))
        self.cambiadas: dict[int, str | None] = {}
        self.citadas: set[int] = set()
        self._allanar(pagina.bloques)

    def entre(self, desde: int, hasta: int) -> str:
        """Lo que hay entre dos líneas."""
        return VARIOS_BLANCOS.sub("\n\n", "\n".join(self._lineas(desde, hasta))).strip()

    def _lineas(self, desde: int, hasta: int) -> Iterator[str]:
        n = desde
        while n < hasta:
            cita, tras = "> " if n in self.citadas else "", n + 1
            if n in self.cambiadas:
                linea = self.cambiadas[n]
            else:
                linea, tras = self._linea(n)
            if linea is not None:
                yield (cita + linea).rstrip() if cita else linea
            n = tras

    def _linea(self, n: int) -> tuple[str, int]:
        """Una línea con sus cambios hechos, y la que sigue: un cambio puede juntar varias."""
        linea, fin = self._con_cambios(self.texto.principio(n), self.texto.fin(n))
        return linea, self.texto.numero_de_linea(fin) + 1

    def _con_cambios(self, posicion: int, fin: int) -> tuple[str, int]:
        """Un trozo de una línea con sus cambios hechos, y dónde acaba la línea a que llegan."""
        partes = list[str]()
        k = bisect_left(self.cambios, posicion, key=lambda cambio: cambio.inicio)
        for cambio in islice(self.cambios, k, None):
            if cambio.inicio > fin:
                break
            if cambio.inicio >= posicion:
                partes += [self.texto.contenido[posicion : cambio.inicio], cambio.nuevo]
                posicion = cambio.fin
                fin = max(fin, self.texto.fin(self.texto.numero_de_linea(posicion)))
        return "".join([*partes, self.texto.contenido[posicion:fin]]), fin

    # ——— Bloques ———

    def _allanar(self, bloques: Iterable[Bloque]) -> None:
        for bloque in bloques:
            if bloque.clase in BLOQUES_MUDOS:
                self._callar(bloque.desde, bloque.hasta)
            elif isinstance(bloque, Valla):
                self._allanar_valla(bloque)
            else:
                self._allanar(bloque.hijos)

    def _callar(self, desde: int, hasta: int) -> None:
        self.cambiadas |= dict.fromkeys(range(desde, hasta))

    def _allanar_valla(self, valla: Valla) -> None:
        """Las fórmulas pasan a `$$…$$` y los recuadros, a citas con su título; el código se queda."""
        if not valla.nombre and not valla.con_myst:
            return
        self._callar(valla.desde, valla.cuerpo)
        if valla.nombre == "math":
            self.cambiadas |= dict.fromkeys((valla.desde, valla.hasta - 1), "$$")
            return
        if valla.cerrada:
            self.cambiadas[valla.fin] = ""
            self.citadas.discard(valla.fin)
        if valla.nombre in MUDAS:
            self._callar(valla.cuerpo, valla.fin)
        else:
            self._allanar_recuadro(valla)

    def _allanar_recuadro(self, valla: Valla) -> None:
        final = self.texto.fin(valla.desde)
        titulo, _ = self._con_cambios(final - len(valla.resto), final)
        if titulo.strip():
            self.cambiadas[valla.desde] = f"**{titulo.strip()}**\n>"
        self.citadas |= {*range(valla.desde, valla.fin)}
        self._allanar(valla.hijos)


# ——— En línea ———


class Cambio(NamedTuple):
    """Lo que hay de `inicio` a `fin` pasa a ser `nuevo`."""

    inicio: int
    fin: int
    nuevo: str = ""


def _cambios(pagina: Pagina) -> Iterator[Cambio]:
    for marca in pagina.marcas:
        yield from _cambios_de_marca(pagina, marca)
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula):
            yield Cambio(pieza.inicio, pieza.inicio + len(pieza.tex), quitar_cifras(pieza.tex))
    for bloque in todos(pagina.bloques):
        casa = DOS_PUNTOS.match(pagina.en_lineas.linea(bloque.desde))
        if bloque.clase is Clase.DEFINICION and casa is not None:
            principio = pagina.en_lineas.principio(bloque.desde)
            yield Cambio(principio + casa.start("marca"), principio + casa.end(), "- ")


def _cambios_de_marca(pagina: Pagina, marca: Marca) -> Iterator[Cambio]:
    """Lo que Jupyter no entiende: roles, enlaces a otras páginas, atributos, comentarios."""
    texto = pagina.texto
    if marca.tipo is Tipo.ROL:
        contenido = " ".join(CITA.sub("", texto[slice(*marca.texto)]).split())
        yield Cambio(marca.inicio, marca.fin, _rol_llano(marca.nombre, contenido))
    elif marca.tipo is Tipo.ETIQUETA:
        yield Cambio(marca.inicio, marca.fin)
    elif marca.tipo is Tipo.COMENTARIO:
        empieza_linea = texto[marca.inicio - 1 : marca.inicio] in ("", "\n")
        tras = TRAS_COMENTARIO.match(texto, marca.fin)
        yield Cambio(marca.inicio, tras.end() if tras and empieza_linea else marca.fin)
    elif _solo_en_el_libro(texto, marca):
        abre, cierra = marca.texto
        yield from (Cambio(marca.inicio, abre), Cambio(cierra, marca.fin))


def _solo_en_el_libro(texto: str, marca: Marca) -> bool:
    """Un enlace a otra página, o atributos de unos corchetes o de un enlace."""
    if marca.tipo is Tipo.ENLACE:
        return DE_ESTE_LIBRO.fullmatch(texto[slice(*marca.destino)]) is not None
    tras_enlace = texto.startswith((")", "]"), marca.destino[0] - 1)
    return tras_enlace and (
        texto.startswith("[", marca.inicio) or texto.startswith(("{.", "{#"), marca.inicio)
    )


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
    partes = (_imprenta(), pagina.texto, repr(ejecucion.salidas))
    return hashlib.sha256("\0".join(partes).encode("utf-8", "replace")).hexdigest()


@functools.cache
def _imprenta() -> str:
    """Lo que convierte una página en cuaderno: este archivo y cuanto la lee."""
    casa = Path(__file__).parents[1]
    lectores = sorted(ruta for carpeta in ("leer", "libro") for ruta in (casa / carpeta).rglob("*.py"))
    return "\n".join(ruta.read_text(encoding="utf-8") for ruta in (Path(__file__), *lectores))


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
