"""El acta de las semillas: en cuántas se cumple cada afirmación del libro, escrito junto a él.

`semillas.json` se guarda con el libro, como un cierre de dependencias: lo escribe `imprenta semillas` y lo
leen quienes pintan. De cada página lleva un resumen de lo que decide lo que da; si ya no es el suyo, lo que
dice de ella no vale, y se dice.

Un acta a medias, o de otra forma, es un acta en blanco con su reparo: no detiene el libro, que sin ella no
dice nada falso, y así `imprenta semillas` puede escribirla otra vez.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import NoneType
from typing import Any

from imprenta.libro.archivos import motivo, octetos_de, texto_de
from imprenta.libro.disco import escribir
from imprenta.libro.umbrales import CUMPLE_UNA_LEY

ACTA = "semillas.json"


@dataclass(frozen=True)
class Cuenta:
    """Lo que se ha visto de una afirmación: en cuántas semillas se cumple, qué se midió y con qué holgura.

    `ordenes` son los órdenes de magnitud que hay de lo medido a la cota, y `dispersiones`, los anchos de la
    banda que lo medido tiene entre semillas (del 5 al 95 %); `None` si no se puede decir. `holgada` es por
    qué no le costaría nada cumplirse, o «».
    """

    dice: str
    expresion: str
    cumple: int
    de: int
    medido: str = ""
    cota: str = ""
    ordenes: float | None = None
    dispersiones: float | None = None
    holgada: str = ""

    @property
    def es_ley(self) -> bool:
        """Si se cumple en casi todas las semillas."""
        return self.cumple >= CUMPLE_UNA_LEY * self.de


@dataclass(frozen=True)
class ActaDePagina:
    """Lo que se ha visto de una página: si sortea algo, qué archivos lee y la cuenta de lo que afirma."""

    resumen: str
    azar: bool
    lee: tuple[str, ...] = ()
    cuentas: tuple[Cuenta, ...] = ()


@dataclass(frozen=True)
class Acta:
    """Lo que se ha visto de un libro, con cuántas semillas se probó y cada página por su nombre.

    `hay` es si el libro la tiene, y `reparo`, por qué no vale la que tiene.
    """

    veces: int = 0
    paginas: Mapping[str, ActaDePagina] = field(default_factory=dict)
    hay: bool = True
    reparo: str = ""


def leer_acta(raiz: Path) -> Acta:
    """El acta de un libro; la que no está o no se entiende es un acta en blanco."""
    if not os.path.lexists(raiz / ACTA):
        return Acta(hay=False)
    try:
        datos = json.loads(texto_de(octetos_de(raiz / ACTA)))
        return Acta(_de(int, datos["veces"]), {_texto(n): _pagina(d) for n, d in datos["paginas"].items()})
    except OSError as error:
        return Acta(reparo=f"no se puede leer: {motivo(error)}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Acta(reparo="no se entiende")


def escribir_acta(raiz: Path, acta: Acta) -> None:
    """Escribe el acta, en orden y con un renglón por afirmación: así un cambio se ve."""
    paginas = ",\n".join(
        f" {_json(nombre)}: {_escrita(pagina)}" for nombre, pagina in sorted(acta.paginas.items())
    )
    escribir(raiz / ACTA, f'{{"veces": {acta.veces}, "paginas": {{\n{paginas}\n}}}}\n')


def _escrita(pagina: ActaDePagina) -> str:
    cabeza = _json({"resumen": pagina.resumen, "azar": pagina.azar, "lee": pagina.lee}).removesuffix("}")
    cuentas = ",\n".join(f"  {_json(asdict(cuenta))}" for cuenta in pagina.cuentas)
    return f'{cabeza}, "afirmaciones": [\n{cuentas}\n ]}}'


def _json(dato: Any) -> str:
    return json.dumps(dato, ensure_ascii=False)


def _pagina(datos: Mapping[str, Any]) -> ActaDePagina:
    cuentas = tuple(_cuenta(**_de(dict, renglon)) for renglon in _de(list, datos["afirmaciones"]))
    lee = tuple(_texto(nombre) for nombre in _de(list, datos["lee"]))
    return ActaDePagina(_texto(datos["resumen"]), _de(bool, datos["azar"]), lee, cuentas)


def _cuenta(**campos: Any) -> Cuenta:
    cuenta = Cuenta(**campos)
    for texto in (cuenta.dice, cuenta.expresion, cuenta.medido, cuenta.cota, cuenta.holgada):
        _texto(texto)
    for holgura in (cuenta.ordenes, cuenta.dispersiones):
        _de((int, float, NoneType), holgura)
    if not 0 <= _de(int, cuenta.cumple) <= _de(int, cuenta.de):
        raise ValueError(cuenta)
    return cuenta


def _texto(dato: Any) -> str:
    """Un texto que se puede escribir en cualquier parte: sin caracteres a medias."""
    texto: str = _de(str, dato)
    texto.encode()
    return texto


def _de(clases: type | tuple[type, ...], dato: Any) -> Any:
    """El dato, si es de esas clases y no de una derivada: `true` no es un número."""
    if type(dato) not in (clases if isinstance(clases, tuple) else (clases,)):
        raise TypeError(dato)
    return dato
