"""Lo que un libro dice de sus ediciones de leer fuera de la web, en `imprenta:` de `_config.yml`.

    imprenta:
      edicion: {editorial: …, licencia_del_texto: CC BY 4.0, licencia_del_codigo: MIT}
      papel: {formato: 170mm x 240mm, margenes: {dentro: 21mm}, cuerpo: 9.5pt, letra: …, isbn: …}
      epub: {cubierta: cubierta.svg, isbn: …}

Todo es optativo: lo que no se dice lo pone la plantilla.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imprenta.libro.isbn import isbn_escrito

MILIMETROS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
HOJAS = {  # ancho y alto, en milímetros
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "b5": (176.0, 250.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}
MARGENES = ("dentro", "fuera", "arriba", "abajo")
CLAVES_DE_LETRA = ("letra", "letra_de_titulos", "letra_de_codigo", "letra_de_formulas")
LONGITUD = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(MILIMETROS)})")


@dataclass(frozen=True)
class Papel:
    """Cómo quiere un libro su edición en papel; vacío es «lo que diga la plantilla».

    `ancho`, `alto` y `margenes`, en milímetros; `cuerpo`, en puntos; las letras, por orden de preferencia, y
    `letras`, la carpeta que las trae; `cubierta` y `letras`, rutas desde la raíz del libro.
    """

    ancho: float = 170.0
    alto: float = 240.0
    margenes: Mapping[str, float] | None = None
    cuerpo: float | None = None
    letras: str = ""
    letra: tuple[str, ...] = ()
    letra_de_titulos: tuple[str, ...] = ()
    letra_de_codigo: tuple[str, ...] = ()
    letra_de_formulas: tuple[str, ...] = ()
    cubierta: str = ""
    isbn: str = ""


@dataclass(frozen=True)
class Epub:
    """La cubierta del EPUB, una ruta desde la raíz del libro, y su ISBN, que no es el del papel."""

    cubierta: str = ""
    isbn: str = ""


@dataclass(frozen=True)
class Creditos:
    """Lo que va en la página de créditos y no se sabe de otra manera."""

    editorial: str = ""
    licencia_del_texto: str = ""
    licencia_del_codigo: str = ""


def papel_de(config: Mapping[str, Any]) -> Papel:
    """El papel que pide un `_config.yml` ya comprobado.

    >>> papel = papel_de({"imprenta": {"papel": {"formato": "a5", "letra": "Garamond", "cuerpo": "11pt"}}})
    >>> papel.ancho, papel.alto, papel.letra, papel.cuerpo, papel.margenes
    (148.0, 210.0, ('Garamond',), 11.0, None)
    """
    dicho = _dicho(config, "papel")
    ancho, alto = formato_de(dicho["formato"]) if "formato" in dicho else (Papel.ancho, Papel.alto)
    letras: dict[str, Any] = {clave: _varias(dicho.get(clave, ())) for clave in CLAVES_DE_LETRA}
    return Papel(
        ancho,
        alto,
        margenes_de(dicho["margenes"]) if "margenes" in dicho else None,
        medida_en("pt", dicho["cuerpo"]) if "cuerpo" in dicho else None,
        dicho.get("letras", ""),
        **letras,
        cubierta=dicho.get("cubierta", ""),
        isbn=isbn_escrito(str(dicho.get("isbn", ""))),
    )


def epub_de(config: Mapping[str, Any]) -> Epub:
    """El EPUB que pide un `_config.yml` ya comprobado."""
    dicho = _dicho(config, "epub")
    return Epub(dicho.get("cubierta", ""), isbn_escrito(str(dicho.get("isbn", ""))))


def creditos_de(config: Mapping[str, Any]) -> Creditos:
    """Los créditos que dice un `_config.yml` ya comprobado."""
    return Creditos(**_dicho(config, "edicion"))


def medida_en(unidad: str, texto: str) -> float:
    """Una medida, en `mm` o en `pt`; lanza `ValueError` si no se entiende.

    >>> medida_en("mm", "6in"), medida_en("mm", "2.1 cm"), medida_en("pt", "9.5pt")
    (152.4, 21.0, 9.5)
    """
    casa = LONGITUD.fullmatch(texto.strip())
    if not casa:
        raise ValueError(f"«{texto}» no es una medida: `20mm`, `2.5cm`, `6in`, `10pt`")
    return round(float(casa[1]) * MILIMETROS[casa[2]] / MILIMETROS[unidad], 3)


def formato_de(texto: str) -> tuple[float, float]:
    """El ancho y el alto de una página, en milímetros; lanza `ValueError` si no se entiende.

    >>> formato_de("A4"), formato_de("170mm x 240mm")
    ((210.0, 297.0), (170.0, 240.0))
    """
    if conocido := HOJAS.get(texto.strip().lower()):
        return conocido
    lados = re.split(r"[x×]", texto)
    if len(lados) != 2:
        raise ValueError(f"«{texto}» no es un formato: {', '.join(HOJAS)} o dos medidas, `170mm x 240mm`")
    ancho, alto = (medida_en("mm", lado) for lado in lados)
    return ancho, alto


def margenes_de(dicho: str | Mapping[str, str]) -> dict[str, float]:
    """Los márgenes que se dicen, en milímetros: uno para los cuatro lados o cada uno el suyo."""
    lados = dict.fromkeys(MARGENES, dicho) if isinstance(dicho, str) else dicho
    return {lado: medida_en("mm", medida) for lado, medida in lados.items()}


def _dicho(config: Mapping[str, Any], seccion: str) -> dict[str, Any]:
    return dict((config.get("imprenta") or {}).get(seccion) or {})


def _varias(dicho: Any) -> tuple[str, ...]:
    return (dicho,) if isinstance(dicho, str) else tuple(dicho)
