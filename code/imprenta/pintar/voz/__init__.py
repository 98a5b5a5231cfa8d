"""Las fórmulas en voz alta: `leer` recorre el MathML, `letras` nombra las letras y `palabras` trae cada lengua."""
