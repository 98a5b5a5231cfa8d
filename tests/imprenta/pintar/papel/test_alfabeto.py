"""El índice alfabético: el orden de cada lengua, los sitios que se imprimen y lo que remite a otra voz."""

from docutils import nodes

from imprenta.libro.idiomas import Idiomas
from imprenta.pintar.papel.alfabeto import (
    GENINDEX,
    Letras,
    SitiosDeVoz,
    indice_alfabetico,
    ordenar_en_espanol,
)

UNO: SitiosDeVoz = [(None, "%uno#index-0")]


def escrito(letras: Letras, *puestas: str, idiomas: Idiomas | None = None) -> str:
    def escribir(nodo: nodes.Element) -> str:
        return "".join(
            f"{{{hijo.astext()}}}" if isinstance(hijo, nodes.inline) else hijo.astext()
            for hijo in nodo.children
        )

    return indice_alfabetico("Índice", letras, set(puestas), idiomas or Idiomas({}), escribir)


def test_la_enie_va_tras_la_ene_las_tildes_no_cuentan_y_los_signos_van_delante() -> None:
    voces = ["ñu", "nube", "ángulo", "Arco", "3d", "nz", "{x}", "+"]
    ordenadas = ordenar_en_espanol([(voz, [], []) for voz in voces])
    assert [(letra, [voz for voz, *_ in suyas]) for letra, suyas in ordenadas] == [
        ("Signos", ["+", "{x}"]),
        ("Cifras", ["3d"]),
        ("A", ["ángulo", "Arco"]),
        ("N", ["nube", "nz"]),
        ("Ñ", ["ñu"]),
    ]


def test_las_subvoces_tambien_van_en_orden() -> None:
    ((_letra, [(_voz, _sitios, subvoces)]),) = ordenar_en_espanol(
        [("red", [], [("zona", UNO), ("ámbito", UNO)])]
    )
    assert [sub for sub, _ in subvoces] == ["ámbito", "zona"]


def test_cada_voz_lleva_sus_sitios_y_cual_es_el_principal() -> None:
    letras: Letras = [("R", [("red", [("main", "%uno#a"), (None, "%uno#b")], [("llana", UNO)])])]
    typ = escrito(letras, "uno#a", "uno#b", "uno#index-0")
    assert '"dice": [red], "sitios": (("uno#a", true), ("uno#b", false))' in typ
    assert '"subvoces": (("dice": [llana], "sitios": (("uno#index-0", false),)' in typ


def test_lo_que_no_se_imprime_no_tiene_pagina_ni_deja_voces_vacias() -> None:
    letras: Letras = [("A", [("ala", UNO, [])]), ("B", [("bis", UNO, []), ("bou", [(None, "%uno#b")], [])])]
    typ = escrito(letras, "uno#b")
    assert "[bou]" in typ and "[ala]" not in typ and "[bis]" not in typ and '"A"' not in typ
    assert escrito(letras) == escrito([]) == ""


def test_una_voz_que_remite_a_otra_no_tiene_pagina() -> None:
    typ = escrito([("M", [("manzana", [], [("véase fruta", [])])])], "otra")
    assert '"dice": [manzana], "sitios": (), "vease": ([véase fruta],)' in typ


def test_lo_que_esta_en_otra_lengua_lo_dice() -> None:
    letras: Letras = [("T", [("token", UNO, [])])]
    assert "[{token}]" in escrito(letras, "uno#index-0", idiomas=Idiomas({"en": ["token"]}))


def test_se_puede_enlazar_con_el_indice() -> None:
    assert f'anclas: ("{GENINDEX}",)' in escrito([("R", [("red", UNO, [])])], "uno#index-0")
