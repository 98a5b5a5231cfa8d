"""La página nueva que el índice no nombra se avisa mientras se escribe, y en la terminal una sola vez."""

from pathlib import Path

import pytest
from libros import escribir_libro, poner

from imprenta.mesa.vigia import Vigia
from imprenta.ordenes import livehtml
from imprenta.ordenes.livehtml import Avisador
from imprenta.ordenes.noticias import UltimaNoticia

AVISO = "_toc.yml:4:1: «nueva» no está en el índice y nadie llega a ella: añade debajo «  - file: nueva»"


def test_se_avisa_una_vez_y_deja_de_avisarse_al_nombrarla(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    libro, estado = escribir_libro(tmp_path, {"una": "# Una\n", "dos": "# Dos\n"}), UltimaNoticia()
    with Vigia(libro) as vigia:
        avisador = Avisador(libro, estado, vigia)

        def avisado(*cambiados: str) -> tuple[str, list[str]]:
            avisador.mirar({libro / nombre for nombre in cambiados})
            return capsys.readouterr().out, [str(aviso) for aviso in estado.ahora.avisos]

        assert avisado() == ("", [])
        poner(libro / "nueva.md", "# Nueva\n")
        assert avisado("nueva.md") == (f"{AVISO}\n", [AVISO])
        assert avisado("una.md") == ("", [AVISO])
        roto = (libro / "_toc.yml").read_text(encoding="utf-8")
        poner(libro / "_toc.yml", "root: [")
        assert avisado("_toc.yml") == ("", [AVISO])  # el índice roto ya es una falta
        poner(libro / "_toc.yml", f"{roto}  - file: nueva\n")
        assert avisado("_toc.yml") == ("", [])
        monkeypatch.setattr(livehtml, "leer_libro", lambda _: 1 // 0)
        assert avisado("una.md", "nueva.md") == ("", [])  # editar la prosa no cuesta leer el índice
