"""Actas de las semillas de libros pequeños, como las deja `semillas` y sin correr ninguna."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from imprenta.jornada import Jornada
from imprenta.juzgar.guion import afirmaciones
from imprenta.libro.acta import Acta, ActaDePagina, Cuenta, escribir_acta
from imprenta.libro.libro import leer_libro
from imprenta.libro.pagina import Rol

VEINTE = 20
Contar = Callable[[Rol], dict[str, Any]]


def siempre(_: Rol) -> dict[str, Any]:
    return {"cumple": VEINTE, "de": VEINTE}


def dejar_un_acta(raiz: Path, contar: Contar = siempre, azar: bool = True) -> None:
    """La de un libro tal como está, con lo que se dice de cada afirmación."""
    jornada = Jornada(leer_libro(raiz))
    paginas = {}
    for ruta, pagina in jornada.paginas.items():
        cuentas = tuple(Cuenta(rol.literal, rol.expresion, **contar(rol)) for rol in afirmaciones(pagina))
        if cuentas:
            resumen = jornada.resumen_del_acta(ruta, ())
            paginas[pagina.ruta.as_posix()] = ActaDePagina(resumen, azar, (), cuentas)
    escribir_acta(raiz, Acta(VEINTE, paginas))
