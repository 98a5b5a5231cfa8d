"""Los documentos de la casa (el README, CONTRIBUTING y `docs/`) no nombran nada que no esté."""

import json
import re
from pathlib import Path

import pytest

from imprenta.opciones import ORDENES

RAIZ = Path(__file__).parents[1]
DOCUMENTOS = [RAIZ / "README.md", RAIZ / "CONTRIBUTING.md", *sorted((RAIZ / "docs").glob("*.md"))]
EXTENSION = RAIZ / "docs" / "vscode"
METAS = set(re.findall(r"^([a-z]+):", (RAIZ / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=lambda ruta: ruta.name)
def test_lo_que_se_manda_hacer_se_puede_hacer(documento: Path) -> None:
    texto = documento.read_text(encoding="utf-8")
    metas = {meta for dichas in re.findall(r"`make ((?:[a-z]+ ?)+)", texto) for meta in dichas.split()}
    metas |= {meta for dichas in re.findall(r"^make ((?:[a-z]+ ?)+)", texto, re.M) for meta in dichas.split()}
    assert metas <= METAS
    assert set(re.findall(r"-m imprenta ([a-z]+)", texto)) <= set(ORDENES)


@pytest.mark.parametrize("documento", DOCUMENTOS, ids=lambda ruta: ruta.name)
def test_los_enlaces_de_la_casa_llevan_a_algo(documento: Path) -> None:
    enlaces = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", documento.read_text(encoding="utf-8"))
    assert [enlace for enlace in enlaces if not (documento.parent / enlace).exists()] == []


def test_cada_documento_se_encuentra() -> None:
    """Alguno de los otros, o el de contribuir, lo enlaza."""
    enlazados = {
        (documento.parent / enlace).resolve()
        for documento in DOCUMENTOS
        for enlace in re.findall(r"\]\(([^)#:]+)\)", documento.read_text(encoding="utf-8"))
    }
    assert {*(RAIZ / "docs").glob("*.md")} - {RAIZ / "docs" / "rendimiento.md"} <= enlazados


def test_donde_se_cambia_cada_cosa_esta_donde_se_dice() -> None:
    """Cada archivo de la tabla de CONTRIBUTING: en la imprenta, junto al anterior de su fila o en la raíz."""
    tabla = re.findall(
        r"^\| [^|]+\| ([^|]+) \|$", (RAIZ / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M
    )
    faltan, imprenta = [], RAIZ / "code" / "imprenta"
    for fila in tabla[1:]:
        aqui = imprenta
        for dicho in re.findall(r"`([\w./]+)`", fila):
            halladas = [carpeta for carpeta in (imprenta, aqui, RAIZ) if (carpeta / dicho).exists()]
            faltan += [] if halladas else [dicho]
            aqui = (halladas[0] / dicho).parent if halladas else aqui
    assert len(tabla) > 40
    assert faltan == []


def test_los_editores_arrancan_la_misma_orden() -> None:
    """La de la extensión y la de cada editor de la página que dice cómo se ponen."""
    manifiesto = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    orden = manifiesto["contributes"]["configuration"]["properties"]["imprenta.orden"]["default"]
    assert orden == [".venv/bin/python", "-m", "imprenta", "lsp"]
    assert (EXTENSION / manifiesto["main"]).is_file()
    texto = (RAIZ / "docs" / "editores.md").read_text(encoding="utf-8")
    bloques = re.findall(r"```(lua|elisp|toml)\n(.*?)```", texto, re.S)
    assert [lengua for lengua, _ in bloques] == ["lua", "elisp", "toml"]
    for lengua, bloque in bloques:
        partes = re.findall("'([^']+)'" if lengua == "lua" else '"([^"]+)"', bloque)
        inicio = partes.index(orden[0])
        assert partes[inicio : inicio + len(orden)] == orden


def test_la_extension_esta_cerrada_y_no_dice_de_donde_se_baja() -> None:
    cerrojo = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    paquetes = {nombre: ficha for nombre, ficha in cerrojo["packages"].items() if nombre}
    assert "node_modules/vscode-languageclient" in paquetes
    assert all(ficha["integrity"].startswith("sha512-") for ficha in paquetes.values())
    assert "resolved" not in json.dumps(cerrojo)
