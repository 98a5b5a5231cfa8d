"""Las expresiones de una página que dan unos números, las mejores primero.

El pedido lleva `buscados`, una lista de `{"literal", "palabras"}`: el literal, como lo lee `blancos`, y las
palabras de su frase; `fuentes`, el código de las celdas de antes, y `expresiones`, lo que pregunta el resto
de la prosa, lo más cercano primero las dos. Se contesta `candidatos`: de cada buscado, una lista de
`{"expresion", "valor", "coste", "origen"}`; `vistas`, cuánto se ha mirado, y `entera`, si ha dado tiempo a
todo.

Mejor es lo que menos parece casualidad: lo más sencillo, lo que acaba de salir y lo que lleva en su nombre
las palabras de la frase.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from time import process_time
from typing import Any

from imprenta.ejecutar.procesos.busqueda.blancos import Blanco, Gasto, blanco_de
from imprenta.ejecutar.procesos.busqueda.cuentas import con_cuentas
from imprenta.ejecutar.procesos.busqueda.escritas import (
    ESCRITAS_QUE_SE_PRUEBAN,
    Escrita,
    cercanias,
    cerrada,
    escritas_en,
    leido,
    nombres_que_indexan,
    tamano,
    variaciones,
)
from imprenta.ejecutar.procesos.busqueda.indices import Indices
from imprenta.ejecutar.procesos.busqueda.limite import a_prueba, con_tope
from imprenta.ejecutar.procesos.busqueda.orden import LEJISIMOS, coste_de, raiz_de
from imprenta.ejecutar.procesos.busqueda.recorrido import Recorrido
from imprenta.ejecutar.procesos.completar import nombres_de_la_pagina
from imprenta.ejecutar.procesos.propio import con_avisos, es_propio
from imprenta.ejecutar.procesos.vistazo import SeAcabo

globals()["__builtins__"] = dict(vars(builtins))  # los de este módulo, aunque la página cambie los de todos

TOPE_DE_VISTAS = 60_000
CANDIDATOS_DE_CADA_UNO, LOS_QUE_SE_ORDENAN = 40, 1000
PROCESADOR_DE_LO_ESCRITO = 0.3  # segundos
POR_ENSENADA = 0.6


def candidatos(
    pedido: Mapping[str, Any], nombres: Mapping[str, Any], tope: int = TOPE_DE_VISTAS
) -> dict[str, Any]:
    """Lo hallado, como datos que caben en JSON."""
    blancos = [blanco_de(buscado["literal"]) for buscado in pedido["buscados"]]
    fuentes, expresiones = pedido.get("fuentes", ()), pedido.get("expresiones", ())
    propios = {n: v for n, v in nombres_de_la_pagina(nombres).items() if _puede_dar_algo(v)}
    cerca = cercanias(fuentes, expresiones)
    cuenta, entera = Gasto(tope), True
    try:
        _buscar(blancos, cuenta, propios, dict(nombres), fuentes, expresiones, cerca)
    except SeAcabo:
        entera = False
    ordenados = [
        _ordenados(blanco, buscado.get("palabras", ()), cerca)
        for blanco, buscado in zip(blancos, pedido["buscados"], strict=True)
    ]
    return {"candidatos": ordenados, "vistas": cuenta.vistas, "entera": entera}


def _puede_dar_algo(valor: Any) -> bool:
    """Si dentro puede haber números de la página: no en lo instalado ni en las funciones."""
    return es_propio(valor) and not inspect.isroutine(valor) and not inspect.isclass(valor)


def _buscar(
    blancos: Sequence[Blanco],
    cuenta: Gasto,
    propios: Mapping[str, Any],
    nombres: dict[str, Any],
    fuentes: Sequence[str],
    expresiones: Sequence[str],
    cerca: Mapping[str, float],
) -> None:
    arboles = [arbol for texto in (*fuentes, *expresiones) if (arbol := leido(texto.strip()))]
    de_que = nombres_que_indexan(arboles)
    indices = {n: propios[n] for n in sorted(de_que) if n in propios}
    recorrido = Recorrido(blancos, cuenta, Indices(indices, de_que))
    recorrido.con_mediana = next((n for n in ("np", "numpy") if hasattr(nombres.get(n), "median")), "")
    for nombre, valor in propios.items():
        recorrido.poner(nombre, valor, 1.0 + 0.05 * min(cerca.get(nombre, LEJISIMOS), LEJISIMOS))
    recorrido.andar()
    escritas = escritas_en(fuentes, expresiones)
    _probar(recorrido, escritas[:ESCRITAS_QUE_SE_PRUEBAN], nombres, 0.9)
    otras = list(variaciones(escritas[:ESCRITAS_QUE_SE_PRUEBAN], propios))
    _probar(recorrido, otras[: 2 * ESCRITAS_QUE_SE_PRUEBAN], nombres, 1.6)
    with con_avisos("ignore"):
        con_cuentas(recorrido, nombres)


def _probar(recorrido: Recorrido, escritas: Sequence[Escrita], nombres: dict[str, Any], base: float) -> None:
    """Calcula lo que la página ya lleva escrito, y mira dentro de lo que da, sin tardar mucho."""
    desde = process_time()
    for escrita in escritas:
        recorrido.cuenta.gastar(10)
        if process_time() - desde > PROCESADOR_DE_LO_ESCRITO:
            break
        usados = {n.id for n in ast.walk(escrita.nodo) if isinstance(n, ast.Name)}
        if not any(n in nombres and es_propio(nombres[n]) for n in usados):
            continue
        with a_prueba(), con_avisos("ignore"):
            with con_tope():
                valor = eval(compile(escrita.expresion, "<consulta>", "eval"), nombres)
            coste = base + 0.14 * tamano(escrita.nodo) - POR_ENSENADA * escrita.se_ensena
            if not isinstance(valor, bool):
                origen = "celda" if escrita.se_ensena else "escrita"
                sola = not isinstance(valor, list | tuple | dict) and not hasattr(valor, "shape")
                recorrido.poner(escrita.expresion if sola else cerrada(escrita), valor, coste, 2, origen)
    recorrido.andar()


# ——— El orden ———


def _ordenados(blanco: Blanco, palabras: Sequence[str], cerca: Mapping[str, float]) -> list[dict[str, Any]]:
    raices = {raiz_de(palabra) for palabra in palabras if len(palabra) >= 3}
    hallados = sorted(
        (coste_de(hallazgo, raices, cerca), len(hallazgo.expresion), hallazgo.expresion)
        for hallazgo in nsmallest(LOS_QUE_SE_ORDENAN, blanco.hallazgos.values(), key=lambda uno: uno.coste)
    )
    return [
        {
            "expresion": _sin_parentesis(expresion),
            "valor": blanco.hallazgos[expresion].valor,
            "coste": round(coste, 3),
            "origen": blanco.hallazgos[expresion].origen,
        }
        for coste, _, expresion in hallados[:CANDIDATOS_DE_CADA_UNO]
    ]


def _sin_parentesis(expresion: str) -> str:
    """Sin los paréntesis que solo hacían falta para tomar algo de ella: los que la rodean y los dobles."""
    for k, letra in enumerate(expresion):
        if letra == "(" and (k == 0 or expresion[k - 1] == "("):
            cierre = _cierre(expresion, k)
            otra = expresion[:k] + expresion[k + 1 : cierre] + expresion[cierre + 1 :]
            with contextlib.suppress(SyntaxError):
                if ast.dump(ast.parse(otra, mode="eval")) == ast.dump(ast.parse(expresion, mode="eval")):
                    return _sin_parentesis(otra)
    return expresion


def _cierre(expresion: str, abre: int) -> int:
    """Dónde se cierra el paréntesis que se abre ahí, si no hay textos que los lleven."""
    hondura = 0
    for k in range(abre, len(expresion)):
        hondura += (expresion[k] == "(") - (expresion[k] == ")")
        if hondura == 0:
            return k
    return len(expresion)
