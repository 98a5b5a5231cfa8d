"""Lo que todos comparten: el libro, sus páginas y el disco.

Aquí están los datos que viajan de una etapa a otra (`modelo`, `pagina`, `texto`) y lo que cualquiera
necesita: dónde está el libro (`libro`, `cabecera`), qué se abre y qué se cierra (`parejas`), cómo se escribe
sin dejar nada a medias (`disco`), qué se pide al sistema (`sistema`) y qué es una cifra en español
(`espanol`). No importa nada más de la imprenta.
"""
