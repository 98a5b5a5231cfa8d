"""Los procesos en que se ejecutan las páginas, uno para cada una.

Del lado de la imprenta, `cliente` los pide y los termina, `conduccion` lleva una página paso a paso por el
suyo —ese es su `viaje`—, `mensajes` mira que se entienda lo que va diciendo, `salidas` lo monta y `relato` lo
junta: entra un guion y sale una `Ejecucion`. Este lado importa `libro` y el terreno y el entorno, que son de
`dependencias`. Del otro lado, `servidor` los hace brotar, `tutela` acaba con lo que dejen, `nucleo` es el
intérprete, que habla con su `voz`; `contestar` evalúa lo que la prosa pregunta, en un hijo que es su
`portavoz`; en `ramas` brotan otros del mismo punto, con su `bucle`; `vigilancia` apunta lo que la página lee
y escribe y `fortuito`, lo que da otra cosa cada vez. Si lo que se pregunta demuestra algo lo dicen, en otro
hijo (`ensayo`), `reparos`, con `veneno`, que no toca lo que no es de la página (`propio`), y `parciales`, con
lo que se toma por `partes`. Solo ellos importan IPython, y de la imprenta, casi nada más.
"""
