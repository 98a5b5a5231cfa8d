"""El segundo testigo: la página tal como se dibuja.

Quien lee las fuentes sabe dónde está cada número; qué se dibuja solo lo sabe Sphinx. Aquí se recorre lo que
se va a publicar y se da cuenta de cada cifra que enseña: sale de un rol o de una fórmula verificados, del
código o de sus salidas, de la bibliografía o de la numeración de Sphinx; si no, es una falta, aunque quien
leyó las fuentes no la viera. `arbol` mira el árbol de cada página; `marco`, lo que la rodea en el HTML.
"""

from __future__ import annotations
