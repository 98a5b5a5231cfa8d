"""Lo instalado y lo que no es de ningún libro: la carpeta de lo provisional es la de `tempfile`."""

import itertools
import os
import tempfile
from pathlib import Path

import pytest

from imprenta.ejecutar.dependencias.instalado import lo_provisional

VARIABLES = ("TMPDIR", "TEMP", "TMP")


def test_lo_provisional_es_lo_que_dice_tempfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "un archivo").touch()
    for nombre in VARIABLES:
        (tmp_path / nombre).mkdir()
    for dichas in itertools.product(
        *[(None, "", "no-está", "un archivo", f"./{v}/../{v}/") for v in VARIABLES]
    ):
        for nombre, valor in zip(VARIABLES, dichas, strict=True):
            monkeypatch.delenv(nombre, raising=False)
            if valor is not None:
                monkeypatch.setenv(nombre, valor)
        monkeypatch.setattr(tempfile, "tempdir", None)
        assert lo_provisional(os.environ) == tempfile.gettempdir(), dichas
