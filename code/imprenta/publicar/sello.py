"""Cuándo el libro publicado sigue siendo el de ahora, sin arrancar Sphinx para saberlo.

El sello resume todo aquello de lo que sale una edición: cada archivo del libro, las huellas de sus páginas,
la imprenta, lo instalado y lo publicado mismo. Ante la duda no hay sello, y Sphinx decide.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from imprenta.libro.archivos import octetos_de
from imprenta.libro.disco import es_ajeno, escribir, foto
from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.libro import Libro
from imprenta.libro.maquina import maquina
from imprenta.libro.trinquete import SIN_CUBRIR

MARGEN_DEL_RELOJ = 2 * 10**7  # ns: un archivo tan nuevo puede cambiar otra vez sin que su fecha lo diga
PUBLICADAS = ("html", "pdf", "epub")
QUE_LAS_LLEVA = ("imprenta.pintar.web", "_build")  # la extensión que las copia, o quien nombra su carpeta
SUBIDA = re.compile(r"(?:\.\./)+")


class Sello:
    """Lo que hay en el disco al empezar a construir; se compara con lo que había al publicar."""

    def __init__(self, libro: Libro, formato: str, ademas: str = "") -> None:
        """De lo que se publica en `_build/<formato>`; `ademas` es lo demás de que sale."""
        self.libro, self.formato, self.ademas = libro, formato, ademas
        self.inicio = time.time_ns()
        self.fuentes = foto(libro.raiz)
        self.fuentes.pop(str(libro.raiz / SIN_CUBRIR), None)  # de él no sale nada de lo que se pinta
        self.maquina = maquina()

    @property
    def _archivo(self) -> Path:
        return self.libro.taller / f"publicado-{self.formato}.txt"

    def vale(self, paginas: Mapping[Path, PaginaEjecutada]) -> bool:
        """Si lo publicado salió de esto mismo y nadie lo ha tocado."""
        try:
            guardado = octetos_de(self._archivo).decode()
        except (OSError, ValueError):
            return False
        return guardado == self._resumen(paginas)

    def poner(self, paginas: Mapping[Path, PaginaEjecutada]) -> None:
        """Anota de qué ha salido lo que se acaba de publicar."""
        escribir(self._archivo, self._resumen(paginas) or "sin sello")

    def _resumen(self, paginas: Mapping[Path, PaginaEjecutada]) -> str | None:
        if self._mudable() or _mira_fuera(self.libro, paginas):
            return None
        partes = [
            str(self.libro.raiz),
            self.fuentes,
            self.maquina,
            self.ademas,
            [foto(self.libro.obra / edicion) for edicion in self._mirados(paginas)],
            [pagina.huella for pagina in paginas.values()],
        ]
        return hashlib.sha256(json.dumps(partes).encode()).hexdigest()

    def _mirados(self, paginas: Mapping[Path, PaginaEjecutada]) -> tuple[str, ...]:
        """Las ediciones de que sale esta: una web puede llevar consigo las demás."""
        if self.formato != "html":
            return (self.formato,)
        nombrado = [*_nombrado(self.libro), *(pagina.pagina.texto for pagina in paginas.values())]
        return PUBLICADAS if any(que in texto for texto in nombrado for que in QUE_LAS_LLEVA) else ("html",)

    def _mudable(self) -> bool:
        """Si algo puede haber cambiado sin que la foto lo note."""
        recientes = any(fecha > self.inicio - MARGEN_DEL_RELOJ for *_, fecha in self.fuentes.values())
        # Con textos y no con Path: son miles de rutas.
        enlazadas = (ruta for ruta in self.fuentes if os.path.isdir(ruta))  # noqa: PTH112
        return recientes or not all(map(self._se_mira, enlazadas))

    def _se_mira(self, enlazada: str) -> bool:
        """Si lo que tiene dentro una carpeta enlazada está en la foto por su propio nombre."""
        carpeta, raiz = Path(os.path.realpath(enlazada)), self.libro.raiz
        return carpeta.is_relative_to(raiz) and not any(map(es_ajeno, carpeta.relative_to(raiz).parts))


def _mira_fuera(libro: Libro, paginas: Mapping[Path, PaginaEjecutada]) -> bool:
    """Si la configuración o una página nombran archivos de fuera del libro, u ocultos."""
    for ruta, ejecutada in paginas.items():
        hondura = len(ruta.relative_to(libro.raiz).parts) - 1
        if _sube(ejecutada.pagina.texto, hondura) and _sube(_de_sphinx(ejecutada), hondura):
            return True
    return any(_esta_fuera(libro, Path(nombre)) for nombre in _nombrado(libro))


def _esta_fuera(libro: Libro, ruta: Path) -> bool:
    """Si un texto nombra algo de fuera, u oculto; uno como `.py` no nombra nada mientras no exista."""
    de_una_parte = len(ruta.parts) == 1 and not ruta.is_absolute() and ruta.name != ".."
    if de_una_parte and not os.path.lexists(libro.raiz / ruta):
        return False
    return ruta.is_absolute() or any(parte.startswith(".") for parte in ruta.parts)


def _nombrado(libro: Libro) -> Iterator[str]:
    """Los textos de la configuración, salvo los que dicen lo que no se mira."""
    yield from _textos({clave: valor for clave, valor in libro.config.items() if clave != "exclude_patterns"})


def _sube(texto: str, hondura: int) -> bool:
    """Si un texto nombra, con `../`, algo más arriba que `hondura` carpetas."""
    return any(len(casa[0]) // 3 > hondura for casa in SUBIDA.finditer(texto))


def _de_sphinx(ejecutada: PaginaEjecutada) -> str:
    """Lo que Sphinx lee de una página: sus salidas y no sus celdas, que tienen en la huella lo que leen."""
    texto = ejecutada.pagina.texto
    for celda in ejecutada.pagina.celdas:
        texto = texto.replace(f"\n{celda.codigo}\n", "\n")
    return "\n".join([texto, *_textos([celda.salidas for celda in ejecutada.ejecucion.salidas])])


def _textos(nodo: Any) -> Iterator[str]:
    """Los textos de un YAML, a cualquier hondura."""
    if isinstance(nodo, dict):
        nodo = list(nodo.values())
    if isinstance(nodo, list):
        for hijo in nodo:
            yield from _textos(hijo)
    elif isinstance(nodo, str):
        yield nodo
