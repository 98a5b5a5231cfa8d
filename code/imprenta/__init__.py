"""La imprenta: ejecuta, verifica e imprime cualquier libro de Jupyter Book 1.x.

No sabe nada de `redes`. El núcleo (leer, verificar, huella) no importa Sphinx ni Jupyter;
la extensión de Sphinx, pytest y la línea de órdenes son tres caras finas de ese núcleo.
"""
