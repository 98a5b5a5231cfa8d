"""Las figuras, las imágenes y las tablas."""

from __future__ import annotations

import re

from docutils import nodes

from imprenta.pintar.papel.bloques import hijos_de
from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import Contenido, Crudo, Valor, llamada

LONGITUD = re.compile(r"\s*(?P<cuanto>\d*\.?\d+)\s*(?P<unidad>px|pt|pc|in|cm|mm|em|ex|rem|%|)\s*")
EN_TYPST = {"px": ("pt", 0.75), "": ("pt", 0.75), "pc": ("pt", 12), "ex": ("em", 0.5), "rem": ("em", 1)}
# Un número, con su signo, su unidad o su margen; una raya o nada también cuentan.
NUMERICA = re.compile(r"[≈~<>≤≥±+−-]?\s*[€$]?\d[\d.,   ·×⁰¹²³⁴⁵⁶⁷⁸⁹⁻^/:e%±−+-]*\s*(?:%|‰|[a-zA-Zµ]{1,3})?|[—–-]?")
LARGA = 20  # filas a partir de las que una tabla se parte entre páginas
LADOS = {"left", "center", "right"}


class DeLaminas(Escribano):
    """Lo que lleva pie y número, y las imágenes sueltas."""

    def _figure(self, nodo: nodes.Element) -> str:
        pie, leyenda = (next(iter(hijos_de(nodo, clase)), None) for clase in (nodes.caption, nodes.legend))
        dentro = self.todos(hijo for hijo in nodo if hijo is not pie and hijo is not leyenda)
        return self.bloque(
            nodo,
            "figura",
            dentro.strip(),
            self._hijos(pie) if pie is not None else "",
            numero=self.numero("figure", nodo),
            anclas=self.anclas(nodo),
            breve=Contenido(self._breve(pie)) if pie is not None else None,
            leyenda=Contenido(self._hijos(leyenda).strip()) if leyenda is not None else None,
            ancho=_longitud(nodo.get("width")),
            lado=_lado_de(nodo),
        )

    def _breve(self, pie: nodes.Element) -> str:
        """La primera frase de un pie de varias, que es la que va en la lista de figuras."""
        for sitio, hijo in enumerate(pie.children):
            frase, punto, _ = hijo.astext().partition(". ") if isinstance(hijo, nodes.Text) else ("", "", "")
            if punto:
                return self.todos([*pie.children[:sitio], nodes.Text(frase)])
        return ""

    def _caption(self, nodo: nodes.Element) -> str:
        return self.bloque(nodo, "titulillo", self.hijos(nodo), anclas=self.anclas(nodo))

    _legend = _caption

    def _image(self, nodo: nodes.Element) -> str:
        nombre = self.constructor.images.get(nodo["uri"])
        if nombre is None:
            return ""
        en_linea = isinstance(nodo.parent, nodes.TextElement) and len(nodo.parent) > 1
        escala = float(nodo.get("scale", 100)) / 100
        return self.ancladas(nodo) + llamada(
            "imagen",
            nombre=nombre,
            alt=_alternativa(nodo),
            ancho=_longitud(nodo.get("width")),
            alto=_longitud(nodo.get("height")),
            escala=escala if escala != 1 else None,
            lado=_lado_de(nodo),
            en_linea=en_linea or None,
        )

    # ——— Tablas ———

    def _table(self, nodo: nodes.Element) -> str:
        titulo = next(iter(hijos_de(nodo, nodes.title)), None)
        columnas = [columna for columna in nodo.findall(nodes.colspec)]
        filas = list(nodo.findall(nodes.row))
        lados = _lados(nodo, len(columnas))
        cabezas = sum(isinstance(fila.parent, nodes.thead) for fila in filas)
        return self.bloque(
            nodo,
            "tabla",
            self._hijos(titulo) if titulo is not None else "",
            columnas=len(columnas),
            anchos=_anchos(nodo, columnas),
            cabezas=cabezas,
            larga=("longtable" in nodo["classes"] or len(filas) > LARGA) or None,
            lado=_lado_de(nodo),
            numero=self.numero("table", nodo),
            anclas=self.anclas(nodo),
            celdas=tuple(
                self._celda(celda, columna, lados, columnas)
                for fila in filas
                for celda, columna in zip(fila, _columnas(nodo)[id(fila)], strict=True)
            ),
        )

    def _celda(self, celda: nodes.Element, columna: int, lados: list[str], columnas: list[nodes.Element]) -> Valor:
        arriba = isinstance(celda.parent.parent, nodes.thead)
        stub = bool(columnas[columna].get("stub"))
        dicho: dict[str, Valor] = {
            "lado": Crudo(_lado_de(celda) or lados[columna]),
            "dice": Contenido((self.ancladas(celda.parent) if columna == 0 else "") + self._hijos(celda).strip()),
        }
        marcas = {
            "ancho": celda.get("morecols", 0) + 1,
            "alto": celda.get("morerows", 0) + 1,
            "arriba": arriba,
            "cabeza": stub and not arriba,
        }
        return dicho | {nombre: suyo for nombre, suyo in marcas.items() if suyo not in (1, False) or suyo is True}


def _columnas(tabla: nodes.Element) -> dict[int, list[int]]:
    """De cada fila, en qué columna empieza cada celda: las de arriba pueden ocupar varias filas y columnas."""
    sitios: dict[int, list[int]] = {}
    for parte in tabla.findall(lambda nodo: isinstance(nodo, nodes.thead | nodes.tbody)):
        ocupadas: dict[int, int] = {}  # de cada columna, las filas que le quedan a lo que viene de arriba
        for fila in parte.children:
            libre, suyos, nuevas = 0, [], {}
            for celda in fila.children:
                while ocupadas.get(libre, 0):
                    libre += 1
                suyos.append(libre)
                ancho, alto = celda.get("morecols", 0) + 1, celda.get("morerows", 0)
                nuevas |= {columna: alto for columna in range(libre, libre + ancho)}
                libre += ancho
            sitios[id(fila)] = suyos
            ocupadas = {columna: quedan - 1 for columna, quedan in ocupadas.items() if quedan > 1} | {
                columna: alto for columna, alto in nuevas.items() if alto
            }
    return sitios


def _lados(tabla: nodes.Element, cuantas: int) -> list[str]:
    """A qué lado va cada columna: las de números, a la derecha, si el autor no dice otra cosa."""
    dichos: list[list[str]] = [[] for _ in range(cuantas)]
    sitios = _columnas(tabla)
    for cuerpo in tabla.findall(nodes.tbody):
        for fila in cuerpo.children:
            for celda, columna in zip(fila.children, sitios[id(fila)], strict=True):
                if not celda.get("morecols"):
                    dichos[columna].append(celda.astext().strip())
    return ["right" if _numericas(suyas) else "left" for suyas in dichos]


def _numericas(celdas: list[str]) -> bool:
    return any(any(map(str.isdigit, dicho)) for dicho in celdas) and all(map(NUMERICA.fullmatch, celdas))


def _anchos(tabla: nodes.Element, columnas: list[nodes.Element]) -> tuple[int, ...]:
    """Las proporciones que ha dicho el autor; si no ha dicho nada, se reparten solas."""
    dichos = "colwidths-given" in tabla["classes"]
    return tuple(int(columna["colwidth"]) for columna in columnas) if dichos else ()


def _lado_de(nodo: nodes.Element) -> str:
    """`left`, `center` o `right`, si el nodo lo dice; `default` no dice nada."""
    dicho = nodo.get("align", "")
    clases = (clase.removeprefix("text-") for clase in nodo["classes"] if clase.startswith("text-"))
    return next((lado for lado in (dicho, *clases) if lado in LADOS), "")


def _longitud(dicha: object) -> Crudo | None:
    """Una longitud de docutils en Typst, donde no hay píxeles: 96 son una pulgada.

    >>> _longitud("50%"), _longitud("96px"), _longitud("2.5cm"), _longitud(None)
    ('50%', '72pt', '2.5cm', None)
    """
    casa = LONGITUD.fullmatch(str(dicha or ""))
    if casa is None:
        return None
    unidad, veces = EN_TYPST.get(casa["unidad"], (casa["unidad"], 1))
    return Crudo(f"{float(casa['cuanto']) * veces:g}{unidad}")


def _alternativa(imagen: nodes.Element) -> str:
    """El texto de quien no la ve: el suyo, o el pie de su figura; si no hay más, el nombre del archivo."""
    figura = imagen.parent
    while figura is not None and not isinstance(figura, nodes.figure):
        figura = figura.parent
    pie = next(iter(hijos_de(figura, nodes.caption)), None) if figura is not None else None
    return imagen.get("alt") or (pie.astext() if pie is not None else "") or imagen["uri"].rpartition("/")[2]
