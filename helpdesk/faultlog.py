"""The log of unforeseen failures: where something went wrong, never what it was about.

A traceback's message and a frame's variables may contain personal data. Only the kind of error and the lines of code
it passed through are logged, which is enough to find it.

Clause: P1 (no personal data in a log file).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb

LARGEST = 1_000_000
"""After this many bytes the log starts again; the previous one is kept beside it."""


def record(error: BaseException, log_file: Path) -> bool:
    """Add one failure to the log, readable by its owner only.

    Returns:
        whether it could be written; nothing is raised, because the caller is already in trouble.
    """
    entry = "\n".join([f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} unexpected", *_lines(error), ""])
    try:
        log_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if log_file.exists() and log_file.stat().st_size > LARGEST:
            log_file.replace(log_file.with_suffix(".1.log"))
        handle = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(entry)
    except OSError:
        return False
    return True


def _lines(error: BaseException) -> Iterator[str]:
    """The kinds of error from the first cause to the last, each with the lines of code it passed through."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _lines(cause)
    yield f"  {type(error).__module__}.{type(error).__qualname__}"
    for frame, line in walk_tb(error.__traceback__):
        yield f"    {frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_qualname}"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _lines(inner)
