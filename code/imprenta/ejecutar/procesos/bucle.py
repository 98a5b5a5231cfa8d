"""El bucle de asyncio de una página que se bifurca."""

from __future__ import annotations

import asyncio
import builtins
from selectors import DefaultSelector
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos


def esta_quieto(bucle: asyncio.AbstractEventLoop) -> bool:
    """Si no hay nada a medias en él: ni tareas, ni plazos, ni otros descriptores que el suyo."""
    suyo: Any = bucle
    try:
        pendientes = suyo._ready or suyo._scheduled or asyncio.all_tasks(bucle)
        return not pendientes and len(suyo._selector.get_map()) == suyo._internal_fds
    except Exception:  # otro bucle, o uno que la página ha trastocado
        return False


def renovar(bucle: asyncio.AbstractEventLoop) -> None:
    """Le pone otro selector: el que ha heredado del padre es el mismo para los dos."""
    suyo: Any = bucle
    suyo._selector.close()
    suyo._ssock.close()
    suyo._csock.close()
    suyo._internal_fds = 0
    suyo._selector = DefaultSelector()
    suyo._make_self_pipe()
