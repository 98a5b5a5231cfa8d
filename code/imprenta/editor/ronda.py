"""La ronda: mira el disco por el editor que no sabe hacerlo."""

from __future__ import annotations

import threading
from collections.abc import Callable, Set
from pathlib import Path

from imprenta.mesa.vigia import Vigia

ENTRE_RONDAS = 1.0  # segundos que tarda, como mucho, en notar que se acabó


class Ronda:
    """Un hilo que dice qué archivos de un libro han cambiado, y cuáles de ellos no estaban o ya no están."""

    def __init__(self, raiz: Path, decir: Callable[[Set[Path], Set[Path]], None]) -> None:
        self.raiz, self.decir = raiz, decir
        self.acabada = threading.Event()
        threading.Thread(target=self._rondar, name=f"mira {raiz.name}", daemon=True).start()

    def _rondar(self) -> None:
        with Vigia(self.raiz) as vigia:
            while not self.acabada.is_set():
                antes = vigia.vista.archivos.keys()
                if rutas := vigia.esperar(ENTRE_RONDAS):
                    ahora = vigia.vista.archivos.keys()
                    self.decir(rutas, {ruta for ruta in rutas if str(ruta) in antes ^ ahora})

    def acabar(self) -> None:
        """No dice nada más."""
        self.acabada.set()
