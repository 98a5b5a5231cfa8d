"""Cada letra y cada línea de cada figura se ve de día y de noche, y las letras, también en un teléfono."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from matplotlib.path import Path as Contorno

from redes.figuras.estilo import PAPEL, PAPEL_DE_NOCHE, contraste, de_noche

EN_UN_TELEFONO = 378  # los píxeles que mide una figura en una pantalla de 390
LETRA, TEXTO, LINEA = 9.0, 4.5, 3.0
CELDA = "#bbbbbb"
"""El borde de una celda que ya se ve por su tinte: adorna, y sin él se lee lo mismo."""
ESCALADA = re.compile(r"scale\((?P<cuanto>[\d.]+) -")
SITIO = re.compile(r"translate\((?P<x>[-\d.]+) (?P<y>[-\d.]+)\)(?: rotate\((?P<giro>[-\d.]+)\))?")
NUMERO = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
ORDEN = re.compile(r"([MLHVCQzZ])([^MLHVCQzZ]*)")
EJE = ("xtick", "ytick")  # la rejilla, que va detrás, y las marcas
Color = tuple[float, float, float]
Mancha = tuple[Contorno, Color, float]
"""Lo pintado: su contorno, su color y su opacidad."""


@dataclass
class Figura:
    """Lo que se ha leído de un SVG de Matplotlib: sus letras, con su fondo, y sus líneas, con su opacidad."""

    ancho: float
    manchas: list[Mancha] = field(default_factory=list)
    letras: list[tuple[float, str, list[tuple[Color, float]]]] = field(default_factory=list)
    lineas: list[tuple[str, float]] = field(default_factory=list)

    def leer(self, nodo: ET.Element, dentro: tuple[str, ...] = ()) -> "Figura":
        dentro += (nodo.get("id") or "",)
        estilo = dict(re.findall(r"([\w-]+): ([^;]+)", nodo.get("style") or ""))
        escala = ESCALADA.search(nodo.get("transform") or "")
        if nodo.tag.endswith("}g") and escala:
            tamano = 100 * float(escala["cuanto"])
            debajo = list(self._debajo(nodo.get("transform") or "", tamano))
            self.letras.append((tamano, estilo.get("fill", "#000000"), debajo))
            return self
        if nodo.tag.endswith(("}path", "}use")):
            self._trazo(nodo, estilo, dentro)
        if not nodo.tag.endswith("}clipPath"):
            for hijo in nodo:
                self.leer(hijo, dentro)
        return self

    def _trazo(self, nodo: ET.Element, estilo: dict[str, str], dentro: tuple[str, ...]) -> None:
        opacidad = float(estilo.get("opacity", 1))
        if estilo.get("fill", "none").startswith("#") and nodo.get("d"):
            pinta = color(estilo["fill"])
            cuanta = opacidad * float(estilo.get("fill-opacity", 1))
            self.manchas += [(contorno, pinta, cuanta) for contorno in contornos(nodo.get("d") or "")]
        borde = estilo.get("stroke", "none")
        es_linea = borde.startswith("#") and borde != estilo.get("fill")  # y no el borde de una casilla
        if es_linea and not any(n.startswith(EJE) for n in dentro):
            self.lineas.append((estilo["stroke"], opacidad * float(estilo.get("stroke-opacity", 1))))

    def _debajo(self, transformado: str, tamano: float) -> Iterator[tuple[Color, float]]:
        """Los colores que hay bajo el principio de un texto, de abajo arriba, con su opacidad."""
        sitio = SITIO.search(transformado)
        assert sitio
        giro = np.radians(float(sitio["giro"] or 0))
        dx, dy = 0.25 * tamano, -0.3 * tamano
        x = float(sitio["x"]) + dx * np.cos(giro) - dy * np.sin(giro)
        y = float(sitio["y"]) + dx * np.sin(giro) + dy * np.cos(giro)
        for contorno, pinta, opacidad in self.manchas:
            if contorno.contains_point((x, y)):
                yield pinta, opacidad


def contornos(trazos: str) -> Iterator[Contorno]:
    """Cada contorno de un trazo, del que `H` y `V` dicen una sola coordenada."""
    puntos: list[tuple[float, float]] = []
    for letra, dicho in ORDEN.findall(trazos):
        numeros = [float(numero) for numero in NUMERO.findall(dicho)]
        if letra == "M" and puntos:
            yield Contorno(puntos)
            puntos = []
        if letra == "H":
            puntos += [(equis, puntos[-1][1]) for equis in numeros]
        elif letra == "V":
            puntos += [(puntos[-1][0], ye) for ye in numeros]
        else:
            puntos += zip(numeros[::2], numeros[1::2], strict=True)
    if puntos:
        yield Contorno(puntos)


def mezcla(encima: Color, opacidad: float, debajo: Color) -> Color:
    r, g, b = opacidad * np.array(encima) + (1 - opacidad) * np.array(debajo)
    return float(r), float(g), float(b)


def color(hexa: str) -> Color:
    r, g, b = (int(hexa[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def peor_contraste(tinta: str, opacidad: float, debajo: list[tuple[Color, float]]) -> float:
    """El menor, de día y de noche, de un color con lo que tiene debajo."""
    peores = []
    for papel, vista in ((PAPEL, color), (PAPEL_DE_NOCHE, lambda hexa: de_noche(color(hexa)))):
        fondo = color(papel.lower())
        for encima, cuanta in debajo:
            visto = encima if papel == PAPEL else de_noche(encima)
            fondo = mezcla(visto, cuanta, fondo)
        peores.append(contraste(mezcla(vista(tinta), opacidad, fondo), fondo))
    return min(peores)


@pytest.fixture(scope="module")
def figuras(html: Path) -> dict[str, Figura]:
    """Las que sacan las celdas del libro; el mismo archivo, una sola vez."""
    hechas = {}
    for pagina in sorted((html / "book").glob("*.html")):
        for nombre in re.findall(
            r'<img[^>]*src="\.\./(_images/[^"]*\.svg)', pagina.read_text(encoding="utf-8")
        ):
            raiz = ET.parse(html / nombre).getroot()
            ancho = float((raiz.get("viewBox") or "").split()[2])
            hechas[f"{pagina.stem} {Path(nombre).stem[:8]}"] = Figura(ancho).leer(raiz)
    assert len(hechas) > 40 and all(figura.letras for figura in hechas.values())
    return hechas


def test_ninguna_letra_es_menor_de_nueve_pixeles_en_un_telefono(figuras: dict[str, Figura]) -> None:
    """Salvo los subíndices y los exponentes, que van dentro de su fórmula."""
    menudas = {
        nombre: round(menor, 2)
        for nombre, figura in figuras.items()
        for menor in [min(tamano for tamano, _, _ in figura.letras) * EN_UN_TELEFONO / figura.ancho]
        if menor < LETRA
    }
    assert menudas == {}


def test_cada_letra_se_lee_sobre_lo_que_tiene_debajo(figuras: dict[str, Figura]) -> None:
    ilegibles = {
        (nombre, tinta, round(suyo, 2))
        for nombre, figura in figuras.items()
        for _, tinta, debajo in figura.letras
        for suyo in [peor_contraste(tinta, 1, debajo)]
        if suyo < TEXTO
    }
    assert ilegibles == set()


def test_cada_linea_se_ve_sobre_el_papel(figuras: dict[str, Figura]) -> None:
    borrosas = {
        (nombre, tinta, opacidad, round(suyo, 2))
        for nombre, figura in figuras.items()
        for tinta, opacidad in figura.lineas
        for suyo in [peor_contraste(tinta, opacidad, [])]
        if suyo < LINEA and tinta != CELDA and opacidad
    }
    assert borrosas == set()
