"""Lo que un núcleo puede decir: cada mensaje tiene su forma, y el que no la tiene no se entiende.

Lo que escribe es cosa de una página, que puede haber cambiado cualquier cosa del intérprete en que se
ejecuta: aquí se mira entero antes de que nadie más lo use.
"""

from __future__ import annotations

import binascii
import json
import re
from typing import Any

from imprenta.libro.modelo import CLASES_DE_LO_FORTUITO, FRACCIONES, Respuesta

ILEGIBLE = "el núcleo manda un mensaje que no se entiende"
MUY_HONDO = 100  # listas dentro de listas
MEDIO_PAR = re.compile("[\ud800-\udfff]")
EN_BASE_64 = re.compile(r"image/(?!svg)|application/pdf$|audio/|video/")
ES_JSON = re.compile(r"application/(.*\+)?json$")
ENTERO, POSITIVO = re.compile("-?0x[0-9a-f]+"), re.compile("0x[1-9a-f][0-9a-f]*")
UN_TEXTO, UN_DICCIONARIO, UN_NUMERO = (str,), (dict,), (int, type(None))
FORMAS: dict[str, dict[str, tuple[type, ...]]] = {
    "stream": {"name": UN_TEXTO, "text": UN_TEXTO},
    "display_data": {"data": UN_DICCIONARIO, "metadata": UN_DICCIONARIO, "nombre": (str, type(None))},
    "execute_result": {"data": UN_DICCIONARIO, "metadata": UN_DICCIONARIO, "execution_count": UN_NUMERO},
    "update_display_data": {"data": UN_DICCIONARIO, "metadata": UN_DICCIONARIO, "nombre": (str, type(None))},
    "clear_output": {"espera": (bool,)},
    "recogida": {"mando": UN_TEXTO},
    "error": {"ename": UN_TEXTO, "evalue": UN_TEXTO, "traceback": (list,)},
}
DE_UN_FINAL: dict[str, tuple[type, ...]] = {"linea": UN_TEXTO, "rastro": UN_TEXTO, "memoria": (bool,)}
NADA = (type(None),)
DE_NADA = (  # los que no dicen más que el nombre
    "textos", "escritos", "preguntados", "carpetas", "creados", "bibliotecas", "programas", "resembrados",
    "lineas",
)  # fmt: skip
DE_LO_VISTO: dict[str, tuple[type, ...]] = {  # los campos de `Visto`: de cada nombre, qué se dice
    "leidos": (list, str),
    "anadidos": UN_TEXTO,
    "cambiados": UN_TEXTO,
    "mirados": UN_TEXTO,
    "entorno": (str, type(None)),
    "fortuitos": (list,),
    "ciega": (list, type(None)),
    **dict.fromkeys(DE_NADA, NADA),
}
DE_UNA_RESPUESTA: dict[str, tuple[type, ...]] = {"texto": UN_TEXTO, "error": (str, type(None))}


class MensajeIlegible(ValueError):
    """Un mensaje sin la forma debida; el texto, si lo hay, dice qué tiene de malo la salida que lleva."""


def descifrado(octetos: bytes) -> dict[str, Any]:
    r"""El mensaje que hay en unos octetos; lanza `MensajeIlegible`.

    >>> descifrado(b'{"output_type": "stream", "name": "stdout", "text": "a\\ud800"}')
    {'output_type': 'stream', 'name': 'stdout', 'text': 'a\ufffd'}
    """
    raros: list[str] = []

    def raro(texto: str) -> float:
        raros.append(texto)
        return float(texto)

    try:
        mensaje = json.loads(octetos, parse_constant=raro)
        if rb"\ud" in octetos.lower() or octetos.count(b"[") + octetos.count(b"{") > MUY_HONDO:
            mensaje = _sano(mensaje)
    except (ValueError, RecursionError):
        raise MensajeIlegible from None
    if isinstance(mensaje, dict) and mensaje.get("output_type") == "fin":
        return _final(mensaje)
    if raros:
        raise MensajeIlegible
    return salida_entendida(mensaje)


def salida_entendida(mensaje: Any) -> dict[str, Any]:
    """Una salida con sus campos y ninguno más; lanza `MensajeIlegible`."""
    tipo = mensaje.get("output_type") if isinstance(mensaje, dict) else None
    forma = FORMAS.get(tipo) if isinstance(tipo, str) else None
    if forma is None or not _tiene(mensaje, forma):
        raise MensajeIlegible
    if tipo == "stream" and mensaje["name"] not in ("stdout", "stderr"):
        raise MensajeIlegible
    if not all(isinstance(linea, str) for linea in mensaje.get("traceback", ())):
        raise MensajeIlegible
    salida = {"output_type": tipo} | {campo: mensaje[campo] for campo in forma}
    if "data" in forma:
        for clase in mensaje["data"]:
            if not isinstance(mensaje["metadata"].get(clase, {}), dict):
                raise MensajeIlegible(f"la celda da unos metadatos de «{clase}» que no lo son")
        salida["data"] = {clase: _dato(clase, valor) for clase, valor in mensaje["data"].items()}
    return salida


def _tiene(mensaje: Any, forma: dict[str, tuple[type, ...]]) -> bool:
    return isinstance(mensaje, dict) and all(
        campo in mensaje and isinstance(mensaje[campo], tipos) for campo, tipos in forma.items()
    )


def _dato(clase: str, valor: Any) -> Any:
    """Lo que una salida da en un formato: un texto, o sus líneas, salvo en los de JSON."""
    if ES_JSON.match(clase):
        return valor
    if isinstance(valor, list) and all(isinstance(linea, str) for linea in valor):
        valor = "".join(valor)
    if not isinstance(valor, str):
        raise MensajeIlegible(f"la celda da una salida «{clase}» que no es un texto")
    if EN_BASE_64.match(clase):
        try:
            binascii.a2b_base64(valor)
        except ValueError:
            raise MensajeIlegible(f"la celda da una salida «{clase}» que no está en base 64") from None
    return valor


def _final(mensaje: dict[str, Any]) -> dict[str, Any]:
    """El último mensaje de un paso."""
    error = mensaje.get("error")
    if not _es_visto(mensaje.get("visto")):
        raise MensajeIlegible
    if not isinstance(mensaje.get("numero"), UN_NUMERO):
        raise MensajeIlegible
    if error is not None and not (_tiene(error, DE_UN_FINAL) and _es_lugar(error.get("lugar"))):
        raise MensajeIlegible
    if "respuesta" in mensaje and not _es_respuesta(mensaje["respuesta"]):
        raise MensajeIlegible
    return mensaje


def _es_visto(visto: Any) -> bool:
    """Si es lo que una página ha visto desde el último mensaje."""
    return isinstance(visto, dict) and all(
        clase in DE_LO_VISTO
        and isinstance(hechos, dict)
        and all(isinstance(valor, DE_LO_VISTO[clase]) for valor in hechos.values())
        and (clase != "fortuitos" or all(map(_es_fortuito, hechos.values())))
        and (clase != "ciega" or all(map(_es_lugar, hechos.values())))
        for clase, hechos in visto.items()
    )


def _es_fortuito(hecho: list[Any]) -> bool:
    """Si dice de una llamada qué clase de cosa es, cuál, en qué lugar de la página y desde qué archivo."""
    if len(hecho) != 4 or not _es_lugar(hecho[2]):
        return False
    return hecho[0] in CLASES_DE_LO_FORTUITO and all(isinstance(texto, str) for texto in (hecho[1], hecho[3]))


def _es_lugar(lugar: Any) -> bool:
    enteros = isinstance(lugar, list) and all(isinstance(numero, int) and numero > 0 for numero in lugar)
    return lugar is None or (enteros and len(lugar) == 3)


def respuesta_entendida(respuesta: Any) -> Respuesta:
    """La respuesta a una consulta; lanza `MensajeIlegible`."""
    if not _es_respuesta(respuesta):
        raise MensajeIlegible
    return Respuesta(**_sano(respuesta))


def _es_respuesta(respuesta: Any) -> bool:
    return (
        _tiene(respuesta, DE_UNA_RESPUESTA)
        and respuesta.keys() == {"valor", *DE_UNA_RESPUESTA}
        and _es_valor(respuesta["valor"])
    )


def _es_valor(valor: Any) -> bool:
    if isinstance(valor, list):
        return all(map(_es_valor, valor))
    if isinstance(valor, dict):
        return len(valor) == 1 and all(c in FRACCIONES and _es_fraccion(v) for c, v in valor.items())
    return valor is None or isinstance(valor, bool | int | float | str)


def _es_fraccion(partes: Any) -> bool:
    """Si es un numerador y un denominador en hexadecimal."""
    if not isinstance(partes, list) or not all(isinstance(parte, str) for parte in partes):
        return False
    return len(partes) == 2 and bool(ENTERO.fullmatch(partes[0]) and POSITIVO.fullmatch(partes[1]))


def _sano(valor: Any, hondura: int = 0) -> Any:
    """El mismo valor, sin medios pares de sustitutos, que no se pueden escribir en UTF-8."""
    if hondura > MUY_HONDO:
        raise MensajeIlegible
    if isinstance(valor, str):
        return MEDIO_PAR.sub("\ufffd", valor)
    if isinstance(valor, list):
        return [_sano(hijo, hondura + 1) for hijo in valor]
    if isinstance(valor, dict):
        return {_sano(clave): _sano(hijo, hondura + 1) for clave, hijo in valor.items()}
    return valor
