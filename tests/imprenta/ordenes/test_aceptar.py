"""`aceptar`: lo que el código ha cambiado se enseña, se escribe en su sitio y se puede deshacer."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from libros import CABECERA, celda, cuaderno, cumplir, escribir_libro, poner, sin_avisos_ajenos

from imprenta.__main__ import main
from imprenta.ejecutar import reparto
from imprenta.ordenes import conversacion

UNO = (
    CABECERA
    + "# Una\n\n"
    + celda("from cuentas import c\nx = c()\nn = round(10 * x + 1)\nk = 100 * x")
    + "Baja a {cifra}`0.74 <x>` en {cifra}`ocho <n>` pasos, y a {cifra}`6 <k>` más.\n\n"
    + "$$\\cifra{0.74}{x} \\cdot 2 = 1.48$$\n\nEs {afirma}`más de un medio <x > 0.7>`.\n"
)
DOS = CABECERA + "# Otra\n\n" + celda("from cuentas import c\ny = c()") + "Vale {cifra}`74 % <y>`.\n"
PAGINAS = {"uno": UNO, "dos": DOS}
VERIFY = [sys.executable, "-m", "imprenta", "verify"]
CON_0_74, CON_0_65 = "def c():\n    return 0.74\n", "def c():\n    return 0.65\n"
DESHACER = "git apply -R --whitespace=nowarn _build/.imprenta/aceptado.patch"
LO_QUE_QUEDA = "lo que queda solo lo puede reescribir una persona: 1"
ES_FALSO = "uno.md:18:13: la prosa afirma «más de un medio»; x > 0.7 es falso"
ACEPTADAS = {
    "uno": UNO.replace("0.74", "0.65").replace("1.48", "1.30").replace("`6 <k>`", "`65 <k>`"),
    "dos": DOS.replace("74 %", "65 %"),
}


@pytest.fixture
def libro(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un libro cuyo código ya da otra cosa, y en el que se está."""
    raiz = escribir_libro(tmp_path / "libro", PAGINAS, {"cuentas.py": CON_0_65})
    monkeypatch.chdir(raiz)
    git(raiz, "init", "-q", "-b", "principal")
    return asentar(raiz)


def git(raiz: Path, *orden: str) -> str:
    quien = ["-c", "user.name=a", "-c", "user.email=a@a", "-c", "core.autocrlf=false"]
    return subprocess.run(
        ["git", *quien, *orden], cwd=raiz, capture_output=True, check=True, text=True, encoding="utf-8"
    ).stdout


def asentar(raiz: Path) -> Path:
    poner(raiz / ".gitignore", "_build\n__pycache__\n")
    git(raiz, "add", ".")
    git(raiz, "commit", "-qm", "así")
    return raiz


def aceptar(*opciones: str) -> int:
    with sin_avisos_ajenos():
        return main(["aceptar", *opciones])


def dicho(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """Lo que se dice, sin lo que se cuenta de las páginas que se ejecutan."""
    salida = capsys.readouterr()
    lineas = [linea for linea in salida.out.splitlines() if not re.match(r"\[ *\d+/\d+\] ", linea)]
    return lineas, salida.err.splitlines()


def contestando(monkeypatch: pytest.MonkeyPatch, *respuestas: str) -> list[str]:
    """Una terminal en la que alguien contesta eso y se va; devuelve lo que se le ha preguntado."""
    pendientes, preguntas = iter(respuestas), list[str]()

    def contestado(pregunta: str) -> str:
        preguntas.append(pregunta)
        try:
            return next(pendientes)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", contestado)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    return preguntas


def leido(libro: Path) -> dict[str, str]:
    return {nombre: (libro / f"{nombre}.md").read_text(encoding="utf-8") for nombre in PAGINAS}


def test_sin_terminal_se_ensena_y_no_se_escribe(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert aceptar() == 1

    lineas, _ = dicho(capsys)
    assert lineas == [
        "",
        "uno.md: 4 números que cambian",
        "  14:16: Baja a [0.74 → 0.65] en ocho pasos, y a 6 más.  (x = 0.65)",
        "  16:10: $$[0.74 → 0.65] \\cdot 2 = 1.48$$  (x = 0.65)",
        "  16:29: $$0.74 \\cdot 2 = [1.48 → 1.30]$$",
        "  Cambian de signo o en más de diez veces: mira si la frase sigue diciendo lo que quieres.",
        "  14:66: Baja a 0.74 en ocho pasos, y a [6 → 65] más.  (k = 65)",
        "",
        "dos.md: 1 número que cambia",
        "  12:14: Vale [74 % → 65 %].  (y = 0.65)",
        "5 números sin aceptar: haz `imprenta aceptar` en una terminal, o `imprenta aceptar --si`",
    ]
    assert leido(libro) == PAGINAS
    assert not (libro / "_build/.imprenta/aceptado.patch").exists()


def test_con_si_se_escribe_todo_y_queda_lo_que_es_de_una_persona(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert aceptar("--si") == 1

    lineas, faltas = dicho(capsys)
    assert lineas[-2:] == [f"5 números escritos en 2 páginas; se deshace con: {DESHACER}", LO_QUE_QUEDA]
    assert faltas == [ES_FALSO]
    assert leido(libro) == ACEPTADAS

    poner(
        libro / "uno.md", ACEPTADAS["uno"].replace("más de un medio <x > 0.7>", "más de un medio <x > 0.6>")
    )
    assert cumplir("verify", libro) == 0
    assert aceptar() == 0
    assert dicho(capsys)[0][-1] == "ningún número ha cambiado"


def test_no_se_ejecuta_nada_dos_veces(libro: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hechas, de_verdad = list[str](), reparto.ejecutar_pagina

    def apuntada(encargo: reparto.Encargo, *resto: Any) -> Any:
        hechas.append(encargo.ruta.name)
        return de_verdad(encargo, *resto)

    monkeypatch.setattr(reparto, "ejecutar_pagina", apuntada)
    aceptar("--si")
    cumplir("verify", libro)
    assert sorted(hechas) == ["dos.md", "uno.md"]


def test_se_deshace_con_git_aunque_haya_otros_cambios_y_sea_la_pagina_de_otro_sistema(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Con su marca, sus saltos de Windows, sin el último, y con algo más sin asentar."""
    raro = b"\xef\xbb\xbf" + UNO.replace("\n", "\r\n").removesuffix("\n").encode()
    (libro / "uno.md").write_bytes(raro)
    poner(libro / "dos.md", DOS.replace("# Otra", "# Otra cosa"))
    antes = {ruta: ruta.read_bytes() for ruta in libro.glob("*.md")}

    aceptar("--si")

    assert (libro / "uno.md").read_bytes() == raro.replace(b"0.74", b"0.65").replace(
        b"1.48", b"1.30"
    ).replace(b"`6 <k>`", b"`65 <k>`")
    assert f"; se deshace con: {DESHACER}" in capsys.readouterr().out
    git(libro, *DESHACER.split()[1:])
    assert {ruta: ruta.read_bytes() for ruta in libro.glob("*.md")} == antes


def test_se_deshace_desde_cualquier_carpeta(
    libro: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "otra").mkdir()
    os.chdir(tmp_path / "otra")
    aceptar("--si", str(libro))
    como = next(linea for linea in dicho(capsys)[0] if "se deshace con: " in linea).partition(" con: ")[2]
    subprocess.run(como, shell=True, check=True)
    assert leido(libro) == PAGINAS


def test_se_deshace_en_un_libro_que_no_es_todo_el_repositorio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Con un nombre que lleva espacios y tildes, y sin estar en su raíz."""
    nombre = "la página de hoy"
    raiz = escribir_libro(tmp_path / "mi libro", {nombre: DOS}, {"cuentas.py": CON_0_65})
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(raiz / "code")
    assert aceptar("--si", "..") == 0
    assert (raiz / f"{nombre}.md").read_text(encoding="utf-8") == DOS.replace("74 %", "65 %")
    subprocess.run(dicho(capsys)[0][-2].partition(" con: ")[2], shell=True, check=True)
    assert (raiz / f"{nombre}.md").read_text(encoding="utf-8") == DOS


def test_en_un_cuaderno_solo_cambian_sus_numeros(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prosa = ["Baja a {cifra}`0,74 <x>`\n", "y a $\\cifra{0.74}{x}$, «así»."]
    de_codigo: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "outputs": [],
        "source": "x = 0.65",
    }
    de_texto: dict[str, Any] = {"cell_type": "markdown", "source": prosa}
    escrito = cuaderno(*(suya | {"metadata": {}} for suya in (de_codigo, de_texto)), ensure_ascii=True)
    raiz = escribir_libro(tmp_path / "libro", {"uno": "# Uno\n\nAquí no hay números.\n", "dos": "# Dos\n"})
    (raiz / "dos.md").unlink()
    poner(raiz / "dos.ipynb", escrito)
    monkeypatch.chdir(raiz)

    assert aceptar("--si") == 0
    assert (raiz / "dos.ipynb").read_text(encoding="utf-8") == escrito.replace("0,74", "0,65").replace(
        "0.74", "0.65"
    )
    assert dicho(capsys)[0][-1] == "todo lo que dice el libro es cierto"


def test_lo_que_un_cuaderno_dice_en_sus_opciones_lo_cambia_una_persona(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pie = {"mystnb": {"figure": {"caption": "Baja a {cifra}`0.74 <x>`."}}}
    suya: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": [], "source": "x = 0.65"}
    prosa: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": "Vale {cifra}`0.74 <x>`."}
    raiz = escribir_libro(tmp_path / "libro", {"uno": "# Uno\n", "dos": "# Dos\n"})
    (raiz / "dos.md").unlink()
    poner(raiz / "dos.ipynb", cuaderno(suya | {"metadata": pie}, suya | {"metadata": {}}, prosa))
    monkeypatch.chdir(raiz)

    assert aceptar("--si") == 1
    assert (raiz / "dos.ipynb").read_text(encoding="utf-8").count("0.74") == 1
    assert dicho(capsys)[0][-1] == LO_QUE_QUEDA


# ——— Contestando ———


def test_se_contesta_por_paginas_y_las_noticias_aparte(libro: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preguntas = contestando(monkeypatch, "t", "", "qué", "n")
    assert aceptar() == 1
    assert leido(libro) == {"uno": UNO.replace("0.74", "0.65").replace("1.48", "1.30"), "dos": DOS}
    de_pagina = "  ¿Se escriben? [t]odos, [u]no a uno, [n]inguno o [s]alir (Enter, ninguno): "
    assert preguntas == [de_pagina] * 4


def test_se_contesta_uno_a_uno(libro: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preguntas = contestando(monkeypatch, "u", "s", "", "t", "uno a uno", "sí", "n")
    assert aceptar() == 1
    queda = UNO.replace("Baja a {cifra}`0.74", "Baja a {cifra}`0.65").replace("1.48", "1.30")
    assert leido(libro) == {"uno": queda.replace("`6 <k>`", "`65 <k>`"), "dos": DOS}
    assert preguntas[1] == "  ¿Se escribe? [s]í, [n]o, [t]odos los que quedan o [q] salir (Enter, no): "


@pytest.mark.parametrize("respuestas", [(), ("s",), ("", "", ""), ("u",), ("u", "q"), ("n", "s")])
def test_lo_que_no_se_acepta_no_se_escribe(
    libro: Path, monkeypatch: pytest.MonkeyPatch, respuestas: tuple[str, ...]
) -> None:
    contestando(monkeypatch, *respuestas)
    assert aceptar() == 1
    assert leido(libro) == PAGINAS


@pytest.mark.parametrize("respuestas", [("u", "s", "q"), ("u", "s")])
def test_quien_lo_deja_a_medias_no_pierde_lo_que_ha_contestado(
    libro: Path, monkeypatch: pytest.MonkeyPatch, respuestas: tuple[str, ...]
) -> None:
    preguntas = contestando(monkeypatch, *respuestas)
    assert aceptar() == 1
    assert leido(libro) == {"uno": UNO.replace("Baja a {cifra}`0.74", "Baja a {cifra}`0.65"), "dos": DOS}
    assert len(preguntas) == 3


@pytest.mark.parametrize("luego", [("t",), ("t", "s")])
def test_lo_aceptado_antes_de_irse_queda_escrito(
    libro: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], luego: tuple[str, ...]
) -> None:
    contestando(monkeypatch, "t", *luego)
    assert aceptar() == 1
    assert leido(libro) == {"uno": ACEPTADAS["uno"], "dos": DOS}
    assert dicho(capsys)[0][-2:] == [
        f"4 números escritos en 1 página; se deshace con: {DESHACER}",
        "1 número sin aceptar: haz `imprenta aceptar` en una terminal, o `imprenta aceptar --si`",
    ]


def test_si_la_pagina_cambia_mientras_se_contesta_no_se_toca(
    libro: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contestando(monkeypatch, "t", "n", "n")
    de_verdad, otra = conversacion.Conversacion.sobre, UNO + "\nMás.\n"

    def y_se_edita(self: Any, *que: Any) -> Any:
        aceptadas = de_verdad(self, *que)
        poner(libro / "uno.md", otra)
        return aceptadas

    monkeypatch.setattr(conversacion.Conversacion, "sobre", y_se_edita)
    assert aceptar() == 1
    assert leido(libro) == {"uno": otra, "dos": DOS}
    negativa = "uno.md:14:16: ha cambiado en el disco desde que se leyó: vuelve a empezar"
    assert negativa in capsys.readouterr().err.splitlines()


def test_mientras_se_contesta_otros_pueden_construir(libro: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estados = list[int]()

    def contestado(_: str) -> str:
        estados.append(subprocess.run([*VERIFY, libro], capture_output=True, timeout=300).returncode)
        raise EOFError

    monkeypatch.setattr("builtins.input", contestado)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    assert aceptar(str(libro)) == 1
    assert estados == [1]  # ha acabado, y lo que no se ha aceptado sigue siendo falso


def test_lo_que_git_tiene_en_conflicto_no_se_toca_y_lo_demas_si(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    con_marcas = UNO + "\n<<<<<<< HEAD\nuna\n=======\notra\n>>>>>>> rama\n"
    poner(libro / "uno.md", con_marcas)
    assert aceptar("--si") == 1
    assert leido(libro) == {"uno": con_marcas, "dos": ACEPTADAS["dos"]}
    _, faltas = dicho(capsys)
    assert "uno.md:20:1: git ha dejado aquí un conflicto sin resolver: resuélvelo antes" in faltas


# ——— Una página, un commit ———


def test_se_puede_aceptar_una_sola_pagina(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert aceptar("--si", "--pagina", "dos") == 0
    assert leido(libro) == {"uno": UNO, "dos": ACEPTADAS["dos"]}
    capsys.readouterr()
    assert aceptar("--si", "--pagina", "tres.md") == 1
    assert dicho(capsys) == ([], ["«tres.md» no es ninguna página de este libro: están en _toc.yml"])


def test_desde_un_commit_se_listan_los_que_cambian(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aceptar("--si", "--pagina", "uno")
    poner(libro / "uno.md", leido(libro)["uno"].replace("# Una\n", "# Una\n\nUna frase más.\n"))
    capsys.readouterr()
    antes = leido(libro)

    assert aceptar("--desde", "HEAD") == 0
    assert dicho(capsys)[0] == [
        "uno.md:16:16: Baja a [0.74 → 0.65] en ocho pasos, y a 65 más.",
        "uno.md:16:66: Baja a 0.65 en ocho pasos, y a [6 → 65] más."
        " (⚠ cambia de signo o en más de diez veces)",
        "uno.md:18:10: $$[0.74 → 0.65] \\cdot 2 = 1.30$$",
        "uno.md:18:29: $$0.65 \\cdot 2 = [1.48 → 1.30]$$",
        "dos.md:12:14: Vale [74 % → 65 %]. (por aceptar)",
        "5 números cambian desde HEAD en 2 páginas; 1 por aceptar con `imprenta aceptar`",
    ]
    assert leido(libro) == antes

    assert aceptar("--desde", "HEAD", "--markdown", "--pagina", "dos") == 0
    assert dicho(capsys)[0] == [
        "### 1 número cambia desde HEAD en 1 página; 1 por aceptar con `imprenta aceptar`",
        "",
        "**dos.md**",
        "",
        "| Línea | Antes | Ahora | Lo calcula | Frase |",
        "| ---: | --- | --- | --- | --- |",
        "| 12 | `74 %` | `65 %` | `y` | Vale **65 %**. (por aceptar) |",
    ]
    asentar(libro)
    assert aceptar("--desde", "HEAD", "--pagina", "uno") == 0
    assert dicho(capsys)[0] == ["Ningún número cambia desde HEAD"]


def test_un_commit_que_no_existe(libro: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert aceptar("--desde", "nadie") == 1
    assert (
        dicho(capsys)[1][-1]
        == "«nadie» no es un commit de este repositorio: si lo es en otro, haz `git fetch`"
    )
    fuera = escribir_libro(tmp_path / "fuera", {"uno": "# Uno\n"})
    assert aceptar("--desde", "HEAD", str(fuera)) == 1
    queja = f"{fuera} no está en un repositorio de git: no se sabe qué había en «HEAD»"
    assert dicho(capsys)[1][-1] == queja
