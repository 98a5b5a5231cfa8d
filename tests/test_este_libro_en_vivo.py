"""Este libro, editado en vivo: lo que se enseña son los octetos que `html` hace con los mismos archivos."""

from pathlib import Path

import pytest
from este_libro import clon, con_lo_ejecutado, construir
from libros import sin_avisos_ajenos

from imprenta.ordenes.en_vivo import INTERRUMPIDO, EnVivo
from imprenta.publicar.cambio import PRIVADOS

pytestmark = pytest.mark.lenta  # construye el libro entero
# En cada guardado, lo que se añade al final de unas páginas.
GUARDADOS = (
    {"transformer": "\n\nUna frase más.\n"},
    {
        "aprendizaje": "\n\n(una-seccion-nueva)=\n## Una sección nueva\n\nUna frase.\n",
        "portada": "\n\nMira {ref}`una-seccion-nueva`.\n",
    },
    {"profundidad": "\n\n```{index} voz nueva\n```\n\nY {eq}`no-existe`.\n"},
    {"bloque": "\n\n$$x = y$$ (no-existe)\n", "glosario": "\n\nUna frase más.\n"},
)


def archivos(carpeta: Path) -> dict[str, bytes]:
    """Los octetos de cada archivo publicado."""
    rutas = (ruta for ruta in carpeta.rglob("*") if ruta.is_file())
    publicos = (ruta for ruta in rutas if not any(ruta.match(privado) for privado in PRIVADOS))
    return {ruta.relative_to(carpeta).as_posix(): ruta.read_bytes() for ruta in publicos}


def test_lo_que_se_ensena_en_vivo_es_lo_que_hace_html(tmp_path: Path) -> None:
    raiz, vivo = con_lo_ejecutado(clon(tmp_path / "libro")), EnVivo()
    ultimas: list[str] = []

    def construir_del_todo() -> None:
        while vivo.construir(raiz, ultimas.append) == INTERRUMPIDO:
            continue

    try:
        with sin_avisos_ajenos():
            construir_del_todo()
            for guardado in GUARDADOS:
                for nombre, mas in guardado.items():
                    pagina = raiz / "book" / f"{nombre}.md"
                    pagina.write_text(pagina.read_text(encoding="utf-8").rstrip() + mas, encoding="utf-8")
                construir_del_todo()
    finally:
        vivo.cerrar()
    assert [dicho for dicho in ultimas if dicho and "no-existe" not in dicho] == []
    assert any("no-existe" in dicho for dicho in ultimas)  # y se arregló con el cambio siguiente
    assert ultimas[-1] == ""
    construir(raiz, "html")
    en_vivo, hecho = archivos(raiz / "_build" / "vivo" / "html"), archivos(raiz / "_build" / "html")
    assert en_vivo.keys() == hecho.keys()
    assert [nombre for nombre, octetos in hecho.items() if en_vivo[nombre] != octetos] == []
