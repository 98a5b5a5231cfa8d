"""`adopta`: dice lo que hay y lo que escribiría, no escribe nada sin un sí, y lo que escribe basta."""

import os
import subprocess
from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, escribir_libro, poner, sin_avisos_ajenos

from imprenta.__main__ import main
from imprenta.libro.trinquete import cabeza_del_trinquete
from imprenta.mesa.cambios import YA_ES_OTRO

CONFIG = "# Un curso\r\ntitle: Curso   # corto\r\nonly_build_toc_files: true"
QUE_VA_AHI = "páginas que han de estar del todo cubiertas, como `intro` o `capitulos/*`"
SECCION = f"\r\n\r\nimprenta:\r\n  cubiertas: [] # {QUE_VA_AHI}\r\n"
PAGINAS = {"uno": "# Uno\n\nSon 3 y 7.\n", "dos": "# Dos\n\nEn 1998, 15 %.\n", "tres": "# Tres\n"}
LO_QUE_HAY = [
    "Sin cubrir: 4, en 2 archivos; el libro tiene 3 páginas.",
    "     2  uno.md",
    "     2  dos.md",
    "0 cifras · 0 afirmaciones · 0 fórmulas · 0 datos · 4 sin cubrir (se admiten 4) · 0 falsas",
]
LO_QUE_FALTA = [
    "",
    "_config.yml: se cambia",
    "  +",
    "  +imprenta:",
    f"  +  cubiertas: [] # {QUE_VA_AHI}",
    "",
    ".gitignore: se crea",
    "  +_build/",
    "",
    "_sin_cubrir.yml: se crea",
    *(f"  +{linea}" for linea in cabeza_del_trinquete().splitlines()),
    "  +dos.md: 2",
    "  +uno.md: 2",
]
AVISO = (
    "Para construirlo también con `jupyter-book build`, añade «imprenta.extension» a `extra_extensions:`, "
    "bajo `sphinx:`"
)


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    escribir_libro(tmp_path, PAGINAS)
    (tmp_path / "_config.yml").write_bytes(CONFIG.encode())
    return tmp_path


def adopta(
    libro: Path, capsys: pytest.CaptureFixture[str], *opciones: str
) -> tuple[int, list[str], list[str]]:
    with sin_avisos_ajenos():
        estado = main(["adopta", str(libro), *opciones])
    salida = capsys.readouterr()
    return estado, salida.out.splitlines(), salida.err.splitlines()


def contestando(monkeypatch: pytest.MonkeyPatch, *respuestas: str) -> None:
    pendientes = iter(respuestas)
    monkeypatch.setattr("builtins.input", lambda _: next(pendientes))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)


def archivos(libro: Path) -> dict[str, bytes]:
    return {ruta.name: ruta.read_bytes() for ruta in libro.iterdir() if ruta.is_file()}


@pytest.mark.parametrize("opciones", [(), ("--no",), ("--no", "--si")])
def test_sin_un_si_no_se_escribe_nada(
    libro: Path, capsys: pytest.CaptureFixture[str], opciones: tuple[str, ...]
) -> None:
    antes = archivos(libro)
    sin_preguntar = "nada se ha escrito: hazlo en una terminal, o con `--si`"
    assert adopta(libro, capsys, *opciones) == (0, [*LO_QUE_HAY, *LO_QUE_FALTA, sin_preguntar, AVISO], [])
    assert archivos(libro) == antes


def test_con_un_si_se_escribe_lo_dicho_y_el_libro_pasa(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    antes = archivos(libro)
    escrito = "escrito: _config.yml, .gitignore, _sin_cubrir.yml; guárdalo con el libro"
    ahora_que = f"para imprimirlo, imprenta html {os.path.relpath(libro)}"
    dicho = [*LO_QUE_HAY, *LO_QUE_FALTA, escrito, ahora_que, AVISO]
    assert adopta(libro, capsys, "--si") == (0, dicho, [])
    ahora = archivos(libro)
    assert ahora.pop("_config.yml") == (CONFIG + SECCION).encode()
    assert ahora.pop(".gitignore") == b"_build/\n"
    assert ahora.pop("_sin_cubrir.yml").endswith(b"\ndos.md: 2\nuno.md: 2\n")
    del antes["_config.yml"]
    assert ahora == antes
    assert construir(libro, capsys, "verify")[::2] == (0, [])
    assert adopta(libro, capsys)[1] == [*LO_QUE_HAY, "no hay nada que escribir", AVISO]
    # Del que ya está adoptado dice lo que cambia, y con otro sí admite más.
    poner(libro / "uno.md", "# Uno\n\nSon 3, 7 y 9.\n")
    assert construir(libro, capsys, "verify")[0] == 1
    _, dicho, _ = adopta(libro, capsys, "--si")
    assert dicho[4:-3] == ["", "_sin_cubrir.yml: se cambia", "  -uno.md: 2", "  +uno.md: 3"]
    assert construir(libro, capsys, "verify")[0] == 0


@pytest.mark.parametrize(
    ("respuestas", "escritos"),
    [
        (("s", "n", "sí"), {"_config.yml", "_sin_cubrir.yml"}),
        (("n", "s"), {".gitignore"}),  # sin la sección, el trinquete no serviría de nada
        (("s", "q"), {"_config.yml"}),
        (("", "t"), {".gitignore"}),
        (("t",), {"_config.yml", ".gitignore", "_sin_cubrir.yml"}),
    ],
)
def test_se_pregunta_por_cada_archivo(
    libro: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    respuestas: tuple[str, ...],
    escritos: set[str],
) -> None:
    antes = archivos(libro)
    contestando(monkeypatch, *respuestas)
    adopta(libro, capsys)
    ahora = archivos(libro)
    assert {nombre for nombre in ahora if ahora[nombre] != antes.get(nombre)} == escritos


def test_lo_falso_se_dice_aparte(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "dos.md", f"{CABECERA}# Dos\n\n{celda('x = 2')}Son {{cifra}}`3 <x>`, o $2+2=5$.\n")
    estado, dicho, faltas = adopta(libro, capsys)
    assert estado == 1
    assert faltas == [
        "dos.md:11:13: la prosa dice 3; x = 2",
        "dos.md:11:28: la fórmula dice 5; 2+2 = 4",
        "Lo de arriba se niega aunque el libro se adopte: hay que corregirlo.",
    ]
    assert "Sin cubrir: 2, en 1 archivo; el libro tiene 3 páginas." in dicho


def test_al_que_lo_tiene_todo_cubierto_no_le_hace_falta(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    atado = f"{CABECERA}# Uno\n\n{celda('x = 2')}Son {{cifra}}`2 <x>`.\n"
    escribir_libro(libro, {"uno": atado}, config="title: A\nonly_build_toc_files: true\n")
    subprocess.run(["git", "init", "-q"], cwd=libro, check=True)
    poner(libro / ".git" / "info" / "exclude", "_bui*/\n")
    dicho = adopta(libro, capsys)[1]
    assert dicho[1::2] == ["Nada está sin cubrir.", "no hay nada que escribir"]  # antes, que se ejecuta


def test_dice_cuantas_paginas_quedan_por_ejecutar(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mirar un libro no ejecuta lo que no ata nada; lo que allí falle lo dirá la construcción."""
    aparte = f"{CABECERA}# Tres\n\n{celda('1 / 0')}"
    atada = f"{CABECERA}# Cuatro\n\n{celda('x = 2')}Son {{cifra}}`2 <x>`.\n"
    falla = f"{CABECERA}# Dos\n\n{celda('1 / 0')}"
    escribir_libro(libro, {"uno": "# Uno\n", "dos": falla, "tres": aparte, "cuatro": atada})
    config = CONFIG.replace("\r", "") + "\nexecute: {exclude_patterns: [tres*]}\n"
    poner(libro / "_config.yml", config)
    assert adopta(libro, capsys, "--si")[1][-2:] == [
        "1 página sin ejecutar: si falla alguna celda, `imprenta html` dice cuál y en qué línea",
        AVISO,
    ]
    assert construir(libro, capsys)[2][0].startswith("dos.md:8:1: ZeroDivisionError: division by zero")


def test_al_que_no_dice_ningun_numero_le_deja_los_avisos_de_sphinx(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = "title: A\nonly_build_toc_files: true\n"
    escribir_libro(libro, {"uno": "# Uno\n\nVéase {doc}`otra`.\n"}, config=config)
    estado, _, [falta] = construir(libro, capsys)
    assert (estado, falta) == (1, "uno.md:3:1: unknown document: 'otra'")
    assert adopta(libro, capsys, "--si")[1][3:6:2] == ["_config.yml: se cambia", "  +imprenta:"]
    estado, _, dichos = construir(libro, capsys)
    assert (estado, dichos[-1]) == (0, "uno.md:3:1: aviso: unknown document: 'otra'")


@pytest.mark.parametrize("calla", ["_build", "/_build/", "**/_build/", "otra\r\n _build/ "])
def test_lo_que_ya_se_ignora_no_se_repite(
    libro: Path, capsys: pytest.CaptureFixture[str], calla: str
) -> None:
    poner(libro / ".gitignore", calla)
    adopta(libro, capsys, "--si")
    assert (libro / ".gitignore").read_bytes() == calla.encode()


def test_lo_ignorado_se_anade_sin_tocar_lo_demas(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (libro / ".gitignore").write_bytes(b"*.pyc\r\n!_build/nota")
    adopta(libro, capsys, "--si")
    assert (libro / ".gitignore").read_bytes() == b"*.pyc\r\n!_build/nota\r\n_build/\r\n"


def test_lo_que_cambia_mientras_se_piensa_no_se_pisa(
    libro: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cambiar(_: str) -> str:
        (libro / "_config.yml").write_bytes(b"title: Otro\n")
        return "s"

    monkeypatch.setattr("builtins.input", cambiar)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    estado, _, faltas = adopta(libro, capsys)
    assert (estado, faltas) == (1, [f"_config.yml:1:1: {YA_ES_OTRO}"])
    assert archivos(libro)["_config.yml"] == b"title: Otro\n"


def test_donde_no_se_sabe_escribir_se_dice_que(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "_config.yml", "a: &x {nombres: {}}\nonly_build_toc_files: true\nimprenta: *x\n")
    assert adopta(libro, capsys)[::2] == (
        1,
        [
            "_config.yml:1:1: no se sabe dónde va sin tocar nada más; "
            "escríbelo tú: bajo `imprenta:`, `cubiertas: []`"
        ],
    )


def test_adopta_el_libro_cuyo_indice_nombra_una_pagina_que_no_esta(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (libro / "dos.md").unlink()
    estado, dicho, dichos = adopta(libro, capsys, "--si")
    assert (estado, dichos) == (0, ["_toc.yml:4:11: aviso: no existe la página «dos»"])
    assert "     2  uno.md" in dicho
    assert construir(libro, capsys)[0] == 0


def test_las_cifras_que_pone_una_macro_cuentan_con_las_de_su_pagina(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    macros = "sphinx:\n  config:\n    mathjax3_config: {tex: {macros: {pesoia: '0.73'}}}\n"
    libro = escribir_libro(
        tmp_path,
        {"uno": "# Uno\n\nSon 3: $w = \\pesoia$.\n", "dos": "# Dos\n\n$w = \\pesoia$\n"},
        config=f"title: Curso\nonly_build_toc_files: true\n{macros}",
    )
    estado, dicho, faltas = adopta(libro, capsys, "--si")
    assert (estado, faltas) == (0, [])
    assert dicho[:3] == [
        "Sin cubrir: 3, en 2 archivos; el libro tiene 2 páginas.",
        "     2  uno.md",
        "     1  dos.md",
    ]
    assert "3 sin cubrir (se admiten 3)" in dicho[3]
    assert construir(libro, capsys, "verify")[::2] == (0, [])
    poner(libro / "dos.md", "# Dos\n\n$w = \\pesoia + \\pesoia$\n")
    assert construir(libro, capsys, "verify")[2][0] == (
        "dos.md:1:1: hay 2 sin cubrir, y _sin_cubrir.yml admite 1: cubre lo nuevo o, si no puede ser, "
        "haz `imprenta adopta`"
    )
