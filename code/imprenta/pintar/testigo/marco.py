"""El marco de las páginas: lo que el tema pone alrededor de cada una, en el HTML que se va a publicar.

El título de la ventana, la barra, el índice lateral, los avisos, el pie, y entera la página que no sale de
ninguna otra, como el índice alfabético. De sus cifras se da cuenta si son de un título o de un número que
reparte Sphinx, o si dicen qué edición es: su año, su versión y la de los programas que la dibujan.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import sphinx
from docutils import nodes
from sphinx.application import Sphinx

from imprenta.libro.espanol import tiene_cifras
from imprenta.libro.libro import CONFIG
from imprenta.libro.modelo import Falta
from imprenta.pintar.entrega import hecho_de
from imprenta.pintar.testigo.declaracion import AL_FINAL, SIN_COMPROBAR, avisar, probado_de
from imprenta.pintar.testigo.probado import Dichos, Probado

NO_ES_PROSA = re.compile(
    r"<(script|style|svg|math|pre|code|template)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.I
)
ENTRE_ANGULOS = re.compile(r"<[^<>]*>")
# Lo que se lee de una etiqueta: al pasar por encima, con un lector de pantalla o en un buscador.
LEIDO_APARTE = re.compile(r"""\s(?:title|alt|aria-label|placeholder)=(?:"([^"]*)"|'([^']*)')""")
# Sin las direcciones, que no lee nadie.
METADATO = re.compile(
    r"""<meta\s[^>]*?(?:name|property)=["'](?:description|keywords|author|og:|twitter:)"""
    r"""(?!(?:url|image)["'])[^>]*>""",
    re.I,
)
SU_CONTENIDO = re.compile(r"""\scontent=(?:"([^"]*)"|'([^']*)')""")
DE_LA_EDICION = ("copyright", "project_copyright", "release", "version", "html_last_updated_fmt", "date")
OTRO_LUGAR = re.compile(r"\[[0-9]+\]")  # de una voz del índice alfabético, su segundo lugar y los siguientes
DEL_ARBOL = ("body", "metatags", "lectura", "resumen")  # lo que de un contexto sale del árbol de su página
DEL_CODIGO = "del_codigo"  # el contexto de una página que enseña el código del libro y su documentación


def trozos(pagina: str) -> Iterator[str]:
    """Los trozos de texto con cifras que se leen en un HTML, sin código ni fórmulas.

    >>> list(trozos('<p title="de 3">Son <b>4</b> y <code>5</code></p><meta name="viewport" content="1">'))
    ['de 3', '4']
    """
    visible = NO_ES_PROSA.sub("<>", pagina)
    for etiqueta in METADATO.findall(visible):
        yield from _valores(SU_CONTENIDO, etiqueta)
    yield from _valores(LEIDO_APARTE, visible)
    yield from filter(
        tiene_cifras, (" ".join(html.unescape(trozo).split()) for trozo in ENTRE_ANGULOS.split(visible))
    )


def _valores(patron: re.Pattern[str], donde: str) -> Iterator[str]:
    valores = (html.unescape(casa[1] or casa[2] or "") for casa in patron.finditer(donde))
    return (" ".join(valor.split()) for valor in valores if tiene_cifras(valor))


class Marco:
    """Los marcos de las páginas que se escriben: se apunta el cuerpo y al final se mira lo demás."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.cuerpos: dict[str, Counter[str]] = {}

    def apuntar_cuerpo(
        self,
        _app: Sphinx,
        pagina: str,
        _plantilla: str,
        contexto: dict[str, Any],
        arbol: nodes.document | None,
    ) -> None:
        """El cuerpo de una página, si lo ha mirado quien mira su árbol o es el código del libro."""
        ya_mirado = arbol is not None or contexto.get(DEL_CODIGO)
        cuerpo = (str(contexto.get(clave, "")) for clave in DEL_ARBOL) if ya_mirado else ()
        self.cuerpos[pagina] = Counter(trozos("<>".join(cuerpo)))

    def declarar_marcos(self, app: Sphinx, error: Exception | None) -> None:
        """Avisa de las cifras de los marcos que nadie ha comprobado; un mismo aviso, una sola vez."""
        if error is not None or app.builder.format != "html" or not hecho_de(app).libro.exige(CONFIG):
            return
        vistas = dict.fromkeys(trozo for pagina in self.cuerpos for trozo in self._del_marco(pagina))
        for trozo in vistas:
            if numeros := self._sin_comprobar(trozo):
                avisar(app, self._falta(trozo, numeros))

    def _del_marco(self, pagina: str) -> Iterator[str]:
        archivo = Path(self.app.builder.get_outfilename(pagina))  # type: ignore[attr-defined]  # el de HTML
        if archivo.exists():
            yield from Counter(trozos(archivo.read_text(encoding="utf-8"))) - self.cuerpos[pagina]

    # ——— Dar cuenta ———

    @cached_property
    def probado(self) -> Probado:
        return probado_de(self.app)

    @cached_property
    def _dichos(self) -> Dichos:
        """Lo que se dice de la edición y las voces del índice: en el marco no hay nada más con cifras."""
        config = self.app.config
        edicion = [str(getattr(config, clave, "")) for clave in DE_LA_EDICION]
        programas = [sphinx.__version__, _version_del_tema(self.app)]
        return Dichos(
            {*edicion, *programas, *self._voces(), str(getattr(self.app.builder, "last_updated", ""))}
        )

    def _voces(self) -> Iterator[str]:
        for entradas in self.app.env.get_domain("index").data.get("entries", {}).values():
            for _, voz, *_ in entradas:
                yield from (parte.strip() for parte in re.split("[;,]", voz))

    def _sin_comprobar(self, trozo: str) -> list[str]:
        return self.probado.sin_titular(self._dichos.quitados_de(OTRO_LUGAR.sub(" ", trozo)))

    def _falta(self, trozo: str, numeros: list[str]) -> Falta:
        """En la línea de `_config.yml` que lo dice, si lo dice."""
        donde = f": está en el marco de las páginas, en «{trozo[:60]}»"
        mensaje = SIN_COMPROBAR.format(", ".join(dict.fromkeys(numeros)), donde)
        ruta = Path(self.app.srcdir) / CONFIG
        lineas = ruta.read_text(encoding="utf-8").splitlines() if ruta.exists() else []
        for n, linea in enumerate(lineas, 1):
            if numeros[0] in linea and (trozo in linea or _comparten(linea, trozo)):
                return Falta(CONFIG, n, linea.index(numeros[0]) + 1, mensaje)
        return Falta(CONFIG, 1, 1, mensaje)


def _comparten(linea: str, trozo: str) -> bool:
    """Si lo que dice una línea de la configuración está en un trozo del marco."""
    return any(len(valor) > 1 and valor in trozo for valor in re.split(r"[:\"'{}\[\],]\s*", linea))


def _version_del_tema(app: Sphinx) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(app.config.html_theme)
    except PackageNotFoundError:
        return ""


def setup(app: Sphinx) -> None:
    marco = Marco(app)
    app.connect("html-page-context", marco.apuntar_cuerpo, priority=AL_FINAL)
    app.connect("build-finished", marco.declarar_marcos, priority=AL_FINAL)
