"""Enseñar lo que cambia en una página y preguntar qué se escribe."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from imprenta.idioma.salidas import traducido
from imprenta.libro.pagina import Pagina
from imprenta.mesa.enmiendas import Enmienda

ROJO, VERDE, FIN = "\x1b[31m", "\x1b[32m", "\x1b[0m"
SON_NOTICIA = "Cambian de signo o en más de diez veces: mira si la frase sigue diciendo lo que quieres."
TODOS, UNO, NINGUNO, SALIR = "todos", "uno a uno", "ninguno", "salir"
LAS_ESCRIBES = "  ¿Se escriben? [t]odos, [u]no a uno, [n]inguno o [s]alir (Enter, ninguno): "
LA_ESCRIBES = "  ¿Se escribe? [s]í, [n]o, [t]odos los que quedan o [q] salir (Enter, no): "
# Lo que se contesta en cualquiera de las lenguas en que se pregunta: nada dice dos cosas.
SOBRE_UNA_PAGINA = {"t": TODOS, "u": UNO, "n": NINGUNO, "s": SALIR, "": NINGUNO}
SOBRE_UNA_PAGINA |= {"a": TODOS, "all": TODOS, "o": UNO, "one by one": UNO, "none": NINGUNO, "q": SALIR}
SOBRE_UNO = {"s": "sí", "n": "no", "t": TODOS, "q": SALIR, "": "no"}
SOBRE_UNO |= {"y": "sí", "yes": "sí", "a": TODOS, "all": TODOS}


class Conversacion:
    """Lo que se pregunta o ya está contestado: con `si`, que todo; con `no` o sin terminal, que nada."""

    def __init__(self, si: bool = False, no: bool = False) -> None:
        self.si = si and not no
        self.escribe = self.si or (not no and sys.stdin.isatty())
        self.pregunta = not si and not no and sys.stdin.isatty()
        self.acabada = False  # se ha pedido dejarlo: lo aceptado hasta entonces vale
        self.con_color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def sobre(self, pagina: Pagina, enmiendas: Sequence[Enmienda]) -> list[Enmienda]:
        """Las que se aceptan de una página, que quedan dichas."""
        print(f"\n{pagina.ruta}: {_cuantos(len(enmiendas))}")
        al_dia = [enmienda for enmienda in enmiendas if not enmienda.es_noticia]
        noticias = [enmienda for enmienda in enmiendas if enmienda.es_noticia]
        aceptadas = self._de_unas(al_dia)
        if noticias and not self.acabada:
            print(f"  {SON_NOTICIA}")
            aceptadas += self._de_unas(noticias)
        return sorted(aceptadas, key=lambda enmienda: enmienda.cambio)

    def _de_unas(self, enmiendas: Sequence[Enmienda]) -> list[Enmienda]:
        if not enmiendas:
            return []
        print(*map(self._dicha, enmiendas), sep="\n")
        if not self.pregunta:
            return list(enmiendas) if self.si else []
        que = contestado(LAS_ESCRIBES, SOBRE_UNA_PAGINA)
        self.acabada = que == SALIR
        if que == UNO:
            return list(self._una_a_una(enmiendas))
        return list(enmiendas) if que == TODOS else []

    def _una_a_una(self, enmiendas: Sequence[Enmienda]) -> list[Enmienda]:
        aceptadas = list[Enmienda]()
        for k, enmienda in enumerate(enmiendas):
            print(self._dicha(enmienda))
            que = contestado(LA_ESCRIBES, SOBRE_UNO)
            self.acabada = que == SALIR
            if self.acabada:
                break
            if que == TODOS:
                return [*aceptadas, *enmiendas[k:]]
            if que == "sí":
                aceptadas.append(enmienda)
        return aceptadas

    def _dicha(self, enmienda: Enmienda) -> str:
        """La frase con lo viejo y lo nuevo en su sitio."""
        viejo, nuevo = enmienda.antes, enmienda.despues
        if self.con_color:
            viejo, nuevo = f"{ROJO}{viejo}{FIN}", f"{VERDE}{nuevo}{FIN}"
        frase = enmienda.frase.con(f"[{viejo} → {nuevo}]")
        porque = f"  ({enmienda.expresion} = {enmienda.valor})" if enmienda.expresion else ""
        return f"  {enmienda.linea}:{enmienda.columna}: {frase}{porque}"


def _cuantos(n: int) -> str:
    return "1 número que cambia" if n == 1 else f"{n} números que cambian"


def contestado(pregunta: str, respuestas: dict[str, str]) -> str:
    """Lo que se contesta, por su letra o con su palabra; si nadie contesta ya, que se deja."""
    while True:
        try:
            dicho = input(traducido(pregunta)).strip().casefold()
        except EOFError:
            print()
            return SALIR
        for letra, respuesta in respuestas.items():
            if dicho in {letra, respuesta} or (dicho == "si" and respuesta == "sí"):
                return respuesta
        print(f"  no se entiende «{dicho}»")
