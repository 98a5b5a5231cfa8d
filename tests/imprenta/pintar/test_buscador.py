"""Lo que el índice de búsqueda apunta de una página: apartados, voces y otros nombres de las cosas."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import new_document

from imprenta.pintar.buscador import apartados, envios


def enlace(destino: str, texto: str, clase: str = "") -> nodes.reference:
    dentro = nodes.inline("", texto, classes=[clase])
    return nodes.reference("", "", dentro, internal=True, refuri=destino)


def parrafo(*trozos: str | nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *(nodes.Text(t) if isinstance(t, str) else t for t in trozos))


def cursiva(texto: str) -> nodes.emphasis:
    return nodes.emphasis("", texto)


def pagina(*hijos: nodes.Node) -> nodes.document:
    documento = new_document("pagina")
    documento += nodes.section("", nodes.title("", "Título"), *hijos, ids=["titulo"])
    return documento


def glosario(termino: str, *definicion: str | nodes.Node) -> addnodes.glossary:
    entrada = nodes.definition_list_item(
        "", nodes.term("", termino, ids=[f"term-{termino}"]), nodes.definition("", parrafo(*definicion))
    )
    return addnodes.glossary("", nodes.definition_list("", entrada))


LOTE = glosario(
    "lote",
    cursiva("batch, mini-batch"),
    ". Un puñado de ",
    enlace("#term-ejemplo", "ejemplos", "std-term"),
    ", que se dice ",
    cursiva("de golpe"),
    ". También ",
    cursiva("tanda"),
    ". ",
    enlace("curso.html#por-lotes", "Por lotes"),
    ".",
)


def test_un_apartado_lleva_sus_voces_del_indice() -> None:
    indice = addnodes.index(
        entries=[("single", "lote", "i", "", None), ("single", "lote; tamaño", "i", "", None)]
    )
    (apartado,) = apartados(pagina(indice, parrafo("De uno en uno.")))
    assert apartado == ("", "Título", 0, "De uno en uno.", "", ["lote", "lote tamaño"])


def test_cada_apartado_dice_en_cuantos_esta_metido() -> None:
    dentro = nodes.section("", nodes.title("", "Dentro"), parrafo("Dos."), ids=["dentro"])
    medio = nodes.section("", nodes.title("", "Medio"), parrafo("Uno."), dentro, ids=["medio"])
    assert list(apartados(pagina(parrafo("Cero."), medio))) == [
        ("", "Título", 0, "Cero.", "", []),
        ("medio", "Medio", 1, "Uno.", "", []),
        ("dentro", "Dentro", 2, "Dos.", "", []),
    ]


def test_de_un_texto_se_apunta_lo_que_se_lee_y_no_como_esta_hecho() -> None:
    icono = nodes.raw("", '<svg viewBox="0 0 24 24" class="octicon"></svg>', format="html")
    imagen = nodes.image(uri="a.png", alt="Un dibujo")
    formula = nodes.math("", r"\frac{1}{4} \cdot \sigma'")
    hijos = parrafo("Una pista", icono, imagen, ": ", nodes.strong("", "vale ", formula), ".")
    documento = pagina(hijos, nodes.raw("", "<b>nada</b>", format="html"), nodes.math_block("", "x"))
    next(documento.findall(nodes.title)).append(nodes.math("", r" \cdot d_k"))
    (apartado,) = apartados(documento)
    assert apartado == ("", "Título⋅d_k", 0, "Una pista: vale 1/4⋅σ′.", "", [])


def test_el_glosario_envia_cada_nombre_al_apartado_que_lo_cuenta() -> None:
    (envio,) = envios(pagina(LOTE.deepcopy()), "book/glosario.html")
    assert envio == (["lote", "batch", "mini-batch", "tanda"], ["book/curso.html#por-lotes"], "lote")


def test_una_lista_envia_a_donde_envia_su_termino() -> None:
    otras = nodes.bullet_list(
        "",
        nodes.list_item("", parrafo(cursiva("hornada"), ": ", enlace("#term-lote", "lote", "std-term"), ".")),
        nodes.list_item(
            "",
            parrafo(
                cursiva("uno"),
                ", ",
                cursiva("dos"),
                ": no es ",
                cursiva("tres"),
                ". ",
                enlace("a.html#b", "B"),
            ),
        ),
    )
    _, hornada, suelto = envios(pagina(LOTE.deepcopy(), otras), "book/glosario.html")
    assert hornada == (["hornada"], ["book/curso.html#por-lotes"], "lote")
    assert suelto == (["uno", "dos"], ["book/a.html#b"], "")  # «B» es un sitio, no un nombre


def test_una_pagina_sin_glosario_no_envia_a_nadie() -> None:
    lista = nodes.bullet_list("", nodes.list_item("", parrafo(cursiva("uno"), ": ", enlace("a.html#b", "B"))))
    assert list(envios(pagina(lista), "book/a.html")) == []
