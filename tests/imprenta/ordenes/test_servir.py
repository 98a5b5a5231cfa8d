"""El servidor de `livehtml`: a quién contesta, qué enseña y qué no lo tumba."""

import http.client
import json
import os
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from libros import escribir_libro

from imprenta.__main__ import main
from imprenta.libro.modelo import NoSePuede
from imprenta.ordenes import servir
from imprenta.ordenes.servir import GUION, NOTICIAS, QUE_LO_CARGA, Servidor, UltimaNoticia, servidor_de

ESPERA = 120


@pytest.fixture
def carpeta(tmp_path: Path) -> Path:
    hecha = tmp_path / "obra" / "html"
    (hecha / "book").mkdir(parents=True)
    (hecha / "index.html").write_text("<body><p>Hola</p></body>", encoding="utf-8")
    (hecha / "book" / "uno.html").write_text("<body><p>Uno</p></body>", encoding="utf-8")
    (hecha / "libro.css").write_text("p { color: red }", encoding="utf-8")
    (tmp_path / "obra" / "secreto.html").write_text("secreto", encoding="utf-8")
    return hecha


@pytest.fixture
def estado() -> UltimaNoticia:
    return UltimaNoticia()


@pytest.fixture
def servidor(carpeta: Path, estado: UltimaNoticia) -> Iterator[Servidor]:
    with servidor_de(carpeta, estado, 0) as vivo:
        threading.Thread(target=vivo.serve_forever, args=(0.01,), daemon=True).start()
        yield vivo
        vivo.shutdown()


def pedir(
    servidor: Servidor, ruta: str = "/", verbo: str = "GET", nombre: str | None = None
) -> tuple[int, str, str]:
    """El estado, el tipo y el cuerpo de lo que se contesta; `nombre` es cómo se llama al servidor."""
    cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=ESPERA)
    try:
        cliente.putrequest(verbo, ruta, skip_host=True)
        cliente.putheader("Host", nombre or f"127.0.0.1:{servidor.server_port}")
        cliente.endheaders()
        respuesta = cliente.getresponse()
        return respuesta.status, respuesta.headers["Content-Type"], respuesta.read().decode()
    finally:
        cliente.close()


def crudo(servidor: Servidor, octetos: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", servidor.server_port), timeout=ESPERA) as conexion:
        conexion.sendall(octetos)
        conexion.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: conexion.recv(65536), b""))


def sigue(servidor: Servidor) -> bool:
    return pedir(servidor)[0] == 200


# ——— Lo que enseña ———


def test_el_navegador_recibe_la_pagina_con_su_guion_y_las_noticias(
    servidor: Servidor, estado: UltimaNoticia
) -> None:
    pagina = pedir(servidor)[2]
    assert pagina == f"<body><p>Hola</p>{QUE_LO_CARGA.decode()}"
    assert QUE_LO_CARGA == b'<script src="/__vivo.js"></script>'
    assert pedir(servidor, "/book/uno.html?q=1#a")[2].startswith("<body><p>Uno</p>")
    assert pedir(servidor, "/libro.css") == (200, "text/css", "p { color: red }")
    codigo, tipo, guion = pedir(servidor, GUION)
    assert (codigo, tipo) == (200, "text/javascript; charset=utf-8") and "EventSource" in guion
    cliente = http.client.HTTPConnection("127.0.0.1", servidor.server_port, timeout=ESPERA)
    cliente.request("GET", NOTICIAS)
    respuesta = cliente.getresponse()
    assert noticia(respuesta) == {"v": 0, "faltas": ""}
    estado.anotar("uno.md:1:1: mal")
    assert noticia(respuesta) == {"v": 0, "faltas": "uno.md:1:1: mal"}
    estado.anotar("")
    assert noticia(respuesta) == {"v": 1, "faltas": ""}
    respuesta.close()
    cliente.close()


def noticia(respuesta: http.client.HTTPResponse) -> dict[str, int | str]:
    linea = respuesta.readline()
    respuesta.readline()
    dicha: dict[str, int | str] = json.loads(linea.removeprefix(b"data: "))
    return dicha


def test_sin_libro_lo_dice_y_espera(carpeta: Path, servidor: Servidor) -> None:
    (carpeta / "index.html").unlink()
    codigo, _, pagina = pedir(servidor, "/book/otra.html")
    assert codigo == 200 and pagina == servir.SIN_LIBRO + QUE_LO_CARGA.decode()
    assert "style=" not in pagina


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
    assert pedir(servidor, ruta) == (404, "text/plain; charset=utf-8", "aquí no hay nada\n")
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
        roto.setattr(servir.Manejador, "_archivo", lambda _: 1 / 0)
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
    assert b'"faltas": "mal"' in next(noticias)


# ——— El puerto ———


@pytest.mark.parametrize(
    "puerto", ["70000", "65536", "-1", "ocho", "", "80a", "8_000", "٣", " 80", "9" * 5000, "1.5"]
)
def test_lo_que_no_es_un_puerto_se_dice_en_una_linea(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], puerto: str
) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n"})
    assert main(["livehtml", f"--puerto={puerto}", str(libro)]) == 1
    salida = capsys.readouterr()
    assert salida.out == ""
    assert salida.err == f"«{puerto}» no es un puerto: tiene que ser un número hasta 65535\n"


def test_sin_decir_cual_no_es_un_puerto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path, {"uno": "# Uno\n"})
    assert main(["livehtml", str(libro), "--puerto"]) == 1
    assert capsys.readouterr().err == "«» no es un puerto: tiene que ser un número hasta 65535\n"
    assert main(["livehtml", str(libro), "--puerto", "-1"]) == 1
    assert capsys.readouterr().err == "«-1» no es un puerto: tiene que ser un número hasta 65535\n"


def test_un_puerto_ocupado(tmp_path: Path, servidor: Servidor, capsys: pytest.CaptureFixture[str]) -> None:
    libro = escribir_libro(tmp_path / "otro", {"uno": "# Uno\n"})
    assert main(["livehtml", "--puerto", str(servidor.server_port), str(libro)]) == 1
    dicho = f"el puerto {servidor.server_port} está ocupado: elige otro con --puerto\n"
    assert capsys.readouterr() == ("", dicho)


@pytest.mark.parametrize(
    ("error", "motivo"),
    [
        (PermissionError(13, "Permission denied"), "está reservado al sistema"),
        (OSError(98, "Address already in use"), "está ocupado"),
        (OSError(99, "Cannot assign requested address"), "no se puede usar (EADDRNOTAVAIL)"),
    ],
)
def test_un_puerto_que_el_sistema_no_da(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: OSError, motivo: str
) -> None:
    def negarse(*_: object) -> None:
        raise error

    monkeypatch.setattr(servir, "Servidor", negarse)
    with pytest.raises(NoSePuede) as dicho:
        servidor_de(tmp_path, UltimaNoticia(), 80)
    assert str(dicho.value) == f"el puerto 80 {motivo}: elige otro con --puerto"
