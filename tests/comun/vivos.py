"""Un explorador abierto en una página: cómo se llega a él y qué se le pregunta."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

# De cada explorador, la página y la figura que anima.
SITIOS = {
    "sigmoide-relu": ("gradiente-desvaneciente", "fig-sigmoide"),
    "el-paso": ("aprendizaje", "fig-bache"),
    "la-neurona-que-muere": ("aprendizaje", "fig-muerte"),
    "la-cadena": ("profundidad", "fig-profundidad"),
    "atencion": ("transformer", "fig-ia-avanza"),
    "el-bloque": ("bloque", "fig-viaje"),
    "el-siguiente-token": ("ia-generativa", "fig-sorteos"),
    "el-siguiente-token, aprendido": ("transformador-minusculo", "fig-siguiente"),
}
PAGINAS = sorted({pagina for pagina, _ in SITIOS.values()})

# Lo que no puede verse nunca: en ninguna parte, o entre los números que se leen.
MIRAR = r"""
const mirar = () => {
  const caja = elemento.shadowRoot.querySelector(".vivo"), foco = elemento.shadowRoot.activeElement;
  const casillas = [...caja.querySelectorAll("input, select")].filter((casilla) => casilla !== foco);
  const texto = `${caja.textContent} ${casillas.map((casilla) => casilla.value).join(" ")}`;
  return [caja.innerHTML.match(/NaN|undefined|Infinity|null|\[object/), texto.match(/[0-9]e[+-]?[0-9]|∞/)]
    .filter(Boolean).map((casa) => casa.input.slice(Math.max(0, casa.index - 40), casa.index + 40));
};
"""
DEVOLVER = """
elemento.removeAttribute("quieta");
elemento.cambiar(structuredClone(elemento.partida));
elemento.shadowRoot.activeElement?.blur();
clearTimeout(elemento.aviso);
elemento.oye.textContent = "";
"""


class Vivo:
    """Un explorador abierto en una página."""

    def __init__(self, hoja: Page, figura: str) -> None:
        self.hoja = hoja
        self.figura = hoja.locator(f"#{figura}")
        self.elemento = self.figura.locator("[data-explorador]")
        self.dice = self.elemento.locator(".dice")

    def js(self, cuerpo: str, *argumentos: Any) -> Any:
        """Lo que da en la página la función de cuerpo `cuerpo`; los argumentos se llaman a, b, c y d."""
        funcion = f"const [a, b, c, d] = JSON.parse(crudo); const dar = async () => {{ {cuerpo} }};"
        guion = f"async (elemento, crudo) => {{ {funcion} return JSON.stringify(await dar() ?? null); }}"
        return json.loads(
            self.elemento.evaluate(guion, json.dumps([*argumentos, *[None] * 4]))
        )  # el de serie es lento

    def cuentas(self, expresion: str, casos: list[Any]) -> Any:
        """La `expresion`, que usa sus cuentas y `caso`, para cada caso."""
        lista = "const cuentas = elemento.constructor.cuentas ?? elemento.constructor.funciones;"
        return self.js(f"{lista} return a.map((caso) => {expresion});", casos)

    @property
    def estado(self) -> dict[str, Any]:
        return dict(self.js("return elemento.estado"))

    @property
    def disparates(self) -> list[str]:
        """Lo que se ve y no es un número."""
        return list(self.js(MIRAR + "return mirar();"))

    def mandos(self) -> Locator:
        return self.elemento.locator("css=.vivo >> css=input, select, button")


Abridor = Callable[..., Vivo]
