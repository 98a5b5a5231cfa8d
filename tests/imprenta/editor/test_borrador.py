"""Los lugares del editor y los de la imprenta son los mismos, cuente como cuente el editor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from imprenta.editor.borrador import Borrador
from imprenta.libro.archivos import texto_de

UNIDADES = ("utf-8", "utf-16", "utf-32")
# Lo que en Python parte líneas y en el protocolo no, lo que ocupa dos y lo que no se junta: todo vale.
LETRAS = st.text(st.sampled_from("ab\n\r𝑥😀σ\u0301\u2028\x0b\x0c\x85\ufeff\u00a0"), max_size=12)


def ancho(texto: str, unidades: str) -> int:
    return len(texto.encode(f"{unidades}-le" if unidades != "utf-8" else unidades)) // (
        int(unidades[4:]) // 8
    )


def lugar(crudo: str, posicion: int, unidades: str) -> types.Position:
    """Contado como manda el protocolo, sin lo que se prueba; entre «\\r» y «\\n» no hay ningún lugar."""
    antes = crudo[:posicion].replace("\r\n", "\n").replace("\r", "\n")
    return types.Position(antes.count("\n"), ancho(antes.rpartition("\n")[2], unidades))


def sin_partir_saltos(crudo: str, posicion: int) -> int:
    return posicion - 1 if crudo[posicion - 1 : posicion + 1] == "\r\n" else posicion


@given(LETRAS, st.data(), st.sampled_from(UNIDADES))
def test_escribir_en_el_editor_es_escribir_en_el_texto(
    crudo: str, datos: st.DataObject, unidades: str
) -> None:
    escrito = Borrador(crudo, 1, unidades)
    for version in range(2, 5):
        inicio, fin = sorted(
            sin_partir_saltos(crudo, datos.draw(st.integers(0, len(crudo)), label="lugar")) for _ in range(2)
        )
        nuevo = datos.draw(LETRAS, label="nuevo")
        tramo = types.Range(lugar(crudo, inicio, unidades), lugar(crudo, fin, unidades))
        escrito = escrito.cambiado([types.TextDocumentContentChangePartial(range=tramo, text=nuevo)], version)
        crudo = crudo[:inicio] + nuevo + crudo[fin:]
        assert (escrito.crudo, escrito.version) == (crudo, version)


@given(LETRAS, st.sampled_from(UNIDADES))
def test_un_lugar_y_su_posicion_son_lo_mismo(crudo: str, unidades: str) -> None:
    escrito = Borrador(crudo, 1, unidades)
    assert escrito.texto == texto_de(crudo.encode())
    for posicion in range(len(escrito.texto) + 1):
        assert escrito.posicion(escrito.lugar(posicion)) == posicion
        marca = "\ufeff" * crudo.startswith("\ufeff")
        assert escrito.lugar(posicion) == lugar(marca + escrito.texto, posicion + len(marca), unidades)


@given(LETRAS, st.integers(0, 40), st.integers(0, 40), st.sampled_from(UNIDADES))
def test_un_lugar_que_no_existe_no_se_sale_del_texto(
    crudo: str, linea: int, columna: int, unidades: str
) -> None:
    escrito = Borrador(crudo, 1, unidades)
    posicion = escrito.posicion(types.Position(linea, columna))
    assert 0 <= posicion <= len(escrito.texto)
    if linea < escrito.lineas.total:
        assert escrito.lineas.numero_de_linea(posicion) == linea


def test_los_cambios_de_una_noticia_se_hacen_uno_tras_otro() -> None:
    def cambio(inicio: int, fin: int, nuevo: str) -> types.TextDocumentContentChangePartial:
        tramo = types.Range(types.Position(0, inicio), types.Position(0, fin))
        return types.TextDocumentContentChangePartial(range=tramo, text=nuevo)

    entero = types.TextDocumentContentChangeWholeDocument("abc")
    assert Borrador("x").cambiado([entero, cambio(0, 1, "12"), cambio(3, 4, "")], 2).crudo == "12b"


@pytest.mark.parametrize(("crudo", "salto"), [("a\r\nb\n", "\r\n"), ("a\rb", "\r"), ("a", "\n")])
def test_se_sabe_con_que_acaban_sus_lineas(crudo: str, salto: str) -> None:
    assert Borrador(crudo).salto == salto


def test_lo_que_no_se_puede_escribir_en_el_disco_lo_dice_quien_lo_lee() -> None:
    assert Borrador("a\ud800").octetos == b"a\xed\xa0\x80"
