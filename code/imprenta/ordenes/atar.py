"""`atar`: de cada número sin cubrir de una página, con qué se puede atar; el autor elige y se escribe."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from imprenta.idioma.salidas import traducido
from imprenta.libro.libro import Libro
from imprenta.mesa.ataduras import PaginaLeida
from imprenta.mesa.cambios import guardar_cambios
from imprenta.mesa.candidatos import Candidato, candidato_de, candidatos_de, con_lo_elegido, escrito_en
from imprenta.mesa.frase import frase_de
from imprenta.mesa.huecos import Hueco, huecos_de
from imprenta.mesa.mesa import Mesa
from imprenta.ordenes.avisos import con_candado
from imprenta.ordenes.pagina_dicha import pagina_dicha

LUGAR = re.compile(r"(?P<pagina>.+?)(?::(?P<linea>[0-9]+))?(?::(?P<columna>[0-9]+))?:?")
LETRAS_DE_LO_QUE_VALE = 60
ACABAR = frozenset({"q", "fin", "salir"})
PREGUNTA = "  {}una expresión, Intro para dejarlo o «q» para acabar › "
SIN_CANDIDATOS = "  nada de la página lo da"
SIN_TERMINAL = "sin una terminal en que elegir no se escribe nada"


class LugarPedido(NamedTuple):
    """Una página y, si se piden, una línea y una columna suyas; si no, 0."""

    ruta: Path
    linea: int
    columna: int


def atar(libro: Libro, pagina: str) -> int:
    """Recorre los números sin cubrir de una página; devuelve 1 si queda alguno."""
    sitio = lugar_pedido(libro, pagina)
    with Mesa(libro) as mesa:
        recorrida = _Recorrida(mesa, sitio, sys.stdin.isatty())
        con_candado(libro, recorrida.leer)  # mientras el autor piensa, otros pueden construir
        return recorrida.hacer()


def lugar_pedido(libro: Libro, pedido: str) -> LugarPedido:
    """Lo que nombra `PÁGINA[:LÍNEA[:COLUMNA]]`; lanza `NoSePuede` si no es una página del libro."""
    casa = LUGAR.fullmatch(pedido)
    if casa is None:
        return LugarPedido(pagina_dicha(libro, pedido), 0, 0)
    return LugarPedido(
        pagina_dicha(libro, casa["pagina"]), int(casa["linea"] or 0), int(casa["columna"] or 0)
    )


@dataclass
class _Recorrida:
    """Una página que se recorre atando lo que su autor diga."""

    mesa: Mesa
    sitio: LugarPedido
    con_terminal: bool
    atados: int = 0

    def leer(self, _: Libro) -> int:
        """Ejecuta la página."""
        self.leida = escrito_en(self.mesa, self.sitio.ruta)
        return 0

    def hacer(self) -> int:
        """Enseña cada hueco y escribe lo que se elija para él."""
        escrito, desde = self.leida, 0
        while (hueco := self._siguiente(escrito, desde)) is not None:
            desde = hueco.inicio + 1
            candidatos = candidatos_de(self.mesa, self.sitio.ruta, hueco, escrito)
            print("\n".join(_presentado(escrito, hueco, candidatos)))
            if not self.con_terminal or not hueco.se_puede_atar:
                continue
            elegido = self._elegir(escrito, hueco, candidatos)
            if isinstance(elegido, Candidato):
                escrito = self._escribir(escrito, hueco, elegido)
                desde = elegido.cambio.inicio + len(elegido.escrito)
            elif elegido is None:
                break
        return self._despedida(escrito)

    def _siguiente(self, escrito: PaginaLeida, desde: int) -> Hueco | None:
        return next((hueco for hueco in self._pedidos(escrito) if hueco.inicio >= desde), None)

    def _pedidos(self, escrito: PaginaLeida) -> Iterator[Hueco]:
        """Los huecos de donde se pide; si la columna no es la de ninguno, los de su línea."""
        huecos = huecos_de(escrito.pagina, escrito.por_consulta)
        lugares = [(hueco, escrito.pagina.lugar(hueco.inicio)) for hueco in huecos]
        en_su_linea = [h for h, (linea, _) in lugares if self.sitio.linea in (0, linea)]
        justos = [h for h, lugar in lugares if lugar == (self.sitio.linea, self.sitio.columna)]
        yield from justos or ([] if self.atados and self.sitio.columna else en_su_linea)

    def _elegir(
        self, escrito: PaginaLeida, hueco: Hueco, candidatos: list[Candidato]
    ) -> Candidato | bool | None:
        """Lo que el autor elige: un candidato; `False` si lo deja, o `None` si acaba."""
        numeros = f"un número de 1 a {len(candidatos)}, " if len(candidatos) > 1 else "1, " * len(candidatos)
        while True:
            try:
                dicho = input(traducido(PREGUNTA.format(numeros))).strip()
            except EOFError:
                print()
                return None
            if not dicho or dicho in ACABAR:
                return None if dicho else False
            if dicho.isascii() and dicho.isdigit():
                if 1 <= int(dicho) <= len(candidatos):
                    return candidatos[int(dicho) - 1]
                print(f"  no hay ningún {dicho}")
                continue
            candidato, motivo = candidato_de(self.mesa, self.sitio.ruta, hueco, dicho, escrito)
            if candidato is not None:
                return candidato
            print(f"  {motivo}")

    def _escribir(self, escrito: PaginaLeida, hueco: Hueco, elegido: Candidato) -> PaginaLeida:
        """Escribe lo elegido, y nada más del archivo; da la página como queda."""
        guardar_cambios(self.mesa.libro, escrito.pagina, escrito.octetos, [elegido.cambio])
        self.atados += 1
        self.mesa.mirar()
        linea, columna = escrito.pagina.lugar(elegido.cambio.inicio)
        print(f"  {escrito.pagina.ruta}:{linea}:{columna}: {elegido.escrito}")
        return con_lo_elegido(escrito, elegido)

    def _despedida(self, escrito: PaginaLeida) -> int:
        quedan = list(self._pedidos(escrito))
        if not self.atados and not quedan:
            print("no hay ningún número sin cubrir")
        else:
            print(f"{_cuantos(self.atados, 'atado')} · {len(quedan)} sin cubrir")
        if quedan and not self.con_terminal:
            print(SIN_TERMINAL, file=sys.stderr)
        return 1 if quedan else 0


def _presentado(escrito: PaginaLeida, hueco: Hueco, candidatos: list[Candidato]) -> Iterator[str]:
    """Lo que se enseña de un hueco: dónde está, su frase y, con su número, lo que se puede escribir."""
    pagina = escrito.pagina
    linea, columna = pagina.lugar(hueco.inicio)
    celda = pagina.cuaderno.celda_de(linea, columna) if pagina.cuaderno.celdas else ""
    yield f"{pagina.ruta}:{linea}:{columna}: {f'{celda}: ' if celda else ''}{hueco.texto} está sin cubrir"
    frase = frase_de(pagina, hueco.inicio, hueco.inicio + len(hueco.texto))
    yield f"  {frase.con(f'⟦{hueco.texto}⟧')}"
    if not hueco.se_puede_atar or not candidatos:
        yield f"{SIN_CANDIDATOS}; {hueco.consejo}" if hueco.se_puede_atar else f"  {hueco.consejo}"
    for n, candidato in enumerate(candidatos, 1):
        igual = f" = {_corto(candidato.valor)}" if candidato.clase == "cifra" else ""
        de_donde = f" ({candidato.porque})" if candidato.porque else ""
        que = candidato.expresion if candidato.clase == "cifra" else candidato.escrito
        yield f"  {n}  {que}{igual}{de_donde}"


def _corto(valor: str) -> str:
    return valor if len(valor) <= LETRAS_DE_LO_QUE_VALE else f"{valor[: LETRAS_DE_LO_QUE_VALE - 1]}…"


def _cuantos(n: int, uno: str) -> str:
    return f"{n} {uno if n == 1 else uno + 's'}"
