"""Lo que no demuestra nada, dicho con su lugar, recién ejecutado o guardado."""

from collections.abc import Callable
from pathlib import Path

import pytest
from libros import CABECERA, celda, cumplir, escribir_libro

from imprenta.ejecutar.procesos import conduccion
from imprenta.juzgar.afirmaciones import efecto_de
from imprenta.libro.hecho import Informe

CODIGO = "from fractions import Fraction\nimport numpy as np\np = 0.7310585786\nx = 4\nlista = [1, 2]"
NO_DEMUESTRAN = {
    "{cifra}`0.99 <p*0+0.99>`": "«p*0+0.99» da lo mismo valga lo que valga p: no demuestra nada",
    "{cifra}`0.99 <(p, 0.99)[1]>`": "«(p, 0.99)[1]» da lo mismo valga lo que valga p: no demuestra nada",
    "{cifra}`0.99 <p and 0.99>`": "«p and 0.99» da lo mismo valga lo que valga p: no demuestra nada",
    "{cifra}`0.99 <type(p)(0.99)>`": "«type(p)(0.99)» da lo mismo valga lo que valga p: no demuestra nada",
    "{cifra}`5 <(x-x)*p + 5>`": "«(x-x)*p + 5» da lo mismo valgan lo que valgan x y p: no demuestra nada",
    "{afirma}`crece <x*0 == 0>`": "«crece» no puede ser falsa: «x*0 == 0» se cumple valga lo que valga x",
    "{afirma}`sube <0 <= abs(x)>`": "«sube» no puede ser falsa: «0 <= abs(x)» se cumple valga lo que valga x",
    "{afirma}`baja <x > 0 or x <= 0>`": "«baja» no puede ser falsa: una parte de «x > 0 or x <= 0» se cumple "
    "valga lo que valga x",
    "{afirma}`gana <all(y > 9 for y in [x][1:])>`": "«gana» no puede ser falsa: «all(y > 9 for y in [x][1:])"
    "» se cumple valga lo que valga x",
    "{afirma}`es algo <isinstance(x, object)>`": "«es algo» no puede ser falsa: «isinstance(x, object)» se "
    "cumple valga lo que valga x",
    "{cifra}`0.73 <np.array([0.73])[0]>`": "«np.array([0.73])[0]» ya trae escrito su "
    "resultado: no demuestra nada",
    "{cifra}`0.73 <Fraction(73, 100)>`": "«Fraction(73, 100)» ya trae escrito su "
    "resultado: no demuestra nada",
    "{afirma}`vale <Fraction(1, 2) == 0.5>`": "«vale» no puede ser falsa: «Fraction(1, 2) == 0.5» no usa "
    "nada de la página",
    "{cifra}`4 <lista.append(4) or 4>`": "«lista.append(4) or 4» cambia lista al evaluarse: la prosa "
    "pregunta y no toca nada",
    "{cifra}`3 <(y := 3)>`": "«(y := 3)» lleva :=: la prosa pregunta y no toca nada",
    "{cifra}`3 <globals().update(x=3) or x>`": "«globals().update(x=3) or x» lleva globals(): la prosa "
    "pregunta y no toca nada",
}


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, {"uno": f"{CABECERA}# Uno\n\n{celda(CODIGO)}" + "\n".join(NO_DEMUESTRAN)})


def test_cada_una_con_su_mensaje(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Y lo mismo con lo que se guardó: sin ejecutar nada otra vez."""
    esperadas = [
        f"uno.md:{15 + n}:{9 + rol.startswith('{afirma')}: {dicho}"
        for n, (rol, dicho) in enumerate(NO_DEMUESTRAN.items())
    ]
    for _ in range(2):
        assert cumplir("verify", libro) == 1
        assert [linea for linea in capsys.readouterr().err.splitlines() if ".md:" in linea] == esperadas
        monkeypatch.setattr(conduccion, "_conducida", None)


EFECTOS = {
    "(y := x)": ":=",
    "[y := x, y][1]": ":=",
    "exec('x = 3') or x": "exec()",
    "eval('x')": "eval()",
    "setattr(x, 'a', 1) or 4": "setattr()",
    "open('a', 'w').write('a') + x": "open()",
    "open('a', mode='r+').read() or x": "open()",
    "Path('a').write_text('a') + x": "write_text()",
    "os.system('a') + x": "system()",
}


@pytest.mark.parametrize("expresion", EFECTOS)
def test_lo_que_cambia_la_pagina_se_ve_en_su_forma(expresion: str) -> None:
    assert efecto_de(expresion) == EFECTOS[expresion]


@pytest.mark.parametrize(
    "expresion", ["x", "open('/dev/null').read()", "print(x) or x", "vars(y)['a']", "f(x=1)"]
)
def test_lo_que_solo_mira_no(expresion: str) -> None:
    assert efecto_de(expresion) == ""


def test_se_dice_antes_que_lo_demas(juzgar: Callable[..., Informe]) -> None:
    (falta,) = juzgar("Vale {cifra}`5 <(y := x)>`.\n", {"x": 4}).faltas
    assert str(falta) == "p.md:1:14: «(y := x)» lleva :=: la prosa pregunta y no toca nada"
