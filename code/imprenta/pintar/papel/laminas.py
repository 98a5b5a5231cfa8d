"""Las figuras y las imágenes."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from imprenta.pintar.papel.escribano import Escribano
from imprenta.pintar.papel.escritura import Crudo, EntreCorchetes, llamada
from imprenta.pintar.papel.qr import dibujar_qr
from imprenta.pintar.sin_desplegar import hijos_de

LONGITUD_DE_DOCUTILS = re.compile(r"\s*(?P<cuanto>\d*\.?\d+)\s*(?P<unidad>px|pt|pc|in|cm|mm|em|ex|rem|%|)\s*")
EN_TYPST = {"px": ("pt", 0.75), "": ("pt", 0.75), "pc": ("pt", 12), "ex": ("em", 0.5), "rem": ("em", 1)}
SIN_SITIO = (nodes.footnote_reference,)  # lo que un pie dice y la lista de figuras no
LADOS = {"left", "center", "right"}


class DeLaminas(Escribano):
    """Lo que lleva pie y número, y las imágenes sueltas."""

    def _figure(self, nodo: nodes.Element) -> str:
        pie = next(iter(hijos_de(nodo, nodes.caption)), None)
        anclas = (*self.anclas(nodo), *self.anclas_de_dentro(pie))
        dentro = self.todos(hijo for hijo in nodo if not isinstance(hijo, nodes.caption | nodes.legend))
        leyenda = "".join(map(self._hijos, hijos_de(nodo, nodes.legend))).strip()
        return self.bloque(
            nodo,
            "figura",
            dentro.strip(),
            self._hijos(pie) if pie is not None else "",
            numero=self.numero("figure", nodo),
            anclas=anclas,
            breve=EntreCorchetes(self._breve(pie)) if pie is not None else None,
            leyenda=EntreCorchetes(leyenda),
            ancho=_longitud(nodo.get("width")),
            lado=lado_de(nodo),
            flota=None if _suelta(nodo) else Crudo("false"),
        )

    def _breve(self, pie: nodes.Element) -> str:
        """La primera frase de un pie de varias, sin sus notas: es la que va en la lista de figuras."""
        for sitio, hijo in enumerate(pie.children):
            frase, punto, _ = hijo.astext().partition(". ") if isinstance(hijo, nodes.Text) else ("", "", "")
            if punto:
                antes = (nodo for nodo in pie.children[:sitio] if not isinstance(nodo, SIN_SITIO))
                return self.todos([*antes, nodes.Text(frase)])
        con_notas = next(iter(pie.findall(lambda nodo: isinstance(nodo, SIN_SITIO))), None)
        return (
            self.todos(nodo for nodo in pie.children if not isinstance(nodo, SIN_SITIO)) if con_notas else ""
        )

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
            lado=lado_de(nodo),
            en_linea=en_linea or None,
        )

    def _en_la_web(self, nodo: nodes.Element) -> str:
        direccion = nodo["direccion"]
        qr = dibujar_qr(direccion, Path(self.constructor.outdir))
        return self.bloque(nodo, "explora", direccion=direccion, qr=qr)


def _suelta(figura: nodes.Element) -> bool:
    """Si no está dentro de una lista, un recuadro o cualquier otra cosa: puede moverse por la página."""
    padre = figura.parent
    while isinstance(padre, nodes.container | nodes.compound) and "design_component" not in padre:
        padre = padre.parent
    return isinstance(padre, nodes.section | nodes.document | addnodes.start_of_file)


def lado_de(nodo: nodes.Element) -> str:
    """`left`, `center` o `right`, si el nodo lo dice; `default` no dice nada."""
    dicho = nodo.get("align", "")
    clases = (clase.removeprefix("text-") for clase in nodo["classes"] if clase.startswith("text-"))
    return next((lado for lado in (dicho, *clases) if lado in LADOS), "")


def _longitud(dicha: object) -> Crudo | None:
    """Una longitud de docutils en Typst, donde no hay píxeles: 96 son una pulgada.

    >>> _longitud("50%"), _longitud("96px"), _longitud("2.5cm"), _longitud(None)
    ('50%', '72pt', '2.5cm', None)
    """
    casa = LONGITUD_DE_DOCUTILS.fullmatch(str(dicha or ""))
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
