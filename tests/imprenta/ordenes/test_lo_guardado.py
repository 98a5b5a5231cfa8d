"""Lo que la imprenta guarda se cura: lo que no esté como lo dejó se hace otra vez, sin creerlo."""

import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from libros import CABECERA, CONFIG, celda, cumplir, escribir_libro, poner, publicado

from imprenta.libro import llave
from imprenta.libro.libro import leer_libro
from imprenta.pintar.estado import EstadoDeSphinx

pytestmark = pytest.mark.lenta  # docenas de construcciones

PAGINAS = {
    "portada": "# Portada\n\nHola, {cite}`ana`.\n\n```{bibliography}\n```\n",
    "uno": CABECERA
    + "# Una\n\n"
    + celda("from cuentas import doble\nx = doble(1)\nopen('da' + 'tos.txt').read()")
    + "Vale {cifra}`2 <x>`.\n",
}
DeLaNada = Callable[[Path], dict[str, bytes]]
FICHA = "@book{ana, author = {Ana Ana}, title = {Un libro}, publisher = {P}, year = 2017}\n"


@pytest.fixture(scope="module")
def hecho(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raiz = escribir_libro(
        tmp_path_factory.mktemp("guardado") / "libro",
        PAGINAS,
        {"cuentas.py": "def doble(x):\n    return 2 * x\n"},
        CONFIG + "bibtex_bibfiles: [fuentes.bib]\n",
    )
    poner(raiz / "datos.txt", "siete\n")
    poner(raiz / "fuentes.bib", FICHA)
    assert cumplir("html", raiz) == 0
    shutil.copytree(raiz, raiz.with_name("hecho"), symlinks=True)
    return raiz


@pytest.fixture
def libro(hecho: Path) -> Path:
    """El libro recién construido, donde se construyó."""
    shutil.rmtree(hecho)
    shutil.copytree(hecho.with_name("hecho"), hecho, symlinks=True)
    return hecho


@pytest.fixture(scope="module")
def de_la_nada() -> DeLaNada:
    """Lo que sale de un libro sin nada guardado; de los que dicen lo mismo, se construye uno."""
    hechos: dict[bytes, dict[str, bytes]] = {}

    def construir(libro: Path) -> dict[str, bytes]:
        dice = (libro / "portada.md").read_bytes()
        if dice not in hechos:
            nada = libro.with_name("nada")
            shutil.rmtree(nada, ignore_errors=True)
            shutil.copytree(libro, nada, ignore=shutil.ignore_patterns("_build", "__pycache__"))
            assert cumplir("html", nada) == 0
            hechos[dice] = publicado(nada)
        return hechos[dice]

    return construir


def guardados(raiz: Path) -> list[Path]:
    taller = raiz / "_build" / ".imprenta"
    return sorted(r for r in taller.rglob("*") if r.is_file() and r.name != "candado")


def carpeta_en_su_lugar(archivo: Path) -> None:
    archivo.unlink()
    archivo.mkdir()
    (archivo / "algo").write_text("algo", encoding="utf-8")


ESTROPICIOS: dict[str, Callable[[Path], object]] = {
    "vacío": lambda archivo: archivo.write_bytes(b""),
    "a la mitad": lambda archivo: archivo.write_bytes(archivo.read_bytes()[: archivo.stat().st_size // 2]),
    "con ceros": lambda archivo: archivo.write_bytes(bytes(archivo.stat().st_size)),
    "con un octeto cambiado": lambda archivo: archivo.write_bytes(archivo.read_bytes()[:-2] + b"0}"),
    "una lista": lambda archivo: archivo.write_text("[1, 2]", encoding="utf-8"),
    "un número": lambda archivo: archivo.write_text("3", encoding="utf-8"),
    "un diccionario": lambda archivo: archivo.write_text('{"clave": 3, "cuerpo": []}', encoding="utf-8"),
    "no es texto": lambda archivo: archivo.write_bytes(b"\xff\xfe\x00"),
    "una carpeta": carpeta_en_su_lugar,
    "quitado": lambda archivo: archivo.unlink(),
}


@pytest.mark.parametrize("como", ESTROPICIOS)
@pytest.mark.parametrize("edita", [False, True])
def test_con_todo_estropeado_sale_el_mismo_libro(
    libro: Path, de_la_nada: DeLaNada, capsys: pytest.CaptureFixture[str], como: str, edita: bool
) -> None:
    if edita:
        poner(libro / "portada.md", PAGINAS["portada"] + "\nMás.\n")
    esperado = de_la_nada(libro)
    for archivo in guardados(libro):
        ESTROPICIOS[como](archivo)
    capsys.readouterr()
    assert cumplir("html", libro) == 0
    assert capsys.readouterr().err == ""
    assert publicado(libro) == esperado


def test_con_un_archivo_estropeado_sale_el_mismo_libro(libro: Path, de_la_nada: DeLaNada) -> None:
    poner(libro / "portada.md", PAGINAS["portada"] + "\nMás.\n")
    esperado, copia = de_la_nada(libro), libro.with_name("copia")
    de_cada_clase = {(*r.relative_to(libro).parts[:5], r.suffix): r for r in guardados(libro)}
    for archivo in de_cada_clase.values():
        shutil.rmtree(copia, ignore_errors=True)
        shutil.copytree(libro, copia, symlinks=True)
        ESTROPICIOS["con un octeto cambiado"](copia / archivo.relative_to(libro))
        assert cumplir("html", copia) == 0
        assert publicado(copia) == esperado, archivo


class Veneno:
    """Lo que, al leerse con `pickle`, crea un archivo."""

    def __init__(self, rastro: Path) -> None:
        self.rastro = rastro

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.rastro),)


@pytest.mark.parametrize("firmado", [False, True])
def test_lo_que_otro_haya_dejado_para_que_se_ejecute_no_se_lee(
    libro: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, firmado: bool
) -> None:
    """Ni aunque lo firme: la llave es de quien usa la imprenta y está fuera del libro."""
    estado, rastro = EstadoDeSphinx(leer_libro(libro), "html"), tmp_path / "rastro"
    for carpeta in (estado.bueno, estado.pruebas):
        for nombre in ("environment.pickle", "portada.doctree", "uno.doctree"):
            poner(carpeta / "doctrees" / nombre, "")
            (carpeta / "doctrees" / nombre).write_bytes(pickle.dumps(Veneno(rastro)))
    if firmado:
        monkeypatch.setattr(llave, "_llave", lambda: b"la de otro")
        shutil.move(estado.bueno, estado.pruebas.with_name("x"))
        shutil.rmtree(estado.pruebas, ignore_errors=True)
        shutil.move(estado.pruebas.with_name("x"), estado.pruebas)
        poner(estado.pruebas / "de-que.json", "{}")
        estado.conservar()
        monkeypatch.undo()
    poner(libro / "portada.md", PAGINAS["portada"] + "\nMás.\n")
    assert cumplir("html", libro) == 0
    assert not rastro.exists()
    assert "Más." in (libro / "_build/html/portada.html").read_text(encoding="utf-8")


@pytest.fixture
def sin_llave(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "estado"))
    llave._llave.cache_clear()
    yield tmp_path / "estado" / "imprenta" / "llave"
    llave._llave.cache_clear()


def test_la_llave_se_hace_una_vez_y_nadie_mas_la_lee(sin_llave: Path) -> None:
    antes = llave.firma("a")
    assert sin_llave.stat().st_mode & 0o777 == 0o600
    llave._llave.cache_clear()
    assert llave.es_mia("a", antes)
    assert not llave.es_mia("b", antes)


@pytest.mark.parametrize("como", ["corta", "de todos", "una carpeta"])
def test_una_llave_que_no_vale_se_cambia(sin_llave: Path, como: str) -> None:
    antes = llave.firma("a")
    llave._llave.cache_clear()
    if como == "corta":
        sin_llave.write_bytes(b"corta")
    elif como == "de todos":
        sin_llave.chmod(0o644)
    else:
        carpeta_en_su_lugar(sin_llave)
    assert not llave.es_mia("a", antes)
