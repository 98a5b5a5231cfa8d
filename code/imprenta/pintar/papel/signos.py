"""Los signos de las fórmulas, como los llama Typst y como se comportan."""

from __future__ import annotations

BARRAS_ESCRITAS = frozenset("|‖∥")
DELIMITADORES = frozenset("()[]{}⌈⌉⌊⌋⟨⟩⟦⟧⟮⟯⎰⎱⌜⌝⌞⌟/\\↑↓↕⇑⇓⇕") | BARRAS_ESCRITAS
CRECEN = BARRAS_ESCRITAS | frozenset("/\\↑↓↕⇑⇓⇕")
INTEGRALES = frozenset("∫∬∭⨌∮∯∰")
OPERADORES_GRANDES = INTEGRALES | frozenset("∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆")
PARTEN = frozenset("=≈≠≤≥<>≡∼≃≅∝∈⊂⊆→⟶⇒⟹⟺↦←≔≪≫≻≺+−±")
FLECHAS = frozenset("→←↔⇒⇐⇔↦⟶⟵⟷↪↩⇀⇁↼↽⇌⇋⟹⟸⟺=")
PRIMAS_ESCRITAS = frozenset("′″‴⁗")
RAYAS_DE_ACENTO = frozenset("¯‾̲_̅")
# Los huecos que MathML pone a los lados de un signo, por la clase que en TeX los pone.
CLASES_DE_HUECO = {"0.2222em": "binary", "0.2778em": "relation", "0": "normal", "0em": "normal"}
CLASE_DE_FORMA = {"prefix": "opening", "postfix": "closing"}
ACENTOS_DE_TYPST = {
    **dict.fromkeys("ˆ^\u0302", "hat"),
    **dict.fromkeys("¯‾\u0304\u0305", "macron"),
    **dict.fromkeys("˜~\u0303", "tilde"),
    **dict.fromkeys("→⃗", "arrow"),
    **dict.fromkeys("←⃖", "arrow.l"),
    **dict.fromkeys("↔⃡", "arrow.l.r"),
    **dict.fromkeys("˙\u0307", "dot"),
    **dict.fromkeys("¨\u0308", "dot.double"),
    **dict.fromkeys("ˇ\u030c", "caron"),
    **dict.fromkeys("˘\u0306", "breve"),
    **dict.fromkeys("´\u0301", "acute"),
    **dict.fromkeys("`\u0300", "grave"),
    **dict.fromkeys("˚\u030a", "circle"),
    "⃛": "dot.triple",
    "⃜": "dot.quad",
    "⃐": "harpoon.lt",
    "⃑": "harpoon",
}
LARGOS = {"⏞": "overbrace", "⏟": "underbrace", "⎴": "overbracket", "⎵": "underbracket"}
LARGOS |= {"⏜": "overparen", "⏝": "underparen", "⏠": "overshell", "⏡": "undershell"}
