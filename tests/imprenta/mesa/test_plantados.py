"""Páginas al azar con números plantados: cada uno se halla y, atado, `verify` no tiene nada que decir."""

from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from libros import CABECERA, celda, escribir_libro

from imprenta.jornada import Jornada
from imprenta.juzgar.literal.escribir import escrito_como
from imprenta.juzgar.literal.leer import literal_de
from imprenta.libro.libro import leer_libro
from imprenta.mesa.candidatos import candidatos_de, con_lo_elegido, escrito_en
from imprenta.mesa.huecos import huecos_de
from imprenta.mesa.mesa import Mesa

MOLDES = ("0.0000", "0.000", "0.00 %", "0.000·10⁻²")
SITIOS = (
    "Aquí sale {}, y ya está.\n\n",
    "| cosa | valor |\n|---|---:|\n| una | {} |\n\n",
    "> Una cita\n> de {}.\n\n",
    "- Un punto con {} dentro.\n\n",
    "## Un título con {}\n\n",
    "Una llamada[^n].\n\n[^n]: Con {} en la nota.\n\n",
    "```{{admonition}} Ojo\nDentro, {}.\n```\n\n",
    "Una fórmula, $x = {}$, en línea.\n\n",
)


class Plantada(NamedTuple):
    """Una expresión y cómo se escribe lo que da."""

    expresion: str
    literal: str


def pagina_al_azar(azar: Random) -> tuple[str, list[Plantada]]:
    """Una celda con señuelos y una prosa en que se dicen, en varios sitios, algunos de sus valores."""
    nombres = {
        f"{azar.choice(['tasa', 'peso', 'suma', 'nota'])}_{k}": azar.uniform(0.1, 0.9) for k in range(9)
    }
    codigo = [f"{nombre} = {valor!r}" for nombre, valor in nombres.items()]
    codigo.append(f"lista = {[azar.uniform(1, 9) for _ in range(7)]!r}")
    codigo.append(f"tabla = {{'uno': {azar.random()!r}, 'dos': {[azar.random() for _ in range(4)]!r}}}")
    codigo.append(f"import numpy as np\nm = np.random.default_rng({azar.randrange(99)}).random((4, 5))")
    espacio: dict[str, object] = {}
    exec("\n".join(codigo), espacio)
    posibles = [*nombres, "lista[2]", "lista[-1]", 'tabla["uno"]', 'tabla["dos"][1]', "m[1, 3]", "m.mean()"]
    plantadas = list[Plantada]()
    for expresion in azar.sample(posibles, len(SITIOS)):
        molde = azar.choice(MOLDES[:2] if "fórmula" in SITIOS[len(plantadas)] else MOLDES)
        valor = float(eval(expresion, espacio))
        plantadas.append(Plantada(expresion, escrito_como(valor, literal_de(molde))))
    prosa = "".join(sitio.format(p.literal) for sitio, p in zip(SITIOS, plantadas, strict=True))
    return celda("\n".join(codigo)) + prosa, plantadas


@pytest.mark.parametrize("semilla", [1, 2])
def test_lo_plantado_al_azar_se_ata(tmp_path: Path, semilla: int) -> None:
    texto, plantadas = pagina_al_azar(Random(semilla))
    raiz = escribir_libro(tmp_path, {"uno": f"{CABECERA}# Uno\n\n{texto}"})
    ruta = raiz / "uno.md"
    with Mesa(leer_libro(raiz)) as mesa:
        escrito = escrito_en(mesa, ruta)
        desde = 0
        for plantada in plantadas:
            huecos = huecos_de(escrito.pagina, escrito.por_consulta)
            hueco = next(h for h in huecos if h.inicio >= desde)
            candidatos = candidatos_de(mesa, ruta, hueco, escrito)
            propuestas = [c.expresion for c in candidatos[:3]]
            assert plantada.expresion in propuestas, (plantada, propuestas)
            elegido = candidatos[propuestas.index(plantada.expresion)]
            escrito = con_lo_elegido(escrito, elegido)
            desde = elegido.cambio.inicio + len(elegido.escrito)
            mesa.poner(ruta, escrito.octetos)
        assert Jornada(leer_libro(raiz), escritos={ruta: escrito.octetos}).juzgado.faltas == []
