"""Lo que al acabar de leer una página sigue a la vista y nadie ha atado: números con cifras y con palabras.

No están sueltos los que caen enteros dentro de un nombre que el libro declara.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from imprenta.leer.gramatica import NUMERO, RARO
from imprenta.leer.hoja import Hoja
from imprenta.leer.lienzo import Seguido
from imprenta.libro.espanol import es_cifra
from imprenta.libro.nombres import patron_de
from imprenta.libro.numerales import idioma_de, numerales
from imprenta.libro.pagina import Escritura, Suelto


def leer_sueltos(hoja: Hoja) -> None:
    """Apunta los números que siguen a la vista y no son parte de un nombre declarado."""
    seguido = hoja.lienzo.seguido()
    nombres = _nombres(hoja, seguido)
    for suelto, fin in (*_con_cifras(hoja), *_con_palabras(hoja, seguido)):
        if not _dentro(nombres, suelto.inicio, fin):
            hoja.pieza(suelto)


def _con_cifras(hoja: Hoja) -> Iterator[tuple[Suelto, int]]:
    """Los números con cifras, y dónde acaban."""
    visto = hoja.lienzo.visto()
    for casa in NUMERO.finditer(visto):
        yield Suelto(casa.start(), casa[0]), casa.end()
    for casa in RARO.finditer(visto):
        if es_cifra(casa[0]):
            yield Suelto(casa.start(), casa[0]), casa.end()


def _con_palabras(hoja: Hoja, seguido: Seguido) -> Iterator[tuple[Suelto, int]]:
    """Los números con palabras, salvo los que ya se ha dicho que quedan fuera de un literal."""
    texto, dichos = hoja.texto.contenido, _literales_con_falta(hoja)
    for inicio, fin in numerales(seguido.texto, idioma_de(seguido.texto)):
        a, b = seguido.lugar(inicio), seguido.lugar(fin - 1) + 1
        espacio = len(texto[max(0, a - 2) : a]) - len(texto[max(0, a - 2) : a].rstrip())
        if a - espacio not in dichos:
            yield Suelto(a, " ".join(seguido.texto[inicio:fin].split()), Escritura.PALABRAS), b


def _literales_con_falta(hoja: Hoja) -> set[int]:
    """Dónde acaban los literales a los que algo les queda fuera."""
    lugares = {(falta.linea, falta.columna) for falta in hoja.faltas}
    return {atado.hasta for atado in hoja.lienzo.atados if hoja.texto.lugar(atado.inicio) in lugares}


def _nombres(hoja: Hoja, seguido: Seguido) -> list[tuple[int, int]]:
    """De dónde a dónde va cada nombre declarado que se lee; se apuntan como usados."""
    if not hoja.nombres:
        return []
    casas = list(patron_de(hoja.nombres).finditer(seguido.texto))
    hoja.usados.update(" ".join(casa[0].split()) for casa in casas)
    return [(seguido.lugar(casa.start()), seguido.lugar(casa.end() - 1) + 1) for casa in casas]


def _dentro(tramos: list[tuple[int, int]], inicio: int, fin: int) -> bool:
    k = bisect.bisect_right(tramos, inicio, key=lambda tramo: tramo[0]) - 1
    return k >= 0 and fin <= tramos[k][1]
