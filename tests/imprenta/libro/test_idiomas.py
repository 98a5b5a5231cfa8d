"""Las palabras de otras lenguas: enteras, y de dos que empiezan igual, la más larga."""

from pathlib import Path

import pytest
from libros import poner

from imprenta.libro.idiomas import DE_BIBLATEX, EN_BIBLATEX, NINGUNO, Idiomas, idiomas_de

IDIOMAS = Idiomas({"en": ["token", "tokens", "skip", "skip connection", "KV cache"], "la": ["a priori"]})


@pytest.mark.parametrize(
    ("texto", "dichas"),
    [
        ("Un token, dos tokens.", ["en: token", "en: tokens"]),
        ("Tokens y *Token*: TOKEN no.", ["en: Tokens", "en: Token"]),
        ("tokenizar, subtoken, token_2", []),
        ("la skip connection y un skip", ["en: skip connection", "en: skip"]),
        ("la skip\n  connection", ["en: skip\n  connection"]),
        ("una KV cache, y no una kv cache", ["en: KV cache"]),
        ("«token» (token) —token—", ["en: token"] * 3),
        ("a priori, un token", ["la: a priori", "en: token"]),
        ("", []),
    ],
)
def test_lo_dicho_en_otra_lengua(texto: str, dichas: list[str]) -> None:
    assert [f"{lengua}: {texto[inicio:fin]}" for inicio, fin, lengua in IDIOMAS.tramos(texto)] == dichas
    assert list(NINGUNO.tramos(texto)) == []


def test_cada_lista_del_libro_es_de_su_lengua(tmp_path: Path) -> None:
    poner(tmp_path / "_palabras.en.txt", "# Inglesas\n\ntoken  # de trozo\ndot product\n")
    poner(tmp_path / "_palabras.pt-BR.txt", "saudade\n")
    poner(tmp_path / "_palabras.la.txt", "# Ninguna todavía\n")
    poner(tmp_path / "_palabras.txt", "sigmoide\n")
    assert idiomas_de(tmp_path).palabras == {"en": ["token", "dot product"], "pt-BR": ["saudade"]}


def test_ningun_nombre_de_biblatex_es_de_dos_lenguas() -> None:
    assert len(DE_BIBLATEX) == sum(map(len, EN_BIBLATEX.values()))
