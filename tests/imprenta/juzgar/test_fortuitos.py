"""Una página que da otra cosa cada vez es una falta, recién ejecutada o guardada, salvo que lo declare."""

import re
from pathlib import Path
from typing import Any

import pytest
from libros import CABECERA, celda, cuaderno, cumplir, escribir_libro, pagina_hecha, poner

from imprenta.ejecutar.procesos import conduccion

DECLARADA = CABECERA.replace("---\n", "---\nimprenta: {cambia: MOTIVO}\n", 1)
O_DECLARA = "o declara en la cabecera «imprenta: {cambia: motivo}»"
OTRAS = "dará otras cifras en otra construcción"
TIRAR = "import numpy as np\nx = int(np.random.randint(0, 1)) + 1"
DE_TIRAR = (
    f"uno.md:9:9: np.random.randint sin semilla: {OTRAS}; siembra con np.random.default_rng(0), {O_DECLARA}"
)
DE_LEERSE = "la página lee uno.md, su propio archivo: lo escrito se demostraría a sí mismo"
DE_CADA_CLASE = {
    "random.random()": f"random.random sin semilla: {OTRAS}; siembra con random.seed(0), {O_DECLARA}",
    "random.Random()": f"random.Random sin semilla: {OTRAS}; siembra con random.Random(0), {O_DECLARA}",
    "np.random.default_rng()": "np.random.default_rng sin semilla: "
    f"{OTRAS}; siembra con np.random.default_rng(0), {O_DECLARA}",
    "os.urandom(3)": f"os.urandom sortea cada vez: {OTRAS}; usa random.Random(0), {O_DECLARA}",
    "time.time()": f"time.time lee el reloj: {OTRAS}; quítalo {O_DECLARA}",
    "os.environ['HOME']": 'os.environ["HOME"] lee el entorno: dará otra cosa en otra máquina; '
    f"pon el valor en la página {O_DECLARA}",
    "dados.tirar()": "code/dados.py:4: random.random sin semilla: "
    f"{OTRAS}; siembra con random.seed(0), {O_DECLARA}",
    "open('uno.md').read()": DE_LEERSE,
}
GASTAR = "import json, random\nx = 1\neval(compile('random.random()', json.__file__, 'eval'))"
DADOS = "import random\n\ndef tirar():\n    return random.random()\n"


def pagina(codigo: str, cabecera: str = CABECERA, antes: str = "") -> str:
    return f"{cabecera}# Uno{antes}\n\n{celda(codigo)}Sale {{cifra}}`1 <x>`.\n"


def faltas(libro: Path, capsys: pytest.CaptureFixture[str], orden: str = "verify") -> list[str]:
    estado = cumplir(orden, libro)
    dichas = [
        linea for linea in capsys.readouterr().err.splitlines() if ".md:" in linea or ".ipynb:" in linea
    ]
    assert estado == bool(dichas)
    return dichas


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, {"uno": pagina(TIRAR)}, {"dados.py": DADOS})


def test_cada_clase_con_su_mensaje(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codigo = "\n".join(["import dados, os, random, time, numpy as np; x = 1", *DE_CADA_CLASE])
    poner(libro / "uno.md", pagina(codigo))
    linea = iter(range(9, 99))
    esperadas = [f"uno.md:{next(linea)}:1: {dicho}" for dicho in DE_CADA_CLASE.values()]
    esperadas[-1] = esperadas[-1].replace(":16:1:", ":8:1:")  # solo se sabe en qué celda
    assert faltas(libro, capsys) == sorted(esperadas, key=lambda falta: int(falta.split(":")[1]))


@pytest.mark.parametrize("orden", ["verify", "html"])
def test_sigue_siendo_una_falta_cuando_lo_dado_esta_guardado(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, orden: str
) -> None:
    assert faltas(libro, capsys, orden) == [DE_TIRAR]
    monkeypatch.delattr(conduccion, "_conducida")  # no se ejecuta otra vez
    assert faltas(libro, capsys, orden) == [DE_TIRAR]
    poner(libro / "uno.md", pagina(TIRAR, antes="\n\nOtro párrafo."))
    assert faltas(libro, capsys, orden) == [DE_TIRAR.replace(":9:9:", ":11:9:")]


def test_declararlo_basta_y_no_ejecuta_nada(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faltas(libro, capsys) == [DE_TIRAR]
    monkeypatch.delattr(conduccion, "_conducida")
    poner(libro / "uno.md", pagina(TIRAR, DECLARADA.replace("MOTIVO", "enseña a tirar un dado")))
    assert faltas(libro, capsys) == []


@pytest.mark.parametrize("motivo", ["", "''", "' '", "true", "[a]"])
def test_un_motivo_vacio_no_declara_nada(
    libro: Path, capsys: pytest.CaptureFixture[str], motivo: str
) -> None:
    poner(libro / "uno.md", pagina(TIRAR, DECLARADA.replace("MOTIVO", motivo)))
    assert faltas(libro, capsys) == [DE_TIRAR.replace(":9:9:", ":10:9:")]


def test_leer_la_propia_pagina_no_se_declara(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codigo = "import re\nx = int(re.search(r'cifra}`(\\d)', open('uno.md').read())[1])"
    poner(libro / "uno.md", pagina(codigo, DECLARADA.replace("MOTIVO", "me leo")))
    assert faltas(libro, capsys) == [f"uno.md:9:1: {DE_LEERSE}"]


def test_en_un_cuaderno(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fuente: dict[str, Any] = {
        "cell_type": "code",
        "source": TIRAR,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    prosa = {"cell_type": "markdown", "source": "# Uno\n\nSale {cifra}`1 <x>`.", "metadata": {}}
    libro = escribir_libro(tmp_path, {"portada": "# P\n"})
    poner(libro / "_toc.yml", "format: jb-book\nroot: uno\n")
    poner(libro / "uno.ipynb", cuaderno(fuente, prosa))
    (falta,) = faltas(libro, capsys)
    assert falta.startswith("uno.ipynb:") and falta.endswith(DE_TIRAR.partition(":9:9:")[2])


def test_lo_demas_que_este_mal_se_dice_tambien(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "uno.md", pagina(TIRAR).replace("`1 <x>`", "`2 <x>`"))
    assert faltas(libro, capsys) == [DE_TIRAR, "uno.md:12:14: la prosa dice 2; x = 1"]


def test_una_biblioteca_que_gasta_el_azar_de_todos(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lo que gasta se sabe al acabar su celda."""
    poner(libro / "uno.md", pagina(GASTAR))
    dicho = f"una biblioteca gasta random sin semilla: {OTRAS}; llama antes a random.seed(0), {O_DECLARA}"
    assert faltas(libro, capsys) == [f"uno.md:8:1: {dicho}"]


# ——— La página que no ata nada ———

SORTEA = "import numpy as np, random\nprint('sale', np.random.rand(), random.random())"


def test_sin_atar_nada_el_azar_de_todos_da_siempre_lo_mismo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Se ejecute con otras o sola, y con lo que haya antes ya importado o sin importar."""
    otra = CABECERA + "# Otra\n\n" + celda("import numpy as np\nprint(np.pi)")
    libro = escribir_libro(tmp_path, {"uno": CABECERA + "# Uno\n\n" + celda(SORTEA), "otra": otra})
    assert faltas(libro, capsys, "html") == []
    primera = re.findall(r"sale [0-9. ]+", pagina_hecha(libro))
    poner(libro / "uno.md", CABECERA + "# Uno\n\nMás.\n\n" + celda(f"{SORTEA}\n"))
    assert faltas(libro, capsys, "html") == []
    assert re.findall(r"sale [0-9. ]+", pagina_hecha(libro)) == primera != []


@pytest.mark.parametrize("llamada", ["np.random.default_rng()", "random.Random()", "random.seed()"])
def test_sin_atar_nada_lo_que_siembra_el_sistema_sigue_siendo_una_falta(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], llamada: str
) -> None:
    codigo = f"import numpy as np, random\n{llamada}\nNone"
    libro = escribir_libro(tmp_path, {"uno": CABECERA + "# Uno\n\n" + celda(codigo)})
    (falta,) = faltas(libro, capsys, "html")
    assert falta.startswith(f"uno.md:9:1: {llamada[:-2]} sin semilla: {OTRAS}")
