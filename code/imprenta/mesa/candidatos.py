"""Los candidatos: qué se puede escribir para que un número sin cubrir quede demostrado, lo mejor primero.

Las expresiones las halla la página (`ejecutar.procesos.busqueda`) y las juzga quien juzga el libro: la que no
demostraría nada, o la que en ese sitio no se leería, no se propone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from imprenta.ejecutar.procesos.relato import en_la_pagina
from imprenta.ejecutar.procesos.salidas import Fallo
from imprenta.juzgar.bibliografia import Datos, en_llano
from imprenta.juzgar.prosa import error_de_cifra
from imprenta.libro.archivos import octetos_de
from imprenta.libro.modelo import Celda, Enviado, Falta, NoSePuede, Respuesta
from imprenta.libro.nombres import reparo_al_nombre
from imprenta.libro.pagina import Pagina, Remedio, Rol, Suelto
from imprenta.mesa.ataduras import (
    CUALQUIERA,
    Atadura,
    PaginaLeida,
    ataduras,
    con_la_nueva,
    con_otra_expresion,
    declarado,
    juzgada,
)
from imprenta.mesa.cambios import Cambio
from imprenta.mesa.huecos import Hueco, Trozo, hueco_de, huecos_de, trozos_de
from imprenta.mesa.mesa import Mesa

CUANTOS_SE_PROPONEN, CUANTOS_SE_JUZGAN, POCAS_CUENTAS = 8, 10, 3
EXPRESIONES_DE_ALREDEDOR = 40
ALREDEDOR, CERCA_DE_UNA_CITA = 220, 1500  # letras
CITADA = re.compile(r"\{cite[\w:]*\}`([^`]*)`|<([\w:.+-]+)>`")
ARTICULO_DELANTE = re.compile(r"\b(?:los|las|ambos|ambas|estos|estas|esos|esas|the|these|those)\s+\Z", re.I)
PORQUES = {
    "": "",
    "celda": "lo enseña una celda",
    "escrita": "la página ya lo calcula",
    "cuenta": "una cuenta que lo da",
}


@dataclass(frozen=True)
class Candidato:
    """Algo que se puede escribir en un hueco: `cambio` lo hace, y `expresion` es lo que ata, si ata.

    `clase` es `cifra`, `dato` o `nombre`; `valor`, cuánto vale la expresión, y `porque`, de dónde sale.
    """

    clase: str
    expresion: str
    valor: str
    cambio: Cambio
    porque: str
    respuesta: Respuesta | None = field(default=None, compare=False, repr=False)

    @property
    def escrito(self) -> str:
        """Lo que se escribe."""
        return self.cambio.nuevo

    def rol_en(self, pagina: Pagina) -> Rol | None:
        """El suyo, en la página en que ya está escrito; un nombre no pregunta nada y no tiene."""
        fin = self.cambio.inicio + len(self.cambio.nuevo)
        roles = (p for p in pagina.piezas if isinstance(p, Rol) and self.cambio.inicio <= p.inicio < fin)
        return next(roles, None)


class NoSeEjecuta(NoSePuede):
    """Una página cuyo código falla: no hay nada que preguntarle."""


def escrito_en(mesa: Mesa, ruta: Path) -> PaginaLeida:
    """Una página de la mesa con lo que ha contestado; lanza `NoSeEjecuta` si su código falla."""
    ejecutada = mesa.juicio(ruta).ejecutada
    if ejecutada.ejecucion.falta:
        raise NoSeEjecuta(str(ejecutada.ejecucion.falta))
    octetos = mesa.escritos[ruta] if ruta in mesa.escritos else octetos_de(ruta)
    respuestas = ejecutada.ejecucion.respuestas
    return PaginaLeida(ejecutada.pagina, octetos, respuestas, mesa.jornada.bibliografia)


def candidatos_de(
    mesa: Mesa, ruta: Path, hueco: Hueco | Suelto, escrito: PaginaLeida | None = None
) -> list[Candidato]:
    """Lo que se puede escribir en un hueco de una página, lo mejor primero; nada donde no se leen roles.

    Lanza `NoSeEjecuta` si el código de la página falla.
    """
    hueco = hueco_de(hueco) if isinstance(hueco, Suelto) else hueco
    if not hueco.se_puede_atar:
        return []
    return _Busca(mesa, ruta, escrito or escrito_en(mesa, ruta), hueco).candidatos()


def huecos_en(mesa: Mesa, ruta: Path) -> list[Hueco]:
    """Los números sin cubrir de una página de la mesa; lanza `NoSeEjecuta`."""
    escrito = escrito_en(mesa, ruta)
    return huecos_de(escrito.pagina, escrito.por_consulta)


def candidato_de(
    mesa: Mesa, ruta: Path, hueco: Hueco, expresion: str, escrito: PaginaLeida
) -> tuple[Candidato | None, str]:
    """El que ata un hueco con una expresión que ha escrito el autor, o por qué no se puede."""
    return _Busca(mesa, ruta, escrito, hueco).el_de(expresion)


def con_lo_elegido(escrito: PaginaLeida, elegido: Candidato) -> PaginaLeida:
    """La página con lo elegido ya escrito y contestado."""
    queda = escrito.con(elegido.cambio)
    respuestas = con_la_nueva(
        queda.pagina, escrito.respuestas, elegido.rol_en(queda.pagina), elegido.respuesta
    )
    return PaginaLeida(queda.pagina, queda.octetos, respuestas or (), escrito.bibliografia)


@dataclass
class _Busca:
    """La búsqueda de lo que vale para un hueco."""

    mesa: Mesa
    ruta: Path
    escrito: PaginaLeida
    hueco: Hueco

    @property
    def pagina(self) -> Pagina:
        return self.escrito.pagina

    def candidatos(self) -> list[Candidato]:
        nombres, datos = list(self._nombres()), list(self._datos())
        cifras = self._cifras()
        if self.hueco.remedio is Remedio.NOMBRAR:
            return [*nombres, *cifras]
        citados = [c for c, lejos in datos if lejos < CERCA_DE_UNA_CITA]
        demas = [c for c, lejos in datos if lejos >= CERCA_DE_UNA_CITA]
        return [*citados, *cifras, *demas[:CUANTOS_SE_PROPONEN], *nombres]

    # ——— Expresiones ———

    def _cifras(self) -> list[Candidato]:
        """Las expresiones que valen lo que el hueco dice, leído de la manera más larga que se deje atar."""
        legibles = list(self._legibles())
        celdas = legibles[0][1].celdas if legibles else ()
        if not celdas:
            return []
        halladas = self._halladas(legibles, celdas)
        pares = [
            (trozo, sitio, propuesta)
            for (trozo, sitio), propuestas in zip(legibles, halladas, strict=True)
            for propuesta in _sin_repetir(propuestas)[:CUANTOS_SE_JUZGAN]
        ][: CUANTOS_SE_JUZGAN + CUANTOS_SE_JUZGAN // 2]
        expresiones = [propuesta["expresion"] for *_, propuesta in pares]
        respuestas = self.mesa.preguntar(self.ruta, self._punto(celdas), expresiones) if pares else []
        buenos: list[Candidato] = []
        cuentas = 0
        for (trozo, sitio, propuesta), respuesta in zip(pares, respuestas, strict=True):
            expresion, origen = propuesta["expresion"], propuesta["origen"]
            es_cuenta = origen == "cuenta"
            if error_de_cifra(_rol(sitio, expresion), respuesta) or (es_cuenta and cuentas >= POCAS_CUENTAS):
                continue
            buenos += self._escribir(trozo, sitio, expresion, respuesta, PORQUES[origen])
            cuentas += es_cuenta
            if len(buenos) == CUANTOS_SE_PROPONEN:
                break
        return buenos

    def _legibles(self) -> Iterator[tuple[Trozo, Atadura]]:
        """Las maneras de leer el hueco que, atadas a algo que lo valga, quedarían bien."""
        for trozo in trozos_de(self.pagina, self.hueco):
            cierta = Respuesta(_respondido(trozo.numero))
            for atadura in ataduras(self.escrito, self.hueco, trozo, CUALQUIERA):
                if juzgada(self.escrito, atadura, cierta) is not None:
                    yield trozo, atadura
                    break

    def _halladas(
        self,
        legibles: Sequence[tuple[Trozo, Atadura]],
        celdas: Sequence[Celda],
        sin_lo_escrito: bool = False,
    ) -> list[list[dict[str, Any]]]:
        palabras = self._palabras()
        pedido = {
            "que": "candidatos",
            "buscados": [{"literal": trozo.numero, "palabras": palabras} for trozo, _ in legibles],
            "fuentes": [] if sin_lo_escrito else [celda.codigo for celda in reversed(celdas)],
            "expresiones": [] if sin_lo_escrito else self._expresiones_de_alrededor(),
        }
        try:
            hallado = self.mesa.indagar(self.ruta, self._punto(celdas), pedido)
        except Fallo as fallo:
            lugar = en_la_pagina(tuple(celdas), celdas[0], fallo.lugar)
            raise NoSeEjecuta(str(Falta(self.pagina.ruta, *lugar, fallo.motivo))) from None
        halladas: list[list[dict[str, Any]]] = hallado["candidatos"]
        if not halladas and (pedido["fuentes"] or pedido["expresiones"]):
            # Algo de lo que la página lleva escrito mata a quien lo prueba: que se mire solo lo que ya vale.
            return self._halladas(legibles, celdas, sin_lo_escrito=True)
        return halladas or [[] for _ in legibles]

    def _palabras(self) -> list[str]:
        """Las de la frase del hueco y las que lo rodean, sin lo que va en código."""
        desde, hasta = self.hueco.inicio - ALREDEDOR, self.hueco.inicio + ALREDEDOR
        return re.findall(r"[^\W\d_]{3,}", self.pagina.prosa[max(0, desde) : hasta])

    def _expresiones_de_alrededor(self) -> list[str]:
        roles = [p for p in self.pagina.piezas if isinstance(p, Rol) and p.consulta is not None]
        roles.sort(key=lambda rol: abs(rol.inicio - self.hueco.inicio))
        return list(dict.fromkeys(rol.expresion for rol in roles))[:EXPRESIONES_DE_ALREDEDOR]

    def _punto(self, celdas: Sequence[Celda]) -> int:
        """Una posición de la página con justo esas celdas delante: un pie de figura va antes que la suya."""
        lineas = self.pagina.en_lineas
        for n in range(lineas.numero_de_linea(self.hueco.inicio), lineas.total):
            posicion = max(lineas.principio(n), self.hueco.inicio)
            lugar = self.pagina.lugar(posicion)
            if sum(celda.lugar(1, 1) < lugar for celda in self.pagina.celdas) == len(celdas):
                return posicion
        return self.hueco.inicio

    def _escribir(
        self, trozo: Trozo, sitio: Atadura, expresion: str, respuesta: Respuesta, porque: str
    ) -> Iterator[Candidato]:
        """Lo que ata un trozo a una expresión ya juzgada, escrito de una manera que allí se lee así."""
        if cambio := con_otra_expresion(sitio, expresion):
            yield Candidato("cifra", expresion, respuesta.texto, cambio, porque, respuesta)
            return
        for atadura in ataduras(self.escrito, self.hueco, trozo, expresion):
            if juzgada(self.escrito, atadura, respuesta) is not None:
                yield Candidato("cifra", expresion, respuesta.texto, atadura.cambio, porque, respuesta)
                return

    def el_de(self, expresion: str) -> tuple[Candidato | None, str]:
        """El que ata el hueco a esa expresión, o por qué no."""
        motivo = self.hueco.consejo
        legibles = list(self._legibles())
        for trozo, sitio in legibles:
            (respuesta,) = self.mesa.preguntar(self.ruta, self._punto(sitio.celdas), [expresion])
            error = error_de_cifra(_rol(sitio, expresion), respuesta)
            if not error:
                for candidato in self._escribir(trozo, sitio, expresion, respuesta, ""):
                    return candidato, ""
                error = f"«{expresion}» no se puede escribir aquí"
            motivo = error if trozo is legibles[0][0] else motivo
        return None, motivo

    # ——— Datos y nombres ———

    def _datos(self) -> Iterator[tuple[Candidato, int]]:
        """Las obras que dan el número, y a cuántas letras se cita cada una; las más cercanas primero."""
        if self.hueco.formula is not None or self.hueco.remedio is Remedio.DE_PALABRA:
            return
        trozos = [t for t in trozos_de(self.pagina, self.hueco) if not isinstance(t.numero, list)]
        for trozo in trozos:
            obras = obras_que_dicen(self.escrito.bibliografia, trozo.literal)
            lejanias = sorted((self._lejania(obra), obra) for obra in obras)
            for lejos, obra in lejanias:
                for atadura in ataduras(self.escrito, self.hueco, trozo, obra, "dato"):
                    if juzgada(self.escrito, atadura, None) is not None:
                        porque = "se cita cerca" if lejos < CERCA_DE_UNA_CITA else "está en la bibliografía"
                        yield Candidato("dato", obra, trozo.literal, atadura.cambio, porque), lejos
                        break
            if lejanias:
                return

    def _lejania(self, obra: str) -> int:
        """A cuántas letras del hueco se cita una obra."""
        citas = (
            casa.start()
            for casa in CITADA.finditer(self.pagina.texto)
            if obra in re.split(r"[,\s]+", casa[1] or casa[2])
        )
        return min((abs(cita - self.hueco.inicio) for cita in citas), default=len(self.pagina.texto) + 10_000)

    def _nombres(self) -> Iterator[Candidato]:
        texto, inicio = self.pagina.texto, self.hueco.inicio
        if self.hueco.formula is not None:
            return
        for desde, hasta in self._sitios_de_nombre(texto, inicio):
            nombre = " ".join(texto[desde:hasta].split())
            atadura = None if reparo_al_nombre(nombre) else declarado(self.escrito, desde, hasta)
            if atadura is not None and juzgada(self.escrito, atadura, None) is not None:
                yield Candidato("nombre", "", nombre, atadura.cambio, "si es un nombre y no cuenta nada")
                return

    def _sitios_de_nombre(self, texto: str, inicio: int) -> Iterator[tuple[int, int]]:
        remedio = self.hueco.remedio
        if remedio is Remedio.NOMBRAR:
            yield inicio, inicio + len(self.hueco.texto)
        elif remedio is Remedio.NOMBRAR_ENTERO:
            patron = re.compile(r"\s+".join(map(re.escape, self.hueco.propuesta.split())))
            yield from (
                casa.span()
                for casa in patron.finditer(texto, max(0, inicio - ALREDEDOR))
                if casa.start() <= inicio < casa.end()
            )
        elif remedio is Remedio.DE_PALABRA:
            fin = inicio + len(self.hueco.texto)
            if articulo := ARTICULO_DELANTE.search(texto, max(0, inicio - 10), inicio):
                yield articulo.start(), fin


def obras_que_dicen(bibliografia: Datos, literal: str) -> list[str]:
    """Las entradas de la bibliografía que respaldan un literal.

    >>> obras_que_dicen({"vaswani2017": frozenset({"2017"}), "otra": frozenset({"1998"})}, "2017")
    ['vaswani2017']
    """
    dicho = en_llano(literal)
    return [obra for obra, datos in bibliografia.items() if dicho in datos]


def _sin_repetir(propuestas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({propuesta["expresion"]: propuesta for propuesta in reversed(propuestas)}.values())[::-1]


def _rol(sitio: Atadura, expresion: str) -> Rol:
    """El rol de ese sitio con otra expresión."""
    assert sitio.rol is not None
    return Rol(sitio.rol.inicio, "cifra", sitio.rol.literal, expresion)


def _respondido(numero: Any) -> Enviado:
    """Lo que contestaría una expresión que vale justo el número buscado."""
    if isinstance(numero, list):
        return [_respondido(parte) for parte in numero]
    valor = Fraction(*numero["valor"])
    return {"exacto": [hex(valor.numerator), hex(valor.denominator)]}
