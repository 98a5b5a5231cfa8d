"""Lo que cambia de sitio al pasar de la pantalla al papel y al libro electrónico."""

import pytest
from docutils import nodes
from sphinx.util.docutils import new_document

from imprenta.pintar.sin_desplegar import adaptar


def apartado(titulo: str, *hijos: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", "", nodes.Text(titulo)), *hijos)


def plegado(titulo: str, *parrafos: str) -> nodes.container:
    caja = nodes.container(design_component="dropdown", has_title=True)
    caja += [nodes.rubric("", titulo), *(nodes.paragraph("", p) for p in parrafos)]
    return caja


def celda(*etiquetas: str) -> nodes.container:
    partes = [
        nodes.container("", nodes.literal_block(que, que), classes=[f"cell_{que}"])
        for que in ("input", "output")
    ]
    return nodes.container("", *partes, classes=["cell", *etiquetas])


def adaptado(*apartados: nodes.Element, lengua: str = "es") -> nodes.document:
    documento = new_document("libro")
    documento.settings.language_code = lengua
    documento += list(apartados)
    adaptar(documento)
    return documento


@pytest.mark.parametrize(
    ("lengua", "titulo"),
    [
        ("es", "Una pista, por si hace falta"),
        ("es_MX", "Una pista, por si hace falta"),
        ("en", "Una pista, if you need it"),
        ("eu", "Una pista"),
    ],
)
def test_las_pistas_esperan_al_final_con_el_nombre_de_su_ejercicio(lengua: str, titulo: str) -> None:
    tema = apartado(
        "Tema",
        apartado("Uno", nodes.paragraph("", "¿Cuánto?"), plegado("Una pista", "Multiplica.", "Y suma.")),
        apartado("Dos", nodes.paragraph("", "¿Y cuándo?"), plegado("Una pista", "Nunca.")),
    )
    adaptado(tema, lengua=lengua)
    assert [hijo.astext() for hijo in tema.children[1:3]] == ["Uno\n\n¿Cuánto?", "Dos\n\n¿Y cuándo?"]
    assert [hijo.astext() for hijo in tema.children[3:]] == [
        titulo,
        "Uno. Multiplica.\n\nY suma.\n\nDos. Nunca.",
    ]


def test_un_desplegable_solo_se_queda_donde_esta() -> None:
    tema = apartado("Tema", apartado("Uno", plegado("Una pista", "Multiplica.")), plegado("Otra", "Suma."))
    antes = tema.astext()
    adaptado(tema)
    assert tema.astext() == antes


@pytest.mark.parametrize(
    ("etiqueta", "queda"),
    [
        ("", "input\n\noutput"),
        ("tag_hide-input", "output"),
        ("tag_hide-output", "input"),
        ("tag_hide-cell", ""),
    ],
)
def test_lo_que_nace_plegado_no_se_imprime(etiqueta: str, queda: str) -> None:
    assert adaptado(celda(*filter(None, [etiqueta]))).astext() == queda


def test_entre_dos_funciones_se_imprime_un_solo_renglon_en_blanco() -> None:
    codigo = nodes.literal_block("f = 1\n\n\ng = 2", "f = 1\n\n\ng = 2")
    adaptado(codigo)
    assert codigo.astext() == codigo.rawsource == "f = 1\n\ng = 2"
