"""`{nb-exec-table}` dice qué páginas se han ejecutado, aunque no las ejecute MyST-NB, y está al día."""

import datetime
import re
from pathlib import Path

import pytest
from libros import CABECERA, celda, construir, escribir_libro, poner

PAGINAS = {
    "tabla": "# Lo ejecutado\n\n```{nb-exec-table}\n```\n",
    "sub/uno": f"{CABECERA}# Una\n\n{celda('x = 2')}\n",
    "dos": f"{CABECERA}# Otra\n\n{celda('y = 3')}\n",
    "tres": "# Sin código\n",
}


def filas(libro: Path) -> dict[str, list[str]]:
    """Las de la tabla publicada, por el documento a que enlaza cada una."""
    pagina = (libro / "_build" / "html" / "tabla.html").read_text(encoding="utf-8")
    tabla = pagina[pagina.index("<tbody>") : pagina.index("</tbody>")]
    suyas = [re.findall(r"<td>(.*?)</td>", fila, re.DOTALL) for fila in tabla.split("</tr>")[:-1]]
    return {
        re.findall(r'href="([^"]+)"', primera)[0]: [re.sub("<[^>]*>", "", celda) for celda in demas]
        for primera, *demas in suyas
    }


def test_la_tabla_dice_lo_que_se_ha_ejecutado(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, PAGINAS)
    assert construir(libro, capsys)[::2] == (0, [])
    antes = filas(libro)
    assert antes.keys() == {"sub/uno.html", "dos.html"}
    for cuando, manera, segundos, bien in antes.values():
        hace = datetime.datetime.now() - datetime.datetime.fromisoformat(cuando)
        assert abs(hace) < datetime.timedelta(days=1)
        assert (manera, float(segundos) > 0, bien) == ("cache", True, "✅")
    poner(libro / "dos.md", f"{CABECERA}# Otra\n\n{celda('import time; time.sleep(1.5)')}\n")
    assert construir(libro, capsys)[::2] == (0, [])
    ahora = filas(libro)
    assert ahora["sub/uno.html"] == antes["sub/uno.html"]
    assert float(ahora["dos.html"][2]) >= 1.5
