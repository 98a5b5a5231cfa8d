"""La huella cambia exactamente cuando puede cambiar lo que da la página."""

import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from imprenta.ejecutar.dependencias import huella as modulo_huella
from imprenta.ejecutar.dependencias.huella import DE_LA_IMPRENTA, ETIQUETAS, Analisis
from imprenta.ejecutar.dependencias.instalado import lo_fijo, lugares_de_instalacion
from imprenta.leer.lectura import leer
from imprenta.libro.cabecera import NUCLEO, nucleo_de
from imprenta.libro.disco import CASA
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


def huella(pagina: Path, pasos: Guion, raiz: Path, nucleo: str = NUCLEO) -> str:
    """La huella de una página en una construcción nueva."""
    return str(Analisis(raiz).huella(pagina, pasos, nucleo))


def lee(raiz: Path, pagina: Path, pasos: Guion, leidos: list[str]) -> str:
    """La huella que le queda a una página que, al ejecutarse, ha leído eso."""
    analisis = Analisis(raiz)
    return str(analisis.anotar_lecturas(analisis.huella(pagina, pasos), pagina, pasos, leidos))


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
        poner(raiz, nombre, texto + ("\nañadido = 1\n" if nombre.endswith(".py") else " "))
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
def test_de_que_depende_una_pagina(raiz: Path, codigo: str, esperado: set[str]) -> None:
    assert afectan(raiz, codigo) == esperado


def test_un_archivo_nombrado_desde_la_raiz_del_disco(raiz: Path) -> None:
    assert afectan(raiz, f"open({str(raiz / 'book/datos.csv')!r})") == {"book/datos.csv"}
    assert afectan(raiz, "open('/book/datos.csv')") == set()


def test_lo_opaco_dentro_de_un_modulo_hace_depender_de_todo(raiz: Path) -> None:
    poner(raiz, "code/raro.py", "exec(open('x').read())\n")
    assert afectan(raiz, "import raro") == TODO


def test_un_ciclo_de_importaciones_termina(raiz: Path) -> None:
    poner(raiz, "code/dos.py", "import uno\n")
    assert afectan(raiz, "import uno") == {"code/uno.py", "code/dos.py"}


def test_las_expresiones_de_la_prosa_tambien_importan(raiz: Path) -> None:
    pagina = raiz / "book/p.md"
    pasos = guion("x = 1", "__import__('dos').x")
    antes = huella(pagina, pasos, raiz)
    poner(raiz, "code/dos.py", "x = 3\n")
    assert huella(pagina, pasos, raiz) != antes


def test_el_final_de_un_paquete_con_all(raiz: Path) -> None:
    poner(raiz, "code/paq/__init__.py", "__all__ = ['aparte']\n")
    assert cambia(raiz, "from paq import *", lambda: poner(raiz, "code/paq/aparte.py", "w = 1\n"))


@pytest.mark.parametrize("codigo", ["import dos", "import uno", "from uno import dos"])
def test_borrar_o_renombrar_un_modulo(raiz: Path, codigo: str) -> None:
    assert cambia(raiz, codigo, (raiz / "code/dos.py").unlink)


def test_crear_el_modulo_que_faltaba(raiz: Path) -> None:
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
def test_un_modulo_nuevo_que_tapa_a_otro(raiz: Path, codigo: str, nuevo: str) -> None:
    assert cambia(raiz, codigo, lambda: poner(raiz, nuevo, ""))


def test_un_dato_nuevo_o_borrado_de_un_paquete(raiz: Path) -> None:
    assert cambia(raiz, "import paq.medio", lambda: poner(raiz, "code/paq/más/otra.csv", "1"))
    assert cambia(raiz, "import paq", (raiz / "code/paq/tabla.csv").unlink)
    assert not cambia(raiz, "import dos", lambda: poner(raiz, "code/paq/tercera.csv", "1"))


def test_un_archivo_nombrado_que_aparece(raiz: Path) -> None:
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
def test_cambiar_una_celda(raiz: Path, antes: str, despues: str) -> None:
    pagina = raiz / "book/p.md"
    assert huella(pagina, guion(antes), raiz) != huella(pagina, guion(despues), raiz)


def test_cambiar_las_consultas(raiz: Path) -> None:
    pagina = raiz / "book/p.md"
    assert len({huella(pagina, guion("x = 1", *e), raiz) for e in ([], ["x"], ["x", "x"], ["x + 1"])}) == 4
    # Una celda y una consulta con el mismo texto no son lo mismo, ni da igual el orden.
    assert huella(pagina, (Consulta(1, 1, "x"), Celda(1, "x")), raiz) != huella(pagina, guion("x", "x"), raiz)


def test_el_lugar_en_la_pagina_no_cuenta(raiz: Path) -> None:
    movido = (Celda(99, "x = 1"), Consulta(120, 7, "x"))
    assert huella(raiz / "book/p.md", guion("x = 1", "x"), raiz) == huella(raiz / "book/p.md", movido, raiz)


def test_el_nombre_y_la_carpeta_de_la_pagina_cuentan(raiz: Path) -> None:
    assert len({huella(raiz / ruta, guion("x"), raiz) for ruta in ("book/p.md", "book/q.md", "p.md")}) == 3


def test_las_etiquetas_que_deciden_y_las_que_no(raiz: Path) -> None:
    def con(*etiquetas: str) -> str:
        return huella(raiz / "book/p.md", (Celda(1, "x", {"tags": list(etiquetas)}),), raiz)

    assert con("hide-input") == con()
    assert len({con(), *map(con, ETIQUETAS)}) == 1 + len(ETIQUETAS)


@pytest.mark.parametrize(
    "config", ["title: Otro\nexecute:\n  timeout: 30\n", "sphinx:\n  config:\n    html_theme: furo\n"]
)
def test_la_configuracion_no_decide_por_si_sola(raiz: Path, config: str) -> None:
    """Lo que cambia de cómo se ejecuta una página llega en su guion, en su núcleo o en su carpeta."""
    assert not cambia(raiz, "x = 1", lambda: poner(raiz, "_config.yml", config))


def test_el_nucleo_y_la_carpeta_deciden(raiz: Path) -> None:
    analisis, pagina = Analisis(raiz), raiz / "book/p.md"
    huellas = {
        str(analisis.huella(pagina, guion("x"), nucleo, aparte))
        for nucleo in ("python3", "otro")
        for aparte in (False, True)
    }
    assert len(huellas) == 4


@pytest.mark.parametrize("cierre", ["requirements.txt", "requirements-mas.txt", "uv.lock", "environment.yml"])
def test_los_cierres_de_dependencias(raiz: Path, cierre: str) -> None:
    assert cambia(raiz, "x = 1", lambda: poner(raiz, cierre, "numpy==2.1\n"))


def test_la_version_de_python_y_el_nucleo(raiz: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pagina, pasos = raiz / "book/p.md", guion("x")
    antes = huella(pagina, pasos, raiz)
    assert huella(pagina, pasos, raiz, nucleo="ir") != antes
    cabeceras = (f"---\nkernelspec: {{name: {nombre}}}\n---\n".encode() for nombre in ("python3", "ir"))
    de_serie, de_r = (leer(Path("p.md"), octetos).cabecera for octetos in cabeceras)
    assert huella(pagina, pasos, raiz, nucleo_de(de_serie)) == antes
    assert huella(pagina, pasos, raiz, nucleo_de(de_r)) == huella(pagina, pasos, raiz, nucleo="ir")
    monkeypatch.setattr("platform.python_version", lambda: "3.99.0")
    assert huella(pagina, pasos, raiz) != antes


@pytest.fixture
def instalado(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Un lugar donde se instala, con tres distribuciones: `alta` pide `media` y esta, `honda`."""
    lugar = tmp_path_factory.mktemp("instalado") / "lugar"
    for nombre, pide in (("alta", "media>=1"), ("media", "honda ; python_version > '3'"), ("honda", "")):
        poner(lugar, f"{nombre}.py", "")
        instalar(lugar, nombre, "1.0", pide)
    monkeypatch.setattr(sys, "path", [*sys.path, str(lugar)])
    lugares_de_instalacion.cache_clear()
    lo_fijo.cache_clear()
    yield lugar
    lugares_de_instalacion.cache_clear()
    lo_fijo.cache_clear()


def instalar(lugar: Path, nombre: str, version: str, pide: str = "") -> None:
    """Instala esa versión en lugar de la que hubiera."""
    for ficha in lugar.glob(f"{nombre}-*.dist-info"):
        shutil.rmtree(ficha)
    pedido = f"Requires-Dist: {pide}\n" * bool(pide)
    poner(lugar, f"{nombre}-{version}.dist-info/METADATA", f"Name: {nombre}\n{pedido}\nRequires-Dist: nada\n")


@pytest.mark.parametrize("cual", ["alta", "media", "honda"])
def test_la_version_de_una_biblioteca_y_la_de_lo_que_pide(raiz: Path, instalado: Path, cual: str) -> None:
    pide = {"alta": "media>=1", "media": "honda"}.get(cual, "")
    assert cambia(raiz, "import alta", partial(instalar, instalado, cual, "1.1", pide))
    assert not cambia(raiz, "import json", partial(instalar, instalado, cual, "1.2", pide))
    assert cambia(raiz, "import honda", partial(instalar, instalado, cual, "1.3", pide)) is (cual == "honda")


def test_lo_que_anda_suelto_entre_lo_instalado_cuenta_por_su_contenido(raiz: Path, instalado: Path) -> None:
    poner(instalado, "suelta.py", "import vecina\n")
    poner(instalado, "vecina/__init__.py", "x = 1\n")
    poner(instalado, "vecina/datos.txt", "1\n")
    assert cambia(raiz, "import suelta", lambda: poner(instalado, "suelta.py", "import vecina\ny = 1\n"))
    assert cambia(raiz, "import suelta", lambda: poner(instalado, "vecina/__init__.py", "x = 2\n"))
    assert cambia(raiz, "import suelta", lambda: poner(instalado, "vecina/datos.txt", "2\n"))
    assert not cambia(raiz, "import suelta", lambda: poner(instalado, "otra.py", ""))
    assert not cambia(raiz, "import alta", lambda: poner(instalado, "alta.py", "x = 2\n"))
    poner(instalado, "pyaml-1.0.dist-info/top_level.txt", "vecina\n")  # ya no anda suelta
    assert not cambia(raiz, "import suelta", lambda: poner(instalado, "vecina/__init__.py", "x = 3\n"))


@pytest.mark.parametrize("carpeta", ["site-packages", "dist-packages"])
def test_una_carpeta_del_libro_que_se_llama_como_las_de_instalar_es_del_libro(
    raiz: Path, carpeta: str
) -> None:
    poner(raiz, f"code/{carpeta}/__init__.py", "")
    poner(raiz, f"code/{carpeta}/cuentas.py", "x = 1\n")
    poner(raiz, f"book/{carpeta}/datos.csv", "1\n")
    celda = f"import importlib\nimportlib.import_module({carpeta!r} + '.cuentas')"
    assert cambia(raiz, celda, lambda: poner(raiz, f"code/{carpeta}/cuentas.py", "x = 2\n"))
    assert cambia(raiz, f"open('{carpeta}/datos.csv')", lambda: poner(raiz, f"book/{carpeta}/datos.csv", "2"))
    leidos = Analisis(raiz).del_libro([str(raiz / f"book/{carpeta}/datos.csv")])
    assert leidos == (f"book/{carpeta}/datos.csv",)


def test_un_entorno_dentro_del_libro_no_es_del_libro(raiz: Path) -> None:
    poner(raiz, "code/entorno/pyvenv.cfg", "")
    assert not cambia(raiz, "exec('x')", lambda: poner(raiz, "code/entorno/lib/nuevo.py", ""))


def test_un_paquete_instalado_en_modo_editable_cuenta_por_su_contenido(
    raiz: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuera = tmp_path_factory.mktemp("fuera")
    poner(fuera, "editable/__init__.py", "x = 1\n")

    class Buscador:
        @staticmethod
        def find_spec(nombre: str, _: object) -> ModuleSpec | None:
            archivo = fuera / nombre / "__init__.py"
            return spec_from_file_location(nombre, archivo) if archivo.exists() else None

    Buscador.__module__ = "__editable___suyo_1_0_finder"
    monkeypatch.setattr("sys.meta_path", [*sys.meta_path, Buscador])
    assert cambia(raiz, "import editable", lambda: poner(fuera, "editable/__init__.py", "x = 2\n"))


@pytest.fixture
def casa(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una copia de la imprenta, que se puede cambiar."""
    copia = tmp_path_factory.mktemp("casa") / "imprenta"
    shutil.copytree(CASA, copia, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modulo_huella, "CASA", copia)
    return copia


def test_cambiar_cualquier_archivo_de_la_imprenta_que_de_forma_a_las_salidas(raiz: Path, casa: Path) -> None:
    suyos = [ruta for carpeta in DE_LA_IMPRENTA for ruta in sorted((casa / carpeta).rglob("*.py"))]
    assert {"huella.py", "modelo.py", "salidas.py", "servidor.py"} <= {ruta.name for ruta in suyos}
    for ruta in suyos:
        texto = ruta.read_text(encoding="utf-8")
        assert cambia(raiz, "x", partial(ruta.write_text, texto + " ", "utf-8")), ruta
    assert cambia(raiz, "x", lambda: poner(casa, "libro/nuevo.py", ""))
    assert cambia(raiz, "x", lambda: (casa / "libro/nuevo.py").rename(casa / "libro/otro.py"))
    assert cambia(raiz, "x", lambda: poner(casa, "ejecutar/honda/datos.json", "{}"))
    assert cambia(raiz, "x", (casa / "ejecutar/honda/datos.json").unlink)


def test_cambiar_lo_que_no_da_forma_a_las_salidas(raiz: Path, casa: Path) -> None:
    assert not cambia(raiz, "x", lambda: poner(casa, "pintar/sphinx.py", ""))
    assert not cambia(raiz, "x", lambda: poner(casa, "libro/__pycache__/modelo.cpython-313.pyc", ""))


def test_lo_que_ejecuta_no_importa_mas_imprenta_que_la_que_entra_en_la_huella() -> None:
    suyos = [ruta for carpeta in DE_LA_IMPRENTA for ruta in (CASA / carpeta).rglob("*.py")]
    importados = re.findall(
        r"^\s*(?:from|import) imprenta\.(\w+)", "\n".join(ruta.read_text("utf-8") for ruta in suyos), re.M
    )
    assert set(importados) <= {*DE_LA_IMPRENTA, "idioma"}  # en qué lengua se dice algo no cambia lo que sale


def test_un_cambio_del_mismo_tamano_en_el_mismo_segundo(raiz: Path) -> None:
    for n in range(20):
        assert cambia(raiz, "import dos", partial(poner, raiz, "code/dos.py", f"x = {n % 10 + 10}\n"))


def test_mover_el_libro_entero_conserva_las_huellas(
    raiz: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    antes = huella(raiz / "book/p.md", guion("import uno\nopen('datos.csv')"), raiz)
    otra = raiz.rename(tmp_path_factory.mktemp("sitio") / "libro")
    assert huella(otra / "book/p.md", guion("import uno\nopen('datos.csv')"), otra) == antes


# ——— Lo que la página leyó al ejecutarse ———


def test_lo_leido_al_ejecutarse_cuenta_desde_entonces(raiz: Path) -> None:
    pagina, pasos = raiz / "book/p.md", guion("open('da' + 'tos.csv')")
    antes = huella(pagina, pasos, raiz)
    poner(raiz, "book/datos.csv", "3,4\n")
    assert huella(pagina, pasos, raiz) == antes  # aún no se sabe
    despues = lee(raiz, pagina, pasos, ["book/datos.csv"])
    assert huella(pagina, pasos, raiz) == despues != antes
    poner(raiz, "book/datos.csv", "5,6\n")
    assert huella(pagina, pasos, raiz) not in (antes, despues)
    poner(raiz, "book/datos.csv", "3,4\n")
    assert huella(pagina, pasos, raiz) == despues


def test_un_archivo_que_se_busco_y_no_estaba(raiz: Path) -> None:
    pagina, pasos = raiz / "book/p.md", guion("carga()")
    antes = lee(raiz, pagina, pasos, ["book/falta.txt"])
    poner(raiz, "book/falta.txt", "")
    assert huella(pagina, pasos, raiz) != antes


def test_una_carpeta_listada(raiz: Path) -> None:
    pagina, pasos = raiz / "book/p.md", guion("lista()")
    antes = lee(raiz, pagina, pasos, ["book"])
    poner(raiz, "book/otro.csv", "")
    assert huella(pagina, pasos, raiz) != antes


def test_lo_que_no_es_del_libro_no_cuenta(raiz: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    fuera = tmp_path_factory.mktemp("fuera") / "datos.csv"
    suyos = [str(raiz / "book/datos.csv"), str(raiz / "book/.oculto"), str(fuera)]
    ajenos = [json_de_serie(), "/proc/self/stat", "<frozen x>", str(raiz / "_build/x"), str(raiz / ".git/x")]
    ajenos += [str(fuera.with_name(".memoria")), str(raiz / "code/__pycache__/dos.pyc")]
    leidos = Analisis(raiz).del_libro(ajenos + suyos)
    assert {(raiz / leido).resolve() for leido in leidos} == {Path(ruta) for ruta in suyos}


def json_de_serie() -> str:
    import json

    return json.__file__


def test_lo_ya_visto_no_se_repite(raiz: Path) -> None:
    pagina, pasos = raiz / "book/p.md", guion("import dos")
    antes = huella(pagina, pasos, raiz)
    assert lee(raiz, pagina, pasos, ["code/dos.py"]) == antes


def test_vigente_mientras_no_cambie_nada(raiz: Path) -> None:
    analisis = Analisis(raiz)
    pagina, pasos = raiz / "book/p.md", guion("import uno")
    analisis.huella(pagina, pasos)
    assert analisis.vigente(pagina, pasos)
    poner(raiz, "code/suelto.py", "y = 2\n")
    assert analisis.vigente(pagina, pasos)
    poner(raiz, "code/dos.py", "x = 3\n")
    assert not analisis.vigente(pagina, pasos)


# ——— Lo que se puede templar antes de tiempo y lo que tarda ———


def test_las_bibliotecas_que_alcanza(raiz: Path) -> None:
    poner(raiz, "code/dos.py", "import numpy.linalg\n")
    alcance = Analisis(raiz).alcance(raiz / "book/p.md", guion("import uno, yaml"))
    assert alcance.bibliotecas >= {"numpy", "numpy.linalg", "yaml"}
    assert not alcance.toca_entorno
    toca = Analisis(raiz).alcance(raiz / "book/p.md", guion("import os\nos.environ['A'] = '1'"))
    assert toca.toca_entorno


def test_para_doscientas_paginas_cada_archivo_se_lee_una_vez(
    raiz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(60):
        cerca = "".join(f"from . import m{m}\n" for m in range(max(0, n - 3), n))
        poner(raiz, f"code/grande/m{n}.py", cerca + "def f(x):\n    return x\n" * 100)
    poner(raiz, "code/grande/__init__.py", "")
    pasos = [guion(f"import numpy\nfrom grande import m{n % 60}\nx = {n}", *["x"] * 10) for n in range(200)]
    leidos: Counter[Path] = Counter()

    def contando(abrir: Callable[..., Any]) -> Callable[..., Any]:
        def abrir_contando(ruta: Path, *resto: Any, **opciones: Any) -> Any:
            leidos[ruta] += raiz in Path(ruta).parents and "_build" not in Path(ruta).parts
            return abrir(ruta, *resto, **opciones)

        return abrir_contando

    monkeypatch.setattr(Path, "open", contando(Path.open))
    monkeypatch.setattr(os, "open", contando(os.open))
    analisis = Analisis(raiz)
    huellas = {analisis.huella(raiz / f"book/p{n}.md", pasos[n]) for n in range(200)}
    assert len(huellas) == 200
    leidos = +leidos
    # Los módulos, el paquete y el cierre.
    assert len(leidos) == 62 and set(leidos.values()) == {1}
