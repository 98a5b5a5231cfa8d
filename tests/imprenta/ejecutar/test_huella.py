"""La huella cambia exactamente cuando puede cambiar lo que da la página."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from imprenta.ejecutar import huella as modulo_huella
from imprenta.ejecutar.huella import Analisis, huella
from imprenta.libro.modelo import Celda, Consulta, Guion

LIBRO = {
    "_config.yml": "title: Prueba\nexecute:\n  timeout: 30\n",
    "requirements.txt": "numpy==2.0\n",
    "book/datos.csv": "1,2\n",
    "code/uno.py": "import dos\n",
    "code/dos.py": "x = 2\n",
    "code/suelto.py": "y = 1\n",
    "code/paq/__init__.py": "",
    "code/paq/base.py": "import json\nz = 1\n",
    "code/paq/medio.py": "from .base import z\n",
    "code/paq/aparte.py": "",
    "code/paq/tabla.csv": "1\n",
    "code/paq/sub/__init__.py": "from .. import medio\n",
    "code/paq/sub/hoja.py": "",
    "code/paq/sub/hoja.json": "{}\n",
    "code/espacio/dentro.py": "",
}


@pytest.fixture
def raiz(tmp_path: Path) -> Path:
    for nombre, texto in LIBRO.items():
        poner(tmp_path, nombre, texto)
    return tmp_path


def poner(raiz: Path, nombre: str, texto: str) -> None:
    ruta = raiz / nombre
    ruta.parent.mkdir(parents=True, exist_ok=True)
    ruta.write_text(texto, encoding="utf-8")


def guion(codigo: str, *expresiones: str) -> Guion:
    return (Celda(10, codigo), *(Consulta(20, 1, expresion) for expresion in expresiones))


def cambia(raiz: Path, codigo: str, accion: Callable[[], object]) -> bool:
    """Si `accion` cambia la huella de una página con esa celda, y solo ella."""
    pagina, pasos = raiz / "book" / "p.md", guion(codigo)
    antes = huella(pagina, pasos, raiz)
    assert huella(pagina, pasos, raiz) == antes
    accion()
    return huella(pagina, pasos, raiz) != antes


def afectan(raiz: Path, codigo: str) -> set[str]:
    """Los archivos del libro que, al cambiar, cambian la huella de la página."""
    pagina, pasos = raiz / "book" / "p.md", guion(codigo)
    antes = huella(pagina, pasos, raiz)
    culpables = set()
    for nombre in LIBRO:
        texto = (raiz / nombre).read_text(encoding="utf-8")
        poner(raiz, nombre, texto + " ")
        if huella(pagina, pasos, raiz) != antes:
            culpables.add(nombre)
        poner(raiz, nombre, texto)
    assert huella(pagina, pasos, raiz) == antes
    return culpables - {"requirements.txt"}


PAQ = {"code/paq/__init__.py", "code/paq/tabla.csv"}
SUB = {"code/paq/sub/__init__.py", "code/paq/sub/hoja.json"}
MEDIO = PAQ | {"code/paq/medio.py", "code/paq/base.py"}
TODO = {nombre for nombre in LIBRO if nombre.startswith("code/")}


@pytest.mark.parametrize(
    ("codigo", "esperado"),
    [
        ("1 + 1", set()),
        ("import numpy, json", set()),
        ("import suelto", {"code/suelto.py"}),
        ("import uno", {"code/uno.py", "code/dos.py"}),
        ("from uno import dos", {"code/uno.py", "code/dos.py"}),
        ("def f():\n    import dos", {"code/dos.py"}),
        ("try:\n    import dos\nexcept ImportError:\n    import suelto", {"code/dos.py", "code/suelto.py"}),
        ("import paq", PAQ),
        ("import paq.aparte", PAQ | {"code/paq/aparte.py"}),
        ("from paq import aparte as a", PAQ | {"code/paq/aparte.py"}),
        ("from paq import *", PAQ),
        ("import paq.medio", MEDIO),
        ("from paq.medio import z", MEDIO),
        ("import paq.sub", MEDIO | SUB),
        ("from paq.sub.hoja import nada", MEDIO | SUB | {"code/paq/sub/hoja.py"}),
        ("from espacio import dentro", {"code/espacio/dentro.py"}),
        ("import importlib\nimportlib.import_module('paq.medio')", MEDIO),
        ("import importlib\nimportlib.import_module('.medio', 'paq')", MEDIO),
        ("from importlib.resources import files\nfiles('paq').joinpath('tabla.csv')", PAQ),
        ("open('datos.csv')", {"book/datos.csv"}),
        ("open('../code/dos.py')", {"code/dos.py"}),
        ("open('code/dos.py')", {"code/dos.py"}),
        ("import importlib\nimportlib.import_module(nombre)", TODO),
        ("%run guion.py", TODO),
        ("!python x.py", TODO),
        ("%matplotlib inline\nimport dos", {"code/dos.py"}),
        ("%time import dos", {"code/dos.py"}),
        ("import nada.de.nada", set()),
        ("import paq.no_existe", PAQ),
        ("esto no es Python", set()),
    ],
)
def test_de_que_depende_una_pagina(raiz, codigo, esperado):
    assert afectan(raiz, codigo) == esperado


def test_lo_opaco_dentro_de_un_modulo_hace_depender_de_todo(raiz):
    poner(raiz, "code/raro.py", "exec(open('x').read())\n")
    assert afectan(raiz, "import raro") == TODO


def test_un_ciclo_de_importaciones_termina(raiz):
    poner(raiz, "code/dos.py", "import uno\n")
    assert afectan(raiz, "import uno") == {"code/uno.py", "code/dos.py"}


def test_las_expresiones_de_la_prosa_tambien_importan(raiz):
    pagina = raiz / "book/p.md"
    pasos = guion("x = 1", "__import__('dos').x")
    antes = huella(pagina, pasos, raiz)
    poner(raiz, "code/dos.py", "x = 3\n")
    assert huella(pagina, pasos, raiz) != antes


def test_el_final_de_un_paquete_con_all(raiz):
    poner(raiz, "code/paq/__init__.py", "__all__ = ['aparte']\n")
    assert cambia(raiz, "from paq import *", lambda: poner(raiz, "code/paq/aparte.py", "w = 1\n"))


@pytest.mark.parametrize("codigo", ["import dos", "import uno", "from uno import dos"])
def test_borrar_o_renombrar_un_modulo(raiz, codigo):
    assert cambia(raiz, codigo, (raiz / "code/dos.py").unlink)


def test_crear_el_modulo_que_faltaba(raiz):
    assert cambia(raiz, "import nuevo", lambda: poner(raiz, "code/nuevo.py", ""))
    assert cambia(raiz, "import paq.nuevo", lambda: poner(raiz, "code/paq/nuevo.py", ""))
    assert not cambia(raiz, "import paq.medio", lambda: poner(raiz, "code/otro.py", ""))


@pytest.mark.parametrize(
    ("codigo", "nuevo"),
    [
        ("import dos", "book/dos.py"),  # junto a la página va antes que `code/`
        ("import uno", "book/dos.py"),  # también para lo que importan los módulos
        ("import dos", "code/dos/__init__.py"),  # un paquete tapa al módulo
        ("import numpy", "book/numpy.py"),
        ("import espacio.dentro", "code/espacio/__init__.py"),
        ("import espacio.dentro", "code/espacio.py"),
    ],
)
def test_un_modulo_nuevo_que_tapa_a_otro(raiz, codigo, nuevo):
    assert cambia(raiz, codigo, lambda: poner(raiz, nuevo, ""))


def test_un_dato_nuevo_o_borrado_de_un_paquete(raiz):
    assert cambia(raiz, "import paq.medio", lambda: poner(raiz, "code/paq/más/otra.csv", "1"))
    assert cambia(raiz, "import paq", (raiz / "code/paq/tabla.csv").unlink)
    assert not cambia(raiz, "import dos", lambda: poner(raiz, "code/paq/tercera.csv", "1"))


def test_un_archivo_nombrado_que_aparece(raiz):
    assert cambia(raiz, "open('luego.txt')", lambda: poner(raiz, "book/luego.txt", "1"))
    assert cambia(raiz, "open('.oculto')", lambda: poner(raiz, "book/.oculto", "1"))


@pytest.mark.parametrize(
    ("antes", "despues"),
    [
        ("x = 1", "x = 2"),
        ("x = 1", "x = 1 "),
        ("x = 1", "# x = 1"),
    ],
)
def test_cambiar_una_celda(raiz, antes, despues):
    pagina = raiz / "book/p.md"
    assert huella(pagina, guion(antes), raiz) != huella(pagina, guion(despues), raiz)


def test_cambiar_las_consultas(raiz):
    pagina = raiz / "book/p.md"
    assert len({huella(pagina, guion("x = 1", *e), raiz) for e in ([], ["x"], ["x", "x"], ["x + 1"])}) == 4
    # Una celda y una consulta con el mismo texto no son lo mismo, ni da igual el orden.
    assert huella(pagina, (Consulta(1, 1, "x"), Celda(1, "x")), raiz) != huella(pagina, guion("x", "x"), raiz)


def test_el_lugar_en_la_pagina_no_cuenta(raiz):
    movido = (Celda(99, "x = 1"), Consulta(120, 7, "x"))
    assert huella(raiz / "book/p.md", guion("x = 1", "x"), raiz) == huella(raiz / "book/p.md", movido, raiz)


def test_el_nombre_y_la_carpeta_de_la_pagina_cuentan(raiz):
    assert len({huella(raiz / ruta, guion("x"), raiz) for ruta in ("book/p.md", "book/q.md", "p.md")}) == 3


def test_las_etiquetas_que_deciden_y_las_que_no(raiz):
    def con(*etiquetas: str) -> str:
        return huella(raiz / "book/p.md", (Celda(1, "x", {"tags": list(etiquetas)}),), raiz)

    assert con("hide-input") == con()
    assert len({con(), con("raises-exception"), con("skip-execution"), con("remove-stderr")}) == 4


@pytest.mark.parametrize(
    ("config", "decide"),
    [
        ("title: Otro\nexecute:\n  timeout: 30\n", False),
        ("title: Prueba\nexecute:\n  timeout: 99\n", False),
        ("title: Prueba\nexecute:\n  run_in_temp: true\n", True),
        ("sphinx:\n  config:\n    html_theme: furo\n", False),
        ("sphinx:\n  config:\n    nb_kernel_rgx_aliases: {a: b}\n", True),
        ("esto no es: [YAML", True),
    ],
)
def test_las_opciones_del_libro(raiz, config, decide):
    assert cambia(raiz, "x = 1", lambda: poner(raiz, "_config.yml", config)) is decide


@pytest.mark.parametrize("cierre", ["requirements.txt", "requirements-mas.txt", "uv.lock", "environment.yml"])
def test_los_cierres_de_dependencias(raiz, cierre):
    assert cambia(raiz, "x = 1", lambda: poner(raiz, cierre, "numpy==2.1\n"))


def test_la_version_de_python_y_el_nucleo(raiz, monkeypatch):
    pagina, pasos = raiz / "book/p.md", guion("x")
    antes = huella(pagina, pasos, raiz)
    assert huella(pagina, pasos, raiz, nucleo="ir") != antes
    poner(raiz, "book/p.md", "---\nkernelspec: {name: python3}\n---\n")
    assert huella(pagina, pasos, raiz) == antes
    poner(raiz, "book/p.md", "---\nkernelspec: {name: ir}\n---\n")
    assert huella(pagina, pasos, raiz) == huella(pagina, pasos, raiz, nucleo="ir")
    (raiz / "book/p.md").unlink()
    monkeypatch.setattr(modulo_huella.platform, "python_version", lambda: "3.99.0")
    assert huella(pagina, pasos, raiz) != antes


def test_la_version_de_una_biblioteca_sin_cierre(raiz, monkeypatch):
    pagina = raiz / "book/p.md"
    con, sin = guion("import numpy"), guion("import json")
    antes = [huella(pagina, pasos, raiz) for pasos in (con, sin)]
    version = modulo_huella._version
    monkeypatch.setattr(modulo_huella, "_version", lambda m: "numpy==99" if m == "numpy" else version(m))
    assert huella(pagina, con, raiz) != antes[0]
    assert huella(pagina, sin, raiz) == antes[1]


def test_cambiar_la_imprenta(raiz, monkeypatch):
    monkeypatch.setattr(modulo_huella, "DE_LA_IMPRENTA", ("ejecutar",))
    antes = huella(raiz / "book/p.md", guion("x"), raiz)
    monkeypatch.setattr(modulo_huella, "DE_LA_IMPRENTA", ("ejecutar", "libro"))
    assert huella(raiz / "book/p.md", guion("x"), raiz) != antes


def test_un_cambio_del_mismo_tamano_en_el_mismo_segundo(raiz):
    for n in range(20):
        assert cambia(raiz, "import dos", lambda n=n: poner(raiz, "code/dos.py", f"x = {n % 10 + 10}\n"))


def test_mover_el_libro_entero_conserva_las_huellas(raiz, tmp_path_factory):
    antes = huella(raiz / "book/p.md", guion("import uno\nopen('datos.csv')"), raiz)
    otra = raiz.rename(tmp_path_factory.mktemp("sitio") / "libro")
    assert huella(otra / "book/p.md", guion("import uno\nopen('datos.csv')"), otra) == antes


# ——— Lo que la página leyó al ejecutarse ———


def test_lo_leido_al_ejecutarse_cuenta_desde_entonces(raiz):
    pagina, pasos = raiz / "book/p.md", guion("open('da' + 'tos.csv')")
    antes = huella(pagina, pasos, raiz)
    poner(raiz, "book/datos.csv", "3,4\n")
    assert huella(pagina, pasos, raiz) == antes  # aún no se sabe
    despues = Analisis(raiz).anotar_lecturas(pagina, pasos, ["book/datos.csv"])
    assert huella(pagina, pasos, raiz) == despues != antes
    poner(raiz, "book/datos.csv", "5,6\n")
    assert huella(pagina, pasos, raiz) not in (antes, despues)
    poner(raiz, "book/datos.csv", "3,4\n")
    assert huella(pagina, pasos, raiz) == despues


def test_un_archivo_que_se_busco_y_no_estaba(raiz):
    pagina, pasos = raiz / "book/p.md", guion("carga()")
    antes = Analisis(raiz).anotar_lecturas(pagina, pasos, ["book/falta.txt"])
    poner(raiz, "book/falta.txt", "")
    assert huella(pagina, pasos, raiz) != antes


def test_una_carpeta_listada(raiz):
    pagina, pasos = raiz / "book/p.md", guion("lista()")
    antes = Analisis(raiz).anotar_lecturas(pagina, pasos, ["book"])
    poner(raiz, "book/otro.csv", "")
    assert huella(pagina, pasos, raiz) != antes


def test_lo_que_no_es_del_libro_no_cuenta(raiz, tmp_path_factory):
    fuera = tmp_path_factory.mktemp("fuera") / "datos.csv"
    suyos = [str(raiz / "book/datos.csv"), str(raiz / "book/.oculto"), str(fuera)]
    ajenos = [json_de_serie(), "/proc/self/stat", "<frozen x>", str(raiz / "_build/x"), str(raiz / ".git/x")]
    ajenos += [str(fuera.with_name(".memoria")), str(raiz / "code/__pycache__/dos.pyc")]
    leidos = Analisis(raiz).del_libro(ajenos + suyos)
    assert {(raiz / leido).resolve() for leido in leidos} == {Path(ruta) for ruta in suyos}


def json_de_serie() -> str:
    import json

    return json.__file__


def test_lo_ya_visto_no_se_repite(raiz):
    pagina, pasos = raiz / "book/p.md", guion("import dos")
    antes = huella(pagina, pasos, raiz)
    assert Analisis(raiz).anotar_lecturas(pagina, pasos, ["code/dos.py"]) == antes


def test_vigente_mientras_no_cambie_nada(raiz):
    analisis = Analisis(raiz)
    pagina, pasos = raiz / "book/p.md", guion("import uno")
    analisis.huella(pagina, pasos)
    assert analisis.vigente(pagina, pasos)
    poner(raiz, "code/suelto.py", "y = 2\n")
    assert analisis.vigente(pagina, pasos)
    poner(raiz, "code/dos.py", "x = 3\n")
    assert not analisis.vigente(pagina, pasos)


# ——— Lo que se puede templar antes de tiempo y lo que tarda ———


def test_las_bibliotecas_que_alcanza(raiz):
    poner(raiz, "code/dos.py", "import numpy.linalg\n")
    dependencias = Analisis(raiz).dependencias(raiz / "book/p.md", guion("import uno, yaml"))
    assert dependencias.bibliotecas >= {"numpy", "numpy.linalg", "yaml"}
    assert not dependencias.toca_entorno
    toca = Analisis(raiz).dependencias(raiz / "book/p.md", guion("import os\nos.environ['A'] = '1'"))
    assert toca.toca_entorno


def test_para_doscientas_paginas_cada_archivo_se_lee_una_vez(raiz, monkeypatch):
    for n in range(60):
        cerca = "".join(f"from . import m{m}\n" for m in range(max(0, n - 3), n))
        poner(raiz, f"code/grande/m{n}.py", cerca + "def f(x):\n    return x\n" * 100)
    poner(raiz, "code/grande/__init__.py", "")
    pasos = [guion(f"import numpy\nfrom grande import m{n % 60}\nx = {n}", *["x"] * 10) for n in range(200)]
    leidos: Counter[Path] = Counter()
    leer = modulo_huella._texto
    monkeypatch.setattr(modulo_huella, "_texto", lambda ruta: leidos.update([ruta]) or leer(ruta))
    analisis = Analisis(raiz)
    huellas = {analisis.huella(raiz / f"book/p{n}.md", pasos[n]) for n in range(200)}
    assert len(huellas) == 200
    assert len(leidos) == 62 and set(leidos.values()) == {1}  # los módulos, el paquete y `_config.yml`
