"""La composición: las páginas se asientan, aunque cada lámina que encoge mueva las que la siguen."""

from io import BytesIO
from pathlib import Path
from shutil import copytree

import pypdf
import typst
from libros import poner
from papeles import LETRAS

from imprenta.libro.libro import Libro
from imprenta.pintar.edicion import Edicion
from imprenta.pintar.papel.composicion import PDF, componer
from imprenta.pintar.papel.constructor import PLANTILLA

CELDA = (
    '#codigo(sigue: true, renglones: ((("", "a"),), (("", "b"),)))\n\n#imagen(nombre: "p.svg", alt: "x")\n\n'
)
PIEZAS = {
    "c": CELDA,
    "p": '#"' + "Palabras que llenan renglones y renglones. " * 14 + '";\n\n',
    "s": '#"corto";\n\n',
}
PUNTO = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="9" height="9"/></svg>'
NO_SE_ASIENTAN = "cpccssscscsc"


def test_unas_laminas_que_no_se_asientan_no_detienen_el_libro(tmp_path: Path) -> None:
    copytree(PLANTILLA, tmp_path, dirs_exist_ok=True)
    poner(tmp_path / "p.svg", PUNTO)
    cuerpo = "".join(PIEZAS[pieza] for pieza in NO_SE_ASIENTAN)
    poner(tmp_path / "cuerpo.typ", f'#import "libro.typ": *\n#show: libro.with(titulo: "T")\n{cuerpo}')
    _, avisos = typst.compile_with_warnings(str(tmp_path / "cuerpo.typ"), font_paths=LETRAS)
    assert any("did not converge" in aviso.message for aviso in avisos)  # si no, no se prueba nada
    assert componer(Libro(tmp_path, {}, ()), tmp_path, Edicion(0)) == []
    hojas = pypdf.PdfReader(BytesIO((tmp_path / PDF).read_bytes())).pages
    assert "".join(hoja.extract_text() for hoja in hojas).count("corto") == NO_SE_ASIENTAN.count("s")
