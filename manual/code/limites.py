"""Los números que dice la prosa del manual, sacados de la imprenta: si cambian en ella, no se construye."""

from __future__ import annotations

from importlib.metadata import metadata

from imprenta.libro.memoria import PARTE_DE_LA_MAQUINA
from imprenta.libro.reglas import SEGUNDOS
from imprenta.libro.umbrales import CUMPLE_UNA_LEY, UN_ORDEN
from imprenta.ordenes.avisos import MUCHOS_SIN_CUBRIR
from imprenta.ordenes.semillas import VECES_DE_SERIE
from imprenta.pintar import palabras

PYTHON = metadata("imprenta-ejecutable")["Requires-Python"].removeprefix(">=")
SEGUNDOS_POR_CELDA = SEGUNDOS
PARTE_DE_LA_MEMORIA = PARTE_DE_LA_MAQUINA[0] / PARTE_DE_LA_MAQUINA[1]
LEY = CUMPLE_UNA_LEY  # de las semillas en que ha de cumplirse una afirmación
HOLGURA = 10**UN_ORDEN  # las veces que una señal puede ser mayor sin que la cota lo note
SEMILLAS = VECES_DE_SERIE
MUCHOS = MUCHOS_SIN_CUBRIR
LENGUAS = [
    "en",
    *sorted(ruta.stem for ruta in palabras.LENGUAS.glob("*.po")),
]  # las palabras se escriben en inglés
