"""Lo que la bibliografía del libro respalda: los datos de cada entrada de sus `.bib`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from imprenta.libro import direcciones
from imprenta.libro.archivos import (
    OtraCodificacion,
    motivo,
    octetos_de,
    por_que_no_es_archivo,
    texto_de,
)
from imprenta.libro.direcciones import ejecuta, no_se_enlaza, se_enlaza
from imprenta.libro.guardado import guardado, guardar
from imprenta.libro.modelo import Falta

REPETIDA = "repeated bibliography entry: "
PROBLEMAS_DE_BIBTEX = (  # lo que dice pybtex y lo que quiere decir
    (f"^{REPETIDA}(.*)", r"la entrada «\1» está repetida"),
    (r"^entry with key (.*) has a duplicate (.*) field", r"la entrada «\1» tiene dos veces el campo «\2»"),
    (r"^undefined string.*: (.*)", r"«\1» no es un texto ni una abreviatura: ponlo entre llaves"),
    (r": premature end of file", "acaba antes de tiempo: falta cerrar una llave o unas comillas"),
    (r": unbalanced braces", "sobra o falta una llave"),
    (r": too many nested braces", "hay demasiadas llaves unas dentro de otras"),
    (r": entry key expected", "falta la clave de la entrada"),
    (r": field value expected", "falta el valor de un campo"),
    (r": a valid name expected", "falta un nombre"),
    (r": '?(.{1,12}?)'? expected", r"se esperaba «\1»"),
)
Datos: TypeAlias = Mapping[str, frozenset[str]]  # de la clave de una entrada, lo que respalda
NUNCA_SOLAS = frozenset({"doi", "eprint", "pubmed", "howpublished"})  # los estilos no los enlazan tal cual
EN_LATEX = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")


class Bibliografia(Mapping[str, frozenset[str]]):
    """Las entradas de unos `.bib`; `faltas` es lo que en ellos no se entiende.

    Leerlos cuesta: lo leído se guarda en `memoria`, si se dice, con la huella de los archivos.
    """

    def __init__(self, raiz: Path, nombres: Sequence[str], memoria: Path | None = None) -> None:
        self.raiz, self.memoria = raiz, memoria
        self.nombres = [nombre for nombre in nombres if not por_que_no_es_archivo(raiz / nombre)]

    @cached_property
    def huella(self) -> str:
        """Lo que cambia cuando cambia cualquiera de sus archivos, o quien los lee."""
        resumen = hashlib.sha256(Path(__file__).read_bytes() + Path(direcciones.__file__).read_bytes())
        for nombre in self.nombres:
            octetos = _octetos(self.raiz / nombre)
            resumen.update(f"{nombre}\0{len(octetos)}\0".encode() + octetos)
        return resumen.hexdigest()

    @property
    def faltas(self) -> list[Falta]:
        return [Falta(Path(nombre), n, k, dicho) for nombre, n, k, dicho in self._contenido.faltas]

    @cached_property
    def _entradas(self) -> Datos:
        return {clave: frozenset(datos) for clave, datos in self._contenido.entradas.items()}

    @cached_property
    def _contenido(self) -> _Contenido:
        if not self.nombres:
            return _Contenido()
        if (guardado := self._guardado()) is not None:
            return guardado
        leido = _contenido_de(self.raiz, self.nombres)
        if self.memoria is not None:
            guardar(self.memoria, {"huella": self.huella} | asdict(leido))
        return leido

    def _guardado(self) -> _Contenido | None:
        datos = guardado(self.memoria) if self.memoria else None
        if not isinstance(datos, dict) or datos.pop("huella", "") != self.huella:
            return None
        return _Contenido(**datos)  # la huella es también la de este archivo: tiene esta forma

    def __getitem__(self, clave: str) -> frozenset[str]:
        return self._entradas[clave]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entradas)

    def __len__(self) -> int:
        return len(self._entradas)


@dataclass(frozen=True)
class _Contenido:
    """Lo leído, tal como se guarda: los datos de cada entrada y, de cada falta, su archivo y su lugar."""

    entradas: Mapping[str, Sequence[str]] = field(default_factory=dict)
    faltas: Sequence[tuple[str, int, int, str]] = ()


def _contenido_de(raiz: Path, nombres: Sequence[str]) -> _Contenido:
    from pybtex.database.input.bibtex import Parser  # tarda, y casi siempre está guardado lo que lee

    lector = Parser()
    faltas = [(nombre, *falta) for nombre in nombres for falta in _al_leer(lector, raiz / nombre)]
    fichas = lector.data.entries.items()
    return _Contenido({clave: sorted(datos_de(_campos(ficha))) for clave, ficha in fichas}, faltas)


def _al_leer(lector: Any, ruta: Path) -> Iterator[tuple[int, int, str]]:
    """Lee un archivo más y da la línea, la columna y el mensaje de lo que está mal en él."""
    from pybtex import errors

    antes = set(lector.data.entries)
    try:
        texto = texto_de(octetos_de(ruta))
    except OSError as error:
        yield 1, 1, f"no se puede leer: {motivo(error)}"
        return
    except OtraCodificacion as error:
        yield error.linea, error.columna, str(error)
        return
    with errors.capture() as fallos:
        lector.parse_string(texto)
    yield from ((*_lugar_de(fallo, texto), _en_espanol(fallo)) for fallo in fallos)
    for clave, ficha in lector.data.entries.items():
        if clave not in antes:
            yield from _malas(texto, clave, _campos(ficha))


def _campos(ficha: Any) -> dict[str, str]:
    return dict(ficha.fields.items_lower())


def _malas(texto: str, clave: str, campos: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """La línea, la columna y el mensaje de los campos de una entrada con direcciones que no se enlazan."""
    for campo, valor in campos.items():
        if (mala := next(_malas_de(campo, valor), None)) is not None:
            sitio = _sitio(texto, clave, campo)
            linea = texto.count("\n", 0, sitio) + 1
            yield linea, sitio - texto.rfind("\n", 0, sitio), no_se_enlaza(campo, mala)


def _malas_de(campo: str, valor: str) -> Iterator[str]:
    """El campo entero, si es una dirección, y las que LaTeX enlazaría dentro de él."""
    if (campo == "url" and not se_enlaza(valor)) or (campo in NUNCA_SOLAS and ejecuta(valor)):
        yield valor
    yield from (direccion for direccion in EN_LATEX.findall(valor) if not se_enlaza(direccion))


def _sitio(texto: str, clave: str, campo: str) -> int:
    """Dónde empieza lo que vale un campo de una entrada."""
    entrada = re.compile(rf"@\s*\w+\s*[{{(]\s*{re.escape(clave)}(?=[\s,}})])", re.IGNORECASE).search(texto)
    valor = re.compile(rf"\b{re.escape(campo)}\s*=\s*[{{\"]?", re.IGNORECASE)
    casa = valor.search(texto, entrada.end()) if entrada else None
    return casa.end() if casa else 0


def _octetos(ruta: Path) -> bytes:
    """Lo que hay en un archivo o, si no se puede leer, por qué."""
    try:
        return octetos_de(ruta)
    except OSError as error:
        return motivo(error).encode()


def _lugar_de(fallo: Exception, texto: str) -> tuple[int, int]:
    """Donde pybtex ve el fallo; una entrada repetida, la última vez que está."""
    from pybtex.scanner import PybtexSyntaxError

    if isinstance(fallo, PybtexSyntaxError):
        return fallo.lineno or 1, 1
    clave = re.escape(str(fallo).removeprefix(REPETIDA))
    veces = list(re.finditer(rf"^[ \t]*@\w+\s*[{{(]\s*{clave}\s*,", texto, re.MULTILINE | re.IGNORECASE))
    return (texto.count("\n", 0, veces[-1].start()) + 1 if veces else 1), 1


def _en_espanol(fallo: Exception) -> str:
    dicho = " ".join(str(fallo).split())
    for patron, texto in PROBLEMAS_DE_BIBTEX:
        if casa := re.search(patron, dicho):
            return f"la bibliografía no se entiende: {casa.expand(texto)}"
    return f"la bibliografía no se entiende: {dicho}"


def datos_de(campos: Mapping[str, str]) -> frozenset[str]:
    """Los datos que una entrada de la bibliografía respalda: su año, su título y su campo `datos`.

    >>> sorted(datos_de({"year": "2017", "title": "{A}ttention", "datos": "8 cabezas; 512"}))
    ['2017', '512', '8 cabezas', 'attention']
    """
    sueltos = [campos.get("year", ""), campos.get("title", ""), *campos.get("datos", "").split(";")]
    return frozenset(filter(None, map(en_llano, sueltos)))


def en_llano(texto: str) -> str:
    """Un dato sin llaves de BibTeX ni diferencias de espacios o mayúsculas.

    >>> en_llano("50\u202f257  {T}okens")
    '50 257 tokens'
    """
    return " ".join(texto.replace("{", "").replace("}", "").split()).casefold()
