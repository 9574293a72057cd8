"""Incoming mails, made line by line so that broken ones can be made too."""

from __future__ import annotations

from base64 import encodebytes

HEAD = (
    "From: Anna Meulen <anna@example.nl>",
    "To: hulp@example.com",
    "Subject: Printer doet niets",
    "Date: Sun, 03 May 2026 22:00:00 +0200",
    "Message-ID: <1@example.nl>",
)


def mail(
    *lines: str | bytes, body: str | bytes = "Het lukt niet.\r\n", head: tuple[str, ...] = HEAD
) -> bytes:
    """A mail with extra headers, before the usual ones."""
    headers = [_bytes(line) for line in (*lines, *head)]
    return b"\r\n".join([*headers, b"", _bytes(body)])


def parts(*inner: bytes, kind: str = "mixed", boundary: str = "b1", closed: bool = True) -> tuple[str, bytes]:
    """The Content-Type of a multipart mail, and its body."""
    pieces = [b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in inner]
    end = b"--" + boundary.encode() + b"--\r\n" if closed else b""
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"', b"".join(pieces) + end


def part(*lines: str, body: str | bytes = "") -> bytes:
    """One part."""
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + _bytes(body)


def attached(content: bytes, media_type: str, name: str) -> bytes:
    """A file as a part."""
    return part(
        f"Content-Type: {media_type}",
        f"Content-Disposition: attachment; {name}",
        "Content-Transfer-Encoding: base64",
        body=encodebytes(content),
    )


def several(*inner: bytes, kind: str = "mixed", **other: object) -> bytes:
    """A mail of several parts."""
    header, body = parts(*inner, kind=kind, **other)  # type: ignore[arg-type]
    return mail(header, body=body)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
