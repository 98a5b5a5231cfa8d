"""Las reglas con que su autor manda ejecutar una página: con qué núcleo, cuánto tiempo, qué se le perdona.

Cada opción se puede decir en `execute:` de `_config.yml`, en la configuración de Sphinx (`nb_…`), que manda
más, y en la propia página (`mystnb:`), que manda más que todo: los nombres son los de Jupyter Book y MyST-NB.
Lo que no es un valor de su opción no cuenta: `reparos_a_las_reglas` lo dice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from imprenta.libro.cabecera import NUCLEO, dentro, nucleo_de

Camino = tuple[str, ...]

# Cada opción de `execute:`, y cómo la llama MyST-NB.
EN_MYST = {
    "execute_notebooks": "execution_mode",
    "exclude_patterns": "execution_excludepatterns",
    "timeout": "execution_timeout",
    "allow_errors": "execution_allow_errors",
    "raise_on_error": "execution_raise_on_error",
    "run_in_temp": "execution_in_temp",
    "show_tb": "execution_show_tb",
    "stderr_output": "output_stderr",
    "cache": "execution_cache_path",
}
TAMBIEN_EN_EXECUTION = ("timeout", "allow_errors")  # las que nbclient busca en `execution:` de una página
LOGICAS = ("allow_errors", "raise_on_error", "run_in_temp", "show_tb")
MODOS = ("off", "auto", "force", "cache", "inline", "lazy")
CON_STDERR = ("show", "remove", "remove-warn", "warn", "error", "severe")
LO_QUITAN, LO_AVISAN, ES_UNA_FALTA = ("remove", "remove-warn"), ("warn", "remove-warn"), ("error", "severe")
ALIAS = ("sphinx", "config", "nb_kernel_rgx_aliases")
NO_SE_ADMITEN: tuple[Camino, ...] = (
    ("sphinx", "config", "nb_metadata_key"),
    ("sphinx", "config", "nb_cell_metadata_key"),
)
DE_LO_QUE_SE_PINTA = ("eval_regex",)
SEGUNDOS = 60.0  # por celda
SIN_LIMITE = -1
ANCHO_DE_VALOR = 60


@dataclass(frozen=True)
class Reglas:
    """Lo que su autor manda de la ejecución de una página.

    `stderr` es qué se hace con lo que una celda escribe ahí, una de `CON_STDERR`; `en_temporal`, si se
    ejecuta en una carpeta nueva que se borra después; `apartada`, si la página pide no ejecutarse.
    """

    nucleo: str = NUCLEO
    segundos: float = SEGUNDOS
    admite_errores: bool = False
    stderr: str = "show"
    en_temporal: bool = False
    con_traza: bool = False
    apartada: bool = False


class Reparo(NamedTuple):
    """Una opción que no dice lo que debe: dónde se dice y qué tiene de malo."""

    camino: Camino
    mensaje: str


def reglas_de(cabecera: Mapping[str, Any], config: Mapping[str, Any]) -> Reglas:
    """Las de una página, con lo que dice su cabecera y lo que dice `_config.yml`.

    >>> reglas_de({"mystnb": {"execution_timeout": 5}}, {"execute": {"timeout": 30, "allow_errors": True}})
    Reglas(nucleo='python3', segundos=5.0, admite_errores=True, stderr='show', en_temporal=False, \
con_traza=False, apartada=False)
    """

    def dicha(opcion: str, de_serie: Any) -> Any:
        return next(_dichas(opcion, cabecera, config), de_serie)

    limite = dicha("timeout", SEGUNDOS)
    return Reglas(
        nucleo_de(cabecera),
        float(limite) if limite > 0 else math.inf,
        dicha("allow_errors", False),
        dicha("stderr_output", "show"),
        dicha("run_in_temp", False),
        dicha("show_tb", False),
        next(_dichas("execute_notebooks", cabecera, {}), "auto") == "off",
    )


def _dichas(opcion: str, cabecera: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[Any]:
    """Lo que se ha dicho de una opción, de lo que manda más a lo que manda menos."""
    for datos, caminos in ((cabecera, en_su_pagina(opcion)), (config, en_su_libro(opcion))):
        for camino in caminos:
            valor = dentro(datos, *camino)
            if valor is not None and not _reparo(opcion, valor):
                yield "off" if opcion == "execute_notebooks" and valor is False else valor


def en_su_pagina(opcion: str) -> tuple[Camino, ...]:
    """Dónde la puede decir una página, de lo que manda más a lo que manda menos.

    >>> en_su_pagina("timeout")
    (('mystnb', 'execution_timeout'), ('execution', 'timeout'))
    """
    de_mystnb = (("mystnb", EN_MYST[opcion]),)
    return (*de_mystnb, ("execution", opcion)) if opcion in TAMBIEN_EN_EXECUTION else de_mystnb


def en_su_libro(opcion: str) -> tuple[Camino, ...]:
    """Dónde la puede decir `_config.yml`, de lo que manda más a lo que manda menos.

    >>> en_su_libro("stderr_output")
    (('sphinx', 'config', 'nb_output_stderr'), ('execute', 'stderr_output'))
    """
    return ("sphinx", "config", f"nb_{EN_MYST[opcion]}"), ("execute", opcion)


def modo_de(config: Mapping[str, Any]) -> str:
    """El que `_config.yml` pide para todas las páginas; sea cual sea, se ejecuta lo que ha cambiado.

    >>> modo_de({"execute": {"execute_notebooks": False}}), modo_de({})
    ('off', 'auto')
    """
    return str(next(_dichas("execute_notebooks", {}, config), "auto"))


def stderr_de(metadatos: Mapping[str, Any], reglas: Reglas) -> str:
    """Qué se hace con lo que una celda escribe en stderr: lo que diga ella o, si no, su página.

    >>> stderr_de({"mystnb": {"output_stderr": "remove"}}, Reglas()), stderr_de({}, Reglas())
    ('remove', 'show')
    """
    dicho = dentro(metadatos, "mystnb", EN_MYST["stderr_output"])
    return dicho if dicho in CON_STDERR else reglas.stderr


def con_alias(cabecera: Mapping[str, Any], config: Mapping[str, Any]) -> Mapping[str, Any]:
    """La cabecera con el núcleo que hace las veces del suyo: el del primer patrón que casa con su nombre.

    >>> alias = {"sphinx": {"config": {"nb_kernel_rgx_aliases": {"conda.*": "python3"}}}}
    >>> con_alias({"kernelspec": {"name": "conda-env-py"}}, alias), con_alias({}, alias)
    ({'kernelspec': {'name': 'python3'}}, {})
    """
    alias, nucleo = dentro(config, *ALIAS), dentro(cabecera, "kernelspec", "name")
    for patron, otro in alias.items() if isinstance(alias, Mapping) and isinstance(nucleo, str) else ():
        valen = isinstance(patron, str) and isinstance(otro, str) and not _no_se_entiende(patron)
        if valen and re.fullmatch(patron, nucleo):
            propio = {"name": otro} if otro == NUCLEO else {**cabecera["kernelspec"], "name": otro}
            return {**cabecera, "kernelspec": propio}
    return cabecera


def patrones_apartados(config: Mapping[str, Any]) -> list[str]:
    """Los patrones de las páginas que `_config.yml` manda no ejecutar.

    >>> patrones_apartados({"execute": {"exclude_patterns": ["lent*"]}})
    ['lent*']
    """
    dichos = next(_dichas("exclude_patterns", {}, config), ())
    return [patron for patron in dichos if isinstance(patron, str) and patron]


# ——— Lo que no está bien dicho ———


def reparos_a_las_reglas(datos: Mapping[str, Any], donde: Mapping[str, Sequence[Camino]]) -> Iterator[Reparo]:
    """Las opciones que no dicen uno de sus valores; `donde` es dónde las puede decir.

    >>> [*reparos_a_las_reglas({"execute": {"timeout": 0}}, DEL_LIBRO)]
    [Reparo(camino=('execute', 'timeout'), mensaje='«timeout: 0» no es un límite: di los segundos, o -1 si \
no lo hay')]
    """
    for camino in NO_SE_ADMITEN:
        if dentro(datos, *camino) is not None:
            yield Reparo(camino, f"«{camino[-1]}» no se admite: las opciones van siempre en `mystnb:`")
    for opcion, caminos in donde.items():
        for camino in caminos:
            valor = dentro(datos, *camino)
            if valor is not None and (mensaje := _reparo(opcion, valor)):
                dicho = " ".join(f"{camino[-1]}: {valor}".split())[:ANCHO_DE_VALOR]
                yield Reparo(camino, f"«{dicho}» {mensaje}")


DE_LA_PAGINA = {opcion: en_su_pagina(opcion) for opcion in EN_MYST}
DEL_LIBRO = {opcion: en_su_libro(opcion) for opcion in EN_MYST}
DE_LA_CELDA = {"stderr_output": (("mystnb", EN_MYST["stderr_output"]),)}


def reparos_a_los_alias(config: Mapping[str, Any]) -> Iterator[Reparo]:
    """Los patrones de núcleos que no se entienden."""
    alias = dentro(config, *ALIAS)
    for patron, otro in alias.items() if isinstance(alias, Mapping) else ():
        if not isinstance(patron, str) or not isinstance(otro, str):
            dicho = f"«{patron}: {otro}» debe decir un patrón y el nombre de un núcleo"
            yield Reparo((*ALIAS, str(patron)), dicho)
        elif por_que := _no_se_entiende(patron):
            yield Reparo((*ALIAS, patron), f"el patrón «{patron}» no se entiende: {por_que}")


def avisos_de_las_reglas(config: Mapping[str, Any]) -> Iterator[Reparo]:
    """Lo que `_config.yml` pide de la ejecución y aquí no cambia nada, que se dice y no se calla.

    >>> [aviso.mensaje for aviso in avisos_de_las_reglas({"execute": {"alow_errors": True}})]
    ['`execute:` no tiene ninguna opción «alow_errors», y no se hace nada con ella']
    """
    for opcion in dentro(config, "execute") or ():
        if opcion not in (*EN_MYST, *DE_LO_QUE_SE_PINTA):
            dicho = f"`execute:` no tiene ninguna opción «{opcion}», y no se hace nada con ella"
            yield Reparo(("execute", opcion), dicho)
    for camino in en_su_libro("cache"):
        if dentro(config, *camino):
            yield Reparo(camino, f"«{camino[-1]}» no se usa: lo ejecutado se guarda en `_build/.imprenta`")


def _no_se_entiende(patron: str) -> str:
    try:
        re.compile(patron)
    except re.error as error:
        return str(error)
    return ""


def _reparo(opcion: str, valor: Any) -> str:
    """Por qué eso no es un valor de la opción, o nada."""
    if opcion in LOGICAS:
        return "" if isinstance(valor, bool) else "no dice ni `true` ni `false`"
    if opcion == "timeout":
        return "" if _es_limite(valor) else "no es un límite: di los segundos, o -1 si no lo hay"
    if opcion == "stderr_output":
        return "" if valor in CON_STDERR else f"no es lo que se hace con stderr: {_o(CON_STDERR)}"
    if opcion == "execute_notebooks":
        return "" if valor is False or valor in MODOS else f"no es una manera de ejecutar: {_o(MODOS)}"
    return ""


def _es_limite(valor: Any) -> bool:
    numero = isinstance(valor, int | float) and not isinstance(valor, bool)
    return numero and (0 < valor < 1e9 or valor == SIN_LIMITE)


def _o(nombres: tuple[str, ...]) -> str:
    *primeros, ultimo = nombres
    return f"{', '.join(primeros)} o {ultimo}"
