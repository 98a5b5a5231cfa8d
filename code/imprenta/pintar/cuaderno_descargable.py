"""El cuaderno que un lector descarga: limpio, sin roles ni celdas ocultas, y listo para ejecutarse.

Es una página más de las que se publican: no enseña nada que no esté en la suya, y lo mira
`testigo_del_cuaderno`. De las celdas que la página esconde va el código, sin el que no se ejecuta lo demás,
pero no lo que dieron; la que el autor no ejecuta va como texto. Las imágenes van dentro. De un enlace a otro
archivo del libro queda lo que se lee: fuera de él no lleva a ninguna parte.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from jinja2 import TemplateError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.util.tags import Tags

from imprenta.leer.gramatica import (
    CITA,
    DE_FUERA,
    LENGUAJES,
    LITERALES,
    OPCION,
    REFERENCIAS,
    RUTAS,
    SOLO_DESTINO,
    VERIFICADOS,
)
from imprenta.leer.lectura import leer_texto
from imprenta.libro.bloque import Bloque, Clase, Valla, todos
from imprenta.libro.modelo import Celda, CeldaEjecutada, Ejecucion
from imprenta.libro.numeracion import titulos_numerados
from imprenta.libro.pagina import Formula, Marca, Pagina, RolMalEscrito, Tipo, partir_rol, quitar_cifras

CODIGO = "codigo.zip"
PREPARACION = f'''\
import sys

# El código del libro: descarga {CODIGO} y déjalo junto a este cuaderno o en la carpeta de encima.
sys.path += ["{CODIGO}", "../{CODIGO}"]'''
DE_FUERA_DEL_LIBRO = re.compile(r"<?(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
EN_BLANCO_ALREDEDOR = re.compile(r"\A(?:[ \t]*\n)+|\s+\Z")
DOS_PUNTOS = re.compile(r"[ \t>]*(?P<marca>:[ ]+)(?=\S)")
TRAS_COMENTARIO = re.compile(r"[ \t]*\n?")
VARIOS_BLANCOS = re.compile(r"\n{3,}")
PESADAS = {"application/pdf"}
MUDAS = {
    "bibliography",
    "cifras-verificadas",
    "contents",
    "explorador",
    "iframe",
    "index",
    "tableofcontents",
    "toctree",
    "video",
    "vivo",
} | DE_FUERA
IMAGENES = {"image", "figure"}
# Directivas cuyo argumento no se lee.
SIN_ARGUMENTO = RUTAS | {"raw"}
BLOQUES_MUDOS = {Clase.CABECERA, Clase.ETIQUETA, Clase.COMENTARIO, Clase.CORTE, Clase.ATRIBUTOS}
EN_LA_WEB = ("html", "format_html", "builder_html")  # lo que vale `{only}` en ella
SIN_TEXTO = {"eq": "la ecuación", "numref": "la figura", "doc": "el capítulo"}
ESCONDEN_LO_QUE_DAN = {"remove-cell", "remove-output"}
ESCONDEN_EL_CODIGO = {"remove-cell", "remove-input"}


def cuaderno(pagina: Pagina, ejecucion: Ejecucion) -> nbformat.NotebookNode:
    """La página como cuaderno: su prosa en Markdown llano, sus celdas y lo que dieron."""
    celdas: list[Any] = [new_code_cell(PREPARACION, id="preparacion")]
    ejecutadas, ejecutadas_ya = iter(ejecucion.salidas), 0
    for n, (clase, texto) in enumerate(_trozos(pagina)):
        if clase == "codigo":
            ejecutada = next(ejecutadas, None)
            celdas += _celda(n, pagina.celdas[ejecutadas_ya], ejecutada)
            celdas += [new_markdown_cell(f"*{pie}*", id=f"pie-{n}") for pie in _pies(pagina, ejecutadas_ya)]
            ejecutadas_ya += 1
        elif texto:
            celdas.append(new_markdown_cell(texto, id=f"celda-{n}"))
    nucleo = {"name": "python3", "display_name": "Python 3", "language": "python"}
    hecho: nbformat.NotebookNode = new_notebook(
        cells=celdas, metadata={"kernelspec": nucleo, "language_info": {"name": "python"}}
    )
    return hecho


def _celda(n: int, celda: Celda, ejecutada: CeldaEjecutada | None) -> list[Any]:
    """Una celda con lo que dio; la que no se ejecuta, como texto, si la página la enseña."""
    etiquetas = set(celda.metadatos.get("tags") or ())
    if "skip-execution" in etiquetas:
        valla = "`" * (1 + max(map(len, re.findall("`+", celda.codigo)), default=2))
        texto = f"{valla}python\n{celda.codigo}\n{valla}"
        return [] if etiquetas & ESCONDEN_EL_CODIGO else [new_markdown_cell(texto, id=f"celda-{n}")]
    dado = ejecutada.salidas if ejecutada and not etiquetas & ESCONDEN_LO_QUE_DAN else []
    return [
        new_code_cell(
            celda.codigo,
            id=f"celda-{n}",
            outputs=nbformat.from_dict([_ligera(salida) for salida in dado]),
            execution_count=ejecutada.numero if ejecutada else None,
        )
    ]


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
        junto = VARIOS_BLANCOS.sub("\n\n", "\n".join(self._lineas(desde, hasta)))
        return EN_BLANCO_ALREDEDOR.sub("", junto)

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
                n = self.texto.numero_de_linea(posicion)
                if n in self.cambiadas and posicion == self.texto.principio(n):
                    return "".join(partes), posicion - 1  # esa línea no se dice como está escrita
                fin = max(fin, self.texto.fin(n))
        return "".join([*partes, self.texto.contenido[posicion:fin]]), fin

    # ——— Bloques ———

    def _allanar(self, bloques: Iterable[Bloque]) -> None:
        for bloque in bloques:
            if bloque.clase in BLOQUES_MUDOS:
                self._callar(bloque.desde, bloque.hasta)
                self.cambiadas[bloque.desde] = ""  # lo de antes y lo de después no se juntan
            elif bloque.clase is Clase.DESTINO:  # en Jupyter no lo sería en medio de un párrafo
                self.cambiadas[bloque.desde] = "\n" + self.texto.linea(bloque.desde)
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
        if valla.nombre in MUDAS or not _va_en_la_web(valla):
            self._callar(valla.cuerpo, valla.fin)
        elif valla.nombre in IMAGENES:
            self._allanar_imagen(valla)
        elif valla.nombre in LITERALES - {"raw"}:
            self._allanar_codigo(valla)
        elif valla.nombre == "raw":
            self._allanar_html(valla)
        elif valla.nombre == "only":
            self._allanar(valla.hijos)
        else:
            self._allanar_recuadro(valla)

    def _allanar_codigo(self, valla: Valla) -> None:
        marca = "```" if valla.marca.startswith(":") else valla.marca
        self.cambiadas[valla.desde] = marca + (valla.resto.strip() if valla.nombre in LENGUAJES else "")
        self.cambiadas[valla.fin] = marca

    def _allanar_html(self, valla: Valla) -> None:
        """Un solo bloque de HTML, sin las líneas en blanco que lo acabarían."""
        self.cambiadas[valla.desde], self.cambiadas[valla.fin] = "\n<div>", "</div>\n"
        for n in range(valla.cuerpo, valla.fin):
            if not self.texto.linea(n).strip():
                self.cambiadas[n] = None

    def _allanar_imagen(self, valla: Valla) -> None:
        """La imagen con su texto alternativo y, debajo, el pie."""
        opciones = (OPCION.fullmatch(self.texto.linea(n)) for n in range(valla.desde + 1, valla.cuerpo))
        alt = next((o["valor"].strip() for o in opciones if o and o["clave"] == "alt"), "")
        self.cambiadas[valla.desde] = f"![{alt}]({valla.resto.strip()})\n"
        self._allanar(valla.hijos)

    def _allanar_recuadro(self, valla: Valla) -> None:
        final = self.texto.fin(valla.desde)
        titulo, _ = self._con_cambios(final - len(valla.resto), final)
        if titulo.strip() and valla.nombre not in SIN_ARGUMENTO:
            self.cambiadas[valla.desde] = f"**{titulo.strip()}**\n>"
        self.citadas |= {*range(valla.desde, valla.fin)}
        self._allanar(valla.hijos)


def _va_en_la_web(valla: Valla) -> bool:
    """Si lo que lleva una directiva sale en la web; si no se entiende, no."""
    if valla.nombre == "raw":
        return "html" in valla.resto
    if valla.nombre != "only":
        return True
    try:
        return Tags(EN_LA_WEB).eval_condition(valla.resto.strip())
    except (ValueError, TemplateError):
        return False


# ——— En línea ———


class Cambio(NamedTuple):
    """Lo que hay de `inicio` a `fin` pasa a ser `nuevo`."""

    inicio: int
    fin: int
    nuevo: str = ""


def _cambios(pagina: Pagina) -> Iterator[Cambio]:
    de_html = {n for b in todos(pagina.bloques) if b.clase is Clase.HTML for n in range(b.desde, b.hasta)}
    for marca in pagina.marcas:
        suelta = pagina.en_lineas.numero_de_linea(marca.fin) in de_html  # lo que la rodea no se junta
        yield from _cambios_de_marca(pagina, marca, suelta)
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula):
            yield Cambio(pieza.inicio, pieza.inicio + len(pieza.tex), quitar_cifras(pieza.tex))
    yield from (Cambio(donde, donde, f"{numero} ") for donde, numero in titulos_numerados(pagina))
    for bloque in todos(pagina.bloques):
        casa = DOS_PUNTOS.match(pagina.en_lineas.linea(bloque.desde))
        if bloque.clase is Clase.DEFINICION and casa is not None:
            principio = pagina.en_lineas.principio(bloque.desde)
            yield Cambio(principio + casa.start("marca"), principio + casa.end(), "- ")


def _cambios_de_marca(pagina: Pagina, marca: Marca, suelta: bool) -> Iterator[Cambio]:
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
        yield Cambio(marca.inicio, tras.end() if tras and empieza_linea and not suelta else marca.fin)
    elif marca.tipo is Tipo.ATRIBUTOS or not DE_FUERA_DEL_LIBRO.match(texto[slice(*marca.destino)]):
        abre, cierra = marca.texto
        yield from (Cambio(marca.inicio, abre), Cambio(cierra, marca.fin))


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
    if destino and nombre not in SOLO_DESTINO:
        return texto.replace("%s", "").strip()
    if nombre in REFERENCIAS or nombre in SIN_TEXTO:
        return SIN_TEXTO.get(nombre, "el apartado")
    return "" if nombre in SOLO_DESTINO else contenido
