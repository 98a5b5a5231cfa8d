r"""Leer una página tachando.

Sobre una copia del texto se tacha lo que un lector no ve (celdas, direcciones, nombres, comentarios) y
lo que se ha sabido leer (roles y fórmulas). Toda cifra que quede sin tachar está sin cubrir: lo que no
se entiende no se da por bueno.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from imprenta.leer import ipynb, rst
from imprenta.leer.gramatica import (
    ABRE_HTML,
    ATRIBUTO_OCULTO,
    BLOQUES_HTML,
    COMENTARIO,
    CON_DESTINO,
    CONTENEDOR,
    DE_FUERA,
    DEFINICION,
    EN_LINEA,
    ESTRUCTURALES,
    ETIQUETA,
    ETIQUETA_SOLA,
    HASTA_CERRAR,
    LENGUAJES,
    LETRA_DE_LISTA,
    LINEA_DE_TABLA,
    LITERALES,
    MARCADOR,
    NO_ASCII,
    NOMBRE_SUSTITUIDO,
    NUMERO,
    OPCION,
    OPCIONES_DE_FUERA,
    RAMAS_DE_CELDA,
    RAMAS_OCULTAS,
    RAMAS_VISIBLES,
    REFERENCIAS,
    RUTAS,
    SIN_OPCIONES,
    SOLO_DESTINO,
    TIPOS,
    TIPOS_DE_YAML,
    VALLA,
    VERIFICADOS,
)
from imprenta.libro.cabecera import cabecera_de
from imprenta.libro.espanol import es_cifra
from imprenta.libro.libro import CARGADOR
from imprenta.libro.modelo import Celda, Consulta, Falta, FormulaIlegible
from imprenta.libro.pagina import (
    TACHADO,
    Arranque,
    Formula,
    Pagina,
    Pieza,
    Rol,
    RolMalEscrito,
    Suelto,
    cifras_atadas,
    consulta_de_estado,
    partir_rol,
    pregunta,
)
from imprenta.libro.texto import Desplegado, lugar

PARTIDO = "el número está partido: escríbelo entero dentro de un solo literal"
SIGNO_FUERA = "el signo queda fuera de la cifra: escríbelo dentro del literal"
ROL_SIN_LEER = re.compile(rf"\{{(?:{'|'.join(VERIFICADOS)})\}}`|\\cifra(?![a-zA-Z])")

# En el lienzo: lo que no ocupa sitio, el principio de un literal atado, lo que se ve de una fórmula y
# sus cifras. Los caracteres de un literal atado se guardan desplazados para que nadie los confunda.
NADA, PRINCIPIO, OPACO, CIFRA_DE_FORMULA, ATADO = "\0", "\1", "\2", "\3", 0xF0000
A, C = "[\U000f0000-\U000fffff]", "[\U000f0030-\U000f0039]"  # un carácter atado; una cifra atada
VECINOS = (
    (re.compile(rf"(?:^|[\s(\[«=≈,;|])[-−+±](?P<aqui>{PRINCIPIO})", re.MULTILINE), SIGNO_FUERA),
    (re.compile(rf"[0-9{CIFRA_DE_FORMULA}][.,/]?(?P<aqui>{PRINCIPIO})"), PARTIDO),
    (re.compile(rf"{A}[.,/]?(?P<aqui>{PRINCIPIO})"), PARTIDO),
    (re.compile(rf"(?P<aqui>{PRINCIPIO}){A}+(?:[.,/]?{PRINCIPIO}|[.,]?[0-9{CIFRA_DE_FORMULA}])"), PARTIDO),
    (re.compile(rf"{C}[ \u00a0\u2009\u202f](?P<aqui>{PRINCIPIO}){C}{{3}}(?!{A})"), PARTIDO),
)
ESCALA_FUERA = re.compile(
    rf"(?P<aqui>{PRINCIPIO}){A}+(?P<fuera>[ \u202f\u2009\u00a0]?(?:%|‰|[·×][ \u202f\u2009\u00a0]?10"
    r"|(?:mil|millón|millones|billón|billones|trillón|trillones|por ciento|por mil)\b))"
)
# Lo que precede a un signo que pertenece a la cifra, y no a una resta, en una fórmula.
ANTES_DE_SIGNO = re.compile(
    r"(?:^|[=≈(\[,&<>^{]|\\\\(?:\[[^\]]*\])?|\\(?:approx|cdot|times|left|q?quad|leq?|geq?|simeq|in|to)(?![a-zA-Z]))"
    r"\s*[-+−]$"
)


@functools.lru_cache(maxsize=512)  # en una construcción la leen la imprenta y, dos veces, Sphinx
def leer(ruta: Path, octetos: bytes) -> Pagina:
    """Lee una página `.md`, `.ipynb` o `.rst`; sus defectos salen como faltas, no como excepciones."""
    octetos = octetos.removeprefix(b"\xef\xbb\xbf")
    try:
        texto = octetos.decode("utf-8")
    except UnicodeDecodeError as error:
        antes = octetos[: error.start].decode("utf-8")
        linea, columna = antes.count("\n") + 1, len(antes) - antes.rfind("\n")
        mensaje = f"no está en UTF-8: el octeto 0x{octetos[error.start]:02X} no se entiende"
        return _ilegible(ruta, linea, columna, mensaje)
    texto = texto.replace("\r\n", "\n").replace("\r", "\n")
    if ruta.suffix != ".ipynb":
        return leer_texto(ruta, texto)
    try:
        return leer_desplegado(ruta, ipynb.desplegar(texto))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        return _ilegible(ruta, 1, 1, f"no es un cuaderno de Jupyter: {error}")


def leer_texto(ruta: Path, texto: str) -> Pagina:
    """Lee el texto de una página que no es un cuaderno."""
    if ruta.suffix == ".rst":
        return rst.leer(ruta, texto)
    return _Lectura(ruta, texto, Desplegado()).pagina()


def leer_desplegado(ruta: Path, cuaderno: Desplegado) -> Pagina:
    """Lee un cuaderno ya desplegado."""
    return _Lectura(ruta, cuaderno.texto, cuaderno).pagina()


def _ilegible(ruta: Path, linea: int, columna: int, mensaje: str) -> Pagina:
    return Pagina(ruta, "", (), (), (Falta(ruta, linea, columna, mensaje),))


@dataclass
class _Valla:
    caracter: str
    largo: int
    nombre: str | None
    margen: int


@dataclass
class _Lectura:
    """El trabajo de leer una página: `lienzo` es la copia que se va tachando."""

    ruta: Path
    texto: str
    cuaderno: Desplegado
    piezas: list[tuple[int, Pieza]] = field(default_factory=list)
    celdas: list[tuple[int, Celda]] = field(default_factory=list)
    faltas: list[Falta] = field(default_factory=list)
    tras_celda: list[tuple[int, int, int]] = field(default_factory=list)
    notas: list[tuple[int, str, bool]] = field(default_factory=list)
    sustituciones: set[str] = field(default_factory=set)
    opciones: dict[str, tuple[int, str]] = field(default_factory=dict)
    tras_enlace: int = -1

    def __post_init__(self) -> None:
        self.lienzo = list(self.texto)
        self.prosa = list(self.texto)
        self.comienzos = [0, *(m.end() for m in re.finditer("\n", self.texto))]

    # ——— Utilidades ———

    @property
    def total(self) -> int:
        return len(self.comienzos)

    def lugar(self, posicion: int) -> tuple[int, int]:
        return lugar(self.comienzos, self.cuaderno.renglones, self.texto, posicion)

    def falta(self, posicion: int, mensaje: str) -> None:
        self.faltas.append(Falta(self.ruta, *self.lugar(posicion), mensaje))

    def tachar(self, inicio: int, fin: int, hueco: str = " ") -> None:
        for i in range(inicio, fin):
            if self.lienzo[i] != "\n":
                self.lienzo[i], self.prosa[i] = hueco, TACHADO

    def linea(self, n: int) -> tuple[int, int]:
        """El principio y el final (sin el salto) de la línea `n`, contada desde 0."""
        fin = self.comienzos[n + 1] - 1 if n + 1 < self.total else len(self.texto)
        return self.comienzos[n], fin

    def linea_de(self, n: int) -> str:
        a, b = self.linea(n)
        return self.texto[a:b]

    def principio(self, n: int) -> int:
        """Dónde empieza la línea `n`, o el final de la página si no la hay."""
        return self.comienzos[n] if n < self.total else len(self.texto)

    def frontera(self, n: int) -> int:
        """La línea en que acaba lo que empieza en la línea `n`: en un cuaderno, su celda."""
        return next((celda for celda in self.cuaderno.celdas if celda > n), self.total)

    def consulta(self, posicion: int, expresion: str) -> Consulta:
        return Consulta(*self.lugar(posicion), expresion)

    def pagina(self) -> Pagina:
        self._bloques()
        self._marcadores()
        self._en_linea()
        self._numerar_notas()
        self._vecinos()
        self._sueltos(0, len(self.texto), "".join(self.lienzo))
        self.piezas.sort(key=lambda par: par[1].inicio)
        pasos: list[tuple[int, int, Celda | Pieza]] = [(fin, 0, celda) for fin, celda in self.celdas]
        pasos += [(orden, pieza.inicio + 1, pieza) for orden, pieza in self.piezas if pregunta(pieza)]
        pasos.sort(key=lambda paso: paso[:2])
        return Pagina(
            self.ruta,
            self.texto,
            tuple(pieza for _, pieza in self.piezas),
            tuple(paso for *_, paso in pasos),
            tuple(sorted(self.faltas)),
            self.cuaderno,
            "".join(self.prosa),
            self.cuaderno.metadatos or cabecera_de(self.texto),
        )

    def mostrar(self, inicio: int, literal: str) -> None:
        """Deja a la vista, en la prosa, el literal de un rol tachado."""
        if self.texto.startswith(literal, inicio):
            self.prosa[inicio : inicio + len(literal)] = literal

    def anotar(self, pieza: Pieza) -> None:
        """Guarda una pieza; las del pie de una celda se evalúan después de ejecutarla."""
        orden = next((fin for a, b, fin in self.tras_celda if a <= pieza.inicio < b), pieza.inicio)
        self.piezas.append((orden, pieza))

    def _sueltos(self, inicio: int, fin: int, texto: str | None = None) -> None:
        """Anota como sueltas todas las cifras que hay entre dos posiciones."""
        donde = self.texto if texto is None else texto
        for casa in NUMERO.finditer(donde, inicio, fin):
            self.anotar(Suelto(casa.start(), casa[0]))
        for casa in NO_ASCII.finditer(donde, inicio, fin):
            if es_cifra(casa[0]):
                self.anotar(Suelto(casa.start(), casa[0]))

    def _literal(self, inicio: int, fin: int) -> None:
        """Un texto que se enseña tal cual: sus cifras se ven y aquí no se pueden atar."""
        self._sueltos(inicio, fin)
        self.tachar(inicio, fin)

    def _sin_roles(self, inicio: int, fin: int, donde: str) -> None:
        """Donde nadie lee los roles, uno es una falta."""
        if casa := ROL_SIN_LEER.search(self.texto, inicio, fin):
            self.falta(casa.start(), f"un rol no se lee {donde}")

    # ——— Bloques ———

    def _bloques(self) -> None:
        n, pila = self._cabecera(), list[_Valla]()
        limite = self.frontera(n)
        while n < self.total:
            if n >= limite:
                self._cerrar_todo(n, pila)
                limite = self.frontera(n)
            casa = VALLA.fullmatch(self.linea_de(n))
            if casa is None:
                n = self._linea_suelta(n, pila)
            elif self._cierra(pila, casa):
                self.tachar(*self.linea(n))
                pila.pop()
                n += 1
            elif casa["valla"][0] == "`" and "`" in casa["resto"]:
                n += 1  # código en línea, no una valla
            else:
                n = self._abrir(n, casa, pila)
        self._cerrar_todo(n, pila)

    def _cerrar_todo(self, n: int, pila: list[_Valla]) -> None:
        """Al acabar la página, o la celda de un cuaderno, no puede quedar nada abierto."""
        if pila and pila[-1].nombre is not None:
            self.falta(max(0, self.principio(n) - 1), f"el bloque {{{pila[-1].nombre}}} no se cierra")
        pila.clear()

    def _cierra(self, pila: list[_Valla], casa: re.Match[str]) -> bool:
        return bool(
            pila
            and casa["valla"][0] == pila[-1].caracter
            and len(casa["valla"]) >= pila[-1].largo
            and not casa["nombre"]
            and not casa["resto"].strip()
        )

    def _linea_suelta(self, n: int, pila: list[_Valla]) -> int:
        """Una línea que no es valla: comentario, HTML, código sangrado o prosa; devuelve la siguiente."""
        linea, (a, b) = self.linea_de(n), self.linea(n)
        if linea.startswith("<!--"):
            return self._comentario(n, pila)
        if self._empieza_html(n):
            return self._html(n, pila)
        if re.match(r"[ \t]{0,3}%", linea) or re.fullmatch(r"\+\+\+.*", linea):
            self.tachar(a, b)
        elif self._es_codigo_sangrado(n, pila[-1].margen if pila else 0):
            self._sin_roles(a, b, "en un bloque de código: quita la sangría")
            self._literal(a, b)
        return n + 1

    def _hasta(self, n: int, pila: list[_Valla], ultima: Callable[[str], bool]) -> int:
        """La línea siguiente a la primera, desde `n`, que cumple `ultima`; la valla abierta también para."""
        limite = self.frontera(n)
        for k in range(n, limite):
            casa = VALLA.fullmatch(self.linea_de(k))
            if casa is not None and self._cierra(pila, casa):
                return k
            if ultima(self.linea_de(k)):
                return k + 1
        return limite

    def _comentario(self, n: int, pila: list[_Valla]) -> int:
        """Un comentario al principio de una línea llega hasta su final, con líneas en blanco o sin ellas."""
        fin = self._hasta(n, pila, lambda linea: "-->" in linea)
        a, b = self.comienzos[n], self.linea(fin - 1)[1]
        cierre = re.compile(COMENTARIO, re.DOTALL).match(self.texto, a, b)
        self.tachar(a, cierre.end() if cierre else b)
        return fin

    def _empieza_html(self, n: int) -> bool:
        linea = self.linea_de(n)
        casa = ABRE_HTML.match(linea)
        if casa is None:
            return False
        sola = ETIQUETA_SOLA.fullmatch(linea) and (n == 0 or not self.linea_de(n - 1).strip())
        return casa["nombre"].lower() in BLOQUES_HTML | HASTA_CERRAR or bool(sola)

    def _html(self, n: int, pila: list[_Valla]) -> int:
        """HTML en bloque: se ve su texto, pero nadie lee en él roles ni fórmulas."""
        casa = ABRE_HTML.match(self.linea_de(n))
        assert casa is not None
        nombre = casa["nombre"].lower()
        if nombre in HASTA_CERRAR:
            fin = self._hasta(n, pila, lambda linea: f"</{nombre}>" in linea.lower())
        else:
            fin = self._hasta(n, pila, lambda linea: not linea.strip())
        self._tachar_html(self.comienzos[n], self.linea(fin - 1)[1])
        return fin

    def _tachar_html(self, a: int, b: int) -> None:
        self._sin_roles(a, b, "dentro de HTML")
        for etiqueta in re.compile(f"{COMENTARIO}|{ETIQUETA}", re.DOTALL).finditer(self.texto, a, b):
            self._tachar_etiqueta(etiqueta)
        for i in range(a, b):
            if self.lienzo[i] in "`$[]{}\\<":
                self.lienzo[i] = " "

    def _es_codigo_sangrado(self, n: int, margen: int) -> bool:
        """Si la línea está sangrada cuatro espacios más que el bloque en el que está, tras uno en blanco."""
        sangria = _sangria(self.linea_de(n)) - margen
        if sangria < 4 or not self.linea_de(n).strip(" \t>"):
            return False
        hubo_blanco = n == 0
        for k in range(n - 1, -1, -1):
            linea = self.linea_de(k)
            if not linea.strip(" \t>") or VALLA.fullmatch(linea):
                hubo_blanco = True
                continue
            anterior = _sangria(linea) - margen
            contenedor = CONTENEDOR.match(_sin_citas(linea))
            if contenedor and anterior < sangria:
                es_lista = ":" not in contenedor[0]
                dentro = len(contenedor[0].expandtabs(4)) - margen if es_lista else anterior + 4
                return hubo_blanco and sangria - dentro >= 4
            if anterior < 4 or not hubo_blanco:
                return hubo_blanco
        return hubo_blanco

    def _cabecera(self) -> int:
        """Tacha la cabecera YAML; devuelve la línea en que empieza la página."""
        if self.linea_de(0).rstrip() != "---":
            return 0
        for n in range(1, self.frontera(0)):
            if self.linea_de(n).rstrip() in {"---", "..."}:
                self._opciones_yaml(1, n, "en la cabecera de la página")
                self.tachar(*self.linea(0))
                self.tachar(*self.linea(n))
                return n + 1
        return 0

    def _abrir(self, n: int, casa: re.Match[str], pila: list[_Valla]) -> int:
        """Lee la primera línea de un bloque y sus opciones; devuelve la línea siguiente."""
        a, b = self.linea(n)
        nombre, valla = casa["nombre"], casa["valla"]
        self.tachar(a, a + casa.start("resto"))
        if nombre is None or (nombre in RUTAS | LENGUAJES | DE_FUERA and "data:" not in casa["resto"]):
            self.tachar(a, b)
        if nombre in DE_FUERA:
            self._de_fuera(a + casa.start("valla"), f"{{{nombre}}}")
        cuerpo = self._opciones(n + 1, nombre) if nombre else n + 1
        if nombre == "explorador":
            self._arranque()
        if nombre == "toctree":
            self._indice(cuerpo, valla)
        if (nombre is not None and nombre not in LITERALES | {"math"}) or (
            nombre is None and valla[0] == ":"
        ):
            pila.append(_Valla(valla[0], len(valla), nombre, len(casa["margen"])))
            return cuerpo
        cierre = self._buscar_cierre(cuerpo, valla)
        inicio = self.principio(cuerpo)
        fin = max(inicio, self.principio(cierre) if cierre < self.frontera(n) else self.linea(cierre - 1)[1])
        if nombre == "code-cell":
            self._celda(n, cuerpo, inicio, fin, casa, pila)
        elif nombre == "math":
            self._directiva_math(n, casa, inicio, fin)
        elif nombre == "raw" and not re.search("latex|tex", casa["resto"]):
            self._crudo(casa["resto"], inicio, fin)
        else:
            if nombre == "eval-rst" and re.search(r"include::|:(?:file|url):", self.texto[inicio:fin]):
                self._de_fuera(a + casa.start("valla"), "{eval-rst}")
            self._literal(inicio, fin)
        if cierre >= self.frontera(n):
            bloque = f"{{{nombre}}}" if nombre else "de código"
            self.falta(a + casa.start("valla"), f"el bloque {bloque} no se cierra")
            return cierre
        self.tachar(*self.linea(cierre))
        return cierre + 1

    def _crudo(self, formato: str, inicio: int, fin: int) -> None:
        """De lo crudo se ve el HTML; lo de otros formatos no sale en ninguna parte."""
        if "html" in formato:
            self._tachar_html(inicio, fin)
        else:
            self.tachar(inicio, fin)

    def _de_fuera(self, posicion: int, nombre: str) -> None:
        self.falta(posicion, f"«{nombre}» trae un texto que aquí no se comprueba")

    def _buscar_cierre(self, n: int, valla: str) -> int:
        cierre = re.compile(rf"[ \t>]*{re.escape(valla[0])}{{{len(valla)},}}[ \t]*")
        limite = self.frontera(max(0, n - 1))
        return next((k for k in range(n, limite) if cierre.fullmatch(self.linea_de(k))), limite)

    def _indice(self, n: int, valla: str) -> None:
        """En un índice se leen los títulos; las rutas, no."""
        if "caption" in self.opciones:
            inicio, _ = self.opciones["caption"]
            self._sin_roles(inicio, self.linea(n - 1)[1], "en el título de un índice")
        for k in range(n, self._buscar_cierre(n, valla)):
            a, b = self.linea(k)
            entrada = re.fullmatch(r"(.*?)<[^<>]*>\s*", self.linea_de(k))
            self.tachar(a + len(entrada[1]) if entrada else a, b)

    def _opciones(self, n: int, nombre: str) -> int:
        """Tacha las opciones que no se leen; devuelve la línea en que empieza el cuerpo."""
        self.opciones = {}
        limite = self.frontera(n - 1)
        if nombre in SIN_OPCIONES:
            return n
        if n < limite and self.linea_de(n).strip("> \t") == "---":
            fin = next((k for k in range(n + 1, limite) if self.linea_de(k).strip("> \t") == "---"), n)
            if fin == n:
                return n
            self._opciones_yaml(
                n + 1, fin, "en una opción", RAMAS_DE_CELDA if nombre == "code-cell" else None
            )
            self.tachar(*self.linea(n))
            self.tachar(*self.linea(fin))
            return fin + 1
        while n < limite and (casa := OPCION.fullmatch(self.linea_de(n))):
            a, b = self.linea(n)
            clave, valor = casa["clave"], casa["valor"].strip()
            self.opciones[clave] = (a + casa.start("valor"), valor)
            if clave in OPCIONES_DE_FUERA:
                self._de_fuera(a, f":{clave}:")
            self.tachar(a, b if clave in ESTRUCTURALES | OPCIONES_DE_FUERA else a + casa.start("valor"))
            n += 1
        return n

    def _opciones_yaml(self, desde: int, hasta: int, donde: str, ramas: frozenset[str] | None = None) -> None:
        """Tacha, entre dos líneas de YAML, todo menos lo que se lee (si hay `ramas`, solo en ellas)."""
        inicio, fin = self.comienzos[desde], self.principio(hasta)
        margen = re.compile(r"(?m)^[ \t]*>")
        try:
            raiz = yaml.compose(margen.sub(lambda m: " " * len(m[0]), self.texto[inicio:fin]), CARGADOR)
        except yaml.YAMLError:
            return  # lo que no se entiende se ve
        self.tachar(inicio, fin)
        for nodo, legible in _valores_visibles(_rama(raiz, ramas) if ramas else raiz):
            a, b = inicio + nodo.start_mark.index, inicio + nodo.end_mark.index
            self.lienzo[a:b] = self.prosa[a:b] = self.texto[a:b]
            if nodo.tag not in TIPOS_DE_YAML:
                self.falta(a, f"el tipo «{nodo.tag}» esconde un texto que aquí no se comprueba")
            if not legible:
                self._sin_roles(a, b, donde)
        if raiz is not None:
            self.sustituciones |= _sustituciones(raiz)

    def _celda(
        self, n: int, cuerpo: int, inicio: int, fin: int, casa: re.Match[str], pila: list[_Valla]
    ) -> None:
        if pila or casa["margen"].strip() or len(casa["margen"]) > 3:
            self.falta(self.comienzos[n], "una celda de código dentro de otro bloque no se ejecuta")
        elif self.cuaderno.lineas and n not in self.cuaderno.codigo:
            self.falta(self.comienzos[n], "una celda de código dentro de una de texto no se ejecuta")
        codigo = self.texto[inicio:fin].rstrip("\n")
        primera = cuerpo
        while codigo.startswith("\n"):
            codigo, primera = codigo[1:], primera + 1
        linea, _ = self.lugar(self.comienzos[primera] if primera < self.total else inicio)
        self.celdas.append((fin, Celda(linea, codigo, self._metadatos(n + 1, cuerpo))))
        self.tras_celda.append((self.comienzos[n], inicio, fin))
        self.tachar(inicio, fin)

    def _metadatos(self, desde: int, hasta: int) -> dict[str, Any]:
        lineas = [self.linea_de(n) for n in range(desde, hasta)]
        if lineas and lineas[0].strip() == "---":
            texto = "\n".join(lineas[1:-1])
        else:
            texto = "\n".join(re.sub(r"^\s*:([\w-]+):", r"\1:", linea) for linea in lineas)
        try:
            datos = yaml.load(texto, CARGADOR) or {}
        except yaml.YAMLError:
            self.falta(self.comienzos[desde], "las opciones de la celda no son YAML")
            return {}
        return datos if isinstance(datos, dict) else {}

    def _directiva_math(self, n: int, casa: re.Match[str], inicio: int, fin: int) -> None:
        a, b = self.linea(n)
        if casa["resto"].strip():
            self._formula(a + casa.start("resto"), b)
        self._formula(inicio, fin, self.opciones.get("define"))

    def _arranque(self) -> None:
        if "estado" in self.opciones:
            inicio, estado = self.opciones["estado"]
            inicio = self.texto.index(estado, inicio)
            consulta = self.consulta(inicio, consulta_de_estado(estado))
            self.anotar(Arranque(inicio, estado, consulta, (inicio, inicio + len(estado))))

    # ——— Fórmulas y roles ———

    def _formula(self, inicio: int, fin: int, define: tuple[int, str] | None = None) -> None:
        tex = self.texto[inicio:fin]
        desnudo = len(tex) - len(tex.lstrip())
        inicio, tex = inicio + desnudo, tex.strip()
        tex_limpio = re.sub(r"(?m)^[ \t]*>", lambda m: " " * len(m[0]), tex)
        for i, caracter in enumerate(tex, inicio):
            self.tachar(
                i, i + 1, CIFRA_DE_FORMULA if es_cifra(caracter) else NADA if caracter in " {}" else OPACO
            )
        if not tex:
            return
        try:
            for posicion, literal, expresion, tras in cifras_atadas(tex_limpio):
                lugar_literal = inicio + tex_limpio.index("{", posicion) + 1
                self._signo_suelto(tex_limpio, posicion, tras, lugar_literal)
                self._atar(lugar_literal, "cifra", literal, expresion)
                self._pintar_atado(inicio + posicion, inicio + tras, lugar_literal, literal)
        except FormulaIlegible as error:
            self.falta(inicio, f"\\cifra mal escrita: {error}")
            return
        self.anotar(Formula(inicio, tex_limpio, define and define[1]))

    def _pintar_atado(self, inicio: int, fin: int, donde: int, literal: str) -> None:
        """Deja en el lienzo un literal atado: se sabe que está, pero sus cifras no se ven sueltas."""
        self.tachar(inicio, fin, NADA)
        self.lienzo[inicio] = PRINCIPIO
        for i, caracter in enumerate(literal, donde):
            self.tachar(i, i + 1, chr(ATADO + min(ord(caracter), 0xFFFF)))

    def _signo_suelto(self, tex: str, inicio: int, fin: int, lugar_literal: int) -> None:
        if ANTES_DE_SIGNO.search(tex[:inicio].rstrip(" {")):
            self.falta(lugar_literal, SIGNO_FUERA)
        if re.match(r"\s*(?:\\,)?\s*(?:\\%|(?:\\cdot|\\times)\s*10(?![0-9]))", tex[fin:]):
            self.falta(
                lugar_literal, "el % o la potencia de diez quedan fuera de la cifra: escríbelos dentro"
            )
        if re.match(r"(?:\\[,;:!]|[\s{}~])*(?:\.|\{,\})?[\s{}]*(?:\\cifra(?![a-zA-Z])|[0-9])", tex[fin:]):
            self.falta(lugar_literal, PARTIDO)

    def _atar(
        self,
        inicio: int,
        nombre: str,
        literal: str,
        expresion: str,
        tramo: tuple[int, int] | None = None,
    ) -> None:
        if not literal.strip():
            self.falta(inicio, f"falta el literal delante de «{expresion}»")
            return
        if not expresion:
            self.falta(inicio, f"la expresión de «{literal}» está vacía")
            return
        consulta = None if nombre == "dato" else self.consulta(inicio, expresion)
        self.anotar(Rol(inicio, nombre, literal.strip(), expresion, consulta, tramo))

    # ——— En línea ———

    def _marcadores(self) -> None:
        """Los números de las listas los pone el motor: se comprueba que sigan la cuenta y se tachan.

        También vale repetir el primero en todos, `1. 1. 1.`: el motor los cuenta igual.
        """
        abiertas: dict[int, tuple[int, bool]] = {}  # por columna, cuántos van y si todos dicen 1
        for n in range(self.total):
            a, b = self.linea(n)
            linea = "".join(self.lienzo[a:b])
            casa = MARCADOR.match(linea)
            sangria = len(linea) - len(linea.lstrip(" \t>"))
            if casa is not None:
                columna, numero = casa.start("numero"), casa["numero"]
                van, unos = abiertas.get(columna, (0, True))
                if numero != str(van + 1) and not (unos and numero == "1"):
                    self.falta(a + columna, f"la lista dice {numero} y le toca {van + 1}")
                abiertas = {c: cuenta for c, cuenta in abiertas.items() if c < columna}
                abiertas[columna] = (van + 1, unos and numero == "1")
                self.tachar(a + columna, a + casa.end("numero"))
            elif linea.strip():
                abiertas = {c: cuenta for c, cuenta in abiertas.items() if c < sangria}

    def _en_linea(self) -> None:
        texto = "".join(self.lienzo)
        posicion = 0
        while (casa := EN_LINEA.search(texto, posicion)) is not None:
            tipo = next(t for t in TIPOS if casa[t] is not None)
            leido = getattr(self, f"_leer_{tipo}")(casa) is not False
            posicion = max(casa.end(), posicion + 1) if leido else casa.start() + 1

    def _tachar_todo(self, casa: re.Match[str]) -> None:
        self.tachar(casa.start(), casa.end(), NADA)

    _leer_comentario = _leer_autoenlace = _leer_blanco = _leer_url_suelta = _tachar_todo

    def _leer_escape(self, casa: re.Match[str]) -> None:
        """Un carácter escapado se lee tal cual y no abre nada; la barra no se ve."""
        self.tachar(casa.start(), casa.start() + 1, NADA)

    def _leer_sustitucion(self, casa: re.Match[str]) -> None:
        nombre = NOMBRE_SUSTITUIDO.fullmatch(casa[0])
        if nombre is None or nombre[1] not in self.sustituciones:
            self._de_fuera(casa.start(), " ".join(casa[0].split()))
        self._tachar_todo(casa)

    def _leer_nota(self, casa: re.Match[str]) -> None:
        antes = self.texto[self.texto.rfind("\n", 0, casa.start()) + 1 : casa.start()]
        self.notas.append(
            (casa.start("clave"), casa["clave"], casa[0].endswith(":") and not antes.strip(" >"))
        )
        self._tachar_todo(casa)

    def _numerar_notas(self) -> None:
        """Las notas con número han de seguir la cuenta; una llamada sin nota es un texto que se lee."""
        definidas = {clave for _, clave, define in self.notas if define}
        vistas: dict[str, int] = {}
        for posicion, clave, _ in self.notas:
            if clave not in definidas:
                self._sueltos(posicion, posicion + len(clave))
            elif clave not in vistas:
                vistas[clave] = len(vistas) + 1
                if clave.isdigit() and clave != str(vistas[clave]):
                    self.falta(posicion, f"la nota dice {clave} y le toca {vistas[clave]}")

    def _leer_codigo(self, casa: re.Match[str]) -> None:
        self._sueltos(casa.start("dentro"), casa.end("dentro"))
        self.tachar(casa.start(), casa.end(), OPACO)
        self.tras_enlace = casa.end()

    def _leer_bloque(self, casa: re.Match[str]) -> None:
        fin = casa.end("tex_bloque") + 2
        antes = self.texto[self.texto.rfind("\n", 0, casa.start()) + 1 : casa.start()]
        self.tachar(casa.start(), casa.end() if not antes.strip(" \t>") else fin, NADA)
        self._sin_alternativo(casa)
        self._formula(casa.start("tex_bloque"), casa.end("tex_bloque"))

    def _leer_entorno(self, casa: re.Match[str]) -> None:
        self._formula(casa.start(), casa.end())

    def _leer_dolar(self, casa: re.Match[str]) -> None:
        self._tachar_todo(casa)
        self._sin_alternativo(casa)
        self._formula(casa.start("tex"), casa.end("tex"))

    def _leer_destino(self, casa: re.Match[str]) -> bool:
        if not self._abre_corchete(casa.start()):
            return False
        if not casa["url"].lstrip("<").startswith("data:"):
            self.tachar(casa.start("url"), casa.end("url"), NADA)
        self.tras_enlace = self.texto.find(")", casa.end()) + 1
        return True

    def _abre_corchete(self, cierre: int) -> bool:
        """Si el corchete que se cierra aquí se abrió en este párrafo y no encierra otro enlace."""
        parrafo = re.split(r"\n[ \t]*\n", self.texto[max(0, cierre - 2000) : cierre])[-1]
        sin_escapes = re.sub(r"\\.", "  ", parrafo)
        hondura = 0
        for i in range(len(sin_escapes) - 1, -1, -1):
            hondura += (sin_escapes[i] == "]") - (sin_escapes[i] == "[")
            if hondura < 0:
                dentro = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", sin_escapes[i + 1 :])
                return "](" not in dentro
        return False

    def _leer_definicion(self, casa: re.Match[str]) -> bool:
        anterior = self.texto[: casa.start()].rpartition("\n")[0].rpartition("\n")[2]
        if casa.start() and not DEFINICION.fullmatch(anterior) and not anterior.startswith("#"):
            return False
        self._tachar_todo(casa)
        return True

    def _leer_etiqueta_html(self, casa: re.Match[str]) -> None:
        self._tachar_etiqueta(casa)

    def _tachar_etiqueta(self, casa: re.Match[str]) -> None:
        """De una etiqueta se ven los atributos que se leen: `alt`, `title`, `value`…"""
        if casa[0].startswith("<!--"):
            self.tachar(casa.start(), casa.end(), NADA)
            return
        for i in range(casa.start(), casa.end()):
            if not es_cifra(self.texto[i]):
                self.tachar(i, i + 1, NADA)
        for atributo in ATRIBUTO_OCULTO.finditer(casa[0]):
            self.tachar(casa.start() + atributo.start(), casa.start() + atributo.end(), NADA)
        if nombre := re.match(r"</?[\w-]+", casa[0]):
            self.tachar(casa.start(), casa.start() + nombre.end(), NADA)

    def _leer_atributos(self, casa: re.Match[str]) -> bool:
        """`{.clase}` tras un enlace, un código o un corchete, o la letra de una lista; si no, se lee."""
        if casa.start() in self.comienzos and LETRA_DE_LISTA.match(self.texto, casa.start()):
            self._tachar_todo(casa)
            return True
        tras_corchete = self.texto[casa.start() - 1 : casa.start()] == "]"
        if self.tras_enlace != casa.start() and not (tras_corchete and self._abre_corchete(casa.start() - 1)):
            return False
        if "title=" in casa[0] or not re.search(r"[#.=]", casa[0]):
            return False
        self._tachar_todo(casa)
        return True

    def _leer_entidad(self, casa: re.Match[str]) -> None:
        if any(map(es_cifra, html.unescape(casa[0]))):
            self.anotar(Suelto(casa.start(), casa[0]))
        self.tachar(casa.start(), casa.end(), OPACO)

    def _leer_rol(self, casa: re.Match[str]) -> None:
        nombre, contenido, dentro = casa["nombre"], casa["contenido"], casa.start("contenido")
        if nombre == "math":
            self._tachar_todo(casa)
            self._formula(dentro, casa.end("contenido"))
        elif nombre in VERIFICADOS:
            self._leer_verificado(casa)
        elif nombre in SOLO_DESTINO or nombre.startswith("cite"):
            self._tachar_todo(casa)
        else:
            destino = re.fullmatch(r"(.*?)<[^<>]*>\s*", contenido, re.DOTALL)
            self.tachar(casa.start(), dentro, NADA)
            self.tachar(casa.end("contenido"), casa.end(), NADA)
            if destino is not None and (nombre in CON_DESTINO or re.match("bdg-(?:link|ref)|.*:", nombre)):
                self.tachar(dentro + len(destino[1]), casa.end(), NADA)
            elif nombre in REFERENCIAS:
                self._tachar_todo(casa)

    def _leer_verificado(self, casa: re.Match[str]) -> None:
        contenido, dentro = casa["contenido"], casa.start("contenido")
        self._tachar_todo(casa)
        try:
            literal, expresion = partir_rol(contenido)
        except RolMalEscrito as error:
            self.falta(dentro, f"{{{casa['nombre']}}}: {error}")
            return
        inicio = dentro + len(contenido) - len(contenido.lstrip())
        if self._sin_alternativo(casa, inicio):
            return
        if self._parte_la_tabla(casa):
            self.falta(
                inicio, "la barra «|» parte la celda de la tabla: calcula la expresión en una celda de código"
            )
            return
        if casa["nombre"] == "afirma":
            self._sueltos(inicio, inicio + len(literal))
            self.tachar(casa.start(), casa.end(), OPACO)
        else:
            self._pintar_atado(casa.start(), casa.end(), inicio, literal)
        self.mostrar(inicio, literal)
        self._atar(inicio, casa["nombre"], literal, expresion, casa.span("contenido"))

    def _sin_alternativo(self, casa: re.Match[str], inicio: int | None = None) -> bool:
        """Un rol en un texto alternativo, o en el título de un enlace, se leería en crudo."""
        if inicio is None and not ROL_SIN_LEER.search(casa[0]):
            return False
        a = self.texto.rfind("\n", 0, casa.start()) + 1
        antes = self.texto[a : casa.start()]
        if not re.search(r"!\[[^\]]*$|\]\([^()]*$", antes) and not re.match(r"[ \t>]*:?alt:", antes):
            return False
        self.falta(
            casa.start() if inicio is None else inicio,
            "un rol no se lee dentro del texto alternativo: compón ese texto en el código",
        )
        return True

    def _parte_la_tabla(self, casa: re.Match[str]) -> bool:
        if "|" not in re.sub(r"\\\|", "", casa["contenido"]):
            return False
        a = self.texto.rfind("\n", 0, casa.start()) + 1
        antes = re.split(r"\n[ \t]*\n", self.texto[: casa.start()])[-1]
        despues = re.split(r"\n[ \t]*\n", self.texto[a:])[0]
        return self.texto[a:].lstrip(" >").startswith("|") or any(
            "|" in linea and LINEA_DE_TABLA.fullmatch(linea) for linea in (antes + despues).split("\n")
        )

    def _vecinos(self) -> None:
        """Lo que un lector leería como parte de un número tiene que estar dentro de su literal."""
        sitios = [i for i, c in enumerate(self.lienzo) if c not in (NADA, "*", "_", "~")]
        visto = "".join(self.lienzo[i] for i in sitios)
        literales = {m.start(): sitios[m.start()] for m in re.finditer(PRINCIPIO, visto)}
        dichas: set[int] = set()

        def decir(aqui: int, mensaje: str) -> None:
            if aqui not in dichas:
                dichas.add(aqui)
                self.falta(self._literal_desde(literales[aqui]), mensaje)

        for patron, mensaje in VECINOS:
            for casa in _con_solapes(patron, visto):
                decir(casa.start("aqui"), mensaje)
        for casa in _con_solapes(ESCALA_FUERA, visto):
            fuera = casa["fuera"].strip()
            decir(casa.start("aqui"), f"«{fuera}» queda fuera de la cifra: escríbelo dentro del literal")

    def _literal_desde(self, posicion: int) -> int:
        """Dónde empieza el texto del literal cuyo rol está en `posicion`."""
        atados = (i for i in range(posicion, len(self.lienzo)) if ord(self.lienzo[i]) >= ATADO)
        return next(atados, posicion)  # un literal vacío no ha dejado nada


def _con_solapes(patron: re.Pattern[str], texto: str) -> Iterator[re.Match[str]]:
    """Las apariciones de un patrón, también las que comparten caracteres."""
    posicion = 0
    while (casa := patron.search(texto, posicion)) is not None:
        yield casa
        posicion = casa.start() + 1


def _sin_citas(linea: str) -> str:
    return re.sub(r"^ {0,3}(?:> ?)+", "", linea)


def _sangria(linea: str) -> int:
    desplegada = _sin_citas(linea).expandtabs(4)
    return len(desplegada) - len(desplegada.lstrip(" "))


def _valores_visibles(
    nodo: yaml.Node | None, legible: bool = False
) -> Iterator[tuple[yaml.ScalarNode, bool]]:
    """Los valores de un YAML que se leen, y si en ellos se entiende MyST."""
    if isinstance(nodo, yaml.ScalarNode):
        yield nodo, legible
    elif isinstance(nodo, yaml.SequenceNode):
        for elemento in nodo.value:
            yield from _valores_visibles(elemento, legible)
    elif isinstance(nodo, yaml.MappingNode):
        for clave, valor in nodo.value:
            nombre = _nombre(clave)
            if nombre in RAMAS_VISIBLES:
                yield from ((v, nombre == "substitutions") for v in _hojas(valor))
            elif nombre not in RAMAS_OCULTAS and (
                isinstance(valor, yaml.MappingNode) or nombre not in ESTRUCTURALES
            ):
                yield from _valores_visibles(valor, nombre == "caption")


def _rama(raiz: yaml.Node | None, ramas: frozenset[str]) -> yaml.Node | None:
    """El YAML sin las claves de su primer nivel que no son de `ramas`."""
    if not isinstance(raiz, yaml.MappingNode):
        return raiz
    quedan = [(clave, valor) for clave, valor in raiz.value if _nombre(clave) in ramas]
    return yaml.MappingNode(raiz.tag, quedan)


def _nombre(clave: yaml.Node) -> str:
    """La clave de un YAML; «» si no es un texto, que también puede ser una lista."""
    return clave.value if isinstance(clave, yaml.ScalarNode) else ""


def _hojas(nodo: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(nodo, yaml.ScalarNode):
        yield nodo
    else:
        for hijo in nodo.value:
            yield from _hojas(hijo[1] if isinstance(hijo, tuple) else hijo)


def _sustituciones(raiz: yaml.Node) -> set[str]:
    """Los nombres que la cabecera da a `{{ nombre }}`."""
    nombres: set[str] = set()
    if isinstance(raiz, yaml.MappingNode):
        for clave, valor in raiz.value:
            if _nombre(clave) == "substitutions" and isinstance(valor, yaml.MappingNode):
                nombres |= {_nombre(nombre) for nombre, _ in valor.value}
            else:
                nombres |= _sustituciones(valor)
    return nombres
