"""Ejecutar: del guion de cada página a lo que da, ejecutando solo lo que ha cambiado.

Entra un `Encargo` por página (su guion y su huella); sale una `Ejecucion` por página, recién hecha o
guardada. `dependencias` dice qué decide los resultados de una página y lo resume en su huella; `reparto`
ejecuta a la vez las que hagan falta, cada una en uno de los `procesos` —o en `jupyter`, donde no se pueda—,
mientras `progreso` lo cuenta; `cluster` las manda a otras máquinas, con su `equipaje`, y allí las recibe
`obrero`; `sesiones` deja vivas las de quien las está escribiendo, cada una en su `puesto`, con una `sesion`
que repite solo lo que cambia mientras valga su `fundamento`; `vigencia` dice si lo que da vale para lo que
hay en el disco, `trazas` cuenta lo que falla y `ejecuciones_guardadas` es el almacén. De la imprenta importa
solo `libro`.
"""
