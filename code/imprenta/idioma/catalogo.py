"""El catálogo de una lengua: un archivo de gettext, que lee Babel, con todas las plantillas traducidas."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from imprenta.idioma.plantillas import Plantilla
from imprenta.idioma.traduccion import Traductor

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

ESPANOL, INGLES = "es", "en"
LENGUAS_DE_LA_IMPRENTA = (ESPANOL, INGLES)
ANCHO_DEL_CATALOGO = 110


def archivo_de(idioma: str) -> Path:
    """Dónde está el catálogo de una lengua."""
    return Path(__file__).with_name(f"{idioma}.po")


def traducciones_de(idioma: str) -> dict[str, str]:
    """Cada plantilla en español, con su traducción; las que no la tienen, no están."""
    from babel.messages.pofile import read_po  # solo quien no habla español lo paga

    with archivo_de(idioma).open("rb") as archivo:
        catalogo = read_po(archivo, locale=idioma)
    return {str(uno.id): str(uno.string) for uno in catalogo if uno.id and uno.string}


@cache
def traductor_de(idioma: str) -> Traductor:
    """Quien traduce a esa lengua."""
    return Traductor(Plantilla(*par) for par in traducciones_de(idioma).items())


def catalogo_escrito(
    idioma: str, mensajes: Mapping[str, list[str]], traducciones: Mapping[str, str]
) -> bytes:
    """El catálogo con los mensajes de ahora, en su orden, y lo que se sepa decir de ellos: sin fechas."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogo: Catalog = Catalog(locale=idioma, domain="imprenta", fuzzy=False, header_comment="")
    for mensaje, archivos in mensajes.items():
        lugares = [(archivo, 0) for archivo in archivos]
        catalogo.add(mensaje, traducciones.get(mensaje, ""), locations=lugares)
    salida = io.BytesIO()
    write_po(salida, catalogo, width=ANCHO_DEL_CATALOGO, omit_header=True, include_lineno=False)
    cabecera = (
        f'msgid ""\nmsgstr ""\n"Language: {idioma}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return cabecera.encode() + salida.getvalue()
