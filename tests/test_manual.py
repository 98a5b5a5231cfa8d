"""El manual: sus sesiones son lo que sale, no le falta nada y dice lo mismo en sus dos lenguas."""

import argparse
import doctest
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from imprenta.libro.configuracion import FORMA_DE_LA_CONFIG
from imprenta.opciones import analizador_de_ordenes

MANUAL = Path(__file__).parents[1] / "manual"
LENGUAS = ("es", "en")
CELDA = re.compile(r"^(`{3,})\{code-cell\}[^\n]*\n(?P<codigo>.*?)^\1$", re.MULTILINE | re.DOTALL)
SESION = re.compile(r'mira\(r"""\n(.*?)"""\)', re.DOTALL)
BLOQUE = re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
LUGAR = re.compile(r"(?:[\w./-]+:\d+):\d+: ")
RECETA = re.compile(r"^(`.+`(?: y | and )?)+(?: \(.+\))?\n: ", re.MULTILINE)


@pytest.fixture
def sesion(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(MANUAL / "code")
    return import_module("sesion")


def paginas(lengua: str) -> list[str]:
    """Las páginas del manual en una lengua, en el orden del índice."""
    indice = yaml.safe_load((MANUAL / lengua / "_toc.yml").read_text(encoding="utf-8"))
    return [indice["root"], *(c["file"] for parte in indice["parts"] for c in parte["chapters"])]


def pagina(lengua: str, nombre: str) -> str:
    return (MANUAL / lengua / f"{nombre}.md").read_text(encoding="utf-8")


def sesiones(lengua: str, nombre: str) -> list[str]:
    return SESION.findall(pagina(lengua, nombre))


def prosa(lengua: str, nombre: str) -> str:
    return BLOQUE.sub("", pagina(lengua, nombre))


def de_una_sesion(modulo: ModuleType, texto: str) -> Iterator[str]:
    """Lo que no depende de la lengua: archivos, órdenes, cuántas líneas dice cada una y cuáles señala."""
    for pieza in modulo.piezas(texto):
        yield f"{pieza.clase} {pieza.nombre}"
        for linea in pieza.cuerpo.splitlines() if pieza.clase == "orden" else ():
            donde = LUGAR.match(linea)
            yield donde[0].rpartition(":")[0].rpartition(":")[0] if donde else "…"


def esqueleto(texto: str) -> list[str]:
    """Los títulos, las listas, las tablas y las etiquetas de una página, sin sus palabras."""
    llano = BLOQUE.sub("```", texto.partition("\n---\n")[2])
    marcas = re.findall(r"^(#+ |\([\w-]+\)=|: |- |\|(?=[^-])|```)", llano, re.MULTILINE)
    return [marca.strip() for marca in marcas]


def test_las_dos_lenguas_tienen_las_mismas_paginas() -> None:
    assert paginas("es") == paginas("en")


@pytest.mark.parametrize("nombre", paginas("es"))
def test_las_dos_lenguas_dicen_lo_mismo(nombre: str, sesion: ModuleType) -> None:
    una, otra = (pagina(lengua, nombre) for lengua in LENGUAS)
    assert esqueleto(una) == esqueleto(otra)
    for suya, ajena in zip(sesiones("es", nombre), sesiones("en", nombre), strict=True):
        assert [*de_una_sesion(sesion, suya)] == [*de_una_sesion(sesion, ajena)]


@pytest.mark.parametrize("lengua", LENGUAS)
def test_cada_mensaje_del_recetario_sale(lengua: str, sesion: ModuleType) -> None:
    dichas = [
        LUGAR.sub("", linea)
        for texto in sesiones(lengua, "mensajes")
        for pieza in sesion.piezas(texto)
        if pieza.clase == "orden"
        for linea in pieza.cuerpo.splitlines()
    ]
    texto = prosa(lengua, "mensajes")
    recetas = [dicho for receta in RECETA.finditer(texto) for dicho in re.findall("`([^`]+)`", receta[0])]
    assert len(recetas) > 30
    faltan = [
        receta
        for receta in recetas
        if not any(re.search(re.escape(receta).replace("…", ".*"), d.replace("`", "")) for d in dichas)
    ]
    assert faltan == []


@pytest.mark.parametrize("lengua", LENGUAS)
def test_cada_orden_y_cada_opcion_estan(lengua: str) -> None:
    texto = pagina(lengua, "ordenes") + pagina(lengua, "adoptar") + pagina(lengua, "cluster")
    [ordenes] = [a for a in analizador_de_ordenes()._actions if isinstance(a, argparse._SubParsersAction)]
    pedidas = {
        opcion
        for suya in ordenes.choices.values()
        for accion in suya._actions
        if accion.help != argparse.SUPPRESS
        for opcion in accion.option_strings
    } - {"-h", "--help"}
    assert len(pedidas) > 10
    assert {dicha for dicha in (*ordenes.choices, *pedidas) if dicha not in texto} == set()


@pytest.mark.parametrize("lengua", LENGUAS)
def test_cada_clave_de_la_configuracion_esta(lengua: str) -> None:
    claves = {f"`{clave}`" for clave in _claves(FORMA_DE_LA_CONFIG["imprenta"])}
    ejecutar = {f"`{clave}" for clave in _claves(FORMA_DE_LA_CONFIG["execute"])}
    assert len(claves) > 4
    assert {clave for clave in claves if clave not in pagina(lengua, "configuracion")} == set()
    assert {clave for clave in ejecutar if clave not in pagina(lengua, "ejecucion")} == set()


def _claves(forma: object) -> set[str]:
    alternativas = forma if isinstance(forma, tuple) else ()
    return {clave for una in alternativas if isinstance(una, dict) for clave in una}


def test_una_sesion_que_miente_no_se_construye(
    sesion: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for modulo in (sesion, import_module("al_dia")):
        assert doctest.testmod(modulo).failed == 0
    monkeypatch.chdir(tmp_path)
    mira = sesion.Sesion("prueba")
    assert mira("==> a.txt <==\nuno\n--- a.txt\n-uno\n+dos\n$ cat a.txt\ndos\n").data == (
        "`a.txt`\n\n`````text\nuno\n`````\n\n`a.txt`\n\n`````diff\n-uno\n+dos\n`````\n\n"
        "`````console\n$ cat a.txt\ndos\n`````"
    )
    mentiras = (
        "$ cat a.txt\nuno\n",
        "$ cat a.txt\n",
        "$ cat a.txt\ndos\ntres\n",
        "$ false\n",
        "--- a.txt\n-x\n",
    )
    for mentira in mentiras:
        with pytest.raises(sesion.NoEsAsi):
            mira(mentira)
    assert mira("$ exit 3\n[3]\n") is not None


def test_lo_que_sale_se_escribe_en_la_pagina(
    sesion: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texto = (
        "# Una\n\n````{code-cell} python\n:tags: [remove-input]\nfrom sesion import Sesion\n\n"
        'mira = Sesion("x")\nmira(r"""\n$ echo a\n{}""")\n````\n\n'
        '````{{code-cell}} python\nmira(r"""\n$ echo a\n$ echo b; false\n{}$ echo c\n…\n""")\n````\n'
    ).replace("{code-cell}", "{{code-cell}}", 1)
    (tmp_path / "uno.md").write_text(texto.format("z\n", ""), encoding="utf-8")
    al_dia = import_module("al_dia")
    assert al_dia.poner_al_dia(tmp_path / "uno.md")
    hecho = (tmp_path / "uno.md").read_text(encoding="utf-8")
    assert hecho == texto.format("a\n", "b\n[1]\n").replace("$ echo a\n$ echo b", "$ echo a\na\n$ echo b")
    assert not al_dia.poner_al_dia(tmp_path / "uno.md")


@pytest.mark.parametrize("lengua", LENGUAS)
def test_cada_extra_del_paquete_se_cuenta(lengua: str) -> None:
    proyecto = tomllib.loads((MANUAL.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {f"[{extra}]" for extra in proyecto["optional-dependencies"]}
    assert {extra for extra in extras if extra not in pagina(lengua, "instalar")} == set()


def test_en_el_taller_una_orden_dice_lo_que_en_una_terminal(
    sesion: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mira = sesion.Sesion("taller")
    for orden in (
        "imprenta verify",
        "imprenta verifi",
        "imprenta html --help",
        "IMPRENTA_IDIOMA=en imprenta verify",
    ):
        assert mira.decir(orden) == mira.decir(f"{orden} | cat; exit ${{PIPESTATUS[0]}}") != ""


def test_un_taller_abierto_sirve_a_quien_llama(
    sesion: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taller, salida = import_module("taller"), tmp_path / "salida.txt"
    monkeypatch.setattr(taller, "ABIERTO", tmp_path / "t")
    monkeypatch.setattr(taller, "_ensayar", lambda: None)
    monkeypatch.setattr(taller, "_aprender", lambda _: None)
    monkeypatch.setattr(taller, "_propio", lambda: pytest.fail("había uno abierto"))
    with taller.taller_abierto():
        uno, otro = taller.Taller(), taller.Taller()
        assert uno.dar(["imprenta", "verify"], tmp_path, {"IMPRENTA_IDIOMA": "en"}, salida) == 1
        assert salida.read_text(encoding="utf-8").startswith("_config.yml:1:1: ")
        assert otro.dar(["imprenta", "--help"], tmp_path, {}, salida) == 0
    assert not taller.ABIERTO.exists()


@pytest.mark.lenta
def test_el_manual_se_construye_solo_con_la_imprenta() -> None:
    """Sus celdas repiten cada sesión: si una orden no dice lo que el manual enseña, no hay manual."""
    orden = [sys.executable, str(MANUAL / "code/construir.py"), *LENGUAS]
    vuelta = subprocess.run(orden, capture_output=True, text=True, check=False)
    assert (vuelta.returncode, vuelta.stderr) == (0, "")
    assert vuelta.stdout.count(" 0 sin cubrir · 0 falsas") == len(LENGUAS)
    for lengua, otra in (LENGUAS, LENGUAS[::-1]):
        for nombre in paginas(lengua):
            texto = (MANUAL / lengua / "_build/html" / f"{nombre}.html").read_text(encoding="utf-8")
            [enlace] = re.findall(rf'href="([^"]*)" lang="{otra}" hreflang', texto)
            assert (MANUAL / lengua / "_build/html" / enlace).resolve() == (
                MANUAL / otra / "_build/html" / f"{nombre}.html"
            )
