"""Un libro que manda ejecutar cada página de una manera: todas se obedecen, y se ve en lo que se publica."""

import json
import tempfile
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, construir, cuaderno, escribir_libro, pagina_hecha, poner

from imprenta.ejecutar.segun_las_reglas import con_reglas
from imprenta.libro.modelo import Celda, Consulta
from imprenta.libro.reglas import CON_STDERR, Reglas

EN_STDERR = "import sys\nprint('dicho')\nprint('se oye', file=sys.stderr)\nprint('y más')"
EN_LA_CARPETA = """\
from pathlib import Path
Path("suyo.txt").write_text("x")
print("hay", *sorted(p.name for p in Path().iterdir()), Path("suyo.txt").read_text())"""


def pagina(mystnb: str, *celdas: str, nucleo: str = "python3", execution: str = "{}") -> str:
    cabecera = CABECERA.replace("kernelspec: {name: python3}", f"kernelspec: {{name: {nucleo}}}")
    cabecera = cabecera.replace("kernelspec", f"mystnb: {mystnb}\nexecution: {execution}\nkernelspec")
    return f"{cabecera}# Una\n\n{''.join(map(celda, celdas))}"


def de_codigo(codigo: str, guardado: str, *etiquetas: str) -> dict[str, object]:
    salida = {"output_type": "stream", "name": "stdout", "text": [guardado]}
    metadatos = {"tags": list(etiquetas)} if etiquetas else {}
    return {
        "cell_type": "code",
        "id": f"celda-{len(codigo)}",
        "metadata": metadatos,
        "source": codigo,
        "outputs": [salida],
        "execution_count": 1,
    }


TITULO: dict[str, object] = {
    "cell_type": "markdown",
    "id": "titulo",
    "metadata": {},
    "source": "# Un cuaderno",
}
PAGINAS = {
    "portada": "# Portada\n",
    "errores": pagina("{execution_allow_errors: true}", "raise ValueError('contado')", "print('sigue')"),
    "como_antes": pagina("{}", "raise ValueError('contado')", execution="{allow_errors: true}"),
    "sonora": pagina("{}", EN_STDERR),
    "callada": pagina("{output_stderr: remove}", EN_STDERR),
    "avisada": pagina("{output_stderr: remove-warn}", EN_STDERR),
    "dicha": pagina("{output_stderr: warn}", EN_STDERR),
    "temporal": pagina("{execution_in_temp: true}", EN_LA_CARPETA),
    "aparte": pagina("{}", "print('con', 'alias')", nucleo="conda-env-curso-py"),
    "sin_etiquetas": pagina(
        "{}", ":tags: [remove_input]\n\nprint('sin', 'codigo')", ":tags: [raises-exception]\n\nbreak $HOME"
    ),
    "una_celda": pagina("{output_stderr: error}", "---\nmystnb: {output_stderr: remove}\n---\n" + EN_STDERR),
}
CUADERNOS = {
    "apartada": cuaderno(TITULO, de_codigo("import aparato_que_no_hay", "salida guardada\n")).replace(
        '"metadata": {},\n "nbformat"', '"metadata": {"mystnb": {"execution_mode": "off"}},\n "nbformat"'
    ),
    "excluida": cuaderno(TITULO, de_codigo("import otro_que_no_hay", "otra guardada\n")),
    "saltada": cuaderno(
        TITULO,
        de_codigo("import nada_que_no_hay", "de antes\n", "skip-execution"),
        de_codigo("print('de', 'ahora')", "de ayer\n"),
    ),
}
EXECUTE = """\
execute: {exclude_patterns: ["exclu*"], timeout: , cache: cosas, alow_errors: true}
"""


@pytest.fixture(scope="module")
def libro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raiz = tmp_path_factory.mktemp("libro")
    config = CONFIG.replace("{language", "{nb_kernel_rgx_aliases: {'conda.*': python3}, language")
    escribir_libro(raiz, PAGINAS | dict.fromkeys(CUADERNOS, ""), config=config + EXECUTE)
    for nombre, texto in CUADERNOS.items():
        (raiz / f"{nombre}.md").unlink()
        poner(raiz / f"{nombre}.ipynb", texto)
    return raiz


def test_se_obedece_lo_que_manda_cada_pagina(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    temporales = set(Path(tempfile.gettempdir()).glob(".imprenta-*"))
    estado, dicho, avisos = construir(libro, capsys)
    renglon = len((libro / "_config.yml").read_text("utf-8").splitlines())
    en_stderr = "aviso: la celda escribe en stderr: se oye"
    assert (estado, avisos) == (
        0,
        [
            f"_config.yml:{renglon}:66: aviso: `execute:` no tiene ninguna opción «alow_errors», y no se "
            "hace nada con ella",
            f"_config.yml:{renglon}:52: aviso: «cache» no se usa: lo ejecutado se guarda en "
            "`_build/.imprenta`",
            f"avisada.md:10:1: {en_stderr}",
            f"dicha.md:10:1: {en_stderr}",
        ],
    ), dicho
    web = {nombre: pagina_hecha(libro, nombre) for nombre in (*PAGINAS, *CUADERNOS)}
    assert "contado" in web["errores"] and "sigue" in web["errores"]
    assert "contado" in web["como_antes"]
    se_oyen = {nombre for nombre, html in web.items() if "<span></span>se oye" in html}
    assert se_oyen == {"sonora", "dicha"}
    assert "hay suyo.txt x" in web["temporal"] and not (libro / "suyo.txt").exists()
    assert set(Path(tempfile.gettempdir()).glob(".imprenta-*")) <= temporales
    assert "con alias" in web["aparte"]
    assert "sin codigo" in web["sin_etiquetas"] and "SyntaxError" in web["sin_etiquetas"]
    assert "salida guardada" in web["apartada"] and "otra guardada" in web["excluida"]
    assert "de antes" in web["saltada"] and "de ahora" in web["saltada"] and "de ayer" not in web["saltada"]


def test_lo_que_no_se_ensena_tampoco_se_descarga(libro: Path) -> None:
    def descargado(nombre: str) -> str:
        return (libro / "_build" / "html" / "descargas" / f"{nombre}.ipynb").read_text("utf-8")

    se_oyen = {n for n in PAGINAS if n != "portada" and '"se oye' in descargado(n)}
    assert se_oyen == {"sonora", "dicha"}


def test_otra_vez_no_hay_nada_que_hacer_y_se_avisa_igual(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    estado, dicho, avisos = construir(libro, capsys)
    assert (estado, len(avisos)) == (0, 4)
    assert "[1/" not in dicho


@pytest.mark.parametrize("como", CON_STDERR)
def test_lo_que_se_perdona_va_en_el_guion(como: str) -> None:
    pasos = (Celda(1, "x", {"tags": ["hide-input"]}), Consulta(2, 1, "x"))
    celda_sin, consulta = con_reglas(pasos, Reglas(stderr=como))
    assert consulta is pasos[1] and isinstance(celda_sin, Celda)
    se_admite = como not in ("error", "severe")
    assert celda_sin.metadatos["tags"] == ["hide-input", *(["admite-stderr"] if se_admite else [])]
    con_error, _ = con_reglas(pasos, Reglas(stderr=como, admite_errores=True))
    assert isinstance(con_error, Celda) and "raises-exception" in con_error.metadatos["tags"]


def test_sin_reglas_el_guion_es_el_mismo() -> None:
    pasos = (Celda(1, "x"), Consulta(2, 1, "x"))
    assert con_reglas(pasos, Reglas(stderr="error")) == pasos
    assert json.dumps(pasos[0].metadatos) == "{}"


# ——— Lo que no se puede ejecutar ———


@pytest.mark.parametrize(("modo", "se_dice"), [('"off"', "off"), ("auto", "auto"), ("force", "")])
def test_lo_guardado_que_no_se_puede_repetir_dice_como_apartarlo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], modo: str, se_dice: str
) -> None:
    config = CONFIG + f"execute: {{execute_notebooks: {modo}, show_tb: true}}\n"
    libro = escribir_libro(tmp_path, {"portada": "# Portada\n", "uno": ""}, config=config)
    (libro / "uno.md").unlink()
    texto = cuaderno(TITULO, de_codigo("import no_hay_tal", "de antes\n"))
    poner(libro / "uno.ipynb", texto)
    estado, dicho, (falta,) = construir(libro, capsys)
    linea = 1 + next(n for n, renglon in enumerate(texto.splitlines()) if "import no_hay_tal" in renglon)
    consejo = (
        f"; con `execute_notebooks: {se_dice}` también se ejecuta, para no publicar lo que ya no da: si aquí "
        "no se puede, apártalo con `execute: exclude_patterns`"
    )
    assert (estado, falta) == (
        1,
        f"uno.ipynb:{linea}:15: celda 2, línea 1: ModuleNotFoundError: No module named 'no_hay_tal' "
        f"(traza en _build/.imprenta/trazas/uno.txt){consejo if se_dice else ''}",
    )
    assert "Traceback (most recent call last):" in dicho  # es lo que pide `show_tb`


@pytest.mark.parametrize(("modo", "se_dice"), [('"off"', True), ("auto", False)])
def test_de_la_pagina_sin_nada_guardado_se_dice_si_alli_no_se_ejecutaba(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], modo: str, se_dice: bool
) -> None:
    config = CONFIG + f"execute: {{execute_notebooks: {modo}}}\n"
    pagina = f"{CABECERA}# Uno\n\n{celda('import no_hay_tal')}"
    libro = escribir_libro(tmp_path, {"uno": pagina}, config=config)
    estado, _, (falta,) = construir(libro, capsys)
    assert estado == 1
    assert falta.endswith("apártalo con `execute: exclude_patterns`") == se_dice
