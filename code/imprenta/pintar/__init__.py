"""Pintar: entra una jornada hecha y sale lo que un lector abre.

`pintor` decide en qué proceso, `sphinx` lo lleva y recoge sus quejas, y `entrega` da a Sphinx cada página ya
leída, ejecutada y juzgada. Lo demás dibuja: `cifras`, `idiomas`, `numeracion`, `mathml`, `tipografia` y
`bibliografia`, en cualquier edición; `web`, `buscador`, `exploradores`, `vivos`, `referencia`, `descargas`,
`cuaderno`, `puerta` y `estaticos`, en la web; `papel`, en el PDF; `epub`, en el libro electrónico. Solo aquí
se importan Sphinx, docutils y MyST-NB; de la imprenta, lo que hay debajo.
"""
