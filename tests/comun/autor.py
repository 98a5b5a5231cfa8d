"""Alguien que edita un libro, lo construye y lo compara con el mismo libro construido de la nada."""

import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis.strategies as st
from actas import VEINTE, dejar_un_acta
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule
from libros import CABECERA, CONFIG, celda, cumplir, dejar, llevar_lo_ejecutado, publicado

from imprenta.libro.acta import ACTA
from imprenta.libro.modelo import NoSePuede

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="9"/>\n'
EDICIONES = int(os.environ.get("EDICIONES", "60"))
POR_SERIE = 10
Libro = dict[str, str]  # el texto de cada archivo
Cambio = Callable[[Libro, random.Random], Libro]

UNA = (
    CABECERA
    + "(sec-una)=\n# Una\n\n## Apartado\n\n"
    + celda("from cuentas import doble\nx = doble(1)\nx")
    + "Vale {cifra}`2 <x>` y {afirma}`crece <x > 1>`.\n\n"
    + "```{figure} dibujo.svg\n:name: fig-dibujo\n:alt: Un dibujo\nUn pie.\n```\n\n"
    + "```{index} voz\n```\n\nBaja {download}`trozo.txt`.\n"
)
DOS = (
    CABECERA
    + "# Otra\n\n"
    + celda("from pathlib import Path\nsum(map(int, Path('datos.txt').read_text().split()))")
    + "Mira {ref}`sec-una`, {numref}`fig-dibujo`, [la primera](uno.md) y {cite}`ana`.\n\n"
    + "![El otro](otros/dibujo.svg)\n"
)
INDICE = """\
format: jb-book
root: portada
parts:
  - caption: Parte
    numbered: true
    chapters:
      - file: uno
      - file: dos
  - caption: Final
    chapters:
      - file: tres
      - file: obras
      - file: cifras
"""
FICHA = "@book{{ana, author = {{Ana Ana}}, title = {{{}}}, publisher = {{P}}, year = 2017}}\n"
PLANTILLA = '{{% extends "!layout.html" %}}\n{{% block footer %}}<p>{}</p>{{% endblock %}}\n'
INICIAL: Libro = {
    "_config.yml": CONFIG.replace(
        "html_theme:", "numfig: true, html_css_files: [estilo.css], html_static_path: [_static], html_theme:"
    ).replace("templates_path: []", "templates_path: [_plantillas]")
    + "bibtex_bibfiles: [fuentes.bib]\n",
    "_toc.yml": INDICE,
    "_static/estilo.css": "p {}\n",
    "_plantillas/layout.html": PLANTILLA.format("pie"),
    "_plantillas/404.html": "<p>No está aquí.</p>\n",
    "fuentes.bib": FICHA.format("El libro"),
    "obras.md": "# Obras\n\n```{bibliography}\n```\n",
    "cifras.md": "# Cifras\n\n```{cifras-verificadas}\n```\n",
    "portada.md": "# Portada\n\nHola.\n",
    "uno.md": UNA,
    "dos.md": DOS,
    "tres.md": "# Más\n\nVer [la otra](dos.md) y {ref}`sec-una`.\n",
    "trozo.txt": "Un trozo.\n",
    "dibujo.svg": SVG.format(1),
    "otros/dibujo.svg": SVG.format(2),
    "datos.txt": "1 2\n",
    "code/cuentas.py": "def doble(x):\n    return 2 * x\n",
}


def cambiando(archivo: str, *parejas: tuple[str, str]) -> Cambio:
    """Cambia en ese archivo un texto por otro, o el otro por el uno."""

    def cambiar(libro: Libro, azar: random.Random) -> Libro:
        uno, otro = azar.choice(parejas)
        texto = libro.get(archivo, "")
        return libro | {archivo: texto.replace(uno, otro) if uno in texto else texto.replace(otro, uno)}

    return cambiar


def poniendo(archivo: str, *textos: str) -> Cambio:
    """Cambia ese archivo por otro de esos textos."""
    return lambda libro, azar: libro | {archivo: azar.choice([t for t in textos if t != libro.get(archivo)])}


def quitando(archivo: str) -> Cambio:
    """Quita un archivo; si no está, lo pone como al principio."""

    def quitar(libro: Libro, _: random.Random) -> Libro:
        otros = {nombre: texto for nombre, texto in libro.items() if nombre != archivo}
        return otros if archivo in libro else libro | {archivo: INICIAL[archivo]}

    return quitar


def renombrando(uno: str, otro: str) -> Cambio:
    """Cambia el nombre de una página, también en el índice y donde se la enlaza."""

    def renombrar(libro: Libro, _: random.Random) -> Libro:
        viejo, nuevo = (uno, otro) if f"{uno}.md" in libro else (otro, uno)
        nombres = {f"{viejo}.md": f"{nuevo}.md"}
        return {
            nombres.get(nombre, nombre): texto.replace(f"file: {viejo}\n", f"file: {nuevo}\n").replace(
                f"({viejo}.md)", f"({nuevo}.md)"
            )
            for nombre, texto in libro.items()
        }

    return renombrar


NUEVA = "      - file: obras\n      - file: nueva\n"


def pagina_nueva(libro: Libro, azar: random.Random) -> Libro:
    """Añade una página al índice, o la quita."""
    if "nueva.md" in libro:
        sin_ella = quitando("nueva.md")(libro, azar)
        return sin_ella | {"_toc.yml": libro["_toc.yml"].replace("      - file: nueva\n", "")}
    indice = libro["_toc.yml"].replace("      - file: obras\n", NUEVA)
    return libro | {"_toc.yml": indice, "nueva.md": "# Nueva\n\nVer {ref}`sec-una`.\n"}


def otra_raiz(libro: Libro, _: random.Random) -> Libro:
    """La portada y otra página cambian de lugar."""
    indice = libro["_toc.yml"]
    for uno, otro in (("portada", "-"), ("tres", "portada"), ("-", "tres")):
        indice = indice.replace(f": {uno}\n", f": {otro}\n")
    return libro | {"_toc.yml": indice}


def un_acta(libro: Libro, azar: random.Random) -> Libro:
    """La que `semillas` deja de ese libro, con unas cuentas o con otras; del que no se lee, una en blanco."""
    cumple = azar.randrange(VEINTE)
    with TemporaryDirectory() as carpeta:
        dejar(Path(carpeta), libro)
        try:
            dejar_un_acta(Path(carpeta), lambda _: {"cumple": cumple, "de": VEINTE})
        except NoSePuede:
            return libro | {ACTA: '{"veces": 20, "paginas": {}}\n'}
        return libro | {ACTA: (Path(carpeta) / ACTA).read_text(encoding="utf-8")}


def sin_acta(libro: Libro, _: random.Random) -> Libro:
    return {nombre: texto for nombre, texto in libro.items() if nombre != ACTA}


DEL_ACTA: dict[str, Cambio] = {
    "el acta": un_acta,
    "un acta a medias": poniendo(ACTA, "{", '{"veces": 20, "paginas": []}\n'),
    "quitar el acta": sin_acta,
}
CAMBIOS: dict[str, Cambio] = {
    **DEL_ACTA,
    "la prosa": cambiando("tres.md", ("Ver", "Mira"), ("Ver", "Ve, por favor, a")),
    "la prosa de la portada": cambiando("portada.md", ("Hola", "Buenas")),
    "una cifra falsa": cambiando("uno.md", ("`2 <x>`", "`3 <x>`")),
    "una celda": cambiando("dos.md", ("sum(map", "2 * sum(map")),
    "un módulo": cambiando("code/cuentas.py", ("2 * x", "x + x"), ("2 * x", "3 * x")),
    "un título": cambiando("uno.md", ("# Una\n", "# La una\n")),
    "el título de un apartado": cambiando("uno.md", ("## Apartado", "## Otro apartado")),
    "el título de la portada": cambiando("portada.md", ("# Portada", "# El libro")),
    "una etiqueta": cambiando("uno.md", ("(sec-una)=", "(sec-otra)=")),
    "una figura más": cambiando("tres.md", ("# Más\n", "# Más\n\n![Más](otros/dibujo.svg)\n")),
    "una figura menos": cambiando("dos.md", ("![El otro](otros/dibujo.svg)\n", "")),
    "el pie": cambiando("uno.md", ("Un pie.", "Otro pie.")),
    "una voz": cambiando("uno.md", ("{index} voz", "{index} otra voz")),
    "una línea de más": cambiando("dos.md", ("# Otra\n", "# Otra\n\nUna línea.\n")),
    "una imagen": poniendo("dibujo.svg", SVG.format(3), SVG.format(4)),
    "lo que se descarga": poniendo("trozo.txt", "Otro trozo.\n", "Un trozo.\n"),
    "quitar lo que se descarga": quitando("trozo.txt"),
    "un dato": poniendo("datos.txt", "1 2\n", "2 3\n", "4 5\n"),
    "el orden": cambiando("_toc.yml", ("uno\n      - file: dos", "dos\n      - file: uno")),
    "el rótulo de una parte": cambiando("_toc.yml", ("caption: Parte", "caption: Otra parte")),
    "la numeración": cambiando("_toc.yml", ("numbered: true", "numbered: false")),
    "la raíz": otra_raiz,
    "una página nueva": pagina_nueva,
    "el nombre de una página": renombrando("tres", "cuatro"),
    "las mayúsculas de una página": renombrando("tres", "Tres"),
    "quitar una página": quitando("dos.md"),
    "el estilo": poniendo("_static/estilo.css", "p {}\n", "a {}\n", "b {}\n"),
    "un guion suelto": cambiando("_static/otro.js", ("", "1;\n")),
    "un estilo nuevo": poniendo("_static/hoja.css", "q {}\n", "i {}\n"),
    "la plantilla": poniendo("_plantillas/layout.html", *map(PLANTILLA.format, ("pie", "otro pie"))),
    "la ficha de una obra": poniendo("fuentes.bib", *map(FICHA.format, ("El libro", "El otro"))),
    "el título del libro": cambiando("_config.yml", ("title: Prueba", "title: Otro libro")),
    "una opción": cambiando("_config.yml", ("numfig: true", "numfig: false")),
    "el idioma": cambiando("_config.yml", ("language: es", "language: en")),
    "un módulo que tapa a otro": cambiando("cuentas.py", ("", "def doble(x):\n    return x + 1\n")),
    "un archivo suelto": cambiando("suelto.txt", ("", "nada\n"), ("", "algo\n")),
    "nada": lambda libro, _: libro,
}

CON_SU_WEB = "extra_extensions: [imprenta.extension, imprenta.pintar.web, imprenta.pintar.buscador]"
LIBROS: dict[str, Callable[[str], str]] = {
    "basic": lambda config: config,
    "furo": lambda config: config.replace("html_theme: basic", "html_theme: furo").replace(
        "extra_extensions: [imprenta.extension]", CON_SU_WEB
    ),
    "de serie": lambda config: config.replace("html_theme: basic, html_theme_options: {}, ", ""),
}


def con_tema(tema: str) -> Libro:
    """El libro del principio, con uno de los temas de `LIBROS`."""
    return INICIAL | {"_config.yml": LIBROS[tema](INICIAL["_config.yml"])}


def sin_vacios(libro: Libro) -> Libro:
    """Un archivo que no está y uno vacío son lo mismo para estos cambios."""
    return {nombre: texto for nombre, texto in libro.items() if texto}


def diferencias(hay: dict[str, bytes], debe: dict[str, bytes]) -> Iterator[str]:
    """De cada archivo que no es como debe, lo primero en que se distingue."""
    for nombre in sorted(hay.keys() | debe.keys()):
        pares = zip_longest(hay.get(nombre, b"").splitlines(), debe.get(nombre, b"").splitlines())
        yield from islice((f"{nombre}: {este!r}, y no {otro!r}" for este, otro in pares if este != otro), 1)


CELDA = re.compile(r"^```\{code-cell\}.*?^```$", re.MULTILINE | re.DOTALL)
Clave = tuple[tuple[str, str], ...]
hechos: dict[Clave, tuple[int, dict[str, bytes]]] = {}


def lo_que_se_ejecuta(libro: Libro) -> Clave:
    """Las celdas de un libro y lo que leen: con lo mismo, dan lo mismo."""
    celdas = ((nombre, "".join(CELDA.findall(t))) for nombre, t in libro.items() if nombre.endswith(".md"))
    leidos = ((nombre, t) for nombre, t in libro.items() if nombre.endswith((".py", ".txt", ".yml")))
    return tuple(sorted([*celdas, *leidos]))


class Autor(RuleBasedStateMachine):
    """Alguien que edita y construye."""

    raiz: Path  # donde están todas las carpetas
    inicial = INICIAL
    cumplir: Callable[[Path], int] = staticmethod(lambda raiz: cumplir("html", raiz))

    def __init__(self) -> None:
        super().__init__()
        self.libro: Libro = self.inicial
        self.bueno: dict[str, bytes] = {}
        self.esta_mal = False  # el libro, la última vez
        self.historia = [self.inicial]
        shutil.rmtree(self.raiz / "libro", ignore_errors=True)
        estado, _ = self._de_la_nada(self.inicial)
        assert estado == 0  # si no se puede construir, no se prueba nada

    @rule(que=st.sampled_from(sorted(CAMBIOS)), semilla=st.integers(0, 3))
    def editar(self, que: str, semilla: int) -> None:
        self._guardar(CAMBIOS[que](self.libro, random.Random(semilla)))
        self._construir()

    @rule(cambios=st.lists(st.sampled_from(sorted(CAMBIOS)), min_size=2, max_size=3))
    def editar_mas_de_una_cosa(self, cambios: list[str]) -> None:
        for que in cambios:
            self._guardar(CAMBIOS[que](self.libro, random.Random(0)))
        self._construir()

    @rule(que=st.sampled_from(sorted(DEL_ACTA)), semilla=st.integers(0, 3))
    def editar_el_acta(self, que: str, semilla: int) -> None:
        self._guardar(DEL_ACTA[que](self.libro, random.Random(semilla)))
        self._construir()

    @rule(cual=st.integers(0, 5))
    def volver_atras(self, cual: int) -> None:
        self._guardar(self.historia[-1 - cual % len(self.historia)])
        self._construir()

    @rule(archivo=st.sampled_from(["tres.md", "dibujo.svg", "trozo.txt", "_static/estilo.css"]))
    def guardar_con_una_fecha_vieja(self, archivo: str) -> None:
        """Como `cp -p`, `rsync -a` o un reloj que se atrasa."""
        if archivo in self.libro:
            self._guardar(self.libro | {archivo: self.libro[archivo] + "\n"})
            os.utime(self.raiz / "libro" / archivo, (1, 1))
        self._construir()

    def _guardar(self, libro: Libro) -> None:
        self.libro = sin_vacios(libro)
        self.historia.append(self.libro)
        dejar(self.raiz / "libro", self.libro)

    def _construir(self) -> None:
        dejar(self.raiz / "libro", self.libro)
        estado = self.cumplir(self.raiz / "libro")
        esperado, nuevo = self._de_la_nada(self.libro)
        assert estado == esperado, f"acaba con {estado}, y de la nada con {esperado}"
        self.esta_mal = bool(esperado)
        hay = self._publicado()
        self.bueno = self._tras_fallar(hay) if esperado else nuevo
        assert hay == self.bueno, "\n".join(diferencias(hay, self.bueno))

    def _publicado(self) -> dict[str, bytes]:
        return publicado(self.raiz / "libro")

    def _tras_fallar(self, hay: dict[str, bytes]) -> dict[str, bytes]:
        """Lo que ha de haber si el libro está mal: aquí, lo que quede de construcciones interrumpidas."""
        return hay

    def _de_la_nada(self, libro: Libro) -> tuple[int, dict[str, bytes]]:
        clave = tuple(sorted(libro.items()))
        if clave not in hechos:
            nada = self.raiz / "nada"
            shutil.rmtree(nada, ignore_errors=True)
            dejar(nada, libro)
            with self._ya_ejecutado(nada, lo_que_se_ejecuta(libro)):
                estado = cumplir("html", nada)
            hechos[clave] = estado, publicado(nada)
        return hechos[clave]

    @contextmanager
    def _ya_ejecutado(self, nada: Path, clave: Clave) -> Iterator[None]:
        """De la nada se pinta; lo que dan las mismas celdas con los mismos datos se ejecuta una sola vez."""
        guardado = self.raiz / "ejecutado" / sha256(repr(clave).encode()).hexdigest()
        llevar_lo_ejecutado(guardado, nada)
        yield
        llevar_lo_ejecutado(nada, guardado)


def series(cuantas: int) -> settings:
    """Tantas series de cambios, siempre las mismas si no se piden más."""
    return settings(
        derandomize="EDICIONES" not in os.environ,
        print_blob=True,
        max_examples=max(1, cuantas),
        stateful_step_count=POR_SERIE,
        suppress_health_check=list(HealthCheck),
    )
