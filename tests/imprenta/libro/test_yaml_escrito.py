"""El YAML de un autor: lo que está mal se dice en español y en su sitio, lo lea quien lo lea."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro import yaml_escrito
from imprenta.libro.yaml_escrito import PROBLEMAS, TABULADOR, YamlMalEscrito, lugar_de, valor_en, yaml_de

MAL = {
    "a: b: c": "1:5: aquí no puede haber otro `: `: pon el valor entre comillas",
    "a: 1\nb\nc: 2\n": "3:1: falta `: ` tras la clave",
    "a: - b": "1:4: aquí no puede empezar una lista",
    "a:\n\tb: c\n": f"2:1: {TABULADOR}",
    "a: @b": "1:4: un valor no puede empezar así: ponlo entre comillas",
    "a: [1, 2\nb: 3\n": "2:2: una lista no se cierra: falta una coma o `]`",
    "a: {b: 1\nc: 3\n": "2:2: unas llaves no se cierran: falta una coma o `}`",
    "a: 1\n b: 2\n": "2:3: aquí no puede haber otro `: `: pon el valor entre comillas",
    "- a\nb: 2\n": "2:1: la sangría no casa con lo de arriba",
    'a: "b\n': "2:1: unas comillas no se cierran",
    "a: 'b\n---\n": "2:1: unas comillas no se cierran antes de la raya",
    'a: "\\q"': "1:5: tras `\\` no va eso: entre comillas dobles, escribe `\\\\`",
    "a: *b": "1:4: ese `*` no repite nada: pon el valor entre comillas",
    "a: **": "1:5: tras `*`, `&` o `!` falta un nombre: pon el valor entre comillas",
    "[a, b]: 1": "1:1: una clave no puede ser una lista ni un mapa",
    "a: !cosa b": "1:4: ese tipo, con `!`, no se conoce",
    "a: !x!cosa b": "1:4: ese tipo, con `!`, no está bien escrito",
    "a: 1\n---\nb: 2\n": "2:1: aquí acaba el documento y hay algo más",
    "<<: 3": "1:5: lo que se junta con `<<` no es una lista de `clave: valor`",
    "a: 1\nb: 2\na: 3\n": "3:1: la clave «a» está repetida",
    "a: &x [1, *x]": "1:4: se contiene a sí mismo",
    "a: 2020-13-45": "1:4: «2020-13-45» parece una fecha o un número y no lo es: ponlo entre comillas",
    "a: b\x07c": "1:5: hay un carácter que no se ve, U+0007",
}


@pytest.mark.parametrize("cargador", dict.fromkeys((yaml.SafeLoader, yaml_escrito.CARGADOR)))
@pytest.mark.parametrize(("texto", "problema"), MAL.items())
def test_lo_mal_escrito_se_dice_en_su_sitio(
    monkeypatch: pytest.MonkeyPatch, cargador: object, texto: str, problema: str
) -> None:
    monkeypatch.setattr(yaml_escrito, "CARGADOR", cargador)
    with pytest.raises(YamlMalEscrito) as error:
        yaml_de(texto)
    lugar, _, dicho = problema.partition(": ")
    assert str(error.value) == dicho
    if cargador is not yaml.SafeLoader:  # el de Python no señala siempre la misma columna
        assert f"{error.value.linea}:{error.value.columna}" == lugar


@given(st.text(st.sampled_from("ab1:-#[]{}&*!|>'\"%@`,? \n\t\\"), max_size=30))
def test_de_un_yaml_sale_lo_que_dice_o_por_que_no_se_entiende(texto: str) -> None:
    try:
        escrito = yaml_de(texto)
    except YamlMalEscrito as error:
        sin_parte_fija = ("está repetida", "no lo es: ponlo", "no se entiende", "a sí mismo", "no se ve")
        conocidos = {dicho for _, dicho in PROBLEMAS}
        assert str(error) in conocidos or any(parte in str(error) for parte in sin_parte_fija)
        lineas = texto.split("\n")
        assert 1 <= error.linea <= len(lineas) + 1 and error.columna >= 1
    else:
        assert escrito.datos == yaml.load(texto, yaml_escrito.CARGADOR)


def test_donde_se_deja_repetir_una_clave_vale_la_ultima_como_en_pyyaml() -> None:
    texto = "a: 1\nb: {c: 1, c: 2}\na:\n  - {d: 3, d: 4}\nz: {e: 5}\n"
    escrito = yaml_de(texto, con_repetidas_salvo="z")
    assert escrito.datos == yaml.safe_load(texto)
    assert [(clave.value, *lugar_de(clave)) for clave in escrito.tapadas] == [
        ("a", 1, 1),
        ("c", 2, 5),
        ("d", 4, 6),
    ]
    segunda = valor_en(escrito.nodo, "b", "c")
    assert segunda is not None and segunda.value == "2"
    for mala in ("z: {a: 1, a: 2}\n", "z: [{a: 1, a: 2}]\n", "z: 1\nz: 2\n"):
        with pytest.raises(YamlMalEscrito, match="está repetida"):
            yaml_de(mala, con_repetidas_salvo="z")
