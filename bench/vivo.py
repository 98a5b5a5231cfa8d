"""De guardar a ver, en este libro: cada cambio de un autor, en `livehtml` y en un `make html`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.celdas import segundos_de_las_celdas
from bench.ediciones import EDICIONES, Edicion, celda_de_en_medio, se_puede_cambiar
from bench.libro import RAIZ
from bench.medida import medir
from bench.navegador import Mirador, mirando
from imprenta.jornada import Jornada
from imprenta.libro.libro import leer_libro
from imprenta.libro.pagina import Pagina

HTML = [sys.executable, "-m", "imprenta", "html", "."]
CUANTAS = 10


@dataclass(frozen=True)
class Vista:
    """Un cambio en una página: los segundos que tarda en verse y los de un `make html` de lo mismo.

    Si es de una celda, `suyo` es lo que ella tarda en ejecutarse, y `desde_ella`, con las que la siguen.
    """

    pagina: str
    cambio: str
    visto: float
    construido: float = 0.0
    suyo: float = 0.0
    desde_ella: float = 0.0


def copiar_el_libro(destino: Path) -> Path:
    """Una copia de lo que git guarda de este libro, tal como está ahora."""
    guardados = subprocess.run(
        ["git", "ls-files", "-z"], cwd=RAIZ, capture_output=True, text=True, check=True
    )
    for nombre in filter(None, guardados.stdout.split("\0")):
        if (RAIZ / nombre).is_file():
            (destino / nombre).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(RAIZ / nombre, destino / nombre)
    return destino


def paginas_que_medir(libro: Path) -> list[Path]:
    """Las primeras que ejecutan código y demuestran números, con sus rutas desde la raíz del libro."""
    leidas = Jornada(leer_libro(libro)).paginas
    buenas = (ruta for ruta, pagina in leidas.items() if se_puede_cambiar(pagina))
    return [ruta.relative_to(libro) for ruta in buenas][:CUANTAS]


def de_guardar_a_ver(taller: Path) -> Iterator[Vista]:
    """Cada clase de cambio en cada página, por turnos en dos copias del libro ya construidas."""
    vivo, quieto = copiar_el_libro(taller / "vivo"), copiar_el_libro(taller / "quieto")
    medir(HTML, quieto)
    with mirando(vivo) as mirador:
        for vez, suya in enumerate(paginas_que_medir(vivo)):
            mirador.abrir(suya.with_suffix("").as_posix())
            yield from _en_una_pagina(mirador, vivo / suya, quieto / suya, vez)


def _en_una_pagina(mirador: Mirador, viva: Path, quieta: Path, vez: int) -> Iterator[Vista]:
    tiempos = segundos_de_las_celdas(libro_de(quieta), quieta)
    for cambio, hacer in EDICIONES.items():
        pagina = pagina_leida(viva)
        edicion = hacer(pagina, vez)
        visto = mirador.hasta_ver(edicion.se_ve, partial(_guardar, viva, edicion))
        _guardar(quieta, edicion)
        construido = medir(HTML, libro_de(quieta), estados=[int(edicion.es_falsa)]).segundos
        celda = celda_de_en_medio(pagina)
        suyos = (tiempos[celda], sum(tiempos[celda:])) if cambio == "una celda" else (0.0, 0.0)
        yield Vista(viva.stem, cambio, visto, construido, *suyos)
        if edicion.es_falsa:
            quieta.write_text(pagina.texto, encoding="utf-8")
            arreglar = partial(viva.write_text, pagina.texto, encoding="utf-8")
            yield Vista(viva.stem, "el arreglo", mirador.hasta_ver(edicion.se_ve, arreglar, presente=False))


def libro_de(pagina: Path) -> Path:
    """La raíz del libro de una página."""
    return next(carpeta for carpeta in pagina.parents if (carpeta / "_toc.yml").exists())


def pagina_leida(ruta: Path) -> Pagina:
    """La página tal como está en el disco."""
    return Jornada(leer_libro(libro_de(ruta))).paginas[ruta]


def _guardar(ruta: Path, edicion: Edicion) -> None:
    ruta.write_text(edicion.texto, encoding="utf-8")
