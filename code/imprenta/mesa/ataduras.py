r"""Escribir un número atado donde está, y comprobar antes que así se lee y es cierto.

Lo que se escribe depende del sitio: un rol en la prosa, `\cifra` en una fórmula. En unas comillas de YAML, en
una tabla o junto a un acento grave, una expresión se escribe de la primera manera que allí se lea igual.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from imprenta.juzgar.bibliografia import Datos
from imprenta.juzgar.guion import guion_de
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer
from imprenta.libro.hecho import Informe
from imprenta.libro.modelo import Celda, Consulta, Respuesta
from imprenta.libro.pagina import Pagina, Rol, celdas_antes_de
from imprenta.mesa.cambios import Cambio, con_cambios
from imprenta.mesa.huecos import Hueco, Trozo

CUALQUIERA = "x"  # una expresión de prueba: solo se mira si en ese sitio se lee
LETRAS_ESPECIALES = re.compile(r"[`|<>{}$\\\"'#%&]")


@dataclass(frozen=True)
class PaginaLeida:
    """Una página tal como está escrita, con lo que ha contestado su código."""

    pagina: Pagina
    octetos: bytes
    respuestas: tuple[Respuesta, ...]
    bibliografia: Datos

    @cached_property
    def por_consulta(self) -> dict[Consulta, Respuesta]:
        """Cada consulta de la página con su respuesta."""
        return dict(zip(_consultas(self.pagina), self.respuestas, strict=False))

    @cached_property
    def informe(self) -> Informe:
        """Lo que se dice de ella."""
        return verificar(self.pagina, self.por_consulta, self.bibliografia)

    def con(self, cambio: Cambio) -> PaginaLeida:
        """La misma página con un cambio, aún sin preguntar nada nuevo; lanza `ValueError` si no se puede."""
        octetos = con_cambios(self.pagina, self.octetos, [cambio])
        pagina = leer(self.pagina.ruta, octetos, self.pagina.nombres)
        return PaginaLeida(pagina, octetos, self.respuestas, self.bibliografia)


@dataclass(frozen=True)
class Atadura:
    """Lo que hay que escribir para atar un trozo, y cómo queda la página."""

    cambio: Cambio
    queda: PaginaLeida
    rol: Rol | None

    @property
    def celdas(self) -> tuple[Celda, ...]:
        """Las que se ejecutan antes de que se pregunte por el número."""
        return tuple(celdas_antes_de(self.queda.pagina, self.rol)) if self.rol and self.rol.consulta else ()


def ataduras(
    escrito: PaginaLeida, hueco: Hueco, trozo: Trozo, expresion: str, nombre: str = "cifra"
) -> Iterator[Atadura]:
    """Las maneras de atar un trozo que en su sitio se leen como se quiere."""
    for texto in _escrituras(hueco, trozo, expresion, nombre):
        cambio = Cambio(trozo.inicio, trozo.fin, texto)
        try:
            queda = escrito.con(cambio)
        except ValueError:
            continue
        if (rol := _el_rol(queda.pagina, cambio, trozo, expresion, nombre)) is not None:
            yield Atadura(cambio, queda, rol)


def con_otra_expresion(sitio: Atadura, expresion: str) -> Cambio | None:
    """Lo que se escribe en un sitio ya probado para atarlo a otra cosa; nada si hay que ver si se lee."""
    if LETRAS_ESPECIALES.search(expresion) or "\n" in expresion:
        return None
    inicio, fin, nuevo = sitio.cambio.inicio, sitio.cambio.fin, sitio.cambio.nuevo
    antes, _, despues = nuevo.rpartition(CUALQUIERA)
    return Cambio(inicio, fin, antes + expresion + despues)


def declarado(escrito: PaginaLeida, inicio: int, fin: int) -> Atadura | None:
    """Lo que hay que escribir para que un trozo sea un nombre, si allí se lee."""
    cambio = Cambio(inicio, fin, f"{{nombre}}`{escrito.pagina.texto[inicio:fin]}`")
    try:
        queda = escrito.con(cambio)
    except ValueError:
        return None
    return Atadura(cambio, queda, None)


def _escrituras(hueco: Hueco, trozo: Trozo, expresion: str, nombre: str) -> Iterator[str]:
    if hueco.formula is not None:
        if nombre == "cifra":
            yield from (rf"\cifra{{{trozo.literal}}}{{{manera}}}" for manera in _maneras(expresion))
        return
    for manera in _maneras(expresion) if nombre == "cifra" else [expresion]:
        comillas = "`" * (1 + max((len(c) for c in re.findall("`+", manera)), default=0))
        yield f"{{{nombre}}}{comillas}{trozo.literal} <{manera}>{comillas}"


def _maneras(expresion: str) -> Iterator[str]:
    """La expresión tal cual y, si lleva algo que en algún sitio se lee de otra forma, escrita de otras."""
    yield expresion
    if LETRAS_ESPECIALES.search(expresion):
        with contextlib.suppress(SyntaxError, ValueError):  # ya se dirá que no es Python
            yield _con_textos(expresion, repr)
            yield _con_textos(expresion, lambda texto: f"'{LETRAS_ESPECIALES.sub(_escapado, texto)}'")


def _escapado(casa: re.Match[str]) -> str:
    return f"\\x{ord(casa[0]):02x}"


def _con_textos(expresion: str, escribir: Callable[[str], str]) -> str:
    """La expresión con sus textos escritos de otra manera."""
    octetos, hasta, partes = expresion.encode(), 0, list[bytes]()
    for nodo in sorted(_textos_en(expresion), key=lambda n: n.col_offset):
        partes += [octetos[hasta : nodo.col_offset], escribir(str(nodo.value)).encode()]
        hasta = nodo.end_col_offset or nodo.col_offset
    return b"".join([*partes, octetos[hasta:]]).decode()


def _textos_en(expresion: str) -> list[ast.Constant]:
    """Los textos que una expresión de una línea lleva escritos, fuera de los que componen otros."""
    nodos = list(ast.walk(ast.parse(expresion, mode="eval")))
    compuestos = {id(parte) for n in nodos if isinstance(n, ast.JoinedStr) for parte in ast.walk(n)}
    constantes = (n for n in nodos if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return [n for n in constantes if id(n) not in compuestos]


def _el_rol(pagina: Pagina, cambio: Cambio, trozo: Trozo, expresion: str, nombre: str) -> Rol | None:
    """El rol recién escrito, si se lee con ese literal y esa expresión."""
    fin = cambio.inicio + len(cambio.nuevo)
    for pieza in pagina.piezas:
        if isinstance(pieza, Rol) and cambio.inicio <= pieza.inicio < fin and pieza.nombre == nombre:
            igual = pieza.expresion == expresion or (
                nombre == "cifra" and _es_lo_mismo(pieza.expresion, expresion)
            )
            mismo_literal = " ".join(pieza.literal.split()) == " ".join(trozo.literal.split())
            return pieza if igual and mismo_literal else None
    return None


def _es_lo_mismo(una: str, otra: str) -> bool:
    try:
        return ast.dump(ast.parse(una.strip(), mode="eval")) == ast.dump(ast.parse(otra.strip(), mode="eval"))
    except (SyntaxError, ValueError):
        return False


def juzgada(antes: PaginaLeida, atadura: Atadura, respuesta: Respuesta | None) -> Informe | None:
    """Lo que se dice de la página ya atada; `None` si atarlo la estropea o no quita ninguna falta."""
    queda = atadura.queda
    respuestas = con_la_nueva(queda.pagina, antes.respuestas, atadura.rol, respuesta)
    if respuestas is None:
        return None
    queda = PaginaLeida(queda.pagina, queda.octetos, respuestas, antes.bibliografia)
    previo, nuevo = antes.informe, queda.informe
    estropea = len(nuevo.mal_escritas) > len(previo.mal_escritas) or len(nuevo.falsas) > len(previo.falsas)
    return None if estropea or len(nuevo.sin_cubrir) >= len(previo.sin_cubrir) else nuevo


def con_la_nueva(
    pagina: Pagina, respuestas: tuple[Respuesta, ...], rol: Rol | None, respuesta: Respuesta | None
) -> tuple[Respuesta, ...] | None:
    """Las respuestas de la página ya atada: las de antes, con la nueva en su puesto."""
    consultas = _consultas(pagina)
    if rol is None or rol.consulta is None:
        return respuestas if len(consultas) == len(respuestas) else None
    if len(consultas) != len(respuestas) + 1 or respuesta is None:
        return None
    puesto = consultas.index(rol.consulta)
    return (*respuestas[:puesto], respuesta, *respuestas[puesto:])


def _consultas(pagina: Pagina) -> list[Consulta]:
    return [paso for paso in guion_de(pagina) if isinstance(paso, Consulta)]
