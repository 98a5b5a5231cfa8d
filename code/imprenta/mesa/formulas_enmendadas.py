r"""Los números sin atar de una fórmula que dejan de ser ciertos porque cambia otro que sí lo está.

Tras poner `5.1` en `e^{\cifra{5}{s}} \approx 148.4`, el resultado es `164.0`: lo calcula la propia fórmula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from imprenta.juzgar.aritmetica import Debido, examen_de_cadenas, lo_debido
from imprenta.juzgar.formula.lexemas import lexemas
from imprenta.juzgar.literal.comparar import Calculado
from imprenta.juzgar.literal.reescribir import Estilo, reescrito
from imprenta.juzgar.propias import con_propias
from imprenta.libro.modelo import Dato, FormulaIlegible
from imprenta.libro.texto import Cambio

VUELTAS_DE_UNA_FORMULA = 30


@dataclass
class FormulaEnmendada:
    """Una fórmula y lo que se cambia en ella; las posiciones son siempre las de como está escrita."""

    tex: str
    propias: frozenset[str]
    estilo: Estilo
    cambios: dict[tuple[int, int], str] = field(default_factory=dict)
    valores: dict[tuple[int, int], Calculado] = field(default_factory=dict)

    @property
    def hecha(self) -> str:
        """Con sus cambios."""
        partes, hasta = list[str](), 0
        for (inicio, fin), nuevo in sorted(self.cambios.items()):
            partes += [self.tex[hasta:inicio], nuevo]
            hasta = fin
        return "".join([*partes, self.tex[hasta:]])

    @property
    def es_cierta(self) -> bool:
        return not self._error

    @property
    def _error(self) -> str:
        try:
            return examen_de_cadenas(con_propias(self.hecha, self.propias)).error
        except FormulaIlegible as error:
            return str(error)

    def enmendar(self, repetidos: Mapping[str, str]) -> bool:
        """Cambia lo que haga falta para que sea cierta; si no lo consigue, deja solo lo que ya estaba.

        `repetidos` son los literales de la página que cambian, con lo que pasan a ser: un número sin atar que
        copia uno de ellos cambia con él, si así la fórmula es cierta.
        """
        atados = dict(self.cambios)
        for copiados in ({}, dict(self._copias(repetidos))):
            self.cambios = {**atados, **copiados}
            if self._calcular():
                return True
        self.cambios, self.valores = atados, {}
        return False

    def _copias(self, repetidos: Mapping[str, str]) -> Iterator[tuple[tuple[int, int], str]]:
        for lexema in lexemas(self.tex):
            if lexema.tipo == "numero" and (nuevo := repetidos.get(self.tex[lexema.inicio : lexema.fin])):
                yield (lexema.inicio, lexema.fin), nuevo

    def _calcular(self) -> bool:
        """Pone en cada lado que es solo un número lo que los demás calculan, hasta que todo cuadre."""
        for _ in range(VUELTAS_DE_UNA_FORMULA):
            if not self._error:
                return True
            if not any(self._poner(debido) for debido in self._debidos()):
                return False
        return False

    def _debidos(self) -> list[Debido]:
        try:
            return list(lo_debido(con_propias(self.hecha, self.propias)))
        except FormulaIlegible:
            return []

    def _poner(self, debido: Debido) -> bool:
        """Si se ha podido escribir lo que un número tiene que valer."""
        hecha = self.hecha
        escrito = hecha[debido.inicio : debido.fin]
        nuevo = reescrito(escrito, en_listas(debido.valor), self.estilo)
        if nuevo is None or nuevo == escrito:
            return False
        inicio, fin = self._donde(debido.inicio), self._donde(debido.fin)
        if inicio is None or fin is None:
            return False
        self.cambios = {tramo: n for tramo, n in self.cambios.items() if not (inicio <= tramo[0] < fin)}
        self.cambios[inicio, fin] = nuevo
        self.valores[inicio, fin] = debido.valor
        return True

    def _donde(self, posicion: int) -> int | None:
        """Una posición de la ya cambiada, en la que está escrita; nada si cae dentro de un cambio."""
        corrido = 0
        for (inicio, fin), nuevo in sorted(self.cambios.items()):
            if posicion <= inicio + corrido:
                break
            if posicion < inicio + corrido + len(nuevo):
                return None
            corrido += len(nuevo) - (fin - inicio)
        return posicion - corrido

    def sueltos(self, atados: Mapping[tuple[int, int], str]) -> Iterator[Cambio]:
        """Los cambios que no son de un `\\cifra`."""
        for (inicio, fin), nuevo in sorted(self.cambios.items()):
            if (inicio, fin) not in atados and self.tex[inicio:fin] != nuevo:
                yield Cambio(inicio, fin, nuevo)


def en_listas(valor: Calculado) -> Dato:
    """Lo calculado, con sus vectores como los da el código."""
    if isinstance(valor, bool | int | float | Fraction | str) or valor is None:
        return valor
    return list(map(en_listas, valor))
