"""Lo que se pide a unas palabras y al código para darlos por buenos; la página de las reglas lo dice."""

CUMPLE_UNA_LEY = 0.95  # de las semillas, como poco
UN_ORDEN = 1.0  # de magnitud: a tanto o más de su cota, una afirmación está holgada
SE_NOTA_BASTANTE = 0.9  # de los cambios del código, como poco
