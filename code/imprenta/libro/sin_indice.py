"""Las páginas que su autor ha escrito y que el índice no nombra: nadie llega a ellas."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from imprenta.libro.archivos import OtraCodificacion, octetos_de, texto_de
from imprenta.libro.disco import recorrer
from imprenta.libro.indice import FORMATOS, Entrada, entradas
from imprenta.libro.libro import DE_SERIE_FUERA, INDICE, LEGIBLES, Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.patrones import casador
from imprenta.libro.yaml_escrito import Escrito, YamlMalEscrito, yaml_de

HUERFANA = re.compile(r"^:?orphan:", re.MULTILINE)  # como lo dice su autor, en MyST o en reStructuredText
INCLUYE = re.compile(r"^.*\binclude(?:\}|::)(.*)$", re.MULTILINE)
EN_SU_RENGLON = re.compile(r"(\s*)-\s+(?:file|glob)\s*:")


def paginas_sin_indice(libro: Libro) -> list[Falta]:
    """Un aviso por página, en el lugar de `_toc.yml` donde iría y con lo que hay que escribir.

    No cuentan las que aparta `exclude_patterns`, las que se dicen huérfanas (`orphan: true`), las que otra
    incluye ni las que, como `README.md` o `_notas.md`, no son de ningún libro; y con `only_build_toc_files`,
    tampoco las de carpetas en que el índice no tiene nada. Si no se entiende, ninguna: ya es una falta.
    """
    try:
        texto = texto_de(octetos_de(libro.raiz / INDICE))
        indice = yaml_de(texto)
    except (OSError, OtraCodificacion, YamlMalEscrito):
        return []
    if not isinstance(indice.datos, dict):
        return []
    nombradas = [*entradas(indice.nodo)]
    return [
        Falta(INDICE, *_donde_y_que(ruta.with_suffix("").as_posix(), nombradas, indice, texto.splitlines()))
        for ruta in _sin_nombrar(libro, nombradas)
    ]


def _sin_nombrar(libro: Libro, nombradas: Iterable[Entrada]) -> list[Path]:
    """Sus rutas desde la raíz, en orden."""
    dichas = {documento for entrada in nombradas for documento in _documentos(libro.raiz, entrada)}
    carpetas = {os.path.dirname(documento) for documento in dichas}  # noqa: PTH120 (con textos: «» es la raíz)
    fuera = casador([*DE_SERIE_FUERA, *(libro.config.get("exclude_patterns") or ())])
    candidatas = []
    for ruta in (ruta.relative_to(libro.raiz) for ruta in recorrer(libro.raiz) if ruta.suffix in LEGIBLES):
        donde = ruta.parent.as_posix().removeprefix(".")
        suya = donde in carpetas or not libro.config.get("only_build_toc_files")
        de_nadie = ruta.stem.isupper() or ruta.name.startswith("_") or fuera(ruta.as_posix())
        if suya and not de_nadie and ruta.with_suffix("").as_posix() not in dichas:
            candidatas.append(ruta)
    incluidas = _incluidas(libro) if candidatas else frozenset()
    return [r for r in candidatas if r.name not in incluidas and not HUERFANA.search(_texto(libro.raiz / r))]


def _documentos(raiz: Path, entrada: Entrada) -> Iterator[str]:
    """Las páginas que nombra una entrada, sin su sufijo."""
    rutas: Iterable[Path] = [Path(os.path.normpath(entrada.nombre))]
    if entrada.es_comodin:
        rutas = (ruta.relative_to(raiz) for ruta in raiz.glob(f"{entrada.nombre}.*"))
    for ruta in rutas:
        yield (ruta.with_suffix("") if ruta.suffix in LEGIBLES else ruta).as_posix()


def _incluidas(libro: Libro) -> frozenset[str]:
    """Los nombres de los archivos que alguna página incluye."""
    dichas = (casa[1].strip() for ruta in libro.paginas for casa in INCLUYE.finditer(_texto(ruta)))
    return frozenset(os.path.basename(dicha) for dicha in dichas)  # noqa: PTH119


def _texto(ruta: Path) -> str:
    try:
        return texto_de(octetos_de(ruta))
    except (OSError, OtraCodificacion):  # ya se dirá al leerla
        return ""


# ——— Qué hay que escribir ———


def _donde_y_que(
    documento: str, nombradas: list[Entrada], indice: Escrito, renglones: list[str]
) -> tuple[int, int, str]:
    """La línea tras la que va, en el índice, y el aviso: con las de su carpeta o, si no las hay, al final."""
    dicho = f"«{documento}» no está en el índice y nadie llega a ella: añade"
    lineas = [entrada.lugar[0] for entrada in nombradas]
    vecinas = [e.lugar[0] for e in nombradas if os.path.dirname(e.nombre) == os.path.dirname(documento)]  # noqa: PTH120
    for linea in (*reversed(vecinas), *reversed(lineas)):
        if casa := EN_SU_RENGLON.match(renglones[linea - 1]):
            return _fin(renglones, linea, len(casa[1])), 1, f"{dicho} debajo «{casa[1]}- file: {documento}»"
    ultima = lineas[-1] if lineas else 1
    if len(lineas) > 1:  # escritas de otra manera: entre llaves, o el guion en otro renglón
        return ultima, 1, f"{dicho} «file: {documento}» junto a esta"
    return ultima, 1, f"{dicho} debajo «{_clave(indice)}:» y, debajo, «  - file: {documento}»"


def _fin(renglones: list[str], linea: int, sangria: int) -> int:
    """El último renglón de una entrada: los suyos son los que van más adentro que su guion."""
    fin = linea
    for n, renglon in enumerate(renglones[linea:], linea + 1):
        if renglon.strip() and not renglon.lstrip().startswith("#"):
            if len(renglon) - len(renglon.lstrip()) <= sangria:
                break
            fin = n
    return fin


def _clave(indice: Escrito) -> str:
    """De qué cuelgan las entradas en un índice que solo tiene su raíz."""
    (_, clave), *_ = FORMATOS.get(str(indice.datos.get("format")), FORMATOS["default"])
    return clave
