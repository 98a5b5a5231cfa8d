"""Lo que Sphinx hace entero con cada cambio, y da lo mismo que antes si no cambia aquello de que sale.

Cada figura se numera según lo que hay delante: para eso basta el esqueleto de cada página. Y las obras que se
citan se componen una vez por lo que las páginas citan, y no una vez por cada cambio.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.environment import BuildEnvironment


def esqueleto(env: BuildEnvironment, arbol: nodes.Element) -> nodes.Element:
    """Un árbol solo con lo que se numera y lo que hace falta para llegar a ello."""
    return _esqueleto(env, arbol) or arbol.copy()


def _esqueleto(env: BuildEnvironment, nodo: nodes.Element) -> nodes.Element | None:
    if isinstance(nodo, addnodes.toctree) or _se_numera(env, nodo):
        return nodo.deepcopy()
    hijos = (_esqueleto(env, hijo) for hijo in nodo.children if isinstance(hijo, nodes.Element))
    quedan = [hijo for hijo in hijos if hijo is not None]
    if not quedan and not isinstance(nodo, nodes.section):
        return None
    copia = nodo.copy()
    copia += quedan
    return copia


def _se_numera(env: BuildEnvironment, nodo: nodes.Element) -> bool:
    """Una figura o una tabla sin pie no lleva número."""
    de_quien = [nombre for nombre, dominio in env.domains.items() if dominio.get_enumerable_node_type(nodo)]
    if de_quien != ["std"]:
        return bool(de_quien)
    return bool(env.domains["std"].get_numfig_title(nodo))


class Citadas:
    """Las obras que se citan, compuestas, mientras se citen las mismas en las mismas páginas."""

    def __init__(self, dominio: Any) -> None:
        self.dominio, self.componer = dominio, dominio.env_updated
        self.de_que: Any = None
        self.hechas: list[Any] = []

    def __call__(self) -> Any:
        """Lo que hace el dominio cuando ya se han leído todas las páginas."""
        orden = self._orden()
        puestos = {documento: n for n, documento in enumerate(orden)}
        # Las de una página recién leída están al final; para componerlas da igual, que se ordenan así.
        refs = sorted(self.dominio.citation_refs, key=lambda cita: puestos[cita.docname])
        citas = [(cita.docname, [obra.key for obra in cita.targets]) for cita in refs]
        # Una bibliografía que se ha vuelto a leer es otro objeto.
        de_que = citas, list(self.dominio.bibliographies.items()), orden
        if self.de_que is None or not _los_mismos(self.de_que, de_que):
            self.componer()
            self.de_que, self.hechas = de_que, list(self.dominio.citations)
        self.dominio.citations[:] = self.hechas
        return []

    def _orden(self) -> list[str]:
        from sphinxcontrib.bibtex.domain import get_docnames

        return list(get_docnames(self.dominio.env))  # type: ignore[no-untyped-call]


def _los_mismos(antes: Any, ahora: Any) -> bool:
    (citas, obras, orden), (sus_citas, sus_obras, su_orden) = antes, ahora
    iguales = len(obras) == len(sus_obras) and all(
        clave == su_clave and valor is su_valor
        for (clave, valor), (su_clave, su_valor) in zip(obras, sus_obras, strict=True)
    )
    return bool(iguales and citas == sus_citas and orden == su_orden)


def ahorrar_citas(env: BuildEnvironment) -> None:
    """Pone el atajo de las obras, si el libro las tiene."""
    if (dominio := env.domains.get("cite")) is not None:
        citadas = Citadas(dominio)
        citadas()
        dominio.env_updated = citadas  # type: ignore[attr-defined]  # es el de `sphinxcontrib.bibtex`
