"""La ley de lo vivo: se edite lo que se edite, lo que se enseña son los octetos que `html` haría de la nada.

El libro sigue sobre la mesa y Sphinx en la memoria de un cambio al siguiente: que nada de lo que recuerdan
sea mentira. Si el libro está mal, se sigue enseñando el último que estaba bien.
"""

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
from autor import CAMBIOS, EDICIONES, INICIAL, POR_SERIE, UNA, Autor, con_tema, series
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from libros import cumplir, dejar, poner, publicado, sin_avisos_ajenos

from imprenta.libro.libro import Libro, leer_libro
from imprenta.ordenes import en_vivo
from imprenta.ordenes.en_vivo import BIEN, INTERRUMPIDO, EnVivo
from imprenta.publicar.cambio import PRIVADOS

SERIES = {"basic": 3, "de serie": 1}  # las del tema más ligero, las más; con Furo, todo, uno a uno
DE_PAGINA: dict[str, tuple[str, str, str]] = {
    "una fórmula": ("tres.md", "# Más\n", "# Más\n\n$$x = y$$ (eq-x)\n"),
    "una cita a la fórmula": ("dos.md", "Mira ", "Por {eq}`eq-x`, mira "),
    "una nota": ("tres.md", "Ver", "Nada[^n].\n\n[^n]: Una nota.\n\nVer"),
    "un término": ("portada.md", "Hola.", "Hola.\n\n```{glossary}\nvoz rara\n  Lo que es.\n```"),
    "un término usado": ("tres.md", "Ver", "Una {term}`voz rara`. Ver"),
    "una etiqueta más": ("portada.md", "Hola.", "(sec-una)=\n## Otra sección\n\nHola."),
    "una pestaña": ("tres.md", "Ver", "````{dropdown} Más\nOculto.\n````\n\nVer"),
    "una tabla": (
        "tres.md",
        "Ver",
        "```{table} Cosas\n:name: tab-x\n| a | b |\n|---|---|\n| c | d |\n```\n\nVer",
    ),
}


def poniendo_o_quitando(archivo: str, sin: str, con: str) -> Callable[..., dict[str, str]]:
    def cambiar(libro: dict[str, str], _: random.Random) -> dict[str, str]:
        texto = libro.get(archivo, "")
        return libro | {archivo: texto.replace(con, sin) if con in texto else texto.replace(sin, con, 1)}

    return cambiar


CAMBIOS_VIVOS = CAMBIOS | {que: poniendo_o_quitando(*como) for que, como in DE_PAGINA.items()}


class AutorEnVivo(Autor):
    """Guarda, y lo que mira es lo que `livehtml` le enseña."""

    def __init__(self) -> None:
        super().__init__()
        self.vivo = EnVivo()
        self.cumplir = self._mirar
        self._guardar(self.inicial)

    def teardown(self) -> None:
        self.vivo.cerrar()

    @rule(que=st.sampled_from(sorted(DE_PAGINA)))
    def editar_una_pagina(self, que: str) -> None:
        self._guardar(CAMBIOS_VIVOS[que](self.libro, random.Random(0)))
        self._construir()

    @rule(que=st.sampled_from(sorted(CAMBIOS_VIVOS)), mientras=st.sampled_from(sorted(CAMBIOS_VIVOS)))
    def guardar_otra_vez_en_cuanto_se_ve(self, que: str, mientras: str) -> None:
        """Lo que se estaba pintando se deja; nadie se acuerda de ello."""
        self._guardar(CAMBIOS_VIVOS[que](self.libro, random.Random(2)))
        antes, despues = self.libro, CAMBIOS_VIVOS[mientras](self.libro, random.Random(3))
        with sin_avisos_ajenos():
            estado = self.vivo.construir(self.raiz / "libro", lambda _: self._guardar(despues))
        if estado == BIEN:  # llegó a enseñarse entero
            self.bueno = self._de_la_nada(antes)[1]
        self._construir()

    @precondition(lambda self: self.vivo.pintor.vivos)
    @rule()
    def matar_a_quien_pinta(self) -> None:
        os.kill(self.vivo.pintor.vivos[-1], signal.SIGKILL)
        self._construir()

    @rule()
    def empezar_otra_sesion(self) -> None:
        self.vivo.cerrar()
        self.vivo = EnVivo()
        self._construir()

    def _mirar(self, raiz: Path) -> int:
        dicho: list[str] = []
        with sin_avisos_ajenos():
            while self.vivo.construir(raiz, dicho.append) == INTERRUMPIDO:
                continue
        return 1 if dicho[-1] else 0

    def _publicado(self) -> dict[str, bytes]:
        servido = self.raiz / "libro" / "_build" / "vivo" / "html"
        archivos = (ruta for ruta in servido.rglob("*") if ruta.is_file())
        return {
            ruta.relative_to(servido).as_posix(): ruta.read_bytes()
            for ruta in archivos
            if not any(ruta.match(privado) for privado in PRIVADOS)
        }

    def _tras_fallar(self, hay: dict[str, bytes]) -> dict[str, bytes]:
        return self.bueno


@pytest.mark.lenta
@pytest.mark.parametrize("tema", SERIES)
def test_lo_que_se_ensena_en_vivo_es_lo_que_se_haria_de_la_nada(tmp_path: Path, tema: str) -> None:
    class AutorDeOtroLibro(AutorEnVivo):
        raiz = tmp_path
        inicial = con_tema(tema)

    cuantas = EDICIONES * SERIES[tema] // POR_SERIE // sum(SERIES.values())
    run_state_machine_as_test(AutorDeOtroLibro, settings=series(cuantas))


@pytest.mark.parametrize("mal", ["la raíz", "una cifra falsa"])
def test_lo_adelantado_de_lo_que_se_dejo_se_quita_si_luego_esta_mal(tmp_path: Path, mal: str) -> None:
    class AutorConPrisa(AutorEnVivo):
        raiz = tmp_path

    autor = AutorConPrisa()
    try:
        autor.editar_una_pagina("un guion suelto")
        autor.editar_una_pagina("el nombre de una página")  # la raíz será una que ya no está
        bueno = autor._publicado()
        autor._guardar(CAMBIOS_VIVOS["el pie"](autor.libro, random.Random(0)))

        def estropear(_: str) -> None:
            peor = CAMBIOS_VIVOS["la plantilla"](autor.libro, random.Random(0))
            autor._guardar(CAMBIOS_VIVOS[mal](peor, random.Random(0)))

        with sin_avisos_ajenos():
            assert autor.vivo.construir(tmp_path / "libro", estropear) == INTERRUMPIDO
        assert autor._publicado() != bueno
        autor._construir()
        assert autor._publicado() == bueno
    finally:
        autor.teardown()


@pytest.mark.lenta
def test_cada_cambio_se_ve(tmp_path: Path) -> None:
    """Todos, uno tras otro, en una sesión; el que deja mal el libro se deshace con el siguiente."""

    class AutorDeTodo(AutorEnVivo):
        raiz = tmp_path
        inicial = con_tema("furo")

    autor = AutorDeTodo()
    libro = autor.inicial
    try:
        for cambiar in CAMBIOS_VIVOS.values():
            autor._guardar(cambiar(libro, random.Random(0)))
            autor._construir()
            if not autor.esta_mal:
                libro = autor.libro
    finally:
        autor.teardown()


def test_lo_que_traduce_un_tema_no_pasa_al_libro_siguiente(tmp_path: Path) -> None:
    """El de serie traduce «Back to top»; Furo, no."""
    for tema in ("de serie", "furo"):
        dejar(tmp_path, con_tema(tema))
        assert cumplir("html", tmp_path) == 0
    uno = publicado(tmp_path)["uno.html"].decode()
    assert "Back to top" in uno and "Volver arriba" not in uno


@pytest.mark.parametrize("error", [KeyError("output_type"), RecursionError("dos\nlíneas"), SystemExit(3)])
def test_un_fallo_de_la_imprenta_es_una_falta_y_se_dice_donde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    def fallar(_: object) -> None:
        raise error

    monkeypatch.setattr(en_vivo, "leer_libro", fallar)
    vivo, dicho = EnVivo(), list[str]()
    try:
        vivo.construir(tmp_path, dicho.append)
    finally:
        vivo.cerrar()
    suyo = " ".join(f"{type(error).__name__}: {error}".split())
    lugar = f"{Path(__file__).name}:{fallar.__code__.co_firstlineno + 1}:1"
    assert dicho == [f"{lugar}: la imprenta ha fallado donde no debía: {suyo}"]
    assert capsys.readouterr().err == f"{dicho[0]}\n"


def test_de_un_guardado_en_varios_golpes_cada_falta_se_dice_una_vez(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Quien vigila vuelve a llamar por lo que cambió antes de leerse, o mientras; otro guardado, otra vez."""
    falta = "uno.md:16:14: la prosa dice 3; x = 2"
    mal = CAMBIOS["una cifra falsa"](INICIAL, random.Random(0))

    def leer_cuando_llega_lo_demas(raiz: Path) -> Libro:
        dejar(tmp_path, mal)
        return leer_libro(raiz)

    monkeypatch.setattr(en_vivo, "leer_libro", leer_cuando_llega_lo_demas)
    dejar(tmp_path, INICIAL | {"uno.md": UNA[:200]})
    vivo, dicho = EnVivo(), list[str]()
    try:
        for _ in range(2):
            vivo.construir(tmp_path, dicho.append)
        assert (dicho, capsys.readouterr().err) == ([falta, falta], f"{falta}\n")
        os.utime(tmp_path / "uno.md")
        vivo.construir(tmp_path, dicho.append)
        assert (dicho, capsys.readouterr().err) == ([falta] * 3, f"{falta}\n")
    finally:
        vivo.cerrar()


def test_lo_que_no_deja_de_cambiar_no_calla_las_faltas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def leer_y_cambiar(raiz: Path) -> Libro:
        poner(raiz / "datos.txt", f"{(raiz / 'datos.txt').read_text(encoding='utf-8')}1\n")
        return leer_libro(raiz)

    monkeypatch.setattr(en_vivo, "leer_libro", leer_y_cambiar)
    dejar(tmp_path, CAMBIOS["una cifra falsa"](INICIAL, random.Random(0)))
    vivo = EnVivo()
    try:
        vivo.construir(tmp_path, lambda _: None)
    finally:
        vivo.cerrar()
    assert capsys.readouterr().err == "uno.md:16:14: la prosa dice 3; x = 2\n"
