"""Donde trabaja quien pinta en caliente, y cuándo vale lo que hay: lo que no se sabe a qué afecta, de cero.

Es un taller aparte del de `html`, y lo pintado no sale de él hasta que está bien. Mientras se pinta no hay en
él ningún entorno de Sphinx guardado: así, si se interrumpe, la próxima vez se empieza de cero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from imprenta.libro.disco import Estado, escribir, estado_de, quitar
from imprenta.libro.libro import Libro
from imprenta.pintar.avisos import Avisados
from imprenta.pintar.estado import DATOS, de_fuera
from imprenta.pintar.fuentes import Fuentes

ENTORNO_GUARDADO = "environment.pickle"  # como lo llama Sphinx


class TallerVivo:
    """Las carpetas de lo que se pinta en caliente para un libro, y de qué salió lo que hay en ellas."""

    formato = "html"

    def __init__(self, libro: Libro) -> None:
        self.libro = libro
        self.carpeta = libro.taller / "vivo"
        self.doctrees = self.carpeta / "doctrees"
        self.salida = self.carpeta / self.formato
        self.servido = libro.obra / "vivo" / self.formato
        self.dependencias: set[str] = set()  # los archivos que incluyen las páginas
        self.marca: Estado = ()  # lo que el sistema dice de lo guardado

    def sigue(self) -> bool:
        """Lo que cambie mientras se pinta se verá después, y se pintará otra vez."""
        return True

    def apuntar(self, dependencias: Iterable[str], _avisados: Avisados) -> None:
        """Anota lo que incluyen las páginas; las figuras de sus celdas están en el taller."""
        self.dependencias = de_fuera(self.libro, dependencias, self.carpeta)

    def preparar(self, fuentes: Fuentes) -> None:
        """Deja en el taller lo que de la última vez sigue valiendo."""
        anteriores = self._anteriores()
        if anteriores is None or not vale(anteriores, fuentes, self.dependencias):
            quitar(self.carpeta)
        elif anteriores.al_escribir != fuentes.al_escribir:
            quitar(self.salida)

    def _anteriores(self) -> Fuentes | None:
        try:
            datos = json.loads((self.carpeta / DATOS).read_text(encoding="utf-8"))
            self.dependencias = set(datos.pop("dependencias"))
            return Fuentes(**datos) if (self.doctrees / ENTORNO_GUARDADO).exists() else None
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def empezar(self) -> None:
        """Desde aquí, hasta que se guarde otro, no hay entorno del que partir."""
        (self.doctrees / ENTORNO_GUARDADO).unlink(missing_ok=True)

    def olvidar(self) -> None:
        """Lo pintado va a cambiar: hasta que se guarde de qué sale, no sale de nada."""
        (self.carpeta / DATOS).unlink(missing_ok=True)
        self.marca = ()

    def guardar(self, fuentes: Fuentes) -> None:
        """Deja dicho de qué ha salido lo pintado."""
        datos = asdict(fuentes) | {"dependencias": sorted(self.dependencias)}
        escribir(self.carpeta / DATOS, json.dumps(datos, ensure_ascii=False))
        self.marca = estado_de(self.carpeta / DATOS)

    def es_el_de_antes(self) -> bool:
        """Si nadie más ha andado en él desde que se guardó."""
        return bool(self.marca) and estado_de(self.carpeta / DATOS) == self.marca


def vale(antes: Fuentes, ahora: Fuentes, dependencias: Iterable[str]) -> bool:
    """Si lo que Sphinx leyó vale: solo ha cambiado, si algo, lo que incluían las páginas."""
    cambiados = set(antes.al_leer.items()) ^ set(ahora.al_leer.items())
    return antes.entorno == ahora.entorno and {ruta for ruta, _ in cambiados} <= set(dependencias)
