"""Las fórmulas en voz alta: `leer` recorre su MathML, `letras` las nombra y `palabras` trae cada lengua."""
