"""El aparato del libro: el glosario en orden, cada término enlazado una vez y a cada capítulo lo suyo.

Lo que llevan los capítulos, que son las páginas que numera el índice, lo dice cada libro en su `_config.yml`:

    imprenta:
      capitulos:
        llevan: ["## Resumen"]  # renglones que empiezan así
        terminos: 4             # enlaces al glosario, como poco
        acaban: los ejercicios  # lo que dice su último renglón
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imprenta.libro.bloque import Clase, todos
from imprenta.libro.espanol import orden
from imprenta.libro.libro import Libro, capitulos
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina, Tipo
from imprenta.repasar.enlaces import ANCLA, glosarios, nombrado

VOZ_DE_INDICE = re.compile(r"(?![\s:]|\.\. )(?P<voz>.+?)[ \t]*")
Hallazgo = tuple[int, str]  # una posición del texto y lo que está mal en ella


@dataclass(frozen=True)
class Exigencia:
    """Lo que un libro pide a sus capítulos; de serie, nada."""

    llevan: tuple[str, ...] = ()
    terminos: int = 0
    acaban: str = ""


def aparato(libro: Libro, paginas: Iterable[Pagina]) -> list[Falta]:
    """Lo que está mal en los glosarios, en los enlaces a ellos y en los capítulos.

    Errores: `LibroIlegible` si `imprenta:` no está bien escrito en `_config.yml`.
    """
    exigencia, paginas = _exigencia(libro), list(paginas)
    numerados = {ruta.relative_to(libro.raiz) for ruta in capitulos(libro)}
    vistas: dict[str, str] = {}
    return sorted(
        Falta(pagina.ruta, *pagina.lugar(posicion), mensaje)
        for pagina in paginas
        for hallazgos in (
            _voces(pagina),
            _enlazados(pagina),
            _repetidas(pagina, vistas),
            _capitulo(pagina, exigencia) if pagina.ruta in numerados else (),
        )
        for posicion, mensaje in hallazgos
    )


# ——— En todas las páginas ———


def _voces(pagina: Pagina) -> Iterator[Hallazgo]:
    """Las voces de un glosario fuera de su sitio o repetidas; con `:sorted:` las ordena Sphinx."""
    for glosario in glosarios(pagina):
        lineas = pagina.en_lineas
        las_ordena_sphinx = any(":sorted:" in lineas.linea(n) for n in range(glosario.desde, glosario.cuerpo))
        anterior, ultima, vistas = "", -2, set[str]()
        for n in range(glosario.cuerpo, glosario.fin):
            if (casa := VOZ_DE_INDICE.fullmatch(lineas.linea(n))) is None:
                continue
            voz, posicion = casa["voz"], lineas.principio(n)
            if voz.casefold() in vistas:
                yield posicion, f"«{voz}» ya está en el glosario"
            elif n != ultima + 1:  # debajo mismo de otra es un sinónimo suyo
                if orden(voz) < orden(anterior) and not las_ordena_sphinx:
                    donde = f"va delante de «{anterior}»"
                    yield posicion, f"«{voz}» {donde}: el glosario sigue el orden alfabético"
                anterior = voz
            ultima = n
            vistas.add(voz.casefold())


def _terminos(pagina: Pagina) -> Iterator[tuple[int, str]]:
    """Cada `{term}` de una página: dónde está y qué voz nombra."""
    for marca in pagina.marcas:
        if marca.tipo is Tipo.ROL and marca.nombre == "term":
            yield marca.texto[0], nombrado(pagina.texto[slice(*marca.texto)])


def _enlazados(pagina: Pagina) -> Iterator[Hallazgo]:
    """Los términos que ya se habían enlazado en la página; en un glosario se enlazan unas voces con otras."""
    if any(True for _ in glosarios(pagina)):
        return
    primeros: dict[str, int] = {}
    for posicion, voz in _terminos(pagina):
        primero = primeros.setdefault(voz.casefold(), posicion)
        if primero != posicion:
            yield posicion, f"«{voz}» ya se enlaza al glosario en la línea {pagina.lugar(primero)[0]}"


def _repetidas(pagina: Pagina, vistas: dict[str, str]) -> Iterator[Hallazgo]:
    """Las anclas `{#nombre}` que ya están en otro sitio del libro."""
    for posicion, ancla in _anclas(pagina):
        sitio = f"{pagina.ruta}:{pagina.lugar(posicion)[0]}"
        if (primero := vistas.setdefault(ancla.casefold(), sitio)) != sitio:
            yield posicion, f"el ancla «{ancla}» ya está en {primero}"


def _anclas(pagina: Pagina) -> Iterator[tuple[int, str]]:
    for bloque in todos(pagina.bloques):
        if bloque.clase is Clase.ATRIBUTOS and bloque.nombre:
            principio = pagina.en_lineas.principio(bloque.desde)
            yield pagina.texto.index(bloque.nombre, principio), bloque.nombre
    for marca in pagina.marcas:
        if marca.tipo is Tipo.ATRIBUTOS:
            for casa in ANCLA.finditer(pagina.texto, *marca.destino):
                yield casa.start(1), casa[1]


# ——— En los capítulos ———


def _capitulo(pagina: Pagina, exigencia: Exigencia) -> Iterator[Hallazgo]:
    """Lo que a un capítulo le falta de lo que su libro pide."""
    escrito = pagina.texto.rstrip()
    ultimo = max((hueco.end() for hueco in re.finditer(r"\n\s*\n", escrito)), default=0)
    for comienzo in exigencia.llevan:
        if not any(renglon.startswith(comienzo) for renglon in escrito.split("\n")):
            yield 0, f"el capítulo no lleva «{comienzo}»"
    if (enlaces := len(list(_terminos(pagina)))) < exigencia.terminos:
        yield 0, f"enlaces al glosario: {enlaces}, y se piden {exigencia.terminos}"
    if exigencia.acaban not in " ".join(escrito[ultimo:].split()):
        yield ultimo, f"el capítulo no acaba con «{exigencia.acaban}»"


def _exigencia(libro: Libro) -> Exigencia:
    """Lo que dice `imprenta: capitulos:`."""
    dicho = (libro.config.get("imprenta") or {}).get("capitulos", {})
    return Exigencia(**dicho | {"llevan": tuple(dicho.get("llevan", ()))})
