"""Lo que hace GitHub con un cambio: acaba siempre, no estorba, y llama a lo que hay y con su entorno.

Aquí no hay dónde pasar un flujo entero: se leen sus propiedades y se ejecutan sus guiones.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from este_libro import construido

from imprenta.opciones import ORDENES

RAIZ = Path(__file__).parents[1]
PUERTA = RAIZ / ".ci" / "run"
FLUJOS = sorted((RAIZ / ".github" / "workflows").glob("*.y*ml"))
ACCIONES = sorted((RAIZ / ".github" / "actions").glob("*/action.y*ml"))
LIBRO = yaml.safe_load((RAIZ / ".github/workflows/libro.yml").read_text(encoding="utf-8"))
CUANDO = True  # YAML lee `on` como «sí»
TRABAJOS: dict[str, dict[str, Any]] = LIBRO["jobs"]
EN_CONTENEDOR = {nombre: trabajo for nombre, trabajo in TRABAJOS.items() if "container" in trabajo}


def guiones() -> list[str]:
    """Las órdenes de todos los flujos y de las acciones de esta casa, y la puerta."""
    pasos: list[dict[str, Any]] = []
    for ruta in [*FLUJOS, *ACCIONES]:
        escrito = yaml.safe_load(ruta.read_text(encoding="utf-8"))
        pasos += [paso for trabajo in escrito.get("jobs", {}).values() for paso in trabajo["steps"]]
        pasos += escrito.get("runs", {}).get("steps", [])
    return [paso["run"] for paso in pasos if "run" in paso] + [PUERTA.read_text(encoding="utf-8")]


def test_ningun_trabajo_se_queda_colgado() -> None:
    assert {nombre: t["timeout-minutes"] for nombre, t in TRABAJOS.items() if t["timeout-minutes"] > 90} == {}


def test_lo_que_falla_pronto_no_espera_a_nadie_y_nada_se_publica_sin_todo() -> None:
    comprobado = {"estilo", "libro", "otros", "puerta"}
    assert {nombre for nombre in comprobado if "needs" not in TRABAJOS[nombre]} == {"estilo", "libro"}
    assert TRABAJOS["estilo"]["timeout-minutes"] <= 10
    assert set(TRABAJOS["publicar"]["needs"]) == set(TRABAJOS["version"]["needs"]) == comprobado


def test_un_fallo_no_esconde_lo_que_dicen_los_demas() -> None:
    con_varios = [trabajo["strategy"] for trabajo in TRABAJOS.values() if "strategy" in trabajo]
    assert [estrategia["fail-fast"] for estrategia in con_varios] == [False]


def test_se_hace_con_cada_cambio_y_a_mano() -> None:
    assert LIBRO[CUANDO].keys() == {"push", "pull_request", "workflow_dispatch"}


def test_volver_a_enviar_un_cambio_deja_lo_que_se_miraba_de_el_y_nada_mas() -> None:
    assert LIBRO["concurrency"] == {
        "group": "${{ github.workflow }}-${{ github.event.pull_request.number || github.run_id }}",
        "cancel-in-progress": True,
    }


def test_nadie_escribe_con_lo_que_se_le_presta() -> None:
    """Solo publicar y hacer una versión pueden cambiar algo, y ninguno de los dos con un cambio ajeno."""
    assert LIBRO["permissions"] == {"contents": "read"}
    assert {n: t["if"] for n, t in TRABAJOS.items() if "permissions" in t} == {
        "publicar": "github.ref == 'refs/heads/main'",
        "version": "startsWith(github.ref, 'refs/tags/v')",
    }
    clones = [paso for t in TRABAJOS.values() for paso in t["steps"] if "checkout" in paso.get("uses", "")]
    assert clones
    assert all(paso["with"]["persist-credentials"] is False for paso in clones)


def test_lo_pesado_se_hace_en_un_solo_python() -> None:
    ordenes = {
        n: [p["run"] for p in t["steps"] if ".ci/run" in p.get("run", "")] for n, t in TRABAJOS.items()
    }
    assert {nombre: hechas for nombre, hechas in ordenes.items() if hechas} == {
        "estilo": [".ci/run estilo"],
        "libro": [".ci/run libro"],
        "otros": [".ci/run rapido"],
        "puerta": [".ci/run"],
    }
    assert [nombre for nombre, trabajo in TRABAJOS.items() if "strategy" in trabajo] == ["otros"]


def test_en_el_contenedor_se_esta_en_casa() -> None:
    """Firefox no arranca en la casa de otro, Git no se fía de su carpeta y pip no usa su caché."""
    assert EN_CONTENEDOR.keys() == {"estilo", "libro", "otros", "puerta"}
    assert LIBRO["defaults"]["run"]["shell"] == "bash"  # con `sh` no hay ni `pipefail` ni `((…))`
    for trabajo in EN_CONTENEDOR.values():
        assert trabajo["env"]["HOME"] == "/root"
        clon, preparado, *_ = trabajo["steps"]
        assert clon["uses"].startswith("actions/checkout@")
        assert preparado["uses"] == "./.github/actions/preparar"
        imagen = trabajo["container"]
        imagen = imagen["image"] if isinstance(imagen, dict) else imagen
        assert imagen == f"python:{preparado['with']['python']}-bookworm"


@pytest.mark.parametrize("guion", guiones())
def test_los_guiones_se_leen_y_llaman_a_lo_que_hay(guion: str) -> None:
    legible = re.sub(r"\$\{\{.*?\}\}", "X", guion)
    assert subprocess.run(["bash", "-n"], input=legible, text=True).returncode == 0
    metas = set(re.findall(r"^([\w./]+):", (RAIZ / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pedidas = {m for linea in re.findall(r"\bmake ((?!git)[^\n#;&)]*)", guion) for m in linea.split()}
    assert {meta for meta in pedidas if re.fullmatch(r"[a-z./]+", meta)} <= metas
    assert set(re.findall(r"-m imprenta (\w+)", guion)) <= set(ORDENES)


@pytest.fixture
def impostores(tmp_path: Path) -> Path:
    """Una carpeta de programas que solo apuntan con qué se les ha llamado y con qué entorno."""
    for nombre in ("apt-get", "make", "sudo"):
        programa = tmp_path / "bin" / nombre
        programa.parent.mkdir(exist_ok=True)
        apunte = f'echo "{nombre} $* GITHUB_ACTIONS=$GITHUB_ACTIONS CI=$CI" >> "{tmp_path}/apuntes"'
        programa.write_text(f"#!/bin/bash\n{apunte}\n", encoding="utf-8")
        programa.chmod(0o755)
    falta = tmp_path / "bin" / "dpkg"
    falta.write_text("#!/bin/bash\nexit 1\n", encoding="utf-8")
    falta.chmod(0o755)
    return tmp_path


def puerta(impostores: Path, *modo: str, guion: Path = PUERTA) -> tuple[int, list[str]]:
    entorno = os.environ | {"PATH": f"{impostores / 'bin'}:{os.environ['PATH']}"}
    hecho = subprocess.run(
        ["bash", guion, *modo],
        env=entorno | {"GITHUB_ACTIONS": "true", "CI": "true"},
        capture_output=True,
        text=True,
    )
    apuntes = impostores / "apuntes"
    return hecho.returncode, apuntes.read_text(encoding="utf-8").splitlines() if apuntes.exists() else []


@pytest.mark.parametrize(
    ("modo", "hechas"),
    [
        ("estilo", ["check"]),
        ("libro", ["html pdf epub"]),
        ("rapido", ["html rapido"]),
        (
            "todo",
            [
                ".venv/desarrollo",
                "pdf",
                "-j2 --output-sync=target check recogidas epub",
                "-j2 --output-sync=target html manual",
                "semillas SEMILLAS=--segundos 5",
                "test",
            ],
        ),
    ],
)
def test_la_puerta_trabaja_con_el_entorno_de_quien_llama(
    impostores: Path, modo: str, hechas: list[str]
) -> None:
    estado, apuntes = puerta(impostores, modo)
    assert estado == 0
    assert [apunte for apunte in apuntes if apunte.startswith("make")] == [
        f"make {hecha} GITHUB_ACTIONS=true CI=true" for hecha in hechas
    ]


def test_la_puerta_no_entiende_cualquier_cosa(impostores: Path) -> None:
    assert puerta(impostores, "deprisa") == (2, [])


def test_solo_se_administra_para_instalar(impostores: Path, tmp_path: Path) -> None:
    """Quien no es administrador pide `sudo` para `apt-get` y para nada más."""
    guion = tmp_path / ".ci" / "run"
    guion.parent.mkdir()
    guion.write_text(PUERTA.read_text(encoding="utf-8").replace("((EUID))", "((1000))"), encoding="utf-8")
    estado, apuntes = puerta(impostores, "estilo", guion=guion)
    pedidos = {" ".join(apunte.split()[1:4]) for apunte in apuntes if apunte.startswith("sudo")}
    assert (estado, pedidos) == (0, {"apt-get update -qq", "env DEBIAN_FRONTEND=noninteractive apt-get"})
    assert "sudo" not in "".join(guiones()[:-1])


def test_lo_que_se_baja_se_habia_subido() -> None:
    def nombres(accion: str) -> set[str]:
        pasos = [paso for trabajo in TRABAJOS.values() for paso in trabajo["steps"]]
        return {paso["with"]["name"] for paso in pasos if f"/{accion}@" in paso.get("uses", "")}

    assert nombres("download-artifact") <= nombres("upload-artifact")


@pytest.mark.lenta
def test_del_libro_que_se_sube_no_se_queda_nada_por_el_camino() -> None:
    """Lo que está oculto no se sube, y nadie lo dice: un libro que se baja y no se abre entero."""
    html = construido() / "html"
    partes = [ruta.relative_to(html).parts for ruta in html.rglob("*")]
    assert ("index.html",) in partes
    assert [ruta for ruta in partes if any(parte.startswith(".") for parte in ruta)] == []
