r"""Las fórmulas: entra LaTeX y salen cadenas de lados que se saben calcular.

`lexemas` corta el texto; `cadenas` lo divide en cadenas `a = b ≈ c` y `unidades` les quita las palabras;
`lector`, con `simbolos`, `entornos` y `series`, hace de cada lado un `Nodo`, que se calcula con `algebra`,
`naturales` y `funciones`.
Cada lexema guarda su lugar: el de una cifra falsa es el que se enseña.

Importa `literal`, que lee los números, y `libro`.
"""
