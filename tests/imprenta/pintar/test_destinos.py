"""Adónde lleva cada enlace desde un cuaderno: a un título suyo, al libro publicado o a otro cuaderno."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from docutils import nodes
from sphinx.environment import BuildEnvironment

from imprenta.pintar.destinos import Destinos, Publicado
from imprenta.pintar.markdown_llano import Enlazado

TITULOS = {"libro/uno": "Uno", "libro/dos": "Dos", "anexos/voces": "Voces"}
APARTADOS: dict[str, Any] = {
    "libro/uno": {"el-bache": (3, "el-bache", "El bache, (otra vez)"), "con-x": (9, "con-x", "Con $x$")},
    "libro/dos": {"raíz": (1, "raiz", "¿Y la raíz?"), "suelto": (2, "", "Suelto")},
}
ETIQUETAS = {"sec-raiz": ("libro/dos", "raiz", "¿Y la raíz?"), "fig-a": ("libro/uno", "fig-a", "Una figura")}
STD = {
    "labels": ETIQUETAS,
    "anonlabels": {"simbolo-w": ("libro/dos", "simbolo-w")},
    "terms": {"voz": ("anexos/voces", "term-voz")},
    "objects": {},
}


def destinos(base: str = "") -> Destinos:
    env = SimpleNamespace(
        titles={doc: nodes.title("", titulo) for doc, titulo in TITULOS.items()},
        metadata={doc: {"myst_slugs": APARTADOS.get(doc)} for doc in TITULOS},
        domaindata={"std": STD},
    )
    return Destinos(cast(BuildEnvironment, env), Publicado(base, {"libro/uno", "libro/dos"}))


@pytest.mark.parametrize(
    ("rol", "destino", "direccion", "publicada"),
    [
        ("", "#el-bache", "#El-bache,-%28otra-vez%29", None),
        ("", "uno.md#el-bache", "#El-bache,-%28otra-vez%29", None),
        ("", "#con-x", "", "libro/uno.html#con-x"),  # no se sabe qué dirección le da Jupyter
        ("", "dos.md", "dos.ipynb", "libro/dos.html"),
        ("", "dos.md#ra%C3%ADz", "dos.ipynb#¿Y-la-raíz?", "libro/dos.html#raiz"),
        ("", "sec-raiz", "dos.ipynb#¿Y-la-raíz?", "libro/dos.html#raiz"),
        ("", "#simbolo-w", "dos.ipynb", "libro/dos.html#simbolo-w"),
        ("", "datos.csv", "", ""),
        ("", "no.md", "", ""),
        ("doc", "dos", "dos.ipynb", "libro/dos.html"),
        ("doc", "/anexos/voces", "", "anexos/voces.html"),
        ("ref", "SEC-raiz", "dos.ipynb#¿Y-la-raíz?", "libro/dos.html#raiz"),
        ("numref", "fig-a", "", "libro/uno.html#fig-a"),
        ("eq", "eq-no", "", ""),
        ("term", "Voz", "", "anexos/voces.html#term-voz"),
    ],
)
def test_cada_enlace_lleva_a_su_sitio(rol: str, destino: str, direccion: str, publicada: str | None) -> None:
    hallado = destinos().desde("libro/uno")(rol, destino)
    assert (hallado.direccion if hallado else "") == direccion
    hallado = destinos("https://l.es/b/").desde("libro/uno")(rol, destino)
    con_base = direccion if publicada is None else publicada and f"https://l.es/b/{publicada}"
    assert (hallado.direccion if hallado else "") == con_base


def test_cada_sitio_dice_como_se_llama() -> None:
    adonde = destinos().desde("libro/uno")
    assert adonde("doc", "dos") == Enlazado("dos.ipynb", "Dos")
    assert adonde("", "dos.md#raiz") == Enlazado("dos.ipynb#¿Y-la-raíz?", "¿Y la raíz?")


def test_de_otra_carpeta_se_llega_a_la_suya() -> None:
    assert destinos().desde("anexos/voces")("doc", "/libro/uno") == Enlazado("../libro/uno.ipynb", "Uno")


def test_lo_que_puede_cambiar_un_enlace_cambia_el_sello(monkeypatch: pytest.MonkeyPatch) -> None:
    antes = str(destinos())
    assert str(destinos()) == antes != str(destinos("https://l.es"))
    monkeypatch.setitem(APARTADOS["libro/dos"], "raíz", (1, "raiz", "La raíz"))
    assert str(destinos()) != antes
