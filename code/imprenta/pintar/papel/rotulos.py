"""Las palabras del papel que ni Sphinx ni Typst traducen, por lengua; de serie, las inglesas."""

from __future__ import annotations

from collections.abc import Mapping

ROTULOS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "presentacion": "Presentación",
        "contenido": "Índice general",
        "figuras": "Índice de figuras",
        "indice": "Índice alfabético",
        "pagina": "p.",
        "licencia": "Licencia",
        "licencia-del-texto": "Licencia del texto",
        "licencia-del-codigo": "Licencia del código",
        "version": "Versión",
        "edicion": "Edición del",
        "commit": "Commit",
    },
    "en": {
        "presentacion": "Preface",
        "contenido": "Contents",
        "figuras": "List of Figures",
        "indice": "Index",
        "pagina": "p.",
        "licencia": "License",
        "licencia-del-texto": "License of the text",
        "licencia-del-codigo": "License of the code",
        "version": "Version",
        "edicion": "Edition of",
        "commit": "Commit",
    },
    "fr": {
        "presentacion": "Préface",
        "contenido": "Table des matières",
        "figuras": "Table des figures",
        "indice": "Index",
        "pagina": "p.",
        "licencia": "Licence",
        "licencia-del-texto": "Licence du texte",
        "licencia-del-codigo": "Licence du code",
        "version": "Version",
        "edicion": "Édition du",
        "commit": "Commit",
    },
    "de": {
        "presentacion": "Vorwort",
        "contenido": "Inhaltsverzeichnis",
        "figuras": "Abbildungsverzeichnis",
        "indice": "Stichwortverzeichnis",
        "pagina": "S.",
        "licencia": "Lizenz",
        "licencia-del-texto": "Lizenz des Textes",
        "licencia-del-codigo": "Lizenz des Codes",
        "version": "Version",
        "edicion": "Ausgabe vom",
        "commit": "Commit",
    },
    "it": {
        "presentacion": "Prefazione",
        "contenido": "Indice",
        "figuras": "Elenco delle figure",
        "indice": "Indice analitico",
        "pagina": "p.",
        "licencia": "Licenza",
        "licencia-del-texto": "Licenza del testo",
        "licencia-del-codigo": "Licenza del codice",
        "version": "Versione",
        "edicion": "Edizione del",
        "commit": "Commit",
    },
    "pt": {
        "presentacion": "Prefácio",
        "contenido": "Sumário",
        "figuras": "Lista de figuras",
        "indice": "Índice remissivo",
        "pagina": "p.",
        "licencia": "Licença",
        "licencia-del-texto": "Licença do texto",
        "licencia-del-codigo": "Licença do código",
        "version": "Versão",
        "edicion": "Edição de",
        "commit": "Commit",
    },
    "ca": {
        "presentacion": "Presentació",
        "contenido": "Índex general",
        "figuras": "Índex de figures",
        "indice": "Índex alfabètic",
        "pagina": "p.",
        "licencia": "Llicència",
        "licencia-del-texto": "Llicència del text",
        "licencia-del-codigo": "Llicència del codi",
        "version": "Versió",
        "edicion": "Edició del",
        "commit": "Commit",
    },
}


def rotulos_de(lengua: str) -> Mapping[str, str]:
    """Los de una lengua, con su país o sin él.

    >>> rotulos_de("es_MX")["presentacion"], rotulos_de("eu")["presentacion"]
    ('Presentación', 'Preface')
    """
    return ROTULOS.get(lengua.replace("-", "_").partition("_")[0], ROTULOS["en"])
