"""Lo que el libro dice de sí mismo: con ello hace la plantilla la cubierta, los créditos y los rótulos."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from imprenta.libro.papel import CLAVES_DE_LETRA, creditos_de, papel_de
from imprenta.pintar.edicion import Edicion
from imprenta.pintar.papel.escritura import Crudo, ValorDeTypst, valor
from imprenta.pintar.papel.rotulos import rotulos_de

if TYPE_CHECKING:
    from sphinx.config import Config

NUMERADAS = {"figura": "figure", "tabla": "table", "codigo": "code-block", "seccion": "section"}
DelLibro = Mapping[str, Any]
"""Lo que dice `_config.yml`."""


def mostrar(
    config: Config,
    del_libro: DelLibro,
    edicion: Edicion,
    subtitulo: str,
    cobertura: str,
    cubierta: ValorDeTypst,
) -> str:
    """La llamada que da a todo el libro la forma de la plantilla."""
    lengua, _separador, region = str(config.language or "en").replace("_", "-").partition("-")
    de_lo_numerado = {nombre: rotulo_de(config, clase) for nombre, clase in NUMERADAS.items()}
    argumentos: dict[str, ValorDeTypst] = {
        "titulo": str(del_libro.get("title") or config.project),
        "subtitulo": subtitulo,
        "autores": autores_de(config.author),
        "lengua": lengua.lower(),
        "region": region or None,
        "edicion": _edicion(config, del_libro, edicion, cobertura),
        "rotulos": {**rotulos_de(lengua), **de_lo_numerado},
        "papel": _hoja(del_libro),
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
    """Cómo llama Sphinx, en la lengua del libro, a lo que numera: de «Fig. %s», «Fig.»."""
    dicho = str(config.numfig_format.get(clase, ""))
    return re.sub(r"%s|\{number\}|:?\s*\{name\}", "", dicho).strip()


def _edicion(config: Config, del_libro: DelLibro, edicion: Edicion, cobertura: str) -> ValorDeTypst:
    creditos = creditos_de(del_libro)
    derechos = config.copyright if isinstance(config.copyright, str) else ", ".join(config.copyright or ())
    return {
        "version": edicion.version,
        "fecha": edicion.fecha_en(str(config.language or "en")),
        "commit": edicion.commit,
        "licencia-texto": creditos.licencia_del_texto or edicion.licencia_del_texto,
        "licencia-codigo": creditos.licencia_del_codigo or edicion.licencia_del_codigo,
        "copyright": derechos,
        "editorial": creditos.editorial,
        "isbn": papel_de(del_libro).isbn,
        "direccion": str(config.html_baseurl or ""),
        "cobertura": cobertura,
        "palabras": tuple(palabra.strip() for palabra in edicion.palabras.split(",") if palabra.strip()),
    }


def _hoja(del_libro: DelLibro) -> ValorDeTypst:
    """Lo que el libro pide de su papel; lo que no dice lo pone la plantilla."""
    papel = papel_de(del_libro)
    margenes = {lado: Crudo(f"{ancho:g}mm") for lado, ancho in (papel.margenes or {}).items()}
    hoja: dict[str, ValorDeTypst] = {"ancho": Crudo(f"{papel.ancho:g}mm"), "alto": Crudo(f"{papel.alto:g}mm")}
    hoja |= {"margenes": margenes} if margenes else {}
    hoja |= {"cuerpo": Crudo(f"{papel.cuerpo:g}pt")} if papel.cuerpo else {}
    letras: dict[str, tuple[str, ...]] = {nombre: getattr(papel, nombre) for nombre in CLAVES_DE_LETRA}
    return hoja | {nombre.replace("_", "-"): suyas for nombre, suyas in letras.items() if suyas}
