"""A folder into which other programs put mail: checked now and then; mail that was taken in is moved away.

Clause: D9.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from helpdesk.domain.messages import Message, msg
from helpdesk.domain.os_faults import why_not
from helpdesk.mail.mailboxes import TAKEN, Closed, Found, files_of, mails
from helpdesk.tasks.intake import Do, IntakeResult, Trouble, take_all

Look = tuple[int, int]
"""The size and modification time of a file when it was checked."""


class WatchedFolder:
    """Checks one folder; it has no clock, so its owner says when.

    A file is taken in if its size and modification time are the same as at the check before: then nobody is writing it
    any more. Once everything in it is stored, it is moved to the subfolder `taken`. Anything that is not mail stays,
    and is reported once. So is a folder that can't be read, until it can be again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[Path, Look] = {}
        self._done: dict[Path, Look] = {}
        self._closed: set[Path] = set()

    def look(self, do: Do) -> IntakeResult:
        """Check once. It blocks, so the console calls it in a thread of its own.

        Errors: as `take_all`; then nothing was moved, and the next check tries again.
        """
        closed: list[Closed] = []
        files = files_of(self.folder, closed.append)
        now = {path: look for path in files if (look := _look(path)) is not None}
        in_the_way = [Trouble(one.path, 0, one.fault) for one in closed if one.path not in self._closed]
        steady = [
            path
            for path, look in now.items()
            if self._seen.get(path) == look and self._done.get(path) != look
        ]
        self._seen = now
        self._done = {path: look for path, look in self._done.items() if path in now}
        unread: set[Path] = set()
        result = (
            take_all(do, (_noted(one, unread) for one in mails(steady, links=False)))
            if steady
            else IntakeResult()
        )
        for path in steady:
            fault = None if path in unread else self._move(path)
            if fault is not None:
                in_the_way.append(Trouble(path, 0, fault))
            if fault is not None or path in unread:
                self._done[path] = now[path]
        self._closed = {one.path for one in closed}
        return replace(result, in_the_way=tuple(in_the_way))

    def _move(self, path: Path) -> Message | None:
        """Move a file that was taken in, without overwriting another; why that failed."""
        folder = self.folder / TAKEN
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            for number in range(1, 1_000):
                target = folder / (path.name if number == 1 else f"{path.stem}-{number}{path.suffix}")
                if not target.exists():
                    path.replace(target)
                    return None
        except OSError as error:
            return msg("It was taken in, but can't be moved: {problem}.", problem=why_not(error))
        return msg("It was taken in, but can't be moved: there are too many files with its name.")


def _noted(one: Found, unread: set[Path]) -> Found:
    if one.mail is None:
        unread.add(one.path)
    return one


def _look(path: Path) -> Look | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
