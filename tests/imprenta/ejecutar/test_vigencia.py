"""Una página se ejecuta una vez, y otra solo si cambia algo de lo que ve; lo que no es fijo se dice."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from libros import poner

from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.ejecutar.dependencias.instalado import lo_fijo, lugares_de_instalacion
from imprenta.ejecutar.ejecuciones_guardadas import Almacen
from imprenta.ejecutar.reparto import Encargo, ejecutar
from imprenta.libro.modelo import Celda, Ejecucion, Guion

DE_TODO = "depende de todos los archivos del libro; si lee otros, dilos en `imprenta: lee:`"
SE_CAMBIA = "y lo cambia: cada ejecución daría otra cosa; bórralo, o hazlo de nuevo, al empezar"
pytestmark = pytest.mark.lenta  # arranca un proceso por página


@dataclass
class Hecho:
    """Lo que pasa al ejecutar un libro."""

    ejecuciones: dict[str, Ejecucion]
    ejecutadas: list[str] = field(default_factory=list)
    avisos: list[str] = field(default_factory=list)

    @property
    def faltas(self) -> list[str]:
        return [str(hecha.falta) for hecha in self.ejecuciones.values() if hecha.falta]

    def texto(self, pagina: str = "uno.md") -> str:
        """Lo que se lee en una página."""
        salidas = [salida for celda in self.ejecuciones[pagina].salidas for salida in celda.salidas]
        return "".join(salida.get("text") or salida["data"]["text/plain"] for salida in salidas)


class Taller:
    """Un libro de páginas que son solo celdas, y el almacén de lo que dan."""

    def __init__(self, raiz: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.raiz, self.capsys = raiz, capsys
        self.paginas: dict[str, Guion] = {}
        self.lee: tuple[str, ...] = ()
        poner(raiz / "_config.yml", "title: Prueba\n")
        poner(raiz / "code" / "cuentas.py", "valor = 1\n")

    def pagina(self, nombre: str, *celdas: str, etiquetas: tuple[str, ...] = ()) -> None:
        datos = {"tags": list(etiquetas)}
        self.paginas[nombre] = tuple(Celda(3 * n, celda, datos) for n, celda in enumerate(celdas, 1))

    def poner(self, nombre: str, texto: str) -> None:
        poner(self.raiz / nombre, texto)

    def construir(self) -> Hecho:
        time.sleep(0.03)  # lo recién escrito podría haberse escrito mientras se construía
        analisis = Analisis(self.raiz, lee=self.lee)
        encargos = [
            Encargo(self.raiz / nombre, guion, analisis.huella(self.raiz / nombre, guion))
            for nombre, guion in self.paginas.items()
        ]
        hechas = ejecutar(encargos, Almacen(self.raiz / "_build" / ".imprenta"), analisis)
        renglones = self.capsys.readouterr().out.splitlines()
        return Hecho(
            {ruta.relative_to(self.raiz).as_posix(): hechas[ruta] for ruta in sorted(hechas)},
            sorted(renglon.split()[1] for renglon in renglones if renglon.startswith("[")),
            [renglon for renglon in renglones if not renglon.startswith("[")],
        )

    def construir_mientras(self, accion: Callable[[], object]) -> Hecho:
        """Construye, y cuando la página llega a `ESPERA`, hace algo y la deja seguir."""
        obra = self.raiz / "_build"
        obra.mkdir(exist_ok=True)

        def actuar() -> None:
            while not (obra / "aqui").exists():
                time.sleep(0.01)
            accion()
            (obra / "sigue").touch()

        hilo = threading.Thread(target=actuar)
        hilo.start()
        hecho = self.construir()
        hilo.join()
        return hecho


ESPERA = (
    "import time\nfrom pathlib import Path\nPath('_build/aqui').touch()\n"
    "while not Path('_build/sigue').exists():\n    time.sleep(0.01)\n"
)


@pytest.fixture
def taller(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Taller:
    return Taller(tmp_path / "libro", capsys)


def dos_veces(taller: Taller) -> Hecho:
    """Construye dos veces: la segunda no ejecuta nada y da lo mismo."""
    primera = taller.construir()
    assert primera.faltas == []
    segunda = taller.construir()
    assert segunda.ejecutadas == []
    assert segunda.ejecuciones == primera.ejecuciones
    return primera


def cambia(taller: Taller, accion: Callable[[], object]) -> bool:
    """Si `accion` hace que la página se vuelva a ejecutar; después, ya no."""
    antes = dos_veces(taller)
    accion()
    despues = dos_veces(taller)
    assert despues.ejecutadas in ([], ["uno.md"])
    assert bool(despues.ejecutadas) or despues.ejecuciones == antes.ejecuciones
    return bool(despues.ejecutadas)


# ——— El entorno ———

LEEN = {
    "por su nombre": "import os\nos.environ['DE_PRUEBA']",
    "con get": "import os\nos.environ.get('DE_PRUEBA')",
    "con getenv": "import os\nos.getenv('DE_PRUEBA')",
    "con getenvb": "import os\nos.getenvb(b'DE_PRUEBA')",
    "si está": "import os\n'DE_PRUEBA' in os.environ and os.environ['DE_PRUEBA']",
    "todas": "import os\nsorted(os.environ)\ndict(os.environ)['DE_PRUEBA']",
    "una copia": "import os\nos.environ.copy()['DE_PRUEBA']",
    "en un módulo": "import mira\nmira.valor",
    "en un hijo": "import os, multiprocessing as m\nwith m.Pool(1) as hijos:\n"
    "    print(hijos.map(os.getenv, ['DE_PRUEBA']))",
    "en la terminal": "!echo ${DE_PRUEBA}",
    "en un guion": "%%bash\necho $DE_PRUEBA",
    "en otro programa": "import subprocess\nsubprocess.run(['printenv', 'DE_PRUEBA'])",
}


@pytest.mark.parametrize("como", LEEN)
def test_otro_valor_de_una_variable_que_lee(
    taller: Taller, monkeypatch: pytest.MonkeyPatch, como: str
) -> None:
    taller.poner("code/mira.py", "import os\nvalor = os.environ.get('DE_PRUEBA')\n")
    taller.pagina("uno.md", LEEN[como])
    monkeypatch.setenv("DE_PRUEBA", "uno")
    assert "uno" in dos_veces(taller).texto()
    assert cambia(taller, lambda: monkeypatch.setenv("DE_PRUEBA", "dos"))
    assert "dos" in taller.construir().texto()
    assert not cambia(taller, lambda: monkeypatch.setenv("SHLVL", "7"))
    assert not cambia(taller, lambda: monkeypatch.setenv("DE_PRUEBA", "dos"))


@pytest.mark.parametrize("codigo", ["1", "import os\nos.environ['DE_PRUEBA'] = '1'\nos.environ['DE_PRUEBA']"])
def test_una_variable_que_no_lee_o_que_pone_ella(
    taller: Taller, monkeypatch: pytest.MonkeyPatch, codigo: str
) -> None:
    taller.pagina("uno.md", codigo)
    assert not cambia(taller, lambda: monkeypatch.setenv("DE_PRUEBA", "dos"))


def test_las_que_la_imprenta_fija_y_las_que_se_leen_desde_c(
    taller: Taller, monkeypatch: pytest.MonkeyPatch
) -> None:
    taller.pagina("uno.md", "import os\nos.environ['COLUMNS']")
    assert not cambia(taller, lambda: monkeypatch.setenv("COLUMNS", "133"))
    assert cambia(taller, lambda: monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "AVX2"))


def test_la_locale_que_pide(taller: Taller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    taller.pagina("uno.md", "1")
    assert not cambia(taller, lambda: monkeypatch.setenv("LC_ALL", "C.UTF-8"))
    taller.pagina("uno.md", "import locale\nlocale.setlocale(locale.LC_ALL, '')")
    assert cambia(taller, lambda: monkeypatch.setenv("LC_ALL", "C"))


def test_lo_que_lee_una_biblioteca_al_templarla(taller: Taller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Aunque la importe el vivero, y no la página."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(taller.raiz.parent / "memoria"))
    for nombre in ("dos.md", "uno.md"):
        taller.pagina(nombre, "import matplotlib.pyplot as plt\n1")
    dos_veces(taller)
    monkeypatch.setenv("MPLCONFIGDIR", str(taller.raiz.parent / "otra"))
    assert taller.construir().ejecutadas == ["dos.md", "uno.md"]


# ——— Lo instalado y lo del sistema ———


def test_una_biblioteca_que_busca_y_no_hay_cuenta_cuando_la_haya_y_las_demas_no(
    taller: Taller, monkeypatch: pytest.MonkeyPatch
) -> None:
    lugar = taller.raiz.parent / "lugar"
    poner(lugar / "otra-1.0.dist-info" / "METADATA", "Name: otra\nRequires-Dist: ajena; extra == 'todo'\n")
    poner(lugar / "otra.py", "try:\n    import optativa as o\nexcept ImportError:\n    o = None\n")
    monkeypatch.setattr("sys.path", [*sys.path, str(lugar)])
    lugares_de_instalacion.cache_clear()
    lo_fijo.cache_clear()
    taller.pagina("uno.md", "import otra\nprint(otra.o and otra.o.valor)")

    def instalar(nombre: str, version: str = "1.0") -> None:
        for vieja in lugar.glob(f"{nombre}-*"):
            shutil.rmtree(vieja)
        shutil.rmtree(lugar / "__pycache__", ignore_errors=True)  # como pip: lo compilado no dice de qué es
        poner(lugar / f"{nombre}-{version}.dist-info" / "METADATA", f"Name: {nombre}\n")
        poner(lugar / f"{nombre}.py", f"valor = '{version}'\n")

    assert not cambia(taller, lambda: instalar("ajena"))  # un extra que la página no usa
    assert cambia(taller, lambda: instalar("optativa"))
    assert cambia(taller, lambda: instalar("optativa", "1.1"))
    assert taller.construir().texto() == "1.1\n"
    assert not cambia(taller, lambda: instalar("suelta"))


LISTAS_DE_NADIE = ["/proc", "/proc/self", "/sys", "/dev", "/run", "/", "/tmp", "/etc", "/usr/share"]


def test_lo_que_el_sistema_lista_no_es_un_dato(taller: Taller) -> None:
    codigo = f"import os\nfor c in {LISTAS_DE_NADIE}:\n    os.path.isdir(c) and os.listdir(c) and 0\n"
    taller.pagina("uno.md", codigo + "open('/proc/self/stat').read() and 1")
    dos_veces(taller)
    lecturas = [ruta.read_text("utf-8") for ruta in taller.raiz.glob("_build/.imprenta/lecturas/*")]
    assert not any('"archivos"' in lectura and "proc" in lectura for lectura in lecturas)


# ——— Los hijos y los otros programas ———

LEE = "from pathlib import Path\n\n\ndef leer(ruta):\n    return Path(ruta).read_text()\n"
EN_OTRO_PROCESO = "import multiprocessing as m\nimport lee\nwith m.get_context('{}').Pool(1) as hijos:\n" + (
    "    print(hijos.map(lee.leer, ['te' + 'xto.txt']))"
)
EN_C = "import ctypes\nc = ctypes.CDLL(None)\nc.fopen.restype = ctypes.c_void_p\nlinea = bytes(20)\n" + (
    "c.fgets(linea, 20, ctypes.c_void_p(c.fopen(b'te' + b'xto.txt', b'r')))\nlinea"
)
PROGRAMAS = {
    "subprocess": "import subprocess\nsubprocess.run(['cat', 'te' + 'xto.txt'])",
    "os.system": "import os\nos.system('cat te*.txt')",
    "posix_spawn": "import os\nhijo = os.posix_spawn('/bin/cat', ['cat', 'te' + 'xto.txt'], os.environ)\n"
    "os.waitpid(hijo, 0)",
    "la terminal": "!cat te*.txt",
    "un guion": "%%bash\ncat te*.txt",
    "un guion del libro": "!sh datos/guion.sh",
    "otro Python": "import subprocess, sys\n"
    "subprocess.run([sys.executable, '-c', 'print(open(\"te\" + \"xto.txt\").read())'])",
    "un módulo": "import lanza\nlanza.cat()",
    "spawn": EN_OTRO_PROCESO.format("spawn"),
    "forkserver": EN_OTRO_PROCESO.format("forkserver"),
    "una biblioteca en C": EN_C,
    "si está": "!test -f nue*.txt && echo segunda || echo primera",
    "cuánto ocupa": "!test $(stat -c %s te*.txt) = 8 && echo $(echo pri)mera || echo $(echo seg)unda",
}


def con_un_texto(taller: Taller, celda: str) -> None:
    taller.poner("code/lee.py", LEE)
    taller.poner("code/lanza.py", "import os\n\n\ndef cat():\n    os.system('cat te*.txt')\n")
    taller.poner("datos/guion.sh", "cat te*.txt\n")
    taller.poner("datos/ajeno.txt", "1\n")
    taller.poner("texto.txt", "primera\n")
    taller.pagina("uno.md", celda)


@pytest.mark.parametrize("como", PROGRAMAS)
def test_lo_que_abre_cuanto_arranca_cuenta_y_lo_demas_no(taller: Taller, como: str) -> None:
    con_un_texto(taller, PROGRAMAS[como])
    hecho = dos_veces(taller)
    assert "primera" in hecho.texto() and hecho.avisos == []
    taller.poner("datos/ajeno.txt", "2\n")
    assert taller.construir().ejecutadas == []
    taller.poner("nuevo.txt" if como == "si está" else "texto.txt", "la segunda\n")
    despues = dos_veces(taller)
    assert despues.ejecutadas == ["uno.md"] and "segunda" in despues.texto()


def test_lo_que_se_pregunta_de_una_carpeta_y_la_version_del_libro_cuentan(taller: Taller) -> None:
    """Si está, cuánto ocupa lo que tiene y qué versión es; lo que un programa guarda para sí, no."""
    for nombre, texto in (("datos/a", "1"), (".notas/b", "1"), (".git/HEAD", "1"), (".mypy_cache/c", "1")):
        taller.poner(nombre, texto)
    (taller.raiz / "sola").mkdir()
    (taller.raiz / "hueca").mkdir()
    taller.pagina(
        "uno.md",
        "%%bash\ntest -d so*a; cat .no*/b .g*/HEAD .my*/c",
        "import os\nfrom pathlib import Path\n[e.stat().st_size for e in os.scandir(Path('da' + 'tos'))]",
        "Path('hue' + 'ca').is_dir()",
    )
    cambios: list[tuple[Callable[[], object], bool]] = [
        (lambda: taller.poner(".mypy_cache/c", "22"), False),
        (lambda: taller.poner("sola/algo", "1"), False),
        (lambda: taller.poner(".notas/b", "22"), True),
        (lambda: taller.poner(".git/HEAD", "22"), True),
        (lambda: taller.poner("datos/a", "22"), True),
        (lambda: (taller.raiz / "hueca").rmdir(), True),
        (lambda: shutil.rmtree(taller.raiz / "sola"), True),
    ]
    dos_veces(taller)
    for numero, (cambiar, cuenta) in enumerate(cambios):
        cambiar()
        assert bool(taller.construir().ejecutadas) is cuenta, numero
    assert dos_veces(taller).ejecutadas == []


SIN_VER = {
    "la terminal": (PROGRAMAS["la terminal"], "uno.md:3:1: arranca «cat te*.txt»"),
    "subprocess": (PROGRAMAS["subprocess"], "uno.md:4:1: arranca «cat texto.txt»"),
    "un módulo": (PROGRAMAS["un módulo"], "uno.md:4:1: arranca «cat te*.txt»"),
}


@pytest.mark.parametrize("como", SIN_VER)
def test_donde_no_se_puede_ver_lo_que_abre_depende_de_todo_el_libro_y_se_dice(
    taller: Taller, monkeypatch: pytest.MonkeyPatch, como: str
) -> None:
    monkeypatch.setenv("IMPRENTA_SIN_ATALAYA", "1")
    celda, aviso = SIN_VER[como]
    con_un_texto(taller, celda)
    hecho = dos_veces(taller)
    assert hecho.avisos == [f"{aviso}: {DE_TODO}"]
    assert cambia(taller, lambda: taller.poner("texto.txt", "segunda\n"))
    assert "segunda" in taller.construir().texto()


def test_el_programa_que_mientras_se_mira_no_gana_privilegios_se_dice(taller: Taller) -> None:
    (taller.raiz / "su").write_text("#!/bin/sh\n", encoding="utf-8")
    (taller.raiz / "su").chmod(0o4755)
    taller.pagina("uno.md", "import ctypes\nctypes.CDLL(None).prctl(38, 1, 0, 0, 0);", "!./su")
    motivo = "arranca «su», que mientras se mira no gana privilegios (con IMPRENTA_SIN_ATALAYA=1, sí)"
    assert dos_veces(taller).avisos == [f"uno.md:6:1: {motivo}: {DE_TODO}"]


@pytest.mark.parametrize("a_la_vista", [True, False])
def test_lo_que_se_declara_cuenta_en_las_que_arrancan_programas(
    taller: Taller, monkeypatch: pytest.MonkeyPatch, a_la_vista: bool
) -> None:
    """También lo de fuera, lo que aún no está y todo lo de una carpeta."""
    monkeypatch.setenv("IMPRENTA_SIN_ATALAYA", "" if a_la_vista else "1")
    taller.lee = ("../fuera/*.txt", "../volcados")
    taller.pagina("otra.md", "1")
    taller.pagina("uno.md", "!true")
    dos_veces(taller)
    for nombre in ("fuera/uno.txt", "fuera/dos.txt", "volcados/a/b.csv"):
        for texto in ("1", "22"):
            taller.poner(f"../{nombre}", texto)
            assert dos_veces(taller).ejecutadas == ["uno.md"]
    taller.poner("../fuera/otro.csv", "1")
    assert taller.construir().ejecutadas == []


@pytest.mark.parametrize("codigo", ["!cat ../fuera/texto.txt", "%%bash\ncat '../fuera/texto.txt'|cat"])
def test_un_archivo_de_fuera_nombrado_en_una_orden(taller: Taller, codigo: str) -> None:
    taller.poner("../fuera/texto.txt", "primera\n")
    taller.pagina("uno.md", codigo)
    assert cambia(taller, lambda: taller.poner("../fuera/texto.txt", "segunda\n"))
    assert "segunda" in taller.construir().texto()


@pytest.mark.parametrize("como", ["multiprocessing", "os.fork"])
def test_lo_que_abren_los_hijos_bifurcados(taller: Taller, como: str) -> None:
    codigo = {
        "multiprocessing": "import multiprocessing as m\nimport lee\n"
        "with m.get_context('fork').Pool(1) as hijos:\n    print(hijos.map(lee.leer, ['te' + 'xto.txt']))",
        "os.fork": "import lee, os\nif not (hijo := os.fork()):\n"
        "    os.closerange(3, 99)\n    os.write(1, lee.leer('te' + 'xto.txt').encode())\n    os._exit(0)\n"
        "os.waitpid(hijo, 0);",
    }[como]
    taller.poner(
        "code/lee.py", "from pathlib import Path\n\n\ndef leer(ruta):\n    return Path(ruta).read_text()\n"
    )
    taller.poner("texto.txt", "primera\n")
    taller.pagina("uno.md", codigo)
    assert dos_veces(taller).avisos == []
    assert cambia(taller, lambda: taller.poner("texto.txt", "segunda\n"))
    assert "segunda" in taller.construir().texto()
    assert not cambia(taller, lambda: taller.poner("otro.txt", "1\n"))


ESCRIBE_UN_PROGRAMA = {
    "en la terminal": ("!echo hola > s.txt", "open('s.txt').read()"),
    "con os.system": ("import os\nos.system('echo hola > s.txt')", "open('s.txt').read()"),
    "y lo lee otro": ("%%bash\necho hola > s.txt\ncat s.txt",),
    "una copia": ("%%bash\necho hola > a.txt\ncp a.txt b.txt\nmv b.txt c.txt\ncat c.txt",),
    "en una carpeta suya": ("!mkdir -p salida/a && echo hola > salida/a/b && ls salida/* && cat salida/a/*",),
}


@pytest.mark.parametrize("como", ESCRIBE_UN_PROGRAMA)
def test_lo_que_escribe_un_programa_es_de_la_pagina(taller: Taller, como: str) -> None:
    taller.pagina("uno.md", *ESCRIBE_UN_PROGRAMA[como])
    assert "hola" in dos_veces(taller).texto()


def test_lo_que_escribe_un_programa_que_no_se_ve_pudo_escribirlo_cualquiera(
    taller: Taller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Se ejecuta otra vez, y como deja lo mismo, ya no más."""
    monkeypatch.setenv("IMPRENTA_SIN_ATALAYA", "1")
    taller.pagina("uno.md", *ESCRIBE_UN_PROGRAMA["en la terminal"])
    hechos = [taller.construir() for _ in range(3)]
    assert [hecho.ejecutadas for hecho in hechos] == [["uno.md"], ["uno.md"], []]
    assert [hecho.faltas for hecho in hechos] == [[], [], []]
    assert all("hola" in hecho.texto() for hecho in hechos)


def test_el_programa_que_arranca_y_las_bibliotecas_del_suyo_cuentan(
    taller: Taller, monkeypatch: pytest.MonkeyPatch
) -> None:
    fuera = taller.raiz.parent / "fuera"
    poner(fuera / "bin" / "dice", "#!/bin/sh\ncat $(dirname $0)/../share/dicho\n")
    poner(fuera / "share" / "dicho", "primera\n")
    (fuera / "bin" / "dice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{fuera / 'bin'}:{os.environ['PATH']}")
    taller.pagina("uno.md", "!dice")
    assert not cambia(taller, lambda: poner(fuera / "share" / "dicho", "otra\n"))  # se instala con él
    assert cambia(taller, lambda: poner(fuera / "bin" / "dice", "#!/bin/sh\necho segunda\n"))
    assert "segunda" in taller.construir().texto()


def test_la_que_incrementa_un_archivo_con_un_programa_no_da_nunca_lo_mismo(taller: Taller) -> None:
    taller.poner("n.txt", "1\n")
    taller.pagina("uno.md", "%%bash\ncat n.txt\necho 1 >> n.txt")
    assert taller.construir().faltas == [f"uno.md:3:1: lee «n.txt» {SE_CAMBIA}"]


def test_el_guion_que_una_pagina_escribe_y_arranca(taller: Taller) -> None:
    taller.pagina("uno.md", "%%writefile guion.sh\necho hola", "!bash guion.sh")
    assert "hola" in dos_veces(taller).texto()


def test_lo_que_un_hijo_lee_antes_de_que_su_padre_lo_cambie(taller: Taller) -> None:
    taller.poner("n.txt", "1")
    codigo = "import multiprocessing as m\nfrom pathlib import Path\nr = Path('n.txt')\n"
    codigo += "with m.get_context('fork').Pool(1) as hijos:\n    n = hijos.map(Path.read_text, [r])[0]\n"
    taller.pagina("uno.md", codigo + "r.write_text(n + '1')")
    assert taller.construir().faltas == [f"uno.md:3:1: lee «n.txt» {SE_CAMBIA}"]


# ——— Los enlaces ———


def gemelos(taller: Taller, nombre: str, uno: str, otro: str) -> tuple[Path, Path]:
    """Dos archivos de fuera del libro, del mismo tamaño y de la misma fecha."""
    rutas = taller.raiz.parent / "a" / nombre, taller.raiz.parent / "b" / nombre
    for ruta, texto in zip(rutas, (uno, otro), strict=True):
        poner(ruta, texto)
        os.utime(ruta, (1e9, 1e9))
    return rutas


@pytest.mark.parametrize("que", ["un módulo", "un paquete", "un dato"])
def test_un_enlace_que_pasa_a_llevar_a_otro_sitio(
    taller: Taller, monkeypatch: pytest.MonkeyPatch, que: str
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    if que == "un módulo":
        a, b = gemelos(taller, "enlazado.py", "valor = 1\n", "valor = 2\n")
        enlace, codigo = taller.raiz / "code/enlazado.py", "import enlazado\nenlazado.valor"
    elif que == "un paquete":
        a, b = (r.parent for r in gemelos(taller, "paquete/__init__.py", "valor = 1\n", "valor = 2\n"))
        enlace, codigo = taller.raiz / "code/paquete", "import paquete\npaquete.valor"
    else:
        a, b = gemelos(taller, "datos.txt", "1", "2")
        enlace, codigo = taller.raiz / "enlace.txt", "int(open('enla' + 'ce.txt').read())"
    enlace.symlink_to(a)
    taller.pagina("uno.md", codigo)
    assert dos_veces(taller).texto() == "1"
    enlace.unlink()
    enlace.symlink_to(b)
    assert dos_veces(taller).texto() == "2"


@pytest.mark.parametrize("nombre", ["suelta.py", "sueltas/__init__.py"])
def test_lo_que_anda_suelto_se_lee_siempre_de_su_texto(
    taller: Taller, monkeypatch: pytest.MonkeyPatch, nombre: str
) -> None:
    """Aunque haya un compilado de otro texto del mismo tamaño y de la misma fecha."""
    lugar = taller.raiz.parent / "lugar"
    poner(lugar / "otra-1.0.dist-info" / "METADATA", "Name: otra\n")
    monkeypatch.setattr("sys.path", [*sys.path, str(lugar)])
    modulo = nombre.partition("/")[0].removesuffix(".py")
    taller.pagina("uno.md", f"import {modulo}\n{modulo}.valor")
    lugares_de_instalacion.cache_clear()
    lo_fijo.cache_clear()
    for valor in "12":
        poner(lugar / nombre, f"valor = {valor}\n")
        os.utime(lugar / nombre, (1e9, 1e9))
        if valor == "1":
            subprocess.run([sys.executable, "-m", "compileall", "-q", lugar], check=True)
        assert dos_veces(taller).texto() == valor


# ——— Cómo está escrito el código ———

ADORNOS = {
    "un comentario": "# Uno.\nvalor = 1\n",
    "un docstring": '"""Uno."""\nvalor = 1\n',
    "unos blancos": "\n\nvalor   =  (\n    1\n)\n",
}


@pytest.mark.parametrize("adorno", ADORNOS)
@pytest.mark.parametrize(
    ("codigo", "se_ve"),
    [
        ("import cuentas\ncuentas.valor", False),
        ("import cuentas\ncuentas.__doc__", True),
        ("import cuentas, inspect\ninspect.getsource(cuentas)", True),
        ("import linecache, cuentas\nlinecache.getlines(cuentas.__file__)", True),
        ("import cuentas\nprint(open('code/cuen' + 'tas.py').read())", True),
        ("import cuentas\ncuentas?", True),
        ("import cuentas\nget_ipython().find_cell_magic('time')", True),
    ],
)
def test_como_esta_escrito_un_modulo_cuenta_solo_si_se_puede_ver(
    taller: Taller, codigo: str, se_ve: bool, adorno: str
) -> None:
    taller.pagina("uno.md", codigo)
    assert cambia(taller, lambda: taller.poner("code/cuentas.py", ADORNOS[adorno])) is se_ve
    assert cambia(taller, lambda: taller.poner("code/cuentas.py", "valor = 2\n"))


def test_las_lineas_de_un_modulo_cuentan_si_un_error_las_ensena(taller: Taller) -> None:
    taller.poner("code/cuentas.py", "def f():\n    raise ValueError\n")
    taller.pagina("uno.md", "import cuentas\ncuentas.f()", etiquetas=("raises-exception",))
    assert cambia(taller, lambda: taller.poner("code/cuentas.py", "\n\ndef f():\n    raise ValueError\n"))


# ——— Lo que una página escribe ———

ESCRIBEN = {
    "un módulo": ("%%writefile saludos.py\npalabra = 'hola'", "import saludos\nsaludos.palabra"),
    "un módulo, tras buscar otros": ("import json, colorsys", "%%writefile s.py\nx = 1", "import s\ns.x"),
    "un módulo del libro": ("open('code/nuevo.py', 'w').write('x = 1\\n')", "import nuevo\nnuevo.x"),
    "un archivo que no lee": ("open('datos.txt', 'w').write('1')",),
    "open": ("with open('datos.txt', 'w') as f:\n    f.write('1')", "open('datos.txt').read()"),
    "write_text": ("from pathlib import Path\nPath('d.txt').write_text('1')\nPath('d.txt').read_text()",),
    "numpy": ("import numpy as np\nnp.save('a.npy', np.arange(3))\nnp.load('a.npy')",),
    "una figura": (
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('figura.png')\nplt.close()",
        "len(open('figura.png', 'rb').read())",
    ),
    "una carpeta que lista": (
        "import os\nos.makedirs('salida', exist_ok=True)\nopen('salida/a.txt', 'w').write('1')",
        "os.listdir('salida')",
    ),
    "de una pieza": (
        "import os\nopen('a.tmp', 'w').write('1')\nos.replace('a.tmp', 'a.txt')\nopen('a.txt').read()",
    ),
    "de nuevo": ("open('a.log', 'w').close()\nopen('a.log', 'a').write('1')\nopen('a.log').read()",),
    "un registro al que solo añade": (
        "import logging\nlogging.basicConfig(filename='a.log')\nlogging.warning('1')\n"
        "with open('b' + '.log', 'a') as f:\n    f.write('1')",
        "!echo 1 >> c.log",
    ),
    "y borra": ("import os\nopen('a.txt', 'w').write('1')\nos.remove('a.txt')\nos.path.exists('a.txt')",),
    "temporal": ("import tempfile\nwith tempfile.TemporaryFile() as f:\n    f.write(b'1')",),
    "temporal con nombre": (
        "import tempfile\nwith tempfile.NamedTemporaryFile('w+', dir='.') as f:\n    f.write('1')",
    ),
    "en un hijo": (
        "import multiprocessing as m\nfrom pathlib import Path\n"
        "with m.get_context('fork').Pool(1) as hijos:\n    hijos.map(Path('h.txt').write_text, ['1'])\n"
        "Path('h.txt').read_text()",
    ),
    "una carpeta temporal": (
        "import os, tempfile\nwith tempfile.TemporaryDirectory() as c:\n"
        "    open(os.path.join(c, 'a'), 'w').close()\n    os.listdir(c)",
    ),
    "una carpeta temporal del libro": (
        "import os, tempfile\nwith tempfile.TemporaryDirectory(dir='.') as c:\n"
        "    open(os.path.join(c, 'a'), 'w').close()\n    os.listdir(c)",
    ),
    "una carpeta que vacía": (
        "import os, shutil\nshutil.rmtree('salida', ignore_errors=True)\nos.makedirs('salida/a')\n"
        "open('salida/a/b', 'w').close()\nprint(list(os.walk('salida')))",
    ),
    "una copia": ("import shutil\nshutil.copy('_config.yml', 'copia.yml')\nopen('copia.yml').read()",),
}


@pytest.mark.parametrize("que", ESCRIBEN)
def test_la_que_escribe_un_archivo_se_ejecuta_una_vez(taller: Taller, que: str) -> None:
    taller.pagina("uno.md", *ESCRIBEN[que])
    taller.pagina("otra.md", "import importlib\nimportlib.import_module('co' + 'lorsys') is None")
    primera = dos_veces(taller)
    assert primera.ejecutadas == ["otra.md", "uno.md"]
    taller.poner("code/cuentas.py", "valor = 2\n")  # `otra` depende de todo el código, y `uno`, no siempre
    assert "otra.md" in dos_veces(taller).ejecutadas


def test_lo_que_otro_pone_en_la_carpeta_que_la_pagina_creo(taller: Taller) -> None:
    taller.pagina("uno.md", "import os\nos.makedirs('salida', exist_ok=True)\nsorted(os.listdir('salida'))")
    assert cambia(taller, lambda: taller.poner("salida/otro.txt", "1"))
    assert taller.construir().texto() == "['otro.txt']"


def test_la_que_cambia_python_por_dentro(taller: Taller) -> None:
    taller.poner("datos.txt", "1")
    taller.pagina(
        "uno.md", "import os.path\nos.path.abspath = lambda _: 1 / 0\nopen('da' + 'tos.txt').read()"
    )
    aviso = "uno.md:3:1: cambia cómo funciona Python por dentro"
    assert dos_veces(taller).avisos == [f"{aviso}: {DE_TODO}"]
    assert cambia(taller, lambda: taller.poner("datos.txt", "2"))


def test_lo_que_ha_escrito_se_repone_si_se_cambia_o_se_borra(taller: Taller) -> None:
    taller.pagina("uno.md", "from pathlib import Path\nPath('sali' + 'da.txt').write_text('1')")
    escrito = taller.raiz / "salida.txt"
    assert cambia(taller, lambda: escrito.write_text("2", encoding="utf-8"))
    assert cambia(taller, escrito.unlink)
    assert escrito.read_text(encoding="utf-8") == "1"


def test_la_que_mira_si_ya_esta_se_ejecuta_hasta_que_da_siempre_lo_mismo(taller: Taller) -> None:
    """Con el archivo y sin él no hace lo mismo: lo que da desde cero no vale la segunda vez."""
    codigo = (
        "from pathlib import Path\nr = Path('memo' + 'ria.txt')\nif not r.exists():\n    r.write_text('1')\n"
    )
    taller.pagina("uno.md", codigo + "r.read_text()")
    assert [taller.construir().ejecutadas for _ in range(2)] == [["uno.md", "uno.md"], []]
    taller.poner("memoria.txt", "2")
    assert dos_veces(taller).texto() == "'2'"


REHACEN = {
    "la tira": "drop table if exists t;create table t(x);",
    "la aprovecha": "create table if not exists t(x);delete from t;",
}


@pytest.mark.parametrize("como", REHACEN)
def test_la_que_rehace_una_base_de_datos_da_siempre_lo_mismo(taller: Taller, como: str) -> None:
    """Aunque sus octetos sean otros: lo que cuenta es lo que tiene."""
    codigo = f"import sqlite3\nb = sqlite3.connect('mi.db')\nb.executescript('{REHACEN[como]}')\n"
    codigo += "b.executemany('insert into t values (?)', [(n,) for n in range(3000)])\nb.commit()\n"
    taller.pagina("uno.md", codigo + "b.execute('select count(*) from t').fetchall()")
    assert dos_veces(taller).texto() == "[(3000,)]"
    taller.pagina("uno.md", codigo + "b.execute('select max(x) from t').fetchall()")
    assert dos_veces(taller).texto() == "[(2999,)]"


def test_la_que_agranda_una_base_de_datos_se_dice_desde_la_primera_vez(taller: Taller) -> None:
    codigo = "import sqlite3\nb = sqlite3.connect('mi.db')\nb.execute('create table if not exists t(x)')\n"
    taller.pagina("uno.md", codigo + "b.execute('insert into t values (1)')\nb.commit()")
    for _ in range(2):
        assert taller.construir().faltas == [f"uno.md:3:1: lee «mi.db» {SE_CAMBIA}"]


def test_otra_lee_lo_que_una_escribe(taller: Taller) -> None:
    """Sea cual sea la que acaba antes, lo que se lee es lo que se ha escrito."""
    taller.pagina("uno.md", "import time\ntime.sleep(0.3)\nopen('da' + 'tos.txt', 'w').write('nuevo')")
    taller.pagina("otra.md", "open('da' + 'tos.txt').read()")
    primera = dos_veces(taller)
    assert primera.ejecutadas == ["otra.md", "otra.md", "uno.md"]
    assert primera.texto("otra.md") == "'nuevo'"
    taller.poner("datos.txt", "viejo")
    segunda = dos_veces(taller)
    assert "uno.md" in segunda.ejecutadas and segunda.texto("otra.md") == "'nuevo'"


def test_dos_que_se_leen_la_una_a_la_otra_se_dicen(taller: Taller) -> None:
    """No hay orden en que las dos digan la verdad."""
    for una, otra in (("uno", "dos"), ("dos", "uno")):
        taller.poner(f"{una}.txt", "0")
        lee = f"n = int(open('{otra}' + '.txt').read())\nimport time\ntime.sleep(0.2)\n"
        taller.pagina(f"{una}.md", f"{lee}open('{una}' + '.txt', 'w').write(str(n + 1))")
    hecho = taller.construir()
    assert set(hecho.faltas) & {
        f"{una}.md:3:1: «{otra}.txt» ha cambiado mientras se construía: vuelve a construir"
        for una, otra in (("uno", "dos"), ("dos", "uno"))
    }


# ——— Lo que no da siempre lo mismo ———

CONTADORES = {
    "read_text": "from pathlib import Path\nr = Path('n.txt')\nr.write_text(str(int(r.read_text()) + 1))",
    "r+": "with open('n.txt', 'r+') as f:\n    n = int(f.read())\n    f.seek(0)\n    f.write(str(n + 1))",
    "a": "open('n.txt', 'a').write('1')\nopen('n.txt').read()",
    "replace": "import os\nn = open('n.txt').read()\nopen('m', 'w').write(n + '1')\nos.replace('m', 'n.txt')",
    "un hijo": "import multiprocessing as m\nfrom pathlib import Path\nr = Path('n.txt')\nn = r.read_text()\n"
    "with m.get_context('fork').Pool(1) as hijos:\n    hijos.map(r.write_text, [n + '1'])",
}


@pytest.mark.parametrize("como", CONTADORES)
def test_la_que_lee_un_archivo_y_lo_cambia_no_da_nunca_lo_mismo(taller: Taller, como: str) -> None:
    taller.poner("n.txt", "1")
    taller.pagina("uno.md", CONTADORES[como])
    for _ in range(2):
        assert taller.construir().faltas == [f"uno.md:3:1: lee «n.txt» {SE_CAMBIA}"]


def test_la_que_lee_un_archivo_y_lo_deja_igual_se_ejecuta_una_vez(taller: Taller) -> None:
    taller.poner("n.txt", "1")
    taller.pagina("uno.md", "from pathlib import Path\nr = Path('n.txt')\nr.write_text(r.read_text())")
    assert dos_veces(taller).ejecutadas == ["uno.md"]


# ——— Lo que otro cambia mientras tanto ———

DURANTE = {
    "un módulo": ("import cuentas\n", "code/cuentas.py", "valor = 7\n"),
    "un módulo aún sin importar": ("", "code/cuentas.py", "valor = 7\n"),
    "un dato": ("open('da' + 'tos.txt').read()\n", "datos.txt", "7\n"),
    "una carpeta": ("import os\nos.listdir('code')\n", "code/nuevo.txt", "7\n"),
}


@pytest.mark.parametrize("que", DURANTE)
def test_si_algo_cambia_mientras_se_ejecuta_no_se_guarda_ni_se_usa(taller: Taller, que: str) -> None:
    lee, archivo, texto = DURANTE[que]
    taller.poner("datos.txt", "1\n")
    taller.pagina("uno.md", lee + ESPERA + "import cuentas\ncuentas.valor")

    def guardar() -> None:
        taller.poner(archivo, texto)
        os.utime(taller.raiz / archivo, (1e9, 1e9))  # como `cp -p`

    hecho = taller.construir_mientras(guardar)
    nombre = "code" if que == "una carpeta" else archivo
    assert hecho.faltas == [f"uno.md:3:1: «{nombre}» ha cambiado mientras se construía: vuelve a construir"]
    assert list((taller.raiz / "_build/.imprenta").glob("ejecuciones/*")) == []
    assert dos_veces(taller).ejecutadas == ["uno.md"]


def test_si_un_programa_leyo_algo_que_otro_cambia_despues_no_se_guarda(taller: Taller) -> None:
    taller.poner("texto.txt", "primera\n")
    taller.pagina("uno.md", "!cat te*.txt", ESPERA)
    hecho = taller.construir_mientras(lambda: taller.poner("texto.txt", "segunda\n"))
    assert hecho.faltas == ["uno.md:3:1: «texto.txt» ha cambiado mientras se construía: vuelve a construir"]
    assert "segunda" in dos_veces(taller).texto()


def test_si_un_programa_que_no_se_ve_pudo_leer_lo_que_otro_cambia_no_se_guarda(
    taller: Taller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No se sabe qué leyó: por si acaso, se ejecuta otra vez."""
    monkeypatch.setenv("IMPRENTA_SIN_ATALAYA", "1")
    taller.poner("texto.txt", "primera\n")
    taller.pagina("uno.md", "!cat te*.txt", ESPERA)
    hecho = taller.construir_mientras(lambda: taller.poner("texto.txt", "segunda\n"))
    assert hecho.faltas == [] and "primera" in hecho.texto()
    assert "segunda" in dos_veces(taller).texto()


# ——— El taller estropeado ———


def estropear_json(texto: str) -> Callable[[Path], object]:
    return lambda ruta: ruta.write_text(texto, encoding="utf-8")


def volver_carpeta(ruta: Path) -> None:
    ruta.unlink()
    ruta.mkdir()
    (ruta / "dentro").touch()


def volver_enlace(ruta: Path) -> None:
    ruta.unlink()
    ruta.symlink_to("/nada/de/nada")


ESTROPICIOS: dict[str, Callable[[Path], object]] = {
    "a medias": lambda r: r.write_bytes(r.read_bytes()[:-9]),
    "a ceros": lambda r: r.write_bytes(bytes(r.stat().st_size)),
    "vacío": lambda r: r.write_bytes(b""),
    "retocado": lambda r: r.write_bytes(r.read_bytes().replace(b"1", b"3")),
    "una lista": estropear_json("[]"),
    "un número": estropear_json("3"),
    "nada": estropear_json("null"),
    "otras cosas": estropear_json('{"resumen": 3, "datos": {"salidas": 3}}'),
    "no es texto": lambda r: r.write_bytes(b"\xff\xfe\x00"),
    "una carpeta": volver_carpeta,
    "un enlace a nada": volver_enlace,
    "ilegible": lambda r: r.chmod(0),
}


@pytest.mark.parametrize("como", ESTROPICIOS)
def test_un_archivo_estropeado_del_taller_no_se_cree_y_se_rehace(taller: Taller, como: str) -> None:
    taller.poner("datos.txt", "1\n")
    taller.pagina("uno.md", "import cuentas\nopen('da' + 'tos.txt').read()")
    buena = dos_veces(taller)
    obra = taller.raiz / "_build/.imprenta"
    archivos = sorted(ruta.relative_to(obra).as_posix() for ruta in obra.rglob("*.json"))
    assert [nombre.split("/")[0] for nombre in archivos] == [
        "ejecuciones",
        "formas.json",
        "lecturas",
        "tiempos.json",
    ]
    sana = shutil.copytree(obra, taller.raiz.parent / "sana")
    for nombre in archivos:
        ESTROPICIOS[como](obra / nombre)
        hecho = taller.construir()
        assert (hecho.faltas, hecho.texto()) == ([], buena.texto()), nombre
        assert taller.construir().ejecutadas == [], nombre
        shutil.rmtree(obra)
        shutil.copytree(sana, obra)
