"""La ley: se edite lo que se edite, construir sobre lo construido da los mismos octetos que de la nada.

También si una construcción se interrumpe o si se guarda algo mientras dura: entonces no se publica nada a
medias, y la siguiente lo pone todo al día. `EDICIONES=2000` prueba muchas más series de cambios.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from autor import CAMBIOS, EDICIONES, LIBROS, POR_SERIE, Autor, con_tema, series, sin_vacios
from hypothesis.stateful import rule, run_state_machine_as_test
from libros import publicado
from sphinx.builders.html import StandaloneHTMLBuilder

pytestmark = pytest.mark.lenta  # docenas de construcciones

SERIES = {tema: 3 if tema == "basic" else 1 for tema in LIBROS}  # las del tema más ligero, las más


@contextmanager
def al_pintar(cual: int, hacer: Callable[[], None]) -> Iterator[None]:
    """Mientras dura el bloque, `hacer` se hace al escribir la página número `cual`."""
    original, cuenta = StandaloneHTMLBuilder.write_doc, iter(range(10**6))

    def escribir_pagina(constructor: Any, *argumentos: Any) -> None:
        if next(cuenta) == cual:
            hacer()
        original(constructor, *argumentos)

    StandaloneHTMLBuilder.write_doc = escribir_pagina  # type: ignore[assignment,method-assign]  # por un rato
    try:
        yield
    finally:
        StandaloneHTMLBuilder.write_doc = original  # type: ignore[method-assign]


def interrumpir() -> None:
    raise KeyboardInterrupt


class AutorConPrisa(Autor):
    """Además interrumpe y guarda cuando quiere."""

    @rule(que=st.sampled_from(sorted(CAMBIOS)), cual=st.integers(0, 4))
    def interrumpir(self, que: str, cual: int) -> None:
        """Se interrumpe mientras se escribe; lo publicado no cambia, y la siguiente lo pone al día."""
        self._guardar(CAMBIOS[que](self.libro, random.Random(1)))
        antes = publicado(self.raiz / "libro")
        with al_pintar(cual, interrumpir):
            if self.cumplir(self.raiz / "libro") == 130:
                assert publicado(self.raiz / "libro") == antes
        self._construir()

    @rule(
        que=st.sampled_from(sorted(CAMBIOS)),
        mientras=st.sampled_from(sorted(CAMBIOS)),
        cual=st.integers(0, 4),
    )
    def guardar_mientras_se_construye(self, que: str, mientras: str, cual: int) -> None:
        """Lo que se publica es un libro entero, el de antes o el de después: nunca una mezcla."""
        self._guardar(CAMBIOS[que](self.libro, random.Random(2)))
        antes, libro = publicado(self.raiz / "libro"), self.libro
        despues = sin_vacios(CAMBIOS[mientras](libro, random.Random(3)))
        with al_pintar(cual, lambda: self._guardar(despues)):
            self.cumplir(self.raiz / "libro")
        assert publicado(self.raiz / "libro") in (antes, self._de_la_nada(libro)[1])
        self._construir()


@pytest.mark.parametrize("tema", LIBROS)
def test_construir_sobre_lo_construido_da_lo_mismo_que_de_la_nada(tmp_path: Path, tema: str) -> None:
    class AutorDeOtroLibro(AutorConPrisa):
        raiz = tmp_path
        inicial = con_tema(tema)

    cuantas = EDICIONES * SERIES[tema] // POR_SERIE // sum(SERIES.values())
    run_state_machine_as_test(AutorDeOtroLibro, settings=series(cuantas))
