"""Una página se lleva paso a paso: lo que no termina se corta y lo que no se ejecuta se salta."""

from pathlib import Path

import pytest
from pasos import TEMPLADAS, Ejecutor, guion, pregunta

from imprenta.ejecutar.procesos import viaje
from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.libro.modelo import Celda


def test_una_expresion_que_no_termina_se_corta(ejecutar: Ejecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viaje, "SEGUNDOS_DE_CONSULTA", 0.5)
    eterna = pregunta("any(False for _ in itertools.count())")
    ejecucion = ejecutar("import itertools", eterna, pregunta("1 + 1"))
    assert [(r.valor, r.error) for r in ejecucion.respuestas] == [
        (None, "TimeoutError: la expresión no termina en 0.5 s"),
        (2, None),
    ]


def test_ni_la_que_no_atiende_a_nadie(vivero: Vivero, raiz: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viaje, "SEGUNDOS_DE_CONSULTA", 0.5)
    pasos = guion("import itertools", pregunta("sum(itertools.count())"))
    sorda = conducir(vivero, raiz / "book" / "p.md", pasos, 20, TEMPLADAS)
    assert sorda.falta is not None
    assert sorda.falta.mensaje == "la expresión no termina en 0.5 s"


def test_las_celdas_que_no_se_ejecutan(ejecutar: Ejecutor) -> None:
    saltada = Celda(1, "1 / 0", {"tags": ["skip-execution"]})
    ejecucion = ejecutar("1", saltada, "", "# nada", "2")
    assert [celda.numero for celda in ejecucion.salidas] == [1, None, None, 2, 3]
