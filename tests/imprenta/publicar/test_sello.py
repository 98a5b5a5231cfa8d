"""Tras cualquier serie de órdenes que no cambia nada se sabe, sin pintar, que lo publicado es lo de ahora."""

from pathlib import Path

import pytest
from libros import CONFIG, construir, escribir_libro, poner, quieto

ORDENES = ("html", "pdf", "epub")
SERIE = (
    "html",
    "pdf",
    "html",
    "epub",
    "pdf",
    "html",
    "verify",
    "epub",
    "html",
)  # cada una, tras todas las demás
CON_LAS_DEMAS = CONFIG.replace("extension]", "extension, imprenta.pintar.web.acompanamiento]").replace(
    "templates_path: []", "templates_path: [.]"
)
PAGINAS = {"uno": "# Uno\n\nHola.\n"}


def lo_publicado(libro: Path) -> dict[str, bytes]:
    rutas = (ruta for orden in ORDENES for ruta in (libro / "_build" / orden).rglob("*") if ruta.is_file())
    return {ruta.relative_to(libro).as_posix(): ruta.read_bytes() for ruta in rutas}


def test_la_segunda_vez_que_se_da_una_orden_nada_ha_cambiado(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = quieto(escribir_libro(tmp_path, PAGINAS))
    dadas: set[str] = set()
    antes: dict[str, bytes] = {}
    for orden in SERIE:
        estado, dicho, faltas = construir(libro, capsys, orden)
        assert (estado, faltas) == (0, [])
        assert ("Nada ha cambiado" in dicho) is (orden in dadas), orden
        ahora = lo_publicado(libro)
        assert {ruta: ahora.get(ruta) for ruta in antes} == antes
        dadas, antes = dadas | ({orden} & {*ORDENES}), ahora


def test_de_una_carpeta_enlazada_se_sabe_lo_que_tiene_si_esta_en_el_libro(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = escribir_libro(tmp_path, PAGINAS)
    poner(libro / "datos" / "a.txt", "1")
    enlace = libro / "otros"
    enlace.symlink_to("datos")
    dichos = [construir(quieto(libro), capsys)[1] for _ in range(2)]
    assert ["Nada ha cambiado" in dicho for dicho in dichos] == [False, True]
    poner(libro / "datos" / "a.txt", "2")
    assert "Nada ha cambiado" not in construir(libro, capsys)[1]
    enlace.unlink()
    enlace.symlink_to(tmp_path_factory.mktemp("fuera"))
    assert not any("Nada ha cambiado" in construir(quieto(libro), capsys)[1] for _ in range(2))


def test_un_sufijo_en_la_configuracion_no_es_un_archivo_oculto_si_no_lo_hay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = CONFIG.replace("templates_path: []", "templates_path: [], html_link_suffix: .html")
    libro = quieto(escribir_libro(tmp_path, PAGINAS, config=config))
    dichos = [construir(libro, capsys)[1] for _ in range(2)]
    assert ["Nada ha cambiado" in dicho for dicho in dichos] == [False, True]
    poner(libro / ".html", "oculto")
    assert not any("Nada ha cambiado" in construir(quieto(libro), capsys)[1] for _ in range(2))


@pytest.mark.parametrize(
    ("config", "pagina"),
    [
        (CON_LAS_DEMAS, PAGINAS["uno"]),
        (CONFIG, "# Uno\n\n{download}`En papel <_build/pdf/libro.pdf>`.\n"),
    ],
)
def test_la_web_que_lleva_consigo_el_pdf_lleva_el_de_ahora(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: str, pagina: str
) -> None:
    libro = quieto(escribir_libro(tmp_path, PAGINAS, config=config))
    poner(libro / "404.html", "No está.")
    construir(libro, capsys, "pdf")
    (libro / "uno.md").write_text(pagina, encoding="utf-8")
    assert construir(quieto(libro), capsys)[::2] == (0, [])
    (libro / "_build" / "pdf" / "libro.pdf").write_bytes(b"otro")
    assert construir(libro, capsys)[::2] == (0, [])
    (copia,) = (libro / "_build" / "html").rglob("libro.pdf")
    assert copia.read_bytes() == b"otro"
