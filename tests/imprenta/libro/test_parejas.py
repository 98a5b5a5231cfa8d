"""Las parejas de llaves y corchetes: dónde se cierra lo que se abre, en textos bien y mal emparejados."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.modelo import FormulaIlegible
from imprenta.libro.parejas import CORCHETES, TODAS, Parejas, grupo


def emparejados(pares: list[str], sueltos: str) -> st.SearchStrategy[str]:
    """Textos en los que cada apertura tiene su cierre."""
    textos = st.text(sueltos, max_size=4)
    return st.recursive(
        textos,
        lambda dentro: st.builds(
            lambda antes, par, medio, tras: antes + par[0] + medio + par[1] + tras,
            textos,
            st.sampled_from(pares),
            dentro,
            dentro,
        ),
    )


EMPAREJADOS = emparejados(["()", "[]", "{}", "[)"], "ab ,\\")
CUALQUIERA = st.text("ab,()[]{}\\", max_size=30)


@given(EMPAREJADOS, CUALQUIERA)
def test_lo_emparejado_se_cierra_donde_acaba(texto: str, cola: str) -> None:
    assert TODAS.cierre(f"({texto}]{cola}") == len(texto) + 1
    assert TODAS.cierre(f"({texto}") is None


@given(CUALQUIERA, EMPAREJADOS)
def test_lo_ultimo_que_sigue_abierto(antes: str, texto: str) -> None:
    assert TODAS.abierta(f"{antes}({texto}") == len(antes)
    assert TODAS.abierta(texto) is None


@given(st.lists(EMPAREJADOS, min_size=1))
def test_una_lista_se_parte_solo_por_fuera(partes: list[str]) -> None:
    cerradas = [f"({parte})" for parte in partes]
    assert TODAS.partes(",".join(cerradas), ",") == cerradas


@given(CUALQUIERA)
def test_las_partes_juntas_son_el_texto(texto: str) -> None:
    assert ",".join(CORCHETES.partes(texto, ",")) == texto


@given(CUALQUIERA)
def test_cada_encierro_es_una_pareja_y_sus_piezas_estan_dentro(texto: str) -> None:
    for inicio, fin, dentro in TODAS.encierros(texto):
        assert TODAS.cierre(texto[inicio:]) == fin - inicio
        assert all(TODAS.abierta(texto[:i]) == inicio for i in dentro)


def test_un_cierre_fiel_cierra_tambien_lo_que_nadie_cerro() -> None:
    parejas = Parejas(["{", "begin"], ["}", "end"], {"end": "begin"})
    assert list(parejas.encierros(["begin", "{", "=", "end"])) == [(0, 3, [])]
    assert list(parejas.encierros(["{", "end", "}"])) == [(0, 1, [])]


@given(emparejados(["{}"], "ab (]"))
def test_un_grupo_llega_hasta_su_llave(texto: str) -> None:
    assert grupo(f"x{{{texto}}}y", 1) == (texto, len(texto) + 3)


@pytest.mark.parametrize(
    ("tex", "motivo"), [("x", "falta una llave «{»"), (r"{a\}", "hay una llave «{» sin cerrar")]
)
def test_un_grupo_que_no_lo_es(tex: str, motivo: str) -> None:
    with pytest.raises(FormulaIlegible, match=f"^{motivo}$"):
        grupo(tex, 0)
