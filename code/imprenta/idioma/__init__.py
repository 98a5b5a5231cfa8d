"""La lengua en que la imprenta habla con quien la usa: el español en que está escrita, o la que se pida.

El código escribe en español, y así se guarda y se compara. Lo que sale por la terminal, por el editor o por
el navegador se traduce al salir (`salidas`), buscando de qué plantilla sale (`traduccion`, `plantillas`). Las
plantillas se recogen del propio código (`fuente`, `recoger`) y su traducción está en un catálogo de gettext,
`en.po`. La lengua de las páginas es otra cosa: la del libro. No importa nada más de la imprenta.
"""
