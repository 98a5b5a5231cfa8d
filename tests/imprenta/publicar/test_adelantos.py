"""Lo adelantado: se ve ya, y si lo demás no sale bien vuelve lo que había."""

from pathlib import Path

import pytest
from carpetas import dejar_en, hay_en

from imprenta.publicar.adelantos import Adelantos

BUENO = {"a.html": b"uno", "b.html": b"otro"}
PINTADO = {"a.html": b"uno nuevo", "b.html": b"otro nuevo", "c.svg": b"dibujo"}


@pytest.fixture
def casa(tmp_path: Path) -> Path:
    dejar_en(tmp_path / "servido", BUENO)
    dejar_en(tmp_path / "salida", BUENO | PINTADO)
    return tmp_path


@pytest.fixture
def adelantos(casa: Path) -> Adelantos:
    hechos = Adelantos(casa / "servido", casa / "salida", casa / "aparte")
    hechos.adelantar(["c.svg", "a.html"])
    return hechos


def test_lo_adelantado_se_ve_y_lo_demas_aun_no(casa: Path, adelantos: Adelantos) -> None:
    assert hay_en(casa / "servido") == PINTADO | {"b.html": b"otro"}
    adelantos.confirmar()
    assert hay_en(casa / "servido") == PINTADO
    assert not (casa / "aparte").exists()


def test_si_falla_todo_vuelve_a_lo_ultimo_que_estaba_bien(casa: Path, adelantos: Adelantos) -> None:
    adelantos.deshacer()
    assert hay_en(casa / "servido") == hay_en(casa / "salida") == BUENO


def test_si_se_deja_lo_adelantado_se_sigue_viendo_hasta_que_se_sepa(casa: Path, adelantos: Adelantos) -> None:
    adelantos.dejarlo()
    assert hay_en(casa / "servido") == PINTADO | {"b.html": b"otro"}
    assert hay_en(casa / "salida") == BUENO

    dejar_en(casa / "salida", {"a.html": b"el tercero"})
    adelantos.adelantar(["a.html"])
    assert hay_en(casa / "servido")["a.html"] == b"el tercero"
    adelantos.deshacer()  # y no lo que se adelantó antes, que nunca se supo si valía
    assert hay_en(casa / "servido") == hay_en(casa / "salida") == BUENO
