"""La remesa: quien tiene el libro de antes recibe lo nuevo y nada más, y con ello tiene el de ahora."""

from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from imprenta.libro.hecho import Informe, LibroHecho, PaginaEjecutada, Veredicto
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import Pagina
from imprenta.pintar.remesa import recibida, remesa

RUTAS = [Path("/l", f"{letra}.md") for letra in "abcd"]
LEIDAS = {(ruta, texto): Pagina(ruta, texto, (), (), ()) for ruta in RUTAS for texto in ("", "uno", "dos")}


def hecho(textos: dict[Path, str]) -> LibroHecho:
    """Un libro con esas páginas, en ese orden; de las que tienen texto, también su informe."""
    paginas = {ruta: PaginaEjecutada(LEIDAS[ruta, texto], (), texto) for ruta, texto in textos.items()}
    informes = {
        ruta: Informe((Veredicto("cifra", ruta, 1, 1, texto, texto),))
        for ruta, texto in textos.items()
        if texto
    }
    faltas = [Falta(ruta, 1, 1, "falta") for ruta in textos]
    return LibroHecho(Libro(Path("/l"), {"title": len(textos)}, tuple(textos)), paginas, informes, faltas, "")


libros = st.permutations(RUTAS).flatmap(
    lambda rutas: st.lists(st.sampled_from(["", "uno", "dos"]), max_size=len(rutas)).map(
        lambda textos: hecho(dict(zip(rutas, textos, strict=False)))
    )
)


@given(libros, libros)
def test_con_lo_de_antes_y_lo_nuevo_se_tiene_lo_de_ahora_y_en_su_orden(a: LibroHecho, b: LibroHecho) -> None:
    enviada = remesa(b, a)
    llega = recibida(enviada, a)
    assert llega == b
    assert [*llega.paginas, *llega.informes] == [*b.paginas, *b.informes]
    iguales = {ruta for ruta in b.paginas if a.paginas.get(ruta) == b.paginas[ruta]}
    assert enviada.nuevo.paginas.keys() == b.paginas.keys() - iguales
    assert not enviada.entera


@given(libros)
def test_sin_nadie_que_tenga_nada_va_entero(libro: LibroHecho) -> None:
    enviada = remesa(libro, None)
    assert enviada.entera and enviada.nuevo == libro
    assert recibida(enviada, replace(libro, paginas={}, informes={})) == libro


def test_una_pagina_vuelta_a_leer_va_aunque_diga_lo_mismo() -> None:
    """Lo que un cuaderno lleva adjunto no cambia su texto."""
    antes = hecho({RUTAS[0]: "uno", RUTAS[1]: "dos"})
    releida = replace(antes.paginas[RUTAS[0]], pagina=replace(LEIDAS[RUTAS[0], "uno"]))
    ahora = replace(antes, paginas=antes.paginas | {RUTAS[0]: releida})
    assert [*remesa(ahora, antes).nuevo.paginas] == [RUTAS[0]]
