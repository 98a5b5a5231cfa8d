"""Lo que sale de una jornada: el libro leído, ejecutado y juzgado, que es lo que se pinta."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from imprenta.libro.acta import Cuenta
from imprenta.libro.libro import Libro
from imprenta.libro.modelo import Consulta, Ejecucion, Falta, Guion, Respuesta
from imprenta.libro.pagina import Pagina

NombreDeRol = Literal["cifra", "afirma", "ocurre", "formula", "dato"]


@dataclass(frozen=True)
class Veredicto:
    """Una cosa que la prosa afirma: qué dice, con qué se compara y si es cierta.

    `error` está vacío si es cierta.
    """

    clase: NombreDeRol
    ruta: Path
    linea: int
    columna: int
    literal: str
    expresion: str
    valor: str = ""
    error: str = ""


@dataclass(frozen=True)
class Informe:
    """Los veredictos de una página o de todo el libro, y lo que hay que mendar.

    Lo que está `sin_cubrir` se niega; lo que se ha `admitido` sin cubrir solo se cuenta, y si ya no cabe,
    `de_mas` lo dice. De lo admitido, `sin_sitio` es lo que no cabe y no se sabe cuál es.
    """

    veredictos: tuple[Veredicto, ...] = ()
    sin_cubrir: tuple[Falta, ...] = ()
    mal_escritas: tuple[Falta, ...] = ()
    admitido: tuple[Falta, ...] = ()
    de_mas: tuple[Falta, ...] = ()
    sin_sitio: int = 0

    def __add__(self, otro: Informe) -> Informe:
        return Informe(
            self.veredictos + otro.veredictos,
            self.sin_cubrir + otro.sin_cubrir,
            self.mal_escritas + otro.mal_escritas,
            self.admitido + otro.admitido,
            self.de_mas + otro.de_mas,
            self.sin_sitio + otro.sin_sitio,
        )

    @property
    def falsas(self) -> tuple[Falta, ...]:
        return tuple(Falta(v.ruta, v.linea, v.columna, v.error) for v in self.veredictos if v.error)

    @property
    def faltas(self) -> list[Falta]:
        return sorted([*self.mal_escritas, *self.falsas, *self.sin_cubrir, *self.de_mas])

    def resumen(self) -> str:
        """La cobertura, en una línea."""
        cuenta = Counter(veredicto.clase for veredicto in self.veredictos)
        partes = [
            _cuantos(cuenta["cifra"], "cifra"),
            _cuantos(cuenta["afirma"], "afirmación", "afirmaciones"),
            *(
                [_cuantos(cuenta["ocurre"], "hecho de esta vez", "hechos de esta vez")]
                if cuenta["ocurre"]
                else []
            ),
            _cuantos(cuenta["formula"], "fórmula"),
            _cuantos(cuenta["dato"], "dato"),
            self._sin_cubrir(),
            _cuantos(len(self.falsas) + len(self.mal_escritas), "falsa"),
        ]
        return " · ".join(partes)

    def _sin_cubrir(self) -> str:
        cuantos = f"{len(self.sin_cubrir) + len(self.admitido)} sin cubrir"
        return f"{cuantos} (se admiten {len(self.admitido) - self.sin_sitio})" if self.admitido else cuantos


def _cuantos(n: int, uno: str, varios: str = "") -> str:
    return f"{n} {uno if n == 1 else varios or uno + 's'}"


def por_capitulo(informes: Mapping[Path, Informe]) -> Iterator[tuple[Path, list[Veredicto]]]:
    """Los números verificados de cada página, en el orden del libro."""
    for ruta, informe in informes.items():
        cifras = [v for v in informe.veredictos if v.clase != "formula"]
        if cifras:
            yield ruta, cifras


class Prueba(NamedTuple):
    """Lo que se ha visto de una afirmación con otras semillas, y si su página sortea algo."""

    cuenta: Cuenta
    azar: bool


@dataclass(frozen=True)
class PaginaEjecutada:
    """Una página con su guion, su huella, lo que dio al ejecutarse y lo probado de lo que afirma.

    `avisos` es lo que conviene saber de ella y no está mal.
    """

    pagina: Pagina
    guion: Guion
    huella: str = ""
    ejecucion: Ejecucion = field(default_factory=Ejecucion)
    pruebas: Mapping[Consulta, Prueba] = field(default_factory=dict)
    avisos: tuple[Falta, ...] = ()

    @cached_property
    def respuestas(self) -> Mapping[Consulta, Respuesta]:
        """Cada consulta con su respuesta; si la ejecución falló, solo las que llegaron a hacerse."""
        consultas = (paso for paso in self.guion if isinstance(paso, Consulta))
        return dict(zip(consultas, self.ejecucion.respuestas, strict=False))


@dataclass(frozen=True)
class LibroHecho:
    """Un libro con sus páginas ejecutadas, el informe de cada una, lo que está mal y la cobertura.

    `avisos` es lo que conviene saber y no está mal.
    """

    libro: Libro
    paginas: dict[Path, PaginaEjecutada]
    informes: Mapping[Path, Informe]
    faltas: list[Falta]
    resumen: str
    avisos: Sequence[Falta] = ()

    @property
    def ata_algo(self) -> bool:
        """Si alguna página ata algo al código; las fórmulas se comprueban sin que nadie las ate."""
        veredictos = (veredicto for informe in self.informes.values() for veredicto in informe.veredictos)
        return any(veredicto.clase != "formula" for veredicto in veredictos)
