"""Lo que Sphinx conserva de una construcción a la siguiente: cuándo vale, y cómo no se pierde ni se mezcla.

Sphinx trabaja siempre en una copia. Si termina y lo que ha hecho se publica, la copia pasa a ser la buena; si
se interrumpe o falla, la siguiente vuelve a partir de la última buena. La buena está firmada: si alguien la
ha tocado, o ha cambiado algo de lo que depende entera, se empieza de cero.

Lo que Sphinx lee de las páginas no depende del formato: el que se escribe entero cada vez puede partir de lo
leído para otro. La copia en que se trabaja es una para todos, porque los árboles nombran las figuras por su
ruta.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from imprenta.libro.copia_firmada import MANIFIESTO, copiar, firmar, manifiesto
from imprenta.libro.disco import escribir, estado_de, foto, quitar
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, faltas_de_lo_cambiado
from imprenta.pintar.avisos import Avisados, AvisoDeSphinx
from imprenta.pintar.fuentes import CARPETA_DEL_CODIGO, Fuentes, fuentes_de

DATOS = "de-que.json"  # de qué ha salido lo que hay en la copia
LEIDO = ("doctrees", "jupyter_execute", DATOS)  # lo que vale para cualquier formato
CONSERVA_LO_ESCRITO = "html"  # los demás formatos se escriben enteros cada vez
DE_SPHINX_SALEN = ("html", "papel", "electronico")


class DesdeElPrincipio(Exception):
    """Lo que Sphinx recuerda no sirve: hay que construir otra vez sin ello."""


def de_fuera(libro: Libro, dependencias: Iterable[str], taller: Path) -> set[str]:
    """Las rutas de lo que incluyen las páginas, menos lo que está en la carpeta en que se pinta."""
    rutas = {os.path.normpath(libro.raiz / ruta) for ruta in dependencias}
    return {ruta for ruta in rutas if not ruta.startswith(f"{taller}{os.sep}")}


class EstadoDeSphinx:
    """El estado de Sphinx para un libro y un formato; `salida` es donde escribe lo que pinta."""

    def __init__(self, libro: Libro, formato: str) -> None:
        self.libro, self.formato = libro, formato
        self.dependencias: set[str] = set()  # los archivos que incluyen las páginas
        self.avisados = Avisados()
        self.bueno = self._bueno_de(formato)
        self.pruebas = libro.taller / "sphinx-pruebas"
        self.doctrees = self.pruebas / "doctrees"
        self.salida = self.pruebas / formato

    # ——— Quien pinta ———

    def preparar(self, de_cero: bool = False) -> None:
        """Deja en la copia lo que de la última construcción buena sigue valiendo."""
        self.vista, self.desde = foto(self.libro.raiz), time.time_ns()
        self.fuentes = fuentes_de(self.libro, self.vista)
        self.anterior = {} if de_cero else self._recuperar()
        self.nuevo = not self.anterior
        if self.nuevo:
            quitar(self.pruebas)
        elif self.anterior["al_escribir"] != self.fuentes.al_escribir:
            quitar(self.salida)

    def _recuperar(self) -> dict[str, Any]:
        """Copia el estado bueno del que se parte y devuelve de qué salió; nada si ninguno vale."""
        for formato in self._de_quien_partir():
            bueno = self._bueno_de(formato)
            archivos, datos = manifiesto(bueno) or ({}, {})
            if not datos or self._de_otro_libro(datos):
                continue
            if self.formato != CONSERVA_LO_ESCRITO:
                archivos = {n: suyo for n, suyo in archivos.items() if n.partition("/")[0] in LEIDO}
            with contextlib.suppress(OSError):  # en la copia hay lo que nadie esperaba
                if copiar(bueno, self.pruebas, archivos) is not None:
                    return datos
        return {}

    def _de_quien_partir(self) -> list[str]:
        """El propio; para lo que se escribe entero vale el de cualquiera, y mejor el último."""
        if self.formato == CONSERVA_LO_ESCRITO:
            return [self.formato]
        return sorted(
            DE_SPHINX_SALEN,
            key=lambda formato: estado_de(self._bueno_de(formato) / MANIFIESTO)[2:],
            reverse=True,
        )

    def _bueno_de(self, formato: str) -> Path:
        return self.libro.taller / f"sphinx-{formato}"

    def _de_otro_libro(self, anterior: dict[str, Any]) -> bool:
        """Si ha cambiado algo de lo que no se sabe a qué páginas afecta."""
        distinto = anterior["entorno"] != self.fuentes.entorno
        return distinto or not self._solo_de_paginas(anterior["al_leer"], anterior)

    def _solo_de_paginas(self, al_leer: dict[str, str], anterior: dict[str, Any]) -> bool:
        """Si de lo que Sphinx lee solo ha cambiado lo que incluían las páginas, que se vuelven a leer."""
        cambiados = set(al_leer.items()) ^ set(self.fuentes.al_leer.items())
        return {ruta for ruta, _ in cambiados} <= set(anterior["dependencias"])

    def sigue(self) -> bool:
        """Si aún vale lo que se preparó; las páginas, al ejecutarse, pueden haber escrito algo."""
        vista, antes = foto(self.libro.raiz), self.fuentes
        if vista != self.vista:
            self.vista, self.desde = vista, time.time_ns()
            self.fuentes = fuentes_de(self.libro, vista)
        return self.nuevo or self._iguales(antes, self.fuentes)

    def _iguales(self, antes: Fuentes, ahora: Fuentes) -> bool:
        if antes == ahora:
            return True
        sin_mas = (antes.entorno, antes.al_escribir) == (ahora.entorno, ahora.al_escribir)
        return sin_mas and self._solo_de_paginas(antes.al_leer, self.anterior)

    def apuntar(self, dependencias: Iterable[str], avisados: Avisados) -> None:
        """Anota lo que incluyen las páginas, sin las figuras de sus celdas, que están en la copia."""
        self.avisados = avisados
        self.dependencias = de_fuera(self.libro, dependencias, self.pruebas)

    def terminar(self) -> list[Falta]:
        """Deja dicho de qué ha salido lo pintado; si algo de ello ha cambiado entre tanto, son faltas."""
        datos = asdict(self.fuentes) | {
            "dependencias": sorted(self.dependencias),
            "avisos": self.avisados.con_los_de(self._avisos_de_antes()),
        }
        escribir(self.pruebas / DATOS, json.dumps(datos, ensure_ascii=False))
        return faltas_de_lo_cambiado(self.libro.raiz, map(Path, self._cambiados()))

    def _avisos_de_antes(self) -> Iterator[AvisoDeSphinx]:
        for aviso in map(AvisoDeSphinx._make, self.anterior.get("avisos", ())):
            if aviso.al_leer or self.formato == CONSERVA_LO_ESCRITO:
                yield aviso

    def _cambiados(self) -> Iterator[str]:
        """Lo que Sphinx puede haber leído y ya no es como cuando se miró; también lo que no estaba."""
        ahora = foto(self.libro.raiz)
        codigo = f"{self.libro.raiz}{os.sep}{CARPETA_DEL_CODIGO}"
        suyo = {ruta for ruta in ahora.keys() | self.vista.keys() if ruta.startswith(codigo)}
        leidos = self.fuentes.archivos | fuentes_de(self.libro, ahora).archivos
        for ruta in suyo | leidos | self.dependencias:
            if ruta in ahora or ruta in self.vista:
                if ahora.get(ruta) != self.vista.get(ruta):
                    yield ruta
            elif (estado := estado_de(Path(ruta))) and estado[-1] >= self.desde:
                yield ruta  # está fuera del libro: de eso no hay foto

    # ——— Quien publica ———

    @property
    def avisos(self) -> list[AvisoDeSphinx]:
        """Lo que Sphinx avisó de lo que está publicado; donde todo se exige no hay avisos, sino faltas."""
        _, datos = (manifiesto(self.bueno) if self.libro.es_gradual else None) or ({}, {})
        return [AvisoDeSphinx._make(aviso) for aviso in (datos or {}).get("avisos", ())]

    def avisar_tambien(self, faltas: Iterable[Falta]) -> None:
        """Lo que ha faltado tras Sphinx donde el libro aún no lo exige se avisa con lo que avisó él."""
        datos = json.loads((self.pruebas / DATOS).read_text(encoding="utf-8"))
        for falta in faltas:
            donde = f"{self.libro.raiz / falta.ruta}:{falta.linea}:{falta.columna}"
            documentos = [self.libro.documento(self.libro.raiz / falta.ruta)]
            datos["avisos"].append(
                AvisoDeSphinx(f"{donde}: WARNING: {falta.mensaje}", documentos, al_leer=False)
            )
        escribir(self.pruebas / DATOS, json.dumps(datos, ensure_ascii=False))

    def conservar(self) -> None:
        """Lo que hay en la copia pasa a ser lo bueno: se ha publicado."""
        datos = json.loads((self.pruebas / DATOS).read_text(encoding="utf-8"))
        conocidos, _ = manifiesto(self.pruebas) or ({}, None)
        firmar(self.pruebas, datos, conocidos)
        viejo = self.bueno.with_name(f"{self.bueno.name}-viejo")
        quitar(viejo)
        if self.bueno.exists():
            self.bueno.rename(viejo)
        self.pruebas.rename(self.bueno)
        if viejo.exists():
            viejo.rename(self.pruebas)  # lo que en ella siga igual no se copiará
