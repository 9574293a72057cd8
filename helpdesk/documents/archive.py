"""What a customer gets, in one ZIP: encrypted with a password that is sent separately, or plain on request.

AES-256 in WinZip's format, which 7-Zip, WinZip, archive programs on macOS, and Linux can open. Clause: R1, R3, B4.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import BinaryIO

from helpdesk.documents.access_copy import SCHEMA, access_json, register_csv
from helpdesk.documents.access_report import access_report
from helpdesk.documents.paper import paper_html, paper_pdfs
from helpdesk.documents.portability import SCHEMA as PORTABLE_SCHEMA
from helpdesk.documents.portability import portable_csv, portable_json, provided
from helpdesk.documents.typesetting import can_typeset
from helpdesk.domain.access import AccessContent
from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import msg
from helpdesk.domain.records import dataclass
from helpdesk.policy.model import Policy
from helpdesk.policy.words import words

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look like others, such as O and 0
_GROUPS, _OF = 5, 4
_CHUNK = 1 << 16
_REPORT = words("uw-gegevens", "your-data")


class ArchiverMissing(HelpdeskError):
    """pyzipper is not installed, so nothing can be encrypted."""

    def __init__(self) -> None:
        super().__init__(
            msg("The file can't be encrypted: pyzipper is not installed."),
            safe=msg("Nothing was written."),
            todo=msg("Install it with: {command}", command='pip install "helpdesk-console[documents]"'),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One file in the archive, piece by piece."""

    name: str
    pieces: Iterable[bytes]


def new_password() -> str:
    """A password to read out: five groups of four, such as `K7RM-2QPT-…`, with 99 bits. Stored nowhere."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_OF)) for _ in range(_GROUPS))
    return "-".join(groups)


def access_parts(
    policy: Policy, content: AccessContent, language: str, folder: Path | None = None
) -> Iterator[Part]:
    """Everything for a customer who asked for access, part by part.

    The report is HTML and, if Typst is installed, PDF; the copy is JSON with its schema, and a sheet per register. The
    PDF is made one volume ahead of what is written. `folder` has the company's own templates.

    Errors: `TypesettingFailed`. Clause: R1.
    """
    report = access_report(policy, content, language)
    name = _REPORT.say(language)
    with ThreadPoolExecutor(1) as aside:
        volumes = paper_pdfs(report, folder) if can_typeset() else iter(())
        ahead = aside.submit(next, volumes, None)
        yield Part(f"{name}.html", _encoded(paper_html(report)))
        yield Part("data/access.json", _encoded(access_json(policy, content, language)))
        yield Part("data/access.schema.json", [SCHEMA.read_bytes()])
        for register in content.registers:
            yield Part(f"data/{register.name}.csv", _encoded(register_csv(register, language)))
        for number in count(1):
            if (volume := ahead.result()) is None:
                break
            ahead = aside.submit(next, volumes, None)
            yield Part(f"{name}{f'-{number}' if number > 1 else ''}.pdf", [volume])


def portable_parts(
    policy: Policy, content: AccessContent, language: str, *, contract_over: bool = False
) -> Iterator[Part]:
    """Everything for a customer who takes their data along. Clause: R3."""
    along = provided(policy, content, contract_over=contract_over)
    yield Part("portable.json", _encoded(portable_json(along, language)))
    yield Part("portable.schema.json", [PORTABLE_SCHEMA.read_bytes()])
    yield Part("customer.csv", [portable_csv(along, language).encode()])


def write_archive(file: BinaryIO, parts: Iterable[Part], password: str | None) -> int:
    """Write parts as a ZIP into an open file; returns how many. `None` leaves it unencrypted.

    Names are not encrypted, so none of them says who it is about. Errors: `ArchiverMissing`.
    """
    if find_spec("pyzipper") is None:
        raise ArchiverMissing
    import pyzipper

    written = 0
    with pyzipper.AESZipFile(file, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        if password is not None:
            archive.setpassword(password.encode())
            archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for part in parts:
            with archive.open(part.name, "w", force_zip64=True) as target:
                for chunk in _chunks(part.pieces):
                    target.write(chunk)
            written += 1
    return written


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in chunks of some size: each costs a call to the cipher."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        if len(waiting) >= _CHUNK:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8", "replace") for piece in pieces)
