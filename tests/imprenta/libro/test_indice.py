"""El índice: se rechaza aquí, en su línea, justo lo que sphinx-external-toc rechazaría después."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx_external_toc.parsing import MalformedError, parse_toc_data

from imprenta.libro.indice import entradas, malformes_del_indice, rotulos_con_cifras
from imprenta.libro.yaml_escrito import yaml_de


def nodo_de(indice: dict[str, Any] | str) -> yaml.MappingNode:
    nodo = yaml_de(indice if isinstance(indice, str) else json.dumps(indice)).nodo
    assert isinstance(nodo, yaml.MappingNode)
    return nodo


CLAVES = ("file", "glob", "url", "title", "sections", "chapters", "parts", "entries", "subtrees", "fil")
valores: st.SearchStrategy[Any] = st.one_of(
    st.just("https://e.org"), st.integers(0, 2), st.booleans(), st.none(), st.just([])
)
entradas_al_azar = st.recursive(
    st.dictionaries(st.sampled_from(CLAVES), valores, max_size=2) | valores,
    lambda dentro: st.dictionaries(
        st.sampled_from(CLAVES), st.lists(dentro, max_size=2) | valores, max_size=3
    ),
    max_leaves=6,
)
buenas = st.builds(lambda n, mas: {"file": f"p{n}"} | mas, st.integers(0, 10**9), st.just({}))
lista = st.lists(buenas | entradas_al_azar, max_size=3)
opciones = st.dictionaries(
    st.sampled_from(["numbered", "caption", "hidden", "maxdepth", "titlesonly"]), valores, max_size=2
)
indices = st.fixed_dictionaries(
    {"root": st.sampled_from(["portada", 3])},
    optional={
        "format": st.sampled_from(["jb-book", "jb-article", "otro"]),
        "chapters": lista,
        "parts": st.lists(
            st.builds(lambda hijas, mas: {"chapters": hijas} | mas, lista, opciones), max_size=2
        ),
        "options": opciones,
        "sections": lista,
    },
)


@settings(max_examples=400)
@given(indices)
def test_se_rechaza_lo_mismo_que_rechaza_sphinx(indice: dict[str, Any]) -> None:
    try:
        parse_toc_data(indice)
        vale = True
    except MalformedError as error:
        if "multiple times" in str(error):
            return
        vale = False
    malas = malformes_del_indice(nodo_de(indice))
    assert malas if not vale else not malas or "options" in indice  # que Sphinx no mira si no hay entradas


@pytest.mark.parametrize(
    ("indice", "malas"),
    [
        (
            "format: otro\nroot: a\n",
            ["1:9: no se conoce ese formato de índice: default, jb-book, jb-article"],
        ),
        ("root: a\nchapters:\n- file: b\n", ["2:1: aquí no va `chapters:`: ¿falta `format: jb-book`?"]),
        (
            "format: jb-book\nroot: a\nchapters:\n- fil: b\n",
            ["4:3: una entrada lleva `file:`, `glob:` o `url:`, y solo una de las tres"],
        ),
        (
            "format: jb-book\nroot: a\nchapters:\n- file: b\n  nota: x\n",
            [
                "5:3: aquí no va `nota:`: caben file, title, options, format, defaults, meta, "
                "subtrees, sections"
            ],
        ),
        ("format: jb-book\nroot: a\nchapters: uno\n", ["3:11: `chapters:` debe ser una lista y tener algo"]),
        ("format: jb-book\nroot: a\nparts:\n- caption: X\n", ["4:3: a esto le falta `chapters:`"]),
        (
            "format: jb-book\nroot: a\nparts: []\nchapters: []\n",
            ["1:1: o `parts:` o `chapters:`, pero no las dos"],
        ),
        (
            "format: jb-book\nroot: a\nchapters:\n- url: e.org\n",
            ["4:8: a `url:` le falta el comienzo: escribe `https://…`"],
        ),
        (
            "format: jb-book\nroot: a\nchapters:\n- glob: b*\n  chapters: []\n",
            ["5:13: de `glob:` o de `url:` no cuelga `chapters:`"],
        ),
        (
            "format: jb-book\nroot: [a]\noptions: 3\n",
            ["2:7: `root:` debe ser un texto", "3:10: `options:` debe ser una lista de `clave: valor`"],
        ),
        ("format: jb-book\nchapters:\n- file: b\n", ["1:1: falta `root:`, la portada"]),
    ],
)
def test_lo_mal_escrito_se_dice_en_su_sitio(indice: str, malas: list[str]) -> None:
    assert [
        f"{linea}:{columna}: {dicho}" for linea, columna, dicho in malformes_del_indice(nodo_de(indice))
    ] == malas


def test_lo_que_nombra_y_rotula_se_dice_con_su_lugar() -> None:
    nodo = nodo_de(
        "root: a\nparts:\n- caption: Parte 2\n  chapters:\n  - file: b\n  - {glob: 'c*', title: Cero}\n"
    )
    assert list(entradas(nodo)) == [("a", (1, 7), False), ("b", (5, 11), False), ("c*", (6, 12), True)]
    assert [lugar for *lugar, _ in rotulos_con_cifras(nodo)] == [[3, 12], [6, 25]]
    assert [lugar for *lugar, _ in rotulos_con_cifras(nodo, frozenset({"Parte 2"}))] == [[6, 25]]
