"""Las tareas de una cola: por su prisa, sin hacer las que ya nadie espera y sin que una mala pare el hilo."""

import threading
from concurrent.futures import CancelledError

import pytest

from imprenta.editor.cola import Cola, Prisa


def test_primero_lo_que_corre_mas_prisa_y_de_ello_lo_ultimo() -> None:
    hechas: list[str] = []
    suelta = threading.Event()
    with Cola("prueba") as cola:
        cola.pedir(Prisa.AHORA, suelta.wait)
        pedidos = [
            cola.pedir(prisa, lambda que=que: hechas.append(que))  # type: ignore[misc]
            for prisa, que in (
                (Prisa.DE_FONDO, "fondo"),
                (Prisa.ESCRIBIENDO, "una página"),
                (Prisa.ESCRIBIENDO, "la que se escribe"),
                (Prisa.AHORA, "el cursor"),
            )
        ]
        suelta.set()
        for pedido in pedidos:
            pedido.result()
    assert hechas == ["el cursor", "la que se escribe", "una página", "fondo"]


def test_lo_que_nadie_espera_no_se_hace() -> None:
    suelta, hechas = threading.Event(), list[int]()
    with Cola("prueba") as cola:
        cola.pedir(Prisa.AHORA, suelta.wait)
        inutil = cola.pedir(Prisa.AHORA, lambda: hechas.append(1))
        assert inutil.cancel()
        suelta.set()
        cola.pedir(Prisa.DE_FONDO, lambda: hechas.append(2)).result()
    assert hechas == [2]


def test_una_tarea_que_falla_se_lo_dice_a_quien_la_pidio_y_el_hilo_sigue() -> None:
    with Cola("prueba") as cola:
        with pytest.raises(ZeroDivisionError):
            cola.pedir(Prisa.AHORA, lambda: 1 // 0).result()
        assert cola.pedir(Prisa.AHORA, lambda: 6 * 7).result() == 42


def test_lo_que_se_pide_a_una_cola_cerrada_no_se_hace() -> None:
    suelta = threading.Event()
    cola = Cola("prueba")
    cola.pedir(Prisa.AHORA, suelta.wait)
    pendiente = cola.pedir(Prisa.AHORA, lambda: 1)
    cola.cerrar()
    suelta.set()
    for pedido in (pendiente, cola.pedir(Prisa.AHORA, lambda: 1)):
        with pytest.raises(CancelledError):
            pedido.result()
    cola.hilo.join()
