"""Las opciones: el YAML de la cabecera de la página, el de las directivas y el de las celdas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from imprenta.leer.gramatica import (
    DE_CLASE,
    DEL_ARCHIVO,
    ESTRUCTURALES,
    OPCION,
    OPCIONES_DE_FUERA,
    RAMAS_DE_CELDA,
    RAMAS_OCULTAS,
    RAMAS_VISIBLES,
    TIPOS_DE_YAML,
)
from imprenta.leer.hoja import Hoja
from imprenta.libro.bloque import Bloque, Clase, Valla
from imprenta.libro.configuracion import FORMA_DE_LA_CABECERA
from imprenta.libro.forma import Malforme, malformes
from imprenta.libro.modelo import Falta
from imprenta.libro.reglas import DE_LA_CELDA, DE_LA_PAGINA, reparos_a_las_reglas
from imprenta.libro.texto import Texto
from imprenta.libro.yaml_escrito import CARGADOR, YamlMalEscrito, yaml_de

CON_GUION_BAJO = {f"remove_{que}": f"remove-{que}" for que in ("cell", "input", "output")}
MARGEN_DE_CITA = re.compile(r"^[ \t]*>", re.MULTILINE)


class ValorDeOpcion(NamedTuple):
    """Lo que dice una opción y el lugar en que empieza."""

    inicio: int
    texto: str


def leer_cabecera(hoja: Hoja, cabecera: Bloque) -> None:
    """Tacha la cabecera de la página menos lo que se lee de ella."""
    desde, hasta = cabecera.desde, cabecera.hasta
    if _mal_escrita(hoja, cabecera):
        hoja.lienzo.tachar(hoja.texto.principio(desde), hoja.texto.fin(hasta - 1))
        return
    _leer_yaml(
        hoja, desde + 1, hasta - 1, "en la cabecera de la página", lambda clave: clave not in DEL_ARCHIVO
    )
    for raya in (desde, hasta - 1):
        hoja.lienzo.tachar(hoja.texto.principio(raya), hoja.texto.fin(raya))


def _mal_escrita(hoja: Hoja, cabecera: Bloque) -> bool:
    """Apunta lo que hace que una cabecera no se entienda; dice si lo hay."""
    malas = list(_malformes(cabecera.contenido))
    for linea, columna, mensaje in malas:
        hoja.falta(hoja.texto.principio(cabecera.desde + linea) + columna - 1, mensaje)
    return bool(malas)


def _malformes(texto: str) -> Iterator[Malforme]:
    """Lo que está mal en una cabecera, con su lugar en ella."""
    try:
        escrito = yaml_de(texto)
    except YamlMalEscrito as error:
        yield error.linea, error.columna, f"YAML mal escrito en la cabecera: {error}"
        return
    if escrito.nodo is None:
        yield 1, 1, "la cabecera está vacía: quítala o di algo en ella"
    elif not isinstance(escrito.datos, dict):
        yield 1, 1, "la cabecera debe ser una lista de `clave: valor`"
    else:
        yield from malformes("cabecera", escrito.nodo, FORMA_DE_LA_CABECERA, abierta=True)
        nucleo = escrito.datos.get("kernelspec")
        if isinstance(nucleo, dict) and "name" not in nucleo:
            yield 1, 1, "a `kernelspec:` le falta `name:`"


def cabecera_de(bloques: tuple[Bloque, ...]) -> dict[str, Any]:
    """Los metadatos con que empieza una página; si no tiene o no se entienden, ninguno.

    >>> from imprenta.leer.bloques import cortar
    >>> cabecera_de(cortar("---\\nkernelspec: {name: ir}\\n---\\n# Título"))
    {'kernelspec': {'name': 'ir'}}
    """
    if not bloques or bloques[0].clase is not Clase.CABECERA:
        return {}
    return _datos(bloques[0].contenido) or {}


def faltas_de_las_reglas(hoja: Hoja, cabecera: Mapping[str, Any]) -> Iterator[Falta]:
    """Lo que la página no dice como debe de cómo se ejecuta, en la línea de la cabecera o del cuaderno."""
    texto = Texto(hoja.cuaderno.crudo) if hoja.cuaderno.crudo else hoja.texto
    for reparo in reparos_a_las_reglas(cabecera, DE_LA_PAGINA):
        clave = re.compile(rf"""(?<!\w){reparo.camino[-1]}["']?\s*:""")
        casas = () if hoja.cuaderno.ajeno else clave.finditer(texto.contenido)
        lugares = [texto.lugar(casa.start()) for casa in casas]
        # La cabecera va al principio de la página, y los metadatos, al final del cuaderno.
        lugar = lugares[-1 if hoja.cuaderno.crudo else 0] if lugares else (1, 1)
        yield Falta(hoja.ruta, *lugar, reparo.mensaje)


def leer_opciones(hoja: Hoja, valla: Valla) -> dict[str, ValorDeOpcion]:
    """Tacha las opciones de una directiva menos lo que se lee de ellas; da las que se escriben con `:`."""
    desde, hasta, lineas = valla.desde + 1, valla.cuerpo, _lineas(valla)
    if not _entre_rayas(lineas):
        return {clave: valor for n in range(desde, hasta) for clave, valor in _leer_opcion(hoja, n)}
    if not _cerradas(lineas):
        hoja.falta(hoja.texto.principio(desde), "las opciones no se cierran: falta la raya final, «---»")
        return {}
    es_celda = valla.nombre == "code-cell"
    _leer_yaml(
        hoja, desde + 1, hasta - 1, "en una opción", lambda clave: not es_celda or clave in RAMAS_DE_CELDA
    )
    for raya in (desde, hasta - 1):
        hoja.lienzo.tachar(hoja.texto.principio(raya), hoja.texto.fin(raya))
    return {}


def _lineas(valla: Valla) -> list[str]:
    """Las líneas de las opciones de una directiva, sin lo que las sangra."""
    return valla.contenido.split("\n")[: valla.cuerpo - valla.desde - 1]


def _entre_rayas(lineas: list[str]) -> bool:
    return bool(lineas) and lineas[0].startswith("---")


def _cerradas(lineas: list[str]) -> bool:
    return len(lineas) > 1 and lineas[-1].startswith("---")


def _leer_opcion(hoja: Hoja, n: int) -> Iterator[tuple[str, ValorDeOpcion]]:
    """La opción de una línea `:clave: valor`; si no tiene esa forma, se ve."""
    inicio, fin = hoja.texto.principio(n), hoja.texto.fin(n)
    casa = OPCION.fullmatch(hoja.texto.contenido, inicio, fin)
    if casa is None:
        return
    clave, tras_clave = casa["clave"], casa.start("valor")
    if clave in OPCIONES_DE_FUERA:
        hoja.de_fuera(inicio, f":{clave}:")
    hoja.lienzo.tachar(inicio, fin if clave in OPCIONES_DE_FUERA or _da_forma(clave) else tras_clave)
    yield clave, ValorDeOpcion(tras_clave, casa["valor"].strip())


def _da_forma(clave: str) -> bool:
    """Si lo que dice una opción no se lee."""
    return clave in ESTRUCTURALES or clave.startswith(DE_CLASE)


def metadatos_de(hoja: Hoja, valla: Valla) -> dict[str, Any]:
    """Las opciones de una celda, como metadatos de su cuaderno."""
    lineas = _lineas(valla)
    if not _entre_rayas(lineas):
        texto = "\n".join(linea.lstrip()[1:] for linea in lineas)
    else:
        texto = "\n".join(lineas[1:-1]) if _cerradas(lineas) else ""
    datos = _datos(texto)
    if datos is None:
        hoja.falta(hoja.texto.principio(valla.desde + 1), "las opciones de la celda no son YAML")
    for reparo in reparos_a_las_reglas(datos or {}, DE_LA_CELDA):
        hoja.falta(hoja.texto.principio(valla.desde + 1), reparo.mensaje)
    return _con_sus_etiquetas(hoja, valla, datos or {})


def _con_sus_etiquetas(hoja: Hoja, valla: Valla, metadatos: dict[str, Any]) -> dict[str, Any]:
    """Los metadatos con las etiquetas escritas como ahora; si no son una lista, ninguna."""
    etiquetas = metadatos.get("tags") or []
    if not isinstance(etiquetas, list) or not all(isinstance(una, str) for una in etiquetas):
        hoja.falta(hoja.texto.principio(valla.desde + 1), f"`tags:` debe ser una lista: `[{etiquetas}]`")
        return metadatos | {"tags": []}
    return (
        metadatos | {"tags": [CON_GUION_BAJO.get(una, una) for una in etiquetas]} if etiquetas else metadatos
    )


def _datos(texto: str) -> dict[str, Any] | None:
    """Las claves y los valores de un YAML, ninguno si dice otra cosa, o `None` si no se entiende."""
    try:
        datos = yaml.load(texto, CARGADOR)
    except (yaml.YAMLError, ValueError):  # lo segundo, por una fecha imposible
        return None
    return datos if isinstance(datos, dict) else {}


# ——— Lo que un YAML enseña ———


def _leer_yaml(hoja: Hoja, desde: int, hasta: int, donde: str, rama: Callable[[str], bool]) -> None:
    """Tacha, entre dos líneas de YAML, todo menos lo que se lee de sus `rama`s."""
    inicio, fin = hoja.texto.principio(desde), hoja.texto.principio(hasta)
    try:
        texto = MARGEN_DE_CITA.sub(lambda casa: " " * len(casa[0]), hoja.texto.contenido[inicio:fin])
        raiz = yaml.compose(texto, CARGADOR)
        visibles = list(_valores_visibles(_podado(raiz, rama)))
    except (yaml.YAMLError, RecursionError):
        return  # lo que no se entiende, o se contiene a sí mismo, se ve
    hoja.lienzo.tachar(inicio, fin)
    for nodo, legible in visibles:
        a, b = inicio + nodo.start_mark.index, inicio + nodo.end_mark.index
        hoja.lienzo.destapar(a, b)
        if nodo.tag not in TIPOS_DE_YAML:
            hoja.falta(a, f"el tipo «{nodo.tag}» esconde un texto que aquí no se comprueba")
        if not legible:
            hoja.sin_roles(a, b, donde)
    hoja.sustituciones.update(_sustituciones(raiz))


def _valores_visibles(
    nodo: yaml.Node | None, legible: bool = False
) -> Iterator[tuple[yaml.ScalarNode, bool]]:
    """Los valores de un YAML que se leen, y si en ellos se entiende MyST."""
    if isinstance(nodo, yaml.ScalarNode):
        yield nodo, legible
    elif isinstance(nodo, yaml.SequenceNode):
        for elemento in nodo.value:
            yield from _valores_visibles(elemento, legible)
    elif isinstance(nodo, yaml.MappingNode):
        for clave, valor in nodo.value:
            yield from _visibles_de(_nombre(clave), valor)


def _visibles_de(nombre: str, valor: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, bool]]:
    """Los valores que se leen de lo que hay bajo una clave."""
    if nombre in RAMAS_VISIBLES:
        yield from ((hoja, nombre == "substitutions") for hoja in _valores(valor))
    elif nombre not in RAMAS_OCULTAS and (isinstance(valor, yaml.MappingNode) or not _da_forma(nombre)):
        yield from _valores_visibles(valor, nombre == "caption")


def _podado(raiz: yaml.Node | None, rama: Callable[[str], bool]) -> yaml.Node | None:
    """El YAML con solo algunas claves de su primer nivel."""
    if not isinstance(raiz, yaml.MappingNode):
        return raiz
    return yaml.MappingNode(raiz.tag, [par for par in raiz.value if rama(_nombre(par[0]))])


def _nombre(clave: yaml.Node) -> str:
    """La clave de un YAML; «» si no es un texto, que también puede ser una lista."""
    return str(clave.value) if isinstance(clave, yaml.ScalarNode) else ""


def _valores(nodo: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Todos los valores que hay bajo un nodo."""
    if isinstance(nodo, yaml.ScalarNode):
        yield nodo
    else:
        for hijo in nodo.value:
            yield from _valores(hijo[1] if isinstance(hijo, tuple) else hijo)


def _sustituciones(raiz: yaml.Node | None) -> set[str]:
    """Los nombres que la cabecera da a `{{ nombre }}`."""
    nombres: set[str] = set()
    for clave, valor in raiz.value if isinstance(raiz, yaml.MappingNode) else ():
        if _nombre(clave) == "substitutions" and isinstance(valor, yaml.MappingNode):
            nombres |= {_nombre(nombre) for nombre, _ in valor.value}
        else:
            nombres |= _sustituciones(valor)
    return nombres
