"""Una construcción de Sphinx: se le entrega el libro ya hecho y se recogen sus quejas como faltas."""

from __future__ import annotations

import contextlib
import functools
import gettext
import importlib
import io
import os
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote

from imprenta.idioma.salidas import idioma_hablado
from imprenta.leer.ipynb import cuaderno_en
from imprenta.libro.archivos import OtraCodificacion, octetos_de, texto_de
from imprenta.libro.cabecera import dentro
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import CONFIG, Libro
from imprenta.libro.modelo import ANSI, Falta
from imprenta.libro.patrones import literal
from imprenta.pintar.al_usarse import al_usarse
from imprenta.pintar.avisos import DEL_DISCO, Avisados, AvisoDeSphinx, archivo_que_dice
from imprenta.pintar.estado import DesdeElPrincipio, EstadoDeSphinx
from imprenta.pintar.extensiones import NOMBRA_EL_TEMA, extensiones_de, sin_importar, sin_tema
from imprenta.pintar.fuera_del_indice import sin_contar_las_sueltas

AVISO = re.compile(
    r"^(?P<ruta>[^:\n]+?)(?::(?P<linea>\d*))?(?::(?P<columna>\d+))?: "
    r"(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<mensaje>.*)$"
)
AVISO_SIN_RUTA = re.compile(r"^(?:WARNING|ERROR|CRITICAL|SEVERE): ")
EXTENSION = "imprenta.extension"
POR_CELDA = 10_000
DE_JUPYTER_BOOK = {"latex_individualpages": False}  # no configura nada si no se le dice
# Los modos de ejecutar de MyST-NB, lo que usa para pegar valores y la lista de núcleos de Jupyter Book.
SIN_USO = [f"myst_nb.core.execute.{modo}" for modo in ("cache", "direct", "inline")]
SIN_USO += ["IPython", "IPython.display", "jupyter_client", "jupyter_client.kernelspec"]


def con_sphinx(libro: Libro, formato: str, hecho: Callable[[], LibroHecho], **opciones: Any) -> list[Falta]:
    """Construye con Sphinx y devuelve sus avisos y errores como faltas; `hecho` se pide cuando hace falta."""
    estado = EstadoDeSphinx(libro, formato)
    estado.preparar()
    causa, texto = pasar_sphinx(estado, hecho, opciones)
    if isinstance(causa, DesdeElPrincipio):
        estado.preparar(de_cero=True)
        causa, texto = pasar_sphinx(estado, hecho, opciones)
    return faltas_de_sphinx(libro, causa, texto) or estado.terminar()


def faltas_de_sphinx(libro: Libro, causa: int | BaseException, texto: str) -> list[Falta]:
    """Lo que está mal, según por qué ha fallado Sphinx, o 0, y lo que ha dicho; lo del sistema, se lanza."""
    if isinstance(causa, KeyboardInterrupt | OSError):  # Sphinx no las lanza: se las guarda
        raise causa
    if negado := DEL_DISCO.search(texto):
        raise OSError(int(negado[1]), os.strerror(int(negado[1])))
    faltas = _faltas(libro, texto)
    if causa and not faltas:
        dicho = " ".join(f"{type(causa).__name__}: {causa}".split())
        faltas = (
            sin_importar(libro)
            or sin_tema(libro, causa)
            or [Falta(CONFIG, 1, 1, f"Sphinx ha fallado: {dicho}")]
        )
    return faltas


def avisos_de_sphinx(libro: Libro, avisos: Iterable[AvisoDeSphinx]) -> list[Falta]:
    """Lo que Sphinx echa en falta en páginas que el libro aún no exige, cada cosa en su lugar."""
    return list(dict.fromkeys(falta for aviso in avisos for falta in _faltas(libro, aviso.texto)))


class Obrador(Protocol):
    """Dónde trabaja Sphinx, para qué libro y con qué formato."""

    libro: Libro
    formato: str
    salida: Path
    doctrees: Path

    def sigue(self) -> bool:
        """Si lo que se preparó aún vale cuando llega el libro hecho."""

    def apuntar(self, dependencias: Iterable[str], avisados: Avisados) -> None:
        """Anota los archivos que incluyen las páginas, y lo que Sphinx avisa de ellas."""


def pasar_sphinx(
    estado: Obrador, hecho: Callable[[], LibroHecho], opciones: dict[str, Any]
) -> tuple[int | BaseException, str]:
    """Pasa Sphinx una vez; devuelve por qué falla, o 0, y lo que escribe."""
    libro = estado.libro

    @functools.cache
    def entregado() -> LibroHecho:
        recibido = hecho()
        if not estado.sigue():
            raise DesdeElPrincipio("una página ha escrito algo que Sphinx ya ha leído")
        return recibido

    with _avisos() as avisos, sin_contar_las_sueltas():
        importar_sphinx()
        import jupyter_book.sphinx as jupyter_book  # tarda: solo quien construye lo paga

        _olvidar_traducciones()
        jupyter_book.handle_exception = explicar
        resultado: int | BaseException = jupyter_book.build_sphinx(
            libro.raiz,
            estado.salida,
            noconfig=True,
            path_config=libro.raiz / "_config.yml",
            confoverrides={
                **DE_JUPYTER_BOOK,
                "libro": lambda: libro,
                "libro_hecho": lambda: entregado(),
                "libro_al_terminar": estado.apuntar,
                **_solo_estas(libro),
                **_con_la_extension(libro),
                **opciones,
            },
            doctreedir=estado.doctrees,
            builder=estado.formato,
            quiet=True,
        )
    return getattr(resultado, "orig_exc", None) or resultado, avisos.getvalue()  # la de un oyente va dentro


def _olvidar_traducciones() -> None:
    """Las de otro libro construido antes en este proceso: Sphinx suma unas a otras, y gettext las guarda."""
    from sphinx.locale import translators

    for cual in [cual for cual in translators if cual[0] == "general"]:  # en la otra van sus mensajes
        del translators[cual]
    getattr(gettext, "_translations", {}).clear()


def explicar(app: Any, opciones: Any, error: BaseException, salida: Any) -> None:
    """Lo que Sphinx sabe explicar, lo explica; lo demás se dice con la excepción.

    Sphinx dejaría además un rastro en la carpeta temporal.
    """
    from sphinx.cmd.build import handle_exception
    from sphinx.errors import ExtensionError, SphinxError, ThemeError

    es_de_otro = isinstance(error, ThemeError) or (isinstance(error, ExtensionError) and error.orig_exc)
    if isinstance(error, SphinxError) and not es_de_otro:
        handle_exception(app, opciones, error, salida)


def importar_sphinx() -> None:
    """Importa Sphinx y lo que siempre lo acompaña; después ya no cuesta."""
    with al_usarse(*SIN_USO):
        from sphinx.application import builtin_extensions

        _importar((*builtin_extensions, EXTENSION, "jupyter_book.sphinx"))


def importar_el_libro(libro: Libro) -> None:
    """Importa las extensiones y el tema de un libro antes de que hagan falta."""
    _importar(_suyos(libro))


def _importar(modulos: Iterable[str]) -> None:
    with contextlib.suppress(Exception):  # si algo no se puede importar, ya se dirá al construir
        for modulo in modulos:
            importlib.import_module(modulo)


def _suyos(libro: Libro) -> Iterator[str]:
    """Los módulos que nombra la configuración de un libro."""
    yield from extensiones_de(libro)
    yield str(dentro(libro.config, *NOMBRA_EL_TEMA) or "sphinx_book_theme").replace("-", "_")


def _solo_estas(libro: Libro) -> dict[str, Any]:
    """Las páginas, por su nombre: las que se han leído y juzgado, y ninguna más."""
    nombres = [literal(ruta.relative_to(libro.raiz).as_posix()) for ruta in libro.paginas]
    return {"external_toc_exclude_missing": False, "include_patterns": nombres}


def _con_la_extension(libro: Libro) -> dict[str, Any]:
    """Las extensiones del libro y la de la imprenta, si él no la nombra: sin ella no se pinta lo hecho."""
    if EXTENSION in _suyos(libro):
        return {}
    from jupyter_book.config import get_final_config

    config, _ = get_final_config(
        user_yaml=libro.raiz / "_config.yml",
        cli_config=dict(DE_JUPYTER_BOOK),
        sourcedir=libro.raiz,
    )
    return {"extensions": [*config["extensions"], EXTENSION]}


@contextlib.contextmanager
def _avisos() -> Iterator[io.StringIO]:
    """Recoge lo que Sphinx escribe, con sus mensajes en la lengua en que se habla.

    Lo que Python avisa de las extensiones y del tema es para quien los programa, y se calla.
    """
    from sphinx import locale

    locale.init_console()
    locale.init([str(Path(locale.__file__).parent)], idioma_hablado(), namespace="console")
    salida = io.StringIO()
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stderr(salida),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield salida


def _faltas(libro: Libro, texto: str) -> list[Falta]:
    faltas: list[Falta] = []
    for renglon in ANSI.sub("", texto).splitlines():
        if not renglon.strip():
            continue
        if casa := AVISO.match(renglon):
            ruta = Path(os.path.relpath(archivo_que_dice(casa["ruta"]), libro.raiz))
            linea = int(casa["linea"] or 0) or _linea_que_dice(libro.raiz / ruta, casa["mensaje"])
            lugar = _lugar(libro.raiz / ruta, linea, int(casa["columna"] or 1))
            faltas.append(Falta(ruta, *lugar, casa["mensaje"]))
        elif faltas and not AVISO_SIN_RUTA.match(renglon):
            ultima = faltas[-1]
            faltas[-1] = Falta(
                ultima.ruta, ultima.linea, ultima.columna, f"{ultima.mensaje} {renglon.strip()}"
            )
        else:
            mensaje = AVISO_SIN_RUTA.sub("", renglon)
            faltas.append(Falta(*_donde_se_llama(libro, mensaje), mensaje))
    return list(dict.fromkeys(faltas))


def _donde_se_llama(libro: Libro, mensaje: str) -> tuple[Path, int, int]:
    """La página y la línea que nombran la dirección de que habla un aviso sin lugar."""
    if direccion := re.search(r"[a-z]+://\S+", mensaje):
        for ruta in libro.paginas:
            with contextlib.suppress(OSError, OtraCodificacion):
                lineas = enumerate(texto_de(octetos_de(ruta)).splitlines(), 1)
                if linea := next((n for n, renglon in lineas if direccion[0] in renglon), 0):
                    return ruta.relative_to(libro.raiz), linea, 1
    return CONFIG, *_donde_se_nombra(libro, mensaje)


def _donde_se_nombra(libro: Libro, mensaje: str) -> tuple[int, int]:
    """Dónde dice la configuración algo de lo que un aviso nombra entre comillas, o el principio."""
    try:
        lineas = texto_de(octetos_de(libro.raiz / CONFIG)).splitlines()
    except (OSError, OtraCodificacion):
        return 1, 1
    nombres = (rf"(?<![\w.-]){re.escape(nombre)}(?![\w.-])" for nombre in re.findall(r"'([^']+)'", mensaje))
    lugares = (
        (n, casa.start() + 1)
        for nombre in nombres
        for n, linea in enumerate(lineas, 1)
        if (casa := re.search(nombre, linea)) and not linea.lstrip().startswith("#")
    )
    return next(lugares, (1, 1))


def _linea_que_dice(ruta: Path, mensaje: str) -> int:
    """La línea de una página que dice lo último que nombra un aviso sin línea, o la primera."""
    *_, nombrado = mensaje.split() or [""]
    try:
        lineas = texto_de(octetos_de(ruta)).splitlines() if nombrado else []
    except (OSError, OtraCodificacion):
        return 1
    partes = unquote(nombrado).split("/")  # Sphinx nombra las imágenes desde la raíz del libro
    nombres = [nombrado, *("/".join(partes[k:]) for k in range(len(partes)))]
    lugares = (n for nombre in nombres for n, linea in enumerate(lineas, 1) if nombre in linea)
    return next(lugares, 1)


def _lugar(ruta: Path, linea: int, columna: int) -> tuple[int, int]:
    """La línea y la columna del archivo; de un cuaderno, MyST-NB dice la celda por diez mil, más la línea."""
    cuaderno = cuaderno_en(ruta) if ruta.suffix == ".ipynb" and linea > POR_CELDA else None
    return cuaderno.lugar_en_celda(*celda_y_linea(linea)) if cuaderno else (linea, columna)


def celda_y_linea(linea: int) -> tuple[int, int]:
    """La celda y su línea, contadas desde 1, de lo que MyST-NB llama línea de un cuaderno.

    >>> celda_y_linea(30_006)
    (3, 5)
    """
    return linea // POR_CELDA, linea % POR_CELDA - 1
