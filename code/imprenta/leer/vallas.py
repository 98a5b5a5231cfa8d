"""Las vallas: celdas, directivas y código, con lo que de cada una se ve."""

from __future__ import annotations

import re
from collections.abc import Mapping

from imprenta.leer.formulas import leer_formula
from imprenta.leer.gramatica import CON_ESTADO, DE_FUERA, EVALUAN, LITERALES, SIN_TITULO
from imprenta.leer.hoja import Hoja
from imprenta.leer.html import tachar_html
from imprenta.leer.opciones import ValorDeOpcion, leer_opciones, metadatos_de
from imprenta.leer.roles import leer_evaluado
from imprenta.libro.bloque import Valla
from imprenta.libro.modelo import Carga, Celda
from imprenta.libro.pagina import Arranque, consulta_de_estado

ENTRADA_CON_DESTINO = re.compile(r"(.*?)<[^<>]*>\s*")
OPCION_LOAD = re.compile(r"^[ \t>]*(:?load:)", re.MULTILINE)
SUSTITUIDO = "esto no se ejecuta: `load:` pone en su lugar {}; quítalo, o quita `load:`"
ABRE_DIRECTIVA = re.compile(r"(?:[ \t>]*>)?[ ]{0,3}(?P<valla>`{3,}|~{3,}|:{3,})(?P<directiva>\{[\w:-]+\})")
TRAGADA = "«{}» queda dentro de un bloque de código: cierra antes el bloque, o alarga la valla que lo abre"
TRAE_DE_FUERA = re.compile(r"include::|:(?:file|url):")


def leer_valla(hoja: Hoja, valla: Valla) -> None:
    """Tacha lo que de una valla no se ve, y lee la celda, la fórmula o el código que lleva dentro."""
    _leer_primera_linea(hoja, valla)
    opciones = leer_opciones(hoja, valla)
    if valla.nombre in CON_ESTADO:
        _leer_arranque(hoja, opciones)
    _leer_cuerpo(hoja, valla, opciones)
    if valla.cerrada:
        hoja.lienzo.tachar(hoja.texto.principio(valla.fin), hoja.texto.fin(valla.fin))


def _leer_primera_linea(hoja: Hoja, valla: Valla) -> None:
    inicio = hoja.principio_visible(valla.desde, valla.columna)
    fin = hoja.texto.fin(valla.desde)
    se_ve = valla.nombre and not (valla.nombre in SIN_TITULO and "data:" not in valla.resto)
    hoja.lienzo.tachar(inicio, fin - len(valla.resto) if se_ve else fin)
    if valla.nombre in EVALUAN:
        leer_evaluado(
            hoja, fin - len(valla.resto.lstrip()), fin - len(valla.resto) + len(valla.resto.rstrip())
        )
    if valla.nombre in DE_FUERA:
        hoja.de_fuera(_sitio(hoja, valla), f"{{{valla.nombre}}}")


def _leer_cuerpo(hoja: Hoja, valla: Valla, opciones: dict[str, ValorDeOpcion]) -> None:
    inicio = hoja.texto.principio(valla.cuerpo)
    fin = hoja.texto.principio(valla.fin) if valla.cerrada else hoja.texto.fin(valla.hasta - 1)
    fin = max(inicio, fin)
    if valla.nombre == "code-cell":
        _leer_celda(hoja, valla, inicio, fin)
    elif valla.nombre == "math":
        _leer_math(hoja, valla, inicio, fin, opciones)
    elif valla.nombre == "toctree":
        _leer_indice(hoja, valla, opciones)
    elif valla.nombre == "raw" and not re.search("latex|tex", valla.resto):
        _leer_crudo(hoja, valla.resto, inicio, fin)
    elif valla.nombre in LITERALES or not (valla.nombre or valla.marca.startswith(":")):
        if valla.nombre == "eval-rst" and TRAE_DE_FUERA.search(hoja.texto.contenido, inicio, fin):
            hoja.de_fuera(_sitio(hoja, valla), "{eval-rst}")
        _mirar_lo_tragado(hoja, valla)
        hoja.literal(inicio, fin)


def _mirar_lo_tragado(hoja: Hoja, valla: Valla) -> None:
    """Una directiva con la misma valla que el código en que está no se lee, y su cierre lo es del código."""
    for n in range(valla.cuerpo, valla.fin):
        casa = ABRE_DIRECTIVA.match(hoja.texto.linea(n))
        if casa and casa["valla"].startswith(valla.marca):
            abre = f"{casa['valla']}{casa['directiva']}"
            hoja.descuadre(hoja.texto.principio(n) + casa.start("valla"), TRAGADA.format(abre))


def _sitio(hoja: Hoja, valla: Valla) -> int:
    """Dónde está la valla que abre."""
    return hoja.texto.principio(valla.desde) + valla.columna


def sin_cerrar(hoja: Hoja, valla: Valla) -> None:
    """Dice que la página, o la celda de un cuaderno, se ha acabado y esa valla sigue abierta."""
    bloque = f"{{{valla.nombre}}}" if valla.nombre else "de código"
    donde = max(0, hoja.texto.principio(valla.hasta) - 1) if valla.con_myst else _sitio(hoja, valla)
    hoja.descuadre(donde, f"el bloque {bloque} no se cierra")


# ——— Cada cuerpo ———


def _leer_celda(hoja: Hoja, valla: Valla, inicio: int, fin: int) -> None:
    principio = hoja.texto.principio(valla.desde)
    if queja := _por_que_no_se_ejecuta(hoja, valla):  # ni MyST-NB la ejecuta: no es una celda
        hoja.descuadre(principio, queja)
        hoja.lienzo.tachar(inicio, fin)
        return
    lineas = valla.contenido.split("\n")[valla.cuerpo - valla.desde - 1 :]
    codigo = "\n".join(lineas).rstrip("\n")
    primera = valla.cuerpo + len(codigo) - len(codigo.lstrip("\n"))
    linea, _ = hoja.texto.lugar(hoja.texto.principio(primera))
    metadatos = metadatos_de(hoja, valla)
    carga = _carga(hoja, valla, metadatos)
    if carga and codigo.strip():
        hoja.falta(hoja.texto.principio(primera), SUSTITUIDO.format(carga.archivo))
    suyas = range(primera, primera + codigo.strip("\n").count("\n") + 1) if hoja.cuaderno.lineas else ()
    comienzos = tuple(hoja.texto.lugar(hoja.texto.principio(n)) for n in suyas)
    celda = Celda(linea, codigo.lstrip("\n"), metadatos, comienzos, carga)
    hoja.celda(celda, principio, inicio, fin)
    hoja.lienzo.tachar(inicio, fin)


def _por_que_no_se_ejecuta(hoja: Hoja, valla: Valla) -> str:
    """Lo que se dice de una celda que no lo es; nada, si se ejecuta."""
    if not valla.suelta:
        return "una celda de código dentro de otro bloque no se ejecuta"
    if not valla.celda:
        return "una celda de código que no empieza por «```{code-cell}» no se ejecuta"
    if hoja.cuaderno.lineas and valla.desde not in hoja.cuaderno.codigo:
        return "una celda de código dentro de una de texto no se ejecuta"
    return ""


def _carga(hoja: Hoja, valla: Valla, metadatos: Mapping[str, object]) -> Carga | None:
    """El archivo que dice la opción `load`, y dónde lo dice; en un cuaderno, MyST-NB no la mira."""
    if "load" not in metadatos or hoja.cuaderno.lineas:
        return None
    archivo = metadatos["load"]
    opciones = (hoja.texto.principio(valla.desde + 1), hoja.texto.principio(valla.cuerpo))
    casa = OPCION_LOAD.search(hoja.texto.contenido, *opciones)
    lugar = casa.start(1) if casa else opciones[0]
    if isinstance(archivo, str) and archivo:
        return Carga(archivo, *hoja.texto.lugar(lugar))
    hoja.falta(lugar, "`load:` debe decir un archivo, como `:load: saludo.py`")
    return None


def _leer_math(hoja: Hoja, valla: Valla, inicio: int, fin: int, opciones: dict[str, ValorDeOpcion]) -> None:
    final = hoja.texto.fin(valla.desde)
    if valla.resto.strip():
        leer_formula(hoja, final - len(valla.resto), final)
    leer_formula(hoja, inicio, fin, opciones["define"].texto if "define" in opciones else None)


def _leer_indice(hoja: Hoja, valla: Valla, opciones: dict[str, ValorDeOpcion]) -> None:
    """En un índice se leen los títulos; las rutas, no."""
    if "caption" in opciones:
        fin = hoja.texto.fin(valla.cuerpo - 1)
        hoja.sin_roles(opciones["caption"].inicio, fin, "en el título de un índice")
    for n in range(valla.cuerpo, valla.fin):
        entrada = ENTRADA_CON_DESTINO.fullmatch(hoja.texto.linea(n))
        visible = len(entrada[1]) if entrada else 0
        hoja.mudo(hoja.texto.principio(n), hoja.texto.fin(n))
        hoja.lienzo.tachar(hoja.texto.principio(n) + visible, hoja.texto.fin(n))


def _leer_crudo(hoja: Hoja, formato: str, inicio: int, fin: int) -> None:
    """De lo crudo se ve el HTML; lo de otros formatos no sale en ninguna parte."""
    if "html" in formato:
        tachar_html(hoja, inicio, fin)
    else:
        hoja.lienzo.tachar(inicio, fin)


def _leer_arranque(hoja: Hoja, opciones: dict[str, ValorDeOpcion]) -> None:
    """El estado con que arranca un explorador, o algo vivo, pregunta al código."""
    if "estado" in opciones:
        inicio, estado = opciones["estado"]
        inicio = hoja.texto.contenido.index(estado, inicio)
        consulta = hoja.consulta(inicio, consulta_de_estado(estado))
        hoja.pieza(Arranque(inicio, estado, consulta, (inicio, inicio + len(estado))))
