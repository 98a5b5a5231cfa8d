"""El editor: la mesa contada con el protocolo de los editores (LSP), mientras el autor escribe.

`servidor` habla con el editor; `libros` sabe de qué libro es cada archivo y `atril` lo juzga en un hilo
aparte. Lo que se contesta lo componen `diagnosticos`, `flotante`, `completado`, `arreglos`, `destinos` y
`esquema`, en posiciones de un `borrador`. Solo aquí se importan pygls y lsprotocol.
"""
