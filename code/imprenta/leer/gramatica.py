"""La gramática de MyST que la imprenta reconoce: qué se ve de una página y qué no.

Son tablas y expresiones regulares. Siguen a CommonMark en lo que oculta (etiquetas, comentarios,
destinos de enlaces) y son más estrictas en lo dudoso: lo que no case aquí se ve, y si tiene cifras
habrá que atarlas.
"""

from __future__ import annotations

import re

from imprenta.libro.pagina import LOGICOS

VERIFICADOS = ("cifra", *LOGICOS, "dato")
ROL_DE_NOMBRE = "nombre"  # el rol de lo que lleva números y no cuenta nada
NUESTROS = (*VERIFICADOS, ROL_DE_NOMBRE)
ROL_SIN_LEER = re.compile(rf"\{{(?:{'|'.join(NUESTROS)})\}}`|\\cifra(?![a-zA-Z])")

# ——— Opciones y directivas ———

# Opciones de directivas y claves de cabecera que dan forma pero no se leen.
ESTRUCTURALES = frozenset(
    """name label tag tags class classes width height align widths header-rows stub-columns figwidth figclass
    scale target depth lines lineno-match emphasize-lines linenos open color icon
    animate columns margin gutter padding filter style key nowrap define file_format kernelspec jupytext
    execution mystnb figure image min-width max-width language dedent start-after end-before start-at
    end-at pyobject encoding labelprefix keyprefix list maxdepth sorted hidden nonumber format_name
    display_name extension format_version text_representation jupytext_version formats
    execution_timeout output_stderr link link-type figura estado
    sync sync-group selected img-top img-bottom img-background text-align shadow outline reverse child-align
    child-direction chevron expand click-parent ref-type avatar avatar-link avatar-outline avatar-size
    numbered titlesonly glob reversed includehidden local backlinks heading-level loading delim quote escape
    keepspace start enumtype enumtool preamble force number no-index noindex no-index-entry local-members
    members undoc-members show-inheritance format type subtype zoom load doc""".split()
)
DE_CLASE = "class-"  # con lo que empiezan las demás opciones de sphinx-design que dan forma
# De la cabecera de una página no se dibuja lo que dice de su archivo.
DEL_ARCHIVO = frozenset(
    "date updated modified created orphan tocdepth nosearch doi exports thebe numbering".split()
)
# Claves de YAML cuyo contenido entero da forma, y claves cuyo contenido entero se lee.
RAMAS_OCULTAS = frozenset({"kernelspec", "jupytext", "execution", "file_format"})
RAMAS_VISIBLES = frozenset({"substitutions", "html_meta"})
# De los metadatos de una celda, que ponen también los programas, solo se lee lo que mira MyST-NB.
RAMAS_DE_CELDA = frozenset({"mystnb", "render"})
TIPOS_DE_YAML = frozenset(
    f"tag:yaml.org,2002:{tipo}" for tipo in ("str", "int", "float", "bool", "null", "timestamp")
)
# Directivas cuyo argumento es una ruta, una etiqueta o un número de columnas, no un texto.
RUTAS = frozenset(
    """grid figure figure-md image bibliography toctree download video tableofcontents explorador vivo
    only solution solution-start solution-end exercise-end glue glue: glue:any glue:figure glue:text
    glue:math glue:md button-link button-ref card-carousel div container class rst-class iframe youtube
    footbibliography nb-exec-table eval eval:figure currentmodule default-domain tabularcolumns""".split()
)
# Aquellas de las que se lee lo que vale un nombre de la página.
EVALUAN = frozenset({"eval", "eval:figure"})
# Las que arrancan con un estado que calcula la página.
CON_ESTADO = frozenset({"explorador", "vivo"})
LENGUAJES = frozenset({"code", "code-block", "sourcecode", "highlight", "raw", "code-cell"})
LITERALES = LENGUAJES | {
    *("parsed-literal", "eval-rst", "mermaid", "graphviz", "prompt", "literalinclude", "raw-cell"),
}
# Directivas dentro de las cuales no se lee MyST.
SIN_MYST = LITERALES | {"math", "toctree"}
# Traen el texto de otro archivo: siempre, o si lo nombran en una opción.
DE_FUERA = frozenset({"include", "literalinclude"})
OPCIONES_DE_FUERA = frozenset({"file", "url"})
# Aquellas de cuya primera línea no se lee nada.
SIN_TITULO = RUTAS | LENGUAJES | DE_FUERA
# En las que no admiten opciones, una línea `:clave: valor` es texto.
SIN_OPCIONES = frozenset(
    """epigraph highlights pull-quote compound deprecated versionadded versionchanged versionremoved only
    centered acks line-block""".split()
)

# Lo que sigue a la valla de una celda, tal cual: MyST-NB no admite ni un espacio delante.
CELDA, CELDA_CRUDA = "{code-cell}", "{raw-cell}"
OPCION = re.compile(r"[ \t>]*:(?P<clave>[\w-]+):(?P<valor>.*)")
ALTERNATIVO = re.compile(r"[ \t>]*:?(?:(?:img-|link-|avatar-)?alt|tooltip):")
LETRA_DE_LISTA = re.compile(r"\{style=(?:lower|upper)-(?:alpha|roman)\}[ \t]*(?=\n|\Z)")
LINEA_DE_TABLA = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")

# Las marcas de cita al principio de una línea que no es la primera: no son parte de lo que se lee.
CITA = re.compile(r"(?<=\n)[ \t]*>[ \t>]*")

# ——— Roles ———

SOLO_DESTINO = frozenset(
    """eq glue glue: glue:any glue:text glue:figure glue:math glue:md eval label octicon fa fab fas far
    fa-brands fa-regular fa-solid material-regular material-outlined material-round material-sharp
    material-twotone""".split()
)
REFERENCIAS = frozenset({"ref", "numref", "doc", "any"})
CON_DESTINO = REFERENCIAS | {"term", "download", "index", "pep", "rfc", "keyword", "option", "envvar"}

# ——— En línea ———

# Lo que va entre dos marcas no lleva dentro la que abre: buscarla mil veces cuesta lo mismo que una.
SALTO = r"[ \t]|\n(?![ \t]*\n)"
VALOR = r"""[^"'=<>`\x00-\x20|]+|'[^'\n|]*'|"[^"\n|]*\""""
ATRIBUTO = rf"(?:{SALTO})+[a-zA-Z_:][\w:.-]*(?:(?:{SALTO})*=(?:{SALTO})*(?:{VALOR}))?"
ETIQUETA_HTML = rf"<[a-zA-Z][a-zA-Z0-9-]*(?:{ATRIBUTO})*(?:{SALTO})*/?>|</[a-zA-Z][a-zA-Z0-9-]*[ \t]*>"
COMENTARIO = r"<!--(?:-?>|.*?-->)"
COMENTARIO_EN_LINEA = re.compile(r"<!--(?:-?>|(?:-?[^>-])(?:-?[^-])*-->)")
ABRE_ALGO = re.compile(r"[<\\{`$\[\]!&]|\bhttps?://")  # lo que puede abrir o cerrar algo
ESCAPE = re.compile(r"\\[^\w\s]")
ROL = re.compile(r"\{(?P<nombre>[a-zA-Z0-9_:+-]+)\}(?P<comillas>`+)")
# Uno de los nuestros al que le falta un acento grave, o le sobra un espacio.
ROL_SIN_ABRIR = re.compile(
    rf"\{{(?P<nombre>{'|'.join(NUESTROS)})\}}(?P<sobra>[ \t]+`)?[^`\n{{}}]*?<[^`\n]{{0,200}}>`"
)
ROL_AL_FINAL = re.compile(r"\{[a-zA-Z0-9_:+-]+\}\Z")
FORMULA = re.compile(r"\$(?P<tex>(?:\\.|[^$\\])++)\$", re.DOTALL)
ETIQUETA_DE_FORMULA = re.compile(r"[ \t]*\([^()\n]+\)(?=[ \t]*$)", re.MULTILINE)
ENTORNO_DE_LATEX = re.compile(
    r"\\begin\{(?P<entorno>(?:equation|align|gather|multline|eqnarray|alignat|flalign)\*?)\}"
)
AUTOENLACE = re.compile(r"<(?:https?|mailto|ftp|project|path|inv):[^<>\s]*>")
DESTINO = re.compile(
    rf"""\]\([ \t]*(?P<url><[^<>\n]*>|[^\s()|]*(?:\([^\s()|]*\)[^\s()|]*)*)
        (?=(?P<final>[ \t]*\)|(?:{SALTO})+(?:"[^"]*"|'[^']*'|\([^()]*\))(?:{SALTO})*\)))""",
    re.VERBOSE,
)
DEFINICION = re.compile(r"\[(?!\^)(?:\\.|[^\]\\])+\]:(?:[ \t]|\n[ \t>]*)*(?:<[^<>\n]*>|\S+)", re.DOTALL)
CON_ETIQUETA = re.compile(r"\]\[(?P<etiqueta>(?:\\.|[^\[\]\\])+)\]")
NOTA = re.compile(r"\[\^(?P<clave>[^\[\]\s]+)\]:?")
URL_SUELTA = re.compile(r"https?://[\w.-]+(?::[0-9]+)?(?:[/?\#][^\s<>\"'`|*{}$\\()\[\]]*)?")
# Atributos que dan forma: con una clase, un nombre o un valor, y sin un título, que se lee.
ATRIBUTOS_OCULTOS = re.compile(r"\{(?![^{}\n]*title=)(?=[^{}\n]*[#.=])[^{}\n]*\}")
ENTIDAD = re.compile(r"&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
NOMBRE_SUSTITUIDO = re.compile(r"\{\{\s*(\w+)\s*\}\}")
ATRIBUTO_OCULTO = re.compile(
    r"\b(?:href|src|id|class|width|height|style|name|rel|target|colspan|rowspan)="
    r"(?!\"data:|'data:|data:)(\"[^\"]*\"|'[^']*'|\S+)"
)

ATRIBUTO_VISIBLE = re.compile(
    r"\b(?:alt|title|label|value|placeholder|summary|aria-[a-z]+)=(\"[^\"]*\"|'[^']*')", re.IGNORECASE
)

# ——— Números ———

# Empieza por una clase de caracteres, y no por un signo que puede no estar, para que buscarlo sea rápido.
# Un guion tras una letra o una cifra no es un signo: «GPT-4», «10-20».
NUMERO = re.compile(r"[−\-0-9](?<![−-](?![0-9]))(?<!\w[−-])[0-9]*(?:(?<=[0-9])[.,\u00a0\u2009\u202f][0-9]+)*")
IDENTIFICADOR = re.compile(r"(?<!\w)[^\W\d]\w*(?:(?<=\d)(?:\.\d+)+)?")  # también «python3.11»
RARO = re.compile("[^\x00-\x7fÀ-ɏ]")  # lo que puede ser una cifra sin ser de las nuestras
