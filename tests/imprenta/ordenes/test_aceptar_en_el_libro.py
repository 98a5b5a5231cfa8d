"""Si una constante de `redes` cambia y se acepta, en el libro solo cambian números y quedan frases."""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from este_libro import RAIZ
from libros import imprenta

from imprenta.repasar.codigo_mutado import MutanteDeCodigo, mutantes_de

pytestmark = pytest.mark.lenta  # ejecuta capítulos enteros

PAGINAS = ("aprendizaje", "gradiente-desvaneciente", "transformer", "bloque", "ejercicios")
LIBRO = ("_config.yml", "_toc.yml", "_palabras.txt", "CITATION.cff", "semillas.json", "book", "code/redes")
INTENTOS = 12
NUMERO = re.compile(r"[0-9]+(?:\.[0-9]+)?")
NUMERO_FALSO = re.compile(r": la (?:prosa|fórmula) dice ")
CIFRA = re.compile(r"(\{cifra\}`)[^`<]*(<)|(\\cifra\{)(?:[^{}]|\{[^{}]*\})*(\}\{)|[0-9]+(?:[.,][0-9]+)?")


@pytest.fixture
def copia(tmp_path: Path) -> Path:
    """El libro, en un repositorio suyo."""
    for nombre in LIBRO:
        destino = tmp_path / nombre
        destino.parent.mkdir(parents=True, exist_ok=True)
        if (RAIZ / nombre).is_dir():
            shutil.copytree(RAIZ / nombre, destino, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(RAIZ / nombre, destino)
    (tmp_path / ".gitignore").write_text("_build\n__pycache__\n", encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "el libro")
    return tmp_path


def git(raiz: Path, *orden: str) -> str:
    quien = ["-c", "user.name=a", "-c", "user.email=a@a"]
    return subprocess.run(
        ["git", *quien, *orden], cwd=raiz, capture_output=True, check=True, text=True, encoding="utf-8"
    ).stdout


def constantes(copia: Path, pagina: str, azar: random.Random) -> Iterator[tuple[Path, MutanteDeCodigo]]:
    """Las constantes de las funciones que una página nombra, con otro valor, en un orden cualquiera."""
    texto = (copia / "book" / f"{pagina}.md").read_text(encoding="utf-8")
    modulos = sorted(set(re.findall(r"from redes\.(\w+) import", texto)) - {"figuras", "ejercicios"})
    archivos = [copia / "code" / "redes" / f"{modulo}.py" for modulo in modulos]
    todos = [
        (archivo, mutante)
        for archivo in archivos
        if archivo.exists()
        for mutante in mutantes_de(archivo.read_text(encoding="utf-8"))
        if NUMERO.fullmatch(mutante.viejo) and NUMERO.fullmatch(mutante.nuevo) and mutante.funcion in texto
    ]
    azar.shuffle(todos)
    return iter(todos)


def aceptada(copia: Path, pagina: str) -> tuple[str, list[str]]:
    """Lo que dice `aceptar --si` sobre una página, con el código de la copia por delante del de aquí."""
    carpetas = os.pathsep.join((str(copia / "code"), str(RAIZ / "code")))
    orden = imprenta("aceptar", copia, "--si", "--pagina", pagina, PYTHONPATH=carpetas)
    dicho, faltas = orden.communicate()
    return dicho, faltas.splitlines()


def armazon(linea: str) -> str:
    return CIFRA.sub(lambda casa: "".join(parte or "" for parte in casa.groups()) + "#", linea[1:])


@pytest.mark.parametrize("semilla", [2, 3, 4])
def test_tras_cambiar_una_constante_solo_cambian_numeros_y_quedan_frases(copia: Path, semilla: int) -> None:
    azar = random.Random(semilla)
    pagina = azar.choice(PAGINAS)
    for _, (archivo, mutante) in zip(range(INTENTOS), constantes(copia, pagina, azar), strict=False):
        fuente = archivo.read_text(encoding="utf-8")
        archivo.write_text(mutante.cambio.aplicado(fuente), encoding="utf-8")
        dicho, faltas = aceptada(copia, pagina)
        if "se deshace con" in dicho:
            break
        git(copia, "checkout", "-q", ".")  # no lo nota, o la página ya no se ejecuta
    else:
        pytest.fail("ninguna constante mueve un número")

    assert [falta for falta in faltas if NUMERO_FALSO.search(falta)] == []
    diferencia = git(copia, "diff", "-U0", "--", "book").splitlines()
    viejas = [linea for linea in diferencia if re.match(r"-(?!--)", linea)]
    nuevas = [linea for linea in diferencia if re.match(r"\+(?!\+\+)", linea)]
    assert viejas
    assert list(map(armazon, viejas)) == list(map(armazon, nuevas))
    como = dicho.partition("se deshace con: ")[2].splitlines()[0]
    subprocess.run(como, shell=True, check=True)
    assert git(copia, "status", "--short", "--", "book") == ""
