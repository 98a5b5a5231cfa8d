"""Este libro sale igual, octeto a octeto, en otra carpeta y sin memoria de lo construido en esta."""

import os
from pathlib import Path

import pytest
from este_libro import EDICIONES, clon, construido, construir, jupyter_book, publicado

pytestmark = pytest.mark.lenta  # construye el libro entero


def distintas(este: dict[str, bytes], otro: dict[str, bytes]) -> set[str]:
    return {ruta for ruta in este.keys() | otro.keys() if este.get(ruta) != otro.get(ruta)}


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="construye el libro de nuevo: CI=true make test")
def test_un_clon_en_otro_sitio_da_los_mismos_octetos(tmp_path: Path) -> None:
    """Lo termine quien lo termine: allí lo pinta Jupyter Book a solas y después la imprenta."""
    otra_raiz = clon(tmp_path / "otro/mucho/más largo")
    este = publicado(construido())
    paginas = {ruta for ruta in este if ruta.startswith("html/book/") and ruta.endswith(".html")}
    assert len(paginas) > 10

    su_codigo = {"PYTHONPATH": str(otra_raiz / "code")}  # y no el de aquí
    construir(otra_raiz, *EDICIONES[1:], **su_codigo)
    jupyter_book(otra_raiz, **su_codigo)
    assert distintas(este, publicado(otra_raiz / "_build")) & paginas == set()
    construir(otra_raiz, "html", **su_codigo)
    assert distintas(este, publicado(otra_raiz / "_build")) == set()
