"""La mesa: el libro mientras su autor lo escribe, juzgado sin construir nada.

Entra lo que hay en el disco y lo que el editor aún no ha guardado; salen veredictos, enmiendas y candidatos.
Importa `jornada` y lo que hay debajo; no pinta ni publica.
"""
