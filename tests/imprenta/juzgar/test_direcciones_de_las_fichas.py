"""Las direcciones de la bibliografía: las que ejecutarían algo, o no llevan a ninguna parte, son faltas."""

from pathlib import Path

import pytest

from imprenta.juzgar.bibliografia import Bibliografia
from imprenta.libro.direcciones import SOLO_ESTAS

BUENAS = """\
@misc{una, title={JavaScript: The Good Parts}, year={2008}, url={https://a.es/javascript:x}, doi={10.1/a:b},
  eprint={arXiv:1706.03762}, howpublished={Online: \\url{http://b.es}},
  note={Data: de 2020, y \\href{mailto:a@b.es}{él}}}
@misc{dos, url="HTTP://a.es", doi={https://doi.org/10.1/a}, author={data, javascript: and Otro}}
@misc{tres, url={doi:10.1/x}, title={sin url}, abstract={javascript:alert(1) no es un enlace}}
"""
EJECUTAN = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java script:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "java\u200bscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&amp;#x6A;avascript&colon;alert(1)",
    "javascript&Tab;&colon;alert(1)",
    "\\u006aavascript:alert(1)",
    "\\u{6a}avascript:alert(1)",
    "\\x6aavascript:alert(1)",
    "{j}avascript:alert(1)",
    "java{}script:alert(1)",
    "\uff4aavascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:,x",
)


def faltas(carpeta: Path, texto: str, *mas: str) -> list[str]:
    nombres = [f"fuentes{n or ''}.bib" for n in range(1 + len(mas))]
    for nombre, suyo in zip(nombres, (texto, *mas), strict=True):
        (carpeta / nombre).write_text(suyo, encoding="utf-8", newline="")
    return [str(falta) for falta in Bibliografia(carpeta, nombres).faltas]


def test_las_que_se_enlazan_pasan(tmp_path: Path) -> None:
    assert faltas(tmp_path, BUENAS) == []


@pytest.mark.parametrize("direccion", EJECUTAN)
@pytest.mark.parametrize("campo", ["url", "doi", "eprint", "howpublished", "URL", "pubmed"])
def test_las_que_ejecutan_algo_son_una_falta_en_su_sitio(tmp_path: Path, campo: str, direccion: str) -> None:
    de = next((otro for otro in ("vbscript", "data") if direccion.startswith(otro)), "javascript")
    texto = f"% Fuentes\n\n@misc{{una, title={{Una}},\n  {campo}  = {{{direccion}}},\n  year={{2020}}}}\n"
    assert faltas(tmp_path, texto) == [
        f"fuentes.bib:4:{len(campo) + 8}: la dirección de «{campo.lower()}» es de «{de}»: {SOLO_ESTAS}"
    ]


@pytest.mark.parametrize(
    "direccion", ["ftp://a.es", "file:///etc/passwd", "about:blank", "blob:x", "tel:112"]
)
def test_url_es_de_las_que_se_enlazan_o_no_pasa(tmp_path: Path, direccion: str) -> None:
    de = direccion.partition(":")[0]
    assert faltas(tmp_path, f'@misc{{una, url="{direccion}"}}') == [
        f"fuentes.bib:1:17: la dirección de «url» es de «{de}»: {SOLO_ESTAS}"
    ]


@pytest.mark.parametrize("orden", [r"\url{javascript:x}", r"\href{ javascript:x}{y}", r"\url {JAVASCRIPT:x}"])
@pytest.mark.parametrize("campo", ["note", "title", "howpublished"])
def test_las_que_latex_enlazaria_tambien(tmp_path: Path, campo: str, orden: str) -> None:
    assert faltas(tmp_path, f"@misc{{una,\n {campo}={{Mira {orden}}}}}\n") == [
        f"fuentes.bib:2:{len(campo) + 4}: la dirección de «{campo}» es de «javascript»: {SOLO_ESTAS}"
    ]


def test_cada_una_en_su_archivo_y_tambien_las_que_se_juntan_por_trozos(tmp_path: Path) -> None:
    trozos = '@string{mal = "javascript:"}\n@misc(dos,\n  url = mal # "x")\n'
    trozos += "@misc{dos.bis, url={javascript:x}}\n"
    assert faltas(tmp_path, "@misc{uno, url={https://a.es}}\n", trozos) == [
        f"fuentes1.bib:3:9: la dirección de «url» es de «javascript»: {SOLO_ESTAS}",
        f"fuentes1.bib:4:21: la dirección de «url» es de «javascript»: {SOLO_ESTAS}",
    ]


def test_lo_que_no_esta_en_utf8_es_una_falta_y_los_demas_archivos_se_leen(tmp_path: Path) -> None:
    (tmp_path / "mala.bib").write_bytes(b"@misc{a,\n title={\xe1}, url={javascript:x}}\n")
    (tmp_path / "buena.bib").write_text("\ufeff@misc{b, year={2020}}", encoding="utf-8")
    bibliografia = Bibliografia(tmp_path, ["mala.bib", "buena.bib"])
    assert [str(falta) for falta in bibliografia.faltas] == [
        "mala.bib:2:9: no está en UTF-8: el octeto 0xE1 no se entiende"
    ]
    assert dict(bibliografia) == {"b": {"2020"}}


def test_lo_guardado_dice_lo_mismo(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("@misc{una, url={javascript:x}}\n", encoding="utf-8")
    memoria = tmp_path / "memoria.json"
    primera = Bibliografia(tmp_path, ["a.bib"], memoria).faltas
    assert memoria.exists()
    assert Bibliografia(tmp_path, ["a.bib"], memoria).faltas == primera != []
