"""Lo que al acabar de leer una página sigue a la vista y nadie ha atado: números con cifras y con palabras.

No están sueltos los que caen enteros dentro de un nombre que el libro declara. De los demás se dice también
qué puede escribir el autor, que depende de cómo está escrito el número, de qué lo rodea y de dónde está.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from imprenta.leer.dibujo import Dibujo, Seguido
from imprenta.leer.gramatica import NUMERO, RARO
from imprenta.leer.hoja import Hoja
from imprenta.libro.espanol import es_cifra
from imprenta.libro.nombres import ANIO, parecidos, patron_de, reparo_al_nombre
from imprenta.libro.numerales import idioma_de, numerales
from imprenta.libro.pagina import Remedio, Suelto

TANTO = re.compile(r"[ \u00a0\u202f]?%")
MILLAR = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
ESCALA_ESCRITA = re.compile(r"(?:mil|mill|bill|trill|hundred|thousand)", re.IGNORECASE)


class Sitio(NamedTuple):
    """De dónde a dónde va algo en la página."""

    inicio: int
    fin: int


def leer_sueltos(hoja: Hoja) -> None:
    """Apunta los números que siguen a la vista y no son parte de un nombre declarado."""
    seguido = Dibujo(hoja, con_corchetes=True).seguido()
    nombres = _nombres(hoja, seguido)
    con_palabras = {
        sitio: texto for sitio, texto in _con_palabras(hoja, seguido) if not _dentro(nombres, sitio)
    }
    con_cifras = [sitio for sitio in _con_cifras(hoja) if not _dentro(nombres, sitio)]
    en_parecidos = list(_parecidos(hoja, seguido, con_cifras))
    dichos = {sitio for _, sitios in en_parecidos for sitio in sitios}
    sueltos = [suelto for suelto, _ in en_parecidos]
    escalas = {sitio.inicio: sitio for sitio in con_palabras}
    for sitio in con_cifras:
        if sitio not in dichos:
            suelto, escala = _con_su_escala(hoja, sitio, escalas)
            sueltos.append(suelto)
            dichos |= {escala} if escala else set()
    sueltos += [
        Suelto(sitio.inicio, texto, Remedio.DE_PALABRA)
        for sitio, texto in con_palabras.items()
        if sitio not in dichos
    ]
    for suelto in sueltos:
        hoja.pieza(suelto if hoja.se_leen_roles(suelto.inicio) else replace(suelto, remedio=Remedio.SIN_ROL))


# ——— Qué se ve ———


def _con_cifras(hoja: Hoja) -> Iterator[Sitio]:
    visto = hoja.lienzo.visto()
    yield from (Sitio(*casa.span()) for casa in NUMERO.finditer(visto))
    yield from (Sitio(*casa.span()) for casa in RARO.finditer(visto) if es_cifra(casa[0]))


def _con_palabras(hoja: Hoja, seguido: Seguido) -> Iterator[tuple[Sitio, str]]:
    """Los números con palabras, salvo los que ya se ha dicho que quedan fuera de un literal."""
    dichos = _literales_con_falta(hoja)
    for inicio, fin in numerales(seguido.texto, idioma_de(seguido.texto)):
        (sitio,) = _en_la_pagina(seguido, iter([(inicio, fin)]))
        if _es_un_titulo(hoja, sitio):
            continue
        antes = hoja.texto.contenido[max(0, sitio.inicio - 2) : sitio.inicio]
        if sitio.inicio - len(antes) + len(antes.rstrip()) not in dichos:
            yield sitio, " ".join(seguido.texto[inicio:fin].split())


def _es_un_titulo(hoja: Hoja, sitio: Sitio) -> bool:
    """Si es todo lo que dice un título: no cuenta nada, es como se llama su apartado."""
    linea = hoja.texto.linea(hoja.texto.numero_de_linea(sitio.inicio)).strip()
    return linea.startswith("#") and linea.strip("# \t") == hoja.texto.contenido[sitio.inicio : sitio.fin]


def _literales_con_falta(hoja: Hoja) -> set[int]:
    """Dónde acaban los literales a los que algo les queda fuera."""
    lugares = {(falta.linea, falta.columna) for falta in hoja.faltas}
    return {atado.hasta for atado in hoja.lienzo.atados if hoja.texto.lugar(atado.inicio) in lugares}


def _nombres(hoja: Hoja, seguido: Seguido) -> list[Sitio]:
    """Dónde se lee cada nombre declarado; se apuntan como usados."""
    if not hoja.nombres:
        return []
    casas = list(patron_de(hoja.nombres).finditer(seguido.texto))
    hoja.usados.update(" ".join(casa[0].split()) for casa in casas)
    return list(_en_la_pagina(seguido, (casa.span() for casa in casas)))


def _en_la_pagina(seguido: Seguido, tramos: Iterator[tuple[int, int]]) -> Iterator[Sitio]:
    """El lugar en la página de unos tramos de lo que se lee de corrido."""
    return (Sitio(seguido.lugar(inicio), seguido.lugar(fin - 1) + 1) for inicio, fin in tramos)


def _dentro(sitios: Sequence[Sitio], sitio: Sitio) -> bool:
    k = bisect.bisect_right(sitios, sitio.inicio, key=lambda otro: otro.inicio) - 1
    return k >= 0 and sitio.fin <= sitios[k].fin


# ——— Qué se puede hacer ———


def _parecidos(hoja: Hoja, seguido: Seguido, con_cifras: list[Sitio]) -> Iterator[tuple[Suelto, list[Sitio]]]:
    """Lo que parece un nombre, con los números que lleva: se dicen de una vez."""
    por_orden = sorted(con_cifras)
    for inicio, desde, fin in parecidos(seguido.texto):
        (todo,) = _en_la_pagina(seguido, iter([(inicio, fin)]))
        k = bisect.bisect_left(por_orden, seguido.lugar(desde), key=lambda sitio: sitio.inicio)
        suyos = [sitio for sitio in por_orden[k : k + fin - desde] if sitio.fin <= todo.fin]
        nombre = " ".join(seguido.texto[inicio:fin].split())
        if not suyos or reparo_al_nombre(nombre):
            continue
        if inicio == desde:
            yield Suelto(todo.inicio, nombre, Remedio.NOMBRAR), suyos
        else:
            numero = " ".join(seguido.texto[desde:fin].split())
            yield Suelto(suyos[0].inicio, numero, Remedio.NOMBRAR_ENTERO, nombre), suyos
        del por_orden[k : k + len(suyos)]


def _con_su_escala(hoja: Hoja, sitio: Sitio, escalas: Mapping[int, Sitio]) -> tuple[Suelto, Sitio | None]:
    """Un número con cifras; si lo sigue su escala, con palabras, las dos cosas son una."""
    texto, detras = hoja.texto.contenido, escalas.get(sitio.fin + 1)
    if detras and ESCALA_ESCRITA.match(texto, detras.inicio):
        return Suelto(sitio.inicio, texto[sitio.inicio : detras.fin]), detras
    return _de_cifras(texto, sitio), None


def _de_cifras(texto: str, sitio: Sitio) -> Suelto:
    inicio, numero = sitio.inicio, texto[slice(*sitio)]
    if casa := TANTO.match(texto, sitio.fin):
        return _tanto_por_ciento(inicio, numero, casa[0])
    if MILLAR.fullmatch(numero):
        return Suelto(inicio, numero, Remedio.CON_ESPACIOS, re.sub("[.,]", " ", numero))
    return Suelto(inicio, numero, Remedio.CITAR if ANIO.fullmatch(numero) else Remedio.ATAR)


def _tanto_por_ciento(inicio: int, numero: str, signo: str) -> Suelto:
    if not numero.isascii():
        return Suelto(inicio, numero + signo)
    valor = (Decimal(numero.replace(",", ".")) / 100).normalize()
    return Suelto(inicio, numero + signo, Remedio.CON_SU_TANTO, f"{valor:f}")
