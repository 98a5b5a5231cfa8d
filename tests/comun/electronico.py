"""Lo que hay dentro de un EPUB, para las pruebas."""

import subprocess
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
OPS = "{http://www.idpf.org/2007/ops}"
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")


class Electronico(NamedTuple):
    """Un EPUB ya hecho."""

    ruta: Path

    @property
    def archivos(self) -> dict[str, bytes]:
        """Sus archivos, por el orden en que van, con lo que llevan."""
        with zipfile.ZipFile(self.ruta) as archivo:
            return {entrada.filename: archivo.read(entrada) for entrada in archivo.infolist()}

    @property
    def paginas(self) -> dict[str, Element]:
        """El árbol de cada página, por el nombre de su archivo."""
        paginas = (nombre for nombre in self.archivos if nombre.endswith(".xhtml"))
        return {
            nombre.removeprefix("EPUB/"): ElementTree.fromstring(self.archivos[nombre]) for nombre in paginas
        }

    @property
    def paquete(self) -> Element:
        return ElementTree.fromstring(self.archivos["EPUB/libro.opf"])

    def ficha(self, campo: str) -> list[str]:
        """Lo que dicen sus metadatos: `title`, o una propiedad, `schema:accessMode`."""
        propios = (nodo.text for nodo in self.paquete.iter(f"{DC}{campo}"))
        ajenos = (nodo.text for nodo in self.paquete.iter(f"{OPF}meta") if nodo.get("property") == campo)
        return [texto or "" for texto in (*propios, *ajenos)]


def leido(arbol: Element) -> str:
    """El texto de un árbol, en una línea."""
    return " ".join("".join(arbol.itertext()).split())


def reparos(ruta: Path) -> list[str]:
    """Los errores y los avisos de `epubcheck`."""
    # Para una vez, a Java no le compensa compilar lo que corre.
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(EPUBCHECK)]
    hecho = subprocess.run([*java, str(ruta)], capture_output=True, text=True)
    dicho = (hecho.stdout + hecho.stderr).splitlines()
    malos = [linea for linea in dicho if linea.startswith(("ERROR", "WARNING", "FATAL", "USAGE"))]
    return malos or ([] if hecho.returncode == 0 else dicho)


def sin_llegar(paginas: dict[str, Element], archivos: set[str]) -> list[str]:
    """Los enlaces de un libro que no llegan a ninguna parte de él."""
    lugares = {
        nombre: {n.get("id") for n in arbol.iter() if n.get("id")} for nombre, arbol in paginas.items()
    }
    perdidos = []
    for nombre, arbol in paginas.items():
        for nodo in arbol.iter():
            direccion = nodo.get("href") or nodo.get("src") or ""
            archivo, _, lugar = direccion.partition("#")
            if not direccion or direccion.startswith(("http:", "https:", "mailto:")):
                continue
            esta = f"EPUB/{archivo or nombre}" in archivos
            if not esta or (lugar and unquote(lugar) not in lugares[archivo or nombre]):
                perdidos.append(f"{nombre}: {direccion}")
    return perdidos
