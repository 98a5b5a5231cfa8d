"""Cómo se pone a la vista un proceso que no es una página: el de un núcleo ordinario, con cuanto arranque."""

from __future__ import annotations

import os

from imprenta.ejecutar.procesos.atalaya import levantar
from imprenta.ejecutar.procesos.filtro import maquina_que_se_mira, programa_del_filtro
from imprenta.ejecutar.procesos.vista import Mirador


def ponerse_a_la_vista(raiz: str, apuntes: str) -> None:
    """Este proceso, y lo que llegue a ser, se pone a la vista de una atalaya suya, si se puede.

    Todo lo que abra se apunta en ese archivo, que con que haya algo en él dice que se le ve.
    """
    atalaya, esta = levantar(), maquina_que_se_mira()
    if atalaya < 0 or esta is None:
        return
    buzon = os.open(apuntes, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    if Mirador(atalaya, raiz, (0, 0), programa_del_filtro(esta, (0, 0))).ponerse(buzon):
        os.write(buzon, b"\n")
