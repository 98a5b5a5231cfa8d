"""Los ejercicios que se contestan en la propia página: su formulario y, cifrado, lo que sabe su corrector.

El guion `ejercicios.js` corrige con las mismas reglas que `comprobar`. En la fuente de la página no queda
a la vista ninguna solución.
"""

import json
from collections.abc import Sequence
from html import escape
from itertools import product
from typing import Any, NamedTuple, Self

import numpy as np

from redes.ejercicios import CAPITULOS, EJERCICIOS
from redes.ejercicios.correccion import MIRADAS, Corrector, Diseno, Opcion, Prediccion, Regla, Valor

CUADERNO = "../descargas/book/ejercicios.ipynb"
ORDINALES = "primer", "segundo", "tercer", "cuarto", "quinto", "sexto"
COMUN = "~"  # con qué se revuelve lo que no es de ningún ejercicio
_MIRADAS = list(MIRADAS)
LETRAS = "abcdefghijklmnop"  # una por cada medio octeto: entre ellas no hay ninguna cifra


def pregunta(clave: str) -> str:
    """El formulario de un ejercicio, en HTML.

    >>> "Comprobar" in pregunta("cinco-capas")
    True
    """
    corrector = EJERCICIOS[clave]
    sabido = Sabido.de(corrector)
    if sabido is None:
        return _con_codigo(clave)
    return (
        f'<form class="ejercicio solo-js" data-clave="{clave}" {sabido.cifrado(clave)} novalidate>'
        f'{_casillas(corrector, clave)}<button type="submit">Comprobar</button>'
        '<p class="veredicto" role="status"></p></form>'
    )


def progreso(capitulo: str) -> str:
    """Dónde se lee cuántos ejercicios de un capítulo se han hecho.

    >>> progreso("aprendizaje")[:36]
    '<p class="progreso solo-js" data-de='
    """
    return f'<p class="progreso solo-js" data-de="{" ".join(CAPITULOS[capitulo])}"></p>'


def memoria() -> str:
    """Cuántos se han hecho en total, dónde queda apuntado y cómo se borra."""
    return (
        f'<div class="progreso memoria solo-js" data-de="{" ".join(EJERCICIOS)}"><span></span> '
        "Queda apuntado en este navegador, y en ningún otro sitio. "
        '<button type="button">Borrar lo apuntado</button></div>'
    )


# ——— Lo que sabe un corrector ———


class Sabido(NamedTuple):
    """Lo que hace falta para corregir sin Python: lo que no se debe leer y cómo se usa.

    En `uso`, donde va un valor, un margen o un aviso está su número de orden.
    """

    secreto: Any
    uso: dict[str, Any]
    avisos: Sequence[str]

    @classmethod
    def de(cls, corrector: Corrector) -> Self | None:
        """Lo que sabe un corrector, o `None` si no sabe nada sin Python."""
        if isinstance(corrector, Opcion):
            avisos = sorted(corrector.motivos.values())
            motivos = {letra: avisos.index(aviso) for letra, aviso in corrector.motivos.items()}
            return cls({corrector.correcta: None, **motivos}, {"elige": True}, avisos)
        pide = corrector.medida if isinstance(corrector, Prediccion) else corrector
        if not isinstance(pide, Valor | Diseno):
            return None
        uso = {"predice": pide is not corrector, "forma": pide.forma}
        if isinstance(pide, Diseno):
            uso["puntua"] = np.asarray(pide.puntua).tolist()
        return cls._con_reglas(pide.reglas, uso)

    @classmethod
    def _con_reglas(cls, reglas: Sequence[Regla], uso: dict[str, Any]) -> Self:
        valores = [np.ravel(regla.valor).tolist() for regla in reglas]
        margenes = [[regla.rtol, regla.atol] for regla in reglas]
        avisos = [regla.aviso for regla in reglas]
        distintos, suyos, dichos = _distintos(valores), _distintos(margenes), _distintos(avisos)
        escritas = [
            [_MIRADAS.index(regla.mira), distintos.index(v), suyos.index(m), dichos.index(aviso)]
            for regla, v, m, aviso in zip(reglas, valores, margenes, avisos, strict=True)
        ]
        return cls(
            distintos, uso | {"margenes": suyos, "reglas": escritas}, [dicho or "" for dicho in dichos]
        )

    def cifrado(self, clave: str) -> str:
        """Los atributos que lleva el formulario. Lo común va siempre igual escrito, y así se comprime."""
        avisos = " ".join(_cifrado(aviso, COMUN) for aviso in self.avisos)
        secreto, uso = (_cifrado(*con) for con in ((_json(self.secreto), clave), (_json(self.uso), COMUN)))
        return f'data-sabe="{secreto}" data-uso="{uso}" data-avisos="{avisos}"'


def _distintos(todos: list[Any]) -> list[Any]:
    return [algo for n, algo in enumerate(todos) if algo not in todos[:n]]


def _json(dato: Any) -> str:
    return json.dumps(dato, separators=(",", ":"), allow_nan=False)


def _cifrado(texto: str, clave: str) -> str:
    """Un texto revuelto con una clave y escrito solo con letras.

    >>> _cifrado("{}", "a")
    'bkbm'
    """
    con = clave.encode()
    revueltos = (octeto ^ con[i % len(con)] for i, octeto in enumerate(texto.encode()))
    return "".join(LETRAS[octeto >> 4] + LETRAS[octeto & 15] for octeto in revueltos)


# ——— El formulario ———


def _casillas(corrector: Corrector, clave: str) -> str:
    if isinstance(corrector, Opcion):
        letras = sorted([corrector.correcta, *corrector.motivos])
        return (
            f"<fieldset><legend>Tu respuesta</legend>{''.join(_letra(clave, x) for x in letras)}</fieldset>"
        )
    if isinstance(corrector, Prediccion):
        return "".join(
            f"<label><span>{rotulo}</span>{_casilla()}</label>" for rotulo in ("Predices", "Mides")
        )
    assert isinstance(corrector, Valor | Diseno)
    forma = corrector.forma
    if not forma:
        return _casilla("Tu respuesta")
    filas = np.array([_casilla(_lugar(donde)) for donde in product(*map(range, forma))]).reshape(
        -1, forma[-1]
    )
    dentro = "".join(f"<span>{''.join(fila)}</span>" for fila in filas)
    return f'<div class="casillas" role="group" aria-label="Tu respuesta">{dentro}</div>'


def _letra(clave: str, letra: str) -> str:
    return f'<label><input type="radio" name="{clave}" value="{letra}"><span>{letra}</span></label>'


def _casilla(rotulo: str = "") -> str:
    lo_que_es = f' aria-label="{escape(rotulo)}"' if rotulo else ""
    return (
        '<input type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="…"'
        f"{lo_que_es}>"
    )


def _lugar(donde: tuple[int, ...]) -> str:
    """En qué lugar está una casilla, con palabras.

    >>> _lugar((1, 0)), _lugar((2,))
    ('Segunda fila, primer número', 'Tercer número')
    """
    *fila, columna = donde
    numero = f"{ORDINALES[columna]} número"
    return (f"{_femenino(ORDINALES[fila[0]])} fila, {numero}" if fila else numero).capitalize()


def _femenino(ordinal: str) -> str:
    return f"{ordinal.removesuffix('o')}a"


def _con_codigo(clave: str) -> str:
    return (
        f'<form class="ejercicio con-codigo solo-js" data-clave="{clave}"><p>Se contesta escribiendo código, '
        f'<a href="{CUADERNO}" download>en el cuaderno</a>.</p>'
        '<label><input type="checkbox"><span>Hecho</span></label></form>'
    )
