"""Lo que nadie ejecuta hasta que hace falta: plantillas, ganchos, decisiones, versión y ancho de línea."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

RAIZ = Path(__file__).parents[1]
FORMULARIOS = sorted((RAIZ / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
DECISIONES = RAIZ / "docs" / "decisiones"
CASA = sorted((RAIZ / "code" / "imprenta").rglob("*.py"))
PAGINAS = sorted((RAIZ / "book").glob("*.md"))
ANCHO_DE_LA_PROSA = 118
# Lo que no se parte entre líneas: un rol con lo que lleva dentro, una fórmula y un enlace.
ENTERO = re.compile(r"(?:\{[^}`\s]+\})?(`+)(?:(?!\1).)+\1|\$[^$]+\$|\[[^\[\]]*\]\([^()\s]*\)")
CELDA_SIN_PIE = re.compile(r"(?m)^```\{(?:code-cell|index|math)\}[^\n]*\n(?!---)[\s\S]*?^```$")
# El código, las tablas, los títulos, las fórmulas y los índices van como son.
NO_ES_PROSA = re.compile(r"^\s*(\||#|\\|\$\$|`{3}\{index|[A-Z]\w* = )")
DE_TODOS = {"setup", "registro"}  # lo que Sphinx busca por su nombre y el registro de cada módulo


def leido(ruta: str) -> str:
    return (RAIZ / ruta).read_text(encoding="utf-8")


@pytest.mark.parametrize("ruta", FORMULARIOS, ids=lambda ruta: ruta.stem)
def test_un_formulario_pregunta_cosas_distintas(ruta: Path) -> None:
    formulario = yaml.safe_load(ruta.read_text(encoding="utf-8"))
    assert set(formulario) == {"name", "description", "title", "body"}
    ids = [pregunta["id"] for pregunta in formulario["body"]]
    assert len(set(ids)) == len(ids) > 1
    assert all(pregunta["attributes"]["label"] for pregunta in formulario["body"])


def test_los_ganchos_usan_solo_lo_instalado() -> None:
    repos = yaml.safe_load(leido(".pre-commit-config.yaml"))["repos"]
    ganchos = [gancho for repo in repos for gancho in repo["hooks"]]
    assert [repo["repo"] for repo in repos] == ["local"]
    assert {gancho["language"] for gancho in ganchos} == {"system"}
    assert all(gancho["entry"].startswith(".venv/bin/") for gancho in ganchos)


def test_la_version_es_la_misma_en_todas_partes() -> None:
    version, la_de_las_redes = (
        tomllib.loads(leido(ruta))["project"]["version"] for ruta in ("pyproject.toml", "code/pyproject.toml")
    )
    titulos = re.findall(r"^## (.+)$", leido("CHANGELOG.md"), re.MULTILINE)
    assert yaml.safe_load(leido("CITATION.cff"))["version"] == version
    assert la_de_las_redes == version
    assert titulos[0] == "Sin publicar"
    assert re.fullmatch(rf"{re.escape(version)} · \d{{4}}-\d\d-\d\d", titulos[1])


def test_las_decisiones_son_cortas_y_estan_en_el_indice() -> None:
    paginas = sorted(DECISIONES.glob("[0-9]*.md"))
    enlazadas = re.findall(r"\]\((\d[^)]*)\)", (DECISIONES / "README.md").read_text(encoding="utf-8"))
    assert enlazadas == [pagina.name for pagina in paginas]
    for pagina in paginas:
        lineas = pagina.read_text(encoding="utf-8").splitlines()
        assert len(lineas) <= 40, pagina.name
        assert lineas[2].startswith("**Estado:** "), pagina.name


def test_ninguna_linea_de_javascript_ni_de_css_es_mas_ancha_que_las_de_python() -> None:
    """El formateador no parte los textos largos, y el CSS se escribe a mano."""
    ancho = tomllib.loads(leido("pyproject.toml"))["tool"]["ruff"]["line-length"]
    orden = ["git", "-C", str(RAIZ), "ls-files", "*.js", "*.css", ":!book/_static/letra"]
    rutas = subprocess.run(orden, check=True, capture_output=True, text=True).stdout.splitlines()
    anchas = [
        f"{ruta}:{numero}"
        for ruta in rutas
        for numero, linea in enumerate(leido(ruta).splitlines(), start=1)
        if len(linea) > ancho
    ]
    assert len(rutas) > 10
    assert anchas == []


@pytest.mark.parametrize("pagina", PAGINAS, ids=lambda pagina: pagina.stem)
def test_la_prosa_va_a_un_solo_ancho(pagina: Path) -> None:
    """Salvo lo que no se puede partir antes: una expresión tan larga pide un nombre."""
    texto = CELDA_SIN_PIE.sub("", pagina.read_text("utf-8"))
    anchas = [
        linea
        for linea in texto.split("\n")
        if len(linea) > ANCHO_DE_LA_PROSA and not NO_ES_PROSA.match(linea) and _se_puede_partir(linea)
    ]
    assert anchas == []


def _se_puede_partir(linea: str) -> bool:
    """Si hay algún blanco antes del borde, fuera de lo que va entero y de la marca de una lista."""
    entera = ENTERO.sub(lambda trozo: "x" * len(trozo[0]), linea.strip())
    return " " in re.sub(r"^([-*:>]|\d+\.) +", "", entera)[:ANCHO_DE_LA_PROSA]


def test_cada_cuarto_tiene_el_tamano_de_una_idea() -> None:
    for archivo in CASA:
        codigo = archivo.read_text(encoding="utf-8")
        assert codigo.count("\n") <= 400, archivo
        for nodo in ast.walk(ast.parse(codigo)):
            if isinstance(nodo, ast.ClassDef) and nodo.end_lineno is not None:
                assert nodo.end_lineno - nodo.lineno < 250, f"{archivo}: {nodo.name}"


def test_cada_nombre_es_de_una_sola_cosa() -> None:
    lugares: dict[str, list[Path]] = {}
    for archivo in CASA:
        for nombre in _publicos(ast.parse(archivo.read_text(encoding="utf-8"))) - DE_TODOS:
            lugares.setdefault(nombre, []).append(archivo)
    assert {nombre: donde for nombre, donde in lugares.items() if len(donde) > 1} == {}


def _publicos(modulo: ast.Module) -> set[str]:
    """Lo que un módulo define en su nivel más alto y no empieza por `_`."""
    nombres = set()
    for nodo in modulo.body:
        match nodo:
            case ast.FunctionDef() | ast.ClassDef():
                nombres.add(nodo.name)
            case ast.Assign(targets=destinos):
                nombres |= {destino.id for destino in destinos if isinstance(destino, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=nombre)):
                nombres.add(nombre)
    return {nombre for nombre in nombres if not nombre.startswith("_")}
