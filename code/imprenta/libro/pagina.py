r"""Una página leída: sus celdas, lo que su prosa afirma y las cifras que nadie ha atado."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from imprenta.libro.bloque import Bloque, Valla
from imprenta.libro.modelo import Celda, Consulta, Falta
from imprenta.libro.parejas import grupo
from imprenta.libro.texto import Desplegado, Texto

TACHADO = "\x00"
LOGICOS = ("afirma", "ocurre")  # lo que es cierto o falso: una ley, o lo que ha pasado esta vez


@dataclass(frozen=True)
class Rol:
    r"""Un literal atado: `{cifra}`, `{afirma}`, `{ocurre}`, `{dato}` o `\cifra` dentro de una fórmula.

    `inicio` es el lugar del literal; `expresion` es la expresión de Python o la clave bibliográfica; `tramo`,
    el lugar de todo lo que hay entre los acentos graves de un rol.
    """

    inicio: int
    nombre: str
    literal: str
    expresion: str
    consulta: Consulta | None = None
    tramo: tuple[int, int] | None = None


@dataclass(frozen=True)
class Formula:
    """Una fórmula de LaTeX; `define` es lo que dice su opción `:define:`."""

    inicio: int
    tex: str
    define: str | None = None


@dataclass(frozen=True)
class Arranque:
    """El estado con que arranca un explorador, o algo vivo: lo que dice su opción `:estado:`."""

    inicio: int
    estado: str
    consulta: Consulta
    tramo: tuple[int, int]


@dataclass(frozen=True)
class Evaluado:
    """Lo que se enseña con `{eval}`: el nombre de algo que ha calculado la página."""

    inicio: int
    nombre: str
    consulta: Consulta
    tramo: tuple[int, int]


class Remedio(Enum):
    """Qué puede hacer el autor con un número suelto."""

    ATAR = "atarlo al código"
    CON_SU_TANTO = "atarlo con su tanto por ciento; se propone lo que ha de valer la expresión"
    CON_ESPACIOS = "atarlo, y si son millares, escribirlo como se propone"
    CITAR = "atarlo o, si es un año, citar la obra que lo dice"
    NOMBRAR = "declararlo, si es un nombre"
    NOMBRAR_ENTERO = "atarlo o declarar el nombre que se propone, del que parece parte"
    DE_PALABRA = "atarlo o, si no cuenta nada, declararlo con lo que lo acompaña"
    FUERA_DEL_CODIGO = "escribirlo fuera del código, donde se lean los roles"
    EN_RST = "escribir la página en MyST, que es donde se leen los roles"
    SIN_ROL = "decirlo en otro sitio: en este no se leen los roles"


@dataclass(frozen=True)
class Suelto:
    """Un número que el lector ve y que no está atado a nada; `propuesta` completa lo que se puede hacer."""

    inicio: int
    texto: str
    remedio: Remedio = Remedio.ATAR
    propuesta: str = ""


class Tipo(Enum):
    """Qué es una marca."""

    ROL = "un rol: se lee lo que va entre acentos graves, o el texto de su destino"
    ENLACE = "un enlace: se lee lo que va entre corchetes"
    ATRIBUTOS = "atributos entre llaves, con los corchetes a que se aplican, si los hay"
    COMENTARIO = "un comentario de HTML"
    ETIQUETA = "la etiqueta de una fórmula"


@dataclass(frozen=True)
class Marca:
    """Algo escrito en línea, de `inicio` a `fin`, que no se lee como está escrito.

    `texto` es el lugar de lo que se lee, o de lo que va entre los acentos graves de un rol, y `destino`, el
    de la dirección de un enlace o el de unos atributos.
    """

    tipo: Tipo
    inicio: int
    fin: int
    nombre: str = ""
    texto: tuple[int, int] = (0, 0)
    destino: tuple[int, int] = (0, 0)


Pieza = Rol | Formula | Arranque | Evaluado | Suelto


def pregunta(pieza: Pieza) -> bool:
    """Si una pieza pide algo al código de su página."""
    if isinstance(pieza, Formula):
        return pieza.define is not None
    return not isinstance(pieza, Suelto) and pieza.consulta is not None


@dataclass(frozen=True)
class Pagina:
    """Una página leída; `cuaderno` da, si lo es, el lugar de cada línea en el archivo.

    `pasos` son sus celdas y las piezas que preguntan algo al código, en el orden en que se ejecutan.
    `prosa` es `texto` con lo que un lector no ve, el código y las fórmulas cambiados por `TACHADO`, de modo
    que cada palabra está en su posición. `bloques` son los que la página tiene al dibujarse, y `marcas`, lo
    que va en línea en ellos. `nombres` son los que el libro declara, y `usados`, los que salen en la página.
    `descuadres` son las listas y las notas que no siguen su cuenta, los bloques que no se cierran y que la
    página esté vacía.
    """

    ruta: Path
    texto: str
    piezas: tuple[Pieza, ...]
    pasos: tuple[Celda | Pieza, ...]
    faltas: tuple[Falta, ...]
    cuaderno: Desplegado = field(default_factory=Desplegado, repr=False, compare=False)
    prosa: str = ""
    cabecera: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    bloques: tuple[Bloque, ...] = field(default=(), repr=False, compare=False)
    marcas: tuple[Marca, ...] = field(default=(), repr=False, compare=False)
    nombres: frozenset[str] = frozenset()
    usados: frozenset[str] = frozenset()
    descuadres: tuple[Falta, ...] = ()

    @property
    def celdas(self) -> tuple[Celda, ...]:
        return tuple(paso for paso in self.pasos if isinstance(paso, Celda))

    @property
    def celdas_en_su_valla(self) -> list[tuple[Valla, Celda]]:
        """Cada celda con el bloque en que está escrita."""
        vallas = (b for b in self.bloques if isinstance(b, Valla) and b.nombre == "code-cell")
        codigo = self.cuaderno.codigo if self.cuaderno.lineas else None
        suyas = (v for v in vallas if v.suelta and v.celda and (codigo is None or v.desde in codigo))
        return list(zip(suyas, self.celdas, strict=True))

    def lugar(self, posicion: int) -> tuple[int, int]:
        """La línea y la columna, desde 1, de una posición de `texto`."""
        return self.en_lineas.lugar(posicion)

    @cached_property
    def en_lineas(self) -> Texto:
        """El texto con sus líneas contadas."""
        return Texto(self.texto, self.cuaderno.renglones)


def celdas_antes_de(pagina: Pagina, pieza: Pieza) -> list[Celda]:
    """Las celdas que se ejecutan antes de que una pieza pregunte."""
    return [paso for paso in pagina.pasos[: pagina.pasos.index(pieza)] if isinstance(paso, Celda)]


class RolMalEscrito(ValueError):
    """Un rol cuyo contenido no tiene la forma `literal <expresión>`."""


def partir_rol(contenido: str) -> tuple[str, str]:
    """El literal y la expresión de un rol.

    >>> partir_rol("0.73 <pesos[0]>")
    ('0.73', 'pesos[0]')
    """
    entero = " ".join(contenido.split("\n")).strip()
    literal, abre, resto = entero.partition("<")
    if not abre or not resto.endswith(">"):
        raise RolMalEscrito(_por_que_no_se_parte(entero))
    literal, expresion = literal.strip(), resto.removesuffix(">")
    if not literal:
        raise RolMalEscrito(f"falta el literal delante de «<{expresion}>»")
    if not expresion.strip():
        raise RolMalEscrito(f"la expresión de «{literal}» está vacía")
    return literal, expresion.strip()


def _por_que_no_se_parte(contenido: str) -> str:
    literal, menor, expresion = contenido.partition("<")
    if not menor and contenido.endswith(">"):
        return f"falta «<» delante de la expresión de «{contenido}»"
    if not menor:
        return f"falta la expresión: escribe «{contenido or 'literal'} <expresión>»"
    if ">" not in expresion:
        return f"falta «>» al final de la expresión de «{literal.strip()}»"
    return f"sobra «{expresion.rpartition('>')[2].strip()}» tras la expresión, o falta un acento grave"


def consulta_de_estado(estado: str) -> str:
    """La expresión que da, como parejas, los valores de `:estado:`, escritos como argumentos con nombre.

    >>> consulta_de_estado("x=x0, pasos=3")
    'list(dict(x=x0, pasos=3).items())'
    """
    return f"list(dict({estado}).items())"


def consulta_de_lo_visto(nombre: str) -> str:
    """La expresión que da lo que Jupyter enseña de algo: parejas de clase y contenido.

    >>> dict(eval(consulta_de_lo_visto("3 * 'a'")))
    {'text/plain': "'aaa'"}
    """
    formatos = "__import__('IPython.core.formatters', fromlist=['formatters'])"
    visto = f"{formatos}.format_display_data({nombre})[0].items()"
    return f"[[clase, dato] for clase, dato in {visto} if isinstance(dato, str)]"


def quitar_cifras(tex: str) -> str:
    r"""La fórmula tal como se lee: `\cifra{0.73}{p[0]}` pasa a `0.73`.

    >>> quitar_cifras(r"Z = \cifra{[7.3, 2.7]}{z}")
    'Z = [7.3, 2.7]'
    """
    partes, hasta = list[str](), 0
    for inicio, literal, _, fin in cifras_atadas(tex):
        partes += [tex[hasta:inicio], literal]
        hasta = fin
    return "".join([*partes, tex[hasta:]])


def cifras_atadas(tex: str) -> Iterator[tuple[int, str, str, int]]:
    r"""Cada `\cifra{literal}{expresión}`: su principio, sus dos partes y su final."""
    posicion = 0
    while (casa := re.compile(r"\\cifra(?![a-zA-Z])").search(tex, posicion)) is not None:
        literal, tras_literal = grupo(tex, casa.end())
        expresion, fin = grupo(tex, tras_literal)
        yield casa.start(), literal, expresion.strip(), fin
        posicion = fin
