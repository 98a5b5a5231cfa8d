"""Cambiar unos trozos de una página en su archivo y nada más: ni su marca, ni sus saltos, ni su JSON."""

from __future__ import annotations

import bisect
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from imprenta.libro.archivos import motivo, octetos_de
from imprenta.libro.disco import escribir_el_del_autor
from imprenta.libro.git import CONFLICTO, esta_sin_unir
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.libro.pagina import Pagina
from imprenta.libro.texto import Cambio as Cambio
from imprenta.libro.texto import Texto

MARCA_DE_UTF8 = b"\xef\xbb\xbf"
CARACTER_DE_JSON = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
YA_ES_OTRO = "ha cambiado en el disco desde que se leyó: vuelve a empezar"
EN_CONFLICTO = "git ha dejado aquí un conflicto sin resolver: resuélvelo antes"
SIN_UNIR = "git no ha acabado de unir este archivo: resuelve el conflicto y haz `git add` antes"
DE_OTRO_FORMATO = "esta página la lee otro programa: cámbiala a mano"
SIN_ESCRIBIR = "eso no está escrito en el archivo: lo pone la imprenta al leer el cuaderno"
DOS_VECES = "dos cambios pisan el mismo texto"
ENTRE_TEXTOS = "el cambio no deja las mismas líneas y en el cuaderno están en textos distintos"


def con_cambios(pagina: Pagina, octetos: bytes, cambios: Iterable[Cambio]) -> bytes:
    r"""El archivo de una página con esos trozos cambiados; fuera de ellos, los mismos octetos.

    `octetos` son los que se leyeron para hacer `pagina`. Lanza `ValueError` si dos cambios se pisan o si uno
    toca lo que nadie ha escrito en el archivo.

    >>> from imprenta.leer.lectura import leer
    >>> octetos = b"\xef\xbb\xbfuno 1\r\ndos 2"
    >>> con_cambios(leer(Path("a.md"), octetos), octetos, [Cambio(4, 5, "9"), Cambio(10, 11, "8\n")])
    b'\xef\xbb\xbfuno 9\r\ndos 8\r\n'
    """
    pedidos = _ordenados(cambios)
    crudo = octetos.removeprefix(MARCA_DE_UTF8).decode("utf-8")
    if pagina.cuaderno.celdas:
        pedidos = _ordenados(_Cuaderno(pagina).en_el_archivo(pedidos))
    hecho = _aplicados(crudo, _con_sus_saltos(crudo, pedidos)).encode("utf-8")
    return (MARCA_DE_UTF8 if octetos.startswith(MARCA_DE_UTF8) else b"") + hecho


def se_puede_cambiar(pagina: Pagina, cambio: Cambio) -> bool:
    """Si lo que se cambia está escrito así en el archivo: no, las opciones de una celda de un cuaderno."""
    if not pagina.cuaderno.celdas:
        return True
    try:
        return bool(list(_Cuaderno(pagina).en_el_archivo([cambio])))
    except ValueError:
        return False


def guardar_cambios(libro: Libro, pagina: Pagina, octetos_leidos: bytes, cambios: Iterable[Cambio]) -> None:
    """Escribe de una pieza el archivo de una página con esos cambios.

    Lanza `NoSePuede`, y no toca nada, si el archivo ya no es el que se leyó, si está a medio unir o si no se
    puede escribir.
    """
    pedidos = sorted(cambios)
    if not pedidos:
        return
    ruta = libro.raiz / pagina.ruta
    if reparo := por_que_no_se_guarda(ruta, pagina, octetos_leidos, pedidos[0].inicio):
        raise NoSePuede(str(reparo))
    try:
        escribir_el_del_autor(ruta, con_cambios(pagina, octetos_leidos, pedidos))
    except (OSError, ValueError) as error:
        mensaje = f"no se puede escribir: {motivo(error) if isinstance(error, OSError) else error}"
        raise NoSePuede(str(Falta(pagina.ruta, *pagina.lugar(pedidos[0].inicio), mensaje))) from None


def por_que_no_se_guarda(ruta: Path, pagina: Pagina, octetos_leidos: bytes, inicio: int = 0) -> Falta | None:
    """Nada si el archivo es el que se leyó y no está a medio unir; se dice donde iba el cambio."""
    lugar = pagina.lugar(inicio)
    try:
        if octetos_de(ruta) != octetos_leidos:
            return Falta(pagina.ruta, *lugar, YA_ES_OTRO)
    except OSError as error:
        return Falta(pagina.ruta, *lugar, f"no se puede leer: {motivo(error)}")
    crudo = (
        octetos_leidos.removeprefix(MARCA_DE_UTF8).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    )
    if conflicto := CONFLICTO.search(crudo):
        return Falta(pagina.ruta, *Texto(crudo).lugar(conflicto.start()), EN_CONFLICTO)
    return Falta(pagina.ruta, *lugar, SIN_UNIR) if esta_sin_unir(ruta) else None


def _ordenados(cambios: Iterable[Cambio]) -> list[Cambio]:
    """Los cambios, en orden; lanza `ValueError` si dos se pisan."""
    pedidos = sorted(cambios)
    if any(uno.fin > otro.inicio for uno, otro in itertools.pairwise(pedidos)):
        raise ValueError(DOS_VECES)
    return pedidos


def _aplicados(texto: str, cambios: Sequence[Cambio]) -> str:
    partes, hasta = list[str](), 0
    for cambio in cambios:
        partes += [texto[hasta : cambio.inicio], cambio.nuevo]
        hasta = cambio.fin
    return "".join([*partes, texto[hasta:]])


def _con_sus_saltos(crudo: str, cambios: Sequence[Cambio]) -> list[Cambio]:
    """Los mismos cambios donde los saltos de línea son los del archivo y no solo `\\n`."""
    dobles = [casa.start() - n for n, casa in enumerate(re.finditer("\r\n", crudo))]

    def en_crudo(posicion: int) -> int:
        return posicion + bisect.bisect_left(dobles, posicion)

    return [
        Cambio(a, b, _con_saltos(cambio.nuevo, crudo[a:b], crudo))
        for cambio in cambios
        for a, b in [(en_crudo(cambio.inicio), en_crudo(cambio.fin))]
    ]


def _con_saltos(nuevo: str, viejo: str, crudo: str) -> str:
    """Lo nuevo con los saltos de lo viejo, uno a uno si son tantos, o con el primero del archivo."""
    suyos = re.findall("\r\n|\r|\n", viejo)
    if len(suyos) != nuevo.count("\n"):
        suyos = (re.findall("\r\n|\r|\n", crudo)[:1] or ["\n"]) * nuevo.count("\n")
    partes = nuevo.split("\n")
    return "".join(parte + salto for parte, salto in zip(partes, [*suyos, ""], strict=True))


class _Linea(NamedTuple):
    """Una línea de un cuaderno: el texto de JSON en que está y dónde empieza dentro de él."""

    texto: _TextoDeJson
    desde: int


@dataclass
class _TextoDeJson:
    """Un texto de un JSON; `principio` es el lugar de su primer carácter, tras la comilla, en el archivo."""

    principio: int
    simbolo: str
    lugares: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Dónde está, en el archivo, cada carácter, y el final."""
        dentro = self.simbolo[1:-1]
        self.lugares = [self.principio + casa.start() for casa in CARACTER_DE_JSON.finditer(dentro)]
        self.lugares.append(self.principio + len(dentro))


class _Cuaderno:
    """Dónde está escrita cada línea de un cuaderno en su archivo JSON."""

    def __init__(self, pagina: Pagina) -> None:
        if pagina.cuaderno.ajeno:
            raise ValueError(DE_OTRO_FORMATO)
        self.texto = Texto(pagina.texto)
        crudo = pagina.cuaderno.crudo
        self.en_ascii = crudo.isascii() and r"\u" in crudo
        self.lineas = dict(self._mapa(pagina, Texto(crudo)))

    def _mapa(self, pagina: Pagina, archivo: Texto) -> Iterator[tuple[int, _Linea]]:
        n, renglones = 0, pagina.cuaderno.renglones
        while n < len(renglones):
            fila, columna, simbolo = renglones[n]
            n += 1
            if simbolo is None:
                continue
            texto = _TextoDeJson(archivo.principio(fila - 1) + columna, simbolo)
            desde = 0
            for k, linea in enumerate(json.loads(simbolo).removesuffix("\n").split("\n")):
                yield n - 1 + k, _Linea(texto, desde)
                desde += len(linea) + 1
            n += k

    def en_el_archivo(self, cambios: Iterable[Cambio]) -> Iterator[Cambio]:
        """Los mismos cambios, en posiciones de su JSON y escritos como va en él."""
        for cambio in cambios:
            for trozo in self._por_textos(cambio):
                yield self._en_su_texto(trozo)

    def _por_textos(self, cambio: Cambio) -> Iterator[Cambio]:
        """Un cambio partido en los textos que toca: uno, o las mismas líneas en varios."""
        primera = self.texto.numero_de_linea(cambio.inicio)
        ultima = self.texto.numero_de_linea(cambio.fin)
        if not {primera, ultima} <= self.lineas.keys():
            raise ValueError(SIN_ESCRIBIR)
        if self.lineas[primera].texto is self.lineas[ultima].texto:
            yield cambio
            return
        nuevas = cambio.nuevo.split("\n")
        if len(nuevas) != ultima - primera + 1:
            raise ValueError(ENTRE_TEXTOS)
        for n, nueva in zip(range(primera, ultima + 1), nuevas, strict=True):
            desde = max(cambio.inicio, self.texto.principio(n))
            yield Cambio(desde, min(cambio.fin, self.texto.fin(n)), nueva)

    def _en_su_texto(self, cambio: Cambio) -> Cambio:
        inicio, fin = self._lugar(cambio.inicio), self._lugar(cambio.fin)
        return Cambio(inicio, fin, json.dumps(cambio.nuevo, ensure_ascii=self.en_ascii)[1:-1])

    def _lugar(self, posicion: int) -> int:
        n = self.texto.numero_de_linea(posicion)
        if n not in self.lineas:
            raise ValueError(SIN_ESCRIBIR)
        linea = self.lineas[n]
        return linea.texto.lugares[linea.desde + posicion - self.texto.principio(n)]
