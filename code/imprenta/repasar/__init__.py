"""Repasar: lo que se mira de un libro sin imprimirlo.

`ortografia` y `enlaces` leen la prosa; `mutantes` cambia sus números y comprueba que se nota. De la imprenta
importan `jornada` y lo que hay debajo; ni pintan ni publican.
"""
