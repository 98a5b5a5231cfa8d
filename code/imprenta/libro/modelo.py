"""Los datos que comparten las piezas de la imprenta: lo que se ejecuta, lo que responde y lo que falla."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias


class Carga(NamedTuple):
    """El archivo en que está el código de una celda, y dónde la página lo nombra: `:load: saludo.py`."""

    archivo: str
    linea: int
    columna: int


@dataclass(frozen=True)
class Celda:
    """Una celda de código de una página; `linea` es la de su primera línea de código (desde 1).

    Si es de un cuaderno, `comienzos` son la línea y la columna del archivo en que empieza cada una; si su
    código está en otro archivo, lo dice su `carga`.
    """

    linea: int
    codigo: str
    metadatos: dict[str, Any] = field(default_factory=dict, hash=False)
    comienzos: tuple[tuple[int, int], ...] = field(default=(), compare=False, repr=False)
    carga: Carga | None = field(default=None, compare=False, repr=False)

    def lugar(self, linea: int, columna: int) -> tuple[int, int]:
        """La línea y la columna del archivo de un lugar de su código, desde 1.

        >>> Celda(10, "x = 1\\ny").lugar(2, 1), Celda(7, "x = 1\\ny", {}, ((7, 9), (7, 16))).lugar(2, 1)
        ((11, 1), (7, 16))
        """
        if self.carga:
            return self.carga[1:]
        if linea > len(self.comienzos):
            return self.linea + linea - 1, columna
        fila, desde = self.comienzos[linea - 1]
        return fila, desde + columna - 1


@dataclass(frozen=True)
class Consulta:
    """Una expresión de la prosa que se evalúa en el núcleo de la página, en ese punto de la página."""

    linea: int
    columna: int
    expresion: str


ANSI = re.compile(r"\x1b\[[0-9;]*m")  # los colores con que una salida se ve en una terminal
ADMITE_STDERR = "admite-stderr"  # lo que se pone a la celda que puede escribir ahí: no es de su autor

# Lo que se ejecuta en una página, en orden: celdas y, entre ellas, las expresiones de la prosa.
Guion = tuple[Celda | Consulta, ...]


# Lo que vale una expresión de la página: un número, un booleano, un texto o listas anidadas de ellos.
Dato: TypeAlias = "bool | int | float | Fraction | str | list[Dato] | None"

# El mismo valor como viaja y se guarda, en JSON: el número que ahí no cabe exacto va como
# `{"exacto": ["0x1", "0x3"]}`, con su numerador y su denominador en hexadecimal, que no tiene tope de cifras.
Enviado: TypeAlias = "bool | int | float | str | dict[str, list[str]] | list[Enviado] | None"


class Aproximado(Fraction):
    """Un número en coma flotante que no cabe en un `float`: se sabe entero, y puede llevar su mismo error."""


FRACCIONES: dict[str, type[Fraction]] = {"exacto": Fraction, "aproximado": Aproximado}


def dato_de(enviado: Enviado) -> Dato:
    """El valor que se envió así.

    >>> dato_de([0.5, {"exacto": ["0x1", "0x3"]}, {"exacto": ["-0xff", "0x1"]}])
    [0.5, Fraction(1, 3), -255]
    """
    if isinstance(enviado, list):
        return [dato_de(elemento) for elemento in enviado]
    if not isinstance(enviado, dict):
        return enviado
    ((clase, partes),) = enviado.items()
    arriba, abajo = (int(parte, 16) for parte in partes)
    return arriba if abajo == 1 and clase == "exacto" else FRACCIONES[clase](arriba, abajo)


CONSTANTE, INDIFERENTE, CAMBIA, PARCIAL = "constante", "indiferente", "cambia ", "parcial "


@dataclass(frozen=True)
class Respuesta:
    """Lo que el núcleo contesta a una consulta.

    `valor` es lo que vale su expresión (NumPy ya convertido), tal como se envió, o `None` si no se pudo
    evaluar; `texto` es su `repr` completo; `error` es «NameError: …» si no se pudo evaluar; `reparo`, por qué
    no demuestra nada, si al probarla con otros valores se ha visto: `CONSTANTE`, `INDIFERENTE` o `CAMBIA` y
    qué; o `PARCIAL` y de qué colección solo mira una parte.
    """

    valor: Enviado = None
    texto: str = ""
    error: str | None = None
    reparo: str = ""

    @cached_property
    def dato(self) -> Dato:
        """Lo que vale la expresión, con todas sus cifras."""
        return dato_de(self.valor)


@dataclass(frozen=True, order=True)
class Falta:
    """Algo que está mal, con su lugar exacto: se imprime `ruta:línea:columna: mensaje`."""

    ruta: Path
    linea: int
    columna: int
    mensaje: str

    def __str__(self) -> str:
        dicho = f"{self.ruta}:{self.linea}:{self.columna}: {self.mensaje}"
        return " ".join(dicho.splitlines())  # pase lo que pase, una falta es una línea


@dataclass(frozen=True)
class CeldaEjecutada:
    """Las salidas de una celda, en formato nbformat 4, y su número de ejecución."""

    salidas: list[dict[str, Any]]
    numero: int | None


# Por qué da otra cosa cada vez lo que una página pide.
CLASES_DE_LO_FORTUITO = ("azar", "biblioteca", "sorteo", "reloj", "entorno", "propia")


@dataclass(frozen=True)
class Fortuito:
    """Una llamada con que una página da otra cosa cada vez, o en otra máquina: no demuestra nada.

    `paso` es el suyo en el guion, y `linea`, desde 0 en él; `columna` es 0 si no se sabe. `desde` es, como
    `code/dados.py:3`, quién la hace si no es la propia página. Es de las `CLASES_DE_LO_FORTUITO`.
    """

    clase: str
    llamada: str
    paso: int
    linea: int = 0
    columna: int = 0
    desde: str = ""


@dataclass(frozen=True)
class Visto:
    """Lo que una página vio y tocó fuera de sí misma mientras se ejecutaba.

    De cada archivo leído, su estado al leerlo; de una carpeta, el resumen de su lista. `textos` son los
    módulos que leyó sin importarlos; `escritos`, lo que escribió sin haberlo leído; `anadidos`, aquello a lo
    que añadió; `cambiados`, lo que leyó y escribió después, y `mirados`, aquello de lo que solo supo si
    estaba, con el resumen de lo de antes; `preguntados`, aquello por lo que preguntó un programa suyo, y
    `carpetas`, las que se preguntó si estaban, y estaban; `creados`, las que hizo o vació, y `programas`, los
    instalados que arrancó. De cada variable, su valor; `bibliotecas`, los módulos de fuera que buscó, las
    haya o no. Si es `ciega`, por qué no se sabe qué más leyó, y en qué línea y columna. De lo fortuito, la
    clase, la llamada, el lugar de la página y quién llama; `resembrados`, los generadores que se han corrido
    a otra semilla, y `lineas`, si se rastrean, las del código del libro que se han ejecutado.
    """

    leidos: dict[str, Any] = field(default_factory=dict)
    textos: dict[str, None] = field(default_factory=dict)
    escritos: dict[str, None] = field(default_factory=dict)
    anadidos: dict[str, str] = field(default_factory=dict)
    cambiados: dict[str, str] = field(default_factory=dict)
    mirados: dict[str, str] = field(default_factory=dict)
    preguntados: dict[str, None] = field(default_factory=dict)
    carpetas: dict[str, None] = field(default_factory=dict)
    creados: dict[str, None] = field(default_factory=dict)
    programas: dict[str, None] = field(default_factory=dict)
    entorno: dict[str, str | None] = field(default_factory=dict)
    bibliotecas: dict[str, None] = field(default_factory=dict)
    ciega: dict[str, tuple[int, int]] = field(default_factory=dict)
    fortuitos: dict[str, list[Any]] = field(default_factory=dict)
    resembrados: dict[str, None] = field(default_factory=dict)
    lineas: dict[str, None] = field(default_factory=dict)

    def sumar(self, novedades: dict[str, dict[str, Any]]) -> None:
        """Añade lo que se ha visto después."""
        for clase, hechos in novedades.items():
            getattr(self, clase).update(hechos)


@dataclass(frozen=True)
class Ejecucion:
    """Lo que dio una página: una `CeldaEjecutada` por celda y una `Respuesta` por consulta de su guion.

    Si algo falló, `falta` dice qué y dónde, `traza` es el rastro completo y lo que no llegó a
    ejecutarse falta en `salidas` y en `respuestas`. `leidos` y `escritos` son los archivos del libro que la
    página abrió y los que escribió; `entorno`, las variables que leyó; `fortuitos`, lo que da otra cosa cada
    vez; `lenguaje`, lo que de él dice su núcleo, si no es el de serie; `cuando`, los segundos desde 1970 al
    acabar, y `visto`, todo ello según ocurrió: lo tienen solo las recién hechas.
    """

    salidas: tuple[CeldaEjecutada, ...] = ()
    respuestas: tuple[Respuesta, ...] = ()
    segundos: float = 0.0
    huella: str = ""
    falta: Falta | None = None
    traza: str = ""
    leidos: tuple[str, ...] = ()
    escritos: tuple[str, ...] = ()
    entorno: tuple[str, ...] = ()
    fortuitos: tuple[Fortuito, ...] = ()
    lenguaje: dict[str, str] = field(default_factory=dict)
    cuando: int = field(default=0, compare=False)
    visto: Visto = field(default_factory=Visto, compare=False)


HA_CAMBIADO = "ha cambiado mientras se construía: vuelve a construir"


def faltas_de_lo_cambiado(raiz: Path, rutas: Iterable[Path]) -> list[Falta]:
    """Una falta por cada archivo que ya no es el que se leyó, con su ruta desde la raíz del libro.

    >>> print(*faltas_de_lo_cambiado(Path("/l"), [Path("/l/b.md"), Path("/l/a.md")]), sep="\\n")
    a.md:1:1: ha cambiado mientras se construía: vuelve a construir
    b.md:1:1: ha cambiado mientras se construía: vuelve a construir
    """
    cambiados = sorted(Path(os.path.relpath(ruta, raiz)) for ruta in rutas)
    return [Falta(ruta, 1, 1, HA_CAMBIADO) for ruta in cambiados]


class NoSePuede(Exception):
    """Algo que se ha pedido no se puede hacer; su texto es lo que se dice."""


class FormulaIlegible(ValueError):
    """Una fórmula, o un trozo de ella, que no se sabe leer."""
