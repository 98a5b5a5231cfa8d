"""Los módulos se encuentran donde los encontraría Python, sin importarlos."""

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from imprenta.ejecutar.dependencias.modulos import Buscador, Modulo, terreno

CODIGO = (
    "suelto.py",
    "paq/__init__.py",
    "paq/hondo/__init__.py",
    "paq/hondo/hoja.py",
    "una/espacio/dentro.py",
    "una/espacio/sub/mas.py",
    "otra/espacio/fuera.py",
    "otra/espacio/sub/menos.py",
    f"nativo{EXTENSION_SUFFIXES[0]}",
    "nativo.py",
)


@pytest.fixture
def raiz(tmp_path: Path) -> Path:
    for nombre in CODIGO:
        (tmp_path / nombre).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nombre).write_text("raise SystemExit('se ha importado')\n", encoding="utf-8")
    return tmp_path


def cadena(raiz: Path, nombre: str, *carpetas: str) -> list[tuple[str, str | None]]:
    """Cada paquete y módulo de la cadena, con su archivo desde la raíz."""
    modulos = Buscador([str(raiz / carpeta) for carpeta in carpetas or ("",)]).localizar(nombre, "")
    assert all(modulo.propio for modulo in modulos)
    return [(m.nombre, m.archivo.relative_to(raiz).as_posix() if m.archivo else None) for m in modulos]


def test_la_cadena_llega_hasta_donde_existe(raiz: Path) -> None:
    paq = ("paq", "paq/__init__.py")
    hondo = ("paq.hondo", "paq/hondo/__init__.py")
    assert cadena(raiz, "suelto") == [("suelto", "suelto.py")]
    assert cadena(raiz, "paq.hondo.hoja") == [paq, hondo, ("paq.hondo.hoja", "paq/hondo/hoja.py")]
    assert cadena(raiz, "paq.hondo.nada.de.nada") == [paq, hondo]
    assert cadena(raiz, "suelto.dentro") == [("suelto", "suelto.py")]
    assert cadena(raiz, "paq.no vale") == [paq]
    assert cadena(raiz, "no_existe.hoja") == cadena(raiz, "no vale") == cadena(raiz, "") == []


def test_un_paquete_sin_init_puede_estar_repartido(raiz: Path) -> None:
    espacio, sub = ("espacio", None), ("espacio.sub", None)
    repartido = ("una", "otra")
    assert cadena(raiz, "espacio.dentro", *repartido)[1:] == [("espacio.dentro", "una/espacio/dentro.py")]
    assert cadena(raiz, "espacio.fuera", *repartido)[1:] == [("espacio.fuera", "otra/espacio/fuera.py")]
    menos = ("espacio.sub.menos", "otra/espacio/sub/menos.py")
    assert cadena(raiz, "espacio.sub.menos", *repartido) == [espacio, sub, menos]
    assert cadena(raiz, "espacio.fuera", "una") == [espacio]
    (raiz / "otra/espacio/__init__.py").touch()  # uno con `__init__`, aunque venga después, los tapa
    assert cadena(raiz, "espacio.dentro", *repartido) == [("espacio", "otra/espacio/__init__.py")]


def test_manda_lo_que_va_antes(raiz: Path) -> None:
    (raiz / "una/suelto.py").touch()
    assert cadena(raiz, "suelto", "una", "") == [("suelto", "una/suelto.py")]
    assert cadena(raiz, "suelto", "", "una") == [("suelto", "suelto.py")]
    assert cadena(raiz, "nativo") == [("nativo", f"nativo{EXTENSION_SUFFIXES[0]}")]


def test_la_carpeta_de_la_pagina_va_donde_la_ruta_dice(raiz: Path) -> None:
    buscador = Buscador([str(raiz / "otra"), "", str(raiz)])
    (raiz / "una/suelto.py").touch()
    assert buscador.localizar("suelto", str(raiz / "una"))[0].archivo == raiz / "una/suelto.py"
    assert buscador.localizar("suelto", str(raiz / "otra"))[0].archivo == raiz / "suelto.py"


def test_lo_recien_escrito_ya_se_ve(raiz: Path) -> None:
    """Aunque la fecha de su carpeta no lo diga, porque el reloj de los archivos es grueso."""
    assert cadena(raiz, "nuevo") == []
    fechas = raiz.stat().st_atime_ns, raiz.stat().st_mtime_ns
    (raiz / "nuevo.py").touch()
    os.utime(raiz, ns=fechas)
    assert cadena(raiz, "nuevo") == [("nuevo", "nuevo.py")]


def test_lo_de_fuera_no_es_propio_y_nada_se_importa(raiz: Path) -> None:
    buscador = Buscador(terreno(raiz).rutas)
    assert [(m.nombre, m.propio) for m in buscador.localizar("numpy.linalg", str(raiz))] == [
        ("numpy", False),
        ("numpy.linalg", False),
    ]
    assert not buscador.localizar("json", str(raiz))[0].propio
    assert buscador.localizar("sys", str(raiz)) == ()
    assert buscador.localizar("colorsys", str(raiz))[0].nombre == "colorsys" not in sys.modules


def test_el_paquete_de_un_modulo() -> None:
    assert Modulo("a.b", None, (), True).paquete == "a"
    assert Modulo("a.b", None, ("/a/b",), True).paquete == "a.b"
