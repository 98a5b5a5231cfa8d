"""Los números tal como se escriben: entra un texto y sale su valor, con la precisión con que está escrito.

`leer` lo lee, `comparar` dice si escribe bien lo calculado, `escribir` escribe otro igual y `palabras` sabe
los que se escriben con letras. No sabe de fórmulas ni de páginas: solo importa `libro`.
"""
