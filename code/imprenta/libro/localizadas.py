"""Los archivos de las páginas que nombra el índice; de los que darían la misma página, cuál es el suyo."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from imprenta.libro.archivos import NO_EXISTE, por_que_no_es_archivo
from imprenta.libro.indice import Entrada

OTROS_FORMATOS = "otro se declara en `sphinx: config: nb_custom_formats:`"


@dataclass(frozen=True)
class Localizador:
    """Busca las páginas de un libro por su nombre: acaban en uno de los `sufijos` y no están `fuera`."""

    raiz: Path
    sufijos: Sequence[str]
    fuera: Callable[[str], bool]

    def halladas(self, entrada: Entrada) -> tuple[list[Path], str]:
        """Las páginas que nombra una entrada del índice y, si algo está mal, por qué."""
        try:
            rutas = de_cada_pareja_una(self._candidatas(entrada), self.sufijos)
        except (ValueError, NotImplementedError):
            return [], f"el patrón «{entrada.nombre}» no se entiende"
        if not rutas:
            return [], self._por_que_no_hay(entrada)
        return rutas, next(filter(None, (_mal_llamada(self.raiz, ruta) for ruta in rutas)), "")

    def de_mas(self, entrada: Entrada) -> str:
        """Qué hacer si los archivos de una misma página son varios, como los que empareja Jupytext."""
        rutas, _ = self.halladas(entrada)
        sobran = [ruta.name for ruta in self._candidatas(entrada) if ruta not in rutas] if rutas else []
        if not sobran:
            return ""
        de_mas = {_sin_sufijo(nombre, self.sufijos) for nombre in sobran}
        suyas = ", ".join(ruta.name for ruta in rutas if _sin_sufijo(ruta.name, self.sufijos) in de_mas)
        son = f"{suyas} y {', '.join(sobran)} son la misma página"
        return f"{son}: se imprime {suyas}; aparta lo demás con `exclude_patterns:`"

    def _candidatas(self, entrada: Entrada) -> list[Path]:
        """Los archivos que puede nombrar una entrada; si el libro aparta unos y otros no, los que no."""
        if entrada.es_comodin:
            nombradas = {r for sufijo in self.sufijos for r in self.raiz.glob(entrada.nombre + sufijo)}
        else:
            exacta = self.raiz / entrada.nombre
            nombradas = {exacta} if self._es_de_pagina(exacta) else {*self._posibles(entrada.nombre)}
        rutas = sorted(ruta for ruta in nombradas if not por_que_no_es_archivo(ruta))
        return [ruta for ruta in rutas if not self.fuera(os.path.relpath(ruta, self.raiz))] or rutas

    def _es_de_pagina(self, ruta: Path) -> bool:
        return ruta.name.endswith(tuple(self.sufijos)) and not por_que_no_es_archivo(ruta)

    def _posibles(self, nombre: str) -> list[Path]:
        return [self.raiz / f"{nombre}{sufijo}" for sufijo in self.sufijos]

    def _por_que_no_hay(self, entrada: Entrada) -> str:
        if entrada.es_comodin:
            return f"el patrón «{entrada.nombre}» no casa con ninguna página"
        exacta = self.raiz / entrada.nombre
        exactas = [exacta] if exacta.name.endswith(tuple(self.sufijos)) else []
        por_que = _por_que_falta(entrada.nombre, [*exactas, *self._posibles(entrada.nombre)])
        return por_que or _de_otro_formato(self.raiz, entrada.nombre, self.sufijos)


def de_cada_pareja_una(rutas: Iterable[Path], sufijos: Iterable[str]) -> list[Path]:
    """Las páginas, sin las que darían otra ya nombrada: Sphinx las llama sin su sufijo.

    >>> [ruta.name for ruta in de_cada_pareja_una(map(Path, ("a.ipynb", "a.md", "b.md")), [".ipynb", ".md"])]
    ['a.ipynb', 'b.md']
    """
    halladas: dict[str, Path] = {}
    for ruta in rutas:
        halladas.setdefault(_sin_sufijo(str(ruta), sufijos), ruta)
    return [*halladas.values()]


def _sin_sufijo(nombre: str, sufijos: Iterable[str]) -> str:
    largos = sorted(sufijos, key=len, reverse=True)
    return next((nombre.removesuffix(sufijo) for sufijo in largos if nombre.endswith(sufijo)), nombre)


def _por_que_falta(nombre: str, candidatas: Iterable[Path]) -> str:
    motivos = ((ruta, por_que_no_es_archivo(ruta)) for ruta in candidatas)
    for ruta, por_que in motivos:
        if por_que != NO_EXISTE:
            return f"la página «{nombre}» no se puede leer: {ruta.name} {por_que}"
    return ""


def _de_otro_formato(raiz: Path, nombre: str, sufijos: Iterable[str]) -> str:
    """Por qué falta una página que no está en ninguno de los formatos que se leen."""
    ruta = raiz / nombre
    otras = sorted(otra.name for otra in ruta.parent.glob("*") if ruta.name in (otra.name, otra.stem))
    if not otras:
        return f"no existe la página «{nombre}»"
    return f"la página «{nombre}» es {otras[0]}, y solo se leen {', '.join(sufijos)}: {OTROS_FORMATOS}"


def _mal_llamada(raiz: Path, ruta: Path) -> str:
    """Por qué una página no puede llamarse así, o nada."""
    nombre = os.path.relpath(ruta, raiz)
    if nombre.startswith(os.pardir):
        return f"la página «{nombre}» está fuera del libro"
    if not nombre.isprintable():
        return f"la página {nombre!a} lleva en su nombre algo que no se puede escribir: cámbialo"
    return ""
