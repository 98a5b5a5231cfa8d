"""Lo que se ve al pasar por encima de un número, una fórmula, una cita o un nombre del código."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from imprenta.editor.adelanto import SIN_SABERSE
from imprenta.editor.atril import Atril, Indagado, respuesta_de
from imprenta.editor.expresiones import cadenas_de, comparados, nombrado_en
from imprenta.editor.fichas import fichas_de
from imprenta.editor.lugares import Trecho, celda_en, pieza_en
from imprenta.libro.hecho import Veredicto
from imprenta.libro.pagina import LOGICOS, Formula, Pagina, Rol
from imprenta.mesa.mesa import Juicio

LARGO_DE_UN_VALOR = 600
CUANTOS_NOMBRES = 5


class Flotante(NamedTuple):
    """Un texto en Markdown, de qué tramo es y lo que aún se puede preguntar para completarlo."""

    texto: str
    tramo: Trecho
    expresiones: tuple[str, ...] = ()
    lados: tuple[str, ...] = ()


def flotante_en(atril: Atril, juicio: Juicio, posicion: int) -> Flotante | None:
    """Lo que se sabe, sin preguntar nada, de lo que hay en una posición."""
    pagina = juicio.ejecutada.pagina
    if (celda := celda_en(pagina, posicion)) is not None:
        return _de_codigo(pagina, posicion, celda[1])
    hallada = pieza_en(pagina, posicion)
    if hallada is None:
        return None
    pieza, tramo = hallada
    if isinstance(pieza, Formula):
        return _de_formula(juicio, pieza, tramo)
    if not isinstance(pieza, Rol):
        return None
    if pieza.nombre == "dato":
        return _de_dato(atril, juicio, pieza, tramo)
    return _de_rol(juicio, pieza, tramo)


def completado_con(flotante: Flotante, indagado: Indagado, raiz: Path) -> str:
    """El texto con lo que el proceso de la página sabe de los nombres que salen."""
    partes = [flotante.texto] if flotante.texto else []
    lados = [(lado, indagado({"que": "valor", "expresion": lado})) for lado in flotante.lados]
    if dichos := [f"- `{lado}` = `{hallado['valor']}`" for lado, hallado in lados if hallado.get("valor")]:
        partes.append("\n".join(dichos))
    fichas = (_ficha_de(nombre, indagado, raiz) for nombre in flotante.expresiones[:CUANTOS_NOMBRES])
    if dichas := [ficha for ficha in fichas if ficha]:
        partes.append("\n".join(dichas))
    return "\n\n".join(partes)


def _de_rol(juicio: Juicio, rol: Rol, tramo: Trecho) -> Flotante:
    consulta = rol.consulta
    assert consulta is not None
    respuesta = respuesta_de(juicio, consulta.expresion, consulta.linea, consulta.columna)
    if respuesta is None or respuesta is SIN_SABERSE:
        valor = ": la página aún no se ha ejecutado"
    elif respuesta.error:
        valor = f": no se puede evaluar: {respuesta.error}"
    else:
        valor = f" = `{_cortado(respuesta.texto)}`"
    partes = [f"`{rol.expresion}`{valor}", f"La prosa dice «{' '.join(rol.literal.split())}»."]
    partes += _reproches(juicio, rol.inicio, rol.inicio + len(rol.literal))
    lados = tuple(comparados(rol.expresion)) if rol.nombre in LOGICOS else ()
    return Flotante("\n\n".join(partes), tramo, tuple(cadenas_de(rol.expresion)), lados)


def _de_dato(atril: Atril, juicio: Juicio, rol: Rol, tramo: Trecho) -> Flotante:
    nombres = atril.libro.bibliografias if atril.libro else []
    ficha = next((f for f in fichas_de(atril.raiz, nombres) if f.clave == rol.expresion), None)
    dicho = f"```bibtex\n{ficha.escrita}\n```" if ficha else f"«{rol.expresion}» no está en la bibliografía."
    return Flotante("\n\n".join([dicho, *_reproches(juicio, rol.inicio, rol.inicio + 1)]), tramo)


def _de_formula(juicio: Juicio, formula: Formula, tramo: Trecho) -> Flotante | None:
    suyos = list(_veredictos(juicio, formula.inicio, tramo.fin))
    propios = [v for v in suyos if v.clase == "formula"]
    errores = [f"✗ {v.error}" for v in suyos if v.error]
    if not propios and not errores and formula.define is None:
        return None
    partes = [f"La define `{formula.define}`."] if formula.define else []
    if propios and not errores:
        cuantas = sum(1 for v in propios if not v.expresion)
        partes.append("Se cumple: " + ("una igualdad" if cuantas == 1 else f"{cuantas} igualdades"))
        if not cuantas:
            partes[-1] = "Se cumple: da lo mismo que el código."
    return Flotante("\n\n".join(partes + errores), tramo, tuple(cadenas_de(formula.define or "")))


def _de_codigo(pagina: Pagina, posicion: int, codigo: Trecho) -> Flotante | None:
    n = pagina.en_lineas.numero_de_linea(posicion)
    principio = pagina.en_lineas.principio(n)
    nombre = nombrado_en(pagina.en_lineas.linea(n).strip(), posicion - principio - _sangria(pagina, n))
    if not nombre:
        return None
    return Flotante("", Trecho(max(codigo.inicio, posicion), posicion), (nombre,))


def _sangria(pagina: Pagina, n: int) -> int:
    linea = pagina.en_lineas.linea(n)
    return len(linea) - len(linea.lstrip())


def _ficha_de(nombre: str, indagado: Indagado, raiz: Path) -> str:
    """Un nombre, lo que vale o cómo se llama, lo que hace y dónde está escrito."""
    valor = indagado({"que": "valor", "expresion": nombre})
    donde = indagado({"que": "definicion", "expresion": nombre})
    if not valor.get("tipo"):
        return ""
    se_llama = str(valor["valor"]).startswith("(")
    dicho = (
        f"- `{nombre}{valor['valor']}`" if se_llama and valor["tipo"] != "tuple" else _de_valor(nombre, valor)
    )
    if valor.get("doc"):
        dicho += f": {valor['doc']}"
    if donde.get("archivo"):
        ruta = Path(donde["archivo"])
        corta = ruta.relative_to(raiz) if ruta.is_relative_to(raiz) else ruta
        dicho += f" — [{corta}:{donde['linea']}]({ruta.as_uri()}#L{donde['linea']})"
    return dicho


def _de_valor(nombre: str, valor: Mapping[str, Any]) -> str:
    forma = " × ".join(map(str, valor.get("forma") or ()))
    tipo = f"{valor['tipo']}, {forma}" if forma else valor["tipo"]
    return f"- `{nombre}` = `{valor['valor']}` ({tipo})" if valor["valor"] else f"- `{nombre}` ({tipo})"


def _veredictos(juicio: Juicio, inicio: int, fin: int) -> Iterator[Veredicto]:
    pagina = juicio.ejecutada.pagina
    desde, hasta = pagina.lugar(inicio), pagina.lugar(fin)
    return (v for v in juicio.informe.veredictos if desde <= (v.linea, v.columna) <= hasta)


def _reproches(juicio: Juicio, inicio: int, fin: int) -> list[str]:
    return [f"✗ {v.error}" for v in _veredictos(juicio, inicio, fin) if v.error]


def _cortado(texto: str) -> str:
    return texto if len(texto) <= LARGO_DE_UN_VALOR else texto[:LARGO_DE_UN_VALOR] + "…"
