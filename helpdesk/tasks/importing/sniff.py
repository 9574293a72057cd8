"""What kind of file this is: its encoding, delimiter and header, or why it is not a list at all."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from helpdesk.domain.errors import HelpdeskError
from helpdesk.domain.messages import Message, msg

DELIMITERS = ";,\t|"
_CHUNK = 1 << 20
_SAMPLE_RECORDS = 200
_TITLE_RECORDS = 20
_EXCEL = msg("This is an Excel workbook, not a CSV file.")
_MARKS: tuple[tuple[bytes, Message], ...] = (
    (b"PK\x03\x04", msg("This is a zip archive or an office document, not a CSV file.")),
    (b"PK\x05\x06", msg("This is an empty zip archive, not a CSV file.")),
    (b"\xd0\xcf\x11\xe0", msg("This is an old Excel or Word document, not a CSV file.")),
    (b"%PDF", msg("This is a PDF document, not a CSV file.")),
    (b"{\\rtf", msg("This is a text processor's document, not a CSV file.")),
    (b"\x1f\x8b", msg("This file is compressed; it is not a CSV file.")),
    (b"SQLite format 3\x00", msg("This is a database, not a CSV file.")),
)
_SPREADSHEETS = ((b"xl/", _EXCEL), (b"opendocument", msg("This is a LibreOffice document, not a CSV file.")))
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\x0c")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml|table|head)\b", re.IGNORECASE)
_EXCEL_HINT = re.compile(r"sep=(.)", re.IGNORECASE)


class NotASheet(HelpdeskError):
    """The file is not a readable customer list. Nothing was imported."""

    def __init__(self, what: Message, todo: Message | None = None) -> None:
        super().__init__(
            what,
            safe=msg("Nothing was imported and the file was not touched."),
            todo=todo
            or msg("Open it in the program that made it and save it as CSV (UTF-8), then try again."),
        )


def encoding_of(path: Path) -> str:
    """The Python name of the file's encoding, after reading all of it once (in constant memory).

    A byte order mark decides; without one it is UTF-16 if every other byte is zero, UTF-8 if it is mostly well formed,
    and Windows-1252 otherwise. Errors: `NotASheet` if it is not text.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_CHUNK)
            _refuse_documents(start)
            encoding = next((name for mark, name in _BYTE_ORDER_MARKS if start.startswith(mark)), None)
            encoding = encoding or _utf_16_without_mark(start)
            if encoding:
                return encoding
            _refuse_binaries(start)
            return _utf_8_or_windows(iter(lambda: file.read(_CHUNK), b""), start)
    except IsADirectoryError:
        raise NotASheet(msg("This is a folder, not a file."), msg("Choose a CSV file.")) from None
    except FileNotFoundError:
        raise NotASheet(msg("There is no such file."), msg("Check the name and the folder.")) from None
    except OSError:
        raise NotASheet(
            msg("The file can't be read."), msg("Check who may read it, and try again.")
        ) from None


def _refuse_documents(start: bytes) -> None:
    if not start.strip(b"\0\t\r\n ;,|\xef\xbb\xbf\xff\xfe"):
        raise NotASheet(msg("The file is empty."), msg("Choose a CSV file with a line of column names."))
    for mark, what in _MARKS:
        if start.startswith(mark):
            office = next((message for part, message in _SPREADSHEETS if part in start), what)
            raise NotASheet(office if mark.startswith(b"PK") else what)


def _refuse_binaries(start: bytes) -> None:
    """A few stray control characters are cleaned away later; many mean that this is not text."""
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls * 50 > len(start):
        raise NotASheet(msg("This is not a text file."))


def _utf_16_without_mark(start: bytes) -> str | None:
    sample = start[:4096]
    half = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if half and high > 0.4 * half and low < 0.05 * half:
        return "utf-16-le"
    if half and low > 0.4 * half and high < 0.05 * half:
        return "utf-16-be"
    return None


def _utf_8_or_windows(rest: Iterator[bytes], start: bytes) -> str:
    """UTF-8, unless it is broken more often than not: then it is Windows' é read as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = foreign = 0
    chunk = start
    while chunk:
        text = decoder.decode(chunk)
        if not text.isascii():
            broken += text.count("\ufffd")
            foreign += len(text) - len(text.encode("ascii", "ignore"))
        chunk = next(rest, b"")
    broken += decoder.decode(b"", final=True).count("\ufffd")
    return "cp1252" if broken * 4 > foreign else "utf-8"


class Layout(NamedTuple):
    """How a table is written: its delimiter, the line (from 1) of its header, and the header's raw cells.

    There are as many headers as most rows have cells; unnamed ones are empty.
    """

    delimiter: str
    header_line: int
    headers: tuple[str, ...]


def layout_of(sample: Sequence[str]) -> Layout:
    """Find the table in the physical lines at the start of a file, line ends included.

    Blank lines and titles above the table are skipped, as is the `sep=;` that Excel adds. Errors: `NotASheet`.
    """
    if _WEB_PAGE.match("".join(sample[:3])):
        raise NotASheet(msg("This is a web page or XML, not a CSV file."))
    hint = _EXCEL_HINT.fullmatch(sample[0].strip("\r\n")) if sample else None
    passed = 1 if hint else 0
    lines = sample[passed:]
    candidates = hint[1] if hint else DELIMITERS
    scored = [(_score(lines, delimiter), -place) for place, delimiter in enumerate(candidates)]
    (_, width), place = max(scored)
    delimiter = candidates[-place]
    for line, cells in _records(lines, delimiter)[:_TITLE_RECORDS]:
        if sum(1 for cell in cells if cell.strip()) >= 0.6 * width:
            return Layout(delimiter, passed + line, (*cells, *[""] * (width - len(cells))))
    raise NotASheet(
        msg("No line with column names was found at the top of the file."),
        msg("Put a line with the name of each column above the first customer."),
    )


def _score(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter explains the lines, and the columns it makes. Many lines of the same width are best."""
    counts = Counter(len(cells) for _, cells in _records(lines, delimiter))
    if not counts:
        return 0.0, 1
    width, rows = max(counts.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    share = rows / counts.total()
    return (share * (width - 1) ** 0.5, width) if width > 1 and share > 0.2 else (0.0, 1)


def _records(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """The first non-empty records, each with the line (from 1) on which it starts."""
    reader = csv.reader(lines, delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = reader.line_num + 1
            if len(found) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        return found
    return found
