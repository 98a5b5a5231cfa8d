"""Lo que en un `.bib` no se entiende se dice en su línea; lo recordado, si alguien lo toca, no se cree."""

import json
from pathlib import Path

import pytest

from imprenta.juzgar.bibliografia import Bibliografia

BUENA = "@misc{uno, title={Uno}, year=2020}\n"
MAL = {
    b"@misc{a, title={Espa\xf1a}, year=2020}\n": "1:21: no está en UTF-8: el octeto 0xF1 no se entiende",
    b"@misc{a, title={Esp, year=2020\n": (
        "1:1: la bibliografía no se entiende: acaba antes de tiempo: falta cerrar una llave o unas comillas"
    ),
    b"@misc{a, title={A}}\n\n@misc{b, title={B}}\n@misc{a, title={C}}\n": (
        "4:1: la bibliografía no se entiende: la entrada «a» está repetida"
    ),
    b"@misc{a, title=nada}\n": (
        "1:1: la bibliografía no se entiende: «nada» no es un texto ni una abreviatura: ponlo entre llaves"
    ),
    b"@misc{a, year=1, year=2}\n": (
        "1:1: la bibliografía no se entiende: la entrada «a» tiene dos veces el campo «year»"
    ),
    b"@misc{a, title {A}}\n": "1:1: la bibliografía no se entiende: se esperaba «=»",
}


@pytest.mark.parametrize(("octetos", "falta"), MAL.items())
def test_lo_que_no_se_entiende_se_dice_en_su_linea(tmp_path: Path, octetos: bytes, falta: str) -> None:
    (tmp_path / "a.bib").write_bytes(octetos)
    (tmp_path / "b.bib").write_text(BUENA)
    bibliografia = Bibliografia(tmp_path, ["a.bib", "b.bib"])
    assert str(bibliografia.faltas[0]) == f"a.bib:{falta}"
    assert bibliografia["uno"] == {"uno", "2020"}


def test_lo_que_no_se_deja_leer_es_una_falta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def negar(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied", "a.bib")

    (tmp_path / "a.bib").write_text(BUENA)
    monkeypatch.setattr("imprenta.juzgar.bibliografia.octetos_de", negar)
    faltas = Bibliografia(tmp_path, ["a.bib"]).faltas
    assert list(map(str, faltas)) == ["a.bib:1:1: no se puede leer: permiso denegado"]


def test_lo_recordado_y_tocado_no_respalda_nada(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BUENA)
    memoria = tmp_path / ".imprenta" / "bibliografia.json"
    recuerdo = Bibliografia(tmp_path, ["a.bib"], memoria)
    assert recuerdo["uno"] == {"uno", "2020"}
    bueno = memoria.read_text()
    for tocado in (
        bueno.replace("2020", "1999"),
        json.dumps({"huella": recuerdo.huella, "entradas": {"uno": ["1999"]}, "faltas": []}),
        "[]",
        "",
    ):
        memoria.write_text(tocado)
        assert Bibliografia(tmp_path, ["a.bib"], memoria)["uno"] == {"uno", "2020"}
        assert memoria.read_text() == bueno
