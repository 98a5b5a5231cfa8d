"""Lo que el autor quiere saber de una página en un punto de ella: se mira, y no se toca nada."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


def indagar(pedido: Mapping[str, Any], nombres: Mapping[str, Any]) -> dict[str, Any]:
    """Lo hallado, como datos que caben en JSON; `pedido["que"]` dice qué se busca."""
    return INDAGACIONES[pedido["que"]](pedido, nombres)


def _nombres(_: Mapping[str, Any], nombres: Mapping[str, Any]) -> dict[str, Any]:
    return {"nombres": sorted(nombre for nombre in nombres if not nombre.startswith("_"))}


INDAGACIONES = {"nombres": _nombres}
