"""La gramática de MyST que la imprenta reconoce: qué se ve de una página y qué no.

Son tablas y expresiones regulares. Siguen a CommonMark en lo que oculta (etiquetas, comentarios,
destinos de enlaces) y son más estrictas en lo dudoso: lo que no case aquí se ve, y si tiene cifras
habrá que atarlas.
"""

from __future__ import annotations

import re

VERIFICADOS = ("cifra", "afirma", "dato")

# ——— Opciones y directivas ———

# Opciones de directivas y claves de cabecera que dan forma pero no se leen.
ESTRUCTURALES = frozenset(
    """name label tag tags class classes width height align widths header-rows stub-columns figwidth figclass
    scale target lines lineno-match emphasize-lines linenos open color icon
    animate columns margin gutter padding filter style key nowrap define file_format kernelspec jupytext
    execution mystnb figure image min-width max-width language dedent start-after end-before start-at
    end-at pyobject encoding labelprefix keyprefix list maxdepth sorted hidden nonumber format_name
    display_name extension format_version text_representation jupytext_version formats
    execution_timeout output_stderr link link-type figura estado""".split()
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
    """grid figure image bibliography toctree download video tableofcontents explorador only solution
    solution-start solution-end exercise-start exercise-end glue glue:figure glue:text glue:math""".split()
)
LENGUAJES = frozenset({"code", "code-block", "sourcecode", "highlight", "raw", "code-cell"})
LITERALES = LENGUAJES | {"parsed-literal", "eval-rst", "mermaid", "graphviz", "prompt", "literalinclude"}
# Traen el texto de otro archivo: siempre, o si lo nombran en una opción.
DE_FUERA = frozenset({"include", "literalinclude"})
OPCIONES_DE_FUERA = frozenset({"file", "url"})
# En las que no admiten opciones, una línea `:clave: valor` es texto.
SIN_OPCIONES = frozenset(
    """epigraph highlights pull-quote compound deprecated versionadded versionchanged versionremoved only
    centered acks line-block""".split()
)

VALLA = re.compile(
    r"(?P<margen>[ \t>]*)(?P<valla>`{3,}|~{3,}|:{3,})[ \t]*(?:\{(?P<nombre>[^}\s]+)\})?(?P<resto>.*)"
)
OPCION = re.compile(r"[ \t>]*:(?P<clave>[\w-]+):(?P<valor>.*)")
MARCADOR = re.compile(r"(?P<margen>[ \t>]*(?:[-*+][ \t]+)*)(?P<numero>[0-9]{1,9})[.)](?=[ \t]|$)")
LETRA_DE_LISTA = re.compile(r"\{style=(?:lower|upper)-(?:alpha|roman)\}[ \t]*(?=\n|\Z)")
# Lo que abre un bloque con sangría propia: un elemento de lista, una definición o una nota.
CONTENEDOR = re.compile(r"[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)]|:)[ \t]+|\[\^[^\]\s]+\]:)")
LINEA_DE_TABLA = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")

# ——— Roles ———

SOLO_DESTINO = frozenset(
    """eq glue glue:text glue:figure glue:math eval label octicon fa fab fas far fa-brands fa-regular fa-solid
    material-regular material-outlined material-round material-sharp material-twotone""".split()
)
REFERENCIAS = frozenset({"ref", "numref", "doc", "any"})
CON_DESTINO = REFERENCIAS | {"term", "download", "index", "pep", "rfc", "keyword", "option", "envvar"}

# ——— En línea ———

SALTO = r"[ \t]|\n(?![ \t]*\n)"
VALOR = r"""[^"'=<>`\x00-\x20|]+|'[^'\n|]*'|"[^"\n|]*\""""
ATRIBUTO = rf"(?:{SALTO})+[a-zA-Z_:][\w:.-]*(?:(?:{SALTO})*=(?:{SALTO})*(?:{VALOR}))?"
ETIQUETA = rf"<[a-zA-Z][a-zA-Z0-9-]*(?:{ATRIBUTO})*(?:{SALTO})*/?>|</[a-zA-Z][a-zA-Z0-9-]*[ \t]*>"
COMENTARIO = r"<!--(?:-?>|.*?-->)"
EN_LINEA = re.compile(
    rf"""(?P<comentario><!--(?:-?>|[^\n|]*?-->))
    |(?P<escape>\\[^\w\s])
    |(?P<sustitucion>\{{\{{.*?\}}\}})
    |(?P<rol>\{{(?P<nombre>[a-zA-Z_][a-zA-Z0-9_:+-]*)\}}(?P<comillas>`+)(?!`)
        (?P<contenido>(?:(?!\n[ \t]*\n).)+?)(?P=comillas))
    |(?P<codigo>(?P<tildes>`+)(?P<dentro>(?:(?!\n[ \t]*\n).)+?)(?<!`)(?P=tildes)(?!`))
    |(?P<bloque>\$\$(?P<tex_bloque>.+?)\$\$(?:[ \t]*(?P<etiqueta>\([^()\n]+\))(?=[ \t]*$))?)
    |(?P<entorno>\\begin\{{(?P<env>(?:equation|align|gather|multline|eqnarray|alignat|flalign)\*?)\}}
        .*?\\end\{{(?P=env)\}})
    |(?P<dolar>\$(?P<tex>(?:\\.|(?!\n[ \t]*\n)[^$\\])+?)\$)
    |(?P<autoenlace><(?:https?|mailto|ftp):[^>\s]*>)
    |(?P<destino>\]\([ \t]*(?P<url><[^>\n]*>|[^\s()|]*(?:\([^\s()|]*\)[^\s()|]*)*)
        (?=[ \t]*\)|(?:{SALTO})+(?:"[^"]*"|'[^']*'|\([^()]*\))(?:{SALTO})*\)))
    |(?P<definicion>^[ \t]{{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*\S+
        (?=[ \t]*(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))?[ \t]*$))
    |(?P<nota>\[\^(?P<clave>[^\]\s]+)\]:?)
    |(?P<url_suelta>\bhttps?://[\w.-]+(?::[0-9]+)?(?:[/?\#][^\s<>"'`|*{{}}$\\()\[\]]*)?)
    |(?P<etiqueta_html>{ETIQUETA})
    |(?P<atributos>\{{[^{{}}\n]*\}})
    |(?P<blanco>^\([\w:.+\- ]+\)=[ \t]*$)
    |(?P<entidad>&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
TIPOS = (
    "comentario escape sustitucion rol codigo bloque entorno dolar autoenlace destino definicion nota "
    "url_suelta etiqueta_html atributos blanco entidad"
).split()
DEFINICION = re.compile(r"[ \t]{0,3}\[[^\]\n]+\]:.*|[ \t]*")
NOMBRE_SUSTITUIDO = re.compile(r"\{\{\s*(\w+)\s*\}\}")
ATRIBUTO_OCULTO = re.compile(
    r"\b(?:href|src|id|class|width|height|style|name|rel|target|colspan|rowspan)="
    r"(?!\"data:|'data:|data:)(\"[^\"]*\"|'[^']*'|\S+)"
)

# ——— HTML en bloque: hasta la línea en blanco nadie lee MyST ———

BLOQUES_HTML = frozenset(
    """address article aside base basefont blockquote body caption center col colgroup dd details dialog dir
    div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html
    iframe legend li link main menu menuitem nav noframes ol optgroup option p param section source summary
    table tbody td tfoot th thead title tr track ul""".split()
)
HASTA_CERRAR = frozenset({"script", "pre", "style", "textarea"})
ABRE_HTML = re.compile(r"[ ]{0,3}</?(?P<nombre>[a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>]|$)")
ETIQUETA_SOLA = re.compile(rf"[ ]{{0,3}}(?:{ETIQUETA})[ \t]*")

# ——— Números ———

NUMERO = re.compile(r"[−-]?(?:[0-9]+(?:[.,\u00a0\u2009\u202f][0-9]+)*)")
NO_ASCII = re.compile(r"[^\x00-\x7f]")
