"""Las palabras que la edición electrónica pone de suyo, en la lengua del libro.

Están escritas en inglés y pasan por las traducciones de Sphinx, como las suyas: en español se saben aquí, y
en cualquier lengua las da un libro con su `sphinx.po` (`locale_dirs`).
"""

from __future__ import annotations

from sphinx.locale import _

EN_ESPANOL = {
    "Cover": "Cubierta",
    "Landmarks": "Partes del libro",
    "Start of the text": "Principio del texto",
    "Glossary": "Glosario",
    "Bibliography": "Bibliografía",
    "Where each number comes from: {}": "De dónde sale cada número: {}",
    "source": "fuente",
    "cell {}": "celda {}",
    "measured {}, bound {}": "mide {} y la cota es {}",
    "holds with {} of {} seeds": "se cumple con {} de {} semillas",
    "true": "cierto",
    "Cover of the book: {}": "Cubierta del libro: {}",
    "Move this figure on the web": "Muévela en la web",
    "Image on the web": "Imagen en la red",
    "Headings are in order, the table of contents reaches every section, formulas are MathML with a text to "
    "be spoken, and nothing depends on colour, scripts or motion.": (
        "Los títulos van en orden, el índice llega a todos los apartados, las fórmulas son MathML con un "
        "texto que se puede decir y nada depende del color, de guiones ni del movimiento."
    ),
    "Figures have alternative text.": "Las figuras tienen texto alternativo.",
    "Some images have no alternative text.": "Algunas imágenes no tienen texto alternativo.",
    "Each computed number links to a note that says where it comes from.": (
        "Cada número calculado enlaza con una nota que dice de dónde sale."
    ),
}


def palabra(inglesa: str, lengua: str) -> str:
    """Lo que se escribe en un libro en esa lengua.

    >>> palabra("Cover", "es"), palabra("Cover", "es-MX"), palabra("Cover", "en")
    ('Cubierta', 'Cubierta', 'Cover')
    """
    traducida = str(_(inglesa))
    es_espanol = lengua.partition("-")[0].partition("_")[0] == "es"
    return EN_ESPANOL[inglesa] if es_espanol and traducida == inglesa else traducida
