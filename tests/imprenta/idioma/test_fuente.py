"""Qué textos del código se tienen por mensajes, y cómo quedan sus huecos."""

import ast

import pytest

from imprenta.idioma.fuente import mensajes_de, mensajes_de_la_casa


@pytest.mark.parametrize(
    ("codigo", "mensajes"),
    [
        ('def f():\n    """No es un mensaje."""\n    return "no existe la página"', ["no existe la página"]),
        ('x = f"{a.b} no es {len(c)!r:>3}"', ["{1} no es {2}"]),
        ('x = "la página " + str(n) + " está vacía"', ["la página {1} está vacía"]),
        ('x = f": no se puede leer: {e}"', ["no se puede leer: {1}"]),
        ('x = f"{r}:{f}:{c}: {n} está sin cubrir"', ["{1} está sin cubrir"]),
        ('print("faltan {} de las {}".format(a, b))', ["faltan {1} de las {2}"]),
        ('x = "átalo con {{cifra}}`{0} <e>`"', ["átalo con {{cifra}}`{1} <e>`"]),
        ('x = "usa {afirma} si es una ley"', ["usa {{afirma}} si es una ley"]),
        ('registro.warning("no se sabe escribir «%s»", x)', ["no se sabe escribir «{1}»"]),
        ('Q = [(r"undefined (.*)", r"«\\1» no es nada")]', ["«{1}» no es nada"]),
        (
            "x = f\"{n} {'página' if n == 1 else 'páginas'} sin probar\"",
            ["página", "páginas", "{1} {2} sin probar"],
        ),
        ('x = "de la en con por".split()', []),
        ('class C(Enum):\n    A = "lo que no se dice a nadie"', []),
        ('x = re.compile(r"(?:el|la) \\w+")', []),
        ('x = "nothing to say here"', []),
    ],
)
def test_los_mensajes_de_un_codigo(codigo: str, mensajes: list[str]) -> None:
    assert sorted(mensajes_de(ast.parse(codigo), "ordenes/una.py")) == sorted(mensajes)


def test_lo_que_pone_la_pagina_va_en_la_lengua_del_libro() -> None:
    codigo = ast.parse('ROTULO = "En todo el libro"\nregistro.warning("no se sabe por qué")')
    assert list(mensajes_de(codigo, "pintar/papel/rotulos.py")) == ["no se sabe por qué"]


def test_se_recogen_tambien_los_del_navegador_y_los_del_papel() -> None:
    mensajes = mensajes_de_la_casa()
    assert mensajes["abrir en el editor"] == ["ordenes/servir_cartel.js"]
    assert mensajes["la tabla no cabe: le sobran {1} mm"] == ["pintar/papel/plantilla/tablas.typ"]
    assert len(mensajes) > 700
