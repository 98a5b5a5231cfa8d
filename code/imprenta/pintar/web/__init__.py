"""La página del lector: lo que Sphinx y MyST-NB pintan de otra manera y lo que la plantilla necesita saber.

Es una extensión aparte de `imprenta.extension`: un libro puede usar la una sin la otra.
"""

from __future__ import annotations

import itertools
import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from imprenta.libro import espanol
from imprenta.pintar.buscador import en_orden
from imprenta.pintar.entrega import jornada_de

PALABRAS_POR_MINUTO = 200  # leyendo despacio, con fórmulas
LARGO_DE_LA_DESCRIPCION = 200
PDF = "libro.pdf"
ROTULOS = {"cell_code_source": "Código", "cell_code_output": "Resultado"}


# ——— Celdas ———


class plegable(nodes.Element):
    """Un trozo de celda que se pliega: `rotulo` y si nace abierto."""


class QuitarIdRepetido(SphinxPostTransform):
    """El tema envuelve cada fórmula en una caja con su mismo `id`, y un `id` no se puede repetir."""

    default_priority = 501
    formats = ("html",)

    def run(self, **_: Any) -> None:
        for caja in self.document.findall(nodes.container):
            if "math-wrapper" in caja["classes"] or "table-wrapper" in caja["classes"]:
                caja["ids"] = []


class PlegarCeldas(SphinxPostTransform):
    """El código siempre se puede plegar; nace plegado si la celda lleva `hide-input`."""

    default_priority = 200  # justo después de que MyST-NB pliegue lo suyo
    formats = ("html",)

    def run(self, **_: Any) -> None:
        for oculto in list(self.document.findall(HideCodeCellNode)):
            dentro = [hijo.get("nb_element", "") for hijo in oculto.children]
            rotulo = " y ".join(ROTULOS[clase] for clase in dentro if clase in ROTULOS).capitalize()
            oculto.replace_self(plegable("", *oculto.children, rotulo=rotulo, abierto=False))
        for celda in list(self.document.findall(nodes.container)):
            if celda.get("nb_element") == "cell_code_source" and not isinstance(celda.parent, plegable):
                celda.replace_self(plegable("", celda.deepcopy(), rotulo="Código", abierto=True))


def visitar_plegable(self: HTML5Translator, nodo: plegable) -> None:
    abierto = " open" if nodo["abierto"] else ""
    self.body.append(f'<details class="plegable"{abierto}><summary>{nodo["rotulo"]}</summary>\n')


def dejar_plegable(self: HTML5Translator, _nodo: plegable) -> None:
    self.body.append("</details>\n")


# ——— Lo que docutils escribe y un lector de pantalla no entiende ———

CABECERA_VACIA = re.compile(r"<th\b[^>]*><p>\s*</p></th>")
SOLO_FORMULA = re.compile(
    r"(?P<antes><th\b[^>]*><p>|<a\b[^>]*>(?:<span\b[^>]*>)?)"
    r"<math(?P<math>>(?:(?!</math>).)*</math>(?:</p></th>|(?:</span>)?</a>))",
    re.DOTALL,
)
ETIQUETA = re.compile(r"<annotation.*?</annotation>|<[^>]+>", re.DOTALL)


def _hablada(casa: re.Match[str]) -> str:
    dicho = ETIQUETA.sub("", f"<math{casa['math']}")
    leido = f'<span class="leido visually-hidden">{dicho}</span>'
    return f'{casa["antes"]}{leido}<math aria-hidden="true"{casa["math"]}'


def accesible(html: str) -> str:
    """El mismo HTML con nombre en las cabeceras y los enlaces que son una fórmula, y sin papeles retirados.

    >>> accesible('<th class="head"><p></p></th><div role="doc-biblioentry">')
    '<td></td><div role="listitem">'
    """
    html = CABECERA_VACIA.sub("<td></td>", html)
    html = SOLO_FORMULA.sub(_hablada, html)
    return html.replace('role="doc-biblioentry"', 'role="listitem"')


# ——— Lo que la plantilla necesita saber ———


def minutos_de_lectura(texto: str) -> int:
    """Minutos que lleva leer `texto`, como poco uno.

    >>> minutos_de_lectura("palabra " * 401)
    3
    """
    return max(1, math.ceil(len(texto.split()) / PALABRAS_POR_MINUTO))


def resumen(texto: str, largo: int = LARGO_DE_LA_DESCRIPCION) -> str:
    """El principio de `texto` en una línea, sin cortar palabras.

    >>> resumen("Una neurona, nada más.", largo=12)
    'Una neurona…'
    """
    llano = " ".join(texto.split())
    if len(llano) <= largo:
        return llano
    return re.sub(r"\W*\s+\S*$", "", llano[: largo + 1]) + "…"


def prosa(doctree: nodes.document) -> list[str]:
    """Los párrafos que se leen: ni código ni fórmulas ni pies."""
    parrafos = doctree.findall(nodes.paragraph)
    return [parrafo.astext() for parrafo in parrafos if not isinstance(parrafo.parent, nodes.entry)]


def _es_formula(nodo: nodes.Node) -> bool:
    return isinstance(nodo, (nodes.math, nodes.math_block))


def contar(
    app: Sphinx, pagina: str, _plantilla: str, contexto: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Da a la plantilla los minutos de lectura y el resumen de la página, y adónde se puede ir desde ella."""
    contexto["metatags"] = ""  # Sphinx repite el `viewport` que ya pone la plantilla
    contexto["author"] = app.config.author
    contexto["pdf"] = PDF if pdf_hecho(app).exists() else None
    if doctree is None:
        return
    contexto["body"] = accesible(contexto["body"])
    contexto["puertas"] = puertas(jornada_de(app).libro.config, Path(app.env.doc2path(pagina, base=False)))
    contexto["capitulo"] = bool(app.env.toc_secnumbers.get(pagina, {}).get(""))
    parrafos = prosa(doctree)
    contexto["minutos"] = minutos_de_lectura(" ".join(parrafos))
    contexto["lleva_formulas"] = any(True for _ in doctree.findall(_es_formula))
    contexto["resumen"] = resumen(next(iter(parrafos), ""))


# ——— El índice alfabético ———


def ordenar_indice(
    app: Sphinx, _pagina: str, _plantilla: str, contexto: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Da a la plantilla las voces en orden español, por letras y con el título de la página de cada sitio.

    Sphinx ordena las tildes tras la zeta, pone la eñe con la ene y llama a los sitios `[1]`, `[2]`…
    """
    if "genindexentries" not in contexto:
        return
    voces = sorted(
        (
            (voz, _sitios(app, enlaces), [(sub, _sitios(app, suyos)) for sub, suyos in subvoces])
            for _, grupo in contexto["genindexentries"]
            for voz, (enlaces, subvoces, _) in grupo
        ),
        key=lambda entrada: espanol.sitio(entrada[0]),
    )
    for _, _, subvoces in voces:
        subvoces.sort(key=lambda subvoz: espanol.sitio(subvoz[0]))
    contexto["letras"] = [
        (letra, list(grupo))
        for letra, grupo in itertools.groupby(voces, key=lambda entrada: espanol.inicial(entrada[0]))
    ]


def _sitios(app: Sphinx, enlaces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """La dirección de cada sitio y el título de su página, en el orden del libro."""
    paginas = {app.builder.get_target_uri(documento): documento for documento in app.env.titles}
    orden_del_libro = list(app.env.toctree_includes.get(app.config.root_doc, [])) + list(paginas.values())
    sitios = [(paginas[uri.partition("#")[0]], uri) for _, uri in enlaces]
    sitios.sort(key=lambda sitio: orden_del_libro.index(sitio[0]))
    return [(uri, app.env.titles[documento].astext()) for documento, uri in sitios]


def puertas(config: dict[str, Any], fuente: Path) -> list[tuple[str, str]]:
    """Los botones que abren la página en otro sitio; ninguno si el repositorio no tiene dirección.

    Las claves son las de Jupyter Book: `repository.url`, `repository.branch`, `repository.path_to_book`
    y `launch_buttons.binderhub_url`.

    >>> puertas({"repository": {"url": "https://github.com/ana/libro"}}, Path("uno.md"))[0]
    ('Ver el original', 'https://github.com/ana/libro/blob/main/uno.md')
    >>> puertas({}, Path("uno.md"))
    []
    """
    repositorio = config.get("repository") or {}
    if not repositorio.get("url"):
        return []
    url, rama = repositorio["url"].rstrip("/"), repositorio.get("branch") or "main"
    ruta = quote((Path(repositorio.get("path_to_book") or "") / fuente).as_posix())
    botones = [("Ver el original", f"{url}/blob/{rama}/{ruta}"), ("Avisar de un error", f"{url}/issues/new")]
    binder = (config.get("launch_buttons") or {}).get("binderhub_url")
    if binder and urlsplit(url).netloc == "github.com":
        lugar = f"{urlsplit(url).path.strip('/')}/{rama}?urlpath={quote(f'lab/tree/{ruta}', safe='')}"
        botones.append(("Abrir en Binder", f"{binder.rstrip('/')}/v2/gh/{lugar}"))
    return botones


# ——— Lo que acompaña a las páginas ———


def pdf_hecho(app: Sphinx) -> Path:
    """Dónde deja la imprenta el PDF de este libro."""
    return Path(app.srcdir) / "_build" / "pdf" / "libro.pdf"


def si_aparece_el_pdf(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Las páginas se escriben otra vez cuando el PDF aparece o desaparece: cambia su enlace."""
    hay = pdf_hecho(app).exists()
    # Sphinx guarda entre construcciones lo que una extensión le pone a su entorno.
    habia, env.imprenta_pdf = getattr(env, "imprenta_pdf", hay), hay  # type: ignore[attr-defined]
    return sorted(env.found_docs) if hay != habia else []


def sobrantes(carpeta: Path, vivas: set[str]) -> list[Path]:
    """Las páginas de una construcción anterior que ya no son del libro."""
    paginas = carpeta.rglob("*.html")
    return [ruta for ruta in paginas if ruta.relative_to(carpeta).with_suffix("").as_posix() not in vivas]


def pagina_de_error(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {"title": "No está aquí"}, "404.html"


class Acompanamiento:
    """Deja junto a las páginas el PDF y, si el sitio tiene dirección, su mapa; quita las que ya no están."""

    def __init__(self) -> None:
        self.sueltas = {"index"}  # las páginas que no son documentos: la búsqueda, la referencia…

    def apuntar(
        self,
        _app: Sphinx,
        pagina: str,
        _plantilla: str,
        _contexto: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        if doctree is None:
            self.sueltas.add(pagina)

    def dejar(self, app: Sphinx, error: Exception | None) -> None:
        if error is not None or app.builder.name != "html":
            return
        for ruta in sobrantes(Path(app.outdir), app.env.found_docs | self.sueltas):
            ruta.unlink()
        acompanar(app)


def acompanar(app: Sphinx) -> None:
    copia, mapa = Path(app.outdir) / PDF, Path(app.outdir) / "sitemap.xml"
    copia.unlink(missing_ok=True)
    mapa.unlink(missing_ok=True)
    if pdf_hecho(app).exists():
        shutil.copyfile(pdf_hecho(app), copia)
    if app.config.html_baseurl:
        mapa.write_text(mapa_del_sitio(app.config.html_baseurl, en_orden(app.env)), encoding="utf-8")


def mapa_del_sitio(sitio: str, paginas: list[str]) -> str:
    """El `sitemap.xml` de un libro publicado en `sitio`.

    >>> "<loc>https://ejemplo.org/l/book/a.html</loc>" in mapa_del_sitio("https://ejemplo.org/l", ["book/a"])
    True
    """
    direcciones = (f"{sitio.rstrip('/')}/{pagina}.html" for pagina in paginas)
    filas = "".join(f"<url><loc>{escape(direccion)}</loc></url>\n" for direccion in direcciones)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{filas}</urlset>\n'
    )


def setup(app: Sphinx) -> dict[str, Any]:
    app.setup_extension("imprenta.pintar.entrega")
    app.add_node(plegable, html=(visitar_plegable, dejar_plegable))
    app.add_post_transform(PlegarCeldas)
    app.add_post_transform(QuitarIdRepetido)
    app.connect("html-page-context", contar)
    app.connect("html-page-context", ordenar_indice)
    app.connect("env-updated", si_aparece_el_pdf)
    app.connect("html-collect-pages", pagina_de_error)
    acompanamiento = Acompanamiento()
    app.connect("html-page-context", acompanamiento.apuntar)
    app.connect("build-finished", acompanamiento.dejar)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
