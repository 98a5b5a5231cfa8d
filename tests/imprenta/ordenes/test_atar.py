"""La orden `atar`: lo que enseña, lo que escribe y lo que no toca."""

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from libros import CABECERA, celda, cuaderno, cumplir, escribir_libro, sin_avisos_ajenos

from imprenta.__main__ import main
from imprenta.ordenes import atar as orden

CODIGO = "pesos = [0.7311, 0.2689]\ncapas = [4, 5, 6]\nacierto = 0.9512"
PROSA = "Pesa 0.73 y hay tres capas.\n\nAcierta un 95 %, `y 7`, y el resto es 123.\n"
CUADERNO: list[dict[str, Any]] = [
    {"cell_type": "code", "metadata": {}, "source": "x = 0.625", "outputs": [], "execution_count": None},
    {"cell_type": "markdown", "metadata": {}, "source": ["# Cuaderno\n", "\n", "Vale «0.625».\n"]},
]
Contestar = Callable[[Sequence[str]], None]


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    raiz = escribir_libro(tmp_path, {"uno": f"{CABECERA}# Uno\n\n{celda(CODIGO)}{PROSA}", "dos": "# Dos\n"})
    indice = (raiz / "_toc.yml").read_text(encoding="utf-8")
    (raiz / "_toc.yml").write_text(f"{indice}  - file: tres\n", encoding="utf-8")
    (raiz / "tres.ipynb").write_text(cuaderno(*CUADERNO), encoding="utf-8")
    return raiz


@pytest.fixture
def contestar(monkeypatch: pytest.MonkeyPatch) -> Contestar:
    """Hace de autor en una terminal: dice eso, en orden, y luego nada más."""

    def poner(dichos: Sequence[str]) -> None:
        quedan = list(dichos)

        def preguntar(_: str) -> str:
            if not quedan:
                raise EOFError
            return quedan.pop(0)

        monkeypatch.setattr("builtins.input", preguntar)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    return poner


def atar(libro: Path, donde: str) -> int:
    with sin_avisos_ajenos():
        return main(["atar", donde, str(libro)])


def test_sin_terminal_se_ensena_y_no_se_escribe(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    antes = (libro / "uno.md").read_bytes()
    assert atar(libro, "uno.md:13") == 1
    salida = capsys.readouterr()
    lineas = salida.out.splitlines()
    otra = lineas.index("uno.md:13:17: tres está sin cubrir")
    assert lineas[:4] == [
        "uno.md:13:6: 0.73 está sin cubrir",
        "  Pesa ⟦0.73⟧ y hay tres capas.",
        "  1  pesos[0] = 0.7311",
        "  2  max(pesos) = 0.7311",
    ]
    assert lineas[otra + 1 : otra + 3] == ["  Pesa 0.73 y hay ⟦tres⟧ capas.", "  1  len(capas) = 3"]
    propuestas = [*lineas[4:otra], *lineas[otra + 3 : -1]]
    assert propuestas
    assert all(re.fullmatch(r"  [1-9]  \S.* = [\d.]+( \(una cuenta que lo da\))?", p) for p in propuestas)
    assert lineas[-1] == "0 atados · 2 sin cubrir"
    assert salida.err == f"{orden.SIN_TERMINAL}\n"
    assert (libro / "uno.md").read_bytes() == antes


def test_se_escribe_lo_que_el_autor_elige(
    libro: Path, contestar: Contestar, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un número, otra expresión, una que no vale, nada y otra vez un número."""
    contestar(["pesos[0]", "9", "len(pesos)", "len(capas)", "1", ""])
    assert atar(libro, "uno.md") == 1
    dicho = capsys.readouterr().out
    assert "  no hay ningún 9\n" in dicho
    assert "  la prosa dice «tres»; len(pesos) = 2 (dos)\n" in dicho
    assert "  nada de la página lo da; átalo con {cifra}`123 <expresión>`\n" in dicho
    assert dicho.splitlines()[-1] == "3 atados · 2 sin cubrir"
    escrito = (libro / "uno.md").read_text(encoding="utf-8")
    assert escrito == f"{CABECERA}# Uno\n\n{celda(CODIGO)}" + PROSA.replace(
        "0.73", "{cifra}`0.73 <pesos[0]>`"
    ).replace("tres", "{cifra}`tres <len(capas)>`").replace("95 %", "{cifra}`95 % <acierto>`")


def test_donde_no_se_lee_un_rol_se_dice_y_se_sigue(
    libro: Path, contestar: Contestar, capsys: pytest.CaptureFixture[str]
) -> None:
    contestar([])
    assert atar(libro, "uno.md:15:21") == 1
    lineas = capsys.readouterr().out.splitlines()
    assert lineas[0].startswith("uno.md:15:21: 7 está sin cubrir")
    assert lineas[2] == (
        "  dentro del código no se lee ningún rol; escríbelo fuera de él, o enséñalo como salida de una celda"
    )
    assert lineas[-1] == "0 atados · 1 sin cubrir"


def test_atado_todo_el_libro_queda_en_verde(
    libro: Path, contestar: Contestar, capsys: pytest.CaptureFixture[str]
) -> None:
    """Con los saltos de Windows, con marca y en un cuaderno: se escriben los roles y nada más."""
    texto = (libro / "uno.md").read_text(encoding="utf-8").replace(", `y 7`, y el resto es 123", "")
    crudo = ("\ufeff" + texto).replace("\n", "\r\n").encode()
    (libro / "uno.md").write_bytes(crudo)
    json_de_antes = (libro / "tres.ipynb").read_bytes()
    contestar(["1"] * 9)
    assert atar(libro, "uno.md") == atar(libro, "tres.ipynb") == 0
    assert capsys.readouterr().out.count("está sin cubrir") == 4
    assert sin_roles((libro / "uno.md").read_bytes()) == crudo
    assert sin_roles((libro / "tres.ipynb").read_bytes()) == json_de_antes
    celdas = json.loads((libro / "tres.ipynb").read_bytes())["cells"]
    assert celdas[1]["source"][2] == "Vale «{cifra}`0.625 <x>`».\n"
    assert cumplir("verify", libro) == 0
    assert atar(libro, "uno.md") == 0
    assert capsys.readouterr().out.endswith("no hay ningún número sin cubrir\n")


def sin_roles(octetos: bytes) -> bytes:
    return re.sub(rb"\{cifra\}`([^`]*?) <[^`]*>`", rb"\1", octetos)


def test_el_autor_puede_acabar_cuando_quiera(libro: Path, contestar: Contestar) -> None:
    for dichos in (["1", "q"], ["1"]):
        contestar(dichos)
        assert atar(libro, "uno.md") == 1
    escrito = (libro / "uno.md").read_text(encoding="utf-8")
    assert escrito.count("{cifra}") == 2


@pytest.mark.parametrize("donde", ["uno", "uno.md", "./uno.md", "uno.md:13", "uno.md:13:6", "uno.md:13:"])
def test_la_pagina_se_dice_de_varias_maneras(
    libro: Path, monkeypatch: pytest.MonkeyPatch, donde: str
) -> None:
    monkeypatch.chdir(libro)
    from imprenta.libro.libro import leer_libro

    pedido = orden.lugar_pedido(leer_libro(libro), donde)
    lugar = [int(parte) for parte in donde.split(":")[1:] if parte]
    assert pedido == (libro / "uno.md", *[*lugar, 0, 0][:2])


@pytest.mark.parametrize(
    ("argumentos", "estado", "queja"),
    [
        (["nada.md"], 1, "«nada.md» no es ninguna página de este libro: están en _toc.yml\n"),
        ([], 2, "falta decir PÁGINA[:LÍNEA[:COLUMNA]] (las órdenes están en `imprenta atar --help`)\n"),
    ],
)
def test_lo_que_no_es_una_pagina_se_dice(
    libro: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argumentos: list[str],
    estado: int,
    queja: str,
) -> None:
    monkeypatch.chdir(libro)
    try:
        assert main(["atar", *argumentos]) == estado
    except SystemExit as fin:
        assert fin.code == estado
    assert capsys.readouterr().err == queja


def test_si_el_archivo_cambia_mientras_se_elige_no_se_pisa(
    libro: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    otro = (libro / "uno.md").read_text(encoding="utf-8") + "\nOtra cosa.\n"

    def cambiar(_: str) -> str:
        (libro / "uno.md").write_text(otro, encoding="utf-8")
        return "1"

    monkeypatch.setattr("builtins.input", cambiar)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert atar(libro, "uno.md") == 1
    assert capsys.readouterr().err == (
        "uno.md:13:6: ha cambiado en el disco desde que se leyó: vuelve a empezar\n"
    )
    assert (libro / "uno.md").read_text(encoding="utf-8") == otro


def test_una_pagina_que_falla_lo_dice(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (libro / "uno.md").write_text(f"{CABECERA}# Uno\n\n{celda('1 / 0')}Son 3.\n", encoding="utf-8")
    assert atar(libro, "uno.md") == 1
    assert capsys.readouterr().err == "uno.md:8:1: ZeroDivisionError: division by zero\n"
