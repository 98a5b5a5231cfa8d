"""Una página en un formato que añade el libro se lee como las demás, y cada cosa está en su línea."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.formatos import Formato
from imprenta.libro.pagina import Pagina
from imprenta.mesa.cambios import DE_OTRO_FORMATO, Cambio, con_cambios, se_puede_cambiar

GUION = Formato(".py", "lectores.reads", '{"fmt": "guion"}')
PAGINA = """\
# Lo de arriba no es de ninguna celda: 99.

# %% [markdown]
# # Un guion
#
# Son {cifra}`4 <x>` y "unos" 17.

# %%
x = 4

x
# %% [raw]
# Van 31 en crudo.
# %% [markdown]
# Y otros 17, $2+2=5$.
"""


def leida(texto: str) -> Pagina:
    return leer(Path("guion.py"), texto.encode(), formato=GUION)


def test_sus_celdas_y_sus_cifras_estan_en_las_lineas_del_archivo() -> None:
    pagina = leida(PAGINA)
    (celda,) = pagina.celdas
    assert (celda.codigo, celda.lugar(3, 1)) == ("x = 4\n\nx", (11, 1))
    assert pagina.cabecera == {"kernelspec": {"name": "python3", "display_name": "python3"}}
    informe = verificar(pagina, {}, Bibliografia(Path(), []))
    assert [f"{falta.linea}:{falta.columna}" for falta in informe.sin_cubrir] == ["6:31", "15:11"]
    assert [f"{falta.linea}:{falta.columna}" for falta in informe.falsas] == ["6:15", "15:20"]


lineas = st.text(st.sampled_from("ab \"\\#%'é"), max_size=6).map(lambda texto: f"b{texto}".rstrip())
parrafos = st.lists(lineas, min_size=1, max_size=3)


@given(st.lists(st.tuples(st.booleans(), parrafos), min_size=1, max_size=4))
def test_cada_numero_esta_donde_se_dice(celdas: list[tuple[bool, list[str]]]) -> None:
    """Con las mismas líneas en celdas distintas, y con lo que un JSON escribiría de otro modo."""
    texto, numero = "", 0
    for de_codigo, parrafo in celdas:
        texto += "# %%\n" if de_codigo else "# %% [markdown]\n"
        for linea in parrafo:
            numero += 1
            texto += f"{linea}\n" if de_codigo else f"# {linea} {1000 + numero}\n"
    pagina = leida(texto)
    for pieza in pagina.piezas:
        dicho = getattr(pieza, "texto", "")
        fila, columna = pagina.lugar(pieza.inicio)
        assert texto.split("\n")[fila - 1][columna - 1 :].startswith(dicho)


def test_lo_que_su_lector_no_entiende_se_dice_en_una_linea() -> None:
    assert [*map(str, leida("no se entiende").faltas)] == [
        "guion.py:1:1: `lectores.reads` no lo lee: ValueError: esto no es guion"
    ]
    otro = Formato(".py", "lectores.no_hay")
    assert [*map(str, leer(Path("guion.py"), b"x = 1", formato=otro).faltas)] == [
        "guion.py:1:1: `lectores.no_hay` no lo lee: "
        "AttributeError: module 'lectores' has no attribute 'no_hay'"
    ]


def test_nadie_escribe_en_un_archivo_que_lee_otro() -> None:
    pagina = leida(PAGINA)
    cambio = Cambio(pagina.texto.index("17"), pagina.texto.index("17") + 2, "18")
    assert not se_puede_cambiar(pagina, cambio)
    try:
        con_cambios(pagina, PAGINA.encode(), [cambio])
    except ValueError as error:
        assert str(error) == DE_OTRO_FORMATO
    else:
        raise AssertionError("se ha escrito")
