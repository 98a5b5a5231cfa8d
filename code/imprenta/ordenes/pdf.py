"""`pdf`: el libro en papel, con las salidas ejecutadas del HTML; lo publicado cambia al final."""

from __future__ import annotations

import shutil
from pathlib import Path

from imprenta.jornada import Jornada
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.ordenes.avisos import con_candado, decir, quejarse
from imprenta.pintar.estado import EstadoDeSphinx
from imprenta.pintar.papel.composicion import SIN_TEX, componer, programas_que_faltan
from imprenta.pintar.papel.edicion import edicion_de
from imprenta.pintar.papel.opciones import opciones_de
from imprenta.pintar.pintor import Pintor
from imprenta.publicar.cambio import publicar

OTRA_CLASE = "el PDF tiene su propia clase: escribe `latex: {use_jupyterbook_latex: false}`"


def pdf(libro: Libro, pintor: Pintor | None = None) -> int:
    """Construye `_build/pdf/libro.pdf`; si algo falla, el último PDF bueno se queda donde estaba."""
    if faltan := programas_que_faltan():
        raise NoSePuede(SIN_TEX.format(", ".join(faltan)))
    return con_candado(libro, lambda libro: _pdf(libro, pintor or Pintor()))


def _pdf(libro: Libro, pintor: Pintor) -> int:
    if libro.config.get("latex", {}).get("use_jupyterbook_latex", True):
        quejarse(libro, [Falta(Path("_config.yml"), 1, 1, OTRA_CLASE)])
        return 1
    jornada = Jornada(libro)
    if fallo := decir(jornada.hecho):
        return fallo
    estado, edicion = EstadoDeSphinx(libro, "latex"), edicion_de(libro.raiz)
    pintor.encargar("latex", **opciones_de(libro, edicion, jornada.hecho.resumen))
    faltas = pintor.pintar(jornada.hecho) or componer(libro, estado.salida, edicion) or jornada.cambios()
    quejarse(libro, faltas)
    if faltas:
        return 1
    nuevo = libro.taller / "pdf"
    nuevo.mkdir(exist_ok=True)
    shutil.copyfile(estado.salida / "libro.pdf", nuevo / "libro.pdf")
    publicar(nuevo, libro.obra / "pdf", libro.taller / "pdf-penultimo")
    estado.conservar()
    jornada.podar()
    print(f"El libro está en {(libro.obra / 'pdf' / 'libro.pdf').relative_to(libro.raiz)}")
    return 0
