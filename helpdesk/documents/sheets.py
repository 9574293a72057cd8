"""Rows for others: as JSON, a row a line, and as a sheet that no spreadsheet runs. Clause: R1, P4."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO, TypeVar

from helpdesk.documents.cells import as_moment, cell
from helpdesk.domain.errors import Fault, Invalid
from helpdesk.domain.messages import msg

T = TypeVar("T")


def csv_rows(file: TextIO, data_of: Callable[[T], dict[str, object]]) -> Callable[[T], object]:
    """Writes rows to a file that was opened with `newline=""`, below the keys of the first."""
    writer = csv.writer(file)
    headed = False

    def write(row: T) -> None:
        nonlocal headed
        data = data_of(row)
        if not headed:
            writer.writerow(data)
            headed = True
        writer.writerow(map(cell, data.values()))

    return write


def json_rows(file: TextIO, data_of: Callable[[T], dict[str, object]]) -> Callable[[T], object]:
    """Writes rows to a file as JSON, one object a line."""
    return lambda row: file.write(f"{json.dumps(data_of(row))}\n")


@contextmanager
def new_file(name: str) -> Iterator[TextIO]:
    """A new file that only its owner can read; it is taken away again when the block fails.

    Errors: `Invalid` for a file that is there already or can't be written.
    """
    path = Path(name).expanduser()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        problem = error.strerror or type(error).__name__
        message = msg("The file can't be written: {problem}.", problem=problem)
        raise Invalid((Fault("file", message),)) from error


def moment_text(moment: datetime | None) -> str | None:
    """A moment in UTC, as ISO 8601 writes it."""
    return as_moment(moment) if moment else None
