"""Los mensajes que hay escritos en el código: cada texto que la imprenta puede decir, con sus huecos.

Un mensaje es un texto, o varios sumados, en que hay palabras; lo que se pone al decirlo es un hueco, y lleva
número: de `f"{ruta} no es {que}"` sale `{1} no es {2}`. El código se lee sin ejecutarlo.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path

from imprenta.idioma.criterio import SE_FORMAN, parece_mensaje
from imprenta.idioma.otras_fuentes import mensajes_de_javascript, mensajes_de_typst
from imprenta.idioma.plantillas import Trozos, con_huecos_entre, mensaje_de

CASA_DE_LA_IMPRENTA = Path(__file__).parents[1]
# Lo que pone la página, en la lengua del libro, y lo que se dice en otras: números, fórmulas, índices.
LO_PONE_LA_PAGINA = re.compile(
    r"pintar/(?:voz|web|epub|referencia)/|pintar/papel/(?:rotulos|cuentas|constructor|formulas|datos|tabla_de_formula)\.py"
    r"|pintar/(?:bibliografia|buscador|cuaderno|edicion|markdown_llano|mathml|pruebas|sin_desplegar|todas_las_cifras)\.py"
    r"|libro/(?:numerales|escalas)\.py|juzgar/literal/(?!escribir|leer)"
)
DICEN = {"Falta", "NoSePuede", "FormulaIlegible", "warning", "print", "input", "ValueError"}
OPCIONES_QUE_SE_VEN = {"help", "description", "metavar"}
HUECO_CON_NOMBRE = re.compile(r"\{\w*(?:![rsa])?(?::[^{}]*)?\}")
SE_RELLENA_DESPUES = re.compile(r"\b(\w+)\.format\(")
SE_RELLENA = re.compile(r"\{\{|\{(?:\d*)(?:![rsa])?(?::[^{}]*)?\}")
DE_OTROS_RELLENOS = re.compile(r"%[sdr]\b|\\[1-9]")


@cache
def mensajes_de_la_casa(casa: Path = CASA_DE_LA_IMPRENTA) -> Mapping[str, list[str]]:
    """Cada mensaje, y en qué archivos está, desde la carpeta de la imprenta."""
    mensajes: dict[str, list[str]] = {}
    codigos = {ruta: ruta.read_text(encoding="utf-8") for ruta in sorted(casa.rglob("*.py"))}
    rellenados = {nombre for codigo in codigos.values() for nombre in SE_RELLENA_DESPUES.findall(codigo)}
    for archivo, codigo in codigos.items():
        ruta = archivo.relative_to(casa).as_posix()
        for mensaje in mensajes_de(ast.parse(codigo), ruta, rellenados):
            donde = mensajes.setdefault(mensaje, [])
            donde += [ruta] * (ruta not in donde)
    mensajes |= {plural: [] for plural in SE_FORMAN}
    for patron, recoger in {"servir*.js": mensajes_de_javascript, "*.typ": mensajes_de_typst}.items():
        for archivo in sorted(casa.rglob(patron)):
            for mensaje in dict.fromkeys(recoger(archivo.read_text(encoding="utf-8"))):
                mensajes.setdefault(mensaje, []).append(archivo.relative_to(casa).as_posix())
    return mensajes


def mensajes_de(arbol: ast.Module, ruta: str, rellenados: Set[str] = frozenset()) -> Iterator[str]:
    """Los de un módulo; `rellenados` son los nombres de los textos que se rellenan con `format`."""
    padres = {hijo: nodo for nodo in ast.walk(arbol) for hijo in ast.iter_child_nodes(nodo)}
    callan = LO_PONE_LA_PAGINA.match(ruta)
    for nodo in padres:
        if not isinstance(nodo, ast.Constant | ast.JoinedStr | ast.BinOp) or not _es_entero(nodo, padres):
            continue
        linaje = list(_linaje(nodo, padres))
        se_dice = _se_dice(linaje)
        if callan and not se_dice:
            continue
        formato = any(_nombre_dado(uno) in rellenados for uno in linaje)
        mensaje = mensaje_de(_trozos(nodo, formato) or [])
        if parece_mensaje(mensaje):
            yield mensaje


# ——— Qué es un mensaje ———


def _es_entero(nodo: ast.AST, padres: dict[ast.AST, ast.AST]) -> bool:
    """Si no es un trozo de otro texto, ni una docstring, ni la forma con que se escribe un número."""
    padre = padres.get(nodo)
    if isinstance(nodo, ast.Constant) and isinstance(padre, ast.Attribute) and padre.attr == "split":
        return False  # una lista de nombres
    if isinstance(padre, ast.Assign) and _es_enumeracion(padres.get(padre)):  # dice qué es, y nadie lo lee
        return False
    if isinstance(padre, ast.Expr) or (isinstance(padre, ast.JoinedStr) and isinstance(nodo, ast.Constant)):
        return False
    if isinstance(padre, ast.FormattedValue) and padre.format_spec is nodo:
        return False
    if isinstance(padre, ast.BinOp) and isinstance(padre.op, ast.Add) and _trozos(padre) is not None:
        return False
    return _trozos(nodo) is not None


def _es_enumeracion(nodo: ast.AST | None) -> bool:
    return isinstance(nodo, ast.ClassDef) and any(getattr(base, "id", "") == "Enum" for base in nodo.bases)


def _trozos(nodo: ast.AST, formato: bool = False) -> Trozos | None:
    """Lo escrito en un texto y sus huecos; `None` si no es un texto."""
    match nodo:
        case ast.Constant(value=str(escrito)):
            return _con_huecos(escrito, formato)
        case ast.JoinedStr(values=valores):
            return [
                trozo
                for valor in valores
                for trozo in (_con_huecos(valor.value, False) if isinstance(valor, ast.Constant) else [None])
            ]
        case ast.BinOp(op=ast.Add(), left=izquierda, right=derecha):
            lados = [_trozos(izquierda), _trozos(derecha)]
            if lados == [None, None]:
                return None
            return [trozo for lado in lados for trozo in (lado if lado is not None else [None])]
    return None


def _con_huecos(escrito: object, formato: bool) -> Trozos:
    """Un texto que se rellena de otra manera: con `format`, con `%` o con los grupos de un patrón."""
    texto = str(escrito)
    if formato or SE_RELLENA.search(texto):
        llano = texto.replace("{{", "\0").replace("}}", "\1")
        trozos = re.split(HUECO_CON_NOMBRE if formato else SE_RELLENA, llano)
        return con_huecos_entre([trozo.replace("\0", "{").replace("\1", "}") for trozo in trozos])
    return con_huecos_entre(DE_OTROS_RELLENOS.split(texto))


def _linaje(nodo: ast.AST, padres: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    """Los nodos que lo encierran dentro de su misma instrucción, de dentro afuera."""
    while not isinstance(nodo, ast.stmt):
        nodo = padres[nodo]
        yield nodo


def _se_dice(linaje: Sequence[ast.AST]) -> bool:
    """Si va derecho a lo que se dice: una falta, un aviso, una ayuda."""
    if any(isinstance(uno, ast.keyword) and uno.arg in OPCIONES_QUE_SE_VEN for uno in linaje[:1]):
        return True
    return any(isinstance(uno, ast.Call) and _llamado(uno) in DICEN for uno in linaje)


def _llamado(nodo: ast.Call) -> str:
    return nodo.func.attr if isinstance(nodo.func, ast.Attribute) else getattr(nodo.func, "id", "")


def _nombre_dado(nodo: ast.AST) -> str:
    """El nombre que se le da al texto en una asignación."""
    match nodo:
        case ast.Assign(targets=[ast.Name(id=nombre)]) | ast.AnnAssign(target=ast.Name(id=nombre)):
            return nombre
    return ""
