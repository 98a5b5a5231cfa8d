"""`adopta`: mira un libro que ya existe, cuenta lo que no está cubierto y propone lo que hay que escribir.

Nada se escribe sin un sí. De un libro ya adoptado dice lo que ha cambiado, y con otro sí admite más.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from imprenta.admision import Admision
from imprenta.jornada import Jornada
from imprenta.libro.cubiertas import adoptada
from imprenta.libro.libro import CONFIG, Libro
from imprenta.libro.trinquete import SIN_CUBRIR, Trinquete
from imprenta.mesa.adopcion import Escritura, escribir_lo_adoptado, escrituras_de
from imprenta.ordenes.avisos import con_candado, dar_avisos, quejarse
from imprenta.ordenes.conversacion import LA_ESCRIBES, SALIR, SOBRE_UNO, TODOS, Conversacion, contestado
from imprenta.ordenes.nuevo import como_se_imprime
from imprenta.pintar.sphinx import EXTENSION

SE_NIEGAN = "Lo de arriba se niega aunque el libro se adopte: hay que corregirlo."
SE_CREA, SE_CAMBIA = "se crea", "se cambia"
NADA_QUE_ESCRIBIR = "no hay nada que escribir"
SIN_PREGUNTAR = "nada se ha escrito: hazlo en una terminal, o con `--si`"
CON_JUPYTER_BOOK = (
    f"Para construirlo también con `jupyter-book build`, añade «{EXTENSION}» a `extra_extensions:`, "
    "bajo `sphinx:`"
)
RENGLONES = 12  # los que se enseñan de lo que cambia en un archivo


def adopta(libro: Libro, si: bool = False, no: bool = False) -> int:
    """Dice lo que hay sin cubrir y lo que escribiría; 1 si el libro dice algo falso o no se entiende.

    Con `si` lo escribe todo; con `no`, o sin una terminal en que preguntar, nada.
    """
    jornada = _mirada(libro)
    juzgado, cuentas = jornada.juzgado, jornada.admision.cuentas
    quejarse(libro, juzgado.faltas)
    if juzgado.faltas:
        print(SE_NIEGAN, file=sys.stderr)
    dar_avisos(libro, juzgado.avisos)
    _contar(libro, cuentas)
    print(juzgado.resumen)
    _proponer(libro, [*escrituras_de(libro, cuentas, juzgado.ata_algo)], Conversacion(si, no))
    if n := len(jornada.por_ejecutar):
        paginas = "página" if n == 1 else "páginas"
        print(f"{n} {paginas} sin ejecutar: si falla alguna celda, `imprenta html` dice cuál y en qué línea")
    if EXTENSION not in _extensiones(libro):
        print(CON_JUPYTER_BOOK)
    return 1 if juzgado.faltas else 0


def _mirada(libro: Libro) -> Jornada:
    """La jornada del libro como si ya estuviera adoptado, y se admitiera cuanto hay."""
    adoptado = replace(libro, config=adoptada(libro.config))
    jornada = Jornada(adoptado, solo_prosa=True)
    jornada.admision = Admision(adoptado, Trinquete(hay=False))
    if jornada.pregunta:
        con_candado(libro, lambda _: len(jornada.juzgado.faltas))
    return jornada


def _extensiones(libro: Libro) -> list[str]:
    dichas = (libro.config.get("sphinx") or {}).get("extra_extensions") or []
    return [dichas] if isinstance(dichas, str) else dichas


def _contar(libro: Libro, cuentas: Mapping[str, int]) -> None:
    if not cuentas:
        print("Nada está sin cubrir.")
        return
    archivos = "1 archivo" if len(cuentas) == 1 else f"{len(cuentas)} archivos"
    paginas = "1 página" if len(libro.paginas) == 1 else f"{len(libro.paginas)} páginas"
    print(f"Sin cubrir: {sum(cuentas.values())}, en {archivos}; el libro tiene {paginas}.")
    for nombre, cuenta in cuentas.items():
        print(f"{cuenta:6}  {nombre}")


def _proponer(libro: Libro, escrituras: Sequence[Escritura], conversacion: Conversacion) -> None:
    """Enseña cada archivo y lo escribe si se acepta; sin la sección, el trinquete no serviría de nada."""
    escritas, negadas, todas = list[Path](), set[Path](), conversacion.si
    for escritura in escrituras:
        if conversacion.pregunta and escritura.ruta == SIN_CUBRIR and CONFIG in negadas:
            continue
        print(*_dicha(escritura), sep="\n")
        que = contestado(LA_ESCRIBES, SOBRE_UNO) if conversacion.pregunta and not todas else ""
        todas = todas or que == TODOS
        if todas or que == "sí":
            escribir_lo_adoptado(libro, escritura)
            escritas.append(escritura.ruta)
        else:
            negadas.add(escritura.ruta)
        if que == SALIR:
            break
    if escritas:
        print(f"escrito: {', '.join(map(str, escritas))}; guárdalo con el libro")
        print(como_se_imprime(Path(os.path.relpath(libro.raiz))))
    elif not escrituras:
        print(NADA_QUE_ESCRIBIR)
    elif not conversacion.escribe:
        print(SIN_PREGUNTAR)


def _dicha(escritura: Escritura) -> list[str]:
    """El archivo y, con su signo, los renglones que se le ponen y se le quitan."""
    partes = (escritura.antes or b"", escritura.ahora)
    viejos, nuevos = (octetos.decode("utf-8", "replace").splitlines() for octetos in partes)
    _, _, *cambios = difflib.unified_diff(viejos, nuevos, lineterm="", n=0)
    suyos = [f"  {cambio.rstrip()}" for cambio in cambios if not cambio.startswith("@")]
    if len(suyos) > RENGLONES:
        suyos = [*suyos[: RENGLONES - 1], f"  … y {len(suyos) - RENGLONES + 1} renglones más"]
    que = SE_CREA if escritura.antes is None else SE_CAMBIA
    return ["", f"{escritura.ruta}: {que}", *suyos]
