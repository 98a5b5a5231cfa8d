"""Decir en inglés lo que la imprenta ha escrito, y dejar como está lo que ha escrito el autor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.idioma.catalogo import traductor_de
from imprenta.idioma.plantillas import Plantilla
from imprenta.idioma.traduccion import Traductor

INGLES = traductor_de("en")


@pytest.mark.parametrize(
    ("dicho", "traducido"),
    [
        (
            "uno.md:3:5: 7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
            "uno.md:3:5: 7 is uncovered: bind it with {cifra}`7 <expression>`",
        ),
        (
            "uno.md:9:1: celda 2, línea 3: no se puede leer: permiso denegado",
            "uno.md:9:1: cell 2, line 3: cannot be read: permission denied",
        ),
        (
            "12 cifras · 1 afirmación · 0 fórmulas · 3 sin cubrir",
            "12 figures · 1 claim · 0 formulas · 3 uncovered",
        ),
        ("[ 3/12] book/uno.md (0.2 s): falla", "[ 3/12] book/uno.md (0.2 s): fails"),
        ("/tmp/nada no existe", "/tmp/nada does not exist"),
        ("«1\\frac{1}{2}» es ambiguo: escribe «a» o «b»", "«1\\frac{1}{2}» is ambiguous: write «a» or «b»"),
        (
            "::error file=book/uno.md,line=3,col=5::7 está sin cubrir: átalo con {cifra}`7 <expresión>`",
            "::error file=book/uno.md,line=3,col=5::7 is uncovered: bind it with {cifra}`7 <expression>`",
        ),
        (
            "«todas» habla de todos, y «x» solo mira 3 de los 9 elementos de x: faltan x[1], x[2] y 4 más",
            "«todas» speaks of all of them, and «x» only looks at 3 of the 9 items of x:"
            " missing x[1], x[2] and 4 more",
        ),
        (
            "el rol {cifras} no existe: ¿querías escribir {cifra}?",
            "the role {cifras} does not exist: did you mean {cifra}?",
        ),
        (
            "uno.md:8:1: el núcleo ha muerto (código 3) (traza en _build/una.txt)",
            "uno.md:8:1: the kernel has died (code 3) (traceback in _build/una.txt)",
        ),
        (
            "uno.md:8:1: MemoryError (el límite de la página son 700 MB: se cambia con `imprenta: memoria:` "
            "en `_config.yml`) (traza en _build/una.txt)",
            "uno.md:8:1: MemoryError (the limit for the page is 700 MB: it is changed with `imprenta: "
            "memoria:` in `_config.yml`) (traceback in _build/una.txt)",
        ),
        (
            "uno.md:8:1: arranca «cat»: depende de todos los archivos del libro; si lee otros, dilos en "
            "`imprenta: lee:`",
            "uno.md:8:1: it starts «cat»: depends on every file of the book; if it reads others, "
            "name them in `imprenta: lee:`",
        ),
    ],
)
def test_un_mensaje_se_dice_entero_o_por_partes(dicho: str, traducido: str) -> None:
    assert INGLES.traducir(dicho) == traducido


@pytest.mark.parametrize(
    "del_autor",
    [
        "Baja a 0.65 en ocho pasos, y sube después.",
        "uno.md:3:1: ValueError: no vale así",
        "página",  # como contenido de un rol: aquí va entre comillas
    ],
)
def test_lo_que_escribe_el_autor_entre_comillas_se_queda(del_autor: str) -> None:
    assert INGLES.traducir(f"la prosa afirma «{del_autor}»; x > 0 es falso") == (
        f"the prose claims «{del_autor}»; x > 0 is false"
    )


@given(st.text(alphabet="abcdefgh ij:;,.()\n·0123456789«»`{}", max_size=60))
def test_lo_que_no_sale_de_ninguna_plantilla_no_cambia(texto: str) -> None:
    assert Traductor([Plantilla("la {1} no está", "{1} is not there")]).traducir(texto) == texto


def test_entre_dos_plantillas_vale_la_que_mas_letras_pone() -> None:
    traductor = Traductor(
        [Plantilla("{1} falla", "{1} fails"), Plantilla("{1} casi falla", "{1} nearly fails")]
    )
    assert traductor.traducir("todo casi falla") == "todo nearly fails"


def test_los_huecos_pueden_cambiar_de_orden_y_se_traducen_tambien() -> None:
    traductor = Traductor([Plantilla("{1} no es {2}", "not {2}: {1}"), Plantilla("la página", "the page")])
    assert traductor.traducir("la página no es {nada}") == "not {nada}: the page"
