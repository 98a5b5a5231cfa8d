"""Las imágenes pegadas en un cuaderno: van dentro de su celda, y el texto las llama `attachment:foto.png`.

Sphinx no sabe de ellas: se le dejan en el taller, cada una con el nombre que le da lo que enseña, y se le
dice dónde. Lo que va en HTML, que no mira, lleva la imagen escrita dentro.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import mimetypes
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

import nbformat

from imprenta.libro.disco import escribir
from imprenta.libro.libro import Libro
from imprenta.libro.pagina import Pagina

# Con espacios en el nombre, va entre comillas o entre ángulos: `![](<attachment:mi foto.png>)`.
ADJUNTO = re.compile(
    r"(?P<html>\bsrc\s*=\s*(?=(?P<comillas>[\"'])?)[\"']?)?(?P<angulo>(?<=<))?\battachment:"
    r"(?P<nombre>(?(angulo)[^<>\n]+|(?(comillas)[^\"'<>\n]+|[^\s)\"'<>]+)))"
)
CARPETA_DE_ADJUNTOS = "adjuntos"


class Adjunto(NamedTuple):
    """Una imagen pegada en una celda: cómo se llama en ella, de qué clase es y, en base 64, lo que enseña."""

    nombre: str
    clase: str
    datos: str

    @property
    def archivo(self) -> str:
        """El nombre que le da lo que enseña."""
        resumen = hashlib.sha256(self.datos.encode()).hexdigest()[:32]
        return resumen + (mimetypes.guess_extension(self.clase) or ".png")


def adjuntos_de(celda: Mapping[str, object]) -> dict[str, Adjunto]:
    """Las imágenes pegadas en una celda, por su nombre."""
    pegadas = celda.get("attachments")
    return {
        str(nombre): Adjunto(str(nombre), clase, datos if isinstance(datos, str) else "".join(datos))
        for nombre, clases in (pegadas.items() if isinstance(pegadas, dict) else ())
        if isinstance(clases, dict)
        for clase, datos in list(clases.items())[:1]
    }


def a_la_vista(celda: nbformat.NotebookNode, libro: Libro) -> None:
    """Deja en el disco las imágenes que nombra una celda de texto, y en el texto, dónde están."""
    pegadas = adjuntos_de(celda)
    if pegadas:
        celda.source = ADJUNTO.sub(lambda casa: _donde(casa, pegadas, libro), celda.source)


def _donde(casa: re.Match[str], pegadas: Mapping[str, Adjunto], libro: Libro) -> str:
    pegada = pegadas.get(casa["nombre"]) or pegadas.get(unquote(casa["nombre"]))
    if pegada is None:
        return casa[0]  # Sphinx dirá que no está
    if casa["html"]:
        return f"{casa['html']}data:{pegada.clase};base64,{''.join(pegada.datos.split())}"
    ruta = libro.taller / CARPETA_DE_ADJUNTOS / pegada.archivo
    try:
        octetos = base64.b64decode(pegada.datos)
    except binascii.Error:
        return casa[0]
    if not ruta.exists():
        escribir(ruta, octetos)
    return f"/{ruta.relative_to(libro.raiz).as_posix()}"


def cuaderno_del_autor(pagina: Pagina) -> nbformat.NotebookNode:
    """El cuaderno como está en su archivo; de lo que nbformat arregla, como celdas sin `id`, calla."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        escrito: nbformat.NotebookNode = nbformat.reads(pagina.cuaderno.crudo, as_version=4)
    return escrito


def adjuntos_nombrados(pagina: Pagina) -> Iterator[Adjunto]:
    """Las imágenes pegadas que nombra una página, en orden y cada vez que las nombra."""
    if "attachment" not in pagina.cuaderno.crudo:
        return
    for celda in cuaderno_del_autor(pagina).cells:
        pegadas = adjuntos_de(celda)
        for casa in ADJUNTO.finditer(celda.source) if pegadas else ():
            pegada = pegadas.get(casa["nombre"]) or pegadas.get(unquote(casa["nombre"]))
            if pegada is not None:
                yield pegada


def con_sus_adjuntos(cuaderno: nbformat.NotebookNode, pagina: Pagina) -> None:
    """Pone en cada celda de texto de un cuaderno las imágenes pegadas que nombra.

    En él se juntan celdas que llaman igual a imágenes distintas: se llaman de otra manera, en el mismo orden.
    """
    quedan = list(adjuntos_nombrados(pagina))
    for celda in cuaderno.cells if quedan else ():
        if celda.cell_type == "markdown" and "attachment:" in celda.source:
            suyas = _Tomadas(quedan)
            celda.source = ADJUNTO.sub(suyas.tomar, celda.source)
            celda["attachments"] = nbformat.from_dict(suyas.adjuntas)


class _Tomadas:
    """Las imágenes que una celda toma de las que quedan por poner."""

    def __init__(self, quedan: list[Adjunto]) -> None:
        self.quedan = quedan
        self.adjuntas: dict[str, dict[str, str]] = {}

    def tomar(self, casa: re.Match[str]) -> str:
        """Lo que se escribe por una imagen: la siguiente que se llama así."""
        nombres = (casa["nombre"], unquote(casa["nombre"]))
        cual = next((k for k, pegada in enumerate(self.quedan) if pegada.nombre in nombres), None)
        if cual is None:
            return casa[0]
        pegada = self.quedan.pop(cual)
        self.adjuntas[pegada.archivo] = {pegada.clase: pegada.datos}
        return f"{casa['html'] or ''}attachment:{pegada.archivo}"
