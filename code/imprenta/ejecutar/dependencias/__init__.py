"""De qué depende una página, sin ejecutarla.

Entra su guion y sale su `Huella`. `importaciones` mira el texto de una celda o de un módulo, `modulos`
encuentra lo que importa, `alcance` sigue la cadena hasta el final y `huella` lo resume. De la imprenta
importa solo `libro`.
"""
