"""Los nombres que llevan cifras o números en palabras y no cuentan nada: «GPT-4», «los dos», «3 de mayo».

Se declaran donde están, con el rol `{nombre}`, o para todo el libro en `_config.yml`, con su razón:

    imprenta:
      nombres:
        GPT-4: un modelo de lenguaje
        los dos: se habla de una pareja

Un nombre no esconde nunca lo que alguien ha contado o medido. Se admiten las cifras pegadas a letras
(«GPT-4», «x86-64», «CO₂»), las que siguen a un nombre propio o a lo que se numera («Python 3.11», «capítulo
2»), las fechas, las horas y los ordinales; con palabras, lo que no sea solo un número o una cantidad de algo
que se mide. Un año solo es un dato. Lo demás se rechaza, y se dice por qué.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple, get_args

import yaml

from imprenta.libro.espanol import tiene_cifras
from imprenta.libro.forma import Malforme
from imprenta.libro.numerales import Idioma, numerales
from imprenta.libro.yaml_escrito import lugar_de

MES = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
SE_NUMERAN = (
    "capítulos?|apartados?|secci(?:ón|ones)|figuras?|fig\\.|tablas?|ecuaci(?:ón|ones)|páginas?|pág\\.|p\\.|pp\\.|tomos?|volumen"
    "|temas?|lecci(?:ón|ones)|ejercicios?|problemas?|teoremas?|versi(?:ón|ones)|artículos?|ley|norma|nota|parte|paso"
    "|chapters?|sections?|figures?|tables?|equations?|pages?|volumes?|lessons?|lectures?|exercises?|theorems?"
    "|versions?|parts?|steps?|n\\.º|núm\\.|no\\.|tel\\.:?|teléfono:?|tfno\\.:?|phone:?"
)
DE_UNIDADES = (
    "[kcmdµn]?m[²³]?|[kmµ]?g|km/h|m/s²?|[kMGTP]i?B|[kMG]?bits?|[mnµ]?s|min|h|[kMG]?Hz|[kMG]?Wh?|kJ|[khM]?Pa"
    "|px|x|°C?"
)
UNIDADES = (
    f"{DE_UNIDADES}|[JNKVA]|ºC|EUR|USD|euros?|dólar(?:es)?|dollars?|metros?|met(?:er|re)s?|kilómetros?|kilos?"
    "|kilogramos?|gramos?|grams?|litros?|lit(?:er|re)s?|segundos?|seconds?|minutos?|minutes?|horas?|hours?"
    "|días?|days?|semanas?|weeks?|mes(?:es)?|months?|años?|years?|grados?|degrees?|veces|times|puntos?|points?"
    "|por ?(?:ciento|cien|mil)"
    "|per ?cent|mil|mill[oó]n|millones|(?:b|tr)ill(?:[oó]n|ones)|hundred|thousand|(?:m|b|tr)illion"
)
CON_UNIDAD = re.compile(rf"\s?[%‰€$£]|\s?[·×]\s?10|[\s-]?(?:{UNIDADES})(?!\w)")
SE_NUMERA = re.compile(SE_NUMERAN, re.IGNORECASE)
UNIDAD = re.compile(DE_UNIDADES)
PEGADA = re.compile(rf"[\d.,]+(?:{DE_UNIDADES}|[eE][-+]?\d+)")
FECHAS = re.compile(
    rf"""\b[0-9]{{1,2}}(?:\.?º|\.º|st|nd|rd|th)?(?:\sde)?\s(?:{MES})\b\.?(?:,?(?:\sdel?)?\s[0-9]{{4}}\b)?
    |\b(?:{MES})\b\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s[0-9]{{4}}\b)?
    |\b(?:{MES})\b\.?(?:\sdel?)?,?\s[0-9]{{4}}\b
    |\b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\b|\b[0-9]{{1,2}}/[0-9]{{1,2}}/(?:[0-9]{{2}}){{1,2}}\b
    |\b[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?:\s?[ap]\.?m\.?)?(?:\s?h\b)?|\b[0-9]{{1,2}}\s?[ap]\.?m\b\.?
    |\b[0-9]+(?:\.?[ºª]|\.?er\b|st\b|nd\b|rd\b|th\b)""",
    re.VERBOSE | re.IGNORECASE,
)
# Lo que lleva un número que no cuenta: lo que sigue a un nombre propio, o a lo que se numera.
NUMERADO = re.compile(
    rf"(?P<delante>(?<![\w.&+#/-])[^\W\d_a-zß-öø-ÿ][\w.&+#/-]*|\b(?i:{SE_NUMERAN}))[ \n]"
    rf"(?!0\.)\d+(?:[. ]\d+)*(?![.,\s]?\d)(?!{CON_UNIDAD.pattern})"
)
ENTRE_SEPARADORES = re.compile(r"[^\s()\[\]«»“”\"':;=<>≈~^|{}$`\\\ufffc\ufffd\ue001\ue002]+")
ELEVADAS = re.compile("[²³¹]")
ANIO = re.compile(r"1\d{3}|20\d\d|2100")
ARTICULO = re.compile(r"(?:el|la|un|una|unos|unas|al|del|a|one)\s", re.IGNORECASE)
CANTIDAD, SOLO_ANIO = "es una cantidad", "es un año"
EXPLICADO = "\ufffc"


def reparo_al_nombre(texto: str) -> str:
    """Por qué algo no es un nombre sino una cantidad, o nada.

    >>> list(map(reparo_al_nombre, ("GPT-4", "Python 3.11", "los dos", "2.ª sesión", "10:30")))
    ['', '', '', '', '']
    >>> reparo_al_nombre("95 %"), reparo_al_nombre("1998")
    ('es una cantidad', 'es un año')
    """
    nombre = " ".join(texto.split())
    if ANIO.fullmatch(nombre):
        return SOLO_ANIO
    sin_fechas = FECHAS.sub(EXPLICADO, nombre)
    sin_numerar = NUMERADO.sub(EXPLICADO, ENTRE_SEPARADORES.sub(_sin_mezcla, sin_fechas))
    es_cantidad = tiene_cifras(sin_numerar) or _hay_cantidad_en_palabras(sin_fechas)
    return CANTIDAD if es_cantidad else ""


def _sin_mezcla(casa: re.Match[str]) -> str:
    """Una palabra, o nada si mezcla letras y cifras y no es una medida sin su espacio, como «3km»."""
    palabra = casa[0]
    mezcla = any(map(str.isalpha, palabra)) and tiene_cifras(palabra)
    return EXPLICADO if mezcla and not PEGADA.fullmatch(palabra.strip(".,")) else palabra


def _hay_cantidad_en_palabras(nombre: str) -> bool:
    """Si es solo un número, o un número con su unidad o su escala y nada más detrás."""
    casa = ARTICULO.match(nombre)
    solos = {nombre, nombre[casa.end() :] if casa else nombre}
    for idioma in get_args(Idioma):
        for inicio, fin in numerales(nombre, idioma):
            detras = CON_UNIDAD.match(nombre, fin)
            if nombre[inicio:fin] in solos or (detras and detras.end() == len(nombre)):
                return True
    return False


# ——— Los que lo parecen ———


class Parecido(NamedTuple):
    """Lo que parece un nombre, de `inicio` a `fin`; lo que lleva cifras empieza en `desde`."""

    inicio: int
    desde: int
    fin: int


def parecidos(texto: str) -> list[Parecido]:
    """Lo que en un texto parece un nombre con cifras, por orden.

    >>> texto = "Con GPT-4, el 3 de mayo de 2021, se usó Python 3.11; hay 3 km, x² y 7 cosas."
    >>> [texto[uno.inicio : uno.fin] for uno in parecidos(texto)]
    ['GPT-4', '3 de mayo de 2021', 'Python 3.11']
    """
    vistos = [Parecido(casa.start(), casa.start(), casa.end()) for casa in FECHAS.finditer(texto)]
    for casa in NUMERADO.finditer(texto):
        if _es_nombre_propio(texto, casa):
            vistos.append(Parecido(casa.start(), casa.end("delante") + 1, casa.end()))
    for casa in ENTRE_SEPARADORES.finditer(texto):
        palabra = casa[0].rstrip(".,!?…%")
        if _sin_mezcla(casa) == EXPLICADO and (not ELEVADAS.search(palabra) or UNIDAD.fullmatch(palabra)):
            vistos.append(Parecido(casa.start(), casa.start(), casa.start() + len(palabra)))
    return sorted(vistos)


def _es_nombre_propio(texto: str, casa: re.Match[str]) -> bool:
    """Si lo que va delante de un número no lleva la mayúscula solo por empezar la frase."""
    delante = casa["delante"]
    antes = texto[max(0, casa.start() - 2) : casa.start()]
    en_mitad_de_frase = re.fullmatch(r"[\w,;)] ", antes) is not None
    return en_mitad_de_frase or not delante.istitle() or SE_NUMERA.fullmatch(delante) is not None


# ——— Los de todo el libro ———


def nombres_declarados(config: yaml.Node) -> dict[str, tuple[int, int]]:
    """Los nombres que declara `imprenta: nombres:` en `_config.yml`, con su lugar en él."""
    return {" ".join(clave.value.split()): lugar_de(clave) for clave, _ in _declarados(config)}


def nombres_malos(config: yaml.Node) -> Iterator[Malforme]:
    """Lo que se declara y no es un nombre, o no dice por qué lo es."""
    for clave, razon in _declarados(config):
        nombre = " ".join(clave.value.split())
        if not isinstance(razon, yaml.ScalarNode) or razon.tag.endswith(":null") or not razon.value.strip():
            yield *lugar_de(clave), f"«{nombre}» no dice por qué es un nombre: escribe `{nombre}: <razón>`"
        elif reparo := reparo_al_nombre(nombre):
            yield *lugar_de(clave), f"«{nombre}» {reparo}, no un nombre: {que_escribir(nombre, reparo)}"


def que_escribir(nombre: str, reparo: str) -> str:
    """Lo que se escribe en lugar de un nombre que no lo es.

    >>> que_escribir("95 %", "es una cantidad")
    'átalo con {cifra}`95 % <expresión>`'
    """
    if reparo == SOLO_ANIO:
        return f"cítalo con {{dato}}`{nombre} <obra>`, o declara la fecha entera"
    return f"átalo con {{cifra}}`{nombre} <expresión>`"


def _declarados(config: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    for clave, valor in _de(_de(config, "imprenta"), "nombres").value:
        if isinstance(clave, yaml.ScalarNode):
            yield clave, valor


def _de(nodo: yaml.Node, nombre: str) -> yaml.MappingNode:
    """El mapa que hay bajo una clave, o uno vacío."""
    pares = nodo.value if isinstance(nodo, yaml.MappingNode) else ()
    mapas = (valor for clave, valor in pares if clave.value == nombre and isinstance(valor, yaml.MappingNode))
    return next(mapas, VACIO)


VACIO = yaml.MappingNode("tag:yaml.org,2002:map", [])


@functools.lru_cache(maxsize=8)
def patron_de(nombres: frozenset[str]) -> re.Pattern[str]:
    """Lo que casa con cualquiera de unos nombres, entero; los más largos, primero.

    >>> [casa[0] for casa in patron_de(frozenset({"GPT-4", "los dos"})).finditer("GPT-4, GPT-40 y los  dos")]
    ['GPT-4', 'los  dos']
    """
    de_largo_a_corto = sorted(nombres, key=lambda nombre: (-len(nombre), nombre))
    alternativas = (r"\s+".join(map(re.escape, nombre.split())) for nombre in de_largo_a_corto)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(alternativas)})(?![\w-]|[.,]\d|\s?[%‰])")
