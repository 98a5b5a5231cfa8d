"""Lo que comparten las pruebas de la imprenta."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from imprenta.ejecutar.procesos.contestar import contestar
from imprenta.juzgar.guion import guion_de
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import Informe
from imprenta.libro.modelo import Celda, Respuesta

BIBLIOGRAFIA = {"vaswani2017": frozenset({"2017", "attention is all you need", "8 cabezas"})}


@pytest.fixture
def juzgar() -> Callable[..., Informe]:
    """Verifica una página ejecutándola en este mismo proceso."""

    def juzgar(
        texto: str | bytes, nombres: Mapping[str, object] | None = None, ruta: str = "p.md"
    ) -> Informe:
        octetos = texto if isinstance(texto, bytes) else texto.encode()
        pagina = leer(Path(ruta), octetos)
        espacio, respuestas = dict(nombres or {}), {}
        for paso in guion_de(pagina):
            if isinstance(paso, Celda):
                exec(paso.codigo, espacio)
            else:
                respuestas[paso] = Respuesta(**contestar(paso.expresion, espacio))
        return verificar(pagina, respuestas, BIBLIOGRAFIA)

    return juzgar
