"""El vigía dice qué ha cambiado, ya en calma, guarde como guarde un editor, con timbre y sin él."""

import ctypes
import errno
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libros import escribir_libro, poner

from imprenta.mesa import timbre, vigia
from imprenta.mesa.timbre import Timbre
from imprenta.mesa.vigia import Vigia

PACIENCIA = 120.0


@pytest.fixture(params=["con timbre", "sin timbre"])
def mirado(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Path, Vigia]]:
    libro = escribir_libro(
        tmp_path / "libro", {"uno": "# Uno\n", "dos": "# Dos\n"}, {"cuentas.py": "x = 1\n"}
    )
    with Vigia(libro) as suyo:
        if request.param == "sin timbre":
            suyo.timbre.cerrar()
        assert suyo.timbre.suena == (request.param == "con timbre")
        yield libro, suyo


def cambiados(libro: Path, suyo: Vigia) -> set[str]:
    return {os.path.relpath(ruta, libro) for ruta in suyo.esperar(PACIENCIA)}


def en_su_sitio(libro: Path) -> None:
    with (libro / "uno.md").open("w", encoding="utf-8") as archivo:
        archivo.write("# A ")
        archivo.flush()
        archivo.write("medias\n")


def por_encima(libro: Path) -> None:
    """Escribe al lado y cambia el nombre: nunca está a medias."""
    poner(libro / "uno.md.tmp", "# Otro\n")
    (libro / "uno.md.tmp").replace(libro / "uno.md")


def como_vim(libro: Path) -> None:
    """Prueba si puede escribir, aparta el de antes, escribe el nuevo y borra la copia."""
    poner(libro / ".uno.md.swp", "intercambio")
    poner(libro / "4913", "")
    (libro / "4913").unlink()
    (libro / "uno.md").rename(libro / "uno.md~")
    poner(libro / "uno.md", "# Otro\n")
    (libro / "uno.md~").unlink()


def como_emacs(libro: Path) -> None:
    (libro / ".#uno.md").symlink_to("yo@aqui.1:2")
    poner(libro / "#uno.md#", "# Sin guar")
    shutil.copy(libro / "uno.md", libro / "uno.md~")
    en_su_sitio(libro)
    (libro / "#uno.md#").unlink()
    (libro / ".#uno.md").unlink()


def como_pycharm(libro: Path) -> None:
    poner(libro / "uno.md___jb_tmp___", "# Otro\n")
    (libro / "uno.md").rename(libro / "uno.md___jb_old___")
    (libro / "uno.md___jb_tmp___").rename(libro / "uno.md")
    (libro / "uno.md___jb_old___").unlink()


@pytest.mark.parametrize("guardar", [en_su_sitio, por_encima, como_vim, como_emacs, como_pycharm])
def test_guarde_como_guarde_un_editor_ha_cambiado_la_pagina_y_nada_mas(
    mirado: tuple[Path, Vigia], guardar: Callable[[Path], None]
) -> None:
    guardar(mirado[0])
    assert cambiados(*mirado) == {"uno.md"}
    assert mirado[1].esperar(0) == set()


def test_lo_nuevo_lo_borrado_y_lo_que_cambia_de_nombre(mirado: tuple[Path, Vigia]) -> None:
    libro, _ = mirado
    poner(libro / "parte" / "honda" / "tres.md", "# Tres\n")
    assert cambiados(*mirado) == {"parte/honda/tres.md"}
    poner(libro / "parte" / "honda" / "tres.md", "# Tres y pico\n")  # en una carpeta que acaba de nacer
    assert cambiados(*mirado) == {"parte/honda/tres.md"}
    (libro / "dos.md").rename(libro / "segundo.md")
    assert cambiados(*mirado) == {"dos.md", "segundo.md"}
    shutil.rmtree(libro / "parte")
    assert cambiados(*mirado) == {"parte/honda/tres.md"}
    poner(libro / "code" / "cuentas.py", "x = 2\n")
    assert cambiados(*mirado) == {"code/cuentas.py"}


def test_lo_construido_lo_oculto_y_lo_compilado_no_cuentan(mirado: tuple[Path, Vigia]) -> None:
    libro, suyo = mirado
    for nombre in (
        "_build/html/uno.html",
        ".git/index",
        "code/__pycache__/a.pyc",
        "code/a.pyc",
        ".uno.md.swp",
    ):
        poner(libro / nombre, "x")
    assert suyo.esperar(0.2) == set()
    poner(libro / "uno.md", "# Ahora sí\n")
    assert cambiados(*mirado) == {"uno.md"}


def test_lo_que_cambia_mientras_se_construye_se_dice_despues(mirado: tuple[Path, Vigia]) -> None:
    libro, _ = mirado
    poner(libro / "uno.md", "# Una vez\n")
    assert cambiados(*mirado) == {"uno.md"}
    poner(libro / "dos.md", "# Mientras tanto\n")
    poner(libro / "uno.md", "# Dos veces\n")
    assert cambiados(*mirado) == {"uno.md", "dos.md"}


def test_muchos_archivos_a_la_vez_son_un_solo_cambio(mirado: tuple[Path, Vigia]) -> None:
    libro, _ = mirado
    for orden in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Todo"]):
        git(libro, *orden)
    for n in range(200):
        poner(libro / "muchos" / f"{n}.md", f"# {n}\n")
    muchos = {f"muchos/{n}.md" for n in range(200)}
    vistos = cambiados(*mirado)
    while vistos != muchos:  # con la máquina llena, la calma puede llegar antes de acabar de escribirlos
        vistos |= cambiados(*mirado)
    git(libro, "stash", "-qu")
    vistos = cambiados(*mirado)
    while vistos != muchos:
        vistos |= cambiados(*mirado)


def git(libro: Path, *orden: str) -> None:
    quien = ["-c", "user.name=Nadie", "-c", "user.email=nadie@example.org"]
    subprocess.run(["git", *quien, *orden], cwd=libro, check=True)


def test_un_capitulo_enlazado_se_mira_donde_esta(mirado: tuple[Path, Vigia], tmp_path: Path) -> None:
    libro, suyo = mirado
    poner(tmp_path / "fuera" / "tres.md", "# Tres\n")
    (libro / "tres.md").symlink_to(tmp_path / "fuera" / "tres.md")
    assert cambiados(*mirado) == {"tres.md"}
    poner(tmp_path / "fuera" / "tres.md", "# Tres y pico\n")
    assert cambiados(*mirado) == {"tres.md"}
    suyo.mirar_tambien([tmp_path / "fuera" / "datos.bib", libro / "uno.md"])
    assert suyo.esperar(0) == set()
    poner(tmp_path / "fuera" / "datos.bib", "@book{a}")
    assert cambiados(*mirado) == {"../fuera/datos.bib"}
    suyo.mirar_tambien([])
    assert suyo.esperar(0) == set()


def test_si_borran_el_libro_y_vuelve_se_nota(mirado: tuple[Path, Vigia]) -> None:
    libro, _ = mirado
    shutil.move(libro, libro.with_name("apartado"))
    assert cambiados(*mirado) == {"_config.yml", "_toc.yml", "uno.md", "dos.md", "code/cuentas.py"}
    shutil.move(libro.with_name("apartado"), libro)
    assert cambiados(*mirado) == {"_config.yml", "_toc.yml", "uno.md", "dos.md", "code/cuentas.py"}
    poner(libro / "uno.md", "# Otra vez\n")
    assert cambiados(*mirado) == {"uno.md"}


def test_lo_que_no_deja_de_moverse_se_acaba_diciendo(
    mirado: tuple[Path, Vigia], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vigia, "IMPACIENCIA", 0.05)
    libro, suyo = mirado
    basta = threading.Event()

    def escribir() -> None:
        while not basta.wait(0.001):
            poner(libro / "diario.md", str(os.urandom(4)))

    hilo = threading.Thread(target=escribir)
    hilo.start()
    try:
        assert cambiados(libro, suyo) == {"diario.md"}
    finally:
        basta.set()
        hilo.join()


def test_si_no_caben_mas_avisos_se_mira_sin_timbre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`fs.inotify.max_user_watches` es de toda la máquina, y otro programa puede haberlo gastado."""

    def agotado(*_: object) -> int:
        ctypes.set_errno(errno.ENOSPC)
        return -1

    class Agotada:
        inotify_init1 = staticmethod(lambda _: os.open(os.devnull, os.O_RDONLY))
        inotify_add_watch = staticmethod(agotado)

    monkeypatch.setattr(timbre, "_libc", Agotada)
    with Vigia(escribir_libro(tmp_path, {"uno": "# Uno\n"})) as suyo:
        assert not suyo.timbre.suena
        poner(tmp_path / "uno.md", "# Otro\n")
        assert suyo.esperar(PACIENCIA) == {tmp_path / "uno.md"}


def test_una_carpeta_que_ya_no_esta_no_lo_calla(tmp_path: Path) -> None:
    with Vigia(escribir_libro(tmp_path, {"uno": "# Uno\n"})) as suyo:
        suyo.timbre.poner([str(tmp_path / "nada"), str(tmp_path)])
        assert suyo.timbre.suena and list(suyo.timbre.puestas) == [str(tmp_path)]


def test_un_disco_que_no_avisa_se_nota_igual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """El de otra máquina no llama al timbre."""
    with Vigia(escribir_libro(tmp_path, {"uno": "# Uno\n"})) as suyo:
        suyo.timbre.poner([])
        monkeypatch.setattr(suyo.timbre, "poner", lambda _: None)
        espera = threading.Thread(target=lambda: hallados.append(suyo.esperar(PACIENCIA)))
        hallados: list[set[Path]] = []
        espera.start()
        poner(tmp_path / "uno.md", "# Otro\n")
        espera.join()
    assert hallados == [{tmp_path / "uno.md"}]


def test_despierta_sin_que_pase_el_tiempo_de_mirar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vigia, "CON_TIMBRE", 10_000)
    with Vigia(escribir_libro(tmp_path, {"uno": "# Uno\n"})) as suyo:
        hallados: list[set[Path]] = []
        espera = threading.Thread(target=lambda: hallados.append(suyo.esperar()), daemon=True)
        espera.start()
        poner(tmp_path / "uno.md", "# Otro\n")
        espera.join(PACIENCIA)
    assert hallados == [{tmp_path / "uno.md"}]


class TimbreDeMentira(Timbre):
    """Cada vez que se le espera pasa lo siguiente que se le ha dicho; suena si así se dice."""

    def __init__(self, *pasos: tuple[Callable[[], object], bool]) -> None:
        super().__init__()
        self.pasos, self.esperas = list(pasos), list[float]()

    def esperar(self, segundos: float) -> bool:
        self.esperas.append(segundos)
        if not self.pasos:
            return False
        hacer, suena = self.pasos.pop(0)
        hacer()
        return suena


def test_lo_que_se_guarda_en_varios_golpes_se_dice_al_acabar(tmp_path: Path) -> None:
    with Vigia(escribir_libro(tmp_path, {"uno": "# Uno\n"})) as suyo:
        suyo.timbre.cerrar()
        uno = tmp_path / "uno.md"
        suyo.timbre = TimbreDeMentira(
            (lambda: uno.rename(tmp_path / "uno.md~"), True),
            (lambda: poner(uno, "# A med"), True),
            (lambda: poner(uno, "# A medias no\n"), True),
        )
        assert suyo.esperar() == {uno}
        assert suyo.timbre.pasos == []
        assert suyo.timbre.esperas == [vigia.CON_TIMBRE, *[vigia.CALMA] * 3]
        assert suyo.esperar(0) == set()


def test_en_una_carpeta_nueva_se_mira_dos_veces(tmp_path: Path) -> None:
    """Hasta que no se la ve no tiene timbre: lo que se acaba de escribir en ella no ha sonado."""
    with Vigia(escribir_libro(tmp_path, {"uno": "# Uno\n"})) as suyo:
        suyo.timbre.cerrar()
        suyo.timbre = TimbreDeMentira(
            (lambda: poner(tmp_path / "parte/dos.md", "# Dos\n"), True),
            (lambda: None, False),
            (lambda: poner(tmp_path / "parte/tres.md", "# Tres\n"), False),
        )
        assert suyo.esperar() == {tmp_path / "parte/dos.md", tmp_path / "parte/tres.md"}


NOMBRES = st.sampled_from(["uno.md", "dos.md", "a/tres.md", "a/b/cuatro.ipynb", "code/cuentas.py"])


@settings(max_examples=25)
@given(st.lists(st.tuples(NOMBRES, st.sampled_from(["escribir", "borrar"])), min_size=1, max_size=6))
def test_dice_lo_que_de_verdad_ha_cambiado(
    tmp_path_factory: pytest.TempPathFactory, pasos: list[tuple[str, str]]
) -> None:
    """Contra un oráculo: los octetos de antes y de después."""
    libro = escribir_libro(tmp_path_factory.mktemp("libro"), {"uno": "# Uno\n"}, {"cuentas.py": "x = 1\n"})
    antes = octetos(libro)
    with Vigia(libro) as suyo:
        for n, (nombre, que) in enumerate(pasos):
            if que == "escribir":
                poner(libro / nombre, f"# {n}\n")
            else:
                (libro / nombre).unlink(missing_ok=True)
        despues = octetos(libro)
        distintos = {ruta for ruta in antes | despues if antes.get(ruta) != despues.get(ruta)}
        vistos = set[Path]()
        while not distintos <= vistos and (mas := suyo.esperar(PACIENCIA)):
            vistos |= mas
    assert vistos == distintos


def octetos(libro: Path) -> dict[Path, bytes]:
    return {ruta: ruta.read_bytes() for ruta in libro.rglob("*") if ruta.is_file()}
