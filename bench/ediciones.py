"""Lo que un autor le hace a una página: falsear o atar un número, escribir una frase, cambiar una celda."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from imprenta.libro.modelo import Celda
from imprenta.libro.pagina import Pagina, Rol

# Sin dígitos y que no sean números en palabras: la imprenta pide demostrar todos los que se leen.
MARCAS = "alfa beta gamma delta épsilon zeta eta theta iota kappa lambda my".split()
NUMERO = re.compile(r"-?\d+(\.\d+)?")
SIN_SALIDA = {"remove-cell", "remove-output", "remove-stdout", "hide-output", "hide-cell"}


class Edicion(NamedTuple):
    """El texto de una página tras un cambio, lo que se ve en ella entonces y si es falsa."""

    texto: str
    se_ve: str
    es_falsa: bool = False


def numero_falso(pagina: Pagina, vez: int) -> Edicion:
    """El número de en medio de la página dice otra cosa."""
    rol, falso = rol_de_en_medio(pagina), str(70_001 + vez)
    fin = rol.inicio + len(rol.literal)
    texto = pagina.texto[: rol.inicio] + falso + pagina.texto[fin:]
    return Edicion(texto, f"la prosa dice {falso}", True)


def frase_nueva(pagina: Pagina, vez: int) -> Edicion:
    """Un párrafo más, antes del primer apartado."""
    frase = f"Frase recién escrita, {MARCAS[vez]}."
    donde = pagina.texto.index("\n## ") + 1
    return Edicion(f"{pagina.texto[:donde]}{frase}\n\n{pagina.texto[donde:]}", frase)


def atado_nuevo(pagina: Pagina, vez: int) -> Edicion:
    """Tras el número de en medio, otro atado a una expresión que la página no tenía."""
    rol, aviso = rol_de_en_medio(pagina), f"recién atado, {MARCAS[vez]},"
    assert rol.tramo is not None
    donde = rol.tramo[1] + 1
    otro = f"{{cifra}}`{rol.literal} <({rol.expresion})>`"
    return Edicion(f"{pagina.texto[:donde]} ({aviso} {otro}){pagina.texto[donde:]}", aviso)


def atado_falso(pagina: Pagina, vez: int) -> Edicion:
    """Como el recién atado, pero dice otra cosa."""
    rol, falso = rol_de_en_medio(pagina), str(80_001 + vez)
    assert rol.tramo is not None
    donde = rol.tramo[1] + 1
    otro = f"{{cifra}}`{falso} <({rol.expresion})>`"
    return Edicion(f"{pagina.texto[:donde]} ({otro}){pagina.texto[donde:]}", f"la prosa dice {falso}", True)


def suelto_nuevo(pagina: Pagina, vez: int) -> Edicion:
    """Un párrafo con un número que nada demuestra."""
    suelto, donde = str(90_001 + vez), pagina.texto.index("\n## ") + 1
    frase = f"Son {suelto} si nadie los cuenta."
    return Edicion(
        f"{pagina.texto[:donde]}{frase}\n\n{pagina.texto[donde:]}", f"{suelto} está sin cubrir", True
    )


def celda_cambiada(pagina: Pagina, vez: int) -> Edicion:
    """La celda de en medio de las que enseñan lo que escriben escribe algo más."""
    celda, aviso = pagina.celdas[celda_de_en_medio(pagina)], f"celda recién cambiada, {MARCAS[vez]}"
    renglones = pagina.texto.splitlines(keepends=True)
    renglones.insert(celda.linea - 1, f'print("{aviso}")\n')
    return Edicion("".join(renglones), aviso)


EDICIONES: dict[str, Callable[[Pagina, int], Edicion]] = {
    "una frase": frase_nueva,
    "un número recién atado": atado_nuevo,
    "una celda": celda_cambiada,
    "un número falso": numero_falso,
}


def se_puede_cambiar(pagina: Pagina) -> bool:
    """Si la página tiene donde hacerle cada uno de los cambios."""
    return bool(_numeros(pagina)) and bool(_celdas_que_se_ven(pagina)) and "\n## " in pagina.texto


def rol_de_en_medio(pagina: Pagina) -> Rol:
    """El `{cifra}` de en medio, de los que dicen con cifras un número."""
    numeros = _numeros(pagina)
    return numeros[len(numeros) // 2]


def celda_de_en_medio(pagina: Pagina) -> int:
    """Cuál es la celda de en medio, de las que enseñan lo que escriben."""
    visibles = _celdas_que_se_ven(pagina)
    return visibles[len(visibles) // 2]


def _numeros(pagina: Pagina) -> list[Rol]:
    roles = (pieza for pieza in pagina.piezas if isinstance(pieza, Rol) and pieza.tramo)
    return [rol for rol in roles if rol.nombre == "cifra" and _es_llano(rol)]


def _es_llano(rol: Rol) -> bool:
    return bool(NUMERO.fullmatch(rol.literal)) and not set("\n(`") & set(rol.expresion)


def _celdas_que_se_ven(pagina: Pagina) -> list[int]:
    return [n for n, celda in enumerate(pagina.celdas) if _se_ve(celda)]


def _se_ve(celda: Celda) -> bool:
    return not SIN_SALIDA & set(celda.metadatos.get("tags", ())) and "mystnb" not in celda.metadatos
