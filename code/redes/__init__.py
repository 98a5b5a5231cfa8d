"""Las matemáticas del libro, sobre NumPy: una idea por módulo.

El orden de lectura es el del libro. Cada función dice su fórmula y sus dimensiones,
y vive junto a su derivada.
"""
