"""El trinquete de un libro que se adopta poco a poco: cuánto se admite sin cubrir en cada página.

`_sin_cubrir.yml` se guarda con el libro, con un renglón por página: así se ve lo que cambia y git lo une. La
página que no está no admite nada.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from imprenta.idioma.salidas import traducido
from imprenta.libro.archivos import OtraCodificacion, motivo, octetos_de, texto_de
from imprenta.libro.disco import escribir
from imprenta.libro.git import CONFLICTO
from imprenta.libro.modelo import Falta
from imprenta.libro.yaml_escrito import YamlMalEscrito, lugar_de, yaml_de

SIN_CUBRIR = Path("_sin_cubrir.yml")
QUE_DICE_EL_TRINQUETE = (
    "Cuántos números sin cubrir se admiten en cada página: puede haber menos, pero no más. La imprenta lo "
    "baja cuando se cubre alguno; guárdalo con el libro. Si dos ramas dicen dos cosas, vale el menor."
)
ANCHO_DEL_TRINQUETE = 110
COMENTARIOS = re.compile(r"(?:#.*\n)+")
EL_MENOR = "git ha dejado aquí un conflicto sin resolver: de cada página, deja el menor de los dos números"
NO_ES_UNA_CUENTA = "de cada página se dice cuántos números sin cubrir se admiten: `página: 3`"


@dataclass(frozen=True)
class Trinquete:
    """Lo que se admite en cada página, por su nombre desde la raíz; `faltas`, por qué no se entiende.

    Si no lo `hay`, se admite todo.
    """

    cuentas: Mapping[str, int] = field(default_factory=dict)
    hay: bool = True
    faltas: tuple[Falta, ...] = ()


def leer_trinquete(raiz: Path) -> Trinquete:
    """El de un libro; del que no se entiende no vale nada, y lo dicen sus faltas."""
    if not os.path.lexists(raiz / SIN_CUBRIR):
        return Trinquete(hay=False)
    try:
        return _leido(texto_de(octetos_de(raiz / SIN_CUBRIR)))
    except OSError as error:
        return _malo(1, 1, f"no se puede leer: {motivo(error)}")
    except OtraCodificacion as error:
        return _malo(error.linea, error.columna, str(error))
    except YamlMalEscrito as error:
        return _malo(error.linea, error.columna, f"YAML mal escrito: {error}")


def escribir_trinquete(raiz: Path, cuentas: Mapping[str, int]) -> None:
    """Escribe lo que se admite, en orden, bajo los comentarios con que ya empezara."""
    antes = octetos_de(raiz / SIN_CUBRIR) if os.path.lexists(raiz / SIN_CUBRIR) else b""
    escribir(raiz / SIN_CUBRIR, trinquete_escrito(cuentas, antes))


def trinquete_escrito(cuentas: Mapping[str, int], antes: bytes = b"") -> str:
    """El archivo que dice esas cuentas; las páginas sin nada que admitir no están.

    Si ya dice algo, conserva los comentarios con que empieza, aunque estén en otra lengua.

    >>> trinquete_escrito({"b.md": 3, "a.md": 0, "a: 1.md": 12}).splitlines()[2:]
    ["'a: 1.md': 12", 'b.md: 3']
    """
    renglones = (_renglon(nombre, cuenta) for nombre, cuenta in sorted(cuentas.items()) if cuenta)
    casa = COMENTARIOS.match(antes.decode("utf-8", "replace"))
    return (casa[0] if casa else cabeza_del_trinquete()) + "".join(renglones)


def cabeza_del_trinquete() -> str:
    """Lo que el archivo dice de sí mismo, en un comentario."""
    renglones = textwrap.wrap(traducido(QUE_DICE_EL_TRINQUETE), ANCHO_DEL_TRINQUETE - len("# "))
    return "".join(f"# {renglon}\n" for renglon in renglones)


def _renglon(nombre: str, cuenta: int) -> str:
    return yaml.safe_dump({nombre: cuenta}, allow_unicode=True, width=float("inf"))


def _leido(texto: str) -> Trinquete:
    if casa := CONFLICTO.search(texto):
        return _malo(texto.count("\n", 0, casa.start()) + 1, 1, EL_MENOR)
    datos, nodo, _ = yaml_de(texto)
    malas = tuple(_malas(nodo))
    return Trinquete(faltas=malas, hay=False) if malas else Trinquete(datos or {})


def _malas(nodo: yaml.Node | None) -> Iterator[Falta]:
    if nodo is None or nodo.tag.endswith(":null"):
        return
    if not isinstance(nodo, yaml.MappingNode):
        yield Falta(SIN_CUBRIR, *lugar_de(nodo), NO_ES_UNA_CUENTA)
        return
    for clave, valor in nodo.value:
        if not clave.tag.endswith(":str") or not valor.tag.endswith(":int") or valor.value.startswith("-"):
            yield Falta(SIN_CUBRIR, *lugar_de(valor), NO_ES_UNA_CUENTA)


def _malo(linea: int, columna: int, mensaje: str) -> Trinquete:
    return Trinquete(hay=False, faltas=(Falta(SIN_CUBRIR, linea, columna, mensaje),))
