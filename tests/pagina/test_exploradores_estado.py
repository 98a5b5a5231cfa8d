"""Los exploradores, en un navegador: ni un enlace roto ni la basura de sus mandos llegan a la pantalla.

En pantalla nunca puede salir un número que no lo sea.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from vivos import MIRAR, SITIOS

BASURA = [
    *(
        "",
        " ",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e308",
        "1e-320",
        "abc",
        "null",
        "undefined",
        "0x1F",
    ),
    *("<img src=x onerror=alert(1)>", "'\"`${alert(1)}", "💥" * 40, "9" * 400, "1,5", "−3", "%", "%E0%A4%A"),
    *("__proto__", "[object Object]", "1_2_3", "1,2_3,4_5,6_7,8_9,10", ",,,", "_", "NaN,NaN_NaN,NaN", "true"),
]
IR_Y_VOLVER = """
return a.map((dados) => {
  alAzar(dados);
  const estado = structuredClone(elemento.estado), direccion = elemento.direccion();
  elemento.cambiar(structuredClone(elemento.partida));
  clearTimeout(elemento.recuerdo);
  location.hash = direccion.split("#")[1];
  elemento.leerDireccion();
  return [estado, structuredClone(elemento.estado), direccion];
});
function alAzar(dados) {
  let n = 0;
  const dado = () => dados[n++ % dados.length], entre = (lista) => lista[Math.floor(dado() * lista.length)];
  const cambios = {};
  for (const [clave, mando] of Object.entries(elemento.constructor.estado)) {
    const v = elemento.estado[clave];
    if (mando.opciones) cambios[clave] = entre(Object.keys(mando.opciones));
    else if (typeof v === "boolean") cambios[clave] = dado() > 0.5;
    else if (typeof v === "number") cambios[clave] = mando.min + dado() * (mando.max - mando.min);
    else if (typeof v === "string") cambios[clave] = entre(["el cielo; es=", "%41 ñ"]);
    else if (Array.isArray(v[0])) cambios[clave] = v.map((fila) => fila.map(() => dado() * 8 - 4));
    else if (typeof v[0] === "number") cambios[clave] = v.map(() => dado() * 8 - 4);
    else cambios[clave] = v.map((_, i) => ["ñu", "a b", "c;d=e", "%41"][i % 4]);
  }
  elemento.cambiar(cambios);
}
"""
ROTOS = """
return a.flatMap((enlace) => {
  location.hash = enlace;
  elemento.leerDireccion();
  const mal = mirar();
  return mal.length ? [[enlace, mal]] : [];
});
"""
ESCRIBIR = """
const casillas = () => [...elemento.shadowRoot.querySelectorAll("input[type=text]")].slice(0, b ?? Infinity);
const males = [];
const ver = (texto) => { const mal = mirar(); if (mal.length) males.push([texto, mal]); };
for (const texto of a) {
  for (let n = 0; n < casillas().length; n++) {
    const casilla = casillas()[n];
    casilla.focus();
    casilla.value = texto;
    casilla.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    ver(texto);
    casilla.dispatchEvent(new Event("change", { bubbles: true })); // como al salir de ella tecleando
    casilla.blur();
  }
  ver(texto);
}
return males;
"""
DISPARATES = """
const locos = [-1e308, 1e308, -100, 100, 0, -0, 1e-300, NaN, Infinity, 3.7, "", "x", null, undefined, {}, []];
let n = 0;
const loco = () => locos[Math.floor(a[n++ % a.length] * locos.length)];
for (let vez = 0; vez < 60; vez++)
  for (const [clave, v] of Object.entries(elemento.estado)) {
    if (clave === "palabras" || clave === "principio") continue;
    const fila = (v) => (Array.isArray(v) ? v.map(fila) : loco());
    elemento.cambiar({ [clave]: fila(v) });
    const mal = mirar();
    if (mal.length) return [clave, elemento.estado, mal];
  }
return [];
"""

# ——— La dirección ———


@pytest.mark.parametrize("nombre", SITIOS)
def test_el_enlace_lleva_el_estado(abrir: Any, abrir_en: Any, nombre: Any, rng: Any) -> None:
    vivo = abrir(nombre)
    idas = vivo.js(IR_Y_VOLVER, rng.random((20, 64)).tolist())
    assert len(idas) == 20
    assert [vuelto for _, vuelto, _ in idas] == [estado for estado, _, _ in idas]
    estado, _, direccion = idas[-1]
    otro = abrir_en(vivo.hoja.context, nombre, direccion.partition("#")[2].removeprefix(SITIOS[nombre][1]))
    assert otro.estado == estado
    expect(otro.elemento).to_be_in_viewport()
    otro.hoja.close()


def test_copiar_el_enlace(vivo: Any) -> None:
    mando = vivo.elemento.locator("input[type=range], input[type=text]").first
    mando.focus()
    mando.press("ArrowUp")
    vivo.elemento.get_by_role("button", name="Copiar el enlace").click()
    expect(vivo.elemento.get_by_role("button", name="Enlace copiado")).to_be_visible()
    copiado = vivo.hoja.evaluate("navigator.clipboard.readText()")
    assert copiado == vivo.js("return elemento.direccion()")
    expect(vivo.hoja).to_have_url(copiado)
    pagina, _, estado = copiado.partition("#")
    figura = vivo.figura.get_attribute("id")
    assert estado.startswith(f"{figura}:")
    vivo.elemento.get_by_role("button", name="Como al principio").click()
    expect(vivo.hoja).to_have_url(f"{pagina}#{figura}")


def test_un_enlace_roto_no_rompe_nada(vivo: Any) -> None:
    figura = vivo.figura.get_attribute("id")
    claves = [clave for clave in vivo.estado if clave not in {"palabras", "principio"}]
    restos = [f":{basura}" for basura in [*BASURA, ";;==::", "=", "a=b=c"]]
    restos += [":" + ";".join(f"{clave}={basura}" for clave in [*claves, "nadie"]) for basura in BASURA]
    assert vivo.js(MIRAR + ROTOS, [f"#{figura}{resto}" for resto in restos]) == []


@pytest.mark.parametrize("nombre", ["atencion", "el-bloque", "el-siguiente-token"])
def test_las_palabras_de_un_enlace_son_solo_palabras(abrir: Any, nombre: str) -> None:
    vivo = abrir(nombre)
    vivo.js(
        "location.hash = a; elemento.leerDireccion()",
        f"#{SITIOS[nombre][1]}:palabras=<img src=x onerror=alert(1)>_<b>",
    )
    assert vivo.estado["palabras"] == ["<img src=x onerr", "<b>"]
    assert vivo.elemento.locator("img:not([alt]), b").count() == 0
    expect(vivo.dice).to_contain_text("«<img src=x onerr»")


# ——— Basura en los mandos ———


def test_ninguna_basura_llega_a_la_pantalla(vivo: Any, rng: Any) -> None:
    assert vivo.js(MIRAR + ESCRIBIR, BASURA, 1) == []
    assert vivo.js(MIRAR + DISPARATES, rng.random(997).tolist()) == []


def test_los_extremos_de_cada_deslizador(vivo: Any) -> None:
    deslizadores = vivo.elemento.locator("input[type=range]").all()
    for tecla in ("Home", "End"):
        for deslizador in deslizadores:
            deslizador.press(tecla)
            assert vivo.disparates == [], vivo.estado


def test_todas_las_casillas_al_tope(vivo: Any) -> None:
    assert vivo.js(MIRAR + ESCRIBIR, ["-1e300", "1e300", "0"]) == []


def test_una_casilla_mal_escrita_avisa_y_se_arregla_sola(abrir: Any) -> None:
    vivo = abrir("atencion")
    casilla = vivo.elemento.get_by_label("«IA», número 1")
    casilla.fill("uno")
    expect(casilla).to_have_attribute("aria-invalid", "true")
    expect(vivo.dice).to_contain_text("[7.31, 2.69]")
    casilla.blur()
    expect(casilla).to_have_value("1")
    casilla.fill("−0,5")
    assert vivo.estado["X"] == [[-0.5, 0], [0, 1]]
