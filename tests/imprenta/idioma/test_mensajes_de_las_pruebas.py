"""Las faltas que esperan las demás pruebas, dichas en inglés: no queda en ellas nada en español."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from imprenta.idioma.catalogo import traductor_de

PRUEBAS = Path(__file__).parents[2]
FALTA = re.compile(r"[^\s:«»^]+:\d+:\d+: \S.*")
# Lo que ha escrito el autor, o dice su código, y se queda como está.
DEL_AUTOR = re.compile(
    r"«[^»]*»|`[^`]*`|\{[^{}]*\}|\w+Error: .*|[^\s:]+:\d+:\d+: |\\\w+|\S*/\S*|[^:(]*\[[^]]* → [^]]*\][^(]*"
)
EN_ESPANOL = re.compile(
    r"[ñáéíóú¿]|\b(?:el|los|las|una|unos|del|que|se|por|para|con|sin|lo|su|hay|ya|ni|han|como|entre|cifra|celda)\b"
)


def test_ninguna_deja_nada_en_espanol() -> None:
    ingles = traductor_de("en")
    dichas = {falta: ingles.traducir(falta) for falta in _faltas_enteras()}
    assert len(dichas) > 150
    cambian = {falta: dicha for falta, dicha in dichas.items() if dicha != falta}
    assert len(cambian) > 0.7 * len(dichas)  # las demás están a medias, o las dice otro
    assert {f: dicha for f, dicha in cambian.items() if EN_ESPANOL.search(DEL_AUTOR.sub(" ", dicha))} == {}


def _faltas_enteras() -> Iterator[str]:
    """Las que están escritas enteras en las pruebas, una por renglón."""
    for archivo in sorted(PRUEBAS.rglob("test_*.py")):
        for nodo in ast.walk(ast.parse(archivo.read_bytes())):
            if isinstance(nodo, ast.JoinedStr | ast.BinOp):
                for parte in ast.walk(nodo):
                    if isinstance(parte, ast.Constant):
                        parte.value = None
            elif isinstance(nodo, ast.Constant) and isinstance(nodo.value, str):
                yield from (renglon for renglon in nodo.value.splitlines() if _esta_entera(renglon))


def _esta_entera(renglon: str) -> bool:
    return bool(FALTA.fullmatch(renglon)) and not renglon.endswith(" ") and "\\x" not in renglon
