"""Lo que no se deja leer dice por qué, en español, y nunca se queda esperando."""

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from imprenta.libro.archivos import (
    OtraCodificacion,
    motivo,
    octetos_de,
    por_que_no_es_archivo,
    por_que_no_es_carpeta,
    texto_de,
)


def hacer_enchufe(ruta: Path) -> None:
    with socket.socket(socket.AF_UNIX) as enchufe:
        enchufe.bind(str(ruta))


RAROS: dict[str, Callable[[Path], object]] = {
    "no existe": lambda ruta: None,
    "es una carpeta": Path.mkdir,
    "es una tubería": os.mkfifo,
    "es un enchufe": hacer_enchufe,
    "es un dispositivo": lambda ruta: ruta.symlink_to("/dev/zero"),
    "es un enlace a algo que no existe": lambda ruta: ruta.symlink_to("nada"),
    "es un enlace que no acaba en ninguna parte": lambda ruta: ruta.symlink_to(ruta.name),
}


@pytest.mark.parametrize(("dicho", "hacer"), RAROS.items(), ids=RAROS)
def test_lo_que_no_es_un_archivo_dice_que_es(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dicho: str, hacer: Callable[[Path], object]
) -> None:
    monkeypatch.chdir(tmp_path)  # el nombre de un enchufe no puede ser largo
    hacer(Path("a"))
    assert por_que_no_es_archivo(Path("a")) == dicho
    with pytest.raises(OSError) as error:
        octetos_de(Path("a"))
    assert motivo(error.value) == dicho
    assert bool(por_que_no_es_carpeta(Path("a"))) is (dicho != "es una carpeta")


def test_un_nombre_imposible_tampoco_es_un_archivo(tmp_path: Path) -> None:
    assert por_que_no_es_archivo(tmp_path / "a\0b") == "no es un nombre de archivo"
    assert por_que_no_es_archivo(tmp_path / ("a" * 300)) == "el nombre es demasiado largo"


def test_ningun_motivo_esta_en_ingles() -> None:
    for codigo, nombre in errno.errorcode.items():
        dicho = motivo(OSError(codigo, os.strerror(codigo), "a"))
        assert os.strerror(codigo) not in dicho
        assert dicho.islower() or dicho == f"el sistema no lo permite ({nombre})"


@pytest.mark.parametrize(
    ("octetos", "lugar"),
    [(b"\xff", (1, 1)), ("año\ncañ".encode() + b"\xf1a", (2, 4))],
)
def test_lo_que_no_esta_en_utf8_dice_donde(octetos: bytes, lugar: tuple[int, int]) -> None:
    with pytest.raises(OtraCodificacion) as error:
        texto_de(octetos)
    assert (error.value.linea, error.value.columna) == lugar
