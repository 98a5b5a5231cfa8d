"""Los enlaces del libro electrónico: todos llegan, y a un sitio que está en él o en la red."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element

from imprenta.pintar.epub.xhtml import nombre_valido

DE_URI = ":/?#[]@!$&'()*+,;=%~"
EN_LA_RED = {"http", "https", "mailto", "tel", "doi"}


class Enlaces:
    """Los archivos del libro y los nombres de sus lugares, que se apuntan según se escriben."""

    def __init__(self) -> None:
        self.lugares: dict[str, set[str]] = {}

    def apuntar(self, archivo: str, nombres: Iterable[str]) -> None:
        """Dice qué lugares tienen nombre en un archivo."""
        self.lugares[archivo] = set(nombres)

    def adonde(self, direccion: str) -> str:
        """Una dirección como se escribe en el libro; nada si no se puede seguir.

        >>> [Enlaces().adonde(x) for x in ("uno.xhtml#figura 3", "https://a.org", "javascript:x()")]
        ['uno.xhtml#figura-3', 'https://a.org', '']
        """
        partes = urlsplit(direccion)
        if partes.scheme or partes.netloc:
            return quote(direccion, safe=DE_URI) if partes.scheme in EN_LA_RED else ""
        lugar = nombre_valido(unquote(partes.fragment))
        return partes.path + (f"#{lugar}" if lugar else "")

    def llega(self, direccion: str) -> bool:
        """Si una dirección del libro es la de algo que está en él."""
        archivo, _, lugar = self.adonde(direccion).partition("#")
        return archivo in self.lugares and (not lugar or lugar in self.lugares[archivo])

    def rematar(self, cuerpos: Mapping[str, Element]) -> None:
        """Con todo escrito: el enlace a un lugar que no está lleva a su página; el que no lleva, no lo es."""
        for archivo, cuerpo in cuerpos.items():
            for enlace in [*cuerpo.iter("a")]:
                if (direccion := enlace.get("href")) is not None and not urlsplit(direccion).scheme:
                    self._rematar(enlace, archivo, direccion)

    def _rematar(self, enlace: Element, archivo: str, direccion: str) -> None:
        otro, _, lugar = direccion.partition("#")
        destino = otro or archivo
        if destino not in self.lugares or (not otro and lugar not in self.lugares[destino]):
            enlace.tag = "span"
            for atributo in ("href", "role", "epub:type"):
                enlace.attrib.pop(atributo, None)
        elif lugar and lugar not in self.lugares[destino]:
            enlace.set("href", otro)
