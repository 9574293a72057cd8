"""The rows that could not be imported, in a file of their own, to be corrected and imported again."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from helpdesk.domain.errors import Fault
from helpdesk.domain.messages import Message
from helpdesk.tasks.importing.guards import guard
from helpdesk.tasks.importing.sheet import Row, Sheet

if TYPE_CHECKING:
    from helpdesk.repository.unit_of_work import UnitOfWork

OWN_HEADERS = ("import_line", "import_column", "import_reason")
"""The columns that say what is wrong. They are skipped when the file is imported again."""


_OURS = re.compile(r"\.rejected(-\d+)?$")


def rejects_in(folder: Path, source: Path) -> Path:
    """A free name for a list's rejected rows in the console's own folder, which is made if it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return rejects_path(folder / source.name)


def rejects_path(source: Path) -> Path:
    """A free name beside the list: `klanten.rejected.csv`, then `klanten.rejected-2.csv`."""
    stem = _OURS.sub("", source.stem)
    names = (f"{stem}.rejected{number}.csv" for number in chain([""], map("-{}".format, count(2))))
    return next(path for name in names if not (path := source.with_name(name)).exists())


def tidy(work: UnitOfWork, folder: Path) -> None:
    """Remove files of rejected rows that nobody needs any more from the console's own folder.

    These files hold personal data. They are removed once they have been dealt with, or if their import did not finish.
    Run this in a unit of work that can write, so that no import is under way. Clause: P3.
    """
    needed = {Path(file) for file in work.imports.rejects_files()}
    for file in folder.glob("*.csv"):
        if _OURS.search(file.stem) and file not in needed:
            with suppress(OSError):  # perhaps it is open in a spreadsheet: removed next time
                file.unlink(missing_ok=True)


def settle_mended(work: UnitOfWork, path: Path) -> bool:
    """Mark a file of rejected rows that was corrected in place as dealt with: what is still wrong is in a new file.

    Returns whether the list was such a file.
    """
    here = str(path.absolute())
    mended = [run.id for run in work.imports.unsettled() if run.rejects_file == here]
    for run in mended:
        work.imports.settle(run)
    return bool(mended)


class Rejects:
    """Writes rejected rows with the columns and delimiter of their sheet, and why, as UTF-8 for Excel.

    The file is created at the first row, for its owner only: no rejects, no file. An existing file is never
    overwritten. The faults come first in each row, so that a row with too many cells keeps its shape. `tell` puts a
    message in the reader's language. A context manager; `count` is the rows written. Errors: `OSError`. Clause: P1.
    """

    def __init__(self, path: Path, sheet: Sheet, tell: Callable[[Message], str] = str) -> None:
        self.path = path
        self.count = 0
        self._sheet, self._tell = sheet, tell
        self._own = {place for place, header in enumerate(sheet.headers) if header in OWN_HEADERS}
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, row: Row, faults: Sequence[Fault]) -> None:
        """Write a row with everything that is wrong with it; each fault's `field` is the header of its column."""
        columns = ", ".join(dict.fromkeys(fault.field for fault in faults if fault.field))
        reasons = (
            f"{fault.field}: {self._tell(fault.message)}" if fault.field else self._tell(fault.message)
            for fault in faults
        )
        self._write(str(row.line), columns, " ".join(reasons), row.cells)
        self.count += 1

    def discard(self) -> None:
        """Close and remove the file, if the import is given up."""
        if self._file:
            self._file.close()
            self._file = None
            self.path.unlink(missing_ok=True)

    def _write(self, line: str, columns: str, reasons: str, cells: Sequence[str]) -> None:
        own = [guard(columns), guard(reasons)]
        kept = [guard(cell) for place, cell in enumerate(cells) if place not in self._own]
        missing = [""] * (len(self._sheet.headers) - len(cells))
        csv.writer(self._opened(), delimiter=self._sheet.delimiter).writerow([line, *own, *kept, *missing])

    def _opened(self) -> TextIO:
        if not self._file:
            self.path.touch(mode=0o600, exist_ok=False)
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._write(*OWN_HEADERS, self._sheet.headers)
        return self._file
