"""La configuración de Sphinx que convierte su LaTeX en el de este papel."""

from __future__ import annotations

from pathlib import Path

from imprenta.libro.idiomas import EN_BABEL, idiomas_de
from imprenta.libro.libro import Libro
from imprenta.pintar.papel.arbol import orden_de_tex
from imprenta.pintar.papel.edicion import Edicion

PAPEL = Path(__file__).parent


def opciones_de(libro: Libro, edicion: Edicion, resumen: str) -> dict[str, object]:
    """Lo que hay que decir a Sphinx para imprimir un libro."""
    config, raiz = libro.config, libro.paginas[0]
    propio = sorted((raiz.parent / "_latex").glob("*.*"))
    return {
        "latex_engine": "lualatex",
        "latex_use_xindy": False,
        "latex_theme": "papel",
        "latex_theme_path": [str(PAPEL.parent)],
        "latex_additional_files": [
            *(str(PAPEL / nombre) for nombre in ("libro.cls", "libro.sty")),
            *map(str, propio),
        ],
        "latex_documents": [
            (libro.documento(raiz), "libro.tex", config.get("title", ""), config.get("author", ""), "papel")
        ],
        "latex_elements": {
            # Con `babel`: `polyglossia` mete un renglón vacío sobre cada pie de figura.
            "polyglossia": "",
            "babel": r"\usepackage[es-minimal]{babel}" + _otras_lenguas(libro),
            "fncychap": "",
            "fontpkg": "",
            "geometry": "",
            "figure_align": "!htb",
            "preamble": r"\usepackage{libro}" + "\n" + _datos(edicion, resumen) + _incluir(propio),
            "printindex": r"\printindex\libroColofon",
        },
        "latex_show_urls": "no",
        "today": edicion.fecha or " ",  # sin él, Sphinx pone la fecha de hoy
    }


def _datos(edicion: Edicion, resumen: str) -> str:
    ordenes = {
        "libroVersion": edicion.version,
        "libroFecha": edicion.fecha,
        "libroCommit": edicion.commit,
        "libroLicencia": edicion.licencia,
        "libroPalabras": edicion.palabras,
        "libroCobertura": resumen,
    }
    return "".join(orden_de_tex(nombre, texto) for nombre, texto in ordenes.items())


def _otras_lenguas(libro: Libro) -> str:
    r"""Las que declara el libro; con `\babelprovide`, la suya sigue siendo la principal."""
    nombres = (EN_BABEL.get(lengua, ("",))[0] for lengua in idiomas_de(libro.raiz).palabras)
    return "".join(rf"\babelprovide[import]{{{nombre}}}" for nombre in nombres if nombre)


def _incluir(propio: list[Path]) -> str:
    return "".join(rf"\input{{{ruta.name}}}" + "\n" for ruta in propio if ruta.suffix == ".tex")
