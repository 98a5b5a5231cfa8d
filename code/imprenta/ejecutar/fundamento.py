"""El fundamento de una sesión: lo que había fuera de la página cuando se ejecutó; si cambia, ya no vale."""

from __future__ import annotations

from pathlib import Path

from imprenta.ejecutar.dependencias.alcance import es_del_libro
from imprenta.ejecutar.dependencias.huella import Analisis
from imprenta.libro.disco import estado_de, resumen_de
from imprenta.libro.modelo import Guion, Visto


class Fundamento:
    """De qué depende lo que ha dado un guion, y cómo era."""

    def __init__(
        self, analisis: Analisis, pagina: Path, guion: Guion, visto: Visto, antes: Fundamento | None
    ) -> None:
        self.pagina, self.guion = pagina, guion
        self.suelo = analisis.suelo(pagina, guion)
        self.mirados = {r: resumen for r, resumen in visto.mirados.items() if es_del_libro(r, analisis.raiz)}
        self.carpetas = set(visto.carpetas)
        conocidos = antes.leidos if antes else {}
        self.leidos: dict[str, Leido] = {}
        for ruta, visto_asi in visto.leidos.items():
            if es_del_libro(ruta, analisis.raiz):
                conocido = conocidos.get(ruta)
                es_ese = conocido is not None and conocido.visto == visto_asi
                self.leidos[ruta] = conocido if conocido and es_ese else Leido(ruta, visto_asi)
        self.firme = not analisis.movidos(pagina, guion) and all(
            leido.es_igual() for leido in self.leidos.values()
        )

    def vale(self, analisis: Analisis) -> bool:
        """Si nada de ello ha cambiado, aparte de la propia página."""
        return (
            self.firme
            and analisis.suelo(self.pagina, self.guion) == self.suelo
            and all(leido.es_igual() for leido in self.leidos.values())
            and all(resumen_de(Path(ruta)) == resumen for ruta, resumen in self.mirados.items())
            and all(Path(carpeta).is_dir() for carpeta in self.carpetas)
        )


class Leido:
    """Un archivo, o la lista de una carpeta, que la página leyó: con qué estado y qué decía."""

    def __init__(self, ruta: str, visto: list[int] | str) -> None:
        self.ruta, self.visto = Path(ruta), visto
        self.estado, self.resumen = _estado(self.ruta), resumen_de(self.ruta)
        self.es_el_que_se_leyo = self.estado == visto

    def es_igual(self) -> bool:
        """Si aún dice lo que la página leyó."""
        estado = _estado(self.ruta)
        if estado != self.estado and resumen_de(self.ruta) == self.resumen:
            self.estado = estado
        return self.es_el_que_se_leyo and estado == self.estado


def _estado(ruta: Path) -> list[int] | str:
    return resumen_de(ruta) if ruta.is_dir() else list(estado_de(ruta))
