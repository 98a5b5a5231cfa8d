"""El libro que escribe `nuevo` se imprime tal cual, y nunca se escribe encima de nada."""

from pathlib import Path

import pytest
from libros import construir, cumplir, pagina_hecha

from imprenta.__main__ import main
from imprenta.idioma.catalogo import LENGUAS_DE_LA_IMPRENTA

COBERTURA = "6 cifras · 1 afirmación · 1 hecho de esta vez · 1 fórmula · 0 datos · 0 sin cubrir · 0 falsas\n"


@pytest.fixture(params=LENGUAS_DE_LA_IMPRENTA)
def libro(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    assert main(["nuevo", str(tmp_path / "mi libro"), "--idioma", request.param]) == 0
    return tmp_path / "mi libro"


def test_se_imprime_tal_cual_y_lo_que_ensena_es_cierto(
    libro: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    estado, salida, faltas = construir(libro, capsys)
    assert (estado, faltas) == (0, [])
    assert salida.endswith(f"{COBERTURA}El libro está en _build/html/index.html\n")
    assert "3.445" in pagina_hecha(libro, "cifras" if (libro / "cifras.md").exists() else "numbers")
    assert ".gitignore" in {ruta.name for ruta in libro.iterdir()}
    portada = libro / "intro.md"
    portada.write_text(portada.read_text(encoding="utf-8").replace("`3.0 <", "`3.1 <"), encoding="utf-8")
    estado, _, (falta,) = construir(libro, capsys)
    assert estado == 1
    assert falta.startswith("intro.md:16:")
    assert "la prosa dice 3.1; " in falta


def test_dice_lo_que_ha_escrito_y_que_hacer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = tmp_path / "hondo" / "libro"
    assert cumplir("nuevo", libro) == 0
    assert capsys.readouterr().out == (
        f"{libro} es un libro nuevo: .gitignore, _config.yml, _toc.yml, cifras.md, dados.md, intro.md\n"
        f"para imprimirlo, imprenta html {libro}\n"
    )


@pytest.mark.parametrize(
    ("lo_que_hay", "queja"),
    [
        ({"notas.txt"}, "{} no está vacía: di el nombre de una carpeta que no exista"),
        ({"_toc.yml", "x"}, "{} ya es un libro: para imprimirlo, imprenta html {}"),
    ],
)
def test_no_escribe_encima_de_nada(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lo_que_hay: set[str], queja: str
) -> None:
    for nombre in lo_que_hay:
        (tmp_path / nombre).touch()
    assert cumplir("nuevo", tmp_path) == 1
    assert capsys.readouterr().err == f"{queja.format(tmp_path, tmp_path)}\n"
    assert {ruta.name for ruta in tmp_path.iterdir()} == lo_que_hay
    assert cumplir("nuevo", tmp_path / min(lo_que_hay)) == 1
    assert capsys.readouterr().err == f"{tmp_path / min(lo_que_hay)} no es una carpeta\n"


def test_una_carpeta_con_solo_su_historia_esta_vacia(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert cumplir("nuevo", tmp_path) == 0
    assert (tmp_path / "_toc.yml").exists()
