"""En qué lengua se habla: la que se pide, la de `IMPRENTA_IDIOMA` o, si dice inglés, la del sistema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imprenta.idioma.catalogo import ESPANOL, LENGUAS_DE_LA_IMPRENTA

OPCION_DEL_IDIOMA, VARIABLE_DEL_IDIOMA = "--idioma", "IMPRENTA_IDIOMA"
LAS_DE_GETTEXT = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # las que mira gettext, en su orden


def idioma_pedido(argumentos: Sequence[str], entorno: Mapping[str, str]) -> str:
    """La lengua de los mensajes; si no se pide ninguna que se conozca, el español.

    >>> idioma_pedido(["html", "--idioma", "en"], {}), idioma_pedido(["--idioma=es"], {"LANG": "en_GB"})
    ('en', 'es')
    >>> idioma_pedido([], {"LANG": "en_US.UTF-8"}), idioma_pedido([], {"LANG": "C.UTF-8"})
    ('en', 'es')
    >>> idioma_pedido([], {"IMPRENTA_IDIOMA": "es", "LANG": "en_US.UTF-8"})
    'es'
    """
    return _escrito(argumentos) or _conocido(entorno.get(VARIABLE_DEL_IDIOMA, "")) or _del_sistema(entorno)


def idioma_que_no_se_conoce(entorno: Mapping[str, str]) -> str:
    """Lo que dice `IMPRENTA_IDIOMA`, si no es una lengua de las que se hablan.

    >>> idioma_que_no_se_conoce({"IMPRENTA_IDIOMA": "fr"}), idioma_que_no_se_conoce({"LANG": "fr_FR"})
    ('fr', '')
    """
    dicho = entorno.get(VARIABLE_DEL_IDIOMA, "")
    return "" if _conocido(dicho) else dicho


def _escrito(argumentos: Sequence[str]) -> str:
    """El que dice la línea de órdenes; lo que esté mal escrito lo dirá quien la analiza."""
    for k, argumento in enumerate(argumentos):
        opcion, igual, valor = argumento.partition("=")
        if opcion == OPCION_DEL_IDIOMA:
            return _conocido(valor if igual else "".join(argumentos[k + 1 : k + 2]))
    return ""


def _del_sistema(entorno: Mapping[str, str]) -> str:
    """La primera que se conoce de la variable que manda, que es la primera que dice algo."""
    dicho = next((entorno[nombre] for nombre in LAS_DE_GETTEXT if entorno.get(nombre)), "")
    return next((idioma for uno in dicho.split(":") if (idioma := _conocido(uno))), ESPANOL)


def _conocido(dicho: str) -> str:
    """La lengua que se conoce de las que se escriben así: de «en_US.UTF-8», «en»."""
    lengua = dicho.partition(".")[0].partition("@")[0].partition("_")[0].casefold()
    return lengua if lengua in LENGUAS_DE_LA_IMPRENTA else ""
