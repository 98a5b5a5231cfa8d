"""Juzgar: decidir si es cierto lo que la prosa de una página afirma.

Entra una página leída y lo que su código ha contestado; sale un `Informe` con el veredicto de cada cosa que
dice. `guion` dice qué preguntar al código; `fortuitos`, qué da otra cosa cada vez; `veredictos` reparte: los
roles a `prosa` (y a `afirmaciones`, si no demuestran nada) y las fórmulas a `aritmetica`, si se demuestran
solas, o a `definiciones`, si están atadas al código. `informes_guardados` evita juzgar dos veces lo mismo.
De una afirmación con una cota, `medidas` dice qué preguntar y `holgura`, si con lo contestado la cota sobra;
`despejes`, qué cuenta hay detrás de un nombre.

Nada de aquí ejecuta ni lee páginas: solo importa `libro`, la biblioteca estándar, num2words y pybtex.
"""
