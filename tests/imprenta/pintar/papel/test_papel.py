"""Lo que cambia de sitio al pasar de la pantalla al papel."""

from pathlib import Path

import pytest
from docutils import nodes
from libros import poner
from sphinx import addnodes
from sphinx.util.docutils import new_document

from imprenta.libro.libro import Libro
from imprenta.pintar.papel.arbol import _apartar_plegados, _apretar_codigo
from imprenta.pintar.papel.opciones import _otras_lenguas
from imprenta.pintar.papel.tipografo import (
    DE_UN_TIRON,
    TITULO,
    Tipografo,
    _codigo_que_abre,
    _contesta,
    _es_resumen,
)


def apartado(titulo: str, *hijos: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", "", nodes.Text(titulo)), *hijos)


def plegado(titulo: str, *parrafos: str) -> nodes.container:
    caja = nodes.container(design_component="dropdown", has_title=True)
    caja += [nodes.rubric("", titulo), *(nodes.paragraph("", p) for p in parrafos)]
    return caja


def celda(codigo: str) -> nodes.container:
    return nodes.container("", nodes.literal_block("", codigo))


def libro(*apartados: nodes.Element) -> nodes.document:
    documento = new_document("libro")
    documento += list(apartados)
    return documento


def test_las_pistas_esperan_al_final_con_el_nombre_de_su_ejercicio() -> None:
    tema = apartado(
        "Tema",
        apartado("Uno", nodes.paragraph("", "¿Cuánto?"), plegado("Una pista", "Multiplica.", "Y suma.")),
        apartado("Dos", nodes.paragraph("", "¿Y cuándo?"), plegado("Una pista", "Nunca.")),
    )
    _apartar_plegados(libro(tema))
    assert [hijo.astext() for hijo in tema.children[1:3]] == ["Uno\n\n¿Cuánto?", "Dos\n\n¿Y cuándo?"]
    assert [hijo.astext() for hijo in tema.children[3:]] == [
        "Una pista, por si hace falta",
        "Uno. Multiplica.\n\nY suma.\n\nDos. Nunca.",
    ]


def test_un_desplegable_solo_se_queda_donde_esta() -> None:
    tema = apartado("Tema", apartado("Uno", plegado("Una pista", "Multiplica.")), plegado("Otra", "Suma."))
    antes = tema.astext()
    _apartar_plegados(libro(tema))
    assert tema.astext() == antes


def que_abre(*hijos: nodes.Element) -> tuple[str | None, int]:
    codigo, renglones = _codigo_que_abre(apartado("Tema", *hijos))
    return codigo and codigo.astext(), renglones


def test_el_codigo_que_abre_un_apartado_no_se_separa_de_sus_titulos_ni_de_su_poco_texto() -> None:
    corto, opciones = nodes.paragraph("", "Antes."), nodes.enumerated_list()
    opciones += [nodes.list_item("", nodes.paragraph("", letra)) for letra in "ab"]
    assert que_abre(celda("x")) == ("x", TITULO)
    assert que_abre(apartado("Uno", celda("x"))) == ("x", 2 * TITULO)
    assert que_abre(corto, opciones, celda("x")) == ("x", TITULO + 3)
    assert que_abre(nodes.paragraph("", "a" * 75 * DE_UN_TIRON), celda("x")) == (None, 0)
    assert que_abre(nodes.table(), celda("x")) == (None, 0)
    assert que_abre() == (None, 0)


def test_entre_dos_funciones_se_imprime_un_solo_renglon_en_blanco() -> None:
    codigo = nodes.literal_block("f = 1\n\n\ng = 2", "f = 1\n\n\ng = 2")
    _apretar_codigo(libro(codigo))
    assert codigo.astext() == codigo.rawsource == "f = 1\n\ng = 2"


def test_la_respuesta_se_pega_a_su_codigo_si_el_codigo_se_ve() -> None:
    def respuesta(*antes: nodes.Element) -> nodes.literal_block:
        bloque = nodes.literal_block("", "3")
        nodes.container("", *antes, nodes.container("", bloque, classes=["cell_output"]), classes=["cell"])
        return bloque

    suma = nodes.literal_block("", "1 + 2")
    codigo = nodes.container("", suma, classes=["cell_input"])
    assert _contesta(respuesta(codigo))
    assert not _contesta(respuesta())  # nació plegado: en el papel no está
    assert not _contesta(suma)


def test_un_resumen_es_el_ultimo_apartado_y_empieza_por_su_lista() -> None:
    def lista() -> nodes.bullet_list:
        return nodes.bullet_list()

    recordar = apartado("Lo que conviene recordar", addnodes.index(entries=[]), lista())
    reglas, nada = apartado("Reglas", lista()), apartado("Nada")
    fin = apartado("Fin", nodes.paragraph("", "Antes."), lista())
    for capitulo in ([reglas, recordar], [fin], [nada]):
        apartado("Capítulo", *capitulo)
    assert _es_resumen(recordar)
    assert not _es_resumen(reglas)
    assert not _es_resumen(fin)
    assert not _es_resumen(nada)


@pytest.mark.parametrize(
    ("clases", "latex"),
    [
        (["language-en"], r"\foreignlanguage{english}{token}"),
        (["language-de"], r"\foreignlanguage{ngerman}{token}"),
        (["language-eu"], r"\DUrole{language-eu}{token}"),  # de esta no se sabe cómo la llama Babel
        (["otra"], r"\DUrole{otra}{token}"),
    ],
)
def test_lo_que_esta_en_otra_lengua_se_parte_segun_ella(clases: list[str], latex: str) -> None:
    tipografo = Tipografo.__new__(Tipografo)
    tipografo.body, tipografo.context, tipografo.in_title = [], [], 0
    nodo = nodes.inline("", "token", classes=clases)
    tipografo.visit_inline(nodo)
    tipografo.body.append(nodo.astext())
    tipografo.depart_inline(nodo)
    assert "".join(tipografo.body) == latex


def test_se_cargan_las_lenguas_que_declara_el_libro(tmp_path: Path) -> None:
    for lengua in ("en", "fr", "eu"):
        poner(tmp_path / f"_palabras.{lengua}.txt", "token\n")
    suyas = _otras_lenguas(Libro(tmp_path, {}, ()))
    assert suyas == r"\babelprovide[import]{english}\babelprovide[import]{french}"
