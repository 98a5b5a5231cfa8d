"""Los tres motores de los navegadores, con los mismos verbos: Chromium, Firefox y WebKit.

A Chromium lo lleva Playwright. A los que instala Debian de los otros dos, no: Firefox habla Marionette (una
conexión, y en ella mensajes en JSON precedidos de su longitud) y WebKitGTK, el protocolo WebDriver por HTTP.
Las órdenes son las mismas; cambia cómo se mandan. Sus bibliotecas (`marionette_driver`, `selenium`) traen más
de veinte paquetes para estas ocho órdenes.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Browser, Page

# De cada motor, los programas que pide y el paquete de Debian que los trae.
PROGRAMAS = {
    "firefox": {"firefox-esr": "firefox-esr"},
    "webkit": {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"},
}
MINIBROWSER = "lib*/*/webkit2gtk-4.*/MiniBrowser"  # no está en el PATH: lo trae la biblioteca
PREFERENCIAS = {  # de Firefox: que elija el puerto y que haya un ratón aunque no haya pantalla
    "marionette.port": 0,
    "ui.primaryPointerCapabilities": 6,
    "ui.allPointerCapabilities": 6,
}
MAS_ESTRECHA = 500  # las ventanas de Firefox; las de WebKit, algo menos
PACIENCIA = 30  # segundos
TECLAS = {
    "Escape": "\ue00c",
    "Enter": "\ue007",
    "Tab": "\ue004",
    "ArrowDown": "\ue015",
    "ArrowRight": "\ue014",
}
CENTRO = """
const nodo = document.querySelector(argumentos[0]);
nodo.scrollIntoView({ block: "center", behavior: "instant" });
await new Promise((bien) => requestAnimationFrame(() => requestAnimationFrame(bien)));
const caja = nodo.getClientRects()[0];
return [caja.x + caja.width / 2, caja.y + caja.height / 2];
"""


class Motor(ABC):
    """Un navegador abierto con una sola página."""

    @abstractmethod
    def ir(self, direccion: str) -> None: ...

    @abstractmethod
    def js(self, cuerpo: str, *argumentos: Any) -> Any:
        """Lo que devuelve en la página una función asíncrona con ese cuerpo y esos `argumentos`."""

    @abstractmethod
    def raton(self, x: float, y: float, pulsa: bool = False) -> None: ...

    @abstractmethod
    def tecla(self, nombre: str) -> None:
        """Una letra o una de `TECLAS`."""

    @abstractmethod
    def medir(self, ancho: int, alto: int) -> None:
        """Da a la página un tamaño, o el más estrecho que tengan las ventanas de ese motor."""

    @abstractmethod
    def foto(self) -> bytes: ...

    def pulsar(self, selector: str) -> None:
        x, y = self.js(CENTRO, selector)
        self.raton(x, y, pulsa=True)

    def pasar_por(self, selector: str) -> None:
        self.raton(*self.js(CENTRO, selector))

    def escribir(self, texto: str) -> None:
        for letra in texto:
            self.tecla(letra)

    def hasta(self, expresion: str, segundos: float = PACIENCIA) -> Any:
        """Espera a que una expresión sea cierta en la página, y la devuelve."""
        espera = f"""
        const fin = performance.now() + argumentos[0];
        for (;;) {{
          const dado = {expresion};
          if (dado || performance.now() > fin) return dado;
          await new Promise((bien) => setTimeout(bien, 20));
        }}"""
        dado = self.js(espera, segundos * 1000)
        assert dado, f"no llega a ser cierto: {expresion}"
        return dado


class Chromium(Motor):
    def __init__(self, hoja: Page) -> None:
        self.hoja = hoja

    def ir(self, direccion: str) -> None:
        self.hoja.goto("about:blank")
        self.hoja.goto(direccion)

    def js(self, cuerpo: str, *argumentos: Any) -> Any:
        return self.hoja.evaluate(f"async (argumentos) => {{ {cuerpo} }}", [*argumentos])

    def raton(self, x: float, y: float, pulsa: bool = False) -> None:
        self.hoja.mouse.click(x, y) if pulsa else self.hoja.mouse.move(x, y)

    def tecla(self, nombre: str) -> None:
        self.hoja.keyboard.press(nombre)

    def medir(self, ancho: int, alto: int) -> None:
        self.hoja.set_viewport_size({"width": ancho, "height": alto})

    def foto(self) -> bytes:
        return self.hoja.screenshot()


class ConWebDriver(Motor):
    """Los que entienden las órdenes de WebDriver, se las mande quien se las mande."""

    @abstractmethod
    def orden(self, nombre: str, **datos: Any) -> Any: ...

    def ir(self, direccion: str) -> None:
        self.orden("Navigate", url="about:blank")
        self.orden("Navigate", url=direccion)

    def js(self, cuerpo: str, *argumentos: Any) -> Any:
        guion = f"""
        const [argumentos, acabar] = arguments;
        (async () => {{ {cuerpo} }})().then(
          (dado) => acabar([dado ?? null, null]),
          (error) => acabar([null, `${{error}}`]),
        );
        """
        dado, error = self.orden("ExecuteAsyncScript", script=guion, args=[[*argumentos]])
        assert error is None, error
        return dado

    def raton(self, x: float, y: float, pulsa: bool = False) -> None:
        pasos: list[dict[str, Any]] = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}]
        pasos += [{"type": f"pointer{que}", "button": 0} for que in ("Down", "Up") if pulsa]
        self._actuar({"type": "pointer", "id": "raton", "parameters": {"pointerType": "mouse"}}, pasos)

    def tecla(self, nombre: str) -> None:
        valor = TECLAS.get(nombre, nombre)
        self._actuar(
            {"type": "key", "id": "teclado"},
            [{"type": f"key{que}", "value": valor} for que in ("Down", "Up")],
        )

    def _actuar(self, aparato: dict[str, Any], pasos: list[dict[str, Any]]) -> None:
        self.orden("PerformActions", actions=[{**aparato, "actions": pasos}])

    def medir(self, ancho: int, alto: int) -> None:
        marco_ancho, marco_alto = self.js("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        self.orden("SetWindowRect", width=ancho + marco_ancho, height=alto + marco_alto)
        self.hasta(f"innerHeight === {alto} && innerWidth <= {max(ancho, MAS_ESTRECHA)}")

    def foto(self) -> bytes:
        return base64.b64decode(self.orden("TakeScreenshot"))


class Firefox(ConWebDriver):
    def __init__(self, conexion: socket.socket) -> None:
        self.conexion, self.numero = conexion, 0
        self.entrada = conexion.makefile("rb")
        self._leer()  # se presenta
        self.orden("NewSession", capabilities={}, timeouts={"script": PACIENCIA * 1000})

    def orden(self, nombre: str, **datos: Any) -> Any:
        self.numero += 1
        mensaje = json.dumps([0, self.numero, f"WebDriver:{nombre}", datos]).encode()
        self.conexion.sendall(b"%d:%s" % (len(mensaje), mensaje))
        _, _, error, dado = self._leer()
        assert error is None, f"{nombre}: {error}"
        return dado["value"] if isinstance(dado, dict) and dado.keys() == {"value"} else dado

    def _leer(self) -> Any:
        largo = b""
        while (letra := self.entrada.read(1)) != b":":
            assert letra, "Firefox ha cerrado la conexión"
            largo += letra
        return json.loads(self.entrada.read(int(largo)))


class WebKit(ConWebDriver):
    RUTAS: ClassVar = {
        "Navigate": ("POST", "url"),
        "ExecuteAsyncScript": ("POST", "execute/async"),
        "PerformActions": ("POST", "actions"),
        "SetWindowRect": ("POST", "window/rect"),
        "TakeScreenshot": ("GET", "screenshot"),
        "DeleteSession": ("DELETE", ""),
    }

    def __init__(self, driver: str, minibrowser: str) -> None:
        self.base = f"{driver}/session"
        opciones = {"binary": minibrowser, "args": ["--automation"]}
        capacidades = {"webkitgtk:browserOptions": opciones, "timeouts": {"script": PACIENCIA * 1000}}
        sesion = self._pedir("POST", self.base, {"capabilities": {"alwaysMatch": capacidades}})
        self.base += f"/{sesion['sessionId']}"

    def orden(self, nombre: str, **datos: Any) -> Any:
        metodo, ruta = self.RUTAS[nombre]
        return self._pedir(metodo, f"{self.base}/{ruta}".rstrip("/"), datos if metodo == "POST" else None)

    @staticmethod
    def _pedir(metodo: str, direccion: str, datos: dict[str, Any] | None) -> Any:
        cuerpo = None if datos is None else json.dumps(datos).encode()
        peticion = urllib.request.Request(direccion, cuerpo, method=metodo)
        try:
            with urllib.request.urlopen(peticion, timeout=2 * PACIENCIA) as respuesta:
                return json.load(respuesta)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"WebKit: {error.read().decode()}") from None


# ——— Abrirlos ———


def faltan(motor: str) -> list[str]:
    """Los paquetes de Debian que faltan para abrir un motor."""
    return [paquete for programa, paquete in PROGRAMAS.get(motor, {}).items() if not shutil.which(programa)]


@contextmanager
def abierto(motor: str, chromium: Callable[[], Browser]) -> Iterator[Motor]:
    """Un motor abierto; `chromium` da el navegador que ya tengan abierto las demás pruebas."""
    with ExitStack() as pila:
        if motor == "chromium":
            contexto = chromium().new_context(locale="es-ES")
            pila.callback(contexto.close)
            yield Chromium(contexto.new_page())
        else:
            carpeta = Path(pila.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
            yield {"firefox": _firefox, "webkit": _webkit}[motor](pila, carpeta)


def _proceso(pila: ExitStack, *orden: str, **opciones: Any) -> subprocess.Popen[str]:
    proceso = subprocess.Popen(
        orden, text=True, **({"stdout": subprocess.DEVNULL} | opciones), stderr=subprocess.DEVNULL
    )

    def acabar() -> None:
        proceso.terminate()
        with suppress(subprocess.TimeoutExpired):
            proceso.wait(10)
        proceso.kill()
        proceso.wait()
        if proceso.stdout:
            proceso.stdout.close()

    pila.callback(acabar)
    return proceso


def _cuando(dar: Callable[[], Any]) -> Any:
    """Lo que da una función en cuanto deja de fallar."""
    fin = time.monotonic() + PACIENCIA
    while True:
        try:
            return dar()
        except (OSError, ValueError):
            if time.monotonic() > fin:
                raise
            time.sleep(0.02)


def _firefox(pila: ExitStack, perfil: Path) -> Firefox:
    preferencias = (f'user_pref("{nombre}", {valor});\n' for nombre, valor in PREFERENCIAS.items())
    (perfil / "user.js").write_text("".join(preferencias), encoding="utf-8")
    orden = ("firefox-esr", "--marionette", "--headless", "--no-remote")
    _proceso(pila, *orden, "--profile", str(perfil))
    puerto = _cuando(lambda: int((perfil / "MarionetteActivePort").read_text()))
    conexion = _cuando(lambda: socket.create_connection(("127.0.0.1", puerto), 2 * PACIENCIA))
    pila.callback(conexion.close)
    motor = Firefox(conexion)
    pila.callback(motor.entrada.close)
    return motor


def _webkit(pila: ExitStack, _carpeta: Path) -> WebKit:
    pantalla = _proceso(
        pila, "Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", stdout=subprocess.PIPE
    )
    assert pantalla.stdout
    entorno = {"DISPLAY": f":{pantalla.stdout.readline().strip()}", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto = libre.getsockname()[1]
    _proceso(pila, "WebKitWebDriver", f"--port={puerto}", env=os.environ | entorno)
    _cuando(lambda: socket.create_connection(("127.0.0.1", puerto)).close())
    motor = WebKit(f"http://127.0.0.1:{puerto}", str(next(Path("/usr").glob(MINIBROWSER))))
    pila.callback(motor.orden, "DeleteSession")
    return motor
