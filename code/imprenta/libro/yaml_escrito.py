"""El YAML que escribe un autor: lo que dice, dónde está cada cosa y, si está mal, por qué y dónde."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

CARGADOR = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # el de C, donde lo hay, es diez veces más rápido
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
TABULADOR = "la sangría lleva un tabulador: escríbela con espacios"
# Lo que dice PyYAML, con el lector de C o sin él, y lo que quiere decir.
PROBLEMAS = tuple(
    (re.compile(patron), texto)
    for patron, texto in (
        (r"mapping values are not allowed", "aquí no puede haber otro `: `: pon el valor entre comillas"),
        (r"could not find expected ':'", "falta `: ` tras la clave"),
        (r"sequence entries are not allowed", "aquí no puede empezar una lista"),
        (r"mapping keys are not allowed", "aquí no puede empezar una clave"),
        (r"tab character", TABULADOR),
        (
            r"character (?:'.*' )?that cannot start any token",
            "un valor no puede empezar así: ponlo entre comillas",
        ),
        (r"expected ',' or '\]'", "una lista no se cierra: falta una coma o `]`"),
        (r"expected ',' or '\}'", "unas llaves no se cierran: falta una coma o `}`"),
        (r"expected key|expected <block end>|expected '-' indicator", "la sangría no casa con lo de arriba"),
        (r"expected node content|expected the node content", "falta un valor"),
        (r"unexpected end of stream", "unas comillas no se cierran"),
        (r"unexpected document (?:indicator|separator)", "unas comillas no se cierran antes de la raya"),
        (r"escape|hexdecimal|hexadecimal", "tras `\\` no va eso: entre comillas dobles, escribe `\\\\`"),
        (r"undefined alias", "ese `*` no repite nada: pon el valor entre comillas"),
        (r"duplicate anchor", "ese `&` ya nombra otra cosa"),
        (r"alphabetic or numeric", "tras `*`, `&` o `!` falta un nombre: pon el valor entre comillas"),
        (r"unhashable key", "una clave no puede ser una lista ni un mapa"),
        (r"could not determine a constructor", "ese tipo, con `!`, no se conoce"),
        (r"tag", "ese tipo, con `!`, no está bien escrito"),
        (r"for merging", "lo que se junta con `<<` no es una lista de `clave: valor`"),
        (r"document start|found another document", "aquí acaba el documento y hay algo más"),
        (r"indentation", "la sangría del texto no se entiende"),
    )
)


class YamlMalEscrito(ValueError):
    """Un YAML que no se entiende; `linea` y `columna`, desde 1, dicen dónde."""

    def __init__(self, linea: int, columna: int, problema: str) -> None:
        super().__init__(problema)
        self.linea, self.columna = linea, columna


class Escrito(NamedTuple):
    """Un YAML leído: sus datos y, con el lugar de cada cosa, sus nodos; y las claves que otra igual tapa."""

    datos: Any
    nodo: yaml.Node | None
    tapadas: tuple[yaml.ScalarNode, ...] = ()


def yaml_de(texto: str, con_repetidas_salvo: str | None = None) -> Escrito:
    """Lo que dice un YAML; lanza `YamlMalEscrito` si no se entiende, se repite una clave o se contiene.

    Con `con_repetidas_salvo`, de una clave repetida vale la última, menos en la sección que se llame así.

    >>> yaml_de("a: [1, 2]").datos
    {'a': [1, 2]}
    >>> yaml_de("a: b: c")
    Traceback (most recent call last):
    imprenta.libro.yaml_escrito.YamlMalEscrito: aquí no puede haber otro `: `: pon el valor entre comillas
    """
    if casa := INVISIBLE.search(texto):
        raise _en(texto, casa.start(), f"hay un carácter que no se ve, U+{ord(casa[0]):04X}")
    nodo: yaml.Node | None = None
    try:
        lector = CARGADOR(texto)
        nodo = lector.get_single_node()
        revisor = _Revisor(con_repetidas_salvo)
        revisor.revisar(nodo)
        return Escrito(lector.construct_document(nodo) if nodo else None, nodo, tuple(revisor.tapadas))
    except yaml.MarkedYAMLError as error:
        raise _de(texto, error) from None
    except RecursionError:
        raise YamlMalEscrito(1, 1, "hay demasiadas cosas unas dentro de otras") from None
    except ValueError as error:
        raise error if isinstance(error, YamlMalEscrito) else _sin_valor(nodo) from None


def _en(texto: str, posicion: int, problema: str) -> YamlMalEscrito:
    antes = texto[:posicion]
    return YamlMalEscrito(antes.count("\n") + 1, posicion - antes.rfind("\n"), problema)


def _de(texto: str, error: yaml.MarkedYAMLError) -> YamlMalEscrito:
    dicho, lugar = error.problem or "", error.problem_mark
    problema = next((dicen for patron, dicen in PROBLEMAS if patron.search(dicho)), "no se entiende")
    if lugar is None:
        return YamlMalEscrito(1, 1, problema)
    if "cannot start any token" in dicho and texto[lugar.index : lugar.index + 1] == "\t":
        problema = TABULADOR
    return YamlMalEscrito(lugar.line + 1, lugar.column + 1, problema)


def _mal(nodo: yaml.Node, problema: str) -> YamlMalEscrito:
    return YamlMalEscrito(*lugar_de(nodo), problema)


def lugar_de(nodo: yaml.Node) -> tuple[int, int]:
    """La línea y la columna, desde 1, en que empieza un nodo."""
    return nodo.start_mark.line + 1, nodo.start_mark.column + 1


def valor_en(nodo: yaml.Node | None, *camino: str) -> yaml.Node | None:
    """Lo que hay al final de un camino de claves, si lo hay.

    >>> valor_en(yaml.compose("a: {b: c}"), "a", "b").value, valor_en(yaml.compose("a: b"), "a", "b")
    ('c', None)
    """
    for clave in camino:
        pares = nodo.value if isinstance(nodo, yaml.MappingNode) else ()
        nodo = next((valor for suya, valor in pares if suya.value == clave), None)
    return nodo


def _hijos(nodo: yaml.CollectionNode) -> Iterator[tuple[yaml.Node, yaml.Node | None]]:
    """Los de una lista o un mapa; el valor de una clave, con ella."""
    for hijo in nodo.value:
        if isinstance(hijo, tuple):
            clave, valor = hijo
            yield clave, None
            yield valor, clave
        else:
            yield hijo, None


class _Revisor:
    """Lo que YAML no admite y PyYAML sí."""

    def __init__(self, firme: str | None) -> None:
        """En la sección `firme`, o en todas si no hay ninguna, una clave no se puede repetir."""
        self.firme, self.tapadas = firme, list[yaml.ScalarNode]()
        self.vistos = dict[int, bool]()  # de lo ya visto, si aún no ha acabado

    def revisar(self, nodo: yaml.Node | None, repetibles: bool = True) -> None:
        if not isinstance(nodo, yaml.CollectionNode) or self.vistos.get(id(nodo)) is False:
            return
        if id(nodo) in self.vistos:
            raise _mal(nodo, "se contiene a sí mismo")
        self.vistos[id(nodo)] = True
        if isinstance(nodo, yaml.MappingNode):
            self._revisar_claves(nodo, repetibles and self.firme is not None)
        for hijo, clave in _hijos(nodo):
            self.revisar(hijo, repetibles and (clave is None or clave.value != self.firme))
        self.vistos[id(nodo)] = False

    def _revisar_claves(self, nodo: yaml.MappingNode, repetibles: bool) -> None:
        """De las repetidas deja la última, si pueden estarlo."""
        ultimas = dict[tuple[str, str], yaml.ScalarNode]()
        for clave, _ in nodo.value:
            if not isinstance(clave, yaml.ScalarNode):
                continue
            cual = (clave.tag, clave.value)
            if cual in ultimas and clave.value != "<<":
                if not repetibles or clave.value == self.firme:
                    raise _mal(clave, f"la clave «{clave.value}» está repetida")
                self.tapadas.append(ultimas[cual])
            ultimas[cual] = clave
        nodo.value = [par for par in nodo.value if par[0] not in self.tapadas]


def _sin_valor(nodo: yaml.Node | None) -> YamlMalEscrito:
    """El primer valor que parece una fecha o un número y no lo es."""
    for hoja in _hojas(nodo):
        try:
            CARGADOR("").construct_object(hoja)
        except ValueError:
            return _mal(hoja, f"«{hoja.value}» parece una fecha o un número y no lo es: ponlo entre comillas")
    return YamlMalEscrito(1, 1, "no se entiende")


def _hojas(nodo: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(nodo, yaml.ScalarNode):
        yield nodo
    elif isinstance(nodo, yaml.CollectionNode):
        for hijo, _ in _hijos(nodo):
            yield from _hojas(hijo)
