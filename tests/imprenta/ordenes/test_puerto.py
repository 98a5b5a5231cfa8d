"""El puerto de `livehtml`: cómo se dice, qué no lo es y qué se propone si está ocupado."""

import socket
import subprocess
from pathlib import Path

import pytest
from libros import escribir_libro

from imprenta.__main__ import main
from imprenta.libro.modelo import NoSePuede
from imprenta.ordenes import servir
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import servidor_de

RAIZ = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "puerto", ["70000", "65536", "-1", "ocho", "", "80a", "8_000", "٣", " 80", "9" * 5000, "1.5"]
)
def test_lo_que_no_es_un_puerto_se_dice_en_una_linea(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], puerto: str
) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n"})
    assert main(["livehtml", f"--puerto={puerto}", str(libro)]) == 1
    salida = capsys.readouterr()
    assert salida.out == ""
    assert salida.err == f"«{puerto}» no es un puerto: tiene que ser un número hasta 65535\n"


def test_sin_decir_cual_no_es_un_puerto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n"})
    assert main(["livehtml", str(libro), "--puerto"]) == 1
    assert capsys.readouterr().err == "«» no es un puerto: tiene que ser un número hasta 65535\n"
    assert main(["livehtml", str(libro), "--puerto", "-1"]) == 1
    assert capsys.readouterr().err == "«-1» no es un puerto: tiene que ser un número hasta 65535\n"


def test_un_puerto_ocupado_propone_el_siguiente_que_esta_libre(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    libro = escribir_libro(tmp_path / "otro", {"uno": "# Uno\n"})
    ocupado = socket.create_server(("127.0.0.1", 0))
    suyo = ocupado.getsockname()[1]
    monkeypatch.setattr(servir, "_esta_libre", lambda puerto: puerto == suyo + 2)
    assert main(["livehtml", "--puerto", str(suyo), str(libro)]) == 1
    dicho = (
        f"el puerto {suyo} está ocupado: el {suyo + 2} está libre (PUERTO={suyo + 2} o --puerto {suyo + 2})\n"
    )
    assert capsys.readouterr() == ("", dicho)
    ocupado.close()


def test_un_puerto_esta_libre_si_nadie_escucha_en_el() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ocupado:
        assert not servir._esta_libre(ocupado.getsockname()[1])
    assert servir._esta_libre(0)


def test_el_puerto_se_dice_tambien_en_el_entorno(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n"})
    monkeypatch.setenv("PUERTO", "ocho")
    assert main(["livehtml", str(libro)]) == 1
    assert capsys.readouterr().err == "«ocho» no es un puerto: tiene que ser un número hasta 65535\n"
    assert main(["livehtml", str(libro), "--puerto", "nueve"]) == 1
    assert capsys.readouterr().err == "«nueve» no es un puerto: tiene que ser un número hasta 65535\n"


@pytest.mark.parametrize("orden", [["PUERTO=8001", "make", "livehtml"], ["make", "livehtml", "PUERTO=8001"]])
def test_make_livehtml_atiende_a_puerto(orden: list[str]) -> None:
    """Con una imprenta que solo dice el puerto que le llega."""
    dicha = ["IMPRENTA=printenv PUERTO #", "-o", ".venv/libro", "-s"]
    hecha = subprocess.run(["env", *orden, *dicha], cwd=RAIZ, capture_output=True, text=True, check=True)
    assert hecha.stdout == "8001\n"


@pytest.mark.parametrize(
    ("error", "motivo"),
    [
        (PermissionError(13, "Permission denied"), "está reservado al sistema"),
        (OSError(98, "Address already in use"), "está ocupado"),
        (OSError(99, "Cannot assign requested address"), "no se puede usar (EADDRNOTAVAIL)"),
    ],
)
def test_un_puerto_que_el_sistema_no_da(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: OSError, motivo: str
) -> None:
    def negarse(*_: object) -> None:
        raise error

    monkeypatch.setattr(servir, "Servidor", negarse)
    for libre, que_hacer in (
        (8003, "el 8003 está libre (PUERTO=8003 o --puerto 8003)"),
        (0, "elige otro con PUERTO o con --puerto"),
    ):
        monkeypatch.setattr(servir, "_esta_libre", lambda puerto, libre=libre: puerto == libre)
        with pytest.raises(NoSePuede) as dicho:
            servidor_de(tmp_path, UltimaNoticia(), 80)
        assert str(dicho.value) == f"el puerto 80 {motivo}: {que_hacer}"
