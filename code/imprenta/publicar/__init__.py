"""Publicar: entra lo que se acaba de pintar y lo publicado cambia de un solo golpe.

`cambio` lo pone en su sitio sin que falte en ningún instante; `sello` recuerda de qué salió, para no pintar
lo mismo dos veces. Importa `libro` y `jornada`.
"""
