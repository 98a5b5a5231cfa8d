"""La imprenta: ejecuta, demuestra e imprime cualquier libro de Jupyter Book 1.x.

Una página viaja por cinco etapas, y cada carpeta es una:

1. `leer`: de un archivo, una página con sus celdas, lo que afirma y las cifras sueltas.
2. `ejecutar`: de sus celdas y de lo que pregunta, las salidas y las respuestas; solo lo que ha cambiado.
3. `juzgar`: de lo que dice y lo que el código contesta, un veredicto por cifra, afirmación, fórmula y dato.
4. `pintar`: del libro ya juzgado, la web y el papel, con Sphinx.
5. `publicar`: lo pintado ocupa el lugar de lo publicado, de un solo golpe.

`jornada` lleva las tres primeras, una vez por construcción; `repasar` mira la prosa sin imprimirla; `ordenes`
es lo que se escribe en la terminal (`__main__`), con sus `opciones`, y `extension`, lo que se escribe en
`_config.yml`. Lo que todos comparten está en `libro`. Quién puede importar a quién lo
dice `.importlinter`: lo vigila `make check`.
"""
