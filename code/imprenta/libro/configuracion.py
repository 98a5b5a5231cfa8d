"""La forma de lo que se lee de `_config.yml` y de la cabecera de una página.

Lo que aquí no se nombra es cosa de Sphinx, que comprueba lo suyo; bajo `imprenta:`, de nadie: es una falta.
"""

from __future__ import annotations

from typing import Any

from imprenta.libro.ediciones_malas import FORMAS_DE_LAS_EDICIONES
from imprenta.libro.forma import Cerrado

TEXTO = (str, None)
FORMA_DE_LA_CABECERA: dict[str, Any] = {
    "title": str,
    "kernelspec": {"name": str, "display_name": str, "language": str},
    "language_info": {"name": str},
    "mystnb": dict,
    "myst": dict,
}
FORMA_DE_LA_CONFIG: dict[str, Any] = {
    "title": TEXTO,
    "author": TEXTO,
    "copyright": TEXTO,
    "logo": TEXTO,
    "exclude_patterns": list,
    "imprenta": (
        Cerrado(
            {
                "cubiertas": list,
                "lee": list,
                "memoria": (str, int, float),
                "nombres": (dict, None),
                "capitulos": {"llevan": list, "terminos": int, "acaban": str},
                **dict.fromkeys(FORMAS_DE_LAS_EDICIONES, (dict, None)),  # `ediciones_malas` mira dentro
            }
        ),
        None,
    ),
    "only_build_toc_files": bool,
    "bibtex_bibfiles": (str, list),
    "execute": (
        {
            "timeout": (float, None),
            "execute_notebooks": (str, bool, None),
            "exclude_patterns": (list, None),
            "allow_errors": (bool, None),
            "raise_on_error": (bool, None),
            "run_in_temp": (bool, None),
            "show_tb": (bool, None),
            "stderr_output": TEXTO,
            "cache": TEXTO,
        },
        None,
    ),
    "parse": (
        {"myst_enable_extensions": list, "myst_url_schemes": (list, dict), "myst_substitutions": dict},
        None,
    ),
    "html": ({"favicon": str, "baseurl": str, "comments": dict, "analytics": dict}, None),
    "latex": {"latex_engine": str, "use_jupyterbook_latex": bool, "latex_documents": dict},
    "repository": {"url": str, "path_to_book": str, "branch": str},
    "launch_buttons": (dict, None),
    "sphinx": {
        "config": (
            {
                "extensions": list,
                "html_theme": str,
                "html_static_path": list,
                "templates_path": list,
                "language": TEXTO,
                "suppress_warnings": list,
                "nb_execution_excludepatterns": list,
                "nb_kernel_rgx_aliases": dict,
                "nb_custom_formats": (dict, None),  # `formatos_malos` mira dentro
            },
            None,
        ),
        "extra_extensions": (str, list, None),
        "local_extensions": (dict, None),
        "recursive_update": bool,
    },
}
