"""Lo que se admite sin cubrir: se cuenta y no crece; lo falso se niega siempre."""

import shutil
import subprocess
from pathlib import Path

import pytest
from libros import construir, cuaderno, escribir_libro, poner

from imprenta.libro.trinquete import SIN_CUBRIR

CONFIG = "title: Curso\nonly_build_toc_files: true\nimprenta:\n  cubiertas: [uno]\n"
PAGINAS = {"portada": "# P\n\nSon 3 y 7.\n", "uno": "# Uno\n\nNada.\n", "dos": "# Dos\n\nEn 1998, 15 %.\n"}


def resumen(sin_cubrir: str, falsas: str = "0 falsas", formulas: str = "0 fórmulas") -> str:
    return f"0 cifras · 0 afirmaciones · {formulas} · 0 datos · {sin_cubrir} · {falsas}\n"


def no_caben(pagina: str, hay: int, caben: int) -> str:
    return (
        f"{pagina}:1:1: hay {hay} sin cubrir, y _sin_cubrir.yml admite {caben}: cubre lo nuevo o, "
        "si no puede ser, haz `imprenta adopta`"
    )


def suelto(lugar: str, numero: str) -> str:
    return f"{lugar}: {numero} está sin cubrir: átalo con {{cifra}}`{numero} <expresión>`"


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    return escribir_libro(tmp_path, PAGINAS, config=CONFIG)


def apuntado(libro: Path) -> list[str]:
    lineas = (libro / SIN_CUBRIR).read_text(encoding="utf-8").splitlines()
    return [linea for linea in lineas if not linea.startswith("#")]


def test_lo_que_se_admite_se_cuenta_y_se_apunta(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nota = "_sin_cubrir.yml: apuntados 4 sin cubrir; guárdalo con el libro"
    assert construir(libro, capsys, "verify") == (0, resumen("4 sin cubrir (se admiten 4)"), [nota])
    assert apuntado(libro) == ["dos.md: 2", "portada.md: 2"]
    assert construir(libro, capsys, "verify") == (0, resumen("4 sin cubrir (se admiten 4)"), [])


def test_sin_patrones_todo_se_niega_como_siempre(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "_config.yml", "title: Curso\nonly_build_toc_files: true\n")
    estado, dicho, faltas = construir(libro, capsys, "verify")
    assert (estado, dicho, len(faltas)) == (1, resumen("4 sin cubrir"), 4)
    assert not (libro / SIN_CUBRIR).exists()


def test_al_que_no_ata_nada_y_tiene_mucho_sin_cubrir_se_le_dice_que_hay_otra_manera(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poner(libro / "_config.yml", "title: Curso\nonly_build_toc_files: true\n")
    poner(libro / "uno.md", "# Uno\n\n" + "Son 8.\n" * 20)
    aviso = "el libro no ata ningún número todavía: `imprenta adopta` los cuenta, en lugar de negarlos\n"
    assert construir(libro, capsys, "verify")[:2] == (1, aviso + resumen("24 sin cubrir"))


def test_la_pagina_que_ha_de_estar_cubierta_lo_esta(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "uno.md", "# Uno\n\nSon 8.\n")
    estado, dicho, faltas = construir(libro, capsys, "verify")
    assert (estado, dicho, faltas) == (
        1,
        resumen("5 sin cubrir (se admiten 4)"),
        [suelto("uno.md:3:5", "8")],
    )
    assert not (libro / SIN_CUBRIR).exists()  # nada se apunta mientras algo está mal


def test_lo_falso_se_niega_donde_este(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "dos.md", "# Dos\n\nEn 1998, $2+2=5$.\n")
    assert construir(libro, capsys, "verify") == (
        1,
        resumen("3 sin cubrir (se admiten 3)", "1 falsa", "1 fórmula"),
        ["dos.md:3:15: la fórmula dice 5; 2+2 = 4"],
    )


def test_una_lista_que_no_sigue_su_cuenta_no_dice_nada_falso(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poner(libro / "dos.md", "# Dos\n\n6. a\n7. b\n")
    assert construir(libro, capsys, "verify")[:2] == (0, resumen("3 sin cubrir (se admiten 3)"))
    poner(libro / "_config.yml", CONFIG.replace("[uno]", "[dos]"))
    assert construir(libro, capsys, "verify")[2] == ["dos.md:3:1: la lista dice 6 y le toca 1"]


def test_no_crece_y_lo_nuevo_se_dice(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    construir(libro, capsys, "verify")
    poner(libro / "portada.md", "# P\n\nSon 3, 44 y 7.\n")
    poner(libro / "dos.md", "# Dos\n\nEn 1998.\n")  # cubrir en una página no deja sitio en otra
    assert construir(libro, capsys, "verify") == (
        1,
        resumen("4 sin cubrir (se admiten 3)"),
        [no_caben("portada.md", 3, 2), suelto("portada.md:3:8", "44")],
    )
    assert apuntado(libro) == ["dos.md: 2", "portada.md: 2"]


def test_la_que_deja_de_ejecutarse_dice_por_que_tiene_mas(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Y de lo que no cabe sin saber cuál es lo nuevo, no se dice que se admite."""
    cabecera = "---\nkernelspec: {name: python3, display_name: Python 3}\n---\n"
    poner(libro / "dos.md", cabecera + "# Dos\n\nEn 1998.\n\n```{code-cell} python\nx = [40, 52]\n```\n")
    poner(libro / SIN_CUBRIR, "dos.md: 1\nportada.md: 2\n")
    assert construir(libro, capsys, "verify")[:2] == (0, resumen("3 sin cubrir (se admiten 3)"))
    shutil.rmtree(libro / "_build")
    poner(libro / "_config.yml", CONFIG + "execute:\n  exclude_patterns: [dos.md]\n")
    assert construir(libro, capsys, "verify") == (
        1,
        resumen("4 sin cubrir (se admiten 3)"),
        [
            "dos.md:1:1: hay 2 sin cubrir, y _sin_cubrir.yml admite 1: no se ejecuta, y entonces también "
            "cuenta lo de sus celdas; haz `imprenta adopta`"
        ],
    )


def test_baja_solo_y_ya_no_sube(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    construir(libro, capsys, "verify")
    poner(libro / "portada.md", "# P\n\nSon 3.\n")
    nota = "_sin_cubrir.yml: de 4 sin cubrir quedan 3; guárdalo con el libro"
    assert construir(libro, capsys, "verify")[2] == [nota]
    assert apuntado(libro) == ["dos.md: 2", "portada.md: 1"]
    poner(libro / "portada.md", PAGINAS["portada"])
    assert construir(libro, capsys, "verify")[2] == [
        no_caben("portada.md", 2, 1),
        suelto("portada.md:3:9", "7"),
    ]


def test_lo_nuevo_lo_sabe_git_aunque_nada_se_haya_construido_aqui(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    construir(libro, capsys, "verify")
    quien = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for orden in (["init", "-q"], ["add", "_sin_cubrir.yml", "dos.md", "portada.md"], ["commit", "-qm", "a"]):
        subprocess.run(["git", *quien, *orden], cwd=libro, check=True, capture_output=True)
    for guardado in (libro / "_build").rglob("sin-cubrir.json"):
        guardado.unlink()
    poner(libro / "dos.md", "# Dos\n\n5 de 6.\n\nEn 1998, 15 %.\n")
    assert construir(libro, capsys, "verify")[2] == [
        no_caben("dos.md", 4, 2),
        suelto("dos.md:3:1", "5"),
        suelto("dos.md:3:6", "6"),
    ]


def test_si_no_se_sabe_que_es_lo_nuevo_se_dice_cuanto(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poner(libro / SIN_CUBRIR, "portada.md: 1\ndos.md: 2\n")
    assert construir(libro, capsys, "verify")[::2] == (1, [no_caben("portada.md", 2, 1)])


def test_una_pagina_nueva_no_trae_nada_sin_cubrir_salvo_lo_de_la_que_sustituye(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    construir(libro, capsys, "verify")
    indice = (libro / "_toc.yml").read_text()
    poner(libro / "tres.md", PAGINAS["dos"])
    poner(libro / "_toc.yml", indice + "  - file: tres\n")
    estado, _, faltas = construir(libro, capsys, "verify")
    assert (estado, faltas[0]) == (1, no_caben("tres.md", 2, 0))
    (libro / "dos.md").unlink()
    poner(libro / "_toc.yml", indice.replace("dos", "tres"))
    assert construir(libro, capsys, "verify")[0] == 0
    assert apuntado(libro) == ["portada.md: 2", "tres.md: 2"]


def test_los_rotulos_se_admiten_como_una_pagina(libro: Path, capsys: pytest.CaptureFixture[str]) -> None:
    poner(libro / "_config.yml", CONFIG.replace("Curso", "Curso de 2021"))
    construir(libro, capsys, "verify")
    assert apuntado(libro) == ["_config.yml: 1", "dos.md: 2", "portada.md: 2"]
    poner(libro / "_config.yml", CONFIG.replace("Curso", "Curso de 2021").replace("[uno]", "[_config.yml]"))
    estado, _, faltas = construir(libro, capsys, "verify")
    assert (estado, [falta.partition(" tiene")[0] for falta in faltas]) == (
        1,
        ["_config.yml:1:8: «Curso de 2021»"],
    )


def test_el_trinquete_que_no_se_entiende_es_una_falta(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    escrito = "portada.md: 2\ndos.md: [\n"
    poner(libro / SIN_CUBRIR, escrito)
    estado, _, faltas = construir(libro, capsys, "verify")
    assert (estado, faltas) == (1, ["_sin_cubrir.yml:3:1: YAML mal escrito: falta un valor"])
    assert (libro / SIN_CUBRIR).read_text() == escrito


INDICE = "format: jb-book\nroot: portada\nchapters:\n  - file: uno\n  - file: dos\n"
VACIAS = {
    "nada.md": "\n",
    "solo.md": "---\na: b\n---\n",
    "sin.ipynb": cuaderno(
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": []}
    ),
}


def test_una_pagina_vacia_se_admite_donde_no_se_exige(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for nombre, texto in VACIAS.items():
        poner(libro / nombre, texto)
    poner(libro / "_toc.yml", INDICE + "  - glob: s*\n  - file: nada\n")
    estado, dicho, _ = construir(libro, capsys)
    assert estado == 0
    assert resumen("7 sin cubrir (se admiten 7)") in dicho
    poner(libro / "_config.yml", CONFIG.replace("uno", "nada, s*"))
    estado, dicho, faltas = construir(libro, capsys)
    assert estado == 1
    assert sorted(faltas) == [f"{nombre}:1:1: la página está vacía" for nombre in sorted(VACIAS)]
