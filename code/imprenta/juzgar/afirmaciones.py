"""Las expresiones que no demuestran nada: las que no pueden dar otra cosa, se ejecute lo que se ejecute.

Unas se ven en su forma, que es lo único que se tiene de un núcleo ordinario; las demás, al probarlas mientras
se ejecuta la página con otros valores, y llegan como el `reparo` de su respuesta.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import json
import re
from collections.abc import Iterator

from imprenta.juzgar.literal.comparar import Calculado, hojas
from imprenta.libro.modelo import CAMBIA, CONSTANTE, INDIFERENTE, PARCIAL

AJENOS_AL_LIBRO = frozenset({"np", "numpy", "math"})
DE_PYTHON = frozenset(dir(builtins))
ESCONDEN_O_CAMBIAN = frozenset("globals locals exec eval setattr delattr __import__ input".split())
ESCRIBEN = frozenset("write_text write_bytes writelines unlink __setattr__ __setitem__ system".split())
COMPARAN = frozenset("isclose allclose array_equal equal greater_equal less_equal".split())

TODOS = "tod[oa]s?|siempre|nunca|jam[aá]s|ning[uú]n[oa]?s?|all|always|never|every"
UNIVERSALES = re.compile(rf"\b(?:{TODOS}|cada|cualquiera?|each|none)\b", re.IGNORECASE)
SOLO_DE_CASI_TODOS = re.compile(
    rf"\b(?:(?:casi|no|almost|nearly|not) (?:{TODOS})|(?:sobre|ante|del) todo|de cada|at all)\b",
    re.IGNORECASE,
)


def nombres_de(expresion: str) -> set[str]:
    """Los nombres de la página que usa una expresión de Python; lanza `SyntaxError` si no lo es.

    >>> sorted(nombres_de("max(pesos[k] for k in capas)"))
    ['capas', 'pesos']
    """
    nodos = list(ast.walk(_expresion_leida(expresion)))
    ligados = {n.id for n in nodos if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    ligados |= {a.arg for n in nodos if isinstance(n, ast.Lambda) for a in n.args.args}
    return {n.id for n in nodos if isinstance(n, ast.Name)} - ligados - DE_PYTHON


def _expresion_leida(expresion: str) -> ast.Expression:
    return ast.parse(expresion.strip(), mode="eval")


def es_su_constante(expresion: str, valor: Calculado) -> bool:
    """Si la expresión solo envuelve el número que da, como `np.float64(0.73)`.

    >>> es_su_constante("np.float64(0.73)", 0.73), es_su_constante("pesos[0]", 0.73)
    (True, False)
    """
    if nombres_de(expresion) - AJENOS_AL_LIBRO:
        return False
    constantes = {n * signo for n in _constantes(_expresion_leida(expresion)) for signo in (1, -1)}
    return all(v in constantes for v in hojas(valor))


def _constantes(arbol: ast.AST) -> Iterator[float]:
    """Los números que una expresión trae escritos."""
    valores = (nodo.value for nodo in ast.walk(arbol) if isinstance(nodo, ast.Constant))
    return (v for v in valores if isinstance(v, int | float) and not isinstance(v, bool))


def reparo_a_la_cifra(expresion: str, reparo: str) -> str:
    """Por qué lo que da una expresión no demuestra ninguna cifra, por lo que se vio al probarla."""
    if reparo == CONSTANTE:
        return f"«{expresion}» ya trae escrito su resultado: no demuestra nada"
    if reparo == INDIFERENTE:
        return f"«{expresion}» da lo mismo {_valga_lo_que_valga(expresion)}: no demuestra nada"
    return _cambio(expresion, reparo)


def reparo_a_la_afirmacion(literal: str, expresion: str, reparo: str) -> str:
    """Por qué una expresión no demuestra ninguna afirmación, por lo que se vio al probarla."""
    if reparo == CONSTANTE:
        return f"«{literal}» no puede ser falsa: «{expresion}» no usa nada de la página"
    if reparo == INDIFERENTE:
        siempre = f"se cumple {_valga_lo_que_valga(expresion)}"
        parte = "una parte de " if isinstance(_expresion_leida(expresion).body, ast.BoolOp) else ""
        return f"«{literal}» no puede ser falsa: {parte}«{expresion}» {siempre}"
    if reparo.startswith(PARCIAL):
        return f"«{literal}» {_de_unos_pocos(expresion, reparo)}" if habla_de_todos(literal) else ""
    return _cambio(expresion, reparo)


def habla_de_todos(literal: str) -> bool:
    """Si unas palabras dicen algo de todos los casos, y no de casi todos ni de uno de cada tres.

    >>> [habla_de_todos(l) for l in ("no bajan NUNCA", "todas, siempre", "casi todas", "una de cada tres")]
    [True, True, False, False]
    """
    return bool(UNIVERSALES.search(SOLO_DE_CASI_TODOS.sub(" ", " ".join(literal.split()))))


def _de_unos_pocos(expresion: str, reparo: str) -> str:
    coleccion, total, faltan, primeros = json.loads(reparo.removeprefix(PARCIAL))
    dichos = [f"{coleccion}[{lugar}]" for lugar in primeros]
    if faltan > len(dichos):
        *dichos, ultimo = [*dichos, f"{faltan - len(dichos)} más"]
    else:
        *dichos, ultimo = dichos
    lista = f"{', '.join(dichos)} y {ultimo}" if dichos else ultimo
    mira = f"«{expresion}» solo mira {total - faltan} de los {total} elementos de {coleccion}"
    return f"habla de todos, y {mira}: {'falta' if faltan == 1 else 'faltan'} {lista}"


def _cambio(expresion: str, reparo: str) -> str:
    if not reparo.startswith(CAMBIA):
        return ""
    return (
        f"«{expresion}» cambia {reparo.removeprefix(CAMBIA)} al evaluarse: la prosa pregunta y no toca nada"
    )


def _valga_lo_que_valga(expresion: str) -> str:
    nombres = sorted(nombres_de(expresion) - AJENOS_AL_LIBRO, key=expresion.find)
    *primeros, ultimo = nombres or ["la página"]
    if not primeros:
        return f"valga lo que valga {ultimo}"
    return f"valgan lo que valgan {', '.join(primeros)} y {ultimo}"


def efecto_de(expresion: str) -> str:
    """Lo que una expresión no debe llevar, porque cambia la página o esconde lo que usa; si no, «».

    >>> efecto_de("(x := 3)"), efecto_de("globals().update(x=3)"), efecto_de("x + 1")
    (':=', 'globals()', '')
    """
    return next(filter(None, map(_efecto, ast.walk(_expresion_leida(expresion)))), "")


def _efecto(nodo: ast.AST) -> str:
    if isinstance(nodo, ast.NamedExpr):
        return ":="
    if not isinstance(nodo, ast.Call):
        return ""
    nombre = _nombre_de(nodo.func)
    es_suelto = isinstance(nodo.func, ast.Name)
    if (es_suelto and nombre in ESCONDEN_O_CAMBIAN) or nombre in ESCRIBEN:
        return f"{nombre}()"
    modos = [*nodo.args[1:2], *(k.value for k in nodo.keywords if k.arg == "mode")]
    if nombre == "open" and any(
        isinstance(m, ast.Constant) and set("wax+") & set(str(m.value)) for m in modos
    ):
        return "open()"
    return ""


def por_que_es_siempre_cierta(afirmacion: str) -> str:
    """Por qué una afirmación es cierta pase lo que pase, si se ve en su forma; si no, «».

    >>> por_que_es_siempre_cierta("x == x"), por_que_es_siempre_cierta("x == y")
    ('compara una cosa consigo misma', '')
    """
    motivos = map(_motivo, ast.walk(_expresion_leida(afirmacion)))
    return next(filter(None, motivos), "")


def _motivo(nodo: ast.AST) -> str:
    if isinstance(nodo, ast.Compare):
        return _motivo_de_comparacion(nodo)
    if isinstance(nodo, ast.BoolOp) and isinstance(nodo.op, ast.Or):
        return _motivo_de_alternativa(nodo.values)
    return "compara una cosa consigo misma" if _compara_lo_mismo(nodo) else ""


def _motivo_de_comparacion(nodo: ast.Compare) -> str:
    lados = [ast.dump(lado) for lado in (nodo.left, *nodo.comparators)]
    if any(a == b for a, b in itertools.pairwise(lados)):
        return "compara una cosa consigo misma"
    return _cota_trivial(nodo)


def _cota_trivial(nodo: ast.Compare) -> str:
    """`len(x) >= 0` y `abs(x) >= 0` se cumplen siempre."""
    cota = nodo.comparators[0]
    if (
        isinstance(nodo.ops[0], ast.GtE)
        and isinstance(cota, ast.Constant)
        and cota.value == 0
        and isinstance(nodo.left, ast.Call)
        and isinstance(nodo.left.func, ast.Name)
        and nodo.left.func.id in {"len", "abs"}
    ):
        return f"{nodo.left.func.id}(…) nunca es negativo"
    return ""


def _motivo_de_alternativa(alternativas: list[ast.expr]) -> str:
    if any(isinstance(v, ast.Constant) and v.value for v in alternativas):
        return "una de sus alternativas es siempre cierta"
    negadas = {ast.dump(v.operand) for v in alternativas if isinstance(v, ast.UnaryOp)}
    return "dice «esto o lo contrario»" if negadas & set(map(ast.dump, alternativas)) else ""


def _compara_lo_mismo(nodo: ast.AST) -> bool:
    """`np.isclose(x, x)` y sus parientes."""
    if not isinstance(nodo, ast.Call) or len(nodo.args) < 2:
        return False
    return _nombre_de(nodo.func) in COMPARAN and ast.dump(nodo.args[0]) == ast.dump(nodo.args[1])


def _nombre_de(funcion: ast.expr) -> str:
    if isinstance(funcion, ast.Attribute):
        return funcion.attr
    return funcion.id if isinstance(funcion, ast.Name) else ""
