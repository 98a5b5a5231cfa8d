"""Las expresiones de la prosa, mientras se escriben: qué nombra cada trozo y qué se está empezando."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

ROL_ABIERTO = re.compile(r"\{(?P<rol>[a-zA-Z0-9_:+-]+)\}`+(?P<dentro>[^`]*)\Z")
CIFRA_ABIERTA = re.compile(r"\\cifra\s*\{[^{}]*\}\s*\{(?P<expresion>[^{}]*)\Z")
OPCION_ABIERTA = re.compile(r"^[ \t>]*:(?:define|estado):[ \t]*(?P<expresion>.*)\Z", re.MULTILINE)
ROL_EMPEZADO = re.compile(r"(?<![\\\w}])\{(?P<empezado>[a-z]*)\Z")
ENLACE_EMPEZADO = re.compile(r"\]\(#(?P<empezado>[^\s()]*)\Z")
CON_EXPRESION = frozenset({"cifra", "afirma", "ocurre"})
A_UN_DESTINO = frozenset({"ref", "numref", "eq"})
HACIA_ATRAS = 2000  # caracteres hacia atrás: un rol no es más largo
CADENA = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")


class Empezado(NamedTuple):
    """Lo que se está escribiendo: `que` es «expresión», «clave», «destino» o «rol», y `texto`, lo escrito."""

    que: str
    texto: str


def empezado_en(texto: str, posicion: int) -> Empezado | None:
    r"""Lo que se está escribiendo en la prosa, en una posición.

    >>> empezado_en("vale {cifra}`0.1 <red.ca", 24)
    Empezado(que='expresión', texto='red.ca')
    >>> empezado_en(r"$\cifra{2}{max(x", 16), empezado_en("según {cite}`uno,va", 19)
    (Empezado(que='expresión', texto='max(x'), Empezado(que='clave', texto='va'))
    """
    antes = texto[max(0, posicion - HACIA_ATRAS) : posicion].rpartition("\n\n")[2]
    if casa := ROL_ABIERTO.search(antes):
        return _en_un_rol(casa["rol"], casa["dentro"])
    if casa := CIFRA_ABIERTA.search(antes) or OPCION_ABIERTA.search(antes):
        return Empezado("expresión", casa["expresion"])
    if casa := ENLACE_EMPEZADO.search(antes):
        return Empezado("destino", casa["empezado"])
    if (casa := ROL_EMPEZADO.search(antes)) and antes.count("$") % 2 == 0:
        return Empezado("rol", casa["empezado"])
    return None


def _en_un_rol(rol: str, dentro: str) -> Empezado | None:
    literal, abre, resto = dentro.partition("<")
    if ">" in resto:
        return None
    if rol in CON_EXPRESION:
        return Empezado("expresión", resto) if abre else None
    if rol == "dato":
        return Empezado("clave", resto) if abre else None
    if rol.partition(":")[0] == "cite":
        return Empezado("clave", dentro.rpartition(",")[2].lstrip())
    if rol in A_UN_DESTINO:
        return Empezado("destino", resto if abre else literal)
    return None


def nombrado_en(expresion: str, columna: int) -> str:
    """Lo que nombra una expresión en una columna suya, hasta donde está: `a`, `a.b` o `a[0].b`.

    >>> [nombrado_en("max(red.capas[0].w, 2)", k) for k in (1, 5, 9, 17, 20)]
    ['max', 'red', 'red.capas', 'red.capas[0].w', '']
    """
    try:
        arbol = ast.parse(expresion, mode="eval")
    except (SyntaxError, ValueError):
        return _nombrado_a_medias(expresion, columna)
    octetos = len(expresion[:columna].encode())
    nodos = (nodo for nodo in ast.walk(arbol) if isinstance(nodo, ast.Name | ast.Attribute))
    dentro = [nodo for nodo in nodos if _nombra(nodo, octetos)]
    hallado = min(dentro, key=lambda nodo: (nodo.end_col_offset or 0) - nodo.col_offset, default=None)
    return (ast.get_source_segment(expresion, hallado) or "") if hallado is not None else ""


def _nombra(nodo: ast.Name | ast.Attribute, octetos: int) -> bool:
    """Si la última palabra de lo que nombra un nodo está ahí."""
    desde = nodo.col_offset
    if isinstance(nodo, ast.Attribute):
        desde = (nodo.end_col_offset or 0) - len(nodo.attr.encode())
    return nodo.lineno == 1 and desde <= octetos <= (nodo.end_col_offset or 0)


def _nombrado_a_medias(expresion: str, columna: int) -> str:
    for casa in CADENA.finditer(expresion):
        if casa.start() <= columna <= casa.end():
            resto = re.match(r"\w*", expresion[columna:])
            return expresion[casa.start() : columna + (resto.end() if resto else 0)]
    return ""


def cadenas_de(expresion: str) -> list[str]:
    """Lo que una expresión nombra, lo más largo posible y sin repetir.

    >>> cadenas_de("abs(red.capas[0].w - media(x))")
    ['abs', 'red.capas[0].w', 'media', 'x']
    """
    try:
        arbol = ast.parse(expresion.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return []
    hallados = dict[str, None]()
    _recorrer(arbol, expresion.strip(), hallados)
    return list(hallados)


def _recorrer(nodo: ast.AST, expresion: str, hallados: dict[str, None]) -> None:
    if isinstance(nodo, ast.Name | ast.Attribute) and _es_cadena(nodo):
        hallados[ast.get_source_segment(expresion, nodo) or ""] = None
        return
    for hijo in ast.iter_child_nodes(nodo):
        _recorrer(hijo, expresion, hallados)


def _es_cadena(nodo: ast.expr) -> bool:
    while isinstance(nodo, ast.Attribute | ast.Subscript):
        nodo = nodo.value
    return isinstance(nodo, ast.Name)


def comparados(expresion: str) -> list[str]:
    """Los lados de una comparación, que son lo que quiere ver quien la ha escrito.

    >>> comparados("perdida(w) < 0.1"), comparados("listo")
    (['perdida(w)', '0.1'], [])
    """
    try:
        cuerpo = ast.parse(expresion.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return []
    if not isinstance(cuerpo, ast.Compare):
        return []
    lados = (cuerpo.left, *cuerpo.comparators)
    return [ast.get_source_segment(expresion.strip(), lado) or "" for lado in lados]
