"""El índice alfabético del HTML: orden español y el título de la página de cada sitio. Y qué es una cifra."""

import sys
from types import SimpleNamespace
from typing import Any, cast

from sphinx.application import Sphinx

from imprenta.libro.espanol import es_cifra, inicial, orden, sitio, tiene_cifras
from imprenta.libro.idiomas import Idiomas
from imprenta.pintar.web.indice_alfabetico import ordenar_indice


def test_el_orden_no_es_el_de_los_octetos() -> None:
    voces = ["zeta", "ñandú", "nube", "ámbar", "azul", "Ñu", "nz", "árbol", "OVNI", "óvalo"]
    assert sorted(voces, key=orden) == [
        "ámbar",
        "árbol",
        "azul",
        "nube",
        "nz",
        "ñandú",
        "Ñu",
        "óvalo",
        "OVNI",
        "zeta",
    ]
    assert sorted(voces) != sorted(voces, key=orden)


def test_la_dieresis_y_la_enie_tras_consonante() -> None:
    assert sorted(["pinza", "piña", "pingüino", "pinguino"], key=orden)[-1] == "piña"
    assert inicial("ülo") == "U"
    assert inicial("ñoño") == "Ñ"


def test_signos_y_cifras_van_delante() -> None:
    assert sorted(["áspero", "2d", "+", "azul", "10"], key=sitio) == ["+", "10", "2d", "áspero", "azul"]
    assert [inicial(voz) for voz in ("+", "2d", "")] == ["Signos", "Cifras", "Signos"]


def _app() -> Sphinx:
    """Un libro de dos páginas, «Una» y después «Otra»."""
    titulos = {"book/otra": "Otra", "book/una": "Una"}
    app = SimpleNamespace(
        builder=SimpleNamespace(get_target_uri=lambda documento: f"{documento}.html"),
        config=SimpleNamespace(root_doc="book/una"),
        env=SimpleNamespace(
            titles={d: SimpleNamespace(astext=lambda t=t: t) for d, t in titulos.items()},
            toctree_includes={"book/una": ["book/una", "book/otra"]},
        ),
        imprenta_idiomas=Idiomas({"en": ["token"]}),
    )
    return cast(Sphinx, app)


def test_la_plantilla_recibe_letras_voces_y_paginas() -> None:
    una, otra = ("", "book/una.html#i-0"), ("", "book/otra.html#i-1")
    contexto: dict[str, Any] = {
        "genindexentries": [
            ("N", [("ñandú", ([una], [], None)), ("nube", ([otra, una], [], None))]),
            (
                "A",
                [("azul", ([], [("ópalo", [una]), ("nácar", [otra])], None)), ("ámbar", ([otra], [], None))],
            ),
        ]
    }
    ordenar_indice(_app(), "genindex", "genindex.html", contexto, None)
    assert contexto["letras"] == [
        (
            "A",
            [
                ("ámbar", [("book/otra.html#i-1", "Otra")], []),
                (
                    "azul",
                    [],
                    [("nácar", [("book/otra.html#i-1", "Otra")]), ("ópalo", [("book/una.html#i-0", "Una")])],
                ),
            ],
        ),
        ("N", [("nube", [("book/una.html#i-0", "Una"), ("book/otra.html#i-1", "Otra")], [])]),
        ("Ñ", [("ñandú", [("book/una.html#i-0", "Una")], [])]),
    ]


def test_las_voces_dicen_su_lengua() -> None:
    contexto: dict[str, Any] = {"genindexentries": [("T", [("token <b>", ([], [("un token", [])], None))])]}
    ordenar_indice(_app(), "genindex", "genindex.html", contexto, None)
    marcado = '<span lang="en">token</span>'
    assert contexto["letras"] == [("T", [(f"{marcado} &lt;b&gt;", [], [(f"un {marcado}", [])])])]


def test_las_demas_paginas_no_se_tocan() -> None:
    contexto: dict[str, Any] = {"title": "Una"}
    ordenar_indice(_app(), "book/una", "page.html", contexto, None)
    assert contexto == {"title": "Una"}


def test_ningun_caracter_que_se_ve_como_un_numero_es_una_letra() -> None:
    """De lo que son todo letras no se mira nada más."""
    assert [c for c in map(chr, range(sys.maxunicode + 1)) if es_cifra(c) and not tiene_cifras(c)] == []
