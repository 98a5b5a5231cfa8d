"""La imprenta: ejecuta, verifica e imprime cualquier libro de Jupyter Book 1.x.

No sabe nada de `redes`. El núcleo (leer, verificar, huella) no importa Sphinx ni Jupyter;
la extensión de Sphinx, pytest y la línea de órdenes son tres caras finas de ese núcleo.

Un libro pasa por cinco salas, en este orden:

1. Leer. `libro` sabe qué páginas hay; `lectura`, con `marcado`, `cabecera`, `ipynb` y `rst`, hace de cada
   una una `pagina`: sus celdas, lo que afirma y las cifras sueltas.
2. Ejecutar. `importaciones` y `huella` deciden qué está rancio; `ejecucion` lo reparte; `vivero` da un
   proceso a cada página (`ordinario`, donde no se puede) y `conductor` la lleva paso a paso por su `nucleo`.
   `salidas` y `contestar` recogen lo que da, y `almacen` lo guarda.
3. Verificar. `literales`, `latex` y `cadenas` leen números, fórmulas y cadenas de igualdades; `formulas` y
   `verificacion` los juzgan; `memoria` evita juzgar dos veces lo mismo.
4. Imprimir. `extension` entrega lo ejecutado a Sphinx; `roles`, `mathml`, `pagina_web`, `exploradores`,
   `buscador`, `referencia_web` y `cuaderno` hacen la página del lector; `papel` y `pdf`, el libro en papel.
5. Publicar. `construir` lo lleva todo y cambia lo publicado de un golpe, con `carpetas` y `sello`.

`taller` une las tres primeras, y `modelo` tiene los datos que comparten. Aparte quedan las órdenes que no
imprimen: `mutacion`, `ortografia`, `enlaces` y `envivo`.
"""
