"""El intercambio: el libro bueno nunca falta."""

import errno
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from imprenta.publicar import cambio
from imprenta.publicar.cambio import igualar, intercambiar, publicar


def escribir(carpeta: Path, texto: str) -> Path:
    carpeta.mkdir(parents=True)
    (carpeta / "index.html").write_text(texto)
    return carpeta


@pytest.mark.parametrize("sabe_canjear", [True, False])
def test_intercambiar_sustituye_y_aparta_lo_que_habia(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sabe_canjear: bool
) -> None:
    if not sabe_canjear:
        monkeypatch.setattr(cambio, "_canjear", lambda *_: False)
    destino = escribir(tmp_path / "html", "viejo")
    escribir(tmp_path / ".html.retirado", "resto de una muerte anterior")
    intercambiar(escribir(tmp_path / "nuevo", "nuevo"), destino)
    assert (destino / "index.html").read_text() == "nuevo"
    assert (tmp_path / "nuevo" / "index.html").read_text() == "viejo"
    if not sabe_canjear:
        assert sorted(p.name for p in tmp_path.iterdir()) == ["html", "nuevo"]


def test_intercambiar_estrena_destino(tmp_path: Path) -> None:
    intercambiar(escribir(tmp_path / "nuevo", "primero"), tmp_path / "_build" / "html")
    assert (tmp_path / "_build" / "html" / "index.html").read_text() == "primero"


def test_el_destino_no_falta_en_ningun_instante(tmp_path: Path) -> None:
    destino = escribir(tmp_path / "html", "0")
    faltas, fin = [], threading.Event()

    def mirar() -> None:
        while not fin.is_set():
            try:
                descriptor = os.open(destino, os.O_RDONLY)
            except FileNotFoundError as error:
                faltas.append(error)
            else:
                os.close(descriptor)

    vigia = threading.Thread(target=mirar)
    vigia.start()
    for vez in range(1, 200):
        (tmp_path / "nuevo").mkdir(exist_ok=True)
        (tmp_path / "nuevo" / "index.html").write_text(str(vez))
        intercambiar(tmp_path / "nuevo", destino)
    fin.set()
    vigia.join()
    assert not faltas
    assert (destino / "index.html").read_text() == "199"


def test_un_intercambio_imposible_no_pierde_nada(tmp_path: Path) -> None:
    destino = escribir(tmp_path / "html", "viejo")
    with pytest.raises(FileNotFoundError):
        intercambiar(tmp_path / "no-existe", destino)
    assert (destino / "index.html").read_text() == "viejo"


def test_igualar_copia_lo_que_cambia_y_quita_lo_que_sobra(tmp_path: Path) -> None:
    original, copia = tmp_path / "original", tmp_path / "copia"
    for nombre in ("igual", "cambiado", "sub/hondo", "era-carpeta", "es-carpeta/dentro", ".oculto"):
        escribir(original / nombre, nombre)
    for carpeta, texto in {"igual": "igual", "sobra/mucho": "x", "sub/tambien": "x"}.items():
        escribir(copia / carpeta, texto)
    (copia / "era-carpeta").mkdir()
    (copia / "es-carpeta").write_text("x")
    (copia / "enlace").symlink_to(original)

    def ver(raiz: Path) -> dict[str, str]:
        archivos = (r for r in raiz.rglob("*") if r.is_file() and ".oculto" not in r.parts)
        return {r.relative_to(raiz).as_posix(): r.read_text() for r in archivos}

    for _ in range(2):
        igualar(copia, original, shutil.ignore_patterns(".oculto"))
        assert ver(copia) == ver(original)
        assert not (copia / ".oculto").exists()
    quieto = (copia / "igual" / "index.html").stat().st_ctime_ns
    (original / "cambiado" / "index.html").write_text("otra cosa")
    igualar(copia, original, shutil.ignore_patterns(".oculto"))
    assert ver(copia) == ver(original)
    assert (copia / "igual" / "index.html").stat().st_ctime_ns == quieto


def test_igualar_no_escribe_por_un_enlace(tmp_path: Path) -> None:
    original, copia, ajena = tmp_path / "original", tmp_path / "copia", escribir(tmp_path / "ajena", "suyo")
    escribir(original / "carpeta", "nuevo")
    (original / "archivo").write_text("nuevo")
    copia.mkdir()
    (copia / "carpeta").symlink_to(ajena)
    (copia / "archivo").symlink_to(ajena / "index.html")
    igualar(copia, original, shutil.ignore_patterns())
    assert (ajena / "index.html").read_text() == "suyo"
    assert (copia / "carpeta" / "index.html").read_text() == (copia / "archivo").read_text() == "nuevo"


def test_un_enlace_a_la_carpeta_que_se_sirve_sigue_siendolo(tmp_path: Path) -> None:
    pruebas, servida = escribir(tmp_path / "taller" / "html", "0"), escribir(tmp_path / "servida", "viejo")
    (tmp_path / "html").symlink_to(servida)
    for texto in ("uno", "dos", "tres"):
        (pruebas / "index.html").write_text(texto)
        publicar(pruebas, tmp_path / "html", pruebas.with_name(f"{pruebas.name}-penultimo"))
        assert (tmp_path / "html").is_symlink()
        assert (servida / "index.html").read_text() == texto


def test_en_otro_disco_lo_publicado_cambia_tambien_de_un_golpe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pruebas, servida = (
        escribir(tmp_path / "taller" / "html", "0"),
        escribir(tmp_path / "otro" / "html", "viejo"),
    )

    def canjear(una: Path, otra: Path) -> bool:
        if una.parent != otra.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link", str(una), None, str(otra))
        return canjear_de_verdad(una, otra)

    canjear_de_verdad = cambio._canjear
    monkeypatch.setattr(cambio, "_canjear", canjear)
    for texto in ("uno", "dos", "tres"):
        (pruebas / "index.html").write_text(texto)
        publicar(pruebas, servida, pruebas.with_name(f"{pruebas.name}-penultimo"))
        assert (servida / "index.html").read_text() == texto
    assert sorted(ruta.name for ruta in servida.parent.iterdir()) == [".html-penultimo", "html"]


@pytest.mark.parametrize("poner", [Path.touch, lambda ruta: ruta.symlink_to(ruta.parent.parent / "ajena")])
def test_lo_que_ocupa_el_lugar_del_penultimo_se_quita(
    tmp_path: Path, poner: Callable[[Path], object]
) -> None:
    ajena, pruebas = escribir(tmp_path / "ajena", "suyo"), escribir(tmp_path / "taller" / "html", "nuevo")
    poner(tmp_path / "taller" / "html-penultimo")
    publicar(pruebas, tmp_path / "publicado", pruebas.with_name(f"{pruebas.name}-penultimo"))
    assert (tmp_path / "publicado" / "index.html").read_text() == "nuevo"
    assert (ajena / "index.html").read_text() == "suyo"
