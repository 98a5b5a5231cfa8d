"""El tipógrafo, nodo a nodo: lo que escribe se compone, se lee, y nunca es una orden de su autor."""

from pathlib import Path

import pytest
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from papeles import componer_trozo, escribir, llano
from sphinx import addnodes

from imprenta.pintar.papel.bloques import marca_de_tarea, tachado
from imprenta.pintar.papel.escritura import Crudo, EntreCorchetes, cadena, valor
from imprenta.pintar.sin_desplegar import hijos_de

HOSTILES = [
    '#set text(fill: red) // ` " \\" \\ $x$ *a* _b_ [c] {d} <e> @f ~ - + / = titulo',
    '"]; #panic("no"); #"',
    "// no es un comentario /* ni esto */",
    "\\u{41} \\n \\",
    '#let x = 1; #import "libro.typ": *',
    "= Título\n- lista\n+ lista\n/ t: d",
]


def parrafo(*hijos: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *hijos)


def apartado(titulo: str, *hijos: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", titulo), *hijos, ids=[nodes.make_id(titulo)])


def todo_hostil(texto: str) -> list[nodes.Node]:
    """El mismo texto en todos los sitios donde un autor puede escribir."""
    fila = nodes.row("", nodes.entry("", parrafo(nodes.Text(texto))))
    tabla = nodes.table("", nodes.tgroup("", nodes.colspec(colwidth=1), nodes.tbody("", fila), cols=1))
    codigo = nodes.literal_block(texto, texto, language="python")
    lista = nodes.bullet_list("", nodes.list_item("", parrafo(nodes.Text(texto))))
    enlace = nodes.reference("", texto, refuri=f"https://a.example/{texto}")
    imagen = nodes.image(uri="i", alt=texto)
    return [
        apartado("Uno", parrafo(nodes.emphasis("", texto), nodes.literal("", texto), enlace)),
        nodes.section("", nodes.title("", texto), ids=["dos"]),
        codigo,
        lista,
        tabla,
        nodes.figure("", imagen, nodes.caption("", texto), ids=[]),
        nodes.admonition("", nodes.title("", texto), parrafo(nodes.Text(texto)), classes=["note"]),
        nodes.block_quote("", parrafo(nodes.Text(texto)), nodes.attribution("", texto)),
        nodes.line_block("", nodes.line("", texto)),
        nodes.definition_list(
            "",
            nodes.definition_list_item(
                "", nodes.term("", texto), nodes.definition("", parrafo(nodes.Text(texto)))
            ),
        ),
    ]


@pytest.mark.parametrize("texto", HOSTILES)
def test_nada_de_lo_que_escribe_un_autor_es_una_orden(tmp_path: Path, texto: str) -> None:
    leido = componer_trozo(tmp_path, escribir(*todo_hostil(texto), imagenes={"i": "punto.svg"}))
    marca = "".join(llano(texto).split())
    assert "".join(leido.split()).count(marca) >= 12  # lo que se escribe en cada sitio, tal cual


# De estas letras hay dibujo en las que trae la imprenta: sin él, el PDF no sería accesible.
DIBUJADAS = "".join(chr(letra) for letra in range(0x20, 0x180) if not 0x7F <= letra < 0xA0)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(DIBUJADAS, max_size=60), st.text(alphabet='#"\\[]{}();$*_`<>@~=/-+ \n', max_size=40))
def test_un_texto_cualquiera_se_compone_y_no_rompe_lo_que_le_sigue(
    tmp_path: Path, suyo: str, signos: str
) -> None:
    escrito = escribir(
        *todo_hostil(f"a{suyo}{signos}"), parrafo(nodes.Text("centinela")), imagenes={"i": "punto.svg"}
    )
    assert "centinela" in componer_trozo(tmp_path, escrito)


@given(st.text())
def test_una_cadena_se_cierra_donde_debe(texto: str) -> None:
    escrita = cadena(texto)
    dentro, sitio = escrita[1:-1], 0
    while sitio < len(dentro):
        assert dentro[sitio] not in '"\n\r'
        sitio += 2 if dentro[sitio] == "\\" else 1
    assert sitio == len(dentro)


def test_los_valores_dicen_lo_que_son() -> None:
    assert valor((Crudo("2mm"), EntreCorchetes("#x;"), 1.5)) == "(2mm, [#x;], 1.5)"
    assert valor(("sola",)) == '("sola",)'
    assert valor({}) == "(:)" and valor(()) == "()"


# ——— Cada cosa ———


def test_lo_que_no_se_conoce_se_dice(caplog: pytest.LogCaptureFixture) -> None:
    class extrano(nodes.Element):
        pass

    assert escribir(extrano()).strip() == '#ancla("uno");'
    assert "el papel no sabe escribir «extrano»" in caplog.text


def test_un_nodo_de_otra_extension_se_escribe_como_el_de_docutils_del_que_viene() -> None:
    class teorema(nodes.Admonition, nodes.Element):
        pass

    escrito = escribir(
        teorema("", nodes.title("", "Teorema"), parrafo(nodes.Text("Cierto.")), classes=["proof"])
    )
    assert '#recuadro(clase: "proof")[#"Teorema";]' in escrito


def nota(nombre: str, *parrafos: str) -> nodes.footnote:
    return nodes.footnote("", nodes.label("", "1"), *(nodes.paragraph("", p) for p in parrafos), ids=[nombre])


def test_una_nota_va_al_pie_de_su_primera_llamada_y_la_segunda_repite_su_numero(tmp_path: Path) -> None:
    llama = [nodes.footnote_reference("", "1", refid="n") for _ in range(2)]
    cuerpo = parrafo(nodes.Text("Una"), llama[0], nodes.Text(" y otra"), llama[1])
    escrito = escribir(cuerpo, nota("n", "La nota.", "Y más."))
    assert escrito.count("La nota.") == 1 and '#otra-vez(nota: "uno#n");' in escrito
    assert componer_trozo(tmp_path, escrito).startswith("Una1 y otra1 1La nota. Y más.")


def test_una_nota_que_nadie_llama_no_se_pierde() -> None:
    assert "#ficha(" in escribir(nota("n", "Sola."))


def test_el_rotulo_de_una_ficha_se_lee_solo_si_se_cita_por_el() -> None:
    def ficha() -> nodes.citation:
        return nodes.citation("", nodes.label("", "Knu84"), nodes.paragraph("", "El libro."), ids=["k"])

    assert 'rotulo: "Knu84"' in escribir(ficha())
    assert "rotulo" not in escribir(ficha(), bibtex_reference_style="autor_y_fecha")


def test_un_nombre_se_pone_una_sola_vez() -> None:
    dos = [parrafo(nodes.Text("a")), parrafo(nodes.Text("b"))]
    for uno in dos:
        uno["ids"] = ["x"]
    assert escribir(*dos).count('#ancla("uno#x");') == 1


@pytest.mark.parametrize(
    ("delante", "pagina"),
    [("Véase ", "parentesis"), ("(véase ", "coma"), ("(así) véase ", "parentesis")],
)
def test_la_pagina_va_tras_una_coma_si_ya_hay_un_parentesis(delante: str, pagina: str) -> None:
    enlace = nodes.reference("", "allí", refuri="%uno#alla")
    escrito = escribir(parrafo(nodes.Text(delante), enlace), apartado("Alla"))
    assert f'#enlace(a: "uno#alla", pagina: "{pagina}")' in escrito


def test_no_se_dice_la_pagina_en_un_titulo_ni_en_una_tabla_ni_de_un_termino() -> None:
    def enlace(a: str = "uno#alla") -> nodes.reference:
        return nodes.reference("", "allí", refuri=f"%{a}")

    termino = nodes.term("", "voz", ids=["voz"])
    glosario = nodes.definition_list(
        "", nodes.definition_list_item("", termino, nodes.definition("", nodes.paragraph("", "…")))
    )
    titulo = nodes.section("", nodes.title("", "", enlace()), ids=["t"])
    escrito = escribir(apartado("Alla"), titulo, parrafo(enlace("uno#voz")), glosario)
    assert "pagina" not in escrito and escrito.count("#enlace(") == 2


def test_la_direccion_de_un_enlace_se_dice_en_una_nota_una_vez_y_solo_si_no_se_lee() -> None:
    def enlace(texto: str) -> nodes.reference:
        return nodes.reference("", texto, refuri="https://www.a.example/b/")

    escrito = escribir(parrafo(enlace("eso"), enlace("otra vez")), parrafo(enlace("a.example/b")))
    assert escrito.count('direccion: "a.example/b"') == 1
    assert "direccion" not in escribir(parrafo(enlace("https://www.a.example/b/")))


def test_lo_que_anuncia_algo_no_se_separa_de_ello() -> None:
    codigo = nodes.literal_block("x", "x", language="none")
    assert "#pegado[" in escribir(nodes.paragraph("", "Así:"), addnodes.index(entries=[]), codigo)
    assert "#pegado[" not in escribir(nodes.paragraph("", "Así:"), nodes.paragraph("", "Otro."))
    assert "#pegado[" not in escribir(nodes.paragraph("", "Así."), codigo.deepcopy())


def celda(*salidas: nodes.Node) -> nodes.container:
    codigo = nodes.literal_block("1 + 2", "1 + 2", language="python")
    partes = [nodes.container("", codigo, classes=["cell_input"])]
    if salidas:
        partes.append(nodes.container("", *salidas, classes=["cell_output"]))
    return nodes.container("", *partes, classes=["cell"])


def test_el_codigo_de_una_celda_sabe_si_le_sigue_su_respuesta() -> None:
    tres = nodes.literal_block("3", "3", language="myst-ansi", classes=["output", "text_plain"])
    escrito = escribir(celda(tres))
    assert "#celda[" in escrito and escrito.count("sigue: true") == 1
    assert escrito.index("sigue: true") < escrito.index('salida: "texto"')
    assert "sigue" not in escribir(celda())


def test_el_codigo_lleva_las_piezas_de_pygments_y_de_los_colores_de_una_terminal_no_queda_nada(
    tmp_path: Path,
) -> None:
    error = "\x1b[31mNo\x1b[0m\n\ny sí"
    bloque = nodes.literal_block(error, error, language="myst-ansi", classes=["output", "traceback"])
    escrito = escribir(celda(bloque))
    assert '("kn", "import")' in escribir(nodes.literal_block("import x", "import x", language="python"))
    assert "\x1b" not in escrito and "[31m" not in escrito and 'salida: "error"' in escrito
    assert componer_trozo(tmp_path, escrito).startswith("1 + 2 No y sí")


def test_un_codigo_numerado_dice_desde_donde_y_que_renglones_resaltan() -> None:
    codigo = nodes.literal_block("a\nb", "a\nb", language="none", linenos=True)
    codigo["highlight_args"] = {"linenostart": 7, "hl_lines": [2]}
    assert "desde: 7, realce: (2,)" in escribir(codigo)


def test_una_lista_empieza_por_donde_dice_y_con_sus_letras(tmp_path: Path) -> None:
    def puntos(*textos: str) -> list[nodes.Node]:
        return [nodes.list_item("", nodes.paragraph("", texto)) for texto in textos]

    lista = nodes.enumerated_list(
        "", *puntos("tres", "cuatro"), enumtype="upperroman", prefix="(", suffix=")", start=3
    )
    assert componer_trozo(tmp_path, escribir(lista)).startswith("(III) tres (IV) cuatro")


def test_las_tareas_hechas_se_distinguen_y_no_llevan_punto(tmp_path: Path) -> None:
    lista = nodes.bullet_list(
        "",
        *(nodes.list_item("", parrafo(marca_de_tarea(hecha=h), nodes.Text("cosa"))) for h in (True, False)),
    )
    leido = componer_trozo(tmp_path, escribir(lista))
    assert "•" not in leido and leido.index("☑") < leido.index("☐")


def test_los_versos_guardan_su_sangria() -> None:
    dentro = nodes.line_block("", nodes.line("", "dos"))
    assert '[#verso[#"uno";];][#verso(sangria: 1)[#"dos";];]' in escribir(
        nodes.line_block("", nodes.line("", "uno"), dentro)
    )


def test_lo_tachado_se_lee(tmp_path: Path) -> None:
    assert componer_trozo(tmp_path, escribir(parrafo(tachado("", "ya no")))).startswith("ya no")


def test_lo_escrito_en_typst_pasa_y_lo_de_otro_formato_no() -> None:
    crudos = [nodes.raw("", f"#crudo-{formato};", format=formato) for formato in ("typst", "latex", "html")]
    escrito = escribir(*crudos)
    assert "#crudo-typst;" in escrito and "latex" not in escrito and "html" not in escrito


def test_un_bloque_dice_de_que_linea_viene() -> None:
    texto = nodes.paragraph("", "a")
    texto.line = 12
    assert '\n//@uno:12\n#"a";' in escribir(texto)


# ——— Figuras y tablas ———


@pytest.mark.parametrize(
    ("alt", "pie", "dice"),
    [("El suyo.", "El pie.", "El suyo."), ("", "El pie.", "El pie."), ("", "", "foto.svg")],
)
def test_quien_no_ve_una_imagen_oye_su_texto_o_el_pie(alt: str, pie: str, dice: str) -> None:
    figura = nodes.figure("", nodes.image(uri="x/foto.svg", alt=alt), ids=[])
    figura += [nodes.caption("", pie)] * bool(pie)
    assert f"alt: {cadena(dice)}" in escribir(figura, imagenes={"x/foto.svg": "punto.svg"})


def test_una_imagen_guarda_sus_medidas() -> None:
    imagen = nodes.image(uri="i", alt="a", width="96px", height="2.5cm", scale=50, align="right")
    escrito = escribir(imagen, imagenes={"i": "punto.svg"})
    assert 'ancho: 72pt, alto: 2.5cm, escala: 0.5, lado: "right"' in escrito


def test_en_la_lista_de_figuras_va_la_primera_frase_del_pie() -> None:
    pie = nodes.caption(
        "", "", nodes.Text("La "), nodes.emphasis("", "curva"), nodes.Text(" sube. Y luego baja.")
    )
    escrito = escribir(nodes.figure("", nodes.image(uri="i", alt="a"), pie, ids=[]))
    assert 'breve: [#"La ";#emph[#"curva";];#" sube";]' in escrito


def test_una_figura_dentro_de_un_recuadro_no_cambia_de_sitio() -> None:
    def figura() -> nodes.figure:
        return nodes.figure("", nodes.image(uri="i", alt="a"), nodes.caption("", "Pie."), ids=[])

    assert "flota" not in escribir(figura())
    assert "flota: false" in escribir(nodes.note("", figura()))


def tabla(*filas: list[str], cabezas: int = 0, titulares: int = 0) -> nodes.table:
    ancho = max(map(len, filas))
    grupo = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(ancho)), cols=ancho)
    for columna in hijos_de(grupo, nodes.colspec)[:titulares]:
        columna["stub"] = True
    hechas = [nodes.row("", *(nodes.entry("", nodes.paragraph("", t)) for t in fila)) for fila in filas]
    if cabezas:
        grupo += nodes.thead("", *hechas[:cabezas])
    grupo += nodes.tbody("", *hechas[cabezas:])
    return nodes.table("", grupo)


@pytest.mark.parametrize(
    ("columna", "lado"),
    [
        (["1", "−2.5", "3 000"], "right"),
        (["73 %", "—", "1.2e-3"], "right"),
        (["1.1·10⁻¹⁶", "≈ 4"], "right"),
        (["1", "dos"], "left"),
        (["—", "—"], "left"),
        (["[0.5, 1]", "[1, 2]"], "left"),
    ],
)
def test_las_columnas_de_numeros_van_a_la_derecha(columna: list[str], lado: str) -> None:
    escrito = escribir(tabla(["A"], *([texto] for texto in columna), cabezas=1))
    assert escrito.count(f'"lado": {lado}') == len(columna) + 1  # también la cabeza


def test_las_celdas_que_ocupan_varias_filas_y_columnas_y_las_que_son_cabeza(tmp_path: Path) -> None:
    grande = tabla(["x", "y", "z"], ["ancha", "c"], ["alta", "1", "2"], ["3", "4"], cabezas=1, titulares=1)
    celdas = list(grande.findall(nodes.entry))
    celdas[3]["morecols"], celdas[5]["morerows"] = 1, 1  # «ancha» y «alta»
    escrito = escribir(grande)
    assert escrito.count('"ancho": 2') == escrito.count('"alto": 2') == 1
    assert escrito.count('"arriba": true') == 3 and escrito.count('"cabeza": true') == 2
    assert '("lado": right, "dice": [#"3";])' in escrito.replace("\n", "")
    leido = componer_trozo(tmp_path, escrito)
    assert {*leido.replace("alta", " alta ").split()} >= {*"x y z ancha c alta 1 2 3 4".split()}


def test_las_cabezas_de_una_tabla_son_cabezas_en_el_pdf(tmp_path: Path) -> None:
    componer_trozo(tmp_path, escribir(tabla(["x"], ["1"], cabezas=1)))
    typ = (tmp_path / "cuerpo.typ").read_text(encoding="utf-8")
    assert '"arriba": true' in typ


def test_una_tabla_larga_se_puede_partir() -> None:
    assert "larga: true" in escribir(tabla(*(["a"] for _ in range(30))))
    assert "larga" not in escribir(tabla(["a"]))
