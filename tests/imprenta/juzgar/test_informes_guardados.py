"""Un informe guardado vale mientras nadie lo toque; si no, la página se juzga otra vez."""

import json
from pathlib import Path

import pytest

from imprenta.juzgar import informes_guardados
from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.juzgar.informes_guardados import informe_de, podar_informes
from imprenta.leer.lectura import leer

PAGINA = leer(Path("p.md"), b"Y $2+2=5$.\n")


def test_un_informe_tocado_no_se_cree(tmp_path: Path) -> None:
    taller, nada = tmp_path / ".imprenta", Bibliografia(tmp_path, [])
    bueno = informe_de(taller, PAGINA, {}, nada)
    assert len(bueno.falsas) == 1
    (archivo,) = (taller / "informes").iterdir()
    guardado = archivo.read_text(encoding="utf-8")
    limpio = json.loads(guardado.partition("\n")[2]) | {"veredictos": []}
    for tocado in (json.dumps(limpio), guardado.partition("\n")[0] + "\n" + json.dumps(limpio), "[1]", ""):
        archivo.write_text(tocado, encoding="utf-8")
        assert informe_de(taller, PAGINA, {}, nada) == bueno
        assert archivo.read_text(encoding="utf-8") == guardado


def test_un_informe_entero_no_se_vuelve_a_hacer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taller, nada = tmp_path / ".imprenta", Bibliografia(tmp_path, [])
    bueno = informe_de(taller, PAGINA, {}, nada)
    monkeypatch.delattr(informes_guardados, "verificar")
    assert informe_de(taller, PAGINA, {}, nada) == bueno


def test_podar_quita_lo_que_sobra_sea_lo_que_sea(tmp_path: Path) -> None:
    taller, nada = tmp_path / ".imprenta", Bibliografia(tmp_path, [])
    informe_de(taller, PAGINA, {}, nada)
    (taller / "informes" / "sobra.json" / "honda").mkdir(parents=True)
    (taller / "informes" / "roto.json").symlink_to("nada")
    podar_informes(taller, ["p.md"])
    assert len(list((taller / "informes").iterdir())) == 1
