"""Mails where mail programs leave them: a file of one mail, an mbox, a Maildir, or a folder of such files.

Nothing is changed, moved or copied there, and nothing is read into memory whole. Clause: G3, D9.
"""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from helpdesk.domain.mail import IncomingMail, NotMail, read_message
from helpdesk.domain.messages import Message, msg

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BLOCK = 1 << 20
_SNIFFED = 1 << 16
_FROM_LINE = re.compile(
    rb"From (?:\S{1,200}|[^\r\n]{1,200}@\S{1,200}) +(?:\w{3},? +)?(?:\w{3} +\d{1,2}|\d{1,2} +\w{3}) "
    rb"[^\r\n]{0,60}\d{4}[^\r\n]{0,40}\r?\n(?=[!-9;-~]{1,76}[ \t]*:|>From )"
)
_LONGEST_FROM_LINE = 1024
_HEADER = re.compile(
    rb"^(?:from|to|date|subject|received|return-path|delivered-to|message-id|mime-version|x-[\w-]{1,70})[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_MARKS: tuple[tuple[bytes, Message], ...] = (
    (b"\xd0\xcf\x11\xe0", msg("This is a message of Outlook's own kind (.msg), not a mail in a file.")),
    (b"!BDN", msg("This is a mailbox of Outlook's own kind (.pst), not an mbox.")),
    (b"PK\x03\x04", msg("This is a zip archive; unpack it first.")),
    (b"\x1f\x8b", msg("This file is compressed; unpack it first.")),
    (b"%PDF", msg("This is a PDF document, not a mail.")),
)


@dataclass(frozen=True, slots=True)
class Source:
    """One mail in a file: bytes `start` to `end` (`None`: the end of the file).

    `number` counts from 1 within an mbox and is 0 for a file of one mail.
    """

    path: Path
    number: int = 0
    start: int = 0
    end: int | None = None

    @contextmanager
    def opened(self) -> Iterator[IncomingMail]:
        """The mail; its attachments can be read as long as this lasts.

        Errors: `NotMail` when the file is gone, can't be read, or is no mail.
        """
        try:
            file = self.path.open("rb")
        except OSError:
            raise _unreadable(self.path) from None
        with file:
            try:
                if self.number:
                    end = self.end if self.end is not None else self.path.stat().st_size
                    mail = read_message(io.BufferedReader(_Window(file, self.start, end)), from_an_mbox=True)
                else:
                    _refuse_others(file)
                    mail = read_message(file)
            except OSError:
                raise _unreadable(self.path) from None
            yield mail


def messages_in(path: Path) -> Iterator[Source]:
    """The mails in a file, an mbox, a Maildir (`new` and `cur`, never `tmp`) or a folder, each to be opened in turn.

    In a folder, files whose names begin with a dot and folders within it are passed over. What is no mail is noticed
    when it is opened, so that one bad file does not stop the others. Errors: `NotMail` for a path that leads nowhere.
    """
    try:
        kind = path.stat().st_mode
        if not stat.S_ISDIR(kind):
            yield from _in_file(path, kind)
            return
        maildir = [path / name for name in ("new", "cur") if (path / name).is_dir()]
        for folder in maildir or [path]:
            for member in sorted(folder.iterdir()):
                if not member.name.startswith(".") and member.is_file():
                    yield from [Source(member)] if maildir else _in_file(member, stat.S_IFREG)
    except OSError:
        raise _unreadable(path) from None


def _in_file(path: Path, kind: int) -> Iterator[Source]:
    """What is no ordinary file (a pipe, a device) may never end, and is not opened."""
    if not stat.S_ISREG(kind):
        raise NotMail(msg("This is no ordinary file."), msg("Choose a mail, an mbox or a folder."))
    try:
        file = path.open("rb")
    except OSError:  # said when it is opened
        yield Source(path)
        return
    with file:
        if not _FROM_LINE.match(file.read(_LONGEST_FROM_LINE)):
            yield Source(path)
            return
        starts = _from_lines(file)
        start, number = next(starts), 1
        for following in starts:
            yield Source(path, number, start, following)
            start, number = following, number + 1
        yield Source(path, number, start)


def _from_lines(file: BinaryIO) -> Iterator[int]:
    """Where each mail of an mbox starts: a line such as `From jan@example.com Mon May  4 09:30:00 2026`.

    The moment in it and the header below tell it from a sentence. Whether an empty line stands before it does not
    count: where one mail was cut off, the next one must not become a part of it.
    """
    yield 0
    at = 0
    while True:
        file.seek(at)
        block = file.read(_BLOCK)
        last = len(block) < _BLOCK
        known = len(block) if last else len(block) - _LONGEST_FROM_LINE
        hit = block.find(b"\nFrom ")
        while 0 <= hit < known:
            if _FROM_LINE.match(block, hit + 1):
                yield at + hit + 1
            hit = block.find(b"\nFrom ", hit + 1)
        if last:
            return
        at += known


def _refuse_others(file: BinaryIO) -> None:
    """Errors: `NotMail` for what begins as no mail does."""
    start = file.read(_SNIFFED)
    if not start.strip():
        raise NotMail(msg("The file is empty."), msg("Save the mail again in the mail program."))
    for mark, what in _MARKS:
        if start.startswith(mark):
            raise NotMail(what)
    if b"\x00" in start[:1024] or not _HEADER.search(start):
        raise NotMail(msg("This does not look like a mail."))


def _unreadable(path: Path) -> NotMail:
    if path.exists():
        return NotMail(msg("This can't be read."), msg("Check who may read it and try again."))
    return NotMail(
        msg("There is no such file or folder, or not any more."), msg("Check the name and the folder.")
    )


class _Window(io.RawIOBase):
    """The bytes of a file from `start` to `end` as a file of its own, for reading."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, max(start, end)
        self._at = start

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: self._start, io.SEEK_CUR: self._at, io.SEEK_END: self._end}[whence]
        self._at = max(self._start, origin + offset)
        return self._at - self._start

    def tell(self) -> int:
        return self._at - self._start

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        self._file.seek(self._at)
        data = self._file.read(max(0, min(len(view), self._end - self._at)))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)
