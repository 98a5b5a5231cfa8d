"""Lo que se sabe probado de un libro: con qué puede dar cuenta un testigo de las cifras que ve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from imprenta.leer.gramatica import IDENTIFICADOR, NUMERO, RARO
from imprenta.libro.espanol import es_cifra, tiene_cifras
from imprenta.libro.hecho import Informe, LibroHecho
from imprenta.libro.modelo import Falta
from imprenta.libro.nombres import patron_de
from imprenta.libro.pagina import Formula, Pagina, Pieza, Rol, quitar_cifras
from imprenta.pintar.numeracion import NUMERADOS

CON_SU_NUMERO = re.compile(r"[(\[]?(?P<numero>[0-9]+(?:\.[0-9]+)*)[.)\]]*(?:\s+(?P<resto>.*))?")


def numeros_leidos(texto: str) -> Iterator[str]:
    """Los números que se leen en un texto, también los de cifras raras.

    >>> list(numeros_leidos("de 3.5 a −2 H₂O"))
    ['3.5', '−2', '₂']
    """
    yield from (casa[0] for casa in NUMERO.finditer(texto))
    yield from (casa[0] for casa in RARO.finditer(texto) if es_cifra(casa[0]))


def sin_identificadores(codigo: str) -> str:
    """Un código en línea sin los identificadores con cifras: las de un nombre son letras.

    >>> sin_identificadores("x1 + b + 3").split()
    ['+', 'b', '+', '3']
    """
    return IDENTIFICADOR.sub(lambda casa: " " if tiene_cifras(casa[0]) else casa[0], codigo)


def sin_espacios(tex: str) -> str:
    """Una fórmula sin los espacios que no cambian lo que se lee, para compararla con otra."""
    return "".join(tex.split())


class Probado:
    """Lo que la jornada ha verificado y lo que Sphinx numera por su cuenta."""

    def __init__(self, hecho: LibroHecho, env: BuildEnvironment) -> None:
        self.hecho, self.env = hecho, env

    # ——— De la jornada ———

    @cached_property
    def _piezas(self) -> dict[str, tuple[Pieza, ...]]:
        libro = self.hecho.libro
        return {libro.documento(ruta): hecha.pagina.piezas for ruta, hecha in self.hecho.paginas.items()}

    @cached_property
    def _formulas(self) -> dict[str, frozenset[str]]:
        """Las fórmulas de cada página que no tienen ninguna falta, como se dibujan."""
        libro = self.hecho.libro
        return {
            libro.documento(ruta): frozenset(
                sin_espacios(quitar_cifras(formula.tex))
                for formula in _sin_faltas(hecha.pagina, self.hecho.informes.get(ruta, Informe()).faltas)
            )
            for ruta, hecha in self.hecho.paginas.items()
        }

    def es_formula(self, tex: str, documento: str) -> bool:
        """Si una fórmula es de las que la jornada ha leído en esa página; la de un título puede ir a otra."""
        dibujada = sin_espacios(tex)
        if dibujada in self._formulas.get(documento, ()):
            return True
        return dibujada in self._de_titulos and any(dibujada in suyas for suyas in self._formulas.values())

    @cached_property
    def _de_titulos(self) -> frozenset[str]:
        formulas = (formula for arbol in self._arboles for formula in arbol.findall(nodes.math))
        return frozenset(sin_espacios(formula.astext()) for formula in formulas)

    # ——— De Sphinx ———

    @cached_property
    def numeracion(self) -> frozenset[str]:
        """Los números que Sphinx ha repartido: apartados, figuras, tablas, ecuaciones…"""
        figuras = (suyos for clases in self.env.toc_fignumbers.values() for suyos in clases.values())
        ecuaciones = self.env.get_domain("math").data.get("objects", {})
        apartados = (suyos.get(NUMERADOS, ()) for suyos in self.env.metadata.values())
        repartidos = [
            *(numero for suyos in self.env.toc_secnumbers.values() for numero in suyos.values()),
            *(numero for suyos in figuras for numero in suyos.values()),
            *((ecuacion[1],) for ecuacion in ecuaciones.values()),
        ]
        de_sphinx = frozenset(".".join(map(str, numero)) for numero in repartidos if numero)
        return de_sphinx.union(*apartados)

    @cached_property
    def _arboles(self) -> list[nodes.Element]:
        return [*self.env.titles.values(), *self.env.longtitles.values(), *self.env.tocs.values()]

    @cached_property
    def titulos(self) -> frozenset[str]:
        """Los títulos y sus trozos, que de una página pasan a otras: en la suya ya se miran."""
        enteros = {titulo.astext() for titulo in [*self.env.titles.values(), *self.env.longtitles.values()]}
        trozos = {str(texto) for arbol in self._arboles for texto in arbol.findall(nodes.Text)}
        rotulos = {datos[-1] for datos in self.env.get_domain("std").data.get("labels", {}).values()}
        return frozenset(" ".join(titulo.split()) for titulo in enteros | trozos | rotulos) - {""}

    @cached_property
    def _titulos_con_cifras(self) -> Dichos:
        return Dichos(self.titulos)

    # ——— De la bibliografía ———

    @cached_property
    def _citas(self) -> list[Any]:
        return list(getattr(self.env.domains.get("cite"), "citations", ()))

    def es_obra(self, nodo: nodes.Element) -> bool:
        """Si un nodo es la entrada de una obra en la bibliografía."""
        return any(cita.citation_id in nodo["ids"] for cita in self._citas)

    # ——— Dar cuenta ———

    def sin_probar(self, texto: str) -> list[str]:
        """Los números de un texto que nadie ha comprobado y que no son de un nombre declarado."""
        return list(numeros_leidos(self._nombres.sub(" ", texto))) if tiene_cifras(texto) else []

    @cached_property
    def _nombres(self) -> re.Pattern[str]:
        return patron_de(frozenset(self.hecho.libro.nombres))

    def sin_numerar(self, texto: str) -> list[str]:
        """Los de un texto en que Sphinx pone números: «Figura 3.1»."""
        return [numero for numero in self.sin_probar(texto) if numero not in self.numeracion]

    def sin_titular(self, texto: str) -> list[str]:
        """Los de un texto que puede ser el título de otro sitio, con su número o sin él: «3. Redes»."""
        if not tiene_cifras(texto):
            return []
        casa = CON_SU_NUMERO.fullmatch(" ".join(texto.split()))
        if casa and casa["numero"] in self.numeracion and self._es_titulo(casa["resto"] or ""):
            texto = casa["resto"] or ""
        return self.sin_probar(self._titulos_con_cifras.quitados_de(texto))

    def _es_titulo(self, resto: str) -> bool:
        return not resto or any(map(resto.startswith, self.titulos))

    def sin_citar(self, documento: str, claves: str, texto: str) -> list[str]:
        """Los de una cita: su año y su sigla son de la obra; la página la respalda su ficha."""
        de_las_obras = " ".join(_como_se_cita(cita) for cita in self._citas if cita.key in claves)
        piezas = self._piezas.get(documento, ())
        datos = {p.literal for p in piezas if isinstance(p, Rol) and p.expresion in claves}
        conocidos = datos | set(numeros_leidos(de_las_obras))
        return [numero for numero in self.sin_probar(texto) if numero not in conocidos]


def _sin_faltas(pagina: Pagina, faltas: Sequence[Falta]) -> Iterator[Formula]:
    lugares = [(falta.linea, falta.columna) for falta in faltas]
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula):
            desde, hasta = pagina.lugar(pieza.inicio), pagina.lugar(pieza.inicio + len(pieza.tex))
            if not any(desde <= lugar <= hasta for lugar in lugares):
                yield pieza


class Dichos:
    """Textos con cifras de los que ya se ha dado cuenta en otra parte."""

    def __init__(self, textos: Iterable[str]) -> None:
        self._conocidos = sorted(filter(tiene_cifras, textos), key=len, reverse=True)

    def quitados_de(self, texto: str) -> str:
        """El texto sin ellos, si están enteros: «Tema 1» no está en «Tema 12».

        >>> Dichos(["Tema 1"]).quitados_de("Tema 1 y Tema 12").split()
        ['y', 'Tema', '12']
        """
        # Son todos los títulos de un libro: traducir un patrón con todos cuesta más que mirar cuáles están.
        presentes = "|".join(re.escape(conocido) for conocido in self._conocidos if conocido in texto)
        if not presentes:
            return texto
        return re.sub(f"(?<!\\w)(?<![0-9][.,])(?:{presentes})(?!\\w|[.,][0-9])", " ", texto)


def _como_se_cita(cita: Any) -> str:
    return f"{cita.formatted_entry.label} {cita.entry.fields.get('year', '')}"
