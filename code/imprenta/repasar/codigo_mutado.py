"""Los mutantes del código de un libro: cada función suya con una sola cosa cambiada.

Se cambian los operadores, las comparaciones, los signos, las constantes, los valores de serie y lo que se
devuelve, y se borran las órdenes que solo dejan algo hecho. No, lo que no puede cambiar ningún número: los
textos, los tipos, las funciones que dibujan, y lo que comprueba datos para quejarse.

De cada mutante se sabe también la sonda: el mismo lugar, con algo que revienta si se usa. Si con ella no
pasa nada, ninguna página llega ahí, aunque pase por su línea: la otra rama de un condicional, un valor de
serie que nadie deja de dar.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

REVIENTA = "(1 // 0)"
REVIENTA_AL_USARSE = "type('', (), {'__bool__': None})()"  # un valor de serie se calcula, se use o no
ANCHO_DE_LO_BORRADO = 60
SE_ESCRIBE: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
    ast.FloorDiv: "//", ast.Mod: "%", ast.BitAnd: "&", ast.BitOr: "|", ast.And: "and", ast.Or: "or",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
OTROS_OPERADORES: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,), ast.MatMult: (ast.Mult,), ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,), ast.And: (ast.Or,), ast.Or: (ast.And,),
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
DE_DIBUJO = re.compile(r"matplotlib(\.|$)")
SE_LLAMAN_DE_DIBUJO = {"ax", "axs", "axes", "fig", "plt"}
SIN_NUMEROS = {"strict", "copy"}  # opciones que no cambian ninguno: quejarse, ahorrarse una copia
SIN_SIGNO = (ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Lambda, ast.JoinedStr, ast.Compare, ast.BoolOp)
SIN_MUTANTES = (ast.JoinedStr, ast.Raise, ast.Assert, ast.Import, ast.ImportFrom)
DeFuncion = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Retoque:
    """En un texto, en octetos, `[inicio, fin)` pasa a ser `nuevo`, con los mismos renglones."""

    inicio: int
    fin: int
    nuevo: str

    def aplicado(self, fuente: str) -> str:
        octetos = fuente.encode()
        viejo = octetos[self.inicio : self.fin].decode()
        nuevo = self.nuevo
        if falta := viejo.count("\n") - nuevo.count("\n"):  # dentro de un paréntesis, o al final de su línea
            nuevo = f"{nuevo[:-1]}{chr(10) * falta})" if nuevo.endswith(")") else nuevo + "\n" * falta
        return (octetos[: self.inicio] + nuevo.encode() + octetos[self.fin :]).decode()


@dataclass(frozen=True)
class MutanteDeCodigo:
    """Una función con un cambio: dónde está, qué dice ahora y qué diría.

    Si el cambio puede notarse, alguna de las `lineas` se ejecuta; `sonda` es lo que revienta si se llega ahí,
    cuando con las líneas no basta para saberlo.
    """

    funcion: str
    linea: int
    columna: int
    viejo: str
    nuevo: str
    cambio: Retoque
    lineas: range
    sonda: Retoque | None = None

    @property
    def mensaje(self) -> str:
        if not self.nuevo:
            return f"en {self.funcion}, borrar «{self.viejo}» no lo nota el libro"
        return f"en {self.funcion}, cambiar «{self.viejo}» por «{self.nuevo}» no lo nota el libro"


def mutantes_de(fuente: str) -> list[MutanteDeCodigo]:
    """Todos los mutantes de las funciones de un módulo, en su orden.

    >>> for m in mutantes_de("def f(x, n=2):\\n    return x * n\\n"):
    ...     print(f"{m.funcion}:{m.linea}:{m.columna} {m.viejo} → {m.nuevo}")
    f:1:12 2 → 3
    f:1:12 2 → 4
    f:1:12 2 → -2
    f:2:5 return x * n → return -(x * n)
    f:2:14 * → /
    """
    arbol = ast.parse(fuente)
    return sorted(
        (mutante for visita in _Modulo(arbol).visitas(fuente) for mutante in visita.mutantes()),
        key=lambda mutante: (mutante.linea, mutante.columna),
    )


class _Modulo:
    """Las funciones de un módulo que se mutan: ni las que dibujan ni las que solo comprueban."""

    def __init__(self, arbol: ast.Module) -> None:
        self.arbol = arbol
        self.funciones = list(_funciones(arbol))
        self.comprueban = {f.name for _, f in self.funciones if _solo_comprueba(f)}
        self.dibujan = self._las_que_dibujan()

    def visitas(self, fuente: str) -> Iterator[_Visita]:
        for nombre, funcion in self.funciones:
            if funcion.name not in self.comprueban and nombre not in self.dibujan:
                yield _Visita(fuente, nombre, funcion, self.comprueban)

    def _las_que_dibujan(self) -> set[str]:
        """Las que nombran algo de matplotlib, y las auxiliares que solo llaman ellas."""
        de_dibujo = set(SE_LLAMAN_DE_DIBUJO)
        for orden in self.arbol.body:
            if isinstance(orden, ast.ImportFrom) and DE_DIBUJO.match(orden.module or ""):
                de_dibujo |= {alias.asname or alias.name for alias in orden.names}
            elif isinstance(orden, ast.Import):
                de_dibujo |= {_atado(alias) for alias in orden.names if DE_DIBUJO.match(alias.name)}
            elif isinstance(orden, ast.Assign) and _nombrados([orden.value]) & de_dibujo:
                de_dibujo |= _nombrados(orden.targets)
        nombrados = {nombre: _nombrados([funcion]) for nombre, funcion in self.funciones}
        dibujan = {nombre for nombre, suyos in nombrados.items() if suyos & de_dibujo}
        sueltos = _nombrados(o for o in self.arbol.body if not isinstance(o, DeFuncion | ast.ClassDef))
        while True:
            de_otras = {
                n for nombre, suyos in nombrados.items() if nombre not in dibujan for n in suyos - {nombre}
            }
            nuevas = {
                nombre
                for nombre in nombrados.keys() - dibujan
                if nombre.startswith("_") and nombre not in de_otras | sueltos
                if any(nombre in nombrados[otra] for otra in dibujan)
            }
            if not nuevas:
                return dibujan
            dibujan |= nuevas


class _Visita:
    """El recorrido de una función en busca de lo que se puede cambiar."""

    def __init__(self, fuente: str, nombre: str, funcion: DeFuncion, comprueban: set[str]) -> None:
        self.nombre, self.funcion, self.comprueban = nombre, funcion, comprueban
        self.octetos = fuente.encode()
        self.renglones = self.octetos.splitlines(keepends=True)
        self.comienzos = [0]
        for renglon in self.renglones:
            self.comienzos.append(self.comienzos[-1] + len(renglon))

    def mutantes(self) -> Iterator[MutanteDeCodigo]:
        argumentos = self.funcion.args
        cuerpo = range(self.funcion.body[0].lineno, (self.funcion.end_lineno or 0) + 1)
        for valor in (*argumentos.defaults, *filter(None, argumentos.kw_defaults)):
            for mutante in self._de_expresion(valor, cuerpo):
                inicio, fin = self._tramo(valor)
                sonda = Retoque(inicio, fin, REVIENTA_AL_USARSE)
                yield MutanteDeCodigo(**vars(mutante) | {"sonda": sonda})
        yield from self._de_bloque(self.funcion.body)

    def _de_bloque(self, ordenes: Iterable[ast.stmt]) -> Iterator[MutanteDeCodigo]:
        for orden in ordenes:
            if not isinstance(orden, (*SIN_MUTANTES, DeFuncion, ast.ClassDef)) and not self._comprueba(orden):
                yield from self._de_orden(orden)

    def _comprueba(self, orden: ast.stmt) -> bool:
        """Si una orden solo mira los datos para quejarse."""
        if isinstance(orden, ast.Expr):
            llamada = orden.value
            return isinstance(llamada, ast.Constant) or (
                isinstance(llamada, ast.Call)
                and isinstance(llamada.func, ast.Name)
                and llamada.func.id in self.comprueban
            )
        return _es_guarda(orden)

    def _de_orden(self, orden: ast.stmt) -> Iterator[MutanteDeCodigo]:
        bloques = [nodo for nodo in ast.iter_child_nodes(orden) if isinstance(nodo, ast.stmt)]
        lineas = range(orden.lineno, (bloques[0].lineno if bloques else orden.end_lineno or 0) + 1)
        if bloques and len(lineas) > 1:
            lineas = lineas[:-1]
        yield from self._borrada(orden, lineas)
        yield from self._devuelta(orden, lineas)
        if isinstance(orden, ast.AugAssign):
            yield from self._de_operador(orden, orden.op, orden.target, orden.value, lineas)
        for nodo in ast.iter_child_nodes(orden):
            if isinstance(nodo, ast.stmt):
                yield from self._de_bloque([nodo])
            elif not (isinstance(orden, ast.AnnAssign) and nodo is orden.annotation):
                yield from self._de_expresion(nodo, lineas)

    def _borrada(self, orden: ast.stmt, lineas: range) -> Iterator[MutanteDeCodigo]:
        """La función sin una orden que deja algo hecho y no da nada."""
        deja = isinstance(orden, ast.AugAssign) or (
            isinstance(orden, ast.Expr) and isinstance(orden.value, ast.Call)
        )
        if isinstance(orden, ast.Assign):
            deja = all(isinstance(destino, ast.Subscript | ast.Attribute) for destino in orden.targets)
        if deja:
            inicio, fin = self._tramo(orden)
            viejo = " ".join(self.octetos[inicio:fin].decode().split())
            if len(viejo) > ANCHO_DE_LO_BORRADO:
                viejo = viejo[: ANCHO_DE_LO_BORRADO - 1] + "…"
            yield self._mutante(orden, viejo, "", Retoque(inicio, fin, "pass"), lineas)

    def _devuelta(self, orden: ast.stmt, lineas: range) -> Iterator[MutanteDeCodigo]:
        """La función, que devuelve lo contrario."""
        if not isinstance(orden, ast.Return) or orden.value is None or isinstance(orden.value, SIN_SIGNO):
            return
        valor = orden.value
        if isinstance(valor, ast.Constant) and not _es_numero(valor):
            return
        tipo = self.funcion.returns
        if isinstance(valor, ast.UnaryOp) or (isinstance(tipo, ast.Name) and tipo.id == "str"):
            return  # el signo ya se quita; un texto no lo tiene
        dicho = ast.unparse(valor)
        cambio = Retoque(*self._tramo(valor), f"(-({dicho}))")
        corto = dicho if len(dicho) <= ANCHO_DE_LO_BORRADO else dicho[: ANCHO_DE_LO_BORRADO - 1] + "…"
        yield self._mutante(orden, f"return {corto}", f"return -({corto})", cambio, lineas)

    # ——— Expresiones ———

    def _de_expresion(self, nodo: ast.AST, lineas: range) -> Iterator[MutanteDeCodigo]:
        if isinstance(nodo, SIN_MUTANTES) or (isinstance(nodo, ast.keyword) and nodo.arg in SIN_NUMEROS):
            return
        if isinstance(nodo, ast.BinOp):
            yield from self._de_operador(nodo, nodo.op, nodo.left, nodo.right, lineas)
        elif isinstance(nodo, ast.Compare) and len(nodo.ops) == 1:
            yield from self._de_operador(nodo, nodo.ops[0], nodo.left, nodo.comparators[0], lineas)
        elif isinstance(nodo, ast.BoolOp):
            yield from self._de_operador(nodo, nodo.op, nodo.values[0], nodo.values[1], lineas)
        elif isinstance(nodo, ast.UnaryOp):
            yield from self._sin_signo(nodo, lineas)
        elif isinstance(nodo, ast.Constant):
            yield from self._de_constante(nodo, lineas)
        for hijo in ast.iter_child_nodes(nodo):
            yield from self._de_expresion(hijo, lineas)

    def _de_operador(
        self, nodo: ast.AST, operador: ast.AST, antes: ast.AST, despues: ast.AST, lineas: range
    ) -> Iterator[MutanteDeCodigo]:
        if _es_texto(antes) or _es_texto(despues):
            return
        for otro in OTROS_OPERADORES.get(type(operador), ()):
            dicho = ast.unparse(_con(nodo, operador, otro()))
            cambio = Retoque(*self._tramo(nodo), dicho if isinstance(nodo, ast.stmt) else f"({dicho})")
            lugar = self._donde(operador, antes)
            igual = "=" * isinstance(nodo, ast.AugAssign)
            viejo, nuevo = SE_ESCRIBE[type(operador)] + igual, SE_ESCRIBE[otro] + igual
            yield self._mutante(nodo, viejo, nuevo, cambio, lineas, lugar)

    def _sin_signo(self, nodo: ast.UnaryOp, lineas: range) -> Iterator[MutanteDeCodigo]:
        de_numero = isinstance(nodo.operand, ast.Constant)  # su signo ya se cambia
        if isinstance(nodo.op, ast.USub | ast.Not) and not de_numero:
            nuevo = ast.unparse(nodo.operand)
            yield self._mutante(
                nodo, ast.unparse(nodo), nuevo, Retoque(*self._tramo(nodo), f"({nuevo})"), lineas
            )

    def _de_constante(self, nodo: ast.Constant, lineas: range) -> Iterator[MutanteDeCodigo]:
        if isinstance(nodo.value, bool):
            valores: list[bool | int | float] = [not nodo.value]
        elif _es_numero(nodo):
            assert isinstance(nodo.value, int | float)
            numero = nodo.value
            valores = list(dict.fromkeys((numero + 1, 2 * numero, -numero))) if numero else [1]
        else:
            return
        for valor in valores:
            cambio = Retoque(*self._tramo(nodo), f"({valor!r})")
            yield self._mutante(nodo, ast.unparse(nodo), repr(valor), cambio, lineas)

    # ——— Lugares ———

    def _mutante(
        self,
        nodo: ast.AST,
        viejo: str,
        nuevo: str,
        cambio: Retoque,
        lineas: range,
        lugar: int | None = None,
    ) -> MutanteDeCodigo:
        lugar = self._tramo(nodo)[0] if lugar is None else lugar
        linea = next(n for n, comienzo in enumerate(self.comienzos) if comienzo > lugar)
        columna = len(self.octetos[self.comienzos[linea - 1] : lugar].decode()) + 1
        sonda = None if isinstance(nodo, ast.stmt) else Retoque(cambio.inicio, cambio.fin, REVIENTA)
        return MutanteDeCodigo(self.nombre, linea, columna, viejo, nuevo, cambio, lineas, sonda)

    def _tramo(self, nodo: ast.AST) -> tuple[int, int]:
        assert isinstance(nodo, ast.expr | ast.stmt)
        assert nodo.end_lineno is not None and nodo.end_col_offset is not None
        inicio = self.comienzos[nodo.lineno - 1] + nodo.col_offset
        return inicio, self.comienzos[nodo.end_lineno - 1] + nodo.end_col_offset

    def _donde(self, operador: ast.AST, antes: ast.AST) -> int:
        """Dónde está escrito el operador que sigue a lo de antes."""
        signo = SE_ESCRIBE[type(operador)].partition(" ")[0].encode()
        hueco = re.compile(rb"(?:[\s)\\]|#[^\n]*)*+" + re.escape(signo))
        casa = hueco.match(self.octetos, self._tramo(antes)[1])
        return casa.end() - len(signo) if casa else self._tramo(antes)[1]


# ——— Qué es cada cosa ———


def _funciones(nodo: ast.AST, prefijo: str = "") -> Iterator[tuple[str, DeFuncion]]:
    """Las funciones que hay dentro, con su nombre completo, también unas dentro de otras."""
    for hijo in ast.iter_child_nodes(nodo):
        if isinstance(hijo, DeFuncion):
            yield prefijo + hijo.name, hijo
        suyo = f"{prefijo}{hijo.name}." if isinstance(hijo, DeFuncion | ast.ClassDef) else prefijo
        yield from _funciones(hijo, suyo)


def _solo_comprueba(funcion: DeFuncion) -> bool:
    """Si una función no da nada: mira sus datos y, si no le gustan, se queja."""
    ordenes = [orden for orden in funcion.body if not _es_docstring(orden)]
    return bool(ordenes) and all(_es_guarda(orden) or isinstance(orden, ast.Raise) for orden in ordenes)


def _es_guarda(orden: ast.stmt) -> bool:
    return isinstance(orden, ast.If) and not orden.orelse and isinstance(orden.body[-1], ast.Raise)


def _es_docstring(orden: ast.stmt) -> bool:
    return isinstance(orden, ast.Expr) and isinstance(orden.value, ast.Constant)


def _es_numero(nodo: ast.Constant) -> bool:
    return isinstance(nodo.value, int | float) and not isinstance(nodo.value, bool)


def _es_texto(nodo: ast.AST) -> bool:
    return isinstance(nodo, ast.JoinedStr) or (
        isinstance(nodo, ast.Constant) and isinstance(nodo.value, str | bytes)
    )


def _nombrados(nodos: Iterable[ast.AST]) -> set[str]:
    """Los nombres que salen en unos nodos, también los de sus argumentos."""
    sueltos = [suelto for nodo in nodos for suelto in ast.walk(nodo)]
    return {n.id for n in sueltos if isinstance(n, ast.Name)} | {
        n.arg for n in sueltos if isinstance(n, ast.arg)
    }


def _atado(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _con(nodo: ast.AST, viejo: ast.AST, nuevo: ast.AST) -> ast.AST:
    """El mismo nodo con otro operador; el de antes no se toca."""
    campos = {
        campo: nuevo if valor is viejo else [nuevo] if valor == [viejo] else valor
        for campo, valor in ast.iter_fields(nodo)
    }
    return type(nodo)(**campos)
