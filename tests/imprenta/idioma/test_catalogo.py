"""El catálogo: todo lo que se dice está traducido, con sus huecos, y ninguna plantilla se toma por otra."""

import gettext
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from imprenta.idioma import catalogo, recoger
from imprenta.idioma.catalogo import (
    ESPANOL,
    LENGUAS_DE_LA_IMPRENTA,
    archivo_de,
    catalogo_escrito,
    traducciones_de,
    traductor_de,
)
from imprenta.idioma.fuente import mensajes_de_la_casa
from imprenta.idioma.plantillas import Plantilla, escrito_y_huecos_de

DE_FUERA = [idioma for idioma in LENGUAS_DE_LA_IMPRENTA if idioma != ESPANOL]
QUE_HACER = "pon al día el catálogo con `python -m imprenta.idioma.recoger` y traduce lo que diga"


@pytest.mark.parametrize("idioma", DE_FUERA)
def test_todo_lo_que_se_dice_esta_traducido_y_nada_mas(idioma: str) -> None:
    assert recoger.sin_traducir(idioma) == {}, QUE_HACER
    assert traducciones_de(idioma).keys() - mensajes_de_la_casa().keys() == set(), QUE_HACER


@pytest.mark.parametrize("idioma", DE_FUERA)
def test_una_traduccion_lleva_los_huecos_de_su_mensaje(idioma: str) -> None:
    for mensaje, traduccion in traducciones_de(idioma).items():
        assert sorted(escrito_y_huecos_de(mensaje)[1]) == sorted(escrito_y_huecos_de(traduccion)[1]), mensaje
        assert _entre_comillas(mensaje) == _entre_comillas(traduccion), mensaje


def _entre_comillas(mensaje: str) -> set[str]:
    """Los huecos que van entre comillas: lo que el navegador enseña como código."""
    trozos, huecos = escrito_y_huecos_de(mensaje)
    return {str(n) for n, antes in zip(huecos, trozos, strict=False) if antes.endswith("«")}


@pytest.mark.parametrize("idioma", DE_FUERA)
def test_ninguna_plantilla_se_toma_por_otra(idioma: str) -> None:
    traductor = traductor_de(idioma)
    for mensaje, traduccion in traducciones_de(idioma).items():
        hallada = traductor.plantilla_de(_lleno(mensaje))
        assert hallada is not None, mensaje
        assert hallada[0] == Plantilla(mensaje, traduccion)
        huecos = [f"⟨{k}⟩" for k in escrito_y_huecos_de(mensaje)[1]]
        assert "".join(hallada[1]) == "".join(huecos)  # dos seguidos son uno


def _lleno(mensaje: str) -> str:
    """Un mensaje con algo inconfundible en cada hueco."""
    trozos, huecos = escrito_y_huecos_de(mensaje)
    return trozos[0] + "".join(f"⟨{k}⟩{trozo}" for k, trozo in zip(huecos, trozos[1:], strict=True))


@pytest.mark.parametrize("idioma", DE_FUERA)
def test_lo_entiende_gettext(idioma: str) -> None:
    with archivo_de(idioma).open("rb") as archivo:
        leido = read_po(archivo, locale=idioma)
    compilado = io.BytesIO()
    write_mo(compilado, leido)
    compilado.seek(0)
    assert gettext.GNUTranslations(compilado).gettext("no existe") == traducciones_de(idioma)["no existe"]
    assert list(_errores(leido)) == []


def _errores(catalogo: object) -> Iterator[object]:
    for mensaje, errores in catalogo.check():  # type: ignore[attr-defined]
        yield from ((mensaje.id, error) for error in errores)


def test_recoger_no_pierde_nada_y_calla_si_no_falta_nada(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    suyo = tmp_path / "en.po"
    suyo.write_bytes(
        catalogo_escrito("en", {"no existe": ["una.py"], "de antes": []}, {"no existe": "is not there"})
    )
    monkeypatch.setattr(catalogo, "archivo_de", lambda _: suyo)
    monkeypatch.setattr(recoger, "archivo_de", lambda _: suyo)
    monkeypatch.setattr(
        recoger, "mensajes_de_la_casa", lambda: {"no existe": ["dos.py"], "está {1}": ["a.py", "b.py"]}
    )
    assert recoger.principal([]) == 1
    assert capsys.readouterr().out == "en: a.py, b.py: está {1}\n"
    assert traducciones_de("en") == {"no existe": "is not there"}
    assert b"dos.py" in suyo.read_bytes() and b"de antes" not in suyo.read_bytes()
    monkeypatch.setattr(recoger, "mensajes_de_la_casa", lambda: {"no existe": ["dos.py"]})
    assert recoger.principal(["--mirar"]) == 0
    assert capsys.readouterr().out == ""
