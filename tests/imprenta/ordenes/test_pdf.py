"""La orden `pdf`: lo que sale de ella, que no esconda faltas y que salga igual en cualquier sitio.

Lo que la edición en papel tiene que decir y cómo se oye lo miran `verdades` y `oidas`, que aquí prueban un
libro pequeño y en `test_tres_ediciones.py`, este.
"""

import contextlib
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from etiquetas import Dicho, Etiqueta, Papel
from hojas import Hojas
from libro_pequeno import ARCHIVOS, escribir, guardar
from libros import cumplir
from oidas import metadatos, reparos, reparos_de_outloud, reparos_de_pdfua
from verdades import Verdad, capitulos_del_papel, de_pagina, de_papel, desorden, llano, paginas_de_la_web

from imprenta.libro.libro import Libro, leer_libro
from imprenta.pintar.edicion import edicion_de


@dataclass(frozen=True)
class Impreso:
    """Un libro ya impreso, el commit de que sale y lo que dijo cada orden."""

    libro: Libro
    commit: str
    dicho: dict[str, str]

    @property
    def pdf(self) -> Path:
        return self.libro.obra / "pdf" / "libro.pdf"


@pytest.fixture(scope="module")
def impreso(tmp_path_factory: pytest.TempPathFactory) -> Impreso:
    """Un libro pequeño con de todo, en un repositorio, ya construido en HTML y en PDF."""
    raiz = escribir(tmp_path_factory.mktemp("libro"))
    commit, dicho = guardar(raiz), {}
    for orden in ("html", "pdf"):
        with contextlib.redirect_stdout(io.StringIO()) as salida:
            assert cumplir(orden, raiz) == 0
        dicho[orden] = salida.getvalue()
    return Impreso(leer_libro(raiz), commit, dicho)


@pytest.fixture(scope="module")
def papel(impreso: Impreso) -> Papel:
    return Papel(impreso.pdf)


@pytest.fixture(scope="module")
def en_la_web(impreso: Impreso) -> dict[str, Verdad]:
    web = {documento: de_pagina(pagina) for documento, pagina in paginas_de_la_web(impreso.libro).items()}
    web["portada"].titulos[0] = "Presentación"  # la página raíz, que en el papel no da nombre al libro
    return web


def lo_que_falta(web: dict[str, Verdad], papel: Papel) -> dict[str, list[str]]:
    """De cada capítulo, lo que el papel se ha dejado."""
    capitulos = capitulos_del_papel(papel, [verdad.titulos[0] for verdad in web.values()])
    faltan = {d: web[d].falta_en(de_papel(capitulo)) for d, capitulo in zip(web, capitulos, strict=True)}
    return {documento: cosas for documento, cosas in faltan.items() if cosas}


# ——— La misma verdad en el papel y en la pantalla ———


def test_el_papel_dice_lo_mismo_que_la_web(en_la_web: dict[str, Verdad], papel: Papel) -> None:
    assert lo_que_falta(en_la_web, papel) == {}
    uno, dos = en_la_web["uno"], en_la_web["dos"]
    assert uno.titulos == ["Elprimero", "Unasecciónconσeneltítulo"]
    assert uno.pies == ["Figura1.1 Unarecta.Llegahasta4sintorcerse."]
    assert (uno.ecuaciones, uno.formulas) == (["(1.1)"], ["037", "σ", "11225"])
    assert dos.celdas == ["cosa", "valor", "y", "0.0156"]
    assert dos.verificados == {"0.0156": 1, "1": 1, "64": 1, "0.016": 1}
    assert uno.extranjeras.total() == len("paper")


@pytest.mark.parametrize(
    ("que", "cambio"),
    [
        ("titulos", "Otrasección"),
        ("pies", "Figura1.7 Otra."),
        ("dibujos", "Otrodibujo."),
        ("ecuaciones", "(1.7)"),
        ("formulas", "0389"),
        ("celdas", "0.0157"),
    ],
)
def test_la_comparacion_nota_lo_que_la_web_dice_de_mas(
    en_la_web: dict[str, Verdad], papel: Papel, que: str, cambio: str
) -> None:
    capitulos = capitulos_del_papel(papel, [verdad.titulos[0] for verdad in en_la_web.values()])
    dicho = de_papel(dict(zip(en_la_web, capitulos, strict=True))["uno"])
    verdad = en_la_web["uno"]
    mas = Verdad(**{**vars(verdad), que: [*getattr(verdad, que), cambio]})
    assert mas.falta_en(dicho) == [f"{que}: {cambio}"]
    de_mas = Verdad(**{**vars(verdad), "verificados": verdad.verificados + dicho.verificados})
    assert verdad.falta_en(dicho) == [] != de_mas.falta_en(dicho)


def test_la_comparacion_nota_lo_que_al_papel_le_falta(en_la_web: dict[str, Verdad], papel: Papel) -> None:
    """Un capítulo sin su figura y sin su tabla, y otro que no está."""
    *_, dos, _glosario, _fuentes = capitulos_del_papel(papel, [v.titulos[0] for v in en_la_web.values()])
    recortado = Etiqueta("Part", hijas=[h for h in dos.hijas if not (de(h, "Table") or de(h, "Figure"))])
    assert en_la_web["dos"].falta_en(de_papel(recortado)) == [
        "pies: Figura2.1 Otrarecta,dealto0.016.",
        "dibujos: Unarectaquesubehasta0.015625.",
        "celdas: cosa",
        "celdas: valor",
        "celdas: y",
        "celdas: 0.0156",
        "número: 0.0156 (1 veces)",
        "número: 0.016 (1 veces)",
    ]
    assert lo_que_falta({"dos": Verdad(["Eltercero"])}, papel) == {"dos": ["titulos: Eltercero"]}


def de(etiqueta: Etiqueta | Dicho, tipo: str) -> list[Etiqueta]:
    return etiqueta.de(tipo) if isinstance(etiqueta, Etiqueta) else []


# ——— Se puede oír ———


def test_se_puede_oir(impreso: Impreso, papel: Papel) -> None:
    assert reparos(papel) == []
    assert reparos_de_outloud(papel) == []
    assert reparos_de_pdfua(impreso.pdf) == []


def test_los_jueces_notan_lo_que_no_se_oye(impreso: Impreso, tmp_path: Path) -> None:
    """Sin textos alternativos, sin cabeceras y sin título a la vista: cada juez ve lo suyo."""
    with pikepdf.open(impreso.pdf) as mudo:
        mudo.Root.ViewerPreferences.DisplayDocTitle = False
        for objeto in mudo.objects:
            if isinstance(objeto, pikepdf.Dictionary) and objeto.get("/S") in ("/Figure", "/Formula"):
                del objeto["/Alt"]
            elif isinstance(objeto, pikepdf.Dictionary) and objeto.get("/S") == "/TH":
                objeto.S = pikepdf.Name.TD
        mudo.save(tmp_path / "mudo.pdf")
    callado = Papel(tmp_path / "mudo.pdf")
    dichos = " ".join(reparos(callado))
    assert "sin título a la vista" in dichos and "Figure de la página" in dichos and "tabla de la" in dichos
    assert {"DOC-011", "FIG-001", "MATH-001"} <= reglas(reparos_de_outloud(callado))
    assert reglas(reparos_de_pdfua(tmp_path / "mudo.pdf"))


def reglas(reparos: list[str]) -> set[str]:
    return {reparo.partition(":")[0] for reparo in reparos}


def test_se_oye_en_el_orden_en_que_se_lee(
    impreso: Impreso, papel: Papel, en_la_web: dict[str, Verdad]
) -> None:
    paginas = paginas_de_la_web(impreso.libro)
    titulos = [verdad.titulos[0] for verdad in en_la_web.values()]
    capitulos = dict(zip(paginas, capitulos_del_papel(papel, titulos), strict=True))
    desordenados = {documento: desorden(paginas[documento], capitulos[documento]) for documento in paginas}
    assert desordenados.pop("portada") == ["Ysinprisa."]  # el subtítulo, que está en la portada
    assert desordenados == {"uno": [], "dos": [], "glosario": [], "fuentes": []}
    al_reves = Etiqueta("Part", hijas=capitulos["uno"].hijas[::-1])
    assert desorden(paginas["uno"], al_reves) != []


# ——— Cómo es el archivo ———


def test_el_archivo_esta_sano_y_se_presenta(impreso: Impreso, papel: Papel) -> None:
    subprocess.run(["qpdf", "--check", impreso.pdf], check=True, capture_output=True)
    assert metadatos(papel) == {
        "dc:title": "Un libro pequeño",
        "dc:creator": "Nadie",
        "dc:language": "es",
        "dc:description": "Y sin prisa.",
        "pdf:Keywords": "redes, libros",
        "pdfuaid:part": "1",
    }
    letras = {letra.base_font: letra for letra in papel.documento.fonts.values()}
    assert letras and all(letra.embedded for letra in letras.values())


def test_las_figuras_son_trazos(papel: Papel) -> None:
    assert len(papel.arbol.de("Figure")) == 2
    assert Hojas(papel, []).imagenes() == []


def test_los_marcadores_son_el_indice(impreso: Impreso) -> None:
    """Cada uno dentro de aquel del que es, y a la página en que está."""
    documento = pypdf.PdfReader(impreso.pdf)
    assert [*colgados(documento.outline)] == [
        (0, "Índice general"),
        (0, "Índice de figuras"),
        (0, "Presentación"),
        (1, "Para quién"),
        (0, "El libro"),
        (0, "1 El primero"),
        (1, "Una sección con σ en el título"),
        (0, "2 El segundo"),
        (0, "Apéndices"),
        (0, "Glosario"),
        (0, "Fuentes"),
        (0, "Índice alfabético"),
    ]
    paginas = [documento.get_destination_page_number(m) for m in aplanar(documento.outline)]
    assert paginas == sorted(pagina for pagina in paginas if pagina is not None)


def colgados(marcadores: list[Any], hondo: int = 0) -> Iterator[tuple[int, str]]:
    for marcador in marcadores:
        if isinstance(marcador, list):
            yield from colgados(marcador, hondo + 1)
        else:
            yield hondo, marcador["/Title"]


def aplanar(marcadores: list[Any]) -> list[Any]:
    return [hoja for m in marcadores for hoja in (aplanar(m) if isinstance(m, list) else [m])]


def texto_de(impreso: Impreso) -> str:
    return "\n".join(pagina.extract_text() for pagina in pypdf.PdfReader(impreso.pdf).pages)


def test_las_paginas_se_llaman_como_dicen(impreso: Impreso) -> None:
    """La que lleva impreso un número se llama así en el visor."""
    documento = pypdf.PdfReader(impreso.pdf)
    llamadas = dict(zip(documento.page_labels, documento.pages, strict=False))
    assert "El primero" in llamadas[numero_de(documento, "1 El primero")].extract_text()


def numero_de(documento: pypdf.PdfReader, titulo: str) -> str:
    """El número que el índice general da a un capítulo."""
    indice = "\n".join(pagina.extract_text() for pagina in documento.pages[:12])
    hallado = re.search(rf"^{titulo}[ .]*(\d+)$", indice, re.MULTILINE)
    assert hallado is not None
    return hallado[1]


def test_el_indice_va_en_el_orden_del_espanol(impreso: Impreso) -> None:
    assert re.search(
        r"A\s+ángulo, \d+\s+N\s+nube, \d+\s+Ñ\s+ñandú, \d+\s+R\s+retropropagación, \d+", texto_de(impreso)
    )


def test_los_creditos_dicen_de_que_libro_es_y_cuanto_se_ha_comprobado(impreso: Impreso) -> None:
    texto = texto_de(impreso)
    for dato in (
        "Versión 3.1.4",
        "Edición del 14 de julio de 2017",
        f"Commit {impreso.commit}",
        "MIT",
        "CC-BY-4.0",
    ):
        assert dato in texto
    assert "7 cifras · 0 afirmaciones · 1 fórmula" in texto
    assert "Ashish Vaswani. Attention is all you need." in texto


def test_lo_plegado_no_se_imprime(impreso: Impreso) -> None:
    assert "import math" not in texto_de(impreso)
    assert "x = math.exp(-1)" in texto_de(impreso)


def test_la_respuesta_va_detras_de_su_codigo(papel: Papel) -> None:
    codigos = [llano(codigo.texto()) for codigo in papel.arbol.de("Code")]
    respuesta = codigos.index("0.36787944117144233")
    assert codigos[respuesta - 1] == llano("x = math.exp(-1)  # σ ≤ ¼ → «nada»\nx")
    pareja = (codigos[respuesta - 1], codigos[respuesta])
    assert Hojas(papel, []).respuestas_lejos([pareja]) == []
    assert Hojas(papel, []).respuestas_lejos([pareja[::-1], (codigos[-1], pareja[1])]) != []


# ——— La orden ———


def test_lo_que_no_cambia_no_se_vuelve_a_componer(
    impreso: Impreso, capsys: pytest.CaptureFixture[str]
) -> None:
    antes = impreso.pdf.stat().st_mtime_ns
    assert cumplir("pdf", impreso.libro.raiz) == 0
    assert "uno.md" not in capsys.readouterr().out
    assert impreso.pdf.stat().st_mtime_ns == antes


def test_el_pdf_no_vuelve_a_ejecutar_lo_que_ya_ejecuto_el_html(impreso: Impreso) -> None:
    assert "uno.md" in impreso.dicho["html"]
    assert "uno.md" not in impreso.dicho["pdf"]


def test_en_otra_carpeta_salen_los_mismos_octetos(impreso: Impreso, tmp_path: Path) -> None:
    """Con la misma historia y lo ejecutado, copiado; el reloj no cuenta."""
    otro = tmp_path / "otro" / "más hondo"
    shutil.copytree(impreso.libro.raiz, otro, ignore=shutil.ignore_patterns("pdf", "sphinx-*"))
    assert cumplir("pdf", otro) == 0
    assert (otro / "_build" / "pdf" / "libro.pdf").read_bytes() == impreso.pdf.read_bytes()


FALTAS = {
    "Un jeroglífico: 𓀀.": "portada.md:5:1: el papel: ninguna letra del PDF tiene «𓀀» (U+13000): trae una "
    "que lo tenga en la carpeta `letras:` del papel\n",
}


def sin_letra(signo: str) -> str:
    return (
        f"el papel: ninguna letra del PDF tiene «{signo}» (U+{ord(signo):04X}): trae una que lo tenga en la "
        "carpeta `letras:` del papel"
    )


def test_lo_que_ninguna_letra_tiene_es_un_aviso_donde_no_se_exige(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indice = "format: jb-book\nroot: portada\nchapters: [{file: otra}]\n"
    paginas = {"portada.md": "# Un libro\n\nHola.\n", "otra.md": "# Otra\n\nMal ❌, bien ✅ y 🤔.\n"}
    raiz = escribir(tmp_path, {"_config.yml": "imprenta: {cubiertas: []}\n", "_toc.yml": indice} | paginas)
    for _ in range(2):
        assert cumplir("pdf", raiz) == 0
        avisos = capsys.readouterr().err.splitlines()
        suyos = [aviso for aviso in avisos if not aviso.startswith("_sin_cubrir.yml")]
        assert suyos == [f"otra.md:3:1: aviso: {sin_letra(signo)}" for signo in "✅❌🤔"]
    escribir(raiz, {"_config.yml": "imprenta: {cubiertas: [otra]}\n"})
    assert cumplir("pdf", raiz) == 1
    assert capsys.readouterr().err == f"otra.md:3:1: {sin_letra('❌')}\n"


def test_una_falta_del_papel_no_toca_el_ultimo_pdf_bueno(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    de_todos = {nombre: ARCHIVOS[nombre] for nombre in ("_config.yml", "fuentes.bib", "portada.md")}
    raiz = escribir(tmp_path, de_todos | {"_toc.yml": "format: jb-book\nroot: portada\n"})
    assert cumplir("pdf", raiz) == 0
    bueno = (raiz / "_build" / "pdf" / "libro.pdf").read_bytes()
    for prosa, falta in FALTAS.items():
        escribir(raiz, {"portada.md": f"# Un libro\n\nAquí.\n\n{prosa}\n"})
        capsys.readouterr()
        for _ in range(2):
            assert cumplir("pdf", raiz) == 1
            assert capsys.readouterr().err.startswith(falta)
        assert (raiz / "_build" / "pdf" / "libro.pdf").read_bytes() == bueno
    escribir(raiz, {"portada.md": "# Un libro\n\nYa no hay.\n"})
    assert cumplir("pdf", raiz) == 0


def test_lo_que_no_cabe_se_encoge_donde_no_se_exige(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tabla = f"{'| MMMMMMMMMMMM ' * 14}|\n{'|---' * 14}|\n{'| a ' * 14}|\n"
    formula = "$$\n\\begin{matrix}" + " & ".join(["aaaaaa"] * 20) + "\\end{matrix}\n$$\n"
    en_linea = formula.replace("$$", "$").replace("\n", "")
    portada = f"# Un libro\n\nAquí.\n\n{tabla}\n{formula}\nY {en_linea}.\n"
    libro = {"_toc.yml": "format: jb-book\nroot: portada\n", "portada.md": portada}
    escribir(tmp_path, libro | {"_config.yml": "title: T\nimprenta: {cubiertas: []}\n"})
    assert cumplir("pdf", tmp_path) == 0
    escribir(tmp_path, {"_config.yml": "title: T\nimprenta: {cubiertas: [portada]}\n"})
    capsys.readouterr()
    assert cumplir("pdf", tmp_path) == 1
    assert re.match(
        r"portada.md:5:1: el papel: la tabla no cabe: le sobran \d+ mm\n", capsys.readouterr().err
    )


def test_la_edicion_sale_del_ultimo_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    escribir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert edicion_de(tmp_path).instante == 0
    commit = guardar(tmp_path)
    edicion = edicion_de(tmp_path)
    assert (edicion.instante, edicion.commit, edicion.version) == (1_500_000_000, commit, "3.1.4")
    (tmp_path / "uno.md").write_text("# Otro\n", encoding="utf-8")
    assert edicion_de(tmp_path).commit == f"{commit} con cambios"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert edicion_de(tmp_path).instante == 86400
