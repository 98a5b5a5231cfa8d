"""Qué textos del código son mensajes: los que lee una persona, y no nombres, patrones ni código."""

from __future__ import annotations

import re

DOS_LETRAS = re.compile(r"[^\W\d_]{2,}")
# En lo que se dice hay palabras así; en lo demás que se escribe entre comillas, no.
PALABRAS_DE_LA_CASA = """
    el la los las un una unos unas uno de del que no se en por para con sin al lo su sus es son hay ya y
    o ni ha han si como entre desde
    hasta cada este esta ese esa eso todo nada solo otro otra otros otras ningún ninguna mal Se La
    falta faltan sobra acaba ejecuta Ejecuta escribe fue era tiene dice haz usa quita pon poner debe cabe
    caben faltas aviso avisos archivo archivos renglones necesita denegado copiado seguidos celda igualdades
    mutantes muertos""".split()
ES_ESPANOL = re.compile(r"[ñáéíóúÁÉÍÓÚ¿«]|(?<![\w-])(?:" + "|".join(PALABRAS_DE_LA_CASA) + r")(?![\w-])")
ES_CODIGO = re.compile(
    r"\(\?[:P=!<]|\\[swbdWS]|\.\*|</|/>|<\w+ [\w-]+=|\[\^|^<\w+[> ]|__\w+__|^#\w+ |^import |;\n|\| None\b"
    r"|```\w*\n"
)
# Lo que se dice en una sola palabra.
TAMBIEN = frozenset(
    """
    afirmación afirmaciones atado atributo aviso avisos Avisos CARPETA cifra construyendo… dato
    desconocido
    desconocida dirección DIRECCIÓN Esconder expresión falla falsa falta faltan Falta faltas Faltas figura
    función fórmula hecho hechos LENGUA método módulo ninguna ninguno ORDEN PÁGINA[:LÍNEA[:COLUMNA]] página
    páginas símbolo todas todos variable""".split()
)
SE_FORMAN = ("atados", "cifras", "datos", "falsas", "fórmulas", "o", "y")  # al decir cuántos, y al unir dos


def parece_mensaje(mensaje: str) -> bool:
    """Si son palabras que alguien lee, y no código: una al menos que solo se dice en español, y algo más.

    >>> parece_mensaje("{1} no existe"), parece_mensaje("nothing to say"), parece_mensaje("página")
    (True, False, True)
    """
    if mensaje in TAMBIEN:
        return True
    if ES_CODIGO.search(mensaje) or not ES_ESPANOL.search(mensaje):
        return False
    return " " in mensaje and bool(DOS_LETRAS.search(re.sub(r"\{\d+\}", "", mensaje)))
