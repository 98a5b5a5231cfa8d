"""El acta de las semillas: en cuántas se cumple cada afirmación del libro, escrito junto a él.

`semillas.json` se guarda con el libro, como un cierre de dependencias: lo escribe `make semillas` y lo leen
quienes pintan. De cada página lleva un resumen de lo que decide lo que da; si ya no es el suyo, lo que dice
de ella no vale, y se dice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from imprenta.libro.disco import escribir

ACTA = "semillas.json"
CUMPLE_UNA_LEY = 0.95  # de las semillas, como poco


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
    """Lo que se ha visto de un libro, con cuántas semillas se probó y cada página por su nombre."""

    veces: int = 0
    paginas: Mapping[str, ActaDePagina] = field(default_factory=dict)


def leer_acta(raiz: Path) -> Acta:
    """El acta de un libro; la que no está o no se entiende es un acta en blanco."""
    try:
        datos = json.loads((raiz / ACTA).read_text(encoding="utf-8"))
        return Acta(int(datos["veces"]), {str(n): _pagina(d) for n, d in datos["paginas"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Acta()


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
    cuentas = tuple(Cuenta(**renglon) for renglon in datos["afirmaciones"])
    return ActaDePagina(str(datos["resumen"]), bool(datos["azar"]), tuple(datos["lee"]), cuentas)
