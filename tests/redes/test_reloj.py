"""El reloj, con un reloj de mentira: se queda con la mejor de las medidas."""

import pytest

from redes import reloj


def test_se_queda_con_la_mejor_de_varias_medidas(monkeypatch: pytest.MonkeyPatch) -> None:
    hechas: list[int] = []
    horas = iter([0.0, 3.0, 10.0, 11.5, 20.0, 22.0])
    monkeypatch.setattr(reloj, "process_time", lambda: next(horas))
    assert reloj.segundos(lambda: hechas.append(1), veces=3) == 1.5
    assert len(hechas) == 3


def test_sin_decir_nada_mide_cinco_veces() -> None:
    hechas: list[int] = []
    assert reloj.segundos(lambda: hechas.append(1)) >= 0
    assert len(hechas) == 5
