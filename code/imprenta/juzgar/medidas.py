"""Lo que una afirmación compara con una cota, y cómo preguntárselo al código de la página.

De `all(f(x) < c for x in xs)` importa cuánto vale cada `f(x)` y cuánto `c`; de `abs(a - b) < tol`, además,
cuánto valen `a` y `b`: si no pasan de `tol`, no podrían diferir más. Lo que no tiene cota —textos, `in`,
`==`, «esto o aquello»— no tiene medida: o es así, o no lo es.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from imprenta.juzgar.afirmaciones import AJENOS_AL_LIBRO, DE_PYTHON
from imprenta.juzgar.despejes import Definiciones, definiciones_de, despejado

AL_VOLVER = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
AL_NEGAR = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
DE_ORDEN: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
COMPARADORAS = {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}
MAXIMOS, MINIMOS = frozenset({"max", "amax", "nanmax"}), frozenset({"min", "amin", "nanmin"})
VALORES_ABSOLUTOS = frozenset({"abs", "absolute", "fabs"})
RESUMENES = frozenset({"mean", "median", "norm", "nanmean", "float"}) | MAXIMOS
DE_SUS_ELEMENTOS = frozenset({"ptp", "std", "diff"})
CASI_CERO = 1e-9  # quien dice que algo no pasa de aquí dice que es cero
Elementos = tuple[ast.comprehension, ...]


@dataclass(frozen=True)
class Medida:
    """Una comparación con una cota: `medido operador cota`.

    `pregunta` es una expresión de Python que da una fila `[medido, cota]` por elemento o por matriz de ellos;
    si es `cercana` —dice que dos cosas casi coinciden—, detrás van las cosas. `escrita` es si la cota la puso
    el autor, entera o como factor; `basta_una`, si con que la cumpla un elemento es cierta.
    """

    operador: str
    medido: str
    cota: str
    pregunta: str
    escrita: bool = False
    cercana: bool = False
    basta_una: bool = False


def medidas_de(expresion: str, celdas: Iterable[str] = ()) -> tuple[Medida, ...]:
    """Las comparaciones con una cota de una afirmación; lanza `SyntaxError` si no es Python.

    Con el código de las `celdas` de antes se sabe, además, qué hay detrás de cada nombre.

    >>> [(m.pregunta, m.operador) for m in medidas_de("all(0 < f(x) < c for x in xs)")]
    [('[[f(x), 0] for x in xs]', '>'), ('[[f(x), c] for x in xs]', '<')]
    >>> medidas_de("abs(a - b) < 0.01")[0].pregunta, medidas_de('"azul" in colores or len(x) == 3')
    ('[[abs(a - b), 0.01, a, b]]', ())
    """
    return tuple(_medidas(_leido(expresion.strip()), _Lugar(definiciones_de(celdas))))


@dataclass(frozen=True)
class _Lugar:
    """Dónde está una parte de la afirmación: dentro de qué cuantificador, de qué bucles, y si se niega."""

    definiciones: Definiciones = field(default_factory=dict)
    cuantificador: str = ""
    bucles: Elementos = ()
    negada: bool = False

    def con(self, cuantificador: str, bucles: Sequence[ast.comprehension] = ()) -> _Lugar | None:
        """Dentro de otro cuantificador; nada, si es de los que no se llevan con el de fuera."""
        cual = {"all": "any", "any": "all"}[cuantificador] if self.negada else cuantificador
        if self.cuantificador not in ("", cual):
            return None
        ligados = {n.id for b in bucles for n in ast.walk(b.target) if isinstance(n, ast.Name)}
        definiciones = {n: cuenta for n, cuenta in self.definiciones.items() if n not in ligados}
        return _Lugar(definiciones, cual, (*self.bucles, *bucles), self.negada)


def _medidas(nodo: ast.expr, lugar: _Lugar) -> Iterator[Medida]:
    if isinstance(nodo, ast.UnaryOp) and isinstance(nodo.op, ast.Not | ast.Invert):
        yield from _medidas(nodo.operand, replace(lugar, negada=not lugar.negada))
    elif partes := _partes_de_un_y(nodo, lugar.negada):
        if lugar.cuantificador != "any":  # un mismo elemento tendría que cumplirlas todas
            for parte in partes:
                yield from _medidas(parte, lugar)
    elif isinstance(nodo, ast.Compare):
        yield from _de_comparacion(nodo, lugar)
    elif isinstance(nodo, ast.Call):
        yield from _de_llamada(nodo, lugar)
    elif isinstance(nodo, ast.Name) and nodo.id in lugar.definiciones:
        yield from _medidas(lugar.definiciones[nodo.id], lugar)


def _partes_de_un_y(nodo: ast.expr, negada: bool) -> list[ast.expr]:
    """Lo que tiene que ser cierto a la vez; de un «o», nada: ninguna de sus partes hace falta."""
    if isinstance(nodo, ast.BoolOp) and isinstance(nodo.op, ast.Or if negada else ast.And):
        return nodo.values
    if isinstance(nodo, ast.BinOp) and isinstance(nodo.op, ast.BitOr if negada else ast.BitAnd):
        return [nodo.left, nodo.right]
    return []


def _de_llamada(nodo: ast.Call, lugar: _Lugar) -> Iterator[Medida]:
    nombre, datos = _llamada(nodo)
    if nombre == "bool" and datos:
        yield from _medidas(datos[0], lugar)
    elif nombre in ("all", "any") and datos:
        yield from _de_cuantificador(nombre, datos[0], lugar)
    elif nombre in COMPARADORAS and len(datos) == 2:
        yield from _de_par(datos[0], COMPARADORAS[nombre], datos[1], lugar)
    elif nombre in ("allclose", "isclose") and len(datos) >= 2 and not lugar.negada:
        yield _de_coincidencia(nodo, datos, lugar)


def _llamada(nodo: ast.expr) -> tuple[str, list[ast.expr]]:
    """El nombre de una función y con qué se llama; de `x.max()`, también `x`. De otra cosa, nada."""
    if not isinstance(nodo, ast.Call):
        return "", []
    if isinstance(nodo.func, ast.Name):
        return nodo.func.id, nodo.args
    if not isinstance(nodo.func, ast.Attribute):
        return "", []
    de_modulo = _raiz(nodo.func) in AJENOS_AL_LIBRO
    return nodo.func.attr, nodo.args if de_modulo else [nodo.func.value, *nodo.args]


def _raiz(nodo: ast.expr) -> str:
    """El nombre del que cuelga `np.linalg.norm`."""
    while isinstance(nodo, ast.Attribute):
        nodo = nodo.value
    return nodo.id if isinstance(nodo, ast.Name) else ""


def _de_cuantificador(nombre: str, dato: ast.expr, lugar: _Lugar) -> Iterator[Medida]:
    if isinstance(dato, ast.GeneratorExp | ast.ListComp):
        if dentro := lugar.con(nombre, dato.generators):
            yield from _medidas(dato.elt, dentro)
    elif dentro := lugar.con(nombre):
        varias = isinstance(dato, ast.List | ast.Tuple) and dentro.cuantificador == "all"
        for parte in dato.elts if varias else [dato]:  # type: ignore[attr-defined]  # lo ha mirado ya
            yield from _medidas(parte, dentro)


def _de_comparacion(nodo: ast.Compare, lugar: _Lugar) -> Iterator[Medida]:
    lados = [nodo.left, *nodo.comparators]
    if len(lados) > 2 and (lugar.negada or lugar.cuantificador == "any"):
        return
    if _son_los_limites(lados):
        return
    for izquierda, cual, derecha in zip(lados, nodo.ops, lados[1:], strict=False):
        if type(cual) in DE_ORDEN:
            yield from _de_par(izquierda, DE_ORDEN[type(cual)], derecha, lugar)


def _son_los_limites(lados: list[ast.expr]) -> bool:
    """`0 <= p <= 1` y `-1 <= p <= 1` dicen entre qué puede estar lo medido: no hay cota mejor."""
    return len(lados) == 3 and ast.unparse(lados[0]) in {"0", "-1"} and ast.unparse(lados[2]) == "1"


def _de_par(izquierda: ast.expr, operador: str, derecha: ast.expr, lugar: _Lugar) -> Iterator[Medida]:
    if lugar.negada:
        operador = AL_NEGAR[operador]
    if es_escrito(izquierda) or (operador in (">", ">=") and _cosas_que_difieren(derecha)):
        izquierda, operador, derecha = derecha, AL_VOLVER[operador], izquierda
    if es_escrito(izquierda) or not all(map(_puede_ser_numero, (izquierda, derecha))):
        return
    medido, bucles, cosas = _desplegado(izquierda, operador, lugar)
    lugar = replace(lugar, bucles=(*lugar.bucles, *bucles))
    es_cero = not cosas and _llamada(medido)[0] in VALORES_ABSOLUTOS | {"norm"} and _es_de_redondeo(derecha)
    escrita = es_escrito(derecha) or _lleva_factor(izquierda) or _lleva_factor(derecha)
    medida = _medida(medido, operador, derecha, cosas, lugar, escrita and not es_cero)
    yield replace(medida, medido=ast.unparse(izquierda))


def _desplegado(nodo: ast.expr, operador: str, lugar: _Lugar) -> tuple[ast.expr, Elementos, list[ast.expr]]:
    """Lo que se mide, con los bucles que lo recorren y las cosas que difieren, aunque tengan nombre."""
    for lado in (nodo, despejado(nodo, lugar.definiciones)):
        medido, bucles = _de_cada_uno(lado, operador) if lugar.cuantificador != "any" else (lado, ())
        cosas = _cosas_que_difieren(medido) if operador in ("<", "<=") else []
        if cosas:
            return medido, bucles, cosas
    medido, bucles = _de_cada_uno(nodo, operador) if lugar.cuantificador != "any" else (nodo, ())
    return medido, bucles, []


def _medida(
    medido: ast.expr, operador: str, cota: ast.expr, cosas: Sequence[ast.expr], lugar: _Lugar, escrita: bool
) -> Medida:
    fila = f"[{', '.join(map(ast.unparse, (medido, cota, *cosas)))}]"
    bucles = "".join(map(ast.unparse, lugar.bucles))
    return Medida(
        operador,
        ast.unparse(medido),
        ast.unparse(cota),
        f"[{fila}{bucles}]",
        escrita,
        bool(cosas),
        lugar.cuantificador == "any",
    )


def es_escrito(nodo: ast.expr) -> bool:
    """Si es un número que el autor ha escrito, aunque sea con una cuenta: `1 / 3`, `10**12`, `np.pi`."""
    nombres = {n.id for n in ast.walk(nodo) if isinstance(n, ast.Name)}
    return nombres <= AJENOS_AL_LIBRO | DE_PYTHON


def _puede_ser_numero(nodo: ast.expr) -> bool:
    colecciones = ast.Set | ast.Dict | ast.SetComp | ast.DictComp | ast.JoinedStr
    es_texto = isinstance(nodo, ast.Constant) and not isinstance(nodo.value, int | float)
    return not es_texto and not isinstance(nodo, colecciones)


def _lleva_factor(nodo: ast.expr) -> bool:
    """`x / 500` y `1e40 * x`: lo que el autor ha escrito es cuántas veces."""
    if not isinstance(nodo, ast.BinOp) or not isinstance(nodo.op, ast.Mult | ast.Div):
        return False
    return any(isinstance(n, ast.Constant | ast.UnaryOp) and es_escrito(n) for n in (nodo.left, nodo.right))


def _es_de_redondeo(cota: ast.expr) -> bool:
    return isinstance(cota, ast.Constant) and isinstance(cota.value, int | float) and cota.value <= CASI_CERO


def _de_cada_uno(nodo: ast.expr, operador: str) -> tuple[ast.expr, Elementos]:
    """De `x.max() < c`, cada elemento de `x`: el mayor no pasa si no pasa ninguno."""
    nombre, datos = _llamada(nodo)
    de_todos = MAXIMOS if operador in ("<", "<=") else MINIMOS
    if nombre not in de_todos or not datos or nodo.keywords:  # type: ignore[attr-defined]  # es una llamada
        return nodo, ()
    if not isinstance(nodo.func, ast.Name):  # type: ignore[attr-defined]  # `np.max(x, 0)` da varios
        return (datos[0], ()) if len(datos) == 1 else (nodo, ())
    if len(datos) > 1:
        return ast.List(datos, ast.Load()), ()
    if isinstance(datos[0], ast.GeneratorExp | ast.ListComp):
        dentro, bucles = _de_cada_uno(datos[0].elt, operador)
        return dentro, (*datos[0].generators, *bucles)
    return ast.List([ast.Starred(datos[0], ast.Load())], ast.Load()), ()


# ——— Lo que casi coincide ———


def _cosas_que_difieren(nodo: ast.expr) -> list[ast.expr]:
    """Las cosas de cuya diferencia se dice el tamaño: `a` y `b` en `abs(a - b)`, `x` en `np.ptp(x)`."""
    nombre, datos = _llamada(nodo)
    if nombre in DE_SUS_ELEMENTOS and datos:
        return datos[:1]
    if nombre in VALORES_ABSOLUTOS and datos:
        return _restados(datos[0]) or _cosas_que_difieren(datos[0])
    if nombre in RESUMENES and datos:
        return _restados(datos[0]) if nombre == "norm" else _cosas_que_difieren(datos[0])
    if isinstance(nodo, ast.BinOp) and isinstance(nodo.op, ast.Div):
        cosas = _cosas_que_difieren(nodo.left)
        return [ast.BinOp(cosa, nodo.op, nodo.right) for cosa in cosas]
    if isinstance(nodo, ast.BinOp) and isinstance(nodo.op, ast.Pow):
        return [ast.BinOp(cosa, nodo.op, nodo.right) for cosa in _restados(nodo.left)]
    return _recorrido(nodo)


def _restados(nodo: ast.expr) -> list[ast.expr]:
    """Lo que se resta; lo que suma cero, si lo que se resta es un cero."""
    nombre, datos = _llamada(nodo)
    if isinstance(nodo, ast.BinOp) and isinstance(nodo.op, ast.Sub):
        return _comparados(nodo.left, nodo.right)
    if nombre == "subtract" and len(datos) == 2:
        return _comparados(*datos)
    return datos[:1] if nombre in ("diff", "sum") and datos else []


def _comparados(uno: ast.expr, otro: ast.expr) -> list[ast.expr]:
    """Las dos cosas que casi coinciden; ante un cero, lo que se anula."""
    if not any(isinstance(n, ast.Constant) and n.value == 0 for n in (uno, otro)):
        return [uno, otro]
    valor = otro if isinstance(uno, ast.Constant) else uno
    partes = valor.elts if isinstance(valor, ast.List | ast.Tuple) else [valor]
    return [cosa for parte in partes for cosa in _restados(parte)]


def _recorrido(nodo: ast.expr) -> list[ast.expr]:
    """De `x.max() - x.min()`, lo que va de uno a otro."""
    if not isinstance(nodo, ast.BinOp) or not isinstance(nodo.op, ast.Sub):
        return []
    (arriba, mayores), (abajo, menores) = _llamada(nodo.left), _llamada(nodo.right)
    iguales = list(map(ast.dump, mayores)) == list(map(ast.dump, menores))
    return mayores[:1] if arriba in MAXIMOS and abajo in MINIMOS and iguales else []


def _de_coincidencia(nodo: ast.Call, datos: list[ast.expr], lugar: _Lugar) -> Medida:
    """`np.isclose(a, b)` y `math.isclose(a, b)`: cuánto difieren y cuánto se les tolera."""
    modulo = ast.unparse(nodo.func.value) if isinstance(nodo.func, ast.Attribute) else ""
    en_orden = dict(zip(("rtol", "atol"), datos[2:4], strict=False))
    opciones = {n: ast.unparse(v) for n, v in [*en_orden.items(), *((k.arg, k.value) for k in nodo.keywords)]}
    uno, otro = map(ast.unparse, datos[:2])
    if modulo == "math":
        relativa, fija = opciones.get("rel_tol", "1e-09"), opciones.get("abs_tol", "0.0")
        tolerancia = f"max(({relativa}) * max(abs({uno}), abs({otro})), {fija})"
    else:
        relativa, fija = opciones.get("rtol", "1e-05"), opciones.get("atol", "1e-08")
        tolerancia = f"({fija}) + ({relativa}) * {modulo}{'.' * bool(modulo)}abs({otro})"
    de_numpy = modulo and modulo != "math"
    difieren = f"{modulo}.abs({modulo}.subtract({uno}, {otro}))" if de_numpy else f"abs(({uno}) - ({otro}))"
    escrita = {"atol", "abs_tol"} & opciones.keys() and not _es_de_redondeo(_leido(fija))
    cosas = _comparados(*datos[:2])
    return _medida(_leido(difieren), "<=", _leido(tolerancia), cosas, lugar, bool(escrita))


def _leido(expresion: str) -> ast.expr:
    return ast.parse(expresion, mode="eval").body
