"""Un libro: la carpeta, su configuración y sus páginas en el orden del índice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import yaml

from imprenta.libro.archivos import (
    OtraCodificacion,
    motivo,
    octetos_de,
    por_que_no_es_archivo,
    por_que_no_es_carpeta,
    texto_de,
)
from imprenta.libro.cabecera import dentro
from imprenta.libro.configuracion import FORMA_DE_LA_CONFIG
from imprenta.libro.cubiertas import adoptada, patrones_de, patrones_ociosos, se_exige
from imprenta.libro.declarados import lo_que_se_declara
from imprenta.libro.direcciones import direcciones_malas
from imprenta.libro.disco import TALLER, recorrer, resumen_de
from imprenta.libro.ediciones_malas import ediciones_malas
from imprenta.libro.forma import Malforme, malformes
from imprenta.libro.formatos import Formato, formato_propio, formatos_de, formatos_malos
from imprenta.libro.indice import DE_JUPYTER_BOOK_0, Entrada, entradas, malformes_del_indice
from imprenta.libro.localizadas import Localizador, de_cada_pareja_una
from imprenta.libro.memoria import megas_pedidos, reparo_a_la_memoria
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.libro.nombres import nombres_declarados, nombres_malos
from imprenta.libro.patrones import casador
from imprenta.libro.reglas import (
    DEL_LIBRO,
    Camino,
    avisos_de_las_reglas,
    patrones_apartados,
    reparos_a_las_reglas,
    reparos_a_los_alias,
)
from imprenta.libro.rotulos import (
    nombres_rotulados,
    rotulos_con_cifras,
    rotulos_de_la_config,
    rotulos_del_indice,
)
from imprenta.libro.yaml_escrito import YamlMalEscrito, lugar_de, yaml_de

DE_SERIE_FUERA = ("_build", "Thumbs.db", ".DS_Store", "**.ipynb_checkpoints")  # lo que aparta Jupyter Book
SUFIJOS = (".md", ".ipynb")
LEGIBLES = (*SUFIJOS, ".rst")
CONFIG, INDICE = Path("_config.yml"), Path("_toc.yml")


class LibroIlegible(NoSePuede):
    """`_config.yml` o `_toc.yml` no se pueden leer; `faltas` dice por qué y dónde."""

    def __init__(self, faltas: list[Falta]) -> None:
        super().__init__("\n".join(map(str, faltas)))
        self.faltas = faltas


@dataclass(frozen=True)
class Libro:
    """La carpeta `raiz` de un Jupyter Book 1.x, con sus páginas ya localizadas.

    Se ejecutan en esta máquina o, si se dice la dirección de un `cluster` de Dask, en él.
    `avisos` es lo que `_config.yml` pide y no cambia nada. `rotulos` son las cifras de los títulos del índice
    y de `_config.yml`, que nada puede atar; `nombres`, los que `_config.yml` declara, con su lugar en él, y
    `rotulados`, los que están en un rótulo; `leidos`, los archivos que dicen todo esto, con el resumen de lo
    que decían.
    """

    raiz: Path
    config: dict[str, Any]
    paginas: tuple[Path, ...]
    cluster: str = ""
    avisos: tuple[Falta, ...] = ()
    rotulos: tuple[Falta, ...] = ()
    nombres: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    rotulados: frozenset[str] = frozenset()
    leidos: Mapping[Path, str] = field(default_factory=dict, compare=False)

    @property
    def obra(self) -> Path:
        """Donde se construye; nada de lo que hay fuera de aquí se toca hasta el final."""
        return self.raiz / "_build"

    @property
    def taller(self) -> Path:
        """Lo que la imprenta guarda entre construcciones."""
        return self.obra / TALLER

    @property
    def bibliografias(self) -> list[str]:
        """Los `.bib` que nombra `_config.yml`, desde la raíz."""
        nombres = self.config.get("bibtex_bibfiles") or []
        return [nombres] if isinstance(nombres, str) else list(nombres)

    @property
    def megas(self) -> int:
        """Lo que pide que pueda ocupar cada página, o 0 si no pide nada."""
        return megas_pedidos(self.config)

    @property
    def lee(self) -> tuple[str, ...]:
        """Los patrones de lo que dice que leen los programas que arranca."""
        return lo_que_se_declara(self.config)

    def aparta(self, pagina: Path) -> bool:
        """Si `execute: exclude_patterns` manda no ejecutar esa página; casa como en MyST-NB."""
        ruta = PurePosixPath((self.raiz / pagina).as_posix())
        return any(ruta.match(patron) for patron in patrones_apartados(self.config))

    @property
    def es_gradual(self) -> bool:
        """Si solo algunas páginas han de estar cubiertas del todo."""
        return patrones_de(self.config) is not None

    def exige(self, pagina: Path) -> bool:
        """Si en una página, nombrada desde la raíz, todo número ha de estar cubierto.

        >>> Libro(Path("/l"), {"imprenta": {"cubiertas": ["a"]}}, ()).exige(Path("b.md"))
        False
        """
        return se_exige(self.config, pagina)

    def formato(self, pagina: Path) -> Formato | None:
        """El formato de una página que lee otro, según `nb_custom_formats`; si no, nada."""
        return formato_propio(self.formatos, pagina)

    @cached_property
    def formatos(self) -> tuple[Formato, ...]:
        """Los formatos de página que el libro añade."""
        return formatos_de(self.config)

    def documento(self, pagina: Path) -> str:
        """El nombre con que Sphinx conoce una página.

        >>> Libro(Path("/l"), {}, ()).documento(Path("/l/book/a.md"))
        'book/a'
        """
        nombre = pagina.relative_to(self.raiz).as_posix()
        formato = self.formato(pagina)
        return nombre.removesuffix(formato.sufijo if formato else pagina.suffix)


def leer_libro(raiz: Path, adoptandolo: bool = False) -> Libro:
    """Lee `_config.yml` y `_toc.yml`; lanza `LibroIlegible` con todas las faltas que encuentre.

    De lo que nombran y no está solo avisa si nadie exige aún el archivo que lo nombra, o se va a adoptar.
    """
    raiz = Path(os.path.realpath(raiz))
    if mensaje := por_que_no_es_carpeta(raiz):
        raise NoSePuede(f"{raiz} {mensaje}")
    leidos = {raiz / nombre: resumen_de(raiz / nombre) for nombre in (CONFIG, INDICE)}
    config, en_la_config, tapadas = _leer_yaml(raiz, CONFIG)
    _, indice, _ = _leer_yaml(raiz, INDICE)
    faltas = [*_de_la_config(raiz, en_la_config)] or [*_de_las_reglas(config, en_la_config)]
    sin_leer = [] if faltas else [*_bibliografias_malas(raiz, en_la_config)]
    exigida = config if faltas or not adoptandolo else adoptada(config)
    faltas += sin_leer if sin_leer and se_exige(exigida, CONFIG) else []
    faltas += [*_faltas(INDICE, malformes_del_indice(indice))]
    for nombre, nodo in ((CONFIG, en_la_config), (INDICE, indice)):
        faltas += [Falta(nombre, *mala) for mala in direcciones_malas(nodo)]
    if faltas:
        raise LibroIlegible(faltas)
    localizador = Localizador(raiz, sufijos_de(config), _fuera(config))
    del_libro, sin_hallar = _del_indice(localizador, indice, se_exige(exigida, INDICE))
    paginas = de_cada_pareja_una([*del_libro, *_sueltas(raiz, config)], localizador.sufijos)
    nombradas = [CONFIG, INDICE, *(pagina.relative_to(raiz) for pagina in paginas)]
    if faltas := _faltas(CONFIG, patrones_ociosos(en_la_config, nombradas)):
        raise LibroIlegible(faltas)
    de_la_config, del_indice = [*rotulos_de_la_config(en_la_config)], [*rotulos_del_indice(indice)]
    nombres = nombres_declarados(en_la_config)
    rotulos = [
        *_faltas(CONFIG, rotulos_con_cifras(de_la_config, nombres, "`_config.yml`")),
        *_faltas(INDICE, rotulos_con_cifras(del_indice, nombres, "el índice")),
    ]
    return Libro(
        raiz,
        config,
        tuple(dict.fromkeys(paginas)),
        avisos=(*_avisos(config, en_la_config, tapadas), *sin_leer, *sin_hallar),
        rotulos=tuple(rotulos),
        nombres=nombres,
        rotulados=nombres_rotulados([*de_la_config, *del_indice], nombres),
        leidos=leidos,
    )


def sufijos_de(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Cómo acaban los nombres de las páginas de un libro: lo de siempre, y los formatos que añade."""
    return tuple(dict.fromkeys([*LEGIBLES, *(formato.sufijo for formato in formatos_de(config))]))


def nombres_sin_usar(libro: Libro, usados: Iterable[str]) -> list[Falta]:
    """Los nombres que `_config.yml` declara y nadie dice."""
    sobran = libro.nombres.keys() - libro.rotulados - set(usados)
    return [
        Falta(CONFIG, *libro.nombres[nombre], f"el nombre «{nombre}» no está en ninguna página: quítalo")
        for nombre in sorted(sobran)
    ]


def lugar_en_la_config(libro: Libro, *camino: str) -> tuple[int, int]:
    """Dónde dice `_config.yml` algo, o su principio: `("imprenta", "papel", "letra")`."""
    return _lugar_de_clave(_leer_yaml(libro.raiz, CONFIG).nodo, camino)


def _del_indice(
    localizador: Localizador, indice: yaml.MappingNode, exigido: bool
) -> tuple[list[Path], list[Falta]]:
    """Las páginas del índice y de qué se avisa; de lo malo, `LibroIlegible`.

    Se avisa de las que no están, si aún no se exige el índice, y de las que están dos veces.
    """
    localizadas = [(entrada, *localizador.halladas(entrada)) for entrada in entradas(indice)]
    portada = Falta(INDICE, *localizadas[0][0].lugar, localizadas[0][2])
    dichas = [(Falta(INDICE, *e.lugar, mensaje), rutas) for e, rutas, mensaje in localizadas if mensaje]
    if malas := [falta for falta, rutas in dichas if exigido or rutas or falta == portada]:
        raise LibroIlegible(malas)
    de_mas = ((entrada.lugar, localizador.de_mas(entrada)) for entrada, *_ in localizadas)
    avisos = [Falta(INDICE, *lugar, mensaje) for lugar, mensaje in de_mas if mensaje]
    return [r for _, rutas, _ in localizadas for r in rutas], [*(falta for falta, _ in dichas), *avisos]


def _fuera(config: Mapping[str, Any]) -> Callable[[str], bool]:
    """Lo que el libro aparta, nombrado desde la raíz."""
    return casador([*DE_SERIE_FUERA, *(config.get("exclude_patterns") or ())])


def _sueltas(raiz: Path, config: dict[str, Any]) -> Iterator[Path]:
    """Las páginas que el índice no nombra; también se imprimen, salvo con `only_build_toc_files`."""
    if config.get("only_build_toc_files"):
        return
    fuera = _fuera(config)
    sufijos = (*LEGIBLES, *(formato.sufijo for formato in formatos_de(config) if formato.es_de_prosa))
    for ruta in recorrer(raiz):
        if ruta.name.endswith(sufijos) and not fuera(ruta.relative_to(raiz).as_posix()):
            yield ruta


def capitulos(libro: Libro) -> list[Path]:
    """Las páginas que el índice numera: lo dice `numbered:`, en su parte o en las opciones del índice."""
    indice, *_ = _leer_yaml(libro.raiz, INDICE)
    localizador = Localizador(libro.raiz, sufijos_de(libro.config), _fuera(libro.config))
    de_serie = indice.get("options", {}).get("numbered", False)
    numeradas = [parte for parte in indice.get("parts") or [indice] if parte.get("numbered", de_serie)]
    return [
        ruta
        for parte in numeradas
        for hijo in parte.get("chapters", ())
        for clave in ("file", "glob")
        if clave in hijo
        for ruta in localizador.halladas(Entrada(hijo[clave], (1, 1), clave == "glob"))[0]
    ]


def _faltas(ruta: Path, malas: Iterable[Malforme]) -> list[Falta]:
    return [Falta(ruta, linea, columna, mensaje) for linea, columna, mensaje in malas]


class _Mapa(NamedTuple):
    """Un YAML de la raíz del libro, que ha de ser un mapa; y las claves que otra igual tapa."""

    datos: dict[str, Any]
    nodo: yaml.MappingNode
    tapadas: tuple[yaml.ScalarNode, ...]


def _leer_yaml(raiz: Path, ruta: Path) -> _Mapa:
    try:
        escrito = yaml_de(
            texto_de(octetos_de(raiz / ruta)), con_repetidas_salvo="imprenta" if ruta == CONFIG else None
        )
    except FileNotFoundError:
        mensaje = f"no existe en {raiz.name}: no es un libro"
        raise _ilegible(ruta, 1, 1, mensaje + _que_lo_son(raiz)) from None
    except OSError as error:
        raise _ilegible(ruta, 1, 1, f"no se puede leer: {motivo(error)}") from None
    except OtraCodificacion as error:
        raise _ilegible(ruta, error.linea, error.columna, str(error)) from None
    except YamlMalEscrito as error:
        raise _ilegible(ruta, error.linea, error.columna, f"YAML mal escrito: {error}") from None
    if not isinstance(escrito.nodo, yaml.MappingNode):
        de_antes = ruta == INDICE and isinstance(escrito.nodo, yaml.SequenceNode)
        raise _ilegible(ruta, 1, 1, DE_JUPYTER_BOOK_0 if de_antes else "debe ser una lista de `clave: valor`")
    return _Mapa(escrito.datos, escrito.nodo, escrito.tapadas)


def _que_lo_son(raiz: Path) -> str:
    """Las carpetas de dentro que sí son un libro: la de un repositorio no suele serlo."""
    indices = sorted(indice.parent.name for indice in raiz.glob(f"*/{INDICE}"))
    dentro = [nombre for nombre in indices if (raiz / nombre / CONFIG).exists()]
    return f"; dentro, sí: {', '.join(dentro)}" if dentro else ""


def _ilegible(ruta: Path, linea: int, columna: int, mensaje: str) -> LibroIlegible:
    return LibroIlegible([Falta(ruta, linea, columna, mensaje)])


def _de_las_reglas(config: dict[str, Any], mapa: yaml.Node) -> Iterator[Falta]:
    """Lo que `_config.yml` no dice como debe de cómo se ejecuta, en la línea que lo dice."""
    for reparo in (*reparos_a_las_reglas(config, DEL_LIBRO), *reparos_a_los_alias(config)):
        yield Falta(CONFIG, *_lugar_de_clave(mapa, reparo.camino), reparo.mensaje)
    memoria = dentro(config, "imprenta", "memoria")
    if memoria is not None and (mensaje := reparo_a_la_memoria(memoria)):
        yield Falta(CONFIG, *_lugar_de_clave(mapa, ("imprenta", "memoria")), mensaje)


def _avisos(config: dict[str, Any], mapa: yaml.Node, tapadas: Iterable[yaml.ScalarNode]) -> Iterator[Falta]:
    """Lo que `_config.yml` pide y no cambia nada."""
    for clave in tapadas:
        yield Falta(
            CONFIG, *lugar_de(clave), f"«{clave.value}» se repite más abajo, y vale aquella: quita esta"
        )
    for aviso in avisos_de_las_reglas(config):
        yield Falta(CONFIG, *_lugar_de_clave(mapa, aviso.camino), aviso.mensaje)


def _lugar_de_clave(nodo: yaml.Node, camino: Camino) -> tuple[int, int]:
    """Dónde se escribe la última clave de un camino."""
    lugar = (1, 1)
    for nombre in camino:
        for clave, valor in nodo.value if isinstance(nodo, yaml.MappingNode) else ():
            if clave.value == nombre:
                nodo, lugar = valor, lugar_de(clave)
                break
    return lugar


def _de_la_config(raiz: Path, mapa: yaml.MappingNode) -> Iterator[Falta]:
    """Lo que `_config.yml` no dice como debe."""
    malas = _faltas(CONFIG, malformes(CONFIG.name, mapa, FORMA_DE_LA_CONFIG, abierta=True))
    valores = () if malas else (*nombres_malos(mapa), *ediciones_malas(raiz, mapa), *formatos_malos(mapa))
    yield from malas or _faltas(CONFIG, valores)


def _bibliografias_malas(raiz: Path, mapa: yaml.MappingNode) -> Iterator[Falta]:
    """Los `.bib` que `_config.yml` nombra y no se pueden leer."""
    for nombre in _nombradas(mapa, "bibtex_bibfiles"):
        if mensaje := por_que_no_es_archivo(raiz / nombre.value):
            yield Falta(CONFIG, *lugar_de(nombre), f"la bibliografía «{nombre.value}» {mensaje}")


def _nombradas(mapa: yaml.MappingNode, opcion: str) -> Iterator[yaml.ScalarNode]:
    """Los textos que dice una opción, que puede ser uno o una lista de ellos."""
    for clave, valor in mapa.value:
        if clave.value == opcion:
            nodos = valor.value if isinstance(valor, yaml.SequenceNode) else [valor]
            yield from (nodo for nodo in nodos if isinstance(nodo, yaml.ScalarNode))
