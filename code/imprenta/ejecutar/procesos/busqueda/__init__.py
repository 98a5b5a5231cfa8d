"""Qué expresiones de una página dan un número que su autor ha escrito.

`recorrido` mira lo que hay en sus nombres, `escritas` lo que su código y su prosa ya calculan, y `cuentas`
combina lo hallado; todos apuntan en `blancos` lo que acierta, y `candidatos` lo ordena. Se ejecuta dentro del
proceso de la página, en un hijo.
"""
