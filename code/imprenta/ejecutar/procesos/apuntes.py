"""Los apuntes: qué se leyó, qué se escribió y en qué orden, según lo va contando quien lo ve."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from imprenta.ejecutar.dependencias.instalado import no_es_de_nadie
from imprenta.libro.disco import estado_de, resumen_de

HECHOS = (  # los campos de `Visto`
    "leidos", "textos", "escritos", "anadidos", "cambiados", "mirados", "preguntados", "carpetas",
    "creados", "entorno", "bibliotecas", "programas", "ciega", "fortuitos", "resembrados", "lineas",
)  # fmt: skip


class Apuntes:
    """Lo que se ha visto hacer, con cada archivo por su ruta entera; una vacía no se apunta.

    Lo que se escribe antes de leerlo no viene de fuera; lo que se lee y se escribe después, quizá se cambie.
    """

    def __init__(self) -> None:
        self.hechos: dict[str, dict[str, Any]] = {clase: {} for clase in HECHOS}

    def apuntar(self, clase: str, nombre: str, valor: Any = None) -> bool:
        """Apunta un hecho; dice si no se sabía."""
        if nombre in self.hechos[clase]:
            return False
        self.hechos[clase][nombre] = valor
        return True

    def ponerse_al_dia(self) -> None:
        """Junta lo que hayan visto otros."""

    def leer(self, ruta: str, es_texto: bool = False, es_carpeta: bool | None = None) -> None:
        """Se abre para leer, o se lista; `es_texto`, si lo que se ve es cómo está escrito un módulo.

        Si no se dice si es una carpeta, se mira.
        """
        if not ruta or self._es_suyo(ruta):
            return
        if ruta not in self.hechos["leidos"]:
            self.ponerse_al_dia()  # quizá un hijo lo haya escrito ya
            if self._es_suyo(ruta):
                return
        if es_texto:
            self.apuntar("textos", ruta)
        if ruta not in self.hechos["leidos"]:
            if ruta in self.hechos["anadidos"]:
                self.apuntar("cambiados", ruta, self.hechos["anadidos"][ruta])
            if es_carpeta is None:
                es_carpeta = os.path.isdir(ruta)  # noqa: PTH112 (con textos: son muchas)
            self.apuntar("leidos", ruta, resumen_de(Path(ruta)) if es_carpeta else list(estado_de(ruta)))

    def _es_suyo(self, ruta: str) -> bool:
        return ruta in self.hechos["escritos"] or ruta in self.hechos["creados"]

    def escribir(self, ruta: str, borra: bool = True) -> None:
        """Se abre para escribir; `borra`, si lo que hubiera da igual."""
        if not ruta or ruta in self.hechos["escritos"]:
            return
        self.ponerse_al_dia()  # quizá un hijo lo haya leído ya
        if ruta in self.hechos["leidos"]:
            if ruta not in self.hechos["cambiados"]:
                self.apuntar("cambiados", ruta, resumen_de(Path(ruta)))
        elif borra:
            self.apuntar("escritos", ruta)
        elif ruta not in self.hechos["anadidos"]:
            self.apuntar("anadidos", ruta, resumen_de(Path(ruta)))

    def quitar(self, ruta: str) -> None:
        """Lo que se borra, como lo que se escribe: después ya no depende de lo que hubiera."""
        if ruta in self.hechos["leidos"]:
            self.mirar(ruta)
        elif ruta not in self.hechos["creados"]:
            self.escribir(ruta)

    def mirar(self, ruta: str) -> None:
        """Que un archivo esté o no, y cuál, puede cambiar lo que hace quien lo mira."""
        if ruta and ruta not in self.hechos["escritos"] and ruta not in self.hechos["mirados"]:
            self.apuntar("mirados", ruta, resumen_de(Path(ruta)))

    def contar_con(self, carpeta: str) -> None:
        """Se pregunta por una carpeta, y está: si la ha hecho la página, ya lo sabe ella."""
        if carpeta and carpeta not in self.hechos["creados"] and not no_es_de_nadie(carpeta):
            self.apuntar("carpetas", carpeta)

    def crear(self, carpeta: str) -> None:
        """Lo que haya en una carpeta que se crea, o que se vacía, lo ha puesto quien lo hace."""
        if carpeta and carpeta not in self.hechos["leidos"]:
            self.apuntar("creados", carpeta)
