"""El paquete: qué lleva el archivo, de quién es y cómo se puede leer; y el archivo, siempre igual."""

from __future__ import annotations

import io
import re
import time
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

EN_EL_EPUB = "EPUB"
TIPOS_DE_MEDIO = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".otf": "font/otf",
    ".woff2": "font/woff2",
}
DE_IMAGEN = frozenset(sufijo for sufijo, tipo in TIPOS_DE_MEDIO.items() if tipo.startswith("image/"))
CONTENEDOR = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="{EN_EL_EPUB}/libro.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
PRIMER_DIA = 315_532_800  # 1 de enero de 1980: un zip no sabe de antes


class PiezaDelPaquete(NamedTuple):
    """Un archivo del libro; los que se leen van en el lomo, por orden."""

    nombre: str
    octetos: bytes
    propiedades: tuple[str, ...] = ()
    en_el_lomo: bool = False


@dataclass(frozen=True)
class Ficha:
    """Lo que un catálogo sabe de un libro."""

    titulo: str
    lengua: str
    autores: Sequence[str] = ()
    editorial: str = ""
    derechos: str = ""
    descripcion: str = ""
    materias: Sequence[str] = ()
    identificador: str = ""
    direccion: str = ""
    instante: int = 0
    accesible: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def nombre_unico(self) -> str:
        """Su identificador o, si no lo tiene, uno que sale siempre del mismo título y la misma dirección.

        >>> Ficha("Un libro", "es").nombre_unico == Ficha("Un libro", "en").nombre_unico
        True
        """
        propio = re.sub(r"[\s-]", "", self.identificador)
        if re.fullmatch(r"97[89]\d{10}", propio):
            return f"urn:isbn:{propio}"
        return (
            self.identificador
            or f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.direccion}#{self.titulo}')}"
        )


def ficha_en_xml(ficha: Ficha) -> str:
    """Los metadatos, como los pide EPUB."""
    fecha = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(max(ficha.instante, PRIMER_DIA)))
    campos = [
        f'<dc:identifier id="libro">{escape(ficha.nombre_unico)}</dc:identifier>',
        f"<dc:title>{escape(ficha.titulo)}</dc:title>",
        f"<dc:language>{escape(ficha.lengua)}</dc:language>",
        *(f"<dc:creator>{escape(autor)}</dc:creator>" for autor in ficha.autores),
        *([f"<dc:publisher>{escape(ficha.editorial)}</dc:publisher>"] if ficha.editorial else []),
        *([f"<dc:rights>{escape(ficha.derechos)}</dc:rights>"] if ficha.derechos else []),
        *([f"<dc:description>{escape(ficha.descripcion)}</dc:description>"] if ficha.descripcion else []),
        *(f"<dc:subject>{escape(materia)}</dc:subject>" for materia in ficha.materias),
        *([f"<dc:date>{fecha[:10]}</dc:date>"] if ficha.instante else []),
        f'<meta property="dcterms:modified">{fecha}</meta>',
    ]
    for propiedad, valores in ficha.accesible.items():
        campos += [f'<meta property="schema:{propiedad}">{escape(valor)}</meta>' for valor in valores]
    return "\n".join(campos)


def opf(ficha: Ficha, piezas: Sequence[PiezaDelPaquete]) -> str:
    """El documento del paquete."""
    nombres = {pieza.nombre: f"n{numero}" for numero, pieza in enumerate(piezas)}
    manifiesto = "\n".join(
        f'<item id="{nombres[pieza.nombre]}" href={quoteattr(pieza.nombre)} '
        f'media-type="{_tipo(pieza.nombre)}"'
        + (f' properties="{" ".join(pieza.propiedades)}"' if pieza.propiedades else "")
        + "/>"
        for pieza in piezas
    )
    en_el_lomo = (nombres[pieza.nombre] for pieza in piezas if pieza.en_el_lomo)
    lomo = "\n".join(f'<itemref idref="{nombre}"/>' for nombre in en_el_lomo)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="libro" '
        f'xml:lang={quoteattr(ficha.lengua)} prefix="schema: http://schema.org/">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{ficha_en_xml(ficha)}\n</metadata>\n'
        f"<manifest>\n{manifiesto}\n</manifest>\n<spine>\n{lomo}\n</spine>\n</package>\n"
    )


def _tipo(nombre: str) -> str:
    return TIPOS_DE_MEDIO[Path(nombre).suffix]


def empaquetar(ficha: Ficha, piezas: Sequence[PiezaDelPaquete]) -> bytes:
    """El archivo: lo mismo da siempre los mismos octetos, se haga cuando y donde se haga."""
    dentro: Iterable[tuple[str, bytes]] = [
        ("META-INF/container.xml", CONTENEDOR.encode()),
        (f"{EN_EL_EPUB}/libro.opf", opf(ficha, piezas).encode()),
        *((f"{EN_EL_EPUB}/{pieza.nombre}", pieza.octetos) for pieza in piezas),
    ]
    fecha = time.gmtime(max(ficha.instante, PRIMER_DIA))[:6]
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as archivo:
        archivo.writestr(_entrada("mimetype", fecha, zipfile.ZIP_STORED), "application/epub+zip")
        for nombre, octetos in dentro:
            archivo.writestr(_entrada(nombre, fecha, zipfile.ZIP_DEFLATED), octetos)
    return salida.getvalue()


def _entrada(nombre: str, fecha: tuple[int, ...], compresion: int) -> zipfile.ZipInfo:
    entrada = zipfile.ZipInfo(nombre, fecha)  # type: ignore[arg-type]  # son seis números
    entrada.compress_type = compresion
    entrada.create_system, entrada.external_attr = 3, 0o644 << 16  # también en Windows
    return entrada
