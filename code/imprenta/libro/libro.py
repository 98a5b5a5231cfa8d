"""Un libro: la carpeta, su configuración y sus páginas en el orden del índice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from imprenta.libro.cabecera import DEL_LIBRO, Camino, reparo_al_limite
from imprenta.libro.espanol import es_cifra
from imprenta.libro.modelo import Falta, NoSePuede

SUFIJOS = (".md", ".ipynb")
LEGIBLES = (*SUFIJOS, ".rst")
CARGADOR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # el de C, donde lo hay, es diez veces más rápido


class LibroIlegible(NoSePuede):
    """`_config.yml` o `_toc.yml` no se pueden leer; `faltas` dice por qué y dónde."""

    def __init__(self, faltas: list[Falta]) -> None:
        super().__init__("\n".join(map(str, faltas)))
        self.faltas = faltas


@dataclass(frozen=True)
class Libro:
    """La carpeta `raiz` de un Jupyter Book 1.x, con sus páginas ya localizadas.

    Se ejecutan en esta máquina o, si se dice la dirección de un `cluster` de Dask, en él.
    `rotulos` son las cifras de los títulos del índice, que un lector ve y nada puede atar.
    """

    raiz: Path
    config: dict[str, Any]
    paginas: tuple[Path, ...]
    cluster: str = ""
    rotulos: tuple[Falta, ...] = ()

    @property
    def obra(self) -> Path:
        """Donde se construye; nada de lo que hay fuera de aquí se toca hasta el final."""
        return self.raiz / "_build"

    @property
    def taller(self) -> Path:
        """Lo que la imprenta guarda entre construcciones."""
        return self.obra / ".imprenta"

    @property
    def bibliografias(self) -> list[str]:
        """Los `.bib` que nombra `_config.yml`, desde la raíz."""
        nombres = self.config.get("bibtex_bibfiles") or []
        return [nombres] if isinstance(nombres, str) else list(nombres)

    def documento(self, pagina: Path) -> str:
        """El nombre con que Sphinx conoce una página.

        >>> Libro(Path("/l"), {}, ()).documento(Path("/l/book/a.md"))
        'book/a'
        """
        return pagina.relative_to(self.raiz).with_suffix("").as_posix()


def leer_libro(raiz: Path) -> Libro:
    """Lee `_config.yml` y `_toc.yml`; lanza `LibroIlegible` con todas las faltas que encuentre."""
    raiz = raiz.resolve()
    config = _leer_yaml(raiz, "_config.yml")
    if reparo := reparo_al_limite(config, DEL_LIBRO):
        raise LibroIlegible([_falta_de_config(raiz, *reparo)])
    indice = _leer_yaml(raiz, "_toc.yml")
    paginas, faltas = list[Path](), list[Falta]()
    for nombre in _archivos(indice):
        rutas = _localizar(raiz, nombre)
        paginas += rutas
        if not rutas and not isinstance(nombre, _Comodin):
            faltas.append(_falta_de_indice(raiz, nombre))
    if not paginas and not faltas:
        faltas.append(Falta(Path("_toc.yml"), 1, 1, "el índice no nombra ninguna página (falta `root:`)"))
    if faltas:
        raise LibroIlegible(faltas)
    return Libro(raiz, config, tuple(dict.fromkeys(paginas)), rotulos=tuple(_rotulos(raiz)))


def capitulos(libro: Libro) -> list[Path]:
    """Las páginas que el índice numera: lo dice `numbered:`, en su parte o en las opciones del índice."""
    indice = _leer_yaml(libro.raiz, "_toc.yml")
    de_serie = (indice.get("options") or {}).get("numbered", False)
    numeradas = [parte for parte in indice.get("parts") or [indice] if parte.get("numbered", de_serie)]
    nombres = [
        nombre for parte in numeradas for hijo in parte.get("chapters", ()) for nombre in _propios(hijo)
    ]
    return [ruta for nombre in nombres for ruta in _localizar(libro.raiz, nombre)]


def _leer_yaml(raiz: Path, nombre: str) -> dict[str, Any]:
    try:
        datos = yaml.load((raiz / nombre).read_text(encoding="utf-8-sig"), CARGADOR)
    except FileNotFoundError:
        raise LibroIlegible(
            [Falta(Path(nombre), 1, 1, f"no existe en {raiz.name}: no es un libro")]
        ) from None
    except UnicodeDecodeError as error:
        raise LibroIlegible(
            [Falta(Path(nombre), 1, 1, f"no está en UTF-8 (octeto {error.start + 1})")]
        ) from None
    except yaml.YAMLError as error:
        marca = getattr(error, "problem_mark", None)
        linea, columna = (marca.line + 1, marca.column + 1) if marca else (1, 1)
        problema = getattr(error, "problem", None) or "no se entiende"
        raise LibroIlegible([Falta(Path(nombre), linea, columna, f"YAML mal escrito: {problema}")]) from None
    if not isinstance(datos, dict):
        raise LibroIlegible([Falta(Path(nombre), 1, 1, "debe ser una lista de `clave: valor`")])
    return datos


def _falta_de_config(raiz: Path, camino: Camino, mensaje: str) -> Falta:
    """Una falta en la línea en que `_config.yml` escribe la última clave de un camino."""
    nodo = yaml.compose((raiz / "_config.yml").read_text(encoding="utf-8-sig"), CARGADOR)
    linea = columna = 1
    for nombre in camino:
        for clave, valor in nodo.value if isinstance(nodo, yaml.MappingNode) else ():
            if clave.value == nombre:
                nodo, linea, columna = valor, clave.start_mark.line + 1, clave.start_mark.column + 1
                break
    return Falta(Path("_config.yml"), linea, columna, mensaje)


class _Comodin(str):
    """Un `glob:` del índice: puede no nombrar ninguna página."""


def _archivos(nodo: Any) -> list[str]:
    """Los valores de `root:`, `file:` y `glob:` del índice, de arriba abajo."""
    if isinstance(nodo, dict):
        return _propios(nodo) + [nombre for valor in nodo.values() for nombre in _archivos(valor)]
    if isinstance(nodo, list):
        return [nombre for valor in nodo for nombre in _archivos(valor)]
    return []


def _propios(nodo: dict[str, Any]) -> list[str]:
    """Lo que nombra una entrada del índice, sin lo que cuelga de ella."""
    propios = [str(nodo[clave]) for clave in ("root", "file") if clave in nodo]
    return propios + ([_Comodin(nodo["glob"])] if "glob" in nodo else [])


def _localizar(raiz: Path, nombre: str) -> list[Path]:
    if isinstance(nombre, _Comodin):
        return sorted({ruta for sufijo in LEGIBLES for ruta in raiz.glob(nombre + sufijo) if ruta.is_file()})
    candidatos = [raiz / nombre, *(raiz / f"{nombre}{sufijo}" for sufijo in LEGIBLES)]
    return [ruta for ruta in candidatos if ruta.suffix in LEGIBLES and ruta.is_file()][:1]


def _rotulos(raiz: Path) -> Iterator[Falta]:
    """Los números que hay en los `title:` y `caption:` del índice."""
    texto = (raiz / "_toc.yml").read_text(encoding="utf-8-sig")
    for nodo in _titulos(yaml.compose(texto, CARGADOR)):
        lugar = (nodo.start_mark.line + 1, nodo.start_mark.column + 1)
        if any(map(es_cifra, nodo.value)):
            yield Falta(
                Path("_toc.yml"),
                *lugar,
                f"«{nodo.value}» tiene cifras sin cubrir: en el índice no se pueden atar",
            )


def _titulos(nodo: Any) -> Iterator[yaml.ScalarNode]:
    for hijo in nodo.value if isinstance(nodo, yaml.CollectionNode) else ():
        clave, valor = hijo if isinstance(hijo, tuple) else (None, hijo)
        rotula = isinstance(clave, yaml.ScalarNode) and clave.value in {"title", "caption"}
        if rotula and isinstance(valor, yaml.ScalarNode):
            yield valor
        else:
            yield from _titulos(valor)


def _falta_de_indice(raiz: Path, nombre: str) -> Falta:
    for numero, linea in enumerate((raiz / "_toc.yml").read_text(encoding="utf-8").splitlines(), 1):
        if linea.rstrip().endswith(nombre):
            return Falta(Path("_toc.yml"), numero, linea.index(nombre) + 1, f"no existe la página «{nombre}»")
    return Falta(Path("_toc.yml"), 1, 1, f"no existe la página «{nombre}»")
