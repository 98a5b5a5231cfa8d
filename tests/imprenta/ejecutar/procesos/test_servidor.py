"""El vivero por dentro: qué importa y a quién señala."""

import signal
import subprocess
import sys

from imprenta.ejecutar.procesos.tutela import senalar_al_grupo


def test_se_senala_una_pagina_que_aun_no_tiene_grupo_propio() -> None:
    recien_nacida = subprocess.Popen(["sleep", "60"])  # en el grupo de esta prueba, no en el suyo
    senalar_al_grupo(recien_nacida.pid, signal.SIGKILL)
    assert recien_nacida.wait(5) == -signal.SIGKILL


def importados(programa: str) -> set[str]:
    """Los módulos que un intérprete recién arrancado tiene después de ejecutar `programa`."""
    orden = [sys.executable, "-c", f"{programa}\nimport sys\nprint(*sys.modules)"]
    return set(subprocess.run(orden, capture_output=True, text=True, check=True).stdout.split())


def test_de_la_imprenta_importa_solo_el_nucleo() -> None:
    modulos = importados("import imprenta.ejecutar.procesos.servidor")
    assert {modulo for modulo in modulos if modulo.partition(".")[0] == "imprenta"} == {
        "imprenta",
        "imprenta.ejecutar",
        "imprenta.ejecutar.dependencias",
        "imprenta.ejecutar.dependencias.entorno",
        "imprenta.ejecutar.dependencias.instalado",
        "imprenta.ejecutar.dependencias.orden",
        "imprenta.ejecutar.procesos",
        "imprenta.ejecutar.procesos.apuntes",
        "imprenta.ejecutar.procesos.bucle",
        "imprenta.ejecutar.procesos.busqueda",
        "imprenta.ejecutar.procesos.busqueda.arreglos",
        "imprenta.ejecutar.procesos.busqueda.blancos",
        "imprenta.ejecutar.procesos.busqueda.candidatos",
        "imprenta.ejecutar.procesos.busqueda.cuentas",
        "imprenta.ejecutar.procesos.busqueda.escritas",
        "imprenta.ejecutar.procesos.busqueda.indices",
        "imprenta.ejecutar.procesos.busqueda.limite",
        "imprenta.ejecutar.procesos.busqueda.orden",
        "imprenta.ejecutar.procesos.busqueda.recorrido",
        "imprenta.ejecutar.procesos.completar",
        "imprenta.ejecutar.procesos.con_numba",
        "imprenta.ejecutar.procesos.contestar",
        "imprenta.ejecutar.procesos.de_serie",
        "imprenta.ejecutar.procesos.definicion",
        "imprenta.ejecutar.procesos.ensayo",
        "imprenta.ejecutar.procesos.filtro",
        "imprenta.ejecutar.procesos.fortuito",
        "imprenta.ejecutar.procesos.hijo",
        "imprenta.ejecutar.procesos.indagar",
        "imprenta.ejecutar.procesos.lugar",
        "imprenta.ejecutar.procesos.mandos",
        "imprenta.ejecutar.procesos.miradas",
        "imprenta.ejecutar.procesos.nucleo",
        "imprenta.ejecutar.procesos.parciales",
        "imprenta.ejecutar.procesos.partes",
        "imprenta.ejecutar.procesos.portavoz",
        "imprenta.ejecutar.procesos.propio",
        "imprenta.ejecutar.procesos.ramas",
        "imprenta.ejecutar.procesos.reparos",
        "imprenta.ejecutar.procesos.resiembra",
        "imprenta.ejecutar.procesos.resumido",
        "imprenta.ejecutar.procesos.servidor",
        "imprenta.ejecutar.procesos.suplencia",
        "imprenta.ejecutar.procesos.tutela",
        "imprenta.ejecutar.procesos.veneno",
        "imprenta.ejecutar.procesos.vigilancia",
        "imprenta.ejecutar.procesos.vista",
        "imprenta.ejecutar.procesos.vistazo",
        "imprenta.ejecutar.procesos.voz",
        "imprenta.libro",
        "imprenta.libro.archivos",
        "imprenta.libro.base_de_datos",
        "imprenta.libro.disco",
        "imprenta.libro.modelo",
        "imprenta.libro.sistema",
    }


def test_solo_este_lado_importa_ipython() -> None:
    """Ni repartir páginas ni analizar una celda con órdenes de IPython lo traen al proceso de la imprenta."""
    programa = (
        "from pathlib import Path\nimport imprenta.ejecutar.reparto\n"
        "from imprenta.ejecutar.dependencias.huella import Analisis\n"
        "from imprenta.libro.modelo import Celda\n"
        "Analisis(Path()).huella(Path('p.md'), (Celda(1, '%time import json\\n!ls'),))"
    )
    ajenos = {"IPython", "traitlets", "jupyter_client", "nbclient", "sphinx", "docutils"}
    assert importados(programa).isdisjoint(ajenos)
    assert "IPython" in importados("import imprenta.ejecutar.procesos.servidor")
