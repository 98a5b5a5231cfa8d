"""Las analogías: con embeddings puestos a mano salen; con los aprendidos, lo que el libro cuenta."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.testing import assert_allclose

from redes import analogias as ana
from redes.analogias import Pregunta
from redes.entrenamiento import ModeloDeLenguaje, entrenamiento_del_libro
from redes.transformador import transformador

Respuestas = Callable[[ModeloDeLenguaje, str, str, str], list[tuple[str, float]]]


def modelo_a_mano(embeddings: dict[str, list[int]]) -> ModeloDeLenguaje:
    red = transformador(V=len(embeddings))
    red.incrustar.E = np.array(list(embeddings.values()), dtype=float)
    return ModeloDeLenguaje(red, tuple(embeddings))


REALEZA = modelo_a_mano(
    {"hombre": [1, 0, 0], "mujer": [1, 1, 0], "rey": [1, 0, 1], "reina": [1, 1, 1], "mesa": [-1, 0, 0]}
)


def test_con_los_embeddings_que_las_cumplen_las_analogias_salen() -> None:
    palabra, coseno = ana.analogia(REALEZA, "hombre", "mujer", "rey")[0]
    assert palabra == "reina"
    assert_allclose(coseno, 1)


def test_ninguna_de_las_tres_puede_ser_la_respuesta_y_van_de_mas_a_menos() -> None:
    respuestas = ana.analogia(REALEZA, "hombre", "mujer", "rey")
    assert [palabra for palabra, _ in respuestas] == ["reina", "mesa"]
    assert_allclose([coseno for _, coseno in respuestas], [1, -1 / np.sqrt(3)])


def test_el_control_es_la_vecina_de_la_segunda() -> None:
    assert [palabra for palabra, _ in ana.sin_restar(REALEZA, "hombre", "mujer", "rey")] == ["reina", "mesa"]
    assert ana.sin_restar(REALEZA, "hombre", "rey", "mujer") == [
        par for par in REALEZA.vecinas("rey") if par[0] in ("reina", "mesa")
    ]


def test_las_preguntas_van_en_los_dos_sentidos_y_no_cruzan_familias() -> None:
    familias = {"x": [("a", "A"), ("b", "B"), ("c", "C")], "y": [("d", "D"), ("e", "E")]}
    hechas = list(ana.preguntas(familias))
    assert len(set(hechas)) == len(hechas) == 3 * 2 + 2
    assert ana.Pregunta("b", "B", "a", "A") in hechas
    assert all((p.a in "abc") == (p.c in "abc") and p.a.upper() == p.b for p in hechas)
    assert len(list(ana.preguntas())) == 12


@pytest.fixture(scope="module")
def aprendido() -> ModeloDeLenguaje:
    return entrenamiento_del_libro().despues


def test_todas_las_palabras_las_sabe_el_modelo(aprendido: ModeloDeLenguaje) -> None:
    assert {palabra for pregunta in ana.preguntas() for palabra in pregunta} <= set(aprendido.palabras)


def test_con_los_embeddings_aprendidos_se_aciertan_pocas_y_las_restas_no_ponen_nada(
    aprendido: ModeloDeLenguaje,
) -> None:
    def aciertos(
        respuestas: Callable[[ModeloDeLenguaje, str, str, str], list[tuple[str, float]]],
    ) -> list[Pregunta]:
        return [p for p in ana.preguntas() if respuestas(aprendido, *p[:3])[0][0] == p.d]

    restando, control = aciertos(ana.analogia), aciertos(ana.sin_restar)
    assert len(restando) == 2 and len(control) == 5
    assert ana.Pregunta("banco", "financiero", "taller", "mecánico") in restando
    assert not [p for p in restando if p.a in ("médico", "matemático", "cielo", "hierba")]
