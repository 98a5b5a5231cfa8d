"""Lo que una página enseña de lo que ha dado el código: lo pegado con `{glue}` y lo que vale un `{eval}`.

De otra página, MyST-NB pega lo que dejó en un archivo la última vez que la leyó, y solo si es texto, HTML o
una imagen que la otra enseña. Aquí se toma de lo ejecutado, como lo propio, y la página se vuelve a leer si
cambia. Lo pegado queda marcado: sale del código, y el testigo no pide cuentas de sus números.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from docutils import nodes
from myst_nb.core.variables import RetrievalError, VariableOutput, format_plain_text, render_variable_outputs
from myst_nb.ext.eval import EvalDirectiveAny, EvalFigureDirective, EvalRoleAny, NbEvalDomain
from myst_nb.ext.glue.directives import (
    PasteAnyDirective,
    PasteFigureDirective,
    PasteMarkdownDirective,
    PasteMathDirective,
)
from myst_nb.ext.glue.domain import NbGlueDomain
from myst_nb.ext.glue.roles import PasteMarkdownRole
from myst_nb.ext.glue.utils import glue_warning, retrieve_glue_data
from myst_nb.ext.utils import DirectiveBase, RoleBase
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.pagina import Evaluado
from imprenta.pintar.entrega import PEGA_DE, hecho_de, pieza_de

PEGADO_DEL_CODIGO = "pegado_del_codigo"  # lo que se apunta en un nodo que sale de lo ejecutado
DE_SU_AUTOR = nodes.caption | nodes.legend
Pegador: TypeAlias = Any  # un rol o una directiva de MyST-NB
LoQueDaUnRol = tuple[list[nodes.Node], list[nodes.system_message]]


def pegados(hecha: PaginaEjecutada) -> dict[str, dict[str, Any]]:
    """Lo que el código de una página ha dejado para pegar, por su nombre."""
    return {
        marca["name"]: salida | {"data": _sin_prefijo(salida["data"], marca.get("mime_prefix", ""))}
        for celda in hecha.ejecucion.salidas
        for salida in celda.salidas
        if isinstance(marca := salida.get("metadata", {}).get("scrapbook"), dict) and "name" in marca
    }


def _sin_prefijo(datos: dict[str, Any], prefijo: str) -> dict[str, Any]:
    return {clase.removeprefix(prefijo): dato for clase, dato in datos.items()}


def como_pegado(pegado: Iterable[nodes.Node]) -> None:
    """Apunta que unos nodos salen del código; lo que lleva dentro y ha escrito el autor, no."""
    for nodo in pegado:
        if isinstance(nodo, nodes.Element) and not isinstance(nodo, DE_SU_AUTOR):
            if not isinstance(nodo, nodes.figure):
                nodo[PEGADO_DEL_CODIGO] = True
            como_pegado(nodo.children)


def _de_otra(quien: Pegador, pagina: str, clave: str) -> VariableOutput:
    """Lo que otra página ha dejado con ese nombre; lanza `RetrievalError` si no hay tal cosa."""
    env: BuildEnvironment = quien.document.settings.env
    _, archivo = env.relfn2path(pagina, env.docname)
    documento = env.path2doc(archivo)
    hecha = hecho_de(env.app).paginas.get(Path(archivo))
    if documento is None or hecha is None:
        raise RetrievalError(f"no hay ninguna página «{pagina}» de la que pegar «{clave}»")
    env.metadata[env.docname].setdefault(PEGA_DE, set()).add(documento)
    dejado = pegados(hecha)
    if clave not in dejado:
        raise RetrievalError(f"el código de «{pagina}» no deja nada con el nombre «{clave}»")
    return VariableOutput(
        data=dejado[clave]["data"],
        metadata=dejado[clave].get("metadata", {}),
        nb_renderer=quien.document["nb_renderer"],
        vtype="glue",
    )


def _de_esta(quien: Pegador, clave: str) -> VariableOutput:
    """Lo que el código de la misma página ha dejado con ese nombre; lanza `RetrievalError` si no hay nada."""
    try:
        return retrieve_glue_data(quien.document, clave)
    except RetrievalError:
        raise RetrievalError(f"el código de esta página no deja nada con el nombre «{clave}»") from None


def _dejado(quien: Pegador, pagina: str, clave: str) -> VariableOutput:
    return _de_otra(quien, pagina, clave) if pagina else _de_esta(quien, clave)


def _aviso(quien: Pegador, error: RetrievalError) -> nodes.system_message:
    aviso: nodes.system_message = glue_warning(str(error), quien.document, quien.line)
    return aviso


# ——— Roles ———


class PegarTodo(RoleBase):
    """`{glue}`clave`` y `{glue}`otra.md::clave``: lo que el código enseña de algo."""

    def run(self) -> LoQueDaUnRol:
        pagina, de_otra, clave = self.text.partition("::")
        try:
            pegado = self.pegado(pagina if de_otra else "", clave if de_otra else self.text)
        except RetrievalError as error:
            return [], [_aviso(self, error)]
        como_pegado(pegado)
        return pegado, []

    def pegado(self, pagina: str, clave: str) -> list[nodes.Node]:
        """Lo que se pega, de esa página o, si no se dice, de la misma."""
        dejado = _dejado(self, pagina, clave)
        return list(render_variable_outputs([dejado], self.document, self.line, self.source, inline=True))


class PegarTexto(PegarTodo):
    """`{glue:text}`clave:.2f``, también de otra página: su texto, con formato."""

    def pegado(self, pagina: str, clave: str) -> list[nodes.Node]:
        suya, hay_formato, formato = clave.rpartition(":")
        dejado = _dejado(self, pagina, suya if hay_formato else clave)
        try:
            texto = format_plain_text(dejado.data["text/plain"], formato if hay_formato else "s")
        except KeyError:
            raise RetrievalError(f"de «{clave}» no hay texto que pegar: usa {{glue}}`{clave}`") from None
        except ValueError as error:
            raise RetrievalError(f"«{clave}» no se puede escribir con ese formato: {error}") from None
        nodo = nodes.inline(texto, texto, classes=["pasted-text"])
        self.set_source_info(nodo)
        return [nodo]


class PegarMarkdown(PasteMarkdownRole):
    """`{glue:md}`clave``: lo que el código escribe en Markdown."""

    def run(self) -> LoQueDaUnRol:
        try:
            _de_esta(self, self.text.partition(":")[0])
        except RetrievalError as error:
            return [], [_aviso(self, error)]
        pegado, avisos = super().run()
        como_pegado(pegado)
        return pegado, avisos


# ——— Directivas ———


class BloqueDeTodo(PasteAnyDirective):
    """`{glue} clave`, con `:doc:` la de otra página."""

    def run(self) -> list[nodes.Node]:
        try:
            dejado = _dejado(self, self.options.get("doc", ""), self.arguments[0])
        except RetrievalError as error:
            return [_aviso(self, error)]
        pegado = list(render_variable_outputs([dejado], self.document, self.line, self.source))
        como_pegado(pegado)
        return pegado


class _DeEsta(DirectiveBase):
    """Lo que solo se pega en su propia página."""

    def run(self) -> list[nodes.Node]:
        try:
            _de_esta(self, self.arguments[0])
        except RetrievalError as error:
            return [_aviso(self, error)]
        pegado: list[nodes.Node] = super().run()
        como_pegado(pegado)
        return pegado


class BloqueDeFigura(_DeEsta, PasteFigureDirective):
    """`{glue:figure} clave`: con el pie que escribe su autor."""


class BloqueDeMarkdown(_DeEsta, PasteMarkdownDirective):
    """`{glue:md} clave`."""


class BloqueDeFormula(_DeEsta, PasteMathDirective):
    """`{glue:math} clave`."""


# ——— Evaluar ———


def _con_respuestas(quien: Pegador) -> None:
    """MyST-NB pregunta a un núcleo que aquí ya no está: se le contesta con lo que contestó."""
    env: BuildEnvironment = quien.document.settings.env

    def evaluar(numero: str) -> list[dict[str, Any]]:
        _, pieza, respuesta = pieza_de(env.app, env.docname, numero)
        parejas: Any = respuesta.dato if respuesta and isinstance(pieza, Evaluado) else None
        return [{"output_type": "execute_result", "data": dict(parejas), "metadata": {}}] if parejas else []

    quien.document["nb_renderer"].renderer.nb_client.eval_variable = evaluar


class Evaluar(EvalRoleAny):
    """`{eval}`nombre``: lo que vale, en la frase."""

    def run(self) -> LoQueDaUnRol:
        _con_respuestas(self)
        visto, avisos = super().run()
        como_pegado(visto)
        return visto, avisos


class _Evalua(DirectiveBase):
    def run(self) -> list[nodes.Node]:
        _con_respuestas(self)
        visto: list[nodes.Node] = super().run()
        como_pegado(visto)
        return visto


class BloqueEvaluado(_Evalua, EvalDirectiveAny):
    """`{eval} nombre`: lo que vale, aparte."""


class FiguraEvaluada(_Evalua, EvalFigureDirective):
    """`{eval:figure} nombre`: con el pie que escribe su autor."""


class DominioDeEvaluados(NbEvalDomain):
    """El de MyST-NB, con lo de aquí."""

    directives = {"figure": FiguraEvaluada}  # noqa: RUF012 (Sphinx los copia)


class DominioDePegados(NbGlueDomain):
    """El de MyST-NB, con lo de aquí."""

    roles = {"": PegarTodo(), "any": PegarTodo(), "text": PegarTexto(), "md": PegarMarkdown()}  # noqa: RUF012
    directives = {  # noqa: RUF012 (Sphinx los copia)
        "": BloqueDeTodo,
        "any": BloqueDeTodo,
        "figure": BloqueDeFigura,
        "math": BloqueDeFormula,
        "md": BloqueDeMarkdown,
    }


def _registrar(app: Sphinx, _config: Config) -> None:
    """Cuando MyST-NB ya ha registrado los suyos."""
    app.add_role("glue", PegarTodo(), override=True)
    app.add_directive("glue", BloqueDeTodo, override=True)
    app.add_domain(DominioDePegados, override=True)
    app.add_role("eval", Evaluar(), override=True)
    app.add_directive("eval", BloqueEvaluado, override=True)
    app.add_domain(DominioDeEvaluados, override=True)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", _registrar)
