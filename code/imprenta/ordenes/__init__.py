"""Las órdenes: cada archivo es una, con el nombre que se escribe tras `python -m imprenta`.

Toman un libro, hacen su jornada y la pasan a quien pinta, repasa o publica; `avisos` dice lo que está mal.
Devuelven el estado de salida y pueden importar cualquier etapa.
"""
