"""Lo que se importa está declarado en `pyproject.toml`, y lo declarado está cerrado.

Que otra dependencia ya traiga un paquete no basta: el día que deje de traerlo, se rompe quien lo usa. Y una
marca no cierra una acción de la integración continua: quien la publica puede moverla.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml

RAIZ = Path(__file__).parents[1]
IMPRENTA, REDES = (
    tomllib.loads((RAIZ / carpeta / "pyproject.toml").read_text(encoding="utf-8")) for carpeta in ("", "code")
)
DE_LA_IMPRENTA, DE_LAS_REDES = IMPRENTA["project"]["dependencies"], REDES["project"]["dependencies"]
DEL_CLUSTER = IMPRENTA["project"]["optional-dependencies"]["cluster"]
# Lo usan MyST-NB y Sphinx, y sus cotas son las de la imprenta.
SIN_IMPORTAR = {"ipykernel", "myst-parser", "snowballstemmer"}
GRUPOS = IMPRENTA["dependency-groups"]
DEL_LIBRO = DE_LA_IMPRENTA + DE_LAS_REDES + GRUPOS["instalar"]
DE_DESARROLLO = DEL_LIBRO + GRUPOS["pruebas"] + DEL_CLUSTER
# Donde se buscan los módulos del proyecto: los instalados, los de pytest y los que se piden desde la raíz.
NUESTRAS = [".", "code", "manual/code", *IMPRENTA["tool"]["pytest"]["ini_options"]["pythonpath"]]
APARTE = {"torch"}  # ocupa más que todo lo demás junto: CONTRIBUTING dice cómo se instala

FLUJOS = sorted(
    [*(RAIZ / ".github/workflows").glob("*.y*ml"), *(RAIZ / ".github/actions").glob("*/action.y*ml")]
)
POR_SU_COMMIT = re.compile(r"[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}|\./\S+|docker://\S+@sha256:[0-9a-f]{64}")


@cache
def distribuciones() -> Mapping[str, list[str]]:
    """De qué distribuciones viene cada paquete que se puede importar."""
    return packages_distributions()


def normal(nombre: str) -> str:
    """El nombre de un paquete como lo comparan los índices: `jupyter_client` es `jupyter-client`."""
    return re.sub(r"[-_.]+", "-", nombre).lower()


def nombres(requisitos: Iterable[str]) -> set[str]:
    """Los paquetes de una lista de requisitos, sin versiones."""
    return {normal(re.split(r"[^\w.-]", requisito)[0]) for requisito in requisitos}


def importados(codigo: str) -> set[str]:
    """Los paquetes de fuera de la biblioteca estándar que importa un código, en cualquier parte."""

    def modulos() -> Iterator[str]:
        for nodo in ast.walk(ast.parse(codigo)):
            if isinstance(nodo, ast.Import):
                yield from (alias.name for alias in nodo.names)
            elif isinstance(nodo, ast.ImportFrom) and nodo.module and not nodo.level:
                yield nodo.module

    return {modulo.partition(".")[0] for modulo in modulos()} - sys.stdlib_module_names


def es_nuestro(paquete: str) -> bool:
    sitios = [RAIZ / carpeta / paquete for carpeta in NUESTRAS]
    return any(sitio.is_dir() or sitio.with_suffix(".py").is_file() for sitio in sitios)


def sin_declarar(codigo: str, requisitos: Iterable[str]) -> set[str]:
    """Los paquetes que importa un código y que ninguno de los requisitos instala."""
    declarados = nombres(requisitos)
    return {
        paquete
        for paquete in importados(codigo) - APARTE
        if not es_nuestro(paquete)
        and not declarados & {normal(distribucion) for distribucion in distribuciones().get(paquete, [])}
    }


@pytest.mark.parametrize(
    ("carpeta", "requisitos"),
    [
        ("code/imprenta", DE_LA_IMPRENTA + DEL_CLUSTER),
        ("code/redes", DE_LAS_REDES),
        ("manual/code", DE_LA_IMPRENTA),
        ("tests", DE_DESARROLLO),
        ("bench", DE_DESARROLLO),
        ("docs", DE_DESARROLLO),
    ],
)
def test_todo_lo_que_se_importa_esta_declarado(carpeta: str, requisitos: list[str]) -> None:
    archivos = sorted((RAIZ / carpeta).rglob("*.py"))
    faltan = {
        str(archivo.relative_to(RAIZ)): paquetes
        for archivo in archivos
        if (paquetes := sin_declarar(archivo.read_text(encoding="utf-8"), requisitos))
    }
    assert archivos
    assert faltan == {}


def test_la_imprenta_no_pide_versiones_exactas_ni_nada_que_no_use() -> None:
    """Se instala junto a lo de cada libro: la versión exacta de cada cosa la dice quien cierra, no ella."""
    usados = {
        normal(distribucion)
        for archivo in (RAIZ / "code" / "imprenta").rglob("*.py")
        for paquete in importados(archivo.read_text(encoding="utf-8"))
        for distribucion in distribuciones().get(paquete, [])
    }
    assert [pedido for pedido in DE_LA_IMPRENTA if "==" in pedido or "~=" in pedido] == []
    assert nombres(DE_LA_IMPRENTA) - usados == SIN_IMPORTAR


def test_lo_que_no_esta_declarado_se_nota() -> None:
    codigo = "import os, numpy.linalg\nfrom . import a\nif x:\n    from jinja2.sandbox import b\nimport redes"
    assert importados(codigo) == {"numpy", "jinja2", "redes"}
    assert sin_declarar(codigo, ["numpy<2.5", "Jinja2"]) == set()
    assert sin_declarar(codigo, ["numpy<2.5"]) == {"jinja2"}
    assert sin_declarar("import no_existe", DE_DESARROLLO) == {"no_existe"}


@pytest.mark.parametrize(
    ("archivo", "requisitos"),
    [("requirements.txt", DEL_LIBRO), ("requirements-desarrollo.txt", DE_DESARROLLO)],
)
def test_lo_declarado_esta_cerrado(archivo: str, requisitos: list[str]) -> None:
    """Con su versión y sus huellas, y sin la dirección de ningún índice."""
    texto = (RAIZ / archivo).read_text(encoding="utf-8")
    assert nombres(requisitos) - nombres(re.findall(r"^[\w.-]+(?===)", texto, re.MULTILINE)) == set()
    assert re.findall(r"^-.*$|^.*://.*$", texto, re.MULTILINE) == []


def acciones(nodo: Any) -> Iterator[str]:
    """Lo que un flujo de la integración continua usa de otros: sus acciones y sus flujos."""
    if isinstance(nodo, dict):
        yield from ([nodo["uses"]] if "uses" in nodo else [])
        nodo = [*nodo.values()]
    for hijo in nodo if isinstance(nodo, list) else ():
        yield from acciones(hijo)


@pytest.mark.parametrize("flujo", FLUJOS, ids=lambda ruta: f"{ruta.parent.name}/{ruta.name}")
def test_cada_accion_se_nombra_por_su_commit_y_dice_que_version_es(flujo: Path) -> None:
    texto = flujo.read_text(encoding="utf-8")
    usadas = list(acciones(yaml.safe_load(texto)))
    assert usadas
    assert [accion for accion in usadas if not POR_SU_COMMIT.fullmatch(accion)] == []
    con_version = re.findall(r"uses: *(\S+@[0-9a-f]{40}) # v\d+\.\d+\.\d+$", texto, re.MULTILINE)
    assert con_version == [accion for accion in usadas if not accion.startswith(("./", "docker:"))]


@pytest.mark.parametrize("accion", ["actions/checkout@v4", "actions/checkout@main", "a/b@11d5960", "a/b"])
def test_una_accion_sin_su_commit_se_nota(accion: str) -> None:
    flujo = {"jobs": {"uno": {"steps": [{"run": "ls"}, {"uses": accion}]}, "otro": {"uses": "./a.yml"}}}
    assert [*acciones(flujo)] == [accion, "./a.yml"]
    assert not POR_SU_COMMIT.fullmatch(accion)
