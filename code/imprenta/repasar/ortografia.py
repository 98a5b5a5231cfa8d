"""La ortografía y la tipografía de la prosa, y que cada cosa se llame siempre igual.

Las palabras las juzga Hunspell con el diccionario de la lengua del libro; la tipografía que se sabe es la del
español, y la de los demás libros no se mira. Un libro puede tener al lado de su `_config.yml`
unas listas suyas: `_palabras.txt`, las que Hunspell no conoce y están bien; `_palabras.en.txt` y las demás de
otras lenguas (`libro/idiomas.py`), y `_terminos.txt`, lo que no se dice y cómo se dice
(`expresión regular -> consejo`).
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imprenta.libro.idiomas import NINGUNO, Idiomas, idiomas_de, lengua_del_libro, lineas_de
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.libro.pagina import TACHADO, Pagina

PALABRAS, TERMINOS = "_palabras.txt", "_terminos.txt"
PALABRA = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,}(?!\w)")  # lo que cabe en la codificación del diccionario
CONTRAIDA = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{2,}(?:['’](?:t|ll|re|ve|d|m))?(?!\w)")  # «doesn't» es una palabra
CURSIVA_O_CITA = re.compile(r"(?<![*\w])\*[^*\n]+(?:\n[^*\n]+)?\*(?![*\w])|^>.*$", re.MULTILINE)
PARRAFO = re.compile(r"(?:.+\n?)+")
PAREJAS = {"»": "«", "?": "¿", "!": "¡"}
REGLAS = [
    (re.compile(patron, re.MULTILINE), consejo)
    for patron, consejo in (
        (r'"', "comillas rectas: en español son «estas»"),
        (r"\.\.\.", "tres puntos seguidos: los suspensivos son un solo signo, …"),
        (r"^(?![ \t>]*\|).*?(?<=\S)(?P<aqui>[ \u00a0]{2,})(?=\S)", "dos espacios seguidos"),
        (r"(?<=[^\W_])[ \u00a0]+(?=[,.;:!?»)](?:\s|$))", "sobra el espacio de delante del signo"),
        (r"(?<=[«(¿¡])[ \u00a0]+", "sobra el espacio de detrás del signo"),
        (r"(?<=[0-9])%", "falta un espacio entre el número y %"),
        (r"(?<![0-9.,])[0-9]{5,}", "los millares se separan con un espacio"),
        (r"(?<=\w) --? (?=\w)", "un guion no es una raya: —"),
        (r"\b(?P<doble>[^\W\d_]+)\s+(?P=doble)\b", "la palabra se repite"),
    )
]


class Diccionario(NamedTuple):
    """Cómo llama Hunspell al de una lengua, y el paquete de Debian que lo trae."""

    nombre: str
    paquete: str


DICCIONARIOS = {  # los que no se llaman como su lengua
    "de": Diccionario("de_DE", "hunspell-de-de"),
    "en": Diccionario("en_US", "hunspell-en-us"),
    "es": Diccionario("es_ES", "hunspell-es"),
    "gl": Diccionario("gl_ES", "hunspell-gl-es"),
    "it": Diccionario("it_IT", "hunspell-it"),
    "pt": Diccionario("pt_PT", "hunspell-pt-pt"),
}
ESPANOLA, INGLESA = "es", "en"


class FaltaHunspell(NoSePuede):
    """No está Hunspell, o no está el diccionario que hace falta."""

    def __init__(self, diccionario: Diccionario) -> None:
        super().__init__(
            f"para revisar la ortografía hace falta Hunspell con el diccionario {diccionario.nombre}: "
            f"en Debian y Ubuntu, apt-get install hunspell {diccionario.paquete}"
        )


def diccionario_de(lengua: str) -> Diccionario:
    """El de la lengua de un libro, o el de la de su país si lo dice.

    >>> diccionario_de("es"), diccionario_de("pt-BR")[0], diccionario_de("hu")[1]
    (Diccionario(nombre='es_ES', paquete='hunspell-es'), 'pt_BR', 'hunspell-hu')
    """
    if lengua in DICCIONARIOS:
        return DICCIONARIOS[lengua]
    sola, _, pais = lengua.replace("-", "_").partition("_")
    nombre = f"{sola}_{pais.upper()}" if pais else sola
    paquete = ESPANOLA if sola == ESPANOLA else nombre.replace("_", "-").lower()
    return Diccionario(nombre, f"hunspell-{paquete}")


def faltas_de_lengua(libro: Libro, paginas: Iterable[Pagina]) -> list[Falta]:
    """Las faltas de ortografía, de tipografía y de nombre de las páginas.

    Errores: `FaltaHunspell` si no está Hunspell o su diccionario.
    """
    paginas, lengua = list(paginas), lengua_del_libro(libro.config)
    terminos, espanol = list(_terminos(libro)), lengua.startswith(ESPANOLA)
    faltas = {
        falta
        for pagina in paginas
        for hallazgos in (nombres(pagina, terminos), tipografia(pagina) if espanol else ())
        for falta in hallazgos
    }
    propias = frozenset(lineas_de(libro.raiz / PALABRAS))
    return sorted({*faltas, *ortografia(paginas, propias, idiomas_de(libro.raiz), lengua)})


# ——— Ortografía ———


def ortografia(
    paginas: Iterable[Pagina], propias: frozenset[str], idiomas: Idiomas = NINGUNO, lengua: str = ESPANOLA
) -> list[Falta]:
    """Las palabras que no están ni en el diccionario ni entre las `propias` del libro ni en otros idiomas."""
    patron = CONTRAIDA if lengua.startswith(INGLESA) else PALABRA
    sitios = [(pagina, casa) for pagina in paginas for casa in patron.finditer(_sin_tramos(pagina, idiomas))]
    nuevas = {casa[0] for _, casa in sitios if not {casa[0], casa[0].lower()} & propias}
    malas = desconocidas(sorted(nuevas), diccionario_de(lengua))
    return [
        _falta(pagina, casa.start(), _desconocida(casa[0], malas[casa[0]]))
        for pagina, casa in sitios
        if casa[0] in malas
    ]


def _sin_tramos(pagina: Pagina, idiomas: Idiomas) -> str:
    """La prosa de una página, con lo que está en otra lengua tachado."""
    letras = list(pagina.prosa)
    for inicio, fin, _ in idiomas.tramos(pagina.prosa):
        letras[inicio:fin] = TACHADO * (fin - inicio)
    return "".join(letras)


def desconocidas(palabras: list[str], diccionario: Diccionario) -> dict[str, list[str]]:
    """Las palabras que Hunspell no conoce, con lo que propone en su lugar."""
    return {
        palabra: respuesta.partition(": ")[2].split(", ") if respuesta[0] == "&" else []
        for palabra, respuesta in zip(palabras, _hunspell(palabras, diccionario), strict=True)
        if respuesta[0] in "&#"
    }


def _hunspell(palabras: list[str], diccionario: Diccionario) -> list[str]:
    """Lo que contesta Hunspell, una línea por palabra: `& mal 2 0: mala, más`, `# xyz 0` o `*`."""
    entrada = "".join(f"^{palabra}\n" for palabra in palabras).replace("’", "'")
    try:
        proceso = subprocess.run(
            ["hunspell", "-a", "-d", diccionario.nombre, "-i", "utf-8"],
            input=entrada,
            capture_output=True,
            encoding="utf-8",
        )
    except FileNotFoundError:
        raise FaltaHunspell(diccionario) from None
    if proceso.returncode or not proceso.stdout.startswith("@"):
        raise FaltaHunspell(diccionario)
    return [linea for linea in proceso.stdout.splitlines()[1:] if linea.strip()]


def _desconocida(palabra: str, propuestas: list[str]) -> str:
    if not propuestas:
        return f"«{palabra}» no está en el diccionario"
    return f"«{palabra}» no está en el diccionario (¿{propuestas[0]}?)"


# ——— Tipografía ———


def tipografia(pagina: Pagina) -> Iterator[Falta]:
    """Comillas, puntos suspensivos, espacios, millares, rayas y signos que se abren y no se cierran."""
    for patron, consejo in REGLAS:
        for casa in patron.finditer(pagina.prosa):
            inicio = casa.start("aqui") if "aqui" in patron.groupindex else casa.start()
            yield _falta(pagina, inicio, consejo)
    for parrafo in PARRAFO.finditer(pagina.prosa):
        yield from _parejas(pagina, parrafo)


def _parejas(pagina: Pagina, parrafo: re.Match[str]) -> Iterator[Falta]:
    """En un párrafo, cada « se cierra y cada ? se abre."""
    abiertos: list[tuple[str, int]] = []
    for n, signo in enumerate(parrafo[0], parrafo.start()):
        if signo in PAREJAS.values():
            abiertos.append((signo, n))
        elif signo in PAREJAS and not pagina.prosa.startswith("![", n):  # una imagen
            if abiertos and abiertos[-1][0] == PAREJAS[signo]:
                abiertos.pop()
            else:
                yield _falta(pagina, n, f"{_citado(signo)} cierra lo que no se ha abierto")
    for signo, n in abiertos:
        yield _falta(pagina, n, f"{_citado(signo)} se abre y no se cierra")


def _citado(signo: str) -> str:
    return signo if signo in "«»" else f"«{signo}»"


# ——— Una cosa, un nombre ———


def nombres(pagina: Pagina, terminos: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[Falta]:
    """Lo que no se dice así en este libro; en cursiva o en una cita se puede mencionar."""
    prosa = CURSIVA_O_CITA.sub(lambda casa: TACHADO * len(casa[0]), pagina.prosa)
    for patron, consejo in terminos:
        for casa in patron.finditer(prosa):
            yield _falta(pagina, casa.start(), f"«{' '.join(casa[0].split())}» aquí se dice {consejo}")


def _terminos(libro: Libro) -> Iterator[tuple[re.Pattern[str], str]]:
    for linea in lineas_de(libro.raiz / TERMINOS):
        patron, _, consejo = linea.partition(" -> ")
        con_saltos = r"\s+".join(patron.split())
        yield re.compile(rf"\b(?:{con_saltos})\b", re.IGNORECASE), consejo.strip()


def _falta(pagina: Pagina, posicion: int, mensaje: str) -> Falta:
    return Falta(pagina.ruta, *pagina.lugar(posicion), mensaje)
