"""La referencia del código: `modulos` lo lee sin importarlo y `paginas` hace de cada módulo una página."""
