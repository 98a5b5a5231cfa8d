"""Lo que una página enseña de las demás: títulos, números, destinos… Si cambia, se escriben todas.

Sphinx solo escribe las páginas que vuelve a leer. Aquí se resume lo que su entorno guarda de todas ellas: si
al releer unas sale otra cosa, las demás pueden nombrarla, y se escriben también. Y de los archivos que una
página incluye se mira el contenido, no la fecha.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from imprenta.libro.disco import resumen_de
from imprenta.pintar.cifras import CON_TODAS
from imprenta.pintar.entrega import ENTREGADO, se_adelanta
from imprenta.pintar.estado import DesdeElPrincipio

DE_LAS_CELDAS = "jupyter_execute"  # donde MyST-NB deja sus figuras, que se llaman según lo que son
DE_CADA_PAGINA = ("titles", "longtitles", "tocs", "toc_num_entries")
# Lo que ninguna página enseña o se mira de otra manera; también lo que guarda la imprenta.
APARTE = {
    *DE_CADA_PAGINA,
    *("all_docs", "dependencies", "included", "images", "original_image_uri", "metadata"),
    *("app", "config", "domains", "doctreedir", "events", "project", "settings", "srcdir"),
    *("config_status", "config_status_extra", "ref_context", "temp_data", "version"),
    *("versioning_compare", "versioning_condition"),
    *("_pickled_doctree_cache", "_write_doc_doctree_cache"),
    "titles_old",  # los títulos antes de numerarlos, de `sphinx_external_toc`
}
DE_OTROS = ("_search_index_", "imprenta_")  # lo del buscador de Sphinx y lo que aquí se apunta
SOLO_SI_ESTA = {ENTREGADO, CON_TODAS, "wordcount"}  # de esos apuntes nadie más que la página usa el valor
SIN_LUGAR = {"line", "lineno"}
ULTIMO = 900  # después de que Sphinx reparta los números


def canonico(valor: Any) -> Any:
    """Un valor sin lo que depende de por dónde se llegó a él: el orden en que se leyeron las páginas.

    >>> canonico({"b": {2, 1}, "a": [nodes.Text("hola"), (3, None)]})
    [("'a'", ["'hola'", '(3, None)']), ("'b'", ['1', '2'])]
    """
    if valor is None or isinstance(valor, str | int | float | bytes):
        return str(valor) if isinstance(valor, nodes.Text) else valor
    if isinstance(valor, nodes.Element):
        return (valor.tagname, canonico(valor.attributes), tuple(map(canonico, valor.children)))
    if isinstance(valor, Mapping):
        return sorted((repr(clave), canonico(suyo)) for clave, suyo in valor.items())
    if isinstance(valor, tuple):
        campos = getattr(valor, "_fields", range(len(valor)))
        return tuple(
            canonico(suyo) for campo, suyo in zip(campos, valor, strict=True) if campo not in SIN_LUGAR
        )
    if isinstance(valor, set | frozenset | list):
        return sorted(repr(canonico(suyo)) for suyo in valor)
    if callable(valor) or isinstance(valor, Sphinx | BuildEnvironment | Config):
        return getattr(valor, "__qualname__", type(valor).__qualname__)
    suyos = getattr(valor, "__dict__", {})
    return (type(valor).__qualname__, canonico({c: suyo for c, suyo in suyos.items() if c not in SIN_LUGAR}))


def resumir(valor: Any) -> str:
    return hashlib.sha256(repr(canonico(valor)).encode("utf-8", "surrogatepass")).hexdigest()


# ——— Lo compartido ———


def olvidar(_app: Sphinx, env: BuildEnvironment, documento: str) -> None:
    """De una página que se va a leer otra vez ya no se sabe nada."""
    for guardado in (_guardado(env, "paginas"), _guardado(env, "dependencias")):
        guardado.pop(documento, None)


def si_cambia(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Todas las páginas, si ha cambiado algo que unas enseñan de otras."""
    if se_adelanta(app):
        return []
    paginas = _guardado(env, "paginas")
    for documento in env.found_docs - paginas.keys():
        paginas[documento] = resumir([getattr(env, clave).get(documento) for clave in DE_CADA_PAGINA])
    antes, imagenes = _guardado(env, "compartido"), _imagenes(env)
    ahora = {"de todas": resumir(_de_todas(env)), "de cada una": resumir(paginas), "imagenes": imagenes}
    cambian = {clave for clave in ahora if antes and antes[clave] != ahora[clave]}
    if "imagenes" in cambian and any(ruta.name != nombre for nombre, ruta in imagenes.items()):
        raise DesdeElPrincipio("de dos imágenes que se llaman igual, cuál cambia de nombre depende del orden")
    antes.update(ahora)
    return sorted(env.found_docs) if cambian - {"imagenes"} else []


def _de_todas(env: BuildEnvironment) -> dict[str, Any]:
    claves = {clave for clave in vars(env).keys() - APARTE if not clave.startswith(DE_OTROS)}
    datos = {clave: getattr(env, clave) for clave in claves}
    return datos | {"metadata": {documento: _apuntes(suyos) for documento, suyos in env.metadata.items()}}


def _apuntes(suyos: Mapping[str, Any]) -> dict[str, Any]:
    """Lo apuntado de una página que otra puede usar; de los destinos que da MyST, no en qué línea están."""
    apuntes = {clave: clave in SOLO_SI_ESTA or valor for clave, valor in suyos.items()}
    destinos = suyos.get("myst_slugs", {})
    return apuntes | {"myst_slugs": {destino: resto for destino, (_, *resto) in destinos.items()}}


def _imagenes(env: BuildEnvironment) -> dict[str, PurePath]:
    """Las imágenes que no salen de una celda: con qué nombre se publica cada una."""
    rutas = {nombre: PurePath(ruta) for ruta, (_, nombre) in env.images.items()}
    return {nombre: ruta for nombre, ruta in rutas.items() if DE_LAS_CELDAS not in ruta.parts}


def _guardado(env: BuildEnvironment, que: str) -> dict[str, Any]:
    """Lo que la imprenta apunta en el entorno, que Sphinx guarda entre construcciones."""
    guardado: dict[str, Any] = vars(env).setdefault(f"imprenta_{que}", {})
    return guardado


# ——— Lo que una página incluye ———


def apuntar_dependencias(_app: Sphinx, env: BuildEnvironment) -> None:
    guardadas = _guardado(env, "dependencias")
    for documento in env.found_docs - guardadas.keys():
        guardadas[documento] = _contenidos(env, env.dependencies.get(documento, ()))


def con_otro_contenido(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Las páginas que incluyen algo cuyo contenido ha cambiado, diga lo que diga su fecha."""
    if se_adelanta(app):
        return []
    guardadas = _guardado(env, "dependencias")
    return [documento for documento, suyas in guardadas.items() if _contenidos(env, suyas) != suyas]


def _contenidos(env: BuildEnvironment, rutas: Any) -> dict[str, str]:
    return {ruta: resumen_de(Path(env.srcdir, ruta)) for ruta in rutas}


def setup(app: Sphinx) -> None:
    app.connect("env-purge-doc", olvidar)
    app.connect("env-get-outdated", con_otro_contenido)
    app.connect("env-updated", apuntar_dependencias, priority=ULTIMO)
    app.connect("env-get-updated", si_cambia, priority=ULTIMO)
