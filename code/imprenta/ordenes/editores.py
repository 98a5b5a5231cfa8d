"""Con qué editor se abre una falta desde el navegador, y en qué línea y columna.

Lo dice `--editor` o `IMPRENTA_EDITOR`: uno de los conocidos (`vscode`, `subl`, `emacsclient`…), una dirección
o una orden escritas con `{ruta}`, `{linea}` y `{columna}` (`miedit +{linea} {ruta}`), o `copiar`. Si no, vale
`VISUAL` o `EDITOR`, cuando se conoce y tiene ventana propia; si no, VS Code, si se escribe en su terminal o
está instalado; y si nada se sabe, el lugar se copia. Vim, Helix y los demás que viven en una terminal no se
pueden abrir desde un servidor: la suya está en otra parte.

Una orden nunca pasa por una shell: cada parte es un argumento, y las rutas son absolutas.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from imprenta.libro.archivos import motivo
from imprenta.libro.modelo import NoSePuede

AL_ESTILO_DE_CODE = "--goto {ruta}:{linea}:{columna}"
CON_DOS_PUNTOS = "{ruta}:{linea}:{columna}"
CON_MAS = "+{linea}:{columna} {ruta}"
CON_OPCIONES = "--line {linea} --column {columna} {ruta}"
DE_GVIM = "--remote-silent '+call cursor({linea},{columna})' {ruta}"
COPIAR = "copiar"
# Los que el sistema abre por una dirección: no hace falta lanzar nada.
DIRECCIONES = {
    nombre: f"{nombre}://file{{ruta}}:{{linea}}:{{columna}}"
    for nombre in ("vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed")
}
LLAMADOS = {"code": "vscode", "code-insiders": "vscode-insiders", "codium": "vscodium", "zeditor": "zed"}
# Los demás que tienen ventana, y cómo se les dice el lugar.
ORDENES_CONOCIDAS = {
    "subl": CON_DOS_PUNTOS,
    "geany": CON_DOS_PUNTOS,
    "emacsclient": f"--no-wait {CON_MAS}",
    "gedit": CON_MAS,
    "gvim": DE_GVIM,
    "mvim": DE_GVIM,
    "kate": CON_OPCIONES,
    "mousepad": CON_OPCIONES,
    **dict.fromkeys(("idea", "pycharm", "webstorm", "clion", "dataspell"), CON_OPCIONES),
}
SIN_ESPERAR = {"--wait", "-w", "--nofork", "-f", "--block", "-b"}  # lo que git necesita y aquí no hace falta
SIN_VENTANA = {"-nw", "-t", "-tty", "--tty", "--no-window-system"}
DE_TERMINAL = {"vi", "vim", "nvim", "hx", "helix", "nano", "micro", "kak", "joe", "ne", "ed", "emacs", "pico"}


class LineaDelLibro(NamedTuple):
    """Un punto de un archivo que existe, con su ruta absoluta."""

    ruta: Path
    linea: int
    columna: int


class Editor(NamedTuple):
    """Cómo se abre un lugar: por una dirección, con una orden o, si no hay ninguna de las dos, se copia."""

    direccion: str = ""
    orden: tuple[str, ...] = ()

    @property
    def modo(self) -> str:
        """Lo que hace el navegador al pulsar una falta."""
        return "abrir" if self.orden else "enlazar" if self.direccion else COPIAR

    def enlace(self, lugar: LineaDelLibro) -> str:
        """La dirección que abre un lugar, o nada si este editor no va por direcciones.

        >>> Editor(DIRECCIONES["vscode"]).enlace(LineaDelLibro(Path("/mi libro/a.md"), 9, 2))
        'vscode://file/mi%20libro/a.md:9:2'
        """
        return _con_lugar(self.direccion, lugar, quote(lugar.ruta.as_posix()))

    def abrir(self, lugar: LineaDelLibro) -> None:
        """Lo lanza y no lo espera; lanza `NoSePuede` si no hay tal programa."""
        orden = [_con_lugar(parte, lugar, str(lugar.ruta)) for parte in self.orden]
        nada = subprocess.DEVNULL
        try:
            proceso = subprocess.Popen(orden, stdin=nada, stdout=nada, stderr=nada, start_new_session=True)
        except OSError as error:
            raise NoSePuede(f"no se puede abrir «{orden[0]}»: {motivo(error)}") from None
        threading.Thread(target=proceso.wait, daemon=True).start()  # alguien ha de enterrarlo


def editor_de(pedido: str = "", entorno: Mapping[str, str] = os.environ) -> Editor:
    """El que se pide o, si no se pide ninguno, el que parece que se usa; `NoSePuede` si no se sabe usar.

    >>> editor_de("", {"EDITOR": "emacsclient -c", "PATH": ""}).orden
    ('emacsclient', '-c', '--no-wait', '+{linea}:{columna}', '{ruta}')
    >>> editor_de("", {"EDITOR": "vim", "PATH": ""}).modo
    'copiar'
    """
    if pedido := pedido or entorno.get("IMPRENTA_EDITOR", ""):
        if editor := _pedido(pedido, entorno):
            return editor
        raise NoSePuede(_por_que_no(pedido))
    for variable in ("VISUAL", "EDITOR"):
        if editor := _conocido(entorno.get(variable, ""), entorno):
            return editor
    return _adivinado(entorno)


def _pedido(pedido: str, entorno: Mapping[str, str]) -> Editor | None:
    if pedido == COPIAR:
        return Editor()
    if "{ruta}" not in pedido:
        return _conocido(pedido, entorno)
    return Editor(pedido) if "://" in pedido.split("{ruta}")[0] else Editor(orden=tuple(_partes(pedido)))


def _conocido(escrito: str, entorno: Mapping[str, str]) -> Editor | None:
    """El editor que se llama como en `EDITOR`, con sus opciones, si se sabe decirle un lugar."""
    programa, *opciones = _partes(escrito) or [""]
    nombre = Path(programa).name
    esquema = LLAMADOS.get(nombre, nombre)
    if esquema in DIRECCIONES:
        lejos = "VSCODE_IPC_HOOK_CLI" in entorno and nombre in LLAMADOS  # su ventana está en otra máquina
        return (
            Editor(orden=(programa, *shlex.split(AL_ESTILO_DE_CODE)))
            if lejos
            else Editor(DIRECCIONES[esquema])
        )
    if nombre not in ORDENES_CONOCIDAS or SIN_VENTANA.intersection(opciones):
        return None
    suyas = [opcion for opcion in opciones if opcion not in SIN_ESPERAR]
    return Editor(orden=(programa, *suyas, *shlex.split(ORDENES_CONOCIDAS[nombre])))


def _adivinado(entorno: Mapping[str, str]) -> Editor:
    """El de la terminal en que se está o, si no, VS Code o VSCodium si están instalados."""
    if "CURSOR_TRACE_ID" in entorno:
        return Editor(DIRECCIONES["cursor"])
    if entorno.get("TERM_PROGRAM") == "zed":
        return Editor(DIRECCIONES["zed"])
    instalados = [
        nombre for nombre in ("code", "codium") if shutil.which(nombre, path=entorno.get("PATH", ""))
    ]
    if entorno.get("TERM_PROGRAM") == "vscode":
        instalados.append("code")
    return (instalados and _conocido(instalados[0], entorno)) or Editor()


def _por_que_no(pedido: str) -> str:
    nombre = Path((_partes(pedido) or [""])[0]).name
    if nombre in {*DE_TERMINAL, *ORDENES_CONOCIDAS}:
        return (
            f"«{pedido}» se abre en una terminal, y desde el navegador no se llega a ella: --editor {COPIAR}"
        )
    return f"no se sabe cómo se dice un lugar a «{pedido}»: --editor '{nombre} +{{linea}} {{ruta}}'"


def _partes(orden: str) -> list[str]:
    try:
        return shlex.split(orden)
    except ValueError:  # unas comillas sin cerrar
        return []


def _con_lugar(plantilla: str, lugar: LineaDelLibro, ruta: str) -> str:
    """De una vez: una ruta que lleve `{linea}` en su nombre se queda como está."""
    valores = {"{ruta}": ruta, "{linea}": str(lugar.linea), "{columna}": str(lugar.columna)}
    return re.sub(r"\{(?:ruta|linea|columna)\}", lambda casa: valores[casa[0]], plantilla)
