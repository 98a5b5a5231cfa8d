r"""La entrega: Sphinx recibe cada página ya leída, ejecutada y juzgada.

De una página no lee el archivo: se le da su cuaderno con las salidas puestas, en JSON, y en el texto cada
rol verificado lleva, en lugar de su contenido, el número de su pieza: `{cifra}`17``. Así quien lo pinta sabe
qué literal es, con qué expresión y con qué respuesta, sin volver a leer ni a contar nada.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import yaml
from docutils import nodes
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import read_myst_markdown_notebook
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.highlighting import lexer_classes
from sphinx.util import logging

from imprenta.idioma.salidas import traducido
from imprenta.leer.tramo import MARGEN
from imprenta.libro.cabecera import NUCLEO, nucleo_de
from imprenta.libro.hecho import LibroHecho, PaginaEjecutada
from imprenta.libro.libro import SUFIJOS, Libro, LibroIlegible, leer_libro
from imprenta.libro.modelo import Falta, Respuesta
from imprenta.libro.pagina import Arranque, Evaluado, Pagina, Rol
from imprenta.libro.reglas import EN_MYST
from imprenta.libro.yaml_escrito import CARGADOR
from imprenta.pintar.adjuntos import a_la_vista, adjuntos_nombrados, cuaderno_del_autor
from imprenta.pintar.avisos import avisados_de
from imprenta.pintar.salidas import preparar_salidas

# Lo que se apunta de cada página: de qué salió lo que se pinta, y de qué otras pega algo con `{glue}`.
ENTREGADO, PEGA_DE = "entregado", "pega_de"
Atada = Rol | Arranque | Evaluado  # lo que el código ha contestado y se pinta por el número de su pieza
DE_MYST_NB = NbParserConfig()
LENGUAJE_DE_SERIE = {"name": "python", "pygments_lexer": "ipython3"}
registro = logging.getLogger(__name__)


class LibroFalso(SphinxError):
    """Lo que dice el libro no es cierto, o nadie lo ha comprobado: no se escribe nada."""

    category = "El libro no se puede publicar"

    def __init__(self, faltas: Iterable[Falta]) -> None:
        self.category = traducido(self.category)
        super().__init__("\n".join(traducido(str(falta)) for falta in faltas))


def hecho_de(app: Sphinx) -> LibroHecho:
    """El libro que la imprenta entrega; con `jupyter-book build`, que no entrega ninguno, hecho aquí.

    El que se entrega ya se sabe cierto; del que se hace aquí, si no lo es, se lanza `LibroFalso`.
    """
    if app.config.libro_hecho is None:
        from imprenta.jornada import Jornada  # solo quien no recibe el libro hecho importa lo que lo hace

        propio = Jornada(_con_todas(libro_de(app), app)).hecho
        app.config.libro_hecho = lambda: propio  # como función, Sphinx no intenta guardarlo
        app.config.libro_entregado = False
        if propio.faltas:
            raise LibroFalso(propio.faltas)
        for aviso in propio.avisos:
            registro.warning(aviso.mensaje, location=f"{aviso.ruta}:{aviso.linea}")
    entregado: LibroHecho = app.config.libro_hecho()
    return entregado


def libro_de(app: Sphinx) -> Libro:
    """El libro que se pinta, esté ya hecho o no."""
    if (leer := getattr(app.config, "libro", None)) is not None:
        entregado: Libro = leer()
        return entregado
    raiz = Path(app.srcdir)
    try:
        return leer_libro(raiz)
    except LibroIlegible:  # un proyecto de Sphinx sin `_toc.yml`
        return Libro(raiz, {"bibtex_bibfiles": getattr(app.config, "bibtex_bibfiles", None)}, ())


def _con_todas(libro: Libro, app: Sphinx) -> Libro:
    """El libro con todas las páginas que Sphinx ha encontrado."""
    encontradas = (Path(app.env.doc2path(documento)) for documento in sorted(app.env.found_docs))
    return replace(libro, paginas=tuple(dict.fromkeys([*libro.paginas, *encontradas])))


def pagina_de(app: Sphinx, documento: str) -> PaginaEjecutada:
    """La página que Sphinx conoce por ese nombre."""
    return hecho_de(app).paginas[Path(app.env.doc2path(documento))]


def pieza_de(app: Sphinx, documento: str, contenido: str) -> tuple[int, Atada, Respuesta | None]:
    """La pieza que lleva un número, con él y con lo que el código contestó; `LookupError` si no la hay."""
    numero, *_ = contenido.split() or [""]
    if not numero.isascii() or not numero.isdigit():
        raise LookupError(contenido)
    hecha = pagina_de(app, documento)
    pieza = hecha.pagina.piezas[int(numero)]
    if not isinstance(pieza, Atada):
        raise LookupError(contenido)
    return int(numero), pieza, hecha.respuestas.get(pieza.consulta) if pieza.consulta else None


def arranque_de(app: Sphinx, documento: str, contenido: str) -> dict[str, Any] | None:
    """El estado con que arranca algo; nada si no se pudo calcular, `LookupError` si no se ha leído."""
    _, _, respuesta = pieza_de(app, documento, contenido)
    parejas: Any = respuesta.dato if respuesta and respuesta.error is None else None
    return None if parejas is None else dict(parejas)


# ——— El texto que se entrega ———


def entregar(app: Sphinx, documento: str, fuente: list[str]) -> None:
    """Pone en lugar del archivo lo que la imprenta tiene de esa página."""
    hecha = pagina_de(app, documento)
    if falta := hecha.ejecucion.falta:
        registro.warning(falta.mensaje, location=(documento, falta.linea))
    app.env.metadata[documento][ENTREGADO] = entregado(hecha)
    if "cite" in hecha.pagina.texto:  # la ficha de cada obra se lee al pasar por su cita
        for archivo in getattr(app.config, "bibtex_bibfiles", ()):  # sin bibliografía, la opción no existe
            app.env.note_dependency(archivo)
    en_cuaderno = hecha.pagina.ruta.suffix in SUFIJOS or hecha.pagina.cuaderno.ajeno
    fuente[0] = json.dumps(_cuaderno(app, documento, hecha)) if en_cuaderno else hecha.pagina.texto


def leer_entregado(texto: str) -> nbformat.NotebookNode:
    """El lector de cuadernos que se da a MyST-NB para todas las páginas."""
    cuaderno: nbformat.NotebookNode = nbformat.from_dict(json.loads(texto))
    return cuaderno


def entregado(hecha: PaginaEjecutada) -> str:
    """Lo que cambia cuando cambia algo de lo que una página enseña."""
    cargado = "".join(celda.codigo for celda in hecha.pagina.celdas if celda.carga)
    pegadas = "".join(pegada.archivo for pegada in adjuntos_nombrados(hecha.pagina))
    partes = f"{hecha.huella}\n{[*hecha.pruebas.values()]}\n{hecha.pagina.texto}{cargado}{pegadas}"
    return hashlib.sha256(partes.encode("utf-8", "surrogatepass")).hexdigest()


def _cuaderno(app: Sphinx, documento: str, hecha: PaginaEjecutada) -> nbformat.NotebookNode:
    """El cuaderno de una página, con las salidas de su ejecución."""
    pagina, texto = hecha.pagina, numerado(hecha.pagina)
    if pagina.cuaderno.lineas:
        cuaderno = _de_jupyter(pagina, texto.split("\n"), hecho_de(app).libro)
    else:
        cuaderno = _de_myst(app, pagina, texto)
    _quitar_lo_de_ejecutar(cuaderno)
    cuaderno.metadata["language_info"] = nbformat.from_dict(_lenguaje(hecha, cuaderno.metadata))
    celdas = [celda for celda in cuaderno.cells if celda.cell_type == "code"]
    ejecutadas = hecha.ejecucion.salidas
    for celda, ejecutada in zip(celdas, ejecutadas, strict=not hecha.ejecucion.falta):
        celda.outputs = nbformat.from_dict(ejecutada.salidas)
        celda.execution_count = ejecutada.numero
        _poner_alternativo(celda)
    preparar_salidas(app, documento, cuaderno, [celda.linea for celda in pagina.celdas])
    return cuaderno


def numerado(pagina: Pagina) -> str:
    """El texto de una página con el número de su pieza en cada rol y en cada estado."""
    partes, hasta = list[str](), 0
    for numero, pieza in enumerate(pagina.piezas):
        if isinstance(pieza, Atada) and pieza.tramo:
            inicio, fin = pieza.tramo
            demas = pagina.texto[inicio:fin].split("\n")[1:]  # tantas líneas como había
            renglones = [str(numero), *(_margen(linea) + str(numero) for linea in demas)]
            partes += [pagina.texto[hasta:inicio], "\n".join(renglones)]
            hasta = fin
    return "".join([*partes, pagina.texto[hasta:]])


def _margen(linea: str) -> str:
    casa = MARGEN.match(linea)
    return casa[0] if casa else ""


def _de_myst(app: Sphinx, pagina: Pagina, texto: str) -> nbformat.NotebookNode:
    cuaderno: nbformat.NotebookNode
    if not texto.strip():  # MyST-NB busca la cabecera en la primera pieza, y no hay ninguna
        cuaderno = nbformat.v4.new_notebook(metadata={"source_map": []})
        return cuaderno
    config = app.env.myst_config  # type: ignore[attr-defined]  # lo pone MyST-NB
    # Para buscar las celdas MyST-NB no lee lo de dentro de cada renglón, y las listas de tareas lo necesitan.
    config = replace(config, enable_extensions=set(config.enable_extensions) - {"tasklist"})
    cuaderno = read_myst_markdown_notebook(
        texto, config=config, add_source_map=True, path=hecho_de(app).libro.raiz / pagina.ruta
    )
    de_codigo = (celda for celda in cuaderno.cells if celda.cell_type == "code")
    for celda, leida in zip(de_codigo, pagina.celdas, strict=False):
        if leida.carga:  # lo que se ejecutó, aunque el archivo haya cambiado
            celda.source = leida.codigo
    cuaderno.metadata["source_map"] = list(_lineas_de_las_celdas(texto, cuaderno.metadata["source_map"]))
    return cuaderno


def _lineas_de_las_celdas(texto: str, mapa: list[int]) -> Iterator[int]:
    """Dónde empieza cada celda: MyST-NB cuenta una de más y no las que le quita en blanco."""
    lineas = texto.splitlines()
    for linea in mapa:
        while linea < len(lineas) and not lineas[linea].strip():
            linea += 1
        yield linea - 1


def _de_jupyter(pagina: Pagina, lineas: list[str], libro: Libro) -> nbformat.NotebookNode:
    """El cuaderno tal como está en su archivo, con los textos que se entregan en sus celdas."""
    cuaderno = cuaderno_del_autor(pagina)
    principios = [*pagina.cuaderno.celdas, len(lineas)]
    for celda, desde, hasta in zip(cuaderno.cells, principios, principios[1:], strict=False):
        renglones = list(zip(lineas[desde:hasta], pagina.cuaderno.renglones[desde:hasta], strict=False))
        celda.source = "\n".join(linea for linea, (*_, crudo) in renglones if crudo is not None)
        marco = [linea for linea, (*_, crudo) in renglones if crudo is None]  # lo que puso la imprenta
        if celda.cell_type == "code":
            opciones = yaml.load("\n".join(marco[2 : marco.index("---", 2)]), CARGADOR)
            celda.metadata = nbformat.from_dict(opciones or {})
        a_la_vista(celda, libro)
    if pagina.cuaderno.ajeno:  # las líneas de lo que está mal son las de su archivo
        cuaderno.metadata["source_map"] = [pagina.cuaderno.renglones[n][0] - 2 for n in principios[:-1]]
    return cuaderno


def _quitar_lo_de_ejecutar(cuaderno: nbformat.NotebookNode) -> None:
    """Deja sin decir cómo se ejecuta: ya se ha hecho, y MyST-NB lo haría otra vez, a su manera."""
    cuaderno.metadata.pop("execution", None)
    for metadatos in (cuaderno.metadata, *(celda.metadata for celda in cuaderno.cells)):
        for clave in [*EN_MYST.values()] if isinstance(metadatos.get("mystnb"), dict) else ():
            metadatos["mystnb"].pop(clave, None)


def _lenguaje(hecha: PaginaEjecutada, metadatos: nbformat.NotebookNode) -> dict[str, str]:
    """El de las celdas: el que dice su núcleo o, si no se ha ejecutado, el que dice la página."""
    if hecha.ejecucion.lenguaje:
        dicho = hecha.ejecucion.lenguaje
    elif nucleo_de(hecha.pagina.cabecera) == NUCLEO:
        dicho = dict(metadatos.get("language_info") or LENGUAJE_DE_SERIE)
    else:
        suyo = metadatos.get("kernelspec", {}).get("language", "python")
        dicho = dict(metadatos.get("language_info") or {"name": suyo})
    resaltador = dicho.get("pygments_lexer") or dicho["name"]
    return dicho if _se_resalta(resaltador) else dicho | {"pygments_lexer": "text"}


def _se_resalta(nombre: str) -> bool:
    """Si alguien sabe colorear ese lenguaje; si no, Sphinx avisaría en cada celda."""
    if nombre in lexer_classes:
        return True
    try:
        get_lexer_by_name(nombre)
    except ClassNotFound:
        return False
    return True


def _poner_alternativo(celda: nbformat.NotebookNode) -> None:
    """Pasa el texto alternativo que trae la salida a las opciones de imagen de su celda."""
    for salida in celda.outputs:
        for datos in salida.get("metadata", {}).values():
            if isinstance(datos, dict) and "alt" in datos:
                opciones = celda.metadata.setdefault("mystnb", {}).setdefault("image", {})
                opciones.setdefault("alt", datos["alt"])


# ——— Sphinx ———


def se_adelanta(app: Sphinx) -> bool:
    """Si se está leyendo solo lo editado, para enseñarlo cuanto antes: de lo demás se mira todo después."""
    return bool(getattr(app, "imprenta_se_adelanta", False))


def terminar(app: Sphinx, error: Exception | None) -> None:
    """Dice a la imprenta qué avisa Sphinx y qué archivos incluyen las páginas, sin los que ella deja."""
    if error is None and app.config.libro_al_terminar is not None:
        del_taller = f"{libro_de(app).taller.relative_to(app.srcdir).as_posix()}/"
        incluidos = (ruta for suyas in app.env.dependencies.values() for ruta in suyas)
        de_paginas = (ruta for ruta in incluidos if not str(ruta).startswith(del_taller))
        app.config.libro_al_terminar(de_paginas, avisados_de(app))


def cambiadas(
    app: Sphinx, env: BuildEnvironment, _nuevas: set[str], _cambiadas: set[str], borradas: set[str]
) -> list[str]:
    """Las páginas de las que hay que volver a leer lo entregado, diga lo que diga la fecha de su archivo.

    También las que pegan algo de otra que ha cambiado.
    """
    hecho = hecho_de(app)
    marcas = {hecho.libro.documento(ruta): entregado(hecha) for ruta, hecha in hecho.paginas.items()}
    otras = {
        d for d, marca in marcas.items() if d in env.all_docs and env.metadata[d].get(ENTREGADO) != marca
    }
    fuentes = otras | borradas
    pegan = (d for d in marcas if d in env.all_docs and fuentes & env.metadata[d].get(PEGA_DE, set()))
    return sorted({*otras, *pegan})


def colorear_lo_que_se_pueda(_app: Sphinx, arbol: nodes.document) -> None:
    """Lo que el resaltador no entienda de una celda ya ejecutada va sin color: no hay de qué avisar."""
    for celda in arbol.findall(nodes.container):
        if celda.get("nb_element") == "cell_code":
            for bloque in celda.findall(nodes.literal_block):
                bloque["force"] = True


def configurar(_app: Sphinx, config: Config) -> None:
    for opcion in EN_MYST.values():  # ya se ha obedecido: de las celdas queda solo lo que se enseña
        setattr(config, f"nb_{opcion}", getattr(DE_MYST_NB, opcion))
    config.nb_execution_mode = "off"
    sufijos = (*SUFIJOS, *(config.nb_custom_formats or ()))
    config.nb_custom_formats = {
        sufijo: ("imprenta.pintar.entrega.leer_entregado", {}, False) for sufijo in sufijos
    }


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("libro", None, "")
    app.add_config_value("libro_hecho", None, "")
    app.add_config_value("libro_entregado", True, "")
    app.add_config_value("libro_al_terminar", None, "")
    app.connect("config-inited", configurar, priority=0)
    app.connect("source-read", entregar)
    app.connect("doctree-read", colorear_lo_que_se_pueda)
    app.connect("env-get-outdated", cambiadas)
    app.connect("build-finished", terminar)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
