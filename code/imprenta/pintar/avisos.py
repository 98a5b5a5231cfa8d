"""Lo que Sphinx echa en falta en un libro que se adopta: en las páginas que aún no se exigen, es un aviso.

Un libro así ya se construía, con esos avisos, en Jupyter Book. Los que da la imprenta son faltas siempre:
dicen que algo se publicaría sin comprobar. No lo son los de `SIN_PINTAR`.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from imprenta.libro.libro import CONFIG

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_DE_LA_IMPRENTA = "sphinx.imprenta."
SIN_PINTAR = (
    "imprenta-sin-pintar"  # quien avisa de lo que no se sabe pintar, y por eso no sale o sale en crudo
)
_LUGAR = re.compile(r"(?P<ruta>.+?)(?::\d*)*$")
# Lo que un disco lleno o roto no deja hacer, Sphinx lo cuenta como avisos, uno por archivo.
NEGADO = "|".join(map(str, (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)))
DEL_DISCO = re.compile(rf"(?:OSError\(|\[Errno )({NEGADO})\b")
# La página que el índice nombra y no está: ya se ha dicho, en la línea que la nombra.
YA_DICHA = re.compile(r"toctree contains reference to nonexisting document .*\[etoc\.ref\]")
_AL_FINAL = 900  # cuando ya se sabe qué se va a leer


class AvisoDeSphinx(NamedTuple):
    """Un aviso tal como Sphinx lo escribe, los documentos de que habla y si se da al leerlos."""

    texto: str
    documentos: list[str]
    al_leer: bool


class Avisados:
    """Los avisos de una construcción, y los documentos que se han leído y escrito en ella."""

    def __init__(self) -> None:
        self.olvidar()

    def olvidar(self) -> None:
        """Empieza otra."""
        self.dichos: list[AvisoDeSphinx] = []
        self.leidos, self.escritos = set[str](), set[str]()

    def con_los_de(self, antes: Iterable[AvisoDeSphinx]) -> list[AvisoDeSphinx]:
        """Estos y los de antes que valen: Sphinx no repite los de las páginas que no vuelve a hacer.

        >>> Avisados().con_los_de([AvisoDeSphinx("a", ["uno"], True), AvisoDeSphinx("b", [], True)])
        [AvisoDeSphinx(texto='a', documentos=['uno'], al_leer=True)]
        """
        return list({aviso.texto: aviso for aviso in (*filter(self._sigue, antes), *self.dichos)}.values())

    def _sigue(self, aviso: AvisoDeSphinx) -> bool:
        rehechos = self.leidos if aviso.al_leer else self.escritos
        return bool(aviso.documentos) and rehechos.isdisjoint(aviso.documentos)


class _Aparta(logging.Filter):
    """Aparta lo que es un aviso de lo que Sphinx escribe, que son las faltas."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, dicho: logging.LogRecord) -> bool:
        from sphinx.util.build_phase import BuildPhase

        texto = dicho.getMessage()
        if dicho.levelno < logging.WARNING:
            return True
        if dicho.name.startswith(_DE_LA_IMPRENTA) or DEL_DISCO.search(texto):
            return True
        if YA_DICHA.search(texto):
            return False
        documentos = [*_documentos(self.app, getattr(dicho, "location", None))]
        if se_exige_alguna(self.app, documentos):
            return True
        al_leer = self.app.phase == BuildPhase.READING
        avisados_de(self.app).dichos.append(AvisoDeSphinx(texto, documentos, al_leer))
        return False


def avisados_de(app: Sphinx) -> Avisados:
    """Los de la construcción que está haciendo Sphinx."""
    avisados: Avisados = vars(app).setdefault("imprenta_avisados", Avisados())
    return avisados


def _documentos(app: Sphinx, lugar: Any) -> Iterator[str]:
    """La página que hay en ese lugar o, si es un archivo que incluyen otras, ellas."""
    env: BuildEnvironment | None = getattr(app, "env", None)
    casa = _LUGAR.match(lugar) if isinstance(lugar, str) else None
    if env is None or casa is None:
        return
    ruta = os.path.relpath(archivo_que_dice(casa["ruta"]), app.srcdir)
    if (documento := env.path2doc(ruta)) in env.found_docs:
        yield documento
    else:
        yield from sorted(suyo for suyo, incluidas in env.dependencies.items() if ruta in incluidas)


def archivo_que_dice(ruta: str) -> str:
    """El archivo de un aviso: a algunas directivas Sphinx les pone detrás otro sufijo, `una.md.rst`."""
    sin_el_otro, _ = os.path.splitext(ruta)  # noqa: PTH122 (con textos)
    return sin_el_otro if os.path.isfile(sin_el_otro) and not os.path.exists(ruta) else ruta  # noqa: PTH110, PTH113


def se_exige_alguna(app: Sphinx, documentos: Iterable[str]) -> bool:
    """Si el libro exige alguna de esas páginas; lo que no es de ninguna es de la configuración."""
    from imprenta.pintar.entrega import libro_de

    rutas = [Path(app.env.doc2path(documento, base=False)) for documento in documentos]
    return any(map(libro_de(app).exige, rutas or [CONFIG]))


def _apuntar_leidos(app: Sphinx, _env: BuildEnvironment, documentos: list[str]) -> None:
    avisados_de(app).leidos.update(documentos)


def _apuntar_escrito(app: Sphinx, _arbol: nodes.document, documento: str) -> None:
    avisados_de(app).escritos.add(documento)


def _apartar(app: Sphinx) -> None:
    """Solo si hay quien los diga: con `jupyter-book build` los dice Sphinx.

    Desde que se carga la extensión: de lo que no entiende de la configuración, Sphinx avisa antes de leerla.
    """
    if app.config.overrides.get("libro_al_terminar") is not None:
        for salida in logging.getLogger("sphinx").handlers:
            salida.addFilter(_Aparta(app))


def setup(app: Sphinx) -> None:
    _apartar(app)
    app.connect("env-before-read-docs", _apuntar_leidos, priority=_AL_FINAL)
    app.connect("doctree-resolved", _apuntar_escrito)
