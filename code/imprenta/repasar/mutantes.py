"""Cambia los números de la prosa, uno a uno, y comprueba que la verificación se da cuenta.

Un mutante es la misma página con una cifra, un signo, una coma decimal, un número en palabras o el orden de
un vector cambiados. Si la página mutada no tiene ninguna falta en su línea, el mutante sobrevive: la
verificación tiene un agujero. Nada se ejecuta de nuevo: las expresiones no cambian.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from imprenta.juzgar.bibliografia import Datos
from imprenta.juzgar.formula.lexemas import lexemas
from imprenta.juzgar.guion import guion_de, ilegibles
from imprenta.juzgar.veredictos import verificar
from imprenta.leer.lectura import leer_desplegado, leer_texto
from imprenta.libro.modelo import Consulta, Falta, Respuesta
from imprenta.libro.numerales import idioma_de, numerales
from imprenta.libro.pagina import Formula, Pagina, Rol

MUESTRA = 300
SEMILLA = 2017
NUMERO_MUTABLE = re.compile(r"(?P<signo>[-−+])?(?P<cifras>[0-9]+(?:[.,][0-9]+)?)")
COMPONENTE = r"[-−]?[0-9]+(?:\.[0-9]+)?"
VECTOR = re.compile(rf"(?<![\w.])(?P<uno>{COMPONENTE})(?P<medio>\s*[,;&]\s*)(?P<otro>{COMPONENTE})(?![\w.])")
OTROS_NUMEROS = {"es": ("dos", "cinco", "nueve", "mil"), "en": ("two", "five", "nine", "a thousand")}
LISTA = re.compile(r"\[[^\[\]]*\]|\\begin\{([pb]matrix)\}.*?\\end\{\1\}", re.DOTALL)


@dataclass(frozen=True)
class Mutante:
    """Un cambio: `texto[inicio:fin]` pasa a ser `nuevo`."""

    inicio: int
    fin: int
    nuevo: str


def mutantes(pagina: Pagina, azar: random.Random) -> Iterator[Mutante]:
    """Todos los cambios de los números que un lector ve en la página."""
    for inicio, fin in _tramos(pagina):
        for casa in NUMERO_MUTABLE.finditer(pagina.texto, inicio, fin):
            yield from _de_cifras(casa, azar)
            yield from _de_signo(pagina.texto, casa, inicio)
            yield from _de_coma(casa)
    yield from _de_palabras(pagina, azar)
    for inicio, fin in (*_tramos(pagina), *_cadenas(pagina)):
        for casa in VECTOR.finditer(pagina.texto, inicio, fin):
            if casa["uno"] != casa["otro"]:
                yield Mutante(casa.start(), casa.end(), casa["otro"] + casa["medio"] + casa["uno"])


def _de_palabras(pagina: Pagina, azar: random.Random) -> Iterator[Mutante]:
    """Los números en palabras de las cifras atadas, cada uno cambiado por otro."""
    idioma = idioma_de(pagina.texto)
    for pieza in pagina.piezas:
        if isinstance(pieza, Rol) and pieza.nombre == "cifra":
            for inicio, fin in numerales(pieza.literal, idioma):
                otras = [otra for otra in OTROS_NUMEROS[idioma] if otra != pieza.literal[inicio:fin].lower()]
                yield Mutante(pieza.inicio + inicio, pieza.inicio + fin, azar.choice(otras))


def _tramos(pagina: Pagina) -> Iterator[tuple[int, int]]:
    """Dónde hay números a la vista: los literales de los roles y las cifras de las fórmulas."""
    for pieza in pagina.piezas:
        if isinstance(pieza, Rol) and not _dentro_de_formula(pagina, pieza):
            yield pieza.inicio, pieza.inicio + len(pieza.literal)
        elif isinstance(pieza, Formula):
            for lexema in lexemas(pieza.tex):
                if lexema.tipo == "cifra":
                    literal = pieza.inicio + lexema.inicio + pieza.tex[lexema.inicio :].index("{") + 1
                    yield literal, literal + len(lexema.literal)
                elif lexema.tipo == "numero":
                    yield pieza.inicio + lexema.inicio, pieza.inicio + lexema.fin


def _cadenas(pagina: Pagina) -> Iterator[tuple[int, int]]:
    r"""Los corchetes y las matrices de las fórmulas, fuera de `\cifra`: también ahí hay vectores."""
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula) and r"\cifra" not in pieza.tex:
            for casa in LISTA.finditer(pieza.tex):
                yield pieza.inicio + casa.start(), pieza.inicio + casa.end()


def _dentro_de_formula(pagina: Pagina, rol: Rol) -> bool:
    return any(
        isinstance(pieza, Formula) and pieza.inicio <= rol.inicio < pieza.inicio + len(pieza.tex)
        for pieza in pagina.piezas
    )


def _de_cifras(casa: re.Match[str], azar: random.Random) -> Iterator[Mutante]:
    for i in range(casa.start("cifras"), casa.end("cifras")):
        cifra = casa.string[i]
        if cifra.isdigit():
            yield Mutante(i, i + 1, azar.choice([c for c in "0123456789" if c != cifra]))


def _de_signo(texto: str, casa: re.Match[str], desde: int) -> Iterator[Mutante]:
    if casa["signo"]:
        yield Mutante(casa.start("signo"), casa.end("signo"), "+" if casa["signo"] in "-−" else "−")
    elif casa.start() == desde and float(casa["cifras"].replace(",", ".")) != 0:
        anterior = texto[:desde].rstrip()[-1:]
        if anterior not in {"-", "−"}:  # dos menos seguidos no son un signo cambiado
            yield Mutante(casa.start(), casa.start(), "-")


def _de_coma(casa: re.Match[str]) -> Iterator[Mutante]:
    entera, punto, decimal = casa["cifras"].partition(".")
    if punto and len(decimal) > 1 and int(entera + decimal):
        corrida = f"{int(entera + decimal[0])}.{decimal[1:]}"
        yield Mutante(casa.start("cifras"), casa.end("cifras"), corrida)


def sobrevive(pagina: Pagina, respuestas: Sequence[Respuesta], bibliografia: Datos, mutante: Mutante) -> bool:
    """Si la página cambiada pasa la verificación sin una falta en la línea del cambio."""
    mutada = _mutada(pagina, mutante)
    consultas = [paso for paso in guion_de(mutada) if isinstance(paso, Consulta)]
    faltas = [*mutada.faltas, *ilegibles(mutada)]
    if len(consultas) == len(respuestas):
        faltas = verificar(mutada, dict(zip(consultas, respuestas, strict=True)), bibliografia).faltas
    primera, _ = pagina.lugar(mutante.inicio)
    return not any(abs(falta.linea - primera) <= _alto(pagina, mutante) for falta in faltas)


def _mutada(pagina: Pagina, mutante: Mutante) -> Pagina:
    texto = pagina.texto[: mutante.inicio] + mutante.nuevo + pagina.texto[mutante.fin :]
    if pagina.cuaderno.lineas:
        cuaderno = replace(pagina.cuaderno, lineas=texto.split("\n"))
        return leer_desplegado(pagina.ruta, cuaderno, pagina.nombres)
    return leer_texto(pagina.ruta, texto, pagina.nombres)


def _alto(pagina: Pagina, mutante: Mutante) -> int:
    """Las líneas de la fórmula que contiene el cambio: su falta puede estar en la primera."""
    for pieza in pagina.piezas:
        if isinstance(pieza, Formula) and pieza.inicio <= mutante.inicio <= pieza.inicio + len(pieza.tex):
            return pieza.tex.count("\n")
    return 0


@dataclass(frozen=True)
class Recuento:
    """Cuántos mutantes se probaron y cuáles siguen vivos."""

    probados: int
    vivos: tuple[Falta, ...]

    def resumen(self) -> str:
        vivos = len(self.vivos)
        return f"{self.probados} mutantes · {self.probados - vivos} muertos · {vivos} vivos"


def recuento_de(
    paginas: Sequence[tuple[Pagina, Sequence[Respuesta]]], bibliografia: Datos, muestra: int | None
) -> Recuento:
    """Prueba todos los mutantes de unas páginas, o solo `muestra` de ellos repartidos entre todas."""
    azar = random.Random(SEMILLA)
    todos = [(k, mutante) for k, (pagina, _) in enumerate(paginas) for mutante in mutantes(pagina, azar)]
    if muestra is not None and len(todos) > muestra:
        todos = sorted(azar.sample(todos, muestra), key=lambda par: (par[0], par[1].inicio))
    vivos = []
    for k, mutante in todos:
        pagina, respuestas = paginas[k]
        if sobrevive(pagina, respuestas, bibliografia, mutante):
            vivos.append(_falta(pagina, mutante))
    return Recuento(len(todos), tuple(vivos))


def _falta(pagina: Pagina, mutante: Mutante) -> Falta:
    antes = pagina.texto[: mutante.inicio]
    renglon = pagina.texto[antes.rfind("\n") + 1 :].split("\n", 1)[0]
    viejo = pagina.texto[mutante.inicio : mutante.fin]
    return Falta(
        pagina.ruta,
        *pagina.lugar(mutante.inicio),
        f"cambiar «{viejo}» por «{mutante.nuevo}» no se nota: {renglon.strip()[:80]}",
    )
