"""El PDF de Typst, en la mitad de octetos: lo que no son dibujos se guarda junto y comprimido.

Las etiquetas de un PDF accesible son decenas de miles de objetos pequeños, que Typst escribe uno a uno, sin
comprimir. La norma (ISO 32000-1, 7.5.7 y 7.5.8) deja guardarlos en paquetes. No cambia nada de lo que dicen.
De las páginas se quitan los decimales que no se ven: bastan las centésimas de punto.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

EN_UN_PAQUETE = 1000
COMIENZO_DE_LA_TABLA = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
TABLA = re.compile(rb"xref\s+0 (\d+)\s")
OBJETO = re.compile(rb"(\d+) 0 obj\s(.*?)\s?endobj\s*$", re.DOTALL)
CONTENIDO = re.compile(rb"/Type\s*/Page\b.*?/Contents (\d+) 0 R", re.DOTALL)
DE_PAGINA = re.compile(
    rb"<<\s*/Length \d+\s*/Filter\s*/FlateDecode\s*>>\s*stream\r?\n(.*)\nendstream", re.DOTALL
)
TEXTO_O_NUMERO = re.compile(rb"(\((?:[^()\\]|\\.)*\))|(\d{2}\.\d\d)\d+|(?<![\d.])(\d?\.\d{5})\d+", re.DOTALL)
CON_CHORRO = re.compile(rb">>\s*stream\r?\n")
FILA = 20  # octetos de cada renglón de la tabla
LIBRE, SUELTO, EN_PAQUETE = 0, 1, 2
LugarEnElPDF = tuple[int, int, int]


class NoSeEntiende(ValueError):
    """El PDF no está escrito como los escribe Typst."""


def apretado(pdf: bytes) -> bytes:
    """El mismo PDF, apretado; si no está escrito como los de Typst, tal cual."""
    try:
        return _apretado(pdf)
    except NoSeEntiende:
        return pdf


def _apretado(pdf: bytes) -> bytes:
    cola, objetos = _leido(pdf)
    chorros = {n: suyo for n, suyo in objetos.items() if b"stream" in suyo and CON_CHORRO.search(suyo)}
    sueltos = [(n, suyo) for n, suyo in objetos.items() if n not in chorros]
    paginas = {int(casa[1]) for _, suyo in sueltos if (casa := CONTENIDO.search(suyo))} & chorros.keys()
    with ThreadPoolExecutor() as hilos:  # lo que tarda es comprimir, que no estorba a Python
        chorros |= zip(paginas, hilos.map(_sin_decimales, [chorros[n] for n in paginas]), strict=True)
    salida, lugares = bytearray(pdf[: pdf.index(b"1 0 obj")]), dict[int, LugarEnElPDF]()
    libre = max(objetos) + 1
    for desde in range(0, len(sueltos), EN_UN_PAQUETE):
        paquete = sueltos[desde : desde + EN_UN_PAQUETE]
        lugares |= {n: (EN_PAQUETE, libre, i) for i, (n, _) in enumerate(paquete)}
        chorros[libre] = _paquete(paquete)
        libre += 1
    for n, suyo in chorros.items():
        lugares[n] = (SUELTO, len(salida), 0)
        salida += b"%d 0 obj\n%b\nendobj\n" % (n, suyo)
    lugares[libre] = (SUELTO, len(salida), 0)
    donde = len(salida)
    salida += b"%d 0 obj\n%b\nendobj\n" % (libre, _tabla(lugares, cola))
    return bytes(salida + b"startxref\n%d\n%%%%EOF" % donde)


def _leido(pdf: bytes) -> tuple[bytes, dict[int, bytes]]:
    """Lo que dice la cola, sin cuántos objetos hay, y lo que dice cada objeto."""
    comienzo = COMIENZO_DE_LA_TABLA.search(pdf[-200:])
    tabla = TABLA.match(pdf, int(comienzo[1])) if comienzo else None
    cola = re.search(rb"trailer\s*<<(.*)>>\s*startxref", pdf[-4000:], re.DOTALL)
    if tabla is None or cola is None or b"/Prev" in cola[1]:
        raise NoSeEntiende
    filas = [pdf[tabla.end() + i * FILA :][:FILA] for i in range(int(tabla[1]))]
    lugares = sorted(int(fila[:10]) for fila in filas if fila[17:18] == b"n")
    objetos = {}
    for desde, hasta in zip(lugares, [*lugares[1:], tabla.start()], strict=True):
        casa = OBJETO.match(pdf[desde:hasta])
        if casa is None:
            raise NoSeEntiende
        objetos[int(casa[1])] = casa[2]
    return re.sub(rb"/Size\s+\d+", b"", cola[1]), objetos


def _sin_decimales(objeto: bytes) -> bytes:
    """Una página con sus medidas en centésimas de punto; lo que no sea una página, tal cual."""
    casa = DE_PAGINA.fullmatch(objeto)
    if casa is None:
        return objeto
    menos = TEXTO_O_NUMERO.sub(rb"\1\2\3", zlib.decompress(casa[1]))
    return _chorro(b"", menos)


def _paquete(objetos: list[tuple[int, bytes]]) -> bytes:
    indice, cuerpo = list[bytes](), bytearray()
    for n, suyo in objetos:
        indice.append(b"%d %d" % (n, len(cuerpo)))
        cuerpo += suyo + b"\n"
    cabeza = b" ".join(indice) + b"\n"
    dicho = b"/Type /ObjStm /N %d /First %d" % (len(objetos), len(cabeza))
    return _chorro(dicho, cabeza + bytes(cuerpo))


def _tabla(lugares: dict[int, LugarEnElPDF], cola: bytes) -> bytes:
    """Dónde está cada objeto; de cada fila se guarda en qué se aparta de la anterior, que ocupa menos."""
    filas = [lugares.get(n, (LIBRE, 0, 0)) for n in range(max(lugares) + 1)]
    dicho = b"/Type /XRef /Size %d /W [1 4 2] %b /DecodeParms << /Predictor 12 /Columns 7 >>"
    return _chorro(dicho % (len(filas), cola.strip()), b"".join(_diferencias(filas)))


def _diferencias(filas: Iterable[LugarEnElPDF]) -> Iterator[bytes]:
    antes = bytes(7)
    for clase, uno, otro in filas:
        fila = bytes([clase]) + uno.to_bytes(4, "big") + otro.to_bytes(2, "big")
        yield bytes([2, *((b - a) & 255 for a, b in zip(antes, fila, strict=True))])
        antes = fila


def _chorro(dicho: bytes, octetos: bytes) -> bytes:
    comprimidos = zlib.compress(octetos, 9)
    cabeza = b"<< %b /Filter /FlateDecode /Length %d >>\nstream\n" % (dicho, len(comprimidos))
    return cabeza + comprimidos + b"\nendstream"
