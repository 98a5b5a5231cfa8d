"""El servidor de `livehtml`: a quién contesta, qué enseña y qué no lo tumba."""

import hashlib
import http.client
import os
import re
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from libros import poner
from oyente import ESPERA, Oyente, crudo, pedir, sirviendo

from imprenta.libro.modelo import Falta
from imprenta.ordenes import servir
from imprenta.ordenes.editores import Editor
from imprenta.ordenes.noticias import UltimaNoticia
from imprenta.ordenes.servir import GUION, NOTICIAS, PROPIOS, Servidor


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    hecha = tmp_path / "obra" / "html"
    (hecha / "book").mkdir(parents=True)
    (hecha / "index.html").write_text("<body><p>Hola</p></body>", encoding="utf-8")
    (hecha / "book" / "uno.html").write_text("<body><p>Uno</p></body>", encoding="utf-8")
    (hecha / "libro.css").write_text("p { color: red }", encoding="utf-8")
    (tmp_path / "obra" / "secreto.html").write_text("secreto", encoding="utf-8")
    for nombre in ("uno.md", "book/dos.md"):
        poner(tmp_path / nombre, "# Una página\n")
    return hecha


@pytest.fixture
def estado() -> UltimaNoticia:
    return UltimaNoticia()


@pytest.fixture
def editor(request: pytest.FixtureRequest) -> Editor:
    return getattr(request, "param", Editor())


@pytest.fixture
def servidor(carpeta: Path, estado: UltimaNoticia, editor: Editor) -> Iterator[Servidor]:
    with sirviendo(carpeta, estado, carpeta.parents[1], editor) as vivo:
        yield vivo


def sigue(servidor: Servidor) -> bool:
    return pedir(servidor)[0] == 200


# ——— Lo que enseña ———


def test_el_navegador_recibe_la_pagina_con_su_guion(servidor: Servidor) -> None:
    pagina = pedir(servidor)[2]
    casa = re.fullmatch(r"<body><p>Hola</p>(<script (.*)></script>)</body>", pagina)
    assert casa is not None
    huella = hashlib.sha256(b"<body><p>Hola</p></body>").hexdigest()[:16]
    suyos = f'type="module" src="/__vivo.js" data-pagina="{huella}" data-llave="{servidor.llave}"'
    assert casa[2] == suyos
    assert pedir(servidor, "/book/uno.html?q=1#a")[2].startswith("<body><p>Uno</p>")
    assert pedir(servidor, "/libro.css") == (200, "text/css", "p { color: red }")
    for ruta, (octetos, tipo) in PROPIOS.items():
        assert pedir(servidor, ruta) == (200, tipo, octetos.decode())


EN_VSCODE = Editor("vscode://file{ruta}:{linea}:{columna}")


@pytest.mark.parametrize("editor", [EN_VSCODE], indirect=True)
def test_las_noticias_dicen_que_ha_pasado_y_donde(
    servidor: Servidor, estado: UltimaNoticia, carpeta: Path
) -> None:
    raiz = carpeta.parents[1]
    vacia = {
        "servidor": servidor.nombre,
        "v": 0,
        "pagina": "",
        "todas": True,
        "faltas": [],
        "avisos": [],
        "cambiadas": [],
        "construyendo": False,
        "modo": "enlazar",
    }
    with Oyente(servidor) as oyente:
        assert oyente.noticia() == vacia
        estado.construyendo()
        assert oyente.noticia() == vacia | {"construyendo": True}
        estado.anotar("uno.md:1:2: mal\nno-esta.md:1:1: fuera\nla construcción ha muerto")
        faltas = [
            {"donde": "uno.md:1:2", "que": "mal", "enlace": f"vscode://file{raiz}/uno.md:1:2"},
            {"donde": "", "que": "no-esta.md:1:1: fuera", "enlace": ""},
            {"donde": "", "que": "la construcción ha muerto", "enlace": ""},
        ]
        assert oyente.noticia() == vacia | {"faltas": faltas, "construyendo": True}
        estado.construyendo(False)
        assert oyente.noticia() == vacia | {"faltas": faltas}
        estado.avisar([Falta(Path("book/dos.md"), 3, 1, "sobra")])
        avisos = [
            {"donde": "book/dos.md:3:1", "que": "sobra", "enlace": f"vscode://file{raiz}/book/dos.md:3:1"}
        ]
        assert oyente.noticia() == vacia | {"faltas": faltas, "avisos": avisos}
        estado.anotar("")
        assert oyente.noticia() == vacia | {"v": 1, "avisos": avisos}


def test_a_cada_uno_se_le_dice_si_ha_cambiado_su_pagina(
    servidor: Servidor, estado: UltimaNoticia, carpeta: Path
) -> None:
    """La huella es la misma que lleva la página que se le dio, y ninguna si ya no está."""

    def huella(ruta: str) -> str:
        casa = re.search(r'data-pagina="(\w*)"', pedir(servidor, ruta)[2])
        assert casa is not None
        return casa[1]

    uno = carpeta / "book" / "uno.html"
    with Oyente(servidor, "/book/uno.html") as oyente, Oyente(servidor, "/") as otro:
        antes = oyente.noticia()["pagina"]
        de_otro = otro.noticia()["pagina"]
        assert (antes, de_otro) == (huella("/book/uno.html"), huella("/"))
        uno.write_text("<body><p>Uno y pico</p></body>", encoding="utf-8")
        estado.anotar("", [carpeta.parents[1] / "book" / "uno.md"])
        despues = oyente.noticia()
        assert despues["pagina"] == huella("/book/uno.html") != antes
        assert otro.noticia()["pagina"] == de_otro
        assert not despues["todas"]
        uno.unlink()
        estado.anotar("", [carpeta.parents[1] / "book" / "uno.md"])
        assert oyente.noticia()["pagina"] == huella("/book/uno.html") == ""


@pytest.mark.parametrize(
    ("cambiado", "todas"),
    [("uno.md", False), ("a.ipynb", False), ("code/a.py", False), ("libro.css", True), ("a.png", True)],
)
def test_lo_que_no_es_una_pagina_las_cambia_todas(estado: UltimaNoticia, cambiado: str, todas: bool) -> None:
    estado.anotar("", [Path("/libro") / cambiado])
    assert estado.ahora.todas is todas


def test_se_dice_que_otras_paginas_han_cambiado(
    servidor: Servidor, estado: UltimaNoticia, carpeta: Path
) -> None:
    raiz = carpeta.parents[1]
    (carpeta / "book" / "dos y tres.html").touch()
    estado.anotar("", [raiz / "book/dos y tres.md", raiz / "book/uno.md", raiz / "x.md", raiz / "a.py"])
    with Oyente(servidor) as oyente:
        assert oyente.noticia()["cambiadas"] == [
            {"que": "book/dos y tres.md", "enlace": "/book/dos%20y%20tres.html"},
            {"que": "book/uno.md", "enlace": "/book/uno.html"},
        ]


def test_sin_libro_lo_dice_y_espera(carpeta: Path, servidor: Servidor) -> None:
    (carpeta / "index.html").unlink()
    codigo, tipo, pagina = pedir(servidor, "/book/otra.html")
    assert (codigo, tipo) == (200, "text/html; charset=utf-8")
    assert "<h1>El libro todavía no está construido</h1>" in pagina
    assert 'data-pagina=""' in pagina and "style=" not in pagina


def test_la_pagina_que_no_esta_lo_dice_propone_otra_y_espera(carpeta: Path, servidor: Servidor) -> None:
    codigo, tipo, pagina = pedir(servidor, "/book/unos.html")
    assert (codigo, tipo) == (404, "text/html; charset=utf-8")
    assert "<h1>Esta página todavía no está</h1>" in pagina and "<code>book/unos.html</code>" in pagina
    assert '<li><a href="/book/uno.html">book/uno.html</a></li>' in pagina
    assert 'data-pagina=""' in pagina and "style=" not in pagina
    assert pedir(servidor, "/nada.css") == (404, "text/plain; charset=utf-8", "aquí no hay nada\n")


def test_lo_que_se_pide_no_se_cuela_en_la_pagina(servidor: Servidor) -> None:
    _, _, pagina = pedir(servidor, "/%3Cscript%3Ealert(1)%3C/script%3E.html")
    assert "<script>alert" not in pagina and "&lt;script&gt;alert(1)" in pagina


def test_no_se_guarda_ni_se_presta(servidor: Servidor) -> None:
    cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=ESPERA)
    for ruta in ("/", "/libro.css", GUION, "/nada"):
        cliente.request("HEAD", ruta)
        respuesta = cliente.getresponse()
        assert respuesta.read() == b""
        assert respuesta.headers["Cache-Control"] == "no-store"
        assert respuesta.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert respuesta.headers["X-Content-Type-Options"] == "nosniff"
    cliente.close()


# ——— A quién contesta ———


@pytest.mark.parametrize("nombre", ["127.0.0.1:{}", "localhost:{}", "[::1]:{}"])
def test_contesta_a_quien_lo_llama_por_su_nombre(servidor: Servidor, nombre: str) -> None:
    assert pedir(servidor, nombre=nombre.format(servidor.server_port))[0] == 200


@pytest.mark.parametrize("ruta", ["/", "/book/uno.html", NOTICIAS, GUION, "/nada"])
@pytest.mark.parametrize(
    "nombre",
    ["malo.ejemplo:{}", "malo.ejemplo", "127.0.0.1", "localhost:1", "127.0.0.1.malo.ejemplo:{}", "[::]:{}"],
)
def test_con_otro_nombre_no_ensena_nada(servidor: Servidor, nombre: str, ruta: str) -> None:
    """Un dominio ajeno que resuelve a esta máquina (DNS rebinding) leería el borrador."""
    dicho = f"este servidor solo contesta en http://127.0.0.1:{servidor.server_port}\n"
    llamado = nombre.format(servidor.server_port)
    assert pedir(servidor, ruta, nombre=llamado) == (403, "text/plain; charset=utf-8", dicho)


def test_sin_nombre_o_con_dos_tampoco(servidor: Servidor) -> None:
    mio = f"Host: 127.0.0.1:{servidor.server_port}\r\n".encode()
    assert b" 200 " in crudo(servidor, b"GET / HTTP/1.1\r\n" + mio + b"\r\n").splitlines()[0]
    assert b" 403 " in crudo(servidor, b"GET / HTTP/1.1\r\n\r\n").splitlines()[0]
    assert b" 403 " in crudo(servidor, b"GET / HTTP/1.1\r\n" + mio + b"Host: malo\r\n\r\n").splitlines()[0]


@pytest.mark.parametrize("verbo", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "HOLA"])
def test_solo_se_puede_mirar(servidor: Servidor, verbo: str) -> None:
    dicho = "este servidor solo enseña: GET o HEAD\n"
    assert pedir(servidor, "/", verbo) == (405, "text/plain; charset=utf-8", dicho)


# ——— Lo que no es suyo ———


@pytest.mark.parametrize(
    "ruta",
    [
        "/nada.html",
        "/book",
        "/book/",
        "/../secreto.html",
        "/..%2fsecreto.html",
        "/%2e%2e/secreto.html",
        "/book/..%2f..%2fsecreto.html",
        "/..%5csecreto.html",
        "//secreto.html",
        "/%00",
        "/index.html%00.css",
        "/%ed%a0%80",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/" + "a/" * 3000,
        "/fuera.html",
        "/fuera/secreto.html",
        "/book/vuelta",
        "/portada/",
        "/tubo",
        "http://malo.ejemplo/secreto.html",
    ],
)
def test_fuera_de_la_carpeta_no_hay_nada(carpeta: Path, servidor: Servidor, ruta: str) -> None:
    (carpeta / "fuera.html").symlink_to(carpeta.parent / "secreto.html")
    (carpeta / "fuera").symlink_to(carpeta.parent)
    (carpeta / "book" / "vuelta").symlink_to("vuelta")
    (carpeta / "portada").mkdir()
    (carpeta / "portada" / "index.html").symlink_to(carpeta.parent / "secreto.html")
    os.mkfifo(carpeta / "tubo")
    codigo, _, dicho = pedir(servidor, ruta)
    assert codigo == 404 and "secreto</p>" not in dicho and "<p>secreto" not in dicho
    assert dicho == "aquí no hay nada\n" or "<h1>Esta página todavía no está</h1>" in dicho
    assert sigue(servidor)


def test_un_enlace_dentro_de_la_carpeta_y_una_carpeta_enlazada_valen(
    carpeta: Path, servidor: Servidor
) -> None:
    (carpeta / "otra.html").symlink_to("book/uno.html")
    assert pedir(servidor, "/otra.html")[0] == 200
    carpeta.rename(carpeta.parent / "de-verdad")
    carpeta.symlink_to("de-verdad")
    assert pedir(servidor, "/otra.html")[0] == 200


# ——— Lo que no lo tumba ———


@pytest.mark.parametrize(
    "octetos",
    [b"\r\n", b"hola\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x00", b"\x00"],
)
def test_lo_que_no_es_una_peticion_se_dice_en_una_linea(servidor: Servidor, octetos: bytes) -> None:
    contestado = crudo(servidor, octetos)
    assert contestado == b"" or contestado.endswith("la petición no se entiende\n".encode())
    assert sigue(servidor)


def test_quien_cuelga_a_media_respuesta_no_molesta_a_nadie(
    carpeta: Path, servidor: Servidor, capfd: pytest.CaptureFixture[str]
) -> None:
    (carpeta / "grande.bin").write_bytes(bytes(50_000_000))
    for ruta in ("/grande.bin", NOTICIAS):
        conexion = socket.create_connection(("127.0.0.1", servidor.server_port), timeout=ESPERA)
        conexion.sendall(f"GET {ruta} HTTP/1.1\r\nHost: localhost:{servidor.server_port}\r\n\r\n".encode())
        conexion.recv(10)
        conexion.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # RST al cerrar
        conexion.close()
    assert sigue(servidor)
    assert capfd.readouterr() == ("", "")


def test_lo_que_falla_en_una_peticion_se_dice_en_una_linea_y_se_sigue(
    servidor: Servidor, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as roto:
        roto.setattr(servir.Manejador, "_archivo", lambda *_: 1 / 0)
        assert (
            crudo(servidor, f"GET / HTTP/1.0\r\nHost: localhost:{servidor.server_port}\r\n\r\n".encode())
            == b""
        )
    assert sigue(servidor)
    assert capfd.readouterr().err == "una petición ha fallado: ZeroDivisionError: division by zero\n"


def test_quien_no_lee_no_hace_esperar_a_quien_anota(estado: UltimaNoticia) -> None:
    """Con la puerta cogida mientras se escribe, un navegador parado detendría las construcciones."""
    noticias = estado.noticias()
    next(noticias)  # y aquí se queda, escribiéndola
    anota = threading.Thread(target=estado.anotar, args=("mal",), daemon=True)
    anota.start()
    anota.join(timeout=ESPERA)
    assert not anota.is_alive()
    assert next(noticias).faltas == "mal"
