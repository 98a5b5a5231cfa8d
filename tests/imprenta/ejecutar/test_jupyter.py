"""Una página en un núcleo ordinario: lo que se rompe es una falta suya, y no deja nada detrás."""

import json
import sys
import time
import uuid
from pathlib import Path

import pytest
from libros import CABECERA, celda, escribir_libro, imprenta, pagina_hecha, poner, procesos_con
from pasos import guion, pregunta

from imprenta.ejecutar import jupyter
from imprenta.ejecutar.jupyter import ejecutar_ordinario
from imprenta.libro.modelo import Ejecucion

FALLOS = {
    "una imagen que no lo es": (
        "display({'image/png': 5}, raw=True)",
        "10:1: la celda da una salida «image/png» que no es un texto",
    ),
    "json.dumps": (
        "import json\njson.dumps = lambda *a, **k: '{}'",
        "10:1: el núcleo manda un mensaje que no se entiende",
    ),
    "muere al contestar": ("import os", "99:1: el núcleo ha muerto"),
    "muy larga": ("raise ValueError('x' * 100_000)", f"10:1: ValueError: {'x' * 487}…"),
}


def ejecutada(raiz: Path, celda: str, consulta: str = "1 + 1") -> Ejecucion:
    return ejecutar_ordinario(raiz / "p.md", guion(celda, pregunta(consulta)), raiz)


@pytest.mark.parametrize("que", FALLOS)
def test_lo_que_se_rompe_es_una_falta(tmp_path: Path, que: str) -> None:
    celda, falta = FALLOS[que]
    consulta = "os._exit(1)" if que == "muere al contestar" else "1 + 1"
    ejecucion = ejecutada(tmp_path, celda, consulta)
    assert str(ejecucion.falta) == f"p.md:{falta}"
    ejecucion.traza.encode()


def test_lo_que_deja_muere_con_ella(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARCA", marca := uuid.uuid4().hex)
    deja = "import subprocess, time\n"
    deja += "subprocess.Popen(['setsid', 'sh', '-c', 'trap \"\" INT TERM; sleep 600; sleep 600'])\n"
    ejecucion = ejecutada(tmp_path, f"{deja}time.sleep(0.2)\nNone")
    assert (ejecucion.falta, [r.valor for r in ejecucion.respuestas]) == (None, [2])
    plazo = time.monotonic() + 60
    while procesos_con(marca) and time.monotonic() < plazo:
        time.sleep(0.02)
    assert not procesos_con(marca)


def test_un_nucleo_que_no_esta(tmp_path: Path) -> None:
    ejecucion = ejecutar_ordinario(tmp_path / "p.md", guion("1"), tmp_path, "no-existe")
    assert str(ejecucion.falta) == (
        "p.md:10:1: no está instalado el núcleo «no-existe»: instálalo o di en `_config.yml` qué núcleo hace "
        'sus veces: `sphinx: config: nb_kernel_rgx_aliases: {"no-existe": python3}`'
    )


def test_un_nucleo_que_no_arranca(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jupyter, "TUTOR", "raise SystemExit(1)")
    ejecucion = ejecutar_ordinario(tmp_path / "p.md", guion("1"), tmp_path)
    assert (
        str(ejecucion.falta)
        == "p.md:10:1: el núcleo «python3» no arranca: Kernel died before replying to kernel_info"
    )


# ——— Un núcleo que no habla Python ———

ECO = """\
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class Eco(Kernel):
    implementation, implementation_version, banner = "eco", "1", "eco"
    language_info = {"name": "eco", "pygments_lexer": LEXER, "file_extension": ".eco", "mimetype": "text/x"}

    def do_execute(self, code, silent, *_, **__):
        if not silent:
            dicho = {"name": "stdout", "text": "¡" + code.upper() + "!"}
            self.send_response(self.iopub_socket, "stream", dicho)
        return {"status": "ok", "execution_count": self.execution_count, "user_expressions": {}}


IPKernelApp.launch_instance(kernel_class=Eco)
"""


def test_las_celdas_de_otro_lenguaje_se_colorean_en_el_suyo(tmp_path: Path) -> None:
    """Y las de uno que nadie sabe colorear, no, sin que por eso falle nada."""
    paginas = {}
    for nucleo, resaltador in (("eco", "bash"), ("raro", "no-hay-tal")):
        poner(tmp_path / f"{nucleo}.py", ECO.replace("LEXER", repr(resaltador)))
        orden = [sys.executable, str(tmp_path / f"{nucleo}.py"), "-f", "{connection_file}"]
        receta = {"argv": orden, "display_name": nucleo, "language": "eco"}
        poner(tmp_path / "kernels" / nucleo / "kernel.json", json.dumps(receta))
        paginas[nucleo] = CABECERA.replace("python3", nucleo) + "# Una\n\n" + celda("di $HOME")
    libro = escribir_libro(tmp_path / "libro", paginas)
    proceso = imprenta("html", libro, JUPYTER_PATH=str(tmp_path))
    assert (proceso.communicate()[1], proceso.returncode) == ("", 0)
    for nucleo, clase in (("eco", "bash"), ("raro", "text")):
        web = pagina_hecha(libro, nucleo)
        assert "¡DI $HOME!" in web and f'class="highlight-{clase} ' in web
        descargado = json.loads((libro / f"_build/html/descargas/{nucleo}.ipynb").read_text("utf-8"))
        assert descargado["metadata"]["language_info"]["name"] == "eco"


@pytest.mark.parametrize("a_la_vista", [True, False])
def test_se_ve_lo_que_abre_el_nucleo_y_cuanto_arranca(tmp_path: Path, a_la_vista: bool) -> None:
    """Donde no se puede mirar, la página depende de todo el libro."""
    orden = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    receta = {"argv": orden, "display_name": "otro", "language": "python"}
    poner(tmp_path / "kernels" / "otro" / "kernel.json", json.dumps(receta))
    codigo = "n = open('te' + 'xto.txt').read() + get_ipython().getoutput('cat da*/uno.txt')[0]"
    pagina = CABECERA.replace("python3", "otro") + f"# Una\n\n{celda(codigo)}\nSon {{cifra}}`11 <int(n)>`.\n"
    libro = escribir_libro(tmp_path / "libro", {"una": pagina})
    for nombre in ("texto.txt", "datos/uno.txt", "datos/ajeno.txt"):
        poner(libro / nombre, "1")
    aparte = {"JUPYTER_PATH": str(tmp_path), "IMPRENTA_SIN_ATALAYA": "" if a_la_vista else "1"}

    def dicho() -> str:
        proceso = imprenta("verify", libro, **aparte)
        return "".join(proceso.communicate())

    avisos = [] if a_la_vista else ["una.md:1:1: se ejecuta en el núcleo «otro»: depende de todos"]
    primera = dicho()
    assert "[1/1]" in primera and [aviso for aviso in avisos if aviso not in primera] == []
    assert ("depende de todos" in primera) is not a_la_vista
    assert "[1/1]" not in dicho()
    poner(libro / "datos/ajeno.txt", "2")
    assert ("[1/1]" in dicho()) is not a_la_vista
    poner(libro / "texto.txt", "2")
    assert "la prosa dice 11; int(n) = 21" in dicho()
    poner(libro / "datos/uno.txt", "2")
    assert "la prosa dice 11; int(n) = 22" in dicho()
