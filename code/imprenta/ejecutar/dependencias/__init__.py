"""De qué depende una página, sin ejecutarla.

Entra su guion y sale su `Huella`. `importaciones` mira el texto de una celda o de un módulo y `forma`, lo que
hace; `modulos` encuentra lo que importa, `instalado` dice de qué distribución es y `alcance` sigue la cadena
hasta el final. `entorno` y `lecturas` son lo que se supo al ejecutarla, y `huella` lo resume todo. De la
imprenta importa solo `libro`.
"""
