"""MyST en el Markdown que Jupyter entiende: sin roles, ni directivas, ni atributos.

Lo que dice una directiva se dice de otro modo, o no se dice: una nota es una cita; un índice, nada. De un
enlace que fuera del libro no lleva a ninguna parte queda lo que se lee.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

from jinja2 import TemplateError
from sphinx.util.tags import Tags

from imprenta.leer.gramatica import (
    CITA,
    DE_FUERA,
    IDENTIFICADOR,
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
from imprenta.libro.espanol import es_cifra
from imprenta.libro.numeracion import titulos_numerados
from imprenta.libro.pagina import Formula, Marca, Pagina, RolMalEscrito, Tipo, partir_rol, quitar_cifras
from imprenta.libro.texto import Cambio

DE_FUERA_DEL_LIBRO = re.compile(r"<?(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
DICE_SU_LENGUA = re.compile(r"\.language-(?P<lengua>[A-Za-z-]+)")
EN_BLANCO_ALREDEDOR = re.compile(r"\A(?:[ \t]*\n)+|\s+\Z")
DOS_PUNTOS = re.compile(r"[ \t>]*(?P<marca>:[ ]+)(?=\S)")
TRAS_COMENTARIO = re.compile(r"[ \t]*\n?")
VARIOS_BLANCOS = re.compile(r"\n{3,}")
MUDAS = {
    "bibliography",
    "cifras-verificadas",
    "code-cell",  # la que no es una celda, que su página no enseña
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
LLEVAN_NOMBRE = {"doc", "ref"}
ESTILO_DE_LISTA = re.compile(r"\bstyle=[\"']?((?:lower|upper)-alpha)\b")
NUMERO_DE_LISTA = re.compile(r"[ \t>]*(?P<numero>\d+[.)])[ \t]+")
SIN_TEXTO = {"eq": "la ecuación", "numref": "la figura", "doc": "el capítulo"}


class Enlazado(NamedTuple):
    """Adónde lleva un enlace y cómo se llama lo que hay allí, si tiene nombre."""

    direccion: str
    nombre: str = ""


Adonde = Callable[[str, str], Enlazado | None]
"""Adónde lleva el destino de un rol o, sin rol, de un enlace; nada, si desde un cuaderno no se llega."""


def a_ninguna_parte(_rol: str, _destino: str) -> Enlazado | None:
    return None


def prosa_llana(texto: str, adonde: Adonde = a_ninguna_parte) -> str:
    r"""MyST convertido en Markdown de cuaderno.

    >>> prosa_llana("Son {cifra}`0.73 <p>` y $\\cifra{5}{x}$, según {cite}`uno2017`.")
    'Son 0.73 y $5$, según [uno2017].'
    """
    pagina = leer_texto(Path("prosa.md"), texto)
    return Llano(pagina, adonde).entre(0, pagina.en_lineas.total)


class Llano:
    """Una página de MyST en Markdown de cuaderno.

    `cambios` son los que se hacen en línea; `cambiadas`, las líneas que se dicen de otro modo, o que no se
    dicen (`None`), y `citadas`, las que van dentro de un recuadro, que pasa a ser una cita.
    """

    def __init__(self, pagina: Pagina, adonde: Adonde) -> None:
        self.texto = pagina.en_lineas
        self.cambios = sorted(_cambios(pagina, adonde), key=lambda cambio: (cambio.inicio, -cambio.fin))
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


def _cambios(pagina: Pagina, adonde: Adonde) -> Iterator[Cambio]:
    de_html = {n for b in todos(pagina.bloques) if b.clase is Clase.HTML for n in range(b.desde, b.hasta)}
    for marca in pagina.marcas:
        suelta = pagina.en_lineas.numero_de_linea(marca.fin) in de_html  # lo que la rodea no se junta
        yield from _cambios_de_marca(pagina, marca, suelta, adonde)
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula):
            yield Cambio(pieza.inicio, pieza.inicio + len(pieza.tex), quitar_cifras(pieza.tex))
    yield from (Cambio(donde, donde, f"{numero} ") for donde, numero in titulos_numerados(pagina))
    for bloque in todos(pagina.bloques):
        casa = DOS_PUNTOS.match(pagina.en_lineas.linea(bloque.desde))
        if bloque.clase is Clase.DEFINICION and casa is not None:
            principio = pagina.en_lineas.principio(bloque.desde)
            yield Cambio(principio + casa.start("marca"), principio + casa.end(), "- ")
    yield from _letras(pagina, pagina.bloques)


def _letras(pagina: Pagina, bloques: Iterable[Bloque]) -> Iterator[Cambio]:
    """Las listas con letras: Jupyter solo sabe numerarlas, y la letra va en el texto de cada elemento."""
    anterior = None
    for bloque in bloques:
        atributos = pagina.en_lineas.linea(anterior.desde) if anterior else ""
        estilo = ESTILO_DE_LISTA.search(atributos) if _da_estilo(anterior) else None
        if bloque.clase is Clase.LISTA and estilo is not None:
            yield from _con_letras(pagina, bloque, estilo[1])
        yield from _letras(pagina, bloque.hijos)
        anterior = bloque


def _da_estilo(bloque: Bloque | None) -> bool:
    return bloque is not None and bloque.clase is Clase.ATRIBUTOS


def _con_letras(pagina: Pagina, lista: Bloque, estilo: str) -> Iterator[Cambio]:
    elementos = [hijo for hijo in lista.hijos if hijo.clase is Clase.ELEMENTO]
    primero = int(elementos[0].nombre or 1) if elementos else 1
    for orden, elemento in enumerate(elementos, start=primero):
        principio = pagina.en_lineas.principio(elemento.desde)
        if (casa := NUMERO_DE_LISTA.match(pagina.texto, principio)) and orden <= len(ascii_lowercase):
            letra = ascii_lowercase[orden - 1]
            puesta = letra.upper() if estilo.startswith("upper") else letra
            yield Cambio(casa.start("numero"), casa.end(), f"- **{puesta}.** ")


def _cambios_de_marca(pagina: Pagina, marca: Marca, suelta: bool, adonde: Adonde) -> Iterator[Cambio]:
    """Lo que Jupyter no entiende: roles, enlaces a otras páginas, atributos, comentarios."""
    texto = pagina.texto
    if marca.tipo is Tipo.ROL:
        contenido = " ".join(CITA.sub("", texto[slice(*marca.texto)]).split())
        yield Cambio(marca.inicio, marca.fin, _rol_llano(marca.nombre, contenido, adonde))
    elif marca.tipo is Tipo.ETIQUETA:
        yield Cambio(marca.inicio, marca.fin)
    elif marca.tipo is Tipo.COMENTARIO:
        empieza_linea = texto[marca.inicio - 1 : marca.inicio] in ("", "\n")
        tras = TRAS_COMENTARIO.match(texto, marca.fin)
        yield Cambio(marca.inicio, tras.end() if tras and empieza_linea and not suelta else marca.fin)
    elif marca.tipo is Tipo.ATRIBUTOS and (casa := DICE_SU_LENGUA.search(texto[slice(*marca.destino)])):
        yield Cambio(marca.inicio, marca.texto[0], f'<span lang="{casa["lengua"]}">')
        yield Cambio(marca.texto[1], marca.fin, "</span>")
    elif marca.tipo is Tipo.ATRIBUTOS or not DE_FUERA_DEL_LIBRO.match(texto[slice(*marca.destino)]):
        abre, cierra = marca.texto
        es_enlace = marca.tipo is Tipo.ENLACE
        destino = adonde("", texto[slice(*marca.destino)].strip("<>")) if es_enlace else None
        if destino is None:
            yield from (Cambio(marca.inicio, abre), Cambio(cierra, marca.fin))
        else:
            nombre = "" if texto[abre:cierra].strip() else _sin_cifras(destino.nombre)
            yield Cambio(cierra, marca.fin, f"{nombre}]({destino.direccion})")


def _sin_cifras(nombre: str) -> str:
    """El nombre de un destino, si no lleva números que en la página no están demostrados."""
    return "" if any(map(es_cifra, nombre)) else nombre


def _rol_llano(nombre: str, contenido: str, adonde: Adonde) -> str:
    if nombre in VERIFICADOS:
        try:
            return partir_rol(contenido)[0]
        except RolMalEscrito:
            return contenido
    if nombre == "math":
        return f"${quitar_cifras(contenido)}$"
    if nombre.startswith("cite"):
        return f"[{contenido}]"
    if nombre == "eval" or nombre.startswith("glue"):  # en el cuaderno, su valor lo da el código
        clave = contenido.rpartition("::")[2].partition(":")[0]
        return f"`{clave}`" if IDENTIFICADOR.fullmatch(clave) else "…"
    texto, _, hacia = contenido.partition("<")
    if nombre in SOLO_DESTINO:
        return _remitido(nombre, "", contenido, adonde) if nombre in SIN_TEXTO else ""
    dicho = texto.replace("%s", "").strip() if hacia else contenido * (nombre not in REFERENCIAS)
    return _remitido(nombre, dicho, hacia.rstrip("> ") or contenido, adonde)


def _remitido(rol: str, dicho: str, hacia: str, adonde: Adonde) -> str:
    """Una referencia a otro sitio: con lo que dice de él la página o con el nombre del sitio."""
    destino = adonde(rol, hacia)
    nombre = _sin_cifras(destino.nombre) if destino and rol in LLEVAN_NOMBRE else ""
    texto = dicho or nombre or SIN_TEXTO.get(rol, "el apartado")
    return f"[{texto}]({destino.direccion})" if destino else texto
