"""Lo que sigue a la vista al acabar de leer una página: qué se dice de cada número y qué escribir."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.nombres import reparo_al_nombre

EN_PALABRAS = (
    "{0} está sin cubrir: átalo con {{cifra}}`{0} <expresión>` o, si no cuenta nada, decláralo con lo que lo"
    " acompaña: {{nombre}}`{0} …`"
)


def faltas(texto: str, *nombres: str, ruta: str = "p.md") -> list[str]:
    pagina = leer(Path(ruta), texto.encode(), frozenset(nombres))
    return [str(falta).removeprefix(f"{ruta}:") for falta in verificar(pagina, {}, {}).faltas]


EN_CUALQUIER_SITIO = [
    ("Hay @ cosas.", "1:5"),
    ("# Las @ reglas", "1:7"),
    ("| a |\n|---|\n| @ |", "3:3"),
    ("![@ gatos](a.png)", "1:3"),
    ('[texto](https://x.org/dos "@ cosas")', "1:28"),
    (":::{note}\nHay @.\n:::", "2:5"),
    (":::{admonition} Las @\nx\n:::", "1:21"),
    ("```{figure} a.png\n:alt: @ gatos\nPie\n```", "2:7"),
    ("```{figure} a.png\nPie de @\n```", "2:8"),
    ("Nota[^a].\n\n[^a]: Son @.", "3:11"),
    ("- a\n  - las @", "2:9"),
    ("> Las @", "1:7"),
    ("a\n: Las @", "2:7"),
    ("<p>las @</p>", "1:8"),
    ("{ref}`las @ <dos>`", "1:11"),
    ("{abbr}`X (las @)`", "1:15"),
    ("Las *@*", "1:6"),
]


@pytest.mark.parametrize(("trozo", "lugar"), EN_CUALQUIER_SITIO)
@pytest.mark.parametrize("numeral", ["siete", "treinta y dos", "twenty-one"])
def test_un_numero_con_palabras_se_ve_en_cualquier_sitio(trozo: str, lugar: str, numeral: str) -> None:
    dichas = faltas(trozo.replace("@", numeral))
    assert [falta.split(" está")[0] for falta in dichas] == [f"{lugar}: {numeral}"]


@pytest.mark.parametrize("titulo", ["# Dos", "## Treinta y dos", "### Two ##"])
def test_un_titulo_que_es_solo_un_numero_es_como_se_llama_su_apartado(titulo: str) -> None:
    assert faltas(titulo) == []
    assert len(faltas(titulo.replace(" ##", "") + " cosas")) == 1


def test_partido_por_el_enfasis_sigue_siendo_un_numero() -> None:
    assert faltas("Son si**e**te.") == ["1:5: " + EN_PALABRAS.format("siete")]


NADIE_LO_VE = [
    "`siete`",
    "```python\nsiete = dos\n```",
    "https://example.org/siete-dos",
    "[x](siete.md#dos)",
    "{cite}`siete2017` y {ref}`x <los-dos>`",
    "(los-dos)=\n# Título",
    "<!-- siete -->",
    "% siete",
    "{cifra}`siete <x>`, {afirma}`son siete <y>` y {dato}`8 cabezas <vaswani2017>`",
    "{nombre}`los dos` y {nombre}`las siete\nmaravillas`",
    "$siete$",
    "```{figure} dos.png\n:name: los-dos\n:class: dos\nPie\n```",
]


@pytest.mark.parametrize("trozo", NADIE_LO_VE)
def test_donde_no_se_lee_no_se_dice(trozo: str) -> None:
    assert [falta for falta in faltas(trozo) if "sin cubrir" in falta] == []


def test_lo_que_queda_fuera_de_un_literal_se_dice_una_vez() -> None:
    assert [falta for falta in faltas("Son {cifra}`3 <x>` millones.") if "evaluar" not in falta] == [
        "1:13: «millones» queda fuera de la cifra: escríbelo dentro del literal"
    ]


def test_un_nombre_declarado_no_cubre_un_numero_mas_largo() -> None:
    assert faltas("Los dos y los dos mil y LOS DOS.", "los dos", "Los dos") == [
        "1:15: " + EN_PALABRAS.format("dos mil"),
        "1:29: " + EN_PALABRAS.format("DOS"),
    ]


def test_el_rol_de_nombre_no_esconde_una_cantidad() -> None:
    assert faltas("{nombre}`95 %`, {nombre}`1998`, {nombre}` ` y ![{nombre}`GPT-4`](a.png)") == [
        "1:10: {nombre}: «95 %» es una cantidad: átalo con {cifra}`95 % <expresión>`",
        "1:26: {nombre}: «1998» es un año: cítalo con {dato}`1998 <obra>`, o declara la fecha entera",
        "1:42: {nombre}: está vacío",
        "1:58: un rol no se lee dentro del texto alternativo: compón ese texto en el código",
    ]


AQUI_NO = (
    "aquí no se lee ningún rol; dilo sin números, compón el texto en una celda o, si es un nombre, decláralo"
    " en `_config.yml`"
)
EN_CODIGO = (
    "dentro del código no se lee ningún rol; escríbelo fuera de él, o enséñalo como salida de una celda"
)
QUE_ESCRIBIR = [
    ("Hay 7.", ["5: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`"]),
    ("Con GPT-4.", ["5: GPT-4 está sin cubrir: si es un nombre, decláralo con {nombre}`GPT-4`"]),
    ("Un x86-64.", ["4: x86-64 está sin cubrir: si es un nombre, decláralo con {nombre}`x86-64`"]),
    ("El CO₂.", ["4: CO₂ está sin cubrir: si es un nombre, decláralo con {nombre}`CO₂`"]),
    ("En H{sub}`2`O.", ["4: H2O está sin cubrir: si es un nombre, decláralo con {nombre}`H2O`"]),
    ("En m/s².", ["4: m/s² está sin cubrir: si es un nombre, decláralo con {nombre}`m/s²`"]),
    ("Es x².", ["5: ² está sin cubrir: átalo con {cifra}`² <expresión>`"]),
    (
        "Usa Python 3.11.",
        [
            "12: 3.11 está sin cubrir: átalo con {cifra}`3.11 <expresión>` o, si es parte de un nombre,"
            " decláralo con {nombre}`Python 3.11`"
        ],
    ),
    (
        "El capítulo\n2.",
        [
            "1: 2 está sin cubrir: átalo con {cifra}`2 <expresión>` o, si es parte de un nombre,"
            " decláralo con {nombre}`capítulo 2`"
        ],
    ),
    (
        "El 3 de mayo de 2021, a las 10:30.",
        [
            "4: 3 de mayo de 2021 está sin cubrir: si es un nombre, decláralo con"
            " {nombre}`3 de mayo de 2021`",
            "29: 10:30 está sin cubrir: si es un nombre, decláralo con {nombre}`10:30`",
        ],
    ),
    ("La 2.ª sesión.", ["4: 2.ª está sin cubrir: si es un nombre, decláralo con {nombre}`2.ª`"]),
    (
        "Tel.: 912 345 678",
        [
            "7: 912 345 678 está sin cubrir: átalo con {cifra}`912 345 678 <expresión>` o, si es parte de un"
            " nombre, decláralo con {nombre}`Tel.: 912 345 678`"
        ],
    ),
    (
        "Nació en\n1990. Luego",
        [
            "1: 1990 está sin cubrir: átalo con {cifra}`1990 <expresión>` o, si es un año, cítalo con"
            " {dato}`1990 <obra>`"
        ],
    ),
    (
        "Son 1.200 €, o 299,792,458.",
        [
            "5: 1.200 está sin cubrir: átalo con {cifra}`1.200 <expresión>` o, si son millares, con"
            " {cifra}`1 200 <expresión>`",
            "16: 299,792,458 está sin cubrir: átalo con {cifra}`299,792,458 <expresión>` o, si son millares,"
            " con {cifra}`299 792 458 <expresión>`",
        ],
    ),
    (
        "El 95 % o 12,5%",
        [
            "4: 95 % está sin cubrir: átalo con {cifra}`95 % <expresión>`, donde la expresión vale 0.95",
            "11: 12,5% está sin cubrir: átalo con {cifra}`12,5% <expresión>`, donde la expresión vale 0.125",
        ],
    ),
    ("Son 1.5 million.", ["5: 1.5 million está sin cubrir: átalo con {cifra}`1.5 million <expresión>`"]),
    (
        "de 10-20",
        [
            "4: 10 está sin cubrir: átalo con {cifra}`10 <expresión>`",
            "7: 20 está sin cubrir: átalo con {cifra}`20 <expresión>`",
        ],
    ),
    ("Es -3.", ["4: -3 está sin cubrir: átalo con {cifra}`-3 <expresión>`"]),
    ("`n = 3`", [f"6: 3 está sin cubrir: {EN_CODIGO}"]),
    ("`0.74`", [f"2: 0.74 está sin cubrir: {EN_CODIGO}"]),
    ("`np.float32`, `x1`, `utf8`, `python3.11`, `a_2[i]`", []),
    ("`x1 - 2`", [f"7: 2 está sin cubrir: {EN_CODIGO}"]),
    ("![7 gatos](a.png)", [f"3: 7 está sin cubrir: {AQUI_NO}"]),
    ('[a](b "y 8")', [f"10: 8 está sin cubrir: {AQUI_NO}"]),
    ('<b title="los siete">x</b>', [f"15: siete está sin cubrir: {AQUI_NO}"]),
    ("{abbr}`X (los 9)`", [f"15: 9 está sin cubrir: {AQUI_NO}"]),
    ("{cite:p}`{véase}a2017{p. 35}`", ["26: «a2017» no está en la bibliografía"]),
    (
        "GPT-4, UTF-8, x86-64, CO₂, de 10-20.",
        [
            "1: GPT-4 está sin cubrir: si es un nombre, decláralo con {nombre}`GPT-4`",
            "8: UTF-8 está sin cubrir: si es un nombre, decláralo con {nombre}`UTF-8`",
            "15: x86-64 está sin cubrir: si es un nombre, decláralo con {nombre}`x86-64`",
            "23: CO₂ está sin cubrir: si es un nombre, decláralo con {nombre}`CO₂`",
            "31: 10 está sin cubrir: átalo con {cifra}`10 <expresión>`",
            "34: 20 está sin cubrir: átalo con {cifra}`20 <expresión>`",
        ],
    ),
    (
        "El tipo `np.float32` y `np.float{cifra}`32 <bits>``.",
        ["33: el rol {cifra} no se lee dentro de un código: saca el número de él"],
    ),
    ("[x][ref-2]\n\n[ref-2]: https://a.b", []),
]


@pytest.mark.parametrize(("texto", "esperadas"), QUE_ESCRIBIR)
def test_cada_mensaje_dice_que_escribir(texto: str, esperadas: list[str]) -> None:
    assert [falta.split(":", 1)[1] for falta in faltas(texto)] == esperadas


MAL_ESCRITOS = [
    ("{cifras}`0.74 <p>`", "1:1: el rol {cifras} no existe: ¿querías escribir {cifra}?"),
    ("{Cifra}`0.74 <p>`", "1:1: el rol {Cifra} no existe: ¿querías escribir {cifra}?"),
    ("{afirmo}`son 3 <p>`", "1:1: el rol {afirmo} no existe: ¿querías escribir {afirma}?"),
    ("{nombres}`GPT-4`", "1:1: el rol {nombres} no existe: ¿querías escribir {nombre}?"),
    ("{cifra}`0.74 <p>", "1:1: {cifra}: falta el acento grave que lo cierra"),
    ("{cifra}`0.74 <p> y {afirma}`x", "1:1: {cifra}: falta el acento grave que lo cierra"),
    ("{cifra}0.74 <p>`", "1:1: {cifra}: falta el acento grave de delante"),
    ("{cifra} `0.74 <p>`", "1:1: {cifra}: sobra el espacio delante del acento grave"),
    ("{cifra}`0.74 <p`", "1:9: {cifra}: falta «>» al final de la expresión de «0.74»"),
    ("{cifra}`0.74 p>`", "1:9: {cifra}: falta «<» delante de la expresión de «0.74 p>»"),
    ("{cifra}`0.74`", "1:9: {cifra}: falta la expresión: escribe «0.74 <expresión>»"),
    ("{cifra}`0.74 <p> m`", "1:9: {cifra}: sobra «m» tras la expresión, o falta un acento grave"),
    (
        "`np.float{cifra}`32 <bits>``",
        "1:10: el rol {cifra} no se lee dentro de un código: saca el número de él",
    ),
]


@pytest.mark.parametrize(("texto", "mensaje"), MAL_ESCRITOS)
@pytest.mark.parametrize("detras", ["", "\n\nOtro párrafo.", " y más texto"])
def test_un_rol_mal_escrito_es_una_falta_y_en_su_lugar(texto: str, mensaje: str, detras: str) -> None:
    if "{afirma}" not in texto:
        assert faltas(texto + detras) == [mensaje]
    else:
        assert faltas(texto + detras)[0] == mensaje


@pytest.mark.parametrize("texto", ["El rol {cifra} ata.", "Se escribe `{cifra}`.", "{code}`x`", "{a}`b`"])
def test_hablar_de_un_rol_no_es_una_falta(texto: str) -> None:
    assert faltas(texto) == []


TROZOS = st.sampled_from(
    """GPT-4 UTF-8 3D H2O 10:30 2.ª 95% km² 3km 5GB x86-64 ISO 8601 Python 3.11 el la de mayo 2021 May 3,
    Tel.: 912 345 capítulo 2 1.200 1/2 siete dos mil Section 1e-3 v2 a2.png -3 +4 5€ 1990""".split()
)


@given(st.lists(TROZOS, max_size=8).map(" ".join))
def test_nunca_se_propone_un_nombre_que_se_rechaza(texto: str) -> None:
    propuestos = [
        falta.rpartition("{nombre}`")[2].rstrip("`") for falta in faltas(texto) if "{nombre}" in falta
    ]
    assert [nombre for nombre in propuestos if not nombre.endswith("…") and reparo_al_nombre(nombre)] == []


@given(st.lists(TROZOS, max_size=8).map(" ".join))
def test_ninguna_cifra_se_queda_sin_decir(texto: str) -> None:
    """Tachado en la página lo que se dice, no queda ninguna cifra."""
    pagina = leer(Path("p.md"), texto.encode())
    for pieza in pagina.piezas:
        fin = pieza.inicio + len(getattr(pieza, "texto", ""))
        texto = texto[: pieza.inicio] + "·" * (fin - pieza.inicio) + texto[fin:]
    assert not any(map(str.isdigit, texto))
