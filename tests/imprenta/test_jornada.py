"""Una construcción lee cada página una vez, calcula su huella una vez y la ejecuta y juzga una vez."""

from collections import Counter
from pathlib import Path

import pytest
from libros import CABECERA, celda, cumplir, escribir_libro, poner

from imprenta import __main__, jornada
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.leer import del_disco
from imprenta.libro import libro as modulo_libro

UNA = "from cuentas import doble\nx = doble(1)\nx"
PAGINAS = {
    "portada": "# Portada\n\nSin código.\n",
    "una": CABECERA
    + "# Una\n\n"
    + celda("from cuentas import doble\nx = doble(1)\nx")
    + "Son {cifra}`2 <x>`.\n",
    "dos": CABECERA + "# Otra\n\n" + celda("y = open('datos.txt').read()\ny"),
    "tres": "# Más\n\nVer [una](una.md).\n",
}
CON_CODIGO = 2


@pytest.fixture
def cuentas(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Cuántas veces se hace cada cosa que tiene que hacerse una vez."""
    veces: Counter[str] = Counter()

    def contar(donde: object, nombre: str, que: str) -> None:
        original = getattr(donde, nombre)

        def contada(*argumentos: object, **opciones: object) -> object:
            veces[que] += 1
            return original(*argumentos, **opciones)

        monkeypatch.setattr(donde, nombre, contada)

    contar(del_disco, "leer", "lecturas")
    contar(Analisis, "huella", "huellas")
    contar(Analisis, "__init__", "análisis")
    contar(jornada, "verificar", "juicios")
    contar(jornada, "informe_de", "informes")
    contar(modulo_libro, "leer_libro", "libros")
    monkeypatch.setattr(__main__, "leer_libro", modulo_libro.leer_libro, raising=False)
    return veces


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    poner(tmp_path / "datos.txt", "siete\n")
    return escribir_libro(tmp_path, PAGINAS, {"cuentas.py": "def doble(n):\n    return 2 * n\n"})


def hecho(cuentas: Counter[str]) -> dict[str, int]:
    contado = dict(cuentas)
    cuentas.clear()
    return contado


UNA_VEZ = {
    "lecturas": len(PAGINAS),
    "huellas": CON_CODIGO,
    "análisis": 1,
    "informes": len(PAGINAS),
    "libros": 1,
}


def test_en_frio_todo_se_hace_una_vez(libro: Path, cuentas: Counter[str]) -> None:
    assert cumplir("html", libro) == 0
    assert hecho(cuentas) == UNA_VEZ


@pytest.mark.parametrize(
    ("archivo", "texto"),
    [
        ("una.md", PAGINAS["una"] + "\nMás prosa.\n"),
        ("dos.md", PAGINAS["dos"].replace("y = ", "y = 2 * ")),
        ("code/cuentas.py", "def doble(n):\n    return n + n\n"),
        ("datos.txt", "ocho\n"),
    ],
)
def test_al_editar_tambien(libro: Path, cuentas: Counter[str], archivo: str, texto: str) -> None:
    assert cumplir("html", libro) == 0
    hecho(cuentas)
    poner(libro / archivo, texto)
    assert cumplir("html", libro) == 0
    assert hecho(cuentas) == UNA_VEZ


def test_verificar_lee_y_juzga_una_vez(libro: Path, cuentas: Counter[str]) -> None:
    assert cumplir("verify", libro) == 0
    assert hecho(cuentas) == UNA_VEZ | {"huellas": 1}  # la otra página no pregunta nada: no se ejecuta
