"""Lo de la biblioteca de serie que un núcleo de Jupyter deja importado está también a mano en una página."""

import ast
import subprocess
import sys
from pathlib import Path

from pasos import guion, textos

from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir

LOS_DE_UN_NUCLEO = """
import sys
import ipykernel.ipkernel, ipykernel.kernelapp
print([n for n in sys.modules if "." in n and n.partition(".")[0] in sys.stdlib_module_names])
"""
MIRA = """
import importlib, sys
faltan = []
for nombre in {nombres}:
    partes = nombre.split('.')
    donde = importlib.import_module(partes[0])
    for parte in partes[1:]:
        donde = getattr(donde, parte, None)
    if donde is None:
        faltan.append(nombre)
import urllib, xml
print(faltan, urllib.request.__name__, hasattr(xml, 'nada'), hasattr(xml, '__path_hooks__'))
"""


def test_los_submodulos_que_deja_un_nucleo_de_jupyter_se_pueden_nombrar(vivero: Vivero, raiz: Path) -> None:
    dichos = subprocess.run(
        [sys.executable, "-c", LOS_DE_UN_NUCLEO], capture_output=True, text=True, check=True
    ).stdout
    nombres = [n for n in ast.literal_eval(dichos) if not any(parte[:1] == "_" for parte in n.split("."))]
    assert {"importlib.metadata", "email.message"} <= {*nombres}
    ejecucion = conducir(vivero, raiz / "book" / "p.md", guion(MIRA.format(nombres=nombres)), 60)
    assert textos(ejecucion) == ["[] urllib.request False False\n"]
