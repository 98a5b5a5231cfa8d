"""El almacén guarda entero, no se fía de lo roto y no crece."""

import os
from pathlib import Path

import pytest

from imprenta.ejecutar.dependencias.huella import Huella, marca_de
from imprenta.ejecutar.ejecuciones_guardadas import HISTORIA, Almacen
from imprenta.libro.modelo import CeldaEjecutada, Ejecucion, Falta, Respuesta

DADA = Ejecucion(
    (CeldaEjecutada([{"output_type": "stream", "name": "stdout", "text": "ñ"}], 1),),
    (Respuesta([1, 0.5], "[1, 0.5]"),),
    0.25,
    leidos=("book/datos.csv",),
)


@pytest.fixture
def almacen(tmp_path: Path) -> Almacen:
    return Almacen(tmp_path)


def de(pagina: str, n: int, leido: str = "") -> Huella:
    return Huella(marca_de(pagina), f"clave{n}", leido)


def guardar(almacen: Almacen, *huellas: Huella) -> None:
    """Guarda una ejecución con cada huella y lo que leyó; la primera se usó la última."""
    for antiguedad, huella in enumerate(huellas):
        almacen.guardar(huella, DADA)
        os.utime(almacen.carpeta / "ejecuciones" / f"{huella}.json", (1e9 - antiguedad,) * 2)
        lecturas = almacen.carpeta / "lecturas" / f"{huella.pagina}-{huella.clave}.json"
        lecturas.parent.mkdir(exist_ok=True)
        lecturas.write_text("[]", encoding="utf-8")


def guardadas(almacen: Almacen) -> set[str]:
    return {ruta.stem for ruta in (almacen.carpeta / "ejecuciones").iterdir()}


def lecturas(almacen: Almacen) -> set[str]:
    return {ruta.stem for ruta in (almacen.carpeta / "lecturas").iterdir()}


def test_lo_guardado_vuelve_igual(almacen: Almacen) -> None:
    huella = de("a.md", 1, "abc")
    assert almacen.leer(huella) is None
    almacen.guardar(huella, DADA)
    leida = almacen.leer(huella)
    assert leida == Ejecucion(DADA.salidas, DADA.respuestas, 0.25, str(huella), leidos=DADA.leidos)


def test_lo_que_no_se_entiende_no_esta(almacen: Almacen) -> None:
    huella = de("a.md", 1)
    for texto in ("", "{", "[]", "{}", '{"salidas": [{}]}'):
        almacen.guardar(huella, DADA)
        (almacen.carpeta / "ejecuciones" / f"{huella}.json").write_text(texto, encoding="utf-8")
        assert almacen.leer(huella) is None, texto


def test_una_ejecucion_fallida_no_se_guarda(almacen: Almacen) -> None:
    with pytest.raises(ValueError, match="una ejecución fallida no se guarda"):
        almacen.guardar(de("a.md", 1), Ejecucion(falta=Falta(Path("a.md"), 1, 1, "mal")))


def test_la_poda_deja_de_cada_pagina_las_ultimas(almacen: Almacen) -> None:
    suyas = [de("a.md", n) for n in range(6)]
    guardar(almacen, *suyas)
    almacen.podar({"a.md": str(suyas[0])})
    assert guardadas(almacen) == lecturas(almacen) == {str(huella) for huella in suyas[:HISTORIA]}
    assert HISTORIA == 3


def test_la_poda_no_toca_lo_de_ahora_aunque_haga_mucho_que_no_se_usa(almacen: Almacen) -> None:
    suyas = [de("a.md", n) for n in range(6)]
    guardar(almacen, *suyas)
    almacen.podar({"a.md": str(suyas[5])})
    assert guardadas(almacen) == {str(suyas[n]) for n in (0, 1, 5)}


def test_leer_una_ejecucion_la_pone_la_primera(almacen: Almacen) -> None:
    suyas = [de("a.md", n) for n in range(6)]
    guardar(almacen, *suyas)
    assert almacen.leer(suyas[4]) is not None
    almacen.podar({"a.md": str(suyas[5])})
    assert guardadas(almacen) == {str(suyas[n]) for n in (0, 4, 5)}


def test_de_las_paginas_que_ya_no_estan_no_queda_nada(almacen: Almacen) -> None:
    guardar(almacen, de("a.md", 1), de("b.md", 1), de("b.md", 2, "abc"))
    almacen.anotar_tiempos({"a.md": 1.0, "b.md": 2.0})
    for nombre in ("a.md", "honda/b.md"):
        almacen.traza(nombre).parent.mkdir(parents=True, exist_ok=True)
        almacen.traza(nombre).write_text("mal", encoding="utf-8")
    (almacen.carpeta / "ejecuciones" / ("f" * 64 + ".json")).write_text(
        "{}", encoding="utf-8"
    )  # de otra época
    almacen.podar({"a.md": ""})
    assert guardadas(almacen) == lecturas(almacen) == {str(de("a.md", 1))}
    assert almacen.tiempos() == {"a.md": 1.0}
    assert [ruta.name for ruta in (almacen.carpeta / "trazas").rglob("*.txt")] == ["a.txt"]


def test_la_traza_de_una_pagina_que_ya_no_falla_se_va(almacen: Almacen) -> None:
    guardar(almacen, de("a.md", 1))
    almacen.traza("a.md").parent.mkdir()
    almacen.traza("a.md").write_text("mal", encoding="utf-8")
    almacen.podar({"a.md": str(de("a.md", 1))})
    assert list((almacen.carpeta / "trazas").iterdir()) == []


def test_las_lecturas_de_lo_de_ahora_se_quedan_aunque_no_se_haya_guardado(almacen: Almacen) -> None:
    guardar(almacen, de("a.md", 1))
    (almacen.carpeta / "ejecuciones" / f"{de('a.md', 1)}.json").unlink()
    almacen.podar({"a.md": str(de("a.md", 1, "abc"))})
    assert lecturas(almacen) == {str(de("a.md", 1))}


def test_podar_donde_no_hay_nada_no_escribe_nada(almacen: Almacen) -> None:
    almacen.podar({"a.md": ""})
    assert list(almacen.carpeta.iterdir()) == []
