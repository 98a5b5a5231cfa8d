"""Las páginas de un PDF como las ve quien las compone: dónde está cada cosa y qué está mal puesto.

Las medidas, en puntos y de abajo arriba; las páginas que se nombran empiezan a contar en 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf
from etiquetas import Etiqueta, Papel, Sitio
from verdades import llano

ROCE = 3.5  # lo que asoma del margen a propósito: el guion o el punto en que acaba un renglón
CUERPO_DEL_CODIGO = 8.0


@dataclass
class Hojas:
    """Las de un papel, con los capítulos que tiene."""

    papel: Papel
    capitulos: list[Etiqueta]

    @cached_property
    def sitios(self) -> dict[int, list[Sitio]]:
        """De cada página, dónde está lo que se lee o se mira en ella; sin su cabecera ni su número."""
        de_cada: dict[int, list[Sitio]] = {}
        for sitio in self._todos():
            de_cada.setdefault(sitio.pagina, []).append(sitio)
        return de_cada

    def _todos(self) -> Iterator[Sitio]:
        yield from self.papel.arbol.sitios()
        yield from (figura.caja for figura in self.papel.arbol.de("Figure") if figura.caja)

    @cached_property
    def mancha(self) -> dict[int, tuple[float, float]]:
        """Los márgenes de las pares y las impares: donde más renglones empiezan y, enfrente, donde acaban."""
        ancho = self.papel.documento.pages[0].width
        izquierda = [
            Counter(
                round(s.izquierda, 1) for p, suyos in self.sitios.items() if p % 2 == resto for s in suyos
            )
            for resto in (0, 1)
        ]
        izquierdas = [cuantos.most_common(1)[0][0] for cuantos in izquierda]
        return {resto: (izquierdas[resto], ancho - izquierdas[1 - resto]) for resto in (0, 1)}

    @cached_property
    def alturas(self) -> tuple[float, float]:
        """De dónde a dónde va el texto de una página llena."""
        cuerpo = [self.sitios[p] for p in self.de_capitulos if len(self.sitios.get(p, ())) > 20]
        abajo = Counter(round(min(s.abajo for s in suyos)) for suyos in cuerpo)
        arriba = Counter(round(max(s.arriba for s in suyos)) for suyos in cuerpo)
        return abajo.most_common(1)[0][0], arriba.most_common(1)[0][0]

    @cached_property
    def de_capitulos(self) -> range:
        """Desde la página en que empieza el primer capítulo hasta la última del último."""
        paginas = [s.pagina for capitulo in self.capitulos for s in capitulo.sitios()]
        return range(min(paginas), max(paginas) + 1)

    # ——— Lo que está mal puesto ———

    def fuera_de_los_margenes(self) -> list[str]:
        """Lo que se sale por la derecha o por la izquierda."""
        return [
            f"página {s.pagina + 1}: de {s.izquierda:.1f} a {s.derecha:.1f}"
            for suyos in self.sitios.values()
            for s in suyos
            if s.izquierda < self.mancha[s.pagina % 2][0] - ROCE
            or s.derecha > self.mancha[s.pagina % 2][1] + ROCE
        ]

    def codigo_pequeno(self) -> list[str]:
        """El código, en bloque o dentro de una frase, que no llega al cuerpo que hay que poder leer."""
        return [
            f"página {s.pagina + 1}: {s.cuerpo:.2f} puntos"
            for codigo in self.papel.arbol.de("Code")
            for s in codigo.sitios()
            if s.cuerpo < CUERPO_DEL_CODIGO - 0.01
        ]

    def titulos_al_pie(self) -> list[str]:
        """Los títulos sin nada debajo en su página."""
        faltan = []
        for titulo in (una for capitulo in self.capitulos for una in capitulo.todas() if una.nivel > 1):
            suyos = titulo.sitios()
            if not suyos:
                continue
            pagina, abajo = suyos[-1].pagina, min(s.abajo for s in suyos)
            if not any(s.arriba < abajo + ROCE for s in self.sitios[pagina] if s not in suyos):
                faltan.append(f"página {pagina + 1}: {titulo.texto().strip()}")
        return faltan

    def acaban_pronto(self) -> dict[int, float]:
        """De las páginas en que sobra sitio y no acaba nada, la parte que sobra."""
        abajo, arriba = self.alturas
        empiezan = {una.sitios()[0].pagina for una in self.papel.arbol.de("H1") if una.sitios()}
        sobra = {
            pagina + 1: (min(s.abajo for s in self.sitios[pagina]) - abajo) / (arriba - abajo)
            for pagina in self.de_capitulos
            if pagina in self.sitios and pagina + 1 in self.sitios and pagina + 1 not in empiezan
        }
        return {pagina: parte for pagina, parte in sobra.items() if parte > 0.15}

    def respuestas_lejos(self, celdas: Iterable[tuple[str, str]]) -> list[str]:
        """De esas parejas de código y respuesta, las que no están juntas en ninguna página."""
        codigos: dict[str, list[list[Sitio]]] = {}
        for bloque in self.papel.arbol.de("Code"):
            codigos.setdefault(llano(bloque.texto()), []).append(bloque.sitios())
        faltan = []
        for codigo, respuesta in celdas:
            pares = [(uno, otro) for uno in codigos.get(codigo, ()) for otro in codigos.get(respuesta, ())]
            if not any(uno and otro and uno[-1].pagina == otro[0].pagina for uno, otro in pares):
                faltan.append(f"{codigo[:60]} → {respuesta[:30]}")
        return faltan

    def imagenes(self) -> list[str]:
        """Los mapas de bits del archivo, sin los que solo dicen dónde es transparente otro."""
        objetos: Iterable[Any] = self.papel.documento.pdf.objects
        mapas = [o for o in objetos if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        mascaras = {mapa.SMask.objgen for mapa in mapas if "/SMask" in mapa}
        return [f"{m.Width} × {m.Height}" for m in mapas if m.objgen not in mascaras]
