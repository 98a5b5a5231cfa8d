"""Leer: de una página salen sus celdas, lo que su prosa afirma y las cifras que nadie ha atado.

Entra un archivo `.md`, `.ipynb` o `.rst`; sale una `libro.pagina.Pagina`. El viaje está en `lectura`:

- `bloques` corta la página con markdown-it, como quien la dibuja; `ipynb` despliega antes un cuaderno;
- `vallas`, `opciones`, `html` y `listas` leen los bloques;
- `en_linea` recorre cada `tramo` de texto, con `roles`, `formulas` y la `gramatica`;
- `vecinos` mira qué rodea a cada literal, tal como se ve: lo dicen `dibujo` y, de una fórmula, `trazos`;
- todos apuntan en una `hoja`, que lleva el texto y el `lienzo` en que se tacha lo leído.

Una página `.rst` la lee `rst`, que de ella no ata nada.

Aquí no se evalúa ni se juzga nada. Solo se importa `libro`, PyYAML y markdown-it con sus extensiones.
"""
