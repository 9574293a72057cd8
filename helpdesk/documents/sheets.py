"""Rows for others: as JSON lines, and as a sheet without formulas. Clause: R1, P4."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from typing import TextIO, TypeVar

from helpdesk.documents.cells import as_moment, cell
from helpdesk.documents.new_file import new_file
from helpdesk.domain.messages import Message
from helpdesk.domain.paths import typed_path
from helpdesk.i18n import tell

T = TypeVar("T")


def csv_rows(
    file: TextIO, data_of: Callable[[T], dict[str, object]], heads: Mapping[str, Message]
) -> Callable[[T], object]:
    """Writes rows to a file that was opened with `newline=""`, below what people call their keys.

    Programs read JSON, where the keys are the same in every language.
    """
    writer = csv.writer(file)
    headed = False

    def write(row: T) -> None:
        nonlocal headed
        data = data_of(row)
        if not headed:
            writer.writerow(tell(heads[key]) for key in data)
            headed = True
        writer.writerow(map(cell, data.values()))

    return write


def json_rows(file: TextIO, data_of: Callable[[T], dict[str, object]]) -> Callable[[T], object]:
    """Writes rows to a file as JSON, one object a line."""
    return lambda row: file.write(f"{json.dumps(data_of(row))}\n")


@contextmanager
def new_sheet(name: str) -> Iterator[TextIO]:
    """A file to write rows into. An error inside leaves no file behind. Errors: those of `new_file`."""
    with (
        new_file(typed_path(name)) as file,
        TextIOWrapper(file, encoding="utf-8", newline="") as text,
    ):
        yield text


def moment_text(moment: datetime | None) -> str | None:
    """A moment in UTC, as ISO 8601 writes it."""
    return as_moment(moment) if moment else None
