"""The body of a mail: its readable text and its attachments, from nested parts.

The text comes from plain text if there is any, else from HTML. A forwarded mail is read into the text, and its files
join the others, so that nothing is there twice. Clause: D9, P1.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from helpdesk.domain.display import visible
from helpdesk.domain.mail import MailFile
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.mail.charsets import decoded, shown
from helpdesk.mail.flowed import joined
from helpdesk.mail.headers import Headers, Typed, from_base64, head, typed
from helpdesk.mail.html_text import text_of_html
from helpdesk.mail.names import file_name

MOST_PARTS = 500
MOST_DEPTH = 20
MOST_TEXT = 250_000
"""How many characters of text are shown; longer text is kept complete as a file."""
MOST_HTML = 2_000_000
"""How many characters of HTML of one mail become text; a million takes some two seconds at worst."""
MOST_MARKS = 100_000
"""How many boundary-like lines are examined; a mail with more is not split further."""
LONGEST_MARK = 200
"""The most bytes of a boundary line, after its boundary."""

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_FORWARDED = ("message/rfc822", "message/global")
HARDLY_ANY, FAR_MORE = 200, 3
"""A plain text with few characters may only refer to the HTML, if that is several times as long."""

_SHOWN = ("text/plain", "text/html", "message/delivery-status", "text/rfc822-headers")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")

Range = tuple[int, int]
"""Where a part begins and ends in the bytes of its mail."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail contains."""

    text: str
    files: tuple[MailFile, ...]
    faults: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One part: its headers, what it is, and where its content is in `raw`."""

    raw: bytes
    headers: Headers
    type: Typed
    start: int
    end: int
    depth: int

    @property
    def media_type(self) -> str:
        return self.type.value

    @property
    def is_attached(self) -> bool:
        """Whether its sender wants it saved as a file rather than read."""
        return self._disposition.value == "attachment" or bool(self.asked_name)

    @property
    def asked_name(self) -> str:
        """Its name as the sender wrote it."""
        return self._disposition.parameters.get("filename") or self.type.parameters.get("name", "")

    @property
    def _disposition(self) -> Typed:
        return self.headers.typed("content-disposition")


def read_body(raw: bytes, headers: Headers, start: int) -> Body:
    """The text and the files of a mail whose headers end at `start`."""
    reader = _Reader()
    reader.take(_part(raw, headers, start, len(raw), 0, "text/plain"))
    return Body("\n\n".join(reader.texts), tuple(reader.files), tuple(reader.faults))


def _part(raw: bytes, headers: Headers, start: int, end: int, depth: int, usual: str) -> _Part:
    found = headers.typed("content-type")
    if not _MEDIA_TYPE.fullmatch(found.value):
        found = typed(usual) if not found.value else Typed("text/plain", found.parameters)
    return _Part(raw, headers, found, start, end, depth)


class _Reader:
    """Walks through the parts of one mail."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.files: list[MailFile] = []
        self.faults: list[Message] = []
        self._parts = 0
        self._letters = 0
        self._html = MOST_HTML

    def take(self, part: _Part, *, text: bool = True) -> None:
        """Read one part and everything in it; without `text` only its files."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            self.faults.append(
                msg("The mail has more than {most} parts; the rest was not read.", most=MOST_PARTS)
            )
        elif part.media_type.startswith("multipart/"):
            self._several(part, text=text)
        elif part.media_type in _FORWARDED:
            self._forwarded(part, text=text)
        elif part.media_type in _SHOWN and not part.is_attached:
            if text:
                self._text(part)
        else:
            if part.media_type in _SEALED:
                self.faults.append(msg("The mail is encrypted or sealed; it can't be read here."))
            self._file(part)

    def _several(self, part: _Part, *, text: bool) -> None:
        boundary = part.type.parameters.get("boundary", "").encode("utf-8", "replace")
        if part.depth >= MOST_DEPTH:
            self._too_deep(part)
            return
        ranges, is_closed = _split(part, boundary, MOST_PARTS + 1) if boundary else ([], True)
        if not ranges:
            self.faults.append(msg("The parts of the mail can't be told apart."))
            if text:
                self._text(part)
            return
        if not is_closed:
            self.faults.append(msg("The mail breaks off in the middle."))
        usual = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        parts = self._children(part, ranges, usual)
        if part.media_type == "multipart/alternative":
            self._best(list(parts), text=text)
        else:
            for child in parts:
                self.take(child, text=text)

    def _children(self, part: _Part, ranges: list[Range], usual: str) -> Iterator[_Part]:
        for start, end in ranges:
            headers, at, faults = head(part.raw, start, end)
            self.faults += faults
            yield _part(part.raw, headers, at, end, part.depth + 1, usual)

    def _best(self, parts: list[_Part], *, text: bool) -> None:
        """The text of the plainest part, unless it says hardly anything and another far more; the files of all."""
        before, best = len(self.texts), list[str]()
        for child in sorted(parts, key=lambda one: one.media_type != "text/plain"):
            self.take(child, text=text)
            if _letters(self.texts[before:]) > FAR_MORE * _letters(best):
                best = self.texts[before:]
            del self.texts[before:]
            text = text and _letters(best) < HARDLY_ANY
        self.texts += best

    def _forwarded(self, part: _Part, *, text: bool) -> None:
        if part.depth >= MOST_DEPTH:
            self._too_deep(part)
            return
        raw = self._content(part)
        headers, at, faults = head(raw, 0, len(raw))
        self.faults += faults
        if text:
            lines = [f"{name.title()}: {headers.text(name)}" for name in ("from", "date", "subject")]
            self._add("\n".join(["-" * 20, *lines]))
        self.take(_part(raw, headers, at, len(raw), part.depth + 1, "text/plain"), text=text)

    def _too_deep(self, part: _Part) -> None:
        self.faults.append(
            msg("The mail has parts within parts without end; the deepest ones are kept as a file.")
        )
        self._file(part)

    def _text(self, part: _Part) -> None:
        content = self._content(part)
        is_html = part.media_type == "text/html"
        text, fault = decoded(content, part.type.parameters.get("charset", ""))
        if fault is not None:
            self.faults.append(fault)
        room = self._html if is_html else MOST_TEXT - self._letters
        is_cut = len(text) > room
        text = text[:room]
        if is_html:
            self._html -= len(text)
            text = text_of_html(text)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not is_html and part.type.parameters.get("format", "").lower() == "flowed":
            text = joined(text, without_space=part.type.parameters.get("delsp", "").lower() == "yes")
        if is_cut or self._letters + len(text) > MOST_TEXT:
            text = text[: MOST_TEXT - self._letters]
            self.faults.append(msg("The text is too long to show; all of it is kept as a file."))
            self.files.append(
                MailFile(file_name("", part.media_type, len(self.files) + 1), part.media_type, content)
            )
        self._add(visible(text, lines=True).strip("\n"))

    def _add(self, text: str) -> None:
        if text.strip():
            self.texts.append(text)
            self._letters = min(MOST_TEXT, self._letters + len(text))

    def _file(self, part: _Part) -> None:
        content = self._content(part)
        number = len(self.files) + 1
        name = file_name(part.asked_name, part.media_type, number)
        self.files.append(MailFile(name, part.media_type, content))

    def _content(self, part: _Part) -> bytes:
        """The decoded content of a part."""
        content = part.raw[part.start : part.end]
        way = part.headers.raw("content-transfer-encoding").strip().lower()
        if way == "base64":
            content, is_whole = from_base64(content)
            if not is_whole:
                self.faults.append(msg("A part of the mail is damaged; what could be read of it is kept."))
        elif way == "quoted-printable":
            content = binascii.a2b_qp(content)
        elif way not in ("", "7bit", "8bit", "binary"):
            self.faults.append(
                msg("A part of the mail is encoded in an unknown way ({way}).", way=shown(way))
            )
        return content


def _letters(texts: list[str]) -> int:
    return sum(len(text.strip()) for text in texts)


def _split(part: _Part, boundary: bytes, most: int) -> tuple[list[Range], bool]:
    """Where the parts between boundary lines are, up to a maximum, and whether the last line is there."""
    raw, mark = part.raw, b"\n--" + boundary
    ranges: list[Range] = []
    begun = -1
    at = part.start - 1 if raw.startswith(mark[1:], part.start, part.end) else _next(part, mark, part.start)
    for _ in range(MOST_MARKS):
        if at < 0:
            break
        after = at + len(mark)
        line = raw[after : min(after + LONGEST_MARK, part.end)]
        rest, has_end, _following = line.partition(b"\n")
        is_line = has_end or after + len(line) == part.end
        if is_line and rest.rstrip() in (b"", b"--"):
            if begun >= 0:
                ranges.append((begun, max(begun, at - (raw[at - 1 : at] == b"\r"))))
            if rest.rstrip() or len(ranges) >= most:
                return ranges, True
            begun = min(after + len(rest) + 1, part.end)
            after = begun - 1
        at = _next(part, mark, after)
    if begun >= 0:
        ranges.append((begun, part.end))
    return ranges, begun < 0


def _next(part: _Part, mark: bytes, start: int) -> int:
    return part.raw.find(mark, start, part.end)
