"""Lo que se añade a un YAML va en su sitio, y lo demás sigue, octeto a octeto, como estaba."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from imprenta.libro.yaml_escrito import YamlMalEscrito, yaml_de
from imprenta.mesa.yaml_ampliado import con_clave

CLAVES = st.sampled_from(["title", "imprenta", "html", "parse", "logo"])
HOJAS = st.none() | st.booleans() | st.integers(-9, 99) | st.text("ab: #'\"\n-é[{|", max_size=6)
VALORES = st.recursive(HOJAS, lambda v: st.lists(v, max_size=3) | st.dictionaries(CLAVES, v, max_size=3))
LIBROS = st.dictionaries(CLAVES.filter(lambda c: c != "imprenta"), VALORES, min_size=1, max_size=4)
SECCIONES = st.dictionaries(st.sampled_from(["nombres", "papel"]), VALORES, max_size=2)


def ampliado(texto: str) -> str:
    return con_clave(texto, "imprenta", "cubiertas", [], "cuáles")


@pytest.mark.parametrize(
    ("antes", "despues"),
    [
        ("title: A\n", "title: A\n\nimprenta:\n  cubiertas: [] # cuáles\n"),
        ("title: A", "title: A\n\nimprenta:\n  cubiertas: [] # cuáles\n"),
        ("title: A\n\n# fin\n\n", "title: A\n\n# fin\n\nimprenta:\n  cubiertas: [] # cuáles\n"),
        ("title: A\r\nb: 1\r\n", "title: A\r\nb: 1\r\n\r\nimprenta:\r\n  cubiertas: [] # cuáles\r\n"),
        ("---\ntitle: A\n...\n", "---\ntitle: A\n\nimprenta:\n  cubiertas: [] # cuáles\n...\n"),
        ("  title: A\n", "  title: A\n\n  imprenta:\n    cubiertas: [] # cuáles\n"),
        ("a: |+\n  uno", "imprenta:\n  cubiertas: [] # cuáles\n\na: |+\n  uno"),
        ("imprenta:\ntitle: A\n", "imprenta:\n  cubiertas: [] # cuáles\ntitle: A\n"),
        ("imprenta: ~ # nada\n", "imprenta:  # nada\n  cubiertas: [] # cuáles\n"),
        ("imprenta: # poco\n", "imprenta: # poco\n  cubiertas: [] # cuáles\n"),
        ("imprenta:", "imprenta:\n  cubiertas: [] # cuáles\n"),
        (
            "imprenta: # esta\n    # los\n    nombres: {GPT-4: un modelo}\n",
            "imprenta: # esta\n    # los\n    cubiertas: [] # cuáles\n    nombres: {GPT-4: un modelo}\n",
        ),
        ("imprenta: {papel: {letra: x}} # c\n", "imprenta: {cubiertas: [], papel: {letra: x}} # c\n"),
        ("imprenta: {}\n", "imprenta: {cubiertas: []}\n"),
        ("{title: A}\n", "{imprenta: {cubiertas: []}, title: A}\n"),
    ],
)
def test_va_en_su_sitio(antes: str, despues: str) -> None:
    assert ampliado(antes) == despues


@given(LIBROS, st.none() | SECCIONES, st.sampled_from([None, False, True]), st.sampled_from(["\n", "\r\n"]))
def test_lo_demas_dice_y_se_escribe_igual(
    libro: dict[str, object], seccion: dict[str, object] | None, llaves: bool | None, salto: str
) -> None:
    datos = libro if seccion is None else libro | {"imprenta": seccion}
    texto = yaml.safe_dump(datos, default_flow_style=llaves, allow_unicode=True, sort_keys=False)
    texto = texto.replace("\n", salto)
    try:
        antes = yaml_de(texto).datos
    except YamlMalEscrito:
        return
    nuevo = ampliado(texto)
    assert yaml_de(nuevo).datos == antes | {"imprenta": (antes.get("imprenta") or {}) | {"cubiertas": []}}
    quedan = iter(nuevo)
    assert all(caracter in quedan for caracter in texto)  # nada se quita ni se mueve


@pytest.mark.parametrize("texto", ["a: &x {b: 1}\nimprenta: *x\n", "- a\n", "imprenta: texto\n"])
def test_donde_no_se_sabe_no_se_toca_nada(texto: str) -> None:
    with pytest.raises(ValueError, match=r"^no se sabe dónde va sin tocar nada más$"):
        ampliado(texto)
