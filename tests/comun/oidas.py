"""Si un PDF se puede oír: lo que dicen de él dos jueces de fuera y lo que ninguno de los dos mira."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pdfua
from etiquetas import Etiqueta, Papel
from outloud.findings import Result
from outloud.registry import run_rules

# Lo que `outloud` sospecha de un libro con cifras y no es ninguna falta.
SOSPECHAS = {
    "FIG-012": "cree que un texto alternativo con más cifras que letras no dice nada",
    "ORD-001": "cuenta como desorden que el índice en columnas o una tabla se pinten por filas",
    "PAG-001": "toma por cabecera el título de un capítulo que está arriba en varias páginas",
    "TAG-002": "toma por texto callado la cabecera que una tabla repite al pasar de página",
    "TBL-011": "pide un nombre para la esquina de una tabla de doble entrada",
    "TBL-014": "toma por una tabla la cuadrícula de una figura",
    "TXT-004": "un paréntesis grande y uno pequeño son el mismo signo",
}
NO_SABE = {"UA-14-001"}  # `pdfua` tropieza en los títulos con este pikepdf: los mira `outloud`


def reparos_de_pdfua(ruta: Path) -> list[str]:
    """Lo que no le gusta a `pdfua`, y las reglas que no ha podido mirar."""
    informe = pdfua.validate(str(ruta))
    sin_mirar = [r.rule_id for r in informe.skipped if r.rule_id not in NO_SABE]
    return sin_mirar + [f"{f.rule_id}: {f.message} ({f.location.describe()})" for f in informe.findings]


def reparos_de_outloud(papel: Papel) -> list[str]:
    """Lo que no le gusta a `outloud`, salvo lo que solo sospecha."""
    resultado = Result(path=papel.documento.path)
    run_rules(papel.documento, resultado)
    rotas = [pasada.rule for pasada in resultado.runs if pasada.status == "crashed"]
    return rotas + [
        f"{f.rule}: {f.message} (página {f.page}: {f.evidence})"
        for f in resultado.sorted_findings()
        if f.rule not in SOSPECHAS and f.severity != "info"
    ]


def reparos(papel: Papel) -> list[str]:
    """Lo que ninguno mira: los textos alternativos, las cabeceras y lo que el archivo dice de sí mismo."""
    raiz = papel.raiz
    dichos = {
        "etiquetas": raiz.get("/MarkInfo", {}).get("/Marked"),
        "título a la vista": raiz.get("/ViewerPreferences", {}).get("/DisplayDocTitle"),
        "lengua": papel.documento.lang,
        "marcadores": "/Outlines" in raiz,
    }
    faltan = [f"sin {que}" for que, dicho in dichos.items() if not dicho]
    return [*faltan, *_sin_decir(papel.arbol), *_sin_cabeza(papel.arbol)]


def _sin_decir(arbol: Etiqueta) -> Iterator[str]:
    """Las figuras y las fórmulas que nadie dice, o que dicen LaTeX."""
    for una in arbol.de("Figure", "Formula"):
        dicho, latex = una.alternativo, r"[\\{}$^_]" if una.tipo == "Formula" else r"\\[a-z]"
        if not dicho.strip() or re.search(latex, dicho):
            yield f"{una.tipo} de la página {una.pagina + 1}: «{dicho}»"


def _sin_cabeza(arbol: Etiqueta) -> Iterator[str]:
    """Las tablas sin cabeceras y las cabeceras que no dicen de qué lo son."""
    for tabla in arbol.de("Table"):
        cabezas = tabla.de("TH")
        if not cabezas or any(not cabeza.alcance for cabeza in cabezas):
            yield f"tabla de la página {tabla.pagina + 1}: {tabla.texto()[:60]}"


def metadatos(papel: Papel) -> dict[str, str]:
    """Lo que dice de sí mismo en XMP: título, autores, lengua y norma."""
    crudo = papel.raiz.Metadata.read_bytes().decode()
    claves = ("dc:title", "dc:creator", "dc:language", "dc:description", "pdf:Keywords", "pdfuaid:part")
    dichos = {clave: re.search(rf"<{clave}>(.*?)</{clave}>", crudo, re.DOTALL) for clave in claves}
    return {
        clave: " ".join(re.sub(r"<[^>]+>", " ", dicho[1]).split()) for clave, dicho in dichos.items() if dicho
    }
