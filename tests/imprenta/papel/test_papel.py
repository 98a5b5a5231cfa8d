"""Lo que cambia de sitio al pasar de la pantalla al papel."""

from docutils import nodes
from sphinx.util.docutils import new_document

from imprenta.papel import _apartar_plegados, _codigo_que_abre


def apartado(titulo, *hijos):
    return nodes.section("", nodes.title("", "", nodes.Text(titulo)), *hijos)


def plegado(titulo, *parrafos):
    caja = nodes.container(design_component="dropdown", has_title=True)
    caja += [nodes.rubric("", titulo), *(nodes.paragraph("", p) for p in parrafos)]
    return caja


def celda(codigo):
    return nodes.container("", nodes.literal_block("", codigo))


def libro(*apartados):
    documento = new_document("libro")
    documento += list(apartados)
    return documento


def test_las_pistas_esperan_al_final_con_el_nombre_de_su_ejercicio():
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


def test_un_desplegable_solo_se_queda_donde_esta():
    tema = apartado("Tema", apartado("Uno", plegado("Una pista", "Multiplica.")), plegado("Otra", "Suma."))
    antes = tema.astext()
    _apartar_plegados(libro(tema))
    assert tema.astext() == antes


def test_el_codigo_que_abre_un_apartado_no_se_separa_de_sus_titulos():
    assert _codigo_que_abre(apartado("Tema", celda("x"))).astext() == "x"
    assert _codigo_que_abre(apartado("Tema", apartado("Uno", celda("x")))).astext() == "x"
    assert _codigo_que_abre(apartado("Tema", nodes.paragraph("", "Antes."), celda("x"))) is None
    assert _codigo_que_abre(apartado("Tema")) is None
