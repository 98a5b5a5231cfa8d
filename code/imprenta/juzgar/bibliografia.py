"""Lo que la bibliografía del libro respalda: los datos de cada entrada de sus `.bib`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from imprenta.libro import direcciones
from imprenta.libro.direcciones import ejecuta, no_se_enlaza, se_enlaza
from imprenta.libro.disco import escribir
from imprenta.libro.modelo import Falta

Datos: TypeAlias = Mapping[str, frozenset[str]]  # de la clave de una entrada, lo que respalda
NUNCA_SOLAS = frozenset({"doi", "eprint", "pubmed", "howpublished"})  # los estilos no los enlazan tal cual
EN_LATEX = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")


class Bibliografia(Mapping[str, frozenset[str]]):
    """Las entradas de unos `.bib`; `faltas` es lo que en ellos no se entiende.

    Leerlos cuesta: lo leído se guarda en `memoria`, si se dice, con la huella de los archivos.
    """

    def __init__(self, raiz: Path, nombres: Sequence[str], memoria: Path | None = None) -> None:
        self.raiz, self.memoria = raiz, memoria
        self.nombres = [nombre for nombre in nombres if (raiz / nombre).is_file()]

    @cached_property
    def huella(self) -> str:
        """Lo que cambia cuando cambia cualquiera de sus archivos, o quien los lee."""
        resumen = hashlib.sha256(Path(__file__).read_bytes() + Path(direcciones.__file__).read_bytes())
        for nombre in self.nombres:
            octetos = (self.raiz / nombre).read_bytes()
            resumen.update(f"{nombre}\0{len(octetos)}\0".encode() + octetos)
        return resumen.hexdigest()

    @property
    def faltas(self) -> list[Falta]:
        dichas = self._contenido.faltas
        return [Falta(Path(nombre), linea, columna, mensaje) for nombre, linea, columna, mensaje in dichas]

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
            escribir(self.memoria, json.dumps({"huella": self.huella} | asdict(leido), ensure_ascii=False))
        return leido

    def _guardado(self) -> _Contenido | None:
        try:
            datos = json.loads((self.memoria or Path()).read_text(encoding="utf-8"))
            vale = datos.pop("huella") == self.huella
            return _Contenido(**datos) if vale else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

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

    lector = Parser(encoding="utf-8-sig")
    faltas = [(nombre, *falta) for nombre in nombres for falta in _al_leer(lector, raiz / nombre)]
    fichas = lector.data.entries.items()
    return _Contenido({clave: sorted(datos_de(_campos(ficha))) for clave, ficha in fichas}, faltas)


def _al_leer(lector: Any, ruta: Path) -> Iterator[tuple[int, int, str]]:
    """Lee un archivo más y da la línea, la columna y el mensaje de lo que está mal en él."""
    from pybtex import errors

    octetos, antes = ruta.read_bytes(), set(lector.data.entries)
    try:
        texto = octetos.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield octetos.count(b"\n", 0, error.start) + 1, 1, f"no está en UTF-8 (octeto {error.start + 1})"
        return
    with errors.capture() as fallos:
        lector.parse_file(str(ruta))
    yield from ((_linea_de(fallo), 1, _en_espanol(fallo)) for fallo in fallos)
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


def _linea_de(fallo: Exception) -> int:
    from pybtex.scanner import PybtexSyntaxError

    return fallo.lineno or 1 if isinstance(fallo, PybtexSyntaxError) else 1


def _en_espanol(fallo: Exception) -> str:
    return f"la bibliografía no se entiende: {' '.join(str(fallo).split())}"


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
