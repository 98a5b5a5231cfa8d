"""Lo que el libro dice de sí mismo: con ello hace la plantilla la cubierta, los créditos y los rótulos."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from imprenta.pintar.edicion import Edicion
from imprenta.pintar.papel.escritura import Crudo, Valor, valor
from imprenta.pintar.papel.rotulos import rotulos_de

if TYPE_CHECKING:
    from sphinx.config import Config

LONGITUD = re.compile(r"\d+(?:\.\d+)?(?:mm|cm|in|pt)")
CLASES = {"figura": "figure", "tabla": "table", "codigo": "code-block", "seccion": "section"}
NO_SON_DE_LA_HOJA = {"isbn", "cubierta", "licencia_texto", "licencia_codigo"}
Papel = Mapping[str, Any]


def mostrar(
    config: Config, papel: Papel, edicion: Edicion, subtitulo: str, cobertura: str, cubierta: Valor
) -> str:
    """La llamada que da a todo el libro la forma de la plantilla."""
    lengua, _separador, region = str(config.language or "en").replace("_", "-").partition("-")
    de_lo_numerado = {nombre: rotulo_de(config, clase) for nombre, clase in CLASES.items()}
    argumentos: dict[str, Valor] = {
        "titulo": str(config.project or config.html_title or ""),
        "subtitulo": subtitulo,
        "autores": autores_de(config.author),
        "lengua": lengua.lower(),
        "region": region or None,
        "edicion": _edicion(config, papel, edicion, cobertura),
        "rotulos": {**rotulos_de(lengua), **de_lo_numerado},
        "papel": {
            clave: _de_la_hoja(dicho) for clave, dicho in papel.items() if clave not in NO_SON_DE_LA_HOJA
        },
        "cubierta": cubierta,
    }
    dichos = "".join(f"  {nombre}: {valor(suyo)},\n" for nombre, suyo in argumentos.items())
    return f"#show: libro.with(\n{dichos})\n"


def autores_de(dicho: str) -> tuple[str, ...]:
    """Los autores de `_config.yml`, que van en un solo texto.

    >>> autores_de("Ana Ruiz, Luis Gil and Eva Paz")
    ('Ana Ruiz', 'Luis Gil', 'Eva Paz')
    """
    return tuple(autor.strip() for autor in re.split(r",|\s+and\s+|;", dicho) if autor.strip())


def rotulo_de(config: Config, clase: str) -> str:
    """Cómo llama Sphinx a lo que numera: de «Fig. %s», «Fig.».

    El que el libro no cambie se lee en su lengua.
    """
    dicho = str(config.numfig_format.get(clase, ""))
    return re.sub(r"%s|\{number\}|:?\s*\{name\}", "", dicho).strip()


def _edicion(config: Config, papel: Papel, edicion: Edicion, cobertura: str) -> Valor:
    copyright_ = config.copyright if isinstance(config.copyright, str) else ", ".join(config.copyright or ())
    return {
        "version": edicion.version,
        "fecha": edicion.fecha_en(str(config.language or "en")),
        "commit": edicion.commit,
        "licencia-texto": str(papel.get("licencia_texto") or edicion.licencia_del_texto),
        "licencia-codigo": str(papel.get("licencia_codigo") or edicion.licencia_del_codigo),
        "copyright": copyright_,
        "isbn": str(papel.get("isbn") or ""),
        "direccion": str(config.html_baseurl or ""),
        "cobertura": cobertura,
        "palabras": tuple(palabra.strip() for palabra in edicion.palabras.split(",") if palabra.strip()),
    }


def _de_la_hoja(dicho: object) -> Valor:
    """Un valor de la configuración del papel; lo que es una longitud, como longitud."""
    if isinstance(dicho, Mapping):
        return {str(clave): _de_la_hoja(suyo) for clave, suyo in dicho.items()}
    if isinstance(dicho, list):
        return tuple(map(_de_la_hoja, dicho))
    if isinstance(dicho, bool | int | float):
        return dicho
    return Crudo(str(dicho)) if LONGITUD.fullmatch(str(dicho)) else str(dicho)
