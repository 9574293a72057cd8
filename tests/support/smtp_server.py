"""A small mail server on this machine that does as a test says, with TLS by a certificate made for it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path


@dataclass
class MailHost:
    """What the server is to do, and what came to it."""

    tls: str = "none"
    certificate: Path | None = None
    answers: dict[str, str] = field(default_factory=dict)
    """Other answers, by command or line in lower case; `hang` says nothing more, `vanish` breaks the connection."""
    offers: tuple[str, ...] = ("SMTPUTF8", "8BITMIME", "AUTH PLAIN")
    """What it says it can, beside encryption."""
    port: int = 0
    said: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)


def certificate(folder: Path, name: str = "127.0.0.1", days: int = 1) -> Path:
    """A certificate that signs itself, and its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    alternative: x509.GeneralName = x509.DNSName(name)
    with suppress(ValueError):
        alternative = x509.IPAddress(ip_address(name))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return file


@contextmanager
def running(host: MailHost) -> Iterator[MailHost]:
    """The server, for as long as the block runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    host.port = listening.getsockname()[1]
    ended = threading.Event()
    thread = threading.Thread(target=_serve, args=(listening, host, ended))
    thread.start()
    try:
        yield host
    finally:
        ended.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", host.port), 1).close()
        thread.join()
        listening.close()


def _serve(listening: socket.socket, host: MailHost, ended: threading.Event) -> None:
    while not ended.is_set():
        sock, _ = listening.accept()
        sock.settimeout(10)
        with suppress(OSError):
            if host.tls == "implicit":
                sock = _secured(sock, host)
            if _talk(sock, host, ended, "connect"):
                sock = _secured(sock, host)
                _talk(sock, host, ended, _next_line(sock))
        sock.close()


def _talk(sock: socket.socket, host: MailHost, ended: threading.Event, line: str | None) -> bool:
    """Answer line after line; whether the connection is to be encrypted now."""
    while line is not None:
        verb = line.split(" ")[0].split(":")[0].lower()
        host.said.append(line)
        usual = host.answers.get(verb, _ANSWERS.get(verb, "500 what?"))
        answer = host.answers.get(line.lower(), usual)
        if verb == "ehlo":
            is_to_secure = host.tls == "starttls" and not isinstance(sock, ssl.SSLSocket)
            offers = (*(("STARTTLS",) if is_to_secure else ()), *host.offers)
            answer = "\r\n".join(["250-here", *(f"250-{each}" for each in offers), "250 HELP"])
        if answer == "hang":
            ended.wait(10)
        if answer in ("hang", "vanish") or ended.is_set():
            return False
        sock.sendall(f"{answer}\r\n".encode())
        if verb == "starttls":
            return True
        if verb == "data" and answer.startswith("354"):
            host.mails.append(
                b"".join(f"{each}\r\n".encode() for each in iter(lambda: _next_line(sock), "."))
            )
            line = "sent"
        else:
            line = None if verb == "quit" else _next_line(sock)
    return False


def _next_line(sock: socket.socket) -> str | None:
    """A line, `None` at the end of a connection; read letter by letter, so that nothing of what follows is taken."""
    line = b""
    while not line.endswith(b"\r\n"):
        letter = sock.recv(1)
        if not letter:
            return None
        line += letter
    return line.decode().removesuffix("\r\n")


_ANSWERS = {
    "connect": "220 here",
    "starttls": "220 go on",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "sent": "250 2.0.0 taken",
    "rset": "250 ok",
    "quit": "221 bye",
}


def _secured(sock: socket.socket, host: MailHost) -> ssl.SSLSocket:
    assert host.certificate is not None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(host.certificate)
    return context.wrap_socket(sock, server_side=True)
