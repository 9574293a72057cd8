"""Mails from files, mailboxes, Maildirs and folders of them, one at a time. Clause: D9."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from helpdesk.domain.mail import Mail
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.os_faults import why_not
from helpdesk.domain.records import dataclass
from helpdesk.mail import MOST_BYTES
from helpdesk.mail.reading import read

TAKEN = "taken"
"""The subfolder of a watched folder for mail that was taken in; it is never read."""

LINE = 64 * 1024
DEEPEST = 20

# A pipe would wait for somebody to write, and a link could lead to any file; where these are unknown, so are those.
_AT_ONCE, _NO_LINK = getattr(os, "O_NONBLOCK", 0), getattr(os, "O_NOFOLLOW", 0)

_ENVELOPE = re.compile(rb"From (?:\s*$|.{0,300}\d\d:\d\d.{0,100}$|-\s)")
_HEADER = re.compile(rb"(?:>?From |[!-9;-~]{1,100}[ \t]*:)")
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Found:
    """A mail and where it was: the file, and its number in it, from 1. Without a mail, `fault` says why."""

    path: Path
    number: int
    size: int
    mail: Mail | None
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A folder that can't be read, and why."""

    path: Path
    fault: Message


def mails(paths: Iterable[Path], *, links: bool = True) -> Iterator[Found]:
    """Every mail in these places, in order; an unreadable one is returned as a fault, and the rest continues.

    A file is a mail or a mailbox (mbox), a folder is a Maildir or a folder of files. A file that is named must be
    mail; in a folder, files that are not mail are skipped. Links in a folder are not followed; a file that is named may
    be one if `links`.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112  # of what may not be looked at, Path.is_dir raises
            closed: list[Closed] = []
            for file in files_of(path, closed.append):
                yield from _of_file(file, is_named=False, links=False)
            for folder in closed:
                yield Found(folder.path, 1, 0, None, folder.fault)
        else:
            yield from _of_file(path, is_named=True, links=links)


def files_of(folder: Path, closed: Callable[[Closed], None], depth: int = 0) -> Iterator[Path]:
    """The files in a folder that may be mail, by name; for a Maildir those that were delivered.

    `closed` is called for each folder that can't be read.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        closed(Closed(folder, msg("The folder can't be read: {problem}.", problem=why_not(error))))
        return
    names = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
    is_maildir = {"cur", "new"} <= names
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            passed = entry.name == TAKEN or (is_maildir and entry.name == "tmp")
            if not passed and depth < DEEPEST:
                yield from files_of(Path(entry), closed, depth + 1)
        elif entry.is_file(follow_symlinks=False) and not entry.name.startswith(".") and not is_maildir:
            yield Path(entry)


@contextmanager
def _opened(path: Path, *, links: bool) -> Iterator[BinaryIO]:
    """A file to read, which is still what it was when the folder was listed. Errors: `OSError`, also for a pipe."""
    more = _AT_ONCE if links else _AT_ONCE | _NO_LINK
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | more)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileNotFoundError(2, os.strerror(2))
        yield file


def _of_file(path: Path, *, is_named: bool, links: bool) -> Iterator[Found]:
    try:
        with _opened(path, links=links) as file:
            begin = file.read(4_096)
            file.seek(0)
            fault = _no_mail(begin)
            if fault is not None:
                if is_named:
                    yield Found(path, 1, 0, None, fault)
            elif begin.startswith(b"From "):
                yield from _of_mailbox(path, file)
            else:
                raw = file.read(MOST_BYTES + 1)
                yield Found(path, 1, len(raw), read(raw))
    except OSError as error:
        yield Found(path, 1, 0, None, msg("The file can't be read: {problem}.", problem=why_not(error)))


def _no_mail(begin: bytes) -> Message | None:
    """Why a file that begins like this is not mail, `None` if it may be."""
    if begin.startswith(_OUTLOOK):
        return msg("This is a message in Outlook's own format; save it as .eml to take it in.")
    if not begin.strip():
        return msg("The file is empty.")
    if not _HEADER.match(begin.removeprefix(b"\xef\xbb\xbf").lstrip()):
        return msg("This is neither a mail nor a mailbox.")
    return None


def _of_mailbox(path: Path, file: BinaryIO) -> Iterator[Found]:
    for number, (raw, is_cut) in enumerate(_pieces(file), 1):
        faults = (
            [msg("The mail is too large; only its first {size} MB were read.", size=MOST_BYTES >> 20)]
            if is_cut
            else []
        )
        yield Found(path, number, len(raw), read(raw, faults))


def _pieces(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """The mails of a mailbox, and whether one was cut because it is too large.

    A line that begins with `From ` separates two mails only if an empty line precedes it and it names a time: many
    programs leave such lines in texts unchanged.
    """
    lines: list[bytes] = []
    size = 0
    after_blank, is_line_start = True, True
    while line := file.readline(LINE):
        if is_line_start and after_blank and line.startswith(b"From ") and _ENVELOPE.match(line):
            if lines:
                yield b"".join(lines), size > MOST_BYTES
            lines, size = [], 0
        elif size <= MOST_BYTES:
            lines.append(_unquoted(line) if is_line_start else line)
            size += len(line)
        after_blank = is_line_start and not line.strip()
        is_line_start = line.endswith(b"\n")
    if lines:
        yield b"".join(lines), size > MOST_BYTES


def _unquoted(line: bytes) -> bytes:
    """A line of text that a mailbox escapes because it begins with `From `."""
    return line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
