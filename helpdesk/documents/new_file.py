"""A file for somebody else: new, and readable by its owner only; an unfinished one is not left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg
from helpdesk.domain.os_faults import is_full, why_not


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write bytes into. An error inside leaves no file behind.

    Errors: `Invalid` for a file that exists already or can't be written. Clause: P1.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except (OSError, ValueError) as error:  # no file name can have a null in it
        raise _not_written(error) from error
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _not_written(error) from error
        raise


def _not_written(error: Exception) -> Invalid:
    problem = msg("The file can't be written: {problem}.", problem=why_not(error))
    invalid = Invalid((Fault("file", problem),))
    invalid.todo = (
        msg("Make room there, or write it to another disk.")
        if is_full(error)
        else msg("Choose another name; an existing file is never overwritten.")
    )
    return invalid
