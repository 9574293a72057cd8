"""The exit codes of commands; a documented interface for scripts."""

from __future__ import annotations

from enum import IntEnum

from helpdesk.domain.errors import FileNotOpen, HelpdeskError, NotFound, Refused, StoreError


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    BAD_INPUT = 3
    REFUSED = 4
    STORE = 5
    NOT_FOUND = 6
    INTERNAL = 70
    INTERRUPTED = 130
    NOBODY_READS = 141


class NoTerminal(HelpdeskError):
    """The command needs a terminal, and there is none that can do it."""


_OF_ERROR: tuple[tuple[type[HelpdeskError], Exit], ...] = (
    (NoTerminal, Exit.USAGE),
    (Refused, Exit.REFUSED),
    (FileNotOpen, Exit.REFUSED),
    (StoreError, Exit.STORE),
    (NotFound, Exit.NOT_FOUND),
)


def exit_of(error: HelpdeskError) -> Exit:
    """The exit code for an error that is shown to the technician."""
    return next((code for kind, code in _OF_ERROR if isinstance(error, kind)), Exit.BAD_INPUT)
