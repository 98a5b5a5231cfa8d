"""Lo que se lee en GitHub de un cambio enviado: qué números mueve, también si el libro no se construye."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from libros import CABECERA, escribir_libro

RAIZ = Path(__file__).parents[1]
PASOS = yaml.safe_load((RAIZ / ".github/workflows/libro.yml").read_text(encoding="utf-8"))["jobs"]["libro"][
    "steps"
]
CELDA = "```{code-cell} python\npesos = [0.7310585786, 0.2689414214]\n```\n"
FRASE = "La atención es {cifra}`0.73 <pesos[0]>`.\n"


def guion(nombre: str) -> str:
    (escrito,) = (paso["run"] for paso in PASOS if paso.get("name") == nombre)
    assert isinstance(escrito, str)
    return escrito


def git(raiz: Path, *orden: str) -> None:
    de_nadie = ["-c", "user.name=Nadie", "-c", "user.email=nadie@example.org"]
    subprocess.run(["git", *de_nadie, *orden], cwd=raiz, check=True, capture_output=True)


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    """Un libro en la rama de su autor, con la de todos más adelantada."""
    raiz = escribir_libro(tmp_path / "libro", {"uno": f"{CABECERA}# Uno\n\n{CELDA}\n{FRASE}"})
    (raiz / ".venv").symlink_to(sys.prefix)
    (raiz / ".gitignore").write_text(".venv\n_build\n", encoding="utf-8")
    git(raiz, "init", "-qb", "main")
    git(raiz, "add", "-A")
    git(raiz, "commit", "-qm", "Lo de antes")
    git(raiz, "switch", "-qc", "cambio")
    return raiz


def enviado(raiz: Path, **cambios: str) -> tuple[int, str]:
    """El estado y el resumen de un cambio, en el commit en que GitHub lo junta con lo de todos."""
    pagina = raiz / "uno.md"
    texto = pagina.read_text(encoding="utf-8")
    for antes, despues in cambios.items():
        texto = texto.replace(antes.strip("_").replace("_", "."), despues)
    pagina.write_text(texto, encoding="utf-8")
    git(raiz, "commit", "-qam", "El cambio", "--allow-empty")
    git(raiz, "switch", "-q", "main")
    git(raiz, "merge", "-q", "--no-ff", "cambio")
    resumen = raiz.parent / "resumen.md"
    hecho = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", guion("Los números que cambia")],
        cwd=raiz,
        env=os.environ | {"GITHUB_STEP_SUMMARY": str(resumen), "PYTHONPATH": str(RAIZ / "code")},
    )
    return hecho.returncode, resumen.read_text(encoding="utf-8")


def test_el_resumen_dice_los_numeros_que_cambia(libro: Path) -> None:
    estado, resumen = enviado(libro, _0_7310585786="0.8", _0_73="0.80")
    assert estado == 0
    assert "1 número cambia desde HEAD^1 en 1 página" in resumen
    assert "| `0.73` | `0.80` | `pesos[0]` |" in resumen


def test_tambien_los_que_ya_no_son_ciertos_y_no_es_un_fallo(libro: Path) -> None:
    estado, resumen = enviado(libro, _0_7310585786="0.8")
    assert estado == 0
    assert "| `0.73` | `0.80` | `pesos[0]` |" in resumen
    assert "por aceptar con `imprenta aceptar`" in resumen


def test_sin_numeros_que_cambien_lo_dice(libro: Path) -> None:
    assert enviado(libro, La="Y la") == (0, "### Ningún número cambia desde HEAD^1\n")


def test_si_no_se_puede_saber_es_un_fallo(libro: Path) -> None:
    """Un resumen que falta no es un cambio sin números."""
    (libro / ".venv").unlink()
    estado, _ = enviado(libro)
    assert estado != 0


def test_el_resumen_enlaza_el_libro(tmp_path: Path) -> None:
    resumen = tmp_path / "resumen.md"
    entorno = os.environ | {"GITHUB_STEP_SUMMARY": str(resumen), "LIBRO": "https://example.org/libro"}
    subprocess.run(["bash", "-eo", "pipefail", "-c", guion("Dónde leerlo")], env=entorno, check=True)
    assert resumen.read_text(encoding="utf-8") == (
        "[El libro con este cambio](https://example.org/libro): "
        "descárgalo, descomprímelo y abre `index.html`.\n"
    )
