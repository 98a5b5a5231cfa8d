r"""Leer una página: se tacha lo que un lector no ve y lo que se ha sabido leer; lo que quede está sin cubrir.

Primero se cortan los bloques, como los corta quien la dibuja, y se tacha de cada uno lo que no se ve: celdas,
opciones, comentarios. Luego, en cada tramo de texto, los roles, las fórmulas y los enlaces. Al final se mira
qué rodea a cada literal, y toda cifra que siga a la vista se apunta como suelta.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from imprenta.leer.bloques import cortar
from imprenta.leer.en_linea import leer_en_linea
from imprenta.leer.gramatica import DEFINICION, ROL_SIN_LEER
from imprenta.leer.hoja import Hoja
from imprenta.leer.html import tachar_html
from imprenta.leer.ipynb import CuadernoMalEscrito, desplegar
from imprenta.leer.lienzo import Vista
from imprenta.leer.listas import leer_listas
from imprenta.leer.opciones import cabecera_de, faltas_de_las_reglas, leer_cabecera
from imprenta.leer.otros_formatos import desplegar_con
from imprenta.leer.rst import leer_rst
from imprenta.leer.sueltos import leer_sueltos
from imprenta.leer.tramo import etiqueta_de
from imprenta.leer.vallas import leer_valla, sin_cerrar
from imprenta.leer.vecinos import leer_vecinos
from imprenta.libro.archivos import OtraCodificacion, texto_de
from imprenta.libro.bloque import Bloque, Clase, Valla, todos
from imprenta.libro.formatos import Formato
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina
from imprenta.libro.texto import Desplegado, Texto

VACIA = "la página está vacía"
RAYA = re.compile(r"-{3,}[ \t]*$", re.MULTILINE)  # si no lo es, nadie dibuja una raya ahí


@functools.lru_cache(maxsize=512)  # quien mira solo la prosa vuelve a pedir las mismas páginas
def leer(
    ruta: Path, octetos: bytes, nombres: frozenset[str] = frozenset(), formato: Formato | None = None
) -> Pagina:
    """Lee una página `.md`, `.ipynb` o `.rst`; sus defectos salen como faltas, no como excepciones.

    `nombres` son los que declara el libro: los números que llevan no cuentan nada. Con `formato`, la página
    es de otro que el libro añade.
    """
    try:
        texto = texto_de(octetos)
        if formato is None and ruta.suffix != ".ipynb":
            return leer_texto(ruta, texto, nombres)
        if not texto.strip():  # ni siquiera es un cuaderno
            return ilegible(ruta, VACIA)
        cuaderno = desplegar_con(formato, texto) if formato else desplegar(texto)
        leida = leer_desplegado(ruta, cuaderno, nombres)
        return leida if cuaderno.tiene_algo else replace(leida, descuadres=(_vacia(ruta),))
    except OtraCodificacion as error:
        return ilegible(ruta, str(error), error.linea, error.columna)
    except CuadernoMalEscrito as error:
        dicho = str(error) if formato else f"no es un cuaderno de Jupyter: {error}"
        return ilegible(ruta, dicho, error.linea, error.columna)


def leer_texto(ruta: Path, texto: str, nombres: frozenset[str] = frozenset()) -> Pagina:
    """Lee el texto de una página que no es un cuaderno."""
    if not texto.strip():
        return Pagina(ruta, "", (), (), (), descuadres=(_vacia(ruta),))
    if ruta.suffix == ".rst":
        return leer_rst(ruta, texto)
    return _leer(Hoja(ruta, Texto(texto), nombres=nombres))


def leer_desplegado(ruta: Path, cuaderno: Desplegado, nombres: frozenset[str] = frozenset()) -> Pagina:
    """Lee un cuaderno ya desplegado."""
    return _leer(Hoja(ruta, Texto(cuaderno.texto, cuaderno.renglones), cuaderno, nombres=nombres))


def ilegible(ruta: Path, mensaje: str, linea: int = 1, columna: int = 1) -> Pagina:
    """Una página de la que solo se sabe por qué no se puede leer."""
    return Pagina(ruta, "", (), (), (Falta(ruta, linea, columna, mensaje),))


def _vacia(ruta: Path) -> Falta:
    """Una página vacía no miente: en un libro que se adopta poco a poco, se admite."""
    return Falta(ruta, 1, 1, VACIA)


def _leer(hoja: Hoja) -> Pagina:
    """El viaje de una página."""
    bloques = cortar(hoja.texto.contenido, hoja.cuaderno.celdas)
    _leer_bloques(hoja, bloques)
    _mirar_comienzo(hoja, bloques)
    leer_listas(hoja, bloques)
    tramos = tuple(_tramos(hoja, bloques))
    leer_en_linea(hoja, tramos)
    leer_vecinos(hoja, tramos)
    leer_sueltos(hoja)
    cabecera = hoja.cuaderno.metadatos or cabecera_de(bloques)
    hoja.faltas += faltas_de_las_reglas(hoja, cabecera)
    return Pagina(
        hoja.ruta,
        hoja.texto.contenido,
        hoja.piezas(),
        hoja.pasos(),
        tuple(sorted(hoja.faltas)),
        hoja.cuaderno,
        hoja.lienzo.prosa(),
        cabecera,
        bloques,
        tuple(sorted(hoja.marcas, key=lambda marca: marca.inicio)),
        hoja.nombres,
        frozenset(hoja.usados),
        tuple(hoja.descuadres),
    )


def _mirar_comienzo(hoja: Hoja, bloques: tuple[Bloque, ...]) -> None:
    """Una página con solo su cabecera está vacía; una que empieza por una raya tiene la cabecera abierta."""
    con_cabecera = bool(bloques) and bloques[0].clase is Clase.CABECERA
    if con_cabecera and len(bloques) == 1 and not hoja.faltas:
        hoja.descuadre(0, VACIA)
    elif not con_cabecera and not hoja.cuaderno.celdas and RAYA.match(hoja.texto.contenido):
        hoja.falta(0, "la cabecera no se cierra: falta la segunda raya, «---»")


# ——— Bloques ———


def _leer_bloques(hoja: Hoja, bloques: Iterable[Bloque]) -> None:
    """Lee cada bloque; del último que siga abierto al acabar la página, o una celda, se dice.

    También del código que siga abierto al acabar su directiva: la que la cerraba lo ha abierto, o al revés.
    """
    finales, de_directivas = {*hoja.cuaderno.celdas, hoja.texto.total}, set[int]()
    abiertas: dict[int, Valla] = {}
    for bloque in todos(bloques):
        if isinstance(bloque, Valla):
            leer_valla(hoja, bloque)
            de_directivas |= {bloque.fin} if bloque.con_myst and bloque.cerrada else set()
            hasta_el_final = bloque.hasta in finales and (bloque.nombre or not bloque.con_myst)
            if not bloque.cerrada and (
                hasta_el_final or (not bloque.con_myst and bloque.hasta in de_directivas)
            ):
                abiertas[bloque.hasta] = bloque
        elif bloque.clase in POR_CLASE:
            POR_CLASE[bloque.clase](hoja, bloque)
    for valla in abiertas.values():
        sin_cerrar(hoja, valla)


def _tachar(hoja: Hoja, bloque: Bloque) -> None:
    hoja.lienzo.tachar(*_extremos(hoja, bloque))


def _extremos(hoja: Hoja, bloque: Bloque) -> tuple[int, int]:
    return hoja.principio_visible(bloque.desde, bloque.columna), hoja.texto.fin(bloque.hasta - 1)


def _leer_sangrado(hoja: Hoja, bloque: Bloque) -> None:
    inicio, fin = _extremos(hoja, bloque)
    for n in range(bloque.desde, bloque.hasta):
        if casa := ROL_SIN_LEER.search(
            hoja.texto.contenido, max(inicio, hoja.texto.principio(n)), hoja.texto.fin(n)
        ):
            hoja.falta(casa.start(), "un rol no se lee en un bloque de código: quita la sangría")
    hoja.literal(inicio, fin)


def _leer_html(hoja: Hoja, bloque: Bloque) -> None:
    principio = hoja.texto.principio(bloque.desde)
    tachar_html(hoja, principio + bloque.columna, hoja.texto.fin(bloque.hasta - 1))


def _leer_abismo(hoja: Hoja, bloque: Bloque) -> None:
    inicio = hoja.texto.principio(bloque.desde)
    hoja.falta(inicio, "hay demasiados bloques uno dentro de otro: aquí ya no se lee nada")
    hoja.literal(inicio, max(inicio, hoja.texto.fin(bloque.hasta - 1)))


def _leer_destino(hoja: Hoja, bloque: Bloque) -> None:
    """De `[nombre]: dirección "título"` se ve el título."""
    inicio, fin = hoja.texto.principio(bloque.desde), hoja.texto.fin(bloque.hasta - 1)
    if casa := DEFINICION.search(hoja.texto.contenido, inicio, fin):
        hoja.lienzo.tachar(casa.start(), casa.end(), Vista.NADA)
        hoja.destinos.add(etiqueta_de(casa[0][1 : casa[0].index("]:")]))


POR_CLASE: dict[Clase, Callable[[Hoja, Bloque], None]] = {
    Clase.CABECERA: leer_cabecera,
    Clase.SANGRADO: _leer_sangrado,
    Clase.HTML: _leer_html,
    Clase.COMENTARIO: _tachar,
    Clase.CORTE: _tachar,
    Clase.ETIQUETA: _tachar,
    Clase.ATRIBUTOS: _tachar,
    Clase.DESTINO: _leer_destino,
    Clase.ABISMO: _leer_abismo,
}


# ——— Tramos ———


def _tramos(hoja: Hoja, bloques: Iterable[Bloque]) -> Iterator[tuple[int, int, bool]]:
    """De dónde a dónde va cada tramo de texto, y si es una fila de una tabla.

    Lo que no está en ningún texto también se recorre, línea a línea: puede ser un título o una opción que
    se lee. Un YAML, que puede llevar textos de varias líneas, párrafo a párrafo.
    """
    n, de_yaml = 0, _lineas_de_yaml(bloques)
    for desde, hasta, es_fila in sorted(_textos(bloques)):
        yield from _huecos(hoja.texto, n, desde, de_yaml)
        if hasta > max(n, desde):
            yield hoja.texto.principio(max(n, desde)), hoja.texto.fin(hasta - 1), es_fila
            n = hasta
    yield from _huecos(hoja.texto, n, hoja.texto.total, de_yaml)


def _textos(bloques: Iterable[Bloque]) -> Iterator[tuple[int, int, bool]]:
    for bloque in bloques:
        if bloque.clase in (Clase.TEXTO, Clase.FILA):
            yield bloque.desde, bloque.hasta, bloque.clase is Clase.FILA
        else:
            yield from _textos(bloque.hijos)


def _lineas_de_yaml(bloques: Iterable[Bloque]) -> set[int]:
    lineas: set[int] = set()
    for bloque in todos(bloques):
        if bloque.clase is Clase.CABECERA:
            lineas.update(range(bloque.desde, bloque.hasta))
        elif isinstance(bloque, Valla) and bloque.contenido.startswith("---"):
            lineas.update(range(bloque.desde + 1, bloque.cuerpo))
    return lineas


def _huecos(texto: Texto, desde: int, hasta: int, de_yaml: set[int]) -> Iterator[tuple[int, int, bool]]:
    n = desde
    while n < hasta:
        fin = n + 1
        while fin < hasta and {n, fin} <= de_yaml and texto.linea(fin).strip():
            fin += 1
        yield texto.principio(n), texto.fin(fin - 1), False
        n = fin
