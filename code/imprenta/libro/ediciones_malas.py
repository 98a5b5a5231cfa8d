"""Lo que `_config.yml` no dice como debe de sus ediciones, con su lugar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from imprenta.libro.archivos import por_que_no_es_archivo, por_que_no_es_carpeta
from imprenta.libro.forma import Malforme, malformes
from imprenta.libro.isbn import reparo_al_isbn
from imprenta.libro.papel import CLAVES_DE_LETRA, MARGENES, formato_de, margenes_de, medida_en, papel_de
from imprenta.libro.yaml_escrito import lugar_de, valor_en

DE_PAGINA, DE_CUERPO = (70.0, 900.0), (6.0, 24.0)  # milímetros y puntos que se pueden componer
AL_TEXTO = 40.0  # milímetros que los márgenes tienen que dejarle, por lo menos
DEL_PAPEL, DEL_EPUB = (".typ", ".svg", ".png", ".jpg", ".pdf"), (".svg", ".png", ".jpg")

FORMAS_DE_LAS_EDICIONES: dict[str, Any] = {
    "edicion": {"editorial": str, "licencia_del_texto": str, "licencia_del_codigo": str},
    "papel": {
        "formato": str,
        "margenes": (str, dict.fromkeys(MARGENES, str)),
        "cuerpo": str,
        "letras": str,
        **dict.fromkeys(CLAVES_DE_LETRA, (str, list)),
        "cubierta": str,
        "isbn": (str, int),
    },
    "epub": {"cubierta": str, "isbn": (str, int)},
}


def ediciones_malas(raiz: Path, config: yaml.Node) -> Iterator[Malforme]:
    """Lo que `imprenta: edicion:`, `papel:` y `epub:` no dicen como deben."""
    for nombre, forma in FORMAS_DE_LAS_EDICIONES.items():
        seccion = valor_en(config, "imprenta", nombre)
        if seccion is None or seccion.tag.endswith(":null"):
            continue
        malas = [*malformes(nombre, seccion, forma)]
        yield from malas or _valores_malos(raiz, nombre, seccion)


def _valores_malos(raiz: Path, nombre: str, seccion: yaml.Node) -> Iterator[Malforme]:
    sufijos = DEL_PAPEL if nombre == "papel" else DEL_EPUB
    reparos: dict[str, Callable[[Any], str]] = {
        "formato": _reparo(_formato),
        "margenes": _reparo(margenes_de),
        "cuerpo": _reparo(_cuerpo),
        "isbn": reparo_al_isbn,
        "letras": lambda carpeta: _reparo_a_las_letras(raiz, carpeta),
        "cubierta": lambda ruta: _reparo_a_la_cubierta(raiz, ruta, sufijos),
    }
    malos = [
        (*lugar_de(valor), reparo)
        for clave, valor in seccion.value
        if clave.value in reparos and (reparo := reparos[clave.value](_dato(valor)))
    ]
    yield from malos or (_sin_sitio(seccion) if nombre == "papel" else ())


def _sin_sitio(papel: yaml.Node) -> Iterator[Malforme]:
    """Los márgenes que no dejan sitio al texto."""
    pedido, margenes = papel_de({"imprenta": {"papel": _dato(papel)}}), valor_en(papel, "margenes")
    suyos = pedido.margenes or {}
    for lado, opuestos in ((pedido.ancho, MARGENES[:2]), (pedido.alto, MARGENES[2:])):
        if margenes and lado - sum(suyos.get(uno, 0) for uno in opuestos) < AL_TEXTO:
            yield *lugar_de(margenes), f"de {lado:g} mm, los márgenes no dejan al texto ni {AL_TEXTO:g}"


def _formato(texto: str) -> None:
    for lado in formato_de(texto):
        _entre(lado, *DE_PAGINA, "una página mide", "mm")


def _cuerpo(medida: str) -> None:
    _entre(medida_en("pt", medida), *DE_CUERPO, "la letra del texto mide", "pt")


def _entre(valor: float, menor: float, mayor: float, que: str, unidad: str) -> None:
    if not menor <= valor <= mayor:
        raise ValueError(f"{que} entre {menor:g} y {mayor:g} {unidad}, y aquí dice {valor:g}")


def _reparo(leer: Callable[[Any], object]) -> Callable[[Any], str]:
    """Lo que dice una lectura de lo que no entiende, o nada."""

    def reparo(dicho: Any) -> str:
        try:
            leer(dicho)
        except ValueError as error:
            return str(error)
        return ""

    return reparo


def _reparo_a_la_cubierta(raiz: Path, ruta: str, sufijos: tuple[str, ...]) -> str:
    if por_que := por_que_no_es_archivo(raiz / ruta):
        return f"la cubierta «{ruta}» {por_que}"
    return "" if Path(ruta).suffix in sufijos else f"la cubierta «{ruta}» ha de ser {', '.join(sufijos)}"


def _reparo_a_las_letras(raiz: Path, carpeta: str) -> str:
    if por_que := por_que_no_es_carpeta(raiz / carpeta):
        return f"la carpeta de letras «{carpeta}» {por_que}"
    hay = any(ruta.suffix.lower() in (".otf", ".ttf") for ruta in (raiz / carpeta).iterdir())
    return "" if hay else f"en «{carpeta}» no hay letras: ningún `.otf` ni `.ttf`"


def _dato(nodo: yaml.Node) -> Any:
    """Lo que dice un nodo, con los números como se escribieron."""
    if isinstance(nodo, yaml.MappingNode):
        return {clave.value: _dato(valor) for clave, valor in nodo.value}
    return [_dato(uno) for uno in nodo.value] if isinstance(nodo, yaml.SequenceNode) else nodo.value
