"""Lo que una página da por azar: una falta por cada llamada, salvo que la página declare por qué cambia.

Lo que hoy es cierto porque salió así no lo demuestra nada, aunque se haya guardado. Una página que mide
tiempos, o que enseña el azar, lo dice en su cabecera y da el motivo: `imprenta: {cambia: mide cuánto tarda}`.
Leer el archivo de la propia página no se declara: la cifra escrita se demostraría a sí misma.
"""

from __future__ import annotations

from collections.abc import Iterator

from imprenta.libro.cabecera import motivo_de_cambio
from imprenta.libro.hecho import PaginaEjecutada
from imprenta.libro.modelo import Celda, Consulta, Falta, Fortuito, Guion

DECLARA = "o declara en la cabecera «imprenta: {{cambia: motivo}}»"
DEL_AZAR = ("azar", "biblioteca")
LOS_SIEMBRA_EL_SISTEMA = {
    "random.Random", "random.seed", "np.random.seed", "np.random.default_rng", "np.random.RandomState",
    "un generador de np.random",
}  # fmt: skip
OTRAS_CIFRAS = "dará otras cifras en otra construcción"
DICHOS = {
    "azar": f"{{}} sin semilla: {OTRAS_CIFRAS}; siembra con {{}}, {DECLARA}",
    "biblioteca": f"una biblioteca gasta {{}} sin semilla: {OTRAS_CIFRAS}; llama antes a {{}}, {DECLARA}",
    "sorteo": f"{{}} sortea cada vez: {OTRAS_CIFRAS}; usa random.Random(0), {DECLARA}",
    "reloj": f"{{}} lee el reloj: {OTRAS_CIFRAS}; quítalo {DECLARA}",
    "entorno": f"{{}} lee el entorno: dará otra cosa en otra máquina; pon el valor en la página {DECLARA}",
    "propia": "la página lee {}, su propio archivo: lo escrito se demostraría a sí mismo",
}


def faltas_de_lo_fortuito(ejecutada: PaginaEjecutada, exigida: bool = True) -> Iterator[Falta]:
    """Las llamadas de una página ya ejecutada que dan otra cosa cada vez, con su lugar de ahora.

    En la que no es `exigida`, solo las que van antes de lo último que ata: pueden llegar a ello. En la que no
    ata nada, no cuenta el azar de todos, que en la imprenta empieza siempre en el mismo punto.
    """
    declarado = motivo_de_cambio(ejecutada.pagina.cabecera)
    dichos = set()  # el código del libro puede hacer varias desde el mismo lugar de la página
    ultimo = _lo_ultimo_que_ata(ejecutada.guion)
    hasta = len(ejecutada.guion) if exigida else ultimo
    for fortuito in (uno for uno in ejecutada.ejecucion.fortuitos if uno.paso <= hasta):
        if ultimo < 0 and _sale_siempre_igual(fortuito):
            continue
        lugar = _lugar(ejecutada.guion[fortuito.paso], fortuito)
        if (fortuito.clase == "propia" or not declarado) and (lugar, fortuito.llamada) not in dichos:
            dichos.add((lugar, fortuito.llamada))
            yield Falta(ejecutada.pagina.ruta, *lugar, _dicho(fortuito))


def _sale_siempre_igual(fortuito: Fortuito) -> bool:
    """Si es del azar de todos, y nadie lo ha vuelto a sembrar con el del sistema."""
    return fortuito.clase in DEL_AZAR and fortuito.llamada not in LOS_SIEMBRA_EL_SISTEMA


def _lo_ultimo_que_ata(guion: Guion) -> int:
    return max((n for n, paso in enumerate(guion) if isinstance(paso, Consulta)), default=-1)


def _lugar(paso: Celda | Consulta, fortuito: Fortuito) -> tuple[int, int]:
    if isinstance(paso, Consulta):
        return paso.linea, paso.columna
    return paso.lugar(fortuito.linea + 1, fortuito.columna or 1)


def _dicho(fortuito: Fortuito) -> str:
    siembra = _con_semilla(fortuito.llamada)
    if fortuito.clase == "biblioteca":
        siembra = f"{fortuito.llamada}.seed(0)"
    dicho = DICHOS[fortuito.clase].format(fortuito.llamada, siembra)
    return f"{fortuito.desde}: {dicho}" if fortuito.desde else dicho


def _con_semilla(llamada: str) -> str:
    """Cómo se siembra lo que una llamada gasta.

    >>> _con_semilla("np.random.randint"), _con_semilla("random.Random"), _con_semilla("random.choice")
    ('np.random.default_rng(0)', 'random.Random(0)', 'random.seed(0)')
    """
    if "np.random" in llamada:
        return "np.random.default_rng(0)"
    return "random.Random(0)" if llamada == "random.Random" else "random.seed(0)"
