"""El veredicto de cada cosa que una página afirma, a partir de lo que su código ha contestado."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from imprenta.juzgar.aritmetica import examen_de_cadenas, primera_falsa
from imprenta.juzgar.bibliografia import Datos
from imprenta.juzgar.cobertura import Examen
from imprenta.juzgar.definiciones import examen_de_definicion
from imprenta.juzgar.formula.lexemas import Lexema, cifras_a_la_vista
from imprenta.juzgar.guion import consulta_de_formula, descrito, ilegibles
from imprenta.juzgar.literal.escribir import a_diez_cifras
from imprenta.juzgar.motivos import consejo
from imprenta.juzgar.pistas import error_de_cifra_con_pista
from imprenta.juzgar.propias import con_propias, propias_de
from imprenta.juzgar.prosa import error_de_afirmacion, error_de_dato
from imprenta.juzgar.sin_ejecutar import cifras_saltadas
from imprenta.libro.hecho import Informe, NombreDeRol, Veredicto
from imprenta.libro.modelo import Consulta, Dato, Falta, FormulaIlegible, Respuesta
from imprenta.libro.pagina import (
    Arranque,
    Evaluado,
    Formula,
    Pagina,
    Pieza,
    Remedio,
    Rol,
    Suelto,
    quitar_cifras,
)

CONSEJOS = {
    Remedio.ATAR: "átalo con {{cifra}}`{0} <expresión>`",
    Remedio.CON_SU_TANTO: "átalo con {{cifra}}`{0} <expresión>`, donde la expresión vale {1}",
    Remedio.CON_ESPACIOS: (
        "átalo con {{cifra}}`{0} <expresión>` o, si son millares, con {{cifra}}`{1} <expresión>`"
    ),
    Remedio.CITAR: "átalo con {{cifra}}`{0} <expresión>` o, si es un año, cítalo con {{dato}}`{0} <obra>`",
    Remedio.NOMBRAR: "si es un nombre, decláralo con {{nombre}}`{0}`",
    Remedio.NOMBRAR_ENTERO: (
        "átalo con {{cifra}}`{0} <expresión>` o, si es parte de un nombre, decláralo con {{nombre}}`{1}`"
    ),
    Remedio.DE_PALABRA: (
        "átalo con {{cifra}}`{0} <expresión>` o, si no cuenta nada, decláralo con lo que lo acompaña:"
        " {{nombre}}`{0} …`"
    ),
    Remedio.FUERA_DEL_CODIGO: (
        "dentro del código no se lee ningún rol; escríbelo fuera de él, o enséñalo como salida de una celda"
    ),
    Remedio.EN_RST: "en una página .rst no se lee ningún rol; escríbela en MyST, en un .md",
    Remedio.SIN_ROL: (
        "aquí no se lee ningún rol; dilo sin números, compón el texto en una celda o, si es un nombre,"
        " decláralo en `_config.yml`"
    ),
}
SIN_RESPUESTA = Respuesta(error="la página no llegó a evaluarla")


def verificar(pagina: Pagina, respuestas: Mapping[Consulta, Respuesta], bibliografia: Datos) -> Informe:
    """Juzga todo lo que dice una página."""
    return _Juicio(pagina, respuestas, bibliografia).informe()


def cifras_sin_demostrar(
    pagina: Pagina, respuestas: Mapping[Consulta, Respuesta]
) -> Iterator[tuple[Formula, Lexema, str]]:
    """Cada cifra que una fórmula de la página no demuestra, y qué se puede hacer con ella."""
    juicio = _Juicio(pagina, respuestas, {})
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula):
            with contextlib.suppress(Exception):  # ya lo dice su veredicto
                tex = con_propias(pieza.tex, juicio._propias)
                for lexema in juicio.examinada(pieza)[1]:
                    yield pieza, lexema, consejo(tex, lexema)


@dataclass(frozen=True)
class _Caso:
    """Un rol y su respuesta: se juzgan por lo que dicen, estén donde estén."""

    dicho: tuple[str, str, str]
    rol: Rol = field(compare=False)
    respuesta: Respuesta = field(compare=False)


@functools.lru_cache(maxsize=1 << 14)  # quien escribe cambia una frase, y las demás se vuelven a juzgar
def _sentencia(juez: Callable[[Rol, Respuesta], str], caso: _Caso) -> tuple[str, str]:
    """Lo que vale la expresión de un rol y por qué es falso, si lo es."""
    respuesta = caso.respuesta
    return "" if respuesta.error else _escueto(respuesta.dato), juez(caso.rol, respuesta)


@dataclass
class _Juicio:
    pagina: Pagina
    respuestas: Mapping[Consulta, Respuesta]
    bibliografia: Datos

    def informe(self) -> Informe:
        veredictos: list[Veredicto] = []
        sueltos: list[Falta] = [*self.pagina.descuadres, *cifras_saltadas(self.pagina)]
        mal_escritas = [*self.pagina.faltas, *ilegibles(self.pagina)]
        for pieza in self.pagina.piezas:
            suyo = self._de_la_pieza(pieza)
            veredictos += suyo.veredictos
            sueltos += suyo.sin_cubrir
            mal_escritas += suyo.mal_escritas
        return Informe(tuple(veredictos), tuple(sueltos), tuple(sorted(mal_escritas)))

    def _de_la_pieza(self, pieza: Pieza) -> Informe:
        """Lo que se dice de una pieza; si juzgarla revienta, que se dice en su lugar y sigue la página."""
        try:
            if isinstance(pieza, Rol):
                return Informe((self._rol(pieza),))
            if isinstance(pieza, Arranque):
                return Informe(mal_escritas=tuple(self._arranque(pieza)))
            if isinstance(pieza, Evaluado):
                return Informe(mal_escritas=tuple(self._evaluado(pieza)))
            if isinstance(pieza, Suelto):
                consejo = CONSEJOS[pieza.remedio].format(pieza.texto, pieza.propuesta)
                return Informe(sin_cubrir=(self._suelto(pieza.inicio, pieza.texto, consejo),))
            propios, descubiertos = self._formula(pieza)
            return Informe(tuple(propios), tuple(descubiertos))
        except FormulaIlegible:  # ya está entre las mal escritas
            return Informe()
        except Exception as error:
            mensaje = f"la imprenta no sabe juzgar esto ({descrito(error)})"
            return Informe(mal_escritas=(Falta(self.pagina.ruta, *self.pagina.lugar(pieza.inicio), mensaje),))

    def _suelto(self, posicion: int, texto: str, consejo: str) -> Falta:
        return Falta(self.pagina.ruta, *self.pagina.lugar(posicion), f"{texto} está sin cubrir: {consejo}")

    def _veredicto(
        self,
        posicion: int,
        clase: NombreDeRol,
        literal: str,
        expresion: str,
        valor: str = "",
        error: str = "",
    ) -> Veredicto:
        error = re.sub(r"\s*\n\s*", " ", error)  # una falta es una línea
        return Veredicto(
            clase, self.pagina.ruta, *self.pagina.lugar(posicion), literal, expresion, valor, error
        )

    # ——— Roles ———

    def _rol(self, rol: Rol) -> Veredicto:
        if rol.nombre == "dato":
            error = error_de_dato(rol, self.bibliografia)
            return self._veredicto(rol.inicio, "dato", rol.literal, rol.expresion, error=error)
        if rol.nombre == "cifra":
            return self._rol_con_consulta(rol, "cifra", error_de_cifra_con_pista)
        clase: NombreDeRol = "afirma" if rol.nombre == "afirma" else "ocurre"
        return self._rol_con_consulta(rol, clase, error_de_afirmacion)

    def _rol_con_consulta(
        self, rol: Rol, clase: NombreDeRol, juez: Callable[[Rol, Respuesta], str]
    ) -> Veredicto:
        assert rol.consulta is not None
        respuesta = self.respuestas.get(rol.consulta, SIN_RESPUESTA)
        caso = _Caso((rol.literal, rol.expresion, repr(respuesta)), rol, respuesta)
        valor, error = _sentencia(juez, caso)
        donde = rol.inicio
        if error and "\n" in rol.literal:  # una matriz en varias líneas
            donde += primera_falsa(rol.literal, respuesta.dato)
        return self._veredicto(donde, clase, rol.literal, rol.expresion, valor=valor, error=error)

    def _arranque(self, pieza: Arranque) -> list[Falta]:
        respuesta = self.respuestas.get(pieza.consulta, SIN_RESPUESTA)
        if respuesta.error is None:
            return []
        mensaje = f"el estado «{pieza.estado}» no se puede calcular: {respuesta.error}"
        return [Falta(self.pagina.ruta, *self.pagina.lugar(pieza.inicio), mensaje)]

    def _evaluado(self, pieza: Evaluado) -> list[Falta]:
        respuesta = self.respuestas.get(pieza.consulta, SIN_RESPUESTA)
        if respuesta.error is None:
            return []
        mensaje = f"{{eval}}: «{pieza.nombre}» no se puede enseñar: {respuesta.error}"
        return [Falta(self.pagina.ruta, *self.pagina.lugar(pieza.inicio), mensaje)]

    # ——— Fórmulas ———

    @functools.cached_property
    def _propias(self) -> frozenset[str]:
        return propias_de(pieza.tex for pieza in self.pagina.piezas if isinstance(pieza, Formula))

    def _formula(self, formula: Formula) -> tuple[list[Veredicto], list[Falta]]:
        """Los veredictos de una fórmula y las faltas de las cifras que no demuestra."""
        tex = con_propias(formula.tex, self._propias)
        veredictos, descubiertas = self.examinada(formula)
        return veredictos, [
            self._suelto(formula.inicio + x.inicio, x.texto, consejo(tex, x)) for x in descubiertas
        ]

    def examinada(self, formula: Formula) -> tuple[list[Veredicto], list[Lexema]]:
        """Los veredictos de una fórmula y, si todos son ciertos, las cifras que no demuestra."""
        examenes = [examen_de_cadenas(con_propias(formula.tex, self._propias))]
        veredictos = self._de_cadenas(formula, examenes[0])
        if formula.define is not None:
            examenes.append(self._definicion(formula, formula.define))
            veredictos.append(self._de_examen(formula, examenes[1], formula.define))
        if any(examen.error for examen in examenes):
            return veredictos, []
        cubiertos = {(x.inicio, x.fin) for examen in examenes for x in examen.cubiertos}
        a_la_vista = cifras_a_la_vista(formula.tex)
        return veredictos, [x for x in a_la_vista if (x.inicio, x.fin) not in cubiertos]

    def _de_cadenas(self, formula: Formula, examen: Examen) -> list[Veredicto]:
        falsas = [self._de_examen(formula, examen)] if examen.error else []
        return falsas + [self._veredicto(formula.inicio, "formula", formula.tex, "")] * examen.comprobadas

    def _de_examen(self, formula: Formula, examen: Examen, define: str = "") -> Veredicto:
        donde = formula.inicio + examen.lugar
        return self._veredicto(donde, "formula", formula.tex, define, error=examen.error)

    def _definicion(self, formula: Formula, define: str) -> Examen:
        respuesta = self.respuestas.get(consulta_de_formula(self.pagina, formula), SIN_RESPUESTA)
        if formula.tex != quitar_cifras(formula.tex):
            return Examen(error="una fórmula atada con `:define:` no lleva \\cifra")
        if respuesta.error:
            return Examen(error=f"{define} no se puede calcular: {respuesta.error}")
        assert isinstance(respuesta.dato, list)  # lo que se pregunta es una lista de llamadas
        return examen_de_definicion(formula.tex, define, respuesta.dato)


def _escueto(valor: Dato) -> str:
    return valor if isinstance(valor, str) else a_diez_cifras(valor)
