"""Un módulo con otro texto, y qué líneas del código del libro ejecuta una página."""

from pathlib import Path

from pasos import guion

from imprenta.ejecutar.procesos.cliente import Vivero
from imprenta.ejecutar.procesos.conduccion import conducir
from imprenta.libro.modelo import Consulta, Ejecucion

MODULO = """\
import os


def f(x):
    if x > 1:
        return 2
    return os.path.join("3")


def g():
    if os.fork() == 0:
        f(1)
        os._exit(0)
    os.wait()
"""


def pagina(vivero: Vivero, raiz: Path, celda: str, *suplentes: tuple[Path, str]) -> Ejecucion:
    fuentes = {str(ruta.resolve()): texto for ruta, texto in suplentes}
    pasos = guion(celda, Consulta(1, 1, "f(2)"))
    return conducir(vivero, raiz / "book" / "p.md", pasos, 20, fuentes=fuentes)


def lineas(ejecucion: Ejecucion, modulo: Path) -> set[int]:
    lugares = [lugar.rpartition(":") for lugar in ejecucion.visto.lineas]
    assert {archivo for archivo, _, _ in lugares} == {str(modulo.resolve())}
    return {int(linea) for _, _, linea in lugares}


def escrito(raiz: Path) -> Path:
    modulo = raiz / "code" / "efes.py"
    modulo.write_text(MODULO, encoding="utf-8")
    return modulo


def test_se_apuntan_las_lineas_del_libro_y_ninguna_mas(vivero: Vivero, raiz: Path) -> None:
    modulo = escrito(raiz)
    ejecucion = pagina(vivero, raiz, "import json\nfrom efes import f\ndef h(): return json.dumps(1)\nh()")
    assert lineas(ejecucion, modulo) == {1, 4, 5, 6, 10}


def test_tambien_las_de_un_hijo(vivero: Vivero, raiz: Path) -> None:
    modulo = escrito(raiz)
    ejecucion = pagina(vivero, raiz, "from efes import f, g\ng()")
    assert lineas(ejecucion, modulo) == {1, 4, 5, 6, 7, 10, 11, 12, 13, 14}


def test_un_modulo_suplido_dice_otra_cosa_y_su_archivo_no_se_toca(vivero: Vivero, raiz: Path) -> None:
    modulo = escrito(raiz)
    ejecucion = pagina(vivero, raiz, "from efes import f", (modulo, MODULO.replace("return 2", "return 9")))
    assert [respuesta.valor for respuesta in ejecucion.respuestas] == [9]
    assert not ejecucion.visto.lineas
    assert modulo.read_text(encoding="utf-8") == MODULO


def test_cuando_basta_no_se_sigue(vivero: Vivero, raiz: Path) -> None:
    pasos = guion("x = 1", Consulta(1, 1, "x"), "x = 2", Consulta(2, 1, "x"))
    ruta, vistas = raiz / "book" / "p.md", []

    def basta(respuestas: object) -> bool:
        vistas.append(list(respuestas))  # type: ignore[call-overload]  # son una lista
        return len(vistas) == 2

    ejecucion = conducir(vivero, ruta, pasos, 20, basta=basta)
    assert [[r.valor for r in respuestas] for respuestas in vistas] == [[], [1]]
    assert (len(ejecucion.respuestas), ejecucion.falta) == (1, None)
