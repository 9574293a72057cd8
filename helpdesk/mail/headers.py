"""The headers of a mail and its parts: split, decoded (RFC 2047, RFC 2231), and bounded.

Under its modern policy, the standard library's parser takes minutes over some mails of 40 kB, and ends the headers at
the first line that it can't read. Here every step is one pass over the input. Clause: P1.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.mail.charsets import clean_line, decoded

MOST_HEADER_BYTES = 256 * 1024
MOST_HEADERS = 1_000
LONGEST_HEADER = 16 * 1024
LONGEST_LINE = 2_000
"""How many characters of a subject or name are kept."""
MOST_GLUED = 1_000
"""How many concatenated pieces of Base64 are separated."""

_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*(.*)", re.DOTALL)
_ENCODED = re.compile(r"=\?([^?\s]{1,75})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s++(?==\?)")
_PARAMETER = re.compile(r';\s*+([^\s=;"]{1,100})\s*+=\s*+("(?:[^"\\]|\\.)*+"?|[^;]*+)', re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)\*(\d{1,3})(\*?)")


@dataclass(frozen=True, slots=True)
class Typed:
    """A header such as Content-Type: a word and parameters, names in lower case."""

    value: str
    parameters: dict[str, str]


class Headers:
    """The headers of one block, by lower-case name. Values are text on one line, as they were written."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    def all(self, name: str) -> tuple[str, ...]:
        """Every value under a name."""
        return tuple(self._values.get(name, ()))

    def raw(self, name: str) -> str:
        """The first value under a name, `""` if there is none."""
        return next(iter(self._values.get(name, ())), "")

    def text(self, name: str) -> str:
        """The first value under a name, decoded and clean, as people read it."""
        return clean_line(decoded_words(self.raw(name)), LONGEST_LINE)

    def typed(self, name: str) -> Typed:
        """The first value under a name, as a word with parameters."""
        return typed(self.raw(name))


def head(raw: bytes, start: int, end: int) -> tuple[Headers, int, tuple[Message, ...]]:
    """The headers of `raw[start:end]`, where what follows them begins, and what could not be read."""
    faults: list[Message] = []
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return Headers({}), raw.index(b"\n", start) + 1, ()
    blank = _BLANK.search(raw, start, end)
    stop, body = (blank.start(), blank.end()) if blank else (end, end)
    lines = raw[start : min(stop, start + MOST_HEADER_BYTES)].splitlines(keepends=True)
    if stop - start > MOST_HEADER_BYTES:
        faults.append(msg("The headers are too long; only the first were read."))
        lines = lines[:-1] or lines
    values, last, known = _values(lines)
    if known > MOST_HEADERS:
        faults.append(msg("There are too many headers; only the first were read."))
    elif last < len(lines) and stop - start <= MOST_HEADER_BYTES:
        # The empty line that ends the headers is missing: whatever follows the last of them is the text.
        body = start + sum(map(len, lines[:last]))
        faults.append(msg("The headers are not separated from the text."))
    return Headers(values), body, tuple(faults)


def _values(lines: list[bytes]) -> tuple[dict[str, list[str]], int, int]:
    """Values by name; the number of lines up to the last that belongs to a header; the number of headers."""
    values: dict[str, list[str]] = {}
    pieces: list[bytes] = []
    last = known = 0
    name = ""
    for number, line in enumerate(lines, 1):
        if line[:1] in b" \t" and name:
            pieces.append(line)
            last = number
            continue
        if name:
            values.setdefault(name, []).append(_joined(pieces))
            name = ""
        found = _HEADER.match(line)
        if found is None:
            continue
        last, known = number, known + 1
        if known <= MOST_HEADERS:
            name, pieces = found[1].decode("ascii").lower(), [found[2]]
    if name:
        values.setdefault(name, []).append(_joined(pieces))
    return values, last, known


def _joined(pieces: list[bytes]) -> str:
    """A folded value as one line of text, shortened if it is too long."""
    value = b" ".join(piece.strip() for piece in pieces)[:LONGEST_HEADER]
    return decoded(value, "")[0]


def decoded_words(text: str) -> str:
    """A header's text with its encoded words (RFC 2047) decoded; what can't be decoded stays as it is.

    A multi-byte character may be split over two words, so adjacent words are decoded together.
    """
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1", text)
    out: list[str] = []
    at = 0
    charset, gathered = "", b""
    for word in _ENCODED.finditer(text):
        own = word[1].partition("*")[0].lower()
        if gathered and (word.start() > at or own != charset):
            out.append(decoded(gathered, charset)[0])
            gathered = b""
        out.append(text[at : word.start()])
        charset = own
        gathered += _word(word[2], word[3])
        at = word.end()
    if gathered:
        out.append(decoded(gathered, charset)[0])
    return "".join([*out, text[at:]])


def _word(way: str, text: str) -> bytes:
    if way in "qQ":
        return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
    return from_base64(text.encode("utf-8", "replace"))[0]


_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_RUBBISH = bytes(set(_NOT_BASE64) - set(b" \t\r\n"))


def from_base64(content: bytes) -> tuple[bytes, bool]:
    """Decoded Base64, and whether it was complete; characters that don't belong are skipped."""
    letters = content.translate(None, _NOT_BASE64)
    is_whole = len(content.translate(None, _RUBBISH)) == len(content)
    out = []
    # Concatenated pieces have padding in the middle.
    for each in re.split(rb"=+", letters, maxsplit=MOST_GLUED):
        piece = each.replace(b"=", b"")
        if len(piece) % 4 == 1:
            piece, is_whole = piece[:-1], False
        out.append(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)))
    return b"".join(out), is_whole


def typed(value: str) -> Typed:
    """A word with its parameters; those of RFC 2231 are joined and decoded."""
    word = value.partition(";")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _parameters(value):
        found = _CONTINUED.fullmatch(name)
        if found:
            pieces.setdefault(found[1], {})[int(found[2])] = (text, bool(found[3]))
        elif name.endswith("*"):
            pieces.setdefault(name[:-1], {})[0] = (text, True)
        else:
            plain.setdefault(name, decoded_words(text))
    plain.update({name: _put_together(found) for name, found in pieces.items()})
    return Typed(word, plain)


def _parameters(value: str) -> Iterator[tuple[str, str]]:
    for found in _PARAMETER.finditer(value):
        text = found[2].strip()
        if text.startswith('"'):
            text = re.sub(r'\\(["\\])', r"\1", text[1:].removesuffix('"'))
        yield found[1].lower(), text


def _put_together(pieces: dict[int, tuple[str, bool]]) -> str:
    charset = ""
    out: list[bytes] = []
    for number, (piece, is_encoded) in sorted(pieces.items()):
        text = piece
        if is_encoded and number == 0 and piece.count("'") >= 2:
            charset, _, text = piece.split("'", 2)
        content = text.encode("utf-8", "replace")
        out.append(unquote_to_bytes(content) if is_encoded else content)
    return decoded(b"".join(out), charset)[0]
