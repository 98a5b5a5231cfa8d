"""Lo que el autor quiere saber de una página en un punto de ella: se mira, y no se toca nada.

Se mira en un hijo de la página (`vistazo`), con el tiempo contado: allí se queda lo que pase. Lo que se pide
y lo que se contesta son datos que caben en JSON. `pedido["que"]` es una de estas cosas:

- `nombres`, con `texto`, la expresión hasta donde está el cursor: con qué puede seguir. Contesta `desde`, la
  posición de `texto` en que empieza lo que se sustituye, y `nombres`, una lista de `{"nombre", "clase",
  "tipo", "valor", "doc"}`. `clase` es `variable`, `función`, `clase`, `módulo`, `atributo`, `propiedad`,
  `método`, `clave` o `elemento`; `valor`, su `repr` abreviado o, si se llama, sus parámetros; `doc`, la
  primera línea de su docstring.
- `valor`, con `expresion`: `{"tipo", "valor", "forma", "doc"}`; `forma` es la lista de sus dimensiones, o
  vacía. Si no se puede evaluar, `{"error"}`.
- `definicion`, con `expresion`: `{"archivo", "linea"}`, dónde está escrito en el código del libro lo que
  nombra; `{}` si no está allí, como una variable de la página.
- `candidatos`: las expresiones que dan unos números, como dice `busqueda/candidatos.py`.
"""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Callable, Mapping
from typing import Any

from imprenta.ejecutar.procesos.busqueda.candidatos import candidatos
from imprenta.ejecutar.procesos.completar import completar
from imprenta.ejecutar.procesos.contestar import descrita_en_una_linea
from imprenta.ejecutar.procesos.definicion import definicion_de
from imprenta.ejecutar.procesos.resumido import resumido
from imprenta.ejecutar.procesos.vistazo import SeAcabo, en_un_hijo

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

TARDA = "tarda demasiado en calcularse"


def indagar(pedido: Mapping[str, Any], nombres: Mapping[str, Any]) -> dict[str, Any]:
    """Lo hallado, como datos que caben en JSON; `pedido["que"]` dice qué se busca."""
    indagacion, sin_nada = INDAGACIONES[pedido["que"]]
    hallado = None
    with contextlib.suppress(OSError):  # no caben más procesos
        hallado = en_un_hijo(lambda: indagacion(pedido, dict(nombres)))
    return dict(sin_nada) if hallado is None else hallado


def _nombres(pedido: Mapping[str, Any], nombres: dict[str, Any]) -> dict[str, Any]:
    return completar(pedido.get("texto", ""), nombres)


def _valor(pedido: Mapping[str, Any], nombres: dict[str, Any]) -> dict[str, Any]:
    try:
        return resumido(eval(compile(pedido["expresion"].strip(), "<consulta>", "eval"), nombres))
    except SeAcabo:
        return {"error": TARDA}
    except BaseException as error:  # también las que la página se invente
        return {"error": descrita_en_una_linea(error)}


def _definicion(pedido: Mapping[str, Any], nombres: dict[str, Any]) -> dict[str, Any]:
    return definicion_de(pedido["expresion"], nombres)


Indagacion = Callable[[Mapping[str, Any], dict[str, Any]], dict[str, Any]]
INDAGACIONES: dict[str, tuple[Indagacion, dict[str, Any]]] = {  # cada una, y lo que se dice si no acaba
    "nombres": (_nombres, {"desde": 0, "nombres": []}),
    "valor": (_valor, {"error": TARDA}),
    "definicion": (_definicion, {}),
    "candidatos": (candidatos, {"candidatos": [], "vistas": 0, "entera": False}),
}
