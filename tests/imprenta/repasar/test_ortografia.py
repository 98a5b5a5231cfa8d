"""La ortografía, la tipografía y los nombres: cada falta con su mensaje entero, y nada más."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from libros import cumplir

from imprenta.leer.lectura import leer
from imprenta.libro.idiomas import Idiomas, idiomas_de, lineas_de
from imprenta.libro.libro import Libro, leer_libro
from imprenta.libro.modelo import Falta
from imprenta.libro.pagina import TACHADO, Pagina
from imprenta.ordenes.check import check
from imprenta.repasar import ortografia
from imprenta.repasar.ortografia import FaltaHunspell, nombres, tipografia

con_hunspell = pytest.mark.skipif(shutil.which("hunspell") is None, reason="no está Hunspell")
RAIZ = Path(__file__).parents[3]


def pagina(texto: str) -> Pagina:
    return leer(Path("p.md"), texto.encode())


def dichas(faltas: Iterable[Falta]) -> list[str]:
    return [str(falta) for falta in sorted(faltas)]


def revisar(texto: str, *propias: str) -> list[str]:
    return dichas(ortografia.ortografia([pagina(texto)], frozenset(propias)))


# ——— Qué es prosa ———


def test_la_prosa_no_lleva_codigo_formulas_ni_roles_y_cada_letra_esta_en_su_sitio() -> None:
    texto = (
        "---\nfile_format: mystnb\n---\n# Título\n\nLa $x$ vale {cifra}`0.5 <y>`, `codigo` y {cite}`u`.\n"
        "[enlace](otra.md#sitio) {doc}`aqui` {term}`voz <otra>`\n\n"
        "```{code-cell} python\nx = 'nada'\n```\n"
    )
    prosa = pagina(texto).prosa
    assert len(prosa) == len(texto)
    visto = " ".join(re.sub(TACHADO, " ", prosa).split())
    assert visto == "# Título La vale 0.5 , y . [enlace]( ) voz"
    assert prosa.index("voz") == texto.index("voz")


# ——— Ortografía ———


@con_hunspell
@pytest.mark.parametrize(
    ("texto", "faltas"),
    [
        ("Así lo tendriamos hecho.", ["1:8: «tendriamos» no está en el diccionario (¿tendríamos?)"]),
        (
            "# El elmento\n\nBien.\n\n- y kjhgfds",
            [
                "1:6: «elmento» no está en el diccionario (¿elemento?)",
                "5:5: «kjhgfds» no está en el diccionario",
            ],
        ),
        ("Es {afirma}`tendriamos <x>`.", ["1:13: «tendriamos» no está en el diccionario (¿tendríamos?)"]),
        (
            "```{figure} mpa.svg\n:alt: El elmento.\n\nUn pie.\n```",
            ["2:10: «elmento» no está en el diccionario (¿elemento?)"],
        ),
        ("El camión, la cigüeña y el ÁRBOL: ¡qué vergüenza!", []),
        ("Ni `kjhg`, ni $kjhg$, ni {cite}`kjhg`, ni https://kjhg.example/kjhg.", []),
        ("```python\nkjhgf = 1\n```\n\n<!-- kjhgf -->\n\n% kjhgf\n\n(kjhgf)=\n", []),
        ("σ, ᵀ, x e y.", []),
    ],
)
def test_ortografia(texto: str, faltas: list[str]) -> None:
    assert revisar(texto) == [f"p.md:{falta}" for falta in faltas]


@con_hunspell
def test_las_palabras_del_libro_valen_y_las_mayusculas_cuentan_solo_en_los_nombres() -> None:
    assert revisar("Softmax y softmax.", "softmax") == []
    assert revisar("Glorot.", "Glorot") == []
    assert [f.split(" no está")[0] for f in revisar("glorot", "Glorot")] == ["p.md:1:1: «glorot»"]


def test_sin_hunspell_se_dice_que_instalar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FaltaHunspell):
        ortografia.desconocidas(["hola"], ortografia.diccionario_de("es"))
    _libro(tmp_path, "Hola.")
    assert cumplir("check", tmp_path) == 1
    salida = capsys.readouterr()
    assert salida.out == ""
    assert salida.err == (
        "para revisar la ortografía hace falta Hunspell con el diccionario es_ES: "
        "en Debian y Ubuntu, apt-get install hunspell hunspell-es\n"
    )


@con_hunspell
@pytest.mark.parametrize(
    ("lengua", "nombre", "paquete"),
    [("hu", "hu", "hunspell-hu"), ("pt-br", "pt_BR", "hunspell-pt-br"), ("it", "it_IT", "hunspell-it")],
)
def test_sin_el_diccionario_de_la_lengua_del_libro_tambien(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lengua: str, nombre: str, paquete: str
) -> None:
    _libro(tmp_path, "Szia.", lengua=lengua)
    assert cumplir("check", tmp_path) == 1
    assert capsys.readouterr().err == (
        f"para revisar la ortografía hace falta Hunspell con el diccionario {nombre}: "
        f"en Debian y Ubuntu, apt-get install hunspell {paquete}\n"
    )


@con_hunspell
@pytest.mark.parametrize("idioma", ["es", "en"])
def test_el_libro_nuevo_no_tiene_faltas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, idioma: str) -> None:
    monkeypatch.setenv("IMPRENTA_IDIOMA", idioma)
    assert cumplir("nuevo", tmp_path / "libro") == 0
    assert cumplir("check", tmp_path / "libro") == 0


@con_hunspell
def test_un_libro_en_ingles_se_revisa_en_ingles(tmp_path: Path) -> None:
    """Con su diccionario, sus contracciones y su tipografía, que no es la española."""
    texto = 'The "cat" doesn\'t know; they’ll see it! Is it? El kjhgfds...\n'
    libro, paginas = _libro(tmp_path, texto, "en"), [pagina(texto)]
    assert dichas(ortografia.faltas_de_lengua(libro, paginas)) == [
        "p.md:1:51: «kjhgfds» no está en el diccionario"
    ]
    (libro.raiz / "_palabras.txt").write_text("kjhgfds\n")
    assert ortografia.faltas_de_lengua(libro, paginas) == []


# ——— Tipografía ———


@pytest.mark.parametrize(
    ("texto", "faltas"),
    [
        ('Un "no.', ["1:4: comillas rectas: en español son «estas»"]),
        ("Y así...", ["1:6: tres puntos seguidos: los suspensivos son un solo signo, …"]),
        ("Uno  dos.", ["1:4: dos espacios seguidos"]),
        ("Uno , dos.", ["1:4: sobra el espacio de delante del signo"]),
        ("« Uno».", ["1:2: sobra el espacio de detrás del signo"]),
        ("El {cifra}`73% <p>` de todo.", ["1:14: falta un espacio entre el número y %"]),
        ("Son {cifra}`50257 <v>`.", ["1:13: los millares se separan con un espacio"]),
        ("Uno - dos.", ["1:4: un guion no es una raya: —"]),
        ("Uno -- dos.", ["1:4: un guion no es una raya: —"]),
        ("De la\nla casa.", ["1:4: la palabra se repite"]),
        ("Qué hora es?", ["1:12: «?» cierra lo que no se ha abierto"]),
        ("¿Qué hora es.", ["1:1: «¿» se abre y no se cierra"]),
        ("Hola!", ["1:5: «!» cierra lo que no se ha abierto"]),
        ("Un «banco.\n\nOtro».", ["1:4: « se abre y no se cierra", "3:5: » cierra lo que no se ha abierto"]),
    ],
)
def test_tipografia(texto: str, faltas: list[str]) -> None:
    assert dichas(tipografia(pagina(texto))) == [f"p.md:{falta}" for falta in faltas]


@pytest.mark.parametrize(
    "texto",
    [
        "¿Qué «banco»? ¡El de pintar!",
        "El {cifra}`73 % <p>` de {cifra}`50 257 <v>`, o {cifra}`0.99995460 <s>`.",
        "| uno  | dos  |\n|------|------|\n| a    | b    |",
        "- uno\n- dos\n\n1. tres",
        'Un `"literal"` y ``a...b``.',
        "Con código $f(x, ...)$ y {doc}`aqui` , no.",
        "Poco a poco, una a una, y así — dijo — siempre.",
        "Dos líneas\n  con sangría.",
        "![Una imagen](mapa.svg)",
        "¿Y esto\nsigue aquí? «Y\nesto también».",
    ],
)
def test_lo_que_esta_bien_no_se_toca(texto: str) -> None:
    assert dichas(tipografia(pagina(texto))) == []


# ——— Una cosa, un nombre ———


def _libro(carpeta: Path, texto: str, lengua: str = "es", **listas: str) -> Libro:
    (carpeta / "_config.yml").write_text(f"title: Prueba\nsphinx: {{config: {{language: {lengua}}}}}\n")
    (carpeta / "_toc.yml").write_text("format: jb-book\nroot: p\n")
    (carpeta / "p.md").write_text(texto)
    for nombre, lista in listas.items():
        (carpeta / f"_{nombre}.txt").write_text(lista)
    return leer_libro(carpeta)


TERMINOS = "logits? -> «puntuación»\nel softmax -> «la softmax»  # femenina\n"


def _nombres(tmp_path: Path, texto: str) -> list[str]:
    libro = _libro(tmp_path, texto, terminos=TERMINOS)
    return dichas(nombres(pagina(texto), list(ortografia._terminos(libro))))


def test_lo_que_no_se_dice_asi(tmp_path: Path) -> None:
    assert _nombres(tmp_path, "Los Logits.\n\nTras el\nsoftmax.") == [
        "p.md:1:5: «Logits» aquí se dice «puntuación»",
        "p.md:3:6: «el softmax» aquí se dice «la softmax»",
    ]


def test_en_cursiva_en_una_cita_o_dentro_de_otra_palabra_no_cuenta(tmp_path: Path) -> None:
    assert _nombres(tmp_path, "En inglés, *logits*.\n\n> Los logits.\n\nLogitsón. `logits`") == []


@con_hunspell
def test_la_orden_dice_cada_falta_en_una_linea_y_cuantas_son(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    libro = _libro(tmp_path, "El softmax de kjhgfds.\n", palabras="# mías\nsoftmax\n", terminos=TERMINOS)
    assert check(libro) == 1
    salida = capsys.readouterr()
    assert salida.err == (
        "p.md:1:1: «El softmax» aquí se dice «la softmax»\n"
        "p.md:1:15: «kjhgfds» no está en el diccionario\n"
        "Las palabras que estén bien se añaden a _palabras.txt.\n"
    )
    assert salida.out == "1 páginas repasadas · faltas de lengua, de enlace o de aparato: 2\n"


@con_hunspell
def test_este_libro_no_tiene_faltas() -> None:
    libro = leer_libro(RAIZ)
    paginas = [leer(ruta.relative_to(RAIZ), ruta.read_bytes()) for ruta in libro.paginas]
    assert ortografia.faltas_de_lengua(libro, paginas) == []


def test_las_listas_de_este_libro_estan_en_uso() -> None:
    """Ni palabras que el libro ya no usa ni una que sobre por repetida."""
    libro = leer_libro(RAIZ)
    palabras = lineas_de(libro.raiz / ortografia.PALABRAS)
    assert len(palabras) == len(set(palabras))
    prosa = " ".join(leer(ruta, ruta.read_bytes()).prosa for ruta in libro.paginas)
    usadas = set(ortografia.PALABRA.findall(prosa)) | {p.lower() for p in ortografia.PALABRA.findall(prosa)}
    assert [palabra for palabra in palabras if palabra not in usadas] == []


def test_las_palabras_de_otras_lenguas_de_este_libro_estan_en_uso_y_declaradas_una_vez() -> None:
    libro = leer_libro(RAIZ)
    idiomas = idiomas_de(libro.raiz)
    propias = lineas_de(libro.raiz / ortografia.PALABRAS)
    prosa = "\n".join(leer(ruta, ruta.read_bytes()).prosa for ruta in libro.paginas)
    usadas = {" ".join(prosa[inicio:fin].split()) for inicio, fin, _ in idiomas.tramos(prosa)}
    usadas |= {usada[0].lower() + usada[1:] for usada in usadas}
    for declaradas in idiomas.palabras.values():
        assert len(declaradas) == len({palabra.lower() for palabra in declaradas})
        assert not set(declaradas) & set(propias)
        assert [palabra for palabra in declaradas if palabra not in usadas] == []


@con_hunspell
def test_lo_que_esta_en_otra_lengua_no_es_una_falta_y_suelto_si() -> None:
    texto = "El *dot product* y el dot."
    faltas = ortografia.ortografia([pagina(texto)], frozenset(), Idiomas({"en": ["dot product"]}))
    assert [falta.split(" (")[0] for falta in dichas(faltas)] == [
        "p.md:1:23: «dot» no está en el diccionario"
    ]


def test_la_falta_es_una_falta() -> None:
    (falta,) = tipografia(pagina("Hola..."))
    assert falta == Falta(Path("p.md"), 1, 5, "tres puntos seguidos: los suspensivos son un solo signo, …")
