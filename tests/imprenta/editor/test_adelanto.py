"""Lo que se dice de una página sin ejecutarla es lo que se dirá al ejecutarla, o parte de ello."""

from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro

from imprenta.editor.adelanto import Adelanto, Sabido
from imprenta.jornada import Jornada
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.libro import leer_libro
from imprenta.libro.modelo import Falta

AZAR = "import random\nr = random.random()"
TEXTO = f"""\
{CABECERA}# Uno

{celda("x = 2")}
Vale {{cifra}}`2 <x>`, y {{cifra}}`3 <x>`, y 7. Lo dijo {{dato}}`2017 <nadie>`, que $1+1=3$.

{celda("y = x + 1")}
Es {{afirma}}`mayor <y > 5>`.
"""


def ejecutada(raiz: Path, texto: str) -> tuple[PaginaEjecutada, list[Falta]]:
    escribir_libro(raiz, {"portada": "# P\n", "uno": texto})
    jornada = Jornada(leer_libro(raiz), solo_prosa=True)
    hecho = jornada.juzgado
    return hecho.paginas[raiz / "uno.md"], [f for f in hecho.faltas if f.ruta == Path("uno.md")]


def adelantado(sabido: Sabido, texto: str) -> Adelanto:
    return sabido.adelantar(leer(Path("uno.md"), texto.encode()), {})


def test_sin_saber_nada_se_dice_lo_que_no_pide_ejecutar(tmp_path: Path) -> None:
    adelanto = adelantado(Sabido(), TEXTO)
    _, faltas = ejecutada(tmp_path, TEXTO)
    assert adelanto.parcial
    assert [falta.mensaje.partition(":")[0] for falta in adelanto.juicio.faltas] == [
        "7 está sin cubrir",
        "«nadie» no está en la bibliografía",
        "la fórmula dice 3; 1+1 = 2",
    ]
    assert set(adelanto.juicio.faltas) < set(faltas)


@pytest.mark.parametrize(
    "nuevo",
    [
        TEXTO,
        TEXTO.replace("# Uno", "# Uno\n\nOtro párrafo, con un 9.\n"),
        TEXTO.replace("`3 <x>`", "`2 <x>`"),
        TEXTO.replace(" y 7.", " y {cifra}`3 <x>`."),
        TEXTO.replace(celda("y = x + 1"), "").replace("y > 5", "x > 5"),
    ],
)
def test_con_lo_sabido_se_dice_lo_mismo_que_ejecutando(tmp_path: Path, nuevo: str) -> None:
    """Salvo que se pregunte algo que nunca se preguntó."""
    sabido = Sabido()
    sabido.aprender(ejecutada(tmp_path, TEXTO)[0])
    adelanto = adelantado(sabido, nuevo)
    _, faltas = ejecutada(tmp_path, nuevo)
    assert adelanto.parcial == ("x > 5" in nuevo)
    assert adelanto.parcial or adelanto.juicio.faltas == faltas
    assert set(adelanto.juicio.faltas) <= set(faltas)


def test_si_cambia_una_celda_lo_de_despues_ya_no_se_sabe(tmp_path: Path) -> None:
    sabido = Sabido()
    sabido.aprender(ejecutada(tmp_path, TEXTO)[0])
    adelanto = adelantado(sabido, TEXTO.replace("y = x + 1", "y = x + 9"))
    dichos = [falta.mensaje for falta in adelanto.juicio.faltas]
    assert adelanto.parcial
    assert "la prosa dice 3; x = 2" in dichos
    assert not any("mayor" in dicho for dicho in dichos)


def test_lo_que_fallo_sigue_fallando_en_su_sitio(tmp_path: Path) -> None:
    sabido, roto = Sabido(), TEXTO.replace("y = x + 1", "# nada\ny = nada")
    pagina, faltas = ejecutada(tmp_path, roto)
    sabido.aprender(pagina)
    traza = "(traza en _build/.imprenta/trazas/uno.txt)"
    assert [falta.mensaje for falta in faltas] == [f"NameError: name 'nada' is not defined {traza}"]
    bajado = roto.replace("# Uno", "# Uno\n\nMás.\n")
    _, ahora = ejecutada(tmp_path, bajado)
    assert adelantado(sabido, bajado).juicio.faltas == ahora != faltas
    assert adelantado(sabido, TEXTO).parcial


def test_lo_que_sale_al_azar_se_sigue_diciendo(tmp_path: Path) -> None:
    sabido, texto = Sabido(), TEXTO.replace("x = 2", f"{AZAR}\nx = 2")
    pagina, faltas = ejecutada(tmp_path, texto)
    sabido.aprender(pagina)
    assert any("sin semilla" in falta.mensaje for falta in faltas)
    assert adelantado(sabido, texto).juicio.faltas == faltas
