"""Si el libro nota que le cambian el código: lo que demuestra, lo que no, lo que no acaba y lo que muere."""

from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro, poner

from imprenta.__main__ import main
from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro
from imprenta.repasar.codigo_notado import RecuentoDeCodigo, recuento_del_codigo

DOBLE = "def doble(x):\n    return 2 * x\n\n\ndef sin_usar(x):\n    return 3 * x\n"
ATADA = CABECERA + "# Una\n\n" + celda("from cuentas import doble") + "Vale {cifra}`14 <doble(7)>`.\n"


def libro_de(tmp_path: Path, pagina: str, codigo: str = DOBLE, **otras: str) -> Path:
    paginas = {"portada": "# Portada\n", "uno": pagina, **otras}
    return escribir_libro(tmp_path / "libro", paginas, {"cuentas.py": codigo})


def probar(libro: Path, muestra: int | None = None) -> RecuentoDeCodigo:
    return recuento_del_codigo(Jornada(leer_libro(libro)), muestra)


def sin_notar(recuento: RecuentoDeCodigo) -> list[str]:
    return [str(falta) for falta in recuento.sin_notar]


def test_lo_que_una_cifra_demuestra_se_nota(tmp_path: Path) -> None:
    recuento = probar(libro_de(tmp_path, ATADA))
    assert recuento == RecuentoDeCodigo(5, ())
    assert recuento.resumen() == "5 mutantes · 5 notados · 0 sin notar (100 % notados)"


def test_lo_que_nada_demuestra_se_dice_con_su_lugar(tmp_path: Path) -> None:
    laxa = (
        CABECERA + "# Una\n\n" + celda("from cuentas import doble") + "Es {afirma}`mucho <doble(7) > 13>`.\n"
    )
    recuento = probar(libro_de(tmp_path, laxa))
    assert sin_notar(recuento) == [
        "code/cuentas.py:2:12: en doble, cambiar «2» por «3» no lo nota el libro",
        "code/cuentas.py:2:12: en doble, cambiar «2» por «4» no lo nota el libro",
    ]
    assert recuento.resumen() == "5 mutantes · 3 notados · 2 sin notar (60 % notados)"
    assert not recuento.es_bastante


def test_basta_con_que_lo_note_una_pagina(tmp_path: Path) -> None:
    laxa = CABECERA + "# Dos\n\n" + celda("from cuentas import doble\ndoble(7)")
    assert probar(libro_de(tmp_path, ATADA, dos=laxa)) == RecuentoDeCodigo(5, ())
    assert len(probar(libro_de(tmp_path / "sola", laxa)).sin_notar) == 5


def test_un_bucle_sin_fin_se_nota(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imprenta.repasar.codigo_notado.HOLGURA_DE_UNA_CELDA", 0.5)
    codigo = "def contar(n):\n    while n > 0:\n        n -= 1\n"
    pagina = CABECERA + celda("import cuentas\ncuentas.contar(3)")
    quedan = sin_notar(probar(libro_de(tmp_path, pagina, codigo)))
    assert not any("«n -= 1»" in falta or "«-=»" in falta or "«-1»" in falta for falta in quedan)


def test_una_pagina_que_muere_se_nota(tmp_path: Path) -> None:
    codigo = "import os\n\n\ndef vivir(n):\n    if n == 1:\n        os._exit(3)\n"
    pagina = CABECERA + celda("import cuentas\ncuentas.vivir(2)")
    assert sin_notar(probar(libro_de(tmp_path, pagina, codigo))) == [
        "code/cuentas.py:5:13: en vivir, cambiar «1» por «-1» no lo nota el libro"
    ]


def test_donde_ninguna_pagina_llega_no_cuenta(tmp_path: Path) -> None:
    codigo = "def medio(x, entre=2, mas=0):\n    return x / entre if x > 100 else x + mas\n"
    pagina = (
        CABECERA + "# Una\n\n" + celda("from cuentas import medio") + "Vale {cifra}`9 <medio(7, mas=2)>`.\n"
    )
    recuento = probar(libro_de(tmp_path, pagina, codigo))
    lugares = [falta.mensaje.partition(" no lo")[0] for falta in recuento.sin_notar]
    assert lugares == [
        "en medio, cambiar «>» por «>=»",
        "en medio, cambiar «100» por «101»",
        "en medio, cambiar «100» por «200»",
    ]


def test_una_celda_puede_mirar_el_texto_de_lo_que_importa(tmp_path: Path) -> None:
    """Lo que no cambia sigue en su línea: un mutante no se nota por haber movido lo demás."""
    codigo = "def nada(\n    x, y=(\n        1\n    ),\n):\n    x + y\n\n\ndef otra():\n    pass\n"
    pagina = CABECERA + celda(
        "import inspect, cuentas\ncuentas.nada(1)\n"
        "assert inspect.getsource(cuentas.otra) == 'def otra():\\n    pass\\n'"
    )
    assert [falta.columna for falta in probar(libro_de(tmp_path, pagina, codigo)).sin_notar] == [9, 9, 7]


def test_la_pagina_que_escribe_en_el_libro_se_aparta_y_se_dice(tmp_path: Path) -> None:
    pagina = CABECERA + celda(
        "from pathlib import Path\nfrom cuentas import doble\nPath('dos.txt').write_text(f'{doble(1)}')"
    )
    recuento = probar(libro_de(tmp_path, pagina))
    assert recuento == RecuentoDeCodigo(
        0, (), ("uno.md: escribe «dos.txt»: no se prueba con el código cambiado",)
    )
    assert recuento.es_bastante


def test_no_se_escribe_nada(tmp_path: Path) -> None:
    libro = libro_de(tmp_path, ATADA)
    Jornada(leer_libro(libro)).hecho  # noqa: B018 (se ejecuta y se guarda)
    antes = {ruta: ruta.read_bytes() for ruta in libro.rglob("*") if ruta.is_file()}
    probar(libro)
    assert {ruta: ruta.read_bytes() for ruta in libro.rglob("*") if ruta.is_file()} == antes


def test_la_misma_muestra_siempre(tmp_path: Path) -> None:
    laxa = CABECERA + celda("from cuentas import doble\ndoble(7)")
    libro = libro_de(tmp_path, laxa)
    primera, segunda = probar(libro, 2), probar(libro, 2)
    assert primera == segunda
    assert primera.probados == 2


def test_la_orden_dice_lo_que_no_se_nota_y_falla(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = libro_de(tmp_path, CABECERA + celda("from cuentas import doble\ndoble(7)"))
    assert main(["mutate", "--codigo", "--todos", str(libro)]) == 1
    salida = capsys.readouterr()
    assert salida.err.splitlines()[0] == (
        "code/cuentas.py:2:5: en doble, cambiar «return 2 * x» por «return -(2 * x)» no lo nota el libro"
    )
    assert salida.out.splitlines()[-1] == "5 mutantes · 0 notados · 5 sin notar (0 % notados)"
    poner(libro / "uno.md", ATADA)
    assert main(["mutate", "--codigo", str(libro)]) == 0


def test_un_libro_sin_codigo_propio_lo_dice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path / "libro", {"portada": CABECERA + "# Una\n\n" + celda("x = 1")})
    assert main(["mutate", "--codigo", str(libro)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "ninguna página ejecuta funciones de un código propio del libro: no hay nada que cambiar"
    )
