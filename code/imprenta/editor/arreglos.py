"""Lo que se puede hacer con lo que está mal: poner el número que es, atarlo, declararlo o citarlo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from imprenta.editor.atril import Juzgado
from imprenta.editor.documento import Documento, edicion
from imprenta.editor.lugares import Trecho
from imprenta.libro.modelo import NoSePuede
from imprenta.libro.texto import Cambio
from imprenta.mesa.candidatos import Candidato, candidatos_de, escrito_en
from imprenta.mesa.enmiendas import Enmienda, enmiendas_de
from imprenta.mesa.huecos import huecos_de
from imprenta.mesa.mesa import Mesa

ARREGLO_TOTAL = types.CodeActionKind.SourceFixAll.value + ".imprenta"
CUANTOS_HUECOS = 3  # de los que se buscan candidatos a la vez
LARGO_DE_UN_TITULO = 70


@dataclass
class Arreglador:
    """Los arreglos de un trecho de una página; `con_version`, si el editor sabe para qué texto son."""

    doc: Documento
    juzgado: Juzgado
    trecho: Trecho
    contexto: types.CodeActionContext
    con_version: bool

    def enmendar(self) -> list[types.CodeAction]:
        """«poner 0.105», en lo que está bajo el cursor, y todos los números de la página."""
        pagina = self.juzgado.juicio.ejecutada.pagina
        enmiendas = enmiendas_de(self.juzgado.juicio.ejecutada)
        aqui = [una for una in enmiendas if self._toca(una.cambio)]
        hechos = [self._arreglo(_titulo_de(una), [una.cambio], preferido=not una.es_noticia) for una in aqui]
        llanas = [una.cambio for una in enmiendas if not una.es_noticia]
        if len(llanas) > 1 and (aqui or self._pide_todo):
            titulo = f"poner los {len(llanas)} números de {pagina.ruta.name} que han cambiado"
            hechos.append(self._arreglo(titulo, llanas))
        if llanas and self._pide_todo:
            hechos.append(self._arreglo("poner los números que han cambiado", llanas, clase=ARREGLO_TOTAL))
        return hechos

    @property
    def _pide_todo(self) -> bool:
        pedidas = [getattr(clase, "value", clase) for clase in self.contexto.only or ()]
        return any(f"{ARREGLO_TOTAL}.".startswith(f"{clase}.") for clase in pedidas)

    @property
    def busca(self) -> bool:
        """Si alguien ha pedido arreglos de algo subrayado; mover el cursor no basta para buscar."""
        automatico = self.contexto.trigger_kind is types.CodeActionTriggerKind.Automatic
        return not automatico and any(uno.code == "sin-cubrir" for uno in self.contexto.diagnostics)

    def atar(self, mesa: Mesa, ruta: Path) -> list[types.CodeAction]:
        """Lo que se puede escribir en cada número sin cubrir del trecho, lo mejor primero."""
        try:
            escrito = escrito_en(mesa, ruta)
            huecos = huecos_de(escrito.pagina, escrito.por_consulta)
            suyos = [h for h in huecos if self._toca(Cambio(h.inicio, h.inicio + len(h.texto), ""))]
            return [
                self._arreglo(_titulo_del_candidato(uno), [uno.cambio])
                for hueco in suyos[:CUANTOS_HUECOS]
                for uno in candidatos_de(mesa, ruta, hueco, escrito)
            ]
        except NoSePuede:  # la página no se ejecuta, y eso ya está subrayado
            return []

    def _arreglo(
        self,
        titulo: str,
        cambios: Iterable[Cambio],
        preferido: bool = False,
        clase: str = types.CodeActionKind.QuickFix.value,
    ) -> types.CodeAction:
        trozos = [(uno.inicio, uno.fin, uno.nuevo) for uno in sorted(cambios)]
        return types.CodeAction(
            titulo,
            kind=clase,
            diagnostics=self._arreglados(trozos) or None,
            is_preferred=preferido or None,
            edit=edicion(self.doc, trozos, self.con_version),
        )

    def _arreglados(self, trozos: Sequence[tuple[int, int, str]]) -> list[types.Diagnostic]:
        """Los diagnósticos que arreglan esos cambios."""
        escrito = self.doc.escrito
        return [
            uno
            for uno in self.contexto.diagnostics
            if any(inicio <= escrito.posicion(uno.range.start) <= fin for inicio, fin, _ in trozos)
        ]

    def _toca(self, cambio: Cambio) -> bool:
        return cambio.inicio <= self.trecho.fin and self.trecho.inicio <= cambio.fin


def _titulo_de(enmienda: Enmienda) -> str:
    titulo = f"poner {_cortado_a_un_titulo(enmienda.despues)}"
    return f"{titulo}: cambia mucho, mira la frase" if enmienda.es_noticia else titulo


def _titulo_del_candidato(uno: Candidato) -> str:
    if uno.clase == "nombre":
        return f"declarar «{_cortado_a_un_titulo(uno.valor)}» como nombre"
    if uno.clase == "dato":
        return f"citar «{uno.expresion}»: {uno.porque}"
    return (
        f"atarlo a «{_cortado_a_un_titulo(uno.expresion)}» = {_cortado_a_un_titulo(uno.valor)}: {uno.porque}"
    )


def _cortado_a_un_titulo(texto: str) -> str:
    texto = " ".join(texto.split())
    return texto if len(texto) <= LARGO_DE_UN_TITULO else texto[: LARGO_DE_UN_TITULO - 1] + "…"
