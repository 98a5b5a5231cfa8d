"""Un literal con otro valor es cierto y sigue escrito como lo escribe su autor."""

import math
import re
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imprenta.juzgar.literal.comparar import coincide, forma, hojas
from imprenta.juzgar.literal.leer import literal_de, numeros_de
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras
from imprenta.juzgar.literal.reescribir import Estilo, reescrito
from imprenta.libro.modelo import Dato

SIGNOS = st.sampled_from(["", "", "−", "-", "+", "menos ", r"-\,"])
MILLARES = st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202f", r"\,", r"{\,}", "~"])
COMAS = st.sampled_from([".", ",", "{,}", "{.}"])
POTENCIAS = st.sampled_from(
    ["·10⁻⁵", r"\cdot10^{-5}", r" \times 10^{4}", "e-5", "e+05", "·10^7", r"\cdot 10^{12}", "×10³"]
)
SUFIJOS = st.sampled_from(["", "", " %", "%", r"\,\%", " ‰", " por ciento", " millones", " mil"])
ENVOLTORIOS = st.sampled_from(["{}", r"\mathbf{{{}}}", r"{{\bf {}}}", r"\text{{{}}}"])
FRACCIONES = st.sampled_from(
    [r"\frac{2}{7}", r"\frac23", "1/3", "½", r"-\dfrac{1}{12}", "−3/4", r"\tfrac{-1}{3}"]
)
ENTEROS = st.integers(-(10**9), 10**9)
FINITOS = st.floats(allow_nan=False, allow_infinity=False)
NORMALES = st.one_of(st.floats(-1e7, 1e7), ENTEROS, st.fractions(-100, 100, max_denominator=20))
VALORES = st.one_of(FINITOS, ENTEROS, st.fractions(), st.floats(-1, 1), NORMALES)


@st.composite
def decimales(draw: st.DrawFn, coma: st.SearchStrategy[str] = COMAS) -> str:
    cifras = str(draw(st.integers(0, 10**7)))
    millar = draw(MILLARES)
    entera = f"{int(cifras):,}".replace(",", millar)
    decimal = draw(st.text("0123456789", max_size=5))
    cola = draw(st.one_of(SUFIJOS, POTENCIAS))
    signo = draw(SIGNOS)
    return signo + entera + (draw(coma) + decimal if decimal else "") + cola


UNO = st.one_of(st.builds(lambda e, d: e.format(d), ENVOLTORIOS, decimales()), FRACCIONES).filter(
    lambda texto: _se_lee(texto)
)
EN_LISTA = decimales(st.just(".")).filter(lambda texto: _se_lee(texto) and "menos" not in texto)


def _se_lee(texto: str) -> bool:
    try:
        literal_de(texto)
    except ValueError:
        return False
    return True


@given(UNO, VALORES)
def test_un_numero_reescrito_es_cierto(literal: str, valor: float | F) -> None:
    nuevo = reescrito(literal, valor)
    assert nuevo is not None
    assert coincide(literal_de(nuevo), valor)
    assert reescrito(nuevo, valor) == nuevo


@given(UNO)
def test_lo_que_ya_es_cierto_no_se_toca(literal: str) -> None:
    suyo = next(numeros_de(literal_de(literal)))
    if isinstance(suyo.valor, F) and coincide(suyo, suyo.valor):  # «−0» no es cierto nunca
        assert reescrito(literal, suyo.valor) == literal


CIFRAS = re.compile(
    r"[-−+]|menos\s|[0-9⁰¹²³⁴⁵⁶⁷⁸⁹⁻]|(?<=[0-9])(?:[.,]|\{[.,]\})(?=[0-9])"
    r"|(?<=[0-9])(?:[ \u00a0\u2009\u202f~]|\\,|\{\\,\})(?=[0-9])"
)


def armazon(texto: str) -> str:
    """Lo que queda de un literal sin sus cifras, sus signos y lo que separa unas de otras."""
    sin = CIFRAS.sub("", re.sub(r"^(\\[a-z]+\{|\{\\bf )?[-+−]\\,", r"\1", texto))
    return sin.replace("½", "").replace("/", "").replace("¾", "")


@given(UNO, st.floats(1, 9.4), st.sampled_from([-1, 1]))
def test_solo_cambian_las_cifras_y_el_signo(literal: str, veces: float, signo: int) -> None:
    """Si el valor es del tamaño del que había, todo lo demás se queda."""
    (numero,) = numeros_de(literal_de(literal))
    valor = signo * numero.valor * F(veces)
    if valor == 0 or numero.paso is None:
        return
    nuevo = reescrito(literal, valor)
    assert nuevo is not None
    if (numero.exponente or 0) + 1:  # con `·10⁰`, la potencia se calla
        assert armazon(nuevo) == armazon(literal)


@st.composite
def listas(draw: st.DrawFn) -> tuple[str, Dato]:
    """Un vector o una matriz, escritos de alguna manera, y otro valor de su misma forma."""
    filas, columnas = draw(st.integers(0, 3)), draw(st.integers(1, 4))
    numeros = st.lists(EN_LISTA, min_size=columnas, max_size=columnas)
    valores = st.lists(draw(st.sampled_from([VALORES, NORMALES])), min_size=columnas, max_size=columnas)
    if not filas:
        abre, entre, cierra = draw(
            st.sampled_from(
                [("[", ", ", "]"), ("(", "; ", ")"), ("[", ",\n ", "]"), (r"\left(", ",", r"\right)")]
            )
        )
        vector: Dato = list(draw(valores))
        return abre + entre.join(draw(numeros)) + cierra, vector
    hechas = draw(st.lists(numeros, min_size=filas, max_size=filas))
    valor: Dato = [list(fila) for fila in draw(st.lists(valores, min_size=filas, max_size=filas))]
    if draw(st.booleans()):
        return "[" + ", ".join("[" + ", ".join(fila) + "]" for fila in hechas) + "]", valor
    cuerpo = " \\\\[2pt]\n".join(" & ".join(fila) for fila in hechas)
    return rf"\begin{{pmatrix}} {cuerpo} \end{{pmatrix}}", valor


@given(listas())
def test_un_vector_reescrito_es_cierto(lista: tuple[str, Dato]) -> None:
    literal, valor = lista
    leido = literal_de(literal)
    nuevo = reescrito(literal, valor)
    assert nuevo is not None
    assert coincide(literal_de(nuevo), valor)
    ciertos = [coincide(n, v) for n, v in zip(numeros_de(leido), hojas(valor), strict=True)]
    if all(ciertos):
        assert nuevo == literal


@given(
    st.one_of(UNO, listas().map(lambda par: par[0])),
    st.sampled_from([math.nan, math.inf, True, None, [], [[]]]),
)
def test_lo_que_no_se_puede_escribir_no_se_escribe(literal: str, valor: Dato) -> None:
    assert reescrito(literal, valor) is None


@given(listas(), st.lists(NORMALES, min_size=5, max_size=6))
def test_lo_que_tiene_otra_forma_no_se_escribe(lista: tuple[str, Dato], valor: list[Dato]) -> None:
    assert forma(valor) != ()
    assert reescrito(lista[0], valor) is None


@pytest.mark.parametrize(
    ("literal", "valor", "nuevo"),
    [
        ("0,74", 0.7310585786, "0,73"),
        (r"0{,}5", 0.25, r"0{,}3"),
        ("73 %", 0.6512, "65 %"),
        (r"73\,\%", 0.6512, r"65\,\%"),
        (r"4.54\cdot10^{-5}", 3.216e-5, r"3.22\cdot10^{-5}"),
        ("2.9·10⁻¹³", 4.62e-20, "4.6·10⁻²⁰"),
        ("2.9·10⁻¹³", 0.3, "3.0·10⁻¹"),
        ("38.6·10⁶", 39.17e6, "39.2·10⁶"),
        ("2.9·10³", 2.94, "2.9"),
        ("1e-05", 3e-7, "3e-07"),
        ("10 000", 12345, "12 345"),
        (r"50\,257", 1234567, r"1\,234\,567"),
        ("1 000", 999, "999"),
        ("−50", 12, "12"),
        ("-50", -3, "-3"),
        ("+0.5", -0.25, "−0.3"),
        ("menos 5", 7, "7"),
        ("0.5", 0, "0.0"),
        ("0.00", 0.0012, "0.0012"),
        ("3 %", 0.0004, "0.04 %"),
        ("5", 5.2, "5.2"),
        ("4", -3, "−3"),
        ("1 millón", 2 * 10**6, "2 millones"),
        ("2 millones", 10**6, "1 millón"),
        ("mil millones", 2 * 10**9, "dos mil millones"),
        (r"\frac{1}{3}", F(2, 7), r"\frac{2}{7}"),
        (r"\frac13", F(1, 12), r"\frac{1}{12}"),
        (r"\frac{-1}{3}", 0.25, r"\frac{1}{4}"),
        ("50/100", 0.6, "60/100"),
        ("1/1024", -1 / 1024, "−1/1024"),
        ("1/1024", 3 / 4096, "0.000732421875"),
        ("1 286", 2285.714286, "2 285.714286"),
        ("½", 0.75, "¾"),
        ("½", 2, "2"),
        (r"10^{-8}", 1e-7, r"10^{-7}"),
        (r"10^{-8}", 3.2e-7, r"3.2\cdot10^{-7}"),
        ("10⁻⁸", 1e-9, "10⁻⁹"),
        ("[7.31, 0.00]", [6.1234, 0.001], "[6.12, 0.00]"),
        ("[0, 6, 0, 0]", [1e-17, 5, 0, 0], "[0, 5, 0, 0]"),
        ("(0,5; 1,5)", [0.25, 3], "(0,3; 3,0)"),
        ("[1, 0.25]", [0.512, 3], "[0.51, 3.00]"),
        ("[[1, 2],\n [3, 4]]", [[5, -6], [3, 4]], "[[5, −6],\n [3, 4]]"),
        (
            r"\begin{pmatrix} 1 & 2 \\[2pt] 0.5 & 3 \end{pmatrix}",
            [[9, 2], [0.25, -7]],
            r"\begin{pmatrix} 9 & 2 \\[2pt] 0.3 & -7 \end{pmatrix}",
        ),
        ("[[1, 2]]", [3, 4], "[[3, 4]]"),
        ("perro", "gato", "gato"),
        ("perro", "un `gato`", None),
        ("[1, 2]", 3, None),
    ],
)
def test_se_escribe_como_su_autor(literal: str, valor: Dato, nuevo: str | None) -> None:
    assert reescrito(literal, valor) == nuevo


def test_el_estilo_que_el_literal_no_dice() -> None:
    assert reescrito("4", -3, Estilo(en_formula=True)) == "-3"
    assert reescrito("5", 5.2, Estilo(coma=",")) == "5,2"
    assert reescrito("5", 5.2, Estilo(en_formula=True, coma=",")) == "5{,}2"
    assert reescrito("5", 1e30, Estilo(en_formula=True)) == r"1\cdot10^{30}"
    assert reescrito("tres", 21, Estilo(ante_nombre=True)) == "veintiún"


# ——— Con letras ———


@pytest.mark.parametrize(
    ("literal", "valor", "nuevo"),
    [
        ("tres", 4, "cuatro"),
        ("Tres", 21, "Veintiuno"),
        ("TRES", 4, "CUATRO"),
        ("doscientas", 301, "trescientas una"),
        ("el doble", 3, "el triple"),
        ("el doble", 7, None),
        ("la mitad", F(1, 4), "la cuarta parte"),
        ("la mitad", 2, "el doble"),
        ("un cuarto", F(1, 3), "un tercio"),
        ("un cuarto", 0.2371, "0.2371"),
        ("nueve décimas", F(7, 10), "siete décimas"),
        ("cuatro quintas", 0.6, "tres quintas"),
        ("menos cuatro", 5, "cinco"),
        ("veinte", -20, "menos veinte"),
        ("veinte mil", 31000, "treinta y un mil"),
        ("mil\ndoscientos", 1300, "mil\ntrescientos"),
        ("Un billón", 2 * 10**12, "Dos billones"),
        ("segunda", 3, "tercera"),
        ("segundo", 45, None),
        ("media docena", 12, "docena"),
        ("tres", 3.27, "3.27"),
        ("perro", 3, None),
        ("twenty-one", 22, "twenty-two"),
        ("a hundred and five", 106, "a hundred and six"),
        ("two thirds", F(3, 4), "three fourths"),
        ("third", 4, "fourth"),
        ("twice", 3, "triple"),
        ("once", 12, "doce"),
    ],
)
def test_con_las_palabras_de_su_autor(literal: str, valor: Dato, nuevo: str | None) -> None:
    assert reescrito(literal, valor) == nuevo


@given(st.integers(-3000, 3000), st.integers(-3000, 3000), st.booleans(), st.data())
def test_un_entero_en_palabras_se_cambia_por_otro_que_se_da_por_bueno(
    viejo: int, nuevo: int, en_espanol: bool, data: st.DataObject
) -> None:
    palabras = en_palabras if en_espanol else en_ingles
    literal = data.draw(st.sampled_from(sorted(palabras(F(viejo)))))
    hecho = reescrito(literal, nuevo)
    if hecho is None:
        assert re.search(
            r"dobl|doubl|tripl|twice|docena|dozen|[a-zé]{4}[oa]$|er$|th$|first|second|third", literal
        )
    else:
        assert hecho in palabras(F(nuevo))
    assert reescrito(literal, viejo) == literal
