"""Lo que comparten las pruebas de las órdenes."""

import pytest

from imprenta.libro.hecho import LibroHecho
from imprenta.libro.modelo import Falta
from imprenta.pintar.pintor import Pintor


@pytest.fixture
def pintadas(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Los formatos que se van pintando."""
    hechas: list[str] = []
    pintar = Pintor.pintar

    def contar(pintor: Pintor, hecho: LibroHecho) -> list[Falta]:
        hechas.append(pintor.pedido.formato)
        return pintar(pintor, hecho)

    monkeypatch.setattr(Pintor, "pintar", contar)
    return hechas
