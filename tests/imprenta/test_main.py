"""Lo que impide acabar se dice en una línea y en español, y el último libro bueno sigue en su sitio."""

import errno
import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from libros import CABECERA, celda, construir, escribir_libro, poner

from imprenta.__main__ import main
from imprenta.juzgar import informes_guardados
from imprenta.leer import del_disco
from imprenta.libro import disco
from imprenta.publicar import cambio


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path / "libro", {"portada": "# Portada\n", "uno": pagina(4)})


def pagina(x: int) -> str:
    return CABECERA + "# Una\n\n" + celda(f"x = {x}") + f"Vale {{cifra}}`{x} <x>`.\n"


def publicado(libro: Path) -> dict[str, bytes]:
    html = libro / "_build" / "html"
    return {r.relative_to(html).as_posix(): r.read_bytes() for r in html.rglob("*") if r.is_file()}


def negando(codigo: int) -> Any:
    """Lo que falla como falla el sistema al que se le nombra uno o dos archivos."""

    def negar(ruta: Any, otra: Any = None, **_: Any) -> Any:
        raise OSError(codigo, os.strerror(codigo), str(ruta), None, otra and str(otra))

    return negar


@pytest.mark.parametrize(
    ("modulo", "nombre", "codigo", "queja"),
    [
        (shutil, "copy2", errno.ENOSPC, "_build/.imprenta/html-penultimo/.*: no queda sitio en el disco"),
        (os, "replace", errno.EROFS, "_build/.imprenta/tiempos.json: el disco es de solo lectura"),
        (disco, "_candado_abierto", errno.EACCES, "_build/.imprenta/candado: permiso denegado"),
        (cambio, "_canjear", errno.EBUSY, "_build/html: está ocupado: quizá es un punto de montaje"),
    ],
)
def test_lo_que_el_sistema_niega_no_toca_el_ultimo_libro_bueno(
    libro: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    modulo: Any,
    nombre: str,
    codigo: int,
    queja: str,
) -> None:
    assert construir(libro, capsys)[::2] == (0, [])
    bueno = publicado(libro)
    poner(libro / "uno.md", pagina(5))
    with monkeypatch.context() as negado:
        negado.setattr(modulo, nombre, negando(codigo))
        estado, _, (dicho,) = construir(libro, capsys)
    assert estado == 1
    assert re.fullmatch(queja, dicho)
    assert publicado(libro) == bueno
    assert construir(libro, capsys)[::2] == (0, [])
    assert publicado(libro) != bueno


@pytest.mark.parametrize(
    ("nombre", "queja"),
    [
        ("_build", "_build no es una carpeta: ahí es donde se construye"),
        ("_build/.imprenta", "_build/.imprenta no es una carpeta: ahí es donde se construye"),
        ("_build/html", "_build/html no es una carpeta: ahí es donde se construye"),
    ],
)
def test_lo_que_ocupa_el_sitio_de_lo_construido_es_del_autor(
    libro: Path, capsys: pytest.CaptureFixture[str], nombre: str, queja: str
) -> None:
    poner(libro / nombre, "mío")
    assert construir(libro, capsys) == (1, "", [queja])
    assert (libro / nombre).read_text() == "mío"


def test_lo_publicado_montado_se_rechaza_antes_de_tardar(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (libro / "_build" / "html").mkdir(parents=True)
    monkeypatch.setattr(os.path, "ismount", lambda ruta: str(ruta).endswith("html"))
    queja = (
        "_build/html es un punto de montaje: no se puede cambiar de un solo golpe; monta la carpeta de encima"
    )
    assert construir(libro, capsys) == (1, "", [f"{queja} o enlázala ahí"])


def test_un_enlace_a_la_carpeta_servida_se_construye_cuantas_veces_haga_falta(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (libro / "servida").mkdir()
    (libro / "_build").mkdir()
    (libro / "_build" / "html").symlink_to(libro / "servida")
    for x in (4, 5, 6):
        poner(libro / "uno.md", pagina(x))
        assert construir(libro, capsys)[::2] == (0, [])
        assert f">{x}</span>" in (libro / "servida" / "uno.html").read_text(encoding="utf-8")
    assert (libro / "_build" / "html").is_symlink()


def test_una_pagina_que_desaparece_o_no_se_deja_leer(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for codigo, motivo in ((errno.ENOENT, "no existe"), (errno.EACCES, "permiso denegado")):
        with monkeypatch.context() as negado:
            negado.setattr(del_disco, "octetos_de", negando(codigo))
            estado, _, quejas = construir(libro, capsys, "verify")
            assert (estado, quejas) == (
                1,
                [f"{nombre}.md:1:1: no se puede leer: {motivo}" for nombre in ("portada", "uno")],
            )


def test_un_fallo_de_la_imprenta_tambien_es_una_linea(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(informes_guardados, "verificar", lambda *_: 1 // 0)
    estado, _, quejas = construir(libro, capsys, "verify")
    traza = "_build/.imprenta/trazas/la-imprenta.txt"
    dicho = "la imprenta ha fallado: ZeroDivisionError: integer division or modulo by zero"
    assert (estado, quejas) == (1, [f"{dicho} (traza en {traza})"])
    assert "Traceback" in (libro / traza).read_text(encoding="utf-8")


# ——— La terminal ———


@pytest.mark.parametrize(
    ("argumentos", "queja"),
    [
        ([], "falta decir ORDEN (las órdenes están en `imprenta --help`)"),
        (["verify", "a", "b"], "no se entiende «b» (las órdenes están en `imprenta --help`)"),
        (
            ["html", "--cluster"],
            "a --cluster le falta su valor (las órdenes están en `imprenta html --help`)",
        ),
        (
            ["html", "--cluster", "tcp://a:99999"],
            "--cluster: «tcp://a:99999» no es una dirección: se escribe tcp://máquina:8786 "
            "(las órdenes están en `imprenta html --help`)",
        ),
    ],
)
def test_una_orden_mal_escrita_se_dice_en_una_linea(
    capsys: pytest.CaptureFixture[str], argumentos: list[str], queja: str
) -> None:
    with pytest.raises(SystemExit) as salida:
        main(argumentos)
    assert salida.value.code == 2
    assert capsys.readouterr() == ("", f"{queja}\n")


def orden(libro: Path, *, guion: str, **entorno: str) -> tuple[int, str, str]:
    """`verify` como lo escribe el guion de una consola."""
    orden = f'"{sys.executable}" -m imprenta verify "{libro}"'
    marcha = subprocess.run(
        ["sh", "-c", guion.format(orden)],
        env=os.environ | {"PYTHONUNBUFFERED": ""} | entorno,
        capture_output=True,
        text=True,
    )
    return marcha.returncode, marcha.stdout, marcha.stderr


@pytest.mark.parametrize(("instalada", "dicho"), [("7.8", "7.8"), ("", "sin instalar")])
def test_dice_que_version_es(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], instalada: str, dicho: str
) -> None:
    def version(nombre: str) -> str:
        if not instalada:
            raise metadata.PackageNotFoundError(nombre)
        return instalada

    monkeypatch.setattr(metadata, "version", version)
    with pytest.raises(SystemExit) as fin:
        main(["--version"])
    assert (fin.value.code, capsys.readouterr().out) == (0, f"imprenta-ejecutable {dicho}\n")


def test_con_la_salida_cerrada_nada_va_a_parar_a_un_archivo(libro: Path) -> None:
    assert orden(libro, guion="{} <&- >&- 2>&-") == (0, "", "")
    assert (libro / "_build/.imprenta/candado").read_text().isdecimal()


def test_una_salida_llena_es_un_fallo(libro: Path) -> None:
    assert orden(libro, guion="{}")[0] == 0  # ya no hay nada que ejecutar: todo se dice al final
    assert orden(libro, guion="{} >/dev/full") == (1, "", "la salida: no queda sitio en el disco\n")


def test_quien_deja_de_leer_se_entera_por_el_estado(libro: Path) -> None:
    _, _, queja = orden(libro, guion="{} | true")
    assert queja == "" or queja.rpartition(": ")[2] == "quien lo leía lo ha cerrado\n"


def test_una_terminal_sin_tildes_no_se_queda_sin_libro(libro: Path) -> None:
    poner(libro / "portada.md", "# Portada\n\nUn 7.\n")
    ascii_solo = {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    estado, _, quejas = orden(libro, guion="{}", **ascii_solo)
    assert (estado, quejas) == (
        1,
        "portada.md:3:4: 7 est\\xe1 sin cubrir: \\xe1talo con {cifra}`7 <expresi\\xf3n>`\n",
    )


def test_desde_una_carpeta_que_ya_no_existe(libro: Path, tmp_path: Path) -> None:
    guion = f'mkdir "{tmp_path}/x" && cd "{tmp_path}/x" && rmdir "{tmp_path}/x" && {{}}'
    queja = "no se puede seguir: la carpeta en la que estás ya no existe\n"
    assert orden(libro, guion=guion) == (1, "", queja)
