"""La hoja en que se lee una página: su texto, su lienzo y lo que se va encontrando."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from pathlib import Path

from imprenta.leer.gramatica import ALTERNATIVO, IDENTIFICADOR, NUMERO, RARO, ROL_SIN_LEER
from imprenta.leer.lienzo import Lienzo, Vista
from imprenta.libro.espanol import es_cifra
from imprenta.libro.modelo import Celda, Consulta, Falta
from imprenta.libro.pagina import Marca, Pieza, Remedio, Suelto, Tipo, pregunta
from imprenta.libro.texto import Desplegado, Texto


@dataclass
class Hoja:
    """Lo leído hasta ahora de una página; quien lee un bloque o una frase apunta aquí lo que encuentra."""

    ruta: Path
    texto: Texto
    cuaderno: Desplegado = field(default_factory=Desplegado)
    faltas: list[Falta] = field(default_factory=list)
    descuadres: list[Falta] = field(default_factory=list)
    marcas: list[Marca] = field(default_factory=list)
    sustituciones: set[str] = field(default_factory=set)
    nombres: frozenset[str] = frozenset()  # los que declara el libro
    usados: set[str] = field(default_factory=set)
    destinos: set[str] = field(default_factory=set)  # los que nombra `[nombre]: dirección`

    def __post_init__(self) -> None:
        self.lienzo = Lienzo(self.texto.contenido)
        self._sin_roles = bytearray(len(self.texto.contenido))
        self._piezas: list[tuple[int, Pieza]] = []  # con la posición en que se evalúan
        self._celdas: list[tuple[int, Celda]] = []
        self._opciones_de_celda: list[tuple[int, int, int]] = []

    # ——— Apuntar ———

    def falta(self, posicion: int, mensaje: str) -> None:
        """Apunta algo que está mal."""
        self.faltas.append(Falta(self.ruta, *self.texto.lugar(posicion), mensaje))

    def descuadre(self, posicion: int, mensaje: str) -> None:
        """Apunta algo que se dibuja tal como está y no parece lo que su autor quiere."""
        self.descuadres.append(Falta(self.ruta, *self.texto.lugar(posicion), mensaje))

    def celda(self, celda: Celda, desde: int, inicio: int, fin: int) -> None:
        """Apunta una celda, que empieza en `desde`, con su código de `inicio` a `fin`."""
        self._celdas.append((fin, celda))
        self._opciones_de_celda.append((desde, inicio, fin))

    def pieza(self, pieza: Pieza) -> None:
        """Apunta una pieza; las del pie de una celda se evalúan después de ejecutarla."""
        k = bisect.bisect_right(self._opciones_de_celda, pieza.inicio, key=lambda tramo: tramo[0]) - 1
        _, inicio, fin = self._opciones_de_celda[k] if k >= 0 else (0, 0, 0)
        self._piezas.append((fin if pieza.inicio < inicio else pieza.inicio, pieza))

    def comentario(self, inicio: int, fin: int) -> None:
        """Tacha un comentario de HTML y lo apunta."""
        self.lienzo.tachar(inicio, fin, Vista.NADA)
        self.marcas.append(Marca(Tipo.COMENTARIO, inicio, fin))

    def sueltos(self, inicio: int, fin: int, remedio: Remedio = Remedio.ATAR) -> None:
        """Apunta como sueltas todas las cifras que hay entre dos posiciones."""
        for patron in (NUMERO, RARO):
            for casa in patron.finditer(self.texto.contenido, inicio, fin):
                if es_cifra(casa[0][-1]):
                    self.pieza(Suelto(casa.start(), casa[0], remedio))

    def codigo(self, inicio: int, fin: int) -> None:
        """Apunta las cifras de un código en línea; las de un identificador, `float32`, son de su nombre."""
        desde = inicio
        for casa in IDENTIFICADOR.finditer(self.texto.contenido, inicio, fin):
            self.sueltos(desde, casa.start(), Remedio.FUERA_DEL_CODIGO)
            desde = casa.end()
        self.sueltos(desde, fin, Remedio.FUERA_DEL_CODIGO)

    def literal(self, inicio: int, fin: int) -> None:
        """Un texto que se enseña tal cual: sus cifras se ven y aquí no se pueden atar."""
        self.sueltos(inicio, fin, Remedio.FUERA_DEL_CODIGO)
        self.lienzo.tachar(inicio, fin)

    def sin_roles(self, inicio: int, fin: int, donde: str) -> None:
        """Donde nadie lee los roles, uno es una falta."""
        self.mudo(inicio, fin)
        if casa := ROL_SIN_LEER.search(self.texto.contenido, inicio, fin):
            self.falta(casa.start(), f"un rol no se lee {donde}")

    def mudo(self, inicio: int, fin: int) -> None:
        """Apunta que entre dos posiciones nadie lee los roles."""
        self._sin_roles[inicio:fin] = b"\x01" * (fin - inicio)

    def de_fuera(self, posicion: int, nombre: str) -> None:
        """Lo que se trae de otro sitio no se ve aquí: nadie lo demuestra."""
        self.descuadre(posicion, f"«{nombre}» trae un texto que aquí no se comprueba")

    # ——— Mirar ———

    def se_leen_roles(self, posicion: int) -> bool:
        """Si un rol escrito en esa posición se leería."""
        principio = self.texto.principio(self.texto.numero_de_linea(posicion))
        return not self._sin_roles[posicion] and not ALTERNATIVO.match(self.texto.contenido, principio)

    def consulta(self, posicion: int, expresion: str) -> Consulta:
        """Una pregunta al código hecha desde esa posición."""
        return Consulta(*self.texto.lugar(posicion), expresion)

    def principio_visible(self, n: int, columna: int) -> int:
        """Dónde empieza lo que está en esa columna, con su sangría y sus `>` si no tiene nada más delante."""
        antes = self.texto.linea(n)[:columna]
        return self.texto.principio(n) + (columna if antes.strip(" \t>") else 0)

    def piezas(self) -> tuple[Pieza, ...]:
        """Las piezas, por su lugar en la página."""
        return tuple(sorted((pieza for _, pieza in self._piezas), key=lambda pieza: pieza.inicio))

    def pasos(self) -> tuple[Celda | Pieza, ...]:
        """Las celdas y las piezas que preguntan, en el orden en que se ejecutan."""
        pasos: list[tuple[int, int, Celda | Pieza]] = [(fin, 0, celda) for fin, celda in self._celdas]
        pasos += [(orden, pieza.inicio + 1, pieza) for orden, pieza in self._piezas if pregunta(pieza)]
        return tuple(paso for *_, paso in sorted(pasos, key=lambda paso: paso[:2]))
