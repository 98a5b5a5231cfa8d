"""Lo que sigue a la vista al acabar de leer una página: qué se dice de cada número y qué escribir."""

from pathlib import Path

import pytest

from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer

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
