"""Mide esta imprenta y Jupyter Book de serie, por turnos y en la misma marcha: `docs/rendimiento.md`.

python -m bench                              # 5, 40 y 200 páginas
python -m bench --paginas 5 --vueltas 1      # una prueba rápida
python -m bench --solo mesa                  # solo la mesa del autor
python -m bench --solo mil                   # solo un libro de mil páginas, frente a otro diez veces menor
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from bench import guardas, informe, libro, mesa, mil
from bench.construccion import Resultado, comparar

DOCS = libro.RAIZ / "docs"
INFORME = """\
# Rendimiento

Lo escribe `make bench`; no se edita. Cada caso se mide por turnos, la imprenta de serie y esta, sobre libros
iguales y con las mismas versiones de todo: {maquina}, con {nucleos}
procesadores.
La carga media de la máquina al empezar y al terminar fue {carga}: por encima de dos, había otro trabajo,
que estorba a las dos y se nota en los segundos más que en los cocientes. Vueltas: {vueltas}; queda la más
rápida; en frío se da una. El procesador es lo que gastan todos los procesos de la orden; la memoria, lo más
que llegan a ocupar juntos.

![A la izquierda, lo que tarda cada imprenta en construir en frío según las páginas del libro; a la
derecha, el cociente entre las dos en cada caso, con su objetivo.](rendimiento.svg)

## Construir el HTML

{tabla}
## Por página, en frío

{por_pagina}

El tema de serie compone en cada página el índice de todas, y lo que eso cuesta crece con el cuadrado de las
páginas; aquí se compone una vez por carpeta. En una edición manda el arranque de Sphinx y sus extensiones,
que las dos pagan: la imprenta lo adelanta mientras se ejecutan las páginas, y no importa lo que no usa.
"""
LIMITES = {"pdf": (5, 1.5), "epub": (3,)}  # segundos, la primera vez y otra sin cambios
DE_LAS_GUARDAS = """
## Lo que cuestan las guardas

Las que cuidan de que lo publicado sea lo comprobado, al cambiar la prosa de una página de {paginas}; el
objetivo es que entre todas no pasen de 50 ms. Algunas se hacen mientras otra cosa espera, y no alargan la
edición.

| guarda | ms |
|---|--:|
{filas}
"""
DEL_LIBRO = """
## Este libro

- `make verify` sin cambios tarda {verificar:.2f} s; arrancar Sphinx sin construir nada, {arrancar:.2f} s:
  {veces:.2f} veces (objetivo: 1.5).
- Probar lo que afirma con veinte semillas tarda {todas:.1f} s, {por_semilla:.2f} veces por semilla lo que
  ejecutarlo y verificarlo en frío ({frio:.1f} s); si nada ha cambiado, {ninguna:.2f} s.
{ediciones}
- LuaLaTeX, que antes hacía el PDF, y Typst, uno tras otro y una sola vez, el 29 de noviembre de 2026, con
  este libro y en una máquina de dos procesadores en una hora lenta: 110.2 s y 13.6 s tras `make html`
  (0.12 veces); 14.0 s y 2.4 s si nada ha cambiado (0.17 veces).
- El Transformer minúsculo, frente al mismo en PyTorch:

```
{transformador}```
"""

SECCIONES = {"mil": mil.seccion, "mesa": mesa.seccion}  # las que se pueden medir solas


def main() -> None:
    analizador = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    analizador.add_argument("--paginas", type=int, nargs="+", default=[5, 40, 200])
    analizador.add_argument("--vueltas", type=int, default=3)
    analizador.add_argument("--solo", choices=list(SECCIONES), help="mide solo eso y cambia solo su sección")
    opciones = analizador.parse_args()
    if opciones.solo is None:
        _medir_la_imprenta(opciones.paginas, opciones.vueltas)
    for seccion in [opciones.solo] if opciones.solo else SECCIONES:
        _poner(SECCIONES[seccion]())
    print("El informe está en docs/rendimiento.md")


def _medir_la_imprenta(tamanos: list[int], vueltas: int) -> None:
    carga = os.getloadavg()[0]
    resultados: list[Resultado] = []
    with tempfile.TemporaryDirectory() as taller:
        for paginas in sorted(tamanos):
            for resultado in comparar(Path(taller), paginas, vueltas):
                resultados.append(resultado)
                print(f"{resultado}: {resultado.medida.segundos:.1f} s", flush=True)
            # Después de cada tamaño: los libros grandes tardan, y lo ya medido no se pierde.
            _escribir(resultados, vueltas, carga)
    _escribir(resultados, vueltas, carga, _guardas(vueltas) + _del_libro(vueltas))


def _poner(seccion: str) -> None:
    ruta = DOCS / "rendimiento.md"
    ruta.write_text(informe.con_seccion(ruta.read_text(encoding="utf-8"), seccion), encoding="utf-8")


def _escribir(resultados: list[Resultado], vueltas: int, carga: float, del_libro: str = "") -> None:
    DOCS.mkdir(exist_ok=True)
    informe.dibujar(resultados, DOCS / "rendimiento.svg")
    texto = INFORME.format(
        maquina=informe.maquina(),
        nucleos=len(os.sched_getaffinity(0)),
        carga=f"{carga:.1f} y {os.getloadavg()[0]:.1f}",
        vueltas=vueltas,
        tabla=informe.escribir_tabla(resultados),
        por_pagina=informe.por_pagina(resultados),
    )
    (DOCS / "rendimiento.md").write_text(texto + del_libro, encoding="utf-8")


def _guardas(vueltas: int) -> str:
    medidas = guardas.medidas(vueltas)
    filas = [f"| {guarda} | {milesimas:.1f} |" for guarda, milesimas in medidas.items()]
    filas.append(f"| **todas** | **{sum(medidas.values()):.1f}** |")
    return DE_LAS_GUARDAS.format(paginas=guardas.PAGINAS, filas="\n".join(filas))


def _del_libro(vueltas: int) -> str:
    verificar, arrancar = libro.verificar(vueltas)
    frio, todas, ninguna = libro.con_otras_semillas()
    return DEL_LIBRO.format(
        frio=frio,
        todas=todas,
        ninguna=ninguna,
        por_semilla=todas / 20 / frio,
        verificar=verificar,
        arrancar=arrancar,
        veces=verificar / arrancar,
        ediciones="\n".join(map(_edicion, LIMITES)),
        transformador=libro.transformador(),
    )


def _edicion(formato: str) -> str:
    primera, segunda, ejecutadas, megas = libro.edicion(formato)
    limites = " y ".join(f"{limite} s" for limite in LIMITES[formato])
    return (
        f"- `make {formato}` tras `make html` tarda {primera:.1f} s y, otra vez sin cambios, {segunda:.1f} s "
        f"(objetivo: {limites}); ejecuta {ejecutadas} páginas y pesa {megas:.1f} MB."
    )


if __name__ == "__main__":
    main()
