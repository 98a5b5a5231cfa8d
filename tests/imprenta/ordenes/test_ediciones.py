"""Se edite lo que se edite, construir sobre lo construido da lo mismo que construir de la nada.

Cada semilla es una serie de cambios al azar en un libro pequeño; `SEMILLAS=100` prueba muchas más.
"""

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, cumplir, dejar, poner, publicado

pytestmark = pytest.mark.lenta  # docenas de construcciones

SVG = "http://www.w3.org/2000/svg"
SERIES = 3  # las que hacen falta para que salgan todos los cambios
Libro = dict[str, str]  # el texto de cada archivo
Cambio = Callable[[Libro, random.Random], Libro]
Resultado = tuple[int, list[str], dict[str, bytes]]  # el estado, las faltas y lo publicado


def uno(prosa: str) -> str:
    return CABECERA + "# Una\n\n" + celda("from cuentas import doble\nx = doble(1)\nx") + f"{prosa}\n"


def dos(numero: int = 0, prosa: str = "") -> str:
    suma = celda(f"import hondo.medio\nfrom pathlib import Path\nhondo.medio.total() + {numero}")
    datos = celda("sum(map(int, Path('datos.txt').read_text().split()))")
    dibujo = celda(f'from IPython.display import SVG\nSVG(\'<svg xmlns="{SVG}" width="{numero + 1}"/>\')')
    cuentas = suma + datos + dibujo
    return f"{CABECERA}# Otra\n\n{cuentas}Mira [la primera](uno.md) y {{cite}}`ana`. {prosa}\n"


def ficha(titulo: str) -> str:
    return f"@book{{ana, author = {{Ana Ana}}, title = {{{titulo}}}, publisher = {{P}}, year = 2017}}\n"


INICIAL: Libro = {
    "_config.yml": CONFIG.replace("html_theme:", "html_css_files: [estilo.css], html_theme:")
    + "bibtex_bibfiles: [fuentes.bib]\n",
    "_static/estilo.css": "p {}\n",
    "fuentes.bib": ficha("El libro"),
    "obras.md": "# Obras\n\n```{bibliography}\n```\n",
    "_toc.yml": "format: jb-book\nroot: portada\nchapters:\n  - file: uno\n  - file: dos\n  - file: obras\n",
    "portada.md": "# Portada\n\nHola.\n",
    "uno.md": uno("Vale {cifra}`2 <x>`."),
    "dos.md": dos(),
    "datos.txt": "1 2\n",
    "code/cuentas.py": "def doble(x):\n    return 2 * x\n",
    "code/hondo/__init__.py": "",
    "code/hondo/medio.py": "from . import hoja\n\n\ndef total():\n    return hoja.suma()\n",
    "code/hondo/hoja.py": "from importlib.resources import files\n\n\ndef suma():\n"
    "    return sum(map(int, (files('hondo') / 'tabla.csv').read_text().split(',')))\n",
    "code/hondo/tabla.csv": "3,4\n",
}


def poniendo(archivo: str, *textos: str) -> Cambio:
    """Cambia ese archivo por otro de esos textos."""

    def poner_otro(libro: Libro, azar: random.Random) -> Libro:
        otros = [texto for texto in textos if texto != libro.get(archivo)]
        return libro | {archivo: azar.choice(otros or textos)}

    return poner_otro


def quitando(archivo: str) -> Cambio:
    return lambda libro, _: {nombre: texto for nombre, texto in libro.items() if nombre != archivo}


CAMBIOS: dict[str, Cambio] = {
    "la prosa": poniendo("dos.md", *(dos(prosa=p) for p in ("Hola.", "Adiós.", "Y más."))),
    "la prosa de la portada": poniendo("portada.md", "# Portada\n\nOtra.\n", "# El título\n\nHola.\n"),
    "una cifra": poniendo("uno.md", *(uno(f"Vale {{cifra}}`{n} <x>`.") for n in (2, 3))),
    "una celda": poniendo("dos.md", *(dos(numero=n) for n in (1, 2, 3))),
    "un módulo": poniendo("code/cuentas.py", *(f"def doble(x):\n    return {n} * x\n" for n in (2, 3))),
    "un módulo hondo": poniendo(
        "code/hondo/hoja.py",
        *(f"def suma():\n    return {n}\n" for n in (5, 6)),
        INICIAL["code/hondo/hoja.py"],
    ),
    "el dato de un paquete": poniendo("code/hondo/tabla.csv", "3,4\n", "5,6\n", "7,8\n"),
    "el dato de una página": poniendo("datos.txt", "1 2\n", "2 3\n", "4 5\n"),
    "un módulo que tapa a otro": poniendo("cuentas.py", "def doble(x):\n    return x + 1\n"),
    "quitar un módulo": quitando("code/hondo/hoja.py"),
    "quitar un dato": quitando("datos.txt"),
    "quitar lo que tapaba": quitando("cuentas.py"),
    "el estilo": poniendo("_static/estilo.css", "p {}\n", "a {}\n", "b {}\n"),
    "la ficha de una obra": poniendo("fuentes.bib", *map(ficha, ("El libro", "El otro libro"))),
    "el índice": poniendo(
        "_toc.yml",
        INICIAL["_toc.yml"],
        "format: jb-book\nroot: portada\nchapters:\n  - file: dos\n  - file: obras\n",
    ),
    "el título": poniendo(
        "_config.yml", INICIAL["_config.yml"], INICIAL["_config.yml"].replace("Prueba", "Otro título")
    ),
    "nada": lambda libro, _: libro,
}


def imprimir(raiz: Path, capsys: pytest.CaptureFixture[str]) -> Resultado:
    estado = cumplir("html", raiz)
    faltas = capsys.readouterr().err.replace(str(raiz), "")
    return estado, sorted(faltas.splitlines()), publicado(raiz)


de_la_nada: dict[tuple[tuple[str, str], ...], Resultado] = {}


def imprimir_de_la_nada(libro: Libro, raiz: Path, capsys: pytest.CaptureFixture[str]) -> Resultado:
    clave = tuple(sorted(libro.items()))
    if clave not in de_la_nada:
        shutil.rmtree(raiz, ignore_errors=True)
        dejar(raiz, libro)
        de_la_nada[clave] = imprimir(raiz, capsys)
    return de_la_nada[clave]


@pytest.mark.parametrize("semilla", range(int(os.environ.get("SEMILLAS", SERIES))))
def test_construir_sobre_lo_construido_da_lo_mismo_que_de_la_nada(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], semilla: int
) -> None:
    azar = random.Random(semilla)
    libro, historia = INICIAL, [INICIAL]
    buena: dict[str, bytes] = {}
    revueltos = random.Random(semilla // SERIES).sample(sorted(CAMBIOS), len(CAMBIOS))
    pasos = [*revueltos[semilla % SERIES :: SERIES], "volver atrás"]
    for paso in ["empezar", *pasos]:
        if paso == "volver atrás":
            libro = azar.choice(historia)
        elif paso != "empezar":
            libro = CAMBIOS[paso](libro, azar)
        historia.append(libro)
        dejar(tmp_path / "libro", libro)
        estado, faltas, publicado = imprimir(tmp_path / "libro", capsys)
        esperado, suyas, nuevo = imprimir_de_la_nada(libro, tmp_path / "nada", capsys)
        assert (estado, faltas) == (esperado, suyas), paso
        buena = buena if esperado else nuevo  # si falla, se queda el último libro bueno
        assert publicado.keys() == buena.keys(), paso
        assert [nombre for nombre in buena if publicado[nombre] != buena[nombre]] == [], paso


def test_la_figura_de_antes_no_se_publica(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for numero in (0, 1):
        dejar(tmp_path, INICIAL | {"dos.md": dos(numero)})
        _, _, publicado = imprimir(tmp_path, capsys)
        (figura,) = (nombre for nombre in publicado if nombre.startswith("_images/"))
        assert f'width="{numero + 1}"'.encode() in publicado[figura]


# ——— Sin arrancar Sphinx cuando nada ha cambiado ———


@pytest.fixture
def impreso(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    dejar(tmp_path, INICIAL)
    time.sleep(0.05)  # lo que se acaba de escribir podría cambiar sin que se note: entonces no hay sello
    assert imprimir(tmp_path, capsys)[:2] == (0, [])
    return tmp_path


def test_si_nada_ha_cambiado_sphinx_no_arranca_y_si_algo_ha_cambiado_si(
    impreso: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, pintadas: list[str]
) -> None:
    assert imprimir(impreso, capsys)[0] == 0
    assert pintadas == []
    toques: tuple[Callable[[], None], ...] = (
        lambda: poner(impreso / "_static/estilo.css", "a {}\n"),
        lambda: (impreso / "_build/html/uno.html").unlink(),
        lambda: poner(impreso / "_build/html/uno.html", "x"),
        lambda: poner(impreso / "nuevo.txt", ""),
        lambda: poner(impreso / "dos.md", INICIAL["dos.md"] + "\nMás.\n"),
        lambda: monkeypatch.setenv("SOURCE_DATE_EPOCH", "1"),
    )
    for toca in toques:
        toca()
        time.sleep(0.05)
        assert imprimir(impreso, capsys)[0] == 0
        assert pintadas == ["html"]
        assert "Una" in (impreso / "_build/html/uno.html").read_text(encoding="utf-8")
        pintadas.clear()
        assert imprimir(impreso, capsys)[0] == 0
        assert pintadas == []


@pytest.mark.parametrize(
    "fuera",
    [
        {"dos.md": INICIAL["dos.md"] + "\n![Un dibujo](../fuera.svg)\n"},
        {
            "dos.md": INICIAL["dos.md"]
            + celda("from IPython.display import *\nMarkdown('![a](../fuera.svg)')")
        },
        {
            "_config.yml": INICIAL["_config.yml"].replace(
                "html_theme:", "html_extra_path: [../fuera.svg], html_theme:"
            )
        },
        {
            "_config.yml": INICIAL["_config.yml"].replace(
                "html_theme:", "html_extra_path: [.oculta], html_theme:"
            )
        },
    ],
)
def test_si_el_libro_mira_fuera_de_si_mismo_decide_sphinx(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], pintadas: list[str], fuera: dict[str, str]
) -> None:
    poner(tmp_path / "fuera.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>\n")
    poner(tmp_path / "libro/.oculta/a.txt", "a\n")
    dejar(tmp_path / "libro", INICIAL | fuera)
    time.sleep(0.05)  # lo que se acaba de escribir podría cambiar sin que se note: entonces no hay sello
    assert imprimir(tmp_path / "libro", capsys)[:2] == (0, [])
    pintadas.clear()
    assert imprimir(tmp_path / "libro", capsys)[0] == 0
    assert pintadas == ["html"]


# ——— Lo que las páginas leen y lo que queda guardado ———


def pagina_que_lee(codigo: str) -> str:
    return f"{CABECERA}# Lee\n\n{celda(codigo)}{celda('uno = 1')}Vale {{cifra}}`1 <uno>`.\n"


class Libreta:
    """Un libro de una página con una celda, su archivo de datos y un módulo que lee otro."""

    def __init__(self, raiz: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.raiz, self.capsys = raiz, capsys
        self.escrito = INICIAL | {"_toc.yml": "format: jb-book\nroot: portada\nchapters:\n  - file: lee\n"}
        poner(raiz / "fuera" / "datos.txt", "1\n")

    def escribir(self, codigo: str, **archivos: str) -> None:
        dejar(self.raiz / "libro", self.escrito | {"lee.md": pagina_que_lee(codigo)} | archivos)
        time.sleep(0.05)  # lo que se acaba de escribir podría cambiar sin que se note: entonces no hay sello

    def construir(self, orden: str = "html") -> list[str]:
        """Lo que se dice al construirlo, que tiene que salir bien."""
        assert cumplir(orden, self.raiz / "libro") == 0
        return self.capsys.readouterr().out.splitlines()

    def guardado(self) -> set[str]:
        """Lo que el taller guarda de sus páginas."""
        carpetas = ("ejecuciones", "lecturas", "informes", "trazas")
        taller = self.raiz / "libro" / "_build" / ".imprenta"
        return {f"{c}/{r.name}" for c in carpetas for r in (taller / c).rglob("*") if r.is_file()}


@pytest.fixture
def libreta(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Libreta:
    return Libreta(tmp_path, capsys)


def ejecutadas(renglones: list[str]) -> list[str]:
    """Las páginas que dice haber ejecutado."""
    return [renglon.split()[1] for renglon in renglones if renglon.startswith("[")]


NADA = "Nada ha cambiado: el libro sigue en _build/html/index.html"
DE_UN_MODULO = "from pathlib import Path\n\n\ndef leer():\n    return Path('da' + 'tos.txt').read_text()\n"
LECTURAS = {
    "un archivo de datos": ("open('datos.txt').read()", "libro/datos.txt"),
    "un archivo que su código no nombra": ("open('da' + 'tos.txt').read()", "libro/datos.txt"),
    "una carpeta": ("import os\nsorted(os.listdir('code'))", "libro/code/otro.py"),
    "un archivo de fuera": ("open('../fuera/' + 'datos.txt').read()", "fuera/datos.txt"),
    "un archivo de fuera, desde la raíz": ("open('{fuera}').read()", "fuera/datos.txt"),
    "un archivo, por medio de un módulo": ("import ajeno\najeno.leer()", "libro/datos.txt"),
}


@pytest.mark.parametrize("que", LECTURAS)
def test_tras_construir_una_pagina_que_lee_algo_nada_ha_cambiado_hasta_que_cambia(
    libreta: Libreta, que: str
) -> None:
    codigo, cambia = LECTURAS[que]
    codigo = codigo.replace("{fuera}", str(libreta.raiz / "fuera" / "datos.txt"))
    libreta.escribir(f"x = 1\n{codigo}", **{"code/ajeno.py": DE_UN_MODULO})
    assert ejecutadas(libreta.construir()) == ["lee.md"]
    assert libreta.construir()[-1] == NADA
    poner(libreta.raiz / cambia, "7 7\n")
    time.sleep(0.05)
    assert ejecutadas(libreta.construir()) == ["lee.md"]
    assert libreta.construir()[-1] == NADA


@pytest.mark.parametrize("orden", ["html", "verify"])
def test_cinco_cambios_de_una_celda_dejan_tres_ejecuciones_y_deshacer_el_ultimo_no_ejecuta_nada(
    libreta: Libreta, orden: str
) -> None:
    for n in range(6):
        libreta.escribir(f"x = {n}\nopen('da' + 'tos.txt').read()")
        assert ejecutadas(libreta.construir(orden)) == ["lee.md"]
    guardado = libreta.guardado()
    carpetas = [*["ejecuciones"] * 3, *["informes"] * 2, *["lecturas"] * 3]
    assert sorted(nombre.split("/")[0] for nombre in guardado) == carpetas
    libreta.escribir("x = 4\nopen('da' + 'tos.txt').read()")
    assert ejecutadas(libreta.construir(orden)) == []
    assert libreta.guardado() == guardado


def test_de_una_pagina_que_sale_del_indice_no_queda_nada(libreta: Libreta) -> None:
    libreta.escribir("x = 1")
    libreta.construir()
    de_antes = libreta.guardado()
    assert len(de_antes) == 3
    libreta.escrito |= {"_toc.yml": "format: jb-book\nroot: portada\nchapters:\n  - file: uno\n"}
    libreta.escribir("x = 1")
    libreta.construir()
    assert len(libreta.guardado() & de_antes) == 1  # el informe de la portada


def test_la_traza_de_un_fallo_deshecho_no_queda(libreta: Libreta) -> None:
    libreta.escribir("x = 1")
    libreta.construir()
    bueno = libreta.guardado()
    libreta.escribir("x = 1 / 0")
    assert cumplir("html", libreta.raiz / "libro") == 1
    assert libreta.guardado() - bueno == {"trazas/lee.txt"}
    libreta.escribir("x = 1")
    libreta.construir()
    assert libreta.guardado() == bueno


def test_lo_que_el_indice_no_nombra_pero_se_imprime_se_queda(libreta: Libreta) -> None:
    todas = INICIAL["_config.yml"].replace("only_build_toc_files: true", "exclude_patterns: [dos*]")
    capitulos = "  - file: portada\n  - file: lee\n  - file: obras\n"
    libreta.escrito |= {
        "_config.yml": todas,
        "_toc.yml": f"format: jb-book\nroot: uno\nchapters:\n{capitulos}",
    }
    suelta = "---\norphan: true\n" + pagina_que_lee("x = 2").removeprefix("---\n")
    libreta.escribir("x = 1", **{"suelta.md": suelta})
    libreta.construir()
    guardado = libreta.guardado()
    assert len([nombre for nombre in guardado if nombre.startswith("ejecuciones/")]) == 3
    libreta.construir("verify")
    assert libreta.guardado() == guardado
    (libreta.raiz / "libro/suelta.md").unlink()
    libreta.construir("verify")
    de_la_suelta = {nombre.split("/")[0] for nombre in guardado - libreta.guardado()}
    assert de_la_suelta == {"ejecuciones", "informes"}


# ——— Las páginas que escriben ———


def test_la_que_escribe_un_modulo_y_lo_usa_se_ejecuta_una_vez(libreta: Libreta) -> None:
    libreta.escribir("x = 1\nopen('nuevo.py', 'w').write('y = 1\\n')\nimport nuevo\nnuevo.y")
    assert ejecutadas(libreta.construir()) == ["lee.md"]
    assert ejecutadas(libreta.construir()) == []
    assert libreta.construir()[-1] == NADA


def test_la_que_lee_un_archivo_y_lo_cambia_no_se_publica(libreta: Libreta) -> None:
    libreta.escribir("x = 1\nn = open('datos.txt').read()\nopen('datos.txt', 'w').write(n + '1')")
    for _ in range(2):
        assert cumplir("html", libreta.raiz / "libro") == 1
        (falta,) = libreta.capsys.readouterr().err.splitlines()
        porque = "lee «datos.txt» y lo cambia: cada ejecución daría otra cosa"
        assert falta == f"lee.md:8:1: {porque}; bórralo, o hazlo de nuevo, al empezar"
    assert not (libreta.raiz / "libro/_build/html/index.html").exists()
