"""Lo que las órdenes dicen: una línea por falta, la cobertura y, en GitHub, cada falta en su línea."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from imprenta.jornada import Jornada
from imprenta.juzgar.de_fuera import avisos_de_fuera
from imprenta.leer.ipynb import cuaderno_en
from imprenta.libro.acta import ACTA
from imprenta.libro.archivos import motivo, por_que_no_es_carpeta
from imprenta.libro.disco import TALLER, candado, escribir
from imprenta.libro.hecho import LibroHecho
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import Falta, NoSePuede
from imprenta.libro.sin_indice import paginas_sin_indice
from imprenta.pintar.extensiones import sin_instalar
from imprenta.publicar.sello import PUBLICADAS

MUCHOS_SIN_CUBRIR = 20  # con menos, se cubren o se declaran uno a uno
SIN_ADOPTAR = "el libro no ata ningún número todavía: `imprenta adopta` los cuenta, en lugar de negarlos"
SIN_MONTAR = "no se puede cambiar de un solo golpe; monta la carpeta de encima o enlázala ahí"


def con_candado(libro: Libro, tarea: Callable[[Libro], int]) -> int:
    """Hace la tarea cuando nadie más está construyendo este libro; si ha esperado, con el libro de ahora.

    Lanza `NoSePuede` si en el lugar de alguna carpeta de lo construido hay otra cosa.
    """
    for carpeta in (libro.obra, libro.taller, *(libro.obra / nombre for nombre in PUBLICADAS)):
        _comprobar_sitio(libro, carpeta)
    with candado(libro.taller) as ha_esperado:
        return tarea(_el_de_ahora(libro) if ha_esperado else libro)


def _el_de_ahora(libro: Libro) -> Libro:
    """El libro otra vez leído; quien pinta ya preparó el de antes, y así nota si su configuración cambió."""
    return replace(leer_libro(libro.raiz), cluster=libro.cluster, leidos=libro.leidos)


def _comprobar_sitio(libro: Libro, carpeta: Path) -> None:
    """Que se pueda construir ahí, antes de tardar en saberlo."""
    if not os.path.lexists(carpeta):
        return
    nombre = carpeta.relative_to(libro.raiz)
    if mensaje := por_que_no_es_carpeta(carpeta):
        raise NoSePuede(f"{nombre} {mensaje}: ahí es donde se construye")
    if carpeta.name in PUBLICADAS and os.path.ismount(os.path.realpath(carpeta)):
        raise NoSePuede(f"{nombre} es un punto de montaje: {SIN_MONTAR}")


def decir(hecho: LibroHecho) -> int:
    """Cuenta las faltas, lo que conviene saber y la cobertura; devuelve 1 si hay faltas."""
    quejarse(hecho.libro, hecho.faltas)
    dar_avisos(hecho.libro, hecho.avisos)
    if _por_adoptar(hecho):
        print(SIN_ADOPTAR)
    print(hecho.resumen)
    avisar_de_las_sueltas(hecho.libro)
    return 1 if hecho.faltas else 0


def avisar_de_las_sueltas(libro: Libro) -> None:
    """Qué páginas se imprimen sin que el índice las nombre, y dónde irían; no es una falta."""
    if not libro.config.get("only_build_toc_files"):
        dar_avisos(libro, paginas_sin_indice(libro))


def _por_adoptar(hecho: LibroHecho) -> bool:
    """Si nadie ha empezado a cubrir el libro: ni ata nada ni dice nada a la imprenta."""
    sin_cubrir = sum(len(informe.sin_cubrir) for informe in hecho.informes.values())
    return "imprenta" not in hecho.libro.config and not hecho.ata_algo and sin_cubrir >= MUCHOS_SIN_CUBRIR


def avisar_del_acta(jornada: Jornada) -> None:
    """Qué páginas no se han probado con otras semillas, si el libro lleva un acta; no es una falta.

    El libro no dice nada falso sin ella; si no se entiende, `semillas` tiene que poder hacerla otra vez.
    """
    if not jornada.acta.hay:
        return
    if reparo := jornada.acta.reparo:
        print(Falta(Path(ACTA), 1, 1, f"{reparo}: haz `imprenta semillas`"), file=sys.stderr)
    elif n := len(jornada.sin_probar):
        paginas = "página" if n == 1 else "páginas"
        print(f"{n} {paginas} sin probar con otras semillas: haz `imprenta semillas`", file=sys.stderr)


def avisar_de_lo_de_fuera(jornada: Jornada) -> None:
    """A quién llamarán las páginas para enseñar lo que dan sus celdas; no es una falta, pero no se calla."""
    for aviso in avisos_de_fuera(jornada.ejecutadas.values()):
        print(aviso, file=sys.stderr)


def quejarse(libro: Libro, faltas: Iterable[Falta]) -> None:
    """Una línea por falta; dentro de una acción de GitHub, también una anotación en su línea."""
    for falta in (_con_su_celda(libro, falta) for falta in faltas):
        print(falta, file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(_anotacion(libro.raiz / falta.ruta, falta))


def sin_extensiones(libro: Libro) -> int:
    """Dice qué extensiones del libro no están, antes de ejecutar nada; devuelve 1 si falta alguna."""
    faltan = sin_instalar(libro)
    quejarse(libro, faltan)
    return 1 if faltan else 0


def dar_avisos(libro: Libro, avisos: Iterable[Falta]) -> None:
    """Una línea por cada cosa que conviene saber y no está mal, que se distingue de una falta."""
    for aviso in (_con_su_celda(libro, aviso) for aviso in avisos):
        print(replace(aviso, mensaje=f"aviso: {aviso.mensaje}"), file=sys.stderr)


def _con_su_celda(libro: Libro, falta: Falta) -> Falta:
    """En un cuaderno, la línea del archivo no dice nada a quien lo edita con Jupyter: también su celda."""
    cuaderno = cuaderno_en(libro.raiz / falta.ruta) if falta.ruta.suffix == ".ipynb" else None
    donde = cuaderno.celda_de(falta.linea, falta.columna) if cuaderno else ""
    return replace(falta, mensaje=f"{donde}: {falta.mensaje}") if donde else falta


def del_sistema(error: OSError, carpeta: Path) -> str:
    """Lo que el sistema no ha dejado hacer, y con qué archivo."""
    archivo = error.filename2 or error.filename
    if not isinstance(archivo, str | bytes):
        return f"no se puede seguir: {motivo(error)}"
    return f"{_desde(Path(os.fsdecode(archivo)), carpeta)}: {motivo(error)}"


def de_la_imprenta(error: Exception, carpeta: Path) -> str:
    """Un fallo de la propia imprenta: en una línea, y con detalle en un archivo si se puede escribir."""
    dicho = f"la imprenta ha fallado: {type(error).__name__}: {' '.join(str(error).split())}".rstrip(": ")
    archivo = carpeta / "_build" / TALLER / "trazas" / "la-imprenta.txt"
    try:
        escribir(archivo, "".join(traceback.format_exception(error)))
    except OSError:
        return dicho
    return f"{dicho} (traza en {_desde(archivo, carpeta)})"


def _desde(archivo: Path, carpeta: Path) -> Path:
    """La ruta de un archivo desde la carpeta del libro, si está dentro."""
    try:
        return Path(os.path.realpath(archivo.parent), archivo.name).relative_to(os.path.realpath(carpeta))
    except (OSError, ValueError):
        return archivo


def _anotacion(ruta: Path, falta: Falta) -> str:
    """La falta como GitHub la enseña en el cambio: la ruta, desde la raíz del repositorio."""
    repositorio = os.environ.get("GITHUB_WORKSPACE") or Path.cwd()
    archivo = _para_github(Path(os.path.relpath(ruta, repositorio)).as_posix())
    lugar = f"file={archivo.replace(':', '%3A').replace(',', '%2C')},line={falta.linea},col={falta.columna}"
    return f"::error {lugar}::{_para_github(falta.mensaje)}"


def _para_github(texto: str) -> str:
    return texto.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
