"""Las figuras del libro: el único lugar que importa matplotlib.

Cada módulo reúne las figuras de un tema. Una figura es una función `f(ax, …)` que dibuja
sobre `ax` y devuelve su texto alternativo, compuesto con los mismos datos que dibuja.
`Lamina` la convierte en la imagen de una página.
"""

from redes.figuras.estilo import COLORES, Lamina, decimal

__all__ = ["COLORES", "Lamina", "decimal"]
