"""El veredicto de cada cosa que una página afirma, a partir de lo que su código ha contestado."""

from __future__ import annotations

import ast
import builtins
import contextlib
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imprenta.juzgar import formulas, latex
from imprenta.juzgar.bibliografia import Datos, en_llano
from imprenta.juzgar.guion import consulta_de_formula, ilegibles
from imprenta.juzgar.literales import (
    Literal,
    LiteralIlegible,
    a_diez_cifras,
    coincide,
    en_palabras,
    escribir,
    exacta,
    forma,
    leer_literal,
    precision,
)
from imprenta.libro.modelo import Consulta, Falta, FormulaIlegible, Respuesta
from imprenta.libro.pagina import Arranque, Formula, Pagina, Rol, Suelto, quitar_cifras
from imprenta.libro.texto import lugar


@dataclass(frozen=True)
class Veredicto:
    """Una cosa que la prosa afirma: qué dice, con qué se compara y si es cierta.

    `clase` es `cifra`, `afirma`, `formula` o `dato`; `error` está vacío si es cierta.
    """

    clase: str
    ruta: Path
    linea: int
    columna: int
    literal: str
    expresion: str
    valor: str = ""
    error: str = ""


@dataclass(frozen=True)
class Informe:
    """Los veredictos de una página o de todo el libro, y lo que hay que mendar."""

    veredictos: tuple[Veredicto, ...] = ()
    sin_cubrir: tuple[Falta, ...] = ()
    mal_escritas: tuple[Falta, ...] = ()

    def __add__(self, otro: Informe) -> Informe:
        return Informe(
            self.veredictos + otro.veredictos,
            self.sin_cubrir + otro.sin_cubrir,
            self.mal_escritas + otro.mal_escritas,
        )

    @property
    def falsas(self) -> tuple[Falta, ...]:
        return tuple(Falta(v.ruta, v.linea, v.columna, v.error) for v in self.veredictos if v.error)

    @property
    def faltas(self) -> list[Falta]:
        return sorted([*self.mal_escritas, *self.falsas, *self.sin_cubrir])

    def resumen(self) -> str:
        """La cobertura, en una línea."""
        cuenta = {
            c: sum(v.clase == c for v in self.veredictos) for c in ("cifra", "afirma", "formula", "dato")
        }
        partes = [
            _cuantos(cuenta["cifra"], "cifra"),
            _cuantos(cuenta["afirma"], "afirmación", "afirmaciones"),
            _cuantos(cuenta["formula"], "fórmula"),
            _cuantos(cuenta["dato"], "dato"),
            f"{len(self.sin_cubrir)} sin cubrir",
            _cuantos(len(self.falsas) + len(self.mal_escritas), "falsa"),
        ]
        return " · ".join(partes)


def _cuantos(n: int, uno: str, varios: str = "") -> str:
    return f"{n} {uno if n == 1 else varios or uno + 's'}"


def verificar(pagina: Pagina, respuestas: Mapping[Consulta, Respuesta], bibliografia: Datos) -> Informe:
    """Juzga todo lo que dice una página."""
    return _Juicio(pagina, respuestas, bibliografia).informe()


@dataclass
class _Juicio:
    pagina: Pagina
    respuestas: Mapping[Consulta, Respuesta]
    bibliografia: Datos

    def informe(self) -> Informe:
        self.comienzos = [0, *(m.end() for m in re.finditer("\n", self.pagina.texto))]
        veredictos: list[Veredicto] = []
        sueltos: list[Falta] = []
        mal_escritas = [*self.pagina.faltas, *ilegibles(self.pagina)]
        for pieza in self.pagina.piezas:
            if isinstance(pieza, Rol):
                veredictos.append(self._rol(pieza))
            elif isinstance(pieza, Arranque):
                mal_escritas += self._arranque(pieza)
            elif isinstance(pieza, Suelto):
                sueltos.append(
                    self._suelto(pieza.inicio, pieza.texto, f"átalo con {{cifra}}`{pieza.texto} <expresión>`")
                )
            else:
                with contextlib.suppress(FormulaIlegible):  # ya está entre las mal escritas
                    propios, descubiertos = self._formula(pieza)
                    veredictos += propios
                    sueltos += descubiertos
        return Informe(tuple(veredictos), tuple(sueltos), tuple(sorted(mal_escritas)))

    def _lugar(self, posicion: int) -> tuple[int, int]:
        return lugar(self.comienzos, self.pagina.cuaderno.renglones, self.pagina.texto, posicion)

    def _suelto(self, posicion: int, texto: str, consejo: str) -> Falta:
        return Falta(self.pagina.ruta, *self._lugar(posicion), f"{texto} está sin cubrir: {consejo}")

    def _veredicto(
        self, posicion: int, clase: str, literal: str, expresion: str, valor: str = "", error: str = ""
    ) -> Veredicto:
        error = re.sub(r"\s*\n\s*", " ", error)  # una falta es una línea
        return Veredicto(clase, self.pagina.ruta, *self._lugar(posicion), literal, expresion, valor, error)

    # ——— Roles ———

    def _rol(self, rol: Rol) -> Veredicto:
        if rol.nombre == "dato":
            error = _error_de_dato(rol, self.bibliografia)
            return self._veredicto(rol.inicio, "dato", rol.literal, rol.expresion, error=error)
        assert rol.consulta is not None
        respuesta = self.respuestas.get(rol.consulta, Respuesta(error="la página no llegó a evaluarla"))
        juez = _error_de_cifra if rol.nombre == "cifra" else _error_de_afirmacion
        valor = "" if respuesta.error else _escueto(respuesta.valor)
        error = juez(rol, respuesta)
        donde = rol.inicio
        if error and "\n" in rol.literal:  # una matriz en varias líneas
            donde += formulas.primera_falsa(rol.literal, respuesta.valor)
        return self._veredicto(donde, rol.nombre, rol.literal, rol.expresion, valor=valor, error=error)

    def _arranque(self, pieza: Arranque) -> list[Falta]:
        respuesta = self.respuestas.get(pieza.consulta, Respuesta(error="la página no llegó a evaluarla"))
        if respuesta.error is None:
            return []
        mensaje = f"el estado «{pieza.estado}» no se puede calcular: {respuesta.error}"
        return [Falta(self.pagina.ruta, *self._lugar(pieza.inicio), mensaje)]

    # ——— Fórmulas ———

    def _formula(self, formula: Formula) -> tuple[list[Veredicto], list[Falta]]:
        consulta = consulta_de_formula(self.pagina, formula) if formula.define is not None else None
        cadenas = formulas.examinar_cadenas(formula.tex)
        veredictos = []
        if cadenas.error:
            veredictos.append(
                self._veredicto(
                    formula.inicio + cadenas.lugar, "formula", formula.tex, "", error=cadenas.error
                )
            )
        veredictos += [self._veredicto(formula.inicio, "formula", formula.tex, "")] * cadenas.comprobadas
        cubiertos = {(x.inicio, x.fin) for x in cadenas.cubiertos}
        if consulta is not None:
            examen = self._definicion(formula, consulta)
            if formula.tex != quitar_cifras(formula.tex):
                examen = formulas.Examen(error="una fórmula atada con `:define:` no lleva \\cifra")
            donde = formula.inicio + examen.lugar
            veredictos.append(
                self._veredicto(donde, "formula", formula.tex, formula.define or "", error=examen.error)
            )
            cubiertos |= {(x.inicio, x.fin) for x in examen.cubiertos}
            if examen.error:
                return veredictos, []
        if cadenas.error:
            return veredictos, []
        return veredictos, [
            self._suelto(formula.inicio + x.inicio, x.texto, f"átalo con \\cifra{{{x.texto}}}{{expresión}}")
            for x in latex.cifras(formula.tex)
            if (x.inicio, x.fin) not in cubiertos
        ]

    def _definicion(self, formula: Formula, consulta: Consulta) -> formulas.Examen:
        assert formula.define is not None
        respuesta = self.respuestas.get(consulta, Respuesta(error="la página no llegó a evaluarla"))
        if respuesta.error:
            return formulas.Examen(error=f"{formula.define} no se puede calcular: {respuesta.error}")
        return formulas.examinar_definicion(formula.tex, formula.define, respuesta.valor)


def _error_de_cifra(rol: Rol, respuesta: Respuesta) -> str:
    if error := _error_de_expresion(rol, respuesta):
        return error
    valor = respuesta.valor
    if isinstance(valor, str):
        return "" if valor == rol.literal else f"la prosa dice «{rol.literal}»; {rol.expresion} = «{valor}»"
    if isinstance(valor, bool):
        return f"{rol.expresion} es un valor lógico: usa {{afirma}}`{rol.literal} <{rol.expresion}>`"
    if _es_su_constante(rol.expresion, valor):
        return f"«{rol.expresion}» ya trae escrito su resultado: no demuestra nada"
    try:
        literal = leer_literal(rol.literal)
    except LiteralIlegible as error:
        return _error_en_palabras(rol, valor, str(error))
    return "" if coincide(literal, valor) else _falsa(rol, literal, valor)


def _error_en_palabras(rol: Rol, valor: Any, ilegible: str) -> str:
    if re.search(r"[0-9]", rol.literal):
        return f"la prosa dice {rol.literal}, y {ilegible}"
    sencillo = exacta(valor)
    palabras = en_palabras(sencillo) if sencillo is not None else frozenset[str]()
    if " ".join(rol.literal.casefold().split()) in palabras:
        return ""
    pista = f" ({min(palabras, key=lambda p: (len(p), p))})" if palabras else ""
    return f"la prosa dice «{rol.literal}»; {rol.expresion} = {a_diez_cifras(valor)}{pista}"


def _falsa(rol: Rol, literal: Literal, valor: Any) -> str:
    escrita, calculada = _forma_escrita(literal), forma(valor)
    if escrita != calculada and not (len(escrita) == 2 and 1 in escrita):
        return f"la prosa dice {rol.literal}, con forma {escrita}; {rol.expresion} tiene forma {calculada}"
    bien, exacto = escribir(valor, literal), a_diez_cifras(valor)
    pista = " ".join(filter(None, (bien, precision(literal))))
    return f"la prosa dice {rol.literal}; {rol.expresion} = {exacto}" + (
        f" ({pista})" if bien != exacto else ""
    )


def _forma_escrita(literal: Literal) -> tuple[int, ...]:
    if isinstance(literal, tuple):
        return (len(literal), *(_forma_escrita(literal[0]) if literal else ()))
    return ()


def _error_de_afirmacion(rol: Rol, respuesta: Respuesta) -> str:
    if error := _error_de_expresion(rol, respuesta):
        return error
    if not isinstance(respuesta.valor, bool):
        return f"{rol.expresion} da {a_diez_cifras(respuesta.valor)}, que no es verdadero ni falso"
    if motivo := _no_puede_ser_falsa(rol.expresion):
        return f"«{rol.literal}» no puede ser falsa: {motivo}"
    return "" if respuesta.valor else f"la prosa afirma «{rol.literal}»; {rol.expresion} es falso"


def _error_de_expresion(rol: Rol, respuesta: Respuesta) -> str:
    """Una expresión que no se entiende, que no se pudo evaluar o que no depende de la página."""
    try:
        nombres = formulas.nombres_de(rol.expresion)
    except (SyntaxError, ValueError):
        return f"la expresión «{rol.expresion}» no es Python"
    if not nombres - set(dir(builtins)):
        return f"«{rol.expresion}» no usa ningún nombre de la página: no demuestra nada"
    if respuesta.error:
        return f"{rol.expresion} no se puede evaluar: {respuesta.error}"
    return ""


BIBLIOTECAS = {"np", "numpy", "math"}


def _es_su_constante(expresion: str, valor: Any) -> bool:
    """Si la expresión solo envuelve el número que da, como `np.float64(0.73)`."""
    arbol = ast.parse(expresion.strip(), mode="eval")
    if formulas.nombres_de(expresion) - set(dir(builtins)) - BIBLIOTECAS:
        return False
    constantes = {n * signo for n in _constantes(arbol) for signo in (1, -1)}
    return all(v in constantes for v in formulas.aplanar(valor))


def _constantes(arbol: ast.AST) -> Iterator[float]:
    """Los números que una expresión trae escritos."""
    valores = (nodo.value for nodo in ast.walk(arbol) if isinstance(nodo, ast.Constant))
    return (v for v in valores if isinstance(v, int | float) and not isinstance(v, bool))


def _no_puede_ser_falsa(expresion: str) -> str:
    """Por qué una afirmación es cierta pase lo que pase, si se ve en su forma."""
    for nodo in ast.walk(ast.parse(expresion.strip(), mode="eval")):
        if isinstance(nodo, ast.Compare):
            lados = [ast.dump(lado) for lado in (nodo.left, *nodo.comparators)]
            if any(a == b for a, b in itertools.pairwise(lados)):
                return "compara una cosa consigo misma"
            if motivo := _cota_trivial(nodo):
                return motivo
        if _compara_lo_mismo(nodo):
            return "compara una cosa consigo misma"
        if isinstance(nodo, ast.BoolOp) and isinstance(nodo.op, ast.Or):
            if any(isinstance(v, ast.Constant) and v.value for v in nodo.values):
                return "una de sus alternativas es siempre cierta"
            negados = {ast.dump(v.operand) for v in nodo.values if isinstance(v, ast.UnaryOp)}
            if negados & {ast.dump(v) for v in nodo.values}:
                return "dice «esto o lo contrario»"
    return ""


def _compara_lo_mismo(nodo: ast.AST) -> bool:
    """`np.isclose(x, x)` y sus parientes."""
    if not isinstance(nodo, ast.Call) or len(nodo.args) < 2:
        return False
    nombre = nodo.func.attr if isinstance(nodo.func, ast.Attribute) else getattr(nodo.func, "id", "")
    comparan = {"isclose", "allclose", "array_equal", "equal", "greater_equal", "less_equal"}
    return nombre in comparan and ast.dump(nodo.args[0]) == ast.dump(nodo.args[1])


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


def _error_de_dato(rol: Rol, bibliografia: Datos) -> str:
    datos = bibliografia.get(rol.expresion)
    if datos is None:
        return f"«{rol.expresion}» no está en la bibliografía"
    if en_llano(rol.literal) in datos:
        return ""
    return f"la prosa dice «{rol.literal}», y {rol.expresion} no trae ese dato: ponlo en su campo `datos`"


def _escueto(valor: Any) -> str:
    return valor if isinstance(valor, str) else a_diez_cifras(valor)


def por_capitulo(informes: Mapping[Path, Informe]) -> Iterator[tuple[Path, list[Veredicto]]]:
    """Los números verificados de cada página, en el orden del libro."""
    for ruta, informe in informes.items():
        cifras = [v for v in informe.veredictos if v.clase != "formula"]
        if cifras:
            yield ruta, cifras
