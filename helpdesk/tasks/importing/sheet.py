"""A customer list as a file: read row by row in constant memory, and never trusted to be well formed."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from helpdesk.domain.contact import clean
from helpdesk.domain.messages import Message, msg
from helpdesk.domain.records import dataclass
from helpdesk.tasks.importing.guards import unguard
from helpdesk.tasks.importing.sniff import encoding_of, layout_of

LONGEST_RECORD = 100_000
"""The most characters of one row, below the CSV reader's own limit for a field. A customer takes a few hundred."""
MOST_LINES = 100
"""The most lines of one row; a row with more has a quotation mark too many."""

_SAMPLE_LINES = 400
_SAMPLE_CHARACTERS = 1_000_000
_SHOWN = 1_000

_OPEN_QUOTE = msg("A quotation mark in this row is never closed, or too late.")
_TOO_LONG = msg("This row is far too long for one customer.")


class Row(NamedTuple):
    """One row of the sheet: the line (from 1) on which it starts, and its cells, one for each header.

    For an unreadable row `fault` says why; its cells are then what could be made of its first line.
    """

    line: int
    cells: list[str]
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file whose layout is known. `header_line` counts from 1, `size` is in bytes."""

    path: Path
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    header_line: int
    size: int

    def rows(self) -> Rows:
        """The rows below the header, from the first; a context manager that closes the file."""
        return Rows(self)

    def sample(self, count: int = 50) -> list[list[str]]:
        """The cells of the first readable rows, for guessing what the columns are."""
        with self.rows() as rows:
            return [row.cells for row in islice(rows, count) if not row.fault]


def read_sheet(path: Path) -> Sheet:
    """Find out how a CSV file is written. Errors: `NotASheet`, which says what the file is instead."""
    encoding = encoding_of(path)
    sample: list[str] = []
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        characters = 0
        while len(sample) < _SAMPLE_LINES and characters < _SAMPLE_CHARACTERS:
            sample.append(file.readline(LONGEST_RECORD))
            characters += len(sample[-1]) or _SAMPLE_CHARACTERS
    layout = layout_of(sample)
    headers = tuple(clean(unguard(cell))[:_SHOWN] for cell in layout.headers)
    return Sheet(path, encoding, layout.delimiter, headers, layout.header_line, path.stat().st_size)


class Rows:
    """The rows of a sheet, one after the other. Blank rows and repeated headers are skipped.

    Missing cells at the end of a row are empty: spreadsheets leave them out. A row with more filled cells than columns
    is faulty, because its values may be under the wrong headers.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._bytes = sheet.path.open("rb")
        self._text = io.TextIOWrapper(self._bytes, sheet.encoding, errors="replace", newline="")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.close()

    @property
    def bytes_read(self) -> int:
        """How far the file has been read, out of `Sheet.size`; up to a block ahead of the last row."""
        return self._bytes.tell()

    def __iter__(self) -> Iterator[Row]:
        header_line, width = self._sheet.header_line, len(self._sheet.headers)
        headers: list[str] = []
        for row in self._readable():
            line, cells, fault = row
            if line <= header_line:
                headers = cells
            elif fault:
                yield row
            elif cells != headers and any(map(str.strip, cells)):
                if len(cells) == width:
                    yield row
                elif any(map(str.strip, cells[width:])):
                    yield Row(line, cells, self._too_many(len(cells)))
                else:
                    yield Row(line, [*cells[:width], *[""] * (width - len(cells))])

    def _too_many(self, cells: int) -> Message:
        """It is unknown which value was split, and so where the others belong."""
        return msg(
            "This row has more cells than there are columns ({cells} for {columns}): put quotation marks around a "
            "value with “{separator}” in it.",
            cells=cells,
            columns=len(self._sheet.headers),
            separator={"\t": "tab"}.get(self._sheet.delimiter, self._sheet.delimiter),
        )

    def _readable(self) -> Iterator[Row]:
        """Every record. If its quotes don't close, it is cut to its first line, and reading continues with the next."""
        lines = _Lines(self._text.readline)
        delimiter, width = self._sheet.delimiter, len(self._sheet.headers)
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            line = lines.begin()
            fault: Message | None = None
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _Runaway as runaway:
                fault = runaway.fault
            record = lines.record
            if not fault and (lines.cut or (len(record) > 1 and _is_broken(record, cells, delimiter, width))):
                fault = _OPEN_QUOTE
            if fault:
                cells = [cell[:_SHOWN] for cell in record[0].rstrip("\r\n").split(delimiter)[: width + 1]]
                lines.give_back()
                reader = csv.reader(lines, delimiter=delimiter)
            if "'" in record[0] or "=" in record[0] or len(record) > 1:
                cells = [unguard(cell) for cell in cells]
            yield Row(line, cells, fault)


class _Runaway(Exception):
    """A record grows beyond what one customer can be."""

    def __init__(self, fault: Message) -> None:
        super().__init__(fault)
        self.fault = fault


class _Lines:
    """Physical lines for the CSV reader: counted, kept for the current record, and given back if need be."""

    def __init__(self, readline: Callable[[int], str]) -> None:
        self._readline = readline
        self._held: deque[str] = deque()
        self._number = 0
        self._size = 0
        self.record: list[str] = []
        self.cut = False
        """The file ended inside the current record."""

    def begin(self) -> int:
        """Start a record; the number (from 1) of its first line."""
        self.record = []
        self.cut = False
        self._size = 0
        return self._number + 1

    def give_back(self) -> None:
        """Have all lines of the current record but the first read again."""
        self._held.extendleft(reversed(self.record[1:]))
        self._number -= len(self.record) - 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        fresh = not self._held
        line = self._readline(LONGEST_RECORD) if fresh else self._held.popleft()
        if not line:
            self.cut = bool(self.record)
            raise StopIteration
        self.record.append(line)
        self._number += 1
        self._size += len(line)
        if self._size >= LONGEST_RECORD or len(self.record) > MOST_LINES:
            if fresh:
                self._skip_rest_of(line)
            raise _Runaway(_OPEN_QUOTE if len(self.record) > 1 else _TOO_LONG)
        return line

    def _skip_rest_of(self, line: str) -> None:
        while len(line) == LONGEST_RECORD and line[-1] not in "\r\n":
            line = self._readline(LONGEST_RECORD)


@lru_cache(maxsize=8)
def _well_formed(delimiter: str, plain: str) -> re.Pattern[str]:
    """A record whose cells are each either fully quoted, or unquoted and as `plain` allows."""
    cell = rf'(?:"[^"]*(?:""[^"]*)*"|{plain.format(re.escape(delimiter))})'
    return re.compile(rf"{cell}(?:{re.escape(delimiter)}{cell})*\r?\n?")


def _is_broken(record: list[str], cells: list[str], delimiter: str, width: int) -> bool:
    """Whether the lines of a record belong to several rows, for lack of a closing quote."""
    if len(cells) < width or not _well_formed(delimiter, r'(?:[^"{0}\r\n][^{0}\r\n]*)?').fullmatch(
        "".join(record)
    ):
        return True
    row = _well_formed(delimiter, r'[^"{0}\r\n]*')
    enough = max(2, (2 * width + 2) // 3)
    return any(line.count(delimiter) >= enough - 1 and row.fullmatch(line) for line in record[1:])
