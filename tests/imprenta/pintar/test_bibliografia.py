"""La bibliografía, en español y en su orden."""

import pytest
from docutils.nodes import inline
from pybtex.database import parse_string
from pybtex_docutils import Backend
from sphinxcontrib.bibtex.style.referencing.basic_author_year import (
    BasicAuthorYearParentheticalReferenceStyle as EntreParentesis,
)

from imprenta.pintar.bibliografia import AutorYFecha, EstiloEspanol, registrar
from imprenta.pintar.idiomas import lengua_de

FICHAS = """
@inproceedings{kingma, author={Kingma, Diederik and Ba, Jimmy}, title={Adam}, booktitle={ICLR}, volume={3},
  pages={1--9}, year={2015}}
@misc{openai, author={{OpenAI}}, title={Un informe}, year={2023}}
@misc{zorn, author={Zorn, Max}, title={Un lema}, langid={spanish}, year={1935}}
@article{otros, author={Dubey, Abhimanyu and others}, title={Llamas}, journal={arXiv}, year={2024}}
@mastersthesis{tesis, author={Ñu, Ana}, title={Netze}, langid={ngerman}, school={TU},
  year={1991}}
@article{varios, author={Vaswani, Ashish and Kaiser, Lukasz and Polosukhin, Illia}, 
  title={In search of volume}, langid={english}, journal={In}, year={2017}}
"""


@pytest.fixture(scope="module")
def renglones() -> dict[str, str]:
    fichas = parse_string(FICHAS, "bibtex")
    return {f.key: f.text.render_as("text") for f in EstiloEspanol().format_bibliography(fichas)}


@pytest.mark.parametrize(
    ("clave", "renglon"),
    [
        ("kingma", "Diederik Kingma y Jimmy Ba. Adam. En ICLR, volumen 3, 1–9. 2015."),
        ("otros", "Abhimanyu Dubey y otros. Llamas. arXiv, 2024."),
        ("tesis", "Ana Ñu. Netze. Trabajo de fin de carrera, TU, 1991."),
        # Lo que trae la ficha no se traduce, y antes de «Illia» va «e».
        ("varios", "Ashish Vaswani, Lukasz Kaiser e Illia Polosukhin. In search of volume. In, 2017."),
    ],
)
def test_las_palabras_fijas_van_en_espanol(renglones: dict[str, str], clave: str, renglon: str) -> None:
    assert renglones[clave] == renglon


@pytest.mark.parametrize(
    ("clave", "dichos"),
    [
        ("varios", [("en", "In search of volume"), ("en", "In")]),
        ("tesis", [("de", "Netze")]),
        ("zorn", []),
        ("kingma", []),
    ],
)
def test_los_titulos_dicen_la_lengua_de_su_ficha(clave: str, dichos: list[tuple[str, str]]) -> None:
    registrar()
    fichas = {f.key: f for f in EstiloEspanol().format_bibliography(parse_string(FICHAS, "bibtex"))}
    renglon = Backend().paragraph(fichas[clave])
    assert [(lengua_de(n), n.astext()) for n in renglon.findall(inline) if lengua_de(n)] == dichos
    assert renglon.astext().replace("\xa0", " ") == fichas[clave].text.render_as("text").replace("\xa0", " ")


def test_el_orden_es_el_del_espanol_y_las_llaves_no_cuentan(renglones: dict[str, str]) -> None:
    assert list(renglones) == ["otros", "kingma", "tesis", "openai", "varios", "zorn"]


def test_la_cita_une_a_dos_autores_con_y() -> None:
    estilo, fichas = AutorYFecha(), parse_string(FICHAS, "bibtex")
    plantilla = estilo.styles[0]
    assert isinstance(plantilla, EntreParentesis)
    citados = plantilla.person.names("author", full=False).format_data(
        {"entry": fichas.entries["kingma"], "style": plantilla}
    )
    assert citados.render_as("text") == "Kingma y Ba"
