"""Los ejercicios del libro: lo bueno vale, cada error tiene su explicación y ninguna explicación chiva."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from respuestas import BUENAS, MALAS

from redes.ejercicios import CAPITULOS, EJERCICIOS, comprobar, transformer
from redes.ejercicios.correccion import Diseno, Funcion, Opcion, Prediccion, Valor

LIBRO = Path(__file__).parents[3] / "book"
NIVELES = ["Calentamiento", "En serio", "Difícil"]
PROPUESTO = re.compile(r"^\*\*(.+)\.\*\* \*(.+)\.\* ", re.M)


def valor_de(clave: str) -> Valor | None:
    """El valor que se pide en un ejercicio, medido o no, si lo que pide es un valor."""
    corrector = EJERCICIOS[clave]
    if isinstance(corrector, Prediccion):
        return corrector.medida
    return corrector if isinstance(corrector, Valor) else None


VALORES = {clave: valor for clave in EJERCICIOS if (valor := valor_de(clave))}


@pytest.mark.parametrize("clave", EJERCICIOS)
def test_la_respuesta_buena_vale(clave: str) -> None:
    veredicto = comprobar(clave, BUENAS[clave])
    assert veredicto == (True, "")
    assert repr(veredicto) == "¡Bien!"


def test_no_hay_respuestas_de_mas() -> None:
    assert set(BUENAS) == set(EJERCICIOS)


@pytest.mark.parametrize("clave", [clave for clave, buena in BUENAS.items() if isinstance(buena, int)])
def test_lo_que_se_cuenta_es_exacto(clave: str) -> None:
    assert VALORES[clave].solucion == BUENAS[clave]


@pytest.mark.parametrize(
    ("clave", "sobra"),
    [
        ("capas-hasta-la-milmillonesima", 0.0012),
        ("desde-que-seguridad", 0.0012),
        ("un-paso", 0.0012),
        ("tasa-limite", 0.0052),
        ("la-mejor-tasa", 0.0052),
        ("la-tasa-que-mata", 0.0052),
        ("correccion-de-puntuaciones", 0.0012),
        ("memoria-de-la-cache", 0.0006),
        ("softmax-gigante", 0.0006),
        ("la-cuenta-de-la-cache", 0.0006),
        ("parametros-de-un-bloque", 0.0006),
        ("probabilidad-de-una-frase", 0.0012),
    ],
)
def test_lo_que_sale_redondo_casi_no_tiene_margen(clave: str, sobra: float) -> None:
    assert not comprobar(clave, np.multiply(BUENAS[clave], 1 + sobra)).bien


@pytest.mark.parametrize(("clave", "respuesta", "motivo"), MALAS)
def test_cada_error_tiene_su_explicacion(clave: str, respuesta: Any, motivo: str) -> None:
    """El motivo entero, salvo lo que añadan Python o NumPy por el camino."""
    veredicto = comprobar(clave, respuesta)
    assert not veredicto.bien
    assert veredicto.motivo.split("; por el camino ")[0].split("; por el camino, ")[0] == motivo
    assert repr(veredicto).removesuffix(".") == f"Todavía no: {veredicto.motivo}"
    assert not repr(veredicto).endswith("?.")


@pytest.mark.parametrize("clave", [c for c, e in EJERCICIOS.items() if isinstance(e, Opcion)])
def test_cada_letra_equivocada_se_explica(clave: str) -> None:
    corrector = EJERCICIOS[clave]
    assert isinstance(corrector, Opcion)
    assert sorted([corrector.correcta, *corrector.motivos]) == list("abcd")
    for letra, motivo in corrector.motivos.items():
        assert comprobar(clave, letra) == (False, motivo)
    assert len(set(corrector.motivos.values())) == 3


def test_todas_las_pruebas_y_tropiezos_estan_ejercitados() -> None:
    dichos = {(clave, motivo) for clave, _, motivo in MALAS}
    avisos = {(clave, tropiezo.aviso) for clave, valor in VALORES.items() for tropiezo in valor.tropiezos}
    for clave, corrector in EJERCICIOS.items():
        if isinstance(corrector, Funcion):
            avisos |= {(clave, prueba.aviso) for prueba in corrector.pruebas}
        if isinstance(corrector, Diseno):
            avisos |= {(clave, regla.aviso or "") for regla in corrector.reglas}
    assert avisos - dichos == set()


def test_lo_que_se_disena_se_reparte_como_en_el_capitulo() -> None:
    diseno = EJERCICIOS["disena-la-clave"]
    assert isinstance(diseno, Diseno)
    for W_K in np.random.default_rng(0).normal(scale=2, size=(20, 2, 2)):
        assert np.allclose(diseno.reparto(W_K), transformer.miradas_de_ia(W_K))


def test_cada_ejercicio_diagnostica_al_menos_dos_errores() -> None:
    for clave, corrector in EJERCICIOS.items():
        cuantos = len({motivo for otra, _, motivo in MALAS if otra == clave})
        assert isinstance(corrector, Opcion) or cuantos >= 2, clave


def test_ninguna_explicacion_chiva_la_solucion() -> None:
    for clave, respuesta, _ in MALAS:
        if clave in VALORES:
            numeros = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", comprobar(clave, respuesta).motivo)]
            assert not any(np.isclose(n, VALORES[clave].solucion).any() for n in numeros if n > 1), clave


def test_quien_predice_mal_y_mide_bien_se_lleva_algo_que_pensar() -> None:
    veredicto = comprobar("rozando-el-limite", [4, 170])
    corto = "Habías predicho 4, y se quedaba corto: busca qué no habías tenido en cuenta"
    assert veredicto == (True, corto)
    assert repr(veredicto) == f"¡Bien! {corto}."
    largo = "Habías predicho 2, y se pasaba: busca qué no habías tenido en cuenta"
    assert comprobar("el-mejor-peso", (2, 0.2798)) == (True, largo)


@pytest.mark.parametrize("clave", EJERCICIOS)
def test_los_puntos_suspensivos_son_un_hueco(clave: str) -> None:
    assert comprobar(clave, ...) == (False, "pon tu respuesta en lugar de los puntos suspensivos")


def test_un_ejercicio_que_no_existe_se_dice() -> None:
    with pytest.raises(ValueError, match=r"^no hay ningún ejercicio «cinco-capaz»; ¿será «cinco-capas»\?$"):
        comprobar("cinco-capaz", 1)
    with pytest.raises(ValueError, match=r"^no hay ningún ejercicio «xyz»$"):
        comprobar("xyz", 1)


def test_cada_capitulo_tiene_al_menos_ocho_ejercicios_y_ninguno_repite_nombre() -> None:
    assert all(len(ejercicios) >= 8 for ejercicios in CAPITULOS.values())
    assert sum(map(len, CAPITULOS.values())) == len(EJERCICIOS)


@pytest.mark.parametrize(("pagina", "orden"), [("ejercicios.md", "comprobar"), ("soluciones.md", "entregar")])
def test_el_libro_propone_y_resuelve_todos_en_el_mismo_orden(pagina: str, orden: str) -> None:
    texto = (LIBRO / pagina).read_text(encoding="utf-8")
    claves = re.findall(rf'^{orden}\("([\w-]+)"', texto, flags=re.MULTILINE)
    if pagina == "ejercicios.md":
        claves = claves[1:]  # el primero es el ejemplo de la introducción
    assert claves == list(EJERCICIOS)


def test_cada_capitulo_tiene_las_tres_clases_y_sube_de_nivel() -> None:
    texto = (LIBRO / "ejercicios.md").read_text(encoding="utf-8")
    for capitulo, ejercicios in zip(texto.split("\n## ")[1:], CAPITULOS.values(), strict=True):
        niveles, clases = zip(*PROPUESTO.findall(capitulo), strict=True)
        assert len(niveles) == capitulo.count("\n### ") == capitulo.count("{dropdown}") == len(ejercicios)
        assert set(clases) == {"A mano", "Con código", "Para pensar"}
        assert sorted(niveles, key=NIVELES.index) == list(niveles)
        assert all(niveles.count(nivel) >= 2 for nivel in NIVELES)


def test_hay_errores_que_cazar_y_cosas_que_predecir() -> None:
    assert sum(isinstance(corrector, Prediccion) for corrector in EJERCICIOS.values()) >= 2
    titulos = re.findall(r"^### (.+)$", (LIBRO / "ejercicios.md").read_text(encoding="utf-8"), re.M)
    assert sum(titulo.startswith("Caza al error") for titulo in titulos) >= 2
    assert sum(titulo.startswith("Predice") for titulo in titulos) >= 2


@pytest.mark.parametrize("clave", [clave for clave in EJERCICIOS if clave.startswith("caza-")])
def test_lo_que_hay_que_cazar_esta_mal_tal_como_se_propone(clave: str) -> None:
    texto = (LIBRO / "ejercicios.md").read_text(encoding="utf-8")
    celda = texto.split(f'comprobar("{clave}"')[0].rsplit("\n---\n", 1)[1]
    nombres: dict[str, Any] = {}
    exec(
        "import numpy as np\n"
        "from redes.activaciones import d_sigmoide, sigmoide\n"
        "from redes.transformador import log_softmax\n" + celda,
        nombres,
    )
    veredicto = comprobar(clave, nombres[celda.split("(")[0].removeprefix("def ")])
    assert not veredicto.bien
    assert "falla con" not in veredicto.motivo
