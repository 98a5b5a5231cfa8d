"""Una fórmula en una línea de texto: se lee lo dibujado, y nada del LaTeX con que se escribió."""

import pytest

from imprenta.pintar.formula_leida import formula_leida


@pytest.mark.parametrize(
    ("tex", "leida"),
    [
        (r"\sigma'(x) = \frac{1}{4}", "σ′(x) = 1/4"),
        (r"\frac{QK^\mathsf{T}}{\sqrt{d_k}}", "Q K^T/√d_k"),
        (r"W_Q^{(2)} \cdot 10^{-3}", "W_Q^(2)⋅10^−3"),
        (r"a_{\text{debajo}}W \odot 12d^2", "a_debajo W⊙12 d^2"),
        (r"\sum_{i=1}^{n} \ln p_i \neq 0", "∑_i = 1^n ln p_i ≠ 0"),
        (r"\begin{pmatrix}1 & 2\\[2pt] 3 & 4\end{pmatrix}", "(1 2 3 4)"),
        (r"a < b \text{ y } c", "a < b y c"),
        (r"\nada{", r"\nada{"),
    ],
)
def test_se_lee_en_una_linea(tex: str, leida: str) -> None:
    assert formula_leida(tex) == leida
