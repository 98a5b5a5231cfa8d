"""Lo que Sphinx echa en falta: una falta en las páginas que el libro exige, y en las demás un aviso."""

import warnings
from pathlib import Path

import pytest
from libros import (
    CABECERA,
    CONFIG,
    celda,
    construir,
    escribir_libro,
    pagina_hecha,
    poner,
    quieto,
    sin_avisos_ajenos,
)

from imprenta.__main__ import main
from imprenta.ordenes.en_vivo import BIEN, MAL, EnVivo

INCLUYE = "```{include} trozo.txt\n```\n"
GRADUAL = f"{CONFIG}imprenta: {{cubiertas: [uno]}}\n"
UNO = f"{CABECERA}# Uno\n\nNada que contar.\n"
DOS = f"""\
{CABECERA}# Dos

Véase {{doc}}`no-esta` y [eso](#ni-eso).

```{{lenguaje-raro}}
Algo.
```

{INCLUYE}"""
QUE_AVISA = "import warnings\n\n\ndef setup(app):\n    warnings.warn('se quitará')\n    return {}\n"
TROZO = "Un trozo con {ref}`lo-que-falta`.\n"
LIBRO = {"uno": UNO, "dos": DOS, "tres": f"{CABECERA}# Tres\n\nSin enlaces.\n"}
# Al leer, lo que no se entiende; al escribir, lo que no se encuentra.
ECHADO_EN_FALTA = [
    "dos.md:9:1: Unknown directive type: 'lenguaje-raro' [myst.directive_unknown]",
    "dos.md:7:1: unknown document: 'no-esta'",
    "dos.md:7:1: 'myst' cross-reference target not found: 'ni-eso' [myst.xref_missing]",
    "trozo.txt:2:1: etiqueta indefinida: 'lo-que-falta'",
]
AVISOS = [falta.replace(":1: ", ":1: aviso: ") for falta in ECHADO_EN_FALTA]


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    poner(tmp_path / "trozo.txt", TROZO)
    return quieto(escribir_libro(tmp_path, LIBRO, config=GRADUAL))


def test_se_dicen_cada_vez_y_no_paran_el_libro(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert construir(libro, capsys)[0] == 0
    estado, dicho, dichos = construir(libro, capsys)
    assert (estado, sorted(dichos)) == (0, sorted(AVISOS))
    assert "Nada ha cambiado" in dicho
    assert "Un trozo con" in pagina_hecha(libro, "dos")
    # Sphinx no vuelve a hacer esa página, y no los repite; la imprenta, sí.
    poner(libro / "tres.md", f"{LIBRO['tres']}\nOtra frase.\n")
    assert sorted(construir(libro, capsys)[2]) == sorted(AVISOS)
    poner(libro / "dos.md", DOS.replace("{doc}`no-esta` y ", ""))
    assert sorted(construir(libro, capsys)[2]) == sorted([AVISOS[0], *AVISOS[2:]])
    assert sorted(construir(libro, capsys, "epub")[2]) == sorted([AVISOS[0], *AVISOS[2:]])


def test_en_una_pagina_que_se_exige_son_faltas(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert construir(libro, capsys)[0] == 0
    poner(libro / "_config.yml", GRADUAL.replace("[uno]", "[uno, dos]"))
    poner(libro / "dos.md", DOS.replace(INCLUYE, ""))
    estado, _, dichos = construir(libro, capsys)
    faltas = [falta for falta in ECHADO_EN_FALTA if falta.startswith("dos.md")]
    assert (estado, sorted(dichos[1:])) == (1, sorted(faltas))  # antes, que el trinquete baja


def test_la_bibliografia_que_no_esta_solo_importa_si_la_cita_una_pagina_que_se_exige(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = GRADUAL.replace("imprenta: {", "bibtex_bibfiles: [no.bib]\nimprenta: {")
    libro = escribir_libro(tmp_path, LIBRO | {"dos": "# Dos\n\nSegún {cite}`eva`.\n"}, config=config)
    linea = config[: config.index("bibtex")].count("\n") + 1
    no_esta = f"_config.yml:{linea}:19: aviso: la bibliografía «no.bib» no existe"
    avisos = [no_esta, 'dos.md:3:1: aviso: could not find bibtex key "eva"']
    assert construir(libro, capsys)[0] == 0
    assert construir(libro, capsys)[::2] == (0, avisos)
    poner(libro / "uno.md", f"{UNO}\nSegún {{cite}}`eva`.\n")
    estado, _, dichos = construir(libro, capsys)
    assert (estado, dichos) == (1, [no_esta, 'uno.md:9:1: could not find bibtex key "eva"'])


def test_la_pagina_que_el_indice_nombra_y_no_esta_se_dice_una_vez(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = escribir_libro(tmp_path, {"uno": UNO, "dos": UNO}, config=GRADUAL)
    (libro / "dos.md").unlink()
    avisos = ["_toc.yml:4:11: aviso: no existe la página «dos»"]
    assert construir(libro, capsys)[0] == 0  # además, apunta el trinquete
    for orden in ("html", "epub", "pdf"):
        assert construir(libro, capsys, orden)[::2] == (0, avisos)


RARA = 'from IPython.display import display\ndisplay({"chemical/x-pdb": "ATOM"}, raw=True)'
SIN_PINTAR = f"""\
{CABECERA}# Dos

Sea $x \\in \\RR$, {{extrano}}`lo de *siempre*`.

![una](a.eps)

{celda(RARA)}"""
EXTRANO = """\
from docutils import nodes

class extrano(nodes.Inline, nodes.TextElement):
    pass

def setup(app):
    entra, sale = (lambda quien, _: quien.body.append("<i>"), lambda quien, _: quien.body.append("</i>"))
    app.add_node(extrano, html=(entra, sale))
    app.add_role("extrano", lambda _, crudo, texto, *__, **___: ([extrano(crudo, texto)], []))
"""


def test_lo_que_no_se_sabe_pintar_es_un_aviso_donde_no_se_exige(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extension = "[con_extrano]\n  local_extensions: {con_extrano: _ext}"
    config = GRADUAL.replace("[imprenta.extension]", extension)
    libro = escribir_libro(tmp_path, {"uno": UNO, "dos": SIN_PINTAR}, config=config)
    poner(libro / "_ext/con_extrano.py", EXTRANO)
    poner(libro / "a.eps", "%!PS")
    formula = (
        "dos.md:7:1: aviso: la fórmula no se puede dibujar: 6: Unknown command \"\\RR\".: 'x \\\\in \\\\RR'"
    )
    imagen = (
        "dos.md:9:1: aviso: aquí no se puede poner una imagen «.eps»: pásala a PNG, JPEG, GIF, WebP o SVG"
    )
    salida = (
        "dos.md:12:1: aviso: la celda da una salida «chemical/x-pdb», que aquí nadie sabe pintar: "
        "haz que dé también text/html, image/png o text/plain, u ocúltala con la etiqueta remove-output"
    )
    assert construir(libro, capsys)[0] == 0
    assert construir(libro, capsys, "epub")[::2] == (0, [salida, imagen, formula])
    extrano = "dos.md:7:1: aviso: el papel no sabe escribir «extrano»"
    assert construir(libro, capsys, "pdf")[::2] == (0, [salida, imagen, formula, extrano])
    poner(libro / "_config.yml", config.replace("[uno]", "[dos]"))
    estado, _, dichas = construir(libro, capsys, "pdf")
    assert (estado, dichas) == (
        1,
        [linea.replace("aviso: ", "") for linea in (salida, imagen, formula, extrano)],
    )


def test_lo_que_dice_la_imprenta_es_falta_en_cualquier_pagina(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = GRADUAL.replace("[imprenta.extension]", "[imprenta.extension, sphinx.ext.autodoc]")
    poner(libro / "_config.yml", config)
    poner(libro / "code/con_rol.py", 'def mide():\n    """Vale {cifra}`3 <x>`."""\n')
    poner(libro / "dos.md", f"{CABECERA}# Dos\n\n```{{eval-rst}}\n:cifra:`3 <x>`\n```\n")
    estado, _, dichos = construir(libro, capsys)
    assert estado == 1
    assert any("nadie lo ha comprobado" in dicho and "aviso" not in dicho for dicho in dichos), dichos


def test_en_vivo_se_avisa_y_se_ensena(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vivo, anuncios = EnVivo(), list[str]()

    def avisados() -> list[str]:
        return sorted(linea for linea in capsys.readouterr().err.splitlines() if " aviso: " in linea)

    try:
        with sin_avisos_ajenos():
            assert vivo.construir(libro, anuncios.append) == BIEN
            assert avisados() == sorted(AVISOS)
            poner(libro / "dos.md", DOS.replace("{doc}`no-esta` y ", ""))
            assert vivo.construir(libro, anuncios.append) == BIEN
            assert avisados() == sorted([AVISOS[0], *AVISOS[2:]])
            poner(libro / "uno.md", f"{UNO}\n{{doc}}`no-esta`\n")
            assert vivo.construir(libro, anuncios.append) == MAL
    finally:
        vivo.cerrar()
    assert not any(anuncios[:-1])
    assert anuncios[-1] == "uno.md:9:1: unknown document: 'no-esta'"


FUERA_DE_SITIO = """
```{code-cell} python
print("la que vale")
```

````{note}
```{code-cell} python
print("anidada")
```
````

:::{code-cell} python
print("con dos puntos")
:::
"""


def test_una_celda_que_myst_nb_no_ejecuta_no_para_a_quien_adopta(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tampoco en Jupyter Book: avisa y la quita. Se cuenta sin cubrir, y se dice."""
    libro = escribir_libro(
        tmp_path, {"uno": UNO, "dos": f"{CABECERA}# Dos\n{FUERA_DE_SITIO}"}, config=GRADUAL
    )
    construir(libro, capsys)
    estado, resumen, dichos = construir(libro, capsys)
    assert (estado, [dicho.split(": Found")[0] for dicho in dichos]) == (
        0, ["dos.md:12:1: aviso", "dos.md:17:1: aviso"]
    )  # fmt: skip
    assert "2 sin cubrir (se admiten 2)" in resumen
    assert "la que vale" in pagina_hecha(libro, "dos")
    assert (libro / "_build/html/descargas/dos.ipynb").read_text(encoding="utf-8").count("anidada") <= 1


def test_lo_que_no_se_entiende_de_la_configuracion_y_lo_que_avisa_una_extension_no_paran_el_libro(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = GRADUAL.replace("{language: es,", "{language: es, no_es_de_nadie: 3,")
    config = config.replace("[imprenta.extension]", "[que_avisa]\n  local_extensions: {que_avisa: _ext}")
    libro = escribir_libro(tmp_path, {"uno": UNO}, config=config)
    poner(libro / "_ext/que_avisa.py", QUE_AVISA)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert main(["html", str(libro)]) == 0
    quejas = [queja for queja in capsys.readouterr().err.splitlines() if "sin_cubrir" not in queja]
    no_lo_es = "valor de configuración desconocido 'no_es_de_nadie' en anulación, ignorando"
    assert quejas == [f"_config.yml:7:20: aviso: {no_lo_es}"]
