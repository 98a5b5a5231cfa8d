"""Los literales: qué se lee, con qué precisión, y cuál es el único cierto."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imprenta.juzgar.literal.comparar import Calculado, coincide, forma, redondeo
from imprenta.juzgar.literal.escribir import a_diez_cifras, corregido, escrito_como, precision
from imprenta.juzgar.literal.leer import Literal, LiteralIlegible, Numero, literal_de
from imprenta.juzgar.literal.palabras import en_ingles, en_palabras, fraccion_sencilla
from imprenta.libro.modelo import Aproximado


@pytest.mark.parametrize(
    ("texto", "valor", "paso"),
    [
        ("0.73", F(73, 100), F(1, 100)),
        ("0,73", F(73, 100), F(1, 100)),
        ("73 %", F(73, 100), F(1, 100)),
        ("73\u202f%", F(73, 100), F(1, 100)),
        ("7.3 ‰", F(73, 10000), F(1, 10000)),
        (r"73\,\%", F(73, 100), F(1, 100)),
        ("−4", F(-4), None),
        ("-4", F(-4), None),
        ("+3", F(3), None),
        ("1/64", F(1, 64), None),
        (r"\frac{1}{64}", F(1, 64), None),
        (r"\tfrac14", F(1, 4), None),
        ("½", F(1, 2), None),
        ("−½", F(-1, 2), None),
        ("73 por ciento", F(73, 100), F(1, 100)),
        ("5 por mil", F(5, 1000), F(1, 1000)),
        ("4.54·10⁻⁵", F(454, 10**7), F(1, 10**7)),
        (r"4.54\cdot10^{-5}", F(454, 10**7), F(1, 10**7)),
        (r"4.54 \times 10^{-5}", F(454, 10**7), F(1, 10**7)),
        ("4.54e-5", F(454, 10**7), F(1, 10**7)),
        ("10^{-5}", F(1, 10**5), None),
        ("50 257", F(50257), None),
        ("50\u2009257", F(50257), None),
        ("50\u202f257", F(50257), None),
        ("50\u00a0257", F(50257), None),
        (r"50\,257", F(50257), None),
        ("1 234 567.5", F(12345675, 10), F(1, 10)),
        ("0{,}73", F(73, 100), F(1, 100)),
        (r"{\bf 5}", F(5), None),
        (r"\mathbf{7.3}", F(73, 10), F(1, 10)),
        (r"\text{7.3}", F(73, 10), F(1, 10)),
        ("175 mil millones", F(175 * 10**9), F(10**9)),
        ("15 billones", F(15 * 10**12), F(10**12)),
        ("175 mil\u00a0millones", F(175 * 10**9), F(10**9)),
        ("73 Per Cent", F(73, 100), F(1, 100)),
        ("73 por cien", F(73, 100), F(1, 100)),
        ("73％", F(73, 100), F(1, 100)),
        (r"4\text{ million}", F(4 * 10**6), F(10**6)),
        ("minus 4", F(-4), None),
        ("menos 1/2", F(-1, 2), None),
    ],
)
def test_se_lee_con_su_precision(texto: str, valor: F, paso: F | None) -> None:
    numero = literal_de(texto)
    assert isinstance(numero, Numero)
    assert (numero.valor, numero.paso) == (valor, paso)


def valores(literal: Literal) -> Calculado:
    return literal.valor if isinstance(literal, Numero) else [valores(parte) for parte in literal]


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("[7.31, 2.69]", [F(731, 100), F(269, 100)]),
        ("(5, 4)", [5, 4]),
        ("[7,3; 2,7]", [F(73, 10), F(27, 10)]),
        (r"[{\bf 7.3, 2.7}]", [F(73, 10), F(27, 10)]),
        (r"\begin{pmatrix}2 & 1 \\ 1 & 2\end{pmatrix}", [[2, 1], [1, 2]]),
        (r"\begin{bmatrix}0.5&-1\\[2pt]1&2\end{bmatrix}", [[F(1, 2), -1], [1, 2]]),
        ("[[2, 1], [1, 2]]", [[2, 1], [1, 2]]),
    ],
)
def test_se_leen_listas_y_matrices(texto: str, esperado: Any) -> None:
    assert valores(literal_de(texto)) == esperado


@pytest.mark.parametrize(
    "texto", ["", " ", "casi", "0.5.5", "007", "00.7", "1 00", "5 cosas", "0x10", "1/0", "--5", "1e999", "2½"]
)
def test_lo_que_no_es_un_numero_no_se_lee(texto: str) -> None:
    with pytest.raises(LiteralIlegible):
        literal_de(texto)


@pytest.mark.parametrize(
    ("literal", "valor"),
    [
        ("0.73", 0.7310585786),
        ("73 %", 0.7310585786),
        ("0.25", 0.25),
        ("5", 5),
        ("5", 5.0000000000001),
        ("0.13", 0.125),  # empate: alejándose del cero
        ("−0.13", -0.125),
        ("0.29", 0.285),  # 0.28499999999999998 en coma flotante: sigue siendo un empate
        ("2.68", 2.675),
        ("0", -0.0),
        ("0.00", 0.0),
        ("0", F(0)),
        ("[0.73, 0.00, 0.27]", [0.7310585786, 0.0012, 0.2677]),
        (r"\begin{pmatrix}1 & 0\\0 & 1\end{pmatrix}", [[1.0, 6.1e-17], [-6.1e-17, 1.0]]),
        ("0.1", F(1, 10)),
        ("1/3", F(1, 3)),
        ("5", Aproximado(5 * 10**20 + 1, 10**20)),
        ("menos 4", -4),
        ("4 million", 4_012_345),
        ("4 Millones", 4_012_345),
        ("73 per cent", 0.7310585786),
        (r"\frac{148.4}{203.0}", 148.4 / 203.0),
        (r"-\tfrac{ 1{,}5 }{3}", -0.5),
        (r"\binom{5}{2}", 10),
        ("4.54·10⁻⁵", 4.5397868702434395e-05),
        ("1/64", 0.25**3),
        ("1/3", 1 / 3),
        ("50 257", 50257),
        ("∞", math.inf),
        ("−∞", -math.inf),
        ("[7.31, 2.69]", [7.310585786, 2.689414214]),
        (r"\begin{pmatrix}1\\2\end{pmatrix}", [1, 2]),
        ("175 mil millones", 175_000_000_000),
        ("3 millones", 3_012_345),
        ("1.000", 0.99995),
        ("12345678901234567890", 12345678901234567890),
    ],
)
def test_literales_ciertos(literal: str, valor: Calculado) -> None:
    assert coincide(literal_de(literal), valor)


@pytest.mark.parametrize(
    ("literal", "valor"),
    [
        ("0.74", 0.7310585786),
        ("0.731", 0.73),
        ("−0.73", 0.73),
        ("0.73", -0.73),
        ("0.12", 0.125),
        ("5", 5.2),
        ("5", 4.9999),
        ("0", 1e-9),
        ("0", 6.62607015e-34),  # lo que no es cero no se escribe «0», por pequeño que sea
        ("0.00", -0.0012),
        ("0.00000", 1e-13),
        ("0.0·10⁻¹³", 6.6e-34),
        ("0 %", 1e-6),
        ("0", F(1, 10**400)),
        ("[0.00, 0.00]", [0.001, 0.002]),
        ("[0.7, 0.00]", [0.7310585786, 0.0012]),  # los de al lado no se miran a esa escala
        ("[0.73, 0]", [0.7310585786, 0.0012]),
        ("[1, 0]", [1.0, 1e-9]),
        ("[1, 0]", [1, F(1, 10**20)]),
        ("−0.00", -0.0012),  # el cero no lleva signo
        ("+0.00", 0.001),
        ("−0", -0.0),
        ("1/64", 0.0157),
        ("50,257", 50257),  # la coma es decimal
        ("50.257", 50257),
        ("0.5", math.nan),
        ("0.5", math.inf),
        ("∞", 1e308),
        ("∞", -math.inf),
        ("[5, 4]", [4, 5]),
        ("[5, 4]", [5, 4, 3]),
        ("[5]", 5),
        ("5", [5]),
        ("[[1, 2], [3, 4]]", [1, 2, 3, 4]),
        ("1", True),
        ("12345678901234567891", 12345678901234567890),
        ("12345678901", 12345678900.0),
        ("12345678901234567891", F(12345678901234567890)),
        ("1/3", F(333333333333, 10**12)),
        ("5", F(5 * 10**20 + 1, 10**20)),
        ("menos 4", 4),
        (r"\frac{148.4}{203.1}", 148.4 / 203.0),
        (r"\binom{5}{2}", 11),
        ("10^{400}", math.inf),
        ("∞", 10**400),
    ],
)
def test_literales_falsos(literal: str, valor: Calculado) -> None:
    assert not coincide(literal_de(literal), valor)


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_a_cada_precision_hay_un_solo_literal_cierto(valor: float, decimales: int) -> None:
    paso = F(1, 10**decimales)
    cierto = redondeo(valor, paso)
    assert abs(cierto - F(valor)) <= paso / 2 * F(1003, 1000)
    if decimales:
        candidatos = [cierto + k * paso for k in range(-3, 4)]
        textos = [f"{'−' if c < 0 else ''}{abs(c):.{decimales}f}" for c in map(float, candidatos)]
        hay = cierto != 0 or valor == 0  # lo que no es cero no tiene literal si solo le quedan ceros
        assert [coincide(literal_de(t), valor) for t in textos] == [t == textos[3] and hay for t in textos]


@given(st.floats(-1e9, 1e9), st.integers(1, 8))
def test_lo_que_se_escribe_con_un_molde_es_cierto(valor: float, decimales: int) -> None:
    molde = Numero(F(0), F(1, 10**decimales), decimales)
    assert coincide(literal_de(escrito_como(valor, molde)), valor)


@st.composite
def escritos(dibujar: st.DrawFn) -> tuple[float, str]:
    """Un valor y una manera correcta de escribirlo, según el módulo `decimal`."""
    valor = dibujar(st.floats(-1e7, 1e7).filter(lambda v: abs(v) > 1e-6))
    decimales, escala = dibujar(st.integers(1, 6)), dibujar(st.sampled_from(ESCALAS))
    exponente, cola = escala
    with localcontext() as contexto:
        contexto.prec = 60
        desplazado = Decimal(valor).scaleb(-exponente)
        redondo = desplazado.quantize(Decimal(1).scaleb(-decimales), ROUND_HALF_UP)
    assume(
        abs(abs(desplazado - redondo).scaleb(decimales) - Decimal("0.5")) > Decimal("0.002")
    )  # sin empates
    signo, cifras = ("−" if redondo < 0 else ""), f"{abs(redondo):,f}"
    cifras = cifras.replace(",", dibujar(st.sampled_from(["\u202f", "\u2009", "\u00a0", " ", r"\,"])))
    cifras = cifras.replace(".", dibujar(st.sampled_from([".", ",", "{,}"])))
    return valor, (signo if redondo else "") + cifras + cola


ESCALAS = [
    (0, ""),
    (-2, " %"),
    (-2, r"\,\%"),
    (-5, "·10⁻⁵"),
    (3, r"\cdot10^{3}"),
    (3, " mil"),
    (6, " millones"),
]


@given(escritos())
def test_toda_escritura_correcta_pasa(escrito: tuple[float, str]) -> None:
    valor, texto = escrito
    assume(re.search("[1-9]", re.split(r"·|\\cdot", texto)[0]))  # un cero solo escribe un cero
    assert coincide(literal_de(texto), valor)
    assert coincide(literal_de(rf"\mathbf{{{texto}}}"), valor)


@given(escritos(), st.data())
def test_toda_cifra_cambiada_falla(escrito: tuple[float, str], datos: st.DataObject) -> None:
    valor, texto = escrito
    corte = min((texto.index(c) for c in ("·10", r"\cdot") if c in texto), default=len(texto))
    lugar = datos.draw(st.sampled_from([i for i, c in enumerate(texto[:corte]) if c.isdecimal()]))
    otra = datos.draw(st.sampled_from([c for c in "0123456789" if c != texto[lugar]]))
    try:
        mutado = literal_de(texto[:lugar] + otra + texto[lugar + 1 :])
    except LiteralIlegible:
        return
    assert not coincide(mutado, valor)


@given(st.floats(-1e6, 1e6), st.integers(2, 8), st.data())
def test_redondear_a_menos_cifras_sigue_siendo_cierto(
    valor: float, decimales: int, datos: st.DataObject
) -> None:
    menos = datos.draw(st.integers(1, decimales - 1))
    for cuantos in (decimales, menos):
        texto = escrito_como(valor, Numero(F(0), F(1, 10**cuantos), cuantos))
        assert coincide(literal_de(texto), valor)


def test_se_escribe_como_el_molde() -> None:
    assert escrito_como(0.7310585786, literal_de("74 %")) == "73 %"
    assert escrito_como(4.5397868e-05, literal_de("4.53·10⁻⁵")) == "4.54·10⁻⁵"
    assert escrito_como([7.310585786, 2.689414214], literal_de("[7.3, 2.6]")) == "[7.3, 2.7]"
    assert escrito_como(-0.5, literal_de("0.50")) == "−0.50"
    assert escrito_como(3, literal_de("4")) == "3"


def test_diez_cifras_y_formas() -> None:
    assert a_diez_cifras([0.123456789012, 5, 2.0]) == "[0.123456789, 5, 2]"
    assert forma([[1, 2], [3, 4], [5, 6]]) == (3, 2)
    assert [precision(literal_de(t)) for t in ("0.7", "0.73", "5", "73 %", "[0.7, 0.73]")] == [
        "con 1 decimal",
        "con 2 decimales",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("palabras", "valor"),
    [
        ("mil", F(1000)),
        ("un cuarto", F(1, 4)),
        ("la cuarta parte", F(1, 4)),
        ("la mitad", F(1, 2)),
        ("veintidós", F(22)),
        ("veintiún", F(21)),
        ("veintiuna", F(21)),
        ("doscientas", F(200)),
        ("un millón", F(10**6)),
        ("tres cuartos", F(3, 4)),
        ("un tercio", F(1, 3)),
        ("dos terceras partes", F(2, 3)),
        ("una milésima", F(1, 1000)),
        ("primera", F(1)),
        ("tercer", F(3)),
        ("ninguna", F(0)),
    ],
)
def test_numeros_en_palabras(palabras: str, valor: F) -> None:
    assert palabras in en_palabras(valor)
    assert palabras not in en_palabras(valor + 1)


@pytest.mark.parametrize(
    ("palabras", "valor"),
    [
        ("four", F(4)),
        ("twenty-one", F(21)),
        ("one hundred and one", F(101)),
        ("a million", F(10**6)),
        ("half", F(1, 2)),
        ("three quarters", F(3, 4)),
        ("minus four", F(-4)),
        ("third", F(3)),
    ],
)
def test_numeros_en_palabras_inglesas(palabras: str, valor: F) -> None:
    assert palabras in en_ingles(valor)
    assert palabras not in en_ingles(valor + 1)


@pytest.mark.parametrize("valor", [1e-13, -1e-300, F(1, 10**400), 5e-324])
def test_lo_que_no_es_cero_no_se_dice_cero(valor: float | F) -> None:
    assert fraccion_sencilla(valor) is None


def test_los_enteros_de_miles_de_cifras_tambien_se_comparan() -> None:
    unos = (10**5000 - 1) // 9
    assert coincide(literal_de("1" * 5000), unos)
    assert not coincide(literal_de("1" * 4999 + "2"), unos)
    assert coincide(literal_de(r"1.11\cdot10^{4999}"), unos)
    assert corregido(unos, literal_de("3")) == "un entero de 5000 cifras (1.111·10⁴⁹⁹⁹ con 3 decimales)"


# ——— Lo que los mensajes proponen ———

REALES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.fractions(),
    st.builds(lambda n, e: n * 10**e, st.integers(-(10**6), 10**6), st.integers(0, 5000)),
    st.builds(lambda n, e: F(n, 10**e), st.integers(-(10**6), 10**6), st.integers(0, 500)),
    st.builds(lambda n, e: n * 10.0**e, st.integers(-(10**6), 10**6), st.integers(-300, 250)),
)
DECIMALES = st.text("0123456789", max_size=6).map(lambda cifras: f".{cifras}" if cifras else "")
POTENCIAS = st.one_of(st.just(""), st.integers(-60, 60).map(lambda n: f"·10^{n}"))
SUFIJOS = st.sampled_from(["", " %", " ‰", " mil", " millones", " por ciento", " million", " mil millones"])
MOLDES = st.builds("{}{}{}{}".format, st.integers(0, 999), DECIMALES, POTENCIAS, SUFIJOS).map(literal_de)


def tiene_cifras(escrito: str) -> bool:
    return re.search("[1-9]", escrito.replace("·10", "")) is not None


@given(REALES, st.one_of(MOLDES, st.sampled_from(["∞", "nan", "1/3", "+4", "−0"]).map(literal_de)))
def test_lo_propuesto_es_siempre_un_literal_cierto_y_nunca_un_cero(valor: float | F, molde: Literal) -> None:
    propuesto = escrito_como(valor, molde)
    assert coincide(literal_de(propuesto), valor)
    assert "\n" not in corregido(valor, molde)
    assert valor == 0 or tiene_cifras(propuesto)


@given(st.lists(st.tuples(REALES, MOLDES), min_size=1, max_size=4))
def test_tambien_en_un_vector(parejas: list[tuple[float | F, Literal]]) -> None:
    valores = [valor for valor, _ in parejas]
    propuesto = escrito_como(valores, tuple(molde for _, molde in parejas))
    assert coincide(literal_de(propuesto), valores)
    assert not any(valores) or tiene_cifras(propuesto)


@pytest.mark.parametrize(
    ("valor", "literal", "dicho"),
    [
        (6.62607015e-34, "0", "6.62607015e-34 (6.626·10⁻³⁴ con 3 decimales)"),
        (6.62607015e-34, "0.00000", "6.62607015e-34 (6.6261·10⁻³⁴ con 4 decimales)"),
        (6.62607015e-34, "0.0·10⁻¹³", "6.62607015e-34 (7·10⁻³⁴)"),
        (0.0012, "0.00", "0.0012"),
        (0.00123, "0.00", "0.00123 (0.0012 con 4 decimales)"),
        (1e-6, "0 %", "1e-06 (0.0001000 % con 7 decimales)"),
        ([0.7310585786, 0.0012], "[0.73, 0.01]", "[0.7310585786, 0.0012] ([0.73, 0.00] con 2 decimales)"),
        ([0.0012, 0.002], "[0.00, 0.00]", "[0.0012, 0.002] ([0.0012, 0.0020] con 4 decimales)"),
        (F(10**28 - 1, 10**28), "1", "0.9999999999999999999999999999 (1.000 con 3 decimales)"),
        (12345678900.0, "12345678901", "12345678900"),
        (-0.0, "1", "0"),
        (math.nan, "1", "nan"),
        (-math.inf, "1", "-inf"),
    ],
)
def test_lo_que_se_dice_de_un_literal_falso(valor: Calculado, literal: str, dicho: str) -> None:
    assert corregido(valor, literal_de(literal)) == dicho
